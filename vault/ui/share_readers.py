"""The readers of a share: typed, pasted or from a CSV; each gets a copy of their own."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from vault.errors import BadInput, VaultError
from vault.licence.record import Recipient
from vault.operations.preparing import Held
from vault.operations.session import in_words
from vault.share.recipients import MOST_BYTES, everyone, listed, person
from vault.ui.dropping import holds_files, one_file
from vault.ui.files import open_file
from vault.ui.tokens import LARGE, MEDIUM, SMALL
from vault.ui.widgets import (
    Card,
    ElidedLabel,
    button,
    column,
    label,
    row,
    rule,
    set_state,
    tab_before,
)

ASKS = "Type a name, paste a list or drop a CSV"
KINDS = "Lists (*.csv *.tsv *.txt);;All files (*)"
ONE = "Drop one list at a time, a CSV with a column “name”."

_READER = re.compile(r'(?:"[^"]*"|[^",;\n\r\u2028\u2029])+')
"""One reader of a list: as far as the next line, comma or semicolon that is not in quotes."""


class ReaderField(QLineEdit):
    """One line for a reader; a list that is pasted keeps its lines."""

    pasted = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's own name
        """Take a list of several lines as a list."""
        if event.matches(QKeySequence.StandardKey.Paste):
            text = QGuiApplication.clipboard().text()
            if "\n" in text.strip():
                self.pasted.emit(text)
                return
        super().keyPressEvent(event)


class Readers(Card):
    """The table of readers, and the field below it that adds to them."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(margin=0, gap=0)
        self.people: list[Recipient] = []
        self._held: Sequence[Held] = ()
        self._number = 0
        self._rows = column(gap=0)
        self.body.addLayout(self._rows)
        self.field = ReaderField()
        self.field.setPlaceholderText(ASKS)
        self.field.setAcceptDrops(False)  # a file is a list to read, and no name to write down
        self.field.setAccessibleName("Add a reader: name and mail address")
        self.field.setToolTip("Miriam Okafor <miriam@harrow.example>")
        self.field.returnPressed.connect(self.take_typed)
        self.field.pasted.connect(self.take)
        self.add = button("Add")
        self.add.clicked.connect(lambda _checked: self.take_typed())
        self.from_file = button("From a CSV…")
        self.from_file.clicked.connect(lambda _checked: self._choose())
        self.error = label("", "text", wrap=True)
        set_state(self.error, "bad")
        self.error.hide()
        adding = row(gap=MEDIUM)
        adding.addWidget(self.field, 1)
        adding.addWidget(self.add)
        adding.addWidget(self.from_file)
        below = column(adding, self.error, gap=SMALL)
        below.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        self.body.addLayout(below)
        self.setAcceptDrops(True)

    def show_held(self, held: Sequence[Held], number: int) -> None:
        """Say of each reader which draft of the script they have, beside draft ``number``."""
        self._held, self._number = held, number
        self._show()

    def take_typed(self) -> bool:
        """Take what stands in the field; False when it names no reader, and says so."""
        return not self.field.text().strip() or self.take(self.field.text())

    def take(self, text: str) -> bool:
        """Take the readers of a text, all or none; what cannot be taken stays in the field."""
        if self._take(lambda: people(text)):
            self.field.clear()
            return True
        self.field.setText(" ".join(text.split()))
        return False

    def take_file(self, path: Path) -> None:
        """Take the readers that a CSV lists, all or none."""

        def found() -> list[Recipient]:
            try:
                with path.open("rb") as file:
                    return listed(file.read(MOST_BYTES + 1), path.name)
            except OSError as error:
                raise in_words(error) from error

        self._take(found)

    def remove(self, reader: Recipient) -> None:
        """Take a reader out again."""
        self.people.remove(reader)
        self.error.hide()
        self._show()
        self.changed.emit()
        self.field.setFocus()

    def clear(self) -> None:
        """Take all readers out."""
        self.people.clear()
        self._show()
        self.changed.emit()

    def refuse(self, error: VaultError) -> None:
        """Say what is wrong with the readers."""
        self.error.setText(str(error))
        self.error.show()
        self.field.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's own name
        """Take a list."""
        if holds_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's own name
        """Take the readers of a list that is dropped."""
        try:
            path = one_file(event.mimeData(), ONE)
        except BadInput as error:
            self.refuse(error)
            return
        event.acceptProposedAction()
        self.take_file(path)

    def _take(self, found: Callable[[], list[Recipient]]) -> bool:
        try:
            taken = everyone([*self.people, *_some(found())])
        except VaultError as error:
            self.refuse(error)
            return False
        self.error.hide()
        self.people = taken
        self._show()
        self.changed.emit()
        return True

    def _choose(self) -> None:
        open_file(self, "Readers from a CSV", self.take_file, KINDS)

    def _show(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        removers = []
        for reader in self.people:
            removers.append(self._remover(reader))
            self._rows.addWidget(self._row(reader, removers[-1]))
            self._rows.addWidget(rule())
        tab_before(self.field, removers)

    def _row(self, reader: Recipient, remover: QPushButton) -> QWidget:
        made = QWidget()
        name = ElidedLabel(reader.name, "strong")
        about = ElidedLabel(" · ".join(filter(None, (reader.organisation, reader.mail))), "muted")
        state, words = has(reader, self._held, self._number)
        standing = label(words, "muted")
        set_state(standing, state)
        across = row(gap=LARGE)
        across.addWidget(name, 4)
        across.addWidget(about, 5)
        across.addWidget(standing)
        across.addWidget(remover)
        across.setContentsMargins(LARGE, SMALL, SMALL, SMALL)
        made.setLayout(across)
        made.setAccessibleName(f"{reader.in_words}: {words}")
        return made

    def _remover(self, reader: Recipient) -> QPushButton:
        made = button("×", "link")
        made.setAccessibleName(f"Remove {reader.name}")
        made.setToolTip(f"Remove {reader.name}")
        made.clicked.connect(lambda _checked: self.remove(reader))
        return made


def people(text: str) -> list[Recipient]:
    """Return the readers of a list: one a line, or parted by commas or semicolons.

    Raises ``BadInput`` for one that cannot be a reader. A comma in double quotes parts nobody.
    """
    parts = (part.replace('"', "") for part in _READER.findall(text))
    return [person(part) for part in parts if part.strip()]


def has(reader: Recipient, held: Sequence[Held], number: int) -> tuple[str, str]:
    """Return which draft a reader has: a state, and the words for it.

    A reader is who has the same mail address, or without one the same name.
    """
    had = [one.number for one in held if _same(reader, one.recipient)]
    if not had:
        return "", "new copy"
    if number in had:
        return "waiting", "has this draft"
    return "waiting", f"has draft {had[-1]}"


def _some(found: list[Recipient]) -> list[Recipient]:
    if not found:
        raise BadInput("No reader is named.", "Type a name, or a name and <mail address>.")
    return found


def _same(one: Recipient, other: Recipient) -> bool:
    if one.mail and other.mail:
        return one.mail.casefold() == other.mail.casefold()
    return one.name.casefold() == other.name.casefold()
