"""Recording that a copy was delivered: how, when, on what evidence, and where its memo goes."""

from collections.abc import Callable

from PySide6.QtWidgets import QLayout, QWidget

from vault.errors import VaultError
from vault.operations.session import Outcome, Session
from vault.ui.desk import Desk
from vault.ui.memo_place import MemoPlace
from vault.ui.record_dialog import HappenedDialog
from vault.ui.share_holders import Holder, which, who
from vault.ui.tokens import SMALL
from vault.ui.widgets import button, row

WAYS = ("by e-mail", "by mail", "by hand", "by upload")
NOTE = (
    "What you say is sealed as your declaration. A memo of it is written for your papers; nothing"
    " is sent."
)


class DeliveryDialog(HappenedDialog):
    """Two clicks where what is proposed is right: the row's button, and Record."""

    def __init__(self, desk: Desk, holder: Holder, parent: QWidget) -> None:
        self._copy = str(holder["copy_id"])
        about = f"{which(holder)}, to {who(holder)}"
        super().__init__(desk, parent, "Record a delivery", about, NOTE)
        self.how.setText(WAYS[0])
        self.memo = MemoPlace(f"Delivery memo {self._copy}.pdf")
        self.asked.addLayout(self.memo.named())

    def more_about_how(self) -> list[QLayout]:
        """Offer the usual ways; any other can be typed."""
        offered = row(gap=SMALL)
        for way in WAYS:
            made = button(way, "link")
            made.clicked.connect(lambda _checked, way=way: self.how.setText(way))
            offered.addWidget(made)
        offered.addStretch(1)
        return [offered]

    def work(self) -> Callable[[Session], Outcome]:
        """Record the delivery, and write its memo."""
        copy, how, when = self._copy, self.how.text(), self.day.text()
        files, place = tuple(self.files), self.memo.place

        def work(session: Session) -> Outcome:
            from vault.operations import delivering

            try:
                return delivering.deliver(
                    session, copy=copy, how=how, when=when, evidence=files, output=place
                )
            except VaultError as error:
                if not is_recorded(session, "copy_id", copy):
                    raise
                return Outcome({}, [error.message])  # a second record would be a second delivery

        return work


def is_recorded(session: Session, name: str, value: str) -> bool:
    """Tell whether a delivery is recorded of this copy, or one that amends this entry."""
    from vault.operations import delivering

    holders = delivering.holders(session, script=None).data["holders"]
    return any(one[name] == value and one["delivered"] for one in holders)
