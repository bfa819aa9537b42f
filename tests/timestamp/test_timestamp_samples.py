"""Real tokens of thirteen operators: each gets the verdict its README row asks for."""

import hashlib
import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from tests.authority import in_a_response
from tests.timestamp.conftest import SHIPPED
from vault.timestamp.authorities import Roots, roots
from vault.timestamp.rfc3161 import examine

G4 = "552f7bdcf1a7af9e6ce672017f4f12abf77240c78e761ac203d1d9d20ac89988"
USERTRUST = "e793c9b02fd8aa13e21c31228accb08119643b749c898964b1746d46c3d4cbd2"
R6 = "2cabeafe37d06ca22aba7391c0033d25982952c453647349763a3ab5ad6ccf69"
IDENTRUST = "5d56499be4d2e08bcfcad08a3e38723d50503bde706948e42f55603019e528ae"

# With the shipped roots alone: file, verdict, word in the reason, root.
SHIPPED_ROWS = [
    ("digicert-2022.tsr", "pass", "DigiCert Trusted Root G4", G4),
    ("digicert-2026.tst", "pass", "shipped", G4),
    ("digicert-adobe-ecdsa-2025.tst", "pass", "Adobe", G4),
    ("sectigo-2026.tst", "pass", "USERTrust", USERTRUST),
    ("sectigo-2020.tst", "pass", "USERTrust", USERTRUST),
    ("globalsign-2021.tsr", "pass", "Globalsign", R6),
    ("identrust-2025.tsr", "pass", "IdenTrust", IDENTRUST),
    ("sectigo-qualified-2025.tst", "not-checked", "openssl", ""),
    ("belgium-2025-negnonce.tst", "not-checked", "openssl", ""),
    ("adobe-2025-badprintable.tst", "not-checked", "openssl", ""),
    ("certum-qualified-2019-unsorted-attrs.tst", "not-checked", "openssl", ""),
    ("certum-2024.tst", "not-checked", "finds no way", ""),
    ("freetsa-2024-rsa.tsr", "not-checked", "finds no way", ""),
    ("quovadis-2021.tst", "not-checked", "finds no way", ""),
    ("belgium-2025.tst", "not-checked", "finds no way", ""),
    ("entrust-2021.tst", "not-checked", "finds no way", ""),
    ("microsoft-2026.tst", "not-checked", "finds no way", ""),
    ("microsoft-attrcert-2026.tst", "not-checked", "finds no way", ""),
    ("attack-embedded-root.tsr", "not-checked", "finds no way", ""),
    ("attack-injected-certs.tsr", "not-checked", "finds no way", ""),
    ("freetsa-2025-nocerts.tsr", "not-checked", "does not contain", ""),
    ("sigstore-2025-nocerts.tsr", "not-checked", "does not contain", ""),
    ("apple-2026.tst", "fail", "SHA-1", ""),
    ("postsignum-2010-sha1.tst", "fail", "SHA-1", ""),
    ("globalsign-2021-rejection.tsr", "fail", "unknown algorithm", ""),
    ("attack-invalid-signature.tsr", "fail", "broken", ""),
]

# With the operator's own certificates added: file, PEM, whether openssl can check it too.
ADDED_ROWS = [
    ("freetsa-2024-rsa.tsr", ["freetsa-root"], True),
    ("belgium-2025.tst", ["belgium-root-ca6"], True),
    ("entrust-2021.tst", ["entrust-2048"], True),
    ("microsoft-2026.tst", ["microsoft-identity-2020"], True),
    ("attack-embedded-root.tsr", ["attack-full_chain"], True),
    ("attack-injected-certs.tsr", ["attack-test_tsa_chain"], True),
    ("freetsa-2025-nocerts.tsr", ["freetsa-root", "freetsa-2016-tsa-leaf"], True),
    ("sigstore-2025-nocerts.tsr", ["sigstore-tsa-root", "sigstore-tsa-leaf"], True),
]


def _response(path: Path) -> bytes:
    token = path.read_bytes()
    return token if path.suffix == ".tsr" else in_a_response(token)


def _message(path: Path) -> bytes:
    data = path.with_suffix(".data")
    return data.read_bytes() if data.exists() else b""


def _openssl_accepts(token: Path, trusted: Path, moment: int, *more: str) -> bool:
    bare = ["-token_in"] if token.suffix == ".tst" else []
    command = ["openssl", "ts", "-verify", "-data", str(token.with_suffix(".data"))]
    options = ["-in", str(token), "-CAfile", str(trusted), "-attime", str(moment)]
    done = subprocess.run([*command, *options, *bare, *more], capture_output=True, check=False)
    return done.returncode == 0


def test_every_sample_has_a_row(samples: Path) -> None:
    here = {path.name for path in (samples / "tsa").glob("*.ts[rt]")}
    assert here - {"freetsa-2026-ecdsa.tsr"} == {row[0] for row in SHIPPED_ROWS}


@pytest.mark.parametrize(("name", "result", "word", "root"), SHIPPED_ROWS)
def test_verdict_with_shipped_roots(
    samples: Path, shipped: Roots, name: str, result: str, word: str, root: str
) -> None:
    path = samples / "tsa" / name
    report = examine(_response(path), _message(path), shipped)
    assert (report.result, report.root) == (result, root), report
    assert word in report.reason
    assert not report.extra_root


@pytest.mark.parametrize("name", [row[0] for row in SHIPPED_ROWS if row[1] == "pass"])
def test_openssl_agrees_at_the_tokens_time(
    samples: Path, shipped: Roots, pinned: dict[str, bytes], name: str
) -> None:
    path = samples / "tsa" / name
    report = examine(_response(path), _message(path), shipped)
    assert report.gen_time is not None
    moment = int(report.gen_time.timestamp())
    accepting = [
        root.name for root in sorted(SHIPPED.glob("*.pem")) if _openssl_accepts(path, root, moment)
    ]
    used = [
        name
        for name in pinned
        if roots(pinned_pem={name: pinned[name]}).pinned[0].certificate.sha256 == report.root
    ]
    assert accepting == used
    assert examine(_response(path), _message(path) + b".", shipped).result == "fail"


@pytest.mark.parametrize(("name", "added", "peer"), ADDED_ROWS)
def test_verdict_with_added_roots(
    samples: Path,
    pinned: dict[str, bytes],
    tmp_path: Path,
    name: str,
    added: list[str],
    peer: bool,
) -> None:
    path = samples / "tsa" / name
    pem = b"".join((samples / "tsa" / "roots" / f"{one}.pem").read_bytes() for one in added)
    report = examine(_response(path), _message(path), roots(pem, pinned_pem=pinned))
    assert (report.result, report.extra_root) == ("pass", True), report
    assert "added on this machine" in report.reason
    assert report.gen_time is not None
    added_pem = tmp_path / "added.pem"
    added_pem.write_bytes(pem)
    moment = int(report.gen_time.timestamp())
    assert _openssl_accepts(path, added_pem, moment, "-untrusted", str(added_pem)) is peer


def test_freetsa_2026_is_over_a_digest_whose_message_nobody_has(
    samples: Path, shipped: Roots
) -> None:
    token = (samples / "tsa" / "freetsa-2026-ecdsa.tsr").read_bytes()
    report = examine(token, b"", shipped)
    assert (report.result, "other bytes" in report.reason) == ("fail", True)
    digest = (samples / "tsa" / "freetsa-2026-ecdsa.sha256.txt").read_text().split()[0]
    assert bytes.fromhex(digest) in token


def test_embedded_root_never_passes_against_any_shipped_root(
    samples: Path, pinned: dict[str, bytes]
) -> None:
    token = (samples / "tsa" / "attack-embedded-root.tsr").read_bytes()
    for name, pem in pinned.items():
        assert examine(token, b"hello", roots(pinned_pem={name: pem})).result != "pass"
        assert examine(token, b"hello", roots(pem, pinned_pem={})).result != "pass"


def test_fractions_accuracy_and_names_are_read(samples: Path, shipped: Roots) -> None:
    folder = samples / "tsa"
    microsoft = examine(
        _response(folder / "microsoft-2026.tst"),
        (folder / "microsoft-2026.data").read_bytes(),
        shipped,
    )
    assert microsoft.gen_time is not None
    assert microsoft.gen_time.isoformat() == "2026-11-10T22:43:35.940000+00:00"
    assert microsoft.accuracy == timedelta(milliseconds=500)
    digicert = examine(
        (folder / "digicert-2022.tsr").read_bytes(),
        (folder / "digicert-2022.data").read_bytes(),
        shipped,
    )
    assert digicert.authority == "DigiCert Timestamp 2022 - 2"
    assert digicert.serial == "0x8EBE9230BFCC42938EB372790EC3C365"
    assert digicert.policy == "2.16.840.1.114412.7.1"
    assert digicert.accuracy is None


def test_the_nonce_of_a_real_answer_is_compared(samples: Path, shipped: Roots) -> None:
    path = samples / "tsa" / "digicert-2022.tsr"
    token, message = path.read_bytes(), _message(path)
    assert examine(token, message, shipped, 0xD2959D7B796D32FE).result == "pass"
    other = examine(token, message, shipped, 0xD2959D7B796D32FF)
    assert (other.result, "nonce" in other.reason) == ("fail", True)
    without = samples / "tsa" / "digicert-2026.tst"
    assert examine(_response(without), _message(without), shipped, 1).result == "fail"


def test_what_the_library_refuses_is_still_caught_when_forged(
    samples: Path, shipped: Roots
) -> None:
    for name in ("adobe-2025-badprintable.tst",):
        path = samples / "tsa" / name
        token, message = _response(path), _message(path)
        imprint = hashlib.sha256(message).digest()
        other = hashlib.sha256(b"another").digest()
        forged = token.replace(imprint, other)
        assert examine(token, message, shipped).result == "not-checked"
        assert examine(forged, b"another", shipped).result == "fail"


@pytest.mark.parametrize("name", ["digicert-2022.tsr", "sectigo-2026.tst", "identrust-2025.tsr"])
def test_a_flipped_bit_leaves_time_and_imprint_alone(
    samples: Path, shipped: Roots, name: str
) -> None:
    path = samples / "tsa" / name
    token, message = path.read_bytes(), _message(path)
    good = examine(token, message, shipped)
    step = 1 if os.environ.get("SCRIPTVAULT_THOROUGH") else 97
    for bit in range(0, 8 * len(token), step):
        flipped = bytearray(token)
        flipped[bit // 8] ^= 1 << bit % 8
        report = examine(bytes(flipped), message, shipped)
        if report.result == "pass":
            assert (report.gen_time, report.serial) == (good.gen_time, good.serial), bit
