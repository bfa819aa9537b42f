"""The list of licences: arrow keys move, Enter or a click opens one."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView

from vault.ui import licence_words as words
from vault.ui.card_rows import CardRows, columns
from vault.ui.licence_model import LicenceModel
from vault.ui.licence_words import Licence
from vault.ui.theme import Theme
from vault.ui.tokens import SCROLL_BAR, WIDEST

LINE = 21
CHEVRON = 12
WIDTHS = ((980, (CHEVRON, 224, 214, 214)), (700, (CHEVRON, 206, 178, 160)), (0, (CHEVRON, 206)))
"""From which width on how wide the columns are: chevron, what is outstanding, fee, purpose.

Columns for which there is no room are left out; the licence's own page has them."""


class LicenceRows(CardRows):
    """Two lines a licence: who and what, why and how long, the fee, what is outstanding."""

    ROW = 62

    def heading(self, item: Any) -> str | None:  # noqa: ANN401  # the model's own entries
        """Return the words of a heading, None for a row."""
        return item if isinstance(item, str) else None

    def paint_row(self, painter: QPainter, place: QRect, item: Any) -> None:  # noqa: ANN401
        """Paint a licence."""
        licence: Licence = item.licence
        grant, standing = licence.grant, licence.standing
        widths = next(found for least, found in WIDTHS if place.width() >= self.px(least))
        chevron, owed, *others, whom = columns(place, tuple(map(self.px, widths)))
        self.write(painter, chevron, "›", "muted", self.strong)
        above, below = self._lines(whom)
        self.write(painter, above, grant.licensee, "ink", self.strong)
        self.write(painter, below, licence.subject, "muted", self.small)
        said = (
            (words.fee(grant), words.received(standing)),
            (grant.purpose, words.lasting(licence)),
        )
        for column, (first, second) in zip(others, said, strict=False):
            above, below = self._lines(column)
            self.write(painter, above, first, "ink", self.small)
            self.write(painter, below, second, "muted", self.small)
        above, below = self._lines(owed)
        token = "ink" if standing.outstanding.minor > 0 else "muted"
        self.write(painter, above, words.outstanding(standing), token, self.small, right=True)
        self.write_state(painter, below, *words.state(standing), right=True)

    def _lines(self, column: QRect) -> tuple[QRect, QRect]:
        """Return the places of the two lines in a column."""
        line, middle = self.px(LINE), column.center().y() + 1
        above = QRect(column.left(), middle - line, column.width(), line)
        return above, above.translated(0, line)


class LicenceList(QListView):
    """Shows licences; says which one is to be opened."""

    opened = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.entries = LicenceModel(self)
        self.setModel(self.entries)
        self.setItemDelegate(LicenceRows(theme, self))
        self.setProperty("role", "plain")
        self.setAccessibleName("Licences")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        # Always there, though unseen when all fits: the rows stay as wide as the card above them.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setViewportMargins(WIDEST, 0, WIDEST - SCROLL_BAR, 0)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        theme.changed.connect(self.viewport().update)

    def show_licences(self, licences: Sequence[Licence], chosen: str) -> None:
        """Show licences, with the one of this leaf chosen, or the first."""
        self.entries.show(licences)
        index = self.entries.index_of(chosen)
        clear = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, clear)
        if index.row() <= 1:
            self.scrollToTop()  # the first heading comes into view with its first row
        else:
            self.scrollTo(index)

    def current(self) -> Licence | None:
        """Return the chosen licence."""
        return self.entries.licence_at(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's own name
        """Enter opens the licence."""
        licence = self.current()
        if licence is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit(licence)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's own name
        """A click opens the licence it is on."""
        super().mouseReleaseEvent(event)
        licence = self.entries.licence_at(self.indexAt(event.position().toPoint()))
        if licence is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(licence)
