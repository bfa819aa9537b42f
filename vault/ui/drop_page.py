"""A page that takes files, dropped anywhere on it or chosen: its entrance, or what came of them."""

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from vault.errors import BadInput, VaultError
from vault.ui.drop_zone import DropZone, Invitation
from vault.ui.dropping import holds_files, some_files
from vault.ui.files import open_files
from vault.ui.page import page
from vault.ui.theme import Theme
from vault.ui.widgets import column, row

SOON = 300
"""Milliseconds after which it is said that files are being looked at."""

HERE = "Drop files that lie on this computer."


class DropPage(QWidget):
    """What a page does with its files is its own: it gives ``take`` and ``stop``."""

    def __init__(self, theme: Theme, invites: Invitation) -> None:
        super().__init__()
        self._invites = invites
        self.files: list[Path] = []
        self.entrance = DropZone(theme, invites)
        self.entrance.wanted.connect(self.choose)
        self.entrance.stopped.connect(self.stop)
        self._before = QWidget()
        page(self._before, None, row(None, self.entrance, None), None)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._before)
        self.setLayout(column(self._stack, gap=0))
        self.setAcceptDrops(True)
        self._soon = QTimer(self, interval=SOON, singleShot=True)
        self._soon.timeout.connect(self.say_begun)

    def take(self, files: list[Path]) -> None:
        """Go on with files that were dropped or chosen."""
        raise NotImplementedError

    def stop(self) -> None:
        """End what is under way; nothing is wanted of it any more."""
        raise NotImplementedError

    def say_begun(self) -> None:
        """Say which files are being looked at, now that it has taken a moment."""
        self.entrance.begin(self.name)

    @property
    def name(self) -> str:
        """What is being looked at, or was last: a file by its name, several by their number."""
        return self.files[0].name if len(self.files) == 1 else f"{len(self.files)} files"

    def choose(self) -> None:
        """Ask for files in the platform's own dialog."""
        open_files(self, self._invites.title, self.take, self._invites.kinds)

    def show_entrance(self, error: str) -> None:
        """Wait for other files, and say why the last ones could not be taken."""
        self._soon.stop()
        self.files = []
        self.entrance.wait(error)
        self._stack.setCurrentWidget(self._before)
        self.entrance.choose.setFocus()

    def turn_away(self, error: VaultError) -> None:
        """Say why files are not taken."""
        self.show_entrance(str(error))

    def show_result(self, result: QWidget) -> None:
        """Show what came of the files."""
        self._soon.stop()
        if self._stack.indexOf(result) < 0:
            self._stack.addWidget(result)
        self._stack.setCurrentWidget(result)

    def close_result(self, result: QWidget) -> None:
        """Show it no more."""
        self._stack.removeWidget(result)
        result.deleteLater()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's own name
        """Take files."""
        if holds_files(event.mimeData()):
            event.acceptProposedAction()
            self.entrance.light(True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:  # noqa: N802  # Qt's own name
        """Go back to how it was."""
        self.entrance.light(False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's own name
        """Go on with what was dropped."""
        self.entrance.light(False)
        try:
            files = some_files(event.mimeData(), HERE)
        except BadInput as error:
            self.turn_away(error)
            return
        event.acceptProposedAction()
        self.take(files)
