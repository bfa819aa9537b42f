"""The one ZIP form: stored, not compressed, nothing in it but names and bytes.

The same members always give the same file, and a file is accepted only if writing it again would
give the same bytes. The headers are those of PKWARE's APPNOTE 6.3, clauses 4.3.7, 4.3.12, 4.3.16.
"""

import itertools
import os
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from vault.errors import BadInput, Unreadable

MEMBER_LIMIT = 65_534
SIZE_LIMIT = 0xFFFFFFFE
"""Bytes of a member, and of everything before the directory: all ones would mean ZIP64."""

NAME_LIMIT = 4_096
DIRECTORY_LIMIT = 16 * 2**20
CHUNK = 2**20

STORED, DEFLATED = 0, 8

LOCAL = struct.Struct("<4s5H3I2H")
ENTRY = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
_VERSION = 20
UTF8 = 0x0800
_DATE = (1 << 5) | 1  # 1980-01-01, the first day the format can say; its time is 00:00


@dataclass(frozen=True, slots=True)
class Source:
    """A member to be written whose bytes are not at hand: their size and CRC-32 come first."""

    name: str
    size: int
    crc: int
    chunks: Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Member:
    """A member found: where its stored bytes begin and how many they are, and what they give."""

    name: str
    offset: int
    size: int
    crc: int
    stored: int
    method: int = STORED


def name_problem(name: str) -> str | None:
    """Return why a member must not have this name, None if it may.

    Refused are empty and over-long names, absolute ones, drive letters, ``.``, ``..`` and empty
    parts, backslashes, NUL and what is no Unicode text.
    """
    try:
        raw = name.encode("utf-8")
    except UnicodeEncodeError:
        return "is no Unicode text"
    if not 0 < len(raw) <= NAME_LIMIT:
        return "is empty or too long"
    if "\\" in name or "\0" in name:
        return "has a backslash or a NUL in it"
    if re.match("[A-Za-z]:", name):
        return "begins with a drive letter"
    if any(part in ("", ".", "..") for part in name.split("/")):
        return "leads outside its archive"
    return None


def _flags(raw: bytes) -> int:
    return 0 if raw.isascii() else UTF8


def _local(raw: bytes, size: int, crc: int) -> bytes:
    head = (b"PK\3\4", _VERSION, _flags(raw), STORED, 0, _DATE, crc, size, size, len(raw), 0)
    return LOCAL.pack(*head) + raw


def _entry(raw: bytes, size: int, crc: int, offset: int) -> bytes:
    common = (_VERSION, _VERSION, _flags(raw), STORED, 0, _DATE, crc, size, size, len(raw))
    return ENTRY.pack(b"PK\1\2", *common, 0, 0, 0, 0, 0, offset) + raw


def _end(count: int, size: int, offset: int) -> bytes:
    return END.pack(b"PK\5\6", 0, 0, count, count, size, offset, 0)


def stream(sources: Iterable[Source]) -> Iterator[bytes]:
    """Yield the archive of ``sources``, sorted ascending by the UTF-8 bytes of their names.

    Raises ``BadInput`` for a name that is not allowed, for more than 65,534 members or 4 GiB, and
    when a member's bytes are not of the size and CRC-32 announced; ``ValueError`` when the names
    are not in order or not distinct.
    """
    directory: list[bytes] = []
    position, listed, before = 0, 0, b""
    for source in sources:
        problem = name_problem(source.name)
        if problem is not None:
            raise BadInput(f"The name {source.name!r} {problem}.")
        raw = source.name.encode()
        if raw <= before:
            raise ValueError("members must be sorted by name, each once")
        before = raw
        head = _local(raw, _within(source.size), source.crc)
        directory.append(_entry(raw, source.size, source.crc, position))
        position, listed = position + len(head) + source.size, listed + len(directory[-1])
        if len(directory) > MEMBER_LIMIT or listed > DIRECTORY_LIMIT:
            raise BadInput("There are too many files for one archive.")
        _within(position + listed)
        yield head
        yield from _announced(source)
    yield from directory
    yield _end(len(directory), listed, position)


def _within(size: int) -> int:
    if size > SIZE_LIMIT:
        raise BadInput("The files are together over 4 GiB, more than one archive holds.")
    return size


def _announced(source: Source) -> Iterator[bytes]:
    size = crc = 0
    for chunk in source.chunks():
        size, crc = size + len(chunk), zlib.crc32(chunk, crc)
        if size > source.size:
            break
        yield chunk
    if (size, crc) != (source.size, source.crc):
        raise BadInput(f"The file {source.name!r} changed while it was packed.")


def _at_hand(name: str, data: bytes) -> Source:
    return Source(name, len(data), zlib.crc32(data), lambda: (data,))


def write(members: Iterable[tuple[str, bytes] | Source], out: BinaryIO) -> None:
    """Write the archive of ``members`` to ``out``, which need not seek. Errors as ``stream``."""
    out.writelines(stream(m if isinstance(m, Source) else _at_hand(*m) for m in members))


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return the archive of ``members``, given in any order. Errors as ``stream``."""
    ordered = sorted(members, key=lambda name: name.encode("utf-8", "surrogatepass"))
    return b"".join(stream(_at_hand(name, members[name]) for name in ordered))


def members(file: BinaryIO) -> list[Member]:
    """List the members of an archive that ``write`` could have written, all but their bytes' CRC.

    Together with ``read_member`` on each this equals parsing, writing again and comparing: names,
    order, headers and the place of every byte are held against what would be written. Memory is
    bounded by the directory limit of 16 MiB. Raises ``Unreadable`` with what is wrong otherwise.
    """
    length = file.seek(0, os.SEEK_END)
    tail = exactly(file, max(0, length - END.size), END.size)
    count, size, start = END.unpack(tail)[4:7]
    too_large = count > MEMBER_LIMIT or size > DIRECTORY_LIMIT
    if too_large or start + size + END.size != length or tail != _end(count, size, start):
        raise Unreadable("The archive does not end as ours do.")
    directory = exactly(file, start, size)
    found = list(itertools.islice(_listed(directory), MEMBER_LIMIT + 1))
    if len(found) != count:
        raise Unreadable("The archive has another number of members than it says.")
    position, before = 0, b""
    for member in found:
        raw = member.name.encode()
        if raw <= before:
            raise Unreadable(f"The member {member.name!r} is twice there or out of order.")
        head = _local(raw, member.size, member.crc)
        if member.offset != position + len(head):
            raise Unreadable(f"The member {member.name!r} is not where it should begin.")
        if exactly(file, position, len(head)) != head:
            raise Unreadable(f"The member {member.name!r} has another header than ours have.")
        position, before = member.offset + member.size, raw
    if position != start:
        raise Unreadable("There are bytes in the archive that belong to no member.")
    return found


def _listed(directory: bytes) -> Iterator[Member]:
    """Yield what the directory's entries say, each compared with the entry we would write."""
    at = 0
    while at < len(directory):
        head = directory[at : at + ENTRY.size]
        if len(head) < ENTRY.size:
            raise Unreadable("The archive's directory is cut off.")
        fields = ENTRY.unpack(head)
        crc, size, width, offset = fields[7], fields[9], fields[10], fields[16]
        raw = directory[at + ENTRY.size : at + ENTRY.size + width]
        name = raw.decode("utf-8", "replace")
        problem = name_problem(name)
        if problem is not None:
            raise Unreadable(f"The name {name!r} {problem}.")
        if name.encode() != raw or directory[at : at + len(head) + width] != _entry(
            raw, size, crc, offset
        ):
            raise Unreadable(f"The member {name!r} is not listed as ours are.")
        yield Member(name, offset + LOCAL.size + len(raw), size, crc, stored=size)
        at += len(head) + width


def exactly(file: BinaryIO, offset: int, size: int) -> bytes:
    """Return ``size`` bytes from ``offset``. Raises ``Unreadable`` where there are fewer."""
    try:
        file.seek(offset)
    except (OverflowError, ValueError):  # an offset no file can have
        raise Unreadable("The archive is cut off.") from None
    data = file.read(size)
    if len(data) != size:
        raise Unreadable("The archive is cut off.")
    return data


def member_chunks(file: BinaryIO, member: Member) -> Iterator[bytes]:
    """Yield a member's bytes, 1 MiB at most at a time, never more than its announced size.

    Raises ``Unreadable``, at the end, when they are not of the size and CRC-32 announced.
    """
    size = crc = 0
    for chunk in _unpacked(file, member):
        size, crc = size + len(chunk), zlib.crc32(chunk, crc)
        if size > member.size:
            break
        yield chunk
    if (size, crc) != (member.size, member.crc):
        raise Unreadable(f"The member {member.name!r} is damaged.")


def read_member(file: BinaryIO, member: Member) -> bytes:
    """Return a member's bytes, CRC-32 checked. Raises ``Unreadable`` as ``member_chunks``."""
    return b"".join(member_chunks(file, member))


def _unpacked(file: BinaryIO, member: Member) -> Iterator[bytes]:
    packed = (
        exactly(file, member.offset + at, min(CHUNK, member.stored - at))
        for at in range(0, member.stored, CHUNK)
    )
    if member.method == STORED:
        yield from packed
        return
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for chunk in packed:
            yield inflate.decompress(chunk, CHUNK)
            while inflate.unconsumed_tail and not inflate.eof:
                yield inflate.decompress(inflate.unconsumed_tail, CHUNK)
            if inflate.unused_data:
                break
        yield inflate.flush()
    except zlib.error:
        raise Unreadable(f"The member {member.name!r} is damaged.") from None
    if not inflate.eof or inflate.unused_data:
        raise Unreadable(f"The member {member.name!r} does not end where it should.")
