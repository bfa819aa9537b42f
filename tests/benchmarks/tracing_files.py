"""PDFs that went through other people's programs: how many marks are read, and how many wrongly."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pikepdf
import pypdf

from tests.benchmarks.report import Report
from tests.benchmarks.tracing_works import COPIES, LEAKED, SECRET, Work
from tests.paper.pdf import run
from vault.share.codes import CopyCode
from vault.trace import letters
from vault.trace.evidence import verdicts
from vault.trace.finding import find
from vault.trace.scores import Class

ENOUGH = 80
"""Words from which on a page is held to the goal; below, what it says is told apart."""

Way = Callable[[Path, Path], None]


def as_it_is(one: Path, out: Path) -> None:
    out.write_bytes(one.read_bytes())


def distilled(one: Path, out: Path) -> None:
    run("gs", "-q", "-sDEVICE=pdfwrite", "-dPDFSETTINGS=/screen", "-o", out, one)


def merged_by_qpdf(one: Path, out: Path) -> None:
    run("qpdf", "--empty", "--pages", one, one, "1", "--", out)


def merged_by_pypdf(one: Path, out: Path) -> None:
    with pypdf.PdfWriter() as writer:
        writer.append(str(one))
        writer.append(str(one), pages=(0, 1))
        writer.write(out)


def through_postscript(one: Path, out: Path) -> None:
    run("pdftops", one, out.with_suffix(".ps"))
    run("ps2pdf", out.with_suffix(".ps"), out)


def through_cairo(one: Path, out: Path) -> None:
    run("pdftocairo", "-pdf", one, out)


def to_a4(one: Path, out: Path) -> None:
    """As printing to PDF with “fit to paper” has it."""
    scale = 595.276 / 612
    with pikepdf.open(one) as pdf:
        for page in pdf.pages:
            page.contents_add(f"q {scale} 0 0 {scale} 0 35.7 cm".encode(), prepend=True)
            page.contents_add(b"Q")
            page.mediabox = [0, 0, 595.276, 841.89]
        pdf.save(out)


def lying(one: Path, out: Path) -> None:
    run("qpdf", one, out, "--rotate=+90:1-z")


def lying_and_distilled(one: Path, out: Path) -> None:
    """Turned for good: the letters themselves run upwards."""
    with pikepdf.open(one) as pdf:
        for page in pdf.pages:
            page.contents_add(b"q 0 1 -1 0 792 0 cm", prepend=True)
            page.contents_add(b"Q")
            page.mediabox = [0, 0, 792, 612]
        pdf.save(out)


def two_on_a_sheet(one: Path, out: Path) -> None:
    with pikepdf.open(one) as pdf, pikepdf.new() as made:
        for first in range(0, len(pdf.pages), 2):
            made.add_blank_page(page_size=(792, 612))
            for left, number in ((0, first), (396, first + 1)):
                if number < len(pdf.pages):
                    place = pikepdf.Rectangle(left, 50, left + 396, 562)
                    made.pages[-1].add_overlay(pdf.pages[number], place)
        made.save(out)


WAYS: tuple[Way, ...] = (
    as_it_is, distilled, merged_by_qpdf, merged_by_pypdf, through_postscript, through_cairo,
    to_a4, lying, lying_and_distilled, two_on_a_sheet,
)  # fmt: skip


@dataclass
class Count:
    """What was read of pages of one size, and what of it was wrong."""

    sites: int = 0
    read: int = 0
    wrong: int = 0
    pages: int = 0
    silent: list[str] = field(default_factory=list)


def measure(found: Sequence[Work], report: Report) -> None:
    """Every page of every script, through every program."""
    chosen = found if report.full else [*found[:2], *found[-1:]]
    for way in WAYS:
        big, small = Count(), Count()
        named = wrong = 0
        for work in chosen:
            out = work.marked.with_suffix(".way.pdf")
            way(work.marked, out)
            said = _read(work, out, big, small)
            named += said == {LEAKED}
            wrong += bool(said - {LEAKED})
        name = way.__name__.replace("_", " ")
        report.none(f"{name}: wrong bits, from {ENOUGH} words on", big.wrong, big.read)
        report.share(f"{name}: places read, from {ENOUGH} words on", big.read, big.sites)
        report.none(f"{name}: wrong bits on pages with fewer words", small.wrong, small.read)
        report.share(f"{name}: places read on pages with fewer words", small.read, small.sites)
        report.share(f"{name}: scripts whose copy is named", named, len(chosen))
        report.none(f"{name}: scripts for which another is named", wrong, len(chosen))
        for page in (*big.silent, *small.silent):
            report.note(f"  nothing read: {page}")


def _read(work: Work, path: Path, big: Count, small: Count) -> set[str]:
    """Count what is read of a file, and return the copies that its pages name."""
    code = CopyCode.derived(SECRET, LEAKED)
    [finding] = find(dict(enumerate(letters.sheets(path))), [work.edition])
    for page, table in work.tables.items():
        count = big if len(table.x) >= ENOUGH else small
        here = [one for one in finding.measured if one.page == page]
        count.pages += 1
        count.sites += len(table.x) + len(set(table.line))
        if not here:
            count.silent.append(f"{work.name}, page {page}, {len(table.x)} words")
        for channel in ("word", "line"):
            of_it = [one.values for one in here if one.channel == channel]
            if of_it:
                values = max(of_it, key=np.count_nonzero)
                signs = np.array(code.shifts(channel, page, len(values)))
                count.read += int(np.count_nonzero(values))
                count.wrong += int((np.sign(values) * signs == -1).sum())
    said = verdicts(work.edition.codes, finding.measured, len(COPIES))
    return {one.copy_id for one in said if one.known_as is not Class.NONE}
