"""The record of what left the desk: the entries that say it, for a bundle that is to show them.

They name people and fees, so they travel only where they are asked for.
"""

from collections.abc import Iterable

from vault.pipeline import issued
from vault.pipeline.grants import SORTS
from vault.pipeline.history import History
from vault.store.index import Row

WORDS = {"copy": "a copy", "delivery": "a delivery", "attachment": "a file of evidence"}
_LEDGER = {
    "grant": "a licence granted",
    "grant-due": "an amount due",
    "grant-payment": "a payment",
    "grant-end": "the end of a licence",
    "grant-struck": "an entry struck",
    issued.ACCEPTED: "an acceptance of terms",
    issued.STRUCK: "an acceptance struck",
}


def rows_of(history: History, drafts: Iterable[Row]) -> list[Row]:
    """Return copies and deliveries of these drafts, licences of their scripts, and the evidence."""
    chosen = list(drafts)
    leaves = {row.leaf.hex() for row in chosen}
    scripts = {row.field("script").get("id") for row in chosen}
    return [
        row
        for row in history.rows()
        if (row.kind in WORDS and row.field("details").get("draft") in leaves)
        or (_accepts(row) and row.field("details").get("work") in leaves)
        or (_is_of_ledger(row) and row.field("script").get("id") in scripts)
    ]


def _accepts(row: Row) -> bool:
    return row.field("details").get("declaration") in (issued.ACCEPTED, issued.STRUCK)


def in_words(row: Row) -> str:
    """Return what an entry of the record is, for people."""
    sort = str(row.field("details").get("declaration"))
    return _LEDGER.get(sort) or WORDS.get(row.kind, "an entry")


def _is_of_ledger(row: Row) -> bool:
    """Tell whether an entry is of the ledger of licences, or evidence for one that is."""
    details = row.field("details")
    if row.kind == "attachment":
        return "work" in details or "grant" in details
    return row.kind == "declaration" and details.get("declaration") in SORTS
