"""What checking needs of a window: work off its thread, and a place for sentences. No vault."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from vault.errors import VaultError
from vault.operations.session import Progress, Session
from vault.ui.tasks import Task, Tasks
from vault.ui.theme import Theme

T = TypeVar("T")


class Bench(QObject):
    """The part of the desk that the attorney's program has too."""

    noticed = Signal(str)
    """A sentence for the person that needs no answer."""
    crashed = Signal(object)
    """Something failed that nobody expected, in whatever lane."""
    asked = Signal(str, object)
    """A page should be shown: its name in ``pages.PAGES``, and what it is to be about or None."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session = session
        self.theme = theme
        self.tasks = Tasks(self)
        self.tasks.crashed.connect(self.crashed)

    def aside(
        self,
        work: Callable[[Session], T],
        done: Callable[[T], object],
        refused: Callable[[VaultError], object] | None = None,
        progress: Progress = lambda *_: None,
    ) -> Task[T]:
        """Run what needs no vault, or reads it for long, beside whatever the vault is doing."""
        return self.tasks.run(
            self.session,
            work,
            done=done,
            refused=refused or self.tell,
            progress=progress,
            aside=True,
        )

    def tell(self, error: VaultError) -> None:
        """Say an error's two sentences where the person sees them."""
        self.noticed.emit(str(error))

    def close(self) -> None:
        """End what is under way; waits until what has begun is done."""
        self.tasks.close()
