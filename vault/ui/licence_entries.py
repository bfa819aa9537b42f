"""The entries of a licence: what fell due, what came in, what ended it, each with its own time."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from vault.pipeline.ledger import Ledger, Struck
from vault.prove.statement import Grant, Item, Place
from vault.prove.statement_money import Money
from vault.ui import wording
from vault.ui.licence_words import short
from vault.ui.tokens import LARGE, MEDIUM, SMALL, TIGHT
from vault.ui.widgets import (
    Card,
    button,
    column,
    label,
    row,
    rule,
    section,
    set_state,
)
from vault.ui.widgets import (
    Item as Laid,
)

FIRST, MORE = 12, 100
"""How many are listed at first, and how many come with each press of the button."""

TITLES = ("Day", "What", "Fell due", "Received", "Outstanding after")
SORTS = {
    "grant": "the licence itself",
    "grant-due": "an amount due",
    "grant-payment": "a payment",
    "grant-end": "the end",
}


@dataclass(frozen=True, slots=True)
class Line:
    """An entry, or a fee that falls due by the licence itself; and what is outstanding after it."""

    item: Item
    balance: Money
    recorded: bool


class Entries(Card):
    """A table, the newest first; each entry can be struck, none is changed."""

    struck = Signal(object)
    """This entry is to be struck."""

    def __init__(self) -> None:
        super().__init__(margin=0, gap=0)
        self._shown, self._leaf = FIRST, ""
        self._gone: Sequence[Struck] = ()
        self._lines: Sequence[Line] = ()
        self._ledger: Ledger | None = None
        self._several = False
        self._grid = QGridLayout()
        self._table = QWidget()
        self.more = button("", "link")
        self.more.clicked.connect(lambda _checked: self._show(self._shown + MORE))
        below = row(self.more, None)
        below.setContentsMargins(MEDIUM, TIGHT, MEDIUM, TIGHT)
        self._below = QWidget()
        self._below.setLayout(below)
        self.body.addWidget(self._table)
        self.body.addWidget(self._below)

    def show_entries(self, grant: Grant, ledger: Ledger) -> None:
        """Show the entries of a licence."""
        if grant.entry.leaf != self._leaf:
            self._leaf, self._shown = grant.entry.leaf, FIRST
        self._ledger, self._several = ledger, ledger.logs > 1
        self._lines = lines(grant, ledger)[::-1]
        self._gone = [one for one in ledger.struck if one.grant == self._leaf]
        self._show(self._shown)

    def _show(self, count: int) -> None:
        self._shown = count
        old, self._table = self._table, QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(LARGE, MEDIUM, SMALL, MEDIUM)
        self._grid.setHorizontalSpacing(LARGE)
        self._grid.setVerticalSpacing(SMALL)
        self._grid.setColumnStretch(1, 1)
        for place, title in enumerate(TITLES):
            self._put(section(title), 0, place)
        for line in self._lines[:count]:
            self._add(line)
        if count >= len(self._lines):
            for struck in self._gone:
                self._add_struck(struck)
        self.body.replaceWidget(old, self._table)
        old.hide()
        old.deleteLater()
        left = len(self._lines) - count
        self._below.setVisible(left > 0)
        self.more.setText(f"Show {min(left, MORE)} more of {len(self._lines):,}")

    def _add(self, line: Line) -> None:
        item, at = line.item, self._rule()
        self._put(label(short(item.on), "text"), at, 0)
        said_of_it = wording.breakable(item.what[:1].upper() + item.what[1:])
        what = label(said_of_it, "text", wrap=True, select=True)
        what.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        said: list[Laid] = [what]
        said += self._about(line)
        self._grid.addLayout(column(*said, gap=2), at, 1)
        if item.kind == "ended":
            self._put(label("ended", "sub"), at, 2)
        else:
            place = 2 if item.kind == "due" else 3
            self._put(label(item.amount.grouped, "text"), at, place)
        self._put(label(line.balance.grouped, "sub"), at, 4)
        if line.recorded:
            strike = button("Strike…", "link")
            strike.setAccessibleName(f"Strike entry {item.entry.seq}, {item.what}")
            strike.clicked.connect(lambda _checked: self.struck.emit(item))
            self._grid.addWidget(strike, at, 5)

    def _about(self, line: Line) -> list[Laid]:
        """Return what is said below an entry: where it stands, since when, on what evidence."""
        if not line.recorded:
            return [label("falls due by the licence itself", "muted", wrap=True)]
        assert self._ledger is not None
        known = self._ledger.entries[line.item.entry.leaf]
        token, words = wording.time_state(known.status, known.latest, known.sealed)
        place = self._place(line.item.entry)
        state = label(f"Entry {place}, {words}", "muted", wrap=True)
        set_state(state, "" if token == "muted" else token)
        if not known.evidence:
            return [state]
        files = wording.breakable(f"Evidence: {', '.join(known.evidence)}")
        return [state, label(files, "muted", wrap=True)]

    def _add_struck(self, struck: Struck) -> None:
        at = self._rule()
        self._put(label("struck", "muted"), at, 0)
        place = self._place(struck.entry)
        what = f"Entry {place}, {SORTS[struck.sort]}, counts no more: {struck.why}"
        by = label(f"Entry {self._place(struck.by)} says so", "muted")
        said = label(wording.breakable(what), "muted", wrap=True)
        self._grid.addLayout(column(said, by, gap=2), at, 1, 1, 5)

    def _place(self, entry: Place) -> str:
        """Return an entry's number, with its log where this vault has several."""
        return f"{entry.seq} of log {entry.log[:8]}" if self._several else str(entry.seq)

    def _rule(self) -> int:
        """Draw a hairline, and return the row below it."""
        at = self._grid.rowCount()
        self._grid.addWidget(rule(), at, 0, 1, len(TITLES) + 1)
        return at + 1

    def _put(self, widget: QLabel, at: int, place: int) -> None:
        side = Qt.AlignmentFlag.AlignLeft if place < 2 else Qt.AlignmentFlag.AlignRight
        self._grid.addWidget(widget, at, place, side | Qt.AlignmentFlag.AlignTop)


def lines(grant: Grant, ledger: Ledger) -> list[Line]:
    """Return what has happened, and what is recorded of days to come, by day."""
    found, balance, recorded = [], 0, set(map(id, grant.items))
    for item in grant.movements():
        known = id(item) in recorded
        if not known and item.on > ledger.today:
            continue
        balance += item.amount.minor * {"due": 1, "received": -1, "ended": 0}[item.kind]
        found.append(Line(item, Money(balance, grant.fee.currency), known))
    return found
