"""How long a page takes to be found, and a scan of a thousand of them, and what memory that needs.

In seconds of the processor, which do not depend on what else a machine does, and by the clock.
"""

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pikepdf

from tests.benchmarks.report import Report
from tests.benchmarks.tracing_works import LEAKED, SECRET, Work, edition
from tests.paper.pdf import run
from tests.trace.paper import Way, printed, taken
from vault.share.codes import CopyCode
from vault.share.printing import Hidden
from vault.share.table import unmarked_table
from vault.trace import suspects
from vault.trace.finding import Edition, Finding, find, judged
from vault.trace.looking import look
from vault.trace.scores import Class

_PAGES = (9, 40, 77)
MANY = 1000


def measure(found: Sequence[Work], report: Report) -> None:
    """Pages of a feature script among its 200 copies; its table is read anew each time."""
    work = found[-1]
    folder = work.marked.parent
    for what, made in (("a PDF page", _cut), ("a scan", _scanned), ("a photo", _photographed)):
        used, passed, named = [], [], 0
        for page in _PAGES:
            path = made(work, page, folder)
            one, begun = _cpu(), time.perf_counter()
            told = _traced(path, _fresh(work))
            used.append(_cpu() - one)
            passed.append(time.perf_counter() - begun)
            named += _named(told) == {LEAKED}
        report.share(f"{what}: named among 200 copies", named, len(_PAGES), 1)
        report.figure(f"{what}: found among {len(work.tables)} pages, slowest, processor",
                      max(used), "s", 5)  # fmt: skip
        report.figure(f"{what}: by the clock", max(passed), "s")
    if report.full:
        _many(work, folder, report)


def _cpu() -> float:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


def _fresh(work: Work) -> Edition:
    """The copies as they are found in a vault: nothing of them read yet."""
    pdf = work.marked.read_bytes()
    hidden = Hidden(CopyCode.derived(SECRET, LEAKED))
    return replace(
        work.edition, pdf=lambda: pdf, table=lambda pages: unmarked_table(pdf, hidden, pages)
    )


def _traced(
    path: Path, one: Edition, progress: Callable[[str, int, int], None] = lambda *_: None
) -> tuple[list[Finding], int]:
    seen = dict(enumerate(suspects.read(path)))
    found = find({n: each.sheet for n, each in seen.items()}, [one], progress)
    shown = {n: partial(suspects.picture, each) for n, each in seen.items() if each.picture}
    looked = 0
    if shown:
        found, looked = look(shown, found, time.monotonic, progress)
    return judged(found), looked


def _named(told: tuple[list[Finding], int]) -> set[str]:
    return {
        verdict.copy_id
        for finding in told[0]
        for verdict in finding.verdicts
        if verdict.known_as is not Class.NONE
    }


def _cut(work: Work, page: int, folder: Path) -> Path:
    run("qpdf", work.marked, "--pages", ".", page, "--", folder / "cut.pdf")
    return folder / "cut.pdf"


def _scanned(work: Work, page: int, folder: Path) -> Path:
    return _kept(taken(printed(work.marked, page), Way(dpi=300), page), folder / "scan.jpg")


def _photographed(work: Work, page: int, folder: Path) -> Path:
    """From aside, on a table, with a light from one side."""
    ink = printed(work.marked, page)
    tall, wide = ink.shape
    whole = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], dtype=np.float32)
    seen = np.array([[0.09, 0.05], [0.84, 0.1], [0.95, 0.95], [0.04, 0.87]], dtype=np.float32)
    move = cv2.getPerspectiveTransform(whole, seen * np.array([wide, tall], dtype=np.float32))
    photo = cv2.warpPerspective(ink, move, (wide, tall), flags=cv2.INTER_AREA, borderValue=70)
    return _kept(taken(photo, Way(dpi=300, turn=0, light=0.3), page), folder / "photo.jpg")


def _kept(picture: np.ndarray, path: Path) -> Path:
    assert cv2.imwrite(str(path), picture)
    return path


def _many(work: Work, folder: Path, report: Report) -> None:
    """A scan of a thousand sheets, as one PDF of pictures, in a process of its own."""
    path = folder / "many.pdf"
    _bound(work, path)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        told = pool.apply(_alone, (path, work.marked))
    report.share(f"a scan of {MANY} pages: looked at before time was over", told["looked"], MANY)
    report.share(f"a scan of {MANY} pages: laid over their page", told["shown"], MANY)
    report.share(f"a scan of {MANY} pages: told of while it went on", told["told"], MANY, 1)
    report.none(f"a scan of {MANY} pages: wrong copies named", len(told["named"] - {LEAKED}), 200)
    report.figure(f"a scan of {MANY} pages: processor", told["used"], "s")
    report.figure(f"a scan of {MANY} pages: by the clock", told["passed"], "s", 1300)
    report.figure(f"a scan of {MANY} pages: memory at most", told["memory"], "MB", 1000)


def _bound(work: Work, path: Path) -> None:
    """Forty pages again and again."""
    pages = sorted(work.tables)[:40]
    scans = [taken(printed(work.marked, page), Way(), page) for page in pages]
    with pikepdf.new() as pdf:
        drawn = []
        for scan in scans:
            done, data = cv2.imencode(".jpg", scan)
            assert done
            tall, wide = scan.shape
            drawn.append(pdf.make_stream(
                data.tobytes(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image,
                Width=wide, Height=tall, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
                Filter=pikepdf.Name.DCTDecode,
            ))  # fmt: skip
        for number in range(MANY):
            page = pdf.add_blank_page(page_size=(612, 792))
            page.Resources = pikepdf.Dictionary(
                XObject=pikepdf.Dictionary(Im0=drawn[number % len(drawn)])
            )
            page.Contents = pdf.make_stream(b"612 0 0 792 0 0 cm /Im0 Do")
        pdf.save(path)


def _alone(path: Path, marked: Path) -> dict[str, object]:
    pdf = marked.read_bytes()
    steps: list[int] = []
    begun = time.perf_counter()
    told = _traced(path, edition("many", pdf), lambda what, at, _: steps.append(at))
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    sheets = {passage.sheet for finding in told[0] for passage in finding.passages}
    return {
        "looked": told[1], "shown": len(sheets), "told": len(set(steps)), "named": _named(told),
        "used": _cpu(), "passed": time.perf_counter() - begun,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit,
    }  # fmt: skip
