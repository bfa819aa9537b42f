"""How an entry of the timeline is drawn: the day's heading, the row of a draft on its card."""

from datetime import tzinfo

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from vault.ui import wording
from vault.ui.theme import Theme
from vault.ui.timeline_model import ITEM, Heading, Row, change_words, folded_words, pages_words
from vault.ui.tokens import BODY, CARD_RADIUS, LABEL, MEDIUM, SMALL, TEXT

Index = QModelIndex | QPersistentModelIndex

ROW, HEADING = 42, 44
PADDING = 14
CLOCK, CHEVRON = 50, 12
WIDE_COLUMNS, NARROW_COLUMNS = (100, 118, 222), (76, 96, 106)
"""Pages, words and state."""
NARROW = 760
"""The width below which columns are narrower and states are said in one word."""


class TimelineRows(QStyledItemDelegate):
    """Paints entries in the tokens of the theme."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        faces = theme.faces
        self._px = faces.px
        self._small = faces.text(BODY)
        self._strong = faces.text(TEXT, bold=True)
        self._label = faces.text(LABEL, bold=True)
        self.zone: tzinfo | None = None

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802  # Qt's
        """Return the height of an entry; the width is the view's."""
        heading = isinstance(index.data(ITEM), Heading)
        return QSize(0, self._px(HEADING if heading else ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one entry."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        item = index.data(ITEM)
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if isinstance(item, Heading):
            self._write(painter, place.adjusted(0, 0, 0, -SMALL), item.text, "muted", self._label,
                        Qt.AlignmentFlag.AlignBottom)  # fmt: skip
        elif isinstance(item, Row):
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            focused = chosen and bool(state & QStyle.StateFlag.State_HasFocus)
            self._card(painter, place, item, chosen=chosen, focused=focused)
            self._row(painter, place, item)
        painter.restore()

    def toggles(self, place: QRect, row: Row, x: int) -> bool:
        """Tell whether a click at ``x`` is on the words that unfold a row."""
        words = folded_words(row)
        if not words or row.autosave:
            return False
        left = self._name_left(place) + self._name_width(row) + SMALL
        return left <= x <= left + QFontMetrics(self._small).horizontalAdvance(words) + SMALL

    def _card(
        self, painter: QPainter, place: QRect, row: Row, *, chosen: bool, focused: bool
    ) -> None:
        """Paint the part of the day's card this row lies on."""
        frame = QRectF(place).adjusted(0.5, 0.5 if row.top else 0, -0.5, -0.5 if row.bottom else 0)
        outline = _outline(frame, top=row.top, bottom=row.bottom)
        painter.fillPath(outline, self._theme.colour("selection" if chosen else "surface"))
        line = QPen(self._theme.colour("line"), 1)
        painter.setPen(line)
        painter.drawPath(_open_outline(frame, top=row.top, bottom=row.bottom))
        if not row.bottom:
            painter.drawLine(frame.bottomLeft(), frame.bottomRight())
        if focused:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            inner = frame.adjusted(2, 2, -2, -2)
            painter.drawRoundedRect(inner, SMALL, SMALL)

    def _row(self, painter: QPainter, place: QRect, row: Row) -> None:
        draft, px = row.draft, self._px
        narrow = place.width() < px(NARROW)
        pages, words, states = NARROW_COLUMNS if narrow else WIDE_COLUMNS
        right = place.right() - PADDING
        box = QRect(place)

        def column(width: int) -> QRect:
            nonlocal right
            made = QRect(right - px(width), box.top(), px(width), box.height())
            right = made.left() - MEDIUM
            return made

        self._write(painter, column(CHEVRON), "›", "muted", self._strong)
        state, said = draft.time_state
        self._state(painter, column(states), state, draft.time_short if narrow else said)
        token, change = change_words(row.shown)
        self._write(painter, column(words), change, token, self._small)
        token = "ink" if draft.pages is not None else "muted"
        self._write(painter, column(pages), pages_words(draft), token, self._small)
        left = self._name_left(place)
        clock = QRect(place.left() + PADDING, box.top(), px(CLOCK), box.height())
        at = wording.clock(draft.at(self.zone))
        self._write(painter, clock, at, "muted" if row.autosave else "ink", self._small)
        self._name(painter, QRect(left, box.top(), right - left, box.height()), row)

    def _name(self, painter: QPainter, place: QRect, row: Row) -> None:
        token, font = ("muted", self._small) if row.autosave else ("ink", self._strong)
        self._write(painter, place, row.draft.name, token, font)
        left = place.left() + self._name_width(row) + SMALL
        rest = QRect(left, place.top(), place.right() - left, place.height())
        words = folded_words(row)
        if not words and row.draft.label:
            number = f"draft {row.draft.number}"
            fits = QFontMetrics(self._small).horizontalAdvance(number) <= rest.width()
            words = number if fits else ""  # beside its name the number is a nicety
        self._write(painter, rest, words, "muted", self._small)

    def _state(self, painter: QPainter, place: QRect, state: str, words: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(state))
        side = self._px(8)
        middle = place.center().y() + 1
        painter.drawEllipse(QRectF(place.left(), middle - side / 2, side, side))
        self._write(painter, place.adjusted(side + 6, 0, 0, 0), words, state, self._small)

    def _write(
        self,
        painter: QPainter,
        place: QRect,
        text: str,
        token: str,
        font: QFont,
        where: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter,
    ) -> None:
        if not text or place.width() <= 0:
            return
        painter.setFont(font)
        painter.setPen(QColor(getattr(self._theme.tokens, token)))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, int(where | Qt.AlignmentFlag.AlignLeft), shown)

    def _name_left(self, place: QRect) -> int:
        return place.left() + PADDING + self._px(CLOCK) + SMALL

    def _name_width(self, row: Row) -> int:
        font = self._small if row.autosave else self._strong
        return QFontMetrics(font).horizontalAdvance(row.draft.name)


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
