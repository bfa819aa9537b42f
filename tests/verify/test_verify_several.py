"""Several files of one log: joined, forked, or neither; what was changed is named by number."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verify.conftest import Good
from tests.verify.forging import FIRST, OTHER_LOG, SECOND, SHARED, THIEF, Checker, changed, reseal
from tests.verify.histories import Shelf, resealed, story
from vault.errors import BadInput
from vault.merkle import leaf_hash
from vault.timestamp.authorities import Roots

ALL = range(99)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, believing: Roots) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("shelf"), believing)


def test_a_later_bundle_with_leaves_joins_all_earlier_files(shelf: Shelf) -> None:
    log = story([1, 2, 3, 4, 5])
    may = shelf.bundle("may.zip", log, 3, [1], leaves=False)
    june = shelf.copy("june.pdf", log, 4)
    july = shelf.bundle("july.zip", log, 6, [5], leaves=True)
    assert shelf.history(may, june, july)[0] == "pass"
    told = shelf.ask(june, may, july)
    assert [state["size"] for state in told["logs"][0]["states"]] == [3, 4, 6]
    assert told["logs"][0]["joined"] is True
    assert told["logs"][0]["states"][1]["files"] == ["june.pdf"]
    assert [one["kind"] for one in told["files"]] == ["copy", "bundle", "bundle"]


def test_without_leaves_nothing_joins_two_states_and_the_report_says_what_to_ask_for(
    shelf: Shelf,
) -> None:
    log = story([1, 2, 3, 4])
    may = shelf.bundle("may.zip", log, 3, [1], leaves=True)
    june = shelf.bundle("june.zip", log, 5, [4], leaves=False)
    result, detail = shelf.history(may, june)
    assert result == "not-checked"
    assert "3 entries (may.zip) to that of 5 entries (june.zip)" in detail
    assert "Ask for a bundle or a certificate" in detail
    told = shelf.ask(may, june)
    assert told["verdict"] == "incomplete"
    assert "history" in told["because"]
    assert told["logs"][0]["joined"] is False


def test_all_lines_shown_join_as_leaves_do(shelf: Shelf) -> None:
    log = story([1, 2, 3, 4])
    may = shelf.bundle("may.zip", log, 3, leaves=False)
    june = shelf.bundle("june.zip", log, 5, ALL, leaves=False)
    assert shelf.history(may, june)[0] == "pass"


def test_two_roots_at_one_size_are_a_fork_with_both_roots_and_files_named(shelf: Shelf) -> None:
    one, other = story([1, 2, 3]), story([1, 2, 4])
    left = shelf.bundle("left.zip", one, 4, leaves=False)
    right = shelf.bundle("right.zip", other, 4, leaves=False)
    result, detail = shelf.history(left, right)
    assert result == "fail"
    for part in ("fork", "4 entries", "left.zip", "right.zip",
                 one.cited(4)["root"][:16], other.cited(4)["root"][:16]):  # fmt: skip
        assert part in detail
    told = shelf.ask(left, right)
    assert told["verdict"] == "invalid"
    assert [state["root"] for state in told["logs"][0]["states"]] == sorted(
        scribe.cited(4)["root"] for scribe in (one, other)
    )


def test_leaves_that_do_not_lead_to_an_earlier_root_are_a_fork(shelf: Shelf) -> None:
    may = shelf.bundle("may.zip", story([1, 2, 3]), 4, leaves=False)
    june = shelf.bundle("june.zip", story([1, 9, 3, 4]), 5, leaves=True)
    result, detail = shelf.history(may, june)
    assert (result, "with its first 4 entries the root is" in detail) == ("fail", True)


def test_another_line_at_one_number_is_a_fork_and_the_number_is_named(shelf: Shelf) -> None:
    may = shelf.bundle("may.zip", story([1, 2, 3]), 3, [2], leaves=False)
    june = shelf.bundle("june.zip", story([1, 7, 3, 4]), 5, [2, 4], leaves=False)
    result, detail = shelf.history(may, june)
    assert (result, "may.zip and june.zip differ at entry 2." in detail) == (
        "fail",
        True,
    )


def test_a_line_that_does_not_follow_the_other_files_line_is_a_fork(shelf: Shelf) -> None:
    may = shelf.bundle("may.zip", story([1, 2, 3]), 3, [2], leaves=False)
    june = shelf.bundle("june.zip", story([1, 7, 3, 4]), 5, [3], leaves=False)
    result, detail = shelf.history(may, june)
    assert (result, "entry 3 in june.zip does not follow entry 2 in may.zip" in detail) == (
        "fail",
        True,
    )


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        ([0, 1, 3, 4], "Of may.zip, entry 2 is missing from june.zip."),
        ([0, 1, 3, 2, 4], "Entry 2 of may.zip stands as entry 3 in june.zip."),
    ],
    ids=["left out", "reordered"],
)
def test_what_became_of_an_entry_is_said_by_number(
    shelf: Shelf, order: list[int], sentence: str
) -> None:
    log = story([1, 2, 3, 4])
    may = shelf.bundle("may.zip", log, 5, ALL, leaves=False)
    other = resealed(log, order)
    june = shelf.bundle("june.zip", other, len(order), ALL, leaves=False)
    result, detail = shelf.history(may, june)
    assert (result, sentence in detail) == ("fail", True), detail


def test_an_entry_put_in_later_is_said_by_number(shelf: Shelf) -> None:
    log = story([1, 2, 3, 4])
    may = shelf.bundle("may.zip", resealed(log, [0, 1, 3]), 3, ALL, leaves=False)
    june = shelf.bundle("june.zip", log, 5, ALL, leaves=False)
    result, detail = shelf.history(may, june)
    assert (result, "Of june.zip, entry 2 is missing from may.zip." in detail) == ("fail", True)


def test_copies_are_held_against_each_other(shelf: Shelf) -> None:
    one, other = story([1, 2]), story([1, 3])
    first, second = shelf.copy("first.pdf", one, 3), shelf.copy("second.pdf", one, 3)
    assert shelf.history(first, second)[0] == "pass"
    assert shelf.history(first, shelf.copy("third.pdf", one, 2))[0] == "not-checked"
    assert shelf.history(first, shelf.copy("fourth.pdf", other, 3))[0] == "fail"


def test_a_copy_signed_with_another_key_says_nothing_of_the_log(shelf: Shelf) -> None:
    log = story([1, 2, 3])
    bundle = shelf.bundle("all.zip", log, 4, leaves=True)
    assert shelf.history(bundle, shelf.copy("true.pdf", log, 3))[0] == "pass"
    forged = shelf.copy("forged.pdf", story([1, 9]), 3, THIEF)
    result, detail = shelf.history(bundle, forged)
    assert (result, "forged.pdf is signed with a key that no other file" in detail) == (
        "not-checked",
        True,
    )


def test_a_log_that_continues_another_joins_it(shelf: Shelf) -> None:
    old = story([1, 2, 3])
    new = story([4, 5], OTHER_LOG, parent=old.cited(3))
    before = shelf.bundle("before.zip", old, 4, leaves=True)
    after = shelf.bundle("after.zip", new, 2, leaves=False)
    assert shelf.history(before, after)[0] == "pass"
    late = shelf.bundle("late.zip", story([4], OTHER_LOG, parent=old.cited(4)), 2, leaves=False)
    early = shelf.bundle("early.zip", old, 3, leaves=True)
    assert shelf.history(early, late)[0] == "not-checked"
    wrong = story([4], OTHER_LOG, parent={**old.cited(3), "root": "5e" * 32})
    assert shelf.history(before, shelf.bundle("wrong.zip", wrong, 2, leaves=False))[0] == "fail"


def test_a_log_under_foreign_keys_does_not_continue_another(shelf: Shelf) -> None:
    old = story([1, 2, 3])
    before = shelf.bundle("before.zip", old, 4, leaves=True)
    heir = story([4], OTHER_LOG, keys=SECOND, parent=old.cited(3))
    thief = story([4], OTHER_LOG, keys=THIEF, parent=old.cited(3))
    told = shelf.ask(before, shelf.bundle("heir.zip", heir, 2, leaves=False))
    assert "keys" not in told["because"]
    told = shelf.ask(before, shelf.bundle("thief.zip", thief, 2, leaves=False))
    assert (told["verdict"], "keys" in told["because"]) == ("invalid", True)


def test_different_logs_are_no_fork_and_no_history(shelf: Shelf) -> None:
    one = shelf.bundle("one.zip", story([1]), 2, leaves=True)
    other = shelf.bundle("other.zip", story([1], OTHER_LOG), 2, leaves=True)
    result, detail = shelf.history(one, other)
    assert (result, "different logs" in detail) == ("not-checked", True)


def test_a_log_of_the_same_number_under_other_keys_is_not_this_one(shelf: Shelf) -> None:
    one = shelf.bundle("one.zip", story([1]), 2, leaves=False)
    other = shelf.bundle("other.zip", story([1], keys=THIEF), 2, leaves=False)
    result, detail = shelf.history(one, other)
    assert (result, "are not of one vault" in detail) == ("fail", True)
    assert shelf.ask(one, other)["signer"] is None
    assert shelf.ask(one, one)["signer"] == FIRST.public.fingerprint


def test_the_worst_result_counts_and_names_its_file(
    shelf: Shelf, good: Good, check: Checker, tmp_path: Path
) -> None:
    whole = check.write(good.files, "whole.zip")
    spoilt = {**good.files, good.draft(1): b"INT. WELL - NOON\n"}
    broken = check.write(spoilt, "broken.zip")
    assert shelf.ask(whole, whole)["verdict"] == "valid"
    told = shelf.ask(whole, broken)
    found = {one["name"]: one for one in told["checks"]}
    assert told["verdict"] == "invalid"
    assert found["content"]["detail"].startswith("broken.zip: ")
    assert found["history"]["result"] == "pass"
    assert [one["verdict"] for one in told["files"]] == ["valid", "invalid"]
    assert {draft["file"] for draft in told["drafts"]} == {str(whole), str(broken)}
    other = tmp_path / "letter.zip"
    other.write_bytes(b"a letter")
    with pytest.raises(BadInput, match=r"letter\.zip"):
        shelf.ask(whole, other)


def test_a_file_beside_goes_to_those_that_show_its_draft(shelf: Shelf, tmp_path: Path) -> None:
    log = story([1, 2])
    first = shelf.bundle("first.zip", log, 3, [1], leaves=True)
    second = shelf.bundle("second.zip", log, 3, [2], leaves=True)
    draft, stranger = tmp_path / "draft.fountain", tmp_path / "stranger.fountain"
    draft.write_bytes(b"INT. WELL - TAKE 1\n")
    stranger.write_bytes(b"INT. ELSEWHERE\n")
    assert "content" not in shelf.ask(first, second, drafts=[draft])["because"]
    told = shelf.ask(first, second, drafts=[draft, stranger])
    found = {one["name"]: one for one in told["checks"]}
    assert found["content"]["result"] == "fail"


def test_wrong_leaves_fail_and_join_nothing(shelf: Shelf, check: Checker, good: Good) -> None:
    name = f"log/{good.scribe.log}/{good.large.size}.leaves"
    leaves = b"".join(map(leaf_hash, good.scribe.raws))
    assert check(reseal({**good.files, name: leaves}, FIRST)).verdict == "valid"
    for other, data in (
        (name, changed(leaves)),
        (name, leaves[:-1]),
        (name, b""),
        (f"log/{good.scribe.log}/{good.small.size}.leaves", leaves[: 32 * good.small.size]),
    ):
        files = {n: d for n, d in good.files.items() if not n.endswith(".leaves")}
        report = check(reseal({**files, other: data}, FIRST))
        assert report.result("history") == "fail", other
        assert report.verdict == "invalid"


@settings(SHARED, max_examples=20)
@given(
    sizes=st.tuples(st.integers(2, 8), st.integers(2, 8)),
    split=st.integers(1, 7),
    forked=st.booleans(),
)
def test_leaves_of_the_larger_file_always_decide(
    shelf: Shelf, sizes: tuple[int, int], split: int, forked: bool
) -> None:
    """One history passes; two that part below the smaller size are always found out."""
    small, large = sorted(sizes)
    takes = list(range(1, 9))
    others = [take + 50 * (forked and seq >= split) for seq, take in enumerate(takes, 1)]
    one = shelf.bundle("one.zip", story(takes), small, leaves=False)
    other = shelf.bundle("two.zip", story(others), large, leaves=True)
    expected = "fail" if forked and split < small else "pass"
    assert shelf.history(one, other)[0] == expected
    assert shelf.history(other, one)[0] == expected
