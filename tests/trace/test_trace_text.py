"""Texts back to sites: what stands at the writer's places, however the text came about."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.trace.leaks import (
    LONG,
    LONG_SHEET,
    chosen,
    codes,
    copy_text,
    one_line,
    read,
    traced,
)
from tests.trace.retyped import DRAFT, WAYS, chosen_in, misread, retyped, script
from vault.screenplay.model import Element, Kind
from vault.screenplay.reading import canonical_text
from vault.share.variants import Place, Sheet, Site
from vault.share.varying import varied
from vault.trace.facts import distinct

LEAST = {
    "sentences shuffled": 0.9, "2 % of letters misread": 0.85, "5 % of letters misread": 0.7,
    "10 % of words edited": 0.8, "20 % of words edited": 0.6,
}  # fmt: skip
"""Shares of all sites; of those that were not damaged themselves it is 0.9 (see the benchmarks)."""


@pytest.mark.parametrize("way", WAYS)
def test_sites_are_read_however_the_text_came_about(way: str) -> None:
    text = WAYS[way](copy_text(LONG, LONG_SHEET, 7), 1)
    right, wrong = chosen_in(chosen(LONG_SHEET, 7), read(LONG, LONG_SHEET, text))
    count = len(LONG_SHEET.sites)
    assert right >= LEAST.get(way, 0.99) * count
    assert wrong <= 0.02 * count
    [named] = [v for v in traced(LONG, codes(LONG_SHEET, 30), text) if v.known_as != "none"]
    assert (named.copy_id, named.known_as) == ("copy 7", "high")
    assert list(named.layers) == ["wording", "fact"]
    assert named.layers["wording"].agreeing >= 0.98 * named.layers["wording"].sites


LATIN, CYRILLIC = "aeopcyxAEOPCXTM", "аеорсухАЕОРСХТМ"
DISGUISED: dict[str, Callable[[str], str]] = {
    "letters apart": " ".join,
    "no blanks": lambda text: "".join(text.split()),
    "signs without width between": "\u200b".join,
    "letters that look alike": lambda text: text.translate(str.maketrans(LATIN, CYRILLIC)),
    "two columns": lambda text: "\n".join(
        f"{one:70}{other}"
        for lines in [text.splitlines()]
        for one, other in zip(lines[: len(lines) // 2], lines[len(lines) // 2 :], strict=False)
    ),
}


@pytest.mark.parametrize("way", DISGUISED)
def test_disguises_do_not_help(way: str) -> None:
    text = DISGUISED[way](copy_text(LONG, LONG_SHEET, 7))
    right, wrong = chosen_in(chosen(LONG_SHEET, 7), read(LONG, LONG_SHEET, text))
    assert right >= 0.9 * len(LONG_SHEET.sites)
    assert wrong == 0


def test_short_sentences_are_found_whichever_alternative_they_have() -> None:
    """Else the draft's own words would be read more often than the others."""
    counts = []
    for number in (0, 1):
        choice = [number] * len(LONG_SHEET.sites)
        text = WAYS["sentences shuffled"](canonical_text(varied(LONG, LONG_SHEET.sites, choice)), 2)
        counts.append(chosen_in(choice, read(LONG, LONG_SHEET, text))[0])
    assert abs(counts[0] - counts[1]) <= 4
    assert min(counts) >= 0.92 * len(LONG_SHEET.sites)


LINES = [
    ("He went home, but nobody was in.", (8, 17), ("home, but", "home but")),
    ("A light -- far away -- went out.", (8, 10), ("--", "...")),
    ("A light -- far away.", (2, 10), ("light --", "light,")),
    ("I don't think so.", (2, 7), ("don't", "do not")),
    ("They go toward town.", (8, 14), ("toward", "towards")),
    ("Okay.", (0, 4), ("Okay", "OK")),
    ("It's 23 Elm Street.", (5, 7), ("23", "32", "33", "22")),
]


@pytest.mark.parametrize(("text", "place", "alternatives"), LINES)
def test_each_alternative_is_read_as_itself(
    text: str, place: tuple[int, int], alternatives: tuple[str, ...]
) -> None:
    told, sheet = one_line(text, place, *alternatives)
    for number in range(len(alternatives)):
        found = canonical_text(varied(told, sheet.sites, [number]))
        for way in ("as it is", "mailed and quoted", "no line breaks", "ligatures and quotes"):
            assert read(told, sheet, WAYS[way](found, 1)) == {0: {number}}, way


@pytest.mark.parametrize(("text", "place", "alternatives"), LINES[:3])
def test_marks_of_punctuation_say_nothing_in_a_text_without_any(
    text: str, place: tuple[int, int], alternatives: tuple[str, ...]
) -> None:
    told, sheet = one_line(text, place, *alternatives)
    found = canonical_text(varied(told, sheet.sites, [1]))
    assert read(told, sheet, retyped(found)) == {}


def test_what_stands_there_and_is_no_alternative_is_left_out() -> None:
    told, sheet = one_line("I don't think so.", (2, 7), "don't", "do not")
    for other in ("didn't", "can't", "no longer", "", "did not"):
        assert read(told, sheet, canonical_text(told).replace("don't", other)) == {}


def test_a_fact_is_read_in_headings_and_in_speech_alike() -> None:
    told, _ = script(300, 0, seed=5)
    rooms = ("Room 304", "Room 309", "Room 312")
    heading, line = "INT. Room 304 - NIGHT", "She waits in Room 304 until morning."
    elements = (*told.elements, Element(Kind.HEADING, heading), Element(Kind.ACTION, line))
    at = len(told.elements)
    places = (Place(at, 5, 13), Place(at + 1, 13, 21))
    sheet = Sheet(DRAFT, (Site("fact", places, rooms),))
    told = replace(told, elements=elements)
    for number in range(3):
        text = canonical_text(varied(told, sheet.sites, [number]))
        assert rooms[number].upper() in text
        assert read(told, sheet, text) == {0: {number}}
        for part in (text[:-60], text[-60:]):
            assert read(told, sheet, part) in ({0: {number}}, {})
    both = canonical_text(varied(told, sheet.sites, [1])).replace("Room 309", "Room 312")
    assert read(told, sheet, both) == {0: {1, 2}}


def test_a_long_alternative_has_to_stand_there_nearly_letter_by_letter() -> None:
    words = "a quarter past nine"
    told, sheet = one_line(f"They met at {words} today.", (12, 31), words, "before the sun came up")
    text = canonical_text(told)
    assert read(told, sheet, text.replace(words, "a quanter pastnine")) == {0: {0}}
    for other in ("a quorum passed nine", "a corner post nine"):
        assert read(told, sheet, text.replace(words, other)) == {}


def test_a_word_that_begins_like_an_alternative_is_not_taken_for_it() -> None:
    told, sheet = one_line("It is okay to go home.", (6, 10), "okay", "OK")
    text = canonical_text(told)
    assert read(told, sheet, text.replace("okay", "OK then")) == {0: {1}}
    for other in ("okak", "okapi", "oak"):
        assert read(told, sheet, text.replace("okay", other)) == {}


def test_a_place_that_is_not_as_the_sheet_says_is_passed_over() -> None:
    told, sheet = one_line("I don't think so.", (2, 7), "do not", "don't")
    assert read(told, sheet, canonical_text(told)) == {}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(list(WAYS)), st.data())
def test_any_script_is_read_back(seed: int, way: str, data: st.DataObject) -> None:
    told, sheet = script(500, 12, 1, seed)
    choice = [data.draw(st.integers(0, len(site.alternatives) - 1)) for site in sheet.sites]
    text = WAYS[way](canonical_text(varied(told, sheet.sites, choice)), seed)
    right, wrong = chosen_in(choice, read(told, sheet, text))
    assert wrong <= 1
    if way not in LEAST:
        assert right == 13


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=12), min_size=2, max_size=4))
def test_no_text_and_no_alternatives_stop_it(text: str, alternatives: list[str]) -> None:
    told, sheet = one_line("I don't think so.", (2, 7), "don't", *alternatives)
    found = read(told, sheet, f"{canonical_text(told)[:2000]} {text}")
    assert set(found) <= {0}


def test_a_fact_that_every_copy_has_elsewhere_is_not_read_there() -> None:
    told, sheet = script(1500, 0, 6)
    place = next(site for site in sheet.sites if site.alternatives[0] == "bus 61").places[-1]
    cut = "\n".join(one.text for one in told.elements[: place.element - 2])
    elsewhere = Element(Kind.ACTION, "Nobody waits for bus 64 here.")
    longer = replace(told, elements=(*told.elements, elsewhere))
    without = re.sub(r"bus \d+", "a bus", cut)
    number = next(at for at, one in enumerate(sheet.sites) if one.alternatives[0] == "bus 61")
    assert read(told, sheet, f"{without} Bus 64 comes.")[number] == {3}
    assert number not in read(longer, sheet, f"{without} Bus 64 comes.")


def test_what_tells_facts_apart() -> None:
    def site(*alternatives: str) -> Site:
        return Site("fact", (Place(0, 0, 1),), alternatives)

    assert distinct(site("Room 304", "Room 309")) == ["304", "309"]
    assert distinct(site("the 14 bus", "the 27 bus")) == ["14", "27"]
    assert distinct(site("555-0143", "555-0151")) == ["5550143", "5550151"]
    assert distinct(site("bus 4", "bus 5")) == []
    assert distinct(site("Elm", "Elm Street")) == ["elm", "elmstreet"]


def test_misread_letters_seldom_make_another_alternative() -> None:
    wrong = count = 0
    for seed in range(6):
        text = misread(0.05)(copy_text(LONG, LONG_SHEET, seed), seed)
        found = read(LONG, LONG_SHEET, text)
        wrong += chosen_in(chosen(LONG_SHEET, seed), found)[1]
        count += len(found)
    assert wrong < 0.015 * count
