"""What a bundle is said to hold, which drafts may be proved, and how scenes are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.drafts import draft, minutes
from vault.errors import BadInput
from vault.ui import verify_words
from vault.ui.prove_words import Extent, choices, contents, scenes, verdict
from vault.verify.report import table

ONE = draft(1, minutes(0))
TWO = draft(2, minutes(5))


def test_what_comes_to_the_same_is_offered_once() -> None:
    assert [c.words for c in choices([ONE], ONE)] == [f"Draft 1 of {ONE.title}"]
    words = [c.words for c in choices([ONE, TWO], TWO)]
    assert words == [f"Draft 2 of {TWO.title}", f"All 2 drafts of {TWO.title}"]


def test_the_contents_say_who_can_read_what() -> None:
    whole = " ".join(contents([ONE], [ONE, TWO], Extent.WHOLE))
    assert "The full text of 1 draft, byte for byte." in whole
    assert "your name" in whole
    none = " ".join(contents([ONE, TWO], [ONE, TWO], Extent.EVIDENCE))
    assert "full text" not in none
    assert "nobody else learns what is in it" in none
    some = " ".join(contents([ONE], [ONE, TWO], Extent.SCENES))
    assert "these scenes alone" in some


@given(st.sets(st.integers(1, 40), min_size=1))
def test_scenes_are_found_however_they_are_written(wanted: set[int]) -> None:
    assert scenes(", ".join(map(str, wanted)), 40) == sorted(wanted)
    first, last = min(wanted), max(wanted)
    assert scenes(f"{first}-{last}", 40) == list(range(first, last + 1))
    assert scenes(f"  {last} ;{first} – {last}", 40) == list(range(first, last + 1))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "No scene is named."),
        (" , ", "No scene is named."),
        ("three", "names no scene"),
        ("3-", "names no scene"),
        ("0", "The draft has 7 scenes."),
        ("8", "The draft has 7 scenes."),
        ("5-3", "The draft has 7 scenes."),
        ("9" * 30, "names no scene"),
        ("٣", "names no scene"),
    ],
)
def test_what_names_no_scene_is_said(text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        scenes(text, 7)


def test_every_reason_of_a_verdict_has_words() -> None:
    names = [check.name for check in table()]
    state, _, sentence = verdict("invalid", names)
    assert state == "bad"
    assert all(verify_words.title(name) in sentence for name in names)
    assert verdict("valid", [])[0] == "good"
    state, _, sentence = verdict("incomplete", ["time", "content"])
    assert state == "waiting"
    assert "Missing: independent time; the drafts’ own bytes." in sentence
