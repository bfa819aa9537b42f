"""Hints from the system: watchdog's events turned into dirty paths, and whether they still come."""

import errno
import logging
import os
import stat
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from vault.watch.reliability import mounts_text, needs_polling, watches_exhausted
from vault.watch.rules import script_at, walked

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver

_WATCHDOG_LOGGER = "watchdog.observers.inotify_c"
_JOIN_SECONDS = 5.0

OnDirty = Callable[[Path, Path, bool], None]
"""Called with (root, path, subtree) from a thread of its own: must be quick and must not raise."""


class Kind(StrEnum):
    """What is wrong with the watch on a root."""

    MISSING = "missing"
    RETURNED = "returned"
    DEAD = "dead"
    LIMIT = "limit"
    OVERFLOW = "overflow"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing wrong with one root, in a sentence for people; ``since`` in the caller's clock.

    ``rebuild``: call ``Observer.rebuild``, then walk the root. ``polling``: events are not enough
    here as long as this lasts, walk the root every minute.
    """

    root: Path
    kind: Kind
    sentence: str
    since: float

    @property
    def rebuild(self) -> bool:
        """Whether the watch must be made anew for events to come again."""
        # watchdog repairs its watches after an overflow at a moment of its own, and loses what
        # comes until then: only a watch of ours, made before the walk, leaves no gap
        return self.kind in (Kind.RETURNED, Kind.DEAD, Kind.OVERFLOW)

    @property
    def polling(self) -> bool:
        """Whether changes may come without an event until this is over."""
        return self.kind in (Kind.LIMIT, Kind.NETWORK, Kind.DEAD)


_SENTENCES = {
    Kind.MISSING: "The folder {root} is not there, so nothing in it is watched.",
    Kind.RETURNED: "The folder {root} is another one or came back, so it is looked through again.",
    Kind.DEAD: "The system stopped reporting changes in {root}, so it is looked through again.",
    Kind.LIMIT: (
        "Linux watches no more folders for this user, so {root} is looked through every minute;"
        " to lift the limit: sudo sysctl fs.inotify.max_user_watches=524288"
        " fs.inotify.max_user_instances=1024"
    ),
    Kind.OVERFLOW: "More changed in {root} at once than was reported, so it is looked through.",
    Kind.NETWORK: "{root} is on a network drive, so it is looked through every minute.",
}


@dataclass(slots=True)
class _Watch:
    """The state of one root; ``observer`` is None where watching could not begin."""

    root: Path
    observer: "BaseObserver | None" = None
    identity: tuple[int, int] | None = None
    refusal: int = 0
    was_missing: bool = False
    exhausted: bool = False
    network: bool = False
    overflowed: threading.Event = field(default_factory=threading.Event)
    since: dict[Kind, float] = field(default_factory=dict)


def dirty_paths(event: "FileSystemEvent") -> Iterator[tuple[str, bool]]:
    """Yield what one event makes dirty: (path, whether everything below it is meant).

    A move is both its ends, for it need not be a rename of the document. Reading a file, and a
    folder's own times, make nothing dirty.
    """
    if event.event_type in ("opened", "closed_no_write"):
        return
    if event.is_directory and event.event_type in ("modified", "attrib"):
        return
    for path in (event.src_path, event.dest_path):
        if path:
            yield os.fsdecode(path), event.is_directory


class Observer:
    """Reports paths below ``roots`` that may have changed, and what keeps it from doing so.

    ``on_dirty(root, path, subtree)`` gets a script's path as ``script_at`` gives it; with
    ``subtree`` it is a folder that came, went or moved: walk it, and look at all scripts known
    below it. Noise is not reported. Each root has a watch of its own, so that one which dies can
    be made anew without the others. ``mounts`` and ``exhausted`` ask the system and are arguments
    for tests.
    """

    def __init__(
        self,
        roots: Iterable[Path],
        on_dirty: OnDirty,
        mounts: Callable[[], str] = mounts_text,
        exhausted: Callable[[Path], bool] = watches_exhausted,
    ) -> None:
        self._watches = {root: _Watch(root) for root in roots}
        self._on_dirty = on_dirty
        self._mounts = mounts
        self._exhausted = exhausted
        self._listener = _OverflowListener([w.overflowed for w in self._watches.values()])

    def start(self) -> None:
        """Begin to watch every root. What could not be watched is told by ``trouble``."""
        logging.getLogger(_WATCHDOG_LOGGER).addHandler(self._listener)
        for watch in self._watches.values():
            self._begin(watch)

    def stop(self) -> None:
        """End all watches and their threads; nothing is reported afterwards."""
        for watch in self._watches.values():
            _end(watch)
        logging.getLogger(_WATCHDOG_LOGGER).removeHandler(self._listener)

    def rebuild(self, root: Path) -> None:
        """Make the watch on one root anew. Whether it worked is told by ``trouble``."""
        watch = self._watches[root]
        _end(watch)
        self._begin(watch)

    def trouble(self, now: float) -> list[Trouble]:
        """Return what is wrong at ``now`` (any clock), per root; call it every ten seconds or so.

        An overflow is told once, everything else as long as it lasts.
        """
        found = []
        for watch in self._watches.values():
            kinds = set(self._wrong(watch))
            for kind in list(watch.since):
                if kind not in kinds:
                    del watch.since[kind]
            for kind in Kind:
                if kind in kinds:
                    since = watch.since.setdefault(kind, now)
                    shown = os.fsencode(watch.root).decode("utf-8", "replace")
                    sentence = _SENTENCES[kind].format(root=shown)
                    found.append(Trouble(watch.root, kind, sentence, since))
        return found

    def _wrong(self, watch: _Watch) -> Iterator[Kind]:
        identity = _identity(watch.root)
        if watch.network:
            yield Kind.NETWORK
        if watch.overflowed.is_set():
            watch.overflowed.clear()
            yield Kind.OVERFLOW
        if identity is None:
            watch.was_missing = True
            yield Kind.MISSING
        elif watch.was_missing or (watch.identity is not None and identity != watch.identity):
            yield Kind.RETURNED
        elif watch.refusal in (errno.ENOSPC, errno.EMFILE):
            yield Kind.LIMIT
        elif not _alive(watch.observer):
            yield Kind.DEAD
        else:
            watch.exhausted = watch.exhausted or self._exhausted(watch.root)
            if watch.exhausted:
                yield Kind.LIMIT

    def _begin(self, watch: _Watch) -> None:
        watch.identity = _identity(watch.root)
        watch.was_missing = watch.identity is None
        watch.refusal, watch.exhausted = 0, False
        watch.overflowed.clear()
        # a link given as the root is watched where it points, and reported as it was given
        real = Path(os.path.realpath(watch.root))
        watch.network = needs_polling(real, self._mounts())
        if watch.identity is None:
            return
        try:
            watch.observer = _observe(real, lambda event: self._take(watch.root, real, event))
        except OSError as problem:
            watch.refusal = problem.errno or errno.EIO

    def _take(self, root: Path, real: Path, event: "FileSystemEvent") -> None:
        for raw, is_folder in dirty_paths(event):
            path = Path(raw)
            if not path.is_relative_to(real) or path == real:
                continue
            path = root / path.relative_to(real)
            candidate = script_at(root, path)
            if candidate is not None and (candidate.package or not is_folder):
                self._on_dirty(root, candidate.path, False)
            elif is_folder and walked(root, path):
                self._on_dirty(root, path, True)


class _OverflowListener(logging.Handler):
    """Sets the given flags when watchdog logs that the kernel's queue overflowed.

    It has no other way to say so, and it does not say for which root.
    """

    def __init__(self, flags: list[threading.Event]) -> None:
        super().__init__(logging.WARNING)
        self._flags = flags

    def emit(self, record: logging.LogRecord) -> None:
        """Look for the one message that matters."""
        if "overflow" in record.getMessage().lower():
            for flag in self._flags:
                flag.set()


def _observe(folder: Path, take: "Callable[[FileSystemEvent], None]") -> "BaseObserver":
    """Start a recursive watch that calls ``take``. Raises ``OSError``, leaving nothing behind."""
    from watchdog import events
    from watchdog.observers import Observer as SystemObserver

    class Hints(events.FileSystemEventHandler):
        def dispatch(self, event: "FileSystemEvent") -> None:
            take(event)

    # A folder made inside a new folder is often found twice; watchdog then warns, on people's
    # screens, of a harmless overwrite, and where warnings are errors its reading thread dies of it.
    warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning, r"watchdog\.")
    observer = SystemObserver()
    try:
        # without opens and reads, ours among them, the kernel's queue holds out much longer
        wanted: list[type[FileSystemEvent]] = [
            *(events.FileCreatedEvent, events.FileModifiedEvent, events.FileClosedEvent),
            *(events.FileMovedEvent, events.FileDeletedEvent, events.FileAttribEvent),
            *(events.DirCreatedEvent, events.DirMovedEvent, events.DirDeletedEvent),
        ]
        observer.schedule(Hints(), str(folder), recursive=True, event_filter=wanted)
        observer.start()
    except OSError:
        observer.stop()
        raise
    return observer


def _end(watch: _Watch) -> None:
    if watch.observer is not None:
        watch.observer.stop()
        watch.observer.join(_JOIN_SECONDS)
        watch.observer = None


def _alive(observer: "BaseObserver | None") -> bool:
    """Say whether every thread between the kernel and us still runs; one alone is not enough."""
    if observer is None or not observer.is_alive() or not observer.emitters:
        return False
    # On Linux one more thread reads the kernel's queue, and watchdog shows it to nobody.
    reader: threading.Thread | None = getattr(observer, "_inotify_fd", None)
    threads = [*observer.emitters, *([reader] if reader is not None else [])]
    return all(thread.is_alive() for thread in threads)


def _identity(root: Path) -> tuple[int, int] | None:
    """Return what makes a folder itself, wherever it is moved; None if no folder is there."""
    try:
        status = root.stat()
    except (OSError, ValueError):
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else None
