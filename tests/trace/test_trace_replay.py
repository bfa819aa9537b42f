"""Scores in whole numbers: the same as in fractions, exact in any order; decoys as by chance."""

import math
import random
import runpy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault import assets
from vault.share.codes import SCALE, drawn
from vault.trace import replay
from vault.trace.cells import Cell, bits_of, shifted
from vault.trace.replay import UNIT, Part, decimal, weighed
from vault.trace.scores import scores

BIAS, KEY = bytes(range(32)), bytes(range(32, 64))
ALONE = runpy.run_path(str(assets.folder() / "verify" / "recompute.py"))
"""The program that travels with a report, which shares no code with ours."""


def measured(seed: int, pages: int = 2, sites: int = 120, lean: float = 0.0) -> list[Part]:
    """Pages of words in noise, leaning by ``lean`` to the side of the copy's code."""
    rng = np.random.default_rng(seed)
    parts = []
    for page in range(1, pages + 1):
        cells = shifted(BIAS, "word", page, sites)
        bits = np.array(bits_of(cells, drawn(KEY, "word", page, sites)))
        values = lean * (2 * bits - 1) + rng.normal(size=sites)
        found = [(cell, round(float(v) * UNIT)) for cell, v in zip(cells, values, strict=True)]
        parts.append(Part("word-shift", "word", page, page - 1, tuple(found)))
    return parts


def chosen(seed: int, sites: int = 40, alternatives: int = 3) -> Part:
    """What a text that mixes copies says of variants: two cells of some sites."""
    rng, found = random.Random(seed), []
    bounds = [SCALE * part // alternatives for part in range(alternatives + 1)]
    for site in range(sites):
        for taken in rng.sample(range(alternatives), rng.choice((0, 1, 2))):
            found.append((Cell(site, bounds[taken], bounds[taken + 1]), UNIT))
    return Part("wording", "variant", 0, 0, tuple(found))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.floats(0, 2))
def test_they_are_the_scores_of_the_trace(seed: int, lean: float) -> None:
    parts = measured(seed, lean=lean)
    values, chances, bits = [], [], []
    for part in parts:
        cells = [cell for cell, _ in part.cells]
        values += [value / UNIT for _, value in part.cells]
        chances += [cell.chance for cell in cells]
        bits += bits_of(cells, drawn(KEY, "word", part.page, len(cells)))
    [one] = scores(np.array(values), np.array(chances), np.array([bits], dtype=np.uint8))
    whole = weighed(parts)
    assert whole is not None
    total = whole.total(KEY)
    assert abs(float(whole.z(total)) - one.z) < 1e-4
    assert math.isclose(whole.chance(total), one.chance, rel_tol=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_another_program_comes_to_the_same_digits(seed: int, mixed: bool) -> None:
    parts = [chosen(seed)] if mixed else [*measured(seed, sites=60, lean=1.0), chosen(seed)]
    ours = weighed(parts)
    if ours is None:
        return
    theirs = ALONE["Weighed"](
        [
            {
                "channel": part.channel,
                "page": part.page,
                "cells": [[*cell, decimal(value, UNIT, 9)] for cell, value in part.cells],
            }
            for part in random.Random(seed).sample(parts, len(parts))
        ]
    )
    total = ours.total(KEY)
    assert theirs.of_copy(KEY) == total
    assert theirs.z(total) == ours.z(total)
    assert math.isclose(theirs.chance(total), ours.chance(total), rel_tol=1e-4)
    sums = ours.decoys(b"seed", 200)
    assert theirs.decoys(b"seed", 200) == [int(one) for one in sums]
    assert theirs.bins(list(map(int, sums))) == [list(one) for one in ours.histogram(sums)]


def test_decoys_lie_as_the_normal_curve_has_it() -> None:
    """Of an unmarked page as of a marked one: what was measured has no say in it."""
    for lean in (0.0, 3.0):
        whole = weighed(measured(7, 1, lean=lean))
        assert whole is not None
        sums = whole.decoys(b"\7" * 32)
        bins, width = whole.histogram(sums), whole.width / replay.FINE
        assert 0.3 < width < 0.7
        assert sum(counted for _, counted in bins) == replay.DECOYS
        for low, counted in bins:
            expected = replay.DECOYS * (phi(float(low) + width) - phi(float(low)))
            assert abs(counted - expected) < 60 + 0.12 * expected, (low, counted, expected)
        z = (sums * SCALE - whole.middle) / (replay.FINE * SCALE)
        assert abs(z.mean()) < 0.02
        assert abs(z.std() - 1) < 0.02


def test_scores_that_come_in_steps_make_no_comb() -> None:
    """With 26 equal coins a score is one of 27: every bin has as many of them."""
    coins = tuple((Cell(site, 0, SCALE // 2), UNIT) for site in range(26))
    whole = weighed([Part("wording", "variant", 0, 0, coins)])
    assert whole is not None
    bins = [counted for _, counted in whole.histogram(whole.decoys(b"\1" * 32))]
    top = bins.index(max(bins))
    assert bins[: top + 1] == sorted(bins[: top + 1])
    assert bins[top:] == sorted(bins[top:], reverse=True)


def phi(z: float) -> float:
    return (1 + math.erf(z / math.sqrt(2))) / 2


def test_what_several_sheets_say_of_a_site_is_added_up_and_may_cancel() -> None:
    [part] = measured(3, pages=1)
    turned = Part("word-shift", "word", 1, 5, tuple((cell, -value) for cell, value in part.cells))
    assert weighed([part, turned]) is None
    assert weighed([]) is None
    twice, once = weighed([part, part]), weighed([part])
    assert twice is not None
    assert once is not None
    assert twice.z(twice.total(KEY)) == once.z(once.total(KEY))


@pytest.mark.parametrize(
    ("above", "below", "said"),
    [(0, 3, "0.0000"), (-1, 2, "-0.5000"), (1, 3, "0.3333"), (2, 3, "0.6667"),
     (-2, 3, "-0.6667"), (-1, 10**9, "0.0000"), (123456, 1000, "123.4560")],
)  # fmt: skip
def test_fractions_are_written_in_decimals(above: int, below: int, said: str) -> None:
    assert decimal(above, below, 4) == said == ALONE["decimal"](above, below, 4)
