"""What is printed: one JSON document or plain lines on stdout, messages on stderr.

JSON is written in ASCII: it is the same on every terminal, and no name in it can steer one.
"""

import json
import sys
import time
from typing import Any

from vault.errors import VaultError
from vault.operations.session import Outcome

PATIENCE = 0.5
"""Seconds after which progress is worth a line."""


class Printer:
    """Prints for one run."""

    def __init__(self, *, as_json: bool, quiet: bool) -> None:
        self._json = as_json
        self._quiet = quiet
        self._began = time.monotonic()
        self._progress = 0

    def event(self, event: dict[str, Any]) -> None:
        """Print one event of a running verb as soon as it is true."""
        if self._json:
            print(json.dumps(event), flush=True)
            return
        if self._quiet:
            return
        self._end_progress()
        kind = event["event"]
        if kind == "sealed":
            print(f"sealed {plain(event['script'])} as entry {event['seq']}", flush=True)
        elif kind == "skipped":
            print(f"not sealed: {plain(event['path'])}: {plain(event['reason'])}", flush=True)
        else:
            print(plain(event["sentence"]), flush=True)

    def progress(self, what: str, done: int, of: int) -> None:
        """Show progress over half a second, on a terminal only."""
        late = time.monotonic() - self._began > PATIENCE
        if self._quiet or not late or not sys.stderr.isatty():
            return
        text = f"\r{done} of {of} {what}"
        self._progress = len(text)
        print(text, end="", file=sys.stderr, flush=True)
        if done == of:
            self._end_progress()

    def outcome(self, outcome: Outcome, *, streamed: bool) -> None:
        """Print what came of a verb."""
        self._end_progress()
        if streamed:
            return
        if self._json:
            print(json.dumps(outcome.data), flush=True)
        elif not self._quiet:
            for line in outcome.lines:
                print(plain(line))

    def error(self, error: VaultError) -> None:
        """Print an error: the same words on stderr, and as JSON on stdout if asked for."""
        self._end_progress()
        if self._json:
            told = {"error": {"message": error.message, "hint": error.hint}}
            print(json.dumps(told), flush=True)
        print(f"scriptvault: {plain(str(error))}", file=sys.stderr)

    def _end_progress(self) -> None:
        if self._progress:
            print("\r" + " " * self._progress + "\r", end="", file=sys.stderr, flush=True)
            self._progress = 0


JOINERS = "\u200c\u200d"
"""Letters of many scripts need them to be joined, or not to be; they steer nothing."""


def plain(text: str) -> str:
    """Return a line that cannot steer the terminal: control characters stand as escapes."""
    return "".join(
        c if c.isprintable() or c in JOINERS else c.encode("unicode_escape").decode() for c in text
    )
