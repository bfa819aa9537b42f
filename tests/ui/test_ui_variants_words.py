"""What the wording is called, and how a line of the script is quoted."""

import pytest

from vault.screenplay.model import Element, Kind
from vault.share.variants import Place, Site
from vault.ui import variants_words as words

WORDING = Site("wording", (Place(0, 0, 5),), ("don't", "do not"))
FACT = Site("fact", (Place(0, 9, 12), Place(1, 0, 3)), ("214", "216"))


@pytest.mark.parametrize(
    ("sites", "said"),
    [
        ([], "The same in every copy"),
        ([WORDING], "1 place differs from copy to copy"),
        ([FACT], "1 fact differs from copy to copy"),
        ([WORDING] * 34, "34 places differ from copy to copy"),
        ([WORDING, FACT], "1 place and 1 fact differ from copy to copy"),
        ([FACT] * 2, "2 facts differ from copy to copy"),
    ],
)
def test_how_much_differs(sites: list[Site], said: str) -> None:
    assert words.differ(sites) == said


def test_a_line_is_quoted_around_its_place() -> None:
    element = Element(Kind.ACTION, "Before.\nShe counts the lights.\nAfter.")
    at = element.text.index("counts")
    place = Place(0, at, at + 6)
    assert words.quoted(element, place) == "She counts the lights."
    assert words.quoted(element, place, "tells") == "She tells the lights."


def test_a_long_line_is_cut_at_words() -> None:
    element = Element(Kind.ACTION, f"{'once more ' * 20}she counts{' and again' * 20}")
    at = element.text.index("counts")
    quoted = words.quoted(element, Place(0, at, at + 6))
    assert quoted.startswith("… ")
    assert quoted.endswith(" …")
    assert "she counts and again" in quoted
    assert len(quoted) < 90


def test_a_heading_is_quoted_in_capitals() -> None:
    element = Element(Kind.HEADING, "int. room 214")
    assert words.quoted(element, Place(0, 5, 9), "hall") == "INT. HALL 214"


def test_signs_of_the_script_are_not_taken_for_markup() -> None:
    element = Element(Kind.ACTION, "<b>She</b> & he")
    marked = words.marked(element, Place(0, 3, 6), "<i>")
    assert marked == "&lt;b&gt;<u>&lt;i&gt;</u>&lt;/b&gt; &amp; he"


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("  do   not ", "do not"),
        ("do\nnot\u2028now", "do not now"),
        ("do\u200bnot\x07", "donot"),
        ("\u00a0", ""),
    ],
)
def test_what_is_typed_is_tidied(typed: str, tidy: str) -> None:
    assert words.tidy(typed) == tidy


def test_numbers_are_most_likely_facts() -> None:
    assert words.usual_sort("room 214") == "fact"
    assert words.usual_sort("the room") == "wording"
