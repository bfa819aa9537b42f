"""The watch: hints and scans say which paths move, and every round one thing is done for them."""

import math
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vault.errors import EnvironmentFailed, VaultError
from vault.pipeline import readings
from vault.pipeline.alone import watch_lock
from vault.pipeline.background import Background
from vault.pipeline.health import Health
from vault.pipeline.taking import Taking
from vault.pipeline.writer import Writer
from vault.store.index import Row
from vault.watch import rules, scan
from vault.watch.observer import Kind, Observer, Trouble
from vault.watch.rules import Candidate
from vault.watch.scan import Stamp

ROOTS = "scanned-root"
LIVENESS = 10.0
POLLING = 60.0
FULL_SCAN = 3600.0
CLOCK_JUMP = 60.0
BURST_QUIET = 30.0
BURST_LONGEST = 600.0
ONCE_PATIENCE = 60.0
"""Seconds that a single look waits for scripts which are being written or may not be read."""
NOTICE = 0.5
"""Seconds until a wish to stop is noticed, at the longest."""
READ_AGAIN = 5.0
"""Seconds until a reading that could not be written is tried again."""

Say = Callable[[dict[str, Any]], None]


@dataclass(slots=True)
class Timers:
    """When things that come round were last done; running clock."""

    liveness: float = float("-inf")
    full_scan: float = 0.0
    polled: float = 0.0
    wall_offset: float = 0.0
    first_uncovered: float | None = None
    last_sealed: float = 0.0
    read_again: float = float("-inf")
    cover_again: float = float("-inf")


class Watching:
    """One watch on one log. Everything but the observer's hints runs in the caller's thread."""

    def __init__(
        self, pen: Writer, roots: Sequence[Path], say: Say, background: Background | None
    ) -> None:
        self.pen = pen
        self.roots = list(dict.fromkeys(roots))
        self.health = Health(pen, self.roots, say)
        self._taking = Taking(pen, self.health, self._sealed)
        self._say = say
        self._background = background
        self._hints: queue.Queue[tuple[Path, Path, bool]] = queue.Queue()
        self._unread: deque[Row] = deque()
        self._polled_roots: set[Path] = set()
        self._timers = Timers()

    def run(self, stop: threading.Event) -> None:
        """Watch until ``stop``; then cover what was sealed. Raises ``AlreadyWatched``."""
        with ExitStack() as stack:
            stack.enter_context(watch_lock(self.pen))
            observer = Observer(self.roots, lambda *hint: self._hints.put(hint))
            stack.callback(observer.stop)
            observer.start()
            self._settle_clock()
            self._find_all(stopped=stop.is_set)
            self._unread = deque(readings.missing(self.pen.history))
            self.health.ready()
            while not stop.is_set():
                self._turn(observer)
            self._cover()

    def once(self, progress: Callable[[int, int], None]) -> None:
        """Scan everything, seal what is settled or settles, make the readings, and end.

        What does not settle in a minute is told as skipped. Raises ``DiskFull``.
        """
        self._taking.waits = False
        with watch_lock(self.pen):
            self._settle_clock()
            self._find_all(progress)
            until = self._now() + ONCE_PATIENCE
            while self._taking and self._now() < until:
                self._taking.look_at_due()
                pause = self._taking.next_due()
                if self._taking and pause:
                    threading.Event().wait(min(pause, 0.2))
            for path in self._taking.paths():
                self.health.skip(path, "It did not come to rest, or may not be read.")
            self.pen.checkpoint()
            waiting = readings.missing(self.pen.history)
            for done, row in enumerate(waiting, start=1):
                readings.make(self.pen, row)
                progress(done, len(waiting))
            self._cover()
            self.health.ready()

    def _turn(self, observer: Observer) -> None:
        """Do one round: take hints, look at what is due, then one thing that can wait."""
        now = self._now()
        if now - self._timers.liveness >= LIVENESS:
            self._timers.liveness = now
            self._check_liveness(observer, now)
        self._scan_if_due(now)
        self._taking.look_at_due()
        if self._unread and self._hints.empty() and now >= self._timers.read_again:
            self._read_one(now)
        else:
            self._cover_if_quiet(now)
            self._wait()
        self._take_hints()

    def _read_one(self, now: float) -> None:
        """Make one reading; a disk that refuses it costs time, never the watch."""
        try:
            readings.make(self.pen, self._unread[0])
        except EnvironmentFailed as error:
            self._timers.read_again = now + READ_AGAIN
            self.health.refused("reading", error)
            return
        self._unread.popleft()
        self.health.recovered("reading")

    def _wait(self) -> None:
        """Sleep until a hint comes, a path is due, or the next round of checks."""
        due = self._taking.next_due()
        pause = min(NOTICE, due if due is not None else NOTICE)
        if self._background is not None:
            pause = min(pause, self._background.rest(self._now()))
        try:
            self._take_hint(*self._hints.get(timeout=max(pause, 0.01)))
        except queue.Empty:
            return

    def _take_hints(self) -> None:
        while True:
            try:
                self._take_hint(*self._hints.get_nowait())
            except queue.Empty:
                return

    def _take_hint(self, root: Path, path: Path, subtree: bool) -> None:
        if not subtree:
            candidate = rules.script_at(root, path)
            if candidate is not None:
                self._taking.mark(root, candidate, "watched")
            return
        for candidate, stamp in self._walk(root, path):
            if self._taking.changed(candidate.path, stamp):
                self._taking.mark(root, candidate, "watched")
        for known in self._taking.files.below(path):
            candidate = rules.script_at(root, known)
            if candidate is not None:
                self._taking.mark(root, candidate, "watched")

    def _find_all(
        self,
        progress: Callable[[int, int], None] = lambda _done, _of: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Walk every root. What has rested is sealed at once, the rest is left to settle."""
        for root in self.roots:
            since = self._first_scanned(root)
            found = [one for one in self._walk(root) if self._taking.changed(one[0].path, one[1])]
            for done, (candidate, stamp) in enumerate(found, start=1):
                if stopped():
                    return
                # A first scan that was broken off goes on: what lay there then was not saved since.
                new = candidate.path not in self._taking.files and stamp.touched < since
                self._taking.found(root, candidate, stamp, "first-scan" if new else "found")
                progress(done, len(found))
        self._timers.full_scan = self._timers.polled = self._now()

    def _first_scanned(self, root: Path) -> float:
        """Return when a root was first scanned, seconds of the wall clock; infinity if never."""
        index = self.pen.history.index
        known = index.note(ROOTS, str(root))
        if known is not None:
            return float(known["at"])
        if root.is_dir():
            with suppress(EnvironmentFailed):  # a cache that fails costs a word in an entry
                index.set_note(ROOTS, str(root), {"at": self.pen.clock().now.timestamp()})
                index.commit()
        return math.inf

    def _walk(self, root: Path, start: Path | None = None) -> Iterator[tuple[Candidate, Stamp]]:
        """Walk a root or a folder in it, taking back what earlier walks could not look at."""
        before = self.health.folders_below(start or root)
        now: set[Path] = set()

        def refused(path: Path, reason: str) -> None:
            if path == root:
                self.health.degraded(f"{root}/{Kind.MISSING}", f"{root}: {reason}")
                return
            now.add(path)
            self.health.skip_folder(path, reason)

        yield from scan.walk(root, start, on_error=refused)
        self.health.taken(*(before - now))

    def _scan_if_due(self, now: float) -> None:
        """Scan hourly, each minute where events are not reliable, and after the clock jumped."""
        clock = self.pen.clock()
        offset = clock.now.timestamp() - clock.monotonic
        jumped = abs(offset - self._timers.wall_offset) > CLOCK_JUMP
        if jumped or now - self._timers.full_scan >= FULL_SCAN:
            self._timers.wall_offset = offset
            self._timers.full_scan = now
            for root in self.roots:
                self._rescan(root)
        elif self._polled_roots and now - self._timers.polled >= POLLING:
            self._timers.polled = now
            for root in self._polled_roots:
                self._rescan(root)

    def _rescan(self, root: Path) -> int:
        """Mark what changed without a hint; returns how much that was."""
        missed = 0
        for candidate, stamp in self._walk(root):
            if candidate.path not in self._taking and self._taking.changed(candidate.path, stamp):
                self._taking.mark(root, candidate, "found")
                missed += 1
        return missed

    def _sealed(self, row: Row, script: str) -> None:
        now = self._now()
        self._timers.last_sealed = now
        if self._timers.first_uncovered is None:
            self._timers.first_uncovered = now
        self._unread.append(row)
        self.health.sealed(row)
        self._say(
            {
                "event": "sealed",
                "seq": row.seq,
                "script": row.field("names")["path"],
                "sha256": row.field("content")["sha256"],
                "script_id": script,
                "flags": row.field("capture")["flags"],
            }
        )

    def _check_liveness(self, observer: Observer, now: float) -> None:
        troubles = observer.trouble(now)
        self._polled_roots = {trouble.root for trouble in troubles if trouble.polling}
        for trouble in troubles:
            if trouble.rebuild:
                observer.rebuild(trouble.root)
            if trouble.rebuild or trouble.kind is Kind.OVERFLOW:
                self._rescan(trouble.root)
        self.health.troubles([t for t in troubles if _lasting(t)])

    def _cover_if_quiet(self, now: float) -> None:
        first = self._timers.first_uncovered
        if first is not None and (
            now - self._timers.last_sealed >= BURST_QUIET or now - first >= BURST_LONGEST
        ):
            self._cover()
        if self._background is None:
            return
        try:
            self._background.turn(self.pen, now)
        except VaultError as error:
            self.health.degraded("time", str(error))  # a level of proof, never a draft
        else:
            self.health.recovered("time")
        self.health.time_waiting(self._background.waiting)

    def _cover(self) -> None:
        """Sign the head over what was sealed since, so that it can be stamped."""
        now = self._now()
        if now < self._timers.cover_again:
            return
        try:
            self.pen.checkpoint()
        except EnvironmentFailed as error:
            self._timers.cover_again = now + READ_AGAIN
            self.health.refused("checkpoint", error)
            return
        self.health.recovered("checkpoint")
        self._timers.first_uncovered = None

    def _settle_clock(self) -> None:
        clock = self.pen.clock()
        self._timers.wall_offset = clock.now.timestamp() - clock.monotonic

    def _now(self) -> float:
        return self.pen.clock().monotonic


def _lasting(trouble: Trouble) -> bool:
    return trouble.kind is not Kind.OVERFLOW
