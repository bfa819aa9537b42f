"""A full disk: said, nothing that was sealed is lost, and sealing goes on when there is room."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flow.conftest import PATIENCE, Desk

ROOM = 4 * 2**20
LARGE = 3 * 2**20


def fill(folder: Path, leave: int = 0) -> Path:
    """Fill the disk that holds a folder."""
    ballast = folder.parent / "ballast"
    free = os.statvfs(folder)
    with ballast.open("wb", buffering=0) as file:
        left = free.f_bavail * free.f_frsize - leave
        try:
            while left > 0:
                left -= file.write(bytes(min(left, 1 << 16)))
            while not leave:
                file.write(bytes(512))
        except OSError:
            pass
    return ballast


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes, where this user may mount one; the limit below covers the rest."""
    place = tmp_path / "small disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "none", str(place)]
    may = sys.platform == "linux" and os.geteuid() == 0
    if may and subprocess.run(mount, capture_output=True, check=False).returncode == 0:
        try:
            yield place
        finally:
            subprocess.run(["umount", "-l", str(place)], check=True, timeout=PATIENCE)
    else:
        yield place


def limited(size: int) -> None:
    """Let this process write no file larger than ``size``: another way to run out of room."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_file_that_may_not_grow_ends_sealing_with_a_sentence(desk: Desk) -> None:
    small, large = desk.scripts / "small.fountain", desk.scripts / "large.txt"
    small.write_text("INT. SMALL - DAY\n")
    desk.ask("seal", small)
    large.write_bytes(os.urandom(LARGE))
    done = desk.run("seal", large, preexec_fn=lambda: limited(1 << 20))
    assert done.code == 4
    assert "disk is full" in done.sentence()
    assert len(desk.drafts()) == 1
    desk.check()
    once = desk.run("watch", "--once", preexec_fn=lambda: limited(1 << 20))
    assert once.code == 4 and "Traceback" not in once.err
    [draft] = desk.ask("seal", large)["drafts"]
    assert draft["new"] is True
    assert desk.restored("latest:large.txt") == large.read_bytes()
    desk.check()


@pytest.mark.parametrize("how", ["vault", "all", "limit"])
def test_a_full_disk_stops_the_watch_until_there_is_room(
    small_disk: Path, tmp_path: Path, how: str
) -> None:
    """Only the vault's disk is full, or the caches' and settings' too; or a limit is in force."""
    if how != "limit" and not os.path.ismount(small_disk):
        return  # this user may mount nothing; the limit is the same road in the program
    with Desk(small_disk if how == "all" else tmp_path, vault=small_disk / "vault") as desk:
        desk.scripts = tmp_path / "scripts"
        desk.scripts.mkdir()
        desk.init()
        script = desk.scripts / "a.txt"
        script.write_text("INT. BEFORE - DAY\n")
        watch = desk.watch()
        watch.until(lambda _: watch.sealed("a.txt"), "a first draft")
        limits = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        ballast = small_disk.parent / "ballast"
        if how == "limit":
            resource.prlimit(watch.process.pid, resource.RLIMIT_FSIZE, (1 << 20, limits[1]))
        else:
            ballast = fill(desk.vault)
        script.write_bytes(os.urandom(LARGE // 2))
        watch.until(lambda _: watch.skipped(), "word of the script there is no room for")
        watch.until_state("stopped")
        assert [event["path"] for event in watch.skipped()] == [str(script)]
        if how == "limit":
            resource.prlimit(watch.process.pid, resource.RLIMIT_FSIZE, limits)
        else:
            hand = desk.run("seal", script)
            assert hand.code == 4
            assert hand.sentence()
            ballast.unlink()
        watch.until(lambda _: len(watch.sealed("a.txt")) == 2, "the draft there was no room for")
        watch.until_state("ok")
        assert watch.stop() == 0
        numbers = [(d["script"], d["number"]) for d in desk.drafts()]
        assert numbers == [("a.txt", 1), ("a.txt", 2)]
        place = tmp_path / "given back"
        desk.ask("restore", "latest:a.txt", "-o", place)
        assert place.read_bytes() == script.read_bytes()
        desk.check()


def test_a_full_disk_under_the_cache_costs_no_draft(small_disk: Path, new_desk: Any) -> None:
    if not os.path.ismount(small_disk):
        return
    desk = new_desk()
    desk.environment["XDG_CACHE_HOME"] = str(small_disk / "cache")
    desk.init()
    script = desk.scripts / "a.txt"
    script.write_text("INT. BEFORE - DAY\n")
    watch = desk.watch()
    watch.until(lambda _: watch.sealed("a.txt"), "a first draft")
    ballast = fill(small_disk / "cache")
    for number in range(3):
        (desk.scripts / f"{number}.txt").write_text(f"INT. NO ROOM {number} - DAY\n" * 2000)
    watch.until(lambda _: len(watch.sealed()) == 4, "drafts that are not remembered")
    hand = desk.scripts / "b.txt"
    hand.write_text("INT. BY HAND - DAY\n")
    assert desk.run("seal", hand).code in (0, 4)
    ballast.unlink()
    script.write_text("INT. AFTER - DAY\n")
    watch.until(lambda _: len(watch.sealed("a.txt")) == 2, "a last draft")
    assert watch.stop() == 0
    desk.ask("seal", hand)
    numbers = sorted((d["script"], d["number"]) for d in desk.drafts())
    once = [(f"{number}.txt", 1) for number in range(3)]
    assert numbers == [*once, ("a.txt", 1), ("a.txt", 2), ("b.txt", 1)]
    assert desk.restored("2.txt#1") == b"INT. NO ROOM 2 - DAY\n" * 2000
    desk.check()
