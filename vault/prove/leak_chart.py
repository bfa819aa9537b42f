"""How the scores of codes that nobody has lie, beside those of the copies: a histogram on paper."""

import math
from collections.abc import Sequence

from vault.paper.document import INK, LINE, MUTED, WAX, Colour, Document
from vault.paper.faces import Face, width
from vault.paper.shapes import Path
from vault.prove.certificate_page import LEFT, RIGHT, Part, block, line
from vault.prove.certificate_words import Said, count
from vault.prove.leak_facts import Chart

_TALL, _ABOVE, _BELOW = 92.0, 14.0, 30.0
_ROW = 11.0
_BARS: Colour = (205, 197, 186)
_AT_LEAST, _BESIDE = 6.0, 0.6
"""How far the axis goes at least, and how much room it keeps beside the outermost score."""
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_MOST_MARKS = 14
_SIZE = 8.6


def chart(one: Chart) -> Part:
    """Return the histogram: bars, the normal curve over them, ticks and lines for the copies."""
    said = block([caption(one)], RIGHT - LEFT, 8.8, 12.0)
    rows = _rows(one)
    axis = _ABOVE + _ROW * max(1, len(rows)) + _TALL

    def draw(document: Document, top: float) -> None:
        _Scale(one).draw(document, one, rows, top, top + axis)
        said.draw(document, LEFT, top + axis + _BELOW)

    return Part(axis + _BELOW + said.height + 12.0, draw)


def caption(one: Chart) -> Said:
    """Return what the histogram shows, in words: whoever cannot see it misses nothing."""
    drawn = _drawn(one)
    ticks = {
        0: "No other copy was tried.",
        1: "The tick below the line is the other copy that was issued and tried.",
    }.get(
        len(one.others),
        f"The ticks below the line are the {len(one.others):,} other copies that were tried.",
    )
    over = f"over {one.only}" if one.only else "over all that was measured"
    said = (
        f", scored {over}: grey bars, and the normal curve. Whatever happened to the pages, copies"
        " that have nothing to do with them lie like this. The highest has"
        f" z {float(one.highest):.2f}. {ticks}"
    )
    lines = f" {_named(one)}" if one.named else ""
    return (f"{drawn:,} codes that nobody has", "bold"), (said + lines, "plain")


def _drawn(one: Chart) -> int:
    return sum(counted for _, counted in one.bins)


def _named(one: Chart) -> str:
    if len(one.named) == 1:
        [(name, z)] = one.named
        return f"The red line is copy {name}, z {z:.1f}."
    return f"The red lines are the {count(len(one.named), 'copy', 'copies')} named."


def _rows(one: Chart) -> list[tuple[str, float]]:
    """Return the copies to be lettered, each on a row of its own, the furthest out highest."""
    return sorted(one.named, key=lambda pair: -pair[1])


class _Scale:
    """From scores to places on the page."""

    def __init__(self, one: Chart) -> None:
        shown = [*one.others, *(z for _, z in one.named)]
        self.low = min(-_AT_LEAST, *shown, 0.0) - _BESIDE
        self.high = max(_AT_LEAST, *shown, 0.0) + _BESIDE

    def x(self, z: float) -> float:
        return LEFT + (RIGHT - LEFT) * (z - self.low) / (self.high - self.low)

    def draw(
        self,
        document: Document,
        one: Chart,
        rows: Sequence[tuple[str, float]],
        top: float,
        axis: float,
    ) -> None:
        self._bars(document, one, axis)
        document.rule(LEFT, axis, RIGHT, axis, MUTED, 0.6)
        self._numbers(document, axis)
        ticks = Path()
        for z in one.others:
            ticks.move(self.x(z), axis + 1.5).line(self.x(z), axis + 6.5)
        if one.others:
            document.draw(ticks, stroke=INK, line=0.5)
        for number, (name, z) in enumerate(rows):
            y = top + _ABOVE + _ROW * number
            document.rule(self.x(z), y - 6.0, self.x(z), axis, WAX, 1.1)
            self._letter(document, f"{name}  z {z:.1f}", self.x(z), y)

    def _letter(self, document: Document, text: str, x: float, y: float) -> None:
        """Set a copy's number at the top of its line, where the lines further out do not pass."""
        wide = width(text, Face.BOOK_BOLD, _SIZE)
        begin = x - wide - 4.0
        line(document, begin if begin > LEFT else x + 4.0, y, text, _SIZE, WAX, face=Face.BOOK_BOLD)

    def _bars(self, document: Document, one: Chart, axis: float) -> None:
        # The curve's own height, so that bars and curve are on one scale.
        each = _drawn(one) * one.width / math.sqrt(2 * math.pi)
        peak = max(each, *(counted for _, counted in one.bins))
        bars = Path()
        for begin, counted in one.bins:
            left, tall = self.x(begin), _TALL * counted / peak
            bars.box(left, axis - tall, self.x(begin + one.width) - left, tall)
        document.draw(bars, fill=_BARS)
        curve = Path()
        for step in range(97):
            z = -_AT_LEAST + step * 2 * _AT_LEAST / 96
            tall = each * math.exp(-z * z / 2) / peak
            place = self.x(z), axis - _TALL * tall
            curve.line(*place) if step else curve.move(*place)
        document.draw(curve, stroke=MUTED, line=0.8)

    def _numbers(self, document: Document, axis: float) -> None:
        each = next(s for s in _STEPS if (self.high - self.low) / s <= _MOST_MARKS)
        first = math.ceil(self.low / each) * each
        for z in range(first, math.floor(self.high) + 1, each):
            document.rule(self.x(z), axis, self.x(z), axis + 3.0, MUTED, 0.5)
            text = str(z).replace("-", "−")
            line(document, self.x(z), axis + 16.0, text, _SIZE, MUTED, "middle")
        line(
            document, RIGHT, axis + 26.0, "z, in standard deviations of chance", 7.6, MUTED, "right"
        )
        document.rule(LEFT, axis, LEFT, axis, LINE, 0.5)
