"""The one evidence model: innocents come out as chance has it, whatever was measured."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault.share import codes
from vault.trace.scores import Class, Score, bound, class_of, scores

TWO = np.array([codes.SELDOM, codes.OFTEN]) / codes.SCALE


def drawn(rng: np.random.Generator, sites: int) -> np.ndarray:
    return TWO[rng.integers(0, 2, sites)]


def innocent(rng: np.random.Generator, p: np.ndarray, copies: int) -> np.ndarray:
    return (rng.random((copies, len(p))) < p).astype(np.uint8)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(60, 400), st.sampled_from(["noise", "spikes", "sorted"]))
def test_an_innocent_copy_scores_by_chance_whatever_was_measured(
    seed: int, sites: int, shape: str
) -> None:
    rng = np.random.default_rng(seed)
    p = drawn(rng, sites)
    measured = rng.normal(size=sites)
    if shape == "spikes":
        measured[rng.random(sites) < 0.7] *= 0.01
    if shape == "sorted":
        measured.sort()
    z = np.array([one.z for one in scores(measured, p, innocent(rng, p, 300))])
    assert abs(z.mean()) < 0.4
    assert 0.7 < z.std() < 1.3


def test_no_innocent_of_a_hundred_thousand_is_named() -> None:
    rng = np.random.default_rng(2026)
    p = drawn(rng, 215)
    leaker = innocent(rng, p, 1)[0]
    measured = (2.0 * leaker - 1) * 0.24 + rng.normal(0, 0.1, 215)
    weight = measured / np.linalg.norm(measured)
    spread = np.sqrt(p * (1 - p))
    highest = 0.0
    for _ in range(20):
        z = ((innocent(rng, p, 5000) - p) / spread) @ weight
        highest = max(highest, float(z.max()))
    chance = bound(weight, p, highest)
    assert class_of(chance, 100_000) is Class.NONE
    assert class_of(chance, 1) is not Class.HIGH
    guilty = scores(measured, p, leaker[None, :])[0]
    assert guilty.z > 10
    assert class_of(guilty.chance, 200) is Class.HIGH


def test_the_bound_lies_above_what_is_counted_and_not_far() -> None:
    rng = np.random.default_rng(7)
    p = drawn(rng, 80)
    measured = rng.normal(size=80)
    weight = measured / np.linalg.norm(measured)
    z = ((innocent(rng, p, 200_000) - p) / np.sqrt(p * (1 - p))) @ weight
    for level in (1.0, 2.0, 2.9, 3.1, 3.4):
        counted = float((z >= level).mean())
        said = bound(weight, p, level)
        assert counted <= said
        assert level < 3 or said <= 30 * counted


def test_the_bound_is_the_exact_chance_where_all_sites_agree() -> None:
    p = np.array([TWO[0]])
    top = float((1 - p[0]) / math.sqrt(p[0] * (1 - p[0])))
    ten = np.full(10, 10**-0.5)
    assert bound(ten, np.repeat(p, 10), top * 10**0.5) == pytest.approx(p[0] ** 10, rel=1e-2)
    assert bound(np.array([1.0]), p, 0.0) == 1.0


def test_nothing_measured_says_nothing() -> None:
    p = np.array([TWO[0], TWO[1]])
    assert scores(np.zeros(2), p, np.array([[1, 0]], dtype=np.uint8)) == [Score(0.0, 1.0, 0)]


def test_the_number_of_copies_tried_counts_against() -> None:
    assert class_of(1e-7, 1) is Class.HIGH
    assert class_of(1e-7, 100) is Class.INDICATIVE
    assert class_of(1e-5, 1000) is Class.NONE
