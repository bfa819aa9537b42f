"""The verdict: its one line, what it means, the key that signed."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QLabel

from vault.ui import verify_words as words
from vault.ui import wording
from vault.ui.theme import Theme
from vault.ui.tokens import CARD_RADIUS, TIGHT, WIDE
from vault.ui.verify_words import Told
from vault.ui.widgets import Card, column, label, row

STRIPE = 5
ICON = 44


class VerdictCard(Card):
    """A card with the verdict's colour down its left edge; the words say it first."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(margin=WIDE)
        self._theme = theme
        self._verdict = "incomplete"
        self._picture = QLabel()
        self.heading = label("", "verdict", wrap=True, select=True)
        self.meaning = label("", "text", wrap=True, select=True)
        self.signer = label("", "sub", wrap=True)
        across = row(self._picture, gap=WIDE)
        across.addLayout(column(self.heading, self.meaning, self.signer, gap=TIGHT), 1)
        self.body.addLayout(across)
        theme.changed.connect(self._paint_icon)

    def say(self, told: Told) -> None:
        """Show a report's verdict."""
        said = words.verdict(told)
        self._verdict = said.name
        for place, text in ((self.heading, said.heading), (self.meaning, said.meaning)):
            place.setText(text)
            place.setAccessibleName(text)
        self.signer.setText(signed(told))
        self._paint_icon()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's own name
        """Paint the card and its stripe."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = QPainterPath()
        inside.addRoundedRect(QRectF(self.rect()), CARD_RADIUS, CARD_RADIUS)
        painter.setClipPath(inside)
        painter.fillRect(0, 0, STRIPE, self.height(), self._colour())

    def _colour(self) -> str:
        return str(getattr(self._theme.tokens, words.STATES[self._verdict]))

    def _paint_icon(self) -> None:
        state, icon = words.STATES[self._verdict], words.ICONS[self._verdict]
        self._picture.setPixmap(self._theme.icon(icon, state).pixmap(ICON, ICON))


def signed(told: Told) -> str:
    """Return the sentence on the key: what signed, and that nothing says who holds it."""
    if told["signer"] is None:
        return "It is not shown which key signed this file."
    start = wording.groups(str(told["signer"])[:24])
    return f"Signed with key {start} … Nothing here says who holds that key."
