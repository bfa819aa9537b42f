"""What a page is made of: its head with title and actions, its scrolled body, the empty page."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from vault.ui.theme import Theme
from vault.ui.tokens import LARGE, MEDIUM, SMALL, WIDE, WIDEST
from vault.ui.widgets import ElidedLabel, Item, button, column, label, row

TOP = 28
ICON = 48
NARROW = 640
"""The width of a column that is to be read, in pixels at 100 %."""


def page(widget: QWidget, *items: Item, gap: int = LARGE) -> QVBoxLayout:
    """Lay a page's items out with its margins, and return the column."""
    widget.setProperty("role", "page")
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    body = column(*items, gap=gap)
    body.setContentsMargins(WIDEST, TOP, WIDEST, LARGE)
    widget.setLayout(body)
    return body


class ScrolledPage(QScrollArea):
    """A page that may be longer than the window; ``body`` takes its parts."""

    def __init__(self, *, gap: int = LARGE) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sheet = QWidget()
        self.body = page(self.sheet, gap=gap)
        self.setWidget(self.sheet)


class Head(QWidget):
    """The top of a page: a large title, a line about it, and what can be done with it."""

    def __init__(self, title: str = "", role: str = "title") -> None:
        super().__init__()
        self._title = ElidedLabel(title, role)
        self._sub = ElidedLabel("", "sub")
        self._actions = row(gap=MEDIUM)
        text = column(self._title, self._sub, gap=2)
        whole = row(gap=WIDE)
        whole.addLayout(text, 1)
        whole.addLayout(self._actions)
        self.setLayout(whole)

    @property
    def title(self) -> str:
        """The title as it stands."""
        return self._title.text()

    def say(self, title: str, sub: str) -> None:
        """Set the title and the line below it."""
        self._title.setText(title)
        self._sub.setText(sub)

    def add(self, text: str, act: Callable[[], object], role: str = "") -> QPushButton:
        """Add an action at the right; ``primary`` is the one to do next."""
        made = button(text, role)
        made.clicked.connect(lambda _checked: act())
        self._actions.addWidget(made)
        return made


class EmptyPage(QWidget):
    """What stands where there is nothing yet: what will appear, and the one next action."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        heading: str,
        text: str,
        action: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme, self._icon = theme, icon
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._heading = label(heading, "verdict", wrap=True)
        self._text = label(text, "sub", wrap=True)
        for line in (self._heading, self._text):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            line.setFixedWidth(440)
        inner = column(self._picture, SMALL, self._heading, self._text, gap=SMALL)
        self.button: QPushButton | None = None
        if action and act is not None:
            self.button = button(action, "primary")
            self.button.clicked.connect(lambda _checked: act())
            inner.addSpacing(LARGE)
            inner.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(column(None, row(None, inner, None), None))
        theme.changed.connect(self._paint_icon)
        self._paint_icon()

    def begin(self) -> None:
        """Put the focus on the one next action, where there is one."""
        (self.button or self).setFocus()

    @property
    def words(self) -> str:
        """What is said, heading and text."""
        return f"{self._heading.text()} {self._text.text()}"

    def say(self, heading: str, text: str) -> None:
        """Say something else."""
        self._heading.setText(heading)
        self._text.setText(text)

    def _paint_icon(self) -> None:
        self._picture.setPixmap(self._theme.icon(self._icon, "muted").pixmap(ICON, ICON))
