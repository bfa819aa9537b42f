"""The words of a trace: chances said to the unfavourable side, pages said together."""

import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.ui import trace_words as words

POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def bound(said: str) -> float:
    """The number that a chance in words is not above."""
    if power := re.fullmatch(r"under 1 in 10([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", said):
        return float(10.0 ** -int(power[1].translate(POWERS)))
    if among := re.fullmatch(r"at most 1 in ([\d,]+)", said):
        return 1 / int(among[1].replace(",", ""))
    share = re.fullmatch(r"up to (\d+) %", said)
    assert share, said
    return int(share[1]) / 100


@given(st.floats(min_value=-300, max_value=0).map(lambda power: 10.0**power))
def test_a_chance_is_never_said_smaller_than_it_is(value: float) -> None:
    said = bound(words.chance(value))
    assert value <= said * (1 + 1e-12)
    assert said <= min(1.0, value * 12)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.7, "up to 70 %"),
        (0.004, "at most 1 in 250"),
        (4.2e-6, "at most 1 in 230,000"),
        (3e-10, "under 1 in 10⁹"),
    ],
)
def test_chances_are_round(value: float, said: str) -> None:
    assert words.chance(value) == said


def match(**changed: Any) -> dict[str, Any]:
    return {
        "draft": 4, "log": "ab", "script": "Films/Salt Line.fdx", "number": 3,
        "copy_id": "7F3K-22", "recipient": "Miriam Okafor", "issued": "2026-03-03",
        "class": "high", "overlap": 0.5, "passages": [], "marks": [],
        "false_positive_probability": 1e-9, **changed,
    }  # fmt: skip


@pytest.mark.parametrize("known_as", ["exact", "high", "indicative"])
def test_a_copy_is_named_and_nobody_is_accused(known_as: str) -> None:
    said = words.heading(match(**{"class": known_as}))
    verb = "May derive" if known_as == "indicative" else "Derived"
    assert said == f"{verb} from the copy issued to Miriam Okafor on 3 March 2026"
    everything = " ".join((*words.MEANINGS.values(), *map(" ".join, words.LAYERS.values())))
    assert not re.search(r"leak|stole|thief|guilty", everything)
    assert "Not evidence alone" in words.MEANINGS["indicative"]


def test_a_draft_without_a_copy_is_said_as_that() -> None:
    found = match(copy_id=None, recipient=None, issued=None, **{"class": "none"})
    assert words.heading(found) == "Words of “Salt Line”, draft 3 were found"
    assert words.which(found) == words.UNNAMED


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 50)), max_size=12))
def test_pages_said_together_lose_no_words(pages: list[tuple[int, int, int]]) -> None:
    passages = [
        {"suspect": "/tmp/a.pdf", "suspect_page": there, "page": here, "words": count}
        for there, here, count in pages
    ]
    said = words.places(match(passages=passages))
    assert sum(one.words for one in said) == sum(count for _, _, count in pages)
    assert len(said) <= len(passages)


def test_pages_that_follow_one_another_are_said_together() -> None:
    passages = [
        {"suspect": "/tmp/a.pdf", "suspect_page": there, "page": here, "words": 10}
        for there, here in ((1, 4), (2, 5), (3, 9))
    ]
    assert words.places(match(passages=passages)) == [
        words.Place("a.pdf, pages 1–2", "pages 4–5", 20),
        words.Place("a.pdf, page 3", "page 9", 10),
    ]


def test_without_marks_no_chance_is_made_up() -> None:
    said, meaning = words.wrongly(match(false_positive_probability=None), 3)
    assert not re.search(r"\d", said + meaning)
    assert math.isclose(
        bound(words.wrongly(match(false_positive_probability=3e-9), 3)[0].lower()), 1e-8
    )


def test_what_else_was_found_and_what_is_not_shown_are_two_things() -> None:
    other = match(copy_id="QQ11-22")
    for matches, several in (([match()], False), ([match(), other], True), ([], False)):
        told = {"matches": matches, "notes": ["A note."]}
        assert (words.SEVERAL in words.besides(told)) is several
        assert words.besides(told)[-1] == "A note."
        assert words.limit(told) == (words.NOT_A_PERSON if matches else words.HIDDEN)
