"""How times, counts and states are said, and which drafts a search finds."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.drafts import draft, minutes
from vault.ui import detail, finding, growth, wording
from vault.ui.desk import Health
from vault.ui.health_line import sentence

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
moments = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone itself
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(moments)
def test_a_bound_never_becomes_earlier_by_how_it_is_said(moment: datetime) -> None:
    said = datetime.strptime(wording.utc(moment), "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)
    assert timedelta() <= said - moment < timedelta(seconds=1)
    _, short = wording.time_state("stamped", moment, moment)
    hours, minute = map(int, short.removeprefix("by ").removesuffix(" UTC").split(":"))
    rounded = moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
        hours=hours, minutes=minute
    )
    gap = (rounded - moment) % timedelta(days=1)
    assert gap < timedelta(minutes=1)


def test_a_bound_of_another_day_says_its_day() -> None:
    sealed = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    state = wording.time_state("stamped", datetime(2026, 11, 20, 9, 30, 1, tzinfo=UTC), sealed)
    assert state == ("good", "by 20 Nov 2026 09:31 UTC")


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [
        ("waiting", "waiting", "waiting for independent time"),
        ("none", "muted", "no independent time"),
        ("refused", "bad", "time refused"),
    ],
)
def test_states_are_words(status: str, state: str, words: str) -> None:
    assert wording.time_state(status, None, NOW) == (state, words)


def test_days_counts_and_sizes() -> None:
    assert wording.day(NOW - timedelta(days=2), NOW) == "Wednesday 18 November"
    assert wording.day(NOW - timedelta(days=400), NOW) == "Thursday 16 October 2025"
    assert wording.recent(NOW - timedelta(days=8), NOW) == "12 Nov"
    assert wording.count(1, "page") == "1 page"
    assert wording.count(1204, "word") == "1,204 words"
    assert wording.change(-988) == "−988"
    assert [wording.size(n) for n in (12, 12_345, 12_345_678)] == ["12 bytes", "12 KB", "12.3 MB"]


def test_the_health_line_says_what_is_true() -> None:
    drafts = [
        draft(1, minutes(0), title="One", time_status="waiting"),
        draft(2, minutes(62), title="Two"),
    ]
    now = NOW.astimezone(timezone(timedelta(hours=1)))
    assert sentence(Health("ok", ()), drafts, now) == (
        "Watching 2 scripts. Last draft sealed 11:02. Independent time: 1 waiting."
    )
    stopped = sentence(Health("stopped", ("The disk is full.",)), drafts, now)
    assert stopped == "The disk is full. Last draft sealed 11:02. Independent time: 1 waiting."
    assert sentence(Health("ok", ()), [], now) == "Watching 0 scripts."
    later = now + timedelta(days=3)
    assert "Last draft sealed 20 Nov 11:02." in sentence(Health("ok", ()), drafts, later)


def test_searching_by_title_name_date_and_hash() -> None:
    one = draft(1, minutes(0, day=3), title="Salt Line", label="to Harrow")
    two = draft(2, minutes(0, day=4), title="The Cartographer")
    drafts = [one, two]

    def found(asked: str) -> list[int]:
        return [d.number for d in finding.find(drafts, asked, UTC)]

    assert found("") == found("  ") == [1, 2]
    assert found("salt") == found("HARROW") == found("line harrow") == [1]
    assert found("2026-11-04") == found("4 november") == found("wednesday") == [2]
    assert found(one.sha256[:6]) == found(one.sha256) == [1]
    assert found("draft 2") == [2]
    assert found("salt cartographer") == []


@given(st.text(max_size=30))
def test_anything_may_be_typed(asked: str) -> None:
    finding.find([draft(1, minutes(0))], asked, UTC)


def test_the_curve_shows_gaps_and_leaves_out_what_is_not_known() -> None:
    drafts = [
        draft(1, minutes(0), pages=None),
        draft(2, minutes(10), pages=4),
        draft(3, minutes(90), pages=9, flags=("after-gap",)),
    ]
    shown = growth.growth(drafts)
    assert [d.number for d in shown.points] == [2, 3]
    assert shown.most == 9
    assert shown.gaps == ((minutes(10), minutes(90)),)


@given(st.integers(0, 5000))
def test_the_scale_reaches_above_the_most(most: int) -> None:
    lines = growth.scale(most)
    assert len(lines) == 3
    assert lines[-1] >= most
    assert lines[0] > 0
    assert lines[1] - lines[0] == lines[2] - lines[1] == lines[0]


@given(moments, st.integers(0, 60 * 60 * 24 * 365 * 8), st.integers(2, 12))
def test_dates_below_the_curve_are_few_and_in_order(
    begin: datetime, seconds: int, most: int
) -> None:
    end = begin + timedelta(seconds=seconds)
    named = growth.ticks(begin, end, most, UTC)
    assert len(named) <= most + 1
    assert [m for m, _ in named] == sorted(m for m, _ in named)
    assert all(begin <= moment <= end for moment, _ in named)


def test_the_proof_is_said_without_more_than_it_shows() -> None:
    stamped = draft(1, minutes(0), time_status="stamped", not_later_than=minutes(2))
    state, said, meaning = detail.proof(stamped, ["DigiCert", "Sectigo"])
    assert (state, said) == ("good", "Existed no later than 2026-11-20 09:02:00 UTC.")
    assert meaning.startswith("The time is signed by DigiCert and Sectigo.")
    waiting = detail.proof(draft(1, minutes(0), time_status="waiting"), [])
    assert waiting[0] == "waiting"
    assert "fail" not in " ".join(waiting)
    assert detail.proof(draft(1, minutes(0), time_status="refused"), [])[0] == "bad"
    assert detail.proof(draft(1, minutes(0)), [])[0] == "muted"


def test_the_facts_name_each_authority_once_and_every_copy() -> None:
    drawn = draft(7, minutes(0), time_status="stamped", not_later_than=minutes(2))
    told = {
        "entry": {"seq": 7, "log": "ab" * 16, "signer": "cd" * 32},
        "anchors": [
            {"authority": place, "size": size, "checkpoint": f"{size:064d}"}
            for size in (900, 9, 30)
            for place in ("http://one.example", "http://two.example")
        ],
        "copies": [{"copy_id": "7F3K-Q2", "recipient": "M. Okafor", "issued": "2026-11-20"}],
        "declarations": [
            {"declaration": "label", "label": "first"},
            {"declaration": "label", "label": "second"},
        ],
    }
    names = {"http://one.example": "One"}
    facts = detail.facts(drawn, told, names)
    times = [value for name, value, letter in facts if letter == "T"]
    assert len(times) == 2
    assert times[0].startswith("One, over the log's first 9 entries: 00000000 00000000")
    assert detail.names_of(told, names) == ["One", "http://two.example"]
    declared = [(name, value) for name, value, letter in facts if letter == "D"]
    assert declared == [
        ("Copy", "7F3K-Q2 for M. Okafor, 20 November 2026"),
        ("Name", "“second”, given by you"),
    ]
    assert facts[: len(detail.known_facts(drawn))] == detail.known_facts(drawn)
