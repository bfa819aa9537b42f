"""Variant sheets: one spelling, sound limits, and draws that follow from the keys."""

import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.encoding import canonical
from vault.errors import Unreadable
from vault.share.codes import SCALE, CopyCode
from vault.share.variants import TWO_POINT, Place, Sheet, Site, parse

CODE = CopyCode(b"b" * 32, b"c" * 32)


def _pairs(count: int) -> Sheet:
    sites = [Site("wording", (Place(at, 0, 3),), ("but", "yet")) for at in range(count)]
    return Sheet("ab" * 32, tuple(sites))


@given(st.integers(1, 40), st.integers(2, 16))
def test_a_sheet_reads_as_it_was_written(count: int, alternatives: int) -> None:
    words = tuple(f"Room {n}" for n in range(alternatives))
    sites = tuple(Site("fact", (Place(n, 2, 8), Place(n, 9, 15)), words) for n in range(count))
    sheet = Sheet("cd" * 32, sites)
    assert parse(sheet.raw) == sheet


def test_what_a_copy_has_follows_from_its_key_as_the_text_says() -> None:
    sheet = Sheet(
        "ab" * 32, tuple(Site("fact", (Place(n, 0, 1),), tuple("abcde")) for n in range(20))
    )
    block = b"".join(
        hmac.new(CODE.copy, f"variant\n0\n{n}".encode(), hashlib.sha256).digest() for n in range(2)
    )
    numbers = [int.from_bytes(block[2 * n : 2 * n + 2]) for n in range(20)]
    assert sheet.chosen(CODE) == [
        sum(number >= SCALE * part // 5 for part in range(1, 6)) for number in numbers
    ]


@pytest.mark.parametrize(
    ("count", "firsts"), [(TWO_POINT - 1, {SCALE // 2}), (TWO_POINT, {13849, 51687})]
)
def test_many_pairs_have_unequal_chances_and_few_have_equal_ones(
    count: int, firsts: set[int]
) -> None:
    bounds = _pairs(count).bounds(CODE.bias)
    assert {ends[0] for ends in bounds} == firsts
    assert all(ends[-1] == SCALE for ends in bounds)


def _altered(**changed: object) -> bytes:
    told = json.loads(_pairs(2).raw)
    for key, value in changed.items():
        if key in told:
            told[key] = value
        else:
            told["sites"][0][key] = value
    return canonical(told)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        _pairs(2).raw + b" ",
        _altered(v=2),
        _altered(draft="AB" * 32),
        _altered(sites=[]),
        _altered(sort="spelling"),
        _altered(places=[]),
        _altered(places=[[0, 3, 3]]),
        _altered(places=[[0, True, 3]]),
        _altered(places=[[1, 0, 3]]),
        _altered(alternatives=["but"]),
        _altered(alternatives=["but", "but"]),
        _altered(alternatives=["but", "yet "]),
        _altered(alternatives=["but", "so\nyet"]),
        _altered(alternatives=[str(n) for n in range(17)]),
    ],
)
def test_a_damaged_sheet_is_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        parse(raw)
