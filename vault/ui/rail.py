"""The rail at the left: one button a page, an icon and a word each."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton

from vault.ui.pages import PageRow
from vault.ui.theme import Theme
from vault.ui.tokens import MEDIUM, SMALL, TIGHT
from vault.ui.widgets import column, one_of

WIDTH = 84


class Rail(QFrame):
    """The pages; arrow keys move along it, Enter or space goes to a page."""

    asked = Signal(str)

    def __init__(self, theme: Theme, pages: Sequence[PageRow]) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.setFixedWidth(theme.faces.px(WIDTH))
        self._theme = theme
        self._buttons = {page.name: self._button(page) for page in pages}
        one_of(self, self._buttons.values())
        above = [self._buttons[page.name] for page in pages if not page.below]
        below = [self._buttons[page.name] for page in pages if page.below]
        body = column(*above, None, *below, gap=TIGHT)
        body.setContentsMargins(SMALL, MEDIUM, SMALL, MEDIUM)
        self.setLayout(body)
        theme.changed.connect(self._paint_icons)
        self._pages = pages
        self._paint_icons()

    def show_page(self, name: str) -> None:
        """Mark the page that is shown."""
        self._buttons[name].setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's own name
        """Move along the rail."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        buttons = list(self._buttons.values())
        here = next((place for place, b in enumerate(buttons) if b.hasFocus()), None)
        key = Qt.Key(event.key())
        if here is None or key not in steps:
            super().keyPressEvent(event)
            return
        buttons[(here + steps[key]) % len(buttons)].setFocus()

    def _button(self, page: PageRow) -> QToolButton:
        made = QToolButton()
        made.setProperty("role", "rail")
        made.setText(page.title)
        made.setAccessibleName(page.title)
        made.setToolTip(f"{page.title} ({page.shortcut})")
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setIconSize(QSize(20, 20))
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setFixedHeight(self._theme.faces.px(54))
        made.clicked.connect(lambda _checked: self.asked.emit(page.name))
        return made

    def _paint_icons(self) -> None:
        for page in self._pages:
            self._buttons[page.name].setIcon(self._theme.icon(page.icon, "muted", chosen="accent"))
