"""One run of the app: Qt is made, the window shown, the end awaited."""

import signal
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from vault import assets
from vault.operations.session import Session
from vault.ui.crash import Crash
from vault.ui.desk import Desk
from vault.ui.instance import Instance
from vault.ui.main_window import MainWindow
from vault.ui.preferences import Preferences
from vault.ui.theme import Theme

LOOK_FOR_SIGNALS = 300
"""Milliseconds between two looks at whether the system asks the program to end."""


class Application(QApplication):
    """Qt's application, which tells when the system asks it to end, such as from the dock."""

    ending = Signal()

    def event(self, event: QEvent) -> bool:
        """Tell of the system's wish before the windows are closed for it."""
        if event.type() == QEvent.Type.Quit:
            self.ending.emit()
        return super().event(event)


def run(session: Session, words: Sequence[str], passphrase: str | None) -> int:
    """Show the window until it is closed; a second start only raises the first one's."""
    application = Application(list(words))
    application.setApplicationName("Script Vault")
    application.setDesktopFileName("scriptvault")
    application.setWindowIcon(QIcon(str(assets.folder() / "icons" / "scriptvault.svg")))
    instance = Instance(session.where.vault)
    if not instance.first():
        return 0
    preferences = Preferences(session.where)
    desk = Desk(session, Theme(application, preferences.theme), preferences)
    crash = Crash(desk)
    crash.listen()
    window = MainWindow(desk)
    instance.called.connect(window.come_forward)
    # Hidden in the tray it goes on; closed for good it ends, also when the session does.
    application.setQuitOnLastWindowClosed(False)
    window.left.connect(application.quit)
    application.ending.connect(window.prepare_to_leave)
    application.commitDataRequest.connect(lambda _manager: window.prepare_to_leave())
    _end_on_signals(application, window)
    window.show()
    if passphrase is not None:
        window.unlock(passphrase)
    try:
        return application.exec()
    finally:
        crash.deafen()
        desk.close()


def _end_on_signals(application: QApplication, window: MainWindow) -> None:
    """Close the window in order when the system asks; Python must run now and then to hear it."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: window.leave_at_once())
    listening = QTimer(application, interval=LOOK_FOR_SIGNALS)
    listening.timeout.connect(lambda: None)
    listening.start()
