from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from vault.watch.scan import Stamp
from vault.watch.settle import Settling, Verdict

PATH = Path("/s/Film.fdx")
OTHER = Path("/s/Other.fdx")
WAIT, READY, OVERDUE, GONE = Verdict.WAIT, Verdict.READY, Verdict.OVERDUE, Verdict.GONE


def stamp(n: int) -> Stamp:
    return Stamp(n, n, n, 1, 1)


def test_a_save_in_place_is_ready_after_two_quiet_seconds():
    settling = Settling()
    settling.mark(PATH, 10.0)
    assert settling.due(10.0) == [PATH]
    assert settling.look(PATH, stamp(1), 10.0, 2) is WAIT
    assert settling.due(11.9) == []
    assert settling.next_due(11.5) == 0.5
    assert settling.due(12.0) == [PATH]
    assert settling.look(PATH, stamp(1), 12.0, 2) is READY
    assert settling.next_due(12.0) is None
    assert len(settling) == 0


def test_a_mark_while_waiting_starts_the_quiet_anew():
    settling = Settling()
    settling.mark(PATH, 0.0)
    settling.look(PATH, stamp(1), 0.0, 2)
    settling.mark(PATH, 1.5)
    assert settling.look(PATH, stamp(1), 2.0, 2) is WAIT
    assert settling.look(PATH, stamp(1), 3.4, 2) is WAIT
    assert settling.look(PATH, stamp(1), 3.5, 2) is READY


def test_a_change_without_an_event_is_seen_by_the_stamp():
    settling = Settling()
    settling.mark(PATH, 0.0)
    settling.look(PATH, stamp(1), 0.0, 2)
    assert settling.look(PATH, stamp(2), 2.0, 2) is WAIT
    assert settling.look(PATH, stamp(2), 4.0, 2) is READY


def test_slow_packages_get_five_seconds():
    settling = Settling()
    settling.mark(PATH, 0.0)
    settling.look(PATH, stamp(1), 0.0, 5)
    assert settling.look(PATH, stamp(1), 2.0, 5) is WAIT
    assert settling.due(4.9) == []
    assert settling.look(PATH, stamp(1), 5.0, 5) is READY


def run(settling: Settling, marks: list[float], stamps, until: float, quiet: float = 2.0):
    """Drive the loop as a program would: mark, sleep until something is due, look."""
    said, now, waiting = [], 0.0, sorted(marks)
    while now <= until:
        while waiting and waiting[0] <= now:
            settling.mark(PATH, waiting.pop(0))
        for path in settling.due(now):
            verdict = settling.look(path, stamps(now), now, quiet)
            if verdict is not WAIT:
                said.append((verdict, now))
        now = round(now + 0.1, 1)
    return said


def test_events_all_along_are_overdue_every_thirty_seconds_and_ready_in_the_end():
    said = run(Settling(), [n * 0.3 for n in range(250)], lambda now: stamp(int(min(now, 75))), 90)
    assert [verdict for verdict, _ in said] == [OVERDUE, OVERDUE, READY]
    assert 30 <= said[0][1] <= 31
    assert 60 <= said[1][1] <= 62
    assert 76.5 <= said[2][1] <= 78


def test_growth_without_events_is_overdue_too():
    said = run(Settling(), [0.0], lambda now: stamp(int(min(now, 50))), 60)
    assert [verdict for verdict, _ in said] == [OVERDUE, READY]
    assert 30 <= said[0][1] <= 33


def test_a_slow_save_is_taken_soon_after_its_last_write():
    writes = [n * 0.4 for n in range(10)]
    said = run(Settling(), writes, lambda now: stamp(sum(w <= now for w in writes)), 20)
    assert [verdict for verdict, _ in said] == [READY]
    assert said[0][1] <= writes[-1] + 2.7


def test_a_file_absent_for_a_moment_is_not_gone():
    settling = Settling()
    settling.mark(PATH, 0.0)
    assert settling.look(PATH, None, 0.0, 2) is WAIT
    settling.mark(PATH, 0.3)
    assert settling.look(PATH, stamp(7), 0.5, 2) is WAIT
    assert settling.look(PATH, stamp(7), 2.5, 2) is READY


def test_a_file_that_stays_away_is_gone_once():
    settling = Settling()
    settling.mark(PATH, 0.0)
    settling.look(PATH, None, 0.0, 2)
    assert settling.look(PATH, None, 2.0, 2) is GONE
    assert settling.due(99.0) == []


def test_a_missing_file_is_never_overdue():
    said = run(Settling(), [n * 0.5 for n in range(100)], lambda _: None, 60)
    assert [verdict for verdict, _ in said] == [GONE]


def test_retries_back_off_to_thirty_seconds_and_a_still_file_is_ready_at_once():
    settling = Settling()
    settling.mark(PATH, 0.0)
    settling.look(PATH, stamp(1), 0.0, 2)
    now, waits = 2.0, []
    for _ in range(12):
        assert settling.look(PATH, stamp(1), now, 2) is READY
        settling.retry(PATH, now)
        wait = settling.next_due(now)
        waits.append(round(wait, 3))
        assert settling.due(now + wait - 0.01) == []
        now += wait
    assert waits == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30, 30, 30]


def test_after_a_retry_a_changed_file_settles_first():
    settling = Settling()
    settling.mark(PATH, 0.0)
    settling.look(PATH, stamp(1), 0.0, 2)
    assert settling.look(PATH, stamp(1), 2.0, 2) is READY
    settling.retry(PATH, 2.0)
    assert settling.look(PATH, stamp(2), 2.2, 2) is WAIT
    assert settling.look(PATH, stamp(2), 4.2, 2) is READY


def test_a_mark_during_a_read_is_not_lost():
    settling = Settling()
    settling.mark(PATH, 0.0)
    settling.look(PATH, stamp(1), 0.0, 2)
    assert settling.look(PATH, stamp(1), 2.0, 2) is READY
    settling.mark(PATH, 2.1)
    assert settling.due(2.1) == [PATH]
    settling.retry(PATH, 2.2)
    assert settling.due(2.3) == []
    assert settling.due(2.5) == [PATH]


def test_forgotten_paths_are_gone_from_the_list():
    settling = Settling()
    settling.mark(PATH, 0.0)
    settling.mark(OTHER, 1.0)
    settling.forget(PATH)
    assert settling.due(5.0) == [OTHER]
    settling.retry(PATH, 5.0)
    assert settling.next_due(5.0) == 0.0
    assert settling.due(5.3) == [OTHER, PATH]


@given(st.lists(st.tuples(st.sampled_from("mls"), st.integers(0, 3)), max_size=60))
def test_ready_is_never_said_of_a_file_that_moved_within_the_quiet(steps):
    settling, now, current, changed = Settling(), 0.0, 0, 0.0
    settling.mark(PATH, now)
    for step, gap in steps:
        now += gap * 0.7
        if step == "m":
            settling.mark(PATH, now)
            changed = now
        elif step == "s":
            current, changed = current + 1, now
        elif settling.look(PATH, stamp(current), now, 2) is READY:
            assert now - changed >= 2
