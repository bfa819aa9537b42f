"""One look at files, off the window's thread, until its answer is wanted no more."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from vault.errors import VaultError
from vault.operations.session import Outcome, Session
from vault.ui.bench import Bench


class Looking(QObject):
    """Runs an operation that only reads, beside whatever the vault is doing.

    It says exactly one of ``done`` and ``refused``, in the window's thread.
    """

    done = Signal(dict, datetime)
    """What was found, and when."""
    refused = Signal(VaultError)
    stepped = Signal(str, int, int)
    """What is done just now, how much of it is done, and of how much."""

    def __init__(self, bench: Bench, work: Callable[[Session], Outcome], parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._task = bench.aside(work, self._end, self._refuse, self._step)

    def forget(self) -> None:
        """Want no answer any more."""
        self._task.cancel()
        self.blockSignals(True)
        self.deleteLater()

    def _step(self, what: str, done: int, of: int) -> None:
        self.stepped.emit(what, done, of)

    def _end(self, outcome: Outcome) -> None:
        self.done.emit(outcome.data, self._bench.session.clock().now)
        self.deleteLater()

    def _refuse(self, error: VaultError) -> None:
        self.refused.emit(error)
        self.deleteLater()
