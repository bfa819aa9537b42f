"""From a path that moves to a draft: left alone until it rests, read once, sealed or said why."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vault.errors import EnvironmentFailed
from vault.pipeline.capturing import Files, Seen, seal_captured, stamp_text
from vault.pipeline.health import Health
from vault.pipeline.writer import Writer
from vault.store.index import Row
from vault.watch import rules, scan
from vault.watch.capture import Gone, Refused, StillChanging, read
from vault.watch.rules import Candidate
from vault.watch.scan import Stamp
from vault.watch.settle import Settling, Verdict

INCOMPLETE_PATIENCE = 4.0
"""Seconds more that a file which looks cut off is left alone: the rest may be on its way."""
NEVER_RESTS = "It has not stopped changing for 30 seconds; it is tried again."


@dataclass(slots=True)
class Moving:
    """A path on its way to a draft: below which root, found how, since when it looks cut off."""

    root: Path
    candidate: Candidate
    route: str
    cut_off: tuple[Stamp, float] | None = None


class Taking:
    """The paths that move, for one thread. Each ends as a draft, as nothing new, or as skipped.

    ``sealed(row, script)`` is called for each new draft once it is durable. With ``waits`` False a
    vault that cannot be written to is an error at once, ``DiskFull`` or another
    ``EnvironmentFailed``; otherwise it is said, and what is to be sealed is tried again.
    """

    def __init__(self, pen: Writer, health: Health, sealed: Callable[[Row, str], None]) -> None:
        self.files = Files(pen.history)
        self.waits = True
        self._pen = pen
        self._health = health
        self._sealed = sealed
        self._settling = Settling()
        self._moving: dict[Path, Moving] = {}

    def __contains__(self, path: Path) -> bool:
        return path in self._moving

    def __len__(self) -> int:
        return len(self._moving)

    def paths(self) -> list[Path]:
        """Return the paths that have not come to an end yet."""
        return list(self._moving)

    def mark(self, root: Path, candidate: Candidate, route: str) -> None:
        """Note that a script below a root may have changed."""
        self._moving.setdefault(candidate.path, Moving(root, candidate, route))
        self._settling.mark(candidate.path, self._now())

    def found(self, root: Path, candidate: Candidate, stamp: Stamp, route: str) -> None:
        """Seal a script that a walk met if it has rested long enough, else let it settle."""
        if self._has_rested(stamp):
            moving = self._moving[candidate.path] = Moving(root, candidate, route)
            self._capture(moving)
        else:
            self.mark(root, candidate, route)

    def next_due(self) -> float | None:
        """Return the seconds until a path is to be looked at, None if none moves."""
        return self._settling.next_due(self._now())

    def changed(self, path: Path, stamp: Stamp) -> bool:
        """Tell whether a script stands otherwise than when it was last sealed or met."""
        seen = self.files.get(path)
        return seen is None or seen.stamp != stamp_text(stamp)

    def look_at_due(self) -> None:
        """Look at every path that is due, and seal what is at rest."""
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
                self._capture(moving, overdue=True)

    def _capture(self, moving: Moving, *, overdue: bool = False) -> None:
        """Read and seal one settled path; what cannot be sealed now is said and tried again.

        ``overdue``: it never rests. One read that found the same file before and after it is a
        state that did exist, and is sealed unless it looks cut off.
        """
        path, root = moving.candidate.path, moving.root
        try:
            taken = read(moving.candidate)
            if taken.incomplete and overdue:
                raise StillChanging(NEVER_RESTS)
            if taken.incomplete and self._wait_for_the_rest(moving, taken.stamp):
                return
            row, script = seal_captured(
                self._pen, self.files, root, taken, moving.route, self._flags(moving)
            )
        except Gone:
            self._drop(path)
        except StillChanging:
            if overdue:
                self._health.skip(path, NEVER_RESTS)
            else:
                self._settling.retry(path, self._now())
        except Refused as error:
            self._refused(moving, error)
        except EnvironmentFailed as error:
            self._not_written(moving, error)
        else:
            self._health.recovered("writing")
            self._drop(path)
            if row is not None:
                self._sealed(row, script)

    def _refused(self, moving: Moving, error: Refused) -> None:
        """Note that a script cannot be read: to be tried again, or as it now is for good."""
        path = moving.candidate.path
        self._health.skip(path, error.message)
        if error.passing:
            self._settling.retry(path, self._now())
            return
        stamp = scan.look(moving.candidate)
        if stamp is not None and (seen := self.files.get(path)) is not None:
            self.files.put(path, Seen(seen.script, seen.sha256, stamp_text(stamp)))
        self._drop(path, keep_reason=True)

    def _not_written(self, moving: Moving, error: EnvironmentFailed) -> None:
        """Say that the vault could not take a script; it is kept in mind and tried again."""
        if not self.waits:
            raise error
        self._health.refused("writing", error)
        self._health.skip(moving.candidate.path, error.message)
        self._settling.retry(moving.candidate.path, self._now())

    def _wait_for_the_rest(self, moving: Moving, stamp: Stamp) -> bool:
        """Leave a file alone that was just written and looks cut off; True while waiting."""
        now = self._now()
        if self._has_rested(stamp):
            return False
        if moving.cut_off is None or moving.cut_off[0] != stamp:
            moving.cut_off = (stamp, now)
        if now - moving.cut_off[1] >= INCOMPLETE_PATIENCE:
            return False
        self._settling.mark(moving.candidate.path, now)
        return True

    def _has_rested(self, stamp: Stamp) -> bool:
        """Tell whether a file was last touched long before any save could still be under way."""
        age = self._pen.clock().now.timestamp() - stamp.touched
        return not 0 <= age < 2 * rules.SLOW_QUIET

    def _flags(self, moving: Moving) -> tuple[str, ...]:
        return ("after-gap",) if moving.route == "found" else ()

    def _drop(self, path: Path, *, keep_reason: bool = False) -> None:
        self._moving.pop(path, None)
        self._settling.forget(path)
        if not keep_reason:
            self._health.taken(path)

    def _now(self) -> float:
        return self._pen.clock().monotonic
