"""The index: a cache that says nothing to others, heals, and blocks nobody."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from vault.errors import EnvironmentFailed
from vault.records import Leaf
from vault.seal import body
from vault.store.index import Index, Row

KEY, OTHER = bytes([1]) * 32, bytes([2]) * 32
LOG = "ab" * 16


def row(seq: int, kind: str = "draft", **members: Any) -> Row:
    said = body.blank(kind=kind, names={"title": "Zanzibar"}, **members)
    return Row(LOG, seq, Leaf(bytes([seq]) * 32), f"{seq:032x}", said)


def opened(folder: Path, key: bytes = KEY) -> Index:
    return Index(folder / "cache" / "index.sqlite", key)


def filled(folder: Path, count: int = 3) -> None:
    index = opened(folder)
    for seq in range(count):
        index.add(row(seq, script={"id": "77" * 16}), 100 * (seq + 1))
    index.set_note("file", "one", {"path": "Zanzibar"})
    index.close()


def test_what_is_added_is_found_by_kind_script_and_subject(tmp_path: Path) -> None:
    filled(tmp_path)
    index = opened(tmp_path)
    index.add(row(3, "reading", script={"draft": "cd" * 32}), 400)
    index.add(row(4, "anchor", details={"checkpoint": "ef" * 32}), 500)
    assert [r.seq for r in index.entries()] == [0, 1, 2, 3, 4]
    assert [r.seq for r in index.entries(kind="draft", script="77" * 16)] == [0, 1, 2]
    assert [r.seq for r in index.entries(about="cd" * 32)] == [3]
    assert [r.seq for r in index.entries(about="ef" * 32)] == [4]
    assert [r.kind for r in index.entries(kind="reading")] == ["reading"]
    assert index.known(LOG) == (5, 500, bytes([4]) * 32)
    assert index.known("00" * 16) == (0, 0, b"")
    assert index.note("file", "one") == {"path": "Zanzibar"}
    assert index.note("file", "two") is None
    assert list(index.notes("file")) == [{"path": "Zanzibar"}]
    index.close()


def test_nothing_in_its_files_can_be_read(tmp_path: Path) -> None:
    index = opened(tmp_path)
    index.add(row(0, script={"id": "77" * 16}), 100)
    index.set_note("file", "/home/ottilie/Zanzibar.fdx", {"path": "Zanzibar"})
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for data in (path.read_bytes() for path in files):
        for word in (b"Zanzibar", b"ottilie", b"draft", b"7777777777"):
            assert word not in data
    index.close()


def test_a_cache_under_another_key_is_begun_again(tmp_path: Path) -> None:
    filled(tmp_path)
    index = opened(tmp_path, OTHER)
    assert list(index.entries()) == []
    assert index.known(LOG) == (0, 0, b"")
    index.close()


@pytest.mark.parametrize("data", [b"", b"junk" * 5000, b"SQLite format 3\0" + b"\1" * 4096])
def test_a_file_that_is_no_cache_is_begun_again(tmp_path: Path, data: bytes) -> None:
    filled(tmp_path)
    path = tmp_path / "cache" / "index.sqlite"
    path.write_bytes(data)
    index = opened(tmp_path)
    assert list(index.entries()) == []
    index.close()


def test_a_cache_of_another_schema_is_begun_again(tmp_path: Path) -> None:
    filled(tmp_path)
    with sqlite3.connect(tmp_path / "cache" / "index.sqlite") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    index = opened(tmp_path)
    assert list(index.entries()) == []
    index.close()


def test_any_spoiled_page_gives_the_truth_or_words_and_heals(tmp_path: Path) -> None:
    filled(tmp_path, 60)
    path = tmp_path / "cache" / "index.sqlite"
    whole = path.read_bytes()
    for at in range(0, len(whole), 701):
        path.write_bytes(whole[:at] + b"\xa5" * 64 + whole[at + 64 :])
        index = opened(tmp_path)
        try:
            rows = list(index.entries())
            assert all(r.field("names") == {"title": "Zanzibar"} for r in rows)
        except EnvironmentFailed as error:
            assert "cache" in error.message
        index.close()
        again = opened(tmp_path)
        assert all(r.kind == "draft" for r in again.entries())
        again.close()


def test_a_spoiled_entry_throws_the_cache_away(tmp_path: Path) -> None:
    filled(tmp_path)
    path = tmp_path / "cache" / "index.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("UPDATE entries SET payload = zeroblob(60) WHERE seq = 1")
    db.close()
    index = opened(tmp_path)
    with pytest.raises(EnvironmentFailed, match="damaged"):
        list(index.entries())
    index.close()
    index = opened(tmp_path)
    assert list(index.entries()) == []
    index.close()


def test_a_payload_moved_to_another_entry_is_noticed(tmp_path: Path) -> None:
    filled(tmp_path)
    with sqlite3.connect(tmp_path / "cache" / "index.sqlite") as db:
        db.execute(
            "UPDATE entries SET payload = (SELECT payload FROM entries WHERE seq = 0) WHERE seq = 1"
        )
    db.close()
    index = opened(tmp_path)
    with pytest.raises(EnvironmentFailed, match="damaged"):
        list(index.entries())
    index.close()


def test_how_far_a_log_is_known_never_skips_an_entry(tmp_path: Path) -> None:
    index = opened(tmp_path)
    index.add(row(2), 300)
    assert index.known(LOG) == (0, 0, b"")
    index.add(row(0), 100)
    index.add(row(2), 300)
    assert index.known(LOG)[:2] == (1, 100)
    index.add(row(1), 200)
    index.add(row(2), 300)
    index.add(row(1), 200)
    assert index.known(LOG)[:2] == (3, 300)
    index.close()


def test_an_open_cache_does_not_lock_out_another_program(tmp_path: Path) -> None:
    """A watch runs for days; what it adds must not hold a transaction open."""
    first, second = opened(tmp_path), opened(tmp_path)
    first.add(row(0), 100)
    first.set_note("file", "one", {"a": 1})
    second._db.execute("PRAGMA busy_timeout = 0")
    second.add(row(0), 100)
    second.set_note("file", "two", {"a": 2})
    assert len(list(first.notes("file"))) == 2
    first.close()
    second.close()


def test_clearing_forgets_and_keeps_the_key(tmp_path: Path) -> None:
    filled(tmp_path)
    index = opened(tmp_path)
    index.clear()
    index.add(row(0), 100)
    index.close()
    index = opened(tmp_path)
    assert [r.seq for r in index.entries()] == [0]
    index.close()


def test_a_cache_folder_that_cannot_be_used_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(EnvironmentFailed, match="cache folder"):
        opened(tmp_path)


def test_two_programs_that_open_a_new_cache_at_once_share_it(tmp_path: Path) -> None:
    import threading

    start, found = threading.Barrier(4), []

    def work(seq: int) -> None:
        start.wait(30)
        index = opened(tmp_path)
        index.set_note("file", str(seq), {"seq": seq})
        found.append(index)

    threads = [threading.Thread(target=work, args=(seq,)) for seq in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 4
    assert sorted(note["seq"] for note in found[0].notes("file")) == [0, 1, 2, 3]
    for index in found:
        index.close()
