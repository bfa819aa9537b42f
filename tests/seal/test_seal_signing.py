"""Lines and bundle signatures: the published ones, other programs' verdict, every refusal."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import assets
from vault.encoding import canonical
from vault.errors import Unreadable
from vault.seal import keys, signing
from vault.seal.signing import BUNDLE_NAMESPACE, KeySet

KEYS = json.loads(assets.read("spec/vectors/keys.json"))
LOG = json.loads(assets.read("spec/vectors/log.json"))
SIGNER = keys.SigningKeys(
    bytes.fromhex(KEYS["ed25519_seed"]),
    bytes.fromhex(KEYS["ml_dsa_44_seed"]),
    keys.next_commitment(bytes(32)),
)
MESSAGE = bytes.fromhex(KEYS["sshsig"]["message"])
ARMOUR = KEYS["sshsig"]["armour"].encode()
SET = signing.parse_key_set(KEYS["key_set"])
LINE = LOG["lines"][1].encode()


def ssh_keygen(folder: Path, armour: bytes, message: bytes, *words: str) -> bool:
    (folder / "signature").write_bytes(armour)
    (folder / "signers").write_bytes(signing.allowed_signers(SET))
    done = subprocess.run(
        ["ssh-keygen", "-Y", *words, "-n", BUNDLE_NAMESPACE, "-s", "signature"],
        cwd=folder,
        input=message,
        capture_output=True,
        timeout=30,
        check=False,
    )
    return done.returncode == 0


VERIFY = ("verify", "-f", "signers", "-I", SET.principal)


def test_the_published_bundle_signature() -> None:
    assert SIGNER.sign_file(BUNDLE_NAMESPACE, MESSAGE) == ARMOUR
    assert signing.verify_sshsig(ARMOUR, MESSAGE, BUNDLE_NAMESPACE, SET.ed25519)


def test_openssh_believes_our_signature(tmp_path: Path) -> None:
    assert ssh_keygen(tmp_path, ARMOUR, MESSAGE, *VERIFY)
    assert ssh_keygen(tmp_path, ARMOUR, MESSAGE, "check-novalidate")


@pytest.mark.parametrize("size", [0, 1, 100_000])
def test_openssh_believes_signatures_over_any_size(tmp_path: Path, size: int) -> None:
    message = b"x" * size
    assert ssh_keygen(tmp_path, SIGNER.sign_file(BUNDLE_NAMESPACE, message), message, *VERIFY)


def test_openssh_and_we_refuse_what_was_changed(tmp_path: Path) -> None:
    other = keys.SigningKeys(bytes(32), bytes(32), "00" * 32)
    middle = len(ARMOUR) // 2
    bad = {
        "another message": (ARMOUR, MESSAGE + b"\n"),
        "another signer": (other.sign_file(BUNDLE_NAMESPACE, MESSAGE), MESSAGE),
        "another namespace": (SIGNER.sign_file("file", MESSAGE), MESSAGE),
        "a changed letter": (ARMOUR[:middle] + b"!" + ARMOUR[middle + 1 :], MESSAGE),
        "cut short": (ARMOUR[:middle], MESSAGE),
        "nothing": (b"", MESSAGE),
    }
    for name, (armour, message) in bad.items():
        assert not ssh_keygen(tmp_path, armour, message, *VERIFY), name
        assert not signing.verify_sshsig(armour, message, BUNDLE_NAMESPACE, SET.ed25519), name


def test_every_flipped_bit_of_an_armoured_signature_is_refused() -> None:
    for at in range(len(ARMOUR)):
        bad = ARMOUR[:at] + bytes([ARMOUR[at] ^ 1]) + ARMOUR[at + 1 :]
        assert not signing.verify_sshsig(bad, MESSAGE, BUNDLE_NAMESPACE, SET.ed25519), at


@given(st.binary(max_size=120))
def test_any_bytes_are_no_signature(data: bytes) -> None:
    assert not signing.verify_sshsig(data, MESSAGE, BUNDLE_NAMESPACE, SET.ed25519)
    assert not signing.verify_ed25519(data, data, MESSAGE)


def test_the_published_lines() -> None:
    for seq, text in enumerate(LOG["lines"]):
        line = signing.parse_line(text.encode())
        assert (line.seq, line.leaf.hex()) == (seq, LOG["leaves"][seq])
        assert LOG["fingerprints"][seq].startswith(line.key)
    assert signing.line_message(json.loads(LINE)).hex() == LOG["signed_message_of_line_1"]
    assert signing.verify_line(signing.parse_line(LINE), SET)


@pytest.mark.parametrize("name", LOG["refused_lines"])
def test_the_published_bad_lines_are_refused(name: str) -> None:
    with pytest.raises(Unreadable):
        signing.parse_line(LOG["refused_lines"][name].encode())


@pytest.mark.parametrize("name", LOG["badly_signed_lines"])
def test_the_published_badly_signed_lines_are_noticed(name: str) -> None:
    line = signing.parse_line(LOG["badly_signed_lines"][name].encode())
    assert not signing.verify_line(line, SET)


def test_a_line_of_another_set_is_not_verified_by_this_one() -> None:
    assert not signing.verify_line(signing.parse_line(LOG["lines"][6].encode()), SET)


MEMBERS: dict[str, Any] = {
    "v": [0, 2, True, "1", None],
    "log": ["00", "A" * 32, 5, None, "00" * 33],
    "seq": ["1", None, True, []],
    "prev": ["00", None],
    "commit": ["g" * 64, 1],
    "object": ["", {}],
    "key": ["00" * 9],
    "key_event": [None, "begin", 5, []],
    "sig": ["", "AAAA", 5, None, "A" * 87 + "="],
}


@pytest.mark.parametrize("name", MEMBERS)
def test_other_members_are_refused(name: str) -> None:
    for value in MEMBERS[name]:
        with pytest.raises(Unreadable):
            signing.parse_line(canonical({**json.loads(LINE), name: value}))
    if name != "key_event":
        members = json.loads(LINE)
        del members[name]
        with pytest.raises(Unreadable):
            signing.parse_line(canonical(members))


def test_a_line_has_its_longest_length() -> None:
    with pytest.raises(Unreadable, match="longer"):
        signing.parse_line(b" " * 66_001)


@given(st.binary(max_size=200))
def test_any_bytes_are_no_line(data: bytes) -> None:
    with pytest.raises(Unreadable):
        signing.parse_line(data)


def test_a_key_set_has_one_form() -> None:
    good = KEYS["key_set"]
    bad: list[Any] = [
        None,
        [],
        {**good, "more": 1},
        {**good, "next": "00"},
        {**good, "next": 5},
        {**good, "ed25519": good["ml-dsa-44"]},
        {**good, "ml-dsa-44": 5},
        {name: value for name, value in good.items() if name != "next"},
    ]
    for value in bad:
        with pytest.raises(Unreadable):
            signing.parse_key_set(value)


def test_the_fingerprint_covers_the_successor() -> None:
    assert SET.fingerprint != KeySet(SET.ed25519, SET.mldsa44, "00" * 32).fingerprint
    following = keys.SigningKeys(*keys.next_seeds(bytes(32)), "00" * 32).public
    assert following.follows(SET)
    assert not SET.follows(SET)
