"""What Fountain writes that never prints: boneyard, notes, emphasis marks.

Every function makes one pass over its text, whatever the text: a line of a million stars costs no
more than a million letters.
"""

import re
from dataclasses import dataclass

_BONEYARD = re.compile(r"/\*|\*/")
_MARK = re.compile(r"\\[*_]|\*+|_+")


@dataclass(slots=True)
class _Run:
    """A run of equal marks in a line, and how many of them have no partner yet."""

    start: int
    end: int
    symbol: str
    left: int


def without_boneyard(text: str) -> str:
    """Return ``text`` without its ``/* … */`` passages (Fountain 1.1, Boneyard).

    Pairs may be nested, as several editors allow. From the first ``/*`` that nesting leaves open,
    the plain rule holds: each ``/*`` ends at the next ``*/``, and one without an end is text.
    """
    if "/*" not in text:
        return text
    spans, stray = _nested(text)
    kept: list[str] = []
    at = 0
    for start, end in spans:
        kept.append(text[at:start])
        at = end
    if stray is None:
        kept.append(text[at:])
        return "".join(kept)
    kept.append(text[at:stray])
    at = stray
    while (start := text.find("/*", at)) >= 0 and (end := text.find("*/", start + 2)) >= 0:
        kept.append(text[at:start])
        at = end + 2
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
    """Return LF-separated ``text`` without its ``[[ … ]]`` notes (Fountain 1.1, Notes).

    A note may span lines but not an empty one; what looks like a note and holds one is text. Lines
    that hold nothing but notes go entirely, so that a note does not cut a speech in two.
    """
    if "[[" not in text:
        return text
    kept: list[str] = []
    at = 0
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
        kept.append(text[at:start])
        alone = (start == 0 or text[start - 1] == "\n") and text[end : end + 1] == "\n"
        at = search = end + 1 if alone else end
    kept.append(text[at:])
    return "".join(kept)


def without_emphasis(text: str) -> str:
    r"""Return ``text`` without the stars and underscores that mark emphasis (Fountain 1.1).

    Marks pair within a line only. A mark opens when a character other than white space follows,
    closes when one stands before, and stays as text when it finds no partner. ``\*`` and ``\_``
    stand for the characters themselves.
    """
    if "*" not in text and "_" not in text and "\\" not in text:
        return text
    return "\n".join(map(_plain_line, text.split("\n")))


def _plain_line(line: str) -> str:
    """Return one line without paired marks; a run of marks is that many single ones."""
    runs: list[_Run] = []
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
            _close(run, opened)
        if run.left and end < len(line) and not line[end].isspace():
            opened.append(run)
    pieces: list[str] = []
    at = 0
    for run in runs:
        pieces.append(line[at : run.start])
        pieces.append(line[run.end - 1] if run.symbol == "\\" else run.symbol * run.left)
        at = run.end
    pieces.append(line[at:])
    return "".join(pieces)


def _close(run: _Run, opened: list[_Run]) -> None:
    """Strike out as many marks of ``run`` as earlier runs can answer, the nearest first."""
    while run.left and opened:
        partner = opened[-1]
        met = min(run.left, partner.left)
        run.left -= met
        partner.left -= met
        if not partner.left:
            opened.pop()
