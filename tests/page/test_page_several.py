"""Several bundles given at once: each checked alone, and whether they are one history."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.authority import TimeAuthority
from tests.page.browsers import Browser
from tests.page.reading import Seen, call, give
from tests.verify.forging import FIRST, LOG, OTHER_LOG, SECOND, THIEF, Files, Scribe, bundle, reseal
from vault import container, merkle
from vault.timestamp.authorities import roots
from vault.timestamp.rfc3161 import request


class Desk:
    """Makes bundles of one writer, and has the page look at them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.authority = TimeAuthority(folder / "authority", "ecdsa", True)
        self.roots = roots(self.authority.root_pem.read_bytes(), pinned_pem={})

    def files(self, scribe: Scribe, *sizes: int, without: Iterable[int] = ()) -> Files:
        """A bundle with these states and no leaves; entries behind the last are left out."""
        states = [scribe.head(size) for size in sizes]
        tokens = {one.hash: (self.authority.stamp(request(one.raw, 7)),) for one in states}
        behind = range(sizes[-1], len(scribe.raws))
        shown = scribe.shown(states, tokens, {*behind, *without})
        files = bundle([shown], FIRST, self.roots)
        return {name: data for name, data in files.items() if not name.endswith(".leaves")}

    def write(self, name: str, files: Files) -> Path:
        path = self.folder / name
        path.write_bytes(container.pack(reseal(files, FIRST)))
        return path


def scribe(drafts: int, **begin: Any) -> Scribe:
    one = Scribe(**begin)
    one.begin()
    for number in range(drafts):
        one.draft(b"Water %d.\n" % number)
    return one


def leaves(scribe: Scribe, size: int) -> Files:
    hashes = (merkle.leaf_hash(raw) for raw in scribe.raws[:size])
    return {f"log/{LOG}/{size}.leaves": b"".join(hashes)}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def may(desk: Desk) -> Path:
    return desk.write("may.zip", desk.files(scribe(2), 2, 3))


def together(browser: Browser, desk: Desk, *paths: Path) -> tuple[Seen, dict[str, Any]]:
    """What is seen of these bundles, and the report that would be saved."""
    browser.choose("roots", [desk.authority.root_pem])
    found = give(browser, *paths)
    return found, call(browser, "return allAsJson(state.together);")


def history(report: dict[str, Any]) -> tuple[str, str]:
    (row,) = (one for one in report["checks"] if one["name"] == "history")
    return row["result"], row["detail"]


def test_two_bundles_of_one_history(browser: Browser, desk: Desk, may: Path) -> None:
    """The later one holds the leaves of the whole log, and so the states of the earlier one."""
    log = scribe(5)
    june = desk.write("june.zip", {**desk.files(log, 6, without=(2, 3)), **leaves(log, 6)})
    found, report = together(browser, desk, may, june)
    assert (found.verdict, report["verdict"], report["because"]) == ("valid", "valid", [])
    assert found.headline == (
        "Valid. The two bundles are of one history, and each is valid by itself."
    )
    states = [(one["size"], one["files"]) for one in report["logs"][0]["states"]]
    assert states == [(2, ["may.zip"]), (3, ["may.zip"]), (6, ["june.zip"])]
    assert report["logs"][0]["joined"] is True
    assert report["signer"] == FIRST.public.fingerprint
    assert [(one["path"], one["verdict"]) for one in report["files"]] == [
        ("may.zip", "valid"), ("june.zip", "valid"),
    ]  # fmt: skip
    assert len(report["drafts"]) == 2 + 3
    own = browser.run("""
      return [...document.querySelectorAll("[data-file]")].map((one) => [one.dataset.file,
        one.querySelector("[data-verdict]").dataset.verdict, one.querySelector("h2").textContent,
        one.querySelectorAll("[data-check]").length]);
    """)
    assert own == [["may.zip", "valid", "may.zip", 18], ["june.zip", "valid", "june.zip", 18]]


def test_all_lines_do_what_leaves_do(chromium: Browser, desk: Desk, may: Path) -> None:
    whole = desk.write("whole.zip", desk.files(scribe(5), 6))
    found, report = together(chromium, desk, whole, may)
    assert (found.verdict, history(report)[0]) == ("valid", "pass")


def test_a_third_bundle_joins_two(chromium: Browser, desk: Desk, may: Path) -> None:
    log = scribe(5)
    late = desk.write("late.zip", desk.files(log, 6, without=(2, 3)))
    found, report = together(chromium, desk, may, late)
    assert (found.verdict, report["because"]) == ("incomplete", ["history"])
    result, detail = history(report)
    assert result == "not-checked"
    assert "joins two states of log 01234567, with 2 entries (may.zip) and with 6 entries" in detail
    assert "made at or after the larger one" in detail
    middle = desk.write("middle.zip", desk.files(log, 3, 6, without=(2, 3)))
    found, report = together(chromium, desk, may, late, middle)
    assert (found.verdict, history(report)[0]) == ("valid", "pass")
    assert found.headline.startswith("Valid. The three bundles are of one history")


def test_the_same_bundle_twice(chromium: Browser, desk: Desk, may: Path) -> None:
    found, report = together(chromium, desk, may, may)
    assert (found.verdict, history(report)[0]) == ("valid", "pass")


def fork(desk: Desk, name: str, *sizes: int, without: Iterable[int] = ()) -> Path:
    """A log that begins alike and goes another way after entry 1."""
    log = scribe(1)
    for number in range(1, 5):
        log.draft(b"Wine %d.\n" % number)
    return desk.write(name, desk.files(log, *sizes, without=without))


def test_a_fork_is_named(browser: Browser, desk: Desk, may: Path) -> None:
    """Two roots at one size, another line at one number, another line before: each is invalid."""
    cases = {
        "have two roots of the first 3 entries": fork(desk, "roots.zip", 3, 6),
        "have another line as entry 2": fork(desk, "line.zip", 6, without=(1,)),
        "do not agree on the line before entry 3": fork(desk, "before.zip", 6, without=(1, 2)),
    }
    for words, other in cases.items():
        found, report = together(browser, desk, may, other)
        assert (found.verdict, report["because"]) == ("invalid", ["history"]), words
        assert found.headline.endswith("they show a fork.")
        assert words in found.text
        assert "would join them" not in found.text
        assert f"may.zip and {other.name}" in found.text
        assert {one["verdict"] for one in report["files"]} == {"valid"}


def test_leaves_that_do_not_give_an_earlier_root(chromium: Browser, desk: Desk, may: Path) -> None:
    log = scribe(1)
    for number in range(1, 5):
        log.draft(b"Wine %d.\n" % number)
    hidden = {**desk.files(log, 6, without=(1, 2, 3)), **leaves(log, 6)}
    found, report = together(chromium, desk, may, desk.write("leaves.zip", hidden))
    assert (found.verdict, history(report)[0]) == ("invalid", "fail")
    assert "two roots of the first 3 entries" in found.text


def test_wrong_leaves_fail_their_own_bundle(chromium: Browser, desk: Desk) -> None:
    log = scribe(3)
    good = desk.files(log, 4)
    right = leaves(log, 4)[f"log/{LOG}/4.leaves"]
    cases = {
        "good": {f"log/{LOG}/4.leaves": right},
        "a bit": {f"log/{LOG}/4.leaves": bytes([right[0] ^ 1]) + right[1:]},
        "short": {f"log/{LOG}/4.leaves": right[:-32]},
        "long": {f"log/{LOG}/4.leaves": right + right[:32]},
        "empty": {f"log/{LOG}/4.leaves": b""},
        "of a smaller state": leaves(log, 3),
        "twice": {f"log/{LOG}/4.leaves": right, **leaves(log, 3)},
    }
    body = """
      const [pem, ...files] = given;
      const found = [];
      for (const bytes of files) {
        const { verdict, results } = await checkBundle(new Blob([bytes]), { roots: readPem(pem) });
        found.push([verdict, results.history, results.bag]);
      }
      return found;
    """
    packed = [container.pack(reseal({**good, **more}, FIRST)) for more in cases.values()]
    stray = {**good, f"log/{OTHER_LOG}/4.leaves": right}
    found = call(
        chromium, body, desk.authority.root_pem.read_text(), *packed,
        container.pack(reseal(stray, FIRST)),
    )  # fmt: skip
    assert found.pop() == ["invalid", "pass", "fail"]
    assert found.pop(0) == ["valid", "pass", "pass"]
    assert found == [["invalid", "fail", "pass"]] * 6


def test_a_log_and_the_one_it_continues(chromium: Browser, desk: Desk, may: Path) -> None:
    """A restored backup begins a log of its own, which cites a state of the first."""
    parent = scribe(2)
    child = Scribe(FIRST, OTHER_LOG, parent.cited(3))
    child.begin()
    child.draft(b"Elsewhere.\n")
    path = desk.write("restored.zip", desk.files(child, 2))
    found, report = together(chromium, desk, may, path)
    assert (found.verdict, history(report)[0]) == ("valid", "pass")
    other = Scribe(FIRST, OTHER_LOG, {**parent.cited(3), "root": "0" * 64})
    other.begin()
    path = desk.write("stranger.zip", desk.files(other, 1))
    found, report = together(chromium, desk, may, path)
    assert (found.verdict, history(report)[0]) == ("invalid", "fail")


def test_a_log_begun_with_foreign_keys_beside_the_one_it_continues(
    chromium: Browser, desk: Desk, may: Path
) -> None:
    thief = Scribe(THIEF, OTHER_LOG, scribe(2).cited(3))
    thief.begin()
    files = bundle([thief.shown([thief.head()])], THIEF, desk.roots)
    path = desk.folder / "stolen.zip"
    path.write_bytes(container.pack(files))
    found, report = together(chromium, desk, may, path)
    assert found.verdict == "invalid"
    assert "keys" in report["because"]
    assert "Log fedcba98 begins with keys of its own." in json.dumps(report["checks"])
    assert [one["verdict"] for one in report["files"]] == ["valid", "incomplete"]


def test_two_vaults_are_not_joined(browser: Browser, desk: Desk, may: Path) -> None:
    other = Scribe(SECOND, OTHER_LOG)
    other.begin()
    states = [other.head()]
    tokens = {states[0].hash: (desk.authority.stamp(request(states[0].raw, 7)),)}
    files = bundle([other.shown(states, tokens)], SECOND, desk.roots)
    path = desk.folder / "other.zip"
    path.write_bytes(container.pack(files))
    found, report = together(browser, desk, may, path)
    assert (found.verdict, history(report)[0]) == ("incomplete", "not-checked")
    assert "These are of different logs, and nothing here joins them" in found.text
    assert "They are not all signed with the same key." in found.text
    assert report["signer"] is None


def test_one_id_in_two_vaults(chromium: Browser, desk: Desk, may: Path) -> None:
    other = Scribe(SECOND)
    other.begin()
    path = desk.folder / "namesake.zip"
    path.write_bytes(container.pack(bundle([other.shown([other.head()])], SECOND, desk.roots)))
    found, report = together(chromium, desk, may, path)
    assert (found.verdict, history(report)[0]) == ("invalid", "fail")
    assert "It names the keys: they are not of one vault." in found.text


def test_the_worst_verdict_is_that_of_the_whole(browser: Browser, desk: Desk, may: Path) -> None:
    files = desk.files(scribe(2), 2, 3)
    worse = desk.write("worse.zip", {**files, f"data/{LOG}/2.fountain": b"Water 2.\n"})
    found, report = together(browser, desk, may, worse)
    assert (found.verdict, report["because"]) == ("invalid", ["content"])
    assert found.headline == "Invalid. One of the two bundles is invalid."
    (row,) = (one for one in report["checks"] if one["name"] == "content")
    assert row["detail"].startswith("worse.zip: ")
    cut = desk.folder / "cut.zip"
    cut.write_bytes(may.read_bytes()[:-500])
    found, report = together(browser, desk, may, cut)
    assert (found.verdict, report["files"][1]["verdict"]) == ("invalid", "invalid")


def test_a_draft_beside_is_held_against_those_it_fits(
    browser: Browser, desk: Desk, may: Path
) -> None:
    files = desk.files(scribe(2), 2, 3)
    evidence = {name: data for name, data in files.items() if not name.startswith("data/")}
    evidence["data/NOT-INCLUDED.txt"] = b"The drafts are not in this bundle.\n"
    path = desk.write("evidence.zip", evidence)
    drafts = [desk.folder / "one.fountain", desk.folder / "two.fountain"]
    for number, draft in enumerate(drafts):
        draft.write_bytes(b"Water %d.\n" % number)
    other = desk.write("other-draft.zip", desk.files(scribe(1), 2))
    found, _ = together(browser, desk, path, other, *drafts)
    assert found.verdict == "valid"
    stray = desk.folder / "stray.txt"
    stray.write_bytes(b"Wine.\n")
    found, report = together(browser, desk, may, path, *drafts, stray)
    assert (found.verdict, report["because"]) == ("invalid", ["content"])
    assert "The file stray.txt is none of the drafts shown." in found.text
