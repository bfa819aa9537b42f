"""What Fountain writes that never prints: boneyard, notes, emphasis marks.

Every function makes one pass over its text, whatever the text: a line of a million stars costs no
more than a million letters.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import or_

from vault.screenplay.model import Look, Span

_BONEYARD = re.compile(r"/\*|\*/")
_MARK = re.compile(r"\\[*_]|\*+|_+")
_STARS = {1: Look.ITALIC, 2: Look.BOLD, 3: Look.BOLD | Look.ITALIC}


@dataclass(slots=True)
class _Run:
    """A run of equal marks in a line, and how many of them have no partner yet."""

    start: int
    end: int
    symbol: str
    left: int


def without_boneyard(text: str) -> str:
    """Return ``text`` without its ``/* … */`` passages; see ``boneyard``."""
    return cut(text, boneyard(text))


def boneyard(text: str) -> list[tuple[int, int]]:
    """Return where the ``/* … */`` passages of a text stand (Fountain 1.1, Boneyard).

    Pairs may be nested, as several editors allow. From the first ``/*`` that nesting leaves open,
    the plain rule holds: each ``/*`` ends at the next ``*/``, and one without an end is text.
    """
    if "/*" not in text:
        return []
    spans, stray = _nested(text)
    at = len(text) if stray is None else stray
    while (start := text.find("/*", at)) >= 0 and (end := text.find("*/", start + 2)) >= 0:
        spans.append((start, end + 2))
        at = end + 2
    return spans


def cut(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return ``text`` without what stands at these places, which come in order."""
    kept: list[str] = []
    at = 0
    for start, end in spans:
        kept.append(text[at:start])
        at = end
    kept.append(text[at:])
    return "".join(kept)


def _nested(text: str) -> tuple[list[tuple[int, int]], int | None]:
    """Return the outermost balanced passages, and where the first unbalanced one begins."""
    spans: list[tuple[int, int]] = []
    depth = start = 0
    for mark in _BONEYARD.finditer(text):
        if mark.group() == "/*":
            if depth == 0:
                start = mark.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                spans.append((start, mark.end()))
    return spans, start if depth else None


def without_notes(text: str) -> str:
    """Return LF-separated ``text`` without its ``[[ … ]]`` notes; see ``notes``."""
    return cut(text, notes(text))


def notes(text: str) -> list[tuple[int, int]]:
    """Return where the ``[[ … ]]`` notes of LF-separated text stand (Fountain 1.1, Notes).

    A note may span lines but not an empty one; what looks like a note and holds one is text. Lines
    that hold nothing but notes go entirely, so that a note does not cut a speech in two.
    """
    if "[[" not in text:
        return []
    spans: list[tuple[int, int]] = []
    search = 0
    close = gap = -1
    while (start := text.find("[[", search)) >= 0:
        if close < start + 2:
            close = text.find("]]", start + 2)
            if close < 0:
                break
        if gap < start:
            gap = text.find("\n\n", start)
            gap = len(text) if gap < 0 else gap
        if gap < close:
            search = start + 2
            continue
        end = close + 2
        alone = (start == 0 or text[start - 1] == "\n") and text[end : end + 1] == "\n"
        search = end + 1 if alone else end
        spans.append((start, search))
    return spans


def without_emphasis(text: str) -> str:
    """Return ``text`` without its marks of emphasis; see ``emphasised``."""
    return emphasised(text)[0]


def emphasised(text: str) -> tuple[str, tuple[Span, ...]]:
    r"""Return ``text`` without the marks of emphasis, and what they say (Fountain 1.1, Emphasis).

    One star means italics, two bold, three both, an underscore underlined. Marks pair within a
    line only. A mark opens when a character other than white space follows, closes when one stands
    before, and stays as text when it finds no partner. ``\*`` and ``\_`` stand for the characters
    themselves. The spans are in order and do not overlap.
    """
    if "*" not in text and "_" not in text and "\\" not in text:
        return text, ()
    lines: list[str] = []
    spans: list[Span] = []
    at = 0
    for line in text.split("\n"):
        plain, found = _plain_line(line)
        lines.append(plain)
        spans += [Span(at + start, at + end, look) for start, end, look in found]
        at += len(plain) + 1
    return "\n".join(lines), tuple(spans)


def _plain_line(line: str) -> tuple[str, list[Span]]:
    """Return one line without paired marks; a run of marks is that many single ones."""
    runs: list[_Run] = []
    pairs: list[tuple[_Run, _Run, Look]] = []
    waiting: dict[str, list[_Run]] = {"*": [], "_": []}
    for mark in _MARK.finditer(line):
        start, end = mark.span()
        symbol = line[start]
        run = _Run(start, end, symbol, end - start)
        runs.append(run)
        if symbol == "\\":
            continue
        opened = waiting[symbol]
        if start and not line[start - 1].isspace():
            pairs += _close(run, opened)
        if run.left and end < len(line) and not line[end].isspace():
            opened.append(run)
    pieces: list[str] = []
    at = length = 0
    for run in runs:
        words = line[at : run.start]
        kept = line[run.end - 1] if run.symbol == "\\" else run.symbol * run.left
        pieces += words, kept
        at = run.end
        run.start = length + len(words)  # from here on, where it stands in the plain line
        length = run.end = run.start + len(kept)
    pieces.append(line[at:])
    return "".join(pieces), _apart([(a.end, b.start, look) for a, b, look in pairs])


def _close(run: _Run, opened: list[_Run]) -> Iterator[tuple[_Run, _Run, Look]]:
    """Strike out as many marks of ``run`` as earlier runs can answer, the nearest first."""
    while run.left and opened:
        partner = opened[-1]
        met = min(run.left, partner.left)
        run.left -= met
        partner.left -= met
        yield partner, run, Look.UNDERLINE if run.symbol == "_" else _STARS[min(met, 3)]
        if not partner.left:
            opened.pop()


def _apart(nested: list[tuple[int, int, Look]]) -> list[Span]:
    """Return spans that may nest as spans side by side that do not."""
    if all(one[1] <= other[0] for one, other in pairwise(nested)):
        return [Span(*one) for one in nested if one[0] < one[1]]
    changes: dict[int, Counter[Look]] = {}
    for start, end, look in nested:
        for one in look:
            changes.setdefault(start, Counter())[one] += 1
            changes.setdefault(end, Counter())[one] -= 1
    open_now: Counter[Look] = Counter()
    spans: list[Span] = []
    before, look = 0, Look.PLAIN
    for place in sorted(changes):
        if look and place > before:
            spans.append(Span(before, place, look))
        for one, change in changes[place].items():
            open_now[one] += change
        before = place
        look = reduce(or_, (one for one, count in open_now.items() if count), Look.PLAIN)
    return spans
