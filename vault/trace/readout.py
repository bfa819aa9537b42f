"""Which of several alternatives stands at a place of a text: the one that takes the fewest changes.

A place is looked for between what stands before and after it in the draft. Before and after may
each have been changed, or be lost; then they cost a fixed number of letters at most, and what is
left has to do. An alternative is read only if it stands there nearly letter by letter, and every
other one fits worse: never by which of them is more likely. (Edit distance of a pattern anywhere in
a text: Sellers, J. Algorithms 1, 1980.)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.uint32]
    Costs = NDArray[np.int16]

AROUND = 24
"""Letters before and after a place by which it is found."""
_CHANGED = 3
"""What a letter costs that is another, is missing or was put in; one that is lost further off than
all that is left costs 1."""
_LEFT = 6
"""Letters of one side that have to be left, if any are."""
_LOST = AROUND
_INSIDE = 2 * _CHANGED
"""What it costs beside a lost side if no word begins or ends at the place's edge."""
_MOST = _LOST + 2 * _CHANGED
"""What both sides may cost."""
_NEVER = 1 << 12
_SOME_LEFT = 2 * _LOST - 2 * _CHANGED
_TOLERANT = 4
"""Letters of an alternative for each one that may be wrong."""
WIDEST = 512
_AT_ONCE = 1 << 21


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a text that may have a place in it.

    ``letters`` of the text, ``edges`` for each of them and the end of it whether a word begins;
    ``before`` and ``after`` the place in the draft, up to ``AROUND`` letters of each.
    """

    letters: "Codes"
    edges: "NDArray[np.bool_]"
    before: "Codes"
    after: "Codes"
    alternatives: Sequence["Codes"]


@dataclass(frozen=True, slots=True)
class Stands:
    """What was read: an alternative, up to where it stands, and whether letter by letter."""

    alternative: int
    end: int
    exact: bool


def read(windows: Sequence[Window]) -> list[Stands | None]:
    """Return of each window which alternative stands in it, or None where that is not clear."""
    found: list[Stands | None] = [None] * len(windows)
    order = sorted(range(len(windows)), key=lambda at: len(windows[at].letters))
    for part in _portions(windows, order):
        for at, stands in zip(part, _read([windows[at] for at in part]), strict=True):
            found[at] = stands
    return found


def _portions(windows: Sequence[Window], order: Sequence[int]) -> Iterator[list[int]]:
    """Give the windows' numbers in portions of windows about as wide, of a bounded size."""
    part: list[int] = []
    size = 0
    for at in order:
        cost = len(windows[at].letters) * len(windows[at].alternatives)
        if part and size + cost > _AT_ONCE:
            yield part
            part, size = [], 0
        part.append(at)
        size += cost
    if part:
        yield part


def _read(windows: Sequence[Window]) -> Iterator[Stands | None]:
    letters = _even([one.letters for one in windows], max(len(one.letters) for one in windows))
    left, right = _around(windows, letters)
    which = np.repeat(np.arange(len(windows)), [len(one.alternatives) for one in windows])
    texts = [text for one in windows for text in one.alternatives]
    patterns = _even(texts, max(map(len, texts)))
    there = _edits(left[which], letters[which], patterns) + right[which]
    costs, ending = there.min(axis=1), there.argmin(axis=1)
    alone = _edits(np.zeros_like(there), letters[which], patterns)
    wrong = alone[np.arange(len(which)), ending]
    at = 0
    for one in windows:
        after = at + len(one.alternatives)
        best = _clear(costs[at:after], wrong[at:after], one.alternatives)
        if best is None:
            yield None
        else:
            yield Stands(best, int(ending[at + best]), exact=not wrong[at + best])
        at = after


def _around(windows: Sequence[Window], letters: "Codes") -> tuple["Costs", "Costs"]:
    """Return what it costs that the place begins, and that it ends, at each letter of a window."""
    count, width = letters.shape
    edges = np.zeros((count, width + 1), dtype=bool)
    for row, one in enumerate(windows):
        edges[row, : len(one.edges)] = one.edges
    lost = np.where(edges, _LOST, _LOST + _INSIDE).astype(np.int16)
    ends = np.array([len(one.letters) for one in windows])
    lost[np.arange(width + 1)[None, :] > ends[:, None]] = _NEVER
    before = _before(letters, [one.before for one in windows])
    behind = _before(letters[:, ::-1], [one.after[::-1] for one in windows])
    return (
        _onward(np.minimum(before, lost), edges),
        _onward(np.minimum(behind, lost[:, ::-1]), edges[:, ::-1])[:, ::-1],
    )


def _clear(costs: "Costs", wrong: "Costs", alternatives: Sequence["Codes"]) -> int | None:
    """Return the one alternative that stands there, if any does.

    The more letters tell it from the others, the less has to be left around it.
    """
    best = int(costs.argmin())
    others = np.delete(costs, best)
    ahead = int(others.min()) - int(costs[best]) if len(others) else 0
    around = int(costs[best]) - int(wrong[best])
    tolerated = len(alternatives[best]) // _TOLERANT * _CHANGED
    if wrong[best] > tolerated or around > min(_MOST + ahead, _SOME_LEFT):
        return None
    return best if ahead > wrong[best] or not len(others) else None


def _onward(costs: "Costs", edges: "NDArray[np.bool_]") -> "Costs":
    """Return what it costs to be at each place if letters were put in before it, for 1 each.

    Only up to the end of a word: what goes on with letters of a word is another word.
    """
    along = np.arange(costs.shape[1], dtype=np.int16)
    apart = np.minimum.accumulate(costs - along, axis=1) + along
    return np.minimum(costs, np.where(edges, apart, np.int16(_NEVER)))


def _before(letters: "Codes", patterns: Sequence["Codes"]) -> "Costs":
    """Return what it costs that a pattern ends at each place, wherever it begins."""
    start = np.zeros((len(letters), letters.shape[1] + 1), dtype=np.int16)
    return _edits(start, letters, _even(patterns, AROUND), AROUND - _LEFT)


def _edits(start: "Costs", letters: "Codes", patterns: "Codes", free: int = 0) -> "Costs":
    """Return what patterns cost up to each place, from what it costs to begin there.

    Rows are independent. A 0 in a pattern is no letter. Up to the first ``free`` letters may be
    left out for 1 each.
    """
    along = _CHANGED * np.arange(letters.shape[1] + 1, dtype=np.int16)
    found = start
    for row, column in enumerate(patterns.T, start=1):
        here = column[:, None]
        new = found + np.int16(_CHANGED)
        same = np.where(letters == here, np.int16(0), np.int16(_CHANGED))
        np.minimum(new[:, 1:], found[:, :-1] + same, out=new[:, 1:])
        new = np.minimum.accumulate(new - along, axis=1) + along
        if row <= free:
            new = np.minimum(new, np.int16(row))
        found = np.where(here == 0, found, new)
    return found


def _even(texts: Sequence["Codes"], width: int) -> "Codes":
    found = np.zeros((len(texts), width), dtype=np.uint32)
    for row, text in enumerate(texts):
        found[row, : len(text)] = text
    return found
