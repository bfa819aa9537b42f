"""A table of facts for people: what, its value, and the letter of its class."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from vault.ui.tokens import LARGE, MEDIUM
from vault.ui.widgets import Card, label

CLASSES = {
    "M": "recorded by the writer’s own computer",
    "T": "attested by a third party",
    "D": "declared by whoever signs, checked by nobody",
}
NAME_WIDTH = 170


class Facts(Card):
    """Rows of a name, a value that can be marked and copied, and M, T or D."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(LARGE)
        self._grid.setVerticalSpacing(MEDIUM - 2)
        self._grid.setColumnMinimumWidth(0, NAME_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self._shown: list[tuple[str, str]] = []
        self.body.addLayout(self._grid)

    def values(self) -> dict[str, str]:
        """Return what is shown: name to value, the last of equal names."""
        return dict(self._shown)

    def say(self, facts: list[tuple[str, str, str]]) -> None:
        """Show these facts: name, value, class letter."""
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        self._shown = [(name, value) for name, value, _ in facts]
        for place, (name, value, letter) in enumerate(facts):
            shown = label(value, "text", wrap=True, select=True)
            shown.setAccessibleName(f"{name}: {value}")
            kind = label(letter, "strong")
            kind.setToolTip(f"{letter}: {CLASSES[letter]}")
            kind.setAccessibleName(CLASSES[letter])
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(label(name, "sub"), place, 0, top)
            self._grid.addWidget(shown, place, 1)
            self._grid.addWidget(kind, place, 2, top)


def legend() -> str:
    """Return what the three letters mean, in one line."""
    return "  ·  ".join(f"{letter}  {meaning}" for letter, meaning in CLASSES.items())
