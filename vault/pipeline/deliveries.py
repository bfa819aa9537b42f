"""Deliveries: which draft or copy went to whom, how and when, on what terms, with what evidence.

Arbiters of credit look at what was *submitted*, so a delivery is an entry of its own. The vault
records what the writer says of it; only the evidence sealed with it comes from elsewhere. What
turns out wrong, or is answered later, is said again whole by an entry that amends the first.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from vault.encoding import Json, is_hex
from vault.errors import BadInput
from vault.licence.record import Recipient
from vault.pipeline import evidence, issued, timeline
from vault.pipeline.declaring import shown
from vault.pipeline.evidence import Evidence
from vault.pipeline.history import History
from vault.pipeline.writer import Writer
from vault.seal import body
from vault.store.index import Row

Authorised = Literal["yes", "no", "unsaid"]
"""Whether the recipient is the company, or somebody it lets take scripts in its name."""

_NUMBER = re.compile(r"[0-9A-Za-z]{4}-[0-9A-Za-z]{2}")


@dataclass(frozen=True, slots=True)
class Subject:
    """What was delivered: a draft of a script, by way of a copy where there is one."""

    draft: Row
    copy: Row | None

    @property
    def title(self) -> str:
        """The title as the copy shows it, else the file's name."""
        names = (self.copy or self.draft).field("names")
        return str(names.get("title") or names.get("path") or "a script")

    @property
    def number(self) -> str:
        """The copy's number, empty where the draft itself was delivered."""
        return str(self.copy.field("details")["copy"]) if self.copy else ""


@dataclass(frozen=True, slots=True)
class Said:
    """What the writer says of a delivery; texts are empty where nothing was said."""

    recipient: Recipient
    capacity: str
    authorised: Authorised
    how: str
    when: date
    terms: str
    acknowledged: str


def subject(history: History, name: str) -> Subject:
    """Return the copy or the draft that ``name`` means.

    Raises ``BadInput`` where there is neither, in the words of whichever it looks like.
    """
    copy = issued.find(history, name)
    if copy is not None:
        return Subject(_draft_of(history, copy), copy)
    try:
        return Subject(timeline.find_draft(history, name), None)
    except BadInput as error:
        if _NUMBER.fullmatch(name.strip()):
            hint = "See scriptvault holders."
            raise BadInput(f"There is no copy {shown(name.strip())}.", hint) from error
        raise


def deliver(
    pen: Writer, what: Subject, said: Said, files: Sequence[Evidence], amends: Row | None = None
) -> Row:
    """Seal the evidence and then the delivery that cites it; one checkpoint covers both.

    ``amends``: the delivery that this one says anew; what it cited stays cited. Raises ``BadInput``
    for a delivery before the copy was made.
    """
    made = issued.told(what.copy)["issued"] if what.copy else None
    if made is not None and said.when.isoformat() < made:
        raise BadInput(
            f"The copy {what.number} was made on {made}, after the day of this delivery.",
            "Correct the day, or name the draft instead of the copy.",
        )
    script = what.draft.field("script")
    about: dict[str, Json] = {
        "script": {"id": script["id"], "number": script["number"]},
        "details": {"draft": what.draft.leaf.hex(), "copy": what.number or None},
    }
    before = amends.field("details").get("evidence", []) if amends else []
    cited = [*before, *evidence.seal(pen, files, about)]
    fields = body.blank(
        kind="delivery",
        names={"title": what.title},
        script=about["script"],
        capture=pen.stamp_of_program(),
        parties={"recipient": _party(said)},
        terms=_terms(what, said),
        details={
            "draft": what.draft.leaf.hex(),
            "copy": what.number or None,
            "copy_entry": what.copy.leaf.hex() if what.copy else None,
            "method": said.how,
            "delivered": said.when.isoformat(),
            "acknowledged": said.acknowledged or None,
            "evidence": cited,
            "amends": amends.leaf.hex() if amends else None,
        },
    )
    row = pen.append(fields)
    pen.checkpoint()
    return row


def recorded(history: History) -> list[Row]:
    """Return all deliveries, amended ones too, by log and place."""
    return list(history.rows("delivery"))


def standing(rows: Iterable[Row]) -> list[Row]:
    """Return the deliveries that no later one says anew."""
    known = list(rows)
    amended = {row.field("details").get("amends") for row in known}
    return [row for row in known if row.leaf.hex() not in amended]


def subject_of(history: History, delivery: Row) -> Subject:
    """Return what a recorded delivery was of."""
    number = delivery.field("details").get("copy")
    copy = issued.find(history, str(number)) if number else None
    return Subject(_draft_of(history, delivery), copy)


def said_in(delivery: Row) -> Said:
    """Return what a recorded delivery says, to be said anew with changes."""
    party, details = delivery.field("parties").get("recipient", {}), delivery.field("details")
    names = (str(party.get(part, "")) for part in ("name", "mail", "organisation"))
    return Said(
        recipient=Recipient(*names),
        capacity=str(party.get("capacity", "")),
        authorised=party.get("authorised", "unsaid"),
        how=str(details.get("method", "")),
        when=date.fromisoformat(str(details["delivered"])),
        terms=str(delivery.field("terms").get("stated") or ""),
        acknowledged=str(details.get("acknowledged") or ""),
    )


def of_copy(copy: Row) -> Recipient:
    """Return for whom a copy was made."""
    known = copy.field("parties").get("recipient", {})
    return Recipient(*(str(known.get(part, "")) for part in ("name", "mail", "organisation")))


def holders(history: History, script: str | None = None) -> list[dict[str, Any]]:
    """Return who holds which draft on what terms, by script and then by day.

    A copy of which no delivery is recorded is there too: it was made for somebody. So is what went
    out of a draft that is lost or forgotten. ``script``: only of that one. Raises ``BadInput`` for
    a script that is unknown or ambiguous.
    """
    drafts = timeline.ordered(history)
    known = {row.leaf.hex(): row for row in drafts}
    chosen = {_script(row) for row in timeline.of_script(drafts, script)} if script else None
    copies = {row.field("details").get("copy"): row for row in history.rows("copy")}
    agreed = issued.accepted(history)
    found, delivered = [], set()
    for row in standing(recorded(history)):
        if chosen is None or _script(row) in chosen:
            number = row.field("details").get("copy")
            delivered.add(number)
            found.append(_holder(known.get(_leaf(row)), row, copies.get(number), agreed))
    for number, copy in copies.items():
        if number not in delivered and (chosen is None or _script(copy) in chosen):
            found.append(_waiting(known.get(_leaf(copy)), copy, agreed))
    return sorted(found, key=lambda one: (one["script"], one["delivered"] or one["issued"] or ""))


def _script(row: Row) -> object:
    return row.field("script").get("id")


def _leaf(row: Row) -> str:
    return str(row.field("details").get("draft"))


def _holder(
    draft: Row | None, delivery: Row, copy: Row | None, agreed: Mapping[str, Row]
) -> dict[str, Any]:
    """Return one delivery as programs rely on it."""
    said, details = said_in(delivery), delivery.field("details")
    return {
        **_of(draft or delivery, said.recipient),
        **_copied(copy, agreed),
        "seq": delivery.seq,
        "leaf": delivery.leaf.hex(),
        "capacity": said.capacity or None,
        "authorised": said.authorised,
        "delivered": said.when.isoformat(),
        "how": said.how,
        "terms": said.terms or None,
        "acknowledged": said.acknowledged or None,
        "evidence": details.get("evidence", []),
        "amends": details.get("amends"),
    }


def _waiting(draft: Row | None, copy: Row, agreed: Mapping[str, Row]) -> dict[str, Any]:
    """Return a copy of which no delivery is recorded, with the same keys."""
    nothing = dict.fromkeys(
        ("seq", "leaf", "capacity", "delivered", "how", "terms", "acknowledged", "amends")
    )
    return {
        **_of(draft or copy, of_copy(copy)),
        **_copied(copy, agreed),
        **nothing,
        "authorised": "unsaid",
        "evidence": [],
    }


def _of(row: Row, recipient: Recipient) -> dict[str, Any]:
    """Return to whom what went; ``row`` is the draft, or what was made of one not known any more.

    Such a draft is known by its script's title and its number alone.
    """
    names, is_draft = row.field("names"), row.kind == "draft"
    return {
        "recipient": recipient.name,
        "mail": recipient.mail or None,
        "organisation": recipient.organisation or None,
        "script": str(names.get("path" if is_draft else "title") or ""),
        "script_id": _script(row),
        "number": row.field("script").get("number"),
        "draft": row.seq if is_draft else None,
        "sha256": row.field("content").get("sha256") if is_draft else None,
    }


def _copied(copy: Row | None, agreed: Mapping[str, Row]) -> dict[str, Any]:
    told = issued.told(copy, agreed) if copy else {}
    names = ("copy_id", "issued", "licence", "status")
    return {name: told.get(name) for name in names}


def _party(said: Said) -> dict[str, Json]:
    one = said.recipient
    return {
        "name": one.name,
        "mail": one.mail,
        "organisation": one.organisation,
        "capacity": said.capacity,
        "authorised": said.authorised,
    }


def _terms(what: Subject, said: Said) -> dict[str, Json]:
    """Return the terms: those the copy carries, and what else was said when it was handed over."""
    told = what.copy.field("terms") if what.copy else {}
    terms = told.get("terms", {})
    return {
        "stated": said.terms or None,
        "licence": terms.get("preset"),
        "sentence": terms.get("sentence"),
        "status": told.get("status"),
    }


def _draft_of(history: History, row: Row) -> Row:
    leaf = _leaf(row)
    for draft in history.rows("draft") if is_hex(leaf, 64) else ():
        if draft.leaf.hex() == leaf:
            return draft
    raise BadInput(
        f"The draft that entry {row.seq} is about is not known any more.", "Run check --all."
    )


def amended(said: Said, **changes: object) -> Said:
    """Return what was said before with what is said now; None leaves a part as it was."""
    given = {name: value for name, value in changes.items() if value is not None}
    return replace(said, **given)  # type: ignore[arg-type]  # the record's own members
