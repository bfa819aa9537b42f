"""What every page is given: the vault's session, the lanes of work, what is known, what happens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QTimer, Signal

from vault.errors import Damaged, VaultError
from vault.operations.choosing import Choices, choose
from vault.operations.session import Outcome, Progress, Session
from vault.operations.whereabouts import whereabouts
from vault.seal.keys import Secrets
from vault.ui.bench import Bench
from vault.ui.drafts import Draft, from_outcome
from vault.ui.preferences import Preferences
from vault.ui.tasks import Task, call_back
from vault.ui.theme import Theme
from vault.ui.watcher import Watcher

T = TypeVar("T")

PAUSE = 300
"""Milliseconds between two lists of the drafts, so that a first scan of hundreds is not slowed."""


WATCH_AFTER = 250
"""Milliseconds from the first list of the drafts to the beginning of the watch."""


@dataclass(frozen=True, slots=True)
class Health:
    """How the watch stands: ok, degraded or stopped, and why in sentences."""

    state: str
    reasons: tuple[str, ...]


class Desk(Bench):
    """The one thing pages share. A page is ``class XPage(QWidget)`` made as ``XPage(desk)``.

    Pages talk to the vault through ``read`` and ``change`` only, and to one another not at all:
    what one does, the others hear from here.
    """

    opened = Signal()
    """The vault was unlocked; ``session`` holds its secrets from now on."""
    barred = Signal(str)
    """The vault was unlocked, and cannot be read all the same: why, and what to do."""
    lost = Signal()
    """The vault is not at its place any more, and is closed."""
    first_listed = Signal()
    """The drafts of the opened vault are known, if there are any."""
    drafts_changed = Signal()
    """``drafts`` is new: something was sealed, named, stamped, or the vault was opened."""
    chosen_changed = Signal()
    """``chosen`` is another draft, or none."""
    sealed = Signal(dict)
    """A save was sealed; the event of ``watch``."""
    skipped = Signal(dict)
    """A script could not be sealed; the event of ``watch``."""
    health_changed = Signal()
    """``health`` is new."""
    followed = Signal(object, str)
    """A task is to be shown in the progress strip: the task, and what it does."""
    stays_changed = Signal()
    """``preferences.stays`` is new."""

    def __init__(self, session: Session, theme: Theme, preferences: Preferences) -> None:
        super().__init__(session, theme)
        self.preferences = preferences
        self.watcher = Watcher(self)
        self.watcher.crashed.connect(self.crashed)
        self.watcher.said.connect(self._take_event)
        self.watcher.grew.connect(self.refresh)
        self.drafts: tuple[Draft, ...] = ()
        self.listed = False
        self.closed = False
        self.chosen: Draft | None = None
        self.health = Health("ok", ())
        self._listing: Task[Outcome] | None = None
        self._list_again = False
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self.refresh)

    @property
    def unlocked(self) -> bool:
        """Whether a vault is open."""
        return self.session.secrets is not None

    def open(self, secrets: Secrets) -> None:
        """Go on with an opened vault: list its drafts, then watch."""
        self.session.secrets = secrets
        self.opened.emit()
        self.refresh()

    def close(self) -> None:
        """End the watch and the lanes; waits until what has begun is done."""
        self.closed = True
        self._pause.stop()
        self.watcher.close()
        super().close()

    def read(
        self,
        work: Callable[[Session], T],
        done: Callable[[T], object],
        refused: Callable[[VaultError], object] | None = None,
        progress: Progress = lambda *_: None,
    ) -> Task[T]:
        """Run an operation that changes nothing in the vault; without ``refused``, tell why not."""
        return self.tasks.run(
            self.session, work, done=done, refused=refused or self.tell, progress=progress
        )

    def change(
        self,
        work: Callable[[Session], T],
        done: Callable[[T], object] = lambda _: None,
        refused: Callable[[VaultError], object] | None = None,
        progress: Progress = lambda *_: None,
    ) -> Task[T]:
        """Run an operation that adds to the vault; afterwards ``drafts`` are read again."""
        task = self.read(work, done, refused, progress)
        self.refresh()
        return task

    def set_choices(
        self,
        done: Callable[[], object] = lambda: None,
        refused: Callable[[VaultError], object] | None = None,
        *,
        watch: Sequence[Path] | None = None,
        time: bool | None = None,
    ) -> None:
        """Change what is watched or sent. The watch stands still meanwhile, and begins anew."""
        ended = self.watcher.end()

        def work(session: Session) -> Choices:
            if ended is not None:
                ended.exception()  # waits: the watch writes its own settings until it ends
            return choose(session, watch=watch, time=time)

        def chosen(_choices: Choices) -> None:
            self._watch()
            call_back(done)

        def kept(error: VaultError) -> None:
            self._watch()
            call_back(refused or self.tell, error)

        self.tasks.run(self.session, work, done=chosen, refused=kept)
        self.refresh()

    def refresh(self) -> None:
        """Read the drafts again; calls that come while that is under way make one more of it."""
        if not self.unlocked:
            return
        if self._listing is not None and not self._listing.ended:
            self._list_again = True
            return
        self._listing = self.tasks.run(
            self.session, _list, done=self._listed, refused=self._not_listed
        )

    def choose(self, draft: Draft | None) -> None:
        """Make a draft the one that pages are about."""
        if draft != self.chosen:
            self.chosen = draft
            self.chosen_changed.emit()

    def ask(self, page: str, about: object = None) -> None:
        """Ask for a page; what it is to be about is handed to its ``arrive(about)``."""
        self.asked.emit(page, about)

    def follow(self, task: "Task[Any]", doing: str) -> None:
        """Show that something is under way, once it takes long enough, and let it be stopped."""
        self.followed.emit(task, doing)

    def _take_event(self, event: dict[str, Any]) -> None:
        """Pass on what the watch says."""
        kind = event["event"]
        if kind == "sealed":
            self.sealed.emit(event)
            self.refresh()
        elif kind == "skipped":
            self.skipped.emit(event)
        else:
            self.health = Health(event["state"], tuple(event["reasons"]))
            self.health_changed.emit()
            self.refresh()

    def _listed(self, outcome: Outcome) -> None:
        drafts = from_outcome(outcome)
        if drafts != self.drafts:
            self.drafts = drafts
            self._keep_choice()
            self.drafts_changed.emit()
        if not self.listed:
            self.listed = True
            self.first_listed.emit()
            # First the timeline is painted: the watch begins with a look at every file.
            QTimer.singleShot(WATCH_AFTER, self._watch)
        self._again()

    def _watch(self) -> None:
        """Begin to watch, unless that was done or the window was closed meanwhile."""
        if self.unlocked and not self.watcher.begun and not self.closed:
            self.watcher.start(self.session)

    def _not_listed(self, error: VaultError) -> None:
        if not self.listed:
            self.session.secrets = None
            self.barred.emit(str(error))
            return
        if self._is_lost():
            self._give_up()
            return
        self.tell(error)
        self._again()

    def _is_lost(self) -> bool:
        """Whether the folder of the vault is gone; what is damaged only is told as it is."""
        try:
            return whereabouts(self.session) != "there"
        except Damaged:
            return False

    def _give_up(self) -> None:
        """Close a vault that was taken away, so that nothing is done as if it were there."""
        self.watcher.end()
        self.session.secrets = None
        self.listed = False
        self.drafts = ()
        self.choose(None)
        self.drafts_changed.emit()
        self.lost.emit()

    def _again(self) -> None:
        if self._list_again:
            self._list_again = False
            self._pause.start()

    def _keep_choice(self) -> None:
        """The chosen draft may have got a name or a time since; it stays the chosen one."""
        if self.chosen is not None:
            key = self.chosen.key
            self.choose(next((d for d in self.drafts if d.key == key), None))


def _list(session: Session) -> Outcome:
    from vault.operations.drafting import drafts

    return drafts(session, script=None)
