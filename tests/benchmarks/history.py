"""What 200 saves of one script take on disk, against git and restic."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.benchmarks.entry import git, run_git
from tests.benchmarks.material import new_vault, open_vault, saves, size_of
from tests.benchmarks.report import Report
from vault.pipeline import readings
from vault.pipeline.writer import content_of

SAVES = 200


def measure(folder: Path, report: Report) -> None:
    drafts = saves(350_000, SAVES, 2)
    where = new_vault(folder)
    sizes = dict.fromkeys(("draft", "reading"), 0)
    with open_vault(where) as pen:
        names = {"title": "a", "path": "a.fdx", "folder": "s"}
        for data in drafts:
            content = content_of(data, "application/xml")
            row = pen.seal(content, "ab" * 16, dict(names), "watched", (), None)
            assert row is not None
            readings.make(pen, row)
        for kind in sizes:
            for row in pen.history.rows(kind):
                sizes[kind] += pen.history.objects.path(row.handle).stat().st_size
    objects, whole = size_of(where.vault / "objects"), size_of(where.vault)
    commit = git(folder / "git")
    for data in drafts:
        commit(data)
    run_git(folder / "git", "gc", "--aggressive", "--prune=now", "-q")
    packed = size_of(folder / "git" / ".git" / "objects" / "pack")
    for name, size in (("drafts", sizes["draft"]), ("readings", sizes["reading"]),
                       ("vault", whole), ("git gc --aggressive", packed)):  # fmt: skip
        report.figure(f"{SAVES} saves of a 350 KB FDX: {name}", size / 1000, "KB")
    report.figure("draft objects / git gc --aggressive", sizes["draft"] / packed, "x", 1)
    report.figure("all objects / git gc --aggressive", objects / packed, "x", 1.4)
    report.figure("whole vault / git gc --aggressive", whole / packed, "x", 3)
    if shutil.which("restic"):
        report.figure("whole vault / restic", whole / restic(folder, drafts), "x", 0.1)
    else:
        print("restic is not installed: not compared")


def restic(folder: Path, drafts: list[bytes]) -> int:
    source, repository = folder / "source", folder / "restic"
    source.mkdir()
    env = {**os.environ, "RESTIC_PASSWORD": "bench", "RESTIC_REPOSITORY": str(repository),
           "RESTIC_CACHE_DIR": str(folder / "restic-cache")}  # fmt: skip
    subprocess.run(["restic", "init", "-q"], env=env, check=True, capture_output=True)
    for data in drafts:
        (source / "a.fdx").write_bytes(data)
        subprocess.run(
            ["restic", "backup", "-q", str(source)], env=env, check=True, capture_output=True
        )
    return size_of(repository)
