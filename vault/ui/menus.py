"""The menus, with the shortcuts each platform is used to."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from vault.operations.session import Outcome
from vault.ui import draft_actions, help_dialog, wording
from vault.ui.files import open_files
from vault.ui.pages import PageRow

if TYPE_CHECKING:
    from vault.ui.main_window import MainWindow

Keys = QKeySequence | QKeySequence.StandardKey | str


def fill(window: "MainWindow", pages: Sequence[PageRow]) -> None:
    """Give a window its menus."""
    bar = window.menuBar()
    file = bar.addMenu("&File")
    _add(file, "&Seal a script now…", lambda: _ask_files(window), QKeySequence.StandardKey.Open)
    file.addSeparator()
    leave = _add(file, "&Quit", window.leave, QKeySequence.StandardKey.Quit)
    leave.setMenuRole(QAction.MenuRole.QuitRole)
    _fill_draft(window, bar.addMenu("&Draft"))
    view = bar.addMenu("&View")
    for page in pages:
        added = _add(view, page.title, _go(window, page.name), page.shortcut)
        if page.name == "settings":
            added.setMenuRole(QAction.MenuRole.PreferencesRole)
    view.addSeparator()
    _add(view, "&Read again", window.desk.refresh, QKeySequence.StandardKey.Refresh)
    shown = bar.addMenu("&Help")
    _add(
        shown,
        "&Help on this page",
        lambda: help_dialog.show(window, window.help),
        QKeySequence.StandardKey.HelpContents,
    )
    _add(shown, "What does this &prove?", lambda: help_dialog.show(window), "")
    about = _add(shown, "&About Script Vault", lambda: help_dialog.about(window), "")
    about.setMenuRole(QAction.MenuRole.AboutRole)


def _fill_draft(window: "MainWindow", menu: QMenu) -> None:
    """Offer what can be done with the chosen draft, while one is chosen."""
    desk = window.desk
    added = [
        _add(menu, row.text, partial(row.act, desk, window), row.shortcut)
        for row in draft_actions.ACTIONS
    ]

    def read() -> None:
        for action in added:
            action.setEnabled(desk.chosen is not None)

    desk.chosen_changed.connect(read)
    read()


def seal_files(window: "MainWindow", files: Sequence[Path]) -> None:
    """Seal scripts that lie anywhere."""
    from vault.operations import drafting

    desk = window.desk

    def told(outcome: Outcome) -> None:
        new = sum(bool(draft["new"]) for draft in outcome.data["drafts"])
        refused = [each["message"] for each in outcome.data.get("failed", ())]
        desk.noticed.emit(" ".join([f"{wording.count(new, 'draft')} sealed.", *refused]))

    task = desk.change(lambda session: drafting.seal(session, files=files), told)
    desk.follow(task, "Sealing")


def _ask_files(window: "MainWindow") -> None:
    if window.desk.unlocked:
        open_files(window, "Seal scripts now", lambda files: seal_files(window, files))
    else:
        window.desk.noticed.emit("The vault is locked. Unlock it first.")


def _add(menu: QMenu, text: str, act: Callable[[], object], keys: Keys) -> QAction:
    made = QAction(text, menu)
    made.triggered.connect(lambda _checked: act())
    if keys:
        made.setShortcut(QKeySequence(keys))
    menu.addAction(made)
    return made


def _go(window: "MainWindow", name: str) -> Callable[[], None]:
    return lambda: window.desk.ask(name)
