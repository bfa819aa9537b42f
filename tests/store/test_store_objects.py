"""Objects: other programs unpack them, damage is named, a lost one costs only its own."""

import json
import os
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vault import assets
from vault.errors import Damaged, EnvironmentFailed
from vault.records import Fields
from vault.seal import body
from vault.store import objects as module
from vault.store.folder import Folder
from vault.store.objects import LONGEST_CHAIN, Objects, base_number

CASE = json.loads(assets.read("spec/vectors/objects.json"))
KEY = bytes.fromhex(CASE["vault_key"])
SALT = bytes(range(32))


def fields(**members: Any) -> Fields:
    return body.blank(kind="draft", details=members)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "vault")


@pytest.fixture
def objects(folder: Folder) -> Objects:
    return Objects(folder, KEY, os.urandom)


def again(folder: Folder) -> Objects:
    """The same objects, with nothing kept in memory."""
    return Objects(folder, KEY, os.urandom)


def place(folder: Folder, name: str, stored: bytes) -> Path:
    path = folder.objects / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(stored)
    return path


def test_the_published_objects_are_read(folder: Folder) -> None:
    for case in CASE["objects"]:
        place(folder, case["file_name"], bytes.fromhex(case["stored"]))
    for case in reversed(CASE["objects"]):
        held = again(folder).get(case["handle"])
        assert held.fields == case["fields"]
        assert held.salt.hex() == case["entry_salt"]
        assert held.content.decode() == case["content"]


def unpacked_by_zstd(folder: Folder, handle: str, scratch: Path) -> bytes:
    """Length, body and bytes of an object: AES-GCM by hand, the frame by the zstd program."""
    stored = again(folder).path(handle).read_bytes()
    inner = AESGCM(KEY).decrypt(stored[:12], stored[12:], bytes.fromhex(handle))
    base, frame = inner[:16], inner[48:]
    packed, plain = scratch / f"{handle}.zst", scratch / handle
    packed.write_bytes(frame)
    words = ["zstd", "-d", "-q", "-f", "--long=27", str(packed), "-o", str(plain)]
    if any(base):
        unpacked_by_zstd(folder, base.hex(), scratch)
        words.insert(1, f"--patch-from={scratch / base.hex()}")
    subprocess.run(words, check=True, timeout=30)
    return plain.read_bytes()


def test_the_zstd_program_unpacks_a_chain(folder: Folder, objects: Objects, tmp_path: Path) -> None:
    handles: list[str] = []
    text = "".join(f"Line {n} of a long scene.\n" for n in range(500))
    for number in range(1, 6):
        told = base_number(number)
        base = handles[told - 1] if told else None
        content = text.replace("Line 250", f"Line 250, take {number}").encode()
        handles.append(objects.put(fields(number=number), SALT, content, base))
    plain = unpacked_by_zstd(folder, handles[-1], tmp_path)
    length = struct.unpack_from(">I", plain)[0]
    assert plain[4 + length :] == content
    assert json.loads(plain[4 : 4 + length])["details"] == {"number": 5}
    assert again(folder).get(handles[-1]).content == content


def test_no_draft_is_read_from_more_objects_than_the_format_says() -> None:
    longest = 0
    for number in range(1, 1025):
        steps, at = 1, number
        while (below := base_number(at)) is not None:
            assert 0 < below < at
            steps, at = steps + 1, below
        longest = max(longest, steps)
    assert longest <= 31 < LONGEST_CHAIN


def test_drafts_far_along_are_read_from_their_chain(folder: Folder, objects: Objects) -> None:
    handles: list[str] = []
    for number in range(1, 41):
        told = base_number(number)
        base = handles[told - 1] if told else None
        handles.append(objects.put(fields(), SALT, b"same words, take %d" % number, base))
    for number in (40, 33, 17, 16, 1):
        assert again(folder).get(handles[number - 1]).content == b"same words, take %d" % number


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40
)
@given(first=st.binary(max_size=300), second=st.binary(max_size=300))
def test_any_bytes_come_back(folder: Folder, first: bytes, second: bytes) -> None:
    writing = again(folder)
    base = writing.put(fields(n=1), SALT, first, None)
    handle = writing.put(fields(n=2), SALT, second, base)
    held = again(folder).get(handle)
    assert (held.content, held.salt, held.fields) == (second, SALT, fields(n=2))
    assert again(folder).get(base).content == first


def test_each_flipped_byte_is_named_with_its_file(folder: Folder, objects: Objects) -> None:
    handle = objects.put(fields(), SALT, b"words", None)
    path = objects.path(handle)
    stored = path.read_bytes()
    for at in range(len(stored)):
        path.write_bytes(stored[:at] + bytes([stored[at] ^ 1]) + stored[at + 1 :])
        with pytest.raises(Damaged, match=path.name):
            again(folder).get(handle)


def test_a_file_renamed_to_its_new_hash_is_still_not_believed(
    folder: Folder, objects: Objects
) -> None:
    import hashlib

    handle = objects.put(fields(), SALT, b"words", None)
    path = objects.path(handle)
    for stored in (path.read_bytes()[:-1] + b"\0", b"", b"short"):
        path.unlink()
        path = place(folder, f"{handle}.{hashlib.sha256(stored).hexdigest()}", stored)
        with pytest.raises(Damaged, match="key"):
            again(folder).get(handle)


def test_an_object_under_another_handle_is_not_believed(folder: Folder, objects: Objects) -> None:
    path = objects.path(objects.put(fields(), SALT, b"words", None))
    other = "ab" * 16
    place(folder, f"{other}.{path.name.partition('.')[2]}", path.read_bytes())
    with pytest.raises(Damaged, match="key"):
        again(folder).get(other)


def test_a_missing_object_is_named() -> None:
    with pytest.raises(Damaged, match="ab" * 16):
        again(Folder(Path("nowhere"))).get("ab" * 16)


def test_a_lost_base_does_not_stop_the_next_draft(folder: Folder, objects: Objects) -> None:
    base = objects.put(fields(), SALT, b"first", None)
    second = objects.put(fields(), SALT, b"second", base)
    objects.path(base).unlink()
    writing = again(folder)
    third = writing.put(fields(), SALT, b"third", base)
    assert again(folder).get(third).content == b"third"
    with pytest.raises(Damaged, match=base):
        again(folder).get(second)


def test_a_rotten_base_does_not_stop_the_next_draft(folder: Folder, objects: Objects) -> None:
    base = objects.put(fields(), SALT, b"first", None)
    objects.path(base).write_bytes(b"rot")
    third = again(folder).put(fields(), SALT, b"third", base)
    assert again(folder).get(third).content == b"third"


def forged(folder: Folder, handle: str, base: str, frame: bytes) -> None:
    """An object as whoever holds the vault key could write it."""
    import hashlib

    nonce = bytes(12)
    plain = bytes.fromhex(base) + SALT + frame
    stored = nonce + AESGCM(KEY).encrypt(nonce, plain, bytes.fromhex(handle))
    place(folder, f"{handle}.{hashlib.sha256(stored).hexdigest()}", stored)


def test_a_cycle_and_a_chain_without_end_are_refused(folder: Folder) -> None:
    forged(folder, "aa" * 16, "bb" * 16, b"")
    forged(folder, "bb" * 16, "aa" * 16, b"")
    forged(folder, "cc" * 16, "cc" * 16, b"")
    for handle in ("aa", "cc"):
        with pytest.raises(Damaged, match="too long a chain"):
            again(folder).get(handle * 16)


def test_frames_that_are_none_are_refused(folder: Folder) -> None:
    good = module.zstd.compress(b"no body")
    streamed = module.zstd.ZstdCompressor()
    without_size = streamed.compress(b"x" * 5000) + streamed.flush()
    for number, frame in enumerate((b"", b"junk", good, good[:-1], without_size)):
        handle = f"{number:032x}"
        forged(folder, handle, "00" * 16, frame)
        with pytest.raises(Damaged):
            again(folder).get(handle)


def test_a_window_that_is_too_large_is_refused(folder: Folder) -> None:
    parameter = module.zstd.CompressionParameter
    options = {parameter.window_log: 28, parameter.content_size_flag: 1}
    packer = module.zstd.ZstdCompressor(options=options)
    packer.set_pledged_input_size(2**28)
    frame = packer.compress(b"\0" * 1000)
    frame += packer.flush(packer.FLUSH_BLOCK)
    forged(folder, "dd" * 16, "00" * 16, frame)
    with pytest.raises(Damaged):
        again(folder).get("dd" * 16)


def test_a_streamed_object_is_read_as_any_other(folder: Folder, objects: Objects) -> None:
    pieces = [os.urandom(1000), b"", b"a" * 100_000]
    content = b"".join(pieces)
    handle = objects.put_stream(fields(), SALT, len(content), lambda: pieces)
    assert again(folder).get(handle).content == content


@pytest.mark.parametrize("pieces", [[b"x" * 9], [b"x" * 11], [b"x" * 300_000] * 3, []])
def test_a_stream_of_another_size_leaves_nothing(
    folder: Folder, objects: Objects, pieces: list[bytes]
) -> None:
    with pytest.raises(EnvironmentFailed, match="changed while"):
        objects.put_stream(fields(), SALT, 10, lambda: pieces)
    assert not [path for path in folder.objects.rglob("*") if path.is_file()]


def test_a_full_disk_leaves_nothing_behind(
    folder: Folder, objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    from vault.errors import DiskFull

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "sync", full)
    with pytest.raises(DiskFull):
        objects.put(fields(), SALT, b"words", None)
    with pytest.raises(DiskFull):
        objects.put_stream(fields(), SALT, 5, lambda: [b"words"])
    assert not [path for path in folder.objects.rglob("*") if path.is_file()]
