"""The operations acceptance: the page a reader signs, and that it came back signed."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vault.errors import BadInput
from vault.operations.session import Outcome, Session

if TYPE_CHECKING:
    from vault.store.index import Row


def acceptances(session: Session) -> Outcome:
    """List the copies whose readers accepted the terms, as far as that was recorded."""
    from vault.pipeline import issued

    with session.reading() as history:
        agreed = issued.accepted(history)
        found = [
            {
                "seq": agreed[row.leaf.hex()].seq,
                "leaf": agreed[row.leaf.hex()].leaf.hex(),
                **{name: issued.told(row)[name] for name in ("copy_id", "recipient", "licence")},
                **{name: _said(agreed[row.leaf.hex()], name) for name in _RECORDED},
            }
            for row in history.rows("copy")
            if row.leaf.hex() in agreed
        ]
    lines = [
        f"{one['copy_id']}  {one['recipient']}: {one['licence']}, accepted {one['accepted']}"
        f" (entry {one['seq']})"
        for one in found
    ]
    return Outcome({"acceptances": found}, lines or ["No acceptance is recorded yet."])


_RECORDED = ("accepted", "method", "evidence")


def _said(row: "Row", name: str) -> object:
    return row.field("details").get(name)


def pages(session: Session, *, copies: Sequence[str], output: Path, force: bool) -> Outcome:
    """Write the page by which the reader of a copy accepts its terms; "last": of the last action.

    All copies are looked up before the first page is written.
    """
    from vault.pipeline import acceptances, issued
    from vault.pipeline.places import paper_place

    with session.reading() as history:
        names = [name for number in copies for name in acceptances.named(history, number)]
        wanted = [acceptances.copy_of(history, name) for name in names]
        folder = paper_place(history, output.expanduser() / "page.pdf", replace=True).parent
        made = []
        for count, row in enumerate(wanted, start=1):
            place = acceptances.write_page(row, folder, session.clock().now, replace=force)
            told = issued.told(row)
            made.append(
                {"copy_id": told["copy_id"], "recipient": told["recipient"], "path": str(place)}
            )
            session.progress("pages", count, len(wanted))
    lines = [f"{one['copy_id']}  {one['recipient']}: {one['path']}" for one in made]
    return Outcome({"pages": made}, [_TO_SIGN, *lines])


_TO_SIGN = "To be signed by the reader. Until it is, the terms are requested, not agreed."


def record(
    session: Session, *, copy: str, when: str, how: str | None, evidence: Sequence[Path]
) -> Outcome:
    """Record that the reader of a copy accepted its terms, with the signed page as evidence."""
    from vault.operations.certifying import zone
    from vault.pipeline import acceptances
    from vault.pipeline import evidence as files
    from vault.pipeline.declaring import day, line

    today = session.clock().now.astimezone(zone(session)).date()
    on = day("The day of the acceptance", when, today)
    said = line("way", how)
    if not evidence and not said:
        raise BadInput(
            "Nothing shows that the terms were accepted.",
            "Add the signed page with --evidence FILE, or say how with --how WORDS.",
        )
    found = files.read(evidence)
    with session.writing() as pen:
        row = acceptances.copy_of(pen.history, copy)
        made = acceptances.accept(pen, row, on, said, found)
    who = acceptances.reader(row)
    sealed = f" {len(found)} of evidence sealed with it." if found else ""
    told = f"Recorded as entry {made.seq}: {who} accepted the terms of copy {copy.upper()}.{sealed}"
    return Outcome({"seq": made.seq}, [told])


def strike(session: Session, *, entry: str, why: str) -> Outcome:
    """Record that an acceptance was recorded wrongly."""
    from vault.pipeline import acceptances
    from vault.pipeline.declaring import line

    said = line("reason", why)
    if not said:
        raise BadInput("The reason is empty.", "Say it: --why WORDS.")
    with session.writing() as pen:
        row = acceptances.strike(pen, entry, said)
    told = f"Recorded as entry {row.seq}. The terms of copy {row.field('details')['copy']} are"
    return Outcome({"seq": row.seq}, [f"{told} requested, not agreed."])
