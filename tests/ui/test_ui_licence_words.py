"""How a licence stands, in figures and in words; nothing here needs a window."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.licences import CURRENCIES, TODAY, grant, licence, many, moved
from vault.prove.statement import Item
from vault.prove.statement_money import Money
from vault.prove.statement_standing import standing
from vault.ui import licence_words as words
from vault.ui.licence_model import matching
from vault.ui.licence_sums import COLUMNS, sums

PAID = moved("received", date(2026, 2, 1), 300_000, 8)


@pytest.mark.parametrize(
    ("items", "changed", "state", "said"),
    [
        ((), {}, "bad", "Overdue since 15 Jan 2026"),
        ((PAID,), {}, "good", "Paid in full"),
        ((moved("received", TODAY, 100, 8),), {}, "bad", "Overdue since 15 Jan 2026"),
        ((PAID, moved("received", TODAY, 50, 9)), {}, "good", "Paid 0.50 USD ahead"),
        ((PAID, moved("due", TODAY, 700, 9)), {}, "waiting", "Due today"),
        ((), {"start": TODAY}, "waiting", "Due today"),
        ((), {"start": date(2026, 12, 1)}, "muted", "Next due 1 Dec 2026"),
        ((), {"falls": "per-work"}, "muted", "Nothing due"),
        ((moved("received", TODAY, 1_200_000, 8),), {"falls": "quarterly"}, "good", "Paid in full"),
        ((moved("received", TODAY, 1_200_000, 8),),
         {"falls": "quarterly", "until": date(2027, 12, 31)}, "good", "Next due 15 Jan 2027"),
    ],
)  # fmt: skip
def test_a_state_is_said_in_words(
    items: tuple[Item, ...], changed: dict[str, object], state: str, said: str
) -> None:
    assert words.state(standing(grant(7, *items, **changed), TODAY)) == (state, said)


@pytest.mark.parametrize(
    ("items", "changed", "heading", "lasting"),
    [
        ((), {}, "Overdue", "Runs until 31 Dec 2026"),
        ((PAID,), {}, "Running", "Runs until 31 Dec 2026"),
        ((), {"start": date(2026, 12, 1)}, "Not begun yet", "From 1 Dec 2026 – 31 Dec 2026"),
        ((PAID,), {"until": date(2026, 11, 20)}, "Ended", "Ran out 20 Nov 2026"),
        ((), {"until": date(2026, 3, 31)}, "Overdue", "Ran out 31 Mar 2026"),
        ((PAID, moved("ended", date(2026, 3, 1), 0, 9)), {}, "Ended",
         "Ended 1 Mar 2026, before its last day"),
        ((PAID, moved("ended", date(2026, 12, 1), 0, 9)), {}, "Running",
         "Ends 1 Dec 2026, before its last day"),
        ((moved("ended", date(2027, 1, 2), 0, 9),),
         {"start": date(2027, 1, 1), "until": date(2027, 9, 1)}, "Not begun yet",
         "Ends 2 Jan 2027, before its last day"),
    ],
)  # fmt: skip
def test_running_and_ended_are_said_in_words(
    items: tuple[Item, ...], changed: dict[str, object], heading: str, lasting: str
) -> None:
    one = licence(grant(7, *items, **changed))
    assert (one.heading, words.lasting(one)) == (heading, lasting)


@given(
    st.lists(st.tuples(st.integers(-900, 400), st.integers(1, 10**12), st.booleans()), max_size=12),
    st.sampled_from(["once", "quarterly", "yearly", "per-work"]),
)
def test_figures_hold_together(moves: list[tuple[int, int, bool]], falls: str) -> None:
    items = [
        moved("received" if paid else "due", TODAY + timedelta(days), minor, seq)
        for seq, (days, minor, paid) in enumerate(moves, start=8)
    ]
    known = grant(7, *items, falls=falls)
    found = standing(known, TODAY)
    assert found.outstanding == known.owed(TODAY)
    assert found.due.minor - found.received.minor == found.outstanding.minor
    assert 0 <= found.overdue.minor <= max(found.outstanding.minor, 0)
    assert (found.since is not None) == (found.outstanding.minor > 0)
    if found.since is not None:
        assert (found.since < TODAY) == bool(found.overdue.minor)
        before = standing(known, found.since - timedelta(1))
        assert before.due.minor <= found.received.minor < standing(known, found.since).due.minor
    assert found.following is None or found.following.on > TODAY


def test_currencies_are_summed_by_themselves_and_never_together() -> None:
    licences = [licence(one) for one in many(40)]
    found = sums(licences)
    assert list(found) == sorted(CURRENCIES)
    for currency, amounts in found.items():
        mine = [one.standing for one in licences if one.grant.fee.currency == currency]
        for name in COLUMNS:
            total = sum(getattr(one, name).minor for one in mine)
            assert amounts[name] == Money(total, currency)


def test_a_licence_is_found_by_any_of_its_words() -> None:
    licences = [licence(one) for one in many(40)]
    for asked in ("harrow ai", "桐生", "île-de", "weil söhne", "الجزيرة", "jpy quarter", "overdue"):
        found = matching(licences, asked)
        assert found, asked
        assert len(found) < len(licences)
    assert matching(licences, "  ") == licences
    assert matching(licences, "zebra") == []


def test_a_sentence_says_all_of_a_row() -> None:
    one = licence(grant())
    for part in (
        "Harrow AI Labs",
        "The Tide Clerk",
        "Harrow Story 2",
        "fine-tuning",
        "31 Dec 2026",
        "3,000.00 USD once",
        "3,000.00 USD outstanding",
        "Overdue since 15 Jan 2026",
    ):
        assert part in one.sentence  # fmt: skip
