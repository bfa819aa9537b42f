"""Keeping the recovery kit: its words, and a copy of it at a place of the person's choice."""

from pathlib import Path

from vault.errors import BadInput, EnvironmentFailed
from vault.operations.session import Session


def words_of_kit(session: Session, kit: Path) -> list[str]:
    """Return the words of a recovery kit's file, in their order; raises ``BadInput``."""
    from vault.seal.keys import kit_words

    return kit_words(session.beside(kit=kit).read_kit())


def copy_kit(session: Session, *, kit: Path, to: Path) -> Path:
    """Save a recovery kit once more: as a page where a PDF is named, else as a text.

    It is readable by its person alone. Raises ``BadInput`` when something is there already, or the
    place lies in the vault or a watched folder; ``EnvironmentFailed`` when the disk refuses.
    """
    from vault.operations import vaulting
    from vault.operations.choosing import choices
    from vault.prove import kit as paper
    from vault.prove import kit_page

    for place in (session.where.vault, *map(Path, choices(session).watch)):
        if to.resolve().is_relative_to(place.resolve()):
            raise BadInput(
                f"The recovery kit must not lie inside {place}.", "Choose another place."
            )
    known = vaulting.keys(session).data
    made = paper.Kit(
        known["vault_id"], known["signer"], tuple(words_of_kit(session, kit)), session.clock().now
    )
    data = kit_page.page(made) if to.suffix.lower() == ".pdf" else paper.text(made)
    try:
        to.touch(mode=0o600, exist_ok=False)
        to.write_bytes(data)
    except FileExistsError as error:
        raise BadInput(
            f"{to} is there already.", "Choose another name; nothing is overwritten."
        ) from error
    except OSError as error:
        raise EnvironmentFailed(
            f"The recovery kit could not be written to {to}.", "Choose another place."
        ) from error
    return to
