"""Signs without width are copied with the words around them, and nobody sees them."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from tests.paper.pdf import kept, picture, run
from tests.paper.signs_face import built
from vault.paper.document import BLACK, About, Document
from vault.paper.faces import Face, width
from vault.share.blanks import SIGNS, bare

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


def test_the_face_is_the_one_that_is_built() -> None:
    made = io.BytesIO()
    built().save(made)
    with TTFont(made) as ours, TTFont(Face.SIGNS.path) as font:
        assert set(font.getBestCmap()) == {0x20, 0x200C, 0x200D, 0x2060}
        for table in ("cmap", "hmtx", "glyf", "head", "hhea", "maxp"):
            assert font.getTableData(table) == ours.getTableData(table), table
        wide = {name for name, (advance, _) in font["hmtx"].metrics.items() if advance}
        assert wide == {"space"}
    assert width(" ", Face.SIGNS, 11) == pytest.approx(7.2, abs=0.01)
