"""The terms in files made by anybody: every signal, conflicts, the most restrictive wins."""

import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.licence.papers import THIEF, copy_of, issued, metadata, packet_of, paper, signed
from vault import xmp
from vault.errors import BadInput
from vault.licence import signals
from vault.licence.carriers import PLUS_VALUES, SPACES, keywords
from vault.licence.presets import PRESETS, STRICTNESS, USES
from vault.licence.reading import Terms, read_terms
from vault.xmp import Property

BINARY = {"only-if-paid": "prohibited", "reserved": "reserved", "limited": "limited"}


def read(folder: Path, data: bytes, name: str = "file.pdf") -> Terms:
    path = folder / name
    path.write_bytes(data)
    return read_terms(path)


def said(terms: Terms, name: str) -> list[str]:
    return [signal.value for signal in terms.signals if signal.property == name]


def with_properties(*properties: tuple[str, str], page: tuple[str, str] | None = None) -> bytes:
    def packet(*rows: tuple[str, str]) -> bytes:
        return xmp.write([
            Property(SPACES[name.split(":")[0]], name.split(":")[0], name.split(":")[1], value)
            for name, value in rows
        ])  # fmt: skip

    return paper(2, packet(*properties), packet(page) if page else None)


@pytest.mark.parametrize("row", PRESETS, ids=lambda row: row.id)
def test_a_copy_says_what_its_preset_says(row: Any, tmp_path: Path) -> None:
    terms = read(tmp_path, copy_of(issued(row.id)))
    assert terms.unread == []
    assert terms.conflicts == []
    assert said(terms, "tdm:reservation") == ["1", "1"]
    assert said(terms, "licence") == [row.id, row.id, row.id]
    assert all("Signed with key" in s.says for s in terms.signals if s.property == "licence")
    for use, asked in row.uses.items():
        weaker = STRICTNESS.index(terms.effective[use]) < STRICTNESS.index(asked)
        assert not weaker, use
        assert terms.effective[use] != "allowed"
    assert terms.effective["train_generative"] == "prohibited"


def test_pages_that_say_the_same_are_told_once(tmp_path: Path) -> None:
    sources = {s.source for s in read(tmp_path, copy_of(issued(), pages=9)).signals}
    assert sources == {
        "the document",
        "pages 1-9",
        "metadata of the document",
        "metadata of pages 1-9",
        "attachment licence.json",
        "attachment ai-licence.rsl.xml",
        "document keywords",
    }


def test_a_page_taken_out_still_says_it(tmp_path: Path) -> None:
    """Splitting drops the document's XMP and the attachments; a page keeps its own."""
    whole, page = tmp_path / "copy.pdf", tmp_path / "page.pdf"
    whole.write_bytes(copy_of(issued("no-ai"), pages=4))
    subprocess.run(
        ["qpdf", "--empty", "--pages", str(whole), "2-3", "--", str(page)], check=True, timeout=60
    )
    terms = read_terms(page)
    assert {s.source for s in terms.signals} == {"pages 1-2", "metadata of pages 1-2"}
    assert terms.effective["ai_input"] == "prohibited"
    assert said(terms, "licence") == ["no-ai"]


def test_pages_of_two_copies_in_one_file_say_both(tmp_path: Path) -> None:
    merged = pypdf.PdfWriter()
    for preset in ("assist-ok", "no-ai"):
        merged.append(io.BytesIO(copy_of(issued(preset), pages=3)), pages=(1, 3))
    merged.write(tmp_path / "both.pdf")
    terms = read_terms(tmp_path / "both.pdf")
    assert said(terms, "licence") == ["assist-ok", "no-ai"]
    assert terms.effective["ai_input"] == "prohibited"
    assert [conflict["use"] for conflict in terms.conflicts] == ["ai_input"]


@pytest.mark.parametrize(
    "words", [["--linearize"], ["--object-streams=generate"], ["--qdf"], ["--compress-streams=y"],
              ["--encrypt", "", "secret", "256", "--"]],
    ids=" ".join,
)  # fmt: skip
def test_a_copy_saved_by_another_program_says_it_still(words: list[str], tmp_path: Path) -> None:
    whole, other = tmp_path / "copy.pdf", tmp_path / "other.pdf"
    whole.write_bytes(copy_of(issued("assist-ok", "yes")))
    subprocess.run(["qpdf", *words, str(whole), str(other)], check=True, timeout=60)
    assert read_terms(other).signals == read_terms(whole).signals


def test_a_signature_that_does_not_fit_is_told_and_the_terms_count(tmp_path: Path) -> None:
    terms = read(tmp_path, copy_of(issued(), signature=signed(issued(), THIEF)))
    told = [s.says for s in terms.signals if s.property == "licence"]
    assert all(says.endswith("The signature beside it does not fit.") for says in told)
    assert terms.effective["ai_input"] == "prohibited"
    unsigned = read(tmp_path, paper(files={"licence.json": issued().raw}))
    assert unsigned.signals[0].says.endswith("The record is not signed.")
    spoilt = read(tmp_path, paper(files={"licence.json": b"{}"}))
    assert spoilt.signals[0].uses == {}


@pytest.mark.parametrize(
    ("value", "train", "mining", "search"),
    [
        ("DMI-UNSPECIFIED", "unsaid", "unsaid", "unsaid"),
        ("DMI-ALLOWED", "allowed", "allowed", "unsaid"),
        ("DMI-PROHIBITED-AIMLTRAINING", "prohibited", "unsaid", "unsaid"),
        ("DMI-PROHIBITED-GENAIMLTRAINING", "prohibited", "unsaid", "unsaid"),
        ("DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING", "prohibited", "prohibited", "allowed"),
        ("DMI-PROHIBITED", "prohibited", "prohibited", "unsaid"),
        ("DMI-PROHIBITED-SEECONSTRAINT", "prohibited", "prohibited", "unsaid"),
        ("DMI-PROHIBITED-SEEEMBEDDEDRIGHTSEXPR", "prohibited", "prohibited", "unsaid"),
        ("DMI-PROHIBITED-SEELINKEDRIGHTSEXPR", "prohibited", "prohibited", "unsaid"),
        ("DMI-ALLOWED-noaitraining", "unsaid", "unsaid", "unsaid"),
    ],
)
def test_every_value_of_plus(
    value: str, train: str, mining: str, search: str, tmp_path: Path
) -> None:
    for spelt in (PLUS_VALUES + value, value):
        effective = read(tmp_path, with_properties(("plus:DataMining", spelt))).effective
        assert effective["train_generative"] == train
        assert effective["data_mining"] == mining
        assert effective["search"] == search


@pytest.mark.parametrize(
    ("value", "mining"), [("1", "reserved"), ("0", "allowed"), ("yes", "unsaid"), ("", "unsaid")]
)
def test_every_value_of_tdmrep(value: str, mining: str, tmp_path: Path) -> None:
    terms = read(tmp_path, with_properties(("tdm:reservation", value)))
    assert terms.effective["data_mining"] == mining


@pytest.mark.parametrize(
    ("value", "uses"),
    [
        ("train-ai=n, ai-use=n", {"train_generative": "prohibited", "ai_input": "prohibited"}),
        ("train-ai=y", {"train_generative": "allowed"}),
        ("search=y,train-ai=n", {"search": "allowed", "train_generative": "prohibited"}),
        ("train-ai=y, train-ai=n", {"train_generative": "prohibited"}),
        ("train-ai=maybe, dance=n", {}),
        ("%%%", {}),
    ],
)
def test_ai_preferences(value: str, uses: dict[str, str], tmp_path: Path) -> None:
    terms = read(tmp_path, with_properties(("sv:contentUsage", value)))
    assert {u: s for u, s in terms.effective.items() if s != "unsaid"} == uses


def test_the_other_spelling_of_tdmrep_and_attributes_are_read(tmp_path: Path) -> None:
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
        b' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        b' xmlns:t="http://www.w3.org/ns/tdmrep#" t:reservation="1"/></rdf:RDF></x:xmpmeta>'
    )
    terms = read(tmp_path, paper(packet=packet))
    assert [(s.property, s.value) for s in terms.signals] == [("t:reservation", "1")]
    assert terms.effective["data_mining"] == "reserved"


def test_the_strictest_counts_and_the_conflict_is_shown(tmp_path: Path) -> None:
    data = with_properties(
        ("plus:DataMining", PLUS_VALUES + "DMI-ALLOWED"), page=("tdm:reservation", "1")
    )
    terms = read(tmp_path, data)
    assert terms.effective["data_mining"] == "reserved"
    assert terms.effective["train_generative"] == "allowed"
    assert terms.conflicts == [
        {
            "use": "data_mining",
            "signals": [
                {"source": "the document", "property": "plus:DataMining", "value": "allowed"},
                {"source": "pages 1-2", "property": "tdm:reservation", "value": "reserved"},
            ],
        }
    ]


def test_keywords_are_read_where_printing_left_them(tmp_path: Path) -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.docinfo["/Keywords"] = "drama; " + keywords(issued("no-ai"))

    terms = read(tmp_path, paper(change=change))
    assert [(s.property, s.value) for s in terms.signals] == [
        ("tdm-reservation", "1"),
        ("Content-Usage", "train-ai=n, ai-use=n"),
    ]
    assert terms.effective["ai_input"] == "prohibited"


@pytest.mark.parametrize(
    ("listed", "usage"),
    [
        ("tdm-reservation, 1, Content-Usage, train-ai=n, ai-use=n", "train-ai=n, ai-use=n"),
        ("tdm-reservation 1 Content-Usage train-ai=n ai-use=n", "train-ai=n ai-use=n"),
    ],
)
def test_keywords_that_another_program_listed_again(listed: str, usage: str) -> None:
    """As LibreOffice has them in the PDF, and in the document, that it makes of a Word copy."""
    found = signals.keyword_signals(listed)
    assert [(s.property, s.value) for s in found] == [
        ("tdm-reservation", "1"),
        ("Content-Usage", usage),
    ]
    assert found[1].uses == {"train_generative": "prohibited", "ai_input": "prohibited"}


def print_line(text: str, number: int = 0) -> Callable[[pikepdf.Pdf], None]:
    """Print one line on a page, in a face that every reader has."""

    def change(document: pikepdf.Pdf) -> None:
        page = document.pages[number]
        face = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier
        )
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=face))
        drawn = f"BT /F1 9 Tf 40 30 Td ({text}) Tj ET".encode("latin-1")
        page.obj.Contents = document.make_stream(drawn)

    return change


@pytest.mark.parametrize("row", PRESETS, ids=lambda row: row.id)
def test_the_line_people_read_is_found_where_all_else_is_gone(row: Any, tmp_path: Path) -> None:
    footer = issued(row.id).terms.footer.replace("’", "'")
    for number in (0, 1, 4):
        terms = read(tmp_path, paper(5, change=print_line(footer, number)))
        assert [(s.source, s.property) for s in terms.signals] == [
            (f"words on page {number + 1}", "notice")
        ]
        assert "Copy 7F3K-Q2" in terms.signals[0].value
        assert terms.effective == row.uses


def test_the_line_in_a_scan_that_a_program_read(tmp_path: Path) -> None:
    for row in PRESETS:
        footer = issued(row.id).terms.footer.replace("AI", "Al").replace(". Copy", ", Copy")
        (signal,) = read(tmp_path, f"Words.\n\n{footer}\n".encode(), "scan.txt").signals
        assert signal.uses == row.uses


def test_words_like_it_in_a_script_are_no_terms(tmp_path: Path) -> None:
    for line in ("No AI use of any kind, she says.", "Copy that for me", "AI training"):
        assert read(tmp_path, paper(change=print_line(line))).signals == []


@given(st.text())
def test_any_text_as_a_value_gives_words_and_no_leave(text: str) -> None:
    for told in (signals.reservation, signals.preferences, signals.data_mining):
        says, uses = told(text)
        assert says.endswith(".")
        assert set(uses) <= set(USES)
    assert all(s.says for s in signals.keyword_signals(f"tdm-reservation:{text}"))
    assert signals.printed_signals({1: text}) == []


def test_a_file_that_says_nothing_says_nothing(tmp_path: Path) -> None:
    terms = read(tmp_path, paper())
    assert (terms.signals, terms.conflicts, terms.unread) == ([], [], [])
    assert set(terms.effective.values()) == {"unsaid"}


def test_real_files_of_others_are_read(samples: Path) -> None:
    for path in sorted((samples / "pdf").glob("*.pdf")):
        try:
            assert read_terms(path).conflicts == []
        except BadInput as error:
            assert "corrupted" in path.name, error.message


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return out.getvalue()


OTHERS = {
    "script.zip": (zipped(), "ZIP files of this kind"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "older Word files"),
    "script.pages": (b"{\\rtf1 x}", "RTF files of another name"),
    "script.celtx": (b"<?xml version='1.0'?><x/>", ".celtx files"),
}


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_another_format_has_no_reader_yet_and_that_is_said(name: str, tmp_path: Path) -> None:
    data, kind = OTHERS[name]
    with pytest.raises(BadInput) as refused:
        read(tmp_path, data, name)
    assert refused.value.message == f"There is no reader for the terms in {kind} yet."


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("nothing.pdf", b"", "nothing.pdf is empty."),
        ("plain.pdf", b"hello", "plain.pdf is of no kind that is read."),
        ("plain", b"hello", "plain is of no kind that is read."),
        ("photo.pdf", b"\xff\xd8\xff\xe0\0\x10JFIF", "photo.pdf: The picture is damaged."),
        ("picture.fountain", b"\x89PNG\r\n\x1a\n", "picture.fountain: The picture is damaged."),
        ("book.epub", zipped(), "book.epub: The book has no list of its packages."),
        ("site.json", b"[1, ", "site.json: It is no JSON that can be read."),
    ],
)
def test_what_is_nothing_or_damaged(name: str, data: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read(tmp_path, data, name)
    assert refused.value.message == said
    assert refused.value.hint


@pytest.mark.parametrize("what", ["folder", "missing", "zero"])
def test_what_is_no_file(what: str, tmp_path: Path) -> None:
    path = {"folder": tmp_path, "missing": tmp_path / "x.pdf", "zero": Path("/dev/zero")}[what]
    with pytest.raises(BadInput) as refused:
        read_terms(path)
    assert refused.value.hint


def test_one_bad_packet_hides_no_other(tmp_path: Path) -> None:
    record = issued()

    def change(document: pikepdf.Pdf) -> None:
        document.pages[1].obj.Metadata = metadata(document, b"<rdf:RDF")

    terms = read(tmp_path, copy_of(record, change=change))
    assert said(terms, "tdm:reservation") == ["1", "1"]
    assert {s.source for s in terms.signals} >= {"the document", "pages 1, 3"}
    assert terms.unread == [
        "The metadata of page 2 is not read: The XMP packet is not well formed."
    ]


def test_properties_in_any_number_are_bounded(tmp_path: Path) -> None:
    one = packet_of(issued(), b"")
    row = one[one.index(b"<tdm:reservation>") : one.index(b"</tdm:reservation>") + 18]
    terms = None
    with pytest.raises(BadInput) as refused:
        terms = read(tmp_path, paper(packet=one.replace(row, row * 6000)))
    assert terms is None
    assert "more about rights than is looked at" in refused.value.message
