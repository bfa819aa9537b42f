"""Variant sheets: one spelling, sound limits, and draws that follow from the keys."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.encoding import canonical
from vault.errors import BadInput, Unreadable
from vault.share.codes import OFTEN, SCALE, SELDOM, CopyCode, Parameters
from vault.share.variants import TWO_POINT, Place, Sheet, Site, parse

CODE = CopyCode(b"b" * 32, b"c" * 32)
SPEC = Path(__file__).resolve().parents[2] / "resources" / "spec"
PUBLISHED = json.loads((SPEC / "vectors" / "marks.json").read_text(encoding="utf-8"))
BIAS = bytes.fromhex(PUBLISHED["bias_key"])


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


def _published() -> list[tuple[Sheet, dict[str, Any]]]:
    """The published sheets, the second written out as its sentence says."""
    first, second = PUBLISHED["variants"]
    few = parse(canonical(first["sheet"]))
    assert second["sites"].startswith(f"{TWO_POINT} wordings of “but” and “yet”")
    return [(few, first), (Sheet(few.draft, _pairs(TWO_POINT).sites + few.sites), second)]


def test_the_published_choices() -> None:
    for sheet, case in _published():
        assert hashlib.sha256(sheet.raw).hexdigest() == case["sha256"]
        assert sheet.bounds(BIAS) == case["bounds"]
        for copy in case["copies"]:
            code = CopyCode(BIAS, bytes.fromhex(copy["copy_key"]))
            said = dict(copy["code"])
            parameters = Parameters.of_entry(said)
            assert parameters.variants == case["entry"]
            assert code.commitment(parameters) == said.pop("commitment")
            assert parameters.as_json() == said
            assert sheet.chosen(code) == copy["chosen"]


def test_an_expert_comes_to_the_same_from_the_text_alone() -> None:
    """Written from resources/spec/marks.md with nothing of ours but JCS."""
    for sheet, case in _published():
        told = json.loads(sheet.raw)["sites"]
        pair = [site["sort"] == "wording" and len(site["alternatives"]) == 2 for site in told]
        for at, site in enumerate(told):
            count = len(site["alternatives"])
            bounds = [65536 * j // count for j in range(1, count + 1)]
            if pair[at] and sum(pair) >= 150:
                byte = hmac.digest(BIAS, f"variant\n0\n{at // 256}".encode(), "sha256")[
                    at % 256 // 8
                ]
                bounds = [OFTEN if byte >> (7 - at % 8) & 1 else SELDOM, 65536]
            assert bounds == case["bounds"][at]
            for copy in case["copies"]:
                key = bytes.fromhex(copy["copy_key"])
                block = hmac.digest(key, f"variant\n0\n{at // 16}".encode(), "sha256")
                number = int.from_bytes(block[at % 16 * 2 :][:2])
                assert sum(bound <= number for bound in bounds) == copy["chosen"][at]
        for copy in case["copies"]:
            code = {k: v for k, v in copy["code"].items() if k != "commitment"}
            bound = BIAS + bytes.fromhex(copy["copy_key"]) + canonical(code)
            head = b"scriptvault/marks/v1/commitment\n"
            assert hashlib.sha256(head + bound).hexdigest() == copy["code"]["commitment"]


@pytest.mark.parametrize("variants", [None, 1, "ab", "AB" * 32, "", "zz" * 32])
def test_a_code_with_a_strange_sheet_is_a_newer_programs(variants: object) -> None:
    said = {"v": 1, "word": 24, "line": 24, "variants": variants}
    if variants == "":
        assert Parameters.of_entry(said).as_json() == {"v": 1, "word": 24, "line": 24}  # type: ignore[arg-type]
        return
    with pytest.raises(BadInput):
        Parameters.of_entry(said)  # type: ignore[arg-type]


def test_every_alternative_is_drawn_as_often_as_its_chance_says() -> None:
    sheet = Sheet("ab" * 32, tuple(
        Site("fact", (Place(n, 0, 1),), tuple("abcdefg"[: 2 + n % 6])) for n in range(6)
    ))  # fmt: skip
    drawn = [sheet.chosen(CopyCode(b"b" * 32, n.to_bytes(32))) for n in range(4_000)]
    for at, site in enumerate(sheet.sites):
        count = len(site.alternatives)
        for choice in range(count):
            often = sum(one[at] == choice for one in drawn) / len(drawn)
            assert often == pytest.approx(1 / count, abs=0.04)
