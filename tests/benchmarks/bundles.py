"""Proving and verifying a thousand drafts, against sha256sum over the same bytes."""

import os
import statistics
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path

from tests.benchmarks.material import environment, new_vault, open_vault, saves
from tests.benchmarks.report import Report
from vault.pipeline import readings
from vault.pipeline.writer import content_of

DRAFTS = 1000
SIZE = 350_000
READ_AGAIN = 40
ROUNDS = 3
ALLOWANCE = 1.0
"""Seconds for what does not grow with the drafts' bytes: the interpreter, lines, signatures."""


def measure(folder: Path, report: Report) -> None:
    """Take turns, each in a process of its own, so that time and memory are all that it takes."""
    # Apart too: what this process holds when it makes another would count as that one's memory.
    filling = get_context("spawn").Process(target=_fill, args=(folder,))
    filling.start()
    filling.join()
    if filling.exitcode != 0:
        raise AssertionError("the vault was not filled")
    whole, few = folder / "all.zip", folder / "few.zip"
    times: dict[str, list[float]] = {"prove": [], "verify": [], "sha256sum": []}
    for _ in range(ROUNDS):
        took, held = _run(folder, "prove", "--all", "--force", "-o", str(whole))
        times["prove"].append(took)
        began = time.perf_counter()
        subprocess.run(["sha256sum", str(whole)], check=True, capture_output=True)
        times["sha256sum"].append(time.perf_counter() - began)
        took, most = _run(folder, "verify", str(whole))
        times["verify"].append(took)
    proved, checked, bare = (statistics.median(taken) for taken in times.values())
    what = f"{DRAFTS} drafts of {SIZE // 1000} KB"
    report.figure(f"prove {what}", whole.stat().st_size / 1e6 / proved, "MB/s")
    report.figure("  memory, at most", held / 1e6, "MB", 300)
    report.figure(f"sha256sum over a bundle of {what}", bare, "s")
    report.figure("  prove / sha256sum", proved / bare, "x", 10)
    report.figure("verify of it", checked, "s")
    report.figure("  (verify - 1 s) / sha256sum", (checked - ALLOWANCE) / bare, "x", 3)
    report.figure("  memory, at most", most / 1e6, "MB", 300)
    _run(folder, "prove", *(f"a.fdx#{number + 1}" for number in range(READ_AGAIN)), "-o", str(few))
    plain, _ = _run(folder, "verify", str(few))
    deep, most = _run(folder, "verify", "--deep", str(few))
    report.figure("verify --deep, more than verify", (deep - plain) / READ_AGAIN * 1e3, "ms/draft")
    report.figure("  memory, at most", most / 1e6, "MB", 300)


def _fill(folder: Path) -> None:
    """Seal the drafts and make their readings, so that neither is measured."""
    names = {"title": "a", "path": "a.fdx", "folder": "s"}
    with open_vault(new_vault(folder)) as pen:
        for data in saves(SIZE, DRAFTS, 3):
            content = content_of(data, "application/xml")
            row = pen.seal(content, "ab" * 16, dict(names), "watched", (), None)
            assert row is not None
            readings.make(pen, row)


def _run(folder: Path, *words: str) -> tuple[float, int]:
    """Run one verb to its end, and return its seconds and the most bytes it held."""
    command = [sys.executable, "-m", "vault", *words, "--quiet"]
    began = time.perf_counter()
    child = subprocess.Popen(command, env=environment(folder))
    _, status, used = os.wait4(child.pid, 0)
    took = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 3):  # without a time authority all of it is incomplete
        raise AssertionError(f"{words[0]} ended with {child.returncode}")
    return took, used.ru_maxrss * 1024
