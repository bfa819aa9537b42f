"""In the form of a share: whether words differ from copy to copy, and the way to choose them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from vault.share.variants import Site
from vault.ui import variants_words as words
from vault.ui.tokens import LARGE, TIGHT
from vault.ui.widgets import Card, button, column, label, row

NONE = "Words you choose can differ, so that a retyped passage leads back to its copy."
BEFORE = "Draft {} has a wording. It can be taken over for this one."
SOME = "A retyped passage leads back to its copy. Without them, the copies read as the draft does."
UNFIT = "This wording does not fit the draft's pages any more. Choose it anew."


class WordingLine(Card):
    """The wording of the chosen draft, used for its copies unless that is switched off."""

    changed = Signal()
    """The wording is used, or is not."""
    wanted = Signal()
    """The wording is to be chosen."""

    def __init__(self) -> None:
        super().__init__(gap=TIGHT)
        self.said = label("", "text", wrap=True)
        self._meaning = label("", "muted", wrap=True)
        self.choose = button("Choose wording…")
        self.choose.clicked.connect(lambda _checked: self.wanted.emit())
        self.use = QCheckBox("Use it for these copies")
        self.use.toggled.connect(lambda _on: self.changed.emit())
        across = row(gap=LARGE)
        across.addLayout(column(self.said, self._meaning, gap=2), 1)
        across.addWidget(self.choose)
        self.body.addLayout(across)
        self.body.addWidget(self.use)
        self.wait()

    @property
    def meaning(self) -> str:
        """What is said about it."""
        return self._meaning.text()

    @property
    def used(self) -> bool:
        """Whether the copies are to have the chosen wording."""
        return self.use.isChecked()

    def wait(self) -> None:
        """Show nothing of a draft that is not read yet, or cannot be."""
        self.show_sites(())
        self.choose.setEnabled(False)

    def show_sites(
        self, sites: Sequence[Site], *, fits: bool = True, before: int | None = None
    ) -> None:
        """Show what is chosen for a draft, or that draft ``before`` has what can be taken over."""
        self.said.setText(f"{words.differ(sites)}.")
        none = NONE if before is None else BEFORE.format(before)
        self._meaning.setText((SOME if fits else UNFIT) if sites else none)
        self.choose.setEnabled(True)
        self.use.setVisible(bool(sites))
        self.use.blockSignals(True)
        self.use.setChecked(bool(sites) and fits)
        self.use.setEnabled(fits)
        self.use.blockSignals(False)
