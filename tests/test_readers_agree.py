"""The published bundles: both readers, written apart, find what must be found in each."""

import base64
import json
from pathlib import Path

import pytest

from tests import second_reader
from vault import assets
from vault.timestamp.authorities import roots
from vault.timestamp.rfc3161 import examine
from vault.verify.bundle import verify_bundle

VECTORS = assets.folder() / "spec" / "vectors"
BUNDLES, TIMED = VECTORS / "bundles", VECTORS / "timed"
EXPECTED = json.loads((BUNDLES / "expected.json").read_text())
EXPECTED_TIMED = json.loads((TIMED / "expected.json").read_text())
TOKENS = json.loads((VECTORS / "tokens.json").read_text())
DEPENDENT = {"signer", "not-before", "reading", "page-is-release"}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_both_readers_find_what_must_be_found(name: str) -> None:
    verdict, ours = by_the_program(BUNDLES / f"{name}.zip", None)
    compare(EXPECTED[name], verdict, ours)
    verdict, theirs = second_reader.check_bundle(BUNDLES / f"{name}.zip")
    compare(EXPECTED[name], verdict, {**theirs, "time": ours["time"]})
    # The second reader reads no tokens.
    shared = (ours.keys() & theirs.keys()) - DEPENDENT - ({"time"} if "token" in name else set())
    assert {check: theirs[check] for check in shared} == {check: ours[check] for check in shared}


@pytest.mark.parametrize("name", sorted(EXPECTED_TIMED))
def test_the_program_finds_the_time_that_must_be_found(name: str) -> None:
    root = (TIMED / "root.pem").read_bytes()
    compare(EXPECTED_TIMED[name], *by_the_program(TIMED / f"{name}.zip", root))


@pytest.mark.parametrize("name", sorted(TOKENS["tokens"]))
def test_each_token_is_worth_what_it_must_be_worth(name: str) -> None:
    told = TOKENS["tokens"][name]
    believing = roots(TOKENS["root"].encode(), pinned_pem={})
    token = base64.b64decode(told["token"], validate=True)
    report = examine(token, TOKENS["checkpoint"].encode(), believing)
    assert report.result == told["result"], report
    assert examine(token, b"something else", believing).result != "pass"


def by_the_program(path: Path, root: bytes | None) -> tuple[str, dict[str, str]]:
    report = verify_bundle(path, roots(root, pinned_pem={}))
    return report.verdict, {check["name"]: check["result"] for check in report.as_json()["checks"]}


def compare(expected: dict[str, dict[str, str]], verdict: str, results: dict[str, str]) -> None:
    assert {check for check, result in results.items() if result == "fail"} == set(expected["fail"])
    assert verdict == expected["verdict"]
    for check, result in expected["not"].items():
        assert results[check] == result
