"""Where else the same fact stands; each place can be left out."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from vault.screenplay.model import Element
from vault.share.variants import Place
from vault.ui import variants_words as words
from vault.ui import wording
from vault.ui.tokens import TIGHT
from vault.ui.variants_fields import clear
from vault.ui.widgets import ElidedLabel, column, label, row

MOST_LISTED = 30
"""How many places are listed one by one; those beyond go with the fact."""


class AlsoAt(QWidget):
    """A box for each other place, with the line it stands in."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._places: tuple[Place, ...] = ()
        self.boxes: list[QCheckBox] = []
        self._heading = label("", "section", wrap=True)
        self._rows = column(gap=0)
        self.setLayout(column(self._heading, self._rows, gap=TIGHT))

    def show_places(
        self,
        elements: Sequence[Element],
        places: Sequence[Place],
        chosen: Collection[Place],
    ) -> None:
        """List places, those that are chosen ticked; no place: hide the list."""
        clear(self._rows)
        self._places, self.boxes = tuple(places), []
        shown = self._places[:MOST_LISTED]
        for place in shown:
            self._add(words.quoted(elements[place.element], place), place in chosen)
        count = wording.count(len(places), "other place")
        further = f" (the first {len(shown)} are listed)" if len(shown) < len(places) else ""
        self._heading.setText(f"Also at {count}{further}".upper())
        self.setVisible(bool(places))

    @property
    def ticked(self) -> list[Place]:
        """The places where the fact changes too."""
        listed = zip(self._places, self.boxes, strict=False)
        return [place for place, box in listed if box.isChecked()] + list(
            self._places[len(self.boxes) :]
        )

    def _add(self, quoted: str, chosen: bool) -> None:
        box = QCheckBox()
        box.setAccessibleName(f"Also here: {quoted}")
        box.setChecked(chosen)
        box.toggled.connect(lambda _on: self.changed.emit())
        line = QWidget()
        across = row(gap=TIGHT)
        across.addWidget(box)
        across.addWidget(ElidedLabel(quoted, "muted"), 1)
        line.setLayout(across)
        self._rows.addWidget(line)
        self.boxes.append(box)
