"""The ledger of training licences as it is read: what stands, what was struck, each entry's time.

It puts nothing into the log and takes nothing out; what is recorded is recorded by ``grants``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from vault.encoding import parse_time
from vault.pipeline import grants, tokens
from vault.pipeline.history import History
from vault.prove.statement import Grant, Place
from vault.store.index import Row
from vault.timestamp.authorities import Roots


@dataclass(frozen=True, slots=True)
class Entered:
    """What the log says of one entry: when it was sealed, by which time it existed, its evidence.

    ``status`` is one of none waiting stamped refused; ``latest`` the time it existed no later than.
    """

    sealed: datetime
    status: str
    latest: datetime | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Struck:
    """An entry that counts no more: what it was, of which grant, why, and where that stands."""

    entry: Place
    sort: grants.Sort
    grant: str
    """The leaf of its grant, its own where the grant itself was struck."""
    why: str
    by: Place


@dataclass(frozen=True, slots=True)
class Ledger:
    """All licences that stand, by first day; ``entries`` by the leaf of each entry."""

    today: date
    grants: tuple[Grant, ...]
    entries: Mapping[str, Entered]
    struck: tuple[Struck, ...]
    logs: int
    """In how many logs the entries stand: a number alone names none where there are several."""


def look(history: History, roots: Roots, today: date, *, expects_time: bool) -> Ledger:
    """Return the ledger; ``expects_time`` says that authorities are asked for every entry."""
    times = tokens.times(history, roots)
    rows = {row.leaf.hex(): row for row in grants.entered(history)}
    return Ledger(
        today=today,
        grants=tuple(grants.ledger(history)),
        entries={leaf: _entered(row, times, expects_time) for leaf, row in rows.items()},
        struck=tuple(_struck(rows, row) for row in rows.values() if _strikes(rows, row)),
        logs=len({row.log for row in rows.values()}),
    )


def _entered(row: Row, times: tokens.Times, expects_time: bool) -> Entered:
    latest, status = times.of(row)
    return Entered(
        sealed=parse_time(str(row.field("capture")["observed_at"])),
        status="waiting" if status == "none" and expects_time else status,
        latest=latest,
        evidence=tuple(str(file["name"]) for file in row.field("details").get("evidence", [])),
    )


def _strikes(rows: Mapping[str, Row], row: Row) -> bool:
    details = row.field("details")
    return details["declaration"] == "grant-struck" and details["entry"] in rows


def _struck(rows: Mapping[str, Row], row: Row) -> Struck:
    details = row.field("details")
    wrong = rows[details["entry"]]
    return Struck(
        entry=grants.place(wrong),
        sort=wrong.field("details")["declaration"],
        grant=str(details["grant"]),
        why=str(details["why"]),
        by=grants.place(row),
    )
