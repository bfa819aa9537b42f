"""The published bundles: the page finds in each what must be found, in both browsers."""

import base64
import json
import random
from pathlib import Path

import pytest

from tests.page.browsers import Browser
from tests.page.reading import VECTORS, call, check_all, give
from tests.standalone.conftest import VERIFY, load
from tests.vectors.stamping import BETWEEN
from tests.vectors.tokens import FALSE_ROOT
from tests.verify.forging import changed
from vault.timestamp.authorities import roots
from vault.timestamp.rfc3161 import examine
from vault.verify.bundle import verify_bundle

BUNDLES = VECTORS / "bundles"
EXPECTED = json.loads((BUNDLES / "expected.json").read_text())
TIMED = VECTORS / "timed"
WHOLE = json.loads((VECTORS / "expected.json").read_text())["bundle.zip"]
LEFT_TO_THE_PROGRAM = {"not-before", "reading", "page-is-release"}


def test_the_vault_of_the_vectors(browser: Browser) -> None:
    seen = give(browser, VECTORS / "bundle.zip")
    assert (seen.verdict, seen.results) == (WHOLE["verdict"], WHOLE["results"])
    for sha256 in WHOLE["drafts"]:
        assert sha256 in seen.text


@pytest.mark.parametrize("folder", [BUNDLES, TIMED], ids=lambda one: one.name)
def test_the_page_finds_what_must_be_found(browser: Browser, folder: Path) -> None:
    """Every published bundle in one run of the page, each against what is written of it."""
    pem = (TIMED / "root.pem").read_text() if folder == TIMED else ""
    rows = json.loads((folder / "expected.json").read_text())
    found = check_all(browser, [(folder / f"{name}.zip").read_bytes() for name in rows], pem)
    for (name, expected), one in zip(rows.items(), found, strict=True):
        assert one["verdict"] == expected["verdict"], name
        failed = {check for check, result in one["results"].items() if result == "fail"}
        assert failed == set(expected["fail"]), name
        for check, result in expected["not"].items():
            assert one["results"][check] == result, name


def test_each_published_token_is_worth_what_is_written(browser: Browser) -> None:
    told = json.loads((VECTORS / "tokens.json").read_text())
    body = """
      const [pem, checkpoint, ...tokens] = given;
      const trust = { roots: [...ROOTS, ...readPem(pem)], links: [] };
      const found = [];
      for (const token of tokens) found.push((await examineToken(token, checkpoint, trust)).result);
      return found;
    """
    tokens = [base64.b64decode(one["token"]) for one in told["tokens"].values()]
    found = call(browser, body, told["root"], told["checkpoint"].encode(), *tokens)
    assert dict(zip(told["tokens"], found, strict=True)) == {
        name: one["result"] for name, one in told["tokens"].items()
    }


@pytest.mark.parametrize("name", ["plain", "the root's name with another key"])
def test_the_three_readers_agree_on_tokens_whose_certificates_were_altered(
    chromium: Browser, name: str
) -> None:
    """What is inside certificates has no form of its own: each reader looks at the same of it."""
    told = json.loads((VECTORS / "tokens.json").read_text())
    token, message = base64.b64decode(told["tokens"][name]["token"]), told["checkpoint"].encode()
    issuer = token.index(BETWEEN.der if name == "plain" else FALSE_ROOT.der)
    chance = random.Random(11)
    flips = [[at, 1 << chance.randrange(8)] for at in range(issuer, issuer + 380, 5)]
    body = """
      const [pem, message, token, flips] = given;
      const trust = { roots: readPem(pem), links: [] };
      const found = [];
      for (const [at, bit] of flips) {
        token[at] ^= bit;
        found.push((await examineToken(token, message, trust)).result);
        token[at] ^= bit;
      }
      return found;
    """
    script = load(VERIFY)
    believed = roots(told["root"].encode(), pinned_pem={})
    added = script.trusted_roots(told["root"])
    by_the_page = call(chromium, body, told["root"], message, token, flips)
    for (at, bit), result in zip(flips, by_the_page, strict=True):
        altered = changed(token, at, bit)
        assert examine(altered, message, believed).result == result, (at, bit)
        try:
            script.examine_token(altered, script.imprints(message), added)
            assert result == "pass", (at, bit)
        except script.Forged:
            assert result == "fail", (at, bit)
        except script.Refused:
            assert result == "not-checked", (at, bit)
    assert "fail" in by_the_page


def test_the_program_says_the_same_of_every_check(chromium: Browser) -> None:
    paths = sorted(BUNDLES.glob("*.zip"))
    for path, one in zip(paths, check_all(chromium, [p.read_bytes() for p in paths]), strict=True):
        report = verify_bundle(path, roots(None, pinned_pem={})).as_json()
        ours = {row["name"]: row["result"] for row in report["checks"]}
        theirs = one["results"]
        assert list(theirs) == list(ours)
        assert {theirs.pop(check) for check in LEFT_TO_THE_PROGRAM} == {"not-checked"}, path.name
        assert theirs == {check: ours[check] for check in theirs}, path.name
        assert one["verdict"] == report["verdict"], path.name


@pytest.mark.parametrize("name", ["good", "bad-salt", "bad-bytes-before", "good-scene-alone"])
def test_a_file_that_is_chosen_is_taken_for_what_it_is(browser: Browser, name: str) -> None:
    seen = give(browser, BUNDLES / f"{name}.zip")
    assert seen.verdict == EXPECTED[name]["verdict"]
    failed = {check for check, result in seen.results.items() if result == "fail"}
    assert failed == set(EXPECTED[name]["fail"])
