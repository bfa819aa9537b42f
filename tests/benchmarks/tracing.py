"""From pages and texts back to copies: how surely, how wrongly, and how long it takes."""

from pathlib import Path

from tests.benchmarks import (
    tracing_files,
    tracing_innocent,
    tracing_paper,
    tracing_speed,
    tracing_text,
)
from tests.benchmarks.report import Report
from tests.benchmarks.tracing_works import works


def measure(folder: Path, report: Report) -> None:
    """Some twenty minutes, in full two hours; the scripts of others only in full."""
    found = works(folder, samples=report.full)
    tracing_speed.measure(found, report)
    tracing_files.measure(found, report)
    tracing_paper.measure(found, report)
    tracing_innocent.measure(found, report)
    tracing_text.measure(folder, report)
