"""Pages on paper and back: how surely they lead to their copy, by how many words they have.

Printers, scanners, copiers and phones are simulated (``tests/trace/paper.py``); what real ones do
has to be measured with real ones.
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tests.benchmarks.report import Report
from tests.benchmarks.tracing_works import COPIES, LEAKED, Leaf, Work, batches, leaves, some
from tests.trace.paper import Way, printed, taken
from vault.trace.evidence import verdicts
from vault.trace.finding import Edition, find
from vault.trace.looking import look
from vault.trace.scores import Class

FINE = 600
_AT_ONCE = 24
_SIZES = (0, 20, 40, 80, 120, 160, 200, 10_000)


@dataclass(frozen=True)
class Goal:
    """How a page comes back, how many are tried (few, in full), the least z and on what part.

    ``enough`` words have to lie on what is there for a page to be held to it: z is 0.82 times the
    root of the places at best, with a spread of 0.58, whatever is done.
    """

    name: str
    way: Way
    few: int
    full: int
    z: float
    part: float
    enough: int = 80


GOALS = (
    Goal("flat scan, 150 dpi", Way(), 20, 0, 8, 0.99, 120),
    Goal("flat scan, 200 dpi", Way(dpi=200), 8, 60, 8, 0.99, 120),
    Goal("flat scan, 300 dpi", Way(dpi=300), 8, 60, 8, 0.99, 120),
    Goal("fax", Way(dpi=100, bilevel=True), 8, 60, 6, 0.95),
    Goal("ten copies of copies",
         Way(dpi=200, generations=10, bilevel=True, turn=0.3, stretch=0.003), 4, 40, 6, 0.9),
    Goal("upper half of a page", Way(dpi=200, part=(0, 0, 1, 0.5)), 8, 80, 6, 0.95),
    Goal("lower half of a page", Way(dpi=200, part=(0, 0.5, 1, 1)), 8, 80, 6, 0.95),
    Goal("a page that bends, 12 dots of 300", Way(dpi=200, curl=12, light=0.3), 8, 80, 6, 0.9),
)  # fmt: skip
"""0 pages means every page of every script once."""


@dataclass(frozen=True)
class Said:
    """What one picture says of one draft: the page, the likeliest copy, and z of the leaked one."""

    page: int
    copy_id: str
    known_as: Class
    z: float


@dataclass(frozen=True)
class Seen:
    """What one picture of one page came to."""

    leaf: Leaf
    words: int
    found: bool
    z: float
    named: str | None
    known_as: Class

    @property
    def wrong(self) -> bool:
        return self.named not in (None, LEAKED)


def measure(found: Sequence[Work], report: Report) -> None:
    """Every page of the scripts, in every way; those with few words apart."""
    every = leaves(found)
    for goal in GOALS:
        count = (goal.full or len(every)) if report.full else goal.few
        chosen = every if count == len(every) else some(every, count, 1)
        tell(report, goal, seen(chosen, goal.way))


def seen(chosen: Sequence[Leaf], way: Way, first: int = 0) -> list[Seen]:
    """Print each page, take it up again and trace it by itself, among the copies of its script.

    ``first`` is the number that chance begins with.
    """
    told: list[Seen] = []
    for batch in batches(chosen, _AT_ONCE):
        work = batch[0].work
        begins = first + len(told)
        shown = {
            at: taken(printed(work.marked, one.page, FINE), way, begins + at, FINE)
            for at, one in enumerate(batch)
        }
        said = traced(shown, [work.edition])
        told += [_judged(one, way, each) for one, each in zip(batch, said, strict=True)]
    return told


def traced(shown: dict[int, np.ndarray], editions: Sequence[Edition]) -> list[list[Said]]:
    """Trace each picture as if it had come alone."""
    findings, _ = look(
        {n: lambda one=one: one for n, one in shown.items()}, find({}, editions), time.monotonic
    )
    told: list[list[Said]] = [[] for _ in shown]
    for at, number in enumerate(shown):
        here = [one for one in findings if any(p.sheet == number for p in one.passages)]
        for one in here:
            page = next(p.page for p in one.passages if p.sheet == number)
            said = [m for m in one.measured if m.sheet == number]
            listed = verdicts(one.edition.codes, said, len(here) * len(COPIES))
            if listed:
                best = min(listed, key=lambda verdict: verdict.chance)
                leaked = next(v for v in listed if v.copy_id == LEAKED)
                told[at].append(Said(page, best.copy_id, best.known_as, leaked.score.z))
    return told


def _judged(leaf: Leaf, way: Way, told: list[Said]) -> Seen:
    left, top, right, bottom = way.part
    table = leaf.work.tables[leaf.page]
    x, y = table.x / 612, table.y / 792
    words = int(((left < x) & (x < right) & (top < y) & (y < bottom)).sum())
    if not told:
        return Seen(leaf, words, False, 0.0, None, Class.NONE)
    [said] = told
    named = said.copy_id if said.known_as is not Class.NONE else None
    found = said.page == leaf.page
    return Seen(leaf, words, found, said.z if found else 0.0, named, said.known_as)


def tell(report: Report, goal: Goal, told: Sequence[Seen]) -> None:
    """The goal over pages with enough words; then all pages, by how many words they have."""
    big = [one for one in told if one.words >= goal.enough]
    reached = sum(one.z >= goal.z for one in big)
    report.share(f"{goal.name}: z >= {goal.z:g}, from {goal.enough} words on", reached, len(big),
                 goal.part)  # fmt: skip
    report.none(f"{goal.name}: wrong copies named", sum(one.wrong for one in told), len(told))
    for low, high in pairwise(_SIZES):
        here = [one for one in told if low <= one.words < high]
        if here:
            _of_size(report, f"{low} words and more" if high == _SIZES[-1] else
                     f"{low}-{high - 1} words", here)  # fmt: skip
    for one in big:
        if one.z < goal.z:
            report.spread(f"  missed: {one.leaf.work.name}, page {one.leaf.page},"
                          f" {one.words} words", [one.z])  # fmt: skip


def _of_size(report: Report, size: str, here: Sequence[Seen]) -> None:
    ways = Counter(str(one.known_as) for one in here if one.named == LEAKED)
    report.share(f"  {size}: page found", sum(one.found for one in here), len(here))
    report.share(f"  {size}: named (high {ways['high']}, indicative {ways['indicative']})",
                 ways.total(), len(here))  # fmt: skip
    report.spread(f"  {size}: z", [one.z for one in here])
