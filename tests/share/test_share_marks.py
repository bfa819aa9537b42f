"""The visible mark: on every page, never the same, under the words and never over them."""

import re
import zlib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.paper.pdf import darkness, picture
from tests.share.conftest import TIDE, drawn, record_for, script_of
from vault.paper.shapes import Path as Shape
from vault.share.marks import Letter, among, letters

NAMES = [
    "Miriam Okafor",
    "Ольга Иванова",
    "X",
    "Wolfgang Amadeus Konstantinopoulos-Vanderbilt of the Long Name",
    "W" * 80,
    "שלום כהן",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_mark_lies_on_the_paper(name: str) -> None:
    for page in range(1, 40):
        mark = letters(name, "7F3K-Q2", page)
        assert len(mark) == len(name.replace(" ", "")) + len("7F3K-Q2")
        numbers = [float(n) for one in mark for n in re.findall(r"-?[\d.]+", one.path.operators)]
        across, down = numbers[::2], numbers[1::2]
        assert 10 < min(across) < max(across) < 602
        assert 60 < min(down) < max(down) < 740  # clear of the line at the foot


def test_every_page_has_its_own_and_always_the_same() -> None:
    pages = [letters("Miriam Okafor", "7F3K-Q2", page) for page in range(1, 120)]
    shapes = Counter(one.path.operators for page in pages for one in page)
    assert shapes.most_common(1)[0][1] == 1
    again = letters("Miriam Okafor", "7F3K-Q2", 50)
    assert [one.path.operators for one in again] == [one.path.operators for one in pages[49]]
    other = {one.path.operators for one in letters("Miriam Okafor", "7F3K-Q3", 50)}
    assert not other & set(shapes)


def test_a_name_no_face_can_set_gives_way_to_the_number() -> None:
    assert len(letters("山田 太郎", "7F3K-Q2", 1)) == len("7F3K-Q2")


def test_black_words_stand_out_from_the_tint() -> None:
    """Contrast as WCAG 2.1 has it: 7 is its highest demand, paper alone would give 21."""

    def light(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    for page in range(1, 60):
        for one in letters("Miriam Okafor", "7F3K-Q2", page):
            red, green, blue = map(light, one.tint)
            bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue
            assert (bright + 0.05) / 0.05 > 16
            assert bright < 0.93  # and the tint from white paper


HEIGHTS = st.tuples(st.integers(0, 700), st.integers(1, 90)).map(lambda h: (h[0], h[0] + h[1]))


@given(st.lists(HEIGHTS, max_size=12), st.lists(HEIGHTS, max_size=60))
def test_no_letter_is_drawn_over_a_line(high: list[tuple[int, int]], rows: list[tuple[int, int]]):
    mark = [Letter(Shape(), (250, 240, 240), top, bottom) for top, bottom in high]
    drawn_at = among(mark, rows)
    assert len(drawn_at) == len(rows) + 1
    assert Counter(id(one) for found in drawn_at for one in found) == Counter(map(id, mark))
    for place, found in enumerate(drawn_at):
        for one in found:
            assert not any(t < one.bottom and b > one.top for t, b in rows[:place])


def test_the_mark_is_no_layer_and_no_part_that_could_be_lifted_out(tide: Path) -> None:
    data = tide.read_bytes()
    for word in (b"/XObject", b"/OCG", b"/OCProperties", b"/Annots", b"/Pattern", b"/SMask"):
        assert word not in data
    streams = [
        zlib.decompress(stream)
        for stream in re.findall(rb"/FlateDecode.*?stream\n(.*?)\nendstream", data, re.DOTALL)
    ]
    pages = [stream for stream in streams if b" Td " in stream]
    assert len(pages) == 6
    for page in (pages[0], *pages[2:]):
        shapes = [match.start() for match in re.finditer(rb" rg [^\n]* f Q", page)]
        words = [match.start() for match in re.finditer(rb" Td ", page)]
        assert len(shapes) == 19
        assert sum(shapes[0] < word < shapes[-1] for word in words) > 3
    fills = [set(re.findall(rb"[\d.]+ [\d.]+ m [^\n]* h", page)) for page in pages]
    assert not any(a & b for n, a in enumerate(fills) for b in fills[n + 1 :])


def test_the_mark_shows_when_printed(tide: Path, tmp_path: Path) -> None:
    """A copy differs from another reader's in the middle of every page, and is still pale there."""
    other = tmp_path / "other.pdf"
    other.write_bytes(drawn(script_of(TIDE), record_for("Jonas Weil", "K2M9-XA")))
    for page in (1, 3, 4, 5, 6):
        one, two = picture(tide, tmp_path, page=page), picture(other, tmp_path, page=page)
        apart = sum(abs(a - b) > 8 for a, b in zip(one[2], two[2], strict=True))
        assert apart > 1500
    blank = picture(tide, tmp_path, page=1)
    assert 0.001 < darkness(blank, (150, 320, 460, 560)) < 0.05
