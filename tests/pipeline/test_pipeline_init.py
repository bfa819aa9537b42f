"""Making a vault, and opening it on a computer that has never seen it."""

import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.small import LABEL, PASSPHRASE, TITLE, WRITER, Small, text
from vault.errors import BadInput, Damaged, WrongPassphrase
from vault.operations import drafting, vaulting
from vault.pipeline.opening import read_kit
from vault.settings import load


def test_a_new_vault_is_complete_and_private(fresh: Small) -> None:
    made = fresh.init().data
    assert (len(made["vault_id"]), len(made["signer"])) == (32, 64)
    assert made["recovery_kit"] == str(fresh.kit)
    assert stat.S_IMODE(fresh.kit.stat().st_mode) == 0o600
    assert {path.name for path in fresh.vault.iterdir()} == {
        "logs", "anchors", "objects", "keys", "README.txt", "vault.lock",
    }  # fmt: skip
    assert fresh.check().data["verdict"] == "valid"
    assert fresh.drafts() == []
    told = vaulting.keys(fresh.session()).data
    assert told == {
        "vault_id": made["vault_id"],
        "signer": made["signer"],
        "slots": ["passphrase", "recovery"],
    }
    for words in (made["vault_id"], made["signer"]):
        assert words in fresh.kit.read_text()


def inside(small: Small, change: str) -> dict[str, Any]:
    match change:
        case "vault in the watched folder":
            return {"watch": [small.home]}
        case "kit in the vault":
            return {"kit": small.vault / "kit.txt"}
        case "kit in the watched folder":
            return {"kit": small.scripts / "kit.txt"}
        case "watched folder is missing":
            return {"watch": [small.home / "nowhere"]}
        case "no folder for the kit":
            return {"kit": small.home / "nowhere" / "kit.txt"}
        case "no writer":
            return {"writer": "  "}
        case "writer with a line feed":
            return {"writer": "Ada\nWriter"}
        case "writer that is no text":
            return {"writer": "Ada \udcff"}
        case "mail that is no text":
            return {"email": "\udcff@example"}
        case _:
            return {"email": "x" * 5000}


@pytest.mark.parametrize(
    "change",
    [
        "vault in the watched folder",
        "kit in the vault",
        "kit in the watched folder",
        "watched folder is missing",
        "no folder for the kit",
        "no writer",
        "writer with a line feed",
        "writer that is no text",
        "mail that is no text",
        "a very long mail address",
    ],
)
def test_a_bad_wish_makes_nothing(fresh: Small, change: str) -> None:
    with pytest.raises(BadInput) as caught:
        fresh.init(**inside(fresh, change))
    assert caught.value.message.endswith(".")
    assert not fresh.vault.exists()
    assert not fresh.kit.exists()


def test_a_watched_folder_inside_the_vault_is_refused(fresh: Small) -> None:
    fresh.vault = fresh.scripts.parent
    with pytest.raises(BadInput, match="inside one another"):
        fresh.init()
    linked = fresh.home / "linked"
    linked.symlink_to(fresh.home)
    with pytest.raises(BadInput):
        fresh.init(watch=[linked])


def test_an_empty_passphrase_is_refused(fresh: Small) -> None:
    with pytest.raises(BadInput, match="passphrase is empty"):
        vaulting.init(
            fresh.session(passphrase=""),
            writer=WRITER, email=None, watch=[], kit=fresh.kit, time="off",
        )  # fmt: skip
    assert not fresh.vault.exists()


def test_nothing_is_overwritten(fresh: Small) -> None:
    fresh.kit.write_text("mine")
    with pytest.raises(BadInput, match="there already"):
        fresh.init()
    assert fresh.kit.read_text() == "mine"
    fresh.vault.mkdir()
    (fresh.vault / "letter.txt").write_text("mine")
    with pytest.raises(BadInput, match="not an empty folder"):
        fresh.init(kit=fresh.home / "other.txt")
    assert not (fresh.home / "other.txt").exists()


def test_there_is_one_vault_in_a_folder(small: Small) -> None:
    with pytest.raises(BadInput, match="already"):
        small.init(kit=small.home / "other.txt")


def test_a_vault_without_keys_is_still_no_place_for_another(small: Small) -> None:
    shutil.rmtree(small.vault / "keys")
    with pytest.raises(BadInput, match="already"):
        small.init(kit=small.home / "other.txt")
    with pytest.raises(Damaged, match="slot is missing"):
        small.drafts()


def test_the_wrong_passphrase_opens_nothing(small: Small) -> None:
    with pytest.raises(WrongPassphrase):
        drafting.drafts(small.session(passphrase="marmalade and Thunder"), script=None)


def test_where_there_is_no_vault_this_is_said(fresh: Small) -> None:
    with pytest.raises(BadInput, match="There is no vault"):
        fresh.drafts()
    with pytest.raises(BadInput, match="There is no vault"):
        fresh.check()


def elsewhere(small: Small, home: Path) -> Small:
    """The vault folder alone, on a computer without settings and cache."""
    home.mkdir()
    shutil.copytree(small.vault, home / "vault")
    other = Small(home, "elsewhere")
    other.scripts.mkdir()
    other.clock.wall = small.clock.wall
    return other


def test_the_kit_reads_on_a_clean_computer(small: Small, tmp_path: Path) -> None:
    clean = elsewhere(small, tmp_path / "clean")
    session = clean.session(kit=small.kit, passphrase="forgotten")
    told = drafting.drafts(session, script=None).data["drafts"]
    assert [d["sha256"] for d in told] == [d["sha256"] for d in small.drafts()]
    shown = drafting.show(session, draft=LABEL).data
    assert shown["number"] == 2
    out = tmp_path / "out.fountain"
    drafting.restore(session, draft=f"{TITLE}.fountain#3", output=out, force=False)
    assert out.read_text() == text(3)
    assert clean.check(kit=small.kit, passphrase="forgotten").data["verdict"] == "valid"
    assert len(clean.logs) == 1


def test_the_kit_does_not_seal(small: Small) -> None:
    with pytest.raises(BadInput, match="does not seal"):
        drafting.label(small.session(kit=small.kit), draft=LABEL, name="other")


def test_the_kit_can_be_tried(small: Small) -> None:
    before = {path: path.read_bytes() for path in small.vault.rglob("*") if path.is_file()}
    told = vaulting.test_kit(small.session(kit=small.kit)).data
    assert told["signer"] == vaulting.keys(small.session()).data["signer"]
    assert {p: p.read_bytes() for p in small.vault.rglob("*") if p.is_file()} == before


def test_another_vaults_kit_is_refused(small: Small, tmp_path: Path) -> None:
    from tests.pipeline.small import empty

    other = empty(tmp_path / "other", "another seed")
    other.init()
    with pytest.raises(WrongPassphrase, match="recovery kit"):
        drafting.drafts(small.session(kit=other.kit), script=None)
    with pytest.raises(WrongPassphrase):
        vaulting.test_kit(small.session(kit=other.kit))


def test_a_kit_is_read_from_words_alone(small: Small, tmp_path: Path) -> None:
    kit = small.session(kit=small.kit).read_kit()
    from vault.seal.keys import kit_words

    words = kit_words(kit)
    assert read_kit(" ".join(words).encode()) == kit
    assert read_kit("\n".join(f"{n}) {w.upper()}" for n, w in enumerate(words, 1)).encode()) == kit
    bad = tmp_path / "bad.txt"
    for content in (b"\xff\xfe", b"", b"abandon " * 24, b"x" * 100_000):
        bad.write_bytes(content)
        with pytest.raises(BadInput):
            vaulting.test_kit(small.session(kit=bad))
    with pytest.raises(BadInput):
        vaulting.test_kit(small.session(kit=tmp_path / "nowhere"))


def test_settings_lost_begin_a_second_log_that_cites_the_first(
    small: Small, tmp_path: Path
) -> None:
    clean = elsewhere(small, tmp_path / "clean")
    clean.seal(clean.write("New.fountain", text(1)))
    assert len(clean.logs) == 2
    assert clean.check().data["verdict"] == "valid"
    assert [d["script"] for d in clean.drafts()][-1] == "New.fountain"
    [first] = small.logs
    [second] = set(clean.logs) - {first}
    shown = drafting.show(clean.session(), draft="latest:New.fountain").data
    assert shown["entry"]["log"] == second
    from vault.pipeline.opening import open_history

    history = open_history(clean.where, clean.random, passphrase=PASSPHRASE)
    assert history.id == first
    parent = history.logs[second].succession.parent
    newest = max(int(p.name) for p in (clean.vault / "logs" / first / "checkpoints").iterdir())
    assert parent is not None
    assert parent[:2] == (first, newest)
    history.close()


def test_a_missing_readme_and_lock_are_made_again(small: Small) -> None:
    before = (small.vault / "README.txt").read_bytes()
    for name in ("README.txt", "vault.lock"):
        (small.vault / name).unlink(missing_ok=True)
    small.seal(small.write("New.fountain", text(1)))
    assert (small.vault / "README.txt").read_bytes() == before
    assert (small.vault / "vault.lock").read_bytes() == b""


def test_settings_of_other_types_are_left_out(small: Small) -> None:
    path = small.settings_path
    path.write_text('seen = "many"\nwatch = "all"\ntime = 1\n__class__ = 1\nlog = "x"\n')
    found = load(path)
    assert found is not None
    assert (found.seen, found.watch, found.time, found.log) == (0, (), True, "x")
    path.write_text("not toml")
    with pytest.raises(BadInput, match="settings file"):
        small.drafts()


def test_a_watched_folder_of_any_name_is_remembered(fresh: Small) -> None:
    import os

    odd = fresh.home / os.fsdecode(b"scr\xffipts \xe2\x98\x83 \"'\\")
    odd.mkdir()
    fresh.init(watch=[odd])
    found = load(fresh.settings_path)
    assert found is not None
    assert found.watch == (str(odd),)
    drafting.watch(fresh.session(), dirs=(), once=True)
