"""Copies of one draft whose words differ, as other people's programs read them."""

import io
import re
from dataclasses import dataclass, replace
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings

from tests.paper.pdf import kept, run
from tests.share.conftest import KEYS, record_for
from tests.share.wordings import green, green_sites, scripts
from tests.share.wordings import kept as kept_of
from vault.screenplay.model import Element, Kind, Script
from vault.seal.signing import LICENCE_NAMESPACE
from vault.share.codes import CopyCode, Parameters, draft_secret
from vault.share.copies import Layout, draw_copy, lay_out
from vault.share.printing import Hidden
from vault.share.remarks import Desk
from vault.share.table import unmarked_table
from vault.share.variants import Sheet, Site
from vault.share.varying import varied

SECRET = draft_secret(b"k" * 32, b"d" * 32)
LEAF = "ab" * 32
SCRIPT = green()
SHEET = Sheet(LEAF, green_sites(SCRIPT))
NUMBERS = ("7F3K-Q2", "9999-ZZ", "0000-AA", "1234-56", "XYZW-VT")


@dataclass
class Made:
    """One copy: its marks, what it has at each site, its bytes and its file."""

    hidden: Hidden
    chosen: list[int]
    data: bytes
    path: Path

    @property
    def lines(self) -> list[str]:
        """Its lines as poppler has them, page by page, without the leaf of terms and the foot."""
        text = run("pdftotext", "-layout", "-nopgbrk", "-f", 3, self.path, "-").decode()
        body = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
        return [line for line in body if "Copy " not in line]


def draw(layout: Layout, number: str, **how: int) -> tuple[Hidden, bytes]:
    code = CopyCode.derived(SECRET, number)
    hidden = Hidden(code, Parameters(**how, variants=LEAF))
    record = record_for(copy=number, name="Reader")
    signature = KEYS.sign_file(LICENCE_NAMESPACE, record.raw)
    return hidden, draw_copy(layout, record, signature, hidden, visible=False)


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    layout, made = lay_out(SCRIPT, SHEET), []
    for number in NUMBERS:
        hidden, data = draw(layout, number)
        path = kept(tmp_path_factory.mktemp("wording"), data)
        made.append(Made(hidden, SHEET.chosen(hidden.code), data, path))
    return made


def test_every_copy_reads_as_its_code_has_it_and_breaks_as_all_others_do(
    copies: list[Made],
) -> None:
    """The words of each element, one after the other, in the file as poppler reads it."""
    assert len({tuple(one.chosen) for one in copies}) == len(copies)
    assert len({len(one.lines) for one in copies}) == 1
    for one in copies:
        text = " ".join(one.lines)
        wanted = varied(SCRIPT, SHEET.sites, one.chosen)
        for number in (1, 4, 5, 11, 12, 18):
            assert " ".join(wanted.elements[number].text.split()) in text
        for number in (0, 14):
            assert wanted.elements[number].text.upper() in text
        assert wanted.elements[9].text in text
    same = [line for line in zip(*(one.lines for one in copies), strict=True) if len({*line}) == 1]
    assert len(same) >= 13
    assert len(same) < len(copies[0].lines)


def test_the_bookmarks_have_the_words_of_the_copy(copies: list[Made]) -> None:
    site = next(n for n, one in enumerate(SHEET.sites) if one.alternatives[0] == "214")
    for one in copies:
        reader = pypdf.PdfReader(io.BytesIO(one.data))
        titles = [str(mark.title) for mark in reader.outline]  # type: ignore[union-attr]
        number = SHEET.sites[site].alternatives[one.chosen[site]]
        assert f"INT. GREEN ROOM {number} - NIGHT" in titles


def test_the_numbers_of_words_and_lines_are_the_same_in_all_copies(copies: list[Made]) -> None:
    tables = [unmarked_table(one.data, one.hidden) for one in copies]
    assert all(table == tables[0] for table in tables)
    words = {word.text for word in tables[0]}
    assert "harbour." in words
    assert not {"214", "knock", "ring", "217"} & words
    plain = unmarked_table(draw(lay_out(SCRIPT), NUMBERS[0])[1], Hidden(copies[0].hidden.code))
    assert len(plain) > 2 * len(tables[0]) > 80
    assert {(w.page, w.line, w.x0, w.y0, w.text) for w in tables[0]} <= {
        (w.page, w.line, w.x0, w.y0, w.text) for w in plain
    }


def test_the_lines_that_differ_are_marked_and_nobody_who_copies_text_sees_it(
    copies: list[Made],
) -> None:
    """In the operators of the file alone: no blank, no sign, in poppler, pdfium or pypdf."""
    layout = lay_out(SCRIPT, SHEET)
    assert layout.varying is not None
    rows = layout.varying.page(0, copies[0].chosen).rows
    page = pypdf.PdfReader(io.BytesIO(copies[0].data)).pages[2]
    stream = page.get_contents()
    assert stream is not None
    pieces = re.findall(rb"/Whole BMC\n(.*?)EMC", stream.get_data(), re.DOTALL)
    heights = {re.findall(rb"BT [\d.]+ ([\d.]+) Td", piece)[0] for piece in pieces}
    assert len(heights) == len(rows) == 15
    [shown] = [
        document[2].get_textpage().get_text_range()
        for document in [pypdfium2.PdfDocument(copies[0].data)]
    ]
    texts = [run("pdftotext", copies[0].path, "-").decode(), page.extract_text(), shown]
    assert not any("\u00a0" in text or " \n" in text or " \r" in text for text in texts)


def test_boxes_in_a_line_that_differs_do_not_end_it() -> None:
    """A letter that no face has is marked content of its own, within that of the line."""
    script = green()
    boxed = Element(Kind.ACTION, "The sign reads 病院 and 214 and more words.")
    script = replace(script, elements=(*script.elements, boxed))
    layout = lay_out(script, Sheet(LEAF, green_sites(script)))
    tables = []
    for number in NUMBERS[:2]:
        hidden, data = draw(layout, number)
        tables.append(unmarked_table(data, hidden))
    assert tables[0] == tables[1]
    assert not {"reads", "more"} & {word.text for word in tables[0]}


def test_without_shifts_every_word_stands_where_the_layout_has_it() -> None:
    hidden, data = draw(lay_out(SCRIPT, SHEET), NUMBERS[0], word=0, line=0)
    stream = pypdf.PdfReader(io.BytesIO(data)).pages[2].get_contents()
    assert stream is not None
    places = re.findall(rb"BT ([\d.]+) ([\d.]+) Td", stream.get_data())
    assert {float(x) for x, _ in places} >= {108.0, 180.0, 252.0}
    assert unmarked_table(data, hidden)


@settings(max_examples=4, deadline=None)
@given(scripts())
def test_any_script_with_any_choice_has_the_same_numbers_in_all_copies(
    made: tuple[Script, tuple[Site, ...]],
) -> None:
    """With letters of two cells, from right to left, in boxes, side by side and in capitals."""
    script, sites = made
    chosen = kept_of(Desk(script), sites)
    if not chosen:
        return
    layout = lay_out(script, Sheet(LEAF, chosen))
    drawn = [draw(layout, number) for number in NUMBERS[:2]]
    first, second = (unmarked_table(data, hidden) for hidden, data in drawn)
    assert first == second
