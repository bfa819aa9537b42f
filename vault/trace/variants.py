"""What stands at the places of a draft that the writer chose, in the texts that turned up.

A place is looked for where the text around it stands in the suspect. Which sites are read, and how,
follows from the suspect, the draft and the sheet alone, and from no copy's code: so every copy that
has nothing to do with the suspect drew its alternatives without regard to it.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vault.share.variants import Site
from vault.trace import readout
from vault.trace.cells import Cell
from vault.trace.passages import Folded, Heap, Stretch, folded
from vault.trace.places import Measured
from vault.trace.readout import AROUND, WIDEST, Window
from vault.trace.spots import Spot, Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.uint32]
    _Alike = tuple[Codes, list[int]]

_REACH = 96
"""Letters from a place to the next run that leads to it."""
_SLACK = 12
_OFTEN = 100
"""How often a place is read: no script is quoted more often in one go, and time must end."""
_POINTED = 1 / 400
"""Marks of punctuation for each letter, in a text that has its own."""
_POINTS = frozenset(".,;:!?")
_ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "—": "--", "–": "--", "―": "--"}
    | dict.fromkeys("<>|*_~#`", "")
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One place that was read: its site, the alternative there, and the letter where it ends."""

    site: int
    alternative: int
    at: int


def readings(heap: Heap, text: Text, stretches: Sequence[Stretch]) -> list[Reading]:
    """Return what stands at the places of a draft, wherever its stretches have them.

    A place may be read more than once, where passages of several copies, or one twice, turned up.
    """
    groups = [_by_letters(site) for site in text.sites]
    asked = list(_asked(heap, text, stretches, groups))
    pointed = _pointed(heap.text)
    found = []
    for one, stands in zip(asked, readout.read([one.window for one in asked]), strict=True):
        if stands is None:
            continue
        end = one.start + stands.end
        letters, alike = groups[one.spot.site][stands.alternative]
        if len(alike) == 1:
            found.append(Reading(one.spot.site, alike[0], end))
        elif pointed and stands.exact:
            there = heap.text.between(end - len(letters), end)
            found += _by_points(text, one.spot, alike, there, end)
    return found


class _Asked(NamedTuple):
    """A place that is looked for, and the window from a letter of the text on that may have it."""

    spot: Spot
    start: int
    window: Window


def _asked(
    heap: Heap, text: Text, stretches: Sequence[Stretch], groups: Sequence[Sequence["_Alike"]]
) -> Iterator[_Asked]:
    starts = np.array([spot.start for spot in text.spots], dtype=np.int64)
    often = Counter[Spot]()
    codes, edges, ours = heap.text.codes, heap.text.begins, text.whole.codes
    for stretch in stretches:
        first, last = stretch.reach
        low, high = np.searchsorted(starts, [first - _REACH, last + _REACH])
        for spot in text.spots[low:high]:
            alternatives = [letters for letters, _ in groups[spot.site]]
            there = _where(stretch, spot, max(map(len, alternatives)))
            start, end = max(0, there[0]), min(len(codes), there[1])
            if start < end <= start + WIDEST and often[spot] < _OFTEN:
                often[spot] += 1
                window = Window(
                    codes[start:end],
                    edges[start : end + 1],
                    ours[max(0, spot.start - AROUND) : spot.start],
                    ours[spot.end : spot.end + AROUND],
                    alternatives,
                )
                yield _Asked(spot, start, window)


def _by_letters(site: Site) -> list["_Alike"]:
    """Return the alternatives of a site, those together that have the same letters."""
    found: dict[bytes, _Alike] = {}
    for number, alternative in enumerate(site.alternatives):
        codes = folded(alternative).codes
        found.setdefault(codes.tobytes(), (codes, []))[1].append(number)
    return list(found.values())


def _where(stretch: Stretch, spot: Spot, longest: int) -> tuple[int, int]:
    """Return between which letters of the text a place may be, by the runs next to it.

    Nothing, from 0 to 0, where none is near.
    """
    left = int(np.searchsorted(stretch.ours, spot.start, side="right")) - 1
    right = int(np.searchsorted(stretch.ours, spot.end))
    around = AROUND + _SLACK
    low = high = None
    if left >= 0 and spot.start - int(stretch.ours[left]) <= _REACH:
        low = int(stretch.theirs[left]) + spot.start - int(stretch.ours[left]) - around
    if right < len(stretch.ours) and int(stretch.ours[right]) - spot.end <= _REACH:
        high = int(stretch.theirs[right]) + spot.end - int(stretch.ours[right]) + around
    if low is None:
        return (high - longest - 2 * around, high) if high is not None else (0, 0)
    if high is None or not low < high <= low + WIDEST:
        return low, low + longest + 2 * around
    return low, high


def _pointed(text: Folded) -> bool:
    return sum(map(text.text.count, _POINTS)) >= _POINTED * len(text.codes)


def _by_points(
    text: Text, spot: Spot, alike: Sequence[int], there: str, at: int
) -> Iterator[Reading]:
    """Give the alternative whose marks of punctuation stand there too, if it is one alone."""
    whole = text.whole
    around = whole.between(spot.start, spot.end)
    begins = int(whole.places[spot.start - 1]) + 1 if spot.start else 0
    before = around[: spot.begins - begins]
    after = around[spot.ends - begins :]
    told = _marks(there)
    same = [
        number
        for number in alike
        if _marks(before + folded(text.sites[spot.site].alternatives[number]).text + after) == told
    ]
    if len(same) == 1:
        yield Reading(spot.site, same[0], at)


def _marks(text: str) -> str:
    return "".join(text.translate(_ALIKE).split())


def measured(
    heap: Heap, cells: Sequence[Cell], sites: Sequence[Site], found: Iterable[Reading]
) -> list[Measured]:
    """Return what was read, sheet by sheet: for each cell a weight, 0 where nothing was read.

    ``cells`` are those of the sheet, one for each alternative, site after site. What was read of a
    site in several places shares its weight: a name on every page counts once.
    """
    firsts = np.cumsum([0, *(len(site.alternatives) for site in sites)])
    by_sheet: dict[int, Counter[int]] = {}
    counted = Counter[int]()
    for one in dict.fromkeys(found):
        by_sheet.setdefault(heap.sheet(one.at - 1), Counter())[
            int(firsts[one.site]) + one.alternative
        ] += 1
        counted[one.site] += 1
    listed = []
    for sheet, there in sorted(by_sheet.items()):
        values = np.zeros(len(cells))
        for cell, times in there.items():
            values[cell] = weight(cells[cell].chance) * times / counted[cells[cell].site]
        listed.append(Measured("variant", sheet, 0, values))
    return listed


def weight(chance: float) -> float:
    """Return how much it counts that an alternative was read which copies have with this chance.

    So much that it makes a difference of ln(1 + 1 / chance) whether a copy has it: the logarithm of
    how much likelier it is there, were one of two readings another copy's. In units in which one of
    two equal alternatives counts 1, as a word does that stands aside and was measured without
    noise. (After Laarhoven, IEEE Int. Workshop Inf. Forensics and Security, 2014: the score for
    colluders who interleave their copies.)
    """
    return math.sqrt(chance * (1 - chance)) * math.log(1 + 1 / chance) * 2 / math.log(3)
