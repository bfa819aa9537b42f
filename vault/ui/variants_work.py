"""What the wording asks of the vault: reading a draft, sealing a choice, finding one again."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from vault.errors import BadInput
from vault.operations.session import Outcome, Session
from vault.share.variants import Site

if TYPE_CHECKING:
    from vault.operations.varying import Draft

Carried = tuple[tuple[Site, ...], tuple[str, ...]]
"""The sites that were found again, and the words of those that were not."""


def opening(reference: str) -> "Callable[[Session], Draft]":
    """Return what reads a draft and its wording, in a worker."""

    def work(session: Session) -> "Draft":
        from vault.operations import varying

        return varying.opened(session, draft=reference)

    return work


def proposing(draft: "Draft") -> Callable[[Session], tuple[Site, ...]]:
    """Return what finds the proposals that go together with the wording of a draft."""

    def work(_session: Session) -> tuple[Site, ...]:
        from vault.share.proposals import with_proposals

        chosen = frozenset(draft.sites)
        found = with_proposals(draft.desk, draft.sites)
        return tuple(site for site in found if site not in chosen)

    return work


def keeping(reference: str, sites: Sequence[Site]) -> Callable[[Session], Outcome]:
    """Return what seals these sites as the wording of a draft; none takes it back.

    It raises ``BadInput`` for what cannot be kept; nothing is sealed then.
    """

    def work(session: Session) -> Outcome:
        from vault.operations import varying

        outcome = varying.choose(session, draft=reference, sites=sites)
        if outcome.exit_code:
            raise BadInput(outcome.lines[0], " ".join(outcome.lines[1:2]))
        return outcome

    return work


def carrying(reference: str, earlier: str) -> Callable[[Session], Carried]:
    """Return what finds the wording of an earlier draft again in a later one; seals nothing."""

    def work(session: Session) -> Carried:
        from vault.operations import varying

        return varying.carry(session, draft=reference, other=earlier)

    return work
