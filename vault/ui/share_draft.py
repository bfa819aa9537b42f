"""Which draft is shared: its script and its number, chosen from two lists."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from vault.ui import wording
from vault.ui.drafts import Draft, Script, scripts
from vault.ui.tokens import MEDIUM
from vault.ui.widgets import row


class DraftChooser(QWidget):
    """Two lists: the scripts, the one worked on last first, and the drafts of the chosen one."""

    chosen = Signal()
    """The person chose another draft."""

    def __init__(self) -> None:
        super().__init__()
        self.script = _combo("Script to share")
        self.number = _combo("Draft to share")
        self._scripts: list[Script] = []
        self.draft: Draft | None = None
        self.script.activated.connect(self._take_script)
        self.number.activated.connect(self._take_number)
        self.setLayout(row(self.script, self.number, gap=MEDIUM))

    def show_drafts(self, drafts: Sequence[Draft], draft: Draft | None) -> None:
        """Offer these drafts, with one of them chosen: by default the newest of all."""
        self._scripts = scripts(drafts)
        key = draft.key if draft is not None else None
        found = next((known for known in drafts if known.key == key), None)
        if found is None and self._scripts:
            found = self._scripts[0].newest
        self.draft = found
        self._fill()

    def _fill(self) -> None:
        self.script.clear()
        self.number.clear()
        for script in self._scripts:
            self.script.addItem(self._called(script))
            if self.draft is not None and script.id == self.draft.script_id:
                self.script.setCurrentIndex(self.script.count() - 1)
                for draft in reversed(script.drafts):
                    self.number.addItem(about(draft))
                    if draft == self.draft:
                        self.number.setCurrentIndex(self.number.count() - 1)

    def _called(self, script: Script) -> str:
        """Return a script's title, or its path where another has the same title."""
        alike = sum(other.title == script.title for other in self._scripts)
        return script.title if alike == 1 else script.newest.script

    def _take_script(self, place: int) -> None:
        self.draft = self._scripts[place].newest
        self._fill()
        self.chosen.emit()

    def _take_number(self, place: int) -> None:
        script = self._scripts[self.script.currentIndex()]
        self.draft = script.drafts[-1 - place]
        self.chosen.emit()


def about(draft: Draft) -> str:
    """Return a draft as a list names it: number, own name, day and time of its sealing."""
    at = draft.at()
    name = f", {draft.name}" if draft.label else ""
    return f"Draft {draft.number}{name}, {wording.date(at)}, {wording.clock(at)}"


class _Combo(QComboBox):
    """A list whose chosen line ends in … where there is no room for it."""

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's own name
        """Paint the frame, and as much of the line as there is room for."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        field = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        end = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self.currentText(), end, field.width())
        self.setToolTip(self.currentText() if shown != self.currentText() else "")
        option.currentText = shown
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


def _combo(name: str) -> QComboBox:
    made = _Combo()
    made.setAccessibleName(name)
    made.setMinimumContentsLength(8)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made
