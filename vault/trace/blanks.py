"""Which signs without width stand in the texts that turned up, behind the words of a draft.

At a site a copy has none, or one of three. That there is none can be told only where such signs
came through at all: what was retyped, or cleaned of them, has none anywhere, and would speak for
whatever copy happens to have few. So nothing is read at a site but near a sign that was read.

Which sites are read, and how, follows from what turned up, the draft and its sheet of variants, and
from no copy's code.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vault.screenplay.model import Script
from vault.share.blanks import SIGNS, sites
from vault.share.variants import Sheet
from vault.trace.passages import RUN, Heap, Stretch, folded
from vault.trace.places import Measured
from vault.trace.spots import Text
from vault.trace.variants import weight

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.uint32]

KINDS = len(SIGNS)
NEAR = 4
"""So many sites on either side one must have a sign for there being none to be told. Where signs
came through, so many in a row without one come once in 256 times."""
_ALIKE = 4
"""Letters by which a word's end is known again."""


class Reading(NamedTuple):
    """What stands at one site: the site's number, which of ``SIGNS``, behind which letter."""

    site: int
    kind: int
    at: int


def measured(found: Sequence[Reading], heap: Heap) -> list[Measured]:
    """Return what was read, sheet by sheet: for each cell a weight, 0 where nothing was read.

    What was read of a site in several places shares its weight.
    """
    size = KINDS * (1 + max((one.site for one in found), default=-1))
    counted = Counter(one.site for one in found)
    by_sheet: dict[int, Measured] = {}
    for one in found:
        sheet = heap.sheet(one.at)
        there = by_sheet.setdefault(sheet, Measured("blank", sheet, 0, np.zeros(size)))
        there.values[KINDS * one.site + one.kind] += weight(1 / KINDS) / counted[one.site]
    return [by_sheet[sheet] for sheet in sorted(by_sheet)]


def read(
    heap: Heap, text: Text, stretches: Sequence[Stretch], script: Script, sheet: Sheet | None
) -> list[Reading]:
    """Return what stands at the sites of a draft, in the order in which it turned up.

    ``text`` is the ``script`` with its ``sheet`` of variants, as far as it has one; ``stretches``
    lead to it. A site may be read more than once, where a passage turned up twice.
    """
    if not any(sign in heap.text.text for sign in SIGNS[1:]):
        return []
    letters = _letters(text, script, sheet)
    row = sorted({one for each in stretches for one in _within(heap, text, each, letters)}, key=_at)
    signed = [number for number, one in enumerate(row) if one.kind]
    near = {number for one in signed for number in range(one - NEAR, one + NEAR + 1)}
    return [one for number, one in enumerate(row) if number in near]


def _at(one: Reading) -> int:
    return one.at


_Sited = tuple[int, int]
"""The last letter of a word among a draft's letters, and the number of the site behind it."""


def _letters(text: Text, script: Script, sheet: Sheet | None) -> list[_Sited]:
    """Return the sites of a draft, in order."""
    shown = np.cumsum([not element.omitted for element in script.elements])
    firsts = np.searchsorted(text.paragraphs, shown)
    return [
        (int(firsts[site.element]) + len(folded(before).codes) - 1, site.number)
        for site in sites(script, sheet)
        for before in (script.elements[site.element].text[: site.end],)
    ]


def _within(
    heap: Heap, text: Text, stretch: Stretch, letters: Sequence[_Sited]
) -> Iterator[Reading]:
    """Give what stands behind the words that a stretch has, as far as they are the same."""
    first, last = stretch.reach
    for letter, site in letters[bisect_left(letters, (first, 0)) : bisect_left(letters, (last, 0))]:
        run = int(np.searchsorted(stretch.ours, letter, side="right")) - 1
        behind = letter - int(stretch.ours[run])
        at = int(stretch.theirs[run]) + behind
        if behind < RUN and _same(heap.text.codes, at, text.whole.codes, letter):
            kind = _kind(heap, at)
            if kind is not None:
                yield Reading(site, kind, at)


def _same(theirs: "Codes", at: int, ours: "Codes", letter: int) -> bool:
    """Tell whether letters end alike: a run may lead past a place where copies differ."""
    one = theirs[max(0, at + 1 - _ALIKE) : at + 1]
    other = ours[max(0, letter + 1 - _ALIKE) : letter + 1]
    size = min(len(one), len(other))
    return size > 0 and bool((one[-size:] == other[-size:]).all())


def _kind(heap: Heap, at: int) -> int | None:
    """Return which sign stands behind a letter that ends a word, or None where that is unclear.

    Behind the last word of a sheet there may have been one that was not copied with it.
    """
    there = heap.text.between(at + 1, at + 1)
    found = {SIGNS.index(sign) for sign in there if sign in SIGNS[1:]}
    if len(found) == 1:
        return found.pop()
    last = at + 1 == len(heap.text.codes) or heap.sheet(at) != heap.sheet(at + 1)
    return None if found or last or not there else 0
