"""Where a file to be checked is dropped or chosen, and what is said when it cannot be checked."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget

from vault.ui.page import ICON
from vault.ui.theme import Theme
from vault.ui.tokens import CARD_RADIUS, LARGE, SMALL, WIDE
from vault.ui.widgets import button, column, label, row, set_state

WIDTH = 560
DASHES = [4, 4]

ASKS = "Drop a file here to check it"
TAKES = (
    "A proof bundle (.zip), a certificate or a licensed copy (.pdf). It is checked on this computer"
    " and nothing is sent. No vault is needed, and no account."
)
SEVERAL = "Drop several, handed out at different times, to see whether they are one history."


class DropZone(QWidget):
    """The framed middle of an empty Verify page."""

    wanted = Signal()
    """A file is to be chosen in the platform's own dialog."""
    stopped = Signal()
    """The check under way is not wanted any more."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._over = False
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._heading = label(ASKS, "verdict", wrap=True)
        self._text = label(f"{TAKES}\n\n{SEVERAL}", "sub", wrap=True)
        self.error = label("", "text", wrap=True)
        set_state(self.error, "bad")
        for line in (self._heading, self._text, self.error):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._moves = QProgressBar()
        self._moves.setRange(0, 0)
        self._moves.setTextVisible(False)
        self._moves.setAccessibleName("Checking")
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
        """Wait for a file; say why the last one could not be checked."""
        self._heading.setText(ASKS)
        self._text.show()
        self.error.setText(error)
        self.error.setVisible(bool(error))
        self._moves.hide()
        self.stop.hide()
        self.choose.show()

    def check(self, name: str) -> None:
        """Say that a file is being checked."""
        self._heading.setText(f"Checking {name}")
        for part in (self._text, self.error, self.choose):
            part.hide()
        self._moves.show()
        self.stop.show()

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
        self._picture.setPixmap(self._theme.icon("verify", "muted").pixmap(ICON, ICON))
