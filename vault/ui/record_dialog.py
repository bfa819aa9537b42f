"""Recording what happened: lines that are checked as they are typed, and the files that show it.

A subclass asks for its own lines and says what seals them. Nothing that is sealed is changed later.
"""

from abc import abstractmethod
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLayout, QVBoxLayout, QWidget

from vault.errors import BadInput, VaultError
from vault.operations.session import Outcome, Session
from vault.ui import checked_field, wording
from vault.ui.checked_field import CheckedField
from vault.ui.desk import Desk
from vault.ui.drop_page import HERE
from vault.ui.dropping import holds_files, some_files
from vault.ui.files import open_files
from vault.ui.tokens import MEDIUM, SMALL, WIDE
from vault.ui.widgets import ElidedLabel, Item, button, column, label, row, set_state

WIDTH = 520
NONE = "none"


class RecordDialog(QDialog):
    """Asks, and seals the answer as a declaration; a subclass says what is recorded."""

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        title: str,
        about: str,
        note: str,
        *,
        do: str = "Record",
        width: int = WIDTH,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.desk = desk
        self.fields: list[CheckedField] = []
        self.files: list[Path] = []
        self.asked = column(gap=MEDIUM)
        self.error = label("", "text", wrap=True)
        set_state(self.error, "bad")
        self.error.hide()
        self.do = button(do, "primary")
        self.do.clicked.connect(lambda _checked: self._record())
        leave = button("Cancel")
        leave.clicked.connect(lambda _checked: self.reject())
        body = column(
            label(wording.breakable(about), "strong", wrap=True),
            label(note, "muted", wrap=True),
            self.asked,
            self.error,
            row(None, leave, self.do),
            gap=MEDIUM,
        )
        body.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        self.setLayout(body)
        room = self.screen().availableGeometry().width() - 2 * WIDE
        self.setMinimumWidth(min(desk.theme.faces.px(width), room))

    @abstractmethod
    def work(self) -> Callable[[Session], Outcome]:
        """Return what records it in a worker, with all it needs taken from the widgets."""

    def contradiction(self) -> BadInput | None:
        """Return what is wrong between lines that are right by themselves."""
        return None

    def said(self, outcome: Outcome) -> str:
        """Return what is said in the window when it is recorded."""
        return " ".join(outcome.lines)

    @property
    def today(self) -> date:
        """The day by the clock on the wall."""
        return self.desk.session.clock().now.astimezone().date()

    def ask(self, *fields: CheckedField) -> None:
        """Ask for lines, side by side."""
        across = row(gap=MEDIUM)
        for field in fields:
            across.addLayout(self.laid(field), 1)
        self.asked.addLayout(across)

    def laid(self, field: CheckedField) -> QVBoxLayout:
        """Return a line below its name, checked from now on with the others."""
        field.told.connect(self.tell)
        self.fields.append(field)
        return field.named()

    def ask_files(self) -> None:
        """Ask for the files that show it."""
        self.listed = ElidedLabel(NONE, "text")
        self.add = button("Add files…")
        self.add.clicked.connect(lambda _checked: open_files(self, "Evidence", self.add_files))
        self.out = button("Take them out", "link")
        self.out.clicked.connect(lambda _checked: self.take_out())
        self.out.hide()
        evidence = row(gap=MEDIUM)
        evidence.addWidget(self.listed, 1)
        evidence.addWidget(self.out)
        evidence.addWidget(self.add)
        self.asked.addLayout(named("Evidence", evidence))
        self.setAcceptDrops(True)

    def add_files(self, files: list[Path]) -> None:
        """Seal these with it."""
        self.files = list(dict.fromkeys((*self.files, *files)))
        self.listed.setText(", ".join(file.name for file in self.files) or NONE)
        self.out.setVisible(bool(self.files))

    def take_out(self) -> None:
        """Seal no file with it."""
        self.files = []
        self.add_files([])
        self.add.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's own name
        """Take files."""
        if holds_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's own name
        """Add what was dropped, anywhere on the dialog."""
        try:
            files = some_files(event.mimeData(), HERE)
        except BadInput as error:
            self.refuse(error)
            return
        event.acceptProposedAction()
        self.add_files(files)

    def reject(self) -> None:
        """Leave it, unless it is being recorded just now."""
        if self.do.isEnabled():
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's own name
        """Be as high as what stands in it: Qt reckons texts of several lines too low."""
        super().showEvent(event)
        self._grow()

    def tell(self) -> None:
        """Say what is wrong in the lines that were typed in so far."""
        errors = [field.error for field in self.fields if field.error is not None]
        shown = next((field.error for field in self.fields if field.wrong), None)
        self._say(shown if errors else self.contradiction())

    def _record(self) -> None:
        for field in self.fields:
            field.touch()
        self.tell()
        if not self.error.isHidden():
            wrong = next((field for field in self.fields if field.wrong), None)
            if wrong is not None:
                wrong.setFocus()
            return
        self.do.setEnabled(False)
        self.desk.change(self.work(), self._recorded, self._refused)

    def _recorded(self, outcome: Outcome) -> None:
        self.desk.noticed.emit(self.said(outcome))
        self.accept()

    def _refused(self, error: VaultError) -> None:
        self.do.setEnabled(True)
        self.refuse(error)

    def refuse(self, error: VaultError) -> None:
        """Say what could not be done."""
        self._say(error)

    def _say(self, error: VaultError | None) -> None:
        if error is not None:
            self.error.setText(error.message if _typed(error.hint) else str(error))
        self.error.setVisible(error is not None)
        self._grow()

    def _grow(self) -> None:
        """Make room for what is said; the dialog keeps its width, and never shrinks."""
        body = self.layout()
        assert body is not None
        body.activate()
        self.resize(self.width(), max(self.height(), body.totalHeightForWidth(self.width())))


class HappenedDialog(RecordDialog):
    """Asks how and when something happened, and for what shows it."""

    HOW_NEEDED = True

    def __init__(self, desk: Desk, parent: QWidget, title: str, about: str, note: str) -> None:
        super().__init__(desk, parent, title, about, note)
        self.how = CheckedField("How", checked_field.words("way", needed=self.HOW_NEEDED))
        self.ask(self.how)
        for item in self.more_about_how():
            self.asked.addLayout(item)
        when = checked_field.day("The day", self.today)
        self.day = CheckedField("When", when, self.today.isoformat())
        self.ask(self.day)
        self.ask_files()
        self.do.setFocus()

    def more_about_how(self) -> list[QLayout]:
        """Return what stands below the way."""
        return []


def _typed(hint: str) -> bool:
    """Whether a hint is about the command line, and helps nobody in a window."""
    return " -" in hint or "scriptvault" in hint


def named(name: str, item: Item) -> QVBoxLayout:
    """Return what is asked for, below its name."""
    return column(label(name, "muted"), item, gap=SMALL // 2)
