"""An object too large for memory, written and read piece by piece (format, section 6)."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from vault.errors import Damaged
from vault.records import Fields
from vault.store import packing
from vault.store.packing import RESTORE, zstd

PIECE = 1 << 20
NO_BASE = bytes(16)
NONCE, SALT, TAG = 12, 32, 16


def sealed(
    nonce: bytes, key: bytes, handle: bytes, fields: Fields, salt: bytes, size: int,
    chunks: Iterable[bytes],
) -> Iterator[bytes]:  # fmt: skip
    """Give the stored form of an entry piece by piece: nonce, ciphertext, tag.

    Raises ``zstd.ZstdError`` when ``chunks`` are not ``size`` bytes in all.
    """
    seal = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
    seal.authenticate_additional_data(handle)
    head = packing.head(fields)
    packer = zstd.ZstdCompressor(level=packing.LEVEL)
    packer.set_pledged_input_size(len(head) + size)
    yield nonce
    yield seal.update(NO_BASE + salt + packer.compress(head))
    for chunk in chunks:
        yield seal.update(packer.compress(chunk))
    yield seal.update(packer.flush(packer.FLUSH_FRAME)) + seal.finalize() + seal.tag


def opening(path: Path, key: bytes) -> tuple[bytes, bytes, bytes]:
    """Return an object's base, its entry salt, and the beginning of its frame.

    Nothing of it is authenticated: whoever relies on it compares it with what a line signed.
    Raises ``Damaged`` where the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(NONCE + len(NO_BASE) + SALT + packing.LARGEST_HEADER)
    except OSError as error:
        raise unreadable(path) from error
    if len(start) < NONCE:
        return b"", b"", b""
    unseal = Cipher(algorithms.AES(key), modes.GCM(start[:NONCE])).decryptor()
    plain = unseal.update(start[NONCE:])
    return plain[:16], plain[16 : 16 + SALT], plain[16 + SALT :]


def plain(path: Path, key: bytes, handle: str) -> Iterator[bytes]:
    """Give length, body and bytes of an object that stands alone, in bounded memory.

    Raises ``Damaged``, at the latest behind the last piece, when the file has changed or was not
    written under this key: what was given before then is not to be believed until the end.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
    except OSError as error:
        raise unreadable(path) from error
    if path.name != f"{handle}.{digest.hexdigest()}":
        raise changed(path)
    unpack = zstd.ZstdDecompressor(
        options={zstd.DecompressionParameter.window_log_max: packing.LARGEST_WINDOW_LOG}
    )
    try:
        for piece in _unsealed(path, key, handle):
            yield from _unpacked(unpack, piece)
        if not unpack.eof or unpack.unused_data:
            raise packing.unpackable(handle)
    except (zstd.ZstdError, EOFError, MemoryError) as error:
        raise packing.unpackable(handle) from error
    except OSError as error:
        raise unreadable(path) from error


def _unsealed(path: Path, key: bytes, handle: str) -> Iterator[bytes]:
    """Give the frame piece by piece; the tag is compared behind its last byte."""
    with path.open("rb") as file:
        left = os.fstat(file.fileno()).st_size - NONCE - TAG
        unseal = Cipher(algorithms.AES(key), modes.GCM(file.read(NONCE))).decryptor()
        unseal.authenticate_additional_data(bytes.fromhex(handle))
        unseal.update(file.read(len(NO_BASE) + SALT))
        left -= len(NO_BASE) + SALT
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield unseal.update(piece)
        try:
            unseal.finalize_with_tag(file.read(TAG))
        except (InvalidTag, ValueError) as error:
            raise foreign(path) from error


def _unpacked(unpack: zstd.ZstdDecompressor, piece: bytes) -> Iterator[bytes]:
    """Give what a piece of the frame unpacks to, never more than ``PIECE`` bytes at a time."""
    yield unpack.decompress(piece, max_length=PIECE)
    while not unpack.needs_input and not unpack.eof:
        yield unpack.decompress(b"", max_length=PIECE)


def unreadable(path: Path) -> Damaged:
    """Return in words that the system does not give an object's file."""
    return Damaged(f"{_name(path)} cannot be read.", RESTORE)


def changed(path: Path) -> Damaged:
    """Return in words that an object's file is not what it was."""
    return Damaged(f"{_name(path)} has changed since it was written.", RESTORE)


def foreign(path: Path) -> Damaged:
    """Return in words that an object's file opens under another key only."""
    return Damaged(f"{_name(path)} was not written under this vault's key.", RESTORE)


def _name(path: Path) -> str:
    return f"objects/{path.parent.name}/{path.name}"
