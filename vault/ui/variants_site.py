"""One place in the script: what else may stand there, and where the same fact stands besides."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QRadioButton, QWidget

from vault.screenplay.model import Element
from vault.share.variants import Place, Site, Sort
from vault.ui import variants_words as words
from vault.ui.tokens import LARGE, MEDIUM, TIGHT
from vault.ui.variants_also import AlsoAt
from vault.ui.variants_fields import Alternatives
from vault.ui.variants_readers import TwoReaders
from vault.ui.widgets import button, column, label, one_of, row, section, set_state

if TYPE_CHECKING:
    from vault.share.remarks import Remark


class SiteEditor(QWidget):
    """Edits one site. It is none yet while it has no alternative beside the draft's own words."""

    changed = Signal(object, object)
    """The site as it was (None: there was none) and as it is now (None: there is none any more)."""

    def __init__(self) -> None:
        super().__init__()
        self.site: Site | None = None
        """The site as it is chosen; None while there is no alternative yet."""
        self.place = Place(0, 0, 1)
        self._elements: Sequence[Element] = ()
        self._others: tuple[Place, ...] = ()
        self._own = ""
        self.heading = label("", "mono", wrap=True)
        self.sorts = {sort: QRadioButton(said) for sort, (said, _) in words.SORTS.items()}
        self._meaning = label("", "muted", wrap=True)
        self.alternatives = Alternatives()
        self.alternatives.edited.connect(self._say)
        self.error = label("", "text", wrap=True)
        set_state(self.error, "bad")
        self.remarks = label("", "text", wrap=True)
        self.readers = TwoReaders()
        self.also = AlsoAt()
        self.also.changed.connect(self._say)
        self.remove = button("Let it be the same in every copy", "link")
        self.remove.clicked.connect(lambda _checked: self._drop())
        for radio in self.sorts.values():
            radio.toggled.connect(self._turn)
        one_of(self, self.sorts.values())
        others = column(section("In some copies"), self.alternatives, gap=TIGHT)
        for line in (self.error, self.remarks):
            others.addWidget(line)
        self.setLayout(
            column(
                column(section("In the draft"), self.heading, gap=TIGHT),
                column(row(*self.sorts.values(), None, gap=LARGE), self._meaning, gap=TIGHT),
                others,
                self.readers,
                self.also,
                row(self.remove, None),
                gap=MEDIUM,
            )
        )

    def begin(self) -> None:
        """Put the focus where the next alternative is typed."""
        self.alternatives.begin()

    def show_place(
        self,
        elements: Sequence[Element],
        place: Place,
        site: Site | None,
        others: Sequence[Place],
    ) -> None:
        """Show a place and its site, if it is one. ``others``: where else the same words stand."""
        known = (self._elements, self.place, self.site, self._others)
        if known == (elements, place, site, tuple(others)):
            return  # what is being typed stays as it is typed
        self._elements, self.place, self.site, self._others = elements, place, site, tuple(others)
        text = elements[place.element].text[place.start : place.end]
        self._own = site.alternatives[0] if site else text
        self.heading.setText(self._own)
        sort = site.sort if site else words.usual_sort(self._own)
        for radio in self.sorts.values():
            radio.blockSignals(True)
        self.sorts[sort].setChecked(True)
        for radio in self.sorts.values():
            radio.blockSignals(False)
        self.alternatives.show_words(self._own, site.alternatives[1:] if site else ())
        self._list_others(site.places if site else self._others)
        self._read()

    @property
    def sort(self) -> Sort:
        """What the writer says of the place."""
        return "fact" if self.sorts["fact"].isChecked() else "wording"

    def say_remarks(self, remarks: "Sequence[Remark]") -> None:
        """Say what is to be said of the site: first what must be mended."""
        said = [f"To mend: {remark.words}" for remark in remarks if remark.refused]
        set_state(self.remarks, "bad" if said else "waiting")
        said += [remark.words for remark in remarks if not remark.refused]
        self.remarks.setText("\n".join(said))
        self.remarks.setVisible(bool(said))

    def _turn(self, chosen: bool) -> None:
        if chosen:
            self._list_others(self._others)
            self._say()

    def _list_others(self, chosen: Sequence[Place]) -> None:
        shown = self._others if self.sort == "fact" else ()
        self.also.show_places(self._elements, shown, frozenset(chosen))

    def _drop(self) -> None:
        self.alternatives.show_words(self._own, ())
        self._say()

    def _say(self) -> None:
        """Tell what the site is now."""
        self._read()
        found = tuple(dict.fromkeys((self._own, *self.alternatives.typed)))
        places = tuple(sorted((self.place, *self.also.ticked)))
        site = Site(self.sort, places, found) if len(found) > 1 else None
        if site != self.site:
            before, self.site = self.site, site
            self.changed.emit(before, site)

    def _read(self) -> None:
        """Show what follows from what is typed."""
        self.alternatives.show_sort(self.sort)
        repeated = self.alternatives.mark_repeated()
        self.error.setText(f"“{repeated}” stands here already.")
        self.error.setVisible(bool(repeated))
        self._meaning.setText(words.SORTS[self.sort][1])
        typed = self.alternatives.typed
        self.readers.show_two(self._elements[self.place.element], self.place, self._own, typed[-1:])
        self.remove.setVisible(bool(typed))
        chain = [*self.sorts.values(), *self.alternatives.tab_chain, *self.also.boxes, self.remove]
        for one, other in pairwise(chain):
            QWidget.setTabOrder(one, other)
