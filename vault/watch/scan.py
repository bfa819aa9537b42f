"""Looking at the disk: one script's stamp, and a walk over every script below a folder."""

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vault.watch.rules import (
    Candidate,
    cloud_stub,
    ignored,
    ignored_member,
    is_package_name,
    is_script_name,
    walked,
)

# Python names these only on the system they belong to, and one of them only since 3.13.
_SF_DATALESS = 0x40000000
_WINDOWS_RECALL = 0x00001000 | 0x00040000 | 0x00400000  # offline, recall on open, on data access
_MOUNT_POINT_TAG = 0xA0000003  # a Windows junction, which is_dir takes for a plain folder

IN_THE_CLOUD = "It is in the cloud only, so it was not read."


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a script from another without reading it; times in nanoseconds.

    For a package ``size`` is the sum over its members, the times are the newest, and ``listing``
    is a digest over names and states of all members. A path that exists but cannot be looked at
    has minus the errno as its ``listing``: it is still, and reading it says what is wrong.
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    device: int
    listing: int = 0
    placeholder: bool = False

    @property
    def touched(self) -> float:
        """When it was last written or put here, seconds of the wall clock."""
        return max(self.mtime_ns, self.ctime_ns) / 1e9


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a package: its raw ``/`` path inside, where it is, its stamp."""

    inside: str
    path: str
    stamp: Stamp


def is_placeholder(status: os.stat_result) -> bool:
    """Say whether a file's bytes are in the cloud only: reading would download, or hang."""
    flags: int = getattr(status, "st_flags", 0)
    attributes: int = getattr(status, "st_file_attributes", 0)
    return bool(flags & _SF_DATALESS or attributes & _WINDOWS_RECALL)


def stamp_of(status: os.stat_result) -> Stamp:
    """Return the stamp of one file from its status."""
    return Stamp(
        size=status.st_size,
        mtime_ns=status.st_mtime_ns,
        ctime_ns=status.st_ctime_ns,
        inode=status.st_ino,
        device=status.st_dev,
        placeholder=is_placeholder(status),
    )


def look(candidate: Candidate) -> Stamp | None:
    """Return how a script stands on disk now; None if it is gone or not what its name says.

    A file must be a regular file and a package a folder; symbolic links are neither.
    """
    try:
        status = os.lstat(candidate.path)
        if candidate.package:
            return _package_stamp(candidate.path, status) if _is_folder(status) else None
        return stamp_of(status) if stat.S_ISREG(status.st_mode) else None
    except OSError as problem:
        if problem.errno in (errno.ENOENT, errno.ENOTDIR):
            return None
        return Stamp(0, 0, 0, 0, 0, listing=-(problem.errno or errno.EIO))
    except ValueError:  # a name with a NUL cannot be on any disk
        return None


def _is_folder(status: os.stat_result) -> bool:
    junction = getattr(status, "st_reparse_tag", 0) == _MOUNT_POINT_TAG
    return stat.S_ISDIR(status.st_mode) and not junction


def package_members(package: Path) -> Iterator[Member]:
    """Yield the files of a package that belong to the draft, sorted by raw path in each folder.

    Ignored members, links and special files are left out, links are not followed. A member that
    vanishes meanwhile is left out too: the stamps before and after will differ. Any other
    ``OSError`` is raised, for a package with a hole must not be taken for the whole.
    """
    waiting = [("", str(package))]
    while waiting:
        prefix, folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                found = sorted((entry.name, entry.path) for entry in entries)
        except FileNotFoundError:
            continue
        for name, path in found:
            inside = f"{prefix}{name}"
            if ignored_member(package, inside):
                continue
            try:
                status = os.lstat(path)
            except FileNotFoundError:
                continue
            if _is_folder(status):
                waiting.append((f"{inside}/", path))
            elif stat.S_ISREG(status.st_mode):
                yield Member(inside, path, stamp_of(status))


def _package_stamp(package: Path, status: os.stat_result) -> Stamp:
    size, mtime, ctime, placeholder = 0, 0, 0, False
    listing = hashlib.sha256()
    for member in package_members(package):
        own = member.stamp
        size += own.size
        mtime, ctime = max(mtime, own.mtime_ns), max(ctime, own.ctime_ns)
        placeholder = placeholder or own.placeholder
        state = (own.size, own.mtime_ns, own.ctime_ns, own.inode)
        listing.update(os.fsencode(member.inside) + b"\0" + repr(state).encode())
    # The folder's own times are left out: an ignored member coming and going moves them.
    digest = int.from_bytes(listing.digest()[:8], "big")
    return Stamp(size, mtime, ctime, status.st_ino, status.st_dev, digest, placeholder)


def _ignore_errors(_path: Path, _reason: str) -> None:
    return


def walk(
    root: Path,
    start: Path | None = None,
    on_error: Callable[[Path, str], None] = _ignore_errors,
) -> Iterator[tuple[Candidate, Stamp]]:
    """Yield every script at or below ``start`` (all of ``root`` without one) with its stamp.

    Symbolic links are not followed and no folder is entered twice. ``on_error(path, sentence)``
    is told of each folder that cannot be read and of each script that is in the cloud only; the
    walk goes on. A folder below ``root`` that is not there any more is passed over. Memory: the
    scripts and folders of one folder at a time.
    """
    start = root if start is None else start
    seen: set[tuple[int, int]] = set()
    waiting = [start] if walked(root, start) else []
    while waiting:
        folder = waiting.pop()
        try:
            if not _enter(folder, seen, is_root=folder == root):
                continue
            scripts, folders = _sort_out(folder, on_error)
        except (OSError, ValueError) as problem:
            if folder != root and isinstance(problem, FileNotFoundError | NotADirectoryError):
                continue  # deleted or moved away since it was seen, which is nobody's trouble
            reason = problem.strerror if isinstance(problem, OSError) else str(problem)
            on_error(folder, f"The folder could not be read ({reason or 'unknown reason'}).")
            continue
        for candidate in scripts:
            stamp = look(candidate)
            if stamp is not None:
                yield candidate, stamp
        waiting.extend(reversed(folders))


def _enter(folder: Path, seen: set[tuple[int, int]], *, is_root: bool) -> bool:
    """Say whether to read a folder; a watched folder itself may be a link, none below it."""
    status = folder.stat(follow_symlinks=is_root)
    identity = (status.st_dev, status.st_ino)
    if not _is_folder(status) or (status.st_ino and identity in seen):
        return False
    seen.add(identity)
    return True


def _sort_out(
    folder: Path, on_error: Callable[[Path, str], None]
) -> tuple[list[Candidate], list[Path]]:
    """Return a folder's scripts and the folders to walk next, both sorted by name."""
    scripts: list[Candidate] = []
    folders: list[Path] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            stub = cloud_stub(name)
            if stub is not None:
                on_error(folder / stub, IN_THE_CLOUD)
            if ignored(name):
                continue
            if entry.is_dir(follow_symlinks=False):
                if is_package_name(name):
                    scripts.append(Candidate(folder / name, package=True))
                else:
                    folders.append(folder / name)
            elif is_script_name(name) and entry.is_file(follow_symlinks=False):
                scripts.append(Candidate(folder / name, package=False))
    return sorted(scripts, key=lambda one: one.path.name), sorted(folders)
