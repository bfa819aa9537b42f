"""``verify`` as it is typed: exit codes, JSON, and a scene's words on the terminal."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.conftest import REPOSITORY
from tests.pipeline.small import Small
from tests.verify.histories import Shelf, story
from vault import assets
from vault.errors import Exit
from vault.timestamp.authorities import roots

HEBREW, WIDE, PERSIAN = "השעון עצר בחצות", "時計は真夜中に止まった", "می\u200cخواهم"
STEERING = "\x1b[31m red \x9b2J \u202e back"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Two copies of one state, a later bundle, another life of the log, and a letter."""
    shelf = Shelf(tmp_path_factory.mktemp("shelf"), roots(pinned_pem=assets.pinned_roots()))
    log = story([1, 2, 3])
    letter = shelf.folder / "letter.zip"
    letter.write_bytes(b"a letter")
    made = {
        "copy": shelf.copy("copy.pdf", log, 3),
        "same": shelf.copy("same.pdf", log, 3),
        "bundle": shelf.bundle("bundle.zip", log, 4, [3], leaves=True),
        "bare": shelf.bundle("bare.zip", log, 4, [3], leaves=False),
        "fork": shelf.bundle("fork.zip", story([1, 9, 3]), 4, [3], leaves=True),
        "letter": letter,
    }
    return {name: str(path) for name, path in made.items()} | {"gone": str(letter) + ".gone"}


CASES: list[tuple[list[str], Exit, str]] = [
    (["copy"], Exit.DONE, "valid"),
    (["copy", "same"], Exit.DONE, "valid"),
    (["bundle", "copy"], Exit.INCOMPLETE, "incomplete"),
    (["bare", "copy"], Exit.INCOMPLETE, "incomplete"),
    (["bundle", "fork"], Exit.FAILED, "invalid"),
    (["fork", "copy", "same"], Exit.FAILED, "invalid"),
]
REFUSED = [["letter"], ["copy", "letter"], ["gone"], ["copy", "gone"], ["letter", "fork"]]


@pytest.mark.parametrize(("names", "code", "verdict"), CASES, ids=str)
def test_every_verdict_has_its_exit_code(
    run: Run, files: dict[str, str], names: list[str], code: Exit, verdict: str
) -> None:
    said = run("verify", "--json", *(files[name] for name in names))
    assert (said.code, said.json["verdict"], said.err) == (code, verdict, "")
    assert {"verdict", "because", "checks", "drafts", "not_shown"} <= set(said.json)
    assert [Path(one["path"]).name for one in said.json.get("files", [])] == (
        [Path(files[name]).name for name in names] if len(names) > 1 else []
    )
    words = run("verify", *(files[name] for name in names))
    assert (words.code, words.out.split(":")[0]) == (code, verdict.upper())
    quiet = run("verify", "--quiet", *(files[name] for name in names))
    assert (quiet.code, quiet.out, quiet.err) == (code, "", "")


@pytest.mark.parametrize("names", REFUSED, ids=" ".join)
def test_what_is_none_of_ours_ends_in_one_sentence(
    run: Run, files: dict[str, str], names: list[str]
) -> None:
    said = run("verify", "--json", *(files[name] for name in names))
    assert said.code == Exit.USAGE
    assert set(said.json) == {"error"}
    assert "letter.zip" in said.json["error"]["message"]
    assert said.json["error"]["message"] in said.err


@pytest.mark.parametrize(
    ("names", "code"),
    [(["copy", "same"], 0), (["bundle", "fork"], 1), (["letter"], 2), (["bare", "copy"], 3)],
    ids=["valid", "fork", "none of ours", "not joined"],
)
def test_a_process_of_its_own_says_the_same(
    files: dict[str, str], names: list[str], code: int
) -> None:
    """Without a home, a vault or a terminal."""
    words = [sys.executable, "-m", "vault", "verify", "--json", *(files[name] for name in names)]
    done = subprocess.run(
        words, env={"PYTHONPATH": str(REPOSITORY), "HOME": "/nowhere"}, cwd="/",
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert ("error" in told) == (code == 2)
    assert "Traceback" not in done.stderr


def test_a_scene_is_read_on_the_terminal(run: Run, small: Small, tmp_path: Path) -> None:
    """In any letters; what would steer the terminal is shown as what it is."""
    text = (
        "INT. ATTIC - DAY\n\nNot for you.\n\n"
        f"EXT. ROOF - NIGHT #2A#\n\n{HEBREW}\n\n{WIDE}\n\n{PERSIAN}\n\n{STEERING}\n"
    )
    small.seal(small.write("Roof.fountain", text))
    bundle = tmp_path / "scene.zip"
    assert run("prove", "Roof.fountain#1", "--scene", "2", "-o", str(bundle)).code == Exit.DONE
    said = run("verify", str(bundle))
    lines = said.out.splitlines()
    heading = next(line for line in lines if line.startswith("Scene 2 of 2 of entry "))
    assert heading.endswith(", numbered 2A:")
    for words in ("EXT. ROOF - NIGHT", HEBREW, WIDE, PERSIAN, "\\x1b[31m red \\x9b2J \\u202e back"):
        assert any(line.strip() == words for line in lines), words
    assert not set("\x1b\x9b\u202e") & set(said.out)
    assert "Not for you" not in said.out
    told = run("verify", "--json", str(bundle)).json["scenes"]
    assert [(one["place"], one["of"], one["number"]) for one in told] == [(2, 2, "2A")]


def test_drafts_are_read_again_when_asked(run: Run, small: Small, tmp_path: Path) -> None:
    bundle = tmp_path / "whole.zip"
    assert run("prove", "--all", "-o", str(bundle)).code == Exit.DONE

    def reading(*words: str) -> str:
        told = run("verify", "--json", *words, str(bundle)).json
        found = {one["name"]: str(one["result"]) for one in told["checks"]}
        return found["reading"]

    assert (reading(), reading("--deep")) == ("not-checked", "pass")
