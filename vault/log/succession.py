"""Which key set is in force at each place of a log (format, section 5)."""

from collections.abc import Mapping

from vault.encoding import is_hex
from vault.errors import Unreadable
from vault.records import Line
from vault.seal.signing import KeySet, parse_key_set


class Succession:
    """The key sets of one log, taken from its key events in order."""

    def __init__(self) -> None:
        self._turns: list[tuple[int, KeySet]] = []
        self._revoked: list[tuple[int, str]] = []
        self.parent: tuple[str, int, str] | None = None

    @property
    def sets(self) -> list[KeySet]:
        """All key sets the log ever had, oldest first."""
        return [keys for _, keys in self._turns]

    def take(self, line: Line) -> None:
        """Take the next key event.

        Raises ``Unreadable`` with the reason when the event does not count: unknown, out of place,
        or by keys the set in force had not committed itself to. Checks no signature.
        """
        event = line.key_event or {}
        kind = event.get("event")
        if line.seq == 0 or kind == "begin":
            self._begin(line, event)
            return
        if not self._turns:
            raise Unreadable("The log does not begin with its keys.")
        members = {"event", "set"} | ({"since"} if kind == "revoke" else set())
        if kind not in ("rotate", "revoke") or set(event) != members:  # it may be any JSON value
            raise Unreadable(f"Entry {line.seq} is a key event that this version does not know.")
        keys = parse_key_set(event["set"])
        before = self._turns[-1][1]
        if line.seq <= self._turns[-1][0]:
            raise Unreadable(f"Entry {line.seq} is a key event out of its order.")
        if not keys.follows(before):
            raise Unreadable(
                f"Entry {line.seq} changes to keys that the keys in force had not committed to."
            )
        if kind == "revoke":
            since = event["since"]
            if not isinstance(since, int) or isinstance(since, bool) or since > line.seq:
                raise Unreadable(f"Entry {line.seq} revokes from no place in the log.")
            self._revoked.append((since, before.short))
        self._turns.append((line.seq, keys))

    def at(self, seq: int) -> KeySet:
        """Return the set that signs the line at ``seq``; raises ``Unreadable`` without entry 0."""
        for start, keys in reversed(self._turns):
            if start <= seq:
                return keys
        raise Unreadable("The log does not begin with its keys.")

    def for_checkpoint(self, size: int) -> KeySet:
        """Return the set that signs the checkpoint of ``size`` entries."""
        return self.at(size - 1)

    def is_revoked(self, line: Line) -> bool:
        """Tell whether a later revocation says not to rely on this line's signature."""
        return line.key_event is None and any(
            line.seq >= since and line.key == short for since, short in self._revoked
        )

    def _begin(self, line: Line, event: Mapping[str, object]) -> None:
        if line.seq != 0 or self._turns or event.get("event") != "begin":
            raise Unreadable("A log begins once, at entry 0, with its keys.")
        if set(event) != {"event", "set", "parent"}:
            raise Unreadable("Entry 0 does not begin the log as this version knows it.")
        parent = event["parent"]
        if parent is not None:
            if not isinstance(parent, Mapping) or set(parent) != {"log", "size", "root"}:
                raise Unreadable("Entry 0 does not say clearly which log it continues.")
            log, size, root = parent["log"], parent["size"], parent["root"]
            whole = isinstance(size, int) and not isinstance(size, bool) and size > 0
            if not (is_hex(log, 32) and is_hex(root, 64) and whole):
                raise Unreadable("Entry 0 does not say clearly which log it continues.")
            self.parent = (log, size, root)
        self._turns.append((0, parse_key_set(event["set"])))
