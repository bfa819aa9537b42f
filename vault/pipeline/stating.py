"""Writing a royalty statement: the same lines on paper and as a table beside it.

Both are on the disk before either takes its place.
"""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from pathlib import Path

from vault.errors import BadInput
from vault.log.checkpoint import Checkpoint
from vault.pipeline import grants, tokens
from vault.pipeline.history import History
from vault.pipeline.places import paper_place
from vault.prove import statement_csv, statement_page
from vault.prove.statement import Grant, Place, Statement, statement
from vault.prove.statement_page import Facts
from vault.records import Clock
from vault.store import lines
from vault.store.outside import written_whole
from vault.timestamp.authorities import Roots


def state(
    history: History,
    period: tuple[date | None, date],
    out: Path,
    roots: Roots,
    clock: Clock,
    zone: tzinfo,
    *,
    script: str | None,
    replace: bool,
) -> tuple[Statement, Path, Path]:
    """Write the statement of a period, first and last day, to ``out`` and a table beside it.

    Without a first day it begins with what came first, see ``first_day``. ``script``: only the
    grants of the script of this id. Raises ``BadInput`` for a period that ends before it begins, or
    a place that is taken.
    """
    known = grants.ledger(history, script)
    start, until = _period(known, *period)
    paper = paper_place(history, out, replace=replace)
    table = paper_place(history, paper.with_suffix(".csv"), replace=replace)
    if table == paper:
        raise BadInput(f"{paper.name} is the name of the table.", "Name the paper FILE.pdf.")
    made = statement(known, start, until)
    heads = _heads(history, made)
    facts = _facts(history, heads, _times(history, made, roots), clock, zone)
    pdf = statement_page.page(made, facts)
    with (
        written_whole(paper, "the statement", replace=replace) as page,
        written_whole(table, "the table", replace=replace) as rows,
    ):
        page.write(pdf)
        rows.write(statement_csv.table(made, heads))
    return made, paper, table


def _period(known: Sequence[Grant], start: date | None, until: date) -> tuple[date, date]:
    first = start or first_day(known, until)
    if first > until:
        raise BadInput(
            f"The statement would end on {until}, before it begins on {first}.",
            "Correct --from or --until.",
        )
    return first, until


def first_day(known: Sequence[Grant], until: date) -> date:
    """Return the day of the first grant, or of a payment before it; ``until`` if that is earlier.

    So nothing of what was ever received is left to the balance before the period.
    """
    days = [item.on for grant in known for item in grant.movements()]
    return min([*days, *(grant.start for grant in known), until])


def _named(made: Statement) -> set[Place]:
    """Return the entries in which the lines of a statement stand."""
    grants_ = {account.grant.entry for account in made.accounts}
    return grants_ | {item.entry for account in made.accounts for item in account.lines}


def _times(history: History, made: Statement, roots: Roots) -> list[datetime | None]:
    """Return the independent time of each entry named, None where it has none yet."""
    known, leaves = tokens.times(history, roots), {place.leaf for place in _named(made)}
    rows = [row for row in grants.standing(history) if row.leaf.hex() in leaves]
    return [known.of(row)[0] for row in rows]


def _heads(history: History, made: Statement) -> list[Checkpoint]:
    """Return the last signed state of each log in which a line of the statement stands."""
    named = {place.log for place in _named(made)}
    found = []
    for log in sorted(named or {history.settings.log or history.id}):
        sizes = lines.checkpoint_sizes(history.folder, log)
        size = max(size for size in sizes if size <= history.logs[log].size)
        found.append(tokens.checkpoint_of(history, log, size))
    return found


def _facts(
    history: History,
    heads: Sequence[Checkpoint],
    times: Sequence[datetime | None],
    clock: Clock,
    zone: tzinfo,
) -> Facts:
    own = history.settings.log or history.id
    first = next(row for row in history.rows("key") if (row.log, row.seq) == (own, 0))
    given = [moment for moment in times if moment is not None]
    return Facts(
        heads=heads,
        latest=max(given) if given and len(given) == len(times) else None,
        bare=len(times) - len(given),
        signer=history.logs[own].succession.sets[-1],
        writer=first.field("parties").get("writer", {}),
        issued=clock.now,
        zone=zone,
    )
