"""Pages on paper and back: how surely they lead to their copy, and how long that takes.

Printers, scanners, copiers and phones are simulated (``tests/trace/paper.py``); what real ones do
has to be measured with real ones.
"""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.benchmarks.copying import SIZE
from tests.benchmarks.entry import timed
from tests.benchmarks.material import fdx
from tests.benchmarks.report import Report
from tests.share.conftest import KEYS, record_for
from tests.trace.paper import Way, printed, taken
from vault.screenplay.reading import Script, read
from vault.seal.signing import LICENCE_NAMESPACE
from vault.share.codes import DEFAULT, CopyCode, bias_key, copy_key
from vault.share.copies import Layout, draw_copy, lay_out
from vault.share.printing import Hidden
from vault.share.table import unmarked_table
from vault.trace import letters
from vault.trace.evidence import Codes, Verdict, verdicts
from vault.trace.finding import Edition, Finding, find, judged
from vault.trace.looking import look
from vault.trace.places import Measured

SECRET = b"a draft's own secret, 32 bytes.."
COPIES = [f"{number:04}-00" for number in range(200)]
LEAKED = COPIES[77]
FINE = 600

WAYS: dict[str, tuple[Way, int, float, float]] = {
    "flat scan, 150 dpi": (Way(), 60, 8, 0.99),
    "flat scan, 300 dpi": (Way(dpi=300), 20, 8, 0.99),
    "fax": (Way(dpi=100, bilevel=True), 20, 6, 0.95),
    "ten copies of copies": (
        Way(dpi=200, generations=10, bilevel=True, turn=0.3, stretch=0.003), 12, 5.5, 0.9,
    ),
    "half a page": (Way(dpi=200, part=(0, 0, 1, 0.5)), 40, 6, 0.95),
    "a photo of a page that bends": (Way(dpi=200, curl=12, light=0.3), 40, 6, 0.9),
}  # fmt: skip
"""How a page comes back, how many are tried, the least z, and on how many of them it is reached."""
CLEAN = 1000
COLLUDERS, PAGES_OF_COLLUDERS = 5, 10


def measure(folder: Path, report: Report) -> None:
    """All of it takes some twenty minutes; the clean pages most of them."""
    layout = _layout()
    path, plain = folder / "copy.pdf", folder / "plain.pdf"
    path.write_bytes(_drawn(layout, LEAKED))
    plain.write_bytes(_drawn(layout, None))
    edition = _edition(path.read_bytes())
    last = len(layout.pages)
    sheets = dict(enumerate(letters.sheets(path)))
    whole = timed(lambda: judged(find(sheets, [edition])))
    report.figure(
        f"a PDF of {last} pages, read and traced among {len(COPIES)} copies", whole, "s", 15
    )
    rng = np.random.default_rng(1)
    slowest = 0.0
    for name, (way, count, least, share) in WAYS.items():
        reached = []
        for seed in range(count):
            page = int(rng.integers(2, last))
            seen = taken(printed(path, page, FINE), way, seed, FINE)
            begun = time.perf_counter()
            found = _traced(seen, edition)
            slowest = max(slowest, time.perf_counter() - begun)
            reached.append(found[0] if found and found[1] == LEAKED else 0.0)
        met = float(np.mean([z >= least for z in reached]))
        report.figure(f"{name}: z, the middle one of {count}", float(np.median(reached)), "")
        report.figure(
            f"{name}: pages below z {least:g}, in 100", 100 * (1 - met), "", 100 * (1 - share)
        )
    report.figure(f"one page found among {last} and {len(COPIES)} copies, slowest", slowest, "s", 5)
    report.figure(
        "five readers mix ten scans: missed or wrong names", _colluders(layout, folder), "", 0.5
    )
    named = 0
    for seed in range(CLEAN):
        page = int(rng.integers(2, last))
        way = Way(dpi=int(rng.choice([100, 150, 200])), noise=float(rng.uniform(2, 20)))
        found = _traced(taken(printed(plain, page), way, seed), edition, named_only=True)
        named += found is not None
    report.figure(f"clean pages of {CLEAN} on which a copy is named", named, "", 0.5)


def _layout() -> Layout:
    script = read(fdx(SIZE, 1), "Feature.fdx")
    assert isinstance(script, Script)
    return lay_out(script)


def _drawn(layout: Layout, copy_id: str | None) -> bytes:
    record = record_for(copy=copy_id or LEAKED)
    hidden = Hidden(CopyCode.derived(SECRET, copy_id)) if copy_id else None
    return draw_copy(layout, record, KEYS.sign_file(LICENCE_NAMESPACE, record.raw), hidden)


def _edition(pdf: bytes, copy_id: str = LEAKED) -> Edition:
    """All copies; this one, the leaked one itself, is the one that stands for all."""
    table = unmarked_table(pdf, Hidden(CopyCode.derived(SECRET, copy_id)))
    keys = [(name, copy_key(SECRET, name)) for name in COPIES]
    return Edition("draft", Codes(bias_key(SECRET), keys), DEFAULT, lambda: pdf, lambda: table)


def _looked(pictures: Sequence[np.ndarray], edition: Edition) -> list[Finding]:
    empty = find({}, [edition])
    found, _ = look(
        {n: lambda one=one: one for n, one in enumerate(pictures)}, empty, time.monotonic
    )
    return judged(found)


def _traced(
    picture: np.ndarray, edition: Edition, *, named_only: bool = False
) -> tuple[float, str] | None:
    """The copy that scores highest, and its z; on demand only if it would be named."""
    listed = [one for finding in _looked([picture], edition) for one in finding.verdicts]
    if not listed:
        return None
    best: Verdict = min(listed, key=lambda one: one.chance)
    if named_only and best.known_as == "none":
        return None
    return best.score.z, best.copy_id


def _colluders(layout: Layout, folder: Path) -> int:
    """Five readers put a page together word by word, one of the five copies for each."""
    pages = Layout(layout.title, layout.pages[: PAGES_OF_COLLUDERS + 1])
    rng = np.random.default_rng(5)
    measured: list[list[Measured]] = []
    for copy_id in COPIES[:COLLUDERS]:
        path = folder / "one.pdf"
        path.write_bytes(_drawn(pages, copy_id))
        edition = _edition(path.read_bytes(), copy_id)
        scans = [
            taken(printed(path, n, FINE), Way(), n, FINE) for n in range(2, 2 + PAGES_OF_COLLUDERS)
        ]
        [finding] = _looked(scans, edition)
        measured.append(list(finding.measured))
    mixed = []
    for same in zip(*measured, strict=True):
        values = np.array([one.values for one in same])
        chosen = rng.integers(0, COLLUDERS, values.shape[1])
        mixed.append(
            Measured(
                same[0].channel,
                same[0].sheet,
                same[0].page,
                values[chosen, np.arange(values.shape[1])],
            )
        )
    keys = [(name, copy_key(SECRET, name)) for name in COPIES]
    found = verdicts(Codes(bias_key(SECRET), keys), mixed, len(COPIES))
    named = {one.copy_id for one in found if one.known_as == "high"}
    wrong = named - set(COPIES[:COLLUDERS])
    return len(wrong) + (not named)
