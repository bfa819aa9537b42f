"""What was published under a version of the format is never changed, and reads as it did then."""

import json
from hashlib import sha256

import pytest

from tests import second_reader
from vault import assets
from vault.timestamp.authorities import roots
from vault.verify.file import verify_file

FROZEN = assets.folder() / "spec" / "vectors" / "frozen" / "1"
PINNED = {
    "certificate.pdf": "6ab54ea6eaeb1c70abfd925557500442cfba8d5fb2a29ce7895bb13519353007",
    "certificate.pdf.sshsig": "7e7453a1cff74e66455feb93918150e741d6b7cc0cb27a8783ba674caa163eac",
    "copy.pdf": "9c892d8969356438090e2b70910bb6bfae5a51ef0d17cf215d1e3bfc31f5bb77",
    "evidence-only.zip": "f7c1aa34c9633c1d573acacc1998d22c537c3e86c7b8ceb82f1b71b9b2b8d596",
    "expected.json": "4443678e1ab5399fefaa6d6ee5d47ca5d903d0385376e46a0a76ce656a624f39",
    "root.pem": "46026ec4d18f8793604ba5376c72cc2c41ac03e68bbdb3f61047ae1c18c2b7f1",
    "scene.zip": "3dd13fe0039dc4395a00bd0b498563945731eb968e5280e01727f25ee2e4e8ac",
    "whole.zip": "6b31ccf5f97e61614014731b47cdbd32ca8ea8b6a08efde4a48fee4189e9ba73",
}
"""SHA-256 of each file. A line here may be added, for a version to come; none may be edited."""
EXPECTED = json.loads((FROZEN / "expected.json").read_text())


def test_nothing_frozen_was_ever_changed() -> None:
    there = {path.name: sha256(path.read_bytes()).hexdigest() for path in FROZEN.iterdir()}
    assert there == PINNED


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_what_is_frozen_reads_as_it_did(name: str) -> None:
    believing = roots((FROZEN / "root.pem").read_bytes(), pinned_pem={})
    report = verify_file(FROZEN / name, believing)
    assert {"verdict": report.verdict, "because": report.because} == EXPECTED[name]


@pytest.mark.parametrize("name", sorted(name for name in EXPECTED if name.endswith(".zip")))
def test_the_second_reader_refuses_nothing_of_it(name: str) -> None:
    _, results = second_reader.check_bundle(FROZEN / name)
    assert "fail" not in results.values()
