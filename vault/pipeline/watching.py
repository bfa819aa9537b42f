"""The watch: hints and scans become settled paths, settled paths become drafts, one after another."""

import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vault.errors import AlreadyWatched, DiskFull, EnvironmentFailed
from vault.pipeline import readings
from vault.pipeline.background import Background
from vault.pipeline.capturing import Files, Seen, seal_captured, stamp_text
from vault.pipeline.health import Health
from vault.pipeline.writer import Writer
from vault.store.index import Row
from vault.watch import rules, scan
from vault.watch.capture import Gone, Refused, StillChanging, read
from vault.watch.observer import Kind, Observer, Trouble
from vault.watch.rules import Candidate
from vault.watch.settle import Settling, Verdict

ROOTS = "scanned-root"
LIVENESS = 10.0
POLLING = 60.0
FULL_SCAN = 3600.0
CLOCK_JUMP = 60.0
BURST_QUIET = 30.0
BURST_LONGEST = 600.0
INCOMPLETE_PATIENCE = 4.0
"""Seconds more that a file which looks cut off is left alone: the rest may be on its way."""

Say = Callable[[dict[str, Any]], None]


@dataclass(slots=True)
class Moving:
    """A path on its way to a draft: below which root, found how, and since when it looks cut off."""

    root: Path
    candidate: Candidate
    route: str
    cut_off: tuple[scan.Stamp, float] | None = None


@dataclass(slots=True)
class Timers:
    """When things that come round were last done; running clock."""

    liveness: float = float("-inf")
    full_scan: float = 0.0
    polled: float = 0.0
    wall_offset: float = 0.0
    first_uncovered: float | None = None
    last_sealed: float = 0.0


class Watching:
    """One watch on one log. Everything but the observer's hints runs in the caller's thread."""

    def __init__(
        self, pen: Writer, roots: Sequence[Path], say: Say, background: Background | None
    ) -> None:
        self.pen = pen
        self.roots = list(dict.fromkeys(roots))
        self.files = Files(pen.history)
        self.health = Health(pen, self.roots, say)
        self._say = say
        self._background = background
        self._hints: queue.Queue[tuple[Path, Path, bool]] = queue.Queue()
        self._settling = Settling()
        self._moving: dict[Path, Moving] = {}
        self._unread: deque[Row] = deque()
        self._polled_roots: set[Path] = set()
        self._skipped: dict[Path, str] = {}
        self._timers = Timers()

    def run(self, stop: threading.Event) -> None:
        """Watch until ``stop``; then cover what was sealed. Raises ``AlreadyWatched``."""
        with ExitStack() as stack:
            stack.enter_context(watch_lock(self.pen))
            observer = Observer(self.roots, lambda *hint: self._hints.put(hint))
            stack.callback(observer.stop)
            observer.start()
            self._settle_clock()
            self._find_all()
            self._unread.extend(readings.missing(self.pen.history))
            self.health.ready()
            while not stop.is_set():
                self._turn(observer)
            self._cover()

    def once(self, progress: Callable[[int, int], None]) -> None:
        """Scan everything, seal what is settled or settles, make the readings, and end."""
        with watch_lock(self.pen):
            self._settle_clock()
            self._find_all(progress)
            while self._moving:
                self._look_at_due()
                pause = self._settling.next_due(self._now())
                if self._moving and pause:
                    threading.Event().wait(min(pause, 0.2))
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
        self._look_at_due()
        if self._unread and self._hints.empty():
            readings.make(self.pen, self._unread.popleft())
        else:
            self._cover_if_quiet(now)
            self._wait()
        self._take_hints()

    def _wait(self) -> None:
        """Sleep until a hint comes, a path is due, or the next round of checks."""
        due = self._settling.next_due(self._now())
        pause = min(LIVENESS, due if due is not None else LIVENESS)
        if self._timers.first_uncovered is not None:
            pause = min(pause, 1.0)
        if self._background is not None and self._background.busy:
            pause = min(pause, 0.2)
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
                self._mark(root, candidate, "watched")
            return
        for candidate, stamp in scan.walk(root, path, on_error=self._unwalkable):
            if self._changed(candidate.path, stamp):
                self._mark(root, candidate, "watched")
        for known in self.files.below(path):
            candidate = rules.script_at(root, known)
            if candidate is not None:
                self._mark(root, candidate, "watched")

    def _mark(self, root: Path, candidate: Candidate, route: str) -> None:
        self._moving.setdefault(candidate.path, Moving(root, candidate, route))
        self._settling.mark(candidate.path, self._now())

    def _find_all(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Walk every root. What has rested is sealed at once, the rest is left to settle."""
        for root in self.roots:
            known = self.pen.history.index.note(ROOTS, str(root))
            route = "found" if known else "first-scan"
            found = [
                (candidate, stamp)
                for candidate, stamp in scan.walk(root, on_error=self._unwalkable)
                if self._changed(candidate.path, stamp)
            ]
            for done, (candidate, stamp) in enumerate(found, start=1):
                if self._has_rested(stamp):
                    moving = self._moving[candidate.path] = Moving(root, candidate, route)
                    self._capture(moving)
                else:
                    self._mark(root, candidate, route)
                if progress is not None:
                    progress(done, len(found))
            if root.is_dir():
                self.pen.history.index.set_note(ROOTS, str(root), {"scanned": True})
        self._timers.full_scan = self._timers.polled = self._now()
        self.pen.history.index.commit()

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
        for candidate, stamp in scan.walk(root, on_error=self._unwalkable):
            if candidate.path not in self._moving and self._changed(candidate.path, stamp):
                self._mark(root, candidate, "found")
                missed += 1
        return missed

    def _changed(self, path: Path, stamp: scan.Stamp) -> bool:
        seen = self.files.get(path)
        return seen is None or seen.stamp != stamp_text(stamp)

    def _look_at_due(self) -> None:
        for path in self._settling.due(self._now()):
            moving = self._moving.get(path)
            if moving is None:
                self._settling.forget(path)
                continue
            stamp = scan.look(moving.candidate)
            quiet = rules.quiet_for(moving.candidate)
            verdict = self._settling.look(path, stamp, self._now(), quiet)
            if verdict is Verdict.GONE:
                self._drop(path)
            elif verdict is Verdict.READY:
                self._capture(moving)
            elif verdict is Verdict.OVERDUE:
                self._skip(path, "It has not stopped changing for 30 seconds; it is tried again.")

    def _capture(self, moving: Moving) -> None:
        """Read and seal one settled path; what cannot be sealed now is said and tried again."""
        path, root = moving.candidate.path, moving.root
        try:
            taken = read(moving.candidate)
            if taken.incomplete and self._wait_for_the_rest(moving, taken.stamp):
                return
            row, script = seal_captured(
                self.pen, self.files, root, taken, moving.route, self._flags(moving)
            )
        except Gone:
            self._drop(path)
            return
        except StillChanging:
            self._settling.retry(path, self._now())
            return
        except Refused as error:
            self._skip(path, error.message)
            if error.passing:
                self._settling.retry(path, self._now())
            else:
                stamp = scan.look(moving.candidate)
                if stamp is not None and (seen := self.files.get(path)) is not None:
                    self.files.put(path, Seen(seen.script, seen.sha256, stamp_text(stamp)))
                self._drop(path, keep_reason=True)
            return
        except DiskFull as error:
            self.health.stopped("disk", error)
            self._skip(path, error.message)
            self._settling.retry(path, self._now())
            return
        except EnvironmentFailed as error:
            self.health.degraded("writing", error.message)
            self._skip(path, error.message)
            self._settling.retry(path, self._now())
            return
        self.health.recovered("disk", "writing")
        self._drop(path)
        if row is not None:
            self._sealed(row, script)

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

    def _wait_for_the_rest(self, moving: Moving, stamp: scan.Stamp) -> bool:
        """Leave a file that was just written and looks cut off alone a little; True while waiting."""
        now = self._now()
        if self._has_rested(stamp):
            return False
        if moving.cut_off is None or moving.cut_off[0] != stamp:
            moving.cut_off = (stamp, now)
        if now - moving.cut_off[1] >= INCOMPLETE_PATIENCE:
            return False
        self._settling.mark(moving.candidate.path, now)
        return True

    def _has_rested(self, stamp: scan.Stamp) -> bool:
        """Tell whether a file was last touched long before any save could still be under way."""
        age = self.pen.clock().now.timestamp() - max(stamp.mtime_ns, stamp.ctime_ns) / 1e9
        return not 0 <= age < 2 * rules.SLOW_QUIET

    def _flags(self, moving: Moving) -> tuple[str, ...]:
        return ("after-gap",) if moving.route == "found" else ()

    def _skip(self, path: Path, reason: str) -> None:
        """Say once per reason that a script could not be sealed."""
        if self._skipped.get(path) != reason:
            self._skipped[path] = reason
            self._say({"event": "skipped", "path": _shown(path), "reason": reason})
        self.health.skipping(self._skipped)

    def _drop(self, path: Path, *, keep_reason: bool = False) -> None:
        self._moving.pop(path, None)
        self._settling.forget(path)
        if not keep_reason and self._skipped.pop(path, None) is not None:
            self.health.skipping(self._skipped)

    def _unwalkable(self, path: Path, reason: str) -> None:
        self._skip(path, reason)

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
        if self._background is not None:
            self._background.turn(self.pen, now)
            self.health.time_waiting(self._background.waiting)

    def _cover(self) -> None:
        """Sign the head over what was sealed since, so that it can be stamped."""
        try:
            self.pen.checkpoint()
        except EnvironmentFailed as error:
            self.health.stopped("disk", error)
            return
        self._timers.first_uncovered = None
        self.pen.history.index.commit()

    def _settle_clock(self) -> None:
        clock = self.pen.clock()
        self._timers.wall_offset = clock.now.timestamp() - clock.monotonic

    def _now(self) -> float:
        return self.pen.clock().monotonic


def watch_lock(pen: Writer) -> "ExitStack":
    """Hold the one watch on this computer's log; raises ``AlreadyWatched`` if another has it."""
    from filelock import FileLock, Timeout

    lock = FileLock(pen.history.cache / f"watch-{pen.log.log[:16]}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise AlreadyWatched(
            "Another program is watching for this vault already.",
            "Use that one, or close it first.",
        ) from error
    stack = ExitStack()
    stack.callback(lock.release)
    return stack


def _lasting(trouble: Trouble) -> bool:
    return trouble.kind is not Kind.OVERFLOW


def _shown(path: Path) -> str:
    import os

    return os.fsencode(path).decode("utf-8", "replace")
