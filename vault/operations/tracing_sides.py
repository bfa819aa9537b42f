"""What the window shows of a trace side by side: pages that turned up, pages as issued."""

from typing import TYPE_CHECKING

from vault.operations.session import Session

if TYPE_CHECKING:
    from vault.operations.tracing import Look
    from vault.pipeline.beside import Side

DOTS = 144
"""Dots an inch at which pages are shown: two for each of a common screen."""


def sides(session: Session, look: "Look", match: int, passage: int) -> "tuple[Side, Side]":
    """Return the page that turned up, and the page of the copy, of one passage of a match.

    ``match`` and ``passage`` count from 0 in the matches of the trace, and in the passages of each.
    """
    from vault.pipeline import beside

    where = look.outcome.data["matches"][match]["passages"][passage]
    with session.reading() as history:
        return beside.sides(history, look.traced, look.traced.matches[match], where, DOTS)
