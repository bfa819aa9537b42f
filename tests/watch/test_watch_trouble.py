"""What keeps events from coming, made to happen, told and mended."""

import errno
import shutil
import threading
import time
from pathlib import Path

import pytest

from vault.watch import observer as module
from vault.watch.observer import Kind, Observer

# the filter that the observer sets is undone by pytest between a fixture and its test
pytestmark = pytest.mark.filterwarnings("ignore:Callback with id:RuntimeWarning")

PATIENCE = 20.0


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def kinds(watching: Observer, now: float = 0.0) -> list[Kind]:
    return [trouble.kind for trouble in watching.trouble(now)]


def wait_for(watching: Observer, wanted: list[Kind]) -> None:
    deadline = time.monotonic() + PATIENCE
    while (found := kinds(watching)) != wanted:
        assert time.monotonic() < deadline, found
        threading.Event().wait(0.02)


def test_all_is_well_on_a_plain_folder(desk):
    assert desk.observer.trouble(0.0) == []


def test_a_root_that_goes_and_returns(desk, film: Path):
    desk.root.rename(desk.beside / "away")
    (trouble,) = desk.observer.trouble(100.0)
    assert (trouble.kind, trouble.since, trouble.rebuild) == (Kind.MISSING, 100.0, False)
    assert str(desk.root) in trouble.sentence
    assert desk.observer.trouble(110.0)[0].since == 100.0
    (desk.beside / "away").rename(desk.root)
    (trouble,) = desk.observer.trouble(120.0)
    assert (trouble.kind, trouble.rebuild) == (Kind.RETURNED, True)
    desk.observer.rebuild(desk.root)
    assert kinds(desk.observer) == []
    assert desk.after(lambda: film.write_text("two")) == {"Film.fdx": False}


def test_a_root_that_was_replaced(desk, film: Path):
    desk.root.rename(desk.beside / "away")
    desk.root.mkdir()
    assert kinds(desk.observer) == [Kind.RETURNED]
    desk.observer.rebuild(desk.root)
    assert desk.after(lambda: film.write_text("two")) == {"Film.fdx": False}


def test_a_root_that_was_deleted_and_made_again(desk, film: Path):
    shutil.rmtree(desk.root)
    desk.root.mkdir()
    deadline = time.monotonic() + PATIENCE
    # a file system may give the new folder the old one's inode: then the dead watch tells
    while kinds(desk.observer) not in ([Kind.RETURNED], [Kind.DEAD]):
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)
    desk.observer.rebuild(desk.root)
    assert kinds(desk.observer) == []
    assert desk.after(lambda: film.write_text("two")) == {"Film.fdx": False}


def test_a_root_that_is_missing_at_first(tmp_path: Path, hints):
    root = tmp_path / "Scripts"
    watching = Observer([root], hints)
    watching.start()
    try:
        assert kinds(watching) == [Kind.MISSING]
        watching.rebuild(root)
        assert kinds(watching) == [Kind.MISSING]
        root.mkdir()
        assert kinds(watching) == [Kind.RETURNED]
        watching.rebuild(root)
        assert kinds(watching) == []
        (root / "Film.fdx").touch()
        hints.until(lambda paths: (root / "Film.fdx", False) in paths)
    finally:
        watching.stop()


@pytest.mark.parametrize("part", ["emitter", "dispatcher", "reader"])
def test_a_watch_of_which_one_thread_died(desk, film: Path, part: str):
    system = desk.observer._watches[desk.root].observer
    (emitter,) = system.emitters
    if part == "emitter":
        emitter.stop()
    elif part == "dispatcher":
        system._stopped_event.set()
        system.event_queue.put(type(system).stop_event)
    else:
        system._inotify_fd.stop()
    wait_for(desk.observer, [Kind.DEAD])
    desk.observer.rebuild(desk.root)
    assert kinds(desk.observer) == []
    assert desk.after(lambda: film.write_text("two")) == {"Film.fdx": False}


def test_a_real_overflow_is_told_once(desk, film: Path):
    room = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    if room > 50_000:
        pytest.skip("this system's queue takes too long to fill")
    reader = desk.observer._watches[desk.root].observer._inotify_fd
    with reader._lock:  # nobody empties the queue meanwhile
        for n in range(room // 2 + 4000):
            noise = desk.root / f".{n}"
            noise.touch()
            noise.unlink()
    wait_for(desk.observer, [Kind.OVERFLOW])
    desk.observer.rebuild(desk.root)
    assert kinds(desk.observer) == []
    assert desk.after(lambda: film.write_text("two")) == {"Film.fdx": False}


@pytest.mark.parametrize("refusal", [errno.ENOSPC, errno.EMFILE])
def test_a_watch_the_system_refuses_is_told_with_its_remedy(
    tmp_path: Path, hints, monkeypatch, refusal
):
    def refused(*_):
        raise OSError(refusal, "limit reached")

    monkeypatch.setattr(module, "_observe", refused)
    watching = Observer([tmp_path], hints)
    watching.start()
    (trouble,) = watching.trouble(0.0)
    watching.stop()
    assert (trouble.kind, trouble.polling) == (Kind.LIMIT, True)
    assert "sudo sysctl fs.inotify.max_user_" in trouble.sentence


def test_a_limit_reached_below_the_root_is_told_until_rebuilt(tmp_path: Path, hints):
    full = [True]
    watching = Observer([tmp_path], hints, exhausted=lambda _: full[0])
    watching.start()
    try:
        assert kinds(watching) == [Kind.LIMIT]
        full[0] = False
        assert kinds(watching) == [Kind.LIMIT]
        watching.rebuild(tmp_path)
        assert kinds(watching) == []
    finally:
        watching.stop()


def test_a_network_drive_is_told(tmp_path: Path, hints):
    mounts = f"/dev/sda1 / ext4 rw 0 0\nnas:/x {tmp_path} nfs4 rw 0 0\n"
    watching = Observer([tmp_path], hints, mounts=lambda: mounts)
    watching.start()
    try:
        (trouble,) = watching.trouble(0.0)
        assert (trouble.kind, trouble.polling, trouble.rebuild) == (Kind.NETWORK, True, False)
    finally:
        watching.stop()


def test_roots_are_independent_and_nothing_is_left_behind(tmp_path: Path, hints):
    roots = [tmp_path / "a", tmp_path / "b"]
    for root in roots:
        root.mkdir()
    before, files = set(threading.enumerate()), open_files()
    watching = Observer(roots, hints)
    watching.start()
    roots[0].rmdir()
    assert kinds(watching)[0] in (Kind.MISSING, Kind.DEAD)
    (roots[1] / "Film.fdx").touch()
    hints.until(lambda paths: (roots[1] / "Film.fdx", False) in paths)
    for _ in range(5):
        watching.rebuild(roots[1])
    watching.stop()
    assert set(threading.enumerate()) <= before
    assert open_files() <= files + 1
    said = len(hints.said)
    (roots[1] / "Film.fdx").write_text("later")
    assert len(hints.said) == said
