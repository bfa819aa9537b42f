"""Who gets a copy: typed, pasted, listed; and what the file is called."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.errors import BadInput
from vault.licence.record import Recipient
from vault.share.recipients import LONGEST, everyone, file_name, listed, person

DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Miriam Okafor <m@harrow.example>", Recipient("Miriam Okafor", "m@harrow.example")),
        ("  Miriam Okafor  ", Recipient("Miriam Okafor")),
        ("Łucja Żak<l@z.example>", Recipient("Łucja Żak", "l@z.example")),
        ("O’Brien, Pat <p@o.example>", Recipient("O’Brien, Pat", "p@o.example")),
        ("Cafe\u0301 Nord", Recipient("Café Nord")),
    ],
)
def test_people_as_they_are_typed(text: str, found: Recipient) -> None:
    assert person(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "<m@harrow.example>", "Miriam <>x", "Miriam <m@harrow.example", "A <a b@c>",
        "Miriam <not an address>", "Miriam <m@@h>", "Mi\x07riam", "Mi\nriam", "Mi\u202eriam",
        "x" * 81, "x" * 500, f"M <{'m' * 300}@h.example>", "A <a@b> <c@d>",
    ],
)  # fmt: skip
def test_people_who_cannot_be_named(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        person(text)
    assert caught.value.message.endswith(".")
    assert caught.value.hint
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


def test_a_list_of_people() -> None:
    text = "Name;Company;E-mail;Notes\nMiriam Okafor;Harrow Films;m@harrow.example;x\n"
    text += "\n;;;\nJonas;;;\n"
    for data in (text.encode(), text.replace(";", "\t").encode("utf-8-sig"),
                 text.replace(";", ",").replace("\n", "\r\n").encode()):  # fmt: skip
        assert listed(data, "list.csv") == [
            Recipient("Miriam Okafor", "m@harrow.example", "Harrow Films"),
            Recipient("Jonas"),
        ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "column"),
        (b"mail,firm\na@b.c,X\n", "column"),
        (b"name\n", "no reader"),
        (b"name\n\xff\xfe\n", "UTF-8"),
        (b'name\n"open\n', "CSV"),
        (b"name,mail\n,a@b.c\n", "row 2"),
        (b"name,mail\nAnn,a@b.c\nBob,nowhere\n", "row 3"),
        (b"name\n" + b"x" * (1 << 20), "larger"),
        (b"name\n\x00\n", "row 2"),
        (b"name,mail\nAnn,a@b.c\n\nBob,b@b.c\nANN,a@b.c\n", "row 5: ANN stands in row 2 already"),
        (b'name,firm\n"Ann\nMay",X\nBob,Y\nbob,y\n', "row 2"),
        (b"name\nAnn\nFran\xe7ois\n", "row 3: this is not UTF-8"),
        (b'name\nAnn\nBob\n"open\n', "row 4"),
        ("name\nAnn\n".encode("utf-16"), "UTF-8"),
    ],
)
def test_lists_that_are_none(data: bytes, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        listed(data, "list.csv")
    assert said in str(caught.value)


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=30)


def alike(row: tuple[str, str]) -> tuple[str, str]:
    name, organisation = (unicodedata.normalize("NFKC", cell).casefold() for cell in row)
    return name, organisation


ROWS = st.lists(st.tuples(CELL, CELL), min_size=1, max_size=20, unique_by=alike)


@given(ROWS, st.sampled_from(",;\t"))
def test_whatever_a_spreadsheet_writes_is_read(rows: list[tuple[str, str]], separator: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([("name", "organisation"), *rows])
    found = listed(out.getvalue().encode(), "list.csv")
    assert [(one.name, one.organisation) for one in found] == [
        tuple(unicodedata.normalize("NFC", cell) for cell in row) for row in rows
    ]


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_a_sentence(data: bytes) -> None:
    try:
        found = listed(b"name\n" + data, "list.csv")
    except BadInput as error:
        assert error.message.endswith(".")
    else:
        assert all(0 < len(one.name) <= LONGEST for one in found)


def test_nobody_is_named_twice() -> None:
    ann, again = person("Ann <ann@a.example>"), person("ANN <Ann@a.example>")
    other = person("Ann <ann@b.example>")
    assert everyone([ann, other]) == [ann, other]
    for people in ([], [ann, again], [Recipient(str(n)) for n in range(201)]):
        with pytest.raises(BadInput):
            everyone(people)


@given(st.text(max_size=200), st.text(min_size=1, max_size=80))
def test_file_names_are_safe_everywhere(title: str, name: str) -> None:
    found = file_name(title, Recipient(name), "7F3K-Q2")
    assert found.endswith("7F3K-Q2.pdf")
    assert len(found.encode()) < 160
    assert not set(found) & set('<>:"/\\|?*\0') and found.isprintable()
    assert found.count(".") == 1 and not found.startswith((" ", "-", "."))
    assert found.partition(".")[0].strip().lower() not in DEVICES
    assert unicodedata.is_normalized("NFC", found)


def test_file_names_say_what_they_are() -> None:
    found = file_name("Salt Line: Part 2/3", Recipient("Dr. Ann O’Brien", "a@b"), "7F3K-Q2")
    assert found == "Salt Line Part 2 3 - Dr Ann O’Brien - 7F3K-Q2.pdf"
    assert file_name("日本", Recipient("Ann"), "7F3K-Q2") == "日本 - Ann - 7F3K-Q2.pdf"
    assert file_name("???", Recipient("!"), "7F3K-Q2") == "7F3K-Q2.pdf"
