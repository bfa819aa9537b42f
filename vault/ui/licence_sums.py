"""What fell due, was received and is outstanding on all licences, each currency by itself."""

from collections.abc import Sequence
from operator import attrgetter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from vault.prove.statement_money import Money
from vault.ui.licence_words import Licence
from vault.ui.theme import Theme
from vault.ui.tokens import LARGE, MEDIUM, TIGHT, WIDEST
from vault.ui.widgets import Card, label, section, set_state

WIDTH = 130
MOST = 200
"""The height after which the sums scroll by themselves, in pixels at 100 %."""
COLUMNS = {
    "due": "Fell due",
    "received": "Received",
    "outstanding": "Outstanding",
    "overdue": "Overdue",
}


class LicenceSums(Card):
    """A line for each currency; currencies are never added to one another."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(margin=0, gap=0)
        self._px = theme.faces.px
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.viewport().setAutoFillBackground(False)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName("Sums by currency")
        self.lines: dict[str, dict[str, Money]] = {}
        self.body.addWidget(self._area)

    def show_licences(self, licences: Sequence[Licence]) -> None:
        """Show the sums of these."""
        self.lines = sums(licences)
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        grid.setHorizontalSpacing(WIDEST)
        grid.setVerticalSpacing(TIGHT)
        grid.setColumnStretch(len(COLUMNS) + 1, 1)
        for place in range(1, len(COLUMNS) + 1):
            grid.setColumnMinimumWidth(place, WIDTH)
        right = Qt.AlignmentFlag.AlignRight
        for place, title in enumerate(COLUMNS.values(), start=1):
            grid.addWidget(section(title), 0, place, right)
        for line, (currency, amounts) in enumerate(self.lines.items(), start=1):
            grid.addWidget(label(currency, "strong"), line, 0)
            for place, (name, amount) in enumerate(amounts.items(), start=1):
                shown = label(amount.grouped, "text" if amount.minor else "sub", select=True)
                shown.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
                shown.setAccessibleName(f"{COLUMNS[name]}: {amount.in_words}")
                set_state(shown, "bad" if name == "overdue" and amount.minor else "")
                grid.addWidget(shown, line, place, right)
        self._area.setWidget(table)
        table.setAutoFillBackground(False)  # Qt has set it; the card's corners are to be seen
        wanted = table.sizeHint().height()
        self._area.setFixedHeight(min(wanted, self._px(MOST)))
        scrolls = wanted > self._px(MOST)
        policy = Qt.FocusPolicy
        self._area.setFocusPolicy(policy.StrongFocus if scrolls else policy.NoFocus)
        self.setAccessibleName(". ".join(in_words(amounts) for amounts in self.lines.values()))


def sums(licences: Sequence[Licence]) -> dict[str, dict[str, Money]]:
    """Return the sums by currency and column, currencies by their code."""
    found: dict[str, dict[str, int]] = {}
    for one in licences:
        line = found.setdefault(one.grant.fee.currency, dict.fromkeys(COLUMNS, 0))
        for name in COLUMNS:
            line[name] += attrgetter(name)(one.standing).minor
    return {
        currency: {name: Money(minor, currency) for name, minor in found[currency].items()}
        for currency in sorted(found)
    }


def in_words(amounts: dict[str, Money]) -> str:
    """Return a line as a sentence."""
    return ", ".join(f"{COLUMNS[name].lower()} {one.in_words}" for name, one in amounts.items())
