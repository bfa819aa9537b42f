"""A statement as a table for other programs: CSV (RFC 4180), the same lines as on paper.

A text that a spreadsheet would take for a formula gets an apostrophe before it.
"""

import csv
import io
from collections.abc import Iterator, Sequence

from vault.log.checkpoint import Checkpoint
from vault.prove.statement import Account, Place, Statement
from vault.prove.statement_money import Money

COLUMNS = (
    "line", "grant", "licensee", "work", "model", "date", "what", "due", "received", "balance",
    "currency", "entry", "leaf", "log",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def table(statement: Statement, heads: Sequence[Checkpoint]) -> bytes:
    """Return the table: UTF-8, lines ended by CR LF, its first row the names of the columns.

    ``balance`` is what is outstanding behind a line; amounts have a point and no separators.
    """
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n", strict=True)
    writer.writeheader()
    for account in statement.accounts:
        writer.writerows(_account(account, statement))
    for total in statement.sums:
        writer.writerow(
            {
                "line": "sum",
                "date": statement.until.isoformat(),
                "due": total.due.figures,
                "received": total.received.figures,
                "balance": total.outstanding.figures,
                "currency": total.due.currency,
            }
        )
    for head in heads:
        row = {"line": "log", "entry": str(head.size), "leaf": head.root.hex(), "log": head.log}
        writer.writerow({**row, "what": "entries of the log, and their root"})
    return out.getvalue().encode()


def _account(account: Account, statement: Statement) -> Iterator[dict[str, str]]:
    grant = account.grant
    common = {
        "grant": str(grant.entry.seq),
        "licensee": _safe(grant.licensee),
        "work": _safe(grant.title),
        "model": _safe(grant.model),
        "currency": grant.fee.currency,
    }
    terms = f"{grant.purpose}; until {grant.until}; {grant.fee.figures} {grant.falls}"
    granted = {"line": "grant", "date": grant.start.isoformat(), "what": _safe(terms)}
    before = {"line": "before", "date": statement.start.isoformat(), "what": "outstanding before"}
    yield {**common, **granted, **_at(grant.entry)}
    yield {**common, **before, "balance": account.before.figures}
    balance = account.before.minor
    for item in account.lines:
        balance += item.amount.minor if item.kind == "due" else -item.amount.minor
        yield {
            **common,
            "line": item.kind,
            "date": item.on.isoformat(),
            "what": _safe(item.what),
            **({} if item.kind == "ended" else {item.kind: item.amount.figures}),
            "balance": Money(balance, grant.fee.currency).figures,
            **_at(item.entry),
        }
    yield {
        **common,
        "line": "outstanding",
        "date": statement.until.isoformat(),
        "due": account.due.figures,
        "received": account.received.figures,
        "balance": account.outstanding.figures,
    }


def _at(place: Place) -> dict[str, str]:
    return {"entry": str(place.seq), "leaf": place.leaf, "log": place.log}


def _safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
