"""A copy that went through other people's programs, or came back in parts, names its reader."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pypdf
import pytest

from tests.paper.pdf import run
from tests.share.conftest import KEYS, LOST, TIDE, drawn, record_for, script_of
from tests.trace.conftest import Issued
from vault.operations import tracing
from vault.pipeline import issued as records
from vault.share.codes import CopyCode
from vault.share.printing import Hidden
from vault.share.table import unmarked_table
from vault.trace import letters, places


def bare(one: Path, out: Path) -> None:
    """The pages alone: nothing that names the copy in so many words."""
    with pikepdf.open(one) as pdf:
        for holder in (pdf.Root, *(page.obj for page in pdf.pages)):
            for name in ("/Metadata", "/Names", "/AF"):
                if name in holder:
                    del holder[name]
        pdf.save(out)


def qpdf_split(one: Path, out: Path) -> None:
    run("qpdf", "--empty", "--pages", one, "4-5", one, "1", "--", out)


def into_a_strangers(one: Path, out: Path) -> None:
    run("qpdf", "--empty", "--pages", one, "4-5", "--", out.with_suffix(".part"))
    strange = out.with_suffix(".strange")
    strange.write_bytes(drawn(script_of(LOST), record_for(copy="9999-ZZ")))
    with pypdf.PdfWriter() as writer:
        writer.append(str(strange), pages=(2, 4))
        writer.append(str(out.with_suffix(".part")))
        writer.write(out)


def distilled(one: Path, out: Path) -> None:
    run("gs", "-q", "-sDEVICE=pdfwrite", "-dPDFSETTINGS=/screen", "-o", out, one)


def through_postscript(one: Path, out: Path) -> None:
    run("pdftops", "-f", 3, "-l", 4, one, out.with_suffix(".ps"))
    run("ps2pdf", out.with_suffix(".ps"), out)


def through_cairo(one: Path, out: Path) -> None:
    run("pdftocairo", "-pdf", one, out)


def shrunk(one: Path, out: Path) -> None:
    """As printing to PDF with “fit to page” has it."""
    with pikepdf.open(one) as pdf:
        for page in pdf.pages:
            page.contents_add(b"q 0.94 0 0 0.94 18.4 23.7 cm", prepend=True)
            page.contents_add(b"Q")
        pdf.save(out)


def two_on_a_sheet(one: Path, out: Path) -> None:
    with pikepdf.open(one) as pdf, pikepdf.new() as made:
        made.add_blank_page(page_size=(792, 612))
        sheet = made.pages[0]
        for left, number in ((0, 2), (396, 3)):
            sheet.add_overlay(pdf.pages[number], pikepdf.Rectangle(left, 50, left + 396, 562))
        made.save(out)


def one_page(one: Path, out: Path) -> None:
    run("qpdf", one, "--pages", ".", "4", "--", out)


WAYS = [
    bare, qpdf_split, into_a_strangers, distilled, through_postscript, through_cairo, shrunk,
    two_on_a_sheet, one_page,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_hidden_marks_name_the_copy_whatever_was_done_to_the_file(
    way: Callable[[Path, Path], None], issued: Issued, copy: Path, tmp_path: Path
) -> None:
    way(copy, tmp_path / "way.pdf")
    bare(tmp_path / "way.pdf", tmp_path / "out.pdf")
    [match] = issued.matches(tmp_path / "out.pdf")
    assert (match["recipient"], match["class"]) == ("Ada Byron", "high")
    assert match["false_positive_probability"] < 1e-20
    assert match["number"] == 1
    assert {mark["layer"] for mark in match["marks"]} == {"word-shift", "line-shift"}
    assert match["z"] > 12


@pytest.mark.parametrize("way", [distilled, through_cairo, shrunk])
def test_not_one_bit_is_read_wrongly(
    way: Callable[[Path, Path], None], issued: Issued, copy: Path, tmp_path: Path
) -> None:
    """On every page with enough words to take a scale and a drift out."""
    way(copy, tmp_path / "out.pdf")
    with issued.small.session().reading() as history:
        row = records.find(history, re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{2}", copy.name)[0])
        assert row is not None
        hidden, table = records.hidden_of(history, row), records.table_of(history, row)
    assert hidden is not None
    there = places.tables(table)
    read = wrong = 0
    for sheet in letters.sheets(tmp_path / "out.pdf"):
        for page in (3, 4, 5):
            for one in places.of_letters(0, sheet, there[page], hidden.parameters):
                signs = np.array(hidden.code.shifts(one.channel, page, len(one.values)))
                found = one.values != 0
                read += int(found.sum())
                wrong += int((np.sign(one.values) != signs)[found].sum())
    assert wrong == 0
    assert read > 400


def test_half_the_words_of_a_page_are_enough(issued: Issued, copy: Path, tmp_path: Path) -> None:
    """A page of which every second line was cut out."""
    one_page(copy, tmp_path / "page.pdf")
    with pikepdf.open(tmp_path / "page.pdf") as pdf:
        page = pdf.pages[0]
        kept, texts = [], 0
        for operands, operator in pikepdf.parse_content_stream(page):
            texts += operator == pikepdf.Operator("Td")
            hidden = operator == pikepdf.Operator("Tj") and (texts // 10) % 2
            kept.append(([pikepdf.String("")], operator) if hidden else (operands, operator))
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))
        pdf.save(tmp_path / "half.pdf")
    bare(tmp_path / "half.pdf", tmp_path / "out.pdf")
    [match] = issued.matches(tmp_path / "out.pdf")
    assert (match["recipient"], match["class"]) == ("Ada Byron", "high")
    assert 60 < sum(mark["sites"] for mark in match["marks"]) < 180


def test_pages_of_two_copies_name_both(issued: Issued, copy: Path, tmp_path: Path) -> None:
    other = issued.files[f"{TIDE.name}#1", "Tom Vale"]
    run("qpdf", "--empty", "--pages", copy, "3-4", other, "5", "--", tmp_path / "mixed.pdf")
    bare(tmp_path / "mixed.pdf", tmp_path / "out.pdf")
    named = sorted(issued.matches(tmp_path / "out.pdf"), key=lambda match: match["recipient"])
    first, second = named
    assert [one["recipient"] for one in named] == ["Ada Byron", "Tom Vale"]
    assert {one["class"] for one in named} == {"high"}
    assert [one["suspect_page"] for one in first["passages"]] == [1, 2]
    assert [one["suspect_page"] for one in second["passages"]] == [3]
    assert "More than one copy" in " ".join(issued.trace(tmp_path / "out.pdf").lines)


def test_the_draft_is_told_from_the_one_that_is_nearly_the_same(
    issued: Issued, tmp_path: Path
) -> None:
    later = issued.files[f"{TIDE.name}#2", "Ada Byron"]
    bare(later, tmp_path / "out.pdf")
    [match] = issued.matches(tmp_path / "out.pdf")
    assert (match["recipient"], match["number"]) == ("Ada Byron", 2)


def test_a_page_without_marks_names_nobody(issued: Issued, tmp_path: Path) -> None:
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(drawn(script_of(TIDE), record_for()))
    bare(plain, tmp_path / "out.pdf")
    [match] = issued.matches(tmp_path / "out.pdf")
    assert (match["copy_id"], match["class"], match["marks"]) == (None, "none", [])
    assert match["overlap"] > 0.7
    assert "cannot be told" in issued.trace(tmp_path / "out.pdf").lines[0]


def test_anothers_marks_name_nobody_here(issued: Issued, tmp_path: Path) -> None:
    """The same pages with the marks of a vault that is not this one."""
    from vault.seal.signing import LICENCE_NAMESPACE
    from vault.share.copies import draw_copy, lay_out

    record = record_for()
    signature = KEYS.sign_file(LICENCE_NAMESPACE, record.raw)
    strange = Hidden(CopyCode.derived(b"x" * 32, record.copy_id))
    data = draw_copy(lay_out(script_of(TIDE)), record, signature, strange)
    assert len(unmarked_table(data, strange)) > 500
    (tmp_path / "strange.pdf").write_bytes(data)
    outcome = issued.trace(tmp_path / "strange.pdf")
    assert [one["copy_id"] for one in outcome.data["matches"]] == [None]
    assert "not in this vault" in outcome.data["notes"][0]


def test_a_strangers_script_matches_nothing(issued: Issued, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.fountain"
    text = "".join(
        f"INT. HALL {n} - DAY\n\nA door {n} opens upon a room {n * 7}.\n\n" for n in range(60)
    )
    stranger.write_text(text)
    (tmp_path / "strange.pdf").write_bytes(drawn(script_of(stranger), record_for()))
    bare(tmp_path / "strange.pdf", tmp_path / "out.pdf")
    for path in (tmp_path / "out.pdf", stranger):
        outcome = issued.trace(path)
        assert (outcome.data["matches"], outcome.data["notes"]) == ([], [])
        assert outcome.lines == [tracing.NOTHING]
