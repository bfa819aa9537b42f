"""Where files are dropped or chosen, and what is said while they are looked at or turned away."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget

from vault.ui.page import ICON
from vault.ui.theme import Theme
from vault.ui.tokens import CARD_RADIUS, LARGE, SMALL, WIDE
from vault.ui.widgets import button, column, label, row, set_state

WIDTH = 560
DASHES = [4, 4]


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a page that takes files says of itself."""

    asks: str
    takes: str
    doing: str
    """What is done to a file, before its name: ``Checking``."""
    icon: str
    title: str
    """Of the dialog in which files are chosen."""
    kinds: str
    """The files that are offered there, as Qt's filter."""


class DropZone(QWidget):
    """The framed middle of an empty page that takes files."""

    wanted = Signal()
    """A file is to be chosen in the platform's own dialog."""
    stopped = Signal()
    """What is under way is not wanted any more."""

    def __init__(self, theme: Theme, invites: Invitation) -> None:
        super().__init__()
        self._theme = theme
        self._invites = invites
        self._over = False
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._heading = label(invites.asks, "verdict", wrap=True)
        self._text = label(invites.takes, "sub", wrap=True)
        self.error = label("", "text", wrap=True)
        set_state(self.error, "bad")
        self.step = label("", "sub", wrap=True)
        for line in (self._heading, self._text, self.error, self.step):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._moves = QProgressBar()
        self._moves.setTextVisible(False)
        self._moves.setAccessibleName(invites.doing)
        self.choose = button("Choose files…", "primary")
        self.choose.clicked.connect(lambda _checked: self.wanted.emit())
        self.stop = button("Stop")
        self.stop.clicked.connect(lambda _checked: self.stopped.emit())
        body = column(
            self._picture,
            SMALL,
            self._heading,
            self._text,
            self.error,
            self.step,
            self._moves,
            LARGE,
            row(None, self.choose, self.stop, None),
            gap=SMALL,
        )
        body.setContentsMargins(WIDE * 2, WIDE * 2, WIDE * 2, WIDE * 2)
        self.setLayout(body)
        self.setFixedWidth(theme.faces.px(WIDTH))
        theme.changed.connect(self._paint_icon)
        self._paint_icon()
        self.wait("")

    def wait(self, error: str) -> None:
        """Wait for files; say why the last ones could not be taken."""
        self._heading.setText(self._invites.asks)
        self._text.show()
        self.error.setText(error)
        self.error.setVisible(bool(error))
        self.step.hide()
        self._moves.hide()
        self.stop.hide()
        self.choose.show()

    def begin(self, name: str) -> None:
        """Say that a file is being looked at; how long it takes is not known yet."""
        self._heading.setText(f"{self._invites.doing} {name}")
        for part in (self._text, self.error, self.choose):
            part.hide()
        self._moves.setRange(0, 0)
        self._moves.show()
        self.stop.show()

    def go_on(self, words: str, done: int, of: int) -> None:
        """Say how far it is, and what is done just now."""
        self._moves.setRange(0, of)
        self._moves.setValue(done)
        self.step.setText(words)
        self.step.show()

    def light(self, over: bool) -> None:
        """Show that what is dragged can be dropped here."""
        self._over = over
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's own name
        """Paint the frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.colour("accent" if self._over else "edge"), 1.5)
        pen.setDashPattern(DASHES)
        painter.setPen(pen)
        painter.setBrush(self._theme.colour("selection" if self._over else "surface"))
        inside = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(inside, CARD_RADIUS, CARD_RADIUS)

    def _paint_icon(self) -> None:
        icon = self._theme.icon(self._invites.icon, "muted")
        self._picture.setPixmap(icon.pixmap(ICON, ICON))
