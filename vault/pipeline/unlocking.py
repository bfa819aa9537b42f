"""Letting this computer open the vault by itself, and taking that back."""

from contextlib import suppress
from pathlib import Path

from vault.encoding import sha256
from vault.errors import EnvironmentFailed, Unreadable, WrongPassphrase
from vault.pipeline.history import find_vault_id, slot_files
from vault.seal import slots
from vault.seal.keyring import Keyring
from vault.seal.keys import Random, Secrets
from vault.settings import Places
from vault.store.folder import Folder, disk_errors, write_new

SLOT = "keyring"


def keep(where: Places, secrets: Secrets, keyring: Keyring, random: Random) -> None:
    """Put a fresh key into the keyring and all secrets under it into the vault's keyring slot.

    Each computer has a slot of its own in a vault that several share; this one's earlier slot is
    replaced. Raises ``EnvironmentFailed`` when the keyring or the disk refuses; then the vault is
    as it was.
    """
    folder = Folder(where.vault)
    vault_id = find_vault_id(folder)
    earlier = keyring.get(vault_id)
    before = _opened_by(folder, earlier) if earlier else {}
    key = random(32)
    data = slots.keyring_slot(secrets, key, random)
    path = folder.keys / f"{SLOT}.{sha256(data).hex()}"
    with disk_errors("the keyring slot"):
        write_new(path, data)
    try:
        keyring.put(vault_id, key)
    except EnvironmentFailed:
        path.unlink(missing_ok=True)
        raise
    with disk_errors("the keyring slot"):
        for path in before:
            path.unlink(missing_ok=True)


def open_kept(where: Places, keyring: Keyring) -> Secrets | None:
    """Return the secrets if this computer's keyring opens the vault, else None.

    A key that does not fit, or a slot that was damaged, is no reason to stop: the passphrase is
    asked for instead. Raises ``EnvironmentFailed`` when the keyring does not answer.
    """
    folder = Folder(where.vault)
    key = keyring.get(find_vault_id(folder))
    return next(iter(_opened_by(folder, key).values()), None) if key else None


def is_kept(where: Places) -> bool:
    """Tell whether any computer's keyring may open this vault."""
    return bool(slot_files(Folder(where.vault), SLOT))


def forget(where: Places, keyring: Keyring | None) -> None:
    """Let only passphrase and kit open the vault: no keyring slot, of any computer, is left."""
    folder = Folder(where.vault)
    vault_id = find_vault_id(folder)
    with disk_errors("the keyring slot"):
        for path in slot_files(folder, SLOT):
            path.unlink(missing_ok=True)
    if keyring is not None:
        keyring.drop(vault_id)


def _opened_by(folder: Folder, key: bytes) -> dict[Path, Secrets]:
    found = {}
    for path in slot_files(folder, SLOT):
        with suppress(WrongPassphrase, Unreadable):
            found[path] = slots.open_keyring(path.read_bytes(), key)
    return found
