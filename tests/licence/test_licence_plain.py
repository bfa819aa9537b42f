"""Plain PDFs: what is read, what is refused, and that another reader says the same."""

import json
import re
import time
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import second_reader_plain
from tests.licence.papers import copy_of, issued, paper
from tests.second_reader import Refused
from vault import assets
from vault.errors import Unreadable
from vault.licence import syntax
from vault.licence.plain import check_plain

COPY = copy_of(issued(), pages=2)
LIST = json.loads(assets.read("spec/pdf.json"))


def ours(data: bytes) -> bool:
    try:
        check_plain(data, lambda: None)
    except Unreadable as refused:
        assert refused.message.endswith(".") and refused.message.isprintable()
        return False
    return True


def theirs(data: bytes) -> bool:
    with suppress(Refused):
        second_reader_plain.check_plain(data)
        return True
    return False


def spoilt(old: bytes, new: bytes, data: bytes = COPY) -> bytes:
    """The same file with a piece that is as long as what it takes the place of."""
    assert old in data
    return data.replace(old, new.ljust(len(old)), 1)


def rewritten(change: dict[int, bytes], more: bytes = b"") -> bytes:
    """The same objects laid out anew, some in another form, and something between the last two."""
    starts = [(m.start(1), int(m[1])) for m in re.finditer(rb"(?:^|\n)(\d+) 0 obj", COPY)]
    table = COPY.rindex(b"xref\n0 ")
    out, places = COPY[: starts[0][0]], {}
    for (begin, number), (end, _) in zip(starts, [*starts[1:], (table, 0)], strict=True):
        if number == len(starts):
            out += more
        places[number] = len(out)
        out += change.get(number, COPY[begin:end].rstrip()) + b"\n"
    count = len(places) + 1
    rows = b"".join(b"%010d 00000 n \n" % places[number] for number in range(1, count))
    trailer = COPY[COPY.rindex(b"trailer") : COPY.rindex(b"startxref")]
    return (
        out + b"xref\n0 %d\n0000000000 65535 f \n" % count + rows + trailer
        + b"startxref\n%d\n%%%%EOF\n" % len(out)
    )  # fmt: skip


NUMBER = next(int(m[1]) for m in re.finditer(rb"\n(\d+) 0 obj\n<< /Count", COPY))
PAGES = next(m[1] for m in re.finditer(rb"\n\d+ 0 obj\n(<< /Count.*?>>)\nendobj", COPY))


def as_pages(dictionary: bytes) -> bytes:
    return rewritten({NUMBER: b"%d 0 obj\n%s\nendobj" % (NUMBER, dictionary)})


PLAIN = {
    "as it is": COPY,
    "laid out again": rewritten({}),
    "with other blanks": as_pages(PAGES.replace(b" ", b" \n\t ")),
    "with a name by numbers": as_pages(PAGES.replace(b"/Count", b"/C#6f#75nt")),
}
NOT = {
    "nothing": b"",
    "a head": b"%PDF-1.7\n",
    "another version": spoilt(b"%PDF-1.3", b"%PDF-2.0"),
    "something before": b"\n" + COPY,
    "something behind": COPY + b"% more\n",
    "an object between": rewritten({}, b"99 0 obj\nnull\nendobj\n"),
    "a comment between": rewritten({}, b"% more\n"),
    "a comment within": as_pages(PAGES.replace(b" ", b" % more\n", 1)),
    "a key twice": as_pages(PAGES.replace(b"/Count", b"/Count 2 /Count", 1)),
    "a key twice by numbers": as_pages(PAGES.replace(b"/Count", b"/C#6funt 2 /Count", 1)),
    "another count": as_pages(PAGES.replace(b"/Count 2", b"/Count 1")),
    "no count": as_pages(PAGES.replace(b"/Count 2", b"")),
    "a bracket too few": as_pages(PAGES[:-1]),
    "a bracket in another form": as_pages(PAGES[:-1] + b"x"),
    "a number for a list": as_pages(b"<< /Count 2 /Type /Pages /Kids 2 >>"),
    "a kind of another": as_pages(b"<< /Count 0 /Type /Page /Kids [ ] >>"),
    "another object there": as_pages(PAGES).replace(b"%d 0 obj" % NUMBER, b"%d 0 obj" % 9),
    "a later generation": spoilt(b" 00000 n", b" 00001 n"),
    "an object taken out": spoilt(b" 00000 n", b" 00000 f"),
    "no table": spoilt(b"xref\n0 ", b"xrep\n0 "),
    "a table that begins later": spoilt(b"xref\n0 ", b"xref\n1 "),
    "no end": COPY[: COPY.rindex(b"%%EOF")],
    "nested without end": as_pages(b"<< /Kids " + b"[" * 5000 + b" >>"),
    "a text without end": as_pages(b"<< /Kids (" + b"(" * 5000 + b" >>"),
    "a name in another script": as_pages(PAGES.replace(b"/Count", b"/C\xf6unt")),
    "a name that is cut off": as_pages(PAGES.replace(b"/Count", b"/Count#1")),
}


@pytest.mark.parametrize("how", sorted(NOT))
def test_what_is_not_plain_is_refused_by_both(how: str) -> None:
    assert (ours(NOT[how]), theirs(NOT[how])) == (False, False)


@pytest.mark.parametrize("how", sorted(PLAIN))
def test_what_is_plain_is_taken_by_both(how: str) -> None:
    assert (ours(PLAIN[how]), theirs(PLAIN[how])) == (True, True)


@settings(deadline=None, max_examples=400, suppress_health_check=list(HealthCheck))
@given(at=st.integers(0, len(COPY) - 1), value=st.integers(0, 255), keep=st.integers(0, 1))
def test_two_readers_agree_on_any_damage(at: int, value: int, keep: int) -> None:
    """One byte is changed, or another is put before it."""
    data = COPY[:at] + bytes([value]) + COPY[at + keep :]
    assert ours(data) == theirs(data)


WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
VALUES = st.recursive(
    st.one_of(
        st.integers(-(10**9), 10**9), st.booleans(), st.none(), WORDS,
        WORDS.map(lambda text: pikepdf.Name("/" + (text.replace("\0", "") or "x"))),
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.from_regex(r"[A-Za-z0-9()/#<>\[\] ]{1,8}", fullmatch=True).map("/{}".format), inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


def meant(value: object) -> object:
    """A value as our reader gives it, from what another program holds."""
    if isinstance(value, pikepdf.Name):
        return syntax.Name(str(value)[1:].encode().decode("latin-1"))
    if isinstance(value, dict):
        return {syntax.Name(k[1:]): meant(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [meant(one) for one in value]
    if isinstance(value, str):
        return syntax.Text
    return float(value) if type(value) is int else value


def told(value: object) -> object:
    if isinstance(value, dict):
        return {key: told(held) for key, held in value.items()}
    if isinstance(value, list):
        return [told(one) for one in value]
    return syntax.Text if isinstance(value, syntax.Text) else value


def not_too_deep(value: object, deep: int = 0) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return deep <= syntax.DEEPEST and all(not_too_deep(one, deep + 1) for one in inner)


@settings(deadline=None, max_examples=200)
@given(value=VALUES.filter(not_too_deep))
def test_whatever_another_program_writes_is_read_as_it_is_meant(value: object) -> None:
    """Names may hold bytes that only stand as numbers; one that does not is refused."""
    data = bytes(pikepdf.Array([value]).unparse())  # type: ignore[list-item]
    try:
        found, end = syntax.read_value(data, 0)
    except Unreadable:
        assert re.search(rb"/[^ ]*[\x7f-\xff]", data)
    else:
        assert (told(found), end) == ([meant(value)], len(data))


def test_time_is_asked_for_each_object() -> None:
    asked = []
    check_plain(COPY, lambda: asked.append(1))
    assert len(asked) == COPY.count(b" 0 obj")


def test_a_long_file_is_read_in_time() -> None:
    data = paper(3000)
    began = time.monotonic()
    assert ours(data)
    assert time.monotonic() - began < 20


def test_the_list_names_nothing_that_acts() -> None:
    """Of what a PDF can do beside being read (ISO 32000-2, 12.6, 12.7, 13, 14.11), nothing."""
    keys = {key for part in (LIST["dictionaries"] | LIST["streams"]).values() for key in part}
    assert not keys & {
        "A", "AA", "Annots", "AcroForm", "XFA", "JS", "JavaScript", "URI", "Encrypt",
        "OCProperties", "OC", "Properties", "XObject", "RF", "FS", "FFilter", "DecodeParms",
        "XRefStm", "Collection", "Requirements", "PieceInfo", "Perms", "StructTreeRoot",
        "Thumb", "Threads",
    }  # fmt: skip
    named = {form.strip("[]{}") for part in LIST["dictionaries"].values() for form in part.values()}
    simple = {"name", "text", "number", "flag", "numbers", "texts", "words", "files", "place"}
    parts = {one for form in named if form[0] != "/" for one in form.split("|")} - simple
    assert parts <= LIST["dictionaries"].keys() | LIST["streams"].keys()
    assert set(LIST["once"]) <= parts
