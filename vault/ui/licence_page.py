"""Licences: who was granted what for which fee, what is owed, and what is recorded of it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QStackedWidget, QWidget

from vault.errors import VaultError
from vault.operations.session import Session
from vault.pipeline.ledger import Ledger
from vault.prove.statement_standing import standing
from vault.ui import wording
from vault.ui.desk import Desk
from vault.ui.licence_detail import LicenceDetail
from vault.ui.licence_grant import GrantDialog
from vault.ui.licence_list import LicenceList
from vault.ui.licence_model import matching
from vault.ui.licence_statement import StatementDialog
from vault.ui.licence_sums import LicenceSums
from vault.ui.licence_words import Licence
from vault.ui.page import TOP, EmptyPage, Head
from vault.ui.record_dialog import RecordDialog
from vault.ui.tokens import MEDIUM, SMALL, WIDEST
from vault.ui.widgets import column, label, row

NONE = "No licence was granted yet"
EMPTY = (
    "When somebody pays to train AI on a script of yours, record it here: for which model, how"
    " long, for which fee. Then this page says what is due and what is overdue."
)
WITHOUT_DRAFT = "Save a script in a watched folder. As soon as it is sealed, it can be licensed."


class LicencePage(QWidget):
    """The list of all licences, or one of them with its entries."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._desk = desk
        self._chosen = ""
        self._to_begin = False
        self.ledger: Ledger | None = None
        self.licences: list[Licence] = []
        self.head = Head("Licences", "heading")
        self.statement = self.head.add("Statement…", self.ask_statement)
        self.grant = self.head.add("Grant a licence…", self.ask_grant, "primary")
        self.sums = LicenceSums(desk.theme)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search licensee, script, model")
        self.search.setAccessibleName("Search licensees, scripts, models and purposes")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._list())
        self.list = LicenceList(desk.theme)
        self.list.opened.connect(self._open)
        self.nothing = label("", "sub", wrap=True)
        self.struck = label("", "muted", wrap=True)
        self.detail = LicenceDetail(desk, self._close_detail)
        self.detail.changed.connect(self._read)
        self.empty = EmptyPage(
            desk.theme, "licence", NONE, EMPTY, "Grant a licence…", self.ask_grant
        )
        self.barred = EmptyPage(desk.theme, "incomplete", "The licences cannot be read", "")
        self._all = self._lay_out()
        self._stack = QStackedWidget()
        for part in (QWidget(), self._all, self.empty, self.barred, self.detail):
            self._stack.addWidget(part)  # the first, without a word, until the ledger is read
        self.setLayout(column(self._stack, gap=0))
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._to_search)
        desk.drafts_changed.connect(self._follow)
        desk.lost.connect(self._leave)

    def begin(self) -> None:
        """Put the focus where one begins."""
        shown = self._stack.currentWidget()
        self._to_begin = self._stack.currentIndex() == 0
        if shown is self.empty:
            self.empty.begin()
        elif shown is self.detail:
            self.detail.begin()
        elif shown is self._all:
            self.list.setFocus()

    def arrive(self, _about: object) -> None:
        """Read again what may have been recorded since."""
        self._read()

    def ask_grant(self) -> None:
        """Ask for the terms of a licence that was granted."""
        if not self._desk.drafts:
            self._desk.noticed.emit(WITHOUT_DRAFT)
            return
        dialog = GrantDialog(self._desk, self)
        dialog.granted.connect(self._granted)
        self.ask(dialog)

    def ask_statement(self) -> None:
        """Ask which statement is wanted, and where it goes."""
        assert self.ledger is not None
        StatementDialog(self._desk, self.ledger, self).open()

    def ask(self, dialog: RecordDialog) -> None:
        """Ask something, and show what came of it."""
        dialog.accepted.connect(self._read)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _lay_out(self) -> QWidget:
        made = QWidget()
        made.setProperty("role", "page")
        self.search.setFixedWidth(self._desk.theme.faces.px(320))
        found = row(self.search, gap=MEDIUM)
        found.addWidget(self.nothing, 1)
        above = column(self.head, SMALL, self.sums, found, gap=MEDIUM)
        above.setContentsMargins(WIDEST, TOP, WIDEST, SMALL)
        below = column(self.struck, gap=0)
        below.setContentsMargins(WIDEST, SMALL, WIDEST, SMALL)
        body = column(above, gap=0)
        body.addWidget(self.list, 1)
        body.addLayout(below)
        made.setLayout(body)
        return made

    def _read(self) -> None:
        def work(session: Session) -> tuple[Ledger, list[Licence]]:
            from vault.operations import granting

            found = granting.look(session)
            return found, [Licence(one, standing(one, found.today)) for one in found.grants]

        if self._desk.unlocked:
            self._desk.read(work, self._show, self._bar)

    def _bar(self, error: VaultError) -> None:
        """Say why nothing is shown."""
        self.barred.say("The licences cannot be read", str(error))
        self._stack.setCurrentWidget(self.barred)

    def _show(self, told: tuple[Ledger, list[Licence]]) -> None:
        if not self._desk.unlocked:
            return  # it was taken away while it was read
        self.ledger, self.licences = told
        self._say_head()
        self.sums.show_licences(self.licences)
        self._list()
        shown = self._stack.currentWidget()
        if shown is self.detail:
            known = {one.grant.entry.leaf: one for one in self.licences}
            if self.detail.leaf in known:
                self.detail.show_licence(known[self.detail.leaf], self.ledger)
                return
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        wanted = self._all if self.licences else self.empty
        if shown is not wanted:
            self._stack.setCurrentWidget(wanted)
            if had_focus or self._to_begin:
                self.begin()

    def _say_head(self) -> None:
        assert self.ledger is not None
        phases = [one.standing.phase for one in self.licences]
        late = sum(bool(one.standing.overdue.minor) for one in self.licences)
        parts = [f"{phases.count('running'):,} running"]
        parts += [f"{phases.count('coming'):,} not begun yet"] if "coming" in phases else []
        parts += [f"{phases.count('ended'):,} ended"] if "ended" in phases else []
        licences = wording.count(len(self.licences), "licence")
        overdue = f"{late:,} overdue" if late else "nothing overdue"
        self.head.say("Licences", f"{licences} to train AI: {', '.join(parts)}; {overdue}")
        gone = sum(one.sort == "grant" for one in self.ledger.struck)
        struck = (
            f"{wording.count(gone, 'licence')} recorded wrongly and struck; the entries stay in the"
            " log and count no more."
        )
        self.struck.setVisible(bool(gone))
        self.struck.setText(struck)
        self.empty.say("No licence stands" if gone else NONE, struck if gone else EMPTY)

    def _list(self) -> None:
        """List what was searched for, keeping what was chosen."""
        current = self.list.current()
        chosen = current.grant.entry.leaf if current is not None else self._chosen
        found = matching(self.licences, self.search.text())
        self.list.show_licences(found, self._chosen or chosen)
        self._chosen = ""
        asked = self.search.text().strip()
        self.nothing.setText("" if found or not asked else f"No licence has “{asked}” in it.")

    def _granted(self, leaf: str) -> None:
        """Choose the licence that was just granted, wherever it is listed."""
        self.search.clear()
        self._chosen = leaf

    def _open(self, licence: Licence) -> None:
        assert self.ledger is not None
        self.detail.show_licence(licence, self.ledger)
        self._stack.setCurrentWidget(self.detail)
        self.detail.begin()

    def _close_detail(self) -> None:
        self._stack.setCurrentWidget(self._all if self.licences else self.empty)
        self.begin()

    def _to_search(self) -> None:
        if self._stack.currentWidget() is self._all:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()

    def _follow(self) -> None:
        """Take on the times that entries got meanwhile."""
        if self.isVisible():
            self._read()

    def _leave(self) -> None:
        """Show nothing of a vault that was taken away."""
        self.ledger, self.licences = None, []
        self.search.clear()
        self._list()
        self._stack.setCurrentIndex(0)
