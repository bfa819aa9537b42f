"""After sharing: which copies were made, for whom, and where their files are."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from vault.ui.page import Head, ScrolledPage
from vault.ui.share_making import Made
from vault.ui.showing import show_in_folder
from vault.ui.tokens import LARGE, MEDIUM, SMALL
from vault.ui.widgets import Card, ElidedLabel, column, label, row, rule, section, set_state

AFTER = (
    "Each copy is recorded in the vault with its number and its reader. Nothing was sent: the files"
    " are yours to pass on."
)


class Done(ScrolledPage):
    """The list of what was made."""

    again = Signal()
    """More copies are to be made."""
    write = Signal()
    """The files that are missing are to be written."""

    def __init__(self, draft: str, folder: Path, made: Made) -> None:
        super().__init__()
        self.head = Head("", "heading")
        self.head.say(heading(len(made.copies), made.waiting), f"{draft}, in {folder}")
        self.head.add("Share again", self.again.emit)
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
            card.body.addWidget(_row(copy["recipient"], copy["copy_id"], Path(copy["path"])))
        if made.copies:
            self.body.addLayout(column(section("Copies"), card, gap=SMALL))
        self.body.addWidget(label(AFTER, "sub", wrap=True))
        self.body.addStretch(1)


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


def _row(reader: str, number: str, path: Path) -> QWidget:
    made = QWidget()
    across = row(gap=LARGE)
    whom = column(ElidedLabel(reader, "strong"), label(f"Copy {number}", "muted"), gap=2)
    across.addLayout(whom, 2)
    across.addWidget(label(path.name, "sub", wrap=True, select=True), 3)
    across.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
    made.setLayout(across)
    made.setAccessibleName(f"Copy {number} for {reader}: {path.name}")
    return made
