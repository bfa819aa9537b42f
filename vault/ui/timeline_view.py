"""The list of a script's drafts: arrow keys move, Enter opens, right and left unfold and fold."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from vault.ui.card_rows import PADDING
from vault.ui.drafts import Draft
from vault.ui.folding import Day
from vault.ui.theme import Theme
from vault.ui.timeline_model import TimelineModel
from vault.ui.timeline_rows import TimelineRows
from vault.ui.tokens import SCROLL_BAR, WIDEST


class TimelineView(QListView):
    """Shows days of drafts; says which draft is chosen, and which is to be opened."""

    picked = Signal(object)
    opened = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.entries = TimelineModel(self)
        self._rows = TimelineRows(theme, self)
        self.setModel(self.entries)
        self.setItemDelegate(self._rows)
        self.setProperty("role", "plain")
        self.setAccessibleName("Drafts")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        # Always there, though unseen when all fits: the rows stay as wide as the card above them.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setViewportMargins(WIDEST, 0, WIDEST - SCROLL_BAR, 0)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(self._tell)
        theme.changed.connect(self.viewport().update)

    def show_days(self, days: Sequence[Day], now: datetime) -> None:
        """Show days; what is chosen is set apart, by ``choose``."""
        selection = self.selectionModel()
        selection.blockSignals(True)
        self._rows.zone = now.tzinfo
        self.entries.show(days, now)
        selection.blockSignals(False)

    def choose(self, draft: Draft | None) -> None:
        """Select a draft's row, the newest if it is not shown here, and bring it into view."""
        index = self.entries.index_of(draft.key) if draft is not None else QModelIndex()
        if not index.isValid():
            index = self.entries.first_row()
        if index != self.currentIndex():
            self.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
        if index.row() <= 1:
            self.scrollToTop()  # the first day's heading comes into view with its first row
        else:
            self.scrollTo(index)

    def current(self) -> Draft | None:
        """Return the chosen draft."""
        row = self.entries.row_at(self.currentIndex())
        return row.draft if row is not None else None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's own name
        """Enter opens the draft; right and left unfold and fold its autosaves."""
        draft, key = self.current(), event.key()
        if draft is not None and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit(draft)
        elif draft is not None and key in {Qt.Key.Key_Right, Qt.Key.Key_Left}:
            self._toggle(draft, unfold=key == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's own name
        """A click on the autosaves unfolds them, one at the right end opens the draft."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        row = self.entries.row_at(index)
        if row is None or event.button() != Qt.MouseButton.LeftButton:
            return
        place, x = self.visualRect(index), int(event.position().x())
        if self._rows.toggles(place, row, x):
            self._toggle(row.draft)
        elif x > place.right() - 3 * PADDING:
            self.opened.emit(row.draft)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's own name
        """Open the draft."""
        row = self.entries.row_at(self.indexAt(event.position().toPoint()))
        if row is not None:
            self.opened.emit(row.draft)

    def _toggle(self, draft: Draft, unfold: bool | None = None) -> None:
        selection = self.selectionModel()
        selection.blockSignals(True)
        self.entries.toggle(draft, unfold)
        selection.blockSignals(False)
        self.choose(draft)

    def _tell(self) -> None:
        draft = self.current()
        if draft is not None:
            self.picked.emit(draft)
