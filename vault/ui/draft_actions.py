"""What can be done with the chosen draft: the same from its page, the menu and a key."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from PySide6.QtWidgets import QWidget

from vault.operations.session import Outcome, Session
from vault.ui.desk import Desk
from vault.ui.files import documents, save_as
from vault.ui.name_dialog import NameDialog

Act = Callable[[Desk, QWidget], object]


def name(desk: Desk, parent: QWidget) -> None:
    """Ask for the chosen draft's name."""
    if desk.chosen is not None:
        dialog = NameDialog(desk, desk.chosen, parent)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def restore(desk: Desk, parent: QWidget) -> None:
    """Ask where the chosen draft is to be restored to."""
    draft = desk.chosen
    if draft is not None:
        ending = PurePosixPath(draft.script).suffix
        proposed = documents() / f"{draft.title} (draft {draft.number}){ending}"
        save_as(
            parent,
            "Restore this draft to a new file",
            proposed,
            lambda path: restore_to(desk, draft.reference, path),
        )


def restore_to(desk: Desk, reference: str, path: Path) -> None:
    """Write a draft to a new file."""

    def work(session: Session) -> Outcome:
        from vault.operations import drafting

        return drafting.restore(session, draft=reference, output=path, force=False)

    desk.read(work, lambda outcome: desk.noticed.emit(outcome.lines[0]))


def share(desk: Desk, _parent: QWidget) -> None:
    """Go on to sharing the chosen draft."""
    desk.ask("share")


def certificate(desk: Desk, parent: QWidget) -> None:
    """Ask where the chosen draft's certificate goes."""
    from vault.ui import certificate_dialog

    certificate_dialog.show(desk, parent)


def prove(desk: Desk, parent: QWidget) -> None:
    """Ask what is to be proved, beginning with the chosen draft."""
    from vault.ui import prove_dialog

    prove_dialog.show(desk, parent)


@dataclass(frozen=True, slots=True)
class DraftAction:
    """One thing to do: its words, what does it, and its key in the menu."""

    text: str
    act: Act
    shortcut: str = ""


ACTIONS = (
    DraftAction("&Name…", name, "F2"),
    DraftAction("&Restore…", restore, "Ctrl+R"),
    DraftAction("&Share…", share, "Ctrl+Shift+S"),
    DraftAction("&Certificate…", certificate, "Ctrl+Shift+C"),
    DraftAction("&Prove…", prove, "Ctrl+Shift+P"),
)
