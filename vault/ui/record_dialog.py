"""Recording what happened to a copy: on which day, in which way, and the files that show it."""

from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from vault.errors import VaultError
from vault.operations.session import Outcome, Session
from vault.ui.desk import Desk
from vault.ui.files import open_files
from vault.ui.tokens import MEDIUM, SMALL, WIDE
from vault.ui.widgets import ElidedLabel, Item, button, column, label, row, set_state

WIDTH = 480
NONE = "none"


class RecordDialog(QDialog):
    """Asks, and seals the answer as a declaration; a subclass says what is recorded."""

    def __init__(self, desk: Desk, parent: QWidget, title: str, about: str, note: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.desk = desk
        self.files: list[Path] = []
        self.how = QLineEdit()
        self.how.setAccessibleName("How")
        self.day = QLineEdit(desk.session.clock().now.astimezone().date().isoformat())
        self.day.setAccessibleName("Day, as year, month and day")
        self.listed = ElidedLabel(NONE, "text")
        self.add = button("Add files…")
        self.add.clicked.connect(lambda _checked: open_files(self, "Evidence", self.add_files))
        self.error = label("", "text", wrap=True)
        set_state(self.error, "bad")
        self.error.hide()
        self.do = button("Record", "primary")
        self.do.clicked.connect(lambda _checked: self._record())
        leave = button("Cancel")
        leave.clicked.connect(lambda _checked: self.reject())
        evidence = row(gap=MEDIUM)
        evidence.addWidget(self.listed, 1)
        evidence.addWidget(self.add)
        self.body = column(
            label(about, "strong", wrap=True),
            label(note, "muted", wrap=True),
            _named("How", self.how),
            *self.more_about_how(),
            _named("When", self.day),
            _named("Evidence", evidence),
            *self.more(),
            self.error,
            row(None, leave, self.do),
            gap=MEDIUM,
        )
        self.body.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        self.setLayout(self.body)
        self.setMinimumWidth(desk.theme.faces.px(WIDTH))
        self.do.setFocus()

    @abstractmethod
    def work(self) -> Callable[[Session], Outcome]:
        """Return what records it in a worker, with all it needs taken from the widgets."""

    def more_about_how(self) -> list[Item]:
        """Return what stands below the way."""
        return []

    def more(self) -> list[Item]:
        """Return what else is asked."""
        return []

    def add_files(self, files: list[Path]) -> None:
        """Seal these with it."""
        self.files = list(dict.fromkeys((*self.files, *files)))
        self.listed.setText(", ".join(file.name for file in self.files) or NONE)

    def reject(self) -> None:
        """Leave it, unless it is being recorded just now."""
        if self.do.isEnabled():
            super().reject()

    def _record(self) -> None:
        self.do.setEnabled(False)
        self.error.hide()
        self.desk.change(self.work(), self._recorded, self._refused)

    def _recorded(self, outcome: Outcome) -> None:
        self.desk.noticed.emit(" ".join(outcome.lines))
        self.accept()

    def _refused(self, error: VaultError) -> None:
        self.do.setEnabled(True)
        self.error.setText(error.message if _typed(error.hint) else str(error))
        self.error.show()


def _typed(hint: str) -> bool:
    """Whether a hint is about the command line, and helps nobody in a window."""
    return " -" in hint or "scriptvault" in hint


def _named(name: str, item: Item) -> Item:
    return column(label(name, "muted"), item, gap=SMALL // 2)
