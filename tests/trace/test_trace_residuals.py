"""What printers and programs do to the places of words is taken out; what marks do is left."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vault.share.codes import DEFAULT
from vault.share.table import Word
from vault.trace import pictures
from vault.trace.letters import Sheet
from vault.trace.places import Table, of_letters, tables
from vault.trace.residuals import marks_in, since_set_anew

SIZE = 0.24


def page_of(rng: np.random.Generator, lines: int, alike: bool = False) -> Table:
    """A page of made words: a number far out at the top right, then lines of some words each."""
    words = [Word(1, 0, 0, 525.6, 57.4, "12.", 21.6)]
    for line in range(1, lines + 1):
        x = float(rng.choice([108.0, 180.0, 266.4]))
        for at in range(int(rng.integers(4, 8))):
            text = "ABCDEFGH"[at] if alike else "".join(chr(97 + n) for n in rng.integers(0, 26, 5))
            words.append(Word(1, len(words), line, x, 57.4 + 24 * line, text, 36.0))
            x += 43.2
    return tables(words)[1]


def turned_up(table: Table, rng: np.random.Generator, fit: np.ndarray) -> tuple[Sheet, np.ndarray]:
    """The page with marks, each way by chance, as a program has moved, turned and scaled it."""
    right = rng.choice([-1.0, 1.0], len(table.x))
    down = rng.choice([-1.0, 1.0], int(table.line.max()) + 1)[table.line]
    marked = np.column_stack([table.x + SIZE * right, table.y + SIZE * down, np.ones(len(right))])
    x, y = (marked @ fit).T
    words = tuple((text, at) for at, text in enumerate(table.texts))
    return Sheet(x, y, np.full(len(x), 12.0), words), right


def wrong(table: Table, sheet: Sheet, right: np.ndarray) -> tuple[int, int]:
    """How many bits of words are read, and how many of them wrongly."""
    values = next(one.values for one in of_letters(0, sheet, table, DEFAULT))
    return int(np.count_nonzero(values)), int((np.sign(values) * right < 0).sum())


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**32), st.floats(0.4, 1.5), st.sampled_from([0, 90, 180, 270, 1.5]),
    st.floats(-200, 200),
)  # fmt: skip
def test_no_bit_is_wrong_however_a_page_is_moved_turned_and_scaled(
    seed: int, scale: float, degrees: float, by: float
) -> None:
    rng = np.random.default_rng(seed)
    table = page_of(rng, 20)
    turn = np.deg2rad(degrees)
    fit = scale * np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)], [0, 0]])
    fit[2] = by, -by / 3
    sheet, right = turned_up(table, rng, fit)
    assert wrong(table, sheet, right) == (len(right), 0)


def test_a_page_that_says_the_same_all_over_is_read_where_it_stood() -> None:
    rng = np.random.default_rng(3)
    table = page_of(rng, 9, alike=True)
    still = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    sheet, right = turned_up(table, rng, still)
    assert wrong(table, sheet, right) == (len(right), 0)


def test_another_page_whose_words_stand_in_the_same_columns_says_nothing() -> None:
    """Letters of one width stand at the same places on all pages; what they say does not."""
    rng = np.random.default_rng(5)
    still = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    table = page_of(rng, 20)
    other = replace(table, texts=tuple(text[::-1] for text in table.texts))
    sheet, _ = turned_up(other, rng, still)
    assert of_letters(0, sheet, other, DEFAULT)
    assert of_letters(0, sheet, table, DEFAULT) == []


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_what_a_program_rounds_and_then_sets_right_is_taken_out(seed: int) -> None:
    """As cairo does: 0.012 points a letter, until a word is 0.36 off."""
    rng = np.random.default_rng(seed)
    along, off, right = [], [], []
    for _ in range(25):
        place = drift = 0.0
        for _ in range(9):
            along.append(place)
            off.append(drift)
            right.append(float(rng.choice([-1.0, 1.0])))
            letters = int(rng.integers(2, 8))
            place += 7.2 * letters
            drift -= 0.012 * letters
            if drift < -0.36:
                drift = 0.0
    shifts = np.array(off) + SIZE * np.array(right)
    behind = np.array(along) / 100
    since = since_set_anew(shifts, behind, SIZE)
    found = marks_in(shifts, [behind[:, None], since[:, None]], SIZE)
    assert found is not None
    assert (np.sign(found) == right).all()


@settings(max_examples=60, deadline=None)
@given(
    st.integers(200, 420), st.integers(160, 420),
    st.lists(st.tuples(*[st.integers(0, 400)] * 2, *[st.integers(1, 90)] * 2), max_size=6),
    st.booleans(),
)  # fmt: skip
def test_a_picture_of_a_few_blots_is_a_page_or_none_and_never_an_error(
    tall: int, wide: int, blots: list[tuple[int, int, int, int]], dark: bool
) -> None:
    grey = np.full((tall, wide), 250, np.uint8)
    for top, left, high, broad in blots:
        grey[top : top + high, left : left + broad] = 20
    for way in pictures.upright(255 - grey if dark else grey):
        assert min(way.ink.shape) > 0
        assert 0 <= way.ink.min() <= way.ink.max() <= 1.001
