"""A line that is checked as it is typed: what is understood stands beside its name."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from vault.errors import BadInput
from vault.ui import wording
from vault.ui.tokens import SMALL
from vault.ui.widgets import ElidedLabel, column, label, row

Check = Callable[[str], str]
"""Returns what is understood of a text, empty where the text says it; raises ``BadInput``."""


class CheckedField(QLineEdit):
    """A field and what is wrong in it; said to be wrong only once it was typed in or asked for."""

    told = Signal()
    """What is understood, or wrong, is another than before."""

    def __init__(self, name: str, check: Check, text: str = "", placeholder: str = "") -> None:
        super().__init__(text)
        self.name = name
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setAcceptDrops(False)  # files that are dropped on it are the form's
        self._check = check
        self._touched = False
        self.error: BadInput | None = None
        self.understood = ElidedLabel("", "muted")
        self.textChanged.connect(lambda _text: self._read())
        self.read()

    @property
    def wrong(self) -> bool:
        """Whether it is to be shown as wrong."""
        return self._touched and self.error is not None

    @property
    def touched(self) -> bool:
        """Whether something was typed in it."""
        return self._touched

    def propose(self, text: str) -> None:
        """Put a text there that nobody typed."""
        self.blockSignals(True)
        self.setText(text)
        self.blockSignals(False)
        self.read()

    def touch(self) -> None:
        """Show from now on what is wrong, though nothing was typed."""
        self._touched = True
        self.read()

    def read(self) -> None:
        """Check what stands there."""
        try:
            understood, self.error = self._check(self.text()), None
        except BadInput as error:
            understood, self.error = "", error
        self.understood.setText(understood)
        state = "bad" if self.wrong else ""
        if self.property("state") != state:
            self.setProperty("state", state)
            self.style().unpolish(self)
            self.style().polish(self)
        self.setAccessibleDescription(str(self.error) if self.wrong else understood)

    def named(self) -> QVBoxLayout:
        """Return the field below its name."""
        above = row(label(self.name, "muted"), gap=SMALL)
        above.addWidget(self.understood, 1)
        return column(above, self, gap=SMALL // 2)

    def _read(self) -> None:
        self._touched = True
        self.read()
        self.told.emit()


def words(what: str, *, needed: bool) -> Check:
    """Return a check for a line of words."""

    def check(text: str) -> str:
        from vault.licence.issuing import checked

        checked(what, text, empty=not needed)
        return ""

    return check


def day(what: str, latest: date | None = None) -> Check:
    """Return a check for a day, not behind ``latest``."""

    def check(text: str) -> str:
        from vault.pipeline import declaring

        return wording.date(declaring.day(what, text, latest))

    return check


def amount(what: str, more: Callable[[int], str] = lambda _minor: "", currency: str = "") -> Check:
    """Return a check for an amount, in ``currency`` where one is given; ``more`` is said of it."""

    def check(text: str) -> str:
        from vault.prove.statement_money import money

        found = money(what, text)
        if currency and found.currency != currency:
            raise BadInput(f"{what} is in {found.currency}, the fee in {currency}.",
                           f"Give it in {currency}, as it was credited.")  # fmt: skip
        return more(found.minor) or found.in_words

    return check
