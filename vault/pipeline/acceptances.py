"""Acceptances: the page a reader signs for a copy's terms, and the entry that says it came back.

What a copy's own record says stays as it was sealed: requested. That its reader agreed is said by a
later entry, with the signed page sealed beside it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from vault.encoding import Json, canonical
from vault.errors import BadInput
from vault.licence.presets import asks
from vault.licence.record import Recipient, parse
from vault.pipeline import evidence, issued
from vault.pipeline.declaring import entry, shown
from vault.pipeline.evidence import Evidence
from vault.pipeline.history import History
from vault.pipeline.writer import Writer
from vault.prove.rider import Rider, rider
from vault.seal import body
from vault.share.recipients import file_name
from vault.store.index import Row
from vault.store.outside import written_whole


def named(history: History, number: str) -> list[str]:
    """Return the numbers that are meant: "last" is every copy of the last action.

    Raises ``BadInput`` where none was made yet.
    """
    if number.casefold() != "last":
        return [number]
    rows = issued.last(history)
    if not rows:
        raise BadInput("No copy was made yet.", "Make one with scriptvault share.")
    return [str(row.field("details")["copy"]) for row in rows]


def copy_of(history: History, number: str) -> Row:
    """Return the copy of this number; raises ``BadInput`` where there is none, or no promise."""
    found = issued.find(history, number)
    if found is None:
        raise BadInput(f"There is no copy {shown(number)}.", "See scriptvault holders.")
    told = issued.told(found)
    if not asks(told["licence"]):
        raise BadInput(
            f"The terms of copy {told['copy_id']} ask no promise of its reader: they reserve"
            " rights, and nothing in them is to be accepted.",
            "Share the draft under another licence if you want an agreement.",
        )
    return found


def write_page(copy: Row, folder: Path, made: datetime, *, replace: bool) -> Path:
    """Write the page to be signed into a folder; returns its place.

    Raises ``BadInput`` where a file of that name is there already and not to be replaced.
    """
    record = parse(canonical(copy.field("terms")))
    name = file_name(record.work.title, record.recipient, record.copy_id, " - acceptance.pdf")
    target = folder / name
    with written_whole(target, "the page", replace=replace) as file:
        file.write(rider(Rider(record, copy.seq), made))
    return target


def accept(pen: Writer, copy: Row, when: date, how: str, files: Sequence[Evidence]) -> Row:
    """Seal the evidence, and then that the reader accepted; one checkpoint covers both.

    Raises ``BadInput`` for a day before the copy was made, and where that was recorded already.
    """
    told = issued.told(copy)
    number = str(told["copy_id"])
    before = issued.accepted(pen.history).get(copy.leaf.hex())
    if before is not None:
        raise BadInput(
            f"That copy {number} was accepted stands in entry {before.seq} already.",
            f"If that is wrong: scriptvault acceptance strike {before.seq} --why WORDS.",
        )
    if when.isoformat() < str(told["issued"]):
        raise BadInput(
            f"Copy {number} was made on {told['issued']}, after the day of this acceptance.",
            "Correct the day, or name the copy that was accepted.",
        )
    recipient = copy.field("parties").get("recipient", {})
    about: dict[str, Json] = {
        "script": copy.field("script"),
        "details": {"draft": copy.field("details")["draft"], "copy": number},
    }
    cited = evidence.seal(pen, files, about)
    details: Mapping[str, Json] = {
        "declaration": issued.ACCEPTED,
        "work": copy.field("details")["draft"],
        "copy": number,
        "copy_entry": copy.leaf.hex(),
        "accepted": when.isoformat(),
        "method": how or None,
        "evidence": cited,
    }
    return _sealed(pen, copy, {"recipient": recipient}, details)


def strike(pen: Writer, name: str, why: str) -> Row:
    """Record that an acceptance was recorded wrongly; it stays in the log and counts no more."""
    standing = issued.accepted(pen.history)
    wrong = entry(pen.history, name, standing.values(), "acceptance that stands")
    accepted = wrong.field("details")["copy_entry"]
    copy = next(row for row in pen.history.rows("copy") if row.leaf.hex() == accepted)
    details: Mapping[str, Json] = {
        "declaration": issued.STRUCK,
        "work": copy.field("details")["draft"],
        "copy": copy.field("details")["copy"],
        "entry": wrong.leaf.hex(),
        "why": why,
    }
    return _sealed(pen, copy, {}, details)


def reader(copy: Row) -> str:
    """Return for whom a copy was made, in words."""
    known = copy.field("parties").get("recipient", {})
    parts = (str(known.get(part, "")) for part in ("name", "mail", "organisation"))
    return Recipient(*parts).in_words


def _sealed(
    pen: Writer, copy: Row, parties: Mapping[str, Json], details: Mapping[str, Json]
) -> Row:
    row = pen.append(
        body.blank(
            kind="declaration",
            names={"title": copy.field("names").get("title", "")},
            script=copy.field("script"),
            capture=pen.stamp_of_program(),
            parties=dict(parties),
            details=dict(details),
        )
    )
    pen.checkpoint()
    return row
