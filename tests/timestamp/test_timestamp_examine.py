"""What examine says about good, wrong, forged and strange tokens of a local authority."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.authority import TimeAuthority, openssl
from tests.timestamp.conftest import MESSAGE, NONCE, SHARED, Forge
from vault.timestamp import cms, der, signature
from vault.timestamp.authorities import Roots, roots
from vault.timestamp.rfc3161 import MAX_TOKEN, TokenReport, examine, request


def _is(report: TokenReport, result: str, word: str) -> None:
    assert report.result == result, report
    assert word in report.reason, report
    assert report.reason.endswith(".")
    assert "\n" not in report.reason


def test_a_stamp_with_its_chain_passes(
    authority: TimeAuthority, granted: bytes, trusting: Roots, shipped: Roots
) -> None:
    report = examine(granted, MESSAGE, trusting, NONCE)
    _is(report, "pass", "added on this machine")
    assert report.extra_root
    fingerprint = openssl(
        authority.folder, "x509", "-in", "root.pem", "-noout", "-fingerprint", "-sha256"
    )
    assert report.root == fingerprint.decode().split("=")[1].strip().replace(":", "").lower()
    assert report.gen_time is not None
    assert abs(report.gen_time - datetime.now(UTC)) < timedelta(minutes=10)
    assert report.accuracy == timedelta(seconds=1)
    assert report.policy == "1.3.6.1.4.1.57264.2"
    assert report.authority == "Test Time Authority"
    _is(examine(granted, MESSAGE, shipped, NONCE), "not-checked", "finds no way")
    as_shipped = roots(pinned_pem={"test.pem": authority.root_pem.read_bytes()})
    assert not examine(granted, MESSAGE, as_shipped).extra_root


def test_openssl_reads_the_same_statement(
    authority: TimeAuthority, granted: bytes, trusting: Roots, tmp_path: Path
) -> None:
    (tmp_path / "granted.tsr").write_bytes(granted)
    text = openssl(tmp_path, "ts", "-reply", "-in", "granted.tsr", "-text").decode()
    report = examine(granted, MESSAGE, trusting, NONCE)
    assert report.gen_time is not None
    assert f"Serial number: {report.serial}" in text
    assert f"Policy OID: {report.policy}" in text
    assert f"{report.gen_time:%H:%M:%S %Y} GMT" in text
    assert "Accuracy: 0x01 seconds" in text


def test_an_elliptic_stamp_without_intermediate_passes(alone: TimeAuthority) -> None:
    trusting = roots(alone.root_pem.read_bytes(), pinned_pem={})
    response = alone.stamp(request(MESSAGE, NONCE))
    _is(examine(response, MESSAGE, trusting, NONCE), "pass", "Test Time Root")
    token = cms.response(response).token
    assert token is not None
    _is(examine(token.raw, MESSAGE, trusting, NONCE), "not-checked", "cannot be read")


def test_other_bytes_other_nonce_and_a_refusal_fail(
    authority: TimeAuthority, granted: bytes, trusting: Roots
) -> None:
    _is(examine(granted, MESSAGE + b"\n", trusting), "fail", "other bytes")
    _is(examine(granted, MESSAGE, trusting, NONCE + 1), "fail", "nonce")
    authority.mood = "refuse"
    refused = authority.stamp(request(MESSAGE, NONCE))
    _is(examine(refused, MESSAGE, trusting, NONCE), "fail", "not supported")


def test_granted_with_changes_is_granted(granted: bytes, trusting: Roots) -> None:
    token = cms.response(granted).token
    assert token is not None
    status = bytes.fromhex("3003020101")
    _is(examine(der.encode(der.SEQUENCE, status + token.raw), MESSAGE, trusting), "pass", "")
    refused = der.encode(der.SEQUENCE, bytes.fromhex("3003020102") + token.raw)
    _is(examine(refused, MESSAGE, trusting), "fail", "refused")


def test_sha1_fails_wherever_it_signs(
    authority: TimeAuthority, statement: bytes, trusting: Roots, forge: Forge
) -> None:
    query = bytearray(request(MESSAGE, NONCE))
    sha1 = der.encode_identifier("1.3.14.3.2.26")
    imprint = der.encode(
        der.SEQUENCE,
        der.encode(der.SEQUENCE, sha1 + b"\x05\x00")
        + der.encode(der.OCTET_STRING, hashlib.sha1(MESSAGE, usedforsecurity=False).digest()),
    )
    old = der.elements(der.element(bytes(query), der.SEQUENCE).content)[1].raw
    inside = der.element(bytes(query), der.SEQUENCE).content.replace(old, imprint)
    stamped = authority.stamp(der.encode(der.SEQUENCE, inside))
    _is(examine(stamped, MESSAGE, trusting), "fail", "SHA-1 hash")
    signed = forge(statement, authority, "tsa", "-md", "sha1", "-cades")
    _is(examine(signed, MESSAGE, trusting), "fail", "SHA-1 or MD5")


def test_openssl_cms_makes_good_tokens_and_pss_is_understood(
    authority: TimeAuthority, statement: bytes, trusting: Roots, forge: Forge
) -> None:
    _is(examine(forge(statement, authority, "tsa", "-cades"), MESSAGE, trusting), "pass", "")
    pss = forge(statement, authority, "tsa", "-cades", "-keyopt", "rsa_padding_mode:pss")
    # The library cannot follow RSA-PSS to a root; a forgery is seen all the same.
    _is(examine(pss, MESSAGE, trusting), "not-checked", "intact")
    token = cms.response(pss).token
    assert token is not None
    parts = cms.signed_data(token)
    broken = pss[:-1] + bytes([pss[-1] ^ 1])
    assert parts.signer.raw[-1:] == pss[-1:]
    _is(examine(broken, MESSAGE, trusting), "fail", "broken")


def test_a_certificate_for_something_else_cannot_stamp(
    authority: TimeAuthority, statement: bytes, trusting: Roots, forge: Forge
) -> None:
    authority.certificate("web", "/CN=www.example.org", "server", "between")
    _is(examine(forge(statement, authority, "web", "-cades"), MESSAGE, trusting), "fail", "not one")


def test_a_stamp_must_name_its_certificate(
    authority: TimeAuthority, statement: bytes, trusting: Roots, forge: Forge
) -> None:
    _is(examine(forge(statement, authority), MESSAGE, trusting), "not-checked", "name")


def test_a_time_outside_the_signers_validity_fails(
    authority: TimeAuthority, statement: bytes, trusting: Roots, forge: Forge
) -> None:
    gen_time = cms.statement(statement).gen_time
    for year in (gen_time.year - 20, gen_time.year + 40):
        other = statement.replace(b"%d" % gen_time.year, b"%d" % year)
        signed = forge(other, authority, "tsa", "-cades")
        _is(examine(signed, MESSAGE, trusting), "fail", "not valid")


def test_without_certificates_an_added_signer_is_needed(
    alone: TimeAuthority, statement: bytes, forge: Forge
) -> None:
    bare = forge(statement, alone, "tsa", "-cades", "-nocerts")
    root = alone.root_pem.read_bytes()
    _is(examine(bare, MESSAGE, roots(root, pinned_pem={})), "not-checked", "does not contain")
    lent = root + (alone.folder / "tsa.pem").read_bytes()
    _is(examine(bare, MESSAGE, roots(lent, pinned_pem={})), "pass", "added")
    only_signer = (alone.folder / "tsa.pem").read_bytes()
    assert examine(bare, MESSAGE, roots(only_signer, pinned_pem={})).result == "not-checked"


def test_a_negative_nonce_is_left_to_other_programs(
    authority: TimeAuthority, statement: bytes, trusting: Roots, forge: Forge
) -> None:
    positive = der.encode_integer(NONCE)
    negative = der.encode(der.INTEGER, NONCE.to_bytes(8, "big"))
    inside = der.element(statement, der.SEQUENCE).content
    assert inside.count(positive) == 1
    other = der.encode(der.SEQUENCE, inside.replace(positive, negative))
    signed = forge(other, authority, "tsa", "-cades")
    _is(examine(signed, MESSAGE, trusting), "not-checked", "openssl")


@pytest.mark.parametrize("key", ["rsa", "ecdsa"])
def test_a_root_of_the_same_name_with_another_key_is_a_forgery(
    served: TimeAuthority, trusting: Roots, tmp_path: Path, key: str
) -> None:
    """Once with the false root inside the token, once with the false intermediate alone."""
    forger = TimeAuthority(tmp_path, "ecdsa" if key == "ecdsa" else "rsa")
    response = forger.stamp(request(MESSAGE, NONCE))
    _is(examine(response, MESSAGE, trusting), "fail", "falsely claims")
    both = (tmp_path / "between.pem").read_bytes() + forger.root_pem.read_bytes()
    (tmp_path / "between.pem").write_bytes(both)
    response = forger.stamp(request(MESSAGE, NONCE))
    _is(examine(response, MESSAGE, trusting), "fail", "falsely claims")


def test_a_forger_in_digicerts_name_fails_against_the_shipped_roots(
    shipped: Roots, tmp_path: Path
) -> None:
    name = "/C=US/O=DigiCert Inc/OU=www.digicert.com/CN=DigiCert Trusted Root G4"
    forger = TimeAuthority(tmp_path, "ecdsa", chain=False, root_name=name)
    response = forger.stamp(request(MESSAGE, NONCE))
    _is(examine(response, MESSAGE, shipped), "fail", "DigiCert Trusted Root G4")


def test_a_broken_signature_and_a_changed_statement_fail(
    granted: bytes, statement: bytes, trusting: Roots
) -> None:
    _is(examine(granted[:-1] + bytes([granted[-1] ^ 1]), MESSAGE, trusting), "fail", "broken")
    imprint = hashlib.sha256(MESSAGE).digest()
    moved = granted.replace(imprint, hashlib.sha256(b"other").digest())
    _is(examine(moved, b"other", trusting), "fail", "broken")
    year = b"%d" % cms.statement(statement).gen_time.year
    earlier = granted.replace(statement, statement.replace(year, b"2001"))
    assert earlier != granted
    _is(examine(earlier, MESSAGE, trusting), "fail", "broken")


@SHARED
@given(st.data())
def test_no_flipped_bit_passes_with_another_time_or_imprint(
    granted: bytes, trusting: Roots, data: st.DataObject
) -> None:
    good = examine(granted, MESSAGE, trusting, NONCE)
    flipped = bytearray(granted)
    for bit in data.draw(st.lists(st.integers(0, 8 * len(granted) - 1), min_size=1, max_size=3)):
        flipped[bit // 8] ^= 1 << bit % 8
    report = examine(bytes(flipped), MESSAGE, trusting, NONCE)
    if report.result == "pass":
        assert (report.gen_time, report.serial) == (good.gen_time, good.serial)
    assert examine(bytes(flipped), MESSAGE + b".", trusting, NONCE).result != "pass"


@SHARED
@given(st.integers(0, 10_000), st.binary(max_size=20))
def test_a_cut_or_lengthened_token_is_not_checked(
    granted: bytes, trusting: Roots, cut: int, more: bytes
) -> None:
    short = granted[: cut % len(granted)]
    assert examine(short, MESSAGE, trusting).result == "not-checked"
    if more:
        assert examine(granted + more, MESSAGE, trusting).result == "not-checked"


@SHARED
@given(st.binary(max_size=500))
@example(b"")
@example(b"\x30\x80" * 30_000)
@example(b"\x30\x00")
@example(b"0\x05\x30\x03\x02\x01\x00")
@example(b"\x05\x00" * (MAX_TOKEN // 2))
def test_garbage_is_never_an_error_and_never_a_pass(shipped: Roots, garbage: bytes) -> None:
    for data in (garbage, der.encode(der.SEQUENCE, bytes.fromhex("3003020100") + garbage)):
        assert examine(data, MESSAGE, shipped).result != "pass"


def test_deep_and_huge_garbage_ends_quickly(shipped: Roots) -> None:
    deep = b""
    for _ in range(12_000):
        deep = der.encode(der.SEQUENCE, deep)
    assert examine(deep[-MAX_TOKEN:], MESSAGE, shipped).result != "pass"
    _is(examine(bytes(MAX_TOKEN + 1), MESSAGE, shipped), "not-checked", "more than")


def test_hashes_for_imprints_and_weak_ones_do_not_overlap() -> None:
    assert not set(signature.HASHES) & set(signature.WEAK_HASHES)
