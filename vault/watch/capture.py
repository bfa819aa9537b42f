"""One consistent read of a script: its status before equals its status after, or no read at all."""

import os
import stat
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from vault import container
from vault.errors import EnvironmentFailed
from vault.watch.complete import HEAD, TAIL, looks_incomplete, package_looks_incomplete
from vault.watch.rules import Candidate
from vault.watch.scan import (
    IN_THE_CLOUD,
    Member,
    Stamp,
    look,
    package_members,
    stamp_of,
)

IN_MEMORY = 32 * 2**20
"""Bytes up to which a script is loaded; larger ones are read in chunks."""

LARGEST = 2 * 2**30
"""Bytes beyond which a script is not sealed."""

CHUNK = 2**20


class StillChanging(EnvironmentFailed):
    """The script changed while it was read; nothing of it was taken."""


class Gone(EnvironmentFailed):
    """The script is not there (any more)."""


class Refused(EnvironmentFailed):
    """The script cannot be read; ``passing`` says whether trying again may help by itself."""

    def __init__(self, message: str, hint: str = "", *, passing: bool = False) -> None:
        super().__init__(message, hint)
        self.passing = passing


@dataclass(frozen=True, slots=True)
class Captured:
    """A script as it stood at one moment.

    ``data`` is None above ``IN_MEMORY``: ``open_large`` then gives the bytes. ``size`` is that of
    the file, for a package the sum over its members. ``incomplete`` is a sentence or None.
    """

    candidate: Candidate
    stamp: Stamp
    size: int
    data: bytes | None
    incomplete: str | None


def open_plain(path: Path) -> BinaryIO:
    """Open a file for reading, unbuffered; neither a link nor a pipe put in its place is followed.

    Raises ``OSError``.
    """
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)  # a pipe would block the open, each system has some of them
    return open(os.open(path, flags), "rb", buffering=0)


def read(candidate: Candidate, limit: int = IN_MEMORY) -> Captured:
    """Read a script of either kind. Errors as ``read_file``."""
    if candidate.package:
        return read_package(candidate.path, limit=limit)
    return read_file(candidate.path, limit=limit)


def read_file(
    path: Path, opener: Callable[[Path], BinaryIO] = open_plain, limit: int = IN_MEMORY
) -> Captured:
    """Read a file once. Up to ``limit`` bytes are loaded, of larger files only the two ends.

    Raises ``StillChanging``, ``Gone``, or ``Refused`` with the reason: no permission, in the cloud
    only, over 2 GiB, no regular file.
    """
    before = _stamp_before(Candidate(path, package=False))
    with _in_words(path), opener(path) as file:
        _same(path, before, stamp_of(os.fstat(file.fileno())))
        if before.size <= limit:
            data = _read_all(file, before.size + 1)
            head = tail = data
        else:
            data, head = None, _read_all(file, HEAD)
            file.seek(max(0, before.size - TAIL))
            tail = _read_all(file, TAIL)
        _same(path, before, stamp_of(os.fstat(file.fileno())))
    _still_there(Candidate(path, package=False), before)
    if data is not None and len(data) != before.size:
        raise _changing(path)
    incomplete = looks_incomplete(head, tail, before.size, path)
    return Captured(Candidate(path, package=False), before, before.size, data, incomplete)


def read_package(
    path: Path, opener: Callable[[Path], BinaryIO] = open_plain, limit: int = IN_MEMORY
) -> Captured:
    """Read a package into the deterministic ZIP of its members, if they are together up to limit.

    Member names are NFC; ignored members, empty folders, links and special files are left out.
    Raises as ``read_file``; ``Refused`` too when two names differ only by normalization or a name
    cannot stand in an archive.
    """
    candidate = Candidate(path, package=True)
    before = _stamp_before(candidate)
    named = _named_members(path)
    data = None
    if before.size <= limit:
        loaded = {}
        for name, member in named:
            loaded[name] = b"".join(_member_chunks(member, opener))
        data = container.pack(loaded)
    _still_there(candidate, before)
    incomplete = package_looks_incomplete([name for name, _ in named], path)
    return Captured(candidate, before, before.size, data, incomplete)


def open_large(
    captured: Captured, opener: Callable[[Path], BinaryIO] = open_plain
) -> Iterator[bytes]:
    """Yield the bytes of a script too large to load, as it stood when it was captured.

    For a package it is the ZIP's bytes, and each member is read twice, since its CRC stands
    before it. ``StillChanging`` may be raised as late as after the last chunk: what was
    yielded until then must be thrown away. Raises ``Gone`` and ``Refused`` as ``read_file``.
    """
    path, stamp = captured.candidate.path, captured.stamp
    if not captured.candidate.package:
        yield from _file_chunks(path, stamp, opener)
    else:
        _still_there(captured.candidate, stamp)
        yield from container.stream(
            _source(name, member, opener) for name, member in _named_members(path)
        )
    _still_there(captured.candidate, stamp)


def _source(name: str, member: Member, opener: Callable[[Path], BinaryIO]) -> container.Source:
    crc = 0
    for chunk in _member_chunks(member, opener):
        crc = zlib.crc32(chunk, crc)
    again = partial(_member_chunks, member, opener)
    return container.Source(name, member.stamp.size, crc, again)


def _member_chunks(member: Member, opener: Callable[[Path], BinaryIO]) -> Iterator[bytes]:
    path = Path(member.path)
    try:
        yield from _file_chunks(path, member.stamp, opener)
    except Gone:  # the member, not the package
        raise _changing(path) from None


def _named_members(package: Path) -> list[tuple[str, Member]]:
    """Return a package's members under the names they get, in order. Raises ``Refused``."""
    named: dict[str, Member] = {}
    with _in_words(package):
        for member in package_members(package):
            name = unicodedata.normalize("NFC", member.inside)
            problem = container.name_problem(name)
            if problem is not None:
                raise Refused(f"{_shown(package)} has a file whose name {problem}.", _RENAME)
            if name in named:
                raise Refused(f"{_shown(package)} has two files named {name!r}.", _RENAME)
            if len(named) == container.MEMBER_LIMIT:
                raise Refused(f"{_shown(package)} has more files than can be sealed as one.")
            named[name] = member
    return sorted(named.items(), key=lambda pair: pair[0].encode())


_RENAME = "Rename that file in the package, then the package is sealed with its next save."


def _file_chunks(path: Path, stamp: Stamp, opener: Callable[[Path], BinaryIO]) -> Iterator[bytes]:
    """Yield a file's bytes, which are exactly those it had at ``stamp``, or raise at the end."""
    with _in_words(path), opener(path) as file:
        _same(path, stamp, stamp_of(os.fstat(file.fileno())))
        left = stamp.size
        while chunk := file.read(min(CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                break
            yield chunk
        if left:
            raise _changing(path)
        _same(path, stamp, stamp_of(os.fstat(file.fileno())))


def _read_all(file: BinaryIO, most: int) -> bytes:
    """Read up to ``most`` bytes: an unbuffered file may give fewer at a time than asked."""
    chunks: list[bytes] = []
    while most > 0 and (chunk := file.read(min(most, CHUNK))):
        chunks.append(chunk)
        most -= len(chunk)
    return b"".join(chunks)


def _stamp_before(candidate: Candidate) -> Stamp:
    """Return a script's stamp, or raise why it is not read; nothing has been opened by then."""
    path = candidate.path
    with _in_words(path):
        status = path.lstat()
    wanted = stat.S_ISDIR if candidate.package else stat.S_ISREG
    if not wanted(status.st_mode):
        kind = "folder" if candidate.package else "regular file"
        raise Refused(f"{_shown(path)} is no {kind}, so it was not read.")
    stamp = look(candidate)
    if stamp is None:
        raise _gone(path)
    if stamp.placeholder:
        raise Refused(
            f"{_shown(path)}: {IN_THE_CLOUD}", "Open it once to bring it to this machine."
        )
    if stamp.size > LARGEST:
        raise Refused(f"{_shown(path)} is over 2 GiB, so it was not sealed.")
    return stamp


def _still_there(candidate: Candidate, before: Stamp) -> None:
    after = look(candidate)
    if after is None:
        raise _gone(candidate.path)
    _same(candidate.path, before, after)


def _same(path: Path, before: Stamp, after: Stamp) -> None:
    if before != after:
        raise _changing(path)


def _changing(path: Path) -> StillChanging:
    return StillChanging(f"{_shown(path)} changed while it was read.")


def _gone(path: Path) -> Gone:
    return Gone(f"{_shown(path)} is not there any more.")


def _shown(path: Path) -> str:
    return unicodedata.normalize("NFC", os.fsencode(path.name).decode("utf-8", "replace"))


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Turn what the system says about a path into this module's errors."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise _gone(path) from None
    except PermissionError:
        # Word and sync clients lock a file for moments; a missing right may be given any time
        raise Refused(f"{_shown(path)} may not be read now.", passing=True) from None
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        raise Refused(f"{_shown(path)} could not be read ({reason}).", passing=True) from None
