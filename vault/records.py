"""The plain records that travel through the pipe."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType

from vault.encoding import Json

Fields = dict[str, Json]
"""The eight fields of an entry, name to value (format, section 4)."""

Leaf = NewType("Leaf", bytes)
"""The hash by which the tree and the next line know a line."""

FIELD_NAMES = (
    "kind",
    "content",
    "names",
    "script",
    "capture",
    "parties",
    "terms",
    "details",
)

ASKING_KINDS = frozenset(
    {"draft", "copy", "delivery", "declaration", "key", "attachment", "tombstone"}
)
"""Kinds of entries that ask an independent authority for time (format, section 8)."""

Result = Literal["pass", "fail", "not-checked", "pending"]


@dataclass(frozen=True, slots=True)
class Line:
    """One signed line of a log, parsed; ``raw`` are its bytes without the newline."""

    raw: bytes
    log: str
    seq: int
    prev: str
    commit: str
    object: str
    key: str
    key_event: dict[str, Json] | None
    signature: bytes
    leaf: Leaf


@dataclass(frozen=True, slots=True)
class Entry:
    """A line together with what it commits to: its eight fields and the salt they are hidden by."""

    line: Line
    fields: Fields
    salt: bytes

    @property
    def kind(self) -> str:
        """The kind of the entry, as sealed."""
        return str(self.fields["kind"])


@dataclass(frozen=True, slots=True)
class Clock:
    """What the computer said about time when something was recorded: observed, not relied on."""

    now: datetime
    monotonic: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation about one file of the vault: what it is, and whether it kept its promise."""

    path: str
    what: str
    result: Result
