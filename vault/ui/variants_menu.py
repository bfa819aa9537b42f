"""The menu in the script: what can be done at the caret, with the key that does the same."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from vault.ui.variants_prose import Prose

_ENTRIES: dict[str, tuple[tuple[str, str], ...]] = {
    "site": (
        ("Change this variant\tReturn", "enter"),
        ("Same in every copy\tDelete", "remove"),
    ),
    "offer": (("Take this proposal\tT", "take"), ("Leave it\tL", "leave")),
    "words": (("Add variant\tReturn", "enter"),),
}


def what_can_be_done(prose: Prose, found: str, act: Callable[[str], object], *, fit: bool) -> QMenu:
    """Return the menu for what is at the caret: site, offer or words, which are fit or not."""
    menu = QMenu(prose)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for said, asked in _ENTRIES[found]:
        entry = menu.addAction(said)
        entry.triggered.connect(lambda _checked, asked=asked: act(asked))
        entry.setEnabled(found != "words" or fit)
    menu.addSeparator()
    copied = menu.addAction("Copy")
    copied.triggered.connect(lambda _checked: prose.copy())
    copied.setEnabled(prose.selects)
    return menu
