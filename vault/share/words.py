"""The words of a laid-out page, each at its place: the sites that hidden marks can move.

A page is set word by word, the blanks behind a word in one piece with it, so that what is copied
out of the file keeps its spaces. All that the layout put on the page takes part, page numbers and
repeated cues too; the line at the foot does not, for it is not the same in all copies. Nor do the
words of a line in which any run from right to left, for they change places when they are set; nor
those of a line that copies do not have alike, for the numbers of all others would follow it. Such a
line is set whole, and ends with two no-break spaces for whoever reads the file.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import bidirectional

from vault.paper.faces import Face, width
from vault.screenplay.layout_page import Line, Page
from vault.screenplay.layout_wrap import cells
from vault.screenplay.model import Look

CELL, ROW = 7.2, 12.0
SIZE = 12.0
TOP = 72.0
NEAR = 1.0
"""Parts of one word touch; this much, in points, is less than any blank is wide."""
_BASELINE = 9.4
"""How far below the top of its line a letter stands."""

_FACES = {
    Look.PLAIN: Face.SCRIPT,
    Look.BOLD: Face.SCRIPT_BOLD,
    Look.ITALIC: Face.SCRIPT_ITALIC,
    Look.BOLD | Look.ITALIC: Face.SCRIPT_BOLD_ITALIC,
}
_WORD = re.compile(r"\s*\S+\s*|\s+")
WHOLE = "Whole"
"""The tag, in the file, of a line that copies do not have alike."""


@dataclass(frozen=True, slots=True)
class Run:
    """What is set at once: a word, or a part of one that has a face of its own.

    ``x`` is where it begins and ``y`` the baseline, in points from the top left, unmarked and
    rounded to what the file holds. ``word`` is None for what takes no part, ``underline`` how far
    a line under it runs, or 0.
    """

    word: int | None
    line: int
    x: float
    y: float
    text: str
    face: Face
    underline: float = 0.0


@lru_cache(maxsize=256)
def set_words(page: Page, varying: frozenset[int] = frozenset()) -> tuple[tuple[Run, ...], ...]:
    """Return the runs of a page, line by line in the order in which they are drawn.

    Words are numbered from 0 in this order; lines by their height on the page, from the top.
    ``varying`` are the rows in which copies of this draft differ.
    """
    heights = {row: rank for rank, row in enumerate(sorted({line.row for line in page.lines}))}
    kept = {line.row for line in page.lines if right_to_left(line.text)} | varying
    found, words = [], -1
    for line in page.lines:
        runs: list[Run] = []
        end = -NEAR
        y = _baseline(line)
        for x, text, look in _pieces(line, whole=line.row in kept):
            marked = line.row not in kept and not text.isspace()
            words += marked and (text[0].isspace() or abs(x - end) >= NEAR)
            face = _FACES[look & ~Look.UNDERLINE]
            end = -NEAR if text[-1].isspace() else x + width(text, face, SIZE)
            word = words if marked else None
            x = round(x, 2)
            runs.append(Run(word, heights[line.row], x, y, text, face, _under(text, look)))
        found.append(tuple(runs))
    return tuple(found)


def set_whole(line: Line, rank: int) -> tuple[Run, ...]:
    """Return the runs of a line none of which is a word, ``rank`` being its number on its page."""
    y = _baseline(line)
    return tuple(
        Run(None, rank, round(x, 2), y, text, _FACES[look & ~Look.UNDERLINE], _under(text, look))
        for x, text, look in _pieces(line, whole=True)
    )


def _baseline(line: Line) -> float:
    return round(TOP + line.row * ROW + _BASELINE, 2)


def _under(text: str, look: Look) -> float:
    return cells(text) * CELL if look & Look.UNDERLINE else 0.0


def right_to_left(text: str) -> bool:
    """Tell whether any letter of a text runs from right to left (Unicode Annex 9, R and AL)."""
    return not text.isascii() and any(bidirectional(sign) in {"R", "AL"} for sign in text)


def sites(lines: Sequence[Sequence[Run]]) -> tuple[int, int]:
    """Return how many words and lines a page has."""
    runs = [run for line in lines for run in line]
    return (
        max((run.word + 1 for run in runs if run.word is not None), default=0),
        max((run.line + 1 for run in runs), default=0),
    )


def _pieces(line: Line, *, whole: bool) -> Iterator[tuple[float, str, Look]]:
    """Yield the words of a line with their places, cut where their look changes."""
    for start, end, look in _stretches(line):
        text = line.text[start:end]
        x = (line.column + cells(line.text[:start])) * CELL
        if whole:
            yield x, text, look
            continue
        for word in _WORD.finditer(text):
            before = width(text[: word.start()], _FACES[look & ~Look.UNDERLINE], SIZE)
            yield x + before, word.group(), look


def _stretches(line: Line) -> Iterator[tuple[int, int, Look]]:
    at = 0
    for span in line.spans:
        if span.start > at:
            yield at, span.start, Look.PLAIN
        if span.end > span.start:
            yield span.start, span.end, span.look
        at = span.end
    if at < len(line.text):
        yield at, len(line.text), Look.PLAIN
