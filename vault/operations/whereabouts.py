"""Whether there is a vault at its place: there, not yet, or gone from where it was."""

from typing import Literal

from vault.operations.session import Session

Whereabouts = Literal["there", "none", "gone"]


def whereabouts(session: Session) -> Whereabouts:
    """Return how it stands with the vault of a session; reads no secret.

    Raises ``Damaged`` when something is there that was a vault once.
    """
    from vault.pipeline.history import find_vault_id
    from vault.settings import name_for
    from vault.store.folder import Folder

    folder = Folder(session.where.vault)
    if folder.exists():
        find_vault_id(folder)
        return "there"
    # Settings are named for the vault and its place: if there are some, it has been here.
    place = name_for("", session.where.vault)
    known = any(session.where.configuration.glob(f"*{place}.toml"))
    return "gone" if known else "none"
