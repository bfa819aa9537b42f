"""One licence: how it stands in words, its terms, its entries, and what can be recorded of it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from vault.pipeline.ledger import Ledger
from vault.prove.statement import Grant, Item
from vault.ui import licence_words as words
from vault.ui import wording
from vault.ui.desk import Desk
from vault.ui.facts import Facts, legend
from vault.ui.licence_entries import Entries
from vault.ui.licence_records import DueDialog, EndDialog, PaymentDialog, StrikeDialog
from vault.ui.licence_words import Licence
from vault.ui.page import Head, ScrolledPage
from vault.ui.record_dialog import RecordDialog
from vault.ui.tokens import TIGHT
from vault.ui.widgets import Card, StateInWords, button, label, row, section


class LicenceDetail(ScrolledPage):
    """Shows a licence until the person goes back."""

    changed = Signal()
    """Something was recorded of it."""

    def __init__(self, desk: Desk, leave: Callable[[], object]) -> None:
        super().__init__()
        # Amounts are never broken nor cut off: with large letters they may need more room.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._desk, self._leave = desk, leave
        self.licence: Licence | None = None
        self.back = button("‹  Licences", "link")
        self.back.setAccessibleName("Back to the licences")
        self.back.clicked.connect(lambda _checked: leave())
        self.head = Head()
        self.end = self.head.add("End it…", self._end)
        self.due = self.head.add("Add an amount due…", self._due)
        self.payment = self.head.add("Record a payment…", self._payment, "primary")
        self.state = StateInWords(desk.theme, "verdict")
        self._meaning = label("", "sub", wrap=True)
        self.facts = Facts()
        self.strike = button("Strike this licence…", "link")
        self.strike.clicked.connect(lambda _checked: self._strike(None))
        self.entries = Entries()
        self.entries.struck.connect(self._strike)
        self.body.addLayout(row(self.back, None))
        self.body.addWidget(self.head)
        self.body.addWidget(Card(self.state, self._meaning, margin=20, gap=TIGHT))
        self.body.addWidget(section("Entries"))
        self.body.addWidget(self.entries)
        self.body.addLayout(row(section("What was granted"), None, self.strike))
        self.body.addWidget(self.facts)
        self.body.addWidget(label(legend(), "muted", wrap=True))
        self.body.addStretch(1)
        QShortcut(
            QKeySequence(Qt.Key.Key_Escape),
            self,
            self._leave,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )

    @property
    def leaf(self) -> str:
        """The entry of the licence that is shown."""
        return self.licence.grant.entry.leaf if self.licence is not None else ""

    def begin(self) -> None:
        """Put the focus where one begins."""
        self.back.setFocus()

    def show_licence(self, licence: Licence, ledger: Ledger) -> None:
        """Show a licence and its entries."""
        grant, standing = licence.grant, licence.standing
        if grant.entry.leaf != self.leaf:
            self.verticalScrollBar().setValue(0)
        self.licence = licence
        self.head.say(grant.title, f"Licensed to {grant.licensee}, for {grant.model}")
        token, said = words.state(standing)
        self.state.say(token, f"{said}.")
        self._meaning.setText(f"{words.lasting(licence)}. {words.meaning(standing)}")
        self.end.setEnabled(grant.ended is None)
        self.facts.say(facts(grant))
        self.entries.show_entries(grant, ledger)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's own name
        """Backspace goes back."""
        if event.key() == Qt.Key.Key_Backspace:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _payment(self) -> None:
        assert self.licence is not None
        self._ask(PaymentDialog(self._desk, self.licence, self))

    def _due(self) -> None:
        assert self.licence is not None
        self._ask(DueDialog(self._desk, self.licence, self))

    def _end(self) -> None:
        assert self.licence is not None
        self._ask(EndDialog(self._desk, self.licence, self))

    def _strike(self, item: Item | None) -> None:
        assert self.licence is not None
        self._ask(StrikeDialog(self._desk, self.licence, item, self))

    def _ask(self, dialog: RecordDialog) -> None:
        dialog.accepted.connect(self.changed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def facts(grant: Grant) -> list[tuple[str, str, str]]:
    """Return the terms: name, value, class. All of it is what the writer declared."""
    unsaid, broken = "nothing said", wording.breakable
    return [
        ("To", broken(grant.licensee), "D"),
        ("Script", f"{broken(grant.title)}, draft {grant.number}", "D"),
        ("Model or product", broken(grant.model), "D"),
        ("Purpose", broken(grant.purpose), "D"),
        ("Period", f"{wording.date(grant.start)} to {wording.date(grant.until)}", "D"),
        ("Fee", words.fee(grant), "D"),
        ("Credit", broken(grant.credit) or unsaid, "D"),
        ("Who may check", broken(grant.audit) or unsaid, "D"),
        ("Removal at the end", broken(grant.removal) or unsaid, "D"),
        ("Entry", f"{grant.entry.seq} of log {grant.entry.log[:16]}", "M"),
    ]
