"""No altered byte is ever valid, whoever altered it, and nothing makes verify.py fall over."""

import random
from types import ModuleType
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.standalone.conftest import Good, Judge
from tests.verify.forging import FIRST, SHARED, changed, reseal
from vault import container

FLIPS = 400
RESEALED = 150
FEW = settings(SHARED, max_examples=60)


def test_no_flipped_bit_of_the_zip_is_valid(good: Good, judge: Judge) -> None:
    whole = container.pack(good.files)
    chance = random.Random(1)
    places = [*chance.sample(range(len(whole)), FLIPS), *range(len(whole) - 1500, len(whole), 3)]
    for at in places:
        assert judge(changed(whole, at, 1 << chance.randrange(8))).code != 0, at


def test_no_flipped_bit_of_a_file_is_valid_though_the_zip_fits(good: Good, judge: Judge) -> None:
    chance = random.Random(2)
    for _ in range(RESEALED):
        name = chance.choice(sorted(good.files))
        other = changed(good.files[name], chance.randrange(len(good.files[name])))
        said = judge({**good.files, name: other})
        assert said.code == 1, name
        assert said.failed, name


def test_no_flipped_bit_of_the_evidence_is_valid_though_the_writer_signs_again(
    good: Good, judge: Judge
) -> None:
    chance = random.Random(3)
    parts = ("entries/", "log/", "data/", "anchors/", "trust/")
    names = [name for name in sorted(good.files) if name.startswith(parts)]
    for _ in range(RESEALED):
        name = chance.choice(names)
        other = changed(good.files[name], chance.randrange(len(good.files[name])))
        assert judge(reseal({**good.files, name: other}, FIRST)).code == 1, name


def test_no_missing_file_goes_unseen_though_the_writer_signs_again(
    good: Good, judge: Judge
) -> None:
    """Words for people may go, and so may the earlier of two times."""
    made_anew = {"manifest-sha256.txt", "tagmanifest-sha256.txt"}
    may_go = {
        "READ-ME-FIRST.txt",
        *(name for name in good.files if name.endswith(".leaves")),
        *(n for n in good.files if n.startswith(f"anchors/{good.small.hash}")),
    }
    for name in sorted(good.files.keys() - made_anew):
        left = {kept: data for kept, data in good.files.items() if kept != name}
        said = judge(reseal(left, None if name.startswith("signatures/") else FIRST))
        if name in may_go:
            assert said.code == 0, name
        else:
            assert said.code == (3 if name.startswith(("data/", "anchors/")) else 1), name


def test_cut_anywhere_it_is_not_valid(good: Good, judge: Judge) -> None:
    whole = container.pack(good.files)
    for size in [*range(0, len(whole), 997), len(whole) - 1]:
        assert judge(whole[:size]).code == 1
        assert judge(whole + whole[:size][:50]).code != 0 or size == 0


@FEW
@given(st.data())
def test_files_exchanged_for_one_another_are_not_valid(
    good: Good, judge: Judge, data: st.DataObject
) -> None:
    files = dict(good.files)
    names = sorted(files.keys() - {"READ-ME-FIRST.txt", "bag-info.txt"})
    for _ in range(data.draw(st.integers(1, 3))):
        name, other = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names))
        old, at = files[name], data.draw(st.integers(0, len(files[name])))
        more = data.draw(st.binary(max_size=40) | st.just(files[other]))
        files[name] = data.draw(st.sampled_from([old[:at] + more + old[at:], old[:at], more]))
    signed = reseal(files, FIRST if data.draw(st.booleans()) else None)
    if any(signed[name] != good.files[name] for name in names):
        assert judge(signed).code != 0


@FEW
@given(data=st.binary(max_size=300))
def test_the_readers_refuse_noise_and_nothing_else(verify: ModuleType, data: bytes) -> None:
    log, keys = "ab" * 16, verify.KeySet(bytes(32), bytes(1312), "ab" * 32, b"", "ab" * 32)
    readers: list[Any] = [
        verify.read_jcs,
        verify.read_line,
        verify.read_fields,
        verify.read_manifest,
        verify.read_certificate,
        lambda raw: verify.read_checkpoint(raw, log, 1, keys),
        lambda raw: verify.read_proof(raw, b"index 1\n", b"x"),
        lambda raw: verify.examine_token(raw, verify.imprints(b""), []),
        lambda raw: verify.read_pem(raw.decode("latin-1")),
    ]
    for read in readers:
        try:
            read(data)
        except verify.Refused:
            continue


@settings(SHARED, max_examples=150)
@given(data=st.data())
def test_a_token_with_anything_in_it_is_read_or_refused(
    verify: ModuleType, good: Good, data: st.DataObject
) -> None:
    """Cuts, repetitions and flips in DER reach every part of the reader; none passes as another."""
    name = next(name for name in good.files if name.startswith("anchors/"))
    heads = {head.hash: head.raw for head in (good.small, good.large)}
    token, stamped = good.files[name], verify.imprints(heads[name.split("/")[1]])
    at = data.draw(st.integers(0, len(token) - 1))
    piece = data.draw(st.binary(max_size=4))
    altered = token[:at] + piece + token[at + data.draw(st.integers(0, 4)) :]
    try:
        verify.examine_token(altered, stamped, verify.trusted_roots())
    except verify.Refused:
        return
    raise AssertionError("no root of this file signed that token")
