"""What a report says in words: every check has some, and no draft is left unlisted."""

from typing import Any

import pytest

from vault.ui import verify_words as words
from vault.ui.verify_rows import FIRST, MORE, Drafts
from vault.verify.report import table

DIGEST = "ab" * 32


def draft(number: int, script: str | None = "One/Salt Line.fdx", latest: str | None = None) -> Any:
    return {
        "log": "0" * 32,
        "seq": number,
        "script": script,
        "number": number,
        "sha256": DIGEST,
        "not_later_than": latest,
        "not_earlier_than": None,
    }


def told(verdict: str, drafts: list[Any], **more: Any) -> dict[str, Any]:
    return {"verdict": verdict, "because": [], "checks": [], "drafts": drafts, **more}


def test_every_check_of_the_table_is_called_something() -> None:
    assert set(words.TITLES) == {check.name for check in table()}
    assert len(set(words.TITLES.values())) == len(words.TITLES)


def test_whatever_can_be_missing_has_words_for_it() -> None:
    can = {
        c.name for c in table() if "incomplete" in {c.effect["not-checked"], c.effect["pending"]}
    }
    assert set(words.MISSING) == can


def test_a_valid_file_says_what_it_stands_for() -> None:
    stamped = "2026-11-20T14:04:11.250Z"
    one = words.verdict(told("valid", [draft(1, latest=stamped)]))
    assert one.heading == "Valid. 1 draft of “Salt Line” existed no later than the time below."
    two = [draft(1, latest=stamped), draft(2, "Two/Pilot.fdx", stamped)]
    assert words.verdict(told("valid", two)).heading == (
        "Valid. 2 drafts of 2 scripts existed no later than the times below."
    )
    assert words.latest(two[0]) == ("good", "existed no later than 2026-11-20 14:04:12 UTC")


def test_a_time_that_is_missing_for_a_later_entry_alone_is_told_apart() -> None:
    for latest, words_for_it in (
        (None, "independent time."),
        ("2026-11-20T14:04:11.000Z", "later"),
    ):
        report = told("incomplete", [draft(1, latest=latest)]) | {"because": ["time"]}
        assert words_for_it in words.verdict(report).meaning


def test_a_draft_without_a_name_is_its_entry() -> None:
    assert words.draft(draft(7, None)) == "Entry 7"
    assert words.draft(draft(7)) == "Salt Line, draft 7"


@pytest.mark.parametrize("count", [1, FIRST, FIRST + 1, FIRST + MORE, FIRST + MORE + 5])
@pytest.mark.usefixtures("application")
def test_all_drafts_can_be_reached(count: int) -> None:
    shown = Drafts([draft(number) for number in range(count)])
    presses = 0
    while not shown.more.parentWidget().isHidden():
        shown.more.click()
        presses += 1
    assert shown.shown == count
    assert presses == max(0, -(-(count - FIRST) // MORE))
