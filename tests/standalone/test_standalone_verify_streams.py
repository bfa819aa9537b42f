"""verify.py where it runs: any alphabet of the console, closed and full streams, odd files."""

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.standalone.conftest import VERIFY, Good, Said, run
from tests.verify.forging import FIRST, Scribe, bundle
from vault import container
from vault.timestamp.authorities import roots


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """A bundle whose script has a name that few consoles can show."""
    scribe = Scribe()
    scribe.begin()
    scribe.draft(b"One.\n", names={"title": "x", "path": "Das Mädchen 井戸.fountain"})
    path = tmp_path / "bundle.zip"
    none = roots(None, pinned_pem={})
    path.write_bytes(container.pack(bundle([scribe.shown([scribe.head()])], FIRST, none)))
    return path


def shell(command: str, *arguments: object, **environment: str) -> Said:
    """Run verify.py as `$0` with these arguments in a shell's command."""
    done = subprocess.run(
        ["sh", "-c", command, f"{sys.executable} -I -S {VERIFY}", *map(str, arguments)],
        capture_output=True, check=False, timeout=100, env={**os.environ, **environment},
    )  # fmt: skip
    said = Said(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in said.err, said.err
    assert "Exception" not in said.err, said.err
    return said


@pytest.mark.parametrize(
    ("alphabet", "shown"),
    [
        ("utf-8", "Das Mädchen 井戸.fountain"),
        ("cp1252", "Das Mädchen \\u4e95\\u6238.fountain"),
        ("cp437", "Das Mädchen \\u4e95\\u6238.fountain"),
        ("ascii", "Das M\\xe4dchen \\u4e95\\u6238.fountain"),
    ],
)
def test_every_console_shows_every_name(named: Path, alphabet: str, shown: str) -> None:
    done = subprocess.run(
        [sys.executable, VERIFY, named], capture_output=True, check=False, timeout=100,
        env={**os.environ, "PYTHONIOENCODING": alphabet},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (3, b"")
    assert f"  {shown}, draft 1 (M), entry 1 of log" in done.stdout.decode(alphabet)


@pytest.mark.parametrize("options", [["-O"], ["-OO"], ["-W", "error", "-X", "dev"]])
def test_it_says_the_same_however_python_is_started(named: Path, options: list[str]) -> None:
    plain = run(VERIFY, named, "--json")
    command = [sys.executable, *options, VERIFY, named, "--json"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=100)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (3, plain.out, b"")


def test_streams_that_are_closed_or_full(named: Path, tmp_path: Path) -> None:
    assert shell("$0 $1 >&-", named).code == 4
    assert shell("$0 $1 2>&-", tmp_path / "absent").code == 2
    assert shell("$0 $1 >&- 2>&-", tmp_path / "absent").code == 2
    assert shell("$0 $1 --json >&- 2>&-", tmp_path / "absent").code == 4
    assert shell("($0 $1; echo $? >$2) | true", named, tmp_path / "code").err == ""
    assert (tmp_path / "code").read_text() in ("3\n", "4\n")
    if Path("/dev/full").exists():  # only some systems have one
        assert shell("$0 $1 >/dev/full", named).code == 4


def test_files_that_are_no_files(
    named: Path, tmp_path: Path, verify: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pipe would be waited for without end, where the system has such a thing."""
    odd = [tmp_path, Path(""), tmp_path / "absent\nhere", tmp_path / "\udcff\u202e.zip"]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        odd.append(tmp_path / "pipe")
    for path in map(str, odd):
        for more in ([path], [str(named), path], ["--draft", path, path], ["--roots", path, path]):
            assert verify.main(more) == 2, more
            printed = capsys.readouterr()
            assert (printed.out, printed.err.count("\n")) == ("", 1)
            assert printed.err[:-1].isprintable()


def test_a_file_that_changes_while_it_is_read(
    good: Good, verify: ModuleType, tmp_path: Path
) -> None:
    """Only the copy that was looked at first is believed; the rest ends in a sentence."""
    path = tmp_path / "bundle.zip"
    whole = container.pack(good.files)
    path.write_bytes(whole)
    check = verify.Check(None, verify.trusted_roots())
    with path.open("rb") as file:
        check.open(verify.Archive(file))
        path.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(verify.Refused, match=r"cut short|damaged"):
            check.run(lambda _: None)
