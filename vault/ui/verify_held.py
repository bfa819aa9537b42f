"""A draft's file that somebody holds, compared with what was sealed."""

from pathlib import Path

from PySide6.QtCore import Signal

from vault.ui.files import open_file
from vault.ui.theme import Theme
from vault.ui.tokens import LARGE, SMALL
from vault.ui.verify_words import Told
from vault.ui.widgets import Card, StateInWords, button, label, row

ASKS = (
    "This file shows what was sealed, and not the draft itself. If you have the draft’s own file,"
    " compare it here."
)
SAME = ("good", "That file is a draft shown here, byte for byte.")
OTHER = ("bad", "That file is not a draft shown here.")


class HeldCard(Card):
    """Offers the comparison where a file shows drafts without their bytes."""

    given = Signal(Path)

    def __init__(self, theme: Theme) -> None:
        super().__init__(gap=SMALL)
        self.compare = button("Compare a draft’s file…")
        self.compare.clicked.connect(lambda _checked: self._choose())
        self.answer = StateInWords(theme)
        self.answer.hide()
        across = row(gap=LARGE)
        across.addWidget(label(ASKS, "sub", wrap=True), 1)
        across.addWidget(self.compare)
        self.body.addLayout(across)
        self.body.addWidget(self.answer)

    def say(self, told: Told, *, compared: bool) -> None:
        """Show what a comparison came to, if one was made."""
        self.answer.setVisible(compared)
        if compared:
            self.answer.say(*(OTHER if content(told) == "fail" else SAME))

    def _choose(self) -> None:
        open_file(self, "Compare a draft’s file", self.given.emit)


def offered(told: Told) -> bool:
    """Whether a draft's file could be compared: its hash is shown, its bytes are not."""
    return content(told) == "not-checked" and any(shown["sha256"] for shown in told["drafts"])


def content(told: Told) -> str:
    """Return the result of the check of the drafts' bytes; empty where there is no such check."""
    return next((str(c["result"]) for c in told["checks"] if c["name"] == "content"), "")
