"""What is measured at, in every channel alike: cells, each a stretch of the numbers a copy draws.

A copy draws one number of 16 bits at a site. A cell of that site is 1 for the copies whose number
lies in its stretch, else 0: a word that stands to the right, an alternative that is in the text.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from vault.share.blanks import SIGNS
from vault.share.codes import SCALE, Channel, thresholds
from vault.share.variants import Sheet


class Cell(NamedTuple):
    """The numbers from ``low`` up to but not including ``high``, of a site counted from 0."""

    site: int
    low: int
    high: int

    @property
    def chance(self) -> float:
        """How probable a 1 is, exactly."""
        return (self.high - self.low) / SCALE


def shifted(bias: bytes, channel: Channel, page: int, sites: int) -> list[Cell]:
    """Return the cells of words or lines of a page: one a site, its low numbers."""
    least = thresholds(bias, channel, page, sites)
    return [Cell(site, 0, below) for site, below in enumerate(least)]


def chosen(sheet: Sheet, bias: bytes) -> list[Cell]:
    """Return the cells of a sheet of variants: one for each alternative, site after site."""
    return [
        Cell(site, low, high)
        for site, ends in enumerate(sheet.bounds(bias))
        for low, high in pairwise([0, *ends])
    ]


def signed(sites: int) -> list[Cell]:
    """Return the cells of signs without width: for each site one for each of ``SIGNS``."""
    step = SCALE // len(SIGNS)
    return [
        Cell(site, step * kind, step * (kind + 1))
        for site in range(sites)
        for kind in range(len(SIGNS))
    ]


def bits_of(cells: Sequence[Cell], numbers: Sequence[int]) -> list[int]:
    """Return 0 or 1 for each cell, ``numbers`` being what a copy drew at the sites."""
    return [int(low <= numbers[site] < high) for site, low, high in cells]
