"""The report on the page: verdict, drafts, each check by name, signer, what is not shown."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal

from vault import __version__
from vault.ui import verify_words as words
from vault.ui import wording
from vault.ui.bench import Bench
from vault.ui.facts import Facts, legend
from vault.ui.page import Head, ScrolledPage
from vault.ui.theme import Theme
from vault.ui.tokens import SMALL, WIDE
from vault.ui.verify_files import FilesTogether
from vault.ui.verify_held import HeldCard, offered
from vault.ui.verify_rows import Checks, Drafts, Scenes
from vault.ui.verify_signer import SignerCard
from vault.ui.verify_verdict import VerdictCard
from vault.ui.verify_words import Told
from vault.ui.widgets import Item, column, label, row, section

READ, EMPTY = 5, 1
"""How much of the page's width sentences take that are read as text, and what is left beside."""


class ReportView(ScrolledPage):
    """A report. Saying a new one of the same files keeps the place on the page."""

    signer_given = Signal(str)
    """A fingerprint was pasted, to be compared with the one that signed."""

    draft_given = Signal(Path)
    """The file of a draft is at hand, to be compared with what was sealed."""

    def __init__(self, bench: Bench, name: str, told: Told, at: datetime) -> None:
        super().__init__(gap=WIDE)
        # What cannot be broken, such as a very long name, is reached rather than cut off.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.told = told
        self.head = Head(name, "heading")
        self.verdict = VerdictCard(bench.theme)
        self.checks = Checks(bench.theme)
        self.signer = SignerCard(bench.theme)
        self.signer.given.connect(self.signer_given)
        self.held: HeldCard | None = None
        self.body.addLayout(column(self.head, SMALL, self.verdict, gap=SMALL))
        self.files = FilesTogether(bench.theme, told) if "files" in told else None
        if self.files is not None:
            self._part("The files, and the history they show", self.files)
        about = words.facts(told)
        if about:
            facts = Facts()
            facts.say(about)
            self._part("What the copy says of itself", facts, label(legend(), "muted", wrap=True))
        if told["drafts"]:
            self._part("Drafts shown", Drafts(told["drafts"]), *self._held(bench.theme, told))
        if told["scenes"]:
            self._part("Scenes shown alone", Scenes(told["scenes"]))
        self._part("What was checked", self.checks)
        self._part("Who signed", self.signer)
        limits = [label(limit, "sub", wrap=True, select=True) for limit in told["not_shown"]]
        readable = row(gap=0)
        readable.addLayout(column(*limits, gap=SMALL), READ)
        readable.addStretch(EMPTY)
        self._part("What this does not show", readable)
        self.body.addStretch(1)
        self.say(name, told, at)

    def fits(self, told: Told) -> bool:
        """Whether a report differs in its checks alone, and can be said in this one's place."""
        return all(
            told.get(part) == self.told.get(part)
            for part in ("kind", "drafts", "scenes", "not_shown", "copy", "logs")
        )

    def say(self, name: str, told: Told, at: datetime, *, compared: bool = False) -> None:
        """Show a report; ``compared``: a draft's file was at hand when it was made."""
        self.told = told
        self.head.say(name, made(at))
        self.verdict.say(told)
        self.checks.say(told["checks"])
        self.signer.say(told)
        if self.files is not None:
            self.files.say(told)
        if self.held is not None:
            self.held.say(told, compared=compared)

    def _held(self, theme: Theme, told: Told) -> list[Item]:
        """Offer to compare a draft's file where the bytes of the drafts are not in the report."""
        if not offered(told):
            return []
        self.held = HeldCard(theme)
        self.held.given.connect(self.draft_given)
        return [self.held]

    def _part(self, title: str, *items: Item) -> None:
        self.body.addLayout(column(section(title), *items, gap=SMALL))


def made(at: datetime) -> str:
    """Return where, when and by what a report was made."""
    return (
        f"Checked on this computer, without the network, at {wording.utc(at)}"
        f" by Script Vault {__version__}"
    )
