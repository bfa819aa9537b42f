"""Recording that a reader accepted the terms of a copy: on which day, and the page they signed."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from vault.operations.session import Outcome, Session
from vault.ui.desk import Desk
from vault.ui.record_dialog import RecordDialog
from vault.ui.share_holders import Holder, which, who

NOTE = (
    "Add the page they signed, or say how they accepted. From then on the terms of this copy are"
    " agreed, not only requested."
)


class AcceptanceDialog(RecordDialog):
    """Asks for the day, and for what shows it."""

    def __init__(self, desk: Desk, holder: Holder, parent: QWidget) -> None:
        self._copy = str(holder["copy_id"])
        about = f"{who(holder)} accepted the terms of {which(holder, 'draft')}"
        super().__init__(desk, parent, "Record an acceptance", about, NOTE)
        self.how.setPlaceholderText("signed on paper, sent back by mail")
        self.add.setFocus()

    def work(self) -> Callable[[Session], Outcome]:
        """Record the acceptance."""
        copy, how, when, files = self._copy, self.how.text(), self.day.text(), tuple(self.files)

        def work(session: Session) -> Outcome:
            from vault.operations import accepting

            return accepting.record(session, copy=copy, when=when, how=how or None, evidence=files)

        return work
