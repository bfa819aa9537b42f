"""A script's pages on paper: each word at its place, the mark among them, the terms at the foot."""

from collections.abc import Sequence
from dataclasses import dataclass

from vault.paper.document import BLACK, MUTED, WIDTH, Document
from vault.paper.faces import Face, width
from vault.paper.flow import Block, Span, block
from vault.screenplay.layout_page import Page
from vault.share.codes import DEFAULT, CopyCode, Parameters
from vault.share.marks import Letter, among
from vault.share.words import ROW, SIZE, TOP, Run, set_words, sites

_FOOT = 776.0
_FOOT_WIDTH, _FOOT_LINES = 468.0, 3
_FOOT_SIZES = (8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0)


@dataclass(frozen=True, slots=True)
class Hidden:
    """The hidden marks of one copy: its code, and how far its words and lines stand aside."""

    code: CopyCode
    parameters: Parameters = DEFAULT


def footer(words: str) -> Block:
    """Return the words at the foot of every page: one line, or up to three, smaller if need be."""
    for size in _FOOT_SIZES:
        found = block([[Span(words, Face.BOOK)]], _FOOT_WIDTH, size, size * 1.25, MUTED)
        if len(found.lines) <= _FOOT_LINES:
            break
    return found


def print_page(
    document: Document,
    page: Page,
    mark: Sequence[Letter],
    foot: Block,
    hidden: Hidden | None = None,
) -> None:
    """Draw one page of a script on the page that was begun.

    With ``hidden``, words and lines stand aside as the code has it for this page of the document.
    """
    lines = set_words(page)
    across, down = _shifts(lines, document, hidden)
    heights = [(TOP + line.row * ROW, TOP + (line.row + 1) * ROW) for line in page.lines]
    drawn = among(mark, heights)
    for line, under in zip(lines, drawn, strict=False):
        _draw_letters(document, under)
        for run in line:
            aside = across[run.word] if run.word is not None else 0.0
            _draw_run(document, run, aside, down[run.line])
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


def _shifts(
    lines: Sequence[Sequence[Run]], document: Document, hidden: Hidden | None
) -> tuple[list[float], list[float]]:
    """Return how far each word stands to the right and each line down, in points."""
    words, rows = sites(lines)
    if hidden is None:
        return [0.0] * words, [0.0] * rows
    code, most = hidden.code, hidden.parameters
    page = document.pages
    return (
        [sign * most.word / 100 for sign in code.shifts("word", page, words)],
        [sign * most.line / 100 for sign in code.shifts("line", page, rows)],
    )


def _draw_letters(document: Document, letters: Sequence[Letter]) -> None:
    for letter in letters:
        document.draw(letter.path, fill=letter.tint)


def _draw_run(document: Document, run: Run, across: float, down: float) -> None:
    y = run.y + down
    document.text(run.x + across, y, run.text, run.face, SIZE, BLACK)
    if run.underline:
        document.rule(run.x, y + 1.8, run.x + run.underline, y + 1.8, BLACK, 0.6)
