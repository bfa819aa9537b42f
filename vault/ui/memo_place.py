"""Where the memo of a delivery goes: a place that is proposed, and can be changed."""

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vault.ui.export_dialog import free
from vault.ui.files import documents, save_as
from vault.ui.tokens import MEDIUM, SMALL
from vault.ui.widgets import ElidedLabel, button, column, label, row


class MemoPlace(QWidget):
    """A path that ends in … where there is no room for it, and the button that changes it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.place = free(documents() / name)
        self._shown = ElidedLabel(str(self.place), "text")
        self.change = button("Change…")
        self.change.setAccessibleName("Change where the memo goes")
        self.change.clicked.connect(
            lambda _checked: save_as(self, "Save the memo", self.place, self.put_at)
        )
        across = row(gap=MEDIUM)
        across.addWidget(self._shown, 1)
        across.addWidget(self.change)
        self.setLayout(across)

    def put_at(self, place: Path) -> None:
        """Write the memo there."""
        self.place = place
        self._shown.setText(str(place))

    def named(self) -> QVBoxLayout:
        """Return it below its name."""
        return column(label("Memo", "muted"), self, gap=SMALL // 2)
