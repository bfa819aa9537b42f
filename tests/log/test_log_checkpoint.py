"""Signed heads: the published ones, the figures of C2SP, and no second spelling of any."""

import base64
import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey
from hypothesis import given
from hypothesis import strategies as st

from vault import assets
from vault.errors import Unreadable
from vault.log import checkpoint
from vault.log.checkpoint import cosigned_message, key_id
from vault.merkle import Tree, leaf_hash
from vault.seal import keys
from vault.seal.signing import parse_key_set

LOG = json.loads(assets.read("spec/vectors/log.json"))
KEYS = json.loads(assets.read("spec/vectors/keys.json"))
SET = parse_key_set(KEYS["key_set"])
FOLLOWING = keys.SigningKeys(*keys.next_seeds(bytes(32)), "ab" * 32).public
HEADS = {int(size): text.encode() for size, text in LOG["checkpoints"].items()}
SETS = {size: SET if size < 6 else FOLLOWING for size in HEADS}
THIRD = HEADS[3]


@pytest.mark.parametrize("size", HEADS)
def test_the_published_checkpoints(size: int) -> None:
    head = checkpoint.parse(HEADS[size], SETS[size])
    assert (head.size, head.root.hex()) == (size, LOG["roots"][str(size)])
    assert head.hash == LOG["checkpoint_hashes"][str(size)]
    assert head.raw == HEADS[size]
    assert checkpoint.verify_plain(head, SETS[size])
    assert checkpoint.verify_lasting(head, SETS[size])
    assert checkpoint.peek_size(HEADS[size]) == size


def test_the_published_roots_are_over_the_published_leaves() -> None:
    tree = Tree([bytes.fromhex(leaf) for leaf in LOG["leaves"]])
    assert {str(n): tree.root(n).hex() for n in range(1, 8)} == LOG["roots"]


def test_the_signatures_are_where_the_note_says_for_any_reader() -> None:
    """Taken apart here by hand, as C2SP signed-note and tlog-cosignature have it."""
    text, _, rest = THIRD.decode().partition("\n\n")
    name = text.split("\n")[0]
    first, second = (base64.b64decode(row.rpartition(" ")[2]) for row in rest.splitlines())
    Ed25519PublicKey.from_public_bytes(SET.ed25519).verify(first[4:], f"{text}\n".encode())
    root = base64.b64decode(text.split("\n")[2])
    named = bytes([len(name)]) + name.encode()
    message = (
        b"subtree/v1\n\0" + named + bytes(8) + named + bytes(8) + (3).to_bytes(8, "big") + root
    )
    assert second[4:12] == bytes(8)
    MLDSA44PublicKey.from_public_bytes(SET.mldsa44).verify(second[12:], message)
    for blob, kind, public in ((first, 1, SET.ed25519), (second, 6, SET.mldsa44)):
        expected = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]
        assert blob[:4] == expected


def test_the_figures_of_the_published_key_ids() -> None:
    public = base64.b64decode("AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    assert key_id("example.com/foo", public[0], public[1:]).hex() == "530d903a"
    ours = base64.b64decode("AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4")
    assert key_id("scriptvault.example/v1/test", ours[0], ours[1:]).hex() == "369a0ff3"
    lasting = MLDSA44PrivateKey.from_seed_bytes(bytes(range(32))).public_key().public_bytes_raw()
    assert hashlib.sha256(lasting).hexdigest() == (
        "9f107644c1084526af3bc8098680b05499a2325a644e388fb4f970e058d19d46"
    )
    assert key_id("scriptvault.example/v1/test", 6, lasting).hex() == "1310911a"


def test_the_figure_of_the_published_cosigned_message() -> None:
    root = Tree([leaf_hash(f"draft-{n}".encode()) for n in range(3)]).root()
    name = "scriptvault.example/v1/test"
    message = cosigned_message(name, name, 3, root, time=1_700_000_000)
    assert len(message) == 124
    assert hashlib.sha256(message).hexdigest() == (
        "cdb4f060e6859c8bcfc33c5266e524e24240fc74428b89e766450db7e00f2064"
    )


@pytest.mark.parametrize("name", LOG["refused_checkpoints_of_size_3"])
def test_the_published_bad_checkpoints_are_refused(name: str) -> None:
    with pytest.raises(Unreadable):
        checkpoint.parse(LOG["refused_checkpoints_of_size_3"][name].encode(), SET)


def edited(old: bytes, new: bytes) -> bytes:
    assert old in THIRD
    return THIRD.replace(old, new)


EDITS: dict[str, Any] = {
    "size 0": (b"\n3\n", b"\n0\n"),
    "size -3": (b"\n3\n", b"\n-3\n"),
    "size +3": (b"\n3\n", b"\n+3\n"),
    "size in other digits": (b"\n3\n", "\n٣\n".encode()),
    "size of 5,000 digits": (b"\n3\n", b"\n" + b"9" * 5000 + b"\n"),
    "size 2**53": (b"\n3\n", b"\n9007199254740992\n"),
    "a hyphen for the dash": ("\u2014".encode(), b"-"),
    "another origin": (b"scriptvault/log/v1/00", b"scriptvault/log/v2/00"),
    "upper-case id": (b"ddeeff\n3", b"ddeefF\n3"),
    "a longer id": (b"ddeeff\n3", b"ddeeff0\n3"),
    "root without padding": (b"=\n\n", b"\n\n"),
    "two spaces": (b"ddeeff Hb", b"ddeeff  Hb"),
    "another key id": (b"ddeeff Hb", b"ddeeff Hc"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_other_spellings_are_refused(edit: tuple[bytes, bytes]) -> None:
    with pytest.raises(Unreadable):
        checkpoint.parse(edited(*edit), SET)


def test_bytes_before_and_behind_are_refused() -> None:
    for bad in (b"\n" + THIRD, THIRD + b"\n", THIRD[:-1], THIRD + b" ", b"", THIRD * 2):
        with pytest.raises(Unreadable):
            checkpoint.parse(bad, SET)


def test_a_timestamp_in_the_lasting_signature_is_refused() -> None:
    rows = THIRD.decode().split("\n")
    lead, _, blob = rows[5].rpartition(" ")
    data = bytearray(base64.b64decode(blob))
    data[11] = 1
    rows[5] = f"{lead} {base64.b64encode(data).decode()}"
    with pytest.raises(Unreadable):
        checkpoint.parse("\n".join(rows).encode(), SET)


def test_checkpoints_of_other_keys_are_refused() -> None:
    with pytest.raises(Unreadable):
        checkpoint.parse(THIRD, FOLLOWING)


def test_both_signatures_are_over_size_and_root() -> None:
    head = checkpoint.parse(THIRD, SET)
    for other in (
        replace(head, size=4),
        replace(head, root=bytes(32)),
        replace(head, log="ff" * 16),
        replace(head, ed25519=bytes(64), mldsa=bytes(2420)),
        replace(head, ed25519=b"", mldsa=b""),
    ):
        assert not checkpoint.verify_plain(other, SET)
        assert not checkpoint.verify_lasting(other, SET)


@given(st.integers(0, len(THIRD) - 1), st.integers(0, 7))
def test_any_flipped_bit_is_refused_or_breaks_a_signature(at: int, bit: int) -> None:
    bad = THIRD[:at] + bytes([THIRD[at] ^ 1 << bit]) + THIRD[at + 1 :]
    try:
        head = checkpoint.parse(bad, SET)
    except Unreadable:
        return
    assert not (checkpoint.verify_plain(head, SET) and checkpoint.verify_lasting(head, SET))


@given(st.binary(max_size=100) | st.text("3\n— =", max_size=40).map(str.encode))
def test_any_bytes_are_no_checkpoint(data: bytes) -> None:
    with pytest.raises(Unreadable):
        checkpoint.parse(data, SET)


def test_what_we_sign_we_read() -> None:
    seeds = bytes.fromhex(KEYS["ed25519_seed"]), bytes.fromhex(KEYS["ml_dsa_44_seed"])
    signer = keys.SigningKeys(*seeds, SET.next)
    made = checkpoint.sign("00112233445566778899aabbccddeeff", 3, bytes(32), signer)
    assert checkpoint.parse(made.raw, SET) == made
    assert checkpoint.verify_plain(made, SET)
    assert checkpoint.verify_lasting(made, SET)
