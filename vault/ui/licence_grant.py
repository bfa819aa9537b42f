"""Granting a licence to train AI: to whom, on which draft, for which model, how long, which fee."""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from vault.errors import BadInput
from vault.operations.session import Outcome, Session
from vault.prove.statement import later
from vault.ui import checked_field
from vault.ui.checked_field import CheckedField
from vault.ui.desk import Desk
from vault.ui.licence_words import FALLS
from vault.ui.record_dialog import RecordDialog, named
from vault.ui.share_draft import DraftChooser
from vault.ui.tokens import MEDIUM
from vault.ui.widgets import row

WIDTH = 780
NOTE = (
    "Record here what you signed with them. It is sealed as your declaration; nothing is sent, and"
    " nobody is bound by it who has not agreed elsewhere."
)


class GrantDialog(RecordDialog):
    """Asks for the terms; each line is checked as it is typed."""

    granted = Signal(str)
    """The leaf of the entry that holds the licence."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            desk, parent, "Grant a licence", "A licence to train AI, for a fee", NOTE,
            do="Record the licence", width=WIDTH,
        )  # fmt: skip
        today = self.today
        self.draft = DraftChooser()
        self.draft.show_drafts(desk.drafts, desk.chosen)
        self.draft.script.setAccessibleName("Script that is licensed")
        self.draft.number.setAccessibleName("Draft as it stood")
        self.asked.addLayout(named("Script, and the draft as it stood", self.draft))
        self.to = _line("Licensee", _person, "Harrow AI Labs <legal@harrow.example>")
        self.organisation = _line("Company, if it is another", _words("company"))
        self.model = _line("Model or product", _words("model or product", needed=True))
        self.purpose = _line("Purpose", _words("purpose", needed=True), "fine-tuning, in-house")
        self.start = CheckedField(
            "First day", checked_field.day("The first day"), today.isoformat()
        )
        self.until = CheckedField("Last day", checked_field.day("The last day"))
        self._propose_last()
        self.start.textChanged.connect(lambda _text: self._propose_last())
        self.fee = _line("Fee", checked_field.amount("The fee"), "3000.00 USD")
        self.falls = QComboBox()
        self.falls.setAccessibleName("How often the fee falls due")
        for name, words in FALLS.items():
            self.falls.addItem(words, name)
        self.credit = _line("Credit", _words("credit"), "on the model card")
        self.audit = _line("Who may check", _words("audit"), "once a year")
        self.removal = _line("Removal at the end", _words("removal at the end"))
        self.ask(self.to, self.organisation)
        self.ask(self.model, self.purpose)
        self.ask(self.start, self.until)
        self._ask_fee()
        self.ask(self.credit, self.audit, self.removal)
        self.ask_files()
        self.to.setFocus()

    def _propose_last(self) -> None:
        """Propose a year from the first day, until another day is typed."""
        if self.start.error is None and not self.until.touched:
            first = date.fromisoformat(self.start.text().strip())
            self.until.propose((later(first, 12) - timedelta(days=1)).isoformat())

    def _ask_fee(self) -> None:
        across = row(gap=MEDIUM)
        across.addLayout(self.laid(self.fee), 1)
        across.addLayout(named("It falls due", self.falls), 1)
        self.asked.addLayout(across)

    def contradiction(self) -> BadInput | None:
        """Say what is wrong between first and last day."""
        from vault.pipeline import declaring, grants

        first = declaring.day("The first day", self.start.text())
        try:
            grants.check_period(first, declaring.day("The last day", self.until.text()))
        except BadInput as error:
            return error
        return None

    def work(self) -> Callable[[Session], Outcome]:
        """Seal the licence, and the files that show it."""
        draft = self.draft.draft
        assert draft is not None
        given = {
            "to": self.to.text(),
            "organisation": self.organisation.text(),
            "model": self.model.text(),
            "purpose": self.purpose.text(),
            "start": self.start.text(),
            "until": self.until.text(),
            "fee": self.fee.text(),
            "falls": self.falls.currentData(),
            "credit": self.credit.text(),
            "audit": self.audit.text(),
            "removal": self.removal.text(),
        }
        files, reference = tuple(self.files), draft.reference

        def work(session: Session) -> Outcome:
            from vault.operations import granting

            return granting.add(session, draft=reference, evidence=files, **given)

        return work

    def said(self, outcome: Outcome) -> str:
        """Say where it is sealed."""
        [one] = outcome.data["grants"]
        self.granted.emit(one["leaf"])
        return f"The licence to {one['licensee']} is sealed as entry {one['seq']}."


def _line(name: str, check: checked_field.Check, placeholder: str = "") -> CheckedField:
    return CheckedField(name, check, "", placeholder)


def _words(what: str, *, needed: bool = False) -> checked_field.Check:
    return checked_field.words(what, needed=needed)


def _person(text: str) -> str:
    from vault.share.recipients import person

    return person(text).mail
