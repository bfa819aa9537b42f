"""The licences as a list: headings and rows, one entry each, narrowed by what is searched for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from vault.ui.card_rows import ITEM, Index
from vault.ui.licence_words import HEADINGS, OVERDUE, Licence, fee, period

ORDER = (OVERDUE, *HEADINGS.values())


@dataclass(frozen=True, slots=True)
class Row:
    """A licence's row, and where it stands on its card."""

    licence: Licence
    top: bool
    bottom: bool


Item = str | Row
"""A heading, or a row below it."""


class LicenceModel(QAbstractListModel):
    """Licences under their headings: what is overdue comes first, what has ended last."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[Item] = []

    def show(self, licences: Sequence[Licence]) -> None:
        """Show these licences."""
        self.beginResetModel()
        self._items = [
            item
            for heading in ORDER
            for item in _card(heading, [one for one in licences if one.heading == heading])
        ]
        self.endResetModel()

    def licence_at(self, index: Index) -> Licence | None:
        """Return the licence at an index, None at a heading."""
        item = self._items[index.row()] if index.isValid() else None
        return item.licence if isinstance(item, Row) else None

    def index_of(self, leaf: str) -> QModelIndex:
        """Return where the licence of this entry stands, else the first one's place."""
        rows = {
            item.licence.grant.entry.leaf: place
            for place, item in reversed(list(enumerate(self._items)))
            if isinstance(item, Row)
        }
        return self.index(rows.get(leaf, min(rows.values(), default=-1)))

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802  # Qt's own name
        """Return how many entries there are."""
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings can neither be chosen nor reached with the arrow keys."""
        if self.licence_at(index) is None:
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
            return item if isinstance(item, str) else item.licence.sentence
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(item, Row):
            return "\n".join(item.licence.sentence.split("; "))
        return None


def _card(heading: str, licences: Sequence[Licence]) -> list[Item]:
    last = len(licences) - 1
    rows = [Row(one, place == 0, place == last) for place, one in enumerate(licences)]
    return [f"{heading} · {len(rows):,}".upper(), *rows] if rows else []


def matching(licences: Sequence[Licence], asked: str) -> list[Licence]:
    """Return the licences that have every word that was typed; all for no words."""
    words = asked.casefold().split()
    return [one for one in licences if all(word in _said(one) for word in words)]


def _said(licence: Licence) -> str:
    grant = licence.grant
    parts = (grant.licensee, licence.subject, grant.purpose, fee(grant), period(grant))
    return " ".join((*parts, licence.heading)).casefold()
