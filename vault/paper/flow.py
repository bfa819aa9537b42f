"""Running text: words of several faces broken into lines of a given width."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from vault.paper.document import INK, Colour, Document
from vault.paper.faces import Face, width

_AFTER_THESE = "/\\-–—_.,"
"""Where a word that is longer than a line is cut if it can be."""


class Span(NamedTuple):
    """Words in one face; ``scale`` is their size beside that of the block."""

    text: str
    face: Face
    scale: float = 1.0


@dataclass(slots=True)
class Placed:
    """A stretch of one line: how far from its left edge it begins, its words, their face."""

    x: float
    text: str
    face: Face
    scale: float


@dataclass(frozen=True, slots=True)
class Block:
    """Lines set in one size, ready to be drawn."""

    lines: tuple[tuple[Placed, ...], ...]
    size: float
    leading: float
    colour: Colour = INK

    @property
    def height(self) -> float:
        """How tall the block is, in points."""
        return len(self.lines) * self.leading

    def draw(self, document: Document, x: float, top: float) -> None:
        """Draw the block with its upper left corner at (x, top)."""
        baseline = top + self.leading / 2 + 0.31 * self.size  # capitals stand amid their leading
        for line in self.lines:
            for part in line:
                size = self.size * part.scale
                document.text(x + part.x, baseline, part.text, part.face, size, self.colour)
            baseline += self.leading


def block(
    paragraphs: Iterable[Iterable[Span]],
    measure: float,
    size: float,
    leading: float,
    colour: Colour = INK,
) -> Block:
    """Break paragraphs into lines no wider than ``measure``; only longer words are cut."""
    lines = [line for spans in paragraphs for line in _lines(spans, measure, size)]
    return Block(tuple(lines), size, leading, colour)


def _lines(spans: Iterable[Span], measure: float, size: float) -> Iterator[tuple[Placed, ...]]:
    line: list[Placed] = []
    end = 0.0
    for spaced, word in _fitting(_words(spans), measure, size):
        gap = width(" ", line[-1].face, size * line[-1].scale) if spaced and line else 0.0
        if line and end + gap + _wide(word, size) > measure:
            yield tuple(line)
            line, end, gap = [], 0.0, 0.0
        if gap:
            line[-1].text += " "
            end += gap
        for part in word:
            if line and (line[-1].face, line[-1].scale) == part[1:]:
                line[-1].text += part.text
            else:
                line.append(Placed(end, *part))
            end += _wide([part], size)
    if line:
        yield tuple(line)


def _words(spans: Iterable[Span]) -> Iterator[list[Span]]:
    """Give the words; one may change its face midway, as a comma after bold does."""
    word: list[Span] = []
    for span in spans:
        for place, text in enumerate(span.text.split(" ")):
            if place and word:
                yield word
                word = []
            if text:
                word.append(span._replace(text=text))
    if word:
        yield word


def _fitting(
    words: Iterable[list[Span]], measure: float, size: float
) -> Iterator[tuple[bool, list[Span]]]:
    """Give words, or the parts of one too long for a line; True where a space stands before."""
    for word in words:
        if _wide(word, size) <= measure:
            yield True, word
            continue
        spaced = True
        for span in word:
            for part in _cut(span, measure, size):
                yield spaced, [part]
                spaced = False


def _cut(span: Span, measure: float, size: float) -> Iterator[Span]:
    rest, size = span.text, size * span.scale
    while width(rest, span.face, size) > measure:
        most = next(
            end
            for end in range(1, len(rest) + 1)
            if end == len(rest) or width(rest[: end + 1], span.face, size) > measure
        )
        kind = max((rest.rfind(sign, 0, most) for sign in _AFTER_THESE), default=-1) + 1
        end = kind if kind > most // 2 else most
        yield span._replace(text=rest[:end])
        rest = rest[end:]
    if rest:
        yield span._replace(text=rest)


def _wide(word: list[Span], size: float) -> float:
    return sum(width(part.text, part.face, size * part.scale) for part in word)
