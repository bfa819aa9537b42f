"""The codes of hidden marks: never another than published, fair to who is innocent."""

import hashlib
import hmac
import json
import math
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.encoding import canonical
from vault.errors import BadInput
from vault.share.codes import (
    DEFAULT,
    OFTEN,
    SCALE,
    SELDOM,
    CopyCode,
    Parameters,
    bias_key,
    code_bits,
    copy_key,
    draft_secret,
    thresholds,
)

SPEC = Path(__file__).resolve().parents[2] / "resources" / "spec"
PUBLISHED = json.loads((SPEC / "vectors" / "marks.json").read_text(encoding="utf-8"))
KEY, DRAFT = bytes.fromhex(PUBLISHED["vault_key"]), bytes.fromhex(PUBLISHED["draft"])
SECRET = draft_secret(KEY, DRAFT)


def test_the_published_codes() -> None:
    assert SECRET.hex() == PUBLISHED["secret"]
    assert bias_key(SECRET).hex() == PUBLISHED["bias_key"]
    for case in PUBLISHED["copies"]:
        code = CopyCode.derived(SECRET, case["copy"])
        assert code.copy.hex() == case["copy_key"]
        said = dict(case["code"])
        parameters = Parameters.of_entry(said)
        assert code.commitment(parameters) == said.pop("commitment")
        assert parameters.as_json() == said
        for page in case["pages"]:
            bits = code.bits(page["channel"], page["page"], len(page["bits"]))
            assert "".join(map(str, bits)) == page["bits"]


def mac(key: bytes, *parts: object) -> bytes:
    return hmac.new(key, b"".join(
        part if isinstance(part, bytes) else str(part).encode() for part in parts
    ), hashlib.sha256).digest()  # fmt: skip


def test_an_expert_comes_to_the_same_from_the_text_alone() -> None:
    """Written from resources/spec/marks.md with nothing of ours but JCS."""
    drawn = mac(DRAFT, KEY)  # RFC 5869: extract, then expand by one block
    secret = mac(drawn, "scriptvault/marks/v1/draft", b"\x01")
    assert secret.hex() == PUBLISHED["secret"]
    bias = mac(secret, "scriptvault/marks/v1/bias\n")
    for case in PUBLISHED["copies"]:
        copy = mac(secret, "scriptvault/marks/v1/copy\n", case["copy"])
        code = dict(case["code"])
        commitment = code.pop("commitment")
        bound = b"scriptvault/marks/v1/commitment\n" + bias + copy + canonical(code)
        assert hashlib.sha256(bound).hexdigest() == commitment
        for page in case["pages"]:
            where, found, often = (page["channel"], "\n", page["page"], "\n"), "", ""
            for site in range(len(page["bits"])):
                byte = mac(bias, *where, site // 256)[site % 256 // 8]
                set_here = byte >> (7 - site % 8) & 1
                number = mac(copy, *where, site // 16)[site % 16 * 2 :][:2]
                often += str(set_here)
                found += str(int(int.from_bytes(number) < (51687 if set_here else 13849)))
            assert (found, often) == (page["bits"], page["often"])


@given(st.sampled_from(["word", "line"]), st.integers(1, 2000), st.integers(0, 600), st.data())
def test_the_bits_of_a_page_do_not_hang_on_how_many_are_asked_for(
    channel: str, page: int, most: int, data: st.DataObject
) -> None:
    few = data.draw(st.integers(0, most))
    code = CopyCode.derived(SECRET, "7F3K-Q2")
    bits = code.bits(channel, page, most)  # type: ignore[arg-type]
    assert len(bits) == most and set(bits) <= {0, 1}
    assert bits[:few] == code.bits(channel, page, few)  # type: ignore[arg-type]
    shifts = code.shifts(channel, page, most)  # type: ignore[arg-type]
    assert [(shift + 1) // 2 for shift in shifts] == bits


def test_whatever_differs_gives_another_code() -> None:
    def bits(key: bytes = KEY, draft: bytes = DRAFT, copy: str = "7F3K-Q2", **where: object) -> str:
        code = CopyCode.derived(draft_secret(key, draft), copy)
        asked = {"channel": "word", "page": 7, "sites": 200, **where}
        return "".join(map(str, code.bits(**asked)))  # type: ignore[arg-type]

    all_of_them = [
        bits(), bits(key=b"k" * 32), bits(draft=b"l" * 32), bits(copy="7F3K-Q3"),
        bits(channel="line"), bits(page=8),
    ]  # fmt: skip
    for place, one in enumerate(all_of_them):
        for other in all_of_them[place + 1 :]:
            assert sum(a != b for a, b in zip(one, other, strict=True)) > 40
    keys = {bias_key(SECRET), copy_key(SECRET, "7F3K-Q2"), SECRET, KEY}
    assert len(keys) == 4


def test_the_commitment_binds_code_and_shift_and_shows_neither() -> None:
    code = CopyCode.derived(SECRET, "7F3K-Q2")
    found = [
        code.commitment(DEFAULT), code.commitment(Parameters(25, 24)),
        code.commitment(Parameters(24, 25)), CopyCode(b"b" * 32, code.copy).commitment(DEFAULT),
        CopyCode(code.bias, b"c" * 32).commitment(DEFAULT),
    ]  # fmt: skip
    assert len(set(found)) == len(found)
    assert code.copy.hex() not in repr(code) and str(code.copy) not in repr(code)


@pytest.mark.parametrize("code", [{}, {"v": 2, "word": 24, "line": 24}, {"v": 1, "word": "24"}])
def test_marks_of_a_newer_program_are_said_to_be_so(code: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="newer"):
        Parameters.of_entry(code)  # type: ignore[arg-type]


def z(a: list[float], least: list[int], bits: list[int]) -> float:
    p = [value / SCALE for value in least]
    g = [(x - q) / math.sqrt(q * (1 - q)) for x, q in zip(bits, p, strict=True)]
    return sum(i * j for i, j in zip(a, g, strict=True)) / math.sqrt(sum(i * i for i in a))


def test_two_probabilities_half_and_half_and_never_one_half() -> None:
    least = [t for page in range(100) for t in thresholds(bias_key(SECRET), "word", page, 215)]
    assert set(least) == {SELDOM, OFTEN}
    assert math.isclose(SELDOM / SCALE, 0.2113248654, abs_tol=1 / SCALE)
    assert abs(least.count(OFTEN) / len(least) - 0.5) < 0.015
    code = CopyCode.derived(SECRET, "7F3K-Q2")
    bits = [bit for page in range(100) for bit in code.bits("word", page, 215)]
    ones = sum(bit for bit, t in zip(bits, least, strict=True) if t == OFTEN)
    assert abs(ones / least.count(OFTEN) - OFTEN / SCALE) < 0.015


def test_who_is_innocent_scores_by_chance_alone_and_who_is_not_stands_out() -> None:
    """Whatever was measured: here a page that leaked, half of it gone, and much noise."""
    chance = random.Random(7)
    least = thresholds(bias_key(SECRET), "word", 9, 215)
    signs = CopyCode.derived(SECRET, "7F3K-Q2").shifts("word", 9, 215)
    a = [sign + chance.gauss(0, 0.7) if chance.random() < 0.5 else 0.0 for sign in signs]
    own = z(a, least, code_bits(copy_key(SECRET, "7F3K-Q2"), least, "word", 9))
    others = [z(a, least, code_bits(chance.randbytes(32), least, "word", 9)) for _ in range(1000)]
    assert own > 6
    assert max(others) < 4.7
    mean = sum(others) / len(others)
    assert abs(mean) < 0.1
    assert abs(sum(one * one for one in others) / len(others) - 1) < 0.15


def test_three_readers_who_compare_their_copies_are_all_found() -> None:
    """Where their copies differ they take what fewest have: with one half for all, that hides them.

    Where all three agree there is nothing for them to see.
    """
    names = ("7F3K-Q2", "0A1B-2C", "ZZZZ-ZZ", "1111-11")
    codes = [CopyCode.derived(SECRET, name) for name in names]
    bits = [[bit for page in range(1, 11) for bit in one.bits("word", page, 215)] for one in codes]
    fewest = {0: -1.0, 1: 1.0, 2: -1.0, 3: 1.0}
    a = [fewest[sum(together)] for together in zip(*bits[:3], strict=True)]
    least = [t for page in range(1, 11) for t in thresholds(bias_key(SECRET), "word", page, 215)]
    *readers, stranger = [z(a, least, own) for own in bits]
    assert min(readers) > 6
    assert abs(stranger) < 4
