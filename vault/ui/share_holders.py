"""Who holds what: the readers of a script, on which terms, and what is known of each delivery."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from vault.licence.presets import PRESETS, asks
from vault.licence.record import AGREED
from vault.ui import wording
from vault.ui.tokens import LARGE, MEDIUM, SMALL, TIGHT
from vault.ui.widgets import Card, ElidedLabel, button, column, label, row, rule, set_state

FIRST, MORE = 6, 100
"""How many are listed at first, and how many come with each press of the button."""

NOBODY = "No copy of this script was made and no delivery recorded yet."
UNDELIVERED = "No delivery recorded"
SENTENCES = {preset.id: preset.sentence for preset in PRESETS}

Holder = Mapping[str, Any]


class Holders(Card):
    """A row for each copy that was made and each delivery that was recorded of one script."""

    delivered = Signal(object)
    """The delivery of this holder's copy is to be recorded."""
    accepted = Signal(object)
    """That this holder accepted the terms is to be recorded."""
    struck = Signal(object)
    """That this holder accepted the terms was recorded wrongly."""
    answered = Signal(object)
    """What this holder answered to a delivery is to be recorded."""
    amended = Signal(object)
    """The delivery to this holder is to be said anew."""

    def __init__(self) -> None:
        super().__init__(margin=0, gap=0)
        self._holders: Sequence[Holder] = ()
        self.rows: list[HolderRow] = []
        self._nobody = label(NOBODY, "sub", wrap=True)
        self._nobody.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        self._listed = column(gap=0)
        self.more = button("", "link")
        self.more.clicked.connect(lambda _checked: self._show(MORE))
        below = row(self.more, None)
        below.setContentsMargins(MEDIUM, TIGHT, MEDIUM, TIGHT)
        self._below = QWidget()
        self._below.setLayout(below)
        self.body.addWidget(self._nobody)
        self.body.addLayout(self._listed)
        self.body.addWidget(self._below)
        self.show_holders(())

    def show_holders(self, holders: Sequence[Holder]) -> None:
        """Show these, the newest first."""
        self._holders = holders[::-1]
        while (item := self._listed.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        self._nobody.setVisible(not holders)
        self._show(FIRST)

    def _show(self, count: int) -> None:
        for holder in self._holders[len(self.rows) : len(self.rows) + count]:
            if self.rows:
                self._listed.addWidget(rule())
            made = HolderRow(holder)
            for link, signal in (
                (made.deliver, self.delivered),
                (made.answer, self.answered),
                (made.accept, self.accepted),
                (made.strike, self.struck),
                (made.amend, self.amended),
            ):
                link.clicked.connect(lambda _checked, to=signal, one=holder: to.emit(one))
            self.rows.append(made)
            self._listed.addWidget(made)
        left = len(self._holders) - len(self.rows)
        self._below.setVisible(left > 0)
        self.more.setText(f"Show {min(left, MORE)} more of {len(self._holders):,}")


class HolderRow(QWidget):
    """One reader: what they have, on what terms, since when; and what can be recorded."""

    def __init__(self, holder: Holder) -> None:
        super().__init__()
        whom, what = who(holder), which(holder)
        # A line each: the number of a copy is not to be broken.
        parts = [part[:1].upper() + part[1:] for part in what.split(", ")]
        copied, delivered = bool(holder["copy_id"]), holder["delivered"] is not None
        to_accept = copied and holder["status"] != AGREED and asks(holder["licence"])
        self.deliver = _link("Record delivery…", f"Record the delivery of {what} to {whom}")
        self.deliver.setVisible(copied and not delivered)
        self.answer = _link("They answered…", f"Record what {whom} answered about {what}")
        self.answer.setVisible(delivered and not holder["acknowledged"])
        self.accept = _link("Accepted…", f"Record that {whom} accepted the terms of {what}")
        self.accept.setVisible(to_accept)
        self.strike = _link("Not accepted…", f"Strike that {whom} accepted the terms of {what}")
        self.strike.setVisible(copied and holder["status"] == AGREED)
        self.amend = _link("Amend…", f"Amend the delivery of {what} to {whom}")
        self.amend.setVisible(delivered)
        self.terms = label(terms(holder), "sub", wrap=True)
        said = status(holder)
        self.status = label(said.capitalize(), "sub", wrap=True)
        set_state(self.status, "good" if holder["status"] == AGREED else "")
        self.status.setVisible(bool(said))
        self.delivery = label(delivery(holder), "sub", wrap=True)
        set_state(self.delivery, "waiting" if holder["delivered"] is None else "")
        left = column(ElidedLabel(whom, "strong"), label("\n".join(parts), "muted"), None, gap=2)
        middle = column(self.terms, self.status, self.delivery, None, gap=2)
        right = column(gap=2)
        for link in (self.deliver, self.answer, self.accept, self.strike, self.amend):
            right.addWidget(link, 0, Qt.AlignmentFlag.AlignRight)
        right.addStretch(1)
        right.addStrut(self.deliver.sizeHint().width())  # the same in every row
        across = row(gap=LARGE)
        across.addLayout(left, 5)
        across.addLayout(middle, 6)
        across.addLayout(right)
        across.setContentsMargins(LARGE, MEDIUM, SMALL, MEDIUM)
        self.setLayout(across)
        parts = [whom, what, terms(holder), said, delivery(holder)]
        self.setAccessibleName("; ".join(filter(None, parts)))


def _link(text: str, name: str) -> QPushButton:
    made = button(text, "link")
    made.setAccessibleName(name)
    return made


def who(holder: Holder) -> str:
    """Return the reader's name, and for whom they read."""
    return ", ".join(filter(None, (holder["recipient"], holder["organisation"])))


def which(holder: Holder, draft: str = "Draft") -> str:
    """Return the draft, and the copy where there is one; ``draft`` is the word for it."""
    copy = f", copy {holder['copy_id']}" if holder["copy_id"] else ""
    return f"{draft} {holder['number']}{copy}"


def terms(holder: Holder) -> str:
    """Return the terms a reader was given."""
    sentence = SENTENCES.get(holder["licence"] or "", holder["licence"] or "")
    return "; ".join(filter(None, (sentence, holder["terms"]))) or "No terms stated"


def status(holder: Holder) -> str:
    """Return whether the terms are agreed; nothing for terms that ask for no agreement."""
    known = str(holder["status"] or "")
    return known if known == AGREED or asks(holder["licence"]) else ""


def delivery(holder: Holder) -> str:
    """Return when and how it was delivered, and what the reader answered."""
    if holder["delivered"] is None:
        return UNDELIVERED
    on = wording.date(datetime.fromisoformat(holder["delivered"]))
    answer = holder["acknowledged"]
    answered = f"acknowledged: {answer}" if answer else "no answer recorded"
    return f"Delivered {on}, {holder['how']}; {answered}"
