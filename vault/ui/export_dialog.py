"""Writing a file for somebody else: what will be in it, where it goes, and what came of it."""

from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QDialog, QProgressBar, QVBoxLayout, QWidget

from vault.errors import VaultError
from vault.operations.session import Outcome, Session
from vault.ui.desk import Desk
from vault.ui.files import save_as
from vault.ui.showing import show_in_folder
from vault.ui.tokens import LARGE, MEDIUM, SMALL, TIGHT, WIDE
from vault.ui.widgets import (
    Card,
    ElidedLabel,
    Item,
    StateInWords,
    button,
    column,
    label,
    row,
    section,
    set_state,
)

WIDTH = 532
SOON = 300
"""Milliseconds after which it is shown that the file is being written."""


class ExportDialog(QDialog):
    """Asks, writes, tells. A subclass says what; nothing is replaced unless the person says so.

    Closed while it writes, it lets the file be finished, and says in the window when it is.
    """

    checked_here = True
    """Whether the file is one that the Verify page checks."""

    def __init__(self, desk: Desk, parent: QWidget, title: str, do: str, proposed: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.desk = desk
        self.path = free(proposed)
        self.outcome: Outcome | None = None
        self._writing = False
        self._title = title
        self.options = column(gap=MEDIUM)
        self.place = ElidedLabel("", "text")
        self.change = button("Change…")
        self.change.clicked.connect(lambda _checked: self._ask_place())
        self.replace = QCheckBox("Replace the file that is there")
        self.replace.toggled.connect(lambda _checked: self._read())
        self._contents = label("", "sub", wrap=True)
        self.error = label("", "text", wrap=True)
        set_state(self.error, "bad")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Writing the file")
        self.state = StateInWords(desk.theme, "verdict")
        self._meaning = label("", "text", wrap=True, select=True)
        self._result = Card(self.state, self._meaning, margin=LARGE, gap=TIGHT)
        self.do = button(do, "primary")
        self.do.clicked.connect(lambda _checked: self._write())
        self.show_it = button("Show in folder")
        self.show_it.clicked.connect(lambda _checked: show_in_folder(self.path))
        self.check = button("Check it now", "primary")
        self.check.clicked.connect(lambda _checked: self._check())
        self.leave = button("Cancel")
        self.leave.clicked.connect(lambda _checked: self.reject())
        self._soon = QTimer(self, interval=SOON, singleShot=True)
        self._soon.timeout.connect(self._bar.show)
        self._asked = QWidget()
        self._lay_out()
        self.finished.connect(self._closed)
        for part in (self.error, self._bar, self._result, self.show_it, self.check):
            part.hide()

    @abstractmethod
    def contents(self) -> list[str]:
        """Return in sentences what the file will hold."""

    @abstractmethod
    def taken(self) -> list[Path]:
        """Return the places that are written to."""

    @abstractmethod
    def work(self) -> Callable[[Session], Outcome]:
        """Return what writes the file in a worker, with all it needs taken from the widgets.

        Raises ``VaultError`` when the widgets do not say enough.
        """

    @abstractmethod
    def told(self, outcome: Outcome) -> tuple[str, str, str]:
        """Return a state, a line and a sentence that say what came of it."""

    @property
    def said(self) -> str:
        """What the file will hold, as it is said now."""
        return self._contents.text()

    def put_at(self, path: Path) -> None:
        """Write the file there."""
        self.path = path
        self.replace.setChecked(False)
        self._read()

    def read(self) -> None:
        """Show what would be written now; a subclass calls it when it is made, and on changes."""
        self._contents.setText("\n".join(self.contents()))
        self._read()

    def _read(self) -> None:
        there = [path for path in self.taken() if path.exists()]
        self.place.setText(str(self.path))
        self.place.setAccessibleName(f"File: {self.path}")
        self.replace.setVisible(bool(there))
        self.do.setEnabled(not there or self.replace.isChecked())
        self.error.hide()

    def _ask_place(self) -> None:
        save_as(self, self._title, self.path, self.put_at)

    def _write(self) -> None:
        try:
            work = self.work()
        except VaultError as error:
            self._say(error)
            return
        self._writing = True
        self._soon.start()
        self.error.hide()
        self._asked.setEnabled(False)
        self.do.setEnabled(False)
        self.leave.setText("Close")
        self.desk.change(work, self._done, self._refused)

    def _done(self, outcome: Outcome) -> None:
        self._stop_waiting()
        self.outcome = outcome
        state, line, sentence = self.told(outcome)
        if not self.isVisible():
            self.desk.noticed.emit(f"{line} The file is {self.path}.")
            self.deleteLater()
            return
        self.state.say(state, line)
        self._meaning.setText(f"{sentence}\nThe file is {self.path}.")
        self._meaning.setAccessibleName(self._meaning.text())
        self._asked.hide()
        self.do.hide()
        self._result.show()
        self.show_it.show()
        self.check.setVisible(self.checked_here)
        following = self.check if self.checked_here else self.leave
        following.setDefault(True)
        following.setFocus()

    def _refused(self, error: VaultError) -> None:
        self._stop_waiting()
        if not self.isVisible():
            self.desk.tell(error)
            self.deleteLater()
            return
        self._asked.setEnabled(True)
        self.leave.setText("Cancel")
        self._read()
        self._say(error)

    def _say(self, error: VaultError) -> None:
        self.error.setText(str(error))
        self.error.show()

    def _stop_waiting(self) -> None:
        self._writing = False
        self._soon.stop()
        self._bar.hide()

    def _check(self) -> None:
        self.accept()
        self.desk.ask("verify", self.path)

    def _closed(self) -> None:
        if not self._writing:
            self.deleteLater()

    def _lay_out(self) -> None:
        beside = row(gap=MEDIUM)
        beside.addWidget(self.place, 1)
        beside.addWidget(self.change)
        asked = column(
            self.options,
            _part("What will be in it", self._contents),
            _part("Where it goes", beside, self.replace),
            gap=LARGE,
        )
        self._asked.setLayout(asked)
        buttons = row(None, self.leave, self.show_it, self.check, self.do)
        body = column(self._asked, self._result, self.error, self._bar, buttons, gap=LARGE)
        body.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        body.addStrut(self.desk.theme.faces.px(WIDTH))
        body.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        self.setLayout(body)


def free(proposed: Path) -> Path:
    """Return a place near the proposed one where nothing lies yet."""
    place, number = proposed, 2
    while place.exists():
        place = proposed.with_stem(f"{proposed.stem} {number}")
        number += 1
    return place


def _part(title: str, *items: Item) -> QVBoxLayout:
    return column(section(title), *items, gap=SMALL)
