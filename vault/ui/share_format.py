"""Whether copies are pages or the script's own file; asked only where there is a choice."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QRadioButton, QWidget

from vault.ui.tokens import LARGE, SMALL, TIGHT
from vault.ui.widgets import Card, column, label, one_of, row, section

if TYPE_CHECKING:
    from vault.pipeline.forms import Form

MEANINGS: "dict[Form, str]" = {
    "pdf": "Each page shows its reader’s name, and hidden marks lead from a page to its copy.",
    "native": (
        "A file the reader can work in, with the terms and the reader’s name at its beginning and"
        " end. No words stand aside in it. Notes and whatever else does not print are left out."
    ),
}


class Format(QWidget):
    """The question in which form copies are made; hidden where there is one alone."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.pages = QRadioButton("Pages, as PDF")
        self.own = QRadioButton("")
        self._meaning = label("", "muted", wrap=True)
        for radio in (self.pages, self.own):
            radio.toggled.connect(self._toggled)
        one_of(self, (self.pages, self.own))
        card = Card(gap=TIGHT)
        card.body.addLayout(row(self.pages, self.own, None, gap=LARGE))
        card.body.addWidget(self._meaning)
        self.setLayout(column(section("Made as"), card, gap=SMALL))
        self.offer("", "")

    @property
    def said(self) -> "Form":
        """The form that is chosen."""
        return "native" if self.own.isChecked() else "pdf"

    def offer(self, name: str, suffix: str) -> None:
        """Offer copies in a script's own format beside pages; no ``suffix``: there are none."""
        self.own.setText(f"{name} ({suffix})")
        if not suffix:
            self.pages.setChecked(True)
        self.setVisible(bool(suffix))

    def _toggled(self, chosen: bool) -> None:
        if chosen:
            self._meaning.setText(MEANINGS[self.said])
            self.changed.emit()
