"""What is known before copies are made: the draft's pages, who has which draft of the script."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vault.errors import BadInput
from vault.operations.session import Session

if TYPE_CHECKING:
    from vault.licence.record import Holder, Recipient, Sealed, Work
    from vault.pipeline.history import History
    from vault.pipeline.presenting import Presented
    from vault.seal.signing import KeySet
    from vault.share.copies import Layout
    from vault.share.variants import Sheet
    from vault.store.index import Row


@dataclass(frozen=True, slots=True)
class Held:
    """A copy that was made before: for whom, and of which draft of the script."""

    recipient: "Recipient"
    number: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """What every copy of a draft will have, and what was said and issued for its script before.

    ``held`` is oldest first. ``sealed`` and ``keys`` are as a copy's record would name them now.
    """

    layout: "Layout"
    work: "Work"
    holder: "Holder"
    held: tuple[Held, ...]
    sealed: "Sealed"
    keys: "KeySet"
    native: str
    """How the files of copies in the draft's own format end; empty where it has no such copies."""
    sheet: "Sheet | None" = None
    """The wording chosen for the draft; ``layout`` has it too, unless it fits its pages no more."""
    worded_before: int | None = None
    """The number of the latest earlier draft of the script that has a wording."""


def prepare(session: Session, *, draft: str) -> Prepared:
    """Return what the copies of a draft will be like; issues nothing.

    Raises ``BadInput`` for a draft whose words cannot be read or printed.
    """
    from vault.licence.record import Recipient, Sealed
    from vault.pipeline import issued, timeline, tokens, variants
    from vault.store import lines

    with session.reading() as history:
        row = timeline.find_draft(history, draft)
        sheet = variants.sheet_of(history, row)
        found = _presented(history, row, sheet)
        size = lines.checkpoint_sizes(history.folder, row.log)[-1]
        before = [int(one.field("script")["number"]) for one in variants.earlier(history, row)]
        head = tokens.checkpoint_of(history, row.log, size)
        held = []
        for copy in history.rows("copy", script=str(row.field("script")["id"])):
            told = copy.field("parties").get("recipient", {})
            parts = (str(told.get(part, "")) for part in ("name", "mail", "organisation"))
            held.append(Held(Recipient(*parts), int(copy.field("script")["number"])))
        return Prepared(
            layout=found.layout,
            work=found.work,
            holder=issued.said_before(history, row),
            held=tuple(held),
            sealed=Sealed(
                leaf=row.leaf.hex(),
                sha256=str(row.field("content")["sha256"]),
                log=row.log,
                size=head.size,
                root=head.root.hex(),
            ),
            keys=history.logs[row.log].succession.at(row.seq),
            native=_native(history, row),
            sheet=sheet,
            worded_before=next(iter(before), None),
        )


def _presented(history: "History", draft: "Row", sheet: "Sheet | None") -> "Presented":
    """Return a draft's pages, with its wording where that fits them."""
    from vault.pipeline import presenting

    if sheet is not None:
        with suppress(BadInput):  # such as other words in the draft, as a newer reader has them
            return presenting.present(history, draft, sheet)
    return presenting.present(history, draft)


def _native(history: "History", draft: "Row") -> str:
    from vault.pipeline import presenting

    try:
        return presenting.present_native(history, draft)[0].suffix
    except BadInput:
        return ""
