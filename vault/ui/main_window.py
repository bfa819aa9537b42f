"""The window: rail, page, health line; which page stands before an unopened vault."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, cast

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from vault.errors import BadInput, Damaged
from vault.operations.whereabouts import whereabouts
from vault.ui import menus, pages
from vault.ui.desk import Desk
from vault.ui.health_line import HealthLine
from vault.ui.help_dialog import PROVES
from vault.ui.notice import Notice
from vault.ui.progress import Progress
from vault.ui.rail import Rail
from vault.ui.tray import Tray
from vault.ui.unlock_page import AbsentPage, UnlockPage
from vault.ui.welcome import Welcome
from vault.ui.widgets import column

FIRST_SIZE = (1280, 800)
LEAST_SIZE = (1000, 640)


class Keeps(Protocol):
    """A page on which something may be ``unkept``."""

    def before_leaving(self, then: Callable[[], object]) -> None:
        """Ask what is to become of it, and then do what ends it."""


class MainWindow(QMainWindow):
    """One vault's window. A page is made when it is first shown, and kept."""

    left = Signal()
    """The window is closed for good, and what ran has ended."""

    def __init__(self, desk: Desk, tray: Tray | None = None) -> None:
        super().__init__()
        self.desk = desk
        self._leaving = False
        self._asks = True
        self.setWindowTitle("Script Vault")
        self.setMinimumSize(*LEAST_SIZE)
        self._rows = {row.name: row for row in pages.PAGES}
        self._made: dict[str, QWidget] = {}
        self.entrance: QWidget | None = None
        self._wanted = "timeline"
        self._rail = Rail(desk.theme, list(self._rows.values()))
        self._rail.asked.connect(desk.ask)
        self._stack = QStackedWidget()
        self.health_line = HealthLine(desk)
        self.tray = tray or Tray(desk)
        self.tray.opened.connect(self.come_forward)
        self.tray.left.connect(self.leave)
        self.tray.say(self.health_line.sentence)
        self.health_line.said.connect(self.tray.say)
        desk.stays_changed.connect(self.tray.read)
        self.notice = Notice(desk)
        self.progress = Progress(desk)
        self.setCentralWidget(self._whole())
        menus.fill(self, list(self._rows.values()))
        desk.asked.connect(self.show_page)
        desk.opened.connect(self._enter)
        desk.barred.connect(self._bar)
        desk.lost.connect(self.look_for_vault)
        self._stand()
        self.look_for_vault()

    @property
    def page_name(self) -> str:
        """The page that is asked for, whether or not the entrance stands before it."""
        return self._wanted

    @property
    def help(self) -> str:
        """The text of the help that fits what is shown."""
        shown = self._stack.currentWidget()
        return self._rows[self._wanted].help if shown is not self.entrance else PROVES

    def page(self, name: str) -> QWidget:
        """Return a page, made if it is not there yet."""
        if name not in self._made:
            self._made[name] = self._rows[name].make(self.desk)
            self._stack.addWidget(self._made[name])
        return self._made[name]

    def show_page(self, name: str, about: object = None) -> None:
        """Show a page, or the entrance if it needs a vault that is not open."""
        if name != self._wanted:
            self.notice.hide()  # what was said was said on the page that is left
        self._wanted = name
        self._rail.show_page(name)
        closed = self._rows[name].needs_vault and not self._inside()
        shown = self.entrance if closed and self.entrance is not None else self.page(name)
        self._stack.setCurrentWidget(shown)
        arrive = getattr(shown, "arrive", None)
        if arrive is not None:
            arrive(about)
        # A click on the rail leaves the focus there; a key or a menu goes on to the page.
        if not self._rail.isAncestorOf(self.focusWidget() or self):
            _begin(shown)

    def look_for_vault(self) -> None:
        """Put the fitting entrance before the vault: unlock, first run, or where it went."""
        self._replace_entrance(self._find_entrance())

    def unlock(self, passphrase: str) -> None:
        """Open the vault with a passphrase that was given by other means."""
        if isinstance(self.entrance, UnlockPage):
            self.entrance.unlock(passphrase)

    def come_forward(self) -> None:
        """Show and raise the window: it was started a second time."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's own name
        """Remember where the window stood, and end what runs, or go on in the tray."""
        self.desk.preferences.geometry = self.saveGeometry()
        if self._ask_first():
            event.ignore()
            return
        self.hide()  # what was begun is brought to its end out of sight
        if self.tray.keeps and not self._leaving:
            event.ignore()
            return
        self.tray.close()
        self.desk.close()
        super().closeEvent(event)
        self.left.emit()

    def leave(self) -> None:
        """End the program, wherever its window is."""
        self.prepare_to_leave()
        self.close()

    def leave_at_once(self) -> None:
        """End the program without a question: the system asks, and does not wait."""
        self._asks = False
        self.leave()

    def prepare_to_leave(self) -> None:
        """Let the next closing be the end: the person or the system asks for it."""
        self._leaving = True

    def _ask_first(self) -> bool:
        """Ask about what a page has that is not kept, if it is about to be lost."""
        ends = self._leaving or not self.tray.keeps
        name = next((n for n, made in self._made.items() if getattr(made, "unkept", False)), "")
        if not (name and ends and self._asks):
            return False
        page = cast("Keeps", self._made[name])
        again = self.leave if self._leaving else self.close
        self._leaving = False  # the answer may be to go on
        self.come_forward()
        self._wanted = name
        self._rail.show_page(name)
        self._stack.setCurrentWidget(self._made[name])
        page.before_leaving(again)
        return True

    def _inside(self) -> bool:
        """Whether the vault is open and its entrance is done with."""
        return self.desk.unlocked and self.entrance is None

    def _replace_entrance(self, entrance: QWidget) -> None:
        old, self.entrance = self.entrance, entrance
        self._stack.addWidget(entrance)
        self.show_page(self._wanted)
        _begin(entrance)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()

    def _find_entrance(self) -> QWidget:
        place = self.desk.session.where.vault
        try:
            state = whereabouts(self.desk.session)
        except Damaged as error:
            return self._absent("This vault is damaged.", str(error))
        if state == "gone":
            return self._absent(
                "The vault is not where it was.",
                f"It was in {place}. If that is on a disk or in a shared folder, connect it. If you"
                " moved the vault, start the program with its new place: scriptvault --vault"
                " FOLDER. Nothing in it is lost.",
            )
        if state == "there":
            return UnlockPage(self.desk)
        return Welcome(self.desk, self._enter)

    def _bar(self, why: str) -> None:
        self._replace_entrance(self._absent("The vault cannot be read.", why))

    def _absent(self, heading: str, text: str) -> AbsentPage:
        made = AbsentPage(self.desk, heading, text)
        made.again.connect(self.look_for_vault)
        return made

    def _enter(self) -> None:
        """Leave the entrance behind, unless it has more to ask."""
        if self.entrance is None or getattr(self.entrance, "unfinished", False):
            return
        kit = self.desk.preferences.kit_to_confirm
        if kit is not None and kit.is_file() and not isinstance(self.entrance, Welcome):
            self._ask_for_kit(kit)
            return
        self._leave_entrance(self.entrance)

    def _ask_for_kit(self, kit: Path) -> None:
        """Go on with a first run that was broken off before its kit was confirmed."""
        assert self.entrance is not None
        try:
            self._replace_entrance(Welcome(self.desk, self._enter, kit))
        except BadInput as error:
            self._leave_entrance(self.entrance)
            self.desk.tell(error)

    def _leave_entrance(self, old: QWidget) -> None:
        self.entrance = None
        self.show_page(self._wanted)
        self._stack.removeWidget(old)
        old.deleteLater()
        _begin(self.page(self._wanted))

    def _whole(self) -> QWidget:
        whole = QWidget()
        right = column(self.notice, self.progress, gap=0)
        right.addWidget(self._stack, 1)
        right.addWidget(self.health_line)
        across = QHBoxLayout(whole)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._rail)
        across.addLayout(right, 1)
        return whole

    def _stand(self) -> None:
        """Stand where the window stood last time, or in the middle of the screen."""
        stored = self.desk.preferences.geometry
        if stored.isEmpty() or not self.restoreGeometry(stored):
            self.resize(*FIRST_SIZE)
            screen = QGuiApplication.primaryScreen().availableGeometry()
            frame = QRect(screen)
            frame.setSize(self.size().boundedTo(screen.size()))
            frame.moveCenter(screen.center())
            self.setGeometry(frame)


def _begin(page: QWidget) -> None:
    """Put the focus where a page wants it."""
    getattr(page, "begin", page.setFocus)()
