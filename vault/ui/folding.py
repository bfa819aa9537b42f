"""Which drafts the timeline shows and which it folds away: autosaves are noise, names never are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from vault.ui import wording
from vault.ui.drafts import Draft

SESSION = timedelta(minutes=30)
"""Drafts of one script that follow one another within this are of one session of work."""

SMALL_WORDS = 250
"""About a page: as much as may lie between a draft and the later one it is folded into."""

SMALL_SIZE = 4_000
"""The same in bytes, where the words are not known."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A draft on the timeline, with the autosaves that led to it, oldest first."""

    draft: Draft
    folded: tuple[Draft, ...]
    words: int | None
    """How many words more than before all of these; None for the first, or where unknown."""
    first: bool = False
    """Whether nothing of this script comes before."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day's drafts, newest first."""

    heading: str
    sessions: int
    rows: tuple[Shown, ...]


def days(drafts: Sequence[Draft], now: datetime) -> list[Day]:
    """Return one script's drafts (given oldest first) by day, newest first, in ``now``'s zone."""
    zone = now.tzinfo
    found: list[Day] = []
    before: Draft | None = None
    for own in _by_day(drafts, zone):
        rows = []
        for run in _runs(own):
            rows.append(_shown(run, before))
            before = run[-1]
        heading = wording.day(own[0].at(zone), now)
        found.append(Day(heading, _sessions(own), tuple(reversed(rows))))
    return found[::-1]


def _by_day(drafts: Sequence[Draft], zone: tzinfo | None) -> list[list[Draft]]:
    found: list[list[Draft]] = []
    for draft in drafts:
        if found and found[-1][-1].at(zone).date() == draft.at(zone).date():
            found[-1].append(draft)
        else:
            found.append([draft])
    return found


def _runs(drafts: Sequence[Draft]) -> list[list[Draft]]:
    """Split a day's drafts into runs, each of which is shown as its last draft."""
    runs: list[list[Draft]] = []
    for draft in reversed(drafts):
        if runs and _folds(draft, runs[-1]):
            runs[-1].insert(0, draft)
        else:
            runs.append([draft])
    return runs[::-1]


def _folds(draft: Draft, run: Sequence[Draft]) -> bool:
    """A draft folds when nobody named it, work went on, and little came of it until the run's end.

    So a long evening shows about a row a page, however often the program saved.
    """
    if draft.label or run[0].sealed_at - draft.sealed_at > SESSION:
        return False
    last = run[-1]
    if draft.words is not None and last.words is not None:
        return abs(last.words - draft.words) <= SMALL_WORDS
    return abs(last.size - draft.size) <= SMALL_SIZE


def _shown(run: Sequence[Draft], before: Draft | None) -> Shown:
    last = run[-1]
    words = None
    if before is not None and before.words is not None and last.words is not None:
        words = last.words - before.words
    return Shown(last, tuple(run[:-1]), words, first=before is None)


def _sessions(drafts: Sequence[Draft]) -> int:
    gaps = pairwise(drafts)
    return 1 + sum(later.sealed_at - earlier.sealed_at > SESSION for earlier, later in gaps)
