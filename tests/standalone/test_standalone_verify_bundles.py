"""verify.py on every published bundle, run as an attorney's expert runs it."""

import ast
import base64
import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.standalone.conftest import RESOURCES, VECTORS, VERIFY, Good, Judge, Said, here, run
from tests.verify.forging import unpack

BUNDLES = VECTORS / "bundles"
EXPECTED = json.loads((BUNDLES / "expected.json").read_text())
TIMED = VECTORS / "timed"  # to be checked with the root beside them
EXPECTED_IN_TIME = json.loads((TIMED / "expected.json").read_text())
FIRST_BUNDLE = json.loads((VECTORS / "expected.json").read_text())["bundle.zip"]
EXITS = {"valid": 0, "invalid": 1, "incomplete": 3}
KEYS = ["kind", "verdict", "because", "checks", "signer", "drafts", "scenes", "not_shown"]


def as_published(said: Said, expected: dict[str, Any]) -> None:
    assert said.answer["verdict"] == expected["verdict"]
    assert said.code == EXITS[said.answer["verdict"]]
    assert said.failed == set(expected["fail"])
    for check, result in expected["not"].items():
        assert said.results[check] == result
    assert said.err == ""


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_it_finds_in_each_bundle_what_must_be_found(verify: ModuleType, name: str) -> None:
    said = here(verify, BUNDLES / f"{name}.zip", "--json")
    assert list(said.answer) == KEYS
    as_published(said, EXPECTED[name])


@pytest.mark.parametrize("name", sorted(EXPECTED_IN_TIME))
def test_it_finds_what_each_bundle_says_of_time(verify: ModuleType, name: str) -> None:
    said = here(verify, TIMED / f"{name}.zip", "--roots", TIMED / "root.pem", "--json")
    as_published(said, EXPECTED_IN_TIME[name])


def test_each_published_token_is_worth_what_it_must_be(verify: ModuleType) -> None:
    published = json.loads((VECTORS / "tokens.json").read_text())
    stamped = verify.imprints(published["checkpoint"].encode())
    believed = verify.trusted_roots(published["root"])
    for name, case in published["tokens"].items():
        try:
            verify.examine_token(base64.b64decode(case["token"]), stamped, believed)
            result = "pass"
        except verify.Forged:
            result = "fail"
        except verify.Refused:
            result = "not-checked"
        assert result == case["result"], name


@pytest.mark.parametrize("name", ["good", "bad-fork", "rewrapped"])
def test_it_runs_as_a_stranger_runs_it(name: str) -> None:
    as_published(run(VERIFY, BUNDLES / f"{name}.zip", "--json"), EXPECTED[name])


def test_it_gives_the_first_bundle_every_published_result() -> None:
    said = run(VERIFY, VECTORS / "bundle.zip", "--json")
    assert said.results == FIRST_BUNDLE["results"]
    assert said.answer["verdict"] == FIRST_BUNDLE["verdict"]
    assert said.answer["because"] == FIRST_BUNDLE["because"]
    assert [draft["sha256"] for draft in said.answer["drafts"]] == FIRST_BUNDLE["drafts"]
    assert all(draft["not_later_than"] is None for draft in said.answer["drafts"])


def test_its_table_of_checks_is_the_published_one(verify: ModuleType) -> None:
    table = json.loads((RESOURCES / "spec" / "checks.json").read_text())["checks"]
    kinds = ("fail", "not-checked", "pending")
    rows = [row for row in table if "bundle" in row["of"]]
    effects = [[None if row[kind] == "none" else row[kind] for kind in kinds] for row in rows]
    published = [
        (row["name"], *effect, row["scope"]) for row, effect in zip(rows, effects, strict=True)
    ]
    assert list(verify.CHECKS) == published


def test_its_roots_are_the_pinned_ones(verify: ModuleType) -> None:
    ours = {root.certificate.raw for root in verify.trusted_roots()}
    pinned = [path.read_text() for path in (RESOURCES / "roots").glob("*.pem")]
    assert ours == {verify.read_pem(text)[0] for text in pinned}
    readme = (RESOURCES / "roots" / "README.md").read_text()
    assert {sha256 for sha256, _ in verify.ROOTS.values()} == set(
        re.findall(r"`([0-9a-f]{64})`", readme)
    )


def test_it_needs_nothing_but_python(verify: ModuleType) -> None:
    """Python 3.8's grammar, its standard library, no network and nothing that runs or writes."""
    tree = ast.parse(VERIFY.read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = set()
    for found in ast.walk(tree):
        if isinstance(found, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in found.names}
        elif isinstance(found, ast.ImportFrom):
            assert found.level == 0
            imported.add(str(found.module).split(".")[0])
    assert imported <= sys.stdlib_module_names
    assert not imported & {
        "socket",
        "ssl",
        "urllib",
        "http",
        "subprocess",
        "os",
        "shutil",
        "tempfile",
    }
    called = {
        n.func.attr
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
    }
    assert not called & {"write_text", "write_bytes", "unlink", "mkdir", "rename", "system"}


def test_it_names_the_signer_that_was_asked_for() -> None:
    text = run(VERIFY, VECTORS / "bundle.zip").out
    fingerprint = re.search("Signed with key ([0-9a-f]{64})", text)
    assert fingerprint is not None
    spaced = ":".join(re.findall("..", fingerprint[1].upper()))
    assert (
        run(VERIFY, VECTORS / "bundle.zip", "--signer", spaced, "--json").results["signer"]
        == "pass"
    )
    other = run(VERIFY, VECTORS / "bundle.zip", "--signer", "ab" * 32, "--json")
    assert (other.code, other.failed) == (1, {"signer"})
    assert run(VERIFY, VECTORS / "bundle.zip", "--signer", "ab").code == 2


def test_its_report_says_what_is_shown_and_what_is_not() -> None:
    said = run(VERIFY, VECTORS / "bundle.zip")
    assert said.code == 3
    assert "Verdict: INCOMPLETE. Nothing failed" in said.out
    assert " is missing: time.\n" in said.out
    assert "Shows: Each entry shown is signed" in " ".join(said.out.split())
    assert "What this does not show" in said.out
    for draft in run(VERIFY, VECTORS / "bundle.zip", "--json").answer["drafts"]:
        assert f"observed at {draft['observed_at']} (M)" in said.out
    assert "(T)" not in said.out
    assert all(len(line) <= 100 for line in said.out.splitlines())
    words = said.out.lower()
    for never in ("authentic", "registered", "written by", "created on", "court"):
        assert never not in words


def test_a_valid_bundle_is_valid(good: Good, judge: Judge) -> None:
    said = judge(good.files)
    assert (said.answer["verdict"], said.answer["because"]) == ("valid", [])
    draft = said.answer["drafts"][0]
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", draft["not_later_than"])
    left_out = [text for text in said.answer["not_shown"] if "2 of the 6 entries" in text]
    assert len(left_out) == 1


def test_wrong_questions_get_a_sentence(verify: ModuleType, tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a bundle")
    empty = tmp_path / "empty.zip"
    empty.write_bytes(b"")
    other = tmp_path / "other.zip"
    other.write_bytes(b"PK\x05\x06" + bytes(18))
    good, absent = VECTORS / "bundle.zip", tmp_path / "absent.zip"
    for arguments in (
        [], [text], [empty], [other], [tmp_path], [absent], ["--jsn", text],
        [good, "--roots", text], [good, "--roots", absent], [good, "--draft", absent],
        [good, "more"], [good, "--sign", "ab" * 32], ["--signer"], [good, "--signer", "ab"],
    ):  # fmt: skip
        said = here(verify, *arguments)
        assert said.code == 2, arguments
        assert said.out == ""
        assert said.err.startswith("verify.py: ")
        assert said.err.count("\n") == 1
        told = here(verify, *arguments, "--json").answer
        assert set(told["error"]) == {"message", "hint"}


def test_beside_the_files_of_a_bundle_it_says_what_to_do(tmp_path: Path) -> None:
    for name, data in unpack((BUNDLES / "good.zip").read_bytes()).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    copy = tmp_path / "verify.py"
    copy.write_bytes(VERIFY.read_bytes())
    said = run(copy)
    assert said.code == 2
    assert "unpacked" in said.err
    assert "BUNDLE.zip" in said.err


def test_a_folder_that_may_not_be_read_is_the_computers_fault(tmp_path: Path) -> None:
    said = run(VERIFY, tmp_path / ("x" * 4000))
    assert said.code in (2, 4)
    assert said.err.startswith("verify.py: ")
