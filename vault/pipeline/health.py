"""The health line: one sentence that is always true, said again whenever it changes."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from vault.errors import DiskFull, VaultError
from vault.pipeline.writer import Writer
from vault.store.index import Row
from vault.watch.observer import Trouble


class Health:
    """What is wrong with the watch, if anything, and how to say it."""

    def __init__(
        self, pen: Writer, roots: Sequence[Path], say: Callable[[dict[str, Any]], None]
    ) -> None:
        self._say = say
        self._scripts = {state.id for state in pen.scripts.all()}
        self._roots = roots
        self._last = ""
        self._waiting = 0
        self._stopped: dict[str, str] = {}
        self._degraded: dict[str, str] = {}
        self._skipped: dict[Path, str] = {}
        self._unread_folders: set[Path] = set()
        self._ready = False
        self._told: tuple[str, str] | None = None

    def ready(self) -> None:
        """The first look through all folders is done: say how things stand."""
        self._ready = True
        self._tell(force=True)

    def sealed(self, row: Row) -> None:
        """Remember the latest draft; said with the next change of state, not for each save."""
        self._scripts.add(str(row.field("script")["id"]))
        self._last = str(row.field("capture")["observed_at"])[11:16]

    def refused(self, topic: str, error: VaultError) -> None:
        """The machine did not let us write this: a full disk stops the watch, less degrades it."""
        for reasons in (self._stopped, self._degraded):
            reasons.pop(topic, None)
        worst = self._stopped if isinstance(error, DiskFull) else self._degraded
        worst[topic] = str(error)
        self._tell()

    def degraded(self, topic: str, sentence: str) -> None:
        """Sealing goes on, but not as it should."""
        self._degraded[topic] = sentence
        self._tell()

    def recovered(self, *topics: str) -> None:
        """These reasons are gone."""
        known = [t for t in topics if t in self._stopped or t in self._degraded]
        for topic in known:
            self._stopped.pop(topic, None)
            self._degraded.pop(topic, None)
        if known:
            self._tell()

    def skip(self, path: Path, reason: str) -> None:
        """Say, once per reason, that a script could not be sealed; it is tried when it changes."""
        if self._skipped.get(path) != reason:
            self._skipped[path] = reason
            self._say({"event": "skipped", "path": _shown(path), "reason": reason})
        self._count_skipped()

    def skip_folder(self, path: Path, reason: str) -> None:
        """Say the same of a folder, or of a script not looked at, until the next walk over it."""
        self._unread_folders.add(path)
        self.skip(path, reason)

    def taken(self, *paths: Path) -> None:
        """These were sealed, or are not there any more: they are skipped no longer."""
        known = [path for path in paths if self._skipped.pop(path, None) is not None]
        self._unread_folders.difference_update(paths)
        if known:
            self._count_skipped()

    def folders_below(self, folder: Path) -> set[Path]:
        """Return what the last walk below a folder could not look at."""
        return {path for path in self._unread_folders if path.is_relative_to(folder)}

    def _count_skipped(self) -> None:
        count = len(self._skipped)
        if not count:
            self.recovered("skipped")
            return
        one = "One script" if count == 1 else f"{count} scripts"
        path, reason = next(iter(self._skipped.items()))
        name = os.fsencode(path.name).decode("utf-8", "replace")
        shown = name if name.isprintable() else ascii(name)
        self._degraded["skipped"] = f"{one} could not be sealed: “{shown}”. {reason}"
        self._tell()

    def troubles(self, found: Sequence[Trouble]) -> None:
        """Take in what is wrong with the folders."""
        current = {f"{trouble.root}/{trouble.kind}": trouble.sentence for trouble in found}
        before = {key for key in self._degraded if "/" in key}
        for key in before - set(current):
            del self._degraded[key]
        self._degraded.update(current)
        if before or current:
            self._tell()

    def time_waiting(self, count: int) -> None:
        """So many authorities are owed a token; waiting is normal and changes no state."""
        self._waiting = count

    def _tell(self, *, force: bool = False) -> None:
        if not self._ready:
            return
        state = "stopped" if self._stopped else "degraded" if self._degraded else "ok"
        reasons = list(dict.fromkeys([*self._stopped.values(), *self._degraded.values()]))
        sentence = " ".join([*reasons, self._summary()]) if reasons else self._summary()
        if force or (state, " ".join(reasons)) != self._told:
            self._told = (state, " ".join(reasons))
            self._say({"event": "health", "state": state, "sentence": sentence, "reasons": reasons})

    def _summary(self) -> str:
        scripts = "1 script" if len(self._scripts) == 1 else f"{len(self._scripts)} scripts"
        folders = "1 folder" if len(self._roots) == 1 else f"{len(self._roots)} folders"
        parts = [f"Watching {scripts} in {folders}."]
        if self._last:
            parts.append(f"Last draft sealed {self._last} UTC.")
        if self._waiting:
            parts.append(f"Independent time: {self._waiting} waiting.")
        return " ".join(parts)


def _shown(path: Path) -> str:
    return os.fsencode(path).decode("utf-8", "replace")
