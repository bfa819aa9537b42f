"""The scripts at the left, the one worked on last first, and the field that searches them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vault.ui import wording
from vault.ui.drafts import Script
from vault.ui.theme import Theme
from vault.ui.tokens import LABEL, RADIUS, SCRIPT

Index = QModelIndex | QPersistentModelIndex
ITEM = Qt.ItemDataRole.UserRole
HEIGHT, PADDING, GAP = 54, 12, 2


class ScriptModel(QAbstractListModel):
    """Scripts, and what is said below each title."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: Sequence[Script] = ()
        self._now = datetime.fromtimestamp(0, UTC)

    def show(self, scripts: Sequence[Script], now: datetime) -> None:
        """Show these scripts."""
        self.beginResetModel()
        self.scripts, self._now = scripts, now
        self.endResetModel()

    def about(self, script: Script) -> str:
        """Return the line below a title: format, length, when."""
        newest = script.newest
        parts = [newest.format_name]
        if newest.pages is not None:
            parts.append(wording.count(newest.pages, "page"))
        parts.append(wording.recent(newest.at(self._now.tzinfo), self._now))
        return " · ".join(parts)

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802  # Qt's own name
        """Return how many scripts there are."""
        return 0 if parent is not None and parent.isValid() else len(self.scripts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's own
        """Return a script, or the sentence a screen reader says for it."""
        if not index.isValid():
            return None
        script = self.scripts[index.row()]
        if role == ITEM:
            return script
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return f"{script.title}, {self.about(script)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return script.newest.script
        return None


class ScriptRows(QStyledItemDelegate):
    """Paints a title in the screenplay's face, and the line about it."""

    def __init__(self, theme: Theme, model: ScriptModel) -> None:
        super().__init__()
        self._theme, self._model = theme, model
        self._title = theme.faces.script(SCRIPT)
        self._about = theme.faces.text(LABEL)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802  # Qt's
        """Return the height of a script."""
        return QSize(0, self._theme.faces.px(HEIGHT) + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one script."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        script: Script = index.data(ITEM)
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        frame = QRectF(place).adjusted(1, 1, -1, -GAP - 1)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("selection"))
            painter.drawRoundedRect(frame, RADIUS, RADIUS)
            if state & QStyle.StateFlag.State_HasFocus:
                painter.setPen(QPen(self._theme.colour("accent"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(frame, RADIUS, RADIUS)
        inner = place.adjusted(PADDING, 8, -PADDING, -8 - GAP)
        for text, font, token, where in (
            (script.title, self._title, "ink", Qt.AlignmentFlag.AlignTop),
            (self._model.about(script), self._about, "muted", Qt.AlignmentFlag.AlignBottom),
        ):
            painter.setFont(font)
            painter.setPen(self._theme.colour(token))
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, int(where | Qt.AlignmentFlag.AlignLeft), shown)
        painter.restore()


class ScriptList(QListView):
    """The scripts; which one is chosen is told in ``picked``."""

    picked = Signal(object)
    left = Signal()
    """The person goes on to the drafts."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._scripts = ScriptModel()
        self._rows = ScriptRows(theme, self._scripts)
        self.setModel(self._scripts)
        self.setItemDelegate(self._rows)
        self.setProperty("role", "plain")
        self.setAccessibleName("Scripts")
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(self._tell)
        theme.changed.connect(self.viewport().update)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's own name
        """Enter and the right arrow go on to the drafts."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right}:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def show_scripts(self, scripts: Sequence[Script], now: datetime, chosen: str) -> None:
        """Show scripts and keep one chosen: ``chosen`` if it is there, else the first."""
        selection = self.selectionModel()
        selection.blockSignals(True)
        self._scripts.show(scripts, now)
        place = next((p for p, script in enumerate(scripts) if script.id == chosen), 0)
        selection.setCurrentIndex(
            self._scripts.index(place), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        selection.blockSignals(False)
        self.viewport().update()

    def current(self) -> Script | None:
        """Return the chosen script."""
        index = self.currentIndex()
        return self._scripts.scripts[index.row()] if index.isValid() else None

    def _tell(self) -> None:
        script = self.current()
        if script is not None:
            self.picked.emit(script)
