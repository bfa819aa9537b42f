"""When a save is finished: a pure function of marks, looks and time."""

import math
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from vault.watch.scan import Stamp

LONGEST_WAIT = 30.0
"""Seconds after which a path that never rests is handed out once as overdue."""

LOOK_AGAIN = 0.5
"""Seconds between two looks at a path while its events keep coming."""

FIRST_RETRY = 0.2
LONGEST_RETRY = 30.0


class Verdict(Enum):
    """What a look at a path says about its save."""

    WAIT = "wait"
    READY = "ready"
    OVERDUE = "overdue"
    GONE = "gone"


@dataclass(slots=True)
class _Path:
    """One path in motion; ``stamp`` is the last one seen and ``still_since`` when it appeared."""

    since: float
    marked: float
    next: float
    looked: float = -math.inf
    still_since: float = math.inf
    stamp: Stamp | None = None
    overdue: float = -math.inf
    tries: int = 0


class Settling:
    """Decides for each marked path when it is at rest. For one thread; all times monotonic seconds.

    A path is at rest after ``quiet`` seconds without a mark in which two looks that far apart
    gave the same stamp. READY and GONE hand the path over: it is dropped, and a mark that comes
    while it is being read starts anew. After a read that succeeded nothing needs to be called;
    after one that did not, ``retry``.
    """

    def __init__(self) -> None:
        self._moving: dict[Path, _Path] = {}
        self._handed: dict[Path, _Path] = {}  # so that a retry knows how often it has been

    def __len__(self) -> int:
        return len(self._moving)

    def mark(self, path: Path, now: float) -> None:
        """Note that a path may have changed; it is due for a look at once, then twice a second."""
        self._handed.pop(path, None)
        known = self._moving.get(path)
        if known is None:
            self._moving[path] = _Path(since=now, marked=now, next=now)
            return
        known.marked = now
        known.tries = 0
        known.next = max(now, known.looked + LOOK_AGAIN)

    def forget(self, path: Path) -> None:
        """Drop a path and all that was known of it, marks included."""
        self._moving.pop(path, None)
        self._handed.pop(path, None)

    def due(self, now: float) -> list[Path]:
        """Return the paths to look at now, the longest waiting first."""
        ready = [(known.next, path) for path, known in self._moving.items() if known.next <= now]
        return [path for _, path in sorted(ready)]

    def next_due(self, now: float) -> float | None:
        """Return the seconds until a path is due, 0 if one is already, None if nothing moves."""
        soonest = min((known.next for known in self._moving.values()), default=None)
        return None if soonest is None else max(0.0, soonest - now)

    def look(self, path: Path, stamp: Stamp | None, now: float, quiet: float) -> Verdict:
        """Take in how a path stands on disk now (None: not there) and say what to do about it.

        READY: read it. GONE: it has been away for ``quiet`` seconds, longer than any save takes
        to put a new file in its place. OVERDUE: not at rest for 30 s; try a read, which is
        refused if the file changes under it, and expect to hear of the path again. A path that
        was never marked counts as marked now.
        """
        if path not in self._moving:
            self.mark(path, now)
        known = self._moving[path]
        if stamp != known.stamp or known.still_since == math.inf:
            known.stamp, known.still_since = stamp, now
        known.looked = now
        at_rest = max(known.still_since, known.marked) + quiet
        if now >= at_rest:
            self._handed[path] = self._moving.pop(path)
            return Verdict.GONE if stamp is None else Verdict.READY
        patience = max(known.since, known.overdue) + LONGEST_WAIT
        if stamp is not None and now >= patience:
            known.overdue = now
            known.next = at_rest
            return Verdict.OVERDUE
        known.next = at_rest
        return Verdict.WAIT

    def retry(self, path: Path, now: float) -> None:
        """Look again later at a path whose read failed: after 0.2 s, then twice that, up to 30 s.

        A stamp unchanged by then is READY again at once, any other settles first.
        """
        known = self._moving.get(path)
        if known is None:
            known = self._handed.pop(path, None) or _Path(since=now, marked=now, next=now)
            known.since = now
        wait = min(FIRST_RETRY * 2.0 ** min(known.tries, 10), LONGEST_RETRY)
        known.tries += 1
        known.next = now + wait
        self._moving[path] = known
