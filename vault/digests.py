"""Both hashes of a draft's bytes: every draft is known by its SHA-256 and its SHA-512."""

import hashlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

WORTH_A_THREAD = 64 * 1024
"""Bytes from which on hashing beside each other is quicker than one after the other."""


@dataclass(frozen=True, slots=True)
class Digests:
    """What is known of some bytes: both hashes in hex, and how many there are."""

    sha256: str
    sha512: str
    size: int


def of_bytes(data: bytes) -> Digests:
    """Return the digests of bytes in memory; hashlib lets go of the interpreter meanwhile."""
    if len(data) < WORTH_A_THREAD:
        return of_chunks((data,))
    with ThreadPoolExecutor(max_workers=1) as other:
        long = other.submit(lambda: hashlib.sha512(data).hexdigest())
        short = hashlib.sha256(data).hexdigest()
        return Digests(short, long.result(), len(data))


def of_chunks(chunks: Iterable[bytes]) -> Digests:
    """Return the digests of bytes that come piece by piece."""
    short, long, size = hashlib.sha256(), hashlib.sha512(), 0
    for chunk in chunks:
        short.update(chunk)
        long.update(chunk)
        size += len(chunk)
    return Digests(short.hexdigest(), long.hexdigest(), size)
