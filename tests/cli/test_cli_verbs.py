"""Each verb's promised JSON, its exit code, and its words for people."""

import json
from pathlib import Path

import pytest

from tests.cli import ledgers
from tests.cli.conftest import Run
from tests.pipeline.small import LABEL, TITLE, Small, text
from vault.commands import COMMANDS
from vault.errors import Exit

SCRIPT = f"{TITLE}.fountain"
KEYS = {command.verb: set(command.keys) for command in COMMANDS}
VERBS = [command.verb for command in COMMANDS]


def words_of(small: Small, out: Path) -> dict[str, tuple[list[object], int]]:
    """One good call of each verb, and what it ends with."""
    return {
        "watch": (["--once"], Exit.DONE),
        "seal": ([small.scripts / SCRIPT], Exit.DONE),
        "drafts": ([], Exit.DONE),
        "show": ([f"{SCRIPT}#2"], Exit.DONE),
        "label": ([LABEL, "white draft"], Exit.DONE),
        "restore": (["white draft", "-o", out / "back.fountain"], Exit.DONE),
        "stamp": ([], Exit.INCOMPLETE),
        "certificate": ([f"{SCRIPT}#2", "-o", out / "certificate.pdf"], Exit.DONE),
        "share": ([f"{SCRIPT}#2", "--to", "Ann <ann@reads.example>", "-o", out], Exit.DONE),
        "wording": ([f"{SCRIPT}#2"], Exit.DONE),
        "trace": ([small.scripts / SCRIPT], Exit.DONE),
        **ledgers.words_of(small, out),
        "prove": (["--all", "-o", out / "bundle.zip"], Exit.DONE),
        "verify": ([out / "bundle.zip"], Exit.INCOMPLETE),
        "licences": ([], Exit.DONE),
        "licences show": (["no-ai"], Exit.DONE),
        "licences read": ([out / "certificate.pdf"], Exit.DONE),
        "verify-page": (["-o", out / "page.html"], Exit.DONE),
        "check": (["--all"], Exit.DONE),
        "keys": ([], Exit.DONE),
        "keys test-kit": (["--kit", small.kit], Exit.DONE),
        "unlock": ([], Exit.DONE),
        "lock": ([], Exit.DONE),
        "doctor": ([], Exit.DONE),
        "demo": (["-o", out / "demo"], Exit.DONE),
    }


def test_every_verb_keeps_the_promise_of_its_json(run: Run, small: Small, tmp_path: Path) -> None:
    calls = words_of(small, tmp_path)
    assert set(VERBS) == {"init", *calls}
    for verb, (words, code) in calls.items():
        said = run("--json", *verb.split(), *words)
        assert said.code == code, (verb, said)
        assert said.err == "", verb
        documents = [json.loads(line) for line in said.out.splitlines()]
        for document in documents:
            assert set(document) >= KEYS[verb], verb
        if verb != "watch":
            assert len(documents) == 1, verb
    assert document["verdict"] == "incomplete"
    assert document["because"] == ["time"]


def test_init_prints_what_it_made(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = tmp_path / "kit.txt"
    said = run("--vault", tmp_path / "v", "init", "--writer", "Ada", "--kit", kit, "--json")
    assert (said.code, set(said.json)) == (0, KEYS["init"])
    assert kit.is_file()
    assert run("init", "--vault", tmp_path / "v", "--writer", "Ada", "--json").code == Exit.USAGE


def test_the_kit_goes_to_the_home_folder_of_whoever_says_nothing(run: Run, tmp_path: Path) -> None:
    said = run("init", "--vault", tmp_path / "v", "--writer", "Ada", "--json")
    path = Path(said.json["recovery_kit"])
    assert path.parent == Path.home()
    assert path.is_file()


def test_people_read_words(run: Run, small: Small, tmp_path: Path) -> None:
    calls = words_of(small, tmp_path)
    calls.pop("demo")
    for verb, (words, code) in calls.items():
        said = run(*verb.split(), *words)
        assert (said.code, said.err) == (code, ""), verb
        assert said.out.strip(), verb
        assert "{" not in said.out, verb
        assert run("--quiet", "drafts").out == ""


@pytest.mark.parametrize(
    "line",
    ["--json --vault {v} drafts", "drafts --json --vault {v}", "--json drafts --vault {v}",
     "--vault {v} drafts --json", "--vault /nowhere drafts --json --vault {v}"],
)  # fmt: skip
def test_global_options_stand_before_or_after_the_verb(
    run: Run, small: Small, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.delenv("SCRIPTVAULT_HOME")
    said = run(*line.format(v=small.vault).split())
    assert (said.code, len(said.json["drafts"])) == (0, 6)


def test_global_options_go_with_second_words_too(run: Run, small: Small) -> None:
    said = run("keys", "--json", "test-kit", "--kit", small.kit, "--vault", small.vault)
    assert said.code == 0
    assert set(said.json) >= KEYS["keys test-kit"]


def test_the_passphrase_comes_from_a_file(
    run: Run, small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SCRIPTVAULT_PASSPHRASE")
    file = tmp_path / "passphrase"
    for ending in ("", "\n", "\r\n"):
        file.write_bytes(f"marmalade and thunder{ending}".encode())
        assert run("drafts", "--passphrase-file", file).code == 0
    file.write_text("wrong\n")
    assert run("drafts", "--passphrase-file", file).code == Exit.USAGE
    assert run("drafts", "--passphrase-file", tmp_path / "no").code == Exit.USAGE


def test_without_a_passphrase_and_a_terminal_the_vault_is_locked(
    run: Run, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    monkeypatch.delenv("SCRIPTVAULT_PASSPHRASE")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    said = run("drafts", "--json")
    assert said.code == Exit.ENVIRONMENT
    assert "locked" in said.json["error"]["message"]
    assert run("check", "--json").code == Exit.INCOMPLETE
    assert run("drafts", "--kit", small.kit).code == 0


def test_a_damaged_vault_fails_its_check(run: Run, small: Small) -> None:
    path = next(small.vault.glob("objects/*/*"))
    path.write_bytes(b"rot")
    said = run("check", "--all", "--json")
    assert (said.code, said.json["verdict"]) == (Exit.FAILED, "invalid")
    failed = [f["path"] for f in said.json["findings"] if f["result"] == "fail"]
    assert path.relative_to(small.vault).as_posix() in failed


def test_watch_once_says_what_it_sealed(run: Run, small: Small) -> None:
    small.write("New.fountain", text(1))
    events = [json.loads(line) for line in run("watch", "--once", "--json").out.splitlines()]
    sealed = [event for event in events if event["event"] == "sealed"]
    assert [event["script"] for event in sealed] == ["New.fountain"]
    assert set(sealed[0]) >= {"seq", "script", "sha256"}
    for event in events:
        if event["event"] == "health":
            assert event["state"] in {"ok", "degraded", "stopped"}
            assert event["sentence"]


def test_the_demo_needs_a_folder_of_its_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    assert run("demo", "-o", tmp_path).code == Exit.USAGE
