"""Where the letters of a script stand in the text it was read from.

A reader of text takes marks away and blanks, and never letters; so a line of an element is found in
the source as the next line that has the same letters, but for the marks of Fountain around them.
"""

import re
from collections.abc import Iterable, Iterator

from vault.screenplay.model import Kind, Script
from vault.share.native.wording import Pieces
from vault.share.variants import Place

_SKIPPED = re.compile(r"[\s*_\\]")
_BEFORE = frozenset(["", ".", "!", "@", "~", ">"])
_BEHIND = re.compile(r"(?:<|\^|#[\w.\-]+#)?")
_FAR = 5_000
"""Lines beyond which the next of a script is not looked for: notes and sections are shorter."""


class _Row:
    """One line: the letters that count, and where in the whole text each of them stands."""

    def __init__(self, text: str, start: int) -> None:
        self.at = [start + n for n, sign in enumerate(text) if not _SKIPPED.match(sign)]
        self.letters = _SKIPPED.sub("", text)

    def begins(self, line: "_Row") -> int | None:
        """Return at which of its letters another line begins whose source this one is."""
        for first in (0, 1):
            if self.letters.startswith(line.letters, first):
                behind = self.letters[first + len(line.letters) :]
                if self.letters[:first] in _BEFORE and _BEHIND.fullmatch(behind):
                    return first
        return None


def pieces(body: str, script: Script, places: Iterable[Place]) -> dict[Place, Pieces]:
    """Return where in the text ``body`` these places of its script stand; not all may be found."""
    wanted: dict[int, list[Place]] = {}
    for place in places:
        wanted.setdefault(place.element, []).append(place)
    rows = list(_rows(body))
    found: dict[Place, Pieces] = {}
    behind = 0
    for number, element in enumerate(script.elements):
        if element.omitted or element.kind is Kind.PAGE_BREAK:
            continue
        for line in _rows(element.text):
            at = _next(rows, behind, line)
            if at is None:
                continue
            behind = at + 1
            for place in wanted.get(number, ()):
                there = _within(rows[at], line, place)
                if there is not None:
                    found[place] = (there,)
    return found


def exchanged(body: str, words: Iterable[tuple[Pieces, str]]) -> str:
    """Return a text with other words at such places."""
    kept: list[str] = []
    at = 0
    for ((start, end),), new in sorted(words):
        kept += [body[at:start], new]
        at = end
    return "".join([*kept, body[at:]])


def _rows(text: str) -> Iterator[_Row]:
    """Give the lines of a text that are not empty."""
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield _Row(line, start)
        start += len(line)


def _next(rows: list[_Row], behind: int, line: _Row) -> int | None:
    for at in range(behind, min(len(rows), behind + _FAR)):
        if rows[at].begins(line) is not None:
            return at
    return None


def _within(row: _Row, line: _Row, place: Place) -> tuple[int, int] | None:
    """Return where a place stands, if this line of its element has all of it."""
    inside = [n for n, at in enumerate(line.at) if place.start <= at < place.end]
    if not inside or line.at[inside[0]] != place.start or line.at[inside[-1]] != place.end - 1:
        return None
    first = row.begins(line) or 0
    return row.at[first + inside[0]], row.at[first + inside[-1]] + 1
