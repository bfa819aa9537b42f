"""Making the copies, one reader after the other: each is recorded and written, or was not begun."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vault.errors import VaultError
from vault.licence.record import Holder, Recipient
from vault.operations.session import Session, in_words


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be made: of which draft, for whom, on what terms, where."""

    draft: str
    people: Sequence[Recipient]
    licence: str
    holder: Holder
    folder: Path


@dataclass(frozen=True, slots=True)
class Made:
    """The copies that were made, as ``share`` tells of them, and why no more of them were."""

    copies: list[dict[str, Any]] = field(default_factory=list)
    ended: VaultError | None = None


def make(session: Session, wish: Wish) -> Made:
    """Make the copies; when it is stopped or fails, those made until then are whole and stay."""
    from vault.operations import sharing

    quiet = session.beside(progress=lambda *_: None)
    copies: list[dict[str, Any]] = []
    try:
        for number, reader in enumerate(wish.people, start=1):
            session.progress("copies", number, len(wish.people))
            outcome = sharing.share_with(
                quiet,
                draft=wish.draft,
                people=[reader],
                licence=wish.licence,
                holder=wish.holder,
                output=wish.folder,
            )
            copies += outcome.data["copies"]
    except VaultError as error:
        return Made(copies, error)
    except OSError as error:
        return Made(copies, in_words(error))
    return Made(copies)
