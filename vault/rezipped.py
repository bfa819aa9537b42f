"""Archives that another program packed anew: the same files, wrapped otherwise.

Mail programs and desktops unpack and pack a ZIP on its way. Its members are listed here as
``vault.container`` lists its own, and ``container.read_member`` reads them.
"""

import errno
import stat
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from vault.container import (
    DEFLATED,
    DIRECTORY_LIMIT,
    LOCAL,
    STORED,
    UTF8,
    Member,
    exactly,
    name_problem,
)
from vault.errors import Unreadable

if TYPE_CHECKING:
    from zipfile import ZipInfo


@dataclass(frozen=True, slots=True)
class Caps:
    """How much of a foreign archive is looked at: members, bytes unpacked, unpacked to packed."""

    members: int = 10_000
    total: int = 4 * 2**30
    ratio: int = 200


DEFAULT_CAPS = Caps()
_RATIO_FLOOR = 2**20  # below this many bytes even the best packed member harms nobody


class _Sparing:
    """A file that gives no directory larger than ours, for a parser that would read any."""

    def __init__(self, file: BinaryIO) -> None:
        self.seek, self.tell, self._file = file.seek, file.tell, file

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(DIRECTORY_LIMIT + 1 if size < 0 else min(size, DIRECTORY_LIMIT + 1))
        if len(data) > DIRECTORY_LIMIT:
            raise Unreadable("The archive's directory is too large.")
        return data


def loose_members(file: BinaryIO, caps: Caps = DEFAULT_CAPS) -> list[Member]:
    """List the files of a foreign ZIP, stored or deflated, in the directory's order.

    Folder entries are checked and left out. Raises ``Unreadable`` for names that lead outside,
    links, doubles, overlaps, encryption, other compression, and anything beyond ``caps``.
    """
    import zipfile

    foreign = (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, struct.error)
    try:
        with zipfile.ZipFile(_Sparing(file)) as archive:
            infos = archive.infolist()
    except (*foreign, OverflowError):
        raise Unreadable("The file is no ZIP archive that can be read.") from None
    except OSError as problem:
        if problem.errno != errno.EINVAL:  # which a directory said to begin before the file gives
            raise
        raise Unreadable("The file is no ZIP archive that can be read.") from None
    if len(infos) > caps.members:
        raise Unreadable(f"The archive has more than {caps.members} members.")
    names: set[str] = set()
    found: list[Member] = []
    for info in infos:
        name = info.orig_filename
        reason = name_problem(name.removesuffix("/"))
        if reason is not None:
            raise Unreadable(f"The name {name!r} {reason}.")
        if name in names:
            raise Unreadable(f"The member {name!r} is twice there.")
        names.add(name)
        if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise Unreadable(f"The member {name!r} is a link or a device.")
        if not name.endswith("/"):
            found.append(_placed(file, info))
    _check_caps(found, caps)
    return found


def _placed(file: BinaryIO, info: "ZipInfo") -> Member:
    """Return where a foreign member's bytes stand, by its local header, which must agree."""
    if info.flag_bits & 0x1 or info.compress_type not in (STORED, DEFLATED):
        raise Unreadable(f"The member {info.orig_filename!r} is packed in a way we do not read.")
    if info.header_offset < 0:
        raise Unreadable("The archive is cut off.")
    fields = LOCAL.unpack(exactly(file, info.header_offset, LOCAL.size))
    raw = exactly(file, info.header_offset + LOCAL.size, fields[9])
    encoding = "utf-8" if fields[2] & UTF8 else "cp437"
    if fields[0] != b"PK\3\4" or raw.decode(encoding, "replace") != info.orig_filename:
        raise Unreadable(f"The member {info.orig_filename!r} has two names.")
    offset = info.header_offset + LOCAL.size + fields[9] + fields[10]
    sizes = (info.file_size, info.CRC, info.compress_size)
    return Member(info.orig_filename, offset, *sizes, method=info.compress_type)


def _check_caps(found: list[Member], caps: Caps) -> None:
    if sum(member.size for member in found) > caps.total:
        raise Unreadable("The archive unpacks to more than is looked at.")
    end = 0
    for member in sorted(found, key=lambda one: one.offset):
        if member.size > max(_RATIO_FLOOR, caps.ratio * member.stored):
            raise Unreadable(f"The member {member.name!r} is packed too tightly to be true.")
        if member.method == STORED and member.size != member.stored:
            raise Unreadable(f"The member {member.name!r} lies about its size.")
        if member.offset < end:
            raise Unreadable(f"The member {member.name!r} overlaps another.")
        end = member.offset + member.stored
