"""Files for people: whole or not there, and never over what somebody else has put there."""

import errno
from pathlib import Path
from typing import Any

import pytest

from vault.errors import BadInput
from vault.store import outside
from vault.store.outside import free_place, written_whole


@pytest.fixture(params=["links", "no links"])
def disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that knows links, and one that does not."""

    def refuse(*_: Any) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    if request.param == "no links":
        monkeypatch.setattr(Path, "hardlink_to", refuse)


@pytest.mark.usefixtures("disk")
def test_a_file_appears_whole_and_alone(tmp_path: Path) -> None:
    target = tmp_path / "bundle.zip"
    with written_whole(target, "the bundle") as file:
        file.write(b"words")
        assert not target.exists()
    assert target.read_bytes() == b"words"
    assert list(tmp_path.iterdir()) == [target]
    assert target.stat().st_nlink == 1


@pytest.mark.usefixtures("disk")
def test_what_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    target = free_place(tmp_path / "bundle.zip", replace=False)

    def write() -> None:
        with written_whole(target, "the bundle") as file:
            file.write(b"ours")
            target.write_bytes(b"theirs")

    with pytest.raises(BadInput, match="there already"):
        write()
    assert target.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_that_leads_nowhere_is_there_already(tmp_path: Path) -> None:
    (tmp_path / "bundle.zip").symlink_to("nowhere")
    with pytest.raises(BadInput, match="there already"):
        free_place(tmp_path / "bundle.zip", replace=False)


def test_what_is_to_be_replaced_is_there_until_the_end(tmp_path: Path) -> None:
    target = tmp_path / "bundle.zip"
    target.write_bytes(b"old")
    with written_whole(target, "the bundle", replace=True) as file:
        file.write(b"new")
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    def write() -> None:
        with written_whole(tmp_path / "bundle.zip", "the bundle") as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert list(tmp_path.iterdir()) == []


def test_a_link_at_the_place_of_the_part_is_not_written_through(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(b"keep me")
    target = tmp_path / "bundle.zip"
    outside.part_of(target).symlink_to(precious)
    with written_whole(target, "the bundle") as file:
        file.write(b"words")
    assert precious.read_bytes() == b"keep me"
