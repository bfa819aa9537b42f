"""After sharing: which copies were made, for whom, and where their files are."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from vault.licence.presets import asks
from vault.ui.page import Head, ScrolledPage
from vault.ui.share_making import Made
from vault.ui.showing import show_in_folder
from vault.ui.tokens import LARGE, MEDIUM, SMALL
from vault.ui.widgets import Card, ElidedLabel, button, column, label, row, rule, section, set_state

AFTER = (
    "Each copy is recorded in the vault with its number and its reader. Nothing was sent: the files"
    " are yours to pass on. When you have, record the delivery here."
)


class Done(ScrolledPage):
    """The list of what was made."""

    again = Signal()
    """More copies are to be made."""
    write = Signal()
    """The files that are missing are to be written."""
    pages = Signal()
    """The pages by which the readers accept the terms are to be written."""
    delivered = Signal(object)
    """The delivery of this copy is to be recorded."""

    def __init__(self, draft: str, folder: Path, made: Made) -> None:
        super().__init__()
        self.numbers = [str(copy["copy_id"]) for copy in made.copies]
        self.links: dict[str, QPushButton] = {}
        self.head = Head("", "heading")
        self.head.say(heading(len(made.copies), made.waiting), f"{draft}, in {folder}")
        self.head.add("Share again", self.again.emit)
        self.accept = self.head.add("Acceptance pages…", self.pages.emit)
        to_accept = all(asks(copy["licence"]) for copy in made.copies)
        self.accept.setVisible(bool(made.copies) and not made.waiting and to_accept)
        if made.waiting:
            self.next = self.head.add("Write the files…", self.write.emit, "primary")
        else:
            first = Path(made.copies[0]["path"])
            self.next = self.head.add("Show in folder", lambda: show_in_folder(first), "primary")
        self.body.addWidget(self.head)
        self.ended = label(_why(made), "text", wrap=True)
        set_state(self.ended, "bad")
        self.ended.setVisible(made.ended is not None)
        self.body.addWidget(self.ended)
        card = Card(margin=0, gap=0)
        for place, copy in enumerate(made.copies):
            if place:
                card.body.addWidget(rule())
            card.body.addWidget(self._row(copy))
        if made.copies:
            self.body.addLayout(column(section("Copies"), card, gap=SMALL))
        self.body.addWidget(label(AFTER, "sub", wrap=True))
        self.body.addStretch(1)

    def say_delivered(self, number: str) -> None:
        """Say that the delivery of a copy is recorded, and ask for it no more."""
        link = self.links[number]
        link.setText("Delivery recorded")
        link.setAccessibleName(f"The delivery of copy {number} is recorded")
        link.setEnabled(False)

    def _row(self, copy: Mapping[str, Any]) -> QWidget:
        reader, number, path = copy["recipient"], copy["copy_id"], Path(copy["path"])
        made = QWidget()
        link = button("Record delivery…", "link")
        link.setAccessibleName(f"Record the delivery of copy {number} to {reader}")
        link.clicked.connect(lambda _checked: self.delivered.emit(copy))
        self.links[number] = link
        across = row(gap=LARGE)
        whom = column(ElidedLabel(reader, "strong"), label(f"Copy {number}", "muted"), gap=2)
        across.addLayout(whom, 2)
        across.addWidget(label(path.name, "sub", wrap=True, select=True), 3)
        across.addWidget(link)
        across.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        made.setLayout(across)
        made.setAccessibleName(f"Copy {number} for {reader}: {path.name}")
        return made


def _why(made: Made) -> str:
    """Return why it ended early, and what to do about it here."""
    if made.ended is None:
        return ""
    if made.waiting:
        return f"{made.ended.message} When that is mended, write the files: the button is above."
    return str(made.ended)


def heading(count: int, waiting: int = 0) -> str:
    """Return in words how many copies were made, or are recorded and wait for their files."""
    if waiting:
        made = "1 copy is" if waiting == 1 else f"{waiting:,} copies are"
        return f"{made} recorded, and not all files are written"
    return "1 copy was made" if count == 1 else f"{count:,} copies were made"
