"""A choice taken over to a new draft: the same words at the same turn of the script, or named."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.share.conftest import TIDE, script_of
from tests.share.wordings import at, fact, green, green_sites, wording
from vault.screenplay.model import Element, Kind, Script
from vault.share.carrying import carried
from vault.share.proposals import proposals
from vault.share.varying import words_at


def changed(script: Script, number: int, text: str) -> Script:
    elements = list(script.elements)
    elements[number] = replace(elements[number], text=text, spans=())
    return replace(script, elements=tuple(elements))


def test_the_same_draft_keeps_everything() -> None:
    script = green()
    found = carried(script, green_sites(script), script)
    assert (found.sites, found.lost) == (green_sites(script), ())


def test_scenes_before_and_words_beside_move_the_places_and_no_more() -> None:
    script = green()
    head = (Element(Kind.HEADING, "INT. HALL - DAY"), Element(Kind.ACTION, "Nobody. Room 9."))
    new = changed(script, 1, "Late. " + script.elements[1].text)
    new = replace(new, elements=head + new.elements)
    found = carried(script, green_sites(script), new)
    assert found.lost == ()
    assert [site.alternatives for site in found.sites] == [
        site.alternatives for site in green_sites(script)
    ]
    for site in found.sites:
        assert {words_at(new, place) for place in site.places} == {site.alternatives[0]}


def test_what_is_gone_or_stands_there_oftener_is_lost_by_name() -> None:
    script = green()
    new = changed(script, 4, "I do not think it opens, but they said nine o'clock.")
    assert carried(script, [wording(script, "don't", "do not")], new).lost == ("don't",)
    twice = changed(script, 4, "I don't, don't think it opens, but they said nine o'clock.")
    assert carried(script, [wording(script, "don't", "do not")], twice).lost == ("don't",)
    other = replace(script, elements=script.elements[:1])
    assert carried(script, [wording(script, "don't", "do not")], other).sites == ()


def test_a_fact_keeps_the_places_that_are_left_and_is_named() -> None:
    script = green()
    site = fact(script, "214", "217")
    new = replace(script, elements=tuple(e for n, e in enumerate(script.elements) if n != 11))
    found = carried(script, [site], new)
    assert len(found.sites[0].places) == len(site.places) - 1
    assert found.lost == ("214",)


def test_the_place_of_the_same_rank_is_taken() -> None:
    old = Script("fountain", (), (Element(Kind.ACTION, "but yes but no but maybe so"),))
    new = Script("fountain", (), (Element(Kind.ACTION, "well but yes but no but maybe so"),))
    found = carried(old, [at(0, 8, 11, "but", "yet")], new)
    assert found.sites[0].places[0].start == 13


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_whatever_was_changed_a_place_has_its_words(data: st.DataObject) -> None:
    script = script_of(TIDE)
    sites = proposals(script)
    elements = []
    for element in script.elements:
        fate = data.draw(st.sampled_from(["keep", "keep", "keep", "drop", "twice", "cut", "add"]))
        words = element.text.split(" ")
        cut = {"cut": words[1:] or words, "add": [*words, "again"]}.get(fate, words)
        elements += [replace(element, text=" ".join(cut), spans=())] * {"drop": 0, "twice": 2}.get(
            fate, 1
        )
    new = replace(script, elements=tuple(elements))
    found = carried(script, sites, new)
    for site in found.sites:
        assert all(words_at(new, place) == site.alternatives[0] for place in site.places)
    assert len(found.sites) + len(found.lost) >= len(sites)
