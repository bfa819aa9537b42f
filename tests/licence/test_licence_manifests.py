"""C2PA and CAWG: what others signed is read, what is damaged is said, and CBOR by the RFC."""

import base64
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.licence.others import MADE, read, said
from vault.errors import Unreadable
from vault.licence import cbor, manifests
from vault.licence.reading import read_terms

STORE = (MADE / "note.txt.c2pa").read_bytes()
SAID = {
    "train_generative": "prohibited",
    "train_other": "prohibited",
    "data_mining": "limited",
    "ai_input": "allowed",
}


@pytest.mark.parametrize("name", ["note.txt.c2pa", "paper.pdf", "picture.png", "old.png"])
def test_what_another_program_signed_is_read(name: str) -> None:
    terms = read_terms(MADE / name)
    (signal,) = terms.signals
    label = "c2pa" if name == "old.png" else "cawg"
    assert (signal.source, signal.property) == ("the C2PA manifest", f"{label}.training-mining")
    assert signal.says.endswith("Who signed the manifest is not checked here.")
    assert said(terms) == SAID
    assert not terms.unread


@pytest.mark.parametrize("name", ["old.png", "picture.png"])
def test_exiftool_reads_the_same_entries(name: str) -> None:
    done = subprocess.run(
        ["exiftool", "-j", "-struct", "-CBOR:Entries", str(MADE / name)],
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    (signal,) = read_terms(MADE / name).signals
    assert json.loads(signal.value)["entries"] == json.loads(done.stdout)[0]["Entries"]


def test_what_an_ingredient_forbids_counts_too() -> None:
    terms = read_terms(MADE / "picture.jpg")
    part, whole = terms.signals
    assert (part.source, whole.source) == ("C2PA manifest 1", "the C2PA manifest")
    assert part.property == "cawg.training-mining, of an ingredient"
    assert part.uses == {use: told for use, told in SAID.items() if told != "allowed"}
    # Constrained without a word on how is not allowed; mining is allowed by one of the two alone.
    assert whole.uses["train_other"] == "prohibited"
    assert whole.uses["data_mining"] == "allowed"
    assert said(terms) == {use: told for use, told in SAID.items() if use != "ai_input"}
    assert [conflict["use"] for conflict in terms.conflicts] == ["data_mining"]


def segments(store: bytes, size: int) -> bytes:
    """A JPEG with a store in as many segments as it takes (ISO/IEC 19566-5, D.2)."""
    out = b"\xff\xd8"
    for number, at in enumerate(range(8, len(store), size), 1):
        body = b"JP\x02\x11" + number.to_bytes(4) + store[:8] + store[at : at + size]
        out += b"\xff\xff\xeb" + (len(body) + 2).to_bytes(2) + body
    return out + b"\xff\xda\0\2picture"


@pytest.mark.parametrize("size", [100, 1_000, 60_000])
def test_a_store_in_pieces_is_put_together(size: int, tmp_path: Path) -> None:
    path = tmp_path / "picture.jpg"
    path.write_bytes(segments(STORE, size))
    assert said(read_terms(path)) == SAID


def test_a_box_may_have_its_length_behind_its_name(tmp_path: Path) -> None:
    path = tmp_path / "long.c2pa"
    inside = STORE[8:]
    path.write_bytes(b"\0\0\0\1jumb" + (len(inside) + 16).to_bytes(8) + inside)
    # Whose first bytes are no store's is none by itself; in a picture it is one.
    picture = tmp_path / "long.png"
    body = path.read_bytes()
    chunk = len(body).to_bytes(4) + b"caBX" + body + b"\0\0\0\0"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IEND\0\0\0\0")
    assert said(read_terms(picture)) == SAID


LETTERS = base64.encodebytes(STORE).decode()
WRITTEN = f"data:application/c2pa;base64,{LETTERS}"
TEXTS = {
    "drawing.svg": f"<svg><c2pa:manifest xmlns:c2pa='x'>{LETTERS}</c2pa:manifest></svg>",
    "script.md": f"Words.\n<!-- {WRITTEN} -->\n",
    "script.fountain": f"FADE IN:\n\n/* -----BEGIN C2PA MANIFEST----- {WRITTEN} */\n",
    "page.html": f"<html><!-- {WRITTEN} --></html>",
}


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_store_in_letters(name: str, tmp_path: Path) -> None:
    assert said(read(tmp_path, name, TEXTS[name])) == SAID
    assert read(tmp_path, name, TEXTS[name].replace(LETTERS[200:230], "")).unread


@pytest.mark.parametrize("name", ["film.webp", "film.avif", "picture.tif"])
def test_a_store_is_found_by_how_it_begins(name: str, tmp_path: Path) -> None:
    """As c2pa-python leaves it in these formats: in one piece, somewhere."""
    heads = {"webp": b"RIFF\0\0\0\0WEBP", "avif": b"\0\0\0\x14ftypavif", "tif": b"II*\0"}
    data = heads[name.partition(".")[2]] + bytes(33) + STORE + b"more"
    assert said(read(tmp_path, name, data)) == SAID
    assert read(tmp_path, name, data[:-100]).unread


def box(kind: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4) + kind + content


def named(label: str, *content: bytes) -> bytes:
    described = box(b"jumd", bytes(16) + b"\3" + label.encode() + b"\0")
    return box(b"jumb", described + b"".join(content))


def store(*assertions: bytes) -> bytes:
    inside = named("c2pa.assertions", *assertions)
    return named("c2pa", named("urn:c2pa:x", inside))


@pytest.mark.parametrize(
    ("entries", "uses"),
    [
        ({"cawg.ai_inference": {"use": "constrained"}}, {"ai_input": "prohibited"}),
        ({"cawg.ai_inference": {"use": "constrained", "constraint_info": "x"}},
         {"ai_input": "limited"}),
        ({"c2pa.data_mining": {"use": "allowed"}}, {"data_mining": "allowed"}),
        ({"cawg.ai_training": {"use": "perhaps"}, "x": {"use": "allowed"}, "y": 3}, {}),
        ({"cawg.ai_training": "notAllowed"}, {}),
        ([1], {}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", [True, False])
def test_what_entries_come_to(entries: Any, uses: dict[str, str], *, around: bool) -> None:
    content = json.dumps({"entries": entries} if around else entries).encode()
    made = store(named("cawg.training-mining__2", box(b"json", content)))
    (found,) = manifests.found_in(made)
    (signal,) = found.signals()
    assert signal.uses == uses


def test_other_assertions_are_left_aside() -> None:
    made = store(named("cawg.training-mining-x", box(b"json", b"{}")), named("stds.exif"))
    assert list(manifests.found_in(made)) == []


def deep(levels: int) -> bytes:
    made = named("x")
    for _ in range(levels):
        made = named("y", made)
    return named("c2pa", made)


@pytest.mark.parametrize(
    "damaged",
    [
        STORE[:900], STORE[:-1], b"\0\0\0\x20jumb", deep(40),
        store(named("cawg.training-mining", box(b"cbor", b"\xa1"))),
        store(named("cawg.training-mining", box(b"json", b"{" * 50_000))),
        named("c2pa", *[named("m", *[named("a") for _ in range(210)]) for _ in range(100)]),
    ],
    ids=range(7),
)  # fmt: skip
def test_damage_is_said_in_a_sentence(damaged: bytes) -> None:
    *_, last = manifests.found_in(damaged)
    assert last.unread.endswith(".")


@given(st.integers(0, len(STORE) - 1), st.integers(0, 255), st.integers(0, len(STORE)))
def test_any_damage_ends_in_an_answer(at: int, value: int, end: int) -> None:
    damaged = bytearray(STORE)
    damaged[at] = value
    for found in manifests.found_in(bytes(damaged[:end])):
        assert found.unread or all(signal.says for signal in found.signals())


@given(st.binary(max_size=400))
def test_any_bytes_end_in_an_answer(data: bytes) -> None:
    list(manifests.found_in(data))
    list(manifests.found_in(box(b"jumb", data)))


# RFC 8949, appendix A: values that its deterministic form has.
VECTORS = [
    ("00", 0), ("17", 23), ("1818", 24), ("1903e8", 1000), ("1a000f4240", 1_000_000),
    ("1bffffffffffffffff", 18446744073709551615), ("20", -1), ("3903e7", -1000),
    ("f90000", 0.0), ("f93c00", 1.0), ("fb3ff199999999999a", 1.1), ("fa47c35000", 100000.0),
    ("f4", False), ("f5", True), ("f6", None), ("f7", None), ("c11a514b67b0", 1363896240),
    ("40", b""), ("4401020304", b"\1\2\3\4"), ("60", ""), ("6449455446", "IETF"),
    ("62c3bc", "\u00fc"), ("80", []), ("8301820203820405", [1, [2, 3], [4, 5]]), ("a0", {}),
    ("a201020304", {1: 2, 3: 4}), ("a26161016162820203", {"a": 1, "b": [2, 3]}),
]  # fmt: skip


@pytest.mark.parametrize(("written", "meant"), VECTORS, ids=[row[0] for row in VECTORS])
def test_cbor_as_the_rfc_has_it(written: str, meant: object) -> None:
    found = cbor.decoded(bytes.fromhex(written))
    assert found == meant
    assert type(found) is type(meant)


@pytest.mark.parametrize(
    "written",
    ["", "18", "19ff", "62c3", "61ff", "9fff", "5f", "ff", "f8", "fb00", "9bffffffffffffffff",
     "a1", "a101", "a2616101616102", "a18000", "0000", "1c", "81" * 40 + "00", "c1" * 40 + "00"],
)  # fmt: skip
def test_cbor_that_is_none_or_too_deep(written: str) -> None:
    with pytest.raises(Unreadable):
        cbor.decoded(bytes.fromhex(written))


def head(major: int, size: int) -> bytes:
    for info, width, limit in ((0, 0, 24), (24, 1, 1 << 8), (25, 2, 1 << 16), (26, 4, 1 << 32)):
        if size < limit:
            return bytes([major << 5 | (info or size)]) + (size.to_bytes(width) if width else b"")
    return bytes([major << 5 | 27]) + size.to_bytes(8)


def encoded(value: Any) -> Iterator[bytes]:
    """CBOR as another would write it."""
    if isinstance(value, bool) or value is None:
        yield {False: b"\xf4", True: b"\xf5", None: b"\xf6"}[value]
    elif isinstance(value, int):
        yield head(1, -1 - value) if value < 0 else head(0, value)
    elif isinstance(value, bytes):
        yield head(2, len(value)) + value
    elif isinstance(value, str):
        yield head(3, len(value.encode())) + value.encode()
    elif isinstance(value, list):
        yield head(4, len(value))
        for one in value:
            yield from encoded(one)
    else:
        yield head(5, len(value))
        for key, one in value.items():
            yield from encoded(key)
            yield from encoded(one)


WORDS = st.text(st.characters(codec="utf-8"), max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | WORDS | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=30) | st.dictionaries(WORDS, inner, max_size=30),
)


@given(VALUES)
def test_whatever_is_written_is_read(value: Any) -> None:
    assert cbor.decoded(b"".join(encoded(value))) == value


@given(st.binary(max_size=200))
@example(b"\xbb" + b"\xff" * 8)
def test_any_bytes_are_a_value_or_refused(data: bytes) -> None:
    try:
        cbor.decoded(data)
    except Unreadable as error:
        assert error.message.endswith(".")
