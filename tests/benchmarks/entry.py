"""One durable draft entry, against git and against the bare minimum of hashing and syncing."""

import hashlib
import os
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.material import new_vault, open_vault, saves
from tests.benchmarks.report import Report
from vault.pipeline.writer import content_of

ROUNDS = 60


def measure(folder: Path, report: Report) -> None:
    """Take turns, so that a noisy moment of the machine meets all three alike."""
    drafts = saves(350_000, ROUNDS, 1)
    pen = open_vault(new_vault(folder))
    commit = git(folder / "git")
    bare = minimum(folder / "bare")
    took: dict[str, list[float]] = {"vault": [], "git": [], "bare": []}
    names = {"title": "a", "path": "a.fdx", "folder": "s"}
    for data in drafts:
        sealing = timed(
            lambda data=data: pen.seal(
                content_of(data, "application/xml"), "ab" * 16, dict(names), "watched", (), None
            )
        )
        took["vault"].append(sealing)
        took["git"].append(timed(lambda data=data: commit(data)))
        took["bare"].append(timed(lambda data=data: bare(data)))
    pen.history.close()
    middle = {name: statistics.median(times[5:]) for name, times in took.items()}
    for name in ("vault", "git", "bare"):
        report.figure(f"durable draft of a 350 KB FDX: {name}, median", middle[name] * 1e3, "ms")
    report.figure("draft entry / git add && git commit", middle["vault"] / middle["git"], "x", 0.25)
    report.figure("draft entry / bare fsyncs and hashes", middle["vault"] / middle["bare"], "x", 3)


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def git(folder: Path) -> Callable[[bytes], None]:
    run_git(folder.parent, "init", "-q", str(folder))
    run_git(folder, "config", "user.name", "bench")
    run_git(folder, "config", "user.email", "bench@example.org")

    def commit(data: bytes) -> None:
        (folder / "a.fdx").write_bytes(data)
        run_git(folder, "add", "a.fdx")
        run_git(folder, "commit", "-q", "-m", "save")

    return commit


def run_git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


def minimum(folder: Path) -> Callable[[bytes], None]:
    """The same durable writes without any thought: an object, its folder, a line."""
    folder.mkdir()
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    counter = iter(range(10**6))

    def write(data: bytes) -> None:
        hashlib.sha256(data).digest()
        hashlib.sha512(data).digest()
        item = os.open(folder / str(next(counter)), os.O_WRONLY | os.O_CREAT)
        os.write(item, b"x" * 600)
        os.fsync(item)
        os.close(item)
        place = os.open(folder, os.O_RDONLY)
        os.fsync(place)
        os.close(place)
        os.write(log, b"y" * 400)
        os.fsync(log)

    return write
