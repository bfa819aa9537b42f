"""Which copy the pages derive from: everything that was measured, held against every code.

All that was measured goes into one sum for each copy; besides, every sheet is held against it by
itself, for pages of several copies may have been put together. How often that was tried counts
against what is found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from vault.share.codes import SCALE, Channel, code_bits, thresholds
from vault.trace.places import Measured
from vault.trace.scores import Class, Score, class_of, scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Bits = NDArray[np.uint8]

LAYERS: dict[Channel, str] = {"word": "word-shift", "line": "line-shift"}
"""Each channel by the name that a copy's entry has for it."""


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of copies that share their probabilities: those of one draft.

    ``copies`` has each copy's id and its copy key.
    """

    bias: bytes = field(repr=False)
    copies: Sequence[tuple[str, bytes]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the hidden marks say of one copy.

    ``chance`` bounds the probability of naming any copy so falsely, all tries counted. ``score``
    and that of each of the ``layers`` are over all sheets, or over the one that alone says more.
    ``sheets`` are the numbers of those that speak for the copy each by itself.
    """

    copy_id: str
    chance: float
    score: Score
    layers: dict[str, Score]
    sheets: tuple[int, ...]

    @property
    def known_as(self) -> Class:
        """The class of what may be said."""
        return class_of(self.chance, 1)


def verdicts(codes: Codes, found: Sequence[Measured], tried: int) -> list[Verdict]:
    """Return what was measured says of each copy, in the copies' order.

    ``found`` must not depend on any copy's code; ``tried`` is how many copies are looked at in all,
    those of other drafts included.
    """
    sheets = sorted({one.sheet for one in found})
    if not sheets or not codes.copies:
        return []
    known = _Known(codes)
    whole = _scored(known, found)
    alone = {sheet: _scored(known, [m for m in found if m.sheet == sheet]) for sheet in sheets}
    ways = 1 if len(sheets) == 1 else 2 * len(sheets)
    listed = []
    for at, (copy_id, _) in enumerate(codes.copies):
        best = min(sheets, key=lambda sheet: alone[sheet].all[at].chance)
        by_whole = whole.all[at].chance * min(2, ways)
        by_one = alone[best].all[at].chance * ways
        stronger = whole if by_whole <= by_one else alone[best]
        chance = min(1.0, min(by_whole, by_one) * tried)
        speaking = tuple(
            sheet
            for sheet in sheets
            if class_of(alone[sheet].all[at].chance, ways * tried) is not Class.NONE
        )
        layers = {name: scores[at] for name, scores in stronger.layers.items()}
        listed.append(Verdict(copy_id, chance, stronger.all[at], layers, speaking))
    return listed


@dataclass(frozen=True, slots=True)
class _Scored:
    """The score of each copy over some sheets, of both channels in one sum, and by layer."""

    all: list[Score]
    layers: dict[str, list[Score]]


def _scored(known: "_Known", found: Sequence[Measured]) -> _Scored:
    by_layer = {
        name: [one for one in found if one.channel == channel] for channel, name in LAYERS.items()
    }
    return _Scored(
        _scores(known, found),
        {name: _scores(known, part) for name, part in by_layer.items() if part},
    )


def _scores(known: "_Known", found: Iterable[Measured]) -> list[Score]:
    """Return the score of each copy over these pages, both channels in one sum.

    What several sheets say of one site is added up before it is held against a code: one bit is
    drawn for it, and counted once.
    """
    sums: dict[tuple[Channel, int], Numbers] = {}
    for one in found:
        before = sums.get((one.channel, one.page))
        if before is None:
            sums[one.channel, one.page] = one.values
        else:
            size = max(len(before), len(one.values))
            sums[one.channel, one.page] = _longer(before, size) + _longer(one.values, size)
    measured = [np.zeros(0), *sums.values()]
    drawn = [known.bits(*place, len(values)) for place, values in sums.items()]
    chances, bits = zip(*drawn, strict=True) if drawn else ((), ())
    return scores(
        np.concatenate(measured),
        np.concatenate([np.zeros(0), *chances]),
        np.concatenate([np.zeros((known.count, 0), dtype=np.uint8), *bits], axis=1),
    )


def _longer(values: "Numbers", size: int) -> "Numbers":
    return np.pad(values, (0, size - len(values)))


class _Known:
    """The bits of all copies on the pages that were asked for, each drawn once."""

    def __init__(self, codes: Codes) -> None:
        self._codes = codes
        self._drawn: dict[tuple[Channel, int], tuple[Numbers, Bits]] = {}
        self.count = len(codes.copies)

    def bits(self, channel: Channel, page: int, sites: int) -> "tuple[Numbers, Bits]":
        """Return the probability of a 1 at each site, and a row of bits for each copy."""
        there = self._drawn.get((channel, page))
        if there is None or len(there[0]) < sites:
            least = thresholds(self._codes.bias, channel, page, sites)
            rows = [code_bits(key, least, channel, page) for _, key in self._codes.copies]
            there = np.array(least) / SCALE, np.array(rows, dtype=np.uint8)
            self._drawn[channel, page] = there
        return there[0][:sites], there[1][:, :sites]
