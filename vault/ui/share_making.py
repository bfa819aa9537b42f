"""Making the copies, all readers in one action: each copy is wholly in, or was not begun."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vault.errors import VaultError
from vault.licence.record import Holder, Recipient
from vault.operations.session import Session, in_words
from vault.ui.tasks import Cancelled

if TYPE_CHECKING:
    from vault.pipeline.forms import Form


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be made: of which draft, for whom, on what terms, where."""

    draft: str
    people: Sequence[Recipient]
    licence: str
    holder: Holder
    folder: Path
    form: "Form" = "pdf"
    wording: bool = True
    zero_width: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """The copies that were made, as ``share`` tells of them, and why no more of them were."""

    copies: list[dict[str, Any]] = field(default_factory=list)
    ended: VaultError | None = None
    waiting: int = 0
    """How many are recorded, and have no file or may have none."""


def make(session: Session, wish: Wish) -> Made:
    """Make the copies. When it is stopped, those recorded until then get their files.

    Raises ``VaultError`` when nothing was recorded.
    """
    from vault.operations import sharing

    before = _recorded(session, wish.draft)
    try:
        outcome = sharing.share_with(
            session,
            draft=wish.draft,
            people=wish.people,
            licence=wish.licence,
            holder=wish.holder,
            output=wish.folder,
            form=wish.form,
            wording=wish.wording,
            zero_width=wish.zero_width,
        )
    except (VaultError, OSError) as error:
        recorded = _recorded(session, wish.draft) - before
        if not recorded:
            raise
        if isinstance(error, Cancelled):
            return Made(write(session, wish.folder), Cancelled())
        reason = in_words(error) if isinstance(error, OSError) else error
        return Made([], reason, len(recorded))
    return Made(outcome.data["copies"])


def write(session: Session, folder: Path) -> list[dict[str, Any]]:
    """Write the files of the last action's copies into a folder; those that are there stay."""
    from vault.operations import sharing

    told = sharing.share(
        session,
        draft=None,
        to=(),
        to_csv=None,
        licence="",
        holder=None,
        output=folder,
        again=["last"],
    )
    copies: list[dict[str, Any]] = told.data["copies"]
    return copies


def _recorded(session: Session, draft: str) -> set[str]:
    """Return the numbers of the copies that were made of a draft."""
    from vault.operations import drafting

    return {copy["copy_id"] for copy in drafting.show(session, draft=draft).data["copies"]}
