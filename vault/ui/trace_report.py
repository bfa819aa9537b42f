"""What came of a trace: a card for each copy that is named, or the one that says none is."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal

from vault import __version__
from vault.ui import trace_words as words
from vault.ui import wording
from vault.ui.page import Head, ScrolledPage
from vault.ui.theme import Theme
from vault.ui.tokens import SMALL, WIDE
from vault.ui.trace_rows import Found, NothingFound
from vault.ui.trace_words import Told
from vault.ui.widgets import column, label, row, section

READ, EMPTY = 5, 1
"""How much of the page's width sentences take that are read as text, and what is left beside."""


class TraceReport(ScrolledPage):
    """The findings over the files that were traced together, the strongest first."""

    wanted = Signal()
    """Other files are to be traced."""
    kept = Signal()
    """A report on this is to be written."""
    beside = Signal(int)
    """The pages of a match, counted from 0, are to be seen side by side."""

    def __init__(self, theme: Theme, name: str, told: Told, at: datetime) -> None:
        super().__init__(gap=WIDE)
        self.told = told
        self.head = Head(name, "heading")
        self.head.say(name, made(at))
        self.save = self.head.add("Save report…", self.kept.emit)
        self.again = self.head.add("Trace other files…", self.wanted.emit)
        self.found = [Found(theme, match, told["tried"]) for match in told["matches"]]
        for number, one in enumerate(self.found):
            one.wanted.connect(partial(self.beside.emit, number))
        self.nothing = None if self.found else NothingFound(theme, told)
        self.body.addWidget(self.head)
        for part in self.found:
            self.body.addWidget(part)
        if self.nothing is not None:
            self.body.addWidget(self.nothing)
        self._say("To be known besides", words.besides(told))
        self._say("What this does not show", [words.limit(told)])
        self.body.addStretch(1)

    def _say(self, title: str, sentences: list[str]) -> None:
        if not sentences:
            return
        said = [label(one, "sub", wrap=True, select=True) for one in sentences]
        readable = row(gap=0)
        readable.addLayout(column(*said, gap=SMALL), READ)
        readable.addStretch(EMPTY)
        self.body.addLayout(column(section(title), readable, gap=SMALL))


def made(at: datetime) -> str:
    """Return where, when and by what the files were traced."""
    return (
        f"Traced on this computer, without the network, at {wording.utc(at)}"
        f" by Script Vault {__version__}"
    )
