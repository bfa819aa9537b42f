"""A machine without Python: the program is run with nothing but a home folder, far away."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import pypdfium2

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PASSPHRASE = "only for this machine"
SCRIPT = "The Tide Clerk.fountain"
READER = "Bea Reader <bea@example.org>"
ADDED = "\n\nINT. KITCHEN - LATER\n\nThe kettle has the last word.\n"
LONGEST = 120.0
# No authority was asked for the time; a copy shows who issued it, and no time.
VERDICTS = {"certificate": ("incomplete", 3), "bundle": ("incomplete", 3), "copy": ("valid", 0)}


class Machine:
    """A home, a folder of scripts, and the program; no variable of the building machine."""

    def __init__(self, program: Path, home: Path, **variables: str) -> None:
        self.program, self.home = program, home
        self.scripts = home / "scripts"
        self.scripts.mkdir()
        self.passphrase = home / "passphrase"
        self.passphrase.write_text(PASSPHRASE)
        self.environment = {
            "HOME": str(home), "PATH": "/nowhere", "LANG": "C.UTF-8", "SCRIPTVAULT_OFFLINE": "1",
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere", **variables,
        }  # fmt: skip

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start the program."""
        return subprocess.Popen(
            [str(self.program), *words], env=self.environment, cwd=self.home,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def said(self, *words: str, code: int = 0) -> tuple[str, str]:
        """Run it to its end, which has to be with this code; what it said on both streams."""
        process = self.start(*words)
        try:
            out, err = process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        assert process.returncode == code, f"{words} ended with {process.returncode}: {err[-2000:]}"
        return out, err

    def told(self, *words: str, code: int = 0) -> dict[str, Any]:
        """What a verb tells programs."""
        given = [*words, "--json", "--passphrase-file", str(self.passphrase)]
        return json.loads(self.said(*given, code=code)[0])

    def save(self, text: str = "") -> Path:
        """Save the sample script in the watched folder, with some more at its end."""
        sample = REPOSITORY / "resources" / "samples" / SCRIPT
        saved = self.scripts / SCRIPT
        saved.write_text(sample.read_text("utf-8") + text, "utf-8")
        return saved

    def made(self) -> "Machine":
        """Make the vault that watches the scripts; asks nobody for the time."""
        self.told("init", "--writer", "A. Writer", "--watch", str(self.scripts), "--time", "off")
        return self


@contextmanager
def machine(built: Path, **variables: str) -> Iterator[Machine]:
    """Give a new machine with the frozen program."""
    with TemporaryDirectory(prefix="far-away-") as home:
        yield Machine(built / "scriptvault", Path(home), **variables)


def picture(pdf: Path) -> Path:
    """The last page of a PDF as a scanner has it."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[len(document) - 1].render(scale=150 / 72, grayscale=True).to_numpy()
    document.close()
    made = pdf.with_suffix(".png")
    assert cv2.imwrite(str(made), page)
    return made


def main_job(built: Path) -> str:
    """First run, a save in the folder, it appears, certificate, copy and bundle, all checked."""
    with machine(built) as here:
        out, err = here.said("--help")
        assert "certificate" in out and not err, err
        here.made()
        watch = here.start("watch", "--json", "--passphrase-file", str(here.passphrase))
        try:
            here.save()
            sealed = next_event(watch, "sealed")
        finally:
            watch.terminate()
            watch.communicate(timeout=LONGEST)
        assert sealed["script"] == SCRIPT, sealed
        here.told("seal", str(here.save(ADDED)))
        drafts = here.told("drafts")["drafts"]
        assert [draft["number"] for draft in drafts] == [1, 2], drafts
        assert all(draft["pages"] and draft["words"] for draft in drafts), drafts
        made = exported(here)
        for kind, path in made.items():
            verdict, code = VERDICTS[kind]
            report = here.told("verify", str(path), code=code)
            assert report["verdict"] == verdict, f"{kind}: {report['because']}"
        [traced] = here.told("trace", str(made["copy"]))["matches"]
        assert "metadata" in {mark["layer"] for mark in traced["marks"]}, traced
        assert here.told("trace", str(picture(made["copy"])))["pages"] == 1
        broken = bytearray(made["bundle"].read_bytes())
        broken[len(broken) // 2] ^= 1
        (here.home / "broken.zip").write_bytes(broken)
        assert here.told("verify", "broken.zip", code=1)["verdict"] == "invalid"
        back = here.home / "back.fountain"
        here.told("restore", f"latest:{SCRIPT}", "-o", str(back))
        assert back.read_bytes() == (here.scripts / SCRIPT).read_bytes()
        assert here.told("check", "--all")["verdict"] == "valid"
        return f"{len(drafts)} drafts; {', '.join(made)} verified, a changed bundle refused"


def exported(here: Machine) -> dict[str, Path]:
    """Write one of each thing that leaves the desk."""
    certificate = here.told("certificate", f"{SCRIPT}#1", "-o", "certificate.pdf")
    bundle = here.told("prove", "--all", "-o", "bundle.zip")
    (here.home / "copies").mkdir()
    copies = here.told(
        "share",
        f"latest:{SCRIPT}",
        "--to",
        READER,
        "--licence",
        "no-train",
        "--owner",
        "yes",
        "-o",
        "copies",
    )["copies"]
    return {
        "certificate": Path(certificate["path"]),
        "bundle": Path(bundle["path"]),
        "copy": here.home / copies[0]["path"],
    }


def next_event(process: subprocess.Popen[str], kind: str) -> dict[str, Any]:
    """Wait for an event of this kind; the watch ending before it is a failure."""
    assert process.stdout is not None and process.stderr is not None
    for line in process.stdout:
        event: dict[str, Any] = json.loads(line)
        if event["event"] == kind:
            return event
    raise AssertionError(f"the watch ended without {kind}: {process.stderr.read()[-2000:]}")


def demo(built: Path) -> str:
    """The demo does the main job on the sample scripts by itself."""
    with machine(built) as here:
        told = here.told("demo", "-o", "demo")
        assert told["verdict"] == "incomplete" and told["because"] == ["time"], told
        made = [told["bundle"], told["certificate"], *told["copies"]]
        assert all(Path(path).is_file() for path in made), made
        return f"{len(made)} files; its bundle is {told['verdict']}: {', '.join(told['because'])}"
