"""Texts back to copies: who is named by what was read, and that nobody else is."""

import math
import random

import numpy as np
import pytest

from tests.trace.leaks import (
    LONG,
    LONG_SHEET,
    RETOLD,
    chosen,
    codes,
    copy_text,
    facts_of,
    read,
    traced,
)
from tests.trace.retyped import DRAFT, edited, retyped, script
from vault.screenplay.reading import canonical_text
from vault.share.codes import SCALE
from vault.share.varying import varied
from vault.trace.evidence import verdicts
from vault.trace.places import Measured
from vault.trace.scores import Class, bound
from vault.trace.variants import weight
from vault.trace.wording import Wording


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


def test_measured_values_are_not_negative_and_share_a_site_among_sheets() -> None:
    text = copy_text(LONG, LONG_SHEET, 4)
    copies = codes(LONG_SHEET, 3)
    once = Wording({0: text.split()}).measured(DRAFT, lambda: LONG, copies)
    twice = Wording({0: text.split(), 1: text.split()}).measured(DRAFT, lambda: LONG, copies)
    assert all((one.values >= 0).all() for one in (*once, *twice))
    assert [one.sheet for one in twice] == [0, 1]
    total = np.sum([one.values for one in twice], axis=0)
    assert total == pytest.approx(once[0].values)


def test_a_class_is_never_given_for_nothing() -> None:
    nothing = Measured("variant", 0, 0, np.zeros(300))
    assert all(v.known_as is Class.NONE for v in verdicts(codes(LONG_SHEET, 5), [nothing], 5))
