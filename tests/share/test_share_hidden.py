"""Hidden marks in a copy: nobody sees them, other tools keep them, the vault reads them."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.paper.pdf import darkness, kept, picture, run
from tests.share.conftest import KEYS, LOST, RESOURCES, TIDE, record_for, script_of
from tests.share.positions import Read, read_back
from vault.errors import Damaged
from vault.screenplay.layout_page import Line, Page
from vault.screenplay.model import Kind, Look, Script, Span
from vault.seal.signing import LICENCE_NAMESPACE
from vault.share.codes import CopyCode, Parameters, draft_secret
from vault.share.copies import Layout, draw_copy, lay_out
from vault.share.printing import Hidden
from vault.share.table import Word, unmarked_table
from vault.share.words import set_words

HIDDEN = Hidden(CopyCode.derived(draft_secret(b"k" * 32, b"d" * 32), "7F3K-Q2"))


def copy(layout: Layout, hidden: Hidden | None = HIDDEN, **changed: object) -> bytes:
    record = record_for(**changed)  # type: ignore[arg-type]
    return draw_copy(layout, record, KEYS.sign_file(LICENCE_NAMESPACE, record.raw), hidden)


def placed(layout: Layout) -> list[tuple[int, int, int, float, float, str]]:
    """The words of a layout as the table should have them: pages before and behind the terms."""
    pages = [*enumerate(layout.title, start=1)]
    pages += enumerate(layout.pages, start=len(layout.title) + 2)
    found: dict[tuple[int, int], tuple[int, float, float, str]] = {}
    for number, page in pages:
        for one in (piece for line in set_words(page) for piece in line):
            if one.word is None:
                continue
            line, x, y, text = found.get((number, one.word), (one.line, one.x, one.y, ""))
            found[number, one.word] = (line, x, y, text + one.text)
    return [
        (*site, line, round(x + 7.2 * (len(text) - len(text.lstrip())), 2), y, text.strip())
        for site, (line, x, y, text) in found.items()
    ]


def flat(table: tuple[Word, ...]) -> list[tuple[int, int, int, float, float, str]]:
    return [(w.page, w.site, w.line, w.x0, w.y0, w.text) for w in table]


@pytest.fixture(scope="module")
def layout() -> Layout:
    return lay_out(script_of(TIDE))


@pytest.fixture(scope="module")
def marked(layout: Layout, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kept(tmp_path_factory.mktemp("marked"), copy(layout))


@pytest.fixture(scope="module")
def table(marked: Path) -> tuple[Word, ...]:
    return unmarked_table(marked.read_bytes(), HIDDEN)


@pytest.mark.parametrize("path", sorted(RESOURCES.iterdir()), ids=lambda path: path.name)
def test_the_bytes_of_a_copy_give_every_word_its_unmarked_place(path: Path) -> None:
    layout = lay_out(script_of(path))
    found = flat(unmarked_table(copy(layout), HIDDEN))
    assert found == placed(layout)
    assert len(found) > 100


def test_real_scripts_too(samples: Path) -> None:
    for name in ("fdx/gumshoe.fdx", "fountain/cyrillic.fountain"):
        layout = lay_out(script_of(samples / name))
        assert flat(unmarked_table(copy(layout), HIDDEN)) == placed(layout)


def test_marked_is_unmarked_and_the_shift_of_the_code_to_the_hundredth(
    marked: Path, table: tuple[Word, ...]
) -> None:
    """Against the operators in the file, and for other shifts than the usual ones."""
    first = next(word for word in table if word.page == 3)
    across = HIDDEN.code.shifts("word", 3, first.site + 1)[first.site]
    down = HIDDEN.code.shifts("line", 3, first.line + 1)[first.line]
    stream = pypdf.PdfReader(marked).pages[2].get_contents().get_data().decode("latin-1")
    x, y = re.findall(r"BT ([\d.]+) ([\d.]+) Td", stream)[0]
    assert float(x) == pytest.approx(first.x0 + 0.24 * across, abs=1e-9)
    assert float(y) == pytest.approx(792 - first.y0 - 0.24 * down, abs=1e-9)
    script = lay_out(script_of(LOST))
    other = Hidden(HIDDEN.code, Parameters(word=36, line=0))
    assert flat(unmarked_table(copy(script, other), other)) == placed(script)
    assert flat(unmarked_table(copy(script, other), HIDDEN)) != placed(script)


def test_pages_that_are_asked_for_read_as_they_do_among_all(
    marked: Path, table: tuple[Word, ...]
) -> None:
    for pages in ({4}, {3, 5}, {1}, {99}):
        some = unmarked_table(marked.read_bytes(), HIDDEN, pages)
        assert some == tuple(word for word in table if word.page in pages)


def test_bits_of_both_kinds_on_every_page(marked: Path, table: tuple[Word, ...]) -> None:
    for page in (1, 3, 4, 5, 6):
        words = [word for word in table if word.page == page]
        assert len({HIDDEN.code.shifts("word", page, 400)[word.site] for word in words}) == 2
        assert len({HIDDEN.code.shifts("line", page, 80)[word.line] for word in words}) == 2


TEXT = st.text(st.sampled_from("ab Ж\u00a0é日🎬של-(\u0301"), min_size=1, max_size=12).filter(
    lambda text: bool(text.strip())
)
LOOKS = st.sampled_from([Look.PLAIN, Look.BOLD, Look.UNDERLINE, Look.BOLD | Look.ITALIC])


@st.composite
def lines(draw: st.DrawFn) -> Page:
    """A page with whatever a script may hold, no two lines over one another."""
    found = []
    for row in draw(st.lists(st.integers(-3, 57), unique=True, min_size=1, max_size=5)):
        for column in draw(st.sampled_from([[15.0], [15.0, 46.3], [7.5, 30.25, 62.0]])):
            text = draw(TEXT)
            cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=4)))
            spans = tuple(Span(start, end, draw(LOOKS)) for start, end in pairwise(cuts))
            found.append(Line(row, column, text.rstrip(), Kind.ACTION, tuple(
                Span(s.start, min(s.end, len(text.rstrip())), s.look) for s in spans
                if s.start < len(text.rstrip())
            )))  # fmt: skip
    return Page(1, tuple(found))


@settings(max_examples=8, deadline=None)
@given(st.lists(lines(), min_size=2, max_size=5))
def test_whatever_stands_on_a_page_is_found_again(pages: list[Page]) -> None:
    """Words of two faces, from right to left, in boxes, of two cells, with blanks before them."""
    layout = Layout((), tuple(pages))
    found = unmarked_table(copy(layout), HIDDEN)
    expected = placed(layout)
    assert [word[:5] for word in flat(found)] == [word[:5] for word in expected]
    assert all(word.width >= 0 and 0 < word.x0 < 612 for word in found)


def test_what_is_copied_out_is_what_an_unmarked_file_gives(
    layout: Layout, marked: Path, tmp_path: Path
) -> None:
    plain = kept(tmp_path, copy(layout, None))
    for how in ((), ("-raw",)):
        assert run("pdftotext", *how, marked, "-") == run("pdftotext", *how, plain, "-")
    one, two = (pypdf.PdfReader(path) for path in (marked, plain))
    for ours, bare in zip(one.pages, two.pages, strict=True):
        assert ours.extract_text() == bare.extract_text()
    assert marked.stat().st_size < 1.1 * plain.stat().st_size


def test_the_leaf_of_terms_and_the_foot_have_no_letters_of_the_scripts_size() -> None:
    """They would be taken for words of the script, and they are not the same in all copies."""
    page = Page(1, (Line(0, 15.0, "Yes.", Kind.ACTION),))
    for licence, size in (("no-train", 4), ("paid-train", 30), ("reserve-only", 12)):
        data = copy(Layout((), (page,)), licence=licence, holder="yes",
                    name="M" * min(80, 3 * size), title="Long " * size,
                    organisation="W " * min(40, size))  # fmt: skip
        assert [word.text for word in unmarked_table(data, HIDDEN)] == ["Yes."], licence


def test_nobody_sees_it(layout: Layout, marked: Path, tmp_path: Path) -> None:
    """Next to no ink more or less anywhere, and no word nearer to another than a blank is wide."""
    plain = kept(tmp_path, copy(layout, None))
    for page in (3, 5):
        ours, bare = (picture(path, tmp_path, page=page, dpi=150) for path in (marked, plain))
        for top in range(72, 720, 72):
            box = (90, top, 550, top + 72)
            assert abs(darkness(ours, box, 150) - darkness(bare, box, 150)) < 0.004
    words = sorted(
        (round(w.y0), w.x0, w.width)
        for w in unmarked_table(marked.read_bytes(), HIDDEN) if w.page == 4
    )  # fmt: skip
    for (y, x, wide), (below, right, _) in pairwise(words):
        assert y != below or right - x - wide - 2 * 0.24 > 6


def linearized(one: Path, out: Path) -> list[int]:
    run("qpdf", "--linearize", one, out)
    return list(range(1, 7))


def split(one: Path, out: Path) -> list[int]:
    run("qpdf", "--empty", "--pages", one, "4-5", one, "1", "--", out)
    return [4, 5, 1]


def merged(one: Path, out: Path) -> list[int]:
    with pypdf.PdfWriter() as writer:
        writer.append(str(one), pages=(3, 6))
        writer.append(str(one), pages=(0, 3))
        writer.compress_identical_objects()
        writer.write(out)
    return [4, 5, 6, 1, 2, 3]


def rewritten(one: Path, out: Path) -> list[int]:
    with pikepdf.open(one) as pdf:
        del pdf.Root.Names
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return list(range(1, 7))


def distilled(one: Path, out: Path) -> list[int]:
    run("gs", "-q", "-sDEVICE=pdfwrite", "-dPDFSETTINGS=/screen", "-o", out, one)
    return list(range(1, 7))


def through_postscript(one: Path, out: Path) -> list[int]:
    run("pdftops", one, out.with_suffix(".ps"))
    run("ps2pdf", out.with_suffix(".ps"), out)
    return list(range(1, 7))


def through_cairo(one: Path, out: Path) -> list[int]:
    run("pdftocairo", "-pdf", one, out)
    return list(range(1, 7))


TOOLS = [linearized, split, merged, rewritten, distilled, through_postscript, through_cairo]


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.__name__)
def test_other_peoples_tools_leave_every_mark_in_place(
    tool: Callable[[Path, Path], list[int]], marked: Path, table: tuple[Word, ...], tmp_path: Path
) -> None:
    """Read back by poppler: not one bit is wrong.

    On the way through PostScript some letters lose their meaning, and poppler takes them for
    blanks: such words are not found, and none is found wrong.
    """
    pages = tool(marked, tmp_path / "out.pdf")
    read = read_back(tmp_path / "out.pdf", table, HIDDEN, pages)
    there = [word for word in table if word.page in pages]
    least = 0.2 if tool is through_postscript else 1.0
    assert read.words >= least * len(there) > 0
    assert read.lines >= least * len({(word.page, word.line) for word in there})
    assert (read.wrong_words, read.wrong_lines) == (0, 0)


def test_another_copys_code_reads_as_chance(marked: Path, table: tuple[Word, ...]) -> None:
    other = Hidden(CopyCode.derived(draft_secret(b"k" * 32, b"d" * 32), "7F3K-Q3"))
    own, strange = (
        read_back(marked, table, hidden, list(range(1, 7))) for hidden in (HIDDEN, other)
    )
    assert own == Read(len(table), own.lines, 0, 0)
    assert 0.2 < strange.wrong_words / strange.words < 0.5


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"no PDF at all" * 100])
def test_what_is_no_copy_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(Damaged, match="cannot be read"):
        unmarked_table(data, HIDDEN)


def test_a_copy_cut_short_or_changed_is_never_a_traceback(marked: Path) -> None:
    data = marked.read_bytes()
    for place in range(0, len(data), len(data) // 12):
        for spoiled in (data[:place], data[:place] + b"<<>>" + data[place + 4 :]):
            try:
                unmarked_table(spoiled, HIDDEN)
            except Damaged as error:
                assert error.message


def test_a_script_without_a_title_page_counts_from_the_terms(layout: Layout) -> None:
    bare = Layout((), layout.pages[:1])
    assert {word.page for word in unmarked_table(copy(bare), HIDDEN)} == {2}
    assert isinstance(script_of(TIDE), Script)
