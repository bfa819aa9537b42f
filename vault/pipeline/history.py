"""A vault opened for reading: its logs followed to their ends, what they say in the index."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from vault import merkle, settings
from vault.errors import BadInput, Damaged, Unreadable
from vault.log.succession import Succession
from vault.records import Fields, Line
from vault.seal.keys import Secrets
from vault.seal.signing import parse_line
from vault.settings import Places, Settings
from vault.store import lines
from vault.store.folder import Folder
from vault.store.index import Index, Row
from vault.store.objects import Objects


@dataclass(slots=True)
class LogState:
    """How far one log has been followed."""

    log: str
    last: Line | None = None
    offset: int = 0
    leaves: list[bytes] = field(default_factory=list)
    succession: Succession = field(default_factory=Succession)

    @property
    def size(self) -> int:
        """How many entries the log has."""
        return len(self.leaves)

    def take(self, line: Line, offset: int) -> None:
        """Follow the log by one line that has been checked for its place."""
        if line.key_event is not None or line.seq == 0:
            self.succession.take(line)
        self.leaves.append(line.leaf)
        self.last, self.offset = line, offset


class History:
    """One vault with its vault key: what its logs say. Writes nothing but the cache."""

    def __init__(
        self, where: Places, secrets: Secrets, random: Callable[[int], bytes], vault_id: str
    ) -> None:
        self.folder = Folder(where.vault)
        self.id = vault_id
        self.secrets = secrets
        name = settings.name_for(vault_id, where.vault)
        self.settings_path = where.configuration / f"{name}.toml"
        self.settings = settings.load(self.settings_path) or Settings()
        self.cache = where.cache / name
        self.index = Index(self.cache / "index.sqlite", secrets.vault_key)
        self.objects = Objects(self.folder, secrets.vault_key, random)
        self.logs: dict[str, LogState] = {}
        self.rolled_back: set[str] = set()
        try:
            self._follow_all()
        except BaseException:
            self.index.close()
            raise

    def close(self) -> None:
        """Let go of the cache."""
        self.index.close()

    def refresh(self) -> None:
        """Follow every log to its present end, so that what others appended is known."""
        for log in lines.log_ids(self.folder):
            state = self.logs.setdefault(log, LogState(log))
            path = self.folder.entries(log)
            if path.stat().st_size <= state.offset:
                continue
            with self.index.together():
                for line, offset in lines.read(self.folder, log, state.last, state.offset):
                    # The index first: what it could not take is read again at the next refresh.
                    fields = self._fields(line.object)
                    self.index.add(Row(log, line.seq, line.leaf, line.object, fields), offset)
                    try:
                        state.take(line, offset)
                    except Unreadable as error:
                        raise lines.damaged_line(log, line.seq, error.message) from error

    def rows(
        self, kind: str | None = None, script: str | None = None, about: str | None = None
    ) -> Iterator[Row]:
        """Give the entries of all logs that match, by log and place."""
        return self.index.entries(kind, script, about)

    def save_settings(self, changed: Settings) -> None:
        """Remember changed settings for this vault on this computer."""
        settings.save(self.settings_path, changed)
        self.settings = changed

    def line_at(self, log: str, seq: int) -> bytes:
        """Return the bytes of one line."""
        for place, (raw, _) in enumerate(lines.raw_lines(self.folder.entries(log))):
            if place == seq:
                return raw
        raise BadInput(f"There is no entry {seq} in this log.")

    def _follow_all(self) -> None:
        present = lines.log_ids(self.folder)
        for log in present:
            self.logs[log] = self._follow_from_cache(log)
        self.rolled_back |= self.index.logs() - set(present)  # begun after the backup was made
        if self.rolled_back:
            # The index knows a past that is no more: all logs are read again from the start.
            self.index.clear()
            self.logs.clear()
        self.refresh()
        self._find_lost_again()

    def _fields(self, handle: str) -> Fields | None:
        """Read what an entry says from its object; a lost object is noticed, not fatal."""
        try:
            return self.objects.get(handle).fields
        except Damaged:
            return None

    def _find_lost_again(self) -> None:
        """Look once more for objects that were lost: they may be back from a backup."""
        for row in list(self.index.entries(kind="lost")):
            fields = self._fields(row.handle)
            if fields is not None:
                self.index.add(replace(row, fields=fields), 0)

    def _follow_from_cache(self, log: str) -> LogState:
        """Skip over what the index already knows, if the log still begins with just that."""
        count, offset, leaf = self.index.known(log)
        state = LogState(log)
        known: list[tuple[bytes, int]] = []
        for raw, end in lines.raw_lines(self.folder.entries(log)):
            if len(known) == count:
                break
            known.append((raw, end))
        intact = len(known) == count and (
            count == 0 or (known[-1][1] == offset and merkle.leaf_hash(known[-1][0]) == leaf)
        )
        if not intact:
            # Fewer lines than were seen before, or others: a restored backup. None may append.
            self.rolled_back.add(log)
            if log == self.settings.log and self.settings.seen < count:
                # The index is about to forget this; that the log was longer must be remembered.
                self.save_settings(replace(self.settings, seen=count))
            return state
        for raw, _ in known:
            state.leaves.append(merkle.leaf_hash(raw))
            if b'"key_event"' in raw:
                self._take_event(state, raw)
        if known:
            state.last, state.offset = self._parse(log, known[-1][0], count - 1), offset
        return state

    def _take_event(self, state: LogState, raw: bytes) -> None:
        line = self._parse(state.log, raw, len(state.leaves) - 1)
        if line.key_event is not None:
            try:
                state.succession.take(line)
            except Unreadable as error:
                raise lines.damaged_line(state.log, line.seq, error.message) from error

    @staticmethod
    def _parse(log: str, raw: bytes, seq: int) -> Line:
        try:
            return parse_line(raw)
        except Unreadable as error:
            raise lines.damaged_line(log, seq, error.message) from error


def find_vault_id(folder: Folder) -> str:
    """Return the vault's id, the id of its log without a parent.

    Raises ``BadInput`` when there is no vault here, ``Damaged`` when its first log is gone.
    """
    if not folder.exists():
        raise BadInput(
            f"There is no vault at {folder.path}.",
            "Make one with scriptvault init, or name its folder with --vault.",
        )
    for log in lines.log_ids(folder):
        for raw, _ in lines.raw_lines(folder.entries(log)):
            try:
                event = parse_line(raw).key_event
            except Unreadable as error:
                raise lines.damaged_line(log, 0, error.message) from error
            if event is not None and event.get("parent") is None:
                return log
            break
    raise Damaged(
        "This vault's first log is missing.", "Restore the folder logs from a backup of the vault."
    )


def slot_files(folder: Folder, slot: str) -> list[Path]:
    """Return the wrapped key files of a slot, as they lie in the vault."""
    return sorted(folder.keys.glob(f"{slot}.*"))
