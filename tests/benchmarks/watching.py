"""What a quiet watch costs, and how soon the help is there."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.material import environment, new_vault
from tests.benchmarks.report import Report

FILES = 10_000
SECONDS = 40


def measure(folder: Path, report: Report) -> None:
    helps = []
    for _ in range(11):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "vault", "--help"],
            env=environment(folder), check=True, capture_output=True,
        )  # fmt: skip
        helps.append((time.perf_counter() - began) * 1e3)
    report.figure("--help", statistics.median(helps), "ms", 250)
    scripts = folder / "scripts"
    old = time.time() - 86_400
    for number in range(FILES):
        path = scripts / f"{number % 100}" / f"{number}.fountain"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"INT. ROOM {number} - DAY\n\nIt is quiet here.\n")
        os.utime(path, (old, old))
    new_vault(folder)
    command = [sys.executable, "-m", "vault", "watch", str(scripts), "--json"]
    watch = subprocess.Popen(command, env=environment(folder), stdout=subprocess.PIPE, text=True)
    try:
        idle(watch)
        before, began = cpu(watch.pid), time.perf_counter()
        time.sleep(SECONDS)
        share = (cpu(watch.pid) - before) / (time.perf_counter() - began) * 100
        report.figure(f"watching {FILES} files, nothing happens", share, "% a core", 0.5)
        report.figure("  memory, resident", resident(watch.pid) / 1e6, "MB", 100)
    finally:
        watch.terminate()
        watch.wait()


def idle(watch: subprocess.Popen[str]) -> None:
    """Wait until everything is sealed and read: until a whole second costs nothing."""
    assert watch.stdout is not None
    for line in watch.stdout:
        if '"health"' in line:
            break
    quiet = 0
    while quiet < 5:
        before = cpu(watch.pid)
        time.sleep(1)
        quiet = quiet + 1 if cpu(watch.pid) - before <= 0.02 else 0


def cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no such process")
