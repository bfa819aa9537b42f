"""In the form of a share: signs without width among the words, for who asks for them."""

from PySide6.QtWidgets import QCheckBox, QWidget

from vault.ui.tokens import SMALL, TIGHT
from vault.ui.widgets import Card, column, label, section

MEANING = (
    "Text that is pasted leads back to its copy by them. Retyping ends them, any program can take"
    " them out, and readers who compare their copies find them. In some countries there are patents"
    " on such marks: ask before you rely on them."
)


class Signs(QWidget):
    """The question whether copies have signs without width; no, until somebody says yes."""

    def __init__(self) -> None:
        super().__init__()
        self.use = QCheckBox("Put invisible signs among the words")
        card = Card(gap=TIGHT)
        card.body.addWidget(self.use)
        card.body.addWidget(label(MEANING, "muted", wrap=True))
        self.setLayout(column(section("Pasted text"), card, gap=SMALL))

    @property
    def used(self) -> bool:
        """Whether the copies are to have them."""
        return self.use.isChecked()
