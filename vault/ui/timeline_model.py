"""The timeline as a list: headings of days and rows of drafts, one entry each, no widgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from vault.ui import wording
from vault.ui.card_rows import ITEM, Index
from vault.ui.drafts import Draft
from vault.ui.folding import Day, Shown


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a day."""

    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A draft's row: where it stands on its day's card, and whether its autosaves are unfolded."""

    shown: Shown
    top: bool
    bottom: bool
    unfolded: bool = False
    autosave: bool = False
    """One of the folded drafts, shown below the row that stands for it."""

    @property
    def draft(self) -> Draft:
        """The draft of this row."""
        return self.shown.draft


Item = Heading | Row


class TimelineModel(QAbstractListModel):
    """One script's days. Rows that stand for several drafts can be unfolded."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._days: Sequence[Day] = ()
        self._items: list[Item] = []
        self._unfolded: set[tuple[str, int]] = set()
        self._now = datetime.fromtimestamp(0, UTC)

    def show(self, days: Sequence[Day], now: datetime) -> None:
        """Show these days."""
        self._days, self._now = days, now
        self._build()

    def toggle(self, draft: Draft, unfold: bool | None = None) -> None:
        """Unfold a row's autosaves or fold them away again."""
        key = draft.key
        wanted = key not in self._unfolded if unfold is None else unfold
        if wanted != (key in self._unfolded):
            self._unfolded.symmetric_difference_update({key})
            self._build()

    def index_of(self, key: tuple[str, int]) -> QModelIndex:
        """Return where a draft stands; a folded one stands where its run does."""
        folded = QModelIndex()
        for place, item in enumerate(self._items):
            if isinstance(item, Row):
                if item.draft.key == key:
                    return self.index(place)
                if not item.autosave and any(d.key == key for d in item.shown.folded):
                    folded = self.index(place)
        return folded

    def row_at(self, index: Index) -> Row | None:
        """Return the draft's row at an index, None at a heading."""
        item = self._items[index.row()] if index.isValid() else None
        return item if isinstance(item, Row) else None

    def first_row(self) -> QModelIndex:
        """Return the newest draft's place."""
        rows = (p for p, item in enumerate(self._items) if isinstance(item, Row))
        return self.index(next(rows, -1))

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802  # Qt's own name
        """Return how many entries there are."""
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings can neither be chosen nor reached with the arrow keys."""
        if self.row_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's own
        """Return an entry, or the sentence a screen reader says for it."""
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == ITEM:
            return item
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return item.text if isinstance(item, Heading) else self.sentence(item)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(item, Row):
            return f"Sealed {wording.utc(item.draft.sealed_at)}\nSHA-256 {item.draft.sha256}"
        return None

    def sentence(self, row: Row) -> str:
        """Return a row in words."""
        draft = row.draft
        parts = [draft.name, wording.recent(draft.at(self._now.tzinfo), self._now)]
        parts += [text for text in (folded_words(row), pages_words(draft)) if text]
        parts += [change_words(row.shown)[1], draft.time_state[1]]
        return ", ".join(part for part in parts if part)

    def _build(self) -> None:
        self.beginResetModel()
        self._items = [item for day in self._days for item in self._of(day)]
        self.endResetModel()

    def _of(self, day: Day) -> list[Item]:
        sessions = "" if day.sessions == 1 else f" · {day.sessions} sessions"
        rows: list[Row] = []
        for shown in day.rows:
            unfolded = shown.draft.key in self._unfolded
            rows.append(Row(shown, top=False, bottom=False, unfolded=unfolded))
            if unfolded:
                rows += [
                    Row(Shown(draft, (), None), top=False, bottom=False, autosave=True)
                    for draft in reversed(shown.folded)
                ]
        placed = [
            Row(r.shown, place == 0, place == len(rows) - 1, r.unfolded, r.autosave)
            for place, r in enumerate(rows)
        ]
        return [Heading((day.heading + sessions).upper()), *placed]


def folded_words(row: Row) -> str:
    """Return how many autosaves a row stands for."""
    count = len(row.shown.folded)
    if row.autosave:
        return "autosave"
    return f"and {wording.count(count, 'autosave')}" if count else ""


def pages_words(draft: Draft) -> str:
    """Return a draft's length."""
    if draft.pages is not None:
        return wording.count(draft.pages, "page")
    return "not read" if draft.not_read else "reading…"


def change_words(shown: Shown) -> tuple[str, str]:
    """Return the change in words: a colour token, and the text."""
    if shown.words is None:
        first = shown.first and shown.draft.words is not None
        return "muted", wording.count(shown.draft.words or 0, "word") if first else ""
    if shown.words == 0:
        return "muted", "no change"
    unit = "word" if abs(shown.words) == 1 else "words"
    return ("good" if shown.words > 0 else "bad"), f"{wording.change(shown.words)} {unit}"
