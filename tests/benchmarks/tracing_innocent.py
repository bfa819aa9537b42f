"""Who is named that should not be: pages without marks, codes that nobody has, readers who mix."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.benchmarks.report import Report
from tests.benchmarks.tracing_paper import FINE, traced
from tests.benchmarks.tracing_works import (
    COPIES,
    SECRET,
    Leaf,
    Work,
    batches,
    drawn,
    edition,
    leaves,
    some,
)
from tests.trace.paper import Way, printed, taken
from vault.share.codes import bias_key, code_bits, copy_key, thresholds
from vault.share.copies import Layout
from vault.trace import letters
from vault.trace.evidence import Codes, Verdict, verdicts
from vault.trace.finding import find
from vault.trace.looking import look
from vault.trace.places import Measured, of_letters, tables
from vault.trace.scores import Class

_AT_ONCE = 48
MANY = 100_000
COLLUDERS, PAGES_OF_THEM, SITES = 5, 10, 240
"""Words and lines of a page together, as scripts have them on average."""


def measure(found: Sequence[Work], report: Report) -> None:
    """Nobody is to be named by any of it, but those who mixed."""
    for what, others in (("of the same draft", False), ("of other scripts", True)):
        _scans(found, report, 500 if report.full else 12, what, others=others)
    _colluders(report)
    _colluders_on_paper(found[-1], report)
    _strange_codes(found, report)
    _files(found, report)
    count = 100 if report.full else 6
    _scans(found, report, count, "with the marks of another vault", strange=True)


def _files(found: Sequence[Work], report: Report) -> None:
    """Every page as a PDF against all drafts: without marks, and with those of another vault."""
    editions = [one.edition for one in found]
    for kind, what in (("plain", "without marks"), ("strange", "with the marks of another vault")):
        paths = [getattr(work, kind) for work in (found if report.full else found[:2])]
        sheets = dict(enumerate(sheet for path in paths for sheet in letters.sheets(path)))
        told = find(sheets, editions)
        named = 0
        for number in sheets:
            said = [
                (one, [m for m in one.measured if m.sheet == number])
                for one in told
                if any(p.sheet == number for p in one.passages)
            ]
            listed = [
                verdict
                for one, measured in said
                for verdict in verdicts(one.edition.codes, measured, len(said) * len(COPIES))
            ]
            named += any(one.known_as is not Class.NONE for one in listed)
        report.none(f"PDF pages {what}: a copy is named", named, len(sheets))


def _scans(
    found: Sequence[Work],
    report: Report,
    count: int,
    what: str,
    *,
    others: bool = False,
    strange: bool = False,
) -> None:
    """Scans of pages without our marks, against the copies of their draft, or of all others."""
    rng = np.random.default_rng(2)
    named: Counter[str] = Counter()
    shown = 0
    for batch in batches(some(leaves(found), count, 2), _AT_ONCE):
        work = batch[0].work
        path = work.strange if strange else work.plain
        known = [one.edition for one in found if (one is not work) == others]
        told = traced({at: _scan(path, one, rng) for at, one in enumerate(batch)}, known)
        shown += sum(map(bool, told))
        for one in told:
            named.update({str(said.known_as) for said in one if said.known_as is not Class.NONE})
    report.share(f"scans of pages {what}: laid over some page", shown, count)
    report.none(f"scans of pages {what}: a copy is named high", named["high"], count)
    report.none(f"scans of pages {what}: a copy is named at all", named.total(), count)


def _scan(path: Path, leaf: Leaf, rng: np.random.Generator) -> np.ndarray:
    way = Way(dpi=int(rng.choice([100, 150, 200])), noise=float(rng.uniform(2, 20)))
    return taken(printed(path, leaf.page), way, int(rng.integers(1 << 30)))


def _strange_codes(found: Sequence[Work], report: Report) -> None:
    """A page that one copy left, held against a hundred thousand codes of others."""
    codes = Codes(bias_key(SECRET), [(str(n), copy_key(SECRET, f"x{n}")) for n in range(MANY)])
    every = sorted(leaves(found), key=lambda leaf: leaf.words)
    chosen = [every[at * len(every) // 10] for at in range(10)] if report.full else [every[-1]]
    named = tried = 0
    highest: list[float] = []
    for leaf in chosen:
        scan = taken(printed(leaf.work.marked, leaf.page, FINE), Way(dpi=200), 3, FINE)
        table, sheet = leaf.work.tables[leaf.page], letters.one_sheet(leaf.work.marked, leaf.page)
        findings, _ = look({0: lambda scan=scan: scan}, find({}, [leaf.work.edition]), lambda: 0.0)
        of_scan = [one for finding in findings for one in finding.measured]
        for measured in (of_scan, of_letters(0, sheet, table, leaf.work.edition.marks)):
            if not measured:
                continue
            said = verdicts(codes, measured, MANY)
            named += sum(one.known_as is not Class.NONE for one in said)
            highest.append(max(one.score.z for one in said))
            tried += MANY
    report.none("innocent codes held against leaked pages: named", named, tried)
    report.spread("  the highest z of each hundred thousand", highest)


def mixed(values: np.ndarray, how: str, rng: np.random.Generator) -> np.ndarray:
    """What readers make who put a page together from their copies (rows of ``values``)."""
    count, sites = values.shape
    if how == "any, word by word":
        return values[rng.integers(0, count, sites), np.arange(sites)]
    if how == "the middle":
        return values.mean(axis=0)
    ones = (values > 0).sum(axis=0)
    agreed = (ones == 0) | (ones == count)
    most = np.where(ones > count / 2, 1.0, -1.0)
    return np.where(agreed | (how == "what most have"), most, -most)


MIXES = ("any, word by word", "the middle", "what most have", "what fewest have")


def _colluders(report: Report) -> None:
    """Five of two hundred readers, another five each time; read about as a good scan is."""
    bias = bias_key(SECRET)
    rng = np.random.default_rng(5)
    codes = Codes(bias, [(name, copy_key(SECRET, name)) for name in COPIES])
    least = {n: thresholds(bias, "word", n, SITES) for n in range(PAGES_OF_THEM)}
    rows = {
        (name, n): np.array(code_bits(key, least[n], "word", n)) * 2.0 - 1
        for name, key in codes.copies
        for n in least
    }
    trials = 100 if report.full else 5
    for how in (*MIXES, "pages dealt out"):
        found, counted = [], Counter[str]()
        for _ in range(trials):
            five = [COPIES[at] for at in rng.permutation(len(COPIES))[:COLLUDERS]]
            said = []
            for n in least:
                values = np.array([rows[name, n] for name in five])
                page = (
                    values[n % COLLUDERS] if how == "pages dealt out" else mixed(values, how, rng)
                )
                said.append(Measured("word", n, n, page + rng.normal(0, 0.4, SITES)))
            named = _named(verdicts(codes, said, len(COPIES)))
            counted["wrong"] += len(named - set(five))
            counted["some"] += bool(named & set(five))
            counted["all"] += named >= set(five)
            found.append(len(named & set(five)))
        what = f"five readers mix ten pages, {how}"
        report.share(f"{what}: all five named", counted["all"], trials)
        report.share(f"{what}: at least one named", counted["some"], trials, 1)
        report.spread(f"{what}: how many of the five", found)
        report.none(f"{what}: others named", counted["wrong"], trials)


def _colluders_on_paper(work: Work, report: Report) -> None:
    """The same once with real scans of five copies, for what is read of each word."""
    pages = Layout(work.layout.title, work.layout.pages[: 2 * PAGES_OF_THEM])
    count = PAGES_OF_THEM if report.full else 2
    measured: list[list[Measured]] = []
    for copy_id in COPIES[:COLLUDERS]:
        path = work.marked.with_name("colluder.pdf")
        path.write_bytes(drawn(pages, SECRET, copy_id))
        one = edition("five", path.read_bytes(), copy_id)
        there = tables(one.table(range(1, 10_000)))
        numbers = [n for n, table in there.items() if len(table.x) > 100][:count]
        scans = {n: taken(printed(path, n, FINE), Way(), n, FINE) for n in numbers}
        [finding], _ = look(
            {n: lambda scan=scan: scan for n, scan in scans.items()}, find({}, [one]), lambda: 0.0
        )
        measured.append(list(finding.measured))
    rng = np.random.default_rng(5)
    codes = Codes(bias_key(SECRET), [(name, copy_key(SECRET, name)) for name in COPIES])
    for how in MIXES[:2]:
        said = [
            Measured(same[0].channel, same[0].sheet, same[0].page,
                     mixed(np.array([one.values for one in same]), how, rng))
            for same in zip(*measured, strict=True)
        ]  # fmt: skip
        named = _named(verdicts(codes, said, len(COPIES)))
        five = set(COPIES[:COLLUDERS])
        what = f"five copies scanned, {count} pages mixed, {how}"
        report.share(f"{what}: named", len(named & five), COLLUDERS)
        report.none(f"{what}: others named", len(named - five), len(COPIES) - COLLUDERS)


def _named(said: Sequence[Verdict]) -> set[str]:
    return {one.copy_id for one in said if one.known_as is not Class.NONE}
