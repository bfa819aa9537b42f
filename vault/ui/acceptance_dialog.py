"""That a reader accepted the terms of a copy: recording it, striking it where it was wrong."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from vault.errors import BadInput
from vault.operations.session import Outcome, Session
from vault.ui import checked_field
from vault.ui.checked_field import CheckedField
from vault.ui.desk import Desk
from vault.ui.files import documents, open_folder
from vault.ui.record_dialog import HappenedDialog, RecordDialog
from vault.ui.share_holders import Holder, which, who
from vault.ui.widgets import button, row

NOTE = (
    "Add the page they signed, or say how they accepted. From then on the terms of this copy are"
    " agreed, not only requested."
)
STRUCK = (
    "What was recorded stays in the log and counts no more. From then on the terms of this copy are"
    " requested, not agreed."
)


class AcceptanceDialog(HappenedDialog):
    """Asks for the day, and for what shows it; the page to be signed can be had here too."""

    HOW_NEEDED = False

    def __init__(self, desk: Desk, holder: Holder, parent: QWidget) -> None:
        self._copy = str(holder["copy_id"])
        about = f"{who(holder)} accepted the terms of {which(holder, 'draft')}"
        super().__init__(desk, parent, "Record an acceptance", about, NOTE)
        self.how.setPlaceholderText("signed on paper, sent back by mail")
        self.page = button("Write the page to be signed…", "link")
        self.page.clicked.connect(
            lambda _checked: open_folder(self, "Folder for the page", self.write_page, documents())
        )
        self.asked.addLayout(row(self.page, None))
        self.add.setFocus()

    def write_page(self, folder: Path) -> None:
        """Write the page by which the reader accepts the terms into a folder."""
        copy = self._copy

        def work(session: Session) -> Outcome:
            from vault.operations import accepting

            return accepting.pages(session, copies=(copy,), output=folder, force=False)

        def written(outcome: Outcome) -> None:
            [page] = outcome.data["pages"]
            self.desk.noticed.emit(f"The page to be signed is {page['path']}.")

        self.desk.read(work, written, self.refuse)

    def work(self) -> Callable[[Session], Outcome]:
        """Record the acceptance."""
        copy, how, when, files = self._copy, self.how.text(), self.day.text(), tuple(self.files)

        def work(session: Session) -> Outcome:
            from vault.operations import accepting

            return accepting.record(session, copy=copy, when=when, how=how or None, evidence=files)

        return work


class StrikeAcceptanceDialog(RecordDialog):
    """Says that an acceptance was recorded wrongly."""

    def __init__(self, desk: Desk, holder: Holder, parent: QWidget) -> None:
        about = f"{who(holder)} did not accept the terms of {which(holder, 'draft')}"
        super().__init__(desk, parent, "Strike an acceptance", about, STRUCK, do="Strike it")
        self._copy = str(holder["copy_id"])
        reason = checked_field.words("reason", needed=True)
        self.why = CheckedField("Why it was wrong", reason, "", "another copy was meant")
        self.ask(self.why)
        self.why.setFocus()

    def work(self) -> Callable[[Session], Outcome]:
        """Seal that the acceptance counts no more."""
        copy, why = self._copy, self.why.text()

        def work(session: Session) -> Outcome:
            from vault.operations import accepting

            known = accepting.acceptances(session).data["acceptances"]
            found = next((one for one in known if one["copy_id"] == copy), None)
            if found is None:
                raise BadInput(f"No acceptance of copy {copy} is recorded any more.")
            return accepting.strike(session, entry=str(found["leaf"]), why=why)

        return work
