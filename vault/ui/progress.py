"""The strip that says what is under way, once it has taken a moment, and lets it be stopped."""

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame

from vault.ui.desk import Desk
from vault.ui.tasks import Task
from vault.ui.tokens import SMALL, WIDE
from vault.ui.widgets import button, label, row

PATIENCE = 300
"""Milliseconds that something may take before it is worth a word."""

LOOK = 100
"""Milliseconds between two looks at whether it has ended."""


class Progress(QFrame):
    """Shows one task; hidden while there is none that takes long."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        self._task: Task[Any] | None = None
        self._words = label("", "text")
        self.stop = button("Stop", "link")
        self.stop.clicked.connect(lambda _checked: self._cancel())
        body = row(self._words, None, self.stop, gap=WIDE)
        body.setContentsMargins(WIDE + SMALL, SMALL, WIDE, SMALL)
        self.setLayout(body)
        self.hide()
        self._wait = QTimer(self, interval=PATIENCE, singleShot=True)
        self._wait.timeout.connect(self._begin)
        self._look = QTimer(self, interval=LOOK)
        self._look.timeout.connect(self._see)
        desk.followed.connect(self._follow)

    def _follow(self, task: Task[Any], doing: str) -> None:
        self._task = task
        self._words.setText(f"{doing}…")
        self.stop.setAccessibleName(f"Stop: {doing}")
        self._wait.start()

    def _begin(self) -> None:
        if self._task is not None and not self._task.ended:
            self.show()
            self._look.start()

    def _see(self) -> None:
        if self._task is None or self._task.ended:
            self._look.stop()
            self.hide()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._words.setText("Stopping…")
