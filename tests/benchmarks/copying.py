"""One marked copy of a feature script, against fpdf2 drawing the bare lines and nothing else."""

import statistics
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

from fpdf import FPDF

from tests.benchmarks.entry import timed
from tests.benchmarks.material import fdx
from tests.benchmarks.report import Report
from vault import assets
from vault.licence.issuing import issue
from vault.licence.presets import preset
from vault.licence.record import Recipient, Record, Sealed, Work
from vault.screenplay.reading import Script, read
from vault.seal.keys import SigningKeys
from vault.seal.signing import LICENCE_NAMESPACE
from vault.share.copies import Layout, draw_copy, lay_out

SIZE = 292_500
"""Of a script of 113 pages."""
ROUNDS = 7


def measure(folder: Path, report: Report) -> None:
    """Take turns, so that a noisy moment of the machine meets all alike."""
    script = read(fdx(SIZE, 1), "feature.fdx")
    assert isinstance(script, Script)
    layout, keys = lay_out(script), SigningKeys(b"1" * 32, b"2" * 32, "ab" * 32)
    path = folder / "copy.pdf"
    took: dict[str, list[float]] = {"copy": [], "bare": [], "read": []}
    for number in range(ROUNDS):
        record = _record(keys, f"7F3K-{number:02}")
        signature = keys.sign_file(LICENCE_NAMESPACE, record.raw)
        took["copy"].append(
            timed(lambda r=record, s=signature: path.write_bytes(draw_copy(layout, r, s)))
        )
        took["bare"].append(timed(lambda: bare(layout)))
        took["read"].append(timed(_reading(path)))
    middle = {name: statistics.median(times[1:]) for name, times in took.items()}
    report.figure("pages of the copy", len(layout.pages), "pages", least=100)
    report.figure("a marked copy of them, median", middle["copy"], "s", 2)
    report.figure("its size", path.stat().st_size / 1000 / len(layout.pages), "KB/page", 12)
    report.figure(
        "marked copy / fpdf2 drawing the bare lines", middle["copy"] / middle["bare"], "x", 15
    )
    report.figure(
        "marked copy / pdftotext reading it back", middle["copy"] / middle["read"], "x", 8
    )
    report.figure("laying the script out", timed(lambda: lay_out(script)) * 1e3, "ms")


def bare(layout: Layout) -> bytes:
    """The same lines by the library alone: no mark, no terms, no data beside them."""
    pdf = FPDF(unit="pt", format="letter")
    pdf.set_auto_page_break(False)
    pdf.add_font("Courier Prime", "", assets.folder() / "fonts" / "CourierPrime-Regular.ttf")
    for page in layout.pages:
        pdf.add_page()
        pdf.set_font("Courier Prime", "", 12)
        for line in page.lines:
            pdf.text(line.column * 7.2, 81.4 + line.row * 12, line.text)
    return bytes(pdf.output())


def _reading(path: Path) -> Callable[[], object]:
    return lambda: subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True)


def _record(keys: SigningKeys, number: str) -> Record:
    return issue(
        preset("no-ai"),
        holder="unsaid",
        work=Work("Feature", "Bench", "bench@example.org", 2026),
        copy_id=number,
        recipient=Recipient("Miriam Okafor", "", "Harrow Films"),
        issued=date(2026, 11, 20),
        sealed=Sealed("ab" * 32, "cd" * 32, "ef" * 16, 1, "12" * 32),
        keys=keys.public,
    )
