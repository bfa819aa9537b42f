"""doctor: what a killed write left behind is named, and what is still under way is not."""

import os
from pathlib import Path

import pytest

from tests.pipeline.small import LONG_AGO, Small, cheap_keys, empty
from vault.operations import vaulting
from vault.store.outside import part_of


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    cheap_keys(monkeypatch)
    made = empty(tmp_path / "home")
    made.init()
    desk = tmp_path / "desk"
    desk.mkdir()
    monkeypatch.chdir(desk)
    return made


def told(small: Small) -> list[str]:
    left: list[str] = vaulting.doctor(small.session()).data["leftovers"]
    return left


def left(path: Path, touched: float = LONG_AGO) -> Path:
    path.write_bytes(b"half")
    os.utime(path, (touched, touched))
    return path


def test_nothing_is_left_behind_by_what_went_well(small: Small) -> None:
    small.seal(small.write("a.fountain", "INT. A - DAY\n\nRain.\n"))
    assert told(small) == []


def test_each_place_that_is_known_is_looked_at(small: Small) -> None:
    parts = [
        left(part_of(small.scripts / "bundle.zip")),
        left(part_of(Path.cwd() / "bundle.zip")),
        left(part_of(Path.home() / "kit.pdf")),
        left(small.vault / "objects" / "ab" / f".{'ab' * 16}.part"),
    ]
    folder = part_of(small.scripts / "Book.scriv")
    folder.mkdir()
    os.utime(folder, (LONG_AGO, LONG_AGO))
    sentences = told(small)
    assert len(sentences) == 5
    for part in (*parts, folder):
        assert any(sentence.startswith(f"{part} was left") for sentence in sentences)
    assert any(line.startswith("Left behind: ") for line in vaulting.doctor(small.session()).lines)


def test_a_write_under_way_is_left_alone(small: Small) -> None:
    left(part_of(small.scripts / "bundle.zip"), small.clock.wall)
    left(small.scripts / "movie.part")  # another program's
    assert told(small) == []
