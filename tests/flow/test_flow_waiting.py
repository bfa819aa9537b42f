"""What takes its time by nature, all at once: folders that come back, slow authorities."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.authority import TimeAuthority
from tests.flow.conftest import Desk, Watch


def computer(base: Path) -> Desk:
    desk = Desk(base)
    desk.init()
    return desk


def a_folder_that_disappears_and_returns_is_watched_again(base: Path) -> None:
    desk = computer(base)
    (desk.scripts / "a.fountain").write_text("INT. ONE - DAY\n")
    watch = desk.watch()
    watch.until(lambda _: watch.sealed("a.fountain"), "the first draft")
    away = desk.base / "away"
    desk.scripts.rename(away)
    watch.until_state("degraded")
    (away / "b.fountain").write_text("INT. WRITTEN WHILE AWAY - DAY\n")
    away.rename(desk.scripts)
    watch.until(lambda _: watch.sealed("b.fountain"), "what was written meanwhile")
    watch.until_state("ok")
    (desk.scripts / "a.fountain").write_text("INT. TWO - DAY\n")
    watch.until(lambda _: len(watch.sealed("a.fountain")) == 2, "a save after the return")
    assert watch.stop() == 0
    assert watch.skipped() == []
    told = [(d["script"], d["number"]) for d in desk.drafts()]
    assert told == [("a.fountain", 1), ("b.fountain", 1), ("a.fountain", 2)]
    desk.check()


def the_watch_asks_for_time_by_itself(base: Path) -> None:
    desk = computer(base)
    with TimeAuthority(base / "authority") as authority:
        authority.mood = "http-500"
        desk.environment["SCRIPTVAULT_TSA"] = authority.url
        desk.environment["SCRIPTVAULT_TSA_ROOTS"] = str(authority.root_pem)
        (desk.scripts / "a.fountain").write_text("INT. ONE - DAY\n")
        assert desk.run("watch", "--once").code == 0
        watch = desk.watch()
        deadline = time.monotonic() + 30
        while not authority.received:
            assert time.monotonic() < deadline, "nobody was asked"
            time.sleep(0.02)
        authority.mood = "grant"
        anchors = desk.vault / "anchors"
        while not list(anchors.glob("*/*.tsr")):
            assert time.monotonic() < deadline, "no token was kept"
            time.sleep(0.02)
        assert watch.stop() == 0
        [draft] = desk.drafts()
        assert draft["time_status"] == "stamped"
        desk.check()


def two_computers_seal_into_one_vault(base: Path) -> None:
    first = computer(base / "first")
    (first.scripts / "a.fountain").write_text("INT. HERE - DAY\n")
    assert first.run("watch", "--once").code == 0
    second = Desk(base / "second", vault=first.vault)
    (second.scripts / "a.fountain").write_text("INT. THERE - DAY\n")
    (second.scripts / "b.fountain").write_text("INT. ONLY THERE - DAY\n")

    both: list[Watch] = [first.watch(), second.watch(second.scripts)]
    both[1].until(lambda _: len(both[1].sealed()) == 2, "the drafts of the second")
    (first.scripts / "a.fountain").write_text("INT. HERE AGAIN - DAY\n")
    both[0].until(lambda _: both[0].sealed("a.fountain"), "the draft of the first")
    assert [watch.stop() for watch in both] == [0, 0]
    assert len(list((first.vault / "logs").iterdir())) == 2
    for desk in (first, second):
        told = {(d["script"], d["number"]) for d in desk.drafts()}
        assert told == {
            ("a.fountain", 1),
            ("a.fountain", 2),
            ("a.fountain", 3),
            ("b.fountain", 1),
        }
        desk.check()
    assert first.restored("b.fountain#1") == b"INT. ONLY THERE - DAY\n"
    assert first.restored("a.fountain#2") == b"INT. THERE - DAY\n"


ERRANDS: dict[str, Callable[[Path], None]] = {
    errand.__name__: errand
    for errand in (
        a_folder_that_disappears_and_returns_is_watched_again,
        the_watch_asks_for_time_by_itself,
        two_computers_seal_into_one_vault,
    )
}


@pytest.fixture(scope="module")
def errands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[None]]]:
    with ThreadPoolExecutor(len(ERRANDS)) as pool:
        yield {
            name: pool.submit(errand, tmp_path_factory.mktemp("waiting"))
            for name, errand in ERRANDS.items()
        }


@pytest.mark.parametrize("errand", ERRANDS)
def test_it_comes_to_a_good_end(errands: dict[str, Future[None]], errand: str) -> None:
    errands[errand].result()
