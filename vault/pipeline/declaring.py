"""What a person types to be sealed, checked first: a day, a line of words, an entry that is meant.

What was declared is corrected by a new entry and never changed, so nothing is sealed unread.
"""

import re
from collections.abc import Iterable
from datetime import date

from vault.errors import BadInput
from vault.licence.issuing import checked
from vault.pipeline.history import History
from vault.store.index import Row

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGITS = re.compile(r"[0-9]{1,15}")
_PREFIX = re.compile(r"[0-9a-f]{8,64}")


def day(what: str, text: str, latest: date | None = None) -> date:
    """Return the day that a text like 2026-11-20 names (RFC 3339, full-date).

    Raises ``BadInput`` for any other spelling, no such day, or one behind ``latest``.
    """
    plain = text.strip()
    hint = "Write it as year, month and day: 2026-11-20."
    if _DAY.fullmatch(plain) is None:
        raise BadInput(f"{what}: {shown(text)} is no date.", hint)
    try:
        found = date.fromisoformat(plain)
    except ValueError as error:
        raise BadInput(f"{what}: there is no day {plain}.", hint) from error
    if latest is not None and found > latest:
        raise BadInput(f"{what}: {plain} has not come yet.", "Record it when it has happened.")
    return found


def line(what: str, text: str | None) -> str:
    """Return a line of words for paper, empty where there is none; raises ``BadInput``."""
    return checked(what, text or "", empty=True)


def entry(history: History, name: str, rows: Iterable[Row], what: str) -> Row:
    """Return the one of ``rows`` that is meant: its entry number here, or 8 hex of its leaf.

    Raises ``BadInput`` where none or several are.
    """
    known, wanted = list(rows), name.strip()
    own = history.settings.log or history.id
    found: list[Row] = []
    if _DIGITS.fullmatch(wanted):
        found = [row for row in known if row.log == own and row.seq == int(wanted)]
    if not found and _PREFIX.fullmatch(wanted):
        found = [row for row in known if row.leaf.hex().startswith(wanted)]
    if len(found) != 1:
        which = ", ".join(str(row.seq) for row in known[-12:]) or "none yet"
        raise BadInput(f"There is no {what} {shown(name)}.", f"Known entry numbers: {which}.")
    return found[0]


def shown(text: str) -> str:
    """Return what was typed, short and fit to be printed in an error."""
    short = text if len(text) <= 60 else text[:60] + "…"
    return short if short.isprintable() and short else ascii(short)
