"""The list of what left this computer: one line for every request, written before it is sent."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vault.encoding import format_time, parse_time
from vault.errors import Unreadable
from vault.settings import Places


@dataclass(frozen=True, slots=True)
class Sent:
    """One request to a time authority: when, to whom, and how many bytes it had."""

    at: datetime
    to: str
    size: int


def note(where: Places, at: datetime, to: str, size: int) -> None:
    """Add a line to the list; raises OSError when it cannot be written."""
    path = _path(where)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = json.dumps({"at": format_time(at), "to": to, "size": size}) + "\n"
    # One write at the end of the file: several threads and programs may add to it at once.
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line.encode("utf-8"))
    finally:
        os.close(descriptor)


def since(where: Places, moment: datetime) -> list[Sent]:
    """Return what left since ``moment``, oldest first; a line that was cut off is passed over."""
    try:
        text = _path(where).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    found = [_parse(line) for line in text.splitlines()]
    return [sent for sent in found if sent is not None and sent.at >= moment]


def _parse(line: str) -> Sent | None:
    try:
        said = json.loads(line)
        return Sent(parse_time(said["at"]), str(said["to"]), int(said["size"]))
    except (ValueError, KeyError, TypeError, Unreadable):
        return None


def _path(where: Places) -> Path:
    return where.configuration / "sent.jsonl"
