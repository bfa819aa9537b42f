"""The one place where mistakes of ours arrive: shown whole, sent nowhere."""

import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from vault.diagnostics import crash_report
from vault.ui.bench import Bench
from vault.ui.tokens import WIDE
from vault.ui.widgets import button, column, label, row


class Crash(QObject):
    """Hears of every exception nobody expected, in whatever thread, and shows its report."""

    _came = Signal(object)

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.shown: CrashDialog | None = None
        self._came.connect(self._show, Qt.ConnectionType.QueuedConnection)
        bench.crashed.connect(self._came)

    def listen(self) -> None:
        """Take over from Python's own hooks."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def deafen(self) -> None:
        """Give Python its own hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        sys.__excepthook__(kind, error, trace)
        if not issubclass(kind, KeyboardInterrupt):
            self._came.emit(error)

    def _thread_hook(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            self._came.emit(told.exc_value)

    @Slot(object)
    def _show(self, error: BaseException) -> None:
        if self.shown is not None and self.shown.isVisible():
            return  # one report at a time; the first one is what the others follow from
        self.shown = CrashDialog(crash_report(error))
        self.shown.open()


class CrashDialog(QDialog):
    """The report, to read and to copy."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report = report
        self.setWindowTitle("Script Vault made a mistake")
        self.resize(640, 460)
        text = QPlainTextEdit(report)
        text.setReadOnly(True)
        text.setAccessibleName("Report of the mistake")
        copy = button("Copy the report")
        copy.clicked.connect(lambda _checked: QGuiApplication.clipboard().setText(report))
        close = button("Close", "primary")
        close.clicked.connect(lambda _checked: self.accept())
        body = column(
            label("Script Vault made a mistake.", "verdict"),
            label(
                "Nothing that was sealed is lost. Below is what happened; it holds nothing of your"
                " scripts, and it has not been sent anywhere. Please copy it and send it to us.",
                "sub",
                wrap=True,
            ),
            gap=WIDE // 2,
        )
        body.addWidget(text, 1)
        body.addLayout(row(None, copy, close))
        body.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        self.setLayout(body)
