"""What one file says of a log, as far as it proved it: what other files can be held against."""

from collections.abc import Sequence
from dataclasses import dataclass

from vault.records import Line
from vault.verify.entries import LogShown
from vault.verify.heads import Heads


@dataclass(frozen=True, slots=True, order=True)
class State:
    """A log of so many entries with that root (64 hex)."""

    log: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Said:
    """One log in one file (format, section 10, several files).

    ``states`` are those of its good checkpoints, ``joined`` whether they are one history; ``lines``
    have good signatures; ``leaves`` are those of all first lines, none where they are not known;
    ``cites`` is the state of another log that this one continues.
    """

    shown: LogShown
    states: tuple[State, ...]
    joined: bool
    lines: dict[int, Line]
    leaves: Sequence[bytes]
    cites: State | None

    @property
    def log(self) -> str:
        """The id of the log."""
        return self.shown.log

    @property
    def signers(self) -> list[str]:
        """The fingerprints of the key sets that the log names, oldest first."""
        return [keys.fingerprint for keys in self.shown.succession.sets]


def said(shown: LogShown, heads: Heads) -> Said:
    """Return what a bundle's checks have left standing of one log."""
    log = shown.log
    good = heads.checkpoints.values() if heads.good else ()
    lines = {seq: line for seq, line in shown.lines.items() if seq in shown.signed}
    parent = shown.succession.parent if 0 in lines else None
    return Said(
        shown=shown,
        states=tuple(sorted(State(log, head.size, head.root.hex()) for head in good)),
        joined=heads.joined,
        lines=lines,
        leaves=heads.leaves or _first(lines),
        cites=State(*parent) if parent else None,
    )


def _first(lines: dict[int, Line]) -> list[bytes]:
    """Return the leaves of the lines from the log's first one on, up to the first not shown."""
    leaves: list[bytes] = []
    while len(leaves) in lines:
        leaves.append(lines[len(leaves)].leaf)
    return leaves
