"""The operations deliver and holders: what left the desk, to whom, on what terms."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from vault.errors import BadInput, VaultError
from vault.operations.session import Outcome, Session

if TYPE_CHECKING:
    from vault.licence.record import Recipient
    from vault.pipeline.deliveries import Said, Subject
    from vault.pipeline.history import History
    from vault.store.index import Row


def deliver(
    session: Session,
    *,
    copy: str | None,
    how: str | None,
    when: str | None,
    to: str | None = None,
    organisation: str | None = None,
    capacity: str | None = None,
    authorised: Literal["yes", "no", "unsaid"] | None = None,
    terms: str | None = None,
    acknowledged: str | None = None,
    evidence: Sequence[Path] = (),
    amends: str | None = None,
    again: str | None = None,
    output: Path | None = None,
    force: bool = False,
) -> Outcome:
    """Record that a copy or a draft was delivered, and write the memo of it.

    ``amends``: a delivery that is said anew, what is not given staying as it was. ``again``: only
    the memo of a recorded delivery is written once more.
    """
    from vault.pipeline import deliveries, memos
    from vault.pipeline import evidence as files
    from vault.pipeline.declaring import entry
    from vault.pipeline.places import paper_place

    given = {
        "how": how,
        "when": when,
        "to": to,
        "organisation": organisation,
        "capacity": capacity,
        "authorised": authorised,
        "terms": terms,
        "acknowledged": acknowledged,
    }
    if again is not None:
        if copy or amends or evidence or any(value is not None for value in given.values()):
            raise BadInput("--again takes the number of a delivery alone.", "Leave the others out.")
        return _again(session, again, output, force=force)
    if (copy is None) == (amends is None):
        raise BadInput("Say what was delivered.", "Name a copy or a draft, or --amends ENTRY.")
    found = files.read(evidence)
    with session.writing() as pen:
        history = pen.history
        before = None
        if amends is not None:
            known = deliveries.standing(deliveries.recorded(history))
            before = entry(history, amends, known, "delivery that stands")
            what, said = deliveries.subject_of(history, before), deliveries.said_in(before)
        else:
            what, said = deliveries.subject(history, copy or ""), None
        said = _said(session, what, said, given)
        place = paper_place(history, output or Path(memos.name_of(what, said)), replace=force)
        row = deliveries.deliver(pen, what, said, found, before)
        try:
            _write(session, history, row, place, force=force)
        except VaultError as error:
            raise _recorded(error, row.seq) from error
    to_whom = said.recipient.in_words
    lines = [
        f"Recorded as entry {row.seq}: {_of(what)} to {to_whom}, {said.when}, {said.how}.",
        f"The memo is in {place}.",
    ]
    if found:
        count = "1 file is" if len(found) == 1 else f"{len(found)} files are"
        lines.insert(1, f"{count} sealed with it.")
    return Outcome({"seq": row.seq, "memo": str(place)}, lines)


def holders(session: Session, *, script: str | None) -> Outcome:
    """Say who holds which draft, on what terms, since when."""
    from vault.pipeline import deliveries

    with session.reading() as history:
        found = deliveries.holders(history, script)
    return Outcome({"holders": found}, [_holder(one) for one in found] or [_NOBODY])


_NOBODY = "No copy was made and no delivery recorded yet."


def _again(session: Session, name: str, output: Path | None, *, force: bool) -> Outcome:
    from vault.pipeline import deliveries, memos
    from vault.pipeline.declaring import entry
    from vault.pipeline.places import paper_place

    with session.reading() as history:
        row = entry(history, name, deliveries.recorded(history), "delivery")
        what, said = deliveries.subject_of(history, row), deliveries.said_in(row)
        place = paper_place(history, output or Path(memos.name_of(what, said)), replace=force)
        _write(session, history, row, place, force=force)
    return Outcome({"seq": row.seq, "memo": str(place)}, [f"The memo is in {place}."])


def _write(session: Session, history: "History", row: "Row", place: Path, *, force: bool) -> None:
    from vault.operations.certifying import zone
    from vault.pipeline import memos

    memos.write(history, row, place, session.roots(), session.clock(), zone(session), replace=force)


def _recorded(error: VaultError, seq: int) -> VaultError:
    """Add to what stopped the memo that its delivery is recorded, and how the memo is had."""
    said = f"{error.message} The delivery is recorded as entry {seq}; its memo was not written."
    todo = f"{error.hint} Then: scriptvault deliver --again {seq} -o FILE.pdf.".strip()
    return type(error)(said, todo)


def _said(
    session: Session, what: "Subject", before: "Said | None", given: dict[str, str | None]
) -> "Said":
    """Return what is said of the delivery, each part checked; raises ``BadInput``."""
    from vault.operations.certifying import zone
    from vault.pipeline import deliveries
    from vault.pipeline.declaring import day, line

    today = session.clock().now.astimezone(zone(session)).date()
    when, how = given["when"], given["how"]
    if before is None and (when is None or how is None):
        raise BadInput("Say how and when it was delivered.", "Add --how WORDS --when 2026-11-20.")
    if how is not None and not line("way", how):
        raise BadInput("The way of the delivery is empty.", 'Say it: --how "by mail".')
    on: date | None = day("The day of the delivery", when, today) if when is not None else None
    texts = {
        name: line(name, given[name]) if given[name] is not None else None
        for name in ("how", "capacity", "terms", "acknowledged")
    }
    recipient = _recipient(what, before, given["to"], given["organisation"])
    if before is not None:
        return deliveries.amended(
            before, recipient=recipient, when=on, authorised=given["authorised"], **texts
        )
    return deliveries.Said(
        recipient=recipient,
        capacity=texts["capacity"] or "",
        authorised=given["authorised"] or "unsaid",  # type: ignore[arg-type]  # one of its choices
        how=texts["how"] or "",
        when=on or today,
        terms=texts["terms"] or "",
        acknowledged=texts["acknowledged"] or "",
    )


def _recipient(
    what: "Subject", before: "Said | None", to: str | None, organisation: str | None
) -> "Recipient":
    """Return to whom it went: who is named, else for whom the copy was made."""
    from dataclasses import replace

    from vault.pipeline import deliveries
    from vault.pipeline.declaring import line
    from vault.share.recipients import person

    if to is not None:
        found = person(to)
    elif before is not None:
        found = before.recipient
    elif what.copy is not None:
        found = deliveries.of_copy(what.copy)
    else:
        raise BadInput("Say to whom the draft went.", 'Add --to "Name <mail address>".')
    if organisation is not None:
        found = replace(found, organisation=line("organisation", organisation))
    return found


def _of(what: "Subject") -> str:
    number = what.draft.field("script")["number"]
    copy = f", copy {what.number}" if what.number else ""
    return f"“{what.title}”, draft {number}{copy}"


def _holder(one: dict[str, Any]) -> str:
    """Return one holder as a line for people."""
    who = ", ".join(filter(None, (one["recipient"], one["organisation"])))
    copy = f", copy {one['copy_id']}" if one["copy_id"] else ""
    licence = f"{one['licence']} ({one['status']})" if one["licence"] else ""
    terms = "; ".join(filter(None, (licence, one["terms"]))) or "no terms stated"
    if one["delivered"] is None:
        return f"{who}: {one['script']}, draft {one['number']}{copy}; {terms}; no delivery recorded"
    answer = f"acknowledged: {one['acknowledged']}" if one["acknowledged"] else "no answer recorded"
    return (
        f"{who}: {one['script']}, draft {one['number']}{copy}; {terms};"
        f" {one['delivered']}, {one['how']}; {answer} (entry {one['seq']})"
    )
