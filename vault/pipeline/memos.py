"""Writing the memo of a delivery: what its entry says, and what is known of that entry now."""

from datetime import tzinfo
from pathlib import Path
from typing import Any

from vault.encoding import parse_time
from vault.pipeline import deliveries, tokens
from vault.pipeline.history import History
from vault.prove.memo import Facts, Sealed, memo
from vault.records import Clock
from vault.share.recipients import file_name
from vault.store import lines
from vault.store.index import Row
from vault.store.outside import written_whole
from vault.timestamp.authorities import Roots


def write(
    history: History,
    delivery: Row,
    out: Path,
    roots: Roots,
    clock: Clock,
    zone: tzinfo,
    *,
    replace: bool,
) -> None:
    """Write the memo of a recorded delivery to ``out``, a place that was checked.

    Raises ``BadInput`` where the place was taken meanwhile, or the draft is not known any more.
    """
    pdf = memo(facts_of(history, delivery, roots, clock, zone))
    with written_whole(out, "the memo", replace=replace) as file:
        file.write(pdf)


def facts_of(history: History, delivery: Row, roots: Roots, clock: Clock, zone: tzinfo) -> Facts:
    """Return all that is known of a recorded delivery."""
    what, said = deliveries.subject_of(history, delivery), deliveries.said_in(delivery)
    details, terms = delivery.field("details"), delivery.field("terms")
    latest, _ = tokens.times(history, roots).of(delivery)
    sizes = lines.checkpoint_sizes(history.folder, delivery.log)
    size = max(size for size in sizes if size <= history.logs[delivery.log].size)
    first = next(row for row in history.rows("key") if (row.log, row.seq) == (delivery.log, 0))
    status = f" ({terms['status']})" if terms.get("status") else ""
    return Facts(
        seq=delivery.seq,
        leaf=delivery.leaf,
        title=what.title,
        number=int(what.draft.field("script")["number"]),
        draft=_sealed(what.draft, str(what.draft.field("names").get("path", ""))),
        copy=_sealed(what.copy, what.number) if what.copy else None,
        recipient=said.recipient.in_words,
        mail=said.recipient.mail,
        capacity=said.capacity,
        authorised=said.authorised,
        how=said.how,
        when=said.when,
        terms=said.terms,
        licence=f"{terms['sentence']}{status}" if terms.get("sentence") else "",
        acknowledged=said.acknowledged,
        evidence=[_cited(one) for one in details.get("evidence", [])],
        amends=_amended(history, details.get("amends")),
        observed=parse_time(delivery.field("capture")["observed_at"]),
        latest=latest,
        head=tokens.checkpoint_of(history, delivery.log, size),
        signer=history.logs[delivery.log].succession.at(delivery.seq),
        writer=first.field("parties").get("writer", {}),
        issued=clock.now,
        zone=zone,
    )


def name_of(what: deliveries.Subject, said: deliveries.Said) -> str:
    """Return what a memo's file is called where nobody names it."""
    which = what.number or f"draft {what.draft.field('script')['number']}"
    return file_name(f"Delivery memo {said.when.isoformat()}", said.recipient, which)


def _sealed(row: Row, name: str) -> Sealed:
    return Sealed(name, str(row.field("content")["sha256"]), row.seq)


def _cited(one: dict[str, Any]) -> Sealed:
    return Sealed(str(one["name"]), str(one["sha256"]), int(one["seq"]))


def _amended(history: History, leaf: object) -> int | None:
    found = [row.seq for row in deliveries.recorded(history) if row.leaf.hex() == leaf]
    return found[0] if found else None
