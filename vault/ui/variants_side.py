"""Beside the script: what can be done at the caret, the proposals, and what is to be said of it."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QScrollArea, QWidget

from vault.screenplay.model import Element
from vault.share.variants import Site
from vault.ui import variants_words as words
from vault.ui import wording
from vault.ui.tokens import LARGE, MEDIUM, SMALL, TIGHT
from vault.ui.variants_readers import TwoReaders
from vault.ui.variants_site import SiteEditor
from vault.ui.widgets import Item, button, column, label, row, rule, section, set_state

WIDTH = 336
"""The width of the panel, in pixels at 100 %."""
MOST_LOST = 8
"""How many lost places are quoted before the rest is counted."""


class Stepper(QWidget):
    """A count, and the way to the one before and after the caret."""

    stepped = Signal(int)
    """One further, or one back."""

    def __init__(self, one: str, none: str) -> None:
        super().__init__()
        self._one, self._none = one, none
        self.words = label("", "text")
        self.back = _arrow("‹", f"The {one} before")
        self.on = _arrow("›", f"The next {one}")
        self.back.clicked.connect(lambda _checked: self.stepped.emit(-1))
        self.on.clicked.connect(lambda _checked: self.stepped.emit(1))
        self.setLayout(row(self.words, None, self.back, self.on, gap=TIGHT))

    def say(self, count: int | None) -> None:
        """Say how many there are; None: that they are looked for."""
        found = wording.count(count, self._one) if count else self._none
        self.words.setText(f"Looking for {self._one}s…" if count is None else found)
        for arrow in (self.back, self.on):
            arrow.setEnabled(bool(count))


class Offer(QWidget):
    """One proposal: to be taken or left."""

    taken = Signal()
    left = Signal()
    all_taken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._own = label("", "mono", wrap=True)
        self._others = label("", "mono", wrap=True)
        self._meaning = label("", "muted", wrap=True)
        self.readers = TwoReaders()
        self.take = button("Take")
        self.leave = button("Leave")
        self.all = button("", "link")
        self.take.setToolTip("T in the script")
        self.leave.setToolTip("L in the script")
        for one, signal in (
            (self.take, self.taken),
            (self.leave, self.left),
            (self.all, self.all_taken),
        ):
            one.clicked.connect(signal)
        self.setLayout(
            column(
                column(section("Proposed: in the draft"), self._own, gap=TIGHT),
                column(section("In some copies"), self._others, gap=TIGHT),
                self._meaning,
                self.readers,
                row(self.take, self.leave, None, gap=SMALL),
                row(self.all, None),
                gap=MEDIUM,
            )
        )

    def show_offer(self, elements: Sequence[Element], offer: Site, count: int) -> None:
        """Show a proposal, one of ``count``."""
        own, *others = offer.alternatives
        self._own.setText(own)
        self._others.setText(", ".join(others))
        again = len(offer.places) - 1
        also = f" Also at {wording.count(again, 'other place')}." if again else ""
        self._meaning.setText(f"{words.SORTS[offer.sort][0]}.{also}")
        self.readers.show_two(elements[offer.places[0].element], offer.places[0], own, others[:1])
        self.all.setText(f"Take all {count:,} proposals")
        self.all.setVisible(count > 1)


class Side(QFrame):
    """The panel: counts, what is about the caret, and remarks on that and on the whole."""

    added = Signal()
    """The selected words are to be a place that differs."""
    carried = Signal()
    """The wording of an earlier draft is to be taken over."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.setProperty("role", "beside")
        self.setFixedWidth(width)
        self.chosen = Stepper("choice", "Nothing chosen yet")
        self.offered = Stepper("proposal", "No proposals")
        self.carry = button("")
        self.carry.clicked.connect(lambda _checked: self.carried.emit())
        self.lost = label("", "text", wrap=True)
        set_state(self.lost, "waiting")
        self.nothing = _part(
            self.lost,
            label(words.PURPOSE, "text", wrap=True),
            label(words.BEGIN, "muted", wrap=True),
            row(self.carry, None),
        )
        self._selected = label("", "mono", wrap=True)
        self._hindrance = label("", "muted", wrap=True)
        self.add = button("Add variant", "primary")
        self.add.setToolTip("Return in the script")
        self.add.clicked.connect(lambda _checked: self.added.emit())
        self.selection = _part(
            column(section("Selected"), self._selected, gap=TIGHT),
            self._hindrance,
            row(self.add, None),
        )
        self.offer = Offer()
        self.site = SiteEditor()
        self._parts = (self.nothing, self.selection, self.offer, self.site)
        self._whole = label("", "muted", wrap=True)
        self._lay_out()
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._bring_focus)
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._follow_focus)
        self.offer_earlier(None)
        self.say_lost(())
        self.show_part(self.nothing)
        self.say_whole(())

    def show_part(self, part: QWidget) -> None:
        """Show one of the parts."""
        for other in self._parts:
            other.setVisible(other is part)

    def show_selection(self, said: str, hindrance: str) -> None:
        """Show the selected words, and why they cannot differ, if they cannot."""
        self._selected.setText(said)
        self._hindrance.setText(hindrance)
        self._hindrance.setVisible(bool(hindrance))
        self.add.setEnabled(not hindrance)
        self.show_part(self.selection)

    def say_counts(self, chosen: int, offered: int | None) -> None:
        """Say how much is chosen and how many proposals are left; None: they are looked for."""
        self.chosen.say(chosen)
        self.offered.say(offered)

    def offer_earlier(self, number: int | None) -> None:
        """Offer to take the wording over from an earlier draft, if there is one."""
        self.carry.setText(f"Take over from draft {number}")
        self.carry.setVisible(number is not None)

    def say_lost(self, lost: Sequence[str]) -> None:
        """Say which words of an earlier draft were not found again."""
        quoted = ", ".join(f"“{text}”" for text in lost[:MOST_LOST])
        more = f" and {len(lost) - MOST_LOST} more" if len(lost) > MOST_LOST else ""
        self.lost.setText(f"Not found again in this draft: {quoted}{more}.")
        self.lost.setVisible(bool(lost))

    @property
    def whole(self) -> str:
        """What is said of the whole wording."""
        return self._whole.text()

    @property
    def hindrance(self) -> str:
        """Why the selected words cannot differ."""
        return self._hindrance.text()

    def say_whole(self, said: Sequence[str]) -> None:
        """Say what is to be said of the whole wording."""
        self._whole.setText("\n".join(said))
        self._whole.setVisible(bool(said))

    def _follow_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._inner.isAncestorOf(now):
            self._soon.start()  # what is new is laid out first

    def _bring_focus(self) -> None:
        """Have what has the focus on the screen, in a panel that is longer than the window."""
        focus = QApplication.focusWidget()
        if focus is not None and self._inner.isAncestorOf(focus):
            self._scrolled.ensureWidgetVisible(focus, 0, LARGE)

    def _lay_out(self) -> None:
        inner = QWidget()
        body = column(*self._parts, None, self._whole, gap=MEDIUM)
        body.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        inner.setLayout(body)
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setWidget(inner)
        inner.setAutoFillBackground(False)
        self._inner, self._scrolled = inner, scrolled
        above = column(self.chosen, self.offered, gap=0)
        above.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        whole = column(above, rule(), gap=0)
        whole.addWidget(scrolled, 1)
        self.setLayout(whole)


def _part(*items: Item) -> QWidget:
    made = QWidget()
    made.setLayout(column(*items, gap=MEDIUM))
    return made


def _arrow(sign: str, name: str) -> QPushButton:
    made = button(sign, "link")
    made.setAccessibleName(name)
    made.setToolTip(name)
    return made
