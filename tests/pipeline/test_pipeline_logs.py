"""Logs over the years: backups put back, clocks set back, two programs, crashes, lost caches."""

import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.small import LABEL, PASSPHRASE, TITLE, Small, text
from vault.errors import Damaged, EnvironmentFailed
from vault.operations import drafting
from vault.pipeline.opening import open_history, open_writer

SCRIPT = f"{TITLE}.fountain"


def backup(small: Small, to: Path) -> Path:
    shutil.copytree(small.vault, to)
    return to


def put_back(small: Small, saved: Path) -> None:
    shutil.rmtree(small.vault)
    shutil.copytree(saved, small.vault)


def without_cache(small: Small) -> None:
    shutil.rmtree(small.home / "cache", ignore_errors=True)


def plain(drafts: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(d["script"], d["number"], d["sha256"], d["label"], d["seq"]) for d in drafts]


def test_the_cache_is_made_again_from_nothing(small: Small) -> None:
    before = plain(small.drafts())
    without_cache(small)
    assert plain(small.drafts()) == before


def test_a_spoiled_cache_is_made_again(small: Small) -> None:
    before = plain(small.drafts())
    [path] = (small.home / "cache").rglob("index.sqlite")
    whole = path.read_bytes()
    for at in range(0, len(whole), len(whole) // 9):
        path.write_bytes(whole[:at] + b"\xa5" * 100 + whole[at + 100 :])
        try:
            assert plain(small.drafts()) == before
        except EnvironmentFailed:
            assert plain(small.drafts()) == before


@pytest.mark.parametrize("cached", [True, False])
def test_a_restored_backup_begins_a_new_log(small: Small, tmp_path: Path, cached: bool) -> None:
    small.drafts()
    [first] = small.logs
    saved = backup(small, tmp_path / "saved")
    small.seal(small.write(SCRIPT, text(4)))
    small.seal(small.write(SCRIPT, text(5)))
    put_back(small, saved)
    if not cached:
        without_cache(small)
    [told] = small.seal(small.write(SCRIPT, text(6)))
    assert len(small.logs) == 2
    [second] = set(small.logs) - {first}
    assert (small.vault / "logs" / first / "entries.jsonl").read_bytes() == (
        saved / "logs" / first / "entries.jsonl"
    ).read_bytes()
    history = open_history(small.where, small.random, passphrase=PASSPHRASE)
    parent = history.logs[second].succession.parent
    assert parent is not None
    assert parent[:2] == (first, history.logs[first].size)
    history.close()
    drafts = small.drafts()
    assert (drafts[-1]["log"], drafts[-1]["script"], drafts[-1]["number"]) == (second, SCRIPT, 4)
    assert told["new"]
    assert small.check().data["verdict"] == "valid"
    small.seal(small.write(SCRIPT, text(7)))
    assert len(small.logs) == 2


def test_a_restored_backup_of_one_log_keeps_the_drafts_of_the_other(
    small: Small, tmp_path: Path
) -> None:
    """Whichever of the two stands first in the folder."""
    small.settings_path.unlink()
    small.seal(small.write("Second.fountain", text(1)))
    before = plain(small.drafts())
    for log in small.logs:
        other = small.copy(tmp_path / log)
        path = other.vault / "logs" / log / "entries.jsonl"
        other.drafts()
        kept = path.read_bytes()
        with path.open("ab") as file:
            file.write(b"")
        history = open_history(other.where, other.random, passphrase=PASSPHRASE)
        size = history.logs[log].size
        history.close()
        raw = kept.splitlines(keepends=True)
        path.write_bytes(b"".join(raw[: size - 1]))
        history = open_history(other.where, other.random, passphrase=PASSPHRASE)
        assert history.rolled_back == {log}
        assert {row.log for row in history.rows()} == set(small.logs)
        assert len(list(history.rows("draft"))) >= len(before) - 1
        history.close()


def test_a_backup_from_before_a_log_forgets_its_drafts(small: Small, tmp_path: Path) -> None:
    """A log that was begun after the backup was made is gone, and so is what it held."""
    saved = backup(small, tmp_path / "saved")
    before = plain(small.drafts())
    small.settings_path.unlink()  # as another computer, which begins a log of its own
    small.seal(small.write("Second.fountain", text(1)))
    assert len(small.logs) == 2
    assert len(small.drafts()) == len(before) + 1
    put_back(small, saved)
    assert plain(small.drafts()) == before
    [told] = small.seal(small.write("Second.fountain", text(1)))
    assert told["new"]
    assert len(small.drafts()) == len(before) + 1
    assert small.check().data["verdict"] == "valid"


def test_a_draft_at_an_earlier_clock_is_flagged(small: Small) -> None:
    small.clock.wall -= 86_400
    small.seal(small.write(SCRIPT, text(4)))
    assert small.drafts()[-1]["flags"] == ["clock-set-back"]
    assert [d["number"] for d in small.drafts() if d["script"] == SCRIPT] == [1, 2, 3, 4]
    small.clock.wall += 2 * 86_400
    small.seal(small.write(SCRIPT, text(5)))
    assert small.drafts()[-1]["flags"] == []


def writer(small: Small) -> Any:
    return open_writer(small.where, small.random, small.clock, PASSPHRASE)


def test_a_clock_that_jumps_while_sealing_is_flagged(small: Small) -> None:
    with writer(small) as pen:
        small.clock.wall += 3600
        assert pen.stamp_of_program()["flags"] == ["clock-jump"]
        assert pen.stamp_of_program()["flags"] == []


def test_two_programs_take_turns_in_one_log(small: Small) -> None:
    with ExitStack() as stack:
        one = stack.enter_context(writer(small))
        two = stack.enter_context(writer(small))
        for turn in range(3):
            for pen in (one, two):
                pen.declare({"declaration": "label", "draft": "00" * 32, "label": f"turn {turn}"})
        one.checkpoint()
        assert one.log.leaves == two.log.leaves[: one.log.size]
    assert len(small.logs) == 1
    assert small.check().data["verdict"] == "valid"


def test_a_torn_write_is_cut_by_the_next_sealing(small: Small) -> None:
    [log] = small.logs
    path = small.vault / "logs" / log / "entries.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"commit":"torn')
    assert small.check().data["verdict"] == "valid"
    assert path.read_bytes() == whole + b'{"commit":"torn'
    small.seal(small.write(SCRIPT, text(4)))
    assert path.read_bytes().startswith(whole)
    assert b"torn" not in path.read_bytes()
    assert small.logs == [log]
    assert small.check().data["verdict"] == "valid"


def test_an_end_that_a_checkpoint_covers_is_never_cut(small: Small) -> None:
    [log] = small.logs
    path = small.vault / "logs" / log / "entries.jsonl"
    torn = path.read_bytes()[:-20]
    path.write_bytes(torn)
    assert small.check().data["verdict"] == "invalid"
    small.seal(small.write(SCRIPT, text(4)))
    assert path.read_bytes() == torn
    assert len(small.logs) == 2


def test_a_damaged_line_stops_everything_loudly(small: Small) -> None:
    [log] = small.logs
    path = small.vault / "logs" / log / "entries.jsonl"
    raw = path.read_bytes().splitlines(keepends=True)
    raw[2] = raw[2].replace(b'"seq":2', b'"seq":3')
    path.write_bytes(b"".join(raw))
    before = path.read_bytes()
    without_cache(small)
    for attempt in (small.drafts, lambda: small.seal(small.write(SCRIPT, text(4)))):
        with pytest.raises(Damaged, match=f"logs/{log}/entries.jsonl is damaged at entry 2"):
            attempt()
    assert path.read_bytes() == before


def test_a_sealed_draft_stays_sealed_when_the_cache_fails(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vault.store.index import Index

    def full(*_: object) -> None:
        raise EnvironmentFailed("The cache of this vault cannot be used.", "")

    with writer(small) as pen, monkeypatch.context() as patch:
        patch.setattr(Index, "add", full)
        said = pen.declare({"declaration": "label", "draft": "00" * 32, "label": "x"})
        after = pen.declare({"declaration": "label", "draft": "00" * 32, "label": "y"})
        assert after.seq == said.seq + 1
    history = open_history(small.where, small.random, passphrase=PASSPHRASE)
    assert [row.seq for row in history.rows("declaration")][-2:] == [said.seq, after.seq]
    history.close()


def test_moved_vaults_keep_their_drafts_and_begin_their_own_log(
    small: Small, tmp_path: Path
) -> None:
    moved = Small(tmp_path / "moved", "moved")
    shutil.copytree(small.home, moved.home)
    moved.clock.wall = small.clock.wall
    drafting.label(moved.session(), draft=LABEL, name="other")
    assert len(moved.logs) == 2
    assert plain(moved.drafts())[0] == plain(small.drafts())[0]
    assert moved.check().data["verdict"] == "valid"
