"""The desk of a window without a vault: all that the Verify page is given."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from vault.errors import VaultError
from vault.operations.session import Progress, Session
from vault.ui.tasks import Task, Tasks
from vault.ui.theme import Theme

T = TypeVar("T")


class NoWatcher(QObject):
    """Stands where the watch would: nothing is watched, and nothing comes of it."""

    crashed = Signal(object)


class Desk(QObject):
    """What the Verify page asks of a desk, under the same names."""

    noticed = Signal(str)
    """A sentence for the person that needs no answer."""
    asked = Signal(str, object)
    """Another page should be shown; there is none."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session = session
        self.theme = theme
        self.tasks = Tasks(self)
        self.watcher = NoWatcher(self)

    def aside(
        self,
        work: Callable[[Session], T],
        done: Callable[[T], object],
        refused: Callable[[VaultError], object] | None = None,
        progress: Progress = lambda *_: None,
    ) -> Task[T]:
        """Run an operation off the window's thread."""
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
        """End what is under way."""
        self.tasks.close()
