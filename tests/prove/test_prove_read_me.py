"""READ-ME-FIRST: each command in it, run as it is printed in the folder of a real bundle."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.authority import TimeAuthority
from tests.pipeline import small as made
from tests.pipeline.small import LABEL, Small
from vault.operations import certifying, drafting, proving
from vault.prove.words import About, read_me

READ_ME = "READ-ME-FIRST.txt"
NOTES = "Notes.txt"
COMMAND = re.compile(
    r" {5}(?:(Linux|macOS) +)?((?:sha256sum|shasum|ssh-keygen|openssl|python3) .*)"
)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeAuthority]:
    folder = tmp_path_factory.mktemp("second")
    root = "/O=Another house/CN=Another Time Root"
    with TimeAuthority(folder, "ecdsa", True, root_name=root) as authority:
        yield authority


@dataclass(frozen=True)
class Bundle:
    """A bundle on disk, and the roots of all authorities that stamped in its vault."""

    path: Path
    roots: bytes

    def unpacked(self, folder: Path) -> "Unpacked":
        with zipfile.ZipFile(self.path) as archive:
            archive.extractall(folder)
        (folder / "ROOTS.pem").write_bytes(self.roots)
        shutil.copy(self.path, folder / "BUNDLE.zip")
        return Unpacked(folder)


@dataclass(frozen=True)
class Unpacked:
    """The folder in which somebody has a terminal open."""

    folder: Path

    @property
    def text(self) -> str:
        return (self.folder / READ_ME).read_text(encoding="ascii")

    def commands(self, program: str) -> list[str]:
        """What is printed for a program, continued lines joined as a shell would."""
        rows = self.text.replace("\\\n", "").splitlines()
        found = [match[2] for row in rows if (match := COMMAND.fullmatch(row))]
        return [command for command in found if command.split()[0] == program]

    def file(self, pattern: str) -> Path:
        return next(path for path in sorted(self.folder.glob(pattern)) if path.is_file())

    def run(self, command: str) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "LC_ALL": "C"}
        return subprocess.run(
            ["sh", "-c", command], cwd=self.folder, capture_output=True, env=environment,
            check=False, timeout=60,
        )  # fmt: skip

    def accepts(self, command: str) -> bool:
        return self.run(command).returncode == 0


@pytest.fixture(scope="module")
def bundles(
    tmp_path_factory: pytest.TempPathFactory, authority: TimeAuthority, second: TimeAuthority
) -> dict[str, Bundle]:
    """One of each sort, from a vault of two logs that two authorities have stamped."""
    folder = tmp_path_factory.mktemp("sorts")
    roots = authority.root_pem.read_bytes() + second.root_pem.read_bytes()
    (folder / "roots.pem").write_bytes(roots)
    with pytest.MonkeyPatch.context() as patch:
        made.cheap_keys(patch)
        first = made.fill(made.empty(folder / "home", "read me"))
        first.seal(first.write(NOTES, "One thought.\n\nAnother thought.\n\nA third.\n"))
        prove(first, folder / "unstamped.zip", all=True)
        first.environment = {
            "SCRIPTVAULT_TSA": f"{authority.url},{second.url}",
            "SCRIPTVAULT_TSA_ROOTS": str(folder / "roots.pem"),
        }
        proving.stamp(first.session(), wait=False)
        prove(first, folder / "drafts.zip", all=True)
        prove(first, folder / "evidence.zip", all=True, evidence_only=True)
        prove(first, folder / "paragraphs.zip", drafts=[f"{NOTES}#1"], scene=[3, 1])
        prove(first, folder / "no page.zip", all=True, no_page=True)
        page = folder / "seal.pdf"
        certifying.certificate(first.session(), draft=LABEL, output=page, force=False)
        attached(page, folder / "record.zip")
        other = first.copy(folder / "other")  # a second computer, with a log of its own
        shutil.rmtree(other.home / "settings")
        other.seal(other.write("Later.fountain", "INT. ELSEWHERE - DAY\n\nRain.\n"))
        proving.stamp(other.session(), wait=False)
        prove(other, folder / "logs.zip", all=True)
        prove(other, folder / "scene.zip", drafts=["Later.fountain#1"], scene=[1])
        prove(other, folder / "evidence of logs.zip", all=True, evidence_only=True)
    return {path.stem: Bundle(path, roots) for path in folder.glob("*.zip")}


def prove(small: Small, out: Path, **given: object) -> None:
    said = {"drafts": (), "script": None, "all": False, "with_log": False, "force": False}
    proving.prove(small.session(), output=out, **{**said, **given})  # type: ignore[arg-type]


def attached(pdf: Path, to: Path) -> None:
    """Save a certificate's evidence, as a reader of PDFs would."""
    done = subprocess.run(
        ["qpdf", "--show-attachment=evidence.zip", str(pdf)], capture_output=True, check=True,
        timeout=60,
    )  # fmt: skip
    to.write_bytes(done.stdout)


SORTS = (
    "drafts", "evidence", "record", "scene", "paragraphs", "logs", "evidence of logs", "unstamped",
    "no page",
)  # fmt: skip
TOKENS = {"drafts": 2, "logs": 4, "evidence of logs": 4, "unstamped": 0, "scene": 4}


@pytest.fixture
def unpack(bundles: dict[str, Bundle], tmp_path: Path) -> Callable[[str], Unpacked]:
    return lambda sort: bundles[sort].unpacked(tmp_path / sort)


@pytest.mark.parametrize("sort", SORTS)
def test_every_command_accepts_the_good_bundle(
    sort: str, unpack: Callable[[str], Unpacked]
) -> None:
    there = unpack(sort)
    shutil.copy(there.folder / READ_ME, there.folder / "FILE")
    counts = {
        program: len(there.commands(program))
        for program in ("sha256sum", "shasum", "ssh-keygen", "openssl")
    }
    asks_for_a_file = sort in {"evidence", "record", "evidence of logs"}
    assert counts == {
        "sha256sum": 1 + asks_for_a_file,
        "shasum": 1 + asks_for_a_file,
        "ssh-keygen": 1,
        "openssl": TOKENS.get(sort, 2),
    }
    for program in counts:
        for command in there.commands(program):
            done = there.run(command)
            assert done.returncode == 0, (command, done.stdout, done.stderr)


@pytest.mark.parametrize("sort", SORTS)
def test_no_command_accepts_what_was_changed(sort: str, unpack: Callable[[str], Unpacked]) -> None:
    there = unpack(sort)
    listed, [signed] = there.commands("sha256sum")[0], there.commands("ssh-keygen")
    mac = there.commands("shasum")[0]
    for pattern in ("data/**/*", "entries/*/0.line", "log/*/*.checkpoint", "manifest-sha256.txt"):
        path = there.file(pattern)
        good = path.read_bytes()
        path.write_bytes(good[:-2] + bytes([good[-2] ^ 1]) + good[-1:])
        assert not there.accepts(listed), pattern
        assert not there.accepts(mac), pattern
        assert there.accepts(signed), pattern  # which looks at the list of lists alone
        path.write_bytes(good)
    tags = there.folder / "tagmanifest-sha256.txt"
    good = tags.read_bytes()
    tags.write_bytes(good.replace(b"  bagit.txt", b"  bagit.tyt"))
    assert not there.accepts(signed)
    tags.write_bytes(good)
    signature = there.file("signatures/*")
    signature.write_bytes(signature.read_bytes().replace(b"U1NIU0lH", b"U1NIU0lJ"))
    assert not there.accepts(signed)
    for command in there.commands("openssl"):
        token = there.folder / re.findall(r"-in +(\S+)", command)[0]
        good = token.read_bytes()
        token.write_bytes(good[:-9] + bytes([good[-9] ^ 1]) + good[-8:])
        assert not there.accepts(command)
        assert not there.accepts(listed)
        token.write_bytes(good)
        assert there.accepts(command)


def test_a_file_at_hand_is_found_among_the_hashes(
    unpack: Callable[[str], Unpacked], bundles: dict[str, Bundle]
) -> None:
    there = unpack("evidence")
    with zipfile.ZipFile(bundles["drafts"].path) as archive:
        names = [name for name in archive.namelist() if name.startswith("data/")]
        drafts = [archive.read(name) for name in names]
    command = there.commands("sha256sum")[1]
    assert command == "sha256sum FILE"
    for name, data in zip(names, drafts, strict=True):
        (there.folder / "FILE").write_bytes(data)
        digest = there.run(command).stdout.decode().split()[0]
        assert f"     {digest}  entry {Path(name).stem}\n" in there.text
    (there.folder / "FILE").write_bytes(b"another")
    assert there.run(command).stdout.decode().split()[0] not in there.text


@pytest.mark.parametrize("sort", SORTS)
def test_the_script_beside_it_runs_as_it_is_printed(
    sort: str, unpack: Callable[[str], Unpacked]
) -> None:
    there = unpack(sort)
    printed = there.commands("python3")
    if sort in {"no page", "record"}:
        assert not printed
        assert "verify.html" not in there.text.split("3  ")[0]
        return
    [command] = printed
    done = there.run(command.replace("python3", sys.executable))
    assert done.returncode == 3, done.stdout  # complete but for the roots it does not know
    (there.folder / "BUNDLE.zip").write_bytes(b"PK" + bytes(99))
    assert there.run(command.replace("python3", sys.executable)).returncode in {1, 2}


@pytest.mark.parametrize("sort", SORTS)
def test_the_text_is_plain_short_and_right_for_its_sort(
    sort: str, unpack: Callable[[str], Unpacked]
) -> None:
    there = unpack(sort)
    text = there.text
    assert "{" not in re.sub(r"ForEach-Object \{.*\}\n", "", text)
    assert all(len(row) <= 80 for row in text.splitlines() if not row.startswith("     "))
    assert "person named" not in text
    assert "registered" not in text
    assert "-attime" not in text or "LibreSSL" in text
    mac = [row for row in text.splitlines() if row.startswith("     macOS")]
    assert not any("openssl" in row for row in mac)
    here = [path for path in (there.folder / "data").rglob("*") if path.is_file()]
    if sort in {"drafts", "logs", "unstamped", "no page"}:
        assert "byte for byte" in text
        assert "no word" not in text
        assert here
        return
    [left_out] = here
    assert left_out.name == "NOT-INCLUDED.txt"
    said = left_out.read_text(encoding="ascii")
    assert "byte for byte" not in text
    if sort == "scene":
        assert "shows scene 1 of one draft" in text
        assert "shows scene 1 and leaves out everything else" in said
    elif sort == "paragraphs":
        assert "shows paragraphs 1 and 3 of one draft" in text
        assert "paragraphs 1 and 3" in said
    elif sort == "record":
        assert "record of one sealed draft, without the draft itself" in text
    else:
        assert "no title, no file name, no person's name" in text


def test_powershell_is_told_to_compare_every_listed_file(unpack: Callable[[str], Unpacked]) -> None:
    """There is no PowerShell here: the line is at least what its manual says, and balanced."""
    [line] = [row.strip() for row in unpack("drafts").text.splitlines() if "Get-FileHash" in row]
    assert line.startswith(
        "Get-Content manifest-sha256.txt,tagmanifest-sha256.txt | ForEach-Object"
    )
    assert line.count("{") == line.count("}") == 1
    assert line.count("(") == line.count(")")
    assert line.count('"') == 2


def test_what_a_token_calls_itself_cannot_bend_the_text(
    bundles: dict[str, Bundle], small: Small
) -> None:
    from dataclasses import replace

    from vault.pipeline import showing, timeline

    session = small.session()
    with session.writing() as pen:
        rows = timeline.ordered(pen.history)
        shown = showing.logs(pen, rows, with_log=False)
        [*stamps] = showing.stamped(shown, session.roots())
        bad = [
            replace(stamp, authority="Evil\n     rm -rf /", root="R\n     x") for stamp in stamps
        ]
        text = read_me(pen.signing.public, bad, About()).decode()
    assert stamps
    assert "\n     rm" not in text
    assert "\n     x\n" not in text


def test_a_label_after_the_last_stamp_is_said(small: Small, tmp_path: Path) -> None:
    def told(name: str) -> list[str]:
        said = {"drafts": [LABEL], "script": None, "all": False, "with_log": False, "force": False}
        return proving.prove(small.session(), output=tmp_path / name, **said).lines  # type: ignore[arg-type]

    assert not any("run stamp" in line for line in told("a.zip"))
    drafting.label(small.session(), draft=LABEL, name="sent to Ines")
    with_label = proving.prove(
        small.session(), drafts=["sent to Ines"], script=None, all=False, with_log=False,
        force=False, output=tmp_path / "b.zip",
    )  # fmt: skip
    assert with_label.data["because"] == ["time"]
    [line] = [line for line in with_label.lines if "run stamp" in line]
    assert line == (
        "The label sent to Ines was given after the last stamp: run stamp, then prove again."
    )
    proving.stamp(small.session(), wait=False)
    again = proving.prove(
        small.session(), drafts=["sent to Ines"], script=None, all=False, with_log=False,
        force=False, output=tmp_path / "c.zip",
    )  # fmt: skip
    assert again.data["verdict"] == "valid"
