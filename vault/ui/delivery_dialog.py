"""Recording that a copy was delivered: how, when, on what evidence, and where its memo goes."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from vault.errors import VaultError
from vault.operations.session import Outcome, Session
from vault.ui.desk import Desk
from vault.ui.export_dialog import free
from vault.ui.files import documents, save_as
from vault.ui.record_dialog import RecordDialog
from vault.ui.share_holders import Holder, which, who
from vault.ui.tokens import MEDIUM, SMALL
from vault.ui.widgets import ElidedLabel, Item, button, column, label, row

WAYS = ("by e-mail", "by mail", "by hand", "by upload")
NOTE = (
    "What you say is sealed as your declaration. A memo of it is written for your papers; nothing"
    " is sent."
)


class DeliveryDialog(RecordDialog):
    """Two clicks where what is proposed is right: the row's button, and Record."""

    def __init__(self, desk: Desk, holder: Holder, parent: QWidget) -> None:
        self._copy = str(holder["copy_id"])
        self.place = free(documents() / f"Delivery memo {self._copy}.pdf")
        self.memo = ElidedLabel(str(self.place), "text")
        about = f"{which(holder)}, to {who(holder)}"
        super().__init__(desk, parent, "Record a delivery", about, NOTE)
        self.how.setText(WAYS[0])

    def more_about_how(self) -> list[Item]:
        """Offer the usual ways; any other can be typed."""
        offered = row(gap=SMALL)
        for way in WAYS:
            made = button(way, "link")
            made.clicked.connect(lambda _checked, way=way: self.how.setText(way))
            offered.addWidget(made)
        offered.addStretch(1)
        return [offered]

    def more(self) -> list[Item]:
        """Ask where the memo goes."""
        change = button("Change…")
        change.clicked.connect(
            lambda _checked: save_as(self, "Save the memo", self.place, self.put_at)
        )
        across = row(gap=MEDIUM)
        across.addWidget(self.memo, 1)
        across.addWidget(change)
        return [column(label("Memo", "muted"), across, gap=SMALL // 2)]

    def put_at(self, place: Path) -> None:
        """Write the memo there."""
        self.place = place
        self.memo.setText(str(place))

    def work(self) -> Callable[[Session], Outcome]:
        """Record the delivery, and write its memo."""
        copy, how, when = self._copy, self.how.text(), self.day.text()
        files, place = tuple(self.files), self.place

        def work(session: Session) -> Outcome:
            from vault.operations import delivering

            try:
                return delivering.deliver(
                    session, copy=copy, how=how, when=when, evidence=files, output=place
                )
            except VaultError as error:
                if not _is_recorded(session, copy):
                    raise
                return Outcome({}, [error.message])  # a second record would be a second delivery

        return work


def _is_recorded(session: Session, copy: str) -> bool:
    from vault.operations import delivering

    holders = delivering.holders(session, script=None).data["holders"]
    return any(one["copy_id"] == copy and one["delivered"] for one in holders)
