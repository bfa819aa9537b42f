"""Other words in a script: the pages stay, the rest stays, and what cannot be is said."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.share.wordings import LOOKS, at, fact, green, green_sites, kept, scripts, wording
from vault.screenplay.layout import compose
from vault.screenplay.layout_page import Line
from vault.screenplay.layout_wrap import cells
from vault.screenplay.model import Element, Kind, Look, Script, Span
from vault.share.remarks import Desk, Remark
from vault.share.variants import LONGEST, MOST_ALTERNATIVES, Place, Site
from vault.share.varying import Typeset, Varying, exchanged, occurrences, varied, words_at


def lines_of(varying: Varying, typeset: Typeset, chosen: Sequence[int]) -> list[list[Line]]:
    found = []
    for number, page in enumerate(typeset.pages):
        own = varying.page(number, chosen).lines
        found.append([own.get(at, line) for at, line in enumerate(page.lines)])
    return found


@settings(max_examples=25, deadline=None)
@given(scripts(), st.data())
def test_whatever_is_chosen_the_pages_stay_and_read_as_the_varied_script(
    made: tuple[Script, tuple[Site, ...]], data: st.DataObject
) -> None:
    script, sites = made
    desk = Desk(script)
    sites = kept(desk, sites)
    varying = Varying(desk.typeset, sites)
    chosen = [data.draw(st.integers(0, len(site.alternatives) - 1)) for site in sites]
    usual = lines_of(varying, desk.typeset, [0] * len(sites))
    own = lines_of(varying, desk.typeset, chosen)
    assert usual == [list(page.lines) for page in compose(script)]
    assert [[(line.row, line.kind) for line in page] for page in own] == [
        [(line.row, line.kind) for line in page] for page in usual
    ]
    apart = varied(script, sites, chosen)
    assert varied(script, sites, [0] * len(sites)) == script
    for number, element in enumerate(apart.elements):
        if desk.typeset.prints(number):
            printed = "".join(line.text for page in own for line in page if line.element == number)
            text = element.text.upper() if element.kind is Kind.HEADING else element.text
            assert "".join(printed.split()) == "".join(text.split())


@settings(max_examples=25, deadline=None)
@given(scripts())
def test_no_line_is_longer_than_its_column_and_three_cells(
    made: tuple[Script, tuple[Site, ...]],
) -> None:
    script, sites = made
    desk = Desk(script)
    sites = kept(desk, sites)
    varying = Varying(desk.typeset, sites)
    widest = [
        max(range(len(site.alternatives)), key=lambda n, s=site: cells(s.alternatives[n]))  # type: ignore[misc]
        for site in sites
    ]
    for number, page in enumerate(desk.typeset.pages):
        for place, line in varying.page(number, widest).lines.items():
            style = desk.typeset.style(line)
            before = page.lines[place]
            hang = style.hang if before.column < style.left else 0
            most = max(style.columns + hang + 3, cells(before.text))
            assert cells(line.text) <= most
            beside = [o for o in page.lines if o.row == line.row and o.column > before.column]
            assert all(
                line.column + max(cells(line.text) + 2, cells(before.text)) <= o.column
                for o in beside
                if cells(line.text) > cells(before.text)
            )


@given(st.text("abc ", min_size=1, max_size=20), st.data(), st.text("xyz", min_size=1, max_size=9))
def test_letters_that_are_not_exchanged_keep_their_look(
    text: str, data: st.DataObject, new: str
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
    spans = tuple(Span(a, b, data.draw(LOOKS)) for a, b in pairwise(cuts))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found, there = exchanged(text, spans, [(start, end, new)])

    def looks(size: int, runs: Sequence[Span]) -> list[Look]:
        return [
            next((s.look for s in runs if s.start <= n < s.end), Look.PLAIN) for n in range(size)
        ]

    old, now = looks(len(text), spans), looks(len(found), there)
    assert found == text[:start] + new + text[end:]
    assert now == old[:start] + [old[start]] * len(new) + old[end:]


def test_a_choice_that_fits_is_not_refused() -> None:
    script = green()
    said = Desk(script).remarks(green_sites(script))
    assert [one for one in said if one.refused] == []
    assert all(words_at(script, site.places[0]).upper() == site.alternatives[0].upper()
               for site in green_sites(script))  # fmt: skip
    assert any("17 choices: too few to name one of 100 readers" in one.words for one in said)


def _refused(*sites: Site) -> list[Remark]:
    return [one for one in Desk(green()).remarks(sites) if one.refused]


REFUSED = [
    (at(2, 0, 4, "MARA", "SARA"), "name over a speech"),
    (at(1, 60, 66, " knock", "ring"), "empty, or has blanks"),
    (at(4, 0, 1, "I", "I" * 40), "33 letters too long and would move the page break"),
    (at(7, 21, 28, "305 bus", "tram"), "breaks over two lines"),
    (at(99, 0, 4, "MARA", "SARA"), "no such place"),
    (at(4, 0, 900, "I", "We"), "not “I”"),
    (at(4, 2, 7, "don't"), "needs from 2 to"),
    (at(4, 2, 7, "don't", "don't"), "one wording twice"),
    (at(4, 2, 7, "don't", ""), "empty"),
    (at(4, 2, 7, "don't", "do\nnot"), "do not print"),
    (at(4, 2, 7, "don't", "x" * (LONGEST + 1)), f"longer than {LONGEST}"),
    (at(4, 2, 7, "don't", "病院"), "no face on paper has: 病院"),
    (at(4, 2, 7, "don't", *map(str, range(MOST_ALTERNATIVES))), "needs from 2 to"),
    (at(4, 2, 7, "do not", "don't"), "“don't” there, and not “do not”"),
    (at(0, 5, 10, "GREEN", "green"), "the same in the capitals of a heading"),
    (Site("wording", (), ("a", "b")), "from 1 to"),
    (Site("spelling", (Place(4, 2, 7),), ("don't", "do not")), "neither a wording nor a fact"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("site", "why"), REFUSED, ids=[why for _, why in REFUSED])
def test_what_cannot_be_made_is_refused_in_a_sentence(site: Site, why: str) -> None:
    found = _refused(site)
    assert any(why in remark.words for remark in found)
    assert {remark.site for remark in found} == {0}


def test_sites_that_touch_or_lie_over_another_are_refused() -> None:
    script = green()
    touching = [at(4, 2, 5, "don", "ne"), at(4, 5, 7, "'t", "'re")]
    assert any("touches another place" in one.words for one in _refused(*touching))
    over = [wording(script, "don't think", "doubt"), wording(script, "think", "guess")]
    assert any("touches another place" in one.words for one in _refused(*over))


def test_two_sites_that_are_too_long_only_together_are_refused_at_the_longer() -> None:
    script = green()
    both = [wording(script, "do not", "won't ever"), at(1, 54, 57, "She", "Mara")]
    assert _refused(both[0]) == []
    both = [wording(script, "do not", "won't ever"), wording(script, "says", "reads")]
    [remark] = _refused(*both)
    assert (remark.site, remark.place) == (0, 0)


def test_what_is_only_noted() -> None:
    script = green()
    one = Site("fact", occurrences(script, "214")[:1], ("214", "219"))
    assert any("stands at 2 other places too" in note.words for note in Desk(script).remarks([one]))
    phone = fact(script, "555-0142", "555-2368")
    said = Desk(script).remarks([phone])
    assert any("555-0100 to 555-0199" in note.words for note in said if not note.refused)
    assert not any("0199" in note.words for note in Desk(script).remarks([fact(
        script, "555-0142", "555-0199")]))  # fmt: skip


@pytest.mark.parametrize(
    ("count", "texts", "said"),
    [
        (31, 2, "too few to name one of 100"),
        (32, 2, "Two who compare their copies can hide: 150"),
        (8, 16, "enough to name one of 100 readers who passes the text on alone"),
        (150, 2, "one of two or three who compare"),
    ],
)
def test_what_a_number_of_choices_can_do_is_said(count: int, texts: int, said: str) -> None:
    words = [f"w{n}" for n in range(texts)]
    elements = [Element(Kind.ACTION, "w0 stands here") for _ in range(count)]
    sites = [at(n, 0, 2, *words) for n in range(count)]
    *_, note = Desk(Script("fountain", (), tuple(elements))).remarks(sites)
    assert said in note.words
    assert not note.refused


def _noted(script: Script, *sites: Site) -> list[str]:
    return [one.words for one in Desk(script).remarks(sites) if not one.refused]


def test_a_fact_on_the_title_page_or_in_a_cue_is_noted() -> None:
    script = replace(green(), title_page=(("title", "The Girl in Room 214"),))
    assert any("on the title page" in words for words in _noted(script, fact(script, "214", "9")))
    assert not any("title page" in words for words in _noted(script, fact(script, "305", "9")))
    cue = Element(Kind.CHARACTER, "OFFICER 305")
    script = replace(script, elements=(*script.elements, cue))
    assert any("name over a speech" in words for words in _noted(script, fact(script, "305", "9")))


def test_what_retyping_loses_is_not_counted_on() -> None:
    elements = tuple(Element(Kind.ACTION, "Wait -- what") for _ in range(40))
    script = Script("fountain", (), elements)
    strong = [at(n, 0, 4, "Wait", "Hold") for n in range(32)]
    weak = [at(n, 5, 7, "--", "…") for n in range(40)]
    assert "enough to name one of 100" in _noted(script, *strong)[-1]
    said = _noted(script, *weak)
    assert "40 choices: too few" in said[-2]
    assert said[-1].startswith("40 of them differ in signs or capitals alone")


def test_pages_whose_words_cannot_be_moved_are_noted() -> None:
    script = Script("fountain", (), tuple(Element(Kind.ACTION, "Wait now") for _ in range(60)))
    every = [at(n, 0, 4, "Wait", "Hold") for n in range(60)]
    assert any("On 3 pages more than half of the lines" in w for w in _noted(script, *every))
    assert not any("half of the lines" in words for words in _noted(script, *every[::3]))


def test_the_same_words_are_found_as_whole_words_and_in_headings_in_capitals() -> None:
    script = Script("fountain", (), (
        Element(Kind.HEADING, "Int. room 12"), Element(Kind.CHARACTER, "ROOM"),
        Element(Kind.ACTION, "room bedroom rooms Room room", omitted=False),
        Element(Kind.HEADING, "Straße room"), Element(Kind.ACTION, "room", omitted=True),
    ))  # fmt: skip
    assert occurrences(script, "room") == (
        Place(0, 5, 9), Place(2, 0, 4), Place(2, 24, 28), Place(3, 7, 11),
    )  # fmt: skip
    assert occurrences(script, "  ") == ()
