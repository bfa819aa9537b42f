"""Tokens that lie, tokens that are weak, tokens that are only old."""

import hashlib
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.authority import TimeAuthority, in_a_response, openssl
from tests.verify.conftest import Good, Stamp
from tests.verify.forging import (
    FIRST,
    Checker,
    Files,
    Scribe,
    bundle,
    changed,
    failed,
    reseal,
)
from vault.log.checkpoint import Checkpoint
from vault.timestamp import cms, der
from vault.timestamp.authorities import roots
from vault.timestamp.rfc3161 import request


def stamped(good: Good, check: Checker, tokens: dict[Checkpoint, tuple[bytes, ...]]) -> Files:
    given = {head.hash: all_of_them for head, all_of_them in tokens.items()}
    shown = good.scribe.shown([good.small, good.large], given, without={3, 5})
    return bundle([shown], FIRST, check.roots)


def own(good: Good, head: Checkpoint) -> bytes:
    return good.tokens[head.hash][0]


def test_a_token_over_another_imprint(good: Good, check: Checker, stamp: Stamp) -> None:
    files = stamped(good, check, {good.large: (own(good, good.small),)})
    report = check(files)
    assert (report.verdict, failed(report)) == ("invalid", {"time"})
    assert "other bytes" in report.detail("time")
    beside = stamped(good, check, {good.large: (own(good, good.large), own(good, good.small))})
    assert failed(check(beside)) == {"time"}


def test_a_token_with_a_sha1_imprint(good: Good, check: Checker, authority: TimeAuthority) -> None:
    query = request(good.large.raw, 77)
    inside = der.element(query, der.SEQUENCE).content
    old = der.elements(inside)[1].raw
    digest = hashlib.sha1(good.large.raw, usedforsecurity=False).digest()
    sha1 = der.encode(der.SEQUENCE, der.encode_identifier("1.3.14.3.2.26") + b"\x05\x00")
    weak = der.encode(der.SEQUENCE, sha1 + der.encode(der.OCTET_STRING, digest))
    token = authority.stamp(der.encode(der.SEQUENCE, inside.replace(old, weak)))
    report = check(stamped(good, check, {good.large: (token,)}))
    assert (report.verdict, failed(report)) == ("invalid", {"time"})
    assert "SHA-1" in report.detail("time")


def test_a_root_forged_into_the_token(good: Good, check: Checker, tmp_path: Path) -> None:
    """The forger's root has the believed one's name; once it travels inside the token."""
    forger = TimeAuthority(tmp_path, "ecdsa")
    query = request(good.large.raw, 77)
    plain = forger.stamp(query)
    both = (tmp_path / "between.pem").read_bytes() + forger.root_pem.read_bytes()
    (tmp_path / "between.pem").write_bytes(both)
    for token in (plain, forger.stamp(query)):
        for tokens in ((token,), (own(good, good.large), token)):
            report = check(stamped(good, check, {good.large: tokens}))
            assert (report.verdict, failed(report)) == ("invalid", {"time"})
            assert "falsely claims" in report.detail("time")


def test_an_authority_nobody_knows_is_no_proof(good: Good, check: Checker, tmp_path: Path) -> None:
    stranger = TimeAuthority(tmp_path, "ecdsa", root_name="/O=Elsewhere/CN=Root")
    token = stranger.stamp(request(good.large.raw, 77))
    report = check(stamped(good, check, {good.large: (token,)}))
    assert (report.verdict, report.because) == ("incomplete", ["time"])
    beside = stamped(good, check, {good.large: (token, own(good, good.large))})
    assert check(beside).verdict == "valid"


def test_a_refusal_or_garbage_kept_as_a_token(
    good: Good, check: Checker, authority: TimeAuthority
) -> None:
    authority.mood = "refuse"
    refused = authority.stamp(request(good.large.raw, 77))
    authority.mood = "grant"
    assert failed(check(stamped(good, check, {good.large: (refused,)}))) == {"time"}
    for garbage in (b"", b"<html>", bytes(100_000), b"\x30\x80" * 30_000):
        report = check(stamped(good, check, {good.large: (garbage,)}))
        assert (report.verdict, report.because) == ("incomplete", ["time"])


def test_a_token_renamed_or_changed(good: Good, check: Checker) -> None:
    name = good.token(good.large)
    data = good.files[name]
    files = {n: d for n, d in good.files.items() if n != name}
    for other, bytes_ in (
        (name, changed(data)),
        (name.replace(good.large.hash, good.small.hash), data),
        (name.replace(good.large.hash, "0" * 64), data),
        (name[:-68] + "0" * 64 + ".tsr", data),
        (name, bytes(70_000)),
    ):
        report = check(reseal({**files, other: bytes_}, FIRST))
        assert report.verdict == "invalid"
        assert failed(report) <= {"anchors", "time"}
        assert failed(report)


def test_a_broken_token_is_a_forgery_even_under_its_new_name(good: Good, check: Checker) -> None:
    broken = changed(own(good, good.large))
    report = check(stamped(good, check, {good.large: (broken,)}))
    assert (report.verdict, failed(report)) == ("invalid", {"time"})


def test_an_authority_expired_today_is_checked_at_its_own_time(
    good: Good, check: Checker, tmp_path: Path, pinned: dict[str, bytes]
) -> None:
    """A token of 2015 by a certificate that ended in 2016: good then, so good for ever."""
    authority = TimeAuthority(tmp_path, "ecdsa", chain=False, root_name="/CN=Old Root")
    expired_certificates(tmp_path)
    now = cms.response(authority.stamp(request(good.large.raw, 77))).token
    assert now is not None
    said = cms.signed_data(now).content
    moment = cms.statement(said).gen_time.strftime("%Y%m%d%H%M%SZ").encode()
    granted = signed(tmp_path, said.replace(moment, b"20150701120000Z"))
    old = type(check)(check.folder, roots(authority.root_pem.read_bytes(), pinned_pem=pinned))
    report = old(stamped(good, check, {good.large: (granted,)}))
    assert (report.verdict, report.because) == ("valid", []), report.as_json()
    assert report.drafts[0]["not_later_than"] == "2015-07-01T12:00:01.000Z"
    (tmp_path / "head").write_bytes(good.large.raw)
    (tmp_path / "old.tsr").write_bytes(granted)
    verify = ["openssl", "ts", "-verify", "-data", "head", "-in", "old.tsr", "-CAfile", "root.pem"]
    then = str(int(datetime(2015, 7, 1, 12, tzinfo=UTC).timestamp()))
    for more, good_then in ([], False), (["-attime", then], True):
        done = subprocess.run([*verify, *more], cwd=tmp_path, capture_output=True, check=False)
        assert (done.returncode == 0) == good_then, done.stderr
    for year in (b"2013", b"2017"):
        dated = signed(tmp_path, said.replace(moment, year + b"0701120000Z"))
        report = old(stamped(good, check, {good.large: (dated,)}))
        assert failed(report) == {"time"}


def expired_certificates(folder: Path) -> None:
    """Make the root's certificate begin in 2010, and the stamper's hold from 2014 to 2016."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    root = x509.load_pem_x509_certificate((folder / "root.pem").read_bytes())
    secret = (folder / "unfinished.key").read_bytes()
    issuer = serialization.load_pem_private_key(secret, None)
    stamper = x509.load_pem_x509_certificate((folder / "tsa.pem").read_bytes())
    for name, old, years in (("root", root, (2010, 2040)), ("tsa", stamper, (2014, 2016))):
        made = (
            x509.CertificateBuilder()
            .subject_name(old.subject)
            .issuer_name(old.issuer)
            .public_key(old.public_key())
            .serial_number(old.serial_number)
            .not_valid_before(datetime(years[0], 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(years[1], 1, 1, tzinfo=UTC))
        )
        for extension in old.extensions:
            made = made.add_extension(extension.value, extension.critical)
        pem = made.sign(issuer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        (folder / f"{name}.pem").write_bytes(pem)


def signed(folder: Path, statement: bytes) -> bytes:
    """Sign any statement: openssl cms does what openssl ts would refuse."""
    (folder / "info.der").write_bytes(statement)
    kind = ["-econtent_type", cms.TST_INFO, "-binary", "-nodetach", "-outform", "DER"]
    key = ["-signer", "tsa.pem", "-inkey", "tsa.key", "-md", "sha256", "-cades"]
    return in_a_response(openssl(folder, "cms", "-sign", "-in", "info.der", *kind, *key))


@pytest.mark.parametrize("kind", ["novel", "Draft", "", None, [], {}, ["reading"], 7, True])
def test_an_unknown_kind_cannot_do_without_a_time(
    good: Good, check: Checker, stamp: Stamp, kind: object
) -> None:
    """Only the kinds that need no time are let off; nobody slips a draft through as another."""
    scribe = Scribe()
    scribe.begin()
    scribe.draft(b"One.\n")
    early = scribe.head()
    scribe.draft(b"Two.\n", kind=kind)
    tokens = {early.hash: (stamp(early),)}
    files = bundle([scribe.shown([early, scribe.head()], tokens)], FIRST, check.roots)
    report = check(files)
    assert (report.verdict, report.because) == ("incomplete", ["time"])
    assert [draft["seq"] for draft in report.drafts] == [1]


@pytest.mark.parametrize("kind", ["reading", "anchor", "custody"])
def test_bytes_under_a_quiet_kind_still_ask(check: Checker, stamp: Stamp, kind: str) -> None:
    scribe = Scribe()
    scribe.begin()
    scribe.draft(b"One.\n")
    early = scribe.head()
    scribe.draft(b"Two.\n", kind=kind)
    tokens = {early.hash: (stamp(early),)}
    report = check(bundle([scribe.shown([early, scribe.head()], tokens)], FIRST, check.roots))
    assert (report.verdict, report.because) == ("incomplete", ["time"])
