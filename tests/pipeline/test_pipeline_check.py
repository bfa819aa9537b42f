"""Looking after a vault: every changed byte and every missing file is named."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.authority import TimeAuthority
from tests.pipeline.small import (
    LABEL,
    MAIL,
    PASSPHRASE,
    TITLE,
    WORDS,
    WRITER,
    Small,
    text,
)  # fmt: skip
from vault.errors import EnvironmentFailed, Exit, Locked
from vault.operations import vaulting
from vault.operations.proving import stamp

NOT_THE_TRUTH = {"README.txt", "vault.lock"}


@pytest.fixture(scope="session")
def stamped(
    prepared: Small, quick_authority: TimeAuthority, tmp_path_factory: pytest.TempPathFactory
) -> Small:
    """The filled vault with a token in it; nobody changes it for good."""
    quick_authority.mood = "grant"
    found = prepared.copy(tmp_path_factory.mktemp("stamped") / "home")
    found.environment = {
        "SCRIPTVAULT_TSA": quick_authority.url,
        "SCRIPTVAULT_TSA_ROOTS": str(quick_authority.root_pem),
    }
    stamp(found.session(), wait=False)
    return found


def truth(small: Small) -> Iterator[Path]:
    for path in sorted(small.vault.rglob("*")):
        if path.is_file() and path.name not in NOT_THE_TRUTH:
            yield path


def named(small: Small, path: Path) -> str:
    return path.relative_to(small.vault).as_posix()


def test_a_good_vault_is_valid(stamped: Small) -> None:
    done = stamped.check()
    assert (done.data["verdict"], done.exit_code) == ("valid", Exit.DONE)
    assert {f["result"] for f in done.data["findings"]} == {"pass"}
    assert stamped.check(thorough=False).data["verdict"] == "valid"
    assert len(list(truth(stamped))) > 20


def test_one_changed_byte_anywhere_names_its_file(stamped: Small, tmp_path: Path) -> None:
    small = stamped.copy(tmp_path / "home")
    for path in truth(small):
        whole = path.read_bytes()
        for at in {0, len(whole) // 3, len(whole) // 2, len(whole) - 2, len(whole) - 1}:
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            problems = small.problems()
            assert named(small, path) in problems, (named(small, path), at, problems)
        path.write_bytes(whole)
    assert small.problems() == {}


def test_one_byte_less_or_more_names_its_file(stamped: Small, tmp_path: Path) -> None:
    small = stamped.copy(tmp_path / "home")
    for path in truth(small):
        whole = path.read_bytes()
        for changed in (whole[:-1], b"", whole + b"{}\n"):
            path.write_bytes(changed)
            assert named(small, path) in small.problems(), (named(small, path), len(changed))
        path.write_bytes(whole)


def test_a_missing_file_is_named(stamped: Small, tmp_path: Path) -> None:
    small = stamped.copy(tmp_path / "home")
    newest = max(int(p.name) for p in small.vault.glob("logs/*/checkpoints/*"))
    for path in truth(small):
        if path.parent.name == "checkpoints" and int(path.name) != newest:
            continue  # what an older checkpoint said, a newer one says too
        whole = path.read_bytes()
        path.unlink()
        where = named(small, path)
        problems = small.problems()
        path.write_bytes(whole)
        if path.parent.name == "checkpoints":
            continue
        assert any(where.startswith(name) for name in problems), (where, problems)


@pytest.mark.parametrize("folder", ["logs", "keys", "objects", "anchors"])
def test_a_missing_folder_is_named(stamped: Small, tmp_path: Path, folder: str) -> None:
    small = stamped.copy(tmp_path / "home")
    shutil.rmtree(small.vault / folder)
    problems = small.check().data["findings"]
    failed = [f["path"] for f in problems if f["result"] == "fail"]
    assert any(path.startswith(folder) for path in failed)


def test_missing_checkpoints_and_their_folder_are_named(stamped: Small, tmp_path: Path) -> None:
    small = stamped.copy(tmp_path / "home")
    [log] = small.logs
    place = small.vault / "logs" / log / "checkpoints"
    shutil.rmtree(place)
    problems = small.problems()
    assert f"logs/{log}/checkpoints" in problems
    assert any(path.startswith("anchors/") for path in problems)


def test_what_nobody_names_is_reported_and_not_failed(small: Small) -> None:
    for name in ("objects/ab/" + "ab" * 16 + "." + "cd" * 32, "letter.txt", "logs/stray/x"):
        path = small.vault / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    done = small.check()
    assert (done.data["verdict"], done.exit_code) == ("valid", Exit.DONE)
    pending = {f["path"] for f in done.data["findings"] if f["result"] == "pending"}
    assert pending == {"objects/ab/" + "ab" * 16 + "." + "cd" * 32, "letter.txt", "logs/stray"}


def test_leftovers_of_interrupted_writes_mean_nothing(small: Small) -> None:
    [log] = small.logs
    for name in (f"logs/{log}/checkpoints/.9.part", "keys/.x.part", "objects/ab/.y.part"):
        path = small.vault / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    assert small.check().data["verdict"] == "valid"


def locked(small: Small) -> object:
    session = small.session()

    def nobody(_: bool) -> str:
        raise Locked("The vault is locked.", "")

    session.passphrase = nobody
    return session


def test_a_locked_vault_is_checked_as_far_as_it_goes(stamped: Small, tmp_path: Path) -> None:
    done = vaulting.check(locked(stamped), all=True)  # type: ignore[arg-type]
    assert (done.data["verdict"], done.exit_code) == ("incomplete", Exit.INCOMPLETE)
    small = stamped.copy(tmp_path / "home")
    path = next(small.vault.glob("objects/*/*"))
    path.write_bytes(b"rot")
    done = vaulting.check(locked(small), all=True)  # type: ignore[arg-type]
    assert (done.data["verdict"], done.exit_code) == ("invalid", Exit.FAILED)
    assert named(small, path) in {f["path"] for f in done.data["findings"]}


def test_checking_writes_nothing(small: Small) -> None:
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in truth(small)}
    small.check()
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in truth(small)} == before


def test_a_lost_log_beside_another_is_named(small: Small, tmp_path: Path) -> None:
    [first] = small.logs
    small.settings_path.unlink()
    small.seal(small.write("New.fountain", text(1)))
    [second] = set(small.logs) - {first}
    for lost in (first, second):
        other = small.copy(tmp_path / lost)
        (other.vault / "logs" / lost / "entries.jsonl").unlink()
        assert f"logs/{lost}/entries.jsonl" in other.problems()
        assert other.check().exit_code == Exit.FAILED
    other = small.copy(tmp_path / "gone")
    shutil.rmtree(other.vault / "logs" / first)
    assert other.check().exit_code == Exit.FAILED


SECRETS = (PASSPHRASE, WORDS, TITLE, WRITER, MAIL, "Flamingos", "Zanzibar", "Otto", "OTTO", LABEL)


def test_no_secret_and_no_word_stands_in_any_file(small: Small) -> None:
    """The vault and the cache say nothing; settings name the writer and folders, on purpose."""
    small.drafts()
    kit_words = small.session(kit=small.kit).read_kit().hex()
    files = [*small.vault.rglob("*"), *(small.home / "cache").rglob("*")]
    found = [path for path in files if path.is_file()]
    assert len(found) > 20
    for path in found:
        data = path.read_bytes()
        for word in (*SECRETS, kit_words):
            for coded in (word.encode(), word.encode("utf-16-le")):
                assert coded not in data, (path, word)
        assert "Zanzibar" not in str(path)
    settings = small.settings_path.read_text()
    for word in (PASSPHRASE, WORDS, TITLE, LABEL, kit_words):
        assert word not in settings


def test_a_cache_that_cannot_be_written_is_said_so(small: Small) -> None:
    shutil.rmtree(small.home / "cache", ignore_errors=True)
    (small.home / "cache").write_text("a file")
    with pytest.raises(EnvironmentFailed, match="cache"):
        small.drafts()
