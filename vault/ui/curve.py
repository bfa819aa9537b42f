"""The curve above the timeline: pages over time, painted by hand."""

from datetime import datetime, tzinfo
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from vault.ui import wording
from vault.ui.drafts import Draft
from vault.ui.growth import Growth, scale, ticks
from vault.ui.theme import Theme
from vault.ui.tokens import CAPTION, SMALL

HEIGHT = 112
LEFT, RIGHT, ABOVE, BELOW = 40, 14, 20, 22
TICK_WIDTH = 120
NEAR = 12
"""Pixels from a point within which the pointer means it."""


class Curve(QWidget):
    """Shows how a script grew; a click on it chooses the nearest draft."""

    picked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._font = theme.faces.text(CAPTION)
        self._growth = Growth((), 0, ())
        self._chosen: Draft | None = None
        self._zone: tzinfo | None = None
        self.setFixedHeight(theme.faces.px(HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        theme.changed.connect(self.update)

    def show_growth(self, growth: Growth, zone: tzinfo | None) -> None:
        """Show a script's growth, with times in ``zone``."""
        self._growth, self._zone = growth, zone
        self.setAccessibleName(self._sentence())
        self.update()

    def choose(self, draft: Draft | None) -> None:
        """Mark the draft that is chosen."""
        self._chosen = draft
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's own name
        """Ask for a modest width."""
        return QSize(400, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's own name
        """Paint lines, gaps, curve, points and names, in this order."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        if len(self._growth.points) < 1:
            self._say_nothing(painter)
            return
        self._lines(painter)
        self._dates(painter)
        self._gaps(painter)
        places = [self._place(draft) for draft in self._growth.points]
        self._line(painter, places)
        self._points(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's own name
        """Choose the draft nearest to the pointer."""
        draft = self._nearest(event.position())
        if draft is not None:
            self.picked.emit(draft)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's own name
        """Say which draft is below the pointer, or what the strip is."""
        draft = self._nearest(event.position())
        text = ""
        if any(gap.contains(event.position()) for gap in self._gap_places()):
            text = "A save in this time was found by a later look, not watched as it was made."
        elif draft is not None:
            when = draft.at(self._zone)
            pages = wording.count(draft.pages or 0, "page")
            text = f"{draft.name}, {pages}\n{wording.date(when)}, {wording.clock(when)}"
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def _area(self) -> QRectF:
        px = self._theme.faces.px
        return QRectF(self.rect()).adjusted(px(LEFT), px(ABOVE), -RIGHT, -px(BELOW))

    def _span(self) -> tuple[datetime, datetime]:
        points = self._growth.points
        return points[0].sealed_at, points[-1].sealed_at

    def _x(self, moment: datetime) -> float:
        begin, end = self._span()
        area = self._area()
        whole = (end - begin).total_seconds()
        part = (moment - begin).total_seconds() / whole if whole else 1.0
        return area.left() + area.width() * min(max(part, 0.0), 1.0)

    def _y(self, pages: float) -> float:
        area = self._area()
        return area.bottom() - area.height() * pages / scale(self._growth.most)[-1]

    def _place(self, draft: Draft) -> QPointF:
        return QPointF(self._x(draft.sealed_at), self._y(draft.pages or 0))

    def _lines(self, painter: QPainter) -> None:
        area = self._area()
        for pages in scale(self._growth.most):
            y = self._y(pages)
            painter.setPen(QPen(self._theme.colour("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(self._theme.colour("muted"))
            number = QRectF(0, y - 10, area.left() - SMALL, 20)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(number, int(flags), str(pages))

    def _dates(self, painter: QPainter) -> None:
        area, metrics = self._area(), QFontMetrics(self._font)
        begin, end = self._span()
        most = max(2, int(area.width() // self._theme.faces.px(TICK_WIDTH)))
        painter.setPen(self._theme.colour("muted"))
        free = area.left() - 1
        for moment, name in ticks(begin, end, most, self._zone):
            x = self._x(moment)
            if x < free or x + metrics.horizontalAdvance(name) > self.width():
                continue
            painter.drawText(QPointF(x, self.height() - 4.0), name)
            free = x + metrics.horizontalAdvance(name) + SMALL

    def _gaps(self, painter: QPainter) -> None:
        for gap in self._gap_places():
            painter.fillRect(gap, self._theme.colour("waiting"))

    def _gap_places(self) -> list[QRectF]:
        if not self._growth.points:
            return []
        low = self._area().bottom()
        return [
            QRectF(self._x(begin), low, max(self._x(end) - self._x(begin), 3.0), 3.0)
            for begin, end in self._growth.gaps
        ]

    def _line(self, painter: QPainter, places: list[QPointF]) -> None:
        path = QPainterPath(places[0])
        for before, after in pairwise(places):
            middle = (before.x() + after.x()) / 2
            path.cubicTo(middle, before.y(), middle, after.y(), after.x(), after.y())
        area = self._area()
        ground = QPainterPath(path)
        ground.lineTo(places[-1].x(), area.bottom())
        ground.lineTo(places[0].x(), area.bottom())
        wash = self._theme.colour("accent")
        wash.setAlphaF(0.07)
        painter.fillPath(ground, wash)
        painter.setPen(QPen(self._theme.colour("accent"), 2.2))
        painter.drawPath(path)

    def _points(self, painter: QPainter) -> None:
        """Mark the last draft, the chosen one and all named ones; write names where they fit."""
        taken: list[QRectF] = []
        named = [draft for draft in self._growth.points if draft.label]
        for draft in named:
            self._name(painter, draft, taken)
        last = self._growth.points[-1]
        known = {draft.key for draft in self._growth.points}
        chosen = [self._chosen] if self._chosen and self._chosen.key in known else []
        for draft in [*named, last, *chosen]:
            lit = draft in chosen
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(self._theme.colour("accent" if lit else "surface"))
            painter.drawEllipse(self._place(draft), 4.5, 4.5)

    def _name(self, painter: QPainter, draft: Draft, taken: list[QRectF]) -> None:
        metrics, place = QFontMetrics(self._font), self._place(draft)
        text = metrics.elidedText(draft.label or "", Qt.TextElideMode.ElideRight, 180)
        width = metrics.horizontalAdvance(text)
        left = min(max(place.x() - width / 2, self._area().left()), self.width() - width - 4.0)
        below = [place.y(), *self._heights(left, left + width)]
        box = QRectF(left, min(below) - 8 - metrics.height(), width + 2, metrics.height())
        if box.top() < 0:
            box.moveTop(place.y() + 8)
        if any(box.adjusted(-SMALL, 0, SMALL, 0).intersects(other) for other in taken):
            return
        taken.append(box)
        painter.setPen(self._theme.colour("ink"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _heights(self, left: float, right: float) -> list[float]:
        """Return how high the curve runs between two places, so that no name lies on it."""
        places = [self._place(draft) for draft in self._growth.points]
        return [place.y() for place in places if left - SMALL <= place.x() <= right + SMALL]

    def _nearest(self, pointer: QPointF) -> Draft | None:
        def far(draft: Draft) -> float:
            return abs(self._place(draft).x() - pointer.x())

        nearest = min(self._growth.points, key=far, default=None)
        return nearest if nearest is not None and far(nearest) <= NEAR else None

    def _say_nothing(self, painter: QPainter) -> None:
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._sentence())

    def _sentence(self) -> str:
        points = self._growth.points
        if not points:
            return "The pages of these drafts are not known. They are sealed byte for byte."
        first, last = points[0].pages or 0, points[-1].pages or 0
        return f"Pages over time, from {first} to {last}."
