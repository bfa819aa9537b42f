"""Variants of a draft: the sheet a writer has chosen, sealed before any copy is made with it.

The sheet is the content of a declaration of its own. It names words of the script and gives the
alternatives of all copies, so it never leaves the vault: its entry says ``work`` of the draft, and
not ``draft``, which would take it into every bundle.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from vault.errors import BadInput, Damaged
from vault.pipeline import presenting
from vault.pipeline.history import History
from vault.pipeline.issued import by_time
from vault.pipeline.writer import Writer, content_of
from vault.screenplay.model import Script
from vault.seal import body
from vault.share.carrying import Carried
from vault.share.carrying import carried as _carried
from vault.share.remarks import Desk
from vault.share.variants import Sheet, Site, parse
from vault.store.index import Row

DECLARED = "variants"
"""The declaration; without a content it takes the draft's sheet back."""
MEDIA, FILE = "application/json", "wording.json"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sheet of a draft and its entry, which copies made with it name by its leaf."""

    row: Row
    sheet: Sheet


def chosen(history: History, draft: Row) -> Chosen | None:
    """Return the sheet in force for a draft, or None where there is none or it was taken back.

    Raises ``Damaged`` when its bytes are lost.
    """
    row = entry_of(history, draft)
    return Chosen(row, sheet_by_leaf(history, row.leaf.hex())) if row else None


def sheet_of(history: History, draft: Row) -> Sheet | None:
    """Return the sheet in force for a draft; see ``chosen``."""
    found = chosen(history, draft)
    return found.sheet if found else None


def entry_of(history: History, draft: Row) -> Row | None:
    """Return the entry of the sheet in force for a draft."""
    leaf = draft.leaf.hex()
    rows = [row for row in _declared(history) if row.field("details").get("work") == leaf]
    last = by_time(rows)[-1:]
    return next((row for row in last if row.field("content")), None)


def sheet_by_leaf(history: History, leaf: str) -> Sheet:
    """Return the sheet that is sealed in the entry of this leaf, in force or not.

    Raises ``Damaged`` where there is none, or its bytes are lost.
    """
    for row in _declared(history):
        if row.leaf.hex() == leaf and row.field("content"):
            return parse(history.objects.get(row.handle).content)
    raise Damaged("The wording that a copy was made with is not in this vault.", "Run check --all.")


def script_of(history: History, draft: Row) -> Script:
    """Return the words of a draft, as the sites of its sheet count them.

    Raises ``BadInput`` for a draft whose words cannot be read, ``Damaged`` when it is lost.
    """
    return presenting.script_of(history, draft, "No wording can be chosen for this draft")


def seal_sheet(pen: Writer, draft: Row, sites: Sequence[Site]) -> Row:
    """Seal the choice of a draft, or take it back where there are no ``sites``.

    Raises ``BadInput`` for a choice that cannot be kept; nothing is sealed then.
    """
    content = None
    if sites:
        refused = [one for one in Desk(script_of(pen.history, draft)).remarks(sites) if one.refused]
        if refused:
            raise BadInput(_refusal(refused[0].site, len(refused)), "See the remarks beside it.")
        sheet = Sheet(draft.leaf.hex(), tuple(sites))
        parse(sheet.raw)
        content = content_of(sheet.raw, MEDIA)
    script = draft.field("script")
    fields = body.blank(
        kind="declaration",
        content=content.as_json() if content else None,
        names={"path": FILE} if content else None,
        script={"id": script["id"], "number": script["number"]},
        capture=pen.stamp_of_program(),
        details={"declaration": DECLARED, "work": draft.leaf.hex(), "sites": len(sites)},
    )
    row = pen.append(fields, content=content)
    pen.checkpoint()
    return row


def carried(old: Script, sites: Sequence[Site], new: Script) -> Carried:
    """Return the sites of one draft as they stand in another; see ``vault.share.carrying``."""
    return _carried(old, sites, new)


def earlier(history: History, draft: Row) -> list[Row]:
    """Return the drafts of the same script before this one that have a sheet, the latest first."""
    script, own = draft.field("script"), draft.leaf
    others = [
        row
        for row in history.rows("draft", script=str(script["id"]))
        if row.leaf != own and int(row.field("script")["number"]) < int(script["number"])
    ]
    others.sort(key=lambda row: int(row.field("script")["number"]), reverse=True)
    return [row for row in others if entry_of(history, row)]


def _declared(history: History) -> list[Row]:
    return [
        row
        for row in history.rows("declaration")
        if row.field("details").get("declaration") == DECLARED
    ]


def _refusal(site: int | None, count: int) -> str:
    which = f"Choice {site + 1} of the wording" if site is not None else "The wording"
    others = f", and {count - 1} more remarks like it" if count > 1 else ""
    return f"{which} cannot be kept as it is{others}. Nothing was sealed."
