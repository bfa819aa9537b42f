"""A script's pages on paper: each line at its place, the mark among them, the terms at the foot."""

from collections.abc import Sequence

from vault.paper.document import BLACK, MUTED, WIDTH, Document
from vault.paper.faces import Face, width
from vault.paper.flow import Block, Span, block
from vault.screenplay.layout_page import Line, Page
from vault.screenplay.layout_wrap import cells
from vault.screenplay.model import Look
from vault.share.marks import Letter, among

CELL, ROW = 7.2, 12.0
SIZE = 12.0
_TOP = 72.0
_BASELINE = 9.4
"""How far below the top of its line a letter stands."""
_FOOT = 776.0
_FOOT_WIDTH, _FOOT_LINES = 468.0, 3
_FOOT_SIZES = (8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0)

_FACES = {
    Look.PLAIN: Face.SCRIPT,
    Look.BOLD: Face.SCRIPT_BOLD,
    Look.ITALIC: Face.SCRIPT_ITALIC,
    Look.BOLD | Look.ITALIC: Face.SCRIPT_BOLD_ITALIC,
}


def footer(words: str) -> Block:
    """Return the words at the foot of every page: one line, or up to three, smaller if need be."""
    for size in _FOOT_SIZES:
        found = block([[Span(words, Face.BOOK)]], _FOOT_WIDTH, size, size * 1.25, MUTED)
        if len(found.lines) <= _FOOT_LINES:
            break
    return found


def print_page(document: Document, page: Page, mark: Sequence[Letter], foot: Block) -> None:
    """Draw one page of a script on the page that was begun."""
    heights = [(_TOP + line.row * ROW, _TOP + (line.row + 1) * ROW) for line in page.lines]
    drawn = among(mark, heights)
    for line, under in zip(page.lines, drawn, strict=False):
        _draw_letters(document, under)
        _draw_line(document, line)
    _draw_letters(document, drawn[-1])
    draw_footer(document, foot)


def draw_footer(document: Document, foot: Block) -> None:
    """Draw the line at the foot of the page, in the middle."""
    top = _FOOT - foot.height
    for place, line in enumerate(foot.lines):
        last = line[-1]
        wide = last.x + width(last.text, last.face, foot.size)
        row = Block((line,), foot.size, foot.leading, foot.colour)
        row.draw(document, (WIDTH - wide) / 2, top + place * foot.leading)


def _draw_letters(document: Document, letters: Sequence[Letter]) -> None:
    for letter in letters:
        document.draw(letter.path, fill=letter.tint)


def _draw_line(document: Document, line: Line) -> None:
    y = _TOP + line.row * ROW + _BASELINE
    at = 0
    stretches = []
    for span in line.spans:
        stretches += [(at, span.start, Look.PLAIN), span]
        at = span.end
    for start, end, look in [*stretches, (at, len(line.text), Look.PLAIN)]:
        if end > start:
            x = (line.column + cells(line.text[:start])) * CELL
            face = _FACES[look & ~Look.UNDERLINE]
            document.text(x, y, line.text[start:end], face, SIZE, BLACK)
            if look & Look.UNDERLINE:
                wide = cells(line.text[start:end]) * CELL
                document.rule(x, y + 1.8, x + wide, y + 1.8, BLACK, 0.6)
