"""Licences made by hand, for what needs no vault: long names, several currencies, any number."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from vault.pipeline.ledger import Entered, Ledger
from vault.prove.statement import Grant, Item, Place
from vault.prove.statement_money import DIGITS, Money
from vault.prove.statement_standing import standing
from vault.ui.licence_words import Licence

TODAY = date(2026, 11, 21)
SEALED = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
LOG = "ef" * 16
NAMES = (
    "Harrow AI Labs",
    "Kiro Kabushiki-gaisha 桐生 株式会社",
    "Société des Auteurs et Compositeurs Dramatiques de l’Île-de-France",
    "Weil & Söhne, Verlag und Vertrieb",
    "شركة الجزيرة للإنتاج",
)
CURRENCIES = ("USD", "JPY", "KWD", "EUR", "GBP", "CHF")


def place(seq: int) -> Place:
    return Place(seq, f"{seq:064x}", LOG)


def grant(seq: int = 7, *items: Item, **changed: Any) -> Grant:
    known = Grant(
        entry=place(seq), licensee=NAMES[0], title="The Tide Clerk", number=3,
        model="Harrow Story 2", purpose="fine-tuning, in-house", start=date(2026, 1, 15),
        until=date(2026, 12, 31), fee=Money(300_000, "USD"), falls="once", credit="", audit="",
        removal="", items=items,
    )  # fmt: skip
    return replace(known, **changed)


def moved(kind: Any, on: date, minor: int, seq: int, currency: str = "USD") -> Item:
    return Item(kind, on, Money(minor, currency), f"line {seq}", place(seq))


def licence(known: Grant, on: date = TODAY) -> Licence:
    return Licence(known, standing(known, on))


def ledger(*grants: Grant, struck: Any = ()) -> Ledger:
    places = [place for one in grants for place in (one.entry, *(i.entry for i in one.items))]
    entries: Mapping[str, Entered] = {
        place.leaf: Entered(SEALED, "waiting", None, ()) for place in places
    }
    return Ledger(TODAY, tuple(grants), entries, tuple(struck), logs=1)


def many(count: int, payments: int = 1) -> list[Grant]:
    """Grants with long names in six currencies: running, ended, overdue, not begun."""
    found = []
    for number in range(count):
        seq = number * (payments + 1)
        currency = CURRENCIES[number % len(CURRENCIES)]
        year = 2024 + number % 4
        fee = Money(1_000 * 10 ** DIGITS[currency] + number, currency)
        part = fee.minor * (number % 3) // 2 // max(payments, 1) or 1
        items = [
            moved("received", date(2026, 11, 1 + n % 20), part, seq + 1 + n, currency)
            for n in range(payments)
        ]
        found.append(
            grant(
                seq, *items, licensee=NAMES[number % len(NAMES)], fee=fee,
                falls=("once", "quarterly", "yearly", "per-work")[number % 4],
                start=date(year, 1, 15), until=date(year + number % 2, 12, 31),
            )
        )  # fmt: skip
    return found
