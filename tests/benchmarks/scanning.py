"""The first scan of an old folder: sealed first, read after."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.material import environment, fdx, new_vault
from tests.benchmarks.report import Report

SCRIPTS = 1000
SIZE = 120_000


def measure(folder: Path, report: Report) -> None:
    scripts = folder / "scripts"
    scripts.mkdir()
    old = time.time() - 86_400
    for number in range(SCRIPTS):
        path = scripts / f"script {number}.fdx"
        path.write_bytes(fdx(SIZE, number))
        os.utime(path, (old, old))
    new_vault(folder)
    time.sleep(10.5)  # a file touched in the last ten seconds is left to settle first
    command = [sys.executable, "-m", "vault", "watch", str(scripts), "--once", "--json"]
    watch = subprocess.Popen(command, env=environment(folder), stdout=subprocess.PIPE, text=True)
    assert watch.stdout is not None
    sealed = [time.perf_counter() for line in watch.stdout if '"sealed"' in line]
    watch.wait()
    ended = time.perf_counter()
    report.figure(
        f"first scan of {SCRIPTS} scripts of {SIZE // 1000} KB: sealed",
        (len(sealed) - 1) / (sealed[-1] - sealed[0]), "a second", least=200,
    )  # fmt: skip
    report.figure("  readings after", len(sealed) / (ended - sealed[-1]), "a second", least=40)
