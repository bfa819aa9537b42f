"""What is asked before copies are made: draft, readers, terms, whose it is; and a preview."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget

from vault.errors import BadInput, VaultError
from vault.licence.issuing import issue
from vault.licence.record import Recipient, Record
from vault.operations.preparing import Prepared
from vault.ui import wording
from vault.ui.desk import Desk
from vault.ui.drafts import Draft
from vault.ui.page import TOP, Head, ScrolledPage
from vault.ui.share_draft import DraftChooser
from vault.ui.share_format import Format
from vault.ui.share_holders import Holders
from vault.ui.share_preview import UNNUMBERED, Preview
from vault.ui.share_readers import Readers
from vault.ui.share_signs import Signs
from vault.ui.share_terms import Holds, Terms
from vault.ui.tokens import LARGE, MEDIUM, SMALL, WIDE, WIDEST
from vault.ui.variants_line import WordingLine
from vault.ui.widgets import button, column, label, row, rule, section, set_state

SOMEBODY = Recipient("Reader’s name")
"""Stands in the preview until a reader is named."""

NOT_YOURS = (
    "These terms offer a licence, and you said that someone else owns the draft. Choose the last"
    " ones, which keep the rights you have."
)
READY = "Recorded in the vault before a file is written."


class ShareForm(QWidget):
    """Everything a share needs, on one page."""

    wanted = Signal()
    """The copies are to be made."""
    stopped = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAcceptDrops(True)
        self._desk = desk
        self._prepared: Prepared | None = None
        self.head = Head()
        self.draft = DraftChooser()
        self.draft_error = _error()
        self.readers = Readers()
        self.terms = Terms(desk.theme)
        self.holds = Holds()
        self.format = Format()
        self.wording = WordingLine()
        self.signs = Signs()
        self.holders = Holders()
        self.preview = Preview(desk.theme)
        self.make = button("Make copies", "primary")
        self.make.clicked.connect(lambda _checked: self._want())
        self._ready = label(READY, "sub", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Copies made")
        self.stop = button("Stop")
        self.stop.clicked.connect(lambda _checked: self.stopped.emit())
        self.error = _error()
        self._asked = (
            self.draft,
            self.readers,
            self.terms,
            self.holds,
            self.wording,
            self.signs,
            self.format,
        )
        self._scrolled = ScrolledPage()
        self._lay_out()
        self.readers.changed.connect(self.read)
        self.terms.changed.connect(self.read)
        self.holds.changed.connect(self.read)
        self.format.changed.connect(self.read)
        self.wording.changed.connect(self.read)
        self.say_made()

    def begin(self) -> None:
        """Put the focus where one begins."""
        self.readers.field.setFocus()

    @property
    def ready(self) -> bool:
        """Whether the draft has been read, and can be shared."""
        return self._prepared is not None

    @property
    def today(self) -> date:
        """The day that copies are issued on, by the clock on the wall."""
        return self._desk.session.clock().now.astimezone().date()

    def say_draft(self, draft: Draft) -> None:
        """Show which draft is shared; its pages come when they are read."""
        pages = f", {wording.count(draft.pages, 'page')}" if draft.pages else ""
        self.head.say(draft.title, f"{draft.name}{pages}. Each reader gets a copy of their own.")
        self._prepared = None
        self.wording.wait()
        self.readers.show_held((), draft.number)
        self.draft_error.setText("")
        self.draft_error.hide()
        self.error.hide()
        self.read()

    def refuse_draft(self, error: VaultError) -> None:
        """Say why this draft cannot be shared."""
        self.draft_error.setText(str(error))
        self.draft_error.show()
        self._scrolled.verticalScrollBar().setValue(0)
        self.read()

    def say_prepared(self, prepared: Prepared) -> None:
        """Show the pages of the draft, and what was said and issued for its script before."""
        self._prepared = prepared
        self.holds.say(prepared.holder)
        assert self.draft.draft is not None
        self.format.offer(self.draft.draft.format_name, prepared.native)
        sheet = prepared.sheet
        fits = sheet is None or prepared.layout.sheet is not None
        self.wording.show_sites(
            sheet.sites if sheet else (), fits=fits, before=prepared.worded_before
        )
        self.readers.show_held(prepared.held, self.draft.draft.number)
        self.read()

    def read(self) -> None:
        """Show what would be made now."""
        count = len(self.readers.people)
        several = f"Make {count:,} copies" if count else "Make copies"
        self.make.setText("Make 1 copy" if count == 1 else several)
        record = self._record() if self._prepared is not None else None
        self.make.setEnabled(record is not None)
        self._ready.setText(READY if record is not None else self._hindrance())
        if self._prepared is None:
            self.terms.fold()  # what stood there was about another script
        if record is None or self._prepared is None:
            self.preview.clear()
            return
        self.terms.show_words(record)
        worded = self.wording.used
        self.preview.show_copy(self._prepared.layout, record, self.format.said, worded=worded)

    def say_making(self, what: str, done: int, of: int) -> None:
        """Say how many copies are made, and then how many files are written."""
        self.error.hide()
        self.make.hide()
        doing = "Writing file" if what == "files" else "Making copy"
        self._ready.setText(f"{doing} {min(done + 1, of)} of {of}")
        self._bar.setRange(0, of)
        self._bar.setValue(done)
        self._bar.show()
        self.stop.show()
        for part in self._asked:
            part.setEnabled(False)

    def say_made(self) -> None:
        """Be ready for the next."""
        for part in self._asked:
            part.setEnabled(True)
        self._bar.hide()
        self.stop.hide()
        self.make.show()
        self.read()

    def refuse(self, error: VaultError) -> None:
        """Say why no copy was made."""
        self.error.setText(str(error))
        self.error.show()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's own name
        """Take a list of readers, wherever on the page it is dropped."""
        if self.readers.isEnabled():
            self.readers.dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's own name
        """Take the readers of a list."""
        self.readers.dropEvent(event)

    def _record(self) -> Record | None:
        """Return the record a copy would have, or say at the terms why there can be none."""
        assert self._prepared is not None
        prepared = self._prepared
        people = self.readers.people
        if self.terms.chosen.offers and self.holds.said == "no":
            self.terms.refuse(NOT_YOURS)
            return None
        try:
            return issue(
                self.terms.chosen,
                holder=self.holds.said,
                work=prepared.work,
                copy_id=UNNUMBERED,
                recipient=people[-1] if people else SOMEBODY,
                issued=self.today,
                sealed=prepared.sealed,
                keys=prepared.keys,
            )
        except VaultError as error:
            self.terms.refuse(str(error))
            return None

    def _hindrance(self) -> str:
        """Return why nothing can be made now, where the reason itself may be out of sight."""
        if self._prepared is not None:
            return "These terms cannot be used. The reason stands below them."
        return "This draft cannot be shared." if self.draft_error.text() else "Reading the draft."

    def _want(self) -> None:
        if not self.readers.take_typed():
            return
        if self.readers.people:
            self.wanted.emit()
        else:
            self.readers.refuse(BadInput("No reader is named.", "Name at least one."))

    def _lay_out(self) -> None:
        left = self._scrolled
        left.body.setContentsMargins(WIDEST, TOP, WIDE, LARGE)
        left.body.addLayout(column(self.head, SMALL, self.draft, self.draft_error, gap=SMALL))
        for title, part in (
            ("Readers", self.readers),
            ("Wording", self.wording),
            ("Terms", self.terms),
            ("Who owns this draft?", self.holds),
        ):
            left.body.addLayout(column(section(title), part, gap=SMALL))
        left.body.addWidget(self.format)
        left.body.addWidget(self.signs)
        left.body.addLayout(column(section("Who holds what"), self.holders, gap=SMALL))
        left.body.addStretch(1)
        making = row(self.make, self.stop, gap=MEDIUM)
        making.addLayout(column(self._ready, self._bar, gap=SMALL), 1)
        below = column(making, self.error, gap=SMALL)
        below.setContentsMargins(WIDEST, MEDIUM, WIDE, LARGE)
        beneath = column(gap=0)
        beneath.addWidget(left, 1)
        beneath.addWidget(rule())
        beneath.addLayout(below)
        across = row(gap=0)
        across.addLayout(beneath, 7)
        beside = column(self.preview, None, gap=0)
        beside.setContentsMargins(SMALL, WIDEST, WIDEST, LARGE)
        across.addLayout(beside, 4)
        self.setLayout(across)


def _error() -> QLabel:
    made = label("", "text", wrap=True)
    set_state(made, "bad")
    made.hide()
    return made
