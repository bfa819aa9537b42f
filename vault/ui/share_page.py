"""Share: one marked copy of a draft for each reader, on terms that stand on the page in full."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from vault.errors import VaultError
from vault.operations.preparing import Prepared
from vault.operations.session import Outcome, Session
from vault.ui import wording
from vault.ui.acceptance_dialog import AcceptanceDialog, StrikeAcceptanceDialog
from vault.ui.amend_dialog import AmendDialog, AnswerDialog
from vault.ui.delivery_dialog import DeliveryDialog
from vault.ui.desk import Desk
from vault.ui.drafts import Draft
from vault.ui.files import documents, open_folder
from vault.ui.page import EmptyPage
from vault.ui.record_dialog import RecordDialog
from vault.ui.share_done import Done
from vault.ui.share_form import ShareForm
from vault.ui.share_holders import Holder
from vault.ui.share_making import Made, Wish, make, write
from vault.ui.tasks import Task
from vault.ui.variants_page import VariantsPage
from vault.ui.variants_work import opening
from vault.ui.widgets import column

if TYPE_CHECKING:
    from vault.operations.varying import Draft as Wording

TO_SIGN = "to be signed by the readers. Until then the terms are requested, not agreed."


class SharePage(QWidget):
    """The form, or after sharing the list of what was made."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._chosen: tuple[str, int] | None = None
        """The draft that was chosen in the window when the page was last come to."""
        self._seen = False
        """Whether the list of what was made has been on screen."""
        self._wanted = 0
        self._making: Task[Made] | None = None
        self._wish: Wish | None = None
        self.done: Done | None = None
        self.variants: VariantsPage | None = None
        """The page on which the wording of the draft is chosen, while it is open."""
        self.form = ShareForm(desk)
        self.form.draft.chosen.connect(self._prepare)
        self.form.wanted.connect(self._ask_folder)
        self.form.stopped.connect(self._stop)
        self.form.wording.wanted.connect(self._open_wording)
        self.form.holders.delivered.connect(self._ask_delivery)
        self.form.holders.accepted.connect(self._ask_acceptance)
        self.form.holders.struck.connect(self._ask_strike)
        self.form.holders.answered.connect(self._ask_answer)
        self.form.holders.amended.connect(self._ask_amendment)
        self.empty = EmptyPage(
            desk.theme,
            "share",
            "There is nothing to share yet",
            "Save a script in a watched folder. As soon as it is sealed, it can be shared here.",
        )
        self._stack = QStackedWidget()
        for part in (self.empty, self.form):
            self._stack.addWidget(part)
        self.setLayout(column(self._stack, gap=0))
        desk.drafts_changed.connect(self._follow)
        desk.lost.connect(self._close_wording)

    @property
    def idle(self) -> bool:
        """Whether no copies are being made."""
        return self._making is None

    def begin(self) -> None:
        """Put the focus where one begins."""
        if self.variants is not None:
            self.variants.begin()
        elif self.done is not None:
            self.done.next.setFocus()
        else:
            self.form.begin()

    @property
    def unkept(self) -> bool:
        """Whether a wording was chosen that is not kept yet."""
        return self.variants is not None and self.variants.unkept

    def before_leaving(self, then: Callable[[], object]) -> None:
        """Do something that ends the choosing of words, once what is not kept was asked about."""

        def go() -> None:
            self._close_wording()
            then()

        if self.variants is not None:
            self.variants.before_leaving(go)
        else:
            then()

    def arrive(self, about: object) -> None:
        """Be about the draft that is asked for, or that was chosen since the page was left."""
        if self._seen:
            self._close_done()
        self._seen = self.done is not None
        chosen, wanted = self._desk.chosen, self.form.draft.draft
        if chosen is not None and chosen.key != self._chosen:
            self._chosen, wanted = chosen.key, chosen
        wanted = about if isinstance(about, Draft) else wanted
        if self.variants is not None and wanted == self.form.draft.draft:
            return  # the words go on being chosen
        self.before_leaving(lambda: self._show(wanted))

    def share_to(self, folder: Path) -> None:
        """Make the copies that the form describes, in a folder."""
        draft = self.form.draft.draft
        assert draft is not None
        form = self.form
        self._wish = Wish(
            draft.reference,
            tuple(form.readers.people),
            form.terms.chosen.id,
            form.holds.said,
            folder,
            form.format.said,
            form.wording.used,
            form.signs.used,
        )
        wish = self._wish
        form.say_making("copies", 0, len(wish.people))
        self._making = self._desk.change(
            lambda session: make(session, wish), self._made, self._refused, self._step
        )

    def _show(self, draft: Draft | None) -> None:
        self.form.draft.show_drafts(self._desk.drafts, draft)
        if not self._desk.drafts:
            self._stack.setCurrentWidget(self.empty)
            return
        self._stack.setCurrentWidget(self.variants or self.done or self.form)
        self._prepare()

    def _follow(self) -> None:
        """Offer the drafts that came since; the one to be shared stays the same."""
        if self.isVisible() and self._making is None:
            before = self.form.draft.draft
            self.form.draft.show_drafts(self._desk.drafts, before)
            if before is None:
                self._show(None)

    def _prepare(self) -> None:
        """Read the pages of the draft, unless they are there."""
        draft = self.form.draft.draft
        assert draft is not None
        self._wanted += 1
        number, reference = self._wanted, draft.reference
        self.form.say_draft(draft)

        def work(session: Session) -> tuple[int, Prepared]:
            from vault.operations.preparing import prepare

            return number, prepare(session, draft=reference)

        def refused(error: VaultError) -> None:
            if number == self._wanted:
                self.form.refuse_draft(error)

        self._desk.read(work, self._prepared, refused)
        self._list_holders()

    def _open_wording(self) -> None:
        """Open the page on which the words that differ are chosen."""
        draft = self.form.draft.draft
        assert draft is not None
        self.form.wording.setEnabled(False)
        number = self._wanted

        def opened(found: "Wording") -> None:
            self.form.wording.setEnabled(True)
            if number == self._wanted and self.idle:  # else something else was begun meanwhile
                self._show_wording(VariantsPage(self._desk, draft, found))

        def refused(error: VaultError) -> None:
            self.form.wording.setEnabled(True)
            self._desk.tell(error)

        task = self._desk.read(opening(draft.reference), opened, refused)
        self._desk.follow(task, "Reading the script")

    def _show_wording(self, variants: VariantsPage) -> None:
        self._close_wording()
        self.variants = variants
        variants.left.connect(self._leave_wording)
        self._stack.addWidget(variants)
        self._stack.setCurrentWidget(variants)
        variants.begin()

    def _leave_wording(self) -> None:
        self._close_wording()
        self._show(self.form.draft.draft)
        self.form.wording.choose.setFocus()

    def _close_wording(self) -> None:
        if self.variants is not None:
            self._stack.removeWidget(self.variants)
            self.variants.deleteLater()
            self.variants = None

    def _list_holders(self) -> None:
        """Read who holds what of the script."""
        draft = self.form.draft.draft
        assert draft is not None
        number, script = self._wanted, draft.script_id

        def work(session: Session) -> tuple[int, Outcome]:
            from vault.operations import delivering

            return number, delivering.holders(session, script=script)

        self._desk.read(work, self._show_holders)

    def _show_holders(self, told: tuple[int, Outcome]) -> None:
        number, outcome = told
        if number == self._wanted:
            self.form.holders.show_holders(outcome.data["holders"])

    def _ask_delivery(self, holder: Holder) -> None:
        self._ask(DeliveryDialog(self._desk, holder, self))

    def _ask_delivery_of(self, done: Done, number: int, copy: Holder) -> None:
        """Record the delivery of a copy that was just made."""
        copy_id = str(copy["copy_id"])
        dialog = DeliveryDialog(self._desk, {"organisation": "", "number": number, **copy}, self)
        dialog.accepted.connect(lambda: done.say_delivered(copy_id))
        self._ask(dialog)

    def _ask_acceptance(self, holder: Holder) -> None:
        self._ask(AcceptanceDialog(self._desk, holder, self))

    def _ask_strike(self, holder: Holder) -> None:
        self._ask(StrikeAcceptanceDialog(self._desk, holder, self))

    def _ask_answer(self, holder: Holder) -> None:
        self._ask(AnswerDialog(self._desk, holder, self))

    def _ask_amendment(self, holder: Holder) -> None:
        self._ask(AmendDialog(self._desk, holder, self))

    def _ask(self, dialog: RecordDialog) -> None:
        dialog.accepted.connect(self._list_holders)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _prepared(self, told: tuple[int, Prepared]) -> None:
        number, prepared = told
        if number == self._wanted:
            self.form.say_prepared(prepared)

    def _ask_folder(self) -> None:
        open_folder(self, "Folder for the copies", self.share_to, documents())

    def _ask_folder_again(self) -> None:
        open_folder(self, "Folder for the files", self.write_to, documents())

    def write_to(self, folder: Path) -> None:
        """Write the files that are missing into a folder."""
        self._desk.read(
            lambda session: write(session, folder),
            lambda copies: self._show_done(Made(copies), folder),
        )

    def _ask_folder_for_pages(self) -> None:
        open_folder(self, "Folder for the acceptance pages", self.write_pages, documents())

    def write_pages(self, folder: Path) -> None:
        """Write into a folder the pages by which the readers of these copies accept the terms."""
        assert self.done is not None
        copies = self.done.numbers

        def work(session: Session) -> Outcome:
            from vault.operations import accepting

            return accepting.pages(session, copies=copies, output=folder, force=False)

        def written(outcome: Outcome) -> None:
            pages = wording.count(len(outcome.data["pages"]), "acceptance page")
            self._desk.noticed.emit(f"{pages} in {folder}, {TO_SIGN}")

        self._desk.read(work, written)

    def _stop(self) -> None:
        if self._making is not None:
            self._making.cancel()

    def _step(self, what: str, done: int, of: int) -> None:
        self.form.say_making(what, done, of)

    def _made(self, made: Made) -> None:
        self._making = None
        self.form.say_made()
        self.form.readers.clear()
        assert self._wish is not None
        self._show_done(made, self._wish.folder)

    def _show_done(self, made: Made, folder: Path) -> None:
        assert self.form.draft.draft is not None
        draft = self.form.draft.draft
        self._close_done()
        self.done = Done(f"{draft.title}, {draft.name}", folder, made)
        self.done.again.connect(self._again)
        self.done.write.connect(self._ask_folder_again)
        self.done.pages.connect(self._ask_folder_for_pages)
        self.done.delivered.connect(partial(self._ask_delivery_of, self.done, draft.number))
        self._stack.addWidget(self.done)
        self._stack.setCurrentWidget(self.done)
        self._seen = self.isVisible()
        self.begin()

    def _refused(self, error: VaultError) -> None:
        self._making = None
        self.form.say_made()
        self.form.refuse(error)

    def _again(self) -> None:
        self._close_done()
        self._show(self.form.draft.draft)
        self.begin()

    def _close_done(self) -> None:
        if self.done is not None:
            self._stack.removeWidget(self.done)
            self.done.deleteLater()
            self.done = None
