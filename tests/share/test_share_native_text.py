"""Fountain, plain text and Markdown copies: the words stay, what never prints does not travel."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.share.conftest import TIDE, record_for
from tests.share.natives import copied, terms_of, words_of
from vault.errors import BadInput
from vault.licence.native import END
from vault.screenplay.fountain import read_fountain

SCRIPT = """\
Title: The Lab
Notes: Mine.
Footer: hush-1
    hush-2
Draft date: 1/2/2026

# hush-3
= hush-4

INT. LAB - DAY[[hush-5]]

ANN
(to BOB)
# is what she says.

[[hush-6
hush-7]]
/* hush-8 /* hush-9 */
*/BOB
= Yes.

He leaves.
## hush-10
She stays.\x20\x20

===

The end.
"""


def title_page(data: bytes) -> dict[str, str]:
    return dict(read_fountain(data.decode("utf-8-sig")).title_page)


def test_nothing_private_travels() -> None:
    data = copied("lab.fountain", SCRIPT)
    assert b"hush" not in data
    assert words_of("lab.fountain", data) == words_of("lab.fountain", SCRIPT.encode())
    for kept in ("# is what she says.", "= Yes.", "She stays.  \n", "\n===\n", "Draft date: 1/2"):
        assert kept.encode() in data


def test_the_title_page_has_keys_that_other_programs_know() -> None:
    record = record_for(holder="yes")
    data = copied("lab.fountain", SCRIPT, holder="yes")
    told = title_page(data)
    assert list(told) == [
        "title", "notes", "draft date", "copyright", "watermark", "footer",
    ]  # fmt: skip
    assert told["title"] == "The Lab"
    assert told["footer"] == record.terms.footer
    assert told["watermark"] == "Copy 7F3K-Q2 - Miriam Okafor"
    assert told["copyright"].startswith("© 2026 Odile Farrow.")
    notes = told["notes"].replace("\n", " ")
    assert notes.startswith("Mine. Copy 7F3K-Q2 for Miriam Okafor, Harrow Films")
    assert record.terms.notice in notes
    assert notes.endswith("These terms are requested, not agreed.")
    head = data.decode().partition("\n\n")[0].splitlines()
    assert all(re.match(r"(    |[A-Z][a-z ]+:)", line) for line in head)


@pytest.mark.parametrize("text", ["INT. A - DAY\n\nHm.", "\n\nINT. A - DAY\n\nHm.\n", "Hm."])
def test_a_script_without_a_title_page_gets_one(text: str) -> None:
    data = copied("x.fountain", text)
    assert list(title_page(data)) == ["title", "notes", "watermark", "footer"]
    assert title_page(data)["title"] == "The Tide Clerk"
    assert words_of("x.fountain", data) == words_of("x.fountain", text.encode())


def test_a_title_page_alone_is_no_script() -> None:
    with pytest.raises(BadInput):
        copied("x.fountain", "Title: Only this\n")


def test_names_are_no_emphasis_and_open_nothing() -> None:
    data = copied("x.fountain", "INT. A - DAY\n\nHm.\n", name="*A* _b_ /* [[c]] */")
    assert title_page(data)["watermark"] == "Copy 7F3K-Q2 - *A* _b_ /* [ [c] ] */"
    assert words_of("x.fountain", data) == "INT. A - DAY\n  Hm.\n"


def test_the_end_is_a_boneyard_that_names_the_terms() -> None:
    text = copied("lab.fountain", SCRIPT).decode()
    assert text.count("/*") == text.count("*/") == 1
    boneyard = text[text.index("/*") :]
    assert boneyard.startswith(
        "/* SCRIPTVAULT-LICENCE\ntdm-reservation: 1\nContent-Usage: train-ai=n"
    )
    assert boneyard.endswith(f"{END}\n*/\n")


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("cp1252", b""),
     ("utf-16-be", b"\xfe\xff"), ("utf-16-le", b"")],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["lab.fountain", "lab.txt", "notes.txt", "notes.md"])
def test_encoding_and_line_ends_stay(
    tmp_path: Path, encoding: str, mark: bytes, end: str, name: str
) -> None:
    text = SCRIPT if name.startswith("lab") else "A caf\u00e9.\n\nAnd so on.\n"
    text = text.replace("stays", "caf\u00e9s").replace("\n", end)
    data = copied(name, mark + text.encode(encoding))
    plain = data[len(mark) :].decode(encoding)
    assert data.startswith(mark)
    assert "caf\u00e9" in plain
    lines = plain.replace(end, "\n")
    assert not re.search("\r", lines)
    assert any(s.property == "licence" for s in terms_of(tmp_path, name, data).signals)


def test_what_an_encoding_cannot_hold_makes_it_utf_8() -> None:
    data = copied("x.txt", "Caf\u00e9 noir.\n".encode("cp1252"), name="\u0141ukasz")
    assert "Caf\u00e9 noir.\n" in data.decode()
    assert "\u0141ukasz" in data.decode()


def test_plain_text_stands_between_the_terms_byte_for_byte() -> None:
    record = record_for()
    words = "  One.\r\n\r\nTwo\tthree.\nFour [[five]] /* six */ # seven"
    data = copied("x.txt", words)
    before, _, after = data.partition(words.encode())
    assert after
    assert " ".join(before.decode().split()).strip("- ") == " ".join(
        ["Copy 7F3K-Q2 for Miriam Okafor, Harrow Films", record.terms.notice,
         "These terms are requested, not agreed."]
    )  # fmt: skip
    assert record.terms.footer in " ".join(after.decode().split())
    assert max(len(line) for line in before.decode().splitlines()) <= 72


def test_markdown_hides_what_is_for_programs_and_loses_its_comments() -> None:
    data = copied("x.md", "One <!-- hush\n\nhush --> two.\n", name="_A_ <b> [c](d)").decode()
    assert "hush" not in data
    assert "One  two.\n" in data
    assert r"\_A\_ \<b\> \[c\](d)" in data
    assert data.count("<!--") == data.count("-->") == 1
    assert data.index("<!--") < data.index("sv-licence: ") < data.index("-->")
    assert "\n\n-----" in data[10:]


REAL = [
    "fountain/gumshoe.fountain", "fountain/mostly-genius.fountain", "fountain/cyrillic.fountain",
    "fountain/afterwriting-test.fountain", "fountain/jp.fountain",
    "fountain/beat-tutorial.fountain", "fountain/nyousefi-Simple.fountain",
    "screenplain-tests/boneyard.fountain", "screenplain-tests/notes.fountain",
    "screenplain-tests/sections.fountain", "screenplain-tests/utf-8-bom.fountain",
    "screenplain-tests/indentation.fountain", "screenplain-tests/dialogue-with-blank-line.fountain",
]  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_scripts_keep_their_words(samples: Path, name: str) -> None:
    data = (samples / name).read_bytes()
    copy = copied(name, data)
    assert words_of(name, copy) == words_of(name, data)
    assert copy[:3] == data[:3] or not data.startswith(b"\xef\xbb\xbf")
    assert copy.count(b"/*") == 1


@pytest.mark.parametrize("name", ["gumshoe", "mostly-genius"])
def test_a_real_script_without_private_layers_is_kept_byte_for_byte(
    samples: Path, name: str
) -> None:
    data = (samples / f"fountain/{name}.fountain").read_bytes()
    body = data.partition(b"\n\n")[2]
    assert len(body) > 30_000
    assert body in copied("x.fountain", data)


@pytest.mark.parametrize(
    ("name", "secret"),
    [("fountain/beat-tutorial.fountain", "END_BEAT"),
     ("fountain/afterwriting-test.fountain", "(inline note)"),
     ("fountain/afterwriting-test.fountain", "Section synopsis"),
     ("fountain/afterwriting-test.fountain", "nested */")],
)  # fmt: skip
def test_what_is_private_in_real_scripts(samples: Path, name: str, secret: str) -> None:
    data = (samples / name).read_bytes()
    assert secret.encode() in data
    assert secret.encode() not in copied(name, data)


def test_our_own_sample() -> None:
    data = TIDE.read_bytes()
    assert words_of(TIDE.name, copied(TIDE.name, data)) == words_of(TIDE.name, data)


PIECES = st.sampled_from(
    ["/*", "*/", "[[", "]]", "\n", "\n\n", "\r\n", "\n \n", "# s", "= s", "===", "INT. A", "BOB",
     "Title: x", "Notes:", "   ", "words", "\u2028", "(x)", "CUT TO:", "~la", ">", "@c", "\x0b"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_source_is_copied_with_its_words_or_refused(text: str) -> None:
    try:
        copy = copied("x.fountain", text)
    except BadInput as refused:
        assert refused.hint
        return
    assert words_of("x.fountain", copy) == words_of("x.fountain", text.encode())
    assert copied("x.fountain", text) == copy


def test_a_long_source_takes_no_longer_than_its_length() -> None:
    copy = copied("x.fountain", "# hush\n" * 200_000 + "\nWords.\n" + "[[hush]]\n" * 50_000)
    assert b"hush" not in copy
