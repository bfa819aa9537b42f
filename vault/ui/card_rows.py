"""Rows of a list that lie together on a card: the card's edge, the chosen row, words and states."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from vault.ui.theme import Theme
from vault.ui.tokens import BODY, CARD_RADIUS, LABEL, MEDIUM, SMALL, TEXT

Index = QModelIndex | QPersistentModelIndex
ITEM = Qt.ItemDataRole.UserRole
"""Where a model has the entry itself: a text for a heading, anything with ends for a row."""

HEADING = 44
PADDING = 14
DOT = 8


class CardRows(QStyledItemDelegate):
    """Paints headings and the card below each; what a row says is its subclass's own.

    A row has ``top`` and ``bottom``: whether its card begins and ends with it.
    """

    ROW = 42
    """The height of a row, in pixels at 100 %."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        faces = theme.faces
        self.px = faces.px
        self.small = faces.text(BODY)
        self.strong = faces.text(TEXT, bold=True)
        self.label = faces.text(LABEL, bold=True)

    def heading(self, item: Any) -> str | None:  # noqa: ANN401  # the model's own entries
        """Return the words of an entry that is a heading, None for a row."""
        raise NotImplementedError

    def paint_row(self, painter: QPainter, place: QRect, item: Any) -> None:  # noqa: ANN401
        """Paint what a row says."""
        raise NotImplementedError

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802  # Qt's
        """Return the height of an entry; the width is the view's."""
        heading = self.heading(index.data(ITEM)) is not None
        return QSize(0, self.px(HEADING if heading else self.ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one entry."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        item = index.data(ITEM)
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        heading = self.heading(item)
        if heading is not None:
            above = place.adjusted(0, 0, 0, -SMALL)
            self.write(painter, above, heading, "muted", self.label, Qt.AlignmentFlag.AlignBottom)
        else:
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            focused = chosen and bool(state & QStyle.StateFlag.State_HasFocus)
            self._card(painter, place, item, chosen=chosen, focused=focused)
            self.paint_row(painter, place, item)
        painter.restore()

    def write(
        self,
        painter: QPainter,
        place: QRect,
        text: str,
        token: str,
        font: QFont,
        where: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter,
        *,
        right: bool = False,
    ) -> None:
        """Write as much of a text as there is room for; figures stand at the right."""
        if not text or place.width() <= 0:
            return
        painter.setFont(font)
        painter.setPen(QColor(getattr(self.theme.tokens, token)))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(place, int(where | side), shown)

    def write_state(
        self, painter: QPainter, place: QRect, state: str, words: str, *, right: bool = False
    ) -> None:
        """Write a state: its dot and its words, in one colour."""
        side = self.px(DOT)
        left = place.left()
        if right:
            # A pixel more than measured: words are broken off where a part of one is lacking.
            needed = QFontMetrics(self.small).horizontalAdvance(words) + side + 6 + 1
            left = max(left, place.right() + 1 - needed)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.colour(state))
        middle = place.center().y() + 1
        painter.drawEllipse(QRectF(left, middle - side / 2, side, side))
        beside = QRect(place)
        beside.setLeft(left + side + 6)
        self.write(painter, beside, words, state, self.small)

    def _card(
        self,
        painter: QPainter,
        place: QRect,
        row: Any,  # noqa: ANN401  # the model's own rows
        *,
        chosen: bool,
        focused: bool,
    ) -> None:
        """Paint the part of the card this row lies on."""
        frame = QRectF(place).adjusted(0.5, 0.5 if row.top else 0, -0.5, -0.5 if row.bottom else 0)
        outline = _outline(frame, top=row.top, bottom=row.bottom)
        painter.fillPath(outline, self.theme.colour("selection" if chosen else "surface"))
        line = QPen(self.theme.colour("line"), 1)
        painter.setPen(line)
        painter.drawPath(_open_outline(frame, top=row.top, bottom=row.bottom))
        if not row.bottom:
            painter.drawLine(frame.bottomLeft(), frame.bottomRight())
        if focused:
            painter.setPen(QPen(self.theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inner = frame.adjusted(2, 2, -2, -2)
            painter.drawRoundedRect(inner, SMALL, SMALL)


def columns(place: QRect, widths: tuple[int, ...]) -> list[QRect]:
    """Return the columns of a row from its right end inwards, and last the rest at its left."""
    right, found = place.right() - PADDING, []
    for width in widths:
        found.append(QRect(right - width, place.top(), width, place.height()))
        right -= width + MEDIUM
    left = place.left() + PADDING
    return [*found, QRect(left, place.top(), right - left, place.height())]


def _outline(frame: QRectF, *, top: bool, bottom: bool) -> QPainterPath:
    """Return the area of a row, with the card's corners where the card begins or ends."""
    path = QPainterPath()
    path.addRoundedRect(frame, CARD_RADIUS, CARD_RADIUS)
    half = frame.height() / 2
    if not top:
        path.addRect(QRectF(frame.left(), frame.top(), frame.width(), half))
    if not bottom:
        path.addRect(QRectF(frame.left(), frame.top() + half, frame.width(), half))
    path.setFillRule(Qt.FillRule.WindingFill)
    return path.simplified()


def _open_outline(frame: QRectF, *, top: bool, bottom: bool) -> QPainterPath:
    """Return the card's edge along a row: both sides, and the end it has."""
    radius, path = float(CARD_RADIUS), QPainterPath()
    x, y, right, low = frame.left(), frame.top(), frame.right(), frame.bottom()
    path.moveTo(x, low - (radius if bottom else 0))
    path.lineTo(x, y + (radius if top else 0))
    if top:
        path.quadTo(x, y, x + radius, y)
        path.lineTo(right - radius, y)
        path.quadTo(right, y, right, y + radius)
    path.moveTo(right, y + (radius if top else 0))
    path.lineTo(right, low - (radius if bottom else 0))
    if bottom:
        path.quadTo(right, low, right - radius, low)
        path.lineTo(x + radius, low)
        path.quadTo(x, low, x, low - radius)
    return path
