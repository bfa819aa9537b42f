"""Every parser that reads a bundle: any bytes are read, or refused in words; none costs much."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verify.conftest import Good
from tests.verify.forging import FIRST, LOG, SHARED, Checker, reseal, sparing, verdict
from vault.encoding import parse_canonical
from vault.errors import Unreadable
from vault.log import checkpoint, proofs
from vault.seal import body
from vault.seal.signing import BUNDLE_NAMESPACE, parse_key_set, parse_line, verify_sshsig
from vault.timestamp import cms, der
from vault.timestamp.certificates import certificate

KEYS = FIRST.public
FEW = settings(SHARED, max_examples=60)
PARSERS: dict[str, tuple[str, Callable[[bytes], object]]] = {
    "a line": (f"entries/{LOG}/1.line", parse_line),
    "fields": (f"entries/{LOG}/1.json", body.read_shown),
    "an inclusion proof": (f"entries/{LOG}/1.tlog-proof", proofs.read_inclusion),
    "a consistency proof": (f"log/{LOG}/3-6.consistency", proofs.read_consistency),
    "a checkpoint": (f"log/{LOG}/6.checkpoint", lambda data: checkpoint.parse(data, KEYS)),
    "a key set": (
        f"trust/{KEYS.fingerprint}.json",
        lambda data: parse_key_set(parse_canonical(data)),
    ),
    "a signature": (
        "signatures/tagmanifest-sha256.txt.sshsig",
        lambda data: verify_sshsig(data, b"", BUNDLE_NAMESPACE, KEYS.ed25519),
    ),
    "a response": ("anchors/", cms.response),
    "a statement": ("anchors/", cms.statement),
    "a certificate": ("anchors/", certificate),
    "signed data": ("anchors/", lambda data: cms.signed_data(der.element(data, der.SEQUENCE))),
}  # fmt: skip


@st.composite
def altered(draw: st.DrawFn, data: bytes) -> bytes:
    """Some bytes replaced, taken out or put in; or other bytes altogether."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=300))
    out = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(out)))
        out[at : at + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(out)


@pytest.mark.parametrize("what", sorted(PARSERS))
@FEW
@given(data=st.data())
def test_any_bytes_are_read_or_refused_in_words(good: Good, what: str, data: st.DataObject) -> None:
    name, parser = PARSERS[what]
    found = next(there for there in sorted(good.files) if there.startswith(name))
    broken = data.draw(altered(good.files[found]))
    try:
        parser(broken)
    except Unreadable as error:
        assert error.message


@FEW
@given(data=st.data())
def test_no_altered_file_gives_a_valid_bundle(
    good: Good, check: Checker, data: st.DataObject
) -> None:
    """Neither as it is nor signed again by the writer; the words for people are nobody's proof."""
    words = {"READ-ME-FIRST.txt", "bag-info.txt", good.leaves, good.token(good.small)}
    name = data.draw(st.sampled_from(sorted(good.files.keys() - words)))
    broken = data.draw(altered(good.files[name]))
    if broken != good.files[name]:
        assert verdict(check, {**good.files, name: broken}) != "valid"
        if not name.startswith(("manifest", "tagmanifest", "signatures", "anchors")):
            assert verdict(check, reseal({**good.files, name: broken}, FIRST)) != "valid"


DEEP = {
    "lists": b"[" * 60_000 + b"]" * 60_000,
    "objects": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "digits": b"9" * 120_000,
    "a text that never ends": b'"' + b"\\u0041" * 20_000,
}
HUGE = {
    "a length of 4 GiB": b"\x30\x84\xff\xff\xff\xff" + bytes(50),
    "a length of a length": b"\x30\xff" + b"\xff" * 200,
    "lengths without end": b"\x30\x80" * 30_000,
    "sequences in sequences": b"".join(
        b"\x30\x83" + (60_000 - 5 * n).to_bytes(3, "big") for n in range(12_000)
    ),
    "nothing, thirty thousand times": b"\x30\x82\xea\x60" + b"\5\0" * 30_000,
    "one long number": b"\x30\x83\x00\xf0\x04\x02\x83\x00\xf0\x00" + b"\x7f" * 61_440,
}


@pytest.mark.parametrize("what", sorted(DEEP))
def test_deep_or_endless_json_costs_little(good: Good, check: Checker, what: str) -> None:
    scene = f"scenes/{LOG}/2-1.json"
    names = (good.entry(1, "line"), good.entry(1, "json"), scene, f"trust/{KEYS.fingerprint}.json")
    with sparing():
        for name in names:
            report = check(reseal({**good.files, name: DEEP[what]}, FIRST))
            assert report.verdict == "invalid", name


@pytest.mark.parametrize("what", sorted(HUGE))
def test_hostile_lengths_in_a_token_cost_little(good: Good, check: Checker, what: str) -> None:
    from hashlib import sha256

    token = HUGE[what]
    left = {n: d for n, d in good.files.items() if not n.startswith("anchors/")}
    name = f"anchors/{good.large.hash}/{sha256(token).hexdigest()}.tsr"
    with sparing():
        report = check(reseal({**left, name: token}, FIRST))
    assert (report.verdict, report.because) == ("incomplete", ["time"])


def test_bombs_cost_little(good: Good, check: Checker) -> None:
    """Small archives that claim, or hold, far more than anyone shows."""
    manifest = b"a\n" * (1 << 23)
    bombs = {
        "zeros": zipped({**good.files, f"data/{LOG}/9.txt": bytes(70 << 20)}),
        "a list of nothing": zipped({**good.files, "manifest-sha256.txt": manifest}),
        "fields": zipped({f"entries/{LOG}/{n}.json": bytes(1 << 17) for n in range(1400)}),
        "a claim": claiming(zipped(good.files)),
    }
    for what, data in bombs.items():
        assert len(data) < 1 << 20, what
        with sparing():
            assert check(with_mark(data)).verdict == "invalid", what


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def claiming(data: bytes) -> bytes:
    """Each member is said to be almost 4 GiB when it is unpacked."""
    raw, at = bytearray(data), 0
    while (at := raw.find(b"PK\1\2", at)) >= 0:
        struct.pack_into("<I", raw, at + 24, 0xFFFFFFF0)
        at += 4
    return bytes(raw)


def with_mark(data: bytes) -> bytes:
    """Give an archive without a bag's own files the comment by which it is looked at."""
    note = b"bagit.txt"
    return data[:-2] + struct.pack("<H", len(note)) + note
