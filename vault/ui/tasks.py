"""Operations off the window's thread: started here, and what came of them brought back here.

Two lanes, one worker each. Whatever opens the vault goes down the first, one operation after the
other. What needs no vault (verifying a stranger's bundle), or reads it for long (tracing pictures),
need not wait for that, nor be waited for.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from vault.errors import VaultError
from vault.operations.session import Progress, Session, in_words

T = TypeVar("T")


class Cancelled(VaultError):
    """The person stopped it; what was finished until then stays."""

    def __init__(
        self,
        message: str = "It was stopped.",
        hint: str = "What was finished until then stays.",
    ) -> None:
        super().__init__(message, hint)


class Task(Generic[T]):
    """One operation on its way. What it calls back, it calls in the window's thread."""

    def __init__(
        self,
        done: Callable[[T], object],
        refused: Callable[[VaultError], object],
        progress: Progress,
    ) -> None:
        self.done = done
        self.refused = refused
        self.progress = progress
        self.stop = threading.Event()
        self.future: Future[T] | None = None
        self.ended = False

    def cancel(self) -> None:
        """Stop at the next step the operation tells of; a draft is wholly in or wholly out."""
        self.stop.set()
        if self.future is not None:
            self.future.cancel()


class Tasks(QObject):
    """The lanes. Made, called and destroyed in the window's thread."""

    crashed = Signal(object)
    """A mistake of ours came up in an operation: the exception."""
    idle = Signal()
    """Nothing is under way any more."""

    _ended = Signal(object)
    _stepped = Signal(object, str, int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._vault = ThreadPoolExecutor(1, thread_name_prefix="vault")
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="aside")
        self._under_way: set[Task[Any]] = set()
        self._closed = False
        # Always queued: whatever thread speaks, the answer is heard in the window's own.
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._stepped.connect(self._step, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._under_way)

    def run(
        self,
        session: Session,
        work: Callable[[Session], T],
        *,
        done: Callable[[T], object],
        refused: Callable[[VaultError], object],
        progress: Progress = lambda *_: None,
        aside: bool = False,
    ) -> Task[T]:
        """Do ``work`` with a session of its own in a lane, and call back with what came of it.

        ``work`` runs in a worker and touches no widget. Exactly one of ``done`` and ``refused`` is
        called, unless the widget it belongs to is gone by then, or a mistake of ours came up.
        """
        task: Task[T] = Task(done, refused, progress)

        def step(what: str, number: int, of: int) -> None:
            if task.stop.is_set():
                raise Cancelled
            self._stepped.emit(task, what, number, of)

        if self._closed:
            task.ended = True
            return task
        own = session.beside(progress=step)
        self._under_way.add(task)
        task.future = (self._aside if aside else self._vault).submit(work, own)
        task.future.add_done_callback(lambda _: self._ended.emit(task))
        return task

    def close(self) -> None:
        """Stop what can be stopped and wait for the rest; nobody is called back after this."""
        self._closed = True
        for task in self._under_way:
            task.cancel()
        for lane in (self._vault, self._aside):
            lane.shutdown(wait=True, cancel_futures=True)

    @Slot(object)
    def _end(self, task: Task[Any]) -> None:
        self._under_way.discard(task)
        task.ended = True
        if self._closed:
            return
        future = task.future
        assert future is not None
        if future.cancelled():
            error: BaseException | None = Cancelled("It was stopped before it began.", "")
        else:
            error = future.exception()
        if isinstance(error, OSError):
            error = in_words(error)
        if error is None:
            call_back(task.done, future.result())
        elif isinstance(error, VaultError):
            call_back(task.refused, error)
        else:
            self.crashed.emit(error)
        if not self._under_way:
            self.idle.emit()

    @Slot(object, str, int, int)
    def _step(self, task: Task[Any], what: str, number: int, of: int) -> None:
        if task in self._under_way:
            call_back(task.progress, what, number, of)


def call_back(told: Callable[..., object], *arguments: object) -> None:
    """Call back, unless the widget that wanted to hear it is gone."""
    listener = getattr(told, "__self__", None)
    if isinstance(listener, QObject) and not shiboken6.isValid(listener):
        return
    told(*arguments)
