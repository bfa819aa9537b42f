"""Proof files: the published ones, and a strict reader of each."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import assets, merkle
from vault.encoding import b64
from vault.errors import Unreadable
from vault.log import proofs
from vault.log.proofs import Proof

LOG = json.loads(assets.read("spec/vectors/log.json"))
HEADS = {int(size): text.encode() for size, text in LOG["checkpoints"].items()}
ROOTS = {int(size): bytes.fromhex(root) for size, root in LOG["roots"].items()}
GOOD = LOG["inclusion"][2].encode()


@pytest.mark.parametrize("seq", range(7))
def test_the_published_inclusion_proofs(seq: int) -> None:
    proof = proofs.read_inclusion(LOG["inclusion"][seq].encode())
    assert (proof.number, proof.checkpoint) == (seq, HEADS[7])
    leaf = bytes.fromhex(LOG["leaves"][seq])
    assert merkle.verify_inclusion(leaf, seq, 7, proof.steps, ROOTS[7])


@pytest.mark.parametrize("number", range(5))
def test_the_published_consistency_proofs(number: int) -> None:
    old, new = ((1, 3), (3, 5), (5, 6), (6, 7), (3, 7))[number]
    proof = proofs.read_consistency(LOG["consistency"][number].encode())
    assert (proof.number, proof.checkpoint) == (old, HEADS[new])
    assert merkle.verify_consistency(old, new, proof.steps, ROOTS[old], ROOTS[new])


def test_an_inclusion_proof_is_the_text_that_c2sp_describes() -> None:
    steps = proofs.read_inclusion(GOOD).steps
    rows = "".join(f"{b64(step)}\n" for step in steps)
    text = f"c2sp.org/tlog-proof@v1\nindex 2\n{rows}\n".encode()
    assert text + HEADS[7] == GOOD


STEP = st.binary(min_size=32, max_size=32)


@pytest.mark.parametrize("kind", ["inclusion", "consistency"])
@given(number=st.integers(0, 2**52), steps=st.lists(STEP, max_size=64), head=st.binary(max_size=80))
def test_proofs_go_there_and_back(kind: str, number: int, steps: list[bytes], head: bytes) -> None:
    write: Callable[..., bytes] = getattr(proofs, f"write_{kind}")
    read: Callable[[bytes], Proof] = getattr(proofs, f"read_{kind}")
    assert read(write(number, steps, head)) == Proof(number, tuple(steps), head)


BAD = {
    "an extra line": GOOD.replace(b"\nindex", b"\nextra AAAA\nindex"),
    "another header": GOOD.replace(b"@v1", b"@v2"),
    "a zero in front": GOOD.replace(b"index 2", b"index 02"),
    "a sign": GOOD.replace(b"index 2", b"index +2"),
    "no number": GOOD.replace(b"index 2", b"index "),
    "very many digits": GOOD.replace(b"index 2", b"index " + b"9" * 5000),
    "line ends of Windows": GOOD.replace(b"\n", b"\r\n"),
    "a space": GOOD.replace(b"=\n", b"= \n"),
    "short hash": GOOD.replace(b"index 2\n", b"index 2\nAAAA\n"),
    "too many steps": proofs.write_inclusion(2, [bytes(32)] * 65, b""),
    "no gap": b"c2sp.org/tlog-proof@v1\nindex 2",
    "not text": b"\xff" + GOOD,
    "consistency": LOG["consistency"][0].encode(),
    "nothing": b"",
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_other_forms_of_an_inclusion_proof_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        proofs.read_inclusion(data)


@pytest.mark.parametrize(
    "data",
    [b"", b"old 1", b"old  1\n\n", b"old 01\n\n", b"OLD 1\n\n", b"old 1\n\r\n\n", GOOD],
    ids=range(7),
)
def test_other_forms_of_a_consistency_proof_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        proofs.read_consistency(data)


@given(st.binary(max_size=60) | st.text("old 1\nAQ=index", max_size=60).map(str.encode))
def test_any_bytes_are_a_proof_of_one_spelling_or_refused(data: bytes) -> None:
    for read, write in (
        (proofs.read_inclusion, proofs.write_inclusion),
        (proofs.read_consistency, proofs.write_consistency),
    ):
        try:
            proof = read(data)
        except Unreadable:
            continue
        assert write(proof.number, proof.steps, proof.checkpoint) == data
