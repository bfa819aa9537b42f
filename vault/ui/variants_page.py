"""Wording: the writer chooses which words differ from copy to copy, reading the script."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from vault.errors import VaultError
from vault.operations.session import Outcome
from vault.share.variants import Place, Site
from vault.ui import variants_words as words
from vault.ui.desk import Desk
from vault.ui.drafts import Draft
from vault.ui.page import TOP, Head
from vault.ui.tokens import LARGE, MEDIUM, SCRIPT, SMALL, WIDE, WIDEST
from vault.ui.variants_caret import Caret
from vault.ui.variants_check import Check
from vault.ui.variants_choice import Choice
from vault.ui.variants_leaving import LeavingDialog
from vault.ui.variants_marks import marks
from vault.ui.variants_menu import what_can_be_done
from vault.ui.variants_prose import Prose
from vault.ui.variants_side import WIDTH, Side
from vault.ui.variants_text import ScriptText
from vault.ui.variants_work import carrying, keeping, proposing
from vault.ui.widgets import button, column, label, row, rule, set_state

if TYPE_CHECKING:
    from vault.operations.varying import Draft as Wording


class VariantsPage(QWidget):
    """The script, the panel beside it, and what is chosen; nothing is sealed until it is kept."""

    left = Signal()
    """The page is done with: what was chosen is kept, or given up."""

    def __init__(self, desk: Desk, about: Draft, draft: "Wording") -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._desk, self._about = desk, about
        self._earlier = _earlier(desk, about, draft)
        self._elements = draft.script.elements
        self.choice = Choice(draft.sites)
        self.searching = True
        """Whether proposals are still looked for."""
        self._begun: Place | None = None
        """The words that are to differ, while no alternative to them is typed."""
        self._keeping = self._asking = False
        self.head = Head()
        self.head.say(about.title, f"{about.name}. Which words differ from copy to copy.")
        self.back = button("‹  Share", "link")
        self.back.setAccessibleName("Back to sharing")
        self.back.clicked.connect(lambda _checked: self.leave())
        self.prose = Prose(desk.theme)
        self.side = Side(desk.theme.faces.px(WIDTH))
        self.keep_it = button("Keep this wording", "primary")
        self.keep_it.clicked.connect(lambda _checked: self.keep())
        self.undo = button("Undo", "link")
        self.redo = button("Redo", "link")
        self.undo.clicked.connect(lambda _checked: self._go_back(self.choice.undo))
        self.redo.clicked.connect(lambda _checked: self._go_back(self.choice.redo))
        self._said = label("", "sub", wrap=True)
        self.caret = Caret(self.prose, self.choice, draft)
        self.check = Check(desk, draft, self)
        self.check.done.connect(self._follow)
        self._lay_out()
        self._listen()
        self.prose.show_text(ScriptText(draft.script, desk.theme.faces.script(SCRIPT, bold=False)))
        earlier = self._earlier if not draft.sites else None
        self.side.offer_earlier(earlier.number if earlier else None)
        self._show()
        self.check.want(self.choice.sites, at_once=True)
        # The reading begins at once; in a long script it takes seconds to find what to propose.
        desk.aside(proposing(draft), self._propose)

    def begin(self) -> None:
        """Put the focus where one begins."""
        self.prose.setFocus()

    @property
    def unkept(self) -> bool:
        """Whether something was chosen that is not kept yet."""
        return self.choice.changed

    @property
    def said(self) -> str:
        """What is said below the script."""
        return self._said.text()

    def leave(self) -> None:
        """Go back; what was changed and not kept is asked about first."""
        self.before_leaving(self.left.emit)

    def before_leaving(self, then: Callable[[], object]) -> None:
        """Do something that ends the choosing, once what is not kept was asked about."""
        if self._keeping or self._asking:
            return
        if not self.unkept:
            then()
            return
        said = words.differ(self.choice.sites)
        dialog = LeavingDialog(self, said, lambda: self.keep(then), then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._answered)
        self._asking = True
        dialog.open()

    def _answered(self) -> None:
        self._asking = False

    def keep(self, then: Callable[[], object] | None = None) -> None:
        """Seal what is chosen, and go back."""
        bad = [site for site in self.choice.sites if self.check.refuses(site)]
        if bad:
            self._say(words.to_mend(len(bad)), bad=True)
            self._go_to(bad[0].places[0])
            return
        self._keeping = True
        self._read_buttons()
        sites = self.choice.sites

        def kept(_outcome: Outcome) -> None:
            self._keeping = False
            self._desk.noticed.emit(words.kept(sites))
            (then or self.left.emit)()

        task = self._desk.change(keeping(self._about.reference, sites), kept, self._refused)
        self._desk.follow(task, "Keeping the wording")

    def _propose(self, found: Sequence[Site]) -> None:
        self.searching = False
        self.choice.propose(found)
        self._show()

    def _refused(self, error: VaultError) -> None:
        self._keeping = False
        self._show()
        self._say(str(error), bad=True)

    def _listen(self) -> None:
        prose, side = self.prose, self.side
        prose.moved.connect(self._follow)
        prose.asked.connect(self._act)
        prose.menu_asked.connect(self._open_menu)
        side.chosen.stepped.connect(lambda by: self._step(self.choice.sites, by))
        side.offered.stepped.connect(lambda by: self._step(self.choice.offers, by))
        side.added.connect(self._add)
        side.carried.connect(self._carry)
        side.site.changed.connect(self._change)
        side.offer.taken.connect(lambda: self._act("take"))
        side.offer.left.connect(lambda: self._act("leave"))
        side.offer.all_taken.connect(self._take_all)
        for keys, act in (
            (QKeySequence.StandardKey.Undo, self.undo.click),
            (QKeySequence.StandardKey.Redo, self.redo.click),
            (Qt.Key.Key_Escape, self._escape),
        ):
            QShortcut(
                QKeySequence(keys),
                self,
                act,
                context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
            )

    def _show(self) -> None:
        """Show what is chosen now."""
        offered = None if self.searching else len(self.choice.offers)
        self.side.say_counts(len(self.choice.sites), offered)
        self._read_buttons()
        self._say(words.UNKEPT if self.unkept else words.UNCHANGED)
        self._follow()

    def _say(self, said: str, *, bad: bool = False) -> None:
        self._said.setText(said)
        set_state(self._said, "bad" if bad else "")

    def _read_buttons(self) -> None:
        self.keep_it.setEnabled(self.unkept and not self._keeping)
        self.undo.setEnabled(self.choice.can_undo and not self._keeping)
        self.redo.setEnabled(self.choice.can_redo and not self._keeping)
        for part in (self.prose, self.side):
            part.setEnabled(not self._keeping)

    def _follow(self) -> None:
        """Have beside the script what can be done at the caret."""
        caret, side = self.caret, self.side
        place, site, offer = caret.place, caret.site, caret.offer
        if place != self._begun:
            self._begun = None
        if site is not None or self._begun is not None:
            at = caret.place_of(site) if site else self._begun
            assert at is not None
            side.site.show_place(self._elements, at, site, caret.elsewhere(at, site))
            side.show_part(side.site)
        elif offer is not None:
            side.offer.show_offer(self._elements, offer, len(self.choice.offers))
            side.show_part(side.offer)
        elif self.prose.selects:
            side.show_selection(caret.words(place), caret.hindrance(place))
        else:
            side.show_part(side.nothing)
        self.prose.say_here(site or offer, chosen=site is not None)
        side.say_whole(self.check.whole)
        if site is None or self.check.knows(site):  # else what was said stands a moment longer
            side.site.say_remarks(self.check.of(site) if site else ())
        self.prose.mark(marks(self.choice, self.check.refuses, site or offer, self._begun))

    def _act(self, asked: str) -> None:
        """Do what a key asks for at the caret."""
        site, offer = self.caret.site, self.caret.offer
        if asked in {"next", "previous"}:
            self._step(self.choice.offers, 1 if asked == "next" else -1)
        elif asked == "remove" and site is not None:
            self.choice.remove(site)
            self._changed()
        elif asked in {"take", "enter"} and offer is not None and site is None:
            self.choice.put(offer)
            self._changed()
            if asked == "take":
                self._step(self.choice.offers, 1)
            else:
                self._add()
        elif asked == "leave" and offer is not None and site is None:
            self.choice.leave(offer)
            self._changed()
            self._step(self.choice.offers, 1)
        elif asked == "enter":
            self._add()

    def _add(self) -> None:
        """Go on to the alternatives of the words at the caret."""
        if self.caret.site is None:
            if not self.prose.selects:
                word = self.prose.word_here()
                if word is None:
                    return
                self.prose.go_to(word, select=True)
            place = self.caret.place
            if self.caret.hindrance(place):
                return
            self._begun = place
            self._follow()
        self.side.site.begin()

    def _change(self, before: Site | None, now: Site | None) -> None:
        """Take on what was typed or ticked beside the script."""
        place = self.side.site.place
        if now is not None:
            step = f"{place} {len(now.alternatives)} {now.sort} {len(now.places)}"
            self.choice.put(now, before, step)
        elif before is not None:
            self.choice.remove(before)
            self._begun = place if self.caret.place == place else None
        self._changed()

    def _changed(self) -> None:
        self._show()
        self.check.want(self.choice.sites)

    def _take_all(self) -> None:
        self.choice.take_all(self.choice.offers)
        self._changed()

    def _go_back(self, way: Callable[[], None]) -> None:
        """Undo or redo, and go to where that changed something."""
        before = self.choice.sites
        way()
        different = set(before) ^ set(self.choice.sites)
        if different:
            self._go_to(min(site.places[0] for site in different))
        self._changed()

    def _step(self, sites: Sequence[Site], by: int) -> None:
        """Go to the site after or before the caret; after the last comes the first."""
        if not sites:
            return
        here = self.prose.here or (0, 0)
        starts = [(site.places[0].element, site.places[0].start) for site in sites]
        if by > 0:
            at = next((n for n, start in enumerate(starts) if start > here), 0)
        else:
            at = next((n for n in reversed(range(len(starts))) if starts[n] < here), -1)
        self._go_to(sites[at].places[0])

    def _go_to(self, place: Place) -> None:
        self.prose.go_to(place)
        self._follow()

    def _escape(self) -> None:
        """From the panel to the script, from the script back."""
        if self.side.isAncestorOf(QApplication.focusWidget() or self):
            self.prose.setFocus()
        else:
            self.leave()

    def _carry(self) -> None:
        """Find the wording of an earlier draft again in this one; none of it is kept yet."""
        assert self._earlier is not None  # there is a button only where there is one
        work = carrying(self._about.reference, self._earlier.reference)
        task = self._desk.read(work, self._carried)
        self._desk.follow(task, "Finding the wording again")

    def _carried(self, told: tuple[tuple[Site, ...], tuple[str, ...]]) -> None:
        sites, lost = told
        free = [site for site in sites if self.choice.clash(site.places) is None]
        self.choice.put_all((*self.choice.sites, *free))
        self.side.say_lost(lost)
        self.side.offer_earlier(None)
        self._changed()

    def _open_menu(self, at: QPoint) -> None:
        caret = self.caret
        place = caret.place if self.prose.selects else self.prose.word_here()
        found = "site" if caret.site else "offer" if caret.offer else "words"
        fit = place is not None and not caret.hindrance(place)
        what_can_be_done(self.prose, found, self._act, fit=fit).popup(at)

    def _lay_out(self) -> None:
        above = column(row(self.back, None), self.head, gap=SMALL)
        above.setContentsMargins(WIDEST, TOP - SMALL, WIDE, MEDIUM)
        foot = row(self.keep_it, self.undo, self.redo, gap=MEDIUM)
        foot.addWidget(self._said, 1)
        foot.setContentsMargins(WIDEST, MEDIUM, WIDE, LARGE)
        reading = column(above, rule(), gap=0)
        reading.addWidget(self.prose, 1)
        reading.addWidget(rule())
        reading.addLayout(foot)
        across = row(gap=0)
        across.addLayout(reading, 1)
        across.addWidget(self.side)
        self.setLayout(across)


def _earlier(desk: Desk, about: Draft, draft: "Wording") -> Draft | None:
    """Return the latest earlier draft of the script that has a wording."""
    numbers = {number for _seq, number in draft.earlier}
    same = [known for known in desk.drafts if known.script_id == about.script_id]
    found = [known for known in same if known.number in numbers]
    return max(found, key=lambda known: known.number, default=None)
