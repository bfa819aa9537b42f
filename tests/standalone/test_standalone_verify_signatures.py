"""What verify.py works out by itself, against other people's programs, numbers and vectors."""

import base64
import hashlib
import json
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.standalone.conftest import VECTORS
from tests.verify.forging import SHARED, changed

ORDER = 2**252 + 27742317777372353535851937790883648493
DER = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
RAW = (Encoding.Raw, PublicFormat.Raw)

# RFC 8032 §7.1, tests 1 to 3: public key, signature (R, then S), message
RFC_8032 = [
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
     ("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155",
      "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"), ""),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
     ("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"), "72"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
     ("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac",
      "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"), "af82"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "signature", "message"), RFC_8032)
def test_ed25519_of_the_standard(
    verify: ModuleType, key: str, signature: tuple[str, str], message: str
) -> None:
    public, signed, said = (bytes.fromhex(text) for text in (key, "".join(signature), message))
    assert verify.ed25519_verifies(public, signed, said)
    assert not verify.ed25519_verifies(public, signed, said + b"x")
    for at in range(0, 64, 7):
        assert not verify.ed25519_verifies(public, changed(signed, at), said)


def test_ed25519_has_one_signature_for_one_message(verify: ModuleType) -> None:
    """S + L would be the same number; points have one spelling; lengths are fixed."""
    key, signature = bytes.fromhex(RFC_8032[0][0]), bytes.fromhex("".join(RFC_8032[0][1]))
    larger = int.from_bytes(signature[32:], "little") + ORDER
    assert not verify.ed25519_verifies(key, signature[:32] + larger.to_bytes(32, "little"), b"")
    assert not verify.ed25519_verifies(key, signature[:63], b"")
    assert not verify.ed25519_verifies(key, signature + b"\0", b"")
    for spelled in (2**255 - 19, 2**255 - 18, 2**255 - 1, 2**256 - 1, 2):
        assert not verify.ed25519_verifies(spelled.to_bytes(32, "little"), bytes(64), b"")


@settings(SHARED, max_examples=20)
@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200))
def test_ed25519_as_another_library_signs(verify: ModuleType, seed: bytes, message: bytes) -> None:
    secret = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
    key, signature = secret.public_key().public_bytes(*RAW), secret.sign(message)
    assert verify.ed25519_verifies(key, signature, message)
    assert not verify.ed25519_verifies(key, signature, message + b"\0")


@settings(SHARED, max_examples=15)
@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200))
def test_mldsa_as_another_library_signs(verify: ModuleType, seed: bytes, message: bytes) -> None:
    secret = mldsa.MLDSA44PrivateKey.from_seed_bytes(seed)
    key, signature = secret.public_key().public_bytes_raw(), secret.sign(message)
    assert verify.mldsa44_verifies(key, signature, message)
    assert not verify.mldsa44_verifies(key, signature, message + b"\0")
    assert not verify.mldsa44_verifies(key, secret.sign(message, b"context"), message)


def test_mldsa_notices_every_part_of_a_signature(verify: ModuleType) -> None:
    secret = mldsa.MLDSA44PrivateKey.from_seed_bytes(bytes(32))
    key, signature = secret.public_key().public_bytes_raw(), secret.sign(b"message")
    for at in [*range(0, 2420, 41), *range(2336, 2420)]:
        for bit in (1, 128):
            assert not verify.mldsa44_verifies(key, changed(signature, at, bit), b"message"), at
    for at in range(0, 1312, 41):
        assert not verify.mldsa44_verifies(changed(key, at), signature, b"message"), at
    assert not verify.mldsa44_verifies(key[:-1], signature, b"message")
    assert not verify.mldsa44_verifies(key, signature + b"\0", b"message")


SIGNED = b"what was signed"


@pytest.mark.parametrize("name", ["sha256", "sha384", "sha512"])
def test_rsa_and_ecdsa_as_another_library_signs(verify: ModuleType, name: str) -> None:
    chosen = {"sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512}[name]()
    one = rsa.generate_private_key(65537, 2048)
    made = [(one, verify.RSA_KEY, one.sign(SIGNED, padding.PKCS1v15(), chosen))]
    for curve in (ec.SECP256R1(), ec.SECP384R1()):
        other = ec.generate_private_key(curve)
        made.append((other, verify.EC_KEY, other.sign(SIGNED, ec.ECDSA(chosen))))
    for secret, kind, signature in made:
        key = secret.public_key().public_bytes(*DER)
        assert verify.key_verifies(key, kind, name, signature, SIGNED)
        assert not verify.key_verifies(key, kind, name, signature, SIGNED + b"x")
        assert not verify.key_verifies(key, kind, name, changed(signature), SIGNED)
        other_kind = verify.EC_KEY if kind == verify.RSA_KEY else verify.RSA_KEY
        assert not verify.key_verifies(key, other_kind, name, signature, SIGNED)


def test_rsa_takes_no_other_padding_and_no_weak_key(verify: ModuleType) -> None:
    secret = rsa.generate_private_key(65537, 2048)
    key = secret.public_key().public_bytes(*DER)
    numbers = secret.private_numbers()
    n, d = numbers.public_numbers.n, numbers.d
    info = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(SIGNED).digest()
    right = b"\x00\x01" + b"\xff" * (256 - 3 - len(info)) + b"\x00" + info
    short = b"\x00\x01" + b"\xff" * 8 + b"\x00" + info
    for padded, good in (
        (right, True),
        (short + bytes(256 - len(short)), False),  # Bleichenbacher's, 2006
        (right.replace(b"\xff", b"\xfe", 1), False),
        (b"\x00\x02" + right[2:], False),
    ):
        signature = pow(int.from_bytes(padded, "big"), d, n).to_bytes(256, "big")
        assert verify.key_verifies(key, verify.RSA_KEY, "sha256", signature, SIGNED) is good
    weak = rsa.generate_private_key(65537, 1024).public_key().public_bytes(*DER)
    with pytest.raises(verify.Refused, match="size"):
        verify.key_verifies(weak, verify.RSA_KEY, "sha256", bytes(128), SIGNED)


def test_ecdsa_takes_no_number_out_of_range_and_no_point_off_the_curve(verify: ModuleType) -> None:
    key = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(*DER)
    order = verify.CURVES["1.2.840.10045.3.1.7"].n
    assert order > 2**255
    for r, s in ((0, 0), (0, 1), (1, 0), (order, 1), (1, order)):
        signature = der_pair(r, s)
        assert not verify.key_verifies(key, verify.EC_KEY, "sha256", signature, SIGNED)
    with pytest.raises(verify.Refused, match="curve"):
        verify.key_verifies(changed(key), verify.EC_KEY, "sha256", der_pair(1, 1), SIGNED)


def der_pair(r: int, s: int) -> bytes:
    numbers = b"".join(
        b"\x02" + bytes([len(raw)]) + raw
        for raw in (n.to_bytes(n.bit_length() // 8 + 1, "big") for n in (r, s))
    )
    return b"\x30" + bytes([len(numbers)]) + numbers


def test_sshsig_as_ssh_keygen_signs(verify: ModuleType, tmp_path: Path) -> None:
    def keygen(*arguments: str) -> None:
        command = ["ssh-keygen", *arguments]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=60)

    keygen("-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "key")
    blob = base64.b64decode((tmp_path / "key.pub").read_text().split()[1])
    message = tmp_path / "manifest"
    message.write_bytes(b"a manifest\n")
    keygen("-Y", "sign", "-f", "key", "-n", "scriptvault-bundle-v1", "manifest")
    armour = (tmp_path / "manifest.sig").read_bytes()
    assert verify.bag_is_signed(armour, b"a manifest\n", blob[-32:])
    for altered in (
        armour.replace(b"\n", b"\r\n"),
        armour + b"\n",
        armour[:-1],
        b"x" + armour,
        b"",
    ):
        assert not verify.bag_is_signed(altered, b"a manifest\n", blob[-32:])
    assert not verify.bag_is_signed(armour, b"another\n", blob[-32:])
    (tmp_path / "manifest.sig").unlink()
    keygen("-Y", "sign", "-f", "key", "-n", "another-namespace", "manifest")
    other = (tmp_path / "manifest.sig").read_bytes()
    assert not verify.bag_is_signed(other, b"a manifest\n", blob[-32:])


def cases(samples: Path, folder: str) -> list[dict[str, Any]]:
    return [
        json.loads(path.read_text())
        for path in sorted((samples / "merkle" / folder).rglob("*.json"))
    ]


def hashed(case: dict[str, Any]) -> list[bytes]:
    return [base64.b64decode(text) for text in case["proof"] or []]


def test_trees_agree_with_other_peoples_proofs(verify: ModuleType, samples: Path) -> None:
    inclusion, consistency = cases(samples, "inclusion"), cases(samples, "consistency")
    assert len(inclusion) > 90
    assert len(consistency) > 90
    for case in inclusion:
        leaf, root = base64.b64decode(case["leafHash"]), base64.b64decode(case["root"])
        index, size = case["leafIdx"], case["treeSize"]
        if len(leaf) == len(root) == 32:  # no file of the format can hold another length
            found = verify.is_included(leaf, index, size, hashed(case), root)
            assert found is not case["wantErr"], case
    for case in consistency:
        old, new = case["size1"], case["size2"]
        if 0 < old < new:  # of other sizes the format has no proofs
            roots = base64.b64decode(case["root1"]), base64.b64decode(case["root2"])
            assert verify.is_consistent(old, new, hashed(case), *roots) is not case["wantErr"], case


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2**53 - 1) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(SHARED, max_examples=150)
@given(value=json_values)
def test_canonical_json_is_that_of_another_library(verify: ModuleType, value: Any) -> None:
    raw = verify.jcs(value)
    assert raw == rfc8785.dumps(value)
    assert verify.read_jcs(raw) == value
    loose = json.dumps(value, indent=1).encode()
    if loose != raw:
        with pytest.raises(verify.Refused):
            verify.read_jcs(loose)


def test_published_vectors_of_notation_fields_lines_and_checkpoints(verify: ModuleType) -> None:
    canonical, fields, log = (
        json.loads((VECTORS / f"{name}.json").read_text())
        for name in ("canonical", "fields", "log")
    )
    for case in canonical["canonical"]:
        assert verify.read_jcs(bytes.fromhex(case["bytes"])) == case["value"]
    for case in canonical["refused"]:
        with pytest.raises(verify.Refused):
            verify.read_jcs(bytes.fromhex(case["bytes"]))
    for shown in ("shown_all", "shown_kind_only"):
        raw = (
            verify.jcs(fields[shown]) if isinstance(fields[shown], dict) else fields[shown].encode()
        )
        assert verify.read_fields(raw)[1] == fields["commit"]
    lines = [verify.read_line(line.encode()) for line in log["lines"]]
    assert [verify.leaf_of_line(line.encode()).hex() for line in log["lines"]] == log["leaves"]
    assert lines[1].signed.hex() == log["signed_message_of_line_1"]
    for text in log["refused_lines"].values():
        with pytest.raises(verify.Refused):
            verify.read_line(text.encode())
    name = lines[0].log
    begin, changes = (
        verify.read_key_event(line.key_event, line.seq).keys for line in lines if line.changes_keys
    )
    assert [begin.fingerprint, changes.fingerprint] == list(dict.fromkeys(log["fingerprints"]))
    assert verify.follows(changes, begin)
    for size, text in log["checkpoints"].items():
        keys, other = (changes, begin) if int(size) > 5 else (begin, changes)
        checkpoint = verify.read_checkpoint(text.encode(), name, int(size), keys)
        assert checkpoint.root.hex() == log["roots"][size]
        assert verify.ed25519_signed(checkpoint, keys)
        assert verify.mldsa_signed(checkpoint, keys)
        assert not verify.ed25519_signed(checkpoint, other)
        assert not verify.mldsa_signed(checkpoint, other)
        with pytest.raises(verify.Refused, match="other keys"):
            verify.read_checkpoint(text.encode(), name, int(size), other)
    for text in log["refused_checkpoints_of_size_3"].values():
        with pytest.raises(verify.Refused):
            verify.read_checkpoint(text.encode(), name, 3, begin)
