"""What is owed for training licences: each grant's dues and payments over a period, and the sums.

A pure record made from the entries of the ledger. A fee falls due on the first day of each of its
periods, as long as the grant lasts; a fee per work when the writer records a work. Nothing falls
due on the day a grant ends or later.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from vault.prove.statement_money import Money

Falls = Literal["once", "quarterly", "yearly", "per-work"]
"""How often a fee falls due."""

MONTHS: dict[str, int] = {"quarterly": 3, "yearly": 12}
Kind = Literal["due", "received", "ended"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its number in its log, its leaf (hex), its log."""

    seq: int
    leaf: str
    log: str


@dataclass(frozen=True, slots=True)
class Item:
    """An amount that fell due or was received, or an end, of no amount; and its entry."""

    kind: Kind
    on: date
    amount: Money
    what: str
    entry: Place


@dataclass(frozen=True, slots=True)
class Grant:
    """One training licence, as it was sealed, with what was recorded of it since.

    ``until`` is its last day. ``items`` are what was recorded; what falls due by itself is not
    among them.
    """

    entry: Place
    licensee: str
    title: str
    number: int
    model: str
    purpose: str
    start: date
    until: date
    fee: Money
    falls: Falls
    credit: str
    audit: str
    removal: str
    items: tuple[Item, ...] = ()

    @property
    def ended(self) -> Item | None:
        """Its end before its last day, if there is one."""
        ends = [item for item in self.items if item.kind == "ended"]
        return min(ends, key=lambda item: item.on) if ends else None

    def lasts(self, on: date) -> bool:
        """Tell whether the grant is in force on a day."""
        return self.start <= on <= self.until and (self.ended is None or on < self.ended.on)

    def meets(self, start: date, until: date) -> bool:
        """Tell whether the grant is in force on any day of a period."""
        return self.start <= until and self.lasts(max(self.start, start))

    def movements(self) -> list[Item]:
        """Return all that fell or falls due, all that was received and its end, by day."""
        found = [*self._scheduled(), *self.items]
        return sorted(found, key=lambda item: (item.on, item.kind != "ended"))

    def owed(self, on: date) -> Money:
        """Return what is outstanding at the end of a day; less than nothing if more was paid."""
        return _balance(self.fee.currency, [m for m in self.movements() if m.on <= on])

    def _scheduled(self) -> Iterator[Item]:
        """Give the fees that fall due by themselves; their entry is the grant's own."""
        for first, last in self._periods():
            if self.lasts(first):
                words = "fee" if self.falls == "once" else f"fee for {first} to {last}"
                yield Item("due", first, self.fee, words, self.entry)

    def _periods(self) -> Iterator[tuple[date, date]]:
        if self.falls == "once":
            yield self.start, self.until
        months = MONTHS.get(self.falls)
        count, first = 0, self.start
        while months and first <= self.until:
            following = later(self.start, months * (count + 1))
            yield first, min(following - timedelta(days=1), self.until)
            count, first = count + 1, following


@dataclass(frozen=True, slots=True)
class Account:
    """One grant over the period of a statement; all amounts are in its currency."""

    grant: Grant
    before: Money
    lines: tuple[Item, ...]
    due: Money
    received: Money
    outstanding: Money


@dataclass(frozen=True, slots=True)
class Sum:
    """The sums of one currency over all grants."""

    before: Money
    due: Money
    received: Money
    outstanding: Money


@dataclass(frozen=True, slots=True)
class Statement:
    """What was due, received and outstanding from the first to the last day, grant by grant."""

    start: date
    until: date
    accounts: tuple[Account, ...]
    sums: tuple[Sum, ...] = field(default=())


def statement(grants: Iterable[Grant], start: date, until: date) -> Statement:
    """Return the statement for a period, both days included.

    A grant is in it that was in force then, moved, or had something outstanding before.
    """
    known = [_account(grant, start, until) for grant in grants]
    accounts = tuple(
        account
        for account in known
        if account.lines or account.before.minor or account.grant.meets(start, until)
    )
    return Statement(start, until, accounts, tuple(_sums(accounts)))


def later(day: date, months: int) -> date:
    """Return the same day some months later, or the last one of a month that is shorter."""
    count = day.month - 1 + months
    year, month = day.year + count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _account(grant: Grant, start: date, until: date) -> Account:
    known = [item for item in grant.movements() if item.on <= until]
    lines = [item for item in known if item.on >= start]
    currency = grant.fee.currency
    return Account(
        grant=grant,
        before=_balance(currency, [item for item in known if item.on < start]),
        lines=tuple(lines),
        due=_total(currency, "due", lines),
        received=_total(currency, "received", lines),
        outstanding=_balance(currency, known),
    )


def _sums(accounts: Sequence[Account]) -> Iterator[Sum]:
    for currency in sorted({account.due.currency for account in accounts}):
        mine = [account for account in accounts if account.due.currency == currency]
        yield Sum(
            before=Money(sum(account.before.minor for account in mine), currency),
            due=Money(sum(account.due.minor for account in mine), currency),
            received=Money(sum(account.received.minor for account in mine), currency),
            outstanding=Money(sum(account.outstanding.minor for account in mine), currency),
        )


def _balance(currency: str, items: Iterable[Item]) -> Money:
    known = list(items)
    due, received = _total(currency, "due", known), _total(currency, "received", known)
    return Money(due.minor - received.minor, currency)


def _total(currency: str, kind: Kind, items: Iterable[Item]) -> Money:
    return Money(sum(item.amount.minor for item in items if item.kind == kind), currency)
