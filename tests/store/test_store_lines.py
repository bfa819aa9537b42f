"""Lines on disk: only whole ones count, what is torn is cut, what is damaged is named."""

import errno
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from vault import assets
from vault.errors import Damaged, DiskFull
from vault.seal.signing import parse_key_set, parse_line
from vault.store import lines
from vault.store.folder import Folder

CASE = json.loads(assets.read("spec/vectors/log.json"))
SET = parse_key_set(json.loads(assets.read("spec/vectors/keys.json"))["key_set"])
LINES = [text.encode() for text in CASE["lines"]]
LOG = parse_line(LINES[0]).log


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    found = Folder(tmp_path)
    lines.start(found, LOG)
    return found


def write(folder: Folder, *raw: bytes, tail: bytes = b"") -> Path:
    path = folder.entries(LOG)
    path.write_bytes(b"".join(row + b"\n" for row in raw) + tail)
    return path


def everything(folder: Folder) -> Iterator[bytes]:
    return (line.raw for line, _ in lines.read(folder, LOG, None, 0))


def test_appended_lines_are_read_back(folder: Folder) -> None:
    offset = 0
    for raw in LINES:
        offset = lines.append(folder, LOG, raw, offset)
    assert list(everything(folder)) == LINES
    assert folder.entries(LOG).read_bytes() == b"\n".join([*LINES, b""])
    assert folder.entries(LOG).stat().st_size == offset
    assert lines.log_ids(folder) == [LOG]


def test_reading_goes_on_where_it_ended(folder: Folder) -> None:
    write(folder, *LINES)
    read = list(lines.read(folder, LOG, None, 0))
    line, offset = read[2]
    assert [later.raw for later, _ in lines.read(folder, LOG, line, offset)] == LINES[3:]


@pytest.mark.parametrize("tail", [b"{", LINES[2][:-1], LINES[2], b"\0" * 4096])
def test_a_torn_tail_is_no_line_and_is_cut_by_the_next(folder: Folder, tail: bytes) -> None:
    path = write(folder, *LINES[:2], tail=tail)
    read = list(lines.read(folder, LOG, None, 0))
    assert [line.raw for line, _ in read] == LINES[:2]
    lines.append(folder, LOG, LINES[2], read[-1][1])
    assert path.read_bytes() == b"\n".join([*LINES[:3], b""])


def test_every_damaged_line_is_named(folder: Folder) -> None:
    for seq in range(len(LINES)):
        for bad in (b"", b"x", LINES[seq] + b" ", LINES[seq - 1], LINES[seq][:-1]):
            write(folder, *LINES[:seq], bad, *LINES[seq + 1 :])
            with pytest.raises(Damaged, match=f"{LOG}/entries.jsonl is damaged at entry {seq}"):
                list(everything(folder))


def test_a_missing_line_is_named_where_the_next_one_stands(folder: Folder) -> None:
    write(folder, *LINES[:2], *LINES[3:])
    with pytest.raises(Damaged, match="entry 2"):
        list(everything(folder))


def test_a_full_disk_leaves_no_half_line(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(folder, LINES[0])
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(lines, "sync", full)
    with pytest.raises(DiskFull):
        lines.append(folder, LOG, LINES[1], len(before))
    assert path.read_bytes() == before


def test_checkpoints_are_listed_and_read(folder: Folder) -> None:
    place = folder.checkpoints(LOG)
    for size in ("1", "3", "5"):
        (place / size).write_bytes(CASE["checkpoints"][size].encode())
    for stray in (".6.part", "seven", "²"):
        (place / stray).write_bytes(b"")
    assert lines.checkpoint_sizes(folder, LOG) == [1, 3, 5]
    head = lines.load_checkpoint(folder, LOG, 3, SET)
    assert head.hash == CASE["checkpoint_hashes"]["3"]
    lines.store_checkpoint(folder, head)
    assert (place / "3").read_bytes() == head.raw


def test_a_bad_checkpoint_is_named(folder: Folder) -> None:
    place = folder.checkpoints(LOG)
    (place / "1").write_bytes(b"")
    (place / "4").write_bytes(CASE["checkpoints"]["3"].encode())
    for size in (1, 4, 9):
        with pytest.raises(Damaged, match=f"logs/{LOG}/checkpoints/{size}"):
            lines.load_checkpoint(folder, LOG, size, SET)


def test_a_folder_without_logs_has_none(tmp_path: Path) -> None:
    assert lines.log_ids(Folder(tmp_path / "nowhere")) == []
