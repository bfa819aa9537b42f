"""Lines from text: broken greedily after spaces and hyphens, as typewriters' heirs do.

Widths are counted in cells of 1/10 inch. A letter fills one, an ideograph two, an accent of its
own none.
"""

import re
import unicodedata

_NOT_ONE_CELL = re.compile(
    "[^\\x00-\u02ff\u0370-\u0482\u048a-\u058f\u1e00-\u1fff"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u2319\u2190-\u21ff\u2500-\u259f]"
)
"""Anything but the letters, signs and punctuation that are sure to fill one cell each."""
_WIDE = frozenset("WF")
# Closing marks of East Asian text, which may not begin a line.
_NEVER_FIRST = frozenset(
    "、。，．・：；！？」』）】〉》〕］｝ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々…"
)
Piece = tuple[int, int]
"""Where one line begins in its text, and where the next does."""


def cells(text: str) -> int:
    """Return how many cells ``text`` fills."""
    return sum(map(_cell, text)) if _NOT_ONE_CELL.search(text) else len(text)


def wrap(text: str, columns: int, hang: int = 0) -> list[Piece]:
    """Break ``text`` into lines of at most ``columns`` cells, the first longer by ``hang``.

    Line breaks of its own are kept, those at its very end dropped. Spaces and one hyphen may hang
    over the margin; a word longer than a line is cut. The pieces cover all of ``text`` but the
    white space at its end.
    """
    if len(text) <= columns and text.isascii() and text.isprintable():
        return [(0, len(text))]
    pieces: list[Piece] = []
    at = 0
    for line in text.rstrip().splitlines(keepends=True) or [""]:
        bare = line.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        fit = _fit_by_cells if _NOT_ONE_CELL.search(bare) else _fit
        start, length = 0, len(bare)
        while True:
            room = columns if pieces else columns + hang
            end = fit(bare, start, room)
            while end < length and bare[end] == " ":
                end += 1
            pieces.append((at + start, at + end))
            if end >= length:
                break
            start = end
        at += len(line)
    return pieces


def _fit(line: str, start: int, columns: int) -> int:
    """Return where a line that begins at ``start`` ends, one cell to a letter."""
    if len(line) - start <= columns + line.endswith("-"):
        return len(line)
    cut = line.rfind(" ", start, start + columns + 1)
    hyphen = line.rfind("-", start, start + columns + 1)
    while hyphen > cut and line[hyphen + 1] == "-":
        hyphen = line.rfind("-", start, hyphen)  # two hyphens are one dash, and stay together
    cut = max(cut, hyphen)
    return cut + 1 if cut > start else start + columns


def _fit_by_cells(line: str, start: int, columns: int) -> int:
    """Return the same for text with wide letters, between any two of which a line may end."""
    width, best = 0, start
    for place in range(start, len(line)):
        letter = line[place]
        wide = _cell(letter)
        if letter == " " and width <= columns:
            best = place + 1
        width += wide
        if width > columns:
            return best if best > start else max(place, start + 1)
        follows = line[place + 1] if place + 1 < len(line) else ""
        hyphen = letter == "-" != follows
        ideograph = wide == 2 or (follows != "" and _cell(follows) == 2)
        if hyphen or (ideograph and follows not in _NEVER_FIRST):
            best = place + 1
    return len(line)


def _cell(letter: str) -> int:
    if letter < "\u0300":
        return 1
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in _WIDE else 1
