"""A draft as a reader will get it: its pages laid out, and how its notice names the work."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from vault.errors import BadInput
from vault.licence.record import Work
from vault.pipeline import readings
from vault.pipeline.history import History
from vault.screenplay import reading
from vault.share.blanks import sites
from vault.share.copies import Layout, lay_out, unprintable
from vault.share.native.making import Native, prepared
from vault.share.variants import Sheet
from vault.store.index import Row

MOST_PAGES = 1500
MOST_BOXES = 0.02
"""The share of a script's letters that may stand as boxes; beyond it, a copy could not be read."""
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Presented:
    """What every copy of a draft has."""

    layout: Layout
    work: Work


def present(
    history: History, draft: Row, sheet: Sheet | None = None, *, blank: bool = False
) -> Presented:
    """Return a draft's pages and its title, writer and year, read again from its sealed bytes.

    ``sheet``: with these variants. ``blank``: with places for signs without width. Raises
    ``BadInput`` for a draft whose words cannot be read or printed, ``Damaged`` when its bytes are
    lost, or its variants are not on its pages any more.
    """
    script = script_of(history, draft)
    try:
        layout = lay_out(script, sheet, blank=blank)
    except ValueError as error:
        raise BadInput(
            "The wording chosen for this draft does not fit its pages any more.",
            "Choose it anew with wording DRAFT, or leave it out with --no-wording.",
        ) from error
    if blank and not (layout.placed and layout.placed.sites):
        raise _without_place(draft)
    return Presented(_printable(layout, draft), _work(history, draft, script.title_page))


def present_native(
    history: History, draft: Row, sheet: Sheet | None = None, *, blank: bool = False
) -> tuple[Native, Work]:
    """Return a draft in its own format, ready to become copies, and how its notice names it.

    ``sheet``: with these variants. ``blank``: with places for signs without width. Raises
    ``BadInput`` for a draft without such copies and for marks that its format cannot hold,
    ``Damaged`` when its bytes are lost.
    """
    name = str(draft.field("names").get("path", "")).rpartition("/")[2]
    data = history.objects.get(draft.handle).content
    script = reading.read(data, name)
    words = script if isinstance(script, reading.Script) else None
    blanks = sites(words, sheet) if blank and words else ()
    if blank and not blanks:
        raise _without_place(draft)
    made = prepared(data, name, sheet.sites if sheet else (), blanks)
    return made, _work(history, draft, words.title_page if words else ())


def _without_place(draft: Row) -> BadInput:
    return BadInput(
        f"Signs without width stand behind every fourth word of action and dialogue, and"
        f" {draft.field('names').get('path')} has none that can be read.",
        "Share it without these signs.",
    )


def script_of(
    history: History, draft: Row, refused: str = "No copy can be made of this draft"
) -> reading.Script:
    """Read a draft's words again from its sealed bytes; ``refused`` is what cannot be done if not.

    Raises ``BadInput`` where they cannot be read, ``Damaged`` when the bytes are lost.
    """
    reason = readings.opaque_reason(history, draft)
    if reason is None:
        name = str(draft.field("names").get("path", ""))
        found = reading.read(history.objects.get(draft.handle).content, name)
        if isinstance(found, reading.Script):
            return found
        reason = found.reason
    raise BadInput(
        f"{refused}: {reason}.",
        "Take a draft in Final Draft, Fountain or plain text.",
    )


def _printable(layout: Layout, draft: Row) -> Layout:
    """Return the layout if paper can show it; raises ``BadInput`` in words otherwise."""
    name = str(draft.field("names").get("path", ""))
    if not layout.pages:
        raise BadInput(f"{name} has no words that print.", "Share another draft.")
    if len(layout.pages) > MOST_PAGES:
        raise BadInput(
            f"{name} would take {len(layout.pages)} pages.",
            f"A copy has {MOST_PAGES} at most: share a part of it.",
        )
    missing, share_of_all = unprintable(layout)
    if share_of_all > MOST_BOXES:
        shown = "".join(sign for sign in missing if sign.isprintable())[:12]
        raise BadInput(
            f"The faces for paper have no shapes for much of {name} ({shown} …).",
            "They hold Latin, Greek, Cyrillic and Hebrew; a copy of it could not be read.",
        )
    return layout


def _work(history: History, draft: Row, title_page: Iterable[tuple[str, str]]) -> Work:
    names = [" ".join(value.split()) for key, value in title_page if key == "title"]
    title = next(filter(None, names), "") or str(draft.field("names").get("title", ""))
    writer = _writer(history)
    return Work(
        title="".join(sign for sign in title if sign.isprintable())[:_LONGEST_TITLE],
        writer=str(writer.get("name", "")),
        contact=str(writer.get("email", "")),
        year=int(str(draft.field("capture")["observed_at"])[:4]),
    )


def _writer(history: History) -> dict[str, Any]:
    """Return who the writer is, as entry 0 of this computer's log says, or of another that does."""
    begun = [row for row in history.rows("key") if row.seq == 0]
    begun.sort(key=lambda row: row.log != history.settings.log)
    said = [row.field("parties").get("writer", {}) for row in begun]
    return next((writer for writer in said if writer.get("name")), {})
