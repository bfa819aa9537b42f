"""What is recorded of a licence: a payment, an amount due, its end, an entry that was wrong."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from vault.errors import BadInput
from vault.operations.session import Outcome, Session
from vault.prove.statement import Item
from vault.prove.statement_money import Money
from vault.ui import checked_field
from vault.ui import licence_words as words
from vault.ui.checked_field import CheckedField
from vault.ui.desk import Desk
from vault.ui.licence_words import Licence
from vault.ui.record_dialog import RecordDialog

SEALED = "It is sealed as an entry of its own. If it turns out wrong, strike it and enter it again."


class PaymentDialog(RecordDialog):
    """Records a payment that was received."""

    def __init__(self, desk: Desk, licence: Licence, parent: QWidget) -> None:
        super().__init__(desk, parent, "Record a payment", _about(licence), SEALED)
        grant, owed = licence.grant, licence.standing.outstanding
        self._leaf = grant.entry.leaf

        def more(minor: int) -> str:
            over = minor - max(owed.minor, 0)
            over_in_words = Money(over, owed.currency).in_words
            return f"{over_in_words} more than is outstanding" if over > 0 else ""

        check = checked_field.amount("The payment", more, grant.fee.currency)
        proposed = (owed if owed.minor > 0 else grant.fee).in_words
        self.amount = CheckedField("Amount", check, proposed)
        self.day = CheckedField("Received on", self._when(grant.start), self.today.isoformat())
        what = checked_field.words("reason", needed=False)
        self.what = CheckedField("For what, if you like", what, "", "wire, second quarter")
        self.ask(self.amount, self.day)
        self.ask(self.what)
        self.ask_files()
        self.amount.setFocus()
        self.amount.selectAll()

    def _when(self, start: date) -> checked_field.Check:
        """Return a check for the day, which says so where it comes before the licence."""
        known = checked_field.day("The day of the payment", self.today)

        def check(text: str) -> str:
            understood = known(text)
            early = date.fromisoformat(text.strip()) < start
            return "before the licence begins" if early else understood

        return check

    def work(self) -> Callable[[Session], Outcome]:
        """Seal the payment, and the files that show it."""
        leaf, when, amount, what = (
            self._leaf, self.day.text(), self.amount.text(), self.what.text()
        )  # fmt: skip
        files = tuple(self.files)

        def work(session: Session) -> Outcome:
            from vault.operations import granting

            return granting.paid(
                session, grant=leaf, when=when, amount=amount, what=what or None, evidence=files
            )

        return work


class DueDialog(RecordDialog):
    """Records an amount that falls due besides what falls due by itself."""

    def __init__(self, desk: Desk, licence: Licence, parent: QWidget) -> None:
        super().__init__(desk, parent, "Add an amount due", _about(licence), SEALED)
        grant = licence.grant
        self._leaf = grant.entry.leaf
        check = checked_field.amount("The amount", currency=grant.fee.currency)
        self.amount = CheckedField("Amount", check, grant.fee.in_words)
        self.day = CheckedField(
            "It falls due on", checked_field.day("The day"), self.today.isoformat()
        )
        what = checked_field.words("reason", needed=True)
        self.what = CheckedField("For what", what, "", "one more work")
        self.ask(self.amount, self.day)
        self.ask(self.what)
        self.what.setFocus()

    def work(self) -> Callable[[Session], Outcome]:
        """Seal the amount due."""
        leaf, when, amount, what = (
            self._leaf, self.day.text(), self.amount.text(), self.what.text()
        )  # fmt: skip

        def work(session: Session) -> Outcome:
            from vault.operations import granting

            return granting.due(session, grant=leaf, when=when, what=what, amount=amount)

        return work


class EndDialog(RecordDialog):
    """Records that a licence ends before its last day."""

    def __init__(self, desk: Desk, licence: Licence, parent: QWidget) -> None:
        note = f"From that day on nothing falls due any more. {SEALED}"
        super().__init__(desk, parent, "End a licence", _about(licence), note, do="End it")
        self._grant = licence.grant
        day = checked_field.day("The day of the end")
        self.day = CheckedField("It ends on", day, self.today.isoformat())
        reason = checked_field.words("reason", needed=True)
        self.why = CheckedField("Why", reason, "", "bought out")
        self.ask(self.day)
        self.ask(self.why)
        self.ask_files()
        self.why.setFocus()

    def contradiction(self) -> BadInput | None:
        """Say which days are meant."""
        from vault.pipeline import declaring

        first, last = self._grant.start, self._grant.until
        if first <= declaring.day("The day", self.day.text()) <= last:
            return None
        return BadInput(f"This licence lasts from {first} to {last}.", "Give a day between.")

    def work(self) -> Callable[[Session], Outcome]:
        """Seal the end."""
        leaf, when, why = self._grant.entry.leaf, self.day.text(), self.why.text()
        files = tuple(self.files)

        def work(session: Session) -> Outcome:
            from vault.operations import granting

            return granting.end(session, grant=leaf, when=when, why=why, evidence=files)

        return work


class StrikeDialog(RecordDialog):
    """Says that an entry was recorded wrongly, or the whole licence."""

    def __init__(self, desk: Desk, licence: Licence, item: Item | None, parent: QWidget) -> None:
        note = (
            "It stays in the log and counts no more. Strike what was recorded wrongly, never what"
            " has changed since: a licence that is over is ended."
        )
        if item is None:
            about = f"The licence {_about(licence)}, and all that was recorded of it"
        else:
            amount = f"{item.amount.in_words}, " if item.amount.minor else ""
            about = f"Entry {item.entry.seq}: {amount}{item.what}, {words.short(item.on)}"
        super().__init__(desk, parent, "Strike an entry", about, note, do="Strike it")
        self._leaf = (item or licence.grant).entry.leaf
        reason = checked_field.words("reason", needed=True)
        self.why = CheckedField("Why it was wrong", reason, "", "typed wrongly")
        self.ask(self.why)
        self.why.setFocus()

    def work(self) -> Callable[[Session], Outcome]:
        """Seal that the entry counts no more."""
        leaf, why = self._leaf, self.why.text()

        def work(session: Session) -> Outcome:
            from vault.operations import granting

            return granting.strike(session, entry=leaf, why=why)

        return work


def _about(licence: Licence) -> str:
    return f"{licence.grant.licensee}: {licence.subject}"
