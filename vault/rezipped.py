"""Archives that another program packed anew: the same files, wrapped otherwise.

Mail programs and desktops unpack and pack a ZIP on its way. Its members are listed here as
``vault.container`` lists its own, and ``container.read_member`` reads them. They are read by the
archive's own tables (APPNOTE 6.3, clauses 4.3.7, 4.3.12, 4.3.16) and by one reading of them, so
that no two programs can be shown different files.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from vault.container import (
    DEFLATED,
    DIRECTORY_LIMIT,
    END,
    ENTRY,
    LOCAL,
    MEMBER_LIMIT,
    STORED,
    UTF8,
    Member,
    exactly,
    name_problem,
)
from vault.errors import Unreadable

SMALL = 64 * 2**20
RATIO = 100
"""Above ``SMALL`` bytes unpacked, this many times the archive's own size is too good to be true."""

_ENCRYPTED_OR_PATCHED = 0x2061
_LARGE_FORM = 0xFFFFFFFF
_LONGEST_COMMENT = 0xFFFF
_ALLOWED_TYPES = (0, stat.S_IFREG, stat.S_IFDIR)


@dataclass(frozen=True, slots=True)
class Caps:
    """How much of a foreign archive is looked at: members, and bytes unpacked."""

    members: int = MEMBER_LIMIT
    total: int = 4 * 2**30


DEFAULT_CAPS = Caps()


@dataclass(frozen=True, slots=True)
class _Listed:
    """A member as the directory has it: where its header stands, its name's bytes, and itself."""

    header: int
    raw: bytes
    member: Member


def loose_members(file: BinaryIO, caps: Caps = DEFAULT_CAPS) -> list[Member]:
    """List the files of a foreign ZIP, stored or deflated, in the directory's order.

    Folder entries are checked and left out. Raises ``Unreadable`` for names that lead outside,
    links, doubles, overlaps, encryption, other compression, and anything beyond ``caps``.
    """
    count, directory, start = _directory(file)
    if count > caps.members:
        raise Unreadable(f"The archive has more than {caps.members} members.")
    listed = list(_listed(directory, count))
    if len({one.member.name for one in listed}) != count:
        raise Unreadable("A name is twice in the archive.")
    _check_sizes(file, [one.member for one in listed], caps)
    end, placed = 0, {}
    for one in sorted(listed, key=lambda one: one.header):
        if one.header < end:
            raise Unreadable(f"The member {one.member.name!r} overlaps another.")
        placed[one.member.name] = _placed(file, one)
        end = placed[one.member.name].offset + one.member.stored
    if end > start:
        raise Unreadable("The members reach into the directory of the archive.")
    return [placed[one.member.name] for one in listed if not one.member.name.endswith("/")]


def _directory(file: BinaryIO) -> tuple[int, bytes, int]:
    """Return how many entries the directory has, its bytes, and where it stands."""
    length = file.seek(0, os.SEEK_END)
    begin = max(0, length - END.size - _LONGEST_COMMENT)
    tail = exactly(file, begin, length - begin)
    at = len(tail) - END.size + 4
    while at >= 0 and (at := tail.rfind(b"PK\5\6", 0, at)) >= 0:
        _, disk, first, here, count, size, start, comment = END.unpack_from(tail, at)
        if at + END.size + comment == len(tail):
            whole = not disk and not first and here == count and size <= DIRECTORY_LIMIT
            if not whole or start + size > begin + at:
                raise Unreadable("The directory of the archive is not where it should be.")
            return count, exactly(file, start, size), start
        at += 3
    raise Unreadable("The file is no ZIP archive that can be read.")


def _listed(directory: bytes, count: int) -> Iterator[_Listed]:
    at = 0
    for _ in range(count):
        if at + ENTRY.size > len(directory):
            raise Unreadable("The archive's directory is cut off.")
        fields = ENTRY.unpack_from(directory, at)
        flags, method, crc, stored, size = fields[3], fields[4], *fields[7:10]
        width, end = fields[10], at + ENTRY.size + sum(fields[10:13])
        raw = directory[at + ENTRY.size : at + ENTRY.size + width]
        if fields[0] != b"PK\1\2" or end > len(directory):
            raise Unreadable("The archive's directory cannot be read.")
        name = _name(raw, flags)
        _check_form(name, flags, method, (size, stored, fields[16]), fields[15] >> 16)
        yield _Listed(fields[16], raw, Member(name, 0, size, crc, stored, method))
        at = end
    if at != len(directory):
        raise Unreadable("The archive has another number of members than it says.")


def _name(raw: bytes, flags: int) -> str:
    try:
        name = raw.decode("utf-8" if flags & UTF8 else "cp437")
    except UnicodeDecodeError:
        raise Unreadable("A name in the archive is no Unicode text.") from None
    problem = name_problem(name.removesuffix("/"))
    if problem is not None:
        raise Unreadable(f"The name {name!r} {problem}.")
    return name


def _check_form(name: str, flags: int, method: int, sizes: tuple[int, int, int], mode: int) -> None:
    size, stored, _ = sizes
    if flags & _ENCRYPTED_OR_PATCHED or method not in (STORED, DEFLATED) or _LARGE_FORM in sizes:
        raise Unreadable(f"The member {name!r} is packed in a way we do not read.")
    if method == STORED and size != stored:
        raise Unreadable(f"The member {name!r} lies about its size.")
    if stat.S_IFMT(mode) not in _ALLOWED_TYPES:
        raise Unreadable(f"The member {name!r} is a link or a device.")
    if name.endswith("/") and size:
        raise Unreadable(f"The folder {name!r} has bytes of its own.")


def _placed(file: BinaryIO, listed: _Listed) -> Member:
    """Return where a foreign member's bytes stand, by its local header, which must agree."""
    fields = LOCAL.unpack(exactly(file, listed.header, LOCAL.size))
    if fields[0] != b"PK\3\4" or exactly(file, listed.header + LOCAL.size, fields[9]) != listed.raw:
        raise Unreadable(f"The member {listed.member.name!r} has two names.")
    one, offset = listed.member, listed.header + LOCAL.size + fields[9] + fields[10]
    return Member(one.name, offset, one.size, one.crc, one.stored, one.method)


def _check_sizes(file: BinaryIO, members: list[Member], caps: Caps) -> None:
    total = sum(member.size for member in members)
    if total > caps.total:
        raise Unreadable("The archive unpacks to more than is looked at.")
    if total > max(SMALL, RATIO * file.seek(0, os.SEEK_END)):
        raise Unreadable("The archive is packed too tightly to be true.")
