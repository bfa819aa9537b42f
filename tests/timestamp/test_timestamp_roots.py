"""The shipped trust anchors, and what may be added to them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.authority import TimeAuthority, openssl
from tests.timestamp.conftest import SHIPPED
from vault.errors import BadInput, Damaged, Unreadable
from vault.timestamp.authorities import Roots, roots
from vault.timestamp.certificates import certificate

EXPECTED = {
    "digicert-trusted-root-g4.pem": (
        "552f7bdcf1a7af9e6ce672017f4f12abf77240c78e761ac203d1d9d20ac89988"
    ),
    "usertrust-rsa.pem": "e793c9b02fd8aa13e21c31228accb08119643b749c898964b1746d46c3d4cbd2",
    "globalsign-root-r6.pem": "2cabeafe37d06ca22aba7391c0033d25982952c453647349763a3ab5ad6ccf69",
    "identrust-commercial-root-1.pem": (
        "5d56499be4d2e08bcfcad08a3e38723d50503bde706948e42f55603019e528ae"
    ),
}


def test_exactly_the_documented_roots_are_shipped() -> None:
    assert {path.name for path in SHIPPED.glob("*.pem")} == set(EXPECTED)
    readme = (SHIPPED / "README.md").read_text(encoding="utf-8")
    for name, fingerprint in EXPECTED.items():
        assert name in readme
        assert fingerprint in readme


@pytest.mark.parametrize("name", EXPECTED)
def test_openssl_sees_the_documented_certificate_and_nothing_else(name: str) -> None:
    said = openssl(SHIPPED, "x509", "-in", name, "-noout", "-fingerprint", "-sha256", "-dates")
    assert EXPECTED[name] in said.decode().split("\n")[0].replace(":", "").lower()
    lines = (SHIPPED / name).read_text(encoding="ascii").splitlines()
    assert lines[0] == "-----BEGIN CERTIFICATE-----"
    assert lines[-1] == "-----END CERTIFICATE-----"
    assert sum(line.startswith("-----") for line in lines) == 2


def test_our_reader_sees_what_the_library_sees(shipped: Roots) -> None:
    assert {root.certificate.sha256 for root in shipped.pinned} == set(EXPECTED.values())
    for root in shipped.all:
        assert root.certificate.not_before == root.loaded.not_valid_before_utc
        assert root.certificate.not_after == root.loaded.not_valid_after_utc
        assert root.certificate.serial == root.loaded.serial_number
        assert root.certificate.signed == root.loaded.tbs_certificate_bytes
        assert root.certificate.signature == root.loaded.signature
        assert root.certificate.self_issued
        assert not root.extra
        assert not root.certificate.for_time_stamps


def test_added_certificates_are_sorted_into_roots_and_links(
    served: TimeAuthority, pinned: dict[str, bytes]
) -> None:
    names = ("tsa", "between", "root", "root")
    pem = b"".join((served.folder / f"{name}.pem").read_bytes() for name in names)
    both = roots(pem + pinned["usertrust-rsa.pem"], pinned_pem=pinned)
    assert [root.certificate.common_name for root in both.extra] == ["Test Time Root"]
    assert {link.certificate.common_name for link in both.links} == {
        "Test CA",
        "Test Time Authority",
    }
    assert all(one.extra for one in both.extra + both.links)
    assert len(both.pinned) == 4
    stampers = [link.certificate for link in both.links if link.certificate.for_time_stamps]
    assert [one.common_name for one in stampers] == ["Test Time Authority"]


@pytest.mark.parametrize(
    "pem", [b"", b"\xff\x00", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_unreadable_files_are_said_to_be(pem: bytes) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        roots(pem, pinned_pem={})
    with pytest.raises(Damaged, match=r"broken\.pem"):
        roots(pinned_pem={"broken.pem": pem})


def test_an_endless_list_of_roots_is_refused(pinned: dict[str, bytes], tmp_path: Path) -> None:
    many = pinned["usertrust-rsa.pem"] * 33
    with pytest.raises(BadInput, match="32"):
        roots(many, pinned_pem={})
    with pytest.raises(BadInput, match="too large"):
        roots(many * 10, pinned_pem={})


def test_every_cut_of_a_certificate_is_refused(shipped: Roots) -> None:
    raw = shipped.pinned[0].certificate.raw
    for end in range(0, len(raw), 7):
        with pytest.raises(Unreadable):
            certificate(raw[:end])


def test_importing_the_stage_loads_no_library_and_no_network() -> None:
    heavy = "'cryptography','rfc3161_client','urllib.request','http.client','ssl'"
    code = f"import sys, vault.timestamp.ask; print([m for m in ({heavy},) if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
