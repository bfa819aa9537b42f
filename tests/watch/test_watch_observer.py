"""Every way programs save, done to a real folder under the real observer."""

import os
from pathlib import Path

import pytest

from vault.watch.observer import Observer

# the filter that the observer sets is undone by pytest between a fixture and its test
pytestmark = pytest.mark.filterwarnings("ignore:Callback with id:RuntimeWarning")


def test_a_save_in_place(desk, film: Path):
    assert desk.after(lambda: film.write_text("two")) == {"Film.fdx": False}


def test_a_save_in_slow_pieces(desk, film: Path):
    def slowly() -> None:
        with film.open("ab", buffering=0) as file:
            for _ in range(5):
                file.write(b"more")
                os.fsync(file.fileno())

    assert desk.after(slowly) == {"Film.fdx": False}


def test_the_first_piece_is_reported_before_the_file_is_closed(desk, film: Path):
    desk.hints.said.clear()
    with film.open("ab", buffering=0) as file:
        file.write(b"more")
        desk.hints.until(lambda paths: (film, False) in paths)


@pytest.mark.parametrize("temporary", [".goutputstream-X1", "Film.fdx.tmp", "~lock", "Film.fdx~"])
def test_a_new_file_renamed_over_the_old(desk, film: Path, temporary: str):
    def save() -> None:
        (desk.root / temporary).write_text("two")
        (desk.root / temporary).replace(film)

    assert desk.after(save) == {"Film.fdx": False}


def test_the_way_of_vim(desk, film: Path):
    def save() -> None:
        (desk.root / "4913").touch()
        (desk.root / "4913").unlink()
        film.rename(desk.root / "Film.fdx~")
        film.write_text("two")
        (desk.root / "Film.fdx~").unlink()

    assert desk.after(save) == {"Film.fdx": False}


def test_the_way_of_word(desk):
    film = desk.root / "Film.docx"
    film.write_text("one")

    def save() -> None:
        (desk.root / "~$Film.docx").write_text("Ann")
        (desk.root / "~WRD0001.tmp").write_text("two")
        film.rename(desk.root / "~WRL0002.tmp")
        (desk.root / "~WRD0001.tmp").rename(film)
        (desk.root / "~WRL0002.tmp").unlink()
        (desk.root / "~$Film.docx").unlink()

    assert desk.after(save) == {"Film.docx": False}


def test_the_way_of_the_mac(desk, film: Path):
    def save() -> None:
        holding = desk.root / "(A Document Being Saved By TextEdit)"
        holding.mkdir()
        (holding / "Film.fdx").write_text("two")
        film.rename(desk.root / "Film.fdx.sb-1a2b3c4d-AbCdEf")
        (holding / "Film.fdx").rename(film)
        (desk.root / "Film.fdx.sb-1a2b3c4d-AbCdEf").unlink()
        holding.rmdir()

    assert desk.after(save) == {"Film.fdx": False}


def test_a_file_replaced_from_another_folder(desk, film: Path):
    (desk.beside / "Film.fdx").write_text("two")
    assert desk.after(lambda: (desk.beside / "Film.fdx").replace(film)) == {"Film.fdx": False}


def test_a_touch_or_a_change_of_mode(desk, film: Path):
    assert desk.after(lambda: os.utime(film)) == {"Film.fdx": False}
    assert desk.after(lambda: film.chmod(0o600)) == {"Film.fdx": False}


def test_a_move_is_both_its_ends(desk, film: Path):
    moved = desk.root / "Second.fdx"
    assert desk.after(lambda: film.rename(moved)) == {"Film.fdx": False, "Second.fdx": False}


def test_a_deleted_file_and_one_moved_away(desk, film: Path):
    other = desk.root / "b.txt"
    desk.after(other.touch)
    assert desk.after(film.unlink) == {"Film.fdx": False}
    desk.hints.said.clear()
    other.rename(desk.beside / "b.txt")
    desk.hints.until(lambda paths: (other, False) in paths)


def test_a_folder_moved_in_is_a_subtree_and_is_watched(desk):
    (desk.beside / "Season" / "One").mkdir(parents=True)
    (desk.beside / "Season" / "One" / "Pilot.fdx").write_text("one")
    said = desk.after(lambda: (desk.beside / "Season").rename(desk.root / "Season"))
    assert said["Season"] is True
    pilot = desk.root / "Season" / "One" / "Pilot.fdx"
    assert desk.after(lambda: pilot.write_text("two")) == {"Season/One/Pilot.fdx": False}
    moved = desk.after(lambda: (desk.root / "Season").rename(desk.root / "Show"))
    assert moved["Season"] is True
    assert moved["Show"] is True
    pilot = desk.root / "Show" / "One" / "Pilot.fdx"
    assert desk.after(lambda: pilot.write_text("three")) == {"Show/One/Pilot.fdx": False}


def test_a_folder_made_deep_at_once_is_a_subtree(desk):
    def make() -> None:
        (desk.root / "a" / "b").mkdir(parents=True)
        (desk.root / "a" / "b" / "Film.fdx").touch()

    said = desk.after(make)
    assert said["a"] is True
    assert set(said) <= {"a", "a/b", "a/b/Film.fdx"}


def test_a_folder_deleted_or_moved_away_is_a_subtree(desk):
    desk.after((desk.root / "a").mkdir)
    desk.hints.said.clear()
    (desk.root / "a").rename(desk.beside / "a")
    desk.hints.until(lambda paths: (desk.root / "a", True) in paths)
    desk.after((desk.root / "b").mkdir)
    assert desk.after((desk.root / "b").rmdir) == {"b": True}


def test_everything_in_a_package_is_the_package(desk):
    book = desk.beside / "Book.scriv"
    (book / "Files" / "Data" / "X").mkdir(parents=True)
    (book / "Files" / "Data" / "X" / "content.rtf").write_text("one")
    (book / "Book.scrivx").write_text("one")
    assert desk.after(lambda: book.rename(desk.root / "Book.scriv")) == {"Book.scriv": False}
    inside = desk.root / "Book.scriv" / "Files"
    content = inside / "Data" / "X" / "content.rtf"
    assert desk.after(lambda: content.write_text("two")) == {"Book.scriv": False}
    assert desk.after((inside / "Data" / "Y").mkdir) == {"Book.scriv": False}
    assert desk.after(lambda: (inside / "user.lock").write_text("x")) == {}
    assert desk.after(lambda: (inside / "search.indexes").write_text("x")) == {}


def test_noise_and_reading_give_nothing(desk, film: Path):
    def noise() -> None:
        for name in (".DS_Store", "x.jpg", "Film.fdx.swp", ".~lock.Film.fdx#", "~$lm.docx"):
            (desk.root / name).write_text("x")
            (desk.root / name).unlink()
        (desk.root / ".git").mkdir()
        (desk.root / ".git" / "a.fdx").touch()
        film.read_bytes()
        list(desk.root.iterdir())

    assert desk.after(noise) == {}


@pytest.mark.parametrize(
    "name", ["new\nline.fdx", "🎬.fdx", "Cafe\u0301.fdx", os.fsdecode(b"\xff.fdx")]
)
def test_any_name(desk, name: str):
    assert desk.after(lambda: (desk.root / name).write_text("one")) == {name: False}


def test_a_link_as_root_is_watched_and_reported_as_given(tmp_path: Path, hints):
    (tmp_path / "Scripts").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "Scripts")
    watching = Observer([link], hints)
    watching.start()
    try:
        (tmp_path / "Scripts" / "Film.fdx").touch()
        hints.until(lambda paths: (link / "Film.fdx", False) in paths)
        assert {root for root, _, _ in hints.said} == {link}
    finally:
        watching.stop()
