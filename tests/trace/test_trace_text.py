"""Texts back to copies: what stands at the writer's places, however the text came about."""

import hashlib
import math
import random
import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.trace.retyped import DRAFT, WAYS, chosen_in, edited, misread, retyped, script
from vault.screenplay.model import Element, Kind, Script
from vault.screenplay.reading import canonical_text
from vault.share.codes import SCALE, CopyCode
from vault.share.variants import Place, Sheet, Site
from vault.share.varying import varied
from vault.trace.evidence import Codes, Verdict, verdicts
from vault.trace.facts import distinct
from vault.trace.places import Measured
from vault.trace.scores import Class, bound
from vault.trace.variants import weight
from vault.trace.wording import Wording

BIAS = b"bias of all copies, 32 bytes...."
LONG, LONG_SHEET = script(6000, 150, 6)


def key(number: int) -> bytes:
    return hashlib.sha256(b"%d" % number).digest()


def codes(sheet: Sheet, copies: int) -> Codes:
    return Codes(BIAS, [(f"copy {number}", key(number)) for number in range(copies)], sheet)


def chosen(sheet: Sheet, number: int) -> list[int]:
    return sheet.chosen(CopyCode(BIAS, key(number)))


def copy_text(told: Script, sheet: Sheet, number: int) -> str:
    return canonical_text(varied(told, sheet.sites, chosen(sheet, number)))


def traced(told: Script, copies: Codes, *texts: str) -> list[Verdict]:
    wording = Wording({number: text.split() for number, text in enumerate(texts)})
    found = wording.measured(DRAFT, lambda: told, copies)
    return verdicts(copies, found, len(copies.copies))


def read(told: Script, sheet: Sheet, text: str) -> dict[int, set[int]]:
    """Which alternatives were read at each site."""
    copies = codes(sheet, 1)
    cells = copies.cells("variant", 0, sum(len(site.alternatives) for site in sheet.sites))
    firsts: dict[int, int] = {}
    for at, cell in enumerate(cells):
        firsts.setdefault(cell.site, at)
    found: dict[int, set[int]] = {}
    for one in Wording({0: text.split()}).measured(DRAFT, lambda: told, copies):
        for at in np.flatnonzero(one.values).tolist():
            site = cells[at].site
            found.setdefault(site, set()).add(at - firsts[site])
    return found


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


def test_the_draft_itself_speaks_for_no_copy() -> None:
    found = traced(LONG, codes(LONG_SHEET, 200), canonical_text(LONG))
    assert {v.known_as for v in found} == {Class.NONE}


def test_one_leaker_of_a_hundred_is_named_from_32_places() -> None:
    told, sheet = script(1200, 32)
    for number in (3, 40, 99):
        found = traced(told, codes(sheet, 100), retyped(copy_text(told, sheet, number)))
        assert [v.copy_id for v in found if v.known_as == "high"] == [f"copy {number}"]
        assert [v.copy_id for v in found if v.known_as != "none"] == [f"copy {number}"]


@pytest.mark.parametrize("way", ["random", "alternating"])
def test_two_who_compare_their_copies_are_found_and_nobody_else(way: str) -> None:
    told, sheet = script(4000, 150, seed=4)
    chance = random.Random(way)
    missed = 0
    for trial in range(8):
        pair = [chosen(sheet, number) for number in (trial, trial + 50)]
        mixed = [
            both[at % 2 if way == "alternating" else chance.randrange(2)]
            for at, both in enumerate(zip(*pair, strict=True))
        ]
        text = canonical_text(varied(told, sheet.sites, mixed))
        found = traced(told, codes(sheet, 100), text)
        named = {v.copy_id for v in found if v.known_as != "none"}
        assert named <= {f"copy {trial}", f"copy {trial + 50}"}
        missed += not named
    assert missed <= 1


def test_passages_of_two_copies_speak_for_both() -> None:
    texts = [copy_text(LONG, LONG_SHEET, number) for number in (1, 2)]
    half = len(texts[0]) // 2
    mixed = traced(LONG, codes(LONG_SHEET, 30), texts[0][:half], texts[1][half:])
    assert {v.copy_id: v.sheets for v in mixed if v.known_as == "high"} == {
        "copy 1": (0,), "copy 2": (1,),
    }  # fmt: skip
    both = read(LONG, LONG_SHEET, "\n".join(texts))
    differing = sum(
        a != b for a, b in zip(chosen(LONG_SHEET, 1), chosen(LONG_SHEET, 2), strict=True)
    )
    assert sum(len(found) == 2 for found in both.values()) >= 0.95 * differing > 20


def test_a_strangers_text_says_nothing_of_a_draft() -> None:
    other, _ = script(3000, 40, seed=9)
    for text in (canonical_text(other), "x" * 200_000, "что-то другое " * 500, "", "--- ... !"):
        assert Wording({0: text.split()}).measured(DRAFT, lambda: LONG, codes(LONG_SHEET, 2)) == []


def test_no_innocent_of_a_hundred_thousand_is_named() -> None:
    """Two leakers mixed, so that some sites were read both ways."""
    texts = [copy_text(LONG, LONG_SHEET, number) for number in (1, 2)]
    copies = codes(LONG_SHEET, 1)
    wording = Wording({0: texts[0].split(), 1: edited(0.1)(texts[1], 3).split()})
    found = wording.measured(DRAFT, lambda: LONG, copies)
    values = np.sum([one.values for one in found], axis=0)
    cells = copies.cells("variant", 0, len(values))
    p = np.array([cell.chance for cell in cells])
    used = values > 0
    weights = values / np.linalg.norm(values)
    rng = np.random.default_rng(11)
    highest = 0.0
    spread: list[float] = []
    for _ in range(20):
        numbers = rng.integers(0, SCALE, (5000, len(LONG_SHEET.sites)))
        drawn = np.array(
            [numbers[:, cell.site] for cell, one in zip(cells, used, strict=True) if one]
        )
        low, high = np.array([cells[at][1:] for at in np.flatnonzero(used)]).T[:, :, None]
        bits = (low <= drawn) & (drawn < high)
        g = (bits.T - p[used]) / np.sqrt(p[used] * (1 - p[used]))
        z = g @ weights[used]
        highest, spread = max(highest, float(z.max())), [*spread, float(z.std())]
    assert np.mean(spread) <= 1.0
    assert bound(weights, p, highest) * 100_000 > 1e-3


def test_the_bound_holds_where_one_site_was_read_both_ways() -> None:
    """Exactly: the chance of an innocent, over all it may have, is never above what is said."""
    p = np.array([0.3, 0.7, 0.25, 0.75, 0.5, 0.5])
    weights = np.array([1.0, 0.4, 0.7, 0.7, 0.2, 1.0])
    weights /= np.linalg.norm(weights)
    listed = []
    for at in range(8):
        choice = [at >> site & 1 for site in range(3)]
        bits = np.array([float(choice[cell // 2] == cell % 2) for cell in range(6)])
        chance = math.prod(p[2 * site + one] for site, one in enumerate(choice))
        listed.append((float(weights @ ((bits - p) / np.sqrt(p * (1 - p)))), chance))
    for z, _ in listed:
        assert sum(chance for other, chance in listed if other >= z) <= bound(weights, p, z)


def test_what_is_rare_counts_more_and_an_equal_pair_counts_one() -> None:
    assert weight(0.5) == pytest.approx(1)
    ahead = [weight(p) / math.sqrt(p * (1 - p)) for p in (0.5, 0.2, 1 / 16)]
    assert ahead == pytest.approx([2 * math.log(1 + n, 3) for n in (2, 5, 16)])
    made = [weight(p) * math.sqrt((1 - p) / p) for p in (0.79, 0.5, 0.21, 1 / 16)]
    assert made == sorted(made)


def one_line(text: str, place: tuple[int, int], *alternatives: str) -> tuple[Script, Sheet]:
    before = " ".join(canonical_text(script(300, 0, seed=5)[0]).split())
    behind = " ".join(canonical_text(script(300, 0, seed=6)[0]).split())
    elements = [Element(Kind.ACTION, one) for one in (before, text, behind)]
    site = Site("wording", (Place(1, *place),), alternatives)
    return Script("fountain", (), tuple(elements)), Sheet(DRAFT, (site,))


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


RETOLD = (
    "Un certain {4} attend au {1} ; la voiture {3} est garée près de la porte {5}."
    " Chambre {0}, puis le bus {2} part."
)


def facts_of(sheet: Sheet, number: int) -> list[str]:
    return [
        site.alternatives[at].split()[-1] if site.alternatives[0][:2] != "pl" else
        site.alternatives[at].split(" ", 1)[1]
        for site, at in zip(sheet.sites, chosen(sheet, number), strict=True)
    ]  # fmt: skip


def test_facts_name_a_copy_in_a_text_that_was_retold() -> None:
    told, sheet = script(1500, 0, 6)
    for number in range(0, 60, 7):
        text = RETOLD.format(*facts_of(sheet, number))
        named = [v for v in traced(told, codes(sheet, 60), text) if v.known_as != "none"]
        assert [v.copy_id for v in named] == [f"copy {number}"]
        assert list(named[0].layers) == ["fact"]


def test_four_facts_of_sixteen_among_sixty_copies_are_indicative_and_three_are_nothing() -> None:
    told, sheet = script(1500, 0, 6)
    told_facts = facts_of(sheet, 5)
    four = f"Mrs {told_facts[4]}, {told_facts[1]}, {told_facts[3]}; bus {told_facts[2]}."
    found = traced(told, codes(sheet, 60), four)
    best = min(found, key=lambda v: v.chance)
    assert (best.copy_id, best.known_as) == ("copy 5", "indicative")
    assert best.chance == pytest.approx(60 / 16**4, rel=0.02)
    three = f"Mrs {told_facts[4]}, {told_facts[1]}; bus {told_facts[2]}."
    assert traced(told, codes(sheet, 60), three) == []


def test_a_fact_with_two_of_its_alternatives_in_the_text_is_left_out() -> None:
    told, sheet = script(1500, 0, 6)
    text = RETOLD.format(*facts_of(sheet, 5))
    both = text + " " + " ".join(sheet.sites[0].alternatives)
    assert 0 in read(told, sheet, text)
    assert 0 not in read(told, sheet, both)


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


def test_measured_values_are_not_negative_and_share_a_site_among_sheets() -> None:
    text = copy_text(LONG, LONG_SHEET, 4)
    copies = codes(LONG_SHEET, 3)
    once = Wording({0: text.split()}).measured(DRAFT, lambda: LONG, copies)
    twice = Wording({0: text.split(), 1: text.split()}).measured(DRAFT, lambda: LONG, copies)
    assert all((one.values >= 0).all() for one in (*once, *twice))
    assert [one.sheet for one in twice] == [0, 1]
    total = np.sum([one.values for one in twice], axis=0)
    assert total == pytest.approx(once[0].values)


def test_misread_letters_seldom_make_another_alternative() -> None:
    wrong = count = 0
    for seed in range(6):
        text = misread(0.05)(copy_text(LONG, LONG_SHEET, seed), seed)
        found = read(LONG, LONG_SHEET, text)
        wrong += chosen_in(chosen(LONG_SHEET, seed), found)[1]
        count += len(found)
    assert wrong < 0.015 * count


def test_a_class_is_never_given_for_nothing() -> None:
    nothing = Measured("variant", 0, 0, np.zeros(300))
    assert all(v.known_as is Class.NONE for v in verdicts(codes(LONG_SHEET, 5), [nothing], 5))
