"""The published bundles: both readers, written apart, find what must be found in each."""

import json

import pytest

from tests import second_reader
from vault import assets
from vault.timestamp.authorities import roots
from vault.verify.bundle import verify_bundle

BUNDLES = assets.folder() / "spec" / "vectors" / "bundles"
EXPECTED = json.loads((BUNDLES / "expected.json").read_text())
DEPENDENT = {"signer", "not-before", "reading", "page-is-release"}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_program_finds_what_must_be_found(name: str) -> None:
    report = verify_bundle(BUNDLES / f"{name}.zip", roots(None, pinned_pem={}))
    results = {check["name"]: check["result"] for check in report.as_json()["checks"]}
    compare(name, report.verdict, results)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_second_reader_finds_the_same(name: str) -> None:
    compare(name, *second_reader.check_bundle(BUNDLES / f"{name}.zip"))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_both_say_the_same_of_every_check(name: str) -> None:
    report = verify_bundle(BUNDLES / f"{name}.zip", roots(None, pinned_pem={}))
    ours = {check["name"]: check["result"] for check in report.as_json()["checks"]}
    _, theirs = second_reader.check_bundle(BUNDLES / f"{name}.zip")
    shared = (ours.keys() & theirs.keys()) - DEPENDENT
    assert {check: theirs[check] for check in shared} == {check: ours[check] for check in shared}


def compare(name: str, verdict: str, results: dict[str, str]) -> None:
    expected = EXPECTED[name]
    assert {check for check, result in results.items() if result == "fail"} == set(expected["fail"])
    assert verdict == expected["verdict"]
    for check, result in expected["not"].items():
        assert results[check] == result
