"""verify.py and the tokens of time authorities: the tests' own, real ones, and forged ones."""

import hashlib
import subprocess
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.authority import TimeAuthority, openssl
from tests.standalone.conftest import RESOURCES, VERIFY, Good, Judge, run
from tests.verify.forging import FIRST, LOG, changed, reseal
from vault import container
from vault.log.checkpoint import Checkpoint
from vault.timestamp.rfc3161 import request

Stamp = Callable[[Checkpoint], bytes]


def opened(verify: ModuleType, raw: bytes) -> Any:
    """The token inside a response."""
    response = verify.Values(verify.one(raw))
    response.take()
    return verify.read_token(response.take())


def carrying_its_root(authority: TimeAuthority) -> TimeAuthority:
    between = authority.folder / "between.pem"
    between.write_bytes(between.read_bytes() + authority.root_pem.read_bytes())
    return authority


def query(good: Good) -> bytes:
    return request(good.large.raw, 0x7123456789ABCDEF)


def judged(good: Good, judge: Judge, *tokens: bytes) -> tuple[str, str, str]:
    said = judge(good.write({good.large.hash: tokens}))
    (time,) = (check for check in said.answer["checks"] if check["name"] == "time")
    assert said.failed <= {"time"}
    return said.answer["verdict"], time["result"], time["detail"]


def test_openssl_says_the_same_time(good: Good, judge: Judge, stamp: Stamp, tmp_path: Path) -> None:
    token = stamp(good.large)
    (tmp_path / "token.tsr").write_bytes(token)
    text = subprocess.run(
        ["openssl", "ts", "-reply", "-in", "token.tsr", "-text"],
        cwd=tmp_path, check=True, capture_output=True, timeout=60,
    ).stdout.decode()  # fmt: skip
    assert "Accuracy: 0x01 seconds" in text
    (stated,) = (
        row.partition(": ")[2] for row in text.splitlines() if row.startswith("Time stamp")
    )
    draft = judge(good.write({good.large.hash: (token,)})).answer["drafts"][0]
    told = datetime.strptime(stated, "%b %d %H:%M:%S %Y GMT") + timedelta(seconds=1)  # noqa: DTZ007
    assert draft["not_later_than"] == told.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def test_every_kind_of_key_and_chain(good: Good, verify: ModuleType, tmp_path: Path) -> None:
    for key, chain, digest in (("rsa", True, "sha256"), ("rsa", False, "sha512"),
                               ("ecdsa", False, "sha384")):  # fmt: skip
        folder = tmp_path / f"{key}-{chain}"
        authority = TimeAuthority(folder, key, chain, signer_digest=digest)  # type: ignore[arg-type]
        roots = verify.trusted_roots(authority.root_pem.read_text())
        imprint = verify.imprints(good.large.raw)
        stamp = verify.examine_token(authority.stamp(query(good)), imprint, roots)
        assert "which you added" in stamp.root.name
        with pytest.raises(verify.Refused, match="no root"):
            verify.examine_token(authority.stamp(query(good)), imprint, verify.trusted_roots())


def test_a_root_that_was_added_is_said_to_be_added(
    good: Good, authority: TimeAuthority, tmp_path: Path
) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(container.pack(good.files))
    alone = run(VERIFY, path, "--json")
    assert (alone.code, alone.answer["because"], alone.results["time"]) == (
        3,
        ["time"],
        "not-checked",
    )
    said = run(VERIFY, path, "--roots", authority.root_pem)
    assert said.code == 0
    assert "which you added and this program does not know" in " ".join(said.out.split())
    assert "existed no later than" in said.out


def test_a_token_over_something_else(good: Good, judge: Judge, stamp: Stamp) -> None:
    own, other = stamp(good.large), stamp(good.small)
    assert judged(good, judge, own)[:2] == ("valid", "pass")
    assert judged(good, judge, other)[:2] == ("invalid", "fail")
    assert judged(good, judge, own, other)[:2] == ("invalid", "fail")


def test_a_forged_token_fails_though_its_log_has_no_one_history(
    good: Good, judge: Judge, stamp: Stamp
) -> None:
    """And one that is right says nothing there."""
    for token, result in ((stamp(good.large), "not-checked"), (stamp(good.small), "fail")):
        files = good.write({good.large.hash: (token,)})
        apart = {n: data for n, data in files.items() if not n.endswith(".consistency")}
        said = judge(reseal(apart, FIRST))
        assert said.results["history"] == "fail"
        assert said.results["time"] == result
        assert said.answer["drafts"][0]["not_later_than"] is None


def test_a_token_over_a_bad_checkpoint_is_not_checked(
    good: Good, judge: Judge, stamp: Stamp
) -> None:
    name = f"log/{LOG}/6.checkpoint"
    files = good.write({good.large.hash: (stamp(good.small),)})
    bad = changed(files[name], len(files[name]) - 9)
    moved = {n.replace(good.large.hash, hashlib.sha256(bad).hexdigest()): data
             for n, data in files.items()}  # fmt: skip
    said = judge(reseal({**moved, name: bad}, FIRST))
    assert said.results["anchors"] == "pass"
    assert said.results["time"] == "not-checked"


def test_what_cannot_be_read_is_neither_proof_nor_forgery(
    good: Good, judge: Judge, stamp: Stamp
) -> None:
    own = stamp(good.large)
    for token in (
        b"<html>",
        b"",
        b"\x30\x80",
        own + b"\0",
        own[:-1],
        b"\x30\x84" + bytes(50),
    ):
        verdict, result, detail = judged(good, judge, token)
        assert (verdict, result) == ("incomplete", "not-checked")
        assert detail.endswith(".")
        assert judged(good, judge, token, own)[0] == "valid"


def test_a_refusal_that_was_kept_is_a_forged_token(
    good: Good, judge: Judge, stamp: Stamp, authority: TimeAuthority
) -> None:
    own = stamp(good.large)
    authority.mood = "refuse"
    refusal = authority.stamp(query(good))
    authority.mood = "grant"
    for tokens in ((refusal,), (refusal, own)):
        verdict, result, detail = judged(good, judge, *tokens)
        assert (verdict, result) == ("invalid", "fail")
        assert "refused" in detail
    granted = b"\x30\x03\x02\x01\x00"
    for status, verdict in ((0, "valid"), (1, "valid"), (2, "invalid"), (5, "invalid")):
        token = own.replace(granted, granted[:-1] + bytes([status]), 1)
        assert judged(good, judge, token)[0] == verdict, status


def test_names_are_compared_as_people_read_them(good: Good, judge: Judge, tmp_path: Path) -> None:
    """RFC 5280 §7.1: another case and more blanks make no other name."""
    cased = TimeAuthority(tmp_path, "ecdsa", root_name="/O=script vault  TESTS/CN=test time root")
    verdict, result, detail = judged(good, judge, cased.stamp(query(good)))
    assert (verdict, result) == ("invalid", "fail")
    assert "falsely claims" in detail


def test_an_added_certificate_that_did_not_sign_itself_is_only_a_link(
    good: Good, verify: ModuleType, tmp_path: Path
) -> None:
    authority = TimeAuthority(tmp_path, "ecdsa")
    token, imprint = authority.stamp(query(good)), verify.imprints(good.large.raw)
    between = (tmp_path / "between.pem").read_text()
    with pytest.raises(verify.Refused, match="no root"):
        verify.examine_token(token, imprint, verify.trusted_roots(between))
    both = verify.trusted_roots(between + authority.root_pem.read_text())
    assert verify.examine_token(token, imprint, both)


def test_no_token_is_pending(good: Good, judge: Judge) -> None:
    verdict, result, detail = judged(good, judge)
    assert (verdict, result) == ("incomplete", "pending")
    assert "3 of the entries" in detail


def test_a_stranger_proves_nothing_and_a_namesake_lies(
    good: Good, judge: Judge, stamp: Stamp, tmp_path: Path
) -> None:
    stranger = TimeAuthority(tmp_path / "a", "ecdsa", root_name="/O=Elsewhere/CN=Root")
    namesake = TimeAuthority(tmp_path / "b", "ecdsa")
    assert judged(good, judge, stranger.stamp(query(good)))[:2] == ("incomplete", "not-checked")
    assert judged(good, judge, stranger.stamp(query(good)), stamp(good.large))[0] == "valid"
    plain = namesake.stamp(query(good))
    for token in (plain, carrying_its_root(namesake).stamp(query(good))):
        verdict, result, detail = judged(good, judge, token)
        assert (verdict, result) == ("invalid", "fail")
        assert "falsely claims" in detail


def test_sha1_fails(good: Good, judge: Judge, tmp_path: Path) -> None:
    weak = TimeAuthority(tmp_path, "rsa", signer_digest="sha1")
    verdict, result, detail = judged(good, judge, weak.stamp(query(good)))
    assert (verdict, result) == ("invalid", "fail")
    assert "SHA-1" in detail


def signed_by(authority: TimeAuthority, name: str, info: bytes) -> bytes:
    """A response with that TSTInfo, signed by any certificate of the authority's folder."""
    (authority.folder / "info.der").write_bytes(info)
    openssl(
        authority.folder, "cms", "-sign", "-binary", "-nodetach", "-cades", "-nosmimecap",
        "-md", "sha256", "-econtent_type", "1.2.840.113549.1.9.16.1.4", "-in", "info.der",
        "-signer", f"{name}.pem", "-inkey", f"{name}.key", "-certfile", "between.pem",
        "-outform", "DER", "-out", "signed.der",
    )  # fmt: skip
    token = (authority.folder / "signed.der").read_bytes()
    return b"\x30\x82" + (len(token) + 5).to_bytes(2, "big") + b"\x30\x03\x02\x01\x00" + token


def test_only_who_may_give_times_gives_times(
    good: Good, verify: ModuleType, tmp_path: Path
) -> None:
    """All under a trusted root: a web server's certificate, and the authority's own at no time."""
    authority = TimeAuthority(tmp_path, "ecdsa")
    roots = verify.trusted_roots(authority.root_pem.read_text())
    imprint = verify.imprints(good.large.raw)
    authority.certificate("web", "/CN=www.example.org", "server", "between")
    info = opened(verify, authority.stamp(query(good))).info
    assert verify.examine_token(signed_by(authority, "tsa", info), imprint, roots)
    with pytest.raises(verify.Forged, match="may not give times"):
        verify.examine_token(signed_by(authority, "web", info), imprint, roots)
    year = str(verify.read_told(info).at.year).encode()
    for other in (b"2019", b"2079"):
        elsewhen = signed_by(authority, "tsa", info.replace(year, other, 1))
        with pytest.raises(verify.Forged):
            verify.examine_token(elsewhen, imprint, roots)


def test_no_certificate_below_an_authority_is_one(verify: ModuleType, tmp_path: Path) -> None:
    """A web server's certificate signs another that looks like a time authority's."""
    authority = TimeAuthority(tmp_path, "ecdsa")
    roots = verify.trusted_roots(authority.root_pem.read_text())
    authority.certificate("web", "/CN=www.example.org", "server", "between")
    authority.certificate("false", "/CN=False Time", "tsa", "web")
    web, false, between, stamper = (
        verify.read_certificate(verify.read_pem((tmp_path / f"{name}.pem").read_text())[0])
        for name in ("web", "false", "between", "tsa")
    )
    when, _ = false.validity()
    assert verify.issued(false, web)
    assert verify.trusted_root(stamper, [between], roots, when) is not None
    assert verify.may_issue(between, 0, when)
    assert not verify.may_issue(web, 0, when)
    assert not verify.may_issue(stamper, 0, when)
    assert verify.trusted_root(false, [web, between], roots, when) is None


def test_no_flipped_bit_of_what_was_signed_passes(good: Good, verify: ModuleType, stamp: Stamp,
                                                  authority: TimeAuthority) -> None:  # fmt: skip
    token = stamp(good.large)
    roots = verify.trusted_roots(authority.root_pem.read_text())
    imprint = verify.imprints(good.large.raw)
    inside = opened(verify, token)
    for part in (inside.info, inside.signer.signed[1:], inside.signer.signature):
        start = token.index(part)
        for at in range(start, start + len(part), 3):
            with pytest.raises(verify.Refused):
                verify.examine_token(changed(token, at), imprint, roots)


# -- real tokens of real authorities ---------------------------------------------------------

PINNED = ("digicert-2022.tsr", "digicert-2026.tst", "digicert-adobe-ecdsa-2025.tst",
          "identrust-2025.tsr", "sectigo-2026.tst", "sectigo-2020.tst",
          "globalsign-2021.tsr")  # fmt: skip
WITH_THEIR_ROOT = ("belgium-2025.tst", "entrust-2021.tst", "microsoft-2026.tst")
FORGED = ("attack-invalid-signature.tsr", "apple-2026.tst", "postsignum-2010-sha1.tst",
          "globalsign-2021-rejection.tsr")  # fmt: skip
NOT_READ = ("sectigo-qualified-2025.tst",
            "certum-qualified-2019-unsorted-attrs.tst", "certum-2024.tst", "quovadis-2021.tst",
            "freetsa-2025-nocerts.tsr", "sigstore-2025-nocerts.tsr")  # fmt: skip


def real(verify: ModuleType, samples: Path, name: str) -> tuple[bytes, dict[str, bytes]]:
    """A response, and the hashes of what it is over."""
    raw, data = (samples / "tsa" / name).read_bytes(), samples / "tsa" / f"{name[:-4]}.data"
    if name.endswith(".tst"):  # a bare token, without the response around it
        raw = b"\x30\x82" + (len(raw) + 5).to_bytes(2, "big") + b"\x30\x03\x02\x01\x00" + raw
    return raw, verify.imprints(data.read_bytes() if data.exists() else b"")


@pytest.mark.parametrize("name", PINNED)
def test_real_tokens_pass_with_the_pinned_roots(
    verify: ModuleType, samples: Path, name: str
) -> None:
    token, imprint = real(verify, samples, name)
    stamp = verify.examine_token(token, imprint, verify.trusted_roots())
    year = name.rpartition("-")[2][:4]
    assert str(stamp.no_later.year) == year
    with pytest.raises(verify.Forged, match="something else"):
        verify.examine_token(token, verify.imprints(b"else"), verify.trusted_roots())


@pytest.mark.parametrize("name", WITH_THEIR_ROOT)
def test_real_tokens_pass_with_their_own_root_and_no_other(
    verify: ModuleType, samples: Path, name: str
) -> None:
    token, imprint = real(verify, samples, name)
    added = "".join(p.read_text() for p in (samples / "tsa" / "roots").glob(f"{name[:5]}*.pem"))
    assert verify.examine_token(token, imprint, verify.trusted_roots(added)).root.name.endswith(
        "know"
    )
    with pytest.raises(verify.Refused, match="no root") as caught:
        verify.examine_token(token, imprint, verify.trusted_roots())
    assert not isinstance(caught.value, verify.Forged)


def test_a_real_token_of_p384_over_a_digest(verify: ModuleType, samples: Path) -> None:
    token, _ = real(verify, samples, "freetsa-2026-ecdsa.tsr")
    digest = (samples / "tsa" / "freetsa-2026-ecdsa.sha256.txt").read_text().split()[0]
    added = (samples / "tsa" / "roots" / "freetsa-root.pem").read_text()
    stamp = verify.examine_token(
        token, {"sha256": bytes.fromhex(digest)}, verify.trusted_roots(added)
    )
    assert verify.rfc3339(stamp.no_later) == "2026-08-02T19:22:27.000Z"


@pytest.mark.parametrize("name", FORGED)
def test_real_forgeries_and_sha1_fail(verify: ModuleType, samples: Path, name: str) -> None:
    with pytest.raises(verify.Forged):
        verify.examine_token(*real(verify, samples, name), verify.trusted_roots())


@pytest.mark.parametrize("name", NOT_READ)
def test_what_this_program_cannot_use_is_not_called_forged(
    verify: ModuleType, samples: Path, name: str
) -> None:
    with pytest.raises(verify.Refused) as caught:
        verify.examine_token(*real(verify, samples, name), verify.trusted_roots())
    assert not isinstance(caught.value, verify.Forged)


def test_a_root_of_ones_own_inside_the_token_is_no_root(verify: ModuleType, samples: Path) -> None:
    """GHSA-87gx-4x38-2j9q: found by the trust path alone, since it is over another hash."""
    token, _ = real(verify, samples, "attack-embedded-root.tsr")
    inside = opened(verify, token)
    ((name, digest),) = verify.signer_hashes(inside.signer.attributes)
    (raw,) = (c for c in inside.certificates if hashlib.new(name, c).digest() == digest)
    cert, when = verify.read_certificate(raw), inside.told.at
    certificates = [verify.read_certificate(raw) for raw in inside.certificates]
    pinned: Sequence[Any] = verify.trusted_roots()
    assert verify.trusted_root(cert, certificates, pinned, when) is None
    assert len(list((RESOURCES / "roots").glob("*.pem"))) == len(pinned)
