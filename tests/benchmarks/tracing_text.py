"""Texts back to copies: how much is read on the way, and whom the copies' wording names.

In words nobody knows, with the writer's places in them; what becomes of a text on the way is
simulated (``tests/trace/retyped.py``).
"""

import hashlib
import random
import time
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from tests.benchmarks.report import Report
from tests.trace.retyped import (
    DAMAGING,
    DRAFT,
    WAYS,
    chosen_in,
    script,
    seamless,
    visible,
    with_seams,
)
from vault.screenplay.model import Script
from vault.screenplay.reading import canonical_text
from vault.share.codes import CopyCode
from vault.share.variants import Sheet
from vault.share.varying import varied
from vault.trace.evidence import Codes, Verdict, verdicts
from vault.trace.scores import Class
from vault.trace.wording import Wording

BIAS = b"bias of all copies, 32 bytes...."
GOALS = {"10 % of words edited": 0.9, "20 % of words edited": 0.8, "sentences shuffled": 0.9}
"""Shares of the sites still to be seen that have to be read; 0.99 on other ways."""
FEATURE = 20_500
"""Words of a script of about 120 pages."""


def measure(folder: Path, report: Report) -> None:
    """All of it takes a minute or two, in full some fifteen."""
    _read_back(report, 40 if report.full else 4)
    _lone(report, 100 if report.full else 10)
    _colluders(report, 100 if report.full else 10)
    _facts(report)
    _innocents(report, 100_000 if report.full else 10_000)
    _speed(report)


def _key(number: int) -> bytes:
    return hashlib.sha256(b"copy %d" % number).digest()


def _codes(sheet: Sheet, numbers: Iterable[int]) -> Codes:
    return Codes(BIAS, [(str(number), _key(number)) for number in numbers], sheet)


def _chosen(sheet: Sheet, number: int) -> list[int]:
    return sheet.chosen(CopyCode(BIAS, _key(number)))


def _verdicts(told: Script, codes: Codes, text: str) -> list[Verdict]:
    found = Wording({0: text.split()}).measured(DRAFT, lambda: told, codes)
    return verdicts(codes, found, len(codes.copies))


def _named(listed: Iterable[Verdict]) -> set[int]:
    return {int(one.copy_id) for one in listed if one.known_as is not Class.NONE}


def _read_back(report: Report, count: int) -> None:
    for name, way in WAYS.items():
        right = wrong = seen = 0
        for seed in range(count):
            told, sheet = script(6000, 150, 6, seed)
            chosen = _chosen(sheet, seed)
            there = with_seams(sheet.sites)
            text = way(canonical_text(varied(told, there, [one + 1 for one in chosen])), seed)
            shown = (
                visible(text, sheet.sites, chosen) if name in DAMAGING else set(range(len(chosen)))
            )
            found = _read(told, sheet, seamless(text))
            right += chosen_in(chosen, {at: one for at, one in found.items() if at in shown})[0]
            wrong += chosen_in(chosen, found)[1]
            seen += len(shown)
        report.share(f"{name}: sites read of those to be seen", right, seen, GOALS.get(name, 0.99))
        report.share(f"{name}: sites not read otherwise", seen - wrong, seen, 0.99)


def _read(told: Script, sheet: Sheet, text: str) -> dict[int, set[int]]:
    codes = _codes(sheet, [0])
    cells = codes.cells("variant", 0, sum(len(one.alternatives) for one in sheet.sites))
    first: dict[int, int] = {}
    for at, cell in enumerate(cells):
        first.setdefault(cell.site, at)
    found: dict[int, set[int]] = {}
    for one in Wording({0: text.split()}).measured(DRAFT, lambda: told, codes):
        for at in np.flatnonzero(one.values).tolist():
            found.setdefault(cells[at].site, set()).add(at - first[cells[at].site])
    return found


def _lone(report: Report, count: int) -> None:
    high = wrong = 0
    for trial in range(count):
        told, sheet = script(1200, 32, 0, trial)
        leaker = trial % 100
        text = canonical_text(varied(told, sheet.sites, _chosen(sheet, leaker)))
        found = _verdicts(told, _codes(sheet, range(100)), text)
        high += {int(one.copy_id) for one in found if one.known_as is Class.HIGH} == {leaker}
        wrong += bool(_named(found) - {leaker})
    report.share("one leaker of 100, 32 sites: named, and the class high", high, count, 1.0)
    report.none("one leaker of 100, 32 sites: another is named", wrong, count)


def _colluders(report: Report, count: int) -> None:
    for people, sites, least in ((2, 150, 0.95), (3, 300, 0.9)):
        told, sheet = script(30 * sites, sites, 0, 1)
        for way in ("random", "alternating", "majority", "minority"):
            found = wrong = 0
            for trial in range(count):
                chance = random.Random(f"{people} {way} {trial}")
                chosen = [_chosen(sheet, 1000 * trial + one) for one in range(people)]
                mixed = [
                    _mixed(way, column, at, chance)
                    for at, column in enumerate(zip(*chosen, strict=True))
                ]
                text = canonical_text(varied(told, sheet.sites, mixed))
                codes = _codes(sheet, range(1000 * trial, 1000 * trial + 200))
                named = _named(_verdicts(told, codes, text))
                guilty = set(range(1000 * trial, 1000 * trial + people))
                found += bool(named & guilty)
                wrong += bool(named - guilty)
            what = f"{people} who mix by {way}, {sites} sites, 200 copies"
            goal = least if people == 2 and way in ("random", "alternating") else None
            report.share(f"{what}: one or more found", found, count, goal)
            report.none(f"{what}: another is named", wrong, count)


def _mixed(way: str, column: Sequence[int], at: int, chance: random.Random) -> int:
    if way == "random":
        return chance.choice(column)
    if way == "alternating":
        return column[at % len(column)]
    counts = sorted({column.count(one) for one in column})
    wanted = counts[-1] if way == "majority" else counts[0]
    return chance.choice([one for one in column if column.count(one) == wanted])


def _facts(report: Report) -> None:
    told, sheet = script(1500, 0, 6, 1)
    named = wrong = count = 0
    worst = 0.0
    for number in range(60):
        chosen = _chosen(sheet, number)
        words = [one.alternatives[at] for one, at in zip(sheet.sites, chosen, strict=True)]
        for four in combinations(range(6), 4):
            text = " … ".join(words[at] for at in four)
            found = _verdicts(told, _codes(sheet, range(60)), text)
            own = next(one for one in found if one.copy_id == str(number))
            worst = max(worst, own.chance)
            named += number in _named(found)
            wrong += bool(_named(found) - {number})
            count += 1
    report.share("any 4 facts of 16 among 60 copies: the copy named", named, count, 1.0)
    what = "any 4 facts of 16 among 60 copies: chance of a false match"
    report.figure(what, 1e6 * worst, "in 10^6", 1000)
    # Another copy that happens to have the same four is named too: that is the chance stated.
    report.share("any 4 facts of 16 among 60 copies: no other named", count - wrong, count, 0.99)


def _innocents(report: Report, count: int) -> None:
    """Each is held against ten suspects; the class is that of all who were tried."""
    told, sheet = script(6000, 150, 6, 1)
    accused = 0
    for suspect in range(10):
        text = WAYS[list(WAYS)[suspect]](
            canonical_text(varied(told, sheet.sites, _chosen(sheet, suspect))), suspect
        )
        codes = _codes(sheet, range(100, 100 + count // 10))
        accused += len(_named(_verdicts(told, codes, text)))
    report.none("innocent codes accused", accused, count)


def _speed(report: Report) -> None:
    told, sheet = script(FEATURE, 150, 6, 1)
    text = canonical_text(varied(told, sheet.sites, _chosen(sheet, 3)))
    codes = _codes(sheet, range(200))
    begun = time.process_time()
    found = _verdicts(told, codes, text)
    took = time.process_time() - begun
    report.figure("a whole script read at its sites, 200 copies: CPU", took, "s", 5)
    report.share("a whole script, 200 copies: the copy named", int(_named(found) == {3}), 1, 1.0)
