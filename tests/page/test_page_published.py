"""The published bundles: the page finds in each what must be found, in both browsers."""

import json

import pytest

from tests.page.browsers import Browser
from tests.page.reading import VECTORS, give
from vault.timestamp.authorities import roots
from vault.verify.bundle import verify_bundle

BUNDLES = VECTORS / "bundles"
EXPECTED = json.loads((BUNDLES / "expected.json").read_text())
WHOLE = json.loads((VECTORS / "expected.json").read_text())["bundle.zip"]
LEFT_TO_THE_PROGRAM = {"not-before", "reading", "page-is-release"}


def test_the_vault_of_the_vectors(browser: Browser) -> None:
    seen = give(browser, VECTORS / "bundle.zip")
    assert (seen.verdict, seen.results) == (WHOLE["verdict"], WHOLE["results"])
    for sha256 in WHOLE["drafts"]:
        assert sha256 in seen.text


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_page_finds_what_must_be_found(browser: Browser, name: str) -> None:
    seen = give(browser, BUNDLES / f"{name}.zip")
    expected = EXPECTED[name]
    assert seen.verdict == expected["verdict"]
    failed = {check for check, result in seen.results.items() if result == "fail"}
    assert failed == set(expected["fail"])
    for check, result in expected["not"].items():
        assert seen.results[check] == result


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_program_says_the_same_of_every_check(chromium: Browser, name: str) -> None:
    path = BUNDLES / f"{name}.zip"
    report = verify_bundle(path, roots(None, pinned_pem={}))
    ours = {row["name"]: row["result"] for row in report.as_json()["checks"]}
    theirs = give(chromium, path).results
    assert list(theirs) == list(ours)
    for check in ours.keys() - LEFT_TO_THE_PROGRAM:
        assert theirs[check] == ours[check], check
    assert {theirs[check] for check in LEFT_TO_THE_PROGRAM} == {"not-checked"}
