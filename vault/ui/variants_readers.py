"""How two readers' copies would read at one place."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from vault.screenplay.model import Element
from vault.share.variants import Place
from vault.ui import variants_words as words
from vault.ui.tokens import SMALL
from vault.ui.widgets import column, label, section


class TwoReaders(QWidget):
    """Two lines of the script: with the draft's own words, and with others."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [label("", "mono", wrap=True) for _ in range(2)]
        named = []
        for who, line in zip(("One reader", "Another"), self.lines, strict=True):
            line.setTextFormat(Qt.TextFormat.RichText)  # all that is quoted is escaped
            named.append(column(label(who, "muted"), line, gap=2))
        self.setLayout(column(section("As two copies would read"), *named, gap=SMALL))

    def show_two(self, element: Element, place: Place, own: str, others: Sequence[str]) -> None:
        """Show a place with its own words, and with the first of the others; none: hide it."""
        self.setVisible(bool(others))
        for line, said in zip(self.lines, (own, *others), strict=False):
            line.setText(words.marked(element, place, said))
            line.setAccessibleName(words.quoted(element, place, said))
