"""Asked before a choice of words is left that was changed and not kept."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from vault.ui.tokens import LARGE, MEDIUM, SMALL, WIDE
from vault.ui.widgets import button, column, label, row


class LeavingDialog(QDialog):
    """Keep it, leave it as it was, or go on; Escape goes on."""

    def __init__(
        self,
        parent: QWidget,
        said: str,
        keep: Callable[[], object],
        leave: Callable[[], object],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keep this wording?")
        self.keep = button("Keep it", "primary")
        self.leave = button("Leave it as it was")
        self.stay = button("Go on choosing")
        for one, act in ((self.keep, keep), (self.leave, leave), (self.stay, None)):
            one.clicked.connect(lambda _checked, act=act: self._end(act))
        body = column(
            label("This wording is not kept yet.", "strong"),
            label(f"{said}. Until it is kept, none of it is sealed.", "text", wrap=True),
            SMALL,
            row(None, self.stay, self.leave, self.keep, gap=MEDIUM),
            gap=SMALL,
        )
        body.setContentsMargins(WIDE, LARGE, WIDE, LARGE)
        self.setLayout(body)
        self.keep.setFocus()

    def _end(self, act: Callable[[], object] | None) -> None:
        self.accept()
        if act is not None:
            act()
