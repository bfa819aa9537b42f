"""One check of one or more files, off the window's thread, until its answer is wanted no more."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vault.errors import VaultError
from vault.operations.session import Outcome, Session
from vault.ui.bench import Bench


class Checking(QObject):
    """Runs ``verify`` beside whatever the vault is doing; says exactly one of its two signals."""

    done = Signal(dict, datetime)
    """The report, and when it was made."""
    refused = Signal(VaultError)

    def __init__(
        self,
        bench: Bench,
        files: Sequence[Path],
        signer: str | None,
        draft: Path | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bench = bench

        def work(session: Session) -> Outcome:
            from vault.operations import verifying

            return verifying.verify(
                session, files=files, signer=signer, draft=[draft] if draft else []
            )

        self._task = bench.aside(work, self._end, self._refuse)

    def forget(self) -> None:
        """Want no answer any more."""
        self._task.cancel()
        self.blockSignals(True)
        self.deleteLater()

    def _end(self, outcome: Outcome) -> None:
        self.done.emit(outcome.data, self._bench.session.clock().now)
        self.deleteLater()

    def _refuse(self, error: VaultError) -> None:
        self.refused.emit(error)
        self.deleteLater()
