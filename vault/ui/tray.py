"""The icon in the system's tray: there only where the system has one and the person wants it.

A window is hidden only while its icon is there. If the tray goes away all the same, starting the
program again brings the window back.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from vault import assets
from vault.ui.desk import Desk


class Tray(QObject):
    """Says how things stand, brings the window forward, ends the program."""

    opened = Signal()
    left = Signal()

    def __init__(
        self, desk: Desk, there: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable
    ) -> None:
        super().__init__(desk)
        self._desk, self._there = desk, there
        self._menu = QMenu()
        self._state = QAction(self._menu, enabled=False)
        self._menu.addAction(self._state)
        self._menu.addSeparator()
        self._menu.addAction("Open Script Vault").triggered.connect(lambda _: self.opened.emit())
        self._menu.addAction("Quit").triggered.connect(lambda _: self.left.emit())
        icon = QIcon(str(assets.folder() / "icons" / "scriptvault.svg"))
        self._icon = QSystemTrayIcon(icon, self)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._clicked)
        self.read()

    @property
    def there(self) -> bool:
        """Whether the system has a tray at all."""
        return self._there()

    @property
    def keeps(self) -> bool:
        """Whether a closed window lives on behind its icon."""
        return self._desk.preferences.stays and self.there

    @property
    def sentence(self) -> str:
        """What the icon says of how things stand."""
        return self._state.text()

    def read(self) -> None:
        """Show the icon, or take it away, as the person wants it now."""
        self._icon.setVisible(self.keeps)

    def say(self, sentence: str) -> None:
        """Say how things stand."""
        self._state.setText(sentence)
        self._icon.setToolTip(f"Script Vault\n{sentence}")

    def close(self) -> None:
        """Take the icon away; the program ends."""
        self._icon.hide()
        self._menu.deleteLater()

    def _clicked(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.opened.emit()
