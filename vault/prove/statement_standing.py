"""How a training licence stands on a day: what fell due, what came in, since when it is overdue.

Payments are taken for what fell due first, whatever they were said to be for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vault.prove.statement import Grant, Item
from vault.prove.statement_money import Money

Phase = Literal["coming", "running", "ended"]
"""Before its first day, in force, behind its last day or its end."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One licence at the end of a day; all amounts are in its currency.

    ``outstanding`` is less than nothing if more was paid than fell due. ``overdue`` is the part of
    it that fell due before that day. ``since`` is the day of the first amount that is not covered,
    None where all is; ``following`` what falls due next, as far as it is known.
    """

    phase: Phase
    due: Money
    received: Money
    outstanding: Money
    overdue: Money
    since: date | None
    following: Item | None


def standing(grant: Grant, on: date) -> Standing:
    """Return how a licence stands at the end of a day."""
    moved = grant.movements()
    due = [item for item in moved if item.kind == "due"]
    fell = [item for item in due if item.on <= on]
    owed = sum(item.amount.minor for item in fell)
    paid = sum(item.amount.minor for item in moved if item.kind == "received" and item.on <= on)
    late = sum(item.amount.minor for item in fell if item.on < on) - paid
    currency = grant.fee.currency
    return Standing(
        phase=_phase(grant, on),
        due=Money(owed, currency),
        received=Money(paid, currency),
        outstanding=Money(owed - paid, currency),
        overdue=Money(max(late, 0), currency),
        since=_uncovered(fell, paid),
        following=next((item for item in due if item.on > on), None),
    )


def _phase(grant: Grant, on: date) -> Phase:
    if grant.lasts(on):
        return "running"
    return "coming" if on < grant.start else "ended"


def _uncovered(fell: Sequence[Item], paid: int) -> date | None:
    """Return the day of the first amount that what was paid does not reach."""
    for item in fell:
        paid -= item.amount.minor
        if paid < 0:
            return item.on
    return None
