"""What is proposed for variants without understanding: only what reads well and can be kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.share.conftest import LOST, TIDE, script_of
from tests.share.wordings import green, green_sites
from vault.screenplay.model import Element, Kind, Script
from vault.share.proposals import proposals, with_proposals
from vault.share.remarks import Desk
from vault.share.variants import Site


def proposed(*texts: str, kind: Kind = Kind.ACTION) -> list[tuple[str, ...]]:
    elements = tuple(Element(kind, text) for text in texts)
    return [site.alternatives for site in proposals(Script("fountain", (), elements))]


@pytest.mark.parametrize(
    ("text", "alternatives"),
    [
        ("I don't know.", ("don't", "do not")),
        ("I don’t know.", ("don’t", "do not")),
        ("We do not know.", ("do not", "don't")),
        ("Don't go.", ("Don't", "Do not")),
        ("I SAID I CAN'T GO.", ("CAN'T", "CANNOT")),
        ("It's okay.", ("okay", "OK")),
        ("OK, GO", ("OK", "OKAY")),
        ("OK then.", ("OK", "okay")),
        ("I'm gonna go.", ("I'm", "I am")),
        ("You're gonna go.", ("You're", "You are")),
        ("She runs toward it.", ("toward", "towards")),
        ("He waits, but nobody comes.", ("waits, but", "waits but")),
        ("Only six came.", ("six", "6")),
        ("Wait -- what?", ("--", "—")),
        ("Wait--what?", ("--", "—")),
    ],
)
def test_forms_that_say_the_same(text: str, alternatives: tuple[str, ...]) -> None:
    assert alternatives in proposed(text)


@pytest.mark.parametrize(
    "text",
    ["6:52 in the morning", "4 MAY", "thirty-nine steps", "Two men", "two or three", "I have a car",
     "going to school", "mother-in-law", "let it be", "He cannot-do it", "dontgonna", "----",
     "-- and", "wait, but, then"],
)  # fmt: skip
def test_what_would_read_wrong_is_left_alone(text: str) -> None:
    assert proposed(text) == []


@pytest.mark.parametrize(
    "text",
    ["We don't sign: all rights reserved.", "Written by someone who doesn't.", "© 2020, but why",
     "The contract isn't here.", "WGA, but no", "SUPER: We don't know"],
)  # fmt: skip
def test_nothing_near_words_of_law_or_credit(text: str) -> None:
    assert proposed(text) == []


@pytest.mark.parametrize("kind", [Kind.CHARACTER, Kind.TRANSITION, Kind.CAST_LIST, Kind.NEW_ACT])
def test_nothing_where_a_page_repeats_or_turns(kind: Kind) -> None:
    assert proposed("I don't know room 214", kind=kind) == []


def test_facts_are_one_choice_for_all_their_places() -> None:
    found = proposed(
        "Room 214 is shut.", "Call 555-0142 from room 214.", "Bus 305, plate KLM-4821, and 4 men."
    )
    room, phone, bus, plate = (row for row in found if len(row) > 4)
    assert (room[0], phone[0], bus[0], plate[0]) == ("214", "555-0142", "305", "KLM-4821")
    assert all(len(set(row)) == len(row) for row in (room, phone, bus, plate))
    assert len(room) == len(phone) == 16
    assert all(len(text) == 3 and text.isdecimal() for text in room)
    assert all(text.startswith("555-01") and len(text) == 8 for text in phone)
    assert all(text.startswith("KLM-") and len(text) == 8 for text in plate)


def test_a_fact_is_not_given_the_number_of_another() -> None:
    rooms = [f"Room {number} is shut." for number in range(200, 230)]
    there = {str(number) for number in range(200, 230)}
    for row in proposed(*rooms):
        assert not there & set(row[1:])


@given(st.lists(st.sampled_from(
    ["don't", "room 214", "gonna,", "but", "--", "I'm", "six", "OK", "word", "555-0142", "toward"]
), min_size=1, max_size=60))  # fmt: skip
def test_whatever_is_proposed_can_be_kept(words: list[str]) -> None:
    script = Script("fountain", (), (Element(Kind.DIALOGUE, " ".join(words)),))
    sites = proposals(script)
    assert [one for one in Desk(script).remarks(sites) if one.refused] == []


@pytest.mark.parametrize("path", [TIDE, LOST], ids=lambda path: path.name)
def test_our_own_scripts_have_some(path: object) -> None:
    script = script_of(path)  # type: ignore[arg-type]
    sites = proposals(script)
    assert len(sites) > 5
    assert [one for one in Desk(script).remarks(sites) if one.refused] == []
    assert list(sites) == sorted(sites, key=lambda site: site.places[0])


def test_proposals_make_way_for_what_was_chosen() -> None:
    script = green()
    desk, chosen = Desk(script), green_sites(script)
    found = with_proposals(desk, chosen)
    assert set(chosen) < set(found)
    assert [one for one in desk.remarks(found) if one.refused] == []
    wrong = Site("wording", chosen[1].places, ("not", "there"))
    assert wrong in with_proposals(desk, [wrong])
