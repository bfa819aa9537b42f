"""The few pieces that pages share: labels by role, buttons, rows and columns, states in words."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from vault.ui.theme import Theme
from vault.ui.tokens import MEDIUM, SMALL

Item = QWidget | QLayout | int | None
"""What stands in a row or column: a widget, a layout, a space in pixels, or what is left over."""

Box = TypeVar("Box", bound=QBoxLayout)


def label(text: str, role: str = "text", *, wrap: bool = False, select: bool = False) -> QLabel:
    """Return a plain-text label in one of the sheet's roles.

    Roles: title, heading, verdict, script, section, text, strong, sub, muted, mono. With ``select``
    its text can be marked and copied, also from the keyboard.
    """
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)  # names of files are shown, never obeyed
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    if select:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        made.setAccessibleName(text)
    return made


def section(text: str) -> QLabel:
    """Return the small heading of a part of a page."""
    made = label(text.upper(), "section")
    made.setAccessibleName(text)
    return made


def set_state(widget: QWidget, state: str) -> None:
    """Give a widget the colour of a state: good, waiting, bad, or none for ``""``."""
    widget.setProperty("state", state)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def button(text: str, role: str = "") -> QPushButton:
    """Return a push button; ``primary`` is the one thing to do next, ``link`` an aside.

    Return presses the one that has the focus; in a dialog otherwise the primary one.
    """
    made = QPushButton(text)
    made.setAutoDefault(True)
    made.setDefault(role == "primary")
    if role:
        made.setProperty("role", role)
    if role == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def row(*items: Item, gap: int = MEDIUM) -> QHBoxLayout:
    """Return a row of widgets."""
    return fill(QHBoxLayout(), *items, gap=gap)


def column(*items: Item, gap: int = SMALL) -> QVBoxLayout:
    """Return a column of widgets."""
    return fill(QVBoxLayout(), *items, gap=gap)


def fill(box: Box, *items: Item, gap: int) -> Box:
    """Put items into a box without margins, and return it."""
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(gap)
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, int):
            box.addSpacing(item)
        elif isinstance(item, QLayout):
            box.addLayout(item)
        else:
            box.addWidget(item)
    return box


def one_of(parent: QObject, buttons: Iterable[QAbstractButton]) -> QButtonGroup:
    """Have buttons exclude one another; Tab comes to the chosen one, the arrow keys to the others.

    By itself Qt's Tab comes to the first one, until one of them has had the focus.
    """
    group = QButtonGroup(parent)

    def follow(one: QAbstractButton, chosen: bool) -> None:
        policy = Qt.FocusPolicy
        one.setFocusPolicy(policy.StrongFocus if chosen else policy.ClickFocus)

    for one in buttons:
        group.addButton(one)
        follow(one, one.isChecked())
    group.buttonToggled.connect(follow)
    return group


def tab_before(widget: QWidget, others: Sequence[QWidget]) -> None:
    """Have the Tab key come to ``others``, in this order, right before it comes to a widget."""
    before = widget.previousInFocusChain()
    assert before is not None  # the chain is a ring
    for other in others:
        QWidget.setTabOrder(before, other)
        before = other


def rule() -> QFrame:
    """Return a hairline between rows."""
    made = QFrame()
    made.setProperty("role", "rule")
    return made


class Card(QFrame):
    """A raised surface with rounded corners; ``body`` takes what lies on it."""

    def __init__(self, *items: Item, margin: int = 16, gap: int = SMALL) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.body = column(*items, gap=gap)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.setLayout(self.body)


class Dot(QWidget):
    """A state's colour, always beside the words that say it."""

    def __init__(self, theme: Theme, state: str = "muted") -> None:
        super().__init__()
        self._theme = theme
        self._state = state
        self.setFixedSize(9, 9)

    def show_state(self, state: str) -> None:
        """Take the colour of a state: good, waiting, bad or muted."""
        self._state = state
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's own name
        """Paint the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(self._state))
        painter.drawEllipse(self.rect())


class StateInWords(QWidget):
    """A state: its dot and its words, in one colour."""

    def __init__(self, theme: Theme, role: str = "text") -> None:
        super().__init__()
        self._dot = Dot(theme)
        self._words = label("", role)
        self.setLayout(row(self._dot, self._words, None, gap=SMALL))

    def say(self, state: str, words: str) -> None:
        """Show a state (good, waiting, bad, muted) and the words for it."""
        self._dot.show_state(state)
        set_state(self._words, state)
        self._words.setText(words)
        self.setAccessibleName(words)


class ElidedLabel(QLabel):
    """A line that ends in … where there is no room; the whole of it is its tooltip."""

    def __init__(self, text: str = "", role: str = "text") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's own name
        """Ask for next to no width, and a line's height."""
        return QSize(24, super().sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's own name
        """Paint as much of the text as there is room for."""
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        self.setToolTip(self.text() if shown != self.text() else "")
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), shown)
