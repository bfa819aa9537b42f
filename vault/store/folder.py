"""The vault folder: where each file lies, how a write becomes durable, who may write now."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from vault.errors import DiskFull, EnvironmentFailed

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK_PATIENCE = 30.0


class Folder:
    """The places inside one vault folder (format, section 2)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.logs = path / "logs"
        self.anchors = path / "anchors"
        self.objects = path / "objects"
        self.keys = path / "keys"
        self.readme = path / "README.txt"
        self.lock = path / "vault.lock"
        self._held: BaseFileLock | None = None

    def exists(self) -> bool:
        """Tell whether there is a vault here."""
        return self.logs.is_dir() or self.keys.is_dir()

    def entries(self, log: str) -> Path:
        """Return the file of a log's lines."""
        return self.logs / log / "entries.jsonl"

    def checkpoints(self, log: str) -> Path:
        """Return the folder of a log's checkpoints."""
        return self.logs / log / "checkpoints"

    def make(self) -> None:
        """Make the vault's empty places, so that no draft has to wait for a folder of its own."""
        for place in (self.path, self.logs, self.anchors, self.objects, self.keys):
            make_folder(place)
        for first in range(256):
            (self.objects / f"{first:02x}").mkdir(mode=0o700, exist_ok=True)
        sync_folder(self.objects)

    def unmake(self) -> None:
        """Take away a vault that was only half made; the folder itself stays, empty."""
        import shutil

        for place in (self.logs, self.anchors, self.objects, self.keys):
            shutil.rmtree(place, ignore_errors=True)
        for file in (self.readme, self.lock):
            with suppress(OSError):
                file.unlink(missing_ok=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the vault's lock for one append.

        Raises ``EnvironmentFailed`` when another program does not let go of it.
        """
        from filelock import FileLock, Timeout

        if self._held is None:
            self._held = FileLock(self.lock, mode=0o600)
        try:
            with self._held.acquire(timeout=LOCK_PATIENCE):
                yield
        except Timeout as error:
            raise EnvironmentFailed(
                "Another program is writing to this vault and does not finish.",
                "Close it and try again.",
            ) from error


@contextmanager
def disk_errors(what: str) -> Iterator[None]:
    """Turn what a disk refuses into words: full, not writable, gone."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise DiskFull(
                f"The disk is full: {what} could not be written.",
                "Make room; nothing that was sealed before is lost.",
            ) from error
        reason = (error.strerror or type(error).__name__).lower()
        raise EnvironmentFailed(
            f"{what[:1].upper()}{what[1:]} could not be written: {reason}.",
            "Check that the vault's folder is there and may be written to.",
        ) from error


def sync(descriptor: int) -> None:
    """Make a file's bytes durable; on macOS this takes F_FULLFSYNC to reach the disk itself."""
    if sys.platform == "darwin":
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Create a private folder and make its name durable; nothing happens when it is there."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    sync_folder(path.parent)


def write_new(path: Path, data: bytes) -> None:
    """Write a small file that must be there whole or not at all, and make it durable.

    A leftover of an interrupted write begins with a dot and means nothing.
    """
    part = path.with_name(f".{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        write_all(descriptor, data)
        sync(descriptor)
    finally:
        os.close(descriptor)
    part.replace(path)
    sync_folder(path.parent)


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte; a short write is how a full disk first shows."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
