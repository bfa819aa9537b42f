"""How an entry of the timeline is drawn: the day's heading, the row of a draft on its card."""

from datetime import tzinfo
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from vault.ui import wording
from vault.ui.card_rows import PADDING, CardRows, columns
from vault.ui.theme import Theme
from vault.ui.timeline_model import Heading, Row, change_words, folded_words, pages_words
from vault.ui.tokens import SMALL

CLOCK, CHEVRON = 50, 12
WIDE_COLUMNS, NARROW_COLUMNS = (CHEVRON, 222, 118, 100), (CHEVRON, 106, 96, 76)
"""Chevron, state, words and pages, from the right."""
NARROW = 760
"""The width below which columns are narrower and states are said in one word."""


class TimelineRows(CardRows):
    """Paints entries in the tokens of the theme."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.zone: tzinfo | None = None

    def heading(self, item: Any) -> str | None:  # noqa: ANN401  # the model's own entries
        """Return the words of a day's heading, None for a row."""
        return item.text if isinstance(item, Heading) else None

    def toggles(self, place: QRect, row: Row, x: int) -> bool:
        """Tell whether a click at ``x`` is on the words that unfold a row."""
        words = folded_words(row)
        if not words or row.autosave:
            return False
        left = self._name_left(place) + self._name_width(row) + SMALL
        return left <= x <= left + QFontMetrics(self.small).horizontalAdvance(words) + SMALL

    def paint_row(self, painter: QPainter, place: QRect, item: Any) -> None:  # noqa: ANN401
        """Paint a draft's row: time of day, name, pages, words, state."""
        draft = item.draft
        narrow = place.width() < self.px(NARROW)
        widths = NARROW_COLUMNS if narrow else WIDE_COLUMNS
        chevron, states, words, pages, rest = columns(
            place, tuple(self.px(width) for width in widths)
        )
        self.write(painter, chevron, "›", "muted", self.strong)
        state, said = draft.time_state
        self.write_state(painter, states, state, draft.time_short if narrow else said)
        token, change = change_words(item.shown)
        self.write(painter, words, change, token, self.small)
        token = "ink" if draft.pages is not None else "muted"
        self.write(painter, pages, pages_words(draft), token, self.small)
        clock = QRect(rest.left(), place.top(), self.px(CLOCK), place.height())
        at = wording.clock(draft.at(self.zone))
        self.write(painter, clock, at, "muted" if item.autosave else "ink", self.small)
        rest.setLeft(self._name_left(place))
        self._name(painter, rest, item)

    def _name(self, painter: QPainter, place: QRect, row: Row) -> None:
        token, font = ("muted", self.small) if row.autosave else ("ink", self.strong)
        self.write(painter, place, row.draft.name, token, font)
        left = place.left() + self._name_width(row) + SMALL
        rest = QRect(left, place.top(), place.right() - left, place.height())
        words = folded_words(row)
        if not words and row.draft.label:
            number = f"draft {row.draft.number}"
            fits = QFontMetrics(self.small).horizontalAdvance(number) <= rest.width()
            words = number if fits else ""  # beside its name the number is a nicety
        self.write(painter, rest, words, "muted", self.small)

    def _name_left(self, place: QRect) -> int:
        return place.left() + PADDING + self.px(CLOCK) + SMALL

    def _name_width(self, row: Row) -> int:
        font = self.small if row.autosave else self.strong
        return QFontMetrics(font).horizontalAdvance(row.draft.name)
