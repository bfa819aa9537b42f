"""Readings: what a reader makes of sealed bytes, logged apart from the draft and off its path."""

from typing import Any

from vault.encoding import Json
from vault.errors import Damaged
from vault.pipeline import scenes
from vault.pipeline.history import History
from vault.pipeline.writer import Writer
from vault.seal import body
from vault.store.index import Row
from vault.store.objects import LARGEST_DELTA, base_number

OPAQUE = "opaque"


def missing(history: History) -> list[Row]:
    """Return the drafts that the present readers have not read yet, oldest first."""
    from vault.screenplay import reading

    return [row for row in history.rows("draft") if _wanting(history, row, reading.VERSION)]


def make(pen: Writer, draft: Row) -> Row | None:
    """Read one draft and log the reading; None when no text could be read, which is only noted.

    A lost draft is passed over: ``check`` names it. A reading by this version that is there already
    is returned as it is: two programs may come to the same draft.
    """
    from vault.screenplay import reading

    if not _wanting(pen.history, draft, reading.VERSION):
        return latest(pen.history, draft)
    name, content = str(draft.field("names").get("path", "")), draft.field("content")
    if int(content.get("size", 0)) > LARGEST_DELTA:
        _note_opaque(pen, draft, "the file is larger than any script")
        return None
    try:
        data = pen.history.objects.get(draft.handle).content
    except Damaged:
        return None
    script = reading.read(data, name)
    if isinstance(script, reading.Opaque):
        _note_opaque(pen, draft, script.reason)
        return None
    division, found = reading.divisions(script)
    salt = pen.random(32)
    # Two fields: who is shown one scene needs the first, and must not learn the second.
    divided: dict[str, Json] = {
        "draft": draft.leaf.hex(),
        "reader": f"{reading.READER}/{script.format}",
        "version": reading.VERSION,
        "profile": reading.PROFILE,
        "scene_root": scenes.root(found, salt),
        "scenes": len(found),
    }
    if division != reading.SCENE:
        divided["division"] = division
    counted: dict[str, Json] = {
        "text_sha256": reading.text_sha256(script),
        "words": reading.words(script),
        "pages": reading.pages(script),
        "flags": list(script.flags),
    }
    fields = body.blank(
        kind="reading", capture=pen.stamp_of_program(), script=divided, details=counted
    )
    return pen.append(fields, base=_base(pen, draft), salt=salt)


def told(row: Row) -> dict[str, Any]:
    """Return all that a reading says, its two fields as one."""
    return {**row.field("script"), **row.field("details")}


def scenes_in(told: dict[str, Any]) -> int | None:
    """Return how many scenes a reading found: none where it divided the text otherwise."""
    return 0 if "division" in told else told.get("scenes")


def latest(history: History, draft: Row) -> Row | None:
    """Return the newest reading of a draft, or None."""
    found = None
    for row in history.rows("reading", about=draft.leaf.hex()):
        found = row
    return found


def opaque_reason(history: History, draft: Row) -> str | None:
    """Return why no text of this draft could be read, or None."""
    noted = history.index.note(OPAQUE, draft.leaf.hex())
    return str(noted["reason"]) if noted else None


def _wanting(history: History, draft: Row, version: int) -> bool:
    noted = history.index.note(OPAQUE, draft.leaf.hex())
    if noted is not None and noted["version"] >= version:
        return False
    reading = latest(history, draft)
    return reading is None or int(reading.field("script").get("version", 0)) < version


def _note_opaque(pen: Writer, draft: Row, reason: str) -> None:
    from vault.screenplay.reading import VERSION

    pen.history.index.set_note(OPAQUE, draft.leaf.hex(), {"version": VERSION, "reason": reason})


def _base(pen: Writer, draft: Row) -> str | None:
    """Build on the reading of the draft that this draft's own object is built on."""
    script = draft.field("script")
    number = base_number(int(script["number"]))
    earlier = pen.scripts.leaf_of(str(script["id"]), number) if number else None
    if earlier is None:
        return None
    handle = None
    for row in pen.history.rows("reading", about=earlier.hex()):
        handle = row.handle
    return handle
