"""The same scores once more, in whole numbers: so that anybody's program comes to the same figures.

What a report says of a copy has to follow, digit for digit, from what it carries along. So measured
values are kept to the billionth, weights are whole multiples of 2⁻⁴⁰, and sums of them are exact.

Form: the section "The report" of ``marks.md`` beside the format.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import shake_256
from math import isqrt
from typing import NamedTuple

import numpy as np

from vault.share.codes import SCALE, Channel, drawn
from vault.trace.cells import Cell
from vault.trace.scores import bound

UNIT = 10**9
"""What a measured value is a whole multiple of: billionths of the size of a mark."""
FINE = 1 << 40
"""Weights are whole multiples of 1 / ``FINE``."""
DECOYS = 100_000
_DOMAIN = b"scriptvault/report/v1/decoy\n"
_AT_ONCE = 1 << 19
"""Cells that are looked at in one go: what fits the processor's own memory is fastest."""


class Draw(NamedTuple):
    """One number that a copy draws."""

    channel: Channel
    page: int
    site: int


@dataclass(frozen=True, slots=True)
class Part:
    """What one sheet says of one page in one layer: the cells measured, with what was found."""

    layer: str
    channel: Channel
    page: int
    sheet: int
    cells: tuple[tuple[Cell, int], ...]


@dataclass(frozen=True)
class Weighed:
    """Cells with their weights, ready to be held against any code.

    ``draws`` are the numbers that are asked of it, each once, in order; ``at`` has of each cell
    which of them is its own. ``sums`` are what was measured, all sheets added up.
    """

    draws: tuple[Draw, ...]
    at: tuple[int, ...]
    cells: tuple[Cell, ...]
    sums: tuple[int, ...]

    @cached_property
    def weights(self) -> tuple[int, ...]:
        """The weight of each cell: what was measured, by its length and the spread of the bit."""
        whole = sum(value * value for value in self.sums)
        found = []
        for (_, low, high), value in zip(self.cells, self.sums, strict=True):
            spread = (high - low) * (SCALE - (high - low))
            size = isqrt(value * value * SCALE * SCALE * FINE * FINE // (whole * spread))
            found.append(size if value > 0 else -size)
        return tuple(found)

    @cached_property
    def middle(self) -> int:
        """What the sum of the weights comes to on average, times ``SCALE``."""
        return sum(
            weight * (cell.high - cell.low)
            for weight, cell in zip(self.weights, self.cells, strict=True)
        )

    def total(self, key: bytes) -> int:
        """Return the sum of the weights where a copy with this key has a 1."""
        found: dict[tuple[Channel, int], Sequence[int]] = {}
        most: dict[tuple[Channel, int], int] = {}
        for channel, page, site in self.draws:
            most[channel, page] = max(site, most.get((channel, page), 0))
        for (channel, page), site in most.items():
            found[channel, page] = drawn(key, channel, page, site + 1)
        numbers = [found[draw.channel, draw.page][draw.site] for draw in self.draws]
        return sum(
            weight
            for weight, at, cell in zip(self.weights, self.at, self.cells, strict=True)
            if cell.low <= numbers[at] < cell.high
        )

    def z(self, total: int) -> str:
        """Return the score of a sum, to four decimals."""
        return decimal(SCALE * total - self.middle, FINE * SCALE, 4)

    def chance(self, total: int) -> float:
        """Return the bound on the chance that an innocent copy scores as high."""
        sums = np.array(self.sums, dtype=np.float64) / UNIT
        probability = np.array([cell.chance for cell in self.cells])
        z = (SCALE * total - self.middle) / (FINE * SCALE)
        return bound(sums / np.linalg.norm(sums), probability, z)

    def decoys(
        self,
        seed: bytes,
        count: int = DECOYS,
        progress: Callable[[int, int], None] = lambda *_: None,
    ) -> "NumbersOf":
        """Return the sums of so many codes that nobody has.

        Decoy *d* draws what SHAKE-256 (FIPS 202) gives for the seed and *d*, in the order of
        ``draws``.
        """
        weights = np.array(self.weights, dtype=np.float64)
        low = np.array([cell.low for cell in self.cells], dtype=np.uint16)
        last = np.array([cell.high - 1 for cell in self.cells], dtype=np.uint16)
        own = np.array(self.at, dtype=np.int64)
        size = 2 * len(self.draws)
        sums = np.zeros(count)
        each = max(1, _AT_ONCE // len(self.cells))
        for begin in range(0, count, each):
            end = min(count, begin + each)
            raw = b"".join(decoy(seed, number, size) for number in range(begin, end))
            numbers = np.frombuffer(raw, dtype=">u2").astype(np.uint16).reshape(end - begin, -1)
            numbers = numbers if len(own) == len(self.draws) else numbers[:, own]
            # Whole numbers below 2**53: the sum is exact in whatever order it is made.
            sums[begin:end] = ((low <= numbers) & (numbers <= last)).astype(np.float64) @ weights
            progress(end, count)
        return sums

    @cached_property
    def width(self) -> int:
        """How wide the bins of the histogram are, a whole multiple of the weight in the middle.

        About half a standard deviation. Where weights are alike scores come in steps of one
        weight: so all bins have as many of them, and none stands out for that.
        """
        return self._step * max(1, (FINE // 2 + self._step // 2) // self._step)

    def histogram(self, sums: "NumbersOf") -> list[tuple[str, int]]:
        """Return the bins, from the lowest that has any: the score it begins at, how many."""
        begin = self._step // 2
        at = (sums.astype(np.int64) - begin) // self.width
        lowest = int(at.min())
        counted = np.bincount(at - lowest)
        return [
            (self.z(begin + self.width * (lowest + number)), int(count))
            for number, count in enumerate(counted)
        ]

    @cached_property
    def _step(self) -> int:
        sizes = sorted(map(abs, self.weights))
        return max(1, sizes[(len(sizes) - 1) // 2])


NumbersOf = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def decoy(seed: bytes, number: int, size: int) -> bytes:
    """Return the numbers of one decoy, two bytes each, the higher first."""
    return shake_256(_DOMAIN + seed + number.to_bytes(4)).digest(size)


def weighed(parts: Iterable[Part]) -> Weighed | None:
    """Return the cells of some parts, each once, what several sheets say of it added up.

    None where nothing is left to be held against a code.
    """
    sums: dict[tuple[Draw, Cell], int] = {}
    for part in parts:
        for cell, value in part.cells:
            place = Draw(part.channel, part.page, cell.site), cell
            sums[place] = sums.get(place, 0) + value
    kept = sorted(place for place, value in sums.items() if value)
    if not kept:
        return None
    draws = sorted({draw for draw, _ in kept})
    at = {draw: number for number, draw in enumerate(draws)}
    return Weighed(
        tuple(draws),
        tuple(at[draw] for draw, _ in kept),
        tuple(cell for _, cell in kept),
        tuple(sums[place] for place in kept),
    )


def layers(parts: Sequence[Part]) -> Iterator[tuple[str, Weighed]]:
    """Give each layer of some parts by itself."""
    for name in dict.fromkeys(part.layer for part in parts):
        alone = weighed(part for part in parts if part.layer == name)
        if alone is not None:
            yield name, alone


def decimal(above: int, below: int, places: int) -> str:
    """Return a fraction with so many decimals, halves rounded up."""
    units = (2 * above * 10**places + below) // (2 * below)
    sign, units = ("-", -units) if units < 0 else ("", units)
    return f"{sign}{units // 10**places}.{units % 10**places:0{places}d}"
