"""What a report says of one finding, in figures that follow from what the report carries along.

Each copy that is named is scored again in whole numbers, over all sheets or the one that alone says
more, and beside it 100,000 codes that nobody has: what comes out by chance is drawn, not claimed.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from vault.encoding import Json
from vault.trace.cells import Cell
from vault.trace.evidence import Codes, Verdict
from vault.trace.finding import Finding
from vault.trace.places import Measured
from vault.trace.replay import DECOYS, FINE, UNIT, Part, Weighed, decimal, layers, weighed

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Figure:
    """A score as it is reported: z to four decimals, the bound on its chance, the sites used."""

    z: str
    chance: float
    sites: int

    def as_json(self) -> dict[str, Json]:
        """Return it as a report carries it along."""
        return {"z": self.z, "chance": small(self.chance), "sites": self.sites}


@dataclass(frozen=True, slots=True)
class Named:
    """What the marks say of a copy that is named.

    ``alone``: the one sheet it is scored over, None for all. ``overall`` bounds the chance of
    naming any copy so falsely: that of the score times ``tries``. ``as_high`` counts the decoys.
    """

    copy_id: str
    alone: int | None
    whole: Figure
    tries: int
    layers: dict[str, Figure]
    as_high: int

    @property
    def overall(self) -> float:
        """The chance of naming any copy so falsely."""
        return min(1.0, self.whole.chance * self.tries)


@dataclass(frozen=True, slots=True)
class Decoys:
    """How codes that nobody has score: each bin's lower end and how many, and the highest.

    ``others`` are the scores of the copies that were issued and are not named.
    """

    alone: int | None
    seed: bytes
    bins: tuple[tuple[str, int], ...]
    width: float
    highest: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reported:
    """All figures of one finding, and what they follow from.

    ``sheets`` are the pages that turned up on which marks were looked for.
    """

    sheets: tuple[int, ...]
    parts: tuple[Part, ...]
    named: dict[str, Named]
    decoys: tuple[Decoys, ...]

    def as_json(self) -> dict[str, Json]:
        """Return what was measured and what codes that nobody has make of it."""
        return {
            "sheets": list(self.sheets),
            "measured": [_measured(part) for part in self.parts],
            "decoys": [
                {
                    "alone": one.alone,
                    "seed": one.seed.hex(),
                    "count": sum(count for _, count in one.bins),
                    "bins": [[begin, count] for begin, count in one.bins],
                    "highest": one.highest,
                    "others": list(one.others),
                }
                for one in self.decoys
            ],
        }


def reported(
    finding: Finding,
    names: Collection[str],
    seed: bytes,
    progress: Progress = lambda *_: None,
    count: int = DECOYS,
) -> Reported:
    """Return the figures of a finding; ``names`` are the copies that are named.

    Where none is, codes that nobody has are drawn all the same. ``seed``: 32 random bytes.
    """
    codes = finding.edition.codes
    parts = parts_of(codes, finding.measured)
    sheets = tuple(sorted({one.sheet for one in finding.measured}))
    verdicts = {one.copy_id: one for one in finding.verdicts if one.copy_id in names}
    bases = {one.alone for one in verdicts.values()} or {None}
    named: dict[str, Named] = {}
    decoys = []
    for alone in sorted(bases, key=lambda sheet: -1 if sheet is None else sheet):
        chosen = [part for part in parts if alone in (None, part.sheet)]
        whole = weighed(chosen)
        if whole is None:
            continue
        here = {name: one for name, one in verdicts.items() if one.alone == alone}
        sums = whole.decoys(seed, count, progress)
        totals = {name: whole.total(key) for name, key in codes.copies}
        for name, verdict in here.items():
            above = int(np.count_nonzero(sums >= totals[name]))
            named[name] = _named(verdict, dict(codes.copies)[name], whole, chosen, above)
        others = sorted(total for name, total in totals.items() if name not in verdicts)
        decoys.append(
            Decoys(
                alone,
                seed,
                tuple(whole.histogram(sums)),
                whole.width / FINE,
                whole.z(int(sums.max())),
                tuple(map(whole.z, others)),
            )
        )
    return Reported(sheets, tuple(parts), named, tuple(decoys))


def parts_of(codes: Codes, found: Sequence[Measured]) -> list[Part]:
    """Return what was measured, layer by layer, in whole numbers, without what says nothing."""
    parts = []
    for one in found:
        layered: dict[str, list[tuple[Cell, int]]] = {}
        cells = codes.cells(one.channel, one.page, len(one.values))
        for cell, value in zip(cells, one.values, strict=True):
            units = round(float(value) * UNIT)
            if units:
                layered.setdefault(codes.layer(one.channel, cell.site), []).append((cell, units))
        parts += [
            Part(layer, one.channel, one.page, one.sheet, tuple(listed))
            for layer, listed in layered.items()
        ]
    return parts


def small(chance: float) -> str:
    """Return a probability to three digits, as programs write it."""
    return f"{chance:.2e}"


def _named(
    verdict: Verdict, key: bytes, whole: Weighed, chosen: Sequence[Part], above: int
) -> Named:
    return Named(
        verdict.copy_id,
        verdict.alone,
        _figure(whole, key),
        verdict.tries,
        {name: _figure(alone, key) for name, alone in layers(chosen)},
        above,
    )


def _figure(scored: Weighed, key: bytes) -> Figure:
    total = scored.total(key)
    return Figure(scored.z(total), scored.chance(total), len(scored.cells))


def _measured(part: Part) -> dict[str, Json]:
    return {
        "layer": part.layer,
        "channel": part.channel,
        "page": part.page,
        "sheet": part.sheet,
        "cells": [
            [cell.site, cell.low, cell.high, decimal(value, UNIT, 9)] for cell, value in part.cells
        ],
    }
