"""The folder: one writer at a time, files that are whole or absent, private to their owner."""

import errno
import stat
import threading
from pathlib import Path

import pytest

from vault.errors import DiskFull, EnvironmentFailed
from vault.store import folder as module
from vault.store.folder import Folder, disk_errors, make_folder, write_new


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    make_folder(tmp_path / "vault")
    return Folder(tmp_path / "vault")


def test_a_second_writer_waits_for_the_first(folder: Folder) -> None:
    order: list[str] = []
    first_is_in, go_on = threading.Event(), threading.Event()

    def first() -> None:
        with folder.writing():
            first_is_in.set()
            go_on.wait(30)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    assert first_is_in.wait(30)
    threading.Timer(0.05, go_on.set).start()
    with Folder(folder.path).writing():
        order.append("second")
    thread.join(30)
    assert order == ["first", "second"]
    assert folder.lock.exists()
    assert folder.lock.read_bytes() == b""


def test_a_writer_that_never_ends_is_named_in_words(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_PATIENCE", 0.05)
    with (
        folder.writing(),
        pytest.raises(EnvironmentFailed, match="Another program"),
        Folder(folder.path).writing(),
    ):
        pass


def test_a_lock_file_that_was_deleted_is_made_again(folder: Folder) -> None:
    with folder.writing():
        pass
    folder.lock.unlink(missing_ok=True)
    with folder.writing():
        assert folder.lock.exists()


def test_a_new_file_is_whole_or_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_new(path, b"first")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "sync", full)
    with pytest.raises(DiskFull), disk_errors("the file"):
        write_new(path, b"second")
    assert path.read_bytes() == b"first"
    monkeypatch.undo()
    write_new(path, b"third")
    assert path.read_bytes() == b"third"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_short_writes_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    whole = os.write
    monkeypatch.setattr(module.os, "write", lambda where, data: whole(where, bytes(data[:3])))
    write_new(tmp_path / "file", b"0123456789")
    assert (tmp_path / "file").read_bytes() == b"0123456789"


def test_files_and_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    write_new(tmp_path / "a" / "b" / "file", b"x")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "a" / "b" / "file").stat().st_mode) == 0o600


def test_what_the_disk_refuses_is_said_in_words() -> None:
    for number, kind in ((errno.ENOSPC, DiskFull), (errno.EACCES, EnvironmentFailed)):
        with pytest.raises(kind, match=r"(?i)the log"), disk_errors("the log"):
            raise OSError(number, "refused")
    with pytest.raises(EnvironmentFailed), disk_errors("the log"):
        raise OSError
