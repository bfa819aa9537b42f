"""The watch behind the window: in a thread of its own, for as long as the vault is open."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from vault.errors import AlreadyWatched, VaultError
from vault.operations.session import Outcome, Session, in_words

LOOK = 2_000
"""Milliseconds between two looks at whether the logs have grown."""

AGAIN = 10_000
"""Milliseconds after which a watch that could not go on is tried again."""


class Watcher(QObject):
    """Starts and ends the watch, and passes on its events in the window's thread."""

    said = Signal(dict)
    """An event of ``watch``."""
    grew = Signal()
    """Some log has grown: a reading, a token, or another program's draft."""
    crashed = Signal(object)

    _heard = Signal(dict)
    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._future: Future[Outcome] | None = None
        self._stop = threading.Event()
        self._sizes: tuple[int, ...] = ()
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="watch")
        self._look = QTimer(self, interval=LOOK)
        self._look.timeout.connect(self._see_growth)
        self._again = QTimer(self, interval=AGAIN, singleShot=True)
        self._again.timeout.connect(self._begin)
        self._heard.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    @property
    def begun(self) -> bool:
        """Whether there is a watch, or one is tried again."""
        return self._session is not None

    def start(self, session: Session) -> None:
        """Watch with an opened session until ``end``; whatever else ends it is tried again."""
        self._session = session
        self._sizes = self._log_sizes()
        self._look.start()
        self._begin()

    def end(self) -> "Future[Outcome] | None":
        """Ask the watch to end; what is returned is done when what was sealed is covered."""
        self._look.stop()
        self._again.stop()
        self._session = None
        self._stop.set()
        ended, self._future = self._future, None
        return ended

    def close(self) -> None:
        """End the watch and wait for it."""
        self.end()
        self._threads.shutdown(wait=True)

    def _begin(self) -> None:
        from vault.operations import drafting

        if self._session is None:
            return
        stop = self._stop = threading.Event()
        own = self._session.beside(say=self._heard.emit, stop=stop)
        future = self._threads.submit(drafting.watch, own, dirs=(), once=False)
        self._future = future
        future.add_done_callback(self._ended.emit)

    @Slot(dict)
    def _pass_on(self, event: dict[str, Any]) -> None:
        if self._session is not None:
            self.said.emit(event)

    @Slot(object)
    def _end(self, future: "Future[Outcome]") -> None:
        if future is not self._future or self._session is None:
            return  # an earlier watch, ended on purpose
        error = future.exception()
        if isinstance(error, OSError):
            error = in_words(error)
        if isinstance(error, VaultError):
            state = "degraded" if isinstance(error, AlreadyWatched) else "stopped"
            self.said.emit(
                {
                    "event": "health",
                    "state": state,
                    "sentence": str(error),
                    "reasons": [str(error)],
                }
            )
        elif error is not None:
            self.crashed.emit(error)
        self._again.start()

    def _see_growth(self) -> None:
        sizes = self._log_sizes()
        if sizes != self._sizes:
            self._sizes = sizes
            self.grew.emit()

    def _log_sizes(self) -> tuple[int, ...]:
        assert self._session is not None
        logs = self._session.where.vault / "logs"
        found = []
        for path in sorted(logs.glob("*/entries.jsonl")):
            try:
                found.append(path.stat().st_size)
            except OSError:
                continue  # its disk is gone for the moment; the watch says so
        return tuple(found)
