"""A script's pages on paper: each word at its place, the mark among them, the terms at the foot."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from vault.paper.document import BLACK, MUTED, WIDTH, Document
from vault.paper.faces import Face, width
from vault.paper.flow import Block, Span, block
from vault.screenplay.layout_page import Page
from vault.share.blank_places import NO_SIGNS, Signs
from vault.share.codes import DEFAULT, CopyCode, Parameters
from vault.share.marks import Letter, among
from vault.share.varying import UNCHANGED, Changed
from vault.share.words import ROW, SIZE, TOP, WHOLE, Run, set_whole, set_words, sites

_SIGN_SIZE = SIZE - 1
"""Signs without width are of another size than words, and so are none."""
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
    changed: Changed | None = None,
    signs: Signs = NO_SIGNS,
) -> None:
    """Draw one page of a script on the page that was begun.

    With ``hidden``, words and lines stand aside as the code has it for this page of the document;
    with ``changed``, lines read as in this copy.
    ``signs`` without width are set unseen behind letters of these lines.
    """
    changed = changed or UNCHANGED
    lines = set_words(page, changed.rows)
    across, down = _shifts(lines, document, hidden)
    heights = [(TOP + line.row * ROW, TOP + (line.row + 1) * ROW) for line in page.lines]
    drawn = among(mark, heights)
    for at, (usual, under) in enumerate(zip(lines, drawn, strict=False)):
        _draw_letters(document, under)
        own = changed.lines.get(at)
        line = set_whole(own, usual[0].line) if own else usual
        behind = 0
        with document.apart(WHOLE) if page.lines[at].row in changed.rows else nullcontext():
            for run in line:
                aside = across[run.word] if run.word is not None else 0.0
                within = [(to - behind, sign) for to, sign in signs.get(at, ()) if to > behind]
                _draw_run(document, run, aside, down[run.line], within)
                behind += len(run.text)
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


def _draw_run(
    document: Document, run: Run, across: float, down: float, signs: Sequence[tuple[int, str]]
) -> None:
    """Draw a run, cut behind as many letters as each of the signs that fall into it says.

    The blank that follows is set with the sign: by itself Chrome would pass it over, and leave a
    gap in what is selected.
    """
    x, y, text, cut = run.x + across, run.y + down, run.text, 0
    for at, sign in signs:
        if at > len(text):
            break
        blank = " " if text[at : at + 1] == " " else ""
        document.text(x, y, text[cut:at], run.face, SIZE, BLACK)
        x += width(text[cut:at], run.face, SIZE)
        document.unseen(x, y, sign + blank, Face.SIGNS, _SIGN_SIZE)
        x, cut = x + width(blank, run.face, SIZE), at + len(blank)
    if text[cut:]:
        document.text(x, y, text[cut:], run.face, SIZE, BLACK)
    if run.underline:
        document.rule(run.x, y + 1.8, run.x + run.underline, y + 1.8, BLACK, 0.6)
