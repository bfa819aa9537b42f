"""How a script grew, as points to draw: pages over time, named drafts, gaps in the watch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from vault.ui import wording
from vault.ui.drafts import Draft

GAP = "after-gap"
"""The flag of a draft that was saved while nothing watched (format, section 4)."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What the curve shows. ``gaps`` are spans in which a save went by unwatched."""

    points: tuple[Draft, ...]
    most: int
    gaps: tuple[tuple[datetime, datetime], ...]


def growth(drafts: Sequence[Draft]) -> Growth:
    """Return the curve of one script, given oldest first; only drafts whose pages are known."""
    points = tuple(draft for draft in drafts if draft.pages is not None)
    gaps = tuple(
        (earlier.sealed_at, later.sealed_at)
        for earlier, later in pairwise(drafts)
        if GAP in later.flags
    )
    return Growth(points, max((draft.pages or 0 for draft in points), default=0), gaps)


def scale(most: int) -> tuple[int, ...]:
    """Return up to three round numbers of pages to draw a line at, the last not below ``most``."""
    for step in (1, 2, 5, 10, 15, 20, 30, 40, 50, 60, 80, 100, 150, 200, 300, 500):
        if step * 3 >= most:
            return tuple(step * n for n in (1, 2, 3))
    step = -(-most // 300) * 100
    return step, 2 * step, 3 * step


def ticks(
    begin: datetime, end: datetime, most: int, zone: tzinfo | None
) -> list[tuple[datetime, str]]:
    """Return up to ``most`` moments to name below the curve: hours, days, months or years."""
    begin, end = begin.astimezone(zone), end.astimezone(zone)
    span = end - begin
    if span <= timedelta(hours=20):
        return _steps(begin, end, _hours(span, most), wording.clock)
    if span <= timedelta(days=60):
        days = max(1, -(-span.days // max(most - 1, 1)))
        return _steps(begin, end, timedelta(days=days), _day)
    return _months(begin, end, most)


def _hours(span: timedelta, most: int) -> timedelta:
    steps = (timedelta(minutes=m) for m in (1, 5, 10, 15, 30, 60, 120, 240, 360, 720))
    return next((step for step in steps if span / step < most), timedelta(days=1))


def _day(moment: datetime) -> str:
    return f"{moment.day} {wording.MONTHS[moment.month - 1]}"


def _steps(
    begin: datetime, end: datetime, step: timedelta, name: Callable[[datetime], str]
) -> list[tuple[datetime, str]]:
    """Name round moments, counted from midnight of the first day."""
    at = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    if step >= timedelta(days=1):
        found = [(begin, name(begin))]
        at += step
    else:
        found = []
        at += -(-(begin - at) // step) * step
    while at <= end:
        found.append((at, name(at)))
        at += step
    return found


def _months(begin: datetime, end: datetime, most: int) -> list[tuple[datetime, str]]:
    months = (end.year - begin.year) * 12 + end.month - begin.month
    every = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if months / n < most)
    found = []
    for number in range(0, months + 1, every):
        at = begin.month - 1 + number
        year, month = begin.year + at // 12, at % 12 + 1
        first = begin.replace(year=year, month=month, day=1, hour=0, minute=0, second=0)
        name = wording.MONTHS[month - 1] if every < 12 else str(year)
        if every < 12 and month == 1:
            name = str(year)
        found.append((max(first, begin), name))
    return found
