"""What lies inside an object: length, body and bytes as one zstd frame (format, section 6)."""

import struct
import sys
from collections.abc import Iterator
from itertools import chain

from vault.digests import Digests
from vault.encoding import canonical
from vault.errors import Damaged, Unreadable
from vault.records import Fields
from vault.seal.body import parse_body

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = [
    "LARGEST_HEADER",
    "LARGEST_WINDOW_LOG",
    "LEVEL",
    "RESTORE",
    "compress",
    "decompress",
    "fields_of",
    "head",
    "parted",
    "says_more_than",
    "unpackable",
    "zstd",
]

LEVEL = 3
LARGEST_WINDOW_LOG = 27
LARGEST_HEADER = 18
"""Bytes of the longest header a frame can have (RFC 8878, section 3.1.1.1)."""

RESTORE = "Restore this file from a backup of the vault."
_HASHES = {"sha256", "sha512"}
_LENGTH = struct.Struct(">I")


def head(fields: Fields) -> bytes:
    """Return length and body: the fields without the hashes that the bytes themselves give."""
    content = fields["content"]
    if isinstance(content, dict):
        fields = {**fields, "content": {k: v for k, v in content.items() if k not in _HASHES}}
    body = canonical(fields)
    return _LENGTH.pack(len(body)) + body


def parted(plain: Iterator[bytes], handle: str) -> tuple[bytes, Iterator[bytes]]:
    """Take the body off the front of what was unpacked; returns it, and the content in pieces.

    Raises ``Damaged`` when there is less than a body.
    """
    front, end = b"", _LENGTH.size
    for piece in plain:
        front += piece
        if len(front) >= _LENGTH.size:
            end = _LENGTH.size + _LENGTH.unpack_from(front)[0]
            if len(front) >= end:
                return front[_LENGTH.size : end], chain((front[end:],), plain)
    raise Damaged(f"The object {handle} holds no entry of ours.", RESTORE)


def fields_of(body: bytes, known: Digests, handle: str) -> Fields:
    """Return the fields of a body, with the hashes put back that its bytes give."""
    try:
        fields = parse_body(body)
        content = fields["content"]
        if isinstance(content, dict):
            if content.keys() & _HASHES:
                raise Unreadable("The body repeats what its bytes say.")
            fields["content"] = {**content, "sha256": known.sha256, "sha512": known.sha512}
    except Unreadable as error:
        raise Damaged(f"The object {handle} holds no entry of ours.", RESTORE) from error
    return fields


def compress(plain: bytes, prefix: bytes | None) -> bytes:
    """Return the frame of ``plain``, made with an earlier object's plaintext as prefix if given."""
    reach = len(plain) + (len(prefix) if prefix else 0)
    options: dict[int, int] = {
        zstd.CompressionParameter.compression_level: LEVEL,
        zstd.CompressionParameter.window_log: max(10, min(reach.bit_length(), LARGEST_WINDOW_LOG)),
    }
    if prefix is None:
        return zstd.compress(plain, options=options)
    return zstd.compress(
        plain, options=options, zstd_dict=zstd.ZstdDict(prefix, is_raw=True).as_prefix
    )


def decompress(frame: bytes, prefix: bytes | None, handle: str) -> bytes:
    """Return what a frame holds; raises ``Damaged`` for one that the format does not allow."""
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: LARGEST_WINDOW_LOG}
    try:
        if zstd.get_frame_info(frame).decompressed_size is None:
            raise Damaged(f"The object {handle} does not say how large it is.", RESTORE)
        if prefix is None:
            return zstd.decompress(frame, options=options)
        base = zstd.ZstdDict(prefix, is_raw=True).as_prefix
        return zstd.decompress(frame, zstd_dict=base, options=options)
    except (zstd.ZstdError, MemoryError) as error:
        raise unpackable(handle) from error


def says_more_than(limit: int, frame: bytes) -> bool:
    """Tell whether a frame says that it holds more bytes; its header is all that is needed."""
    try:
        return (zstd.get_frame_info(frame).decompressed_size or 0) > limit
    except zstd.ZstdError:
        return False  # whoever unpacks it says what is wrong


def unpackable(handle: str) -> Damaged:
    """Return in words that an object's frame gives no bytes."""
    return Damaged(f"The object {handle} cannot be unpacked.", RESTORE)
