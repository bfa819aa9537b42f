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

    def __init__(self, draft: str, folder: Path, made: Made) -> None:
        super().__init__()
        first = Path(made.copies[0]["path"])
        self.head = Head("", "heading")
        self.head.say(heading(len(made.copies)), f"{draft}, in {folder}")
        self.head.add("Share again", self.again.emit)
        self.show_folder = self.head.add("Show in folder", lambda: show_in_folder(first), "primary")
        self.body.addWidget(self.head)
        self.ended = label(str(made.ended or ""), "text", wrap=True)
        set_state(self.ended, "bad")
        self.ended.setVisible(made.ended is not None)
        self.body.addWidget(self.ended)
        card = Card(margin=0, gap=0)
        for place, copy in enumerate(made.copies):
            if place:
                card.body.addWidget(rule())
            card.body.addWidget(_row(copy["recipient"], copy["copy_id"], Path(copy["path"])))
        self.body.addLayout(column(section("Copies"), card, gap=SMALL))
        self.body.addWidget(label(AFTER, "sub", wrap=True))
        self.body.addStretch(1)
        self.setFocusProxy(self.show_folder)


def heading(count: int) -> str:
    """Return in words how many copies were made."""
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
