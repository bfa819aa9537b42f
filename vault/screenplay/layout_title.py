"""The title page: title, credit, author and source in the middle, the rest at its foot."""

from collections.abc import Collection, Iterable, Iterator

from vault.screenplay.layout_measures import LINES
from vault.screenplay.layout_page import Line, Page
from vault.screenplay.layout_wrap import cells, wrap
from vault.screenplay.model import Align, Kind, Look, Script, Span

_TITLE_ROW = 17
_LAST_ROW = LINES - 3
_MIDDLE = ("title", "credit", "author", "authors", "written by", "source")
_LEFT = ("contact", "contact info")
_NEVER = ("fmt", "font")
"""Keys that speak to a program and not to a reader."""
_SPACE = {"title": 3, "credit": 1, "author": 1, "authors": 1, "written by": 1}
"""Empty lines behind a value in the middle."""

_Row = tuple[str, Align, Look]
_EMPTY: _Row = ("", Align.CENTER, Look.PLAIN)


def title_pages(script: Script) -> tuple[Page, ...]:
    """Return the title page of a script, or none; more than one only where one cannot hold it."""
    middle: list[_Row] = []
    for wanted in _MIDDLE:
        found = list(_rows(script, [wanted], 60, Align.CENTER))
        middle += found + [_EMPTY] * (_SPACE.get(wanted, 1) if found else 0)
    while middle and middle[-1] == _EMPTY:
        middle.pop()
    elsewhere = {*_MIDDLE, *_LEFT, *_NEVER}
    others = [key for key, _ in script.title_page if key not in elsewhere]
    left = list(_rows(script, _LEFT, 28, Align.LEFT))
    right = list(_rows(script, others, 28, Align.RIGHT))
    if _TITLE_ROW + len(middle) + 2 + max(len(left), len(right)) <= _LAST_ROW:
        lines = [
            *_set(middle, _TITLE_ROW),
            *_set(left, _LAST_ROW - len(left)),
            *_set(right, _LAST_ROW - len(right)),
        ]
        return (Page(0, tuple(lines)),) if lines else ()
    rows = [*middle, *left, *right]
    parts = [rows[at : at + LINES] for at in range(0, len(rows), LINES)]
    return tuple(Page(0, tuple(_set(part, 0))) for part in parts)


def _rows(script: Script, wanted: Collection[str], columns: int, align: Align) -> Iterator[_Row]:
    """Yield the values under the keys that are wanted, broken into lines."""
    for key, value in script.title_page:
        if key in wanted:
            look = Look.BOLD if key == "title" else Look.PLAIN
            for start, end in wrap(value, columns):
                if text := " ".join(value[start:end].split()):
                    yield text, align, look


def _set(rows: Iterable[_Row], start: int) -> Iterator[Line]:
    for row, (text, align, look) in enumerate(rows, start=start):
        if text:
            width = cells(text)
            column = {Align.LEFT: 15.0, Align.CENTER: 45 - width / 2, Align.RIGHT: 75.0 - width}
            spans = (Span(0, len(text), look),) if look else ()
            yield Line(row, column[align], text, Kind.GENERAL, spans)
