"""The table of pages: what stands in the rail and in the menu *View*, in this order.

A page is a row here and a class ``XPage(QWidget)`` that is made as ``XPage(desk)`` when it is first
shown. Where a page has a method ``arrive(about)``, it is called each time the page is shown, with
what ``desk.ask(name, about)`` was given: a file to verify, or None.

Where it has a method ``begin()``, that puts the focus where one begins; a focus proxy would hide
all else on the page from the Tab key.

What needs a dialog only is no page: ``prove_dialog.show(desk, parent)`` and
``certificate_dialog.show(desk, parent)`` are about ``desk.chosen``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from vault.ui.desk import Desk


@dataclass(frozen=True, slots=True)
class PageRow:
    """One page: its name in the program, its title and icon, its class, and its shortcut."""

    name: str
    title: str
    icon: str
    made_by: str
    shortcut: str
    help: str = "proves"
    """The text of ``resources/help`` that says what the page is for."""
    needs_vault: bool = True
    below: bool = False
    """Stands at the bottom of the rail."""

    def make(self, desk: "Desk") -> QWidget:
        """Make the page."""
        module, _, name = self.made_by.partition(":")
        build: Callable[[Desk], QWidget] = getattr(import_module(module), name)
        return build(desk)


PAGES: tuple[PageRow, ...] = (
    PageRow("timeline", "Timeline", "timeline", "vault.ui.timeline_page:TimelinePage", "Ctrl+1"),
    PageRow("share", "Share", "share", "vault.ui.share_page:SharePage", "Ctrl+2", "share"),
    PageRow(
        "licences",
        "Licences",
        "licence",
        "vault.ui.licence_page:LicencePage",
        "Ctrl+3",
        "licences",
    ),
    PageRow("trace", "Trace", "search", "vault.ui.trace_page:TracePage", "Ctrl+4", "trace"),
    PageRow(
        "verify",
        "Verify",
        "verify",
        "vault.ui.verify_page:VerifyPage",
        "Ctrl+5",
        needs_vault=False,
    ),
    PageRow(
        "settings",
        "Settings",
        "settings",
        "vault.ui.settings_page:SettingsPage",
        "Ctrl+,",
        below=True,
    ),
)
