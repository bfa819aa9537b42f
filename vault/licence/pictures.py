"""The terms in pictures: XMP packets and C2PA manifests, where JPEG and PNG have them.

JPEG: Adobe's XMP specification, part 3, 1.1.3; C2PA 2.4, appendix A, by ISO/IEC 19566-5. PNG: the
same part, 1.1.5, and the chunk ``caBX``. In other kinds of files a packet is found by its marks,
which is what they are for (part 1, 7.3.2), and a manifest by how it begins.
"""

import re
import zlib
from collections.abc import Iterator

from vault import xmp
from vault.errors import Unreadable
from vault.licence import manifests
from vault.licence.native_found import Found

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_SCANNED = re.compile(
    rb"GIF8[79]a|II\*\0|MM\0\*|RIFF.{4}WEBP|8BPS|.{4}ftyp|.{4}jP  |.{4}JXL ", re.DOTALL
)
"""GIF, TIFF and raw pictures, WebP, Photoshop, films and HEIF, JPEG 2000, JPEG XL."""
_MOST_PARTS = 100_000
_MOST = 100

_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_MORE = b"http://ns.adobe.com/xmp/extension/\0"
_TEXT = b"XML:com.adobe.xmp\0"
_METADATA = "the picture's metadata"


def is_picture(head: bytes) -> bool:
    """Tell from its first bytes whether a file is of a kind that is looked into here."""
    return head.startswith((JPEG, PNG)) or _SCANNED.match(head) is not None


def found_in(data: bytes) -> Iterator[Found]:
    """Give what a picture says of its terms.

    Raises ``Unreadable`` where it is damaged before its metadata has ended.
    """
    places = _in_jpeg(data) if data.startswith(JPEG) else None
    places = _in_png(data) if data.startswith(PNG) else places
    for number, found in enumerate(places or by_marks(data)):
        if number >= _MOST:
            raise Unreadable("The file says more about rights than is looked at.")
        yield found


def by_marks(data: bytes) -> Iterator[Found]:
    """Give the XMP packets and the C2PA manifests that stand open in a file of any kind."""
    at = 0
    while (begin := data.find(b"<?xpacket begin=", at)) >= 0:
        last = data.find(b"<?xpacket end=", begin)
        at = data.find(b"?>", last) + 2 if last >= 0 else 0
        if at < 2:
            break
        yield Found("the file's metadata", packet=data[begin:at])
    at = 0
    while (begin := data.find(manifests.STORE, at)) >= 4:
        at = begin - 4 + max(8, int.from_bytes(data[begin - 4 : begin]))
        yield from manifests.found_in(data[begin - 4 : at])


def _in_jpeg(data: bytes) -> Iterator[Found]:
    stores: dict[bytes, bytearray] = {}
    more: dict[bytes, list[tuple[int, bytes]]] = {}
    for mark, body in _segments(data):
        if mark == 0xE1 and body.startswith(_XMP):
            yield Found(_METADATA, packet=body[len(_XMP) :])
        elif mark == 0xE1 and body.startswith(_MORE):
            rest = body[len(_MORE) :]
            more.setdefault(rest[:32], []).append((int.from_bytes(rest[36:40]), rest[40:]))
        elif mark == 0xEB and body.startswith(b"JP") and body[12:16] == b"jumb":
            # Each segment has the head of the box again; the first one's belongs to the store.
            head = 16 if int.from_bytes(body[8:12]) == 1 else 8
            store = stores.setdefault(body[2:4], bytearray(body[8 : 8 + head]))
            store += body[8 + head :]
    for pieces in more.values():
        yield Found(_METADATA, packet=b"".join(piece for _, piece in sorted(pieces)))
    for store in stores.values():
        yield from manifests.found_in(bytes(store))


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give mark and content of each segment before the picture itself (ISO/IEC 10918-1, B.1)."""
    at = 2
    for _ in range(_MOST_PARTS):
        mark = data[at + 1 : at + 2]
        if data[at : at + 1] != b"\xff" or not mark:
            raise Unreadable("The picture is damaged.")
        if mark == b"\xff":  # a byte that fills
            at += 1
            continue
        if mark in b"\xd9\xda":
            return
        size = int.from_bytes(data[at + 2 : at + 4])
        if size < 2 or at + 2 + size > len(data):
            raise Unreadable("The picture is damaged.")
        yield mark[0], data[at + 4 : at + 2 + size]
        at += 2 + size
    raise Unreadable("The picture has more parts than are looked at.")


def _in_png(data: bytes) -> Iterator[Found]:
    at = len(PNG)
    for _ in range(_MOST_PARTS):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        body, at = data[at + 8 : at + 8 + size], at + size + 12
        if kind == b"IEND":
            return
        if at > len(data):
            raise Unreadable("The picture is damaged.")
        if kind == b"caBX":
            yield from manifests.found_in(body)
        elif kind == b"iTXt" and body.startswith(_TEXT):
            yield Found(_METADATA, packet=_unpacked(body[len(_TEXT) :]))
        elif kind == b"tEXt" and body.startswith(b"Copyright\0"):
            yield Found(_METADATA, rights=body[10:].decode("latin-1"))
    raise Unreadable("The picture has more parts than are looked at.")


def _unpacked(body: bytes) -> bytes:
    """Return the text of an ``iTXt`` chunk, behind two switches, language and translated name."""
    packed, rest = body[:1] == b"\1", body[2:]
    text = rest.partition(b"\0")[2].partition(b"\0")[2]
    if not packed:
        return text
    try:
        return zlib.decompressobj().decompress(text, xmp.MOST_BYTES + 1)
    except zlib.error as error:
        raise Unreadable("The picture's metadata is damaged.") from error
