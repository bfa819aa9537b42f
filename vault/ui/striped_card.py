"""A card that a page is about: a colour down its left edge, and the words that say it first."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QLabel

from vault.ui.theme import Theme
from vault.ui.tokens import CARD_RADIUS, TIGHT, WIDE
from vault.ui.widgets import Card, column, label, row

STRIPE = 5
ICON = 44


class StripedCard(Card):
    """One large sentence with its icon, what it means, and a quieter line below."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(margin=WIDE)
        self._theme = theme
        self._icon, self._colour = "incomplete", "muted"
        self._picture = QLabel()
        self.heading = label("", "verdict", wrap=True, select=True)
        self.meaning = label("", "text", wrap=True, select=True)
        self.below = label("", "sub", wrap=True)
        across = row(self._picture, gap=WIDE)
        across.addLayout(column(self.heading, self.meaning, self.below, gap=TIGHT), 1)
        self.body.addLayout(across)
        theme.changed.connect(self._paint_icon)

    def show_words(
        self, icon: str, colour: str, heading: str, meaning: str, below: str = ""
    ) -> None:
        """Show a sentence; ``colour`` is one of the tokens, such as good, waiting or muted."""
        self._icon, self._colour = icon, colour
        for place, text in ((self.heading, heading), (self.meaning, meaning)):
            place.setText(text)
            place.setAccessibleName(text)
        self.below.setText(below)
        self.below.setVisible(bool(below))
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
        painter.fillRect(0, 0, STRIPE, self.height(), self._theme.colour(self._colour))

    def _paint_icon(self) -> None:
        icon = self._theme.icon(self._icon, self._colour)
        self._picture.setPixmap(icon.pixmap(ICON, ICON))
