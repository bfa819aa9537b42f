"""Which drafts the timeline shows: nothing is lost, names are never folded, order is kept."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.ui.drafts import draft, minutes
from vault.ui.drafts import Draft
from vault.ui.folding import SESSION, SMALL_SIZE, SMALL_WORDS, days

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def shown(drafts: list[Draft]) -> list[tuple[int, int]]:
    """Each row as the number of its draft and how many it folds."""
    return [(r.draft.number, len(r.folded)) for day in days(drafts, NOW) for r in day.rows]


def test_small_steps_of_one_session_are_one_row() -> None:
    drafts = [draft(n, minutes(5 * n), words=1000 + 40 * n) for n in (1, 2, 3, 4)]
    assert shown(drafts) == [(4, 3)]
    [day] = days(drafts, NOW)
    assert day.rows[0].first
    assert day.rows[0].words is None


def test_a_page_of_progress_gets_a_row_of_its_own() -> None:
    drafts = [draft(n, minutes(5 * n), words=1000 + 100 * n) for n in range(1, 9)]
    assert shown(drafts) == [(8, 2), (5, 2), (2, 1)]
    rows = days(drafts, NOW)[0].rows
    assert [row.words for row in rows] == [300, 300, None]


def test_a_named_draft_is_never_folded() -> None:
    drafts = [draft(1, minutes(0)), draft(2, minutes(1), label="to Ada"), draft(3, minutes(2))]
    assert shown(drafts) == [(3, 0), (2, 1)]


def test_a_pause_ends_a_session() -> None:
    pause = SESSION + timedelta(seconds=1)
    drafts = [draft(1, minutes(0)), draft(2, minutes(0) + pause)]
    assert shown(drafts) == [(2, 0), (1, 0)]
    assert days(drafts, NOW)[0].sessions == 2


def test_days_are_those_of_the_clock_on_the_wall() -> None:
    from datetime import timezone

    drafts = [draft(1, datetime(2026, 11, 19, 23, 58, tzinfo=UTC)), draft(2, minutes(0, day=20))]
    assert [day.heading for day in days(drafts, NOW)] == ["Today", "Yesterday"]
    later = NOW.astimezone(timezone(timedelta(hours=2)))
    assert [day.heading for day in days(drafts, later)] == ["Today"]


def test_where_words_are_unknown_the_size_decides() -> None:
    drafts = [
        draft(1, minutes(0), words=None, size=10_000),
        draft(2, minutes(1), words=None, size=10_000 + SMALL_SIZE),
        draft(3, minutes(2), words=None, size=10_001 + 2 * SMALL_SIZE),
    ]
    assert shown(drafts) == [(3, 0), (2, 1)]
    assert all(row.words is None for row in days(drafts, NOW)[0].rows)


steps = st.lists(
    st.tuples(
        st.integers(0, 4000),
        st.one_of(st.none(), st.integers(0, 600)),
        st.integers(0, 9000),
        st.booleans(),
    ),
    max_size=40,
)


@given(steps)
def test_every_draft_is_shown_or_folded_once(made: list[tuple[int, int | None, int, bool]]) -> None:
    at, drafts = datetime(2026, 11, 1, tzinfo=UTC), []
    for number, (pause, words, size, named) in enumerate(made, start=1):
        at += timedelta(seconds=pause)
        drafts.append(draft(number, at, words=words, size=size, label="x" if named else None))
    rows = [row for day in reversed(days(drafts, NOW)) for row in reversed(day.rows)]
    assert [d for row in rows for d in (*row.folded, row.draft)] == drafts
    for row in rows:
        last = row.draft
        for folded in row.folded:
            assert folded.label is None
            known = folded.words is not None and last.words is not None
            if known:
                assert abs((last.words or 0) - (folded.words or 0)) <= SMALL_WORDS
            else:
                assert abs(last.size - folded.size) <= SMALL_SIZE
