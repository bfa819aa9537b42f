"""The lanes: results, refusals, progress and mistakes arrive in the window's thread."""

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from tests.ui.conftest import Stage
from vault.errors import BadInput, EnvironmentFailed, VaultError
from vault.operations.session import Session
from vault.ui.tasks import Cancelled, Tasks

if TYPE_CHECKING:
    from collections.abc import Callable


class Heard:
    """What came back, and whether in this thread."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.refused: list[VaultError] = []
        self.steps: list[tuple[str, int, int]] = []
        self.threads: set[int] = set()

    def result(self, value: object) -> None:
        self.done.append(value)
        self.threads.add(threading.get_ident())

    def error(self, error: VaultError) -> None:
        self.refused.append(error)
        self.threads.add(threading.get_ident())

    def step(self, what: str, number: int, of: int) -> None:
        self.steps.append((what, number, of))
        self.threads.add(threading.get_ident())


@pytest.fixture
def tasks(stage: Stage) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


def start(tasks: Tasks, work: "Callable[[Session], object]", *, aside: bool = False) -> Heard:
    heard = Heard()
    tasks.run(
        Session(environment={}),
        work,
        done=heard.result,
        refused=heard.error,
        progress=heard.step,
        aside=aside,
    )
    return heard


def test_a_result_comes_back_to_the_windows_thread(stage: Stage, tasks: Tasks) -> None:
    worked: list[int] = []

    def work(session: Session) -> str:
        worked.append(threading.get_ident())
        session.progress("drafts", 1, 2)
        return "made"

    heard = start(tasks, work)
    stage.until(lambda: heard.done, "the result")
    assert heard.done == ["made"]
    assert heard.steps == [("drafts", 1, 2)]
    assert heard.threads == {threading.get_ident()}
    assert worked[0] != threading.get_ident()
    assert not tasks.busy


def test_what_the_world_did_comes_as_a_refusal(stage: Stage, tasks: Tasks) -> None:
    def refuse(_session: Session) -> None:
        raise BadInput("No.", "Try another.")

    def missing(_session: Session) -> None:
        open("/nowhere/at/all")  # noqa: SIM115  # it is not opened

    one, two = start(tasks, refuse), start(tasks, missing)
    stage.until(lambda: one.refused and two.refused, "both refusals")
    assert str(one.refused[0]) == "No. Try another."
    assert isinstance(two.refused[0], EnvironmentFailed)
    assert "no such file or directory" in str(two.refused[0])


def test_a_mistake_of_ours_reaches_its_one_place(stage: Stage, tasks: Tasks) -> None:
    crashed: list[BaseException] = []
    tasks.crashed.connect(crashed.append)
    heard = start(tasks, lambda _: 1 // 0)
    stage.until(lambda: crashed, "the mistake")
    assert isinstance(crashed[0], ZeroDivisionError)
    assert not heard.done
    assert not heard.refused


def test_the_vaults_lane_does_one_thing_after_the_other(stage: Stage, tasks: Tasks) -> None:
    order: list[str] = []
    go = threading.Event()

    def first(_session: Session) -> None:
        go.wait()
        order.append("first")

    heard = [start(tasks, first), start(tasks, lambda _: order.append("second"))]
    aside = start(tasks, lambda _: order.append("aside"), aside=True)
    stage.until(lambda: aside.done, "what needs no vault")
    go.set()
    stage.until(lambda: all(h.done for h in heard), "both")
    assert order == ["aside", "first", "second"]


def test_cancelling_stops_at_the_next_step(stage: Stage, tasks: Tasks) -> None:
    begun = threading.Event()
    go = threading.Event()
    done: list[int] = []

    def work(session: Session) -> None:
        for number in range(100):
            session.progress("drafts", number, 100)
            done.append(number)
            begun.set()
            go.wait()

    heard = Heard()
    task = tasks.run(Session(environment={}), work, done=heard.result, refused=heard.error)
    begun.wait()
    task.cancel()
    go.set()
    stage.until(lambda: heard.refused, "the end")
    assert isinstance(heard.refused[0], Cancelled)
    assert done == [0]


def test_what_has_not_begun_is_cancelled_at_once(stage: Stage, tasks: Tasks) -> None:
    go = threading.Event()
    before = start(tasks, lambda _: go.wait())
    heard = Heard()
    task = tasks.run(
        Session(environment={}), lambda _: "never", done=heard.result, refused=heard.error
    )
    task.cancel()
    go.set()
    stage.until(lambda: before.done and heard.refused, "both ends")
    assert not heard.done


def test_a_widget_that_is_gone_is_not_called(stage: Stage, tasks: Tasks) -> None:
    import shiboken6

    class Listener(QObject):
        heard = 0

        def hear(self, _value: object) -> None:
            Listener.heard += 1

    listener = Listener()
    go = threading.Event()
    tasks.run(
        Session(environment={}),
        lambda _: go.wait(),
        done=listener.hear,
        refused=listener.hear,
    )
    after = start(tasks, lambda _: None)
    shiboken6.delete(listener)
    go.set()
    stage.until(lambda: after.done, "the task after it")
    assert Listener.heard == 0


def test_closing_waits_for_what_has_begun(stage: Stage) -> None:
    tasks = Tasks()
    begun, ended = threading.Event(), threading.Event()

    def work(_session: Session) -> None:
        begun.set()
        ended.set()

    start(tasks, work)
    begun.wait()
    tasks.close()
    assert ended.is_set()
