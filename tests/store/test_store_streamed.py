"""Objects too large for memory: read piece by piece, and not believed before their last byte."""

import hashlib
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.errors import Damaged
from vault.records import Fields
from vault.seal import body
from vault.store import objects as module
from vault.store.folder import Folder
from vault.store.objects import Objects

KEY = bytes(range(32))
SALT = bytes(range(32, 64))
PIECE = b"".join(hashlib.sha256(n.to_bytes(4, "big")).digest() for n in range(1 << 15))


def fields(size: int) -> Fields:
    return body.blank(kind="draft", content={"size": size, "media": "text/plain"})


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    return Objects(Folder(tmp_path / "vault"), KEY, os.urandom)


@pytest.fixture
def small(objects: Objects, monkeypatch: pytest.MonkeyPatch) -> tuple[Objects, str]:
    """An object that is streamed though it is small, so that each of its bytes can be tried."""
    monkeypatch.setattr(module, "LARGEST_DELTA", 100)
    words = b"Nobody reads this twice. " * 9
    return objects, objects.put_stream(fields(len(words)), SALT, len(words), lambda: [words])


def test_a_large_draft_is_never_held(objects: Objects) -> None:
    count, digest = 40, hashlib.sha256()
    handle = objects.put_stream(fields(count << 20), SALT, count << 20, lambda: [PIECE] * count)
    tracemalloc.start()
    held = objects.get(handle)
    for chunk in held.chunks():
        assert len(chunk) <= 1 << 20
        digest.update(chunk)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20
    assert (held.size, held.salt) == (count << 20, SALT)
    content = held.fields["content"]
    assert isinstance(content, dict)
    assert content["sha256"] == digest.hexdigest() == hashlib.sha256(PIECE * count).hexdigest()
    assert content["sha512"] == hashlib.sha512(PIECE * count).hexdigest()


def test_its_salt_is_told_without_its_bytes(small: tuple[Objects, str]) -> None:
    objects, handle = small
    assert objects.salt(handle) == objects.get(handle).salt == SALT
    assert not objects._recent


def test_each_flipped_byte_is_noticed_at_the_end_at_the_latest(small: tuple[Objects, str]) -> None:
    objects, handle = small
    path = objects.path(handle)
    stored = path.read_bytes()
    for at in range(len(stored)):
        path.write_bytes(stored[:at] + bytes([stored[at] ^ 1]) + stored[at + 1 :])
        with pytest.raises(Damaged, match=path.name):
            objects.get(handle)


def renamed(path: Path, handle: str, stored: bytes) -> None:
    """Put other bytes in an object's place, under the hash that fits them."""
    path.unlink()
    path.with_name(f"{handle}.{hashlib.sha256(stored).hexdigest()}").write_bytes(stored)


def changes(stored: bytes) -> Iterator[bytes]:
    yield from (stored[:-1], stored[:-17], stored[:90], stored + b"\0", stored[:61] + stored[62:])
    for at in (0, 11, 30, 70, len(stored) // 2, len(stored) - 20, len(stored) - 1):
        yield stored[:at] + bytes([stored[at] ^ 0x80]) + stored[at + 1 :]


def test_under_its_new_hash_it_is_still_not_believed(small: tuple[Objects, str]) -> None:
    objects, handle = small
    stored = objects.path(handle).read_bytes()
    for changed in changes(stored):
        renamed(objects.path(handle), handle, changed)
        with pytest.raises(Damaged):
            objects.get(handle)


def test_frames_that_are_cut_doubled_or_followed_are_refused(small: tuple[Objects, str]) -> None:
    objects, handle = small
    stored = objects.path(handle).read_bytes()
    cipher, named = AESGCM(KEY), bytes.fromhex(handle)
    plain = cipher.decrypt(stored[:12], stored[12:], named)
    for other in (plain[:-1], plain + plain[48:], plain + b"junk", plain[:70]):
        changed = stored[:12] + cipher.encrypt(stored[:12], other, named)
        renamed(objects.path(handle), handle, changed)
        with pytest.raises(Damaged, match="unpacked"):
            objects.get(handle)


def test_a_large_draft_that_is_gone_is_named(small: tuple[Objects, str]) -> None:
    objects, handle = small
    chunks = objects.get(handle).chunks
    objects.path(handle).unlink()
    with pytest.raises(Damaged, match=handle):
        b"".join(chunks())
