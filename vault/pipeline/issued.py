"""Which copies have left the desk: what the log says of each, by draft, by script, by number.

And what of each the vault alone knows: its hidden marks, and where its words stand without them.
"""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from vault.errors import Damaged
from vault.licence.record import AGREED, Holder, Recipient
from vault.pipeline.history import History
from vault.share.codes import CopyCode, Parameters, draft_secret
from vault.share.printing import Hidden
from vault.share.table import Word, unmarked_table
from vault.store.index import Row

ACCEPTED, STRUCK = "acceptance", "acceptance-struck"
"""The declarations that a copy's reader accepted its terms, and that this was recorded wrongly."""


def copies_of(history: History, draft: Row) -> list[dict[str, Any]]:
    """Return the copies that were made of a draft, oldest first."""
    agreed = accepted(history)
    rows = by_time(history.rows("copy", about=draft.leaf.hex()))
    return [told(row, agreed) for row in rows]


def by_time(rows: Iterable[Row]) -> list[Row]:
    """Return entries of several logs in the order in which they were observed."""
    return sorted(rows, key=lambda row: str(row.field("capture").get("observed_at", "")))


def find(history: History, number: str) -> Row | None:
    """Return the copy of this number, as it stands on its pages, or None."""
    wanted = number.strip().upper()
    for row in history.rows("copy"):
        if row.field("details").get("copy") == wanted:
            return row
    return None


def last(history: History) -> list[Row]:
    """Return the copies that were made last, all in one action; none where none was made."""
    rows = by_time(history.rows("copy"))
    batch = rows[-1].field("details").get("batch") if rows else None
    same = [row for row in rows if batch and row.field("details").get("batch") == batch]
    return same or rows[-1:]


def hidden_of(history: History, copy: Row) -> Hidden | None:
    """Return the hidden marks of a copy, or None where it has none.

    Raises ``Damaged`` when its entry is bound to other marks than follow from this vault's key, and
    ``BadInput`` for marks of a newer program.
    """
    details = copy.field("details")
    said = details.get("code")
    if said is None:
        return None
    secret = draft_secret(history.secrets.vault_key, bytes.fromhex(str(details["draft"])))
    found = Hidden(CopyCode.derived(secret, str(details["copy"])), Parameters.of_entry(said))
    if found.code.commitment(found.parameters) != said.get("commitment"):
        raise Damaged(
            f"The marks of the copy {details['copy']} are not those its entry is bound to.",
            "Run check.",
        )
    return found


def table_of(history: History, copy: Row, pages: Container[int] | None = None) -> tuple[Word, ...]:
    """Return where every word of a copy would stand without its hidden marks, or of some pages.

    Nothing for a copy without them, or without pages. Raises ``Damaged`` when its bytes are lost.
    """
    hidden = hidden_of(history, copy)
    if hidden is None or copy.field("details").get("format") != "pdf":
        return ()
    return unmarked_table(history.objects.get(copy.handle).content, hidden, pages)


def accepted(history: History) -> dict[str, Row]:
    """Return the entries which say that a copy's reader accepted its terms, by the copy's leaf.

    One that was struck counts no more.
    """
    rows = list(history.rows("declaration"))
    struck = {row.field("details").get("entry") for row in rows if _declares(row, STRUCK)}
    return {
        str(row.field("details")["copy_entry"]): row
        for row in rows
        if _declares(row, ACCEPTED) and row.leaf.hex() not in struck
    }


def _declares(row: Row, what: str) -> bool:
    return row.field("details").get("declaration") == what


def numbers(history: History) -> set[str]:
    """Return the numbers that are taken."""
    return {str(row.field("details").get("copy")) for row in history.rows("copy")}


def said_before(history: History, draft: Row) -> Holder:
    """Return what the writer said last of who holds the copyright in a script, else ``unsaid``."""
    held: Holder = "unsaid"
    for row in by_time(history.rows("copy", script=str(draft.field("script")["id"]))):
        last = row.field("terms").get("holder")
        held = last if last in ("yes", "no", "unsaid") else held
    return held


def told(row: Row, agreed: Mapping[str, Row] | None = None) -> dict[str, Any]:
    """Return what a copy's entry says of it; ``holder`` is the writer's answer about copyright.

    ``agreed``: the acceptances as of ``accepted``, where its status is to be that of today.
    """
    details, terms = row.field("details"), row.field("terms")
    known = row.field("parties").get("recipient", {})
    recipient = Recipient(*(str(known.get(part, "")) for part in ("name", "mail", "organisation")))
    return {
        "seq": row.seq,
        "copy_id": details.get("copy"),
        "recipient": recipient.in_words,
        "mail": recipient.mail,
        "issued": terms.get("copy", {}).get("issued"),
        "file": row.field("names").get("path"),
        "sha256": row.field("content").get("sha256"),
        "licence": terms.get("terms", {}).get("preset"),
        "status": AGREED if row.leaf.hex() in (agreed or ()) else terms.get("status"),
        "holder": terms.get("holder"),
        "format": details.get("format"),
        "marks": details.get("marks", []),
    }
