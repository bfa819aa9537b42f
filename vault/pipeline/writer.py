"""The one hand that writes to a log: object, then line, then checkpoint, each durable in turn."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from types import TracebackType
from typing import Self

from vault import __version__, digests, merkle
from vault.encoding import Json, format_time, parse_time
from vault.errors import BadInput, EnvironmentFailed, VaultError
from vault.log import checkpoint as heads
from vault.log.checkpoint import Checkpoint
from vault.pipeline.history import History, LogState
from vault.pipeline.scripts import Scripts
from vault.records import Clock, Fields
from vault.seal import body
from vault.seal.keys import Random, SigningKeys
from vault.seal.signing import FIRST_PREV, parse_line
from vault.store import lines
from vault.store.index import Row
from vault.store.objects import LARGEST_DELTA

BUILD = f"scriptvault {__version__}"
CLOCK_TOLERANCE = 60.0
"""Seconds by which wall clock and running clock may differ before a jump is recorded."""


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a draft: in memory, or as something that gives them again piece by piece."""

    sha256: str
    sha512: str
    size: int
    media: str
    data: bytes | None
    chunks: Callable[[], object] | None = None

    def as_json(self) -> dict[str, Json]:
        """Return the field as it is sealed."""
        return {
            "sha256": self.sha256,
            "sha512": self.sha512,
            "size": self.size,
            "media": self.media,
        }


class Writer:
    """Appends to this computer's own log of an opened vault."""

    def __init__(
        self,
        history: History,
        clock: Callable[[], Clock],
        random: Random,
        signing: SigningKeys,
    ) -> None:
        self.history = history
        self.clock = clock
        self.random = random
        self.signing = signing
        self.scripts = Scripts(history.rows("draft"))
        self._frontier = merkle.Frontier()
        self._started = clock()
        self._latest = self._last_observed()
        self._covered = self._last_covered()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Cover what was appended and let go; a failing disk must not hide the first error."""
        try:
            if kind is None:
                self.checkpoint()
            else:
                with suppress(VaultError):
                    self.checkpoint()
        finally:
            self.history.close()

    @property
    def log(self) -> LogState:
        """The log this computer appends to."""
        own = self.history.settings.log
        return self.history.logs.setdefault(own, LogState(own))

    def begin(self, parent: str | None) -> Row:
        """Write entry 0 of this computer's log, continuing ``parent`` where there is one."""
        cited: dict[str, Json] | None = None
        if parent is not None:
            sizes = lines.checkpoint_sizes(self.history.folder, parent)
            state = self.history.logs[parent]
            fitting = [size for size in sizes if size <= state.size]
            if not fitting:
                raise EnvironmentFailed(
                    "The log to be continued has no checkpoint.", "Restore it from a backup."
                )
            head = lines.load_checkpoint(
                self.history.folder,
                parent,
                fitting[-1],
                state.succession.for_checkpoint(fitting[-1]),
            )
            cited = {"log": parent, "size": head.size, "root": head.root.hex()}
        lines.start(self.history.folder, self.log.log)
        event: dict[str, Json] = {
            "event": "begin",
            "set": self.signing.public.as_json(),
            "parent": cited,
        }
        own = self.history.settings
        writer: dict[str, Json] = {"name": own.writer, "email": own.email}
        fields = body.blank(
            kind="key", capture=self._capture("program"), parties={"writer": writer}
        )
        return self.append(fields, key_event=event)

    def stamp_of_program(self) -> dict[str, Json]:
        """Return the ``capture`` field of an entry for which nothing was captured."""
        return self._capture("program")

    def append(
        self,
        fields: Fields,
        base: str | None = None,
        key_event: dict[str, Json] | None = None,
        salt: bytes | None = None,
        content: Content | None = None,
    ) -> Row:
        """Append an entry, with the bytes of its content if any; returns it once it is durable."""
        row = self._append(
            lambda: fields, content, base=lambda: base, key_event=key_event, salt=salt
        )
        if row is None:
            raise AssertionError("nothing was to stop this entry")
        return row

    def seal(
        self,
        content: Content,
        script: str | Callable[[], str],
        names: dict[str, Json],
        route: str,
        flags: tuple[str, ...],
        modified: datetime | None,
    ) -> Row | None:
        """Append a draft of a script; returns its entry once it is durable.

        ``script`` is its id, or is asked for it while no other program can write: two programs
        that meet a new script at the same moment must not take it for two. Returns None when the
        bytes are those of the script's last draft: that is no new draft.
        """
        known, chosen = False, ""

        def make() -> Fields:
            nonlocal known, chosen
            chosen = script if isinstance(script, str) else script()
            last = self.scripts.get(chosen)
            known = last is not None and last.sha256 == content.sha256
            return body.blank(
                kind="draft",
                content=content.as_json(),
                names=names,
                script={
                    "id": chosen,
                    "number": last.number + 1 if last else 1,
                    "previous": last.leaf.hex() if last else None,
                },
                capture=self._capture(route, flags, modified),
            )

        row = self._append(
            make, content, base=lambda: self.scripts.base(chosen), unless=lambda: known
        )
        if row is not None:
            self.scripts.take(row)
        return row

    def declare(self, details: dict[str, Json]) -> Row:
        """Append a declaration about a draft."""
        fields = body.blank(kind="declaration", capture=self._capture("program"), details=details)
        return self.append(fields)

    def checkpoint(self) -> Checkpoint | None:
        """Sign the present head and make it durable; None when it is covered already."""
        with self.history.folder.writing():
            self._refresh()
            self._covered = self._last_covered()  # another program may have covered it
            state = self.log
            if state.size == 0 or state.size == self._covered:
                return None
            for leaf in state.leaves[self._frontier.size :]:
                self._frontier.append(leaf)
            head = heads.sign(state.log, state.size, self._frontier.root(), self.signing)
            lines.store_checkpoint(self.history.folder, head)
            self._covered = head.size
            self.history.save_settings(replace(self.history.settings, seen=head.size))
        self.history.index.commit()
        return head

    @property
    def uncovered(self) -> int:
        """How many entries no checkpoint covers yet."""
        return self.log.size - self._covered

    def _append(
        self,
        make: Callable[[], Fields],
        content: Content | None = None,
        *,
        base: Callable[[], str | None] = lambda: None,
        key_event: dict[str, Json] | None = None,
        unless: Callable[[], bool] = lambda: False,
        salt: bytes | None = None,
    ) -> Row | None:
        """Append one entry, or nothing when ``unless`` says so after ``make``."""
        history, state = self.history, self.log
        with history.folder.writing():
            self._refresh()
            fields = make()
            if unless():
                return None
            salt = salt or self.random(32)
            if content is not None and content.data is None and content.chunks is not None:
                handle = history.objects.put_stream(
                    fields,
                    salt,
                    content.size,
                    content.chunks,  # type: ignore[arg-type]
                )
            else:
                data = content.data if content and content.data is not None else b""
                handle = history.objects.put(fields, salt, data, base())
            members: dict[str, Json] = {
                "v": 1,
                "log": state.log,
                "seq": state.size,
                "prev": state.last.leaf.hex() if state.last else FIRST_PREV,
                "commit": body.commit(fields, salt),
                "object": handle,
            }
            if key_event is not None:
                members["key_event"] = key_event
            raw = self.signing.sign_line(members)
            line = parse_line(raw)
            offset = lines.append(history.folder, state.log, raw, state.offset)
            state.take(line, offset)
        row = Row(state.log, line.seq, line.leaf, handle, fields)
        with suppress(EnvironmentFailed):
            # The entry is durable. A cache that fails is read again, and must not undo that.
            history.index.add(row, offset)
        return row

    def _refresh(self) -> None:
        """Take in what another program appended; its drafts count in our numbering."""
        before = {log: state.size for log, state in self.history.logs.items()}
        own = self.history.folder.entries(self.log.log)
        if own.exists() and own.stat().st_size < self.log.offset:
            raise EnvironmentFailed(
                "The log has become shorter than it was.",
                "Close all programs that use this vault and run check.",
            )
        self.history.refresh()
        for log, state in self.history.logs.items():
            if state.size > before.get(log, 0):
                self.scripts.take_all(
                    row
                    for row in self.history.rows("draft")
                    if row.log == log and row.seq >= before.get(log, 0)
                )

    def _capture(
        self, route: str, flags: tuple[str, ...] = (), modified: datetime | None = None
    ) -> dict[str, Json]:
        clock = self.clock()
        noticed = [*flags]
        if self._latest is not None and clock.now < self._latest:
            noticed.append("clock-set-back")
        passed = (clock.now - self._started.now).total_seconds()
        if abs(passed - (clock.monotonic - self._started.monotonic)) > CLOCK_TOLERANCE:
            noticed.append("clock-jump")
            self._started = clock
        self._latest = max(clock.now, self._latest or clock.now)
        return {
            "observed_at": format_time(clock.now),
            "route": route,
            "device": self.history.settings.device,
            "build": BUILD,
            "flags": sorted(set(noticed)),
            "file_modified_at": format_time(modified) if modified else None,
            "beacon": None,
        }

    def _last_observed(self) -> datetime | None:
        """Return the latest time any draft was observed at, to notice a clock set back."""
        latest = [state.observed for state in self.scripts.all() if state.observed]
        return parse_time(max(latest)) if latest else None

    def _last_covered(self) -> int:
        own = self.history.settings.log
        if own not in self.history.logs:
            return 0
        sizes = lines.checkpoint_sizes(self.history.folder, own)
        if sizes and sizes[-1] > self.log.size:
            raise BadInput(
                f"A checkpoint covers {sizes[-1]} entries, the log has {self.log.size}.",
                "The log's end was lost. Run check, and restore the log from a backup.",
            )
        return sizes[-1] if sizes else 0


def content_of(data: bytes, media: str) -> Content:
    """Return the content record of bytes in memory."""
    if len(data) > LARGEST_DELTA:
        raise AssertionError("content this large is streamed")
    known = digests.of_bytes(data)
    return Content(known.sha256, known.sha512, known.size, media, data)
