"""The operation grant and its parts: licences to train AI that were given for a fee."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vault.errors import BadInput
from vault.operations.session import Outcome, Session

if TYPE_CHECKING:
    from vault.pipeline.ledger import Ledger
    from vault.prove.statement import Falls, Grant


def grants(session: Session) -> Outcome:
    """List the grants that stand, and what is outstanding on each today."""
    from vault.pipeline.grants import ledger

    with session.reading() as history:
        known = ledger(history)
    today = _today(session)
    found = [_grant(one, today) for one in known]
    lines = [_grant_in_words(one, today) for one in known] or ["Nothing was granted yet."]
    return Outcome({"grants": found}, lines)


def look(session: Session) -> "Ledger":
    """Return the whole ledger as records, with what was struck and each entry's time."""
    from vault.pipeline import ledger

    with session.reading() as history:
        expects = history.settings.time and bool(session.authorities())
        return ledger.look(history, session.roots(), _today(session), expects_time=expects)


def add(
    session: Session,
    *,
    draft: str,
    to: str,
    model: str,
    purpose: str,
    start: str,
    until: str,
    fee: str | None,
    falls: "Falls",
    organisation: str | None = None,
    credit: str | None = None,
    audit: str | None = None,
    removal: str | None = None,
    evidence: Sequence[Path] = (),
) -> Outcome:
    """Record a licence to train AI on a script: for which model, how long, for which fee."""
    from dataclasses import replace

    from vault.pipeline import evidence as files
    from vault.pipeline import grants, timeline
    from vault.pipeline.declaring import day, line
    from vault.prove.statement_money import money
    from vault.share.recipients import person

    if fee is None or not fee.strip():
        raise BadInput("A grant is for a fee.", "Name it: --fee “3000.00 USD”.")
    terms = grants.Terms(
        licensee=replace(person(to), organisation=line("organisation", organisation)),
        model=_needed("model or product", model),
        purpose=_needed("purpose", purpose),
        start=day("The first day", start),
        until=day("The last day", until),
        fee=money("The fee", fee),
        falls=falls,
        credit=line("credit", credit),
        audit=line("audit", audit),
        removal=line("removal at the end", removal),
    )
    found = files.read(evidence)
    with session.writing() as pen:
        row = grants.grant(pen, timeline.find_draft(pen.history, draft), terms, found)
        known = grants.told(pen.history, row)
    today = _today(session)
    said = f"Recorded as grant {row.seq}: {_grant_in_words(known, today)}"
    return Outcome({"seq": row.seq, "grants": [_grant(known, today)]}, [said])


def due(
    session: Session, *, grant: str, when: str, what: str, amount: str | None = None
) -> Outcome:
    """Record an amount that falls due besides what falls due by itself."""
    from vault.pipeline import grants
    from vault.pipeline.declaring import day
    from vault.prove.statement_money import money

    on, words = day("The day", when), _needed("reason", what)
    sum_ = money("The amount", amount) if amount is not None else None
    with session.writing() as pen:
        one = grants.find(pen.history, grant)
        row = grants.due(pen, one, on, sum_, words)
        known = grants.told(pen.history, one)
    return _changed(session, row.seq, known, f"Recorded as entry {row.seq}.")


def paid(
    session: Session,
    *,
    grant: str,
    when: str,
    amount: str,
    what: str | None = None,
    evidence: Sequence[Path] = (),
) -> Outcome:
    """Record a payment that was received."""
    from vault.pipeline import evidence as files
    from vault.pipeline import grants
    from vault.pipeline.declaring import day, line
    from vault.prove.statement_money import money

    on, words = day("The day of the payment", when, _today(session)), line("reason", what)
    sum_, found = money("The payment", amount), files.read(evidence)
    with session.writing() as pen:
        one = grants.find(pen.history, grant)
        row = grants.pay(pen, one, on, sum_, words, found)
        known = grants.told(pen.history, one)
    return _changed(session, row.seq, known, f"Recorded as entry {row.seq}: {sum_.in_words}.")


def end(
    session: Session, *, grant: str, when: str, why: str, evidence: Sequence[Path] = ()
) -> Outcome:
    """Record that a grant ends before its last day."""
    from vault.pipeline import evidence as files
    from vault.pipeline import grants
    from vault.pipeline.declaring import day

    on, words, found = day("The day of the end", when), _needed("reason", why), files.read(evidence)
    with session.writing() as pen:
        one = grants.find(pen.history, grant)
        row = grants.end(pen, one, on, words, found)
        known = grants.told(pen.history, one)
    return _changed(session, row.seq, known, f"Recorded as entry {row.seq}: it ends on {on}.")


def strike(session: Session, *, entry: str, why: str) -> Outcome:
    """Strike an entry of the ledger that was wrong; it stays in the log, and counts no more."""
    from vault.pipeline import grants

    words, today = _needed("reason", why), _today(session)
    with session.writing() as pen:
        wrong, row = grants.strike(pen, entry, words)
        known = [_grant(one, today) for one in grants.ledger(pen.history)]
    said = f"Entry {wrong.seq} counts no more; entry {row.seq} says why."
    return Outcome({"seq": row.seq, "grants": known}, [said, "Enter it again as it is right."])


def state(
    session: Session,
    *,
    script: str | None,
    start: str | None,
    until: str | None,
    output: Path,
    force: bool,
) -> Outcome:
    """Write what was due, received and is outstanding as a PDF, and as a CSV beside it."""
    from vault.operations.certifying import zone
    from vault.pipeline import stating, timeline
    from vault.pipeline.declaring import day

    first = day("The first day", start) if start is not None else None
    last = day("The last day", until) if until is not None else _today(session)
    with session.writing() as pen:
        drafts = timeline.ordered(pen.history)
        chosen = timeline.of_script(drafts, script)[-1].field("script")["id"] if script else None
        made, paper, table = stating.state(
            pen.history,
            (first, last),
            output,
            session.roots(),
            session.clock(),
            zone(session),
            script=chosen,
            replace=force,
        )
    data = {
        "grants": [_grant(account.grant, last) for account in made.accounts],
        "statement": {
            "path": str(paper),
            "table": str(table),
            "from": made.start.isoformat(),
            "until": made.until.isoformat(),
            "sums": [
                {
                    "currency": total.due.currency,
                    "before": total.before.minor,
                    "due": total.due.minor,
                    "received": total.received.minor,
                    "outstanding": total.outstanding.minor,
                }
                for total in made.sums
            ],
        },
    }
    lines = [f"The statement is in {paper}, the same lines in {table}."]
    lines += [
        f"{total.due.in_words} fell due, {total.received.in_words} was received,"
        f" {total.outstanding.in_words} is outstanding."
        for total in made.sums
    ] or ["No grant was in force."]
    return Outcome(data, lines)


def _changed(session: Session, seq: int, known: "Grant", said: str) -> Outcome:
    today = _today(session)
    owed = f"Outstanding on grant {known.entry.seq} today: {known.owed(today).in_words}."
    return Outcome({"seq": seq, "grants": [_grant(known, today)]}, [said, owed])


def _today(session: Session) -> date:
    from vault.operations.certifying import zone

    return session.clock().now.astimezone(zone(session)).date()


def _needed(what: str, text: str) -> str:
    from vault.licence.issuing import checked

    return checked(what, text)


def _grant(one: "Grant", today: date) -> dict[str, Any]:
    """Return a grant as programs rely on it; amounts count the currency's smallest unit."""
    since = _overdue(one, today)
    return {
        "seq": one.entry.seq,
        "leaf": one.entry.leaf,
        "log": one.entry.log,
        "licensee": one.licensee,
        "work": one.title,
        "number": one.number,
        "model": one.model,
        "purpose": one.purpose,
        "from": one.start.isoformat(),
        "until": one.until.isoformat(),
        "fee": one.fee.as_json(),
        "falls_due": one.falls,
        "credit": one.credit or None,
        "audit": one.audit or None,
        "removal": one.removal or None,
        "ended": one.ended.on.isoformat() if one.ended else None,
        "outstanding": {"minor": one.owed(today).minor, "currency": one.fee.currency},
        "overdue_since": since.isoformat() if since else None,
    }


def _grant_in_words(one: "Grant", today: date) -> str:
    ended = f", ended on {one.ended.on}" if one.ended else ""
    since = _overdue(one, today)
    overdue = f", overdue since {since}" if since else ""
    return (
        f"{one.entry.seq}  {one.licensee}: “{one.title}” for {one.model}, {one.purpose};"
        f" {one.start} to {one.until}{ended}; {one.fee.in_words}, {one.falls};"
        f" outstanding today {one.owed(today).in_words}{overdue}"
    )


def _overdue(one: "Grant", today: date) -> date | None:
    """Return since when something that fell due before today is not paid."""
    from vault.prove.statement_standing import standing

    found = standing(one, today)
    return found.since if found.overdue.minor else None
