"""Drafts as the window knows them: typed, grouped by script, and how their facts are worded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import PurePosixPath
from typing import Any

from vault.encoding import parse_time
from vault.operations.session import Outcome
from vault.ui import wording
from vault.watch.rules import SUFFIXES


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft, as ``drafts`` tells of it; None is what is not read or not known yet."""

    seq: int
    log: str
    script: str
    script_id: str
    number: int
    label: str | None
    sealed_at: datetime
    route: str
    flags: tuple[str, ...]
    sha256: str
    size: int
    format: str | None
    pages: int | None
    scenes: int | None
    words: int | None
    not_read: str | None
    not_later_than: datetime | None
    time_status: str

    @property
    def key(self) -> tuple[str, int]:
        """The entry this draft is: log and place in it."""
        return self.log, self.seq

    @property
    def reference(self) -> str:
        """What to call this draft in any operation that takes a DRAFT."""
        return f"{self.script_id}#{self.number}"

    @property
    def title(self) -> str:
        """The script's title, as its file is named."""
        return PurePosixPath(self.script).stem

    @property
    def name(self) -> str:
        """The draft's own name, or its number where it has none."""
        return f"“{self.label}”" if self.label else f"Draft {self.number}"

    @property
    def format_name(self) -> str:
        """The format, as people call it."""
        known = SUFFIXES.get(PurePosixPath(self.script).suffix.lower())
        return known[0] if known else "unknown format"

    @property
    def time_state(self) -> tuple[str, str]:
        """How independent time stands: good, waiting, bad or muted; and its words."""
        return wording.time_state(self.time_status, self.not_later_than, self.sealed_at)

    @property
    def time_short(self) -> str:
        """The same, in a few letters."""
        return wording.time_short(self.time_status, self.not_later_than, self.sealed_at)

    def at(self, zone: tzinfo | None = None) -> datetime:
        """Return when the draft was sealed, in the time of this computer or of ``zone``."""
        return self.sealed_at.astimezone(zone)


@dataclass(frozen=True, slots=True)
class Script:
    """One script with its drafts, oldest first."""

    id: str
    title: str
    drafts: tuple[Draft, ...]

    @property
    def newest(self) -> Draft:
        """Its last draft."""
        return self.drafts[-1]


def from_outcome(outcome: Outcome) -> tuple[Draft, ...]:
    """Return the drafts an operation told of, oldest first."""
    return tuple(from_json(told) for told in outcome.data["drafts"])


def from_json(told: dict[str, Any]) -> Draft:
    """Return one draft from its JSON form."""
    names = Draft.__slots__
    known = {name: told[name] for name in names if name in told}
    known["sealed_at"] = parse_time(told["sealed_at"])
    known["flags"] = tuple(told["flags"])
    latest = told["not_later_than"]
    known["not_later_than"] = parse_time(latest) if latest else None
    return Draft(**known)


def scripts(drafts: Iterable[Draft]) -> list[Script]:
    """Return the scripts these drafts are of, the one worked on last first."""
    found: dict[str, list[Draft]] = {}
    for draft in drafts:
        found.setdefault(draft.script_id, []).append(draft)
    made = [Script(key, own[-1].title, tuple(own)) for key, own in found.items()]
    return sorted(made, key=lambda script: script.newest.sealed_at, reverse=True)
