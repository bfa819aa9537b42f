"""The timeline: scripts at the left, how the chosen one grew, its drafts by day."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedWidget, QWidget

from vault.operations.choosing import choices
from vault.ui import draft_actions, finding, folding, growth, wording
from vault.ui.curve import Curve
from vault.ui.desk import Desk
from vault.ui.detail_page import DetailPage
from vault.ui.drafts import Draft, Script, scripts
from vault.ui.page import TOP, EmptyPage, Head
from vault.ui.script_list import ScriptList
from vault.ui.timeline_view import TimelineView
from vault.ui.tokens import LARGE, MEDIUM, SMALL, WIDEST
from vault.ui.widgets import Card, column, row

SIDE = 244


class TimelinePage(QWidget):
    """The page the window opens with."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._desk = desk
        self._script = ""
        self._folders: tuple[str, ...] = ()
        self._newest: tuple[str, int] | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search title, date or hash")
        self.search.setAccessibleName("Search titles, names, dates and hashes")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._read)
        self.scripts = ScriptList(desk.theme)
        self.scripts.picked.connect(self._go_to_script)
        self.view = TimelineView(desk.theme)
        self.scripts.left.connect(self.view.setFocus)
        self.view.picked.connect(desk.choose)
        self.view.opened.connect(self._open)
        self.curve = Curve(desk.theme)
        self.curve.picked.connect(self.view.choose)
        self.head = Head()
        self.detail = DetailPage(desk, self._close_detail)
        self._right = QStackedWidget()
        self._drafts_page = self._drafts_side()
        self.empty = EmptyPage(desk.theme, "timeline", "", "", "Open the folder", self._open_folder)
        self.nothing = EmptyPage(desk.theme, "search", "Nothing found", "")
        for part in (self._drafts_page, self.detail, self.empty, self.nothing):
            self._right.addWidget(part)
        self._side = self._scripts_side()
        whole = row(self._side, gap=0)
        whole.addWidget(self._right, 1)
        self.setLayout(whole)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._to_search)
        desk.drafts_changed.connect(self._read)
        desk.first_listed.connect(self._read)
        desk.chosen_changed.connect(lambda: self.curve.choose(desk.chosen))
        self._read()

    def begin(self) -> None:
        """Put the focus where one begins."""
        self.view.setFocus()

    def _scripts_side(self) -> QFrame:
        side = QFrame()
        side.setProperty("role", "side")
        side.setFixedWidth(self._desk.theme.faces.px(SIDE))
        body = column(self.search, self.scripts, gap=MEDIUM)
        body.setContentsMargins(MEDIUM, LARGE, MEDIUM, SMALL)
        side.setLayout(body)
        return side

    def _drafts_side(self) -> QWidget:
        made = QWidget()
        made.setProperty("role", "page")
        self.head.add("Share…", lambda: self._desk.ask("share"))
        self.head.add("Prove…", lambda: draft_actions.prove(self._desk, self), "primary")
        above = column(self.head, SMALL, Card(self.curve, margin=MEDIUM), gap=SMALL)
        above.setContentsMargins(WIDEST, TOP, WIDEST, SMALL)
        body = column(above, gap=0)
        body.addWidget(self.view, 1)
        made.setLayout(body)
        return made

    def _read(self) -> None:
        """Show what is known now, keeping what was chosen."""
        if not self._desk.listed:
            return
        now = self._desk.session.clock().now.astimezone()
        found = finding.find(self._desk.drafts, self.search.text(), now.tzinfo)
        known = scripts(found)
        self._side.setVisible(bool(self._desk.drafts))
        self.scripts.show_scripts(known, now, self._script)
        script = self.scripts.current()
        if script is None:
            self._say_why()
            return
        if self._right.currentWidget() is not self.detail:
            self._right.setCurrentWidget(self._drafts_page)
        self._show(script)

    def _go_to_script(self, script: Script) -> None:
        self._close_detail()
        self._show(script)

    def _show(self, script: Script) -> None:
        now = self._desk.session.clock().now.astimezone()
        since = wording.date(script.drafts[0].at(now.tzinfo))
        self.head.say(script.title, f"{wording.count(len(script.drafts), 'draft')} since {since}")
        self.curve.show_growth(growth.growth(script.drafts), now.tzinfo)
        self.view.show_days(folding.days(script.drafts, now), now)
        chosen = self._desk.chosen
        follows = chosen is not None and chosen.key == self._newest
        if script.id != self._script or chosen is None or follows:
            chosen = script.newest
        self._script, self._newest = script.id, script.newest.key
        self.view.choose(chosen)

    def _open(self, draft: Draft) -> None:
        self._desk.choose(draft)
        self.detail.show_draft(draft)
        self._right.setCurrentWidget(self.detail)
        self.detail.begin()

    def _close_detail(self) -> None:
        if self._right.currentWidget() is self.detail:
            self._right.setCurrentWidget(self._drafts_page)
            self.view.setFocus()

    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _say_why(self) -> None:
        """Say why there is no draft to show: none is sealed yet, or none was found."""
        self._desk.choose(None)
        if self._desk.drafts:
            self.nothing.say("Nothing found", f"No draft has “{self.search.text()}” in its title,"
                             " name, date or hash.")  # fmt: skip
            self._right.setCurrentWidget(self.nothing)
            return
        self._right.setCurrentWidget(self.empty)
        self._desk.read(lambda session: choices(session).watch, self._say_folders)

    def _say_folders(self, folders: tuple[str, ...]) -> None:
        self._folders = folders
        if folders:
            self.empty.say(
                "No draft is sealed yet",
                f"Save a script in {' or '.join(folders)}, and it appears here by itself.",
            )
        else:
            self.empty.say("No folder is watched", "Name one in Settings, and save a script in it.")

    def _open_folder(self) -> None:
        if self._folders:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self._folders[0]))
        else:
            self._desk.ask("settings")
