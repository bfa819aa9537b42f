"""How a royalty statement looks: grant by grant, each line with the entry that holds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from vault.encoding import b64
from vault.log.checkpoint import Checkpoint
from vault.paper.document import INK, LINE, MUTED, WAX, Document
from vault.paper.faces import Face
from vault.prove import certificate_words as words
from vault.prove.certificate_foot import legend
from vault.prove.certificate_page import LEFT, RIGHT, Part, block, fitting, heading, line, row_part
from vault.prove.certificate_rows import Row, key
from vault.prove.certificate_words import Said, plain
from vault.prove.statement import Account, Grant, Item, Place, Statement, Sum
from vault.prove.statement_money import Money
from vault.prove.titled import Titled, boxed, drawn
from vault.seal.signing import KeySet

_SIZE, _LEADING = 9.2, 12.0
_WHAT, _DUE, _RECEIVED, _ENTRY = LEFT + 60.0, 386.0, 452.0, 482.0
_SUMS = (226.0, 334.0, 442.0, RIGHT)
_LEAF = 10
"""Digits of a leaf that stand on paper; the table beside it has all."""

_FALLS = {
    "once": "due once",
    "quarterly": "due each quarter",
    "yearly": "due each year",
    "per-work": "due for each work",
}

_NOT_SHOWN = """that a licensee agreed, used what was granted or paid; who the people named are;
that nothing else was granted. The signer declared every grant and every amount, and nobody checked
them. It is a summary; the entries it names are the record. It is no invoice and no tax document."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands around the lines: signed states of the logs, the key, the writer, the moment.

    ``latest``: the time before which the last of the entries named existed, by an independent
    authority; None where one of them, or more, ``bare``, have no such time.
    """

    heads: Sequence[Checkpoint]
    latest: datetime | None
    bare: int
    signer: KeySet
    writer: Mapping[str, str]
    issued: datetime
    zone: tzinfo


def page(statement: Statement, facts: Facts) -> bytes:
    """Return the statement as a PDF."""
    parts: list[Part] = []
    for account in statement.accounts:
        parts += _account(account, statement, several=len(facts.heads) > 1)
    if statement.sums:
        parts.append(_together([heading("All grants"), _sums_head(), *map(_sum, statement.sums)]))
    first, *others = [row_part(row, _SIZE) for row in _record(facts)]
    parts += [_together([heading("The record"), first]), *others]
    limits: Said = (("This does not show", "bold"), (f" {' '.join(_NOT_SHOWN.split())}", "plain"))
    period = f"{_day(statement.start)} to {_day(statement.until)}"
    issued = f"{words.moment(facts.issued)} · {words.local(facts.issued, facts.zone)}"
    paper = Titled(
        title="Royalty statement",
        label="LICENCES TO TRAIN AI",
        opening=_opening(statement),
        parts=(*parts, boxed([limits, legend()])),
        footer=(f"{statement.start} to {statement.until}", f"issued {issued}"),
        subject=f"licences to train AI, {period}",
    )
    return drawn(paper, facts.issued)


def _opening(statement: Statement) -> Said:
    count = words.count(len(statement.accounts), "grant")
    period = f"From {_day(statement.start)} to {_day(statement.until)}"
    if not statement.accounts:
        return plain(f"{period} no licence to train AI was in force and nothing was due.")
    due, received, owed = (
        _amounts([getattr(one, name) for one in statement.sums])
        for name in ("due", "received", "outstanding")
    )
    return (
        (f"{period}: {due} due on {count}, {received} received, ", "plain"),
        (f"{owed} outstanding", "bold"),
        (", as the signer declares in the entries named below.", "plain"),
    )


def _amounts(amounts: Sequence[Money]) -> str:
    """Return amounts in several currencies, those of nothing left out."""
    return words.listed([one.in_words for one in amounts if one.minor]) or "nothing"


def _account(account: Account, statement: Statement, *, several: bool) -> list[Part]:
    """Return one grant: what it is about, then its lines; no head or foot is left alone."""
    grant = account.grant
    first, *about = [row_part(row, _SIZE) for row in _terms(grant, several=several)]
    name = heading(fitting(grant.licensee, RIGHT - LEFT, 15.0))
    lines = [_line(item) for item in account.lines]
    if account.before.minor:
        balance = account.before.grouped
        lines.insert(0, _figures(statement.start, "outstanding before", balance=balance))
    ends = [_head(grant), *lines[:1]], [*lines[1:][-1:], _foot(account, statement)]
    return [_together([name, first]), *about, _together(ends[0]), *lines[1:-1], _together(ends[1])]


def _terms(grant: Grant, *, several: bool) -> list[Row]:
    title = words.shortened(grant.title, 90)
    log = f" of log {grant.entry.log[:8]}" if several else ""
    place = f"entry {grant.entry.seq}{log}, leaf {grant.entry.leaf[:_LEAF]}"
    work = plain(f"“{title}”, draft {grant.number}, for {grant.model}")
    term = plain(f"{grant.purpose}; {_day(grant.start)} to {_day(grant.until)}")
    rows = [
        Row("Granted", "D", (work, term)),
        Row("Fee", "D", (plain(f"{grant.fee.in_words}, {_FALLS.get(grant.falls, grant.falls)}"),)),
    ]
    more = {"Credit": grant.credit, "Audit": grant.audit, "At the end": grant.removal}
    rows += [Row(label, "D", (plain(text),)) for label, text in more.items() if text]
    return [*rows, Row("Sealed as", "M", (plain(place),))]


def _head(grant: Grant) -> Part:
    currency = grant.fee.currency

    def draw(document: Document, top: float) -> None:
        y = top + 16.0
        document.rule(LEFT, top, RIGHT, top)
        line(document, LEFT, y, "day", 8.6, MUTED)
        line(document, _DUE, y, f"due, {currency}", 8.6, MUTED, "right")
        line(document, _RECEIVED, y, "received", 8.6, MUTED, "right")
        line(document, _ENTRY, y, "entry", 8.6, MUTED, "right")
        line(document, RIGHT, y, "leaf begins", 8.6, MUTED, "right")

    return Part(20.0, draw)


def _line(item: Item) -> Part:
    amount = item.amount.grouped
    if item.kind == "ended":
        return _figures(item.on, f"ended: {item.what}", entry=item.entry)
    if item.kind == "due":
        return _figures(item.on, item.what, due=amount, entry=item.entry)
    return _figures(item.on, item.what, received=amount, entry=item.entry)


def _figures(
    on: date, what: str, *, due: str = "", received: str = "", balance: str = "",
    entry: Place | None = None,
) -> Part:  # fmt: skip
    """Return one line of an account; a balance stands between the columns it is made of."""
    said = block([plain(what)], _DUE - 70.0 - _WHAT, _SIZE, _LEADING)

    def draw(document: Document, top: float) -> None:
        y = top + 2.0 + _LEADING / 2 + 0.31 * _SIZE
        line(document, LEFT, y, on.isoformat(), _SIZE, INK)
        said.draw(document, _WHAT, top + 2.0)
        line(document, _DUE, y, due or balance, _SIZE, INK, "right")
        line(document, _RECEIVED, y, received, _SIZE, INK, "right")
        if entry is not None:
            line(document, _ENTRY, y, str(entry.seq), _SIZE, INK, "right")
            leaf = entry.leaf[:_LEAF]
            line(document, RIGHT, y, leaf, 7.6, INK, "right", Face.SCRIPT_BOLD)

    return Part(said.height + 3.0, draw)


def _foot(account: Account, statement: Statement) -> Part:
    colour = WAX if account.outstanding.minor > 0 else INK

    def draw(document: Document, top: float) -> None:
        document.rule(LEFT, top + 3.0, RIGHT, top + 3.0, LINE, 0.8)
        y = top + 17.0
        line(document, _DUE, y, account.due.grouped, _SIZE, MUTED, "right")
        line(document, _RECEIVED, y, account.received.grouped, _SIZE, MUTED, "right")
        line(document, LEFT, y, "in this period", _SIZE, MUTED)
        line(document, LEFT, y + 15.0, f"Outstanding on {_day(statement.until)}", 10.4, INK,
             face=Face.BOOK_BOLD)  # fmt: skip
        total = account.outstanding.in_words
        line(document, RIGHT, y + 15.0, total, 10.4, colour, "right", Face.BOOK_BOLD)

    return Part(46.0, draw)


def _sums_head() -> Part:
    def draw(document: Document, top: float) -> None:
        labels = ("outstanding before", "due", "received", "outstanding")
        for x, label in zip(_SUMS, labels, strict=True):
            line(document, x, top + 10.0, label, 8.6, MUTED, "right")

    return Part(15.0, draw)


def _sum(total: Sum) -> Part:
    def draw(document: Document, top: float) -> None:
        document.rule(LEFT, top, RIGHT, top)
        line(document, LEFT, top + 14.0, total.due.currency, 10.4, INK, face=Face.BOOK_BOLD)
        amounts = (total.before, total.due, total.received, total.outstanding)
        for x, amount in zip(_SUMS, amounts, strict=True):
            face = Face.BOOK_BOLD if amount is total.outstanding else Face.BOOK
            line(document, x, top + 14.0, amount.grouped, 10.4, INK, "right", face)

    return Part(20.0, draw)


def _record(facts: Facts) -> list[Row]:
    """Return by which signed states the entries named can be found again."""
    name, mail = facts.writer.get("name", ""), facts.writer.get("email", "")
    writer = f"{name}{f' <{mail}>' if mail else ''}, as typed by the signer"
    states: list[Said] = []
    for head in facts.heads:
        states.append(plain(f"{words.count(head.size, 'entry', 'entries')} of log {head.log}"))
        states.append((("root ", "plain"), (b64(head.root), "code")))
    return [
        Row("Record", "M", tuple(states)),
        Row("Independent time", "T", (plain(_time(facts)),)),
        Row("Key", "M", key(facts.signer)),
        Row("Signer’s name", "D", (plain(writer if name else "none given"),)),
    ]


def _time(facts: Facts) -> str:
    if facts.latest is not None:
        return f"all entries named existed no later than {words.bound(facts.latest)}"
    if not facts.bare:
        return "no entry is named"
    return f"none yet for {words.count(facts.bare, 'entry', 'entries')} of those named"


def _together(parts: Sequence[Part]) -> Part:
    """Return parts that stand on one page."""

    def draw(document: Document, top: float) -> None:
        for part in parts:
            part.draw(document, top)
            top += part.height

    return Part(sum(part.height for part in parts), draw)


def _day(when: date) -> str:
    return f"{when.day} {words.MONTHS[when.month - 1]} {when.year}"
