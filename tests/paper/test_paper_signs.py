"""Signs without width are copied with the words around them, and nobody sees them."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from tests.paper.pdf import darkness, kept, picture, run
from tests.paper.signs_face import built
from vault.paper.document import BLACK, About, Document
from vault.paper.faces import UNSEEN, Face, width
from vault.share.blanks import SIGNS, bare

PAPER = (0.0, 0.0, 612.0, 792.0)
LINES = (
    "He walks across the\u200c room, and\u200d stops at the\u2060 window.",
    "A long\u2060 silence follows\u200c",
    "\u200dshe don't look up.",
)


def page(*, signs: bool = True) -> bytes:
    document = Document(About("Signs", datetime(2026, 11, 20, tzinfo=UTC)))
    document.page()
    for row, line in enumerate(LINES):
        x, said = 108.0, ""
        for letter in f"{line}\n":
            if letter not in SIGNS and letter != "\n":
                said += letter
                continue
            document.text(x, 100 + 12 * row, said, Face.SCRIPT, 12, BLACK)
            x += width(said, Face.SCRIPT, 12)
            if signs and letter != "\n":
                document.unseen(x, 100 + 12 * row, letter, Face.SIGNS, 11)
            said = ""
    return document.finish()


def by_poppler(path: Path) -> str:
    return run("pdftotext", path, "-").decode()


def by_poppler_as_laid_out(path: Path) -> str:
    return run("pdftotext", "-layout", path, "-").decode()


def by_pypdf(path: Path) -> str:
    return pypdf.PdfReader(path).pages[0].extract_text()


def by_pdfium(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return str(document[0].get_textpage().get_text_range())
    finally:
        document.close()


def rewritten(path: Path) -> Path:
    """The file as another program writes it anew."""
    out = path.with_suffix(".again.pdf")
    run("gs", "-q", "-sDEVICE=pdfwrite", "-dPDFSETTINGS=/screen", "-o", out, path)
    return out


@pytest.mark.parametrize("way", [Path, rewritten], ids=["as it is", "rewritten"])
@pytest.mark.parametrize("read", [by_poppler, by_poppler_as_laid_out, by_pypdf, by_pdfium])
def test_other_programs_copy_them_at_their_places(
    read: Callable[[Path], str], way: Callable[[Path], Path], tmp_path: Path
) -> None:
    found = read(way(kept(tmp_path, page()))).split()
    assert "".join(found) == "".join("".join(LINES).split())
    if way is Path:
        assert found == " ".join(LINES).split()
    plain = read(way(kept(tmp_path, page(signs=False), "plain.pdf"))).split()
    assert plain == bare(" ".join(LINES)).split() == bare(" ".join(found)).split()


def test_the_page_is_the_same_picture(tmp_path: Path) -> None:
    with_signs = picture(kept(tmp_path, page()), tmp_path, dpi=150)
    assert with_signs == picture(kept(tmp_path, page(signs=False), "plain.pdf"), tmp_path, dpi=150)
    assert min(with_signs[2]) < 100, "there is ink on it"


def test_those_that_a_text_has_of_its_own_take_no_room_and_are_not_seen(tmp_path: Path) -> None:
    """A copy that came back from its reader is a draft with such signs."""

    def set_in(face: Face, *, signs: bool) -> Path:
        document = Document(About("Own", datetime(2026, 11, 20, tzinfo=UTC)))
        document.page()
        for row, line in enumerate(
            (*LINES, "Ночной\u2060 пое\u200bзд\ufeff", "ca\u200cfé", "x\u200b")
        ):
            text = line if signs else "".join(s for s in line if s not in UNSEEN)
            document.text(108.0, 100 + 12 * row, text, face, 12, BLACK)
        return kept(tmp_path, document.finish(), f"{face.name}-{signs}.pdf")

    for face in (Face.SCRIPT, Face.SCRIPT_BOLD):
        with_signs, without = (set_in(face, signs=signs) for signs in (True, False))
        inks = [darkness(picture(one, tmp_path), PAPER) for one in (with_signs, without)]
        assert inks[0] == pytest.approx(inks[1], rel=0.004), "no box and no bar"
        assert by_pypdf(with_signs).split()[:4] == LINES[0].split()[:4]
        assert "пое\u200bзд" in by_poppler(with_signs)
    assert width("a\u200c\u2060b", Face.SCRIPT, 12) == pytest.approx(14.4)


def test_the_face_is_the_one_that_is_built() -> None:
    made = io.BytesIO()
    built().save(made)
    with TTFont(made) as ours, TTFont(Face.SIGNS.path) as font:
        assert set(font.getBestCmap()) == {0x20, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF}
        for table in ("cmap", "hmtx", "glyf", "head", "hhea", "maxp"):
            assert font.getTableData(table) == ours.getTableData(table), table
        wide = {name for name, (advance, _) in font["hmtx"].metrics.items() if advance}
        assert wide == {"space"}
    assert width(" ", Face.SIGNS, 11) == pytest.approx(7.2, abs=0.01)
