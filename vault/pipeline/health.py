"""The health line: one sentence that is always true, said again whenever it changes."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from vault.errors import VaultError
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

    def stopped(self, topic: str, error: VaultError) -> None:
        """Nothing can be sealed for this reason."""
        self._stopped[topic] = str(error)
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

    def skipping(self, skipped: dict[Path, str]) -> None:
        """These scripts could not be sealed; each is tried again when it changes."""
        count = len(skipped)
        if count:
            one = "One script" if count == 1 else f"{count} scripts"
            first = next(iter(skipped))
            name = first.name.encode("utf-8", "replace").decode()
            self._degraded["skipped"] = f"{one} could not be sealed: {name!r}. {skipped[first]}"
            self._tell()
        else:
            self.recovered("skipped")

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
        reasons = [*self._stopped.values(), *self._degraded.values()]
        sentence = " ".join([*reasons, self._summary()]) if reasons else self._summary()
        if force or (state, " ".join(reasons)) != self._told:
            self._told = (state, " ".join(reasons))
            self._say({"event": "health", "state": state, "sentence": sentence})

    def _summary(self) -> str:
        scripts = "1 script" if len(self._scripts) == 1 else f"{len(self._scripts)} scripts"
        folders = "1 folder" if len(self._roots) == 1 else f"{len(self._roots)} folders"
        parts = [f"Watching {scripts} in {folders}."]
        if self._last:
            parts.append(f"Last draft sealed {self._last} UTC.")
        if self._waiting:
            parts.append(f"Independent time: {self._waiting} waiting.")
        return " ".join(parts)
