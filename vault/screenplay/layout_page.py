"""A page as it prints: lines at exact places, each with its letters and how they stand out."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from vault.screenplay.layout_blocks import NOWHERE, Block, Part
from vault.screenplay.layout_wrap import cells
from vault.screenplay.model import Align, Kind, Span

_BLANKS = {ord(c): " " for c in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"}
_NUMBER_LEFT, _NUMBER_RIGHT = 7.5, 73.8
_LONGEST_NUMBER = 6
_PAGE_NUMBER_ROW, _PAGE_NUMBER_RIGHT = -3, 72.5


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page.

    ``row`` counts lines of 1/6 inch from the top margin, one inch down, from 0; what stands in the
    margins is above 0 or below the last. ``column`` is in cells of 1/10 inch from the left edge
    of the paper. ``furniture`` is what the page adds to the script: numbers, (MORE), repeated cues.
    ``start`` is the letter of its ``element`` with which ``text`` begins, one for one, both counted
    from 0; ``NOWHERE`` for letters that do not stand so in any element.
    """

    row: int
    column: float
    text: str
    kind: Kind
    spans: tuple[Span, ...] = ()
    furniture: bool = False
    element: int = NOWHERE
    start: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number, or 0 for a title page, and its lines in reading order."""

    number: int
    lines: tuple[Line, ...]


def block_lines(block: Block, row: int) -> Iterator[Line]:
    """Yield the lines of a block whose first line is at ``row``, running on past any page's end."""
    for top, part in block.placed():
        yield from _part_lines(part, row + top)


def page_number(number: int) -> Iterator[Line]:
    """Yield the number at the head of a page; the first has none."""
    if number > 1:
        text = f"{number}."
        column = _PAGE_NUMBER_RIGHT - len(text)
        yield Line(_PAGE_NUMBER_ROW, column, text, Kind.GENERAL, furniture=True)


def more(speech: Block, row: int, word: str) -> Line:
    """Return what stands under a speech that goes on overleaf, behind the lines that count."""
    cue = speech.speaker or speech.parts[0]
    row += speech.parts[-1].style.pitch - 1
    return Line(row, cue.style.left, word, Kind.CHARACTER, furniture=True)


def continued(cue: Part, word: str) -> Line:
    """Return the repeated cue, in the line above the text of the page."""
    name = " ".join(cue.text.split())
    if cells(name) > cue.style.columns:
        name = name[: cue.style.columns // 2] + "…"
    if not name.upper().replace("’", "'").endswith("(CONT'D)"):
        name = f"{name} {word}"
    return Line(-1, cue.style.left, name, Kind.CHARACTER, furniture=True)


def _part_lines(part: Part, row: int) -> Iterator[Line]:
    style = part.style
    plain = part.text.translate(_BLANKS)
    for place, (start, end) in enumerate(part.pieces):
        text = plain[start:end].rstrip()
        if style.align is not Align.LEFT:
            start += len(text) - len(text.lstrip())
            text = text.lstrip()
        line = row + place * style.pitch + style.pitch - 1
        column = _column(part, text, place)
        if text:
            spans = _spans(part, start, start + len(text)) if part.spans or style.look else ()
            at = part.start + start
            yield Line(line, column, text, part.kind, spans, element=part.element, start=at)
        if place + 1 == len(part.pieces) and part.resumed:
            after = column + cells(text) + 1
            yield Line(line, after, part.resumed, part.kind, furniture=True)
        if place == 0 and part.number:
            yield from _scene_numbers(part.number, line, column, column + cells(text))


def _column(part: Part, text: str, place: int) -> float:
    style = part.style
    if style.align is Align.RIGHT:
        return max(2.5, style.right - cells(text))
    if style.align is Align.CENTER:
        return max(2.5, (style.left + style.right - cells(text)) / 2)
    return style.left - (style.hang if place == 0 and text.startswith("(") else 0)


def _spans(part: Part, start: int, end: int) -> tuple[Span, ...]:
    """Return how letters ``start`` to ``end`` stand out, counted from the first of them."""
    usual = part.style.look
    found: list[Span] = []
    at = start
    first = bisect_right(part.spans, start, key=lambda span: span.end)
    for span in islice(part.spans, first, None):
        if span.start >= end:
            break
        begins, ends = max(span.start, start), min(span.end, end)
        if usual and begins > at:
            found.append(Span(at - start, begins - start, usual))
        found.append(Span(begins - start, ends - start, span.look | usual))
        at = ends
    if usual and at < end:
        found.append(Span(at - start, end - start, usual))
    return tuple(found)


def _scene_numbers(number: str, row: int, begins: float, ends: float) -> Iterator[Line]:
    """Yield the number on both sides of a heading, clear of it; a long one is cut short."""
    if cells(number) > _LONGEST_NUMBER:
        number = number[: _LONGEST_NUMBER // 2] + "…"
    left = min(_NUMBER_LEFT, begins - 1 - cells(number))
    if left >= 1:
        yield Line(row, left, number, Kind.HEADING, furniture=True)
    right = max(_NUMBER_RIGHT - cells(number), ends + 1)
    yield Line(row, right, number, Kind.HEADING, furniture=True)
