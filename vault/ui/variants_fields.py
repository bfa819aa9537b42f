"""The other words for a place: a field for each, and an empty one for the next."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from vault.share.variants import LONGEST, MOST_ALTERNATIVES, Sort
from vault.ui import variants_words as words
from vault.ui.tokens import TIGHT
from vault.ui.widgets import button, column, row, set_state

PLACEHOLDERS: dict[Sort, str] = {"wording": "Other words", "fact": "Another one"}


class Alternatives(QWidget):
    """A column of fields; Return goes on to the next, the last has room for one more."""

    edited = Signal()
    """Other words are typed now."""

    def __init__(self) -> None:
        super().__init__()
        self._own = ""
        self._sort: Sort = "wording"
        self.fields: list[QLineEdit] = []
        self.aways: list[QPushButton] = []
        self._rows = column(gap=TIGHT)
        self.setLayout(self._rows)

    def show_words(self, own: str, others: Sequence[str]) -> None:
        """Show the alternatives to the draft's own words."""
        clear(self._rows)
        self._own = own
        self.fields, self.aways = [], []
        for text in others:
            self._add(text)
        self._add_empty()

    def show_sort(self, sort: Sort) -> None:
        """Ask for what is wanted of this sort."""
        self._sort = sort
        for field in self.fields:
            field.setPlaceholderText(PLACEHOLDERS[sort])

    @property
    def typed(self) -> list[str]:
        """What stands in the fields, in order, tidied."""
        return [text for text in (words.tidy(field.text()) for field in self.fields) if text]

    @property
    def tab_chain(self) -> list[QWidget]:
        """What the Tab key comes to, from top to bottom."""
        return [part for pair in zip(self.fields, self.aways, strict=True) for part in pair]

    def begin(self) -> None:
        """Put the focus where the next one is typed."""
        self.fields[-1].setFocus(Qt.FocusReason.OtherFocusReason)

    def mark_repeated(self) -> str:
        """Mark the fields whose words stand above already, and return the last such words."""
        seen, repeated = {self._own}, ""
        for field in self.fields:
            text = words.tidy(field.text())
            again = bool(text) and text in seen
            set_state(field, "bad" if again else "")
            repeated = text if again else repeated
            seen.add(text)
        return repeated

    def _add_empty(self) -> None:
        if len(self.fields) < MOST_ALTERNATIVES - 1:
            self._add("")

    def _add(self, text: str) -> None:
        field = QLineEdit(text)
        field.setMaxLength(LONGEST)
        number = len(self.fields) + 1
        field.setAccessibleName(f"Alternative {number} to {self._own}")
        field.setPlaceholderText(PLACEHOLDERS[self._sort])
        away = button("×", "link")
        away.setAccessibleName(f"Leave out alternative {number}")
        away.setToolTip("Leave this one out")
        away.setVisible(bool(text))
        field.textEdited.connect(lambda _text: self._edited(field, away))
        field.returnPressed.connect(lambda: self._go_on(field))
        away.clicked.connect(lambda _checked: self._leave_out(field))
        line = QWidget()
        across = row(gap=TIGHT)
        across.addWidget(field, 1)
        across.addWidget(away)
        line.setLayout(across)
        self._rows.addWidget(line)
        self.fields.append(field)
        self.aways.append(away)

    def _edited(self, field: QLineEdit, away: QPushButton) -> None:
        away.setVisible(bool(field.text()))
        if field is self.fields[-1] and field.text():
            self._add_empty()
        self.edited.emit()

    def _go_on(self, field: QLineEdit) -> None:
        at = self.fields.index(field) + 1
        if at < len(self.fields):
            self.fields[at].setFocus()

    def _leave_out(self, field: QLineEdit) -> None:
        at = self.fields.index(field)
        rest = [words.tidy(other.text()) for other in self.fields if other is not field]
        self.show_words(self._own, list(filter(None, rest)))
        self.fields[min(at, len(self.fields) - 1)].setFocus()
        self.edited.emit()


def clear(rows: QVBoxLayout) -> None:
    """Take all widgets out of a column, and away."""
    while (item := rows.takeAt(0)) is not None:
        gone = item.widget()
        assert gone is not None  # each row is a widget
        gone.hide()
        gone.deleteLater()
