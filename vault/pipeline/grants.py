"""The ledger of training licences: who was granted what for which fee, what was paid, what ended.

Every line is a sealed entry, a declaration of the writer's: a grant, an amount that fell due, a
payment, an end. None is ever changed: what is wrong is struck by an entry that says why, and is
entered again. A grant is about a script, and names the draft as it stood; it travels in a bundle
only where the whole record is asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

from vault.encoding import Json
from vault.errors import BadInput
from vault.licence.record import Recipient
from vault.pipeline import evidence
from vault.pipeline.declaring import entry
from vault.pipeline.evidence import Evidence
from vault.pipeline.history import History
from vault.pipeline.writer import Writer
from vault.prove.statement import Falls, Grant, Item, Kind, Place
from vault.prove.statement_money import Money, of_entry
from vault.seal import body
from vault.store.index import Row

Sort = Literal["grant", "grant-due", "grant-payment", "grant-end", "grant-struck"]
SORTS: frozenset[str] = frozenset(get_args(Sort))
"""What the ``declaration`` of a ledger's entry may be."""

MOST_YEARS = 100
_LAST_YEAR = 9900  # behind it the days of a calendar come to their end


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a grant; texts that were left out are empty."""

    licensee: Recipient
    model: str
    purpose: str
    start: date
    until: date
    fee: Money
    falls: Falls
    credit: str
    audit: str
    removal: str


def grant(pen: Writer, draft: Row, terms: Terms, files: Sequence[Evidence]) -> Row:
    """Seal a grant and its evidence. Raises ``BadInput`` for a period that cannot be."""
    check_period(terms.start, terms.until)
    script = draft.field("script")
    about: dict[str, Json] = {
        "script": {"id": script["id"], "number": script["number"]},
        "details": {"work": draft.leaf.hex()},
    }
    cited = evidence.seal(pen, files, about)
    names = draft.field("names")
    one = terms.licensee
    fields = body.blank(
        kind="declaration",
        names={"title": str(names.get("title") or names.get("path") or "")},
        script=about["script"],
        capture=pen.stamp_of_program(),
        parties={
            "licensee": {"name": one.name, "mail": one.mail, "organisation": one.organisation}
        },
        terms={
            "model": terms.model,
            "purpose": terms.purpose,
            "from": terms.start.isoformat(),
            "until": terms.until.isoformat(),
            "fee": terms.fee.as_json(),
            "falls_due": terms.falls,
            "credit": terms.credit or None,
            "audit": terms.audit or None,
            "removal": terms.removal or None,
        },
        details={"declaration": "grant", "work": draft.leaf.hex(), "evidence": cited},
    )
    return _sealed(pen, pen.append(fields))


def check_period(start: date, until: date) -> None:
    """Raise ``BadInput`` for a grant that would end before it begins, or last too long."""
    if until < start:
        raise BadInput(
            f"The grant would end on {until}, before it begins on {start}.",
            "Correct --from or --until.",
        )
    if until.year - start.year > MOST_YEARS or until.year > _LAST_YEAR:
        raise BadInput(
            f"A grant lasts {MOST_YEARS} years at most.", "Name a nearer last day with --until."
        )


def due(pen: Writer, one: Row, on: date, amount: Money | None, what: str) -> Row:
    """Seal an amount that falls due, the grant's fee where none is given; see ``_checked``."""
    known = told(pen.history, one)
    amount = _checked(known, amount or known.fee)
    if known.ended is not None and on >= known.ended.on:
        raise BadInput(
            f"Grant {known.entry.seq} ended on {known.ended.on}: nothing falls due on that day or"
            " later.",
            "Give an earlier day.",
        )
    if on < known.start:
        raise BadInput(f"Grant {known.entry.seq} begins on {known.start}.", "Give a later day.")
    details = {"when": on.isoformat(), "amount": amount.as_json(), "for": what}
    return _about(pen, one, "grant-due", details)


def pay(
    pen: Writer, one: Row, on: date, amount: Money, what: str, files: Sequence[Evidence]
) -> Row:
    """Seal a payment that was received.

    Raises ``BadInput`` for another currency, and for a payment after the end of a grant that is
    more than what was still owed.
    """
    known = told(pen.history, one)
    amount = _checked(known, amount)
    if known.ended is not None and on >= known.ended.on:
        left = known.owed(on)
        if amount.minor > left.minor:
            owed = f"only {left.in_words} is owed" if left.minor > 0 else "nothing is owed"
            raise BadInput(
                f"Grant {known.entry.seq} ended on {known.ended.on}, and {owed} on it.",
                "Check the grant and the amount, or record what fell due first: grant due.",
            )
    details = {"when": on.isoformat(), "amount": amount.as_json(), "for": what or None}
    return _about(pen, one, "grant-payment", details, files)


def end(pen: Writer, one: Row, on: date, why: str, files: Sequence[Evidence]) -> Row:
    """Seal the end of a grant before its last day; nothing falls due on that day or later."""
    known = told(pen.history, one)
    if known.ended is not None:
        raise BadInput(
            f"Grant {known.entry.seq} ended already on {known.ended.on}.",
            f"If that is wrong, strike entry {known.ended.entry.seq} first: grant strike.",
        )
    if not known.start <= on <= known.until:
        raise BadInput(
            f"Grant {known.entry.seq} lasts from {known.start} to {known.until}.",
            "Give a day between.",
        )
    return _about(pen, one, "grant-end", {"when": on.isoformat(), "why": why}, files)


def strike(pen: Writer, name: str, why: str) -> tuple[Row, Row]:
    """Strike an entry of the ledger that was wrong; returns it and the entry that says so.

    With a grant all that was recorded of it is struck. Raises ``BadInput`` where none is meant.
    """
    rows = [row for row in standing(pen.history) if row.field("details")["declaration"] in _ENTERED]
    wrong = entry(pen.history, name, rows, "entry of the ledger")
    one = wrong if _sort(wrong) == "grant" else _grant_of(rows, wrong)
    return wrong, _about(pen, one, "grant-struck", {"entry": wrong.leaf.hex(), "why": why})


_ENTERED = SORTS - {"grant-struck"}


def find(history: History, name: str) -> Row:
    """Return the grant that is meant: its entry number, or 8 hex of its leaf."""
    grants = [row for row in standing(history) if _sort(row) == "grant"]
    return entry(history, name, grants, "grant")


def standing(history: History) -> list[Row]:
    """Return the ledger's entries that were not struck, nor were their grants."""
    rows = entered(history)
    struck = {row.field("details")["entry"] for row in rows if _sort(row) == "grant-struck"}
    left = [row for row in rows if row.leaf.hex() not in struck]
    return [row for row in left if row.field("details").get("grant") not in struck]


def entered(history: History) -> list[Row]:
    """Return all entries of the ledger, struck ones too, by log and place."""
    return [row for row in history.rows("declaration") if _sort(row) in SORTS]


def ledger(history: History, script: str | None = None) -> list[Grant]:
    """Return all grants that stand, by first day; ``script``: only those of the one of this id."""
    rows = standing(history)
    about: dict[str, list[Row]] = {}
    for row in rows:
        about.setdefault(str(row.field("details").get("grant")), []).append(row)
    found = [
        _told(row, about.get(row.leaf.hex(), ()))
        for row in rows
        if _sort(row) == "grant" and script in (None, row.field("script").get("id"))
    ]
    return sorted(found, key=lambda grant: (grant.start, grant.entry.log, grant.entry.seq))


def told(history: History, row: Row) -> Grant:
    """Return one grant with what was recorded of it."""
    leaf = row.leaf.hex()
    mine = [other for other in standing(history) if other.field("details").get("grant") == leaf]
    return _told(row, mine)


def _told(row: Row, mine: Sequence[Row]) -> Grant:
    """Return a grant with the entries that are about it."""
    terms, one = row.field("terms"), row.field("parties").get("licensee", {})
    names = (str(one.get(part, "")) for part in ("name", "mail", "organisation"))
    known = Grant(
        entry=place(row),
        licensee=Recipient(*names).in_words,
        title=str(row.field("names").get("title", "")),
        number=int(row.field("script")["number"]),
        model=str(terms["model"]),
        purpose=str(terms["purpose"]),
        start=date.fromisoformat(terms["from"]),
        until=date.fromisoformat(terms["until"]),
        fee=of_entry(terms["fee"]),
        falls=terms["falls_due"],
        credit=str(terms.get("credit") or ""),
        audit=str(terms.get("audit") or ""),
        removal=str(terms.get("removal") or ""),
    )
    items = [_item(other, known.fee.currency) for other in mine if _sort(other) in _KINDS]
    return replace(known, items=tuple(items))


_KINDS: dict[str, Kind] = {
    "grant-due": "due",
    "grant-payment": "received",
    "grant-end": "ended",
}


def _item(row: Row, currency: str) -> Item:
    details, kind = row.field("details"), _KINDS[_sort(row)]
    return Item(
        kind=kind,
        on=date.fromisoformat(details["when"]),
        amount=Money(0, currency) if kind == "ended" else of_entry(details["amount"]),
        what=str(details.get("why") or details.get("for") or "payment"),
        entry=place(row),
    )


def _checked(known: Grant, amount: Money) -> Money:
    if amount.currency != known.fee.currency:
        raise BadInput(
            f"The fee of grant {known.entry.seq} is in {known.fee.currency}, this amount in"
            f" {amount.currency}.",
            f"Give it in {known.fee.currency}, as it was credited.",
        )
    return amount


def _about(
    pen: Writer, one: Row, sort: Sort, said: dict[str, Any], files: Sequence[Evidence] = ()
) -> Row:
    """Seal an entry that cites the grant it is about, and its evidence before it."""
    script, leaf = one.fields["script"] if one.fields else None, one.leaf.hex()
    cited = evidence.seal(pen, files, {"script": script, "details": {"grant": leaf}})
    fields = body.blank(
        kind="declaration",
        names=one.fields["names"] if one.fields else None,
        script=script,
        capture=pen.stamp_of_program(),
        details={"declaration": sort, "grant": leaf, **said, "evidence": cited},
    )
    return _sealed(pen, pen.append(fields))


def _sealed(pen: Writer, row: Row) -> Row:
    pen.checkpoint()
    return row


def _grant_of(rows: Sequence[Row], row: Row) -> Row:
    leaf = row.field("details")["grant"]
    return next(other for other in rows if other.leaf.hex() == leaf)


def _sort(row: Row) -> str:
    return str(row.field("details").get("declaration"))


def place(row: Row) -> Place:
    """Return where an entry stands."""
    return Place(row.seq, row.leaf.hex(), row.log)
