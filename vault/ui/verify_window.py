"""A window that shows the Verify page alone, for who checks and has no vault."""

import os
import signal
from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from vault import assets
from vault.operations.session import Session
from vault.ui.bench import Bench
from vault.ui.crash import Crash
from vault.ui.notice import Notice
from vault.ui.theme import Theme
from vault.ui.verify_page import VerifyPage
from vault.ui.widgets import column

FIRST_SIZE = (1180, 840)
LEAST_SIZE = (760, 560)
LOOK_FOR_SIGNALS = 300
"""Milliseconds between two looks at whether the system asks the program to end."""


class VerifyWindow(QMainWindow):
    """The page, and above it what it has to say."""

    def __init__(self, bench: Bench, name: str) -> None:
        super().__init__()
        self.bench = bench
        self.setWindowTitle(name)
        self.setMinimumSize(*LEAST_SIZE)
        self.resize(*FIRST_SIZE)
        self.page = VerifyPage(bench)
        body = QWidget()
        body.setLayout(column(Notice(bench), self.page, gap=0))
        self.setCentralWidget(body)
        QShortcut(QKeySequence.StandardKey.Quit, self).activated.connect(self.close)
        self.page.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's own name
        """End the check that is under way, if any."""
        self.bench.close()
        super().closeEvent(event)


def run(name: str, words: Sequence[str]) -> int:
    """Show the window until it is closed; ``words`` are for Qt."""
    application = QApplication(list(words))
    application.setApplicationName(name)
    application.setDesktopFileName("scriptvault-verify")
    application.setWindowIcon(QIcon(str(assets.folder() / "icons" / "scriptvault.svg")))
    bench = Bench(Session(environment=dict(os.environ)), Theme(application))
    crash = Crash(bench)
    crash.listen()
    window = VerifyWindow(bench, name)
    _end_on_signals(application, window)
    window.show()
    try:
        return application.exec()
    finally:
        crash.deafen()
        bench.close()


def _end_on_signals(application: QApplication, window: VerifyWindow) -> None:
    """Close the window when the system asks; Python must run now and then to hear it."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda _number, _frame: window.close())
    listening = QTimer(application, interval=LOOK_FOR_SIGNALS)
    listening.timeout.connect(lambda: None)
    listening.start()
