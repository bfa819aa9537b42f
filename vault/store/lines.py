"""A log on disk: lines that are only appended, checkpoints beside them."""

import os
from collections.abc import Iterator
from pathlib import Path

from vault.errors import Damaged, Unreadable
from vault.log.checkpoint import Checkpoint, parse
from vault.records import Line
from vault.seal.signing import FIRST_PREV, KeySet, parse_line
from vault.store.folder import Folder, disk_errors, make_folder, sync, write_all, write_new


def log_ids(folder: Folder) -> list[str]:
    """Return the ids of all logs in the vault, sorted."""
    if not folder.logs.is_dir():
        return []
    return sorted(p.name for p in folder.logs.iterdir() if (p / "entries.jsonl").is_file())


def start(folder: Folder, log: str) -> None:
    """Make the empty places of a new log."""
    with disk_errors("the log"):
        make_folder(folder.checkpoints(log))


def raw_lines(path: Path, start_at: int = 0) -> Iterator[tuple[bytes, int]]:
    """Give each whole line from a byte offset on, with the offset behind it.

    What stands behind the last newline is a torn write and is left out.
    """
    with path.open("rb") as file:
        file.seek(start_at)
        offset = start_at
        for raw in file:
            if not raw.endswith(b"\n"):
                return
            offset += len(raw)
            yield raw[:-1], offset


def read(folder: Folder, log: str, after: Line | None, offset: int) -> Iterator[tuple[Line, int]]:
    """Give the lines that follow ``after``, each checked for form, place and ``prev``.

    Raises ``Damaged`` naming the file and the entry. Signatures are ``check``'s business.
    """
    path = folder.entries(log)
    seq = after.seq + 1 if after else 0
    prev = after.leaf.hex() if after else FIRST_PREV
    for raw, end in raw_lines(path, offset):
        try:
            line = parse_line(raw)
        except Unreadable as error:
            raise damaged_line(log, seq, error.message) from error
        if line.log != log or line.seq != seq or line.prev != prev:
            raise damaged_line(log, seq, "it does not follow the entry before")
        yield line, end
        seq, prev = seq + 1, line.leaf.hex()


def damaged_line(log: str, seq: int, why: str) -> Damaged:
    """Return the loud stop over a line that is not what it should be."""
    return Damaged(
        f"logs/{log}/entries.jsonl is damaged at entry {seq}: {why.rstrip('.')}.",
        "Nothing was changed. Run check, and restore this file from a backup.",
    )


def append(folder: Folder, log: str, raw: bytes, offset: int) -> int:
    """Append one line at ``offset`` and make it durable; returns the new end of the log.

    The caller holds the lock and knows that all before ``offset`` are whole lines; bytes behind it
    are a torn write of a crashed program and are cut. When the disk refuses, the file is
    brought back to ``offset``, so that no half line stays.
    """
    path = folder.entries(log)
    with disk_errors("the log"):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            if os.fstat(descriptor).st_size != offset:
                os.ftruncate(descriptor, offset)
            os.lseek(descriptor, offset, os.SEEK_SET)
            try:
                write_all(descriptor, raw + b"\n")
                sync(descriptor)
            except OSError:
                os.ftruncate(descriptor, offset)
                raise
        finally:
            os.close(descriptor)
    return offset + len(raw) + 1


def checkpoint_sizes(folder: Folder, log: str) -> list[int]:
    """Return the sizes for which the log has a checkpoint file, ascending."""
    names = (path.name for path in folder.checkpoints(log).iterdir())
    return sorted(int(name) for name in names if name.isascii() and name.isdigit())


def load_checkpoint(folder: Folder, log: str, size: int, keys: KeySet) -> Checkpoint:
    """Read one checkpoint; raises ``Damaged`` naming the file."""
    path = folder.checkpoints(log) / str(size)
    try:
        found = parse(path.read_bytes(), keys)
    except (OSError, Unreadable) as error:
        why = error.message if isinstance(error, Unreadable) else "it cannot be read"
        raise Damaged(f"logs/{log}/checkpoints/{size}: {why}") from error
    if found.log != log or found.size != size:
        raise Damaged(f"logs/{log}/checkpoints/{size} is a checkpoint of something else.")
    return found


def store_checkpoint(folder: Folder, checkpoint: Checkpoint) -> None:
    """Write a checkpoint and make it durable; its entries already are."""
    with disk_errors("the checkpoint"):
        write_new(folder.checkpoints(checkpoint.log) / str(checkpoint.size), checkpoint.raw)
