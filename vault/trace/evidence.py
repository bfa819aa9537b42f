"""Which copy the pages derive from: everything that was measured, held against every code.

All that was measured, shifts and variants, goes into one sum for each copy; besides, every sheet is
held against it by itself, for pages of several copies may have been put together. How often that
was tried counts against what is found.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from vault.share.blanks import SIGNS
from vault.share.codes import Channel, drawn
from vault.share.variants import Sheet
from vault.trace.cells import Cell, chosen, shifted, signed
from vault.trace.places import Measured
from vault.trace.scores import Class, Score, class_of, scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Bits = NDArray[np.uint8]

LAYERS: dict[Channel, str] = {"word": "word-shift", "line": "line-shift", "blank": "zero-width"}
"""Each channel by the name that a copy's entry has for it; that of variants is their sort."""
ORDER = ("word-shift", "line-shift", "wording", "fact", "zero-width")
"""The layers as they are told."""


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of copies that share their probabilities: those of one draft.

    ``copies`` has each copy's id and its copy key; ``sheet`` the variants they were made with;
    ``blank`` whether they have signs without width.
    """

    bias: bytes = field(repr=False)
    copies: Sequence[tuple[str, bytes]] = field(repr=False)
    sheet: Sheet | None = field(default=None, repr=False)
    blank: bool = False

    def cells(self, channel: Channel, page: int, count: int) -> list[Cell]:
        """Return what each of so many measured values of a page was measured at."""
        if channel == "variant":
            return chosen(self.sheet, self.bias)[:count] if self.sheet else []
        if channel == "blank":
            return signed(-(-count // len(SIGNS)))[:count]
        return shifted(self.bias, channel, page, count)

    def layer(self, channel: Channel, site: int) -> str:
        """Return the layer of a site, by the name that a copy's entry has for it."""
        if channel == "variant" and self.sheet:
            return self.sheet.sites[site].sort
        return LAYERS[channel]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the hidden marks say of one copy.

    ``chance`` bounds the probability of naming any copy so falsely, all tries counted. ``score``
    and that of each of the ``layers`` are over all sheets, or over the one that alone says more.
    ``sheets`` are the numbers of those that speak for the copy each by itself; ``alone`` is the one
    that says more than all of them, if one does. ``tries`` is what the chance of ``score`` was
    multiplied by.
    """

    copy_id: str
    chance: float
    score: Score
    layers: dict[str, Score]
    sheets: tuple[int, ...]
    alone: int | None = None
    tries: int = 1

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
        together = by_whole <= by_one
        stronger = whole if together else alone[best]
        chance = min(1.0, min(by_whole, by_one) * tried)
        speaking = tuple(
            sheet
            for sheet in sheets
            if class_of(alone[sheet].all[at].chance, ways * tried) is not Class.NONE
        )
        layers = {name: scores[at] for name, scores in stronger.layers.items()}
        listed.append(
            Verdict(
                copy_id,
                chance,
                stronger.all[at],
                layers,
                speaking,
                None if together else best,
                tried * (min(2, ways) if together else ways),
            )
        )
    return listed


@dataclass(frozen=True, slots=True)
class _Scored:
    """The score of each copy over some sheets, of both channels in one sum, and by layer."""

    all: list[Score]
    layers: dict[str, list[Score]]


def _scored(known: "_Known", found: Sequence[Measured]) -> _Scored:
    by_layer: dict[str, list[Measured]] = {}
    for one in found:
        for name, part in known.layers(one):
            by_layer.setdefault(name, []).append(part)
    order = sorted(by_layer, key=ORDER.index)
    return _Scored(_scores(known, found), {name: _scores(known, by_layer[name]) for name in order})


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
        self._drawn: dict[tuple[Channel, int], tuple[list[Cell], Numbers, Bits]] = {}
        self.count = len(codes.copies)

    def bits(self, channel: Channel, page: int, count: int) -> "tuple[Numbers, Bits]":
        """Return the probability of a 1 at each of so many cells, and a row of bits a copy."""
        _, chances, bits = self._known(channel, page, count)
        return chances[:count], bits[:, :count]

    def layers(self, one: Measured) -> Iterator[tuple[str, Measured]]:
        """Give each layer of what was measured, with nothing of the others."""
        if one.channel in LAYERS:
            yield LAYERS[one.channel], one
            return
        cells, *_ = self._known(one.channel, one.page, len(one.values))
        names = np.array([self._codes.layer(one.channel, cell.site) for cell in cells])
        for name in dict.fromkeys(names[one.values != 0].tolist()):
            yield name, replace(one, values=np.where(names == name, one.values, 0.0))

    def _known(self, channel: Channel, page: int, count: int) -> "tuple[list[Cell], Numbers, Bits]":
        there = self._drawn.get((channel, page))
        if there is None or len(there[0]) < count:
            cells = self._codes.cells(channel, page, count)
            site, low, high = np.array(cells, dtype=np.int64).reshape(-1, 3).T
            sites = int(site.max(initial=-1)) + 1
            keys = [key for _, key in self._codes.copies]
            found = [np.array(drawn(key, channel, page, sites)[:sites], np.uint16) for key in keys]
            numbers = np.array(found, dtype=np.uint16)
            there_is = numbers.reshape(len(keys), sites)[:, site]
            bits = ((low <= there_is) & (there_is < high)).astype(np.uint8)
            there = cells, np.array([cell.chance for cell in cells]), bits
            self._drawn[channel, page] = there
        return there
