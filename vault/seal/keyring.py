"""The system's own keyring, holding one key: a keyring that encrypts, named in words, or none.

Never a file in plain text: only these backends of the library count, whatever else is installed or
configured, and where none of them is there that is said.
"""

from importlib import import_module
from typing import Protocol

from vault.errors import EnvironmentFailed

SERVICE = "scriptvault"

_BACKENDS = (
    ("keyring.backends.macOS", "Keyring", "the macOS Keychain"),
    ("keyring.backends.Windows", "WinVaultKeyring", "the Windows Credential Manager"),
    ("keyring.backends.SecretService", "Keyring", "the desktop's Secret Service"),
    ("keyring.backends.kwallet", "DBusKeyring", "KWallet"),
)


class Keyring(Protocol):
    """A place outside the vault that keeps 32 bytes per vault; ``name`` is fit for a sentence."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    def get(self, vault_id: str) -> bytes | None:
        """Return the key kept for a vault, or None. Raises ``EnvironmentFailed``."""
        ...

    def put(self, vault_id: str, key: bytes) -> None:
        """Keep a vault's key in place of an earlier one. Raises ``EnvironmentFailed``."""
        ...

    def drop(self, vault_id: str) -> None:
        """Keep nothing of this vault any more. Raises ``EnvironmentFailed``."""
        ...


class _Backend(Protocol):
    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class SystemKeyring:
    """One backend of the ``keyring`` library."""

    def __init__(self, backend: _Backend, name: str) -> None:
        self._backend = backend
        self.name = name

    def get(self, vault_id: str) -> bytes | None:
        """Return the key kept for a vault, or None where there is none of ours."""
        from keyring.errors import KeyringError

        try:
            kept = self._backend.get_password(SERVICE, vault_id)
        except KeyringError as error:
            raise self._refused() from error
        try:
            return bytes.fromhex(kept) if kept else None
        except ValueError:
            return None

    def put(self, vault_id: str, key: bytes) -> None:
        """Keep a vault's key in place of an earlier one."""
        from keyring.errors import KeyringError

        try:
            self._backend.set_password(SERVICE, vault_id, key.hex())
        except KeyringError as error:
            raise self._refused() from error

    def drop(self, vault_id: str) -> None:
        """Keep nothing of this vault any more; what is not there need not be dropped."""
        from keyring.errors import KeyringError, PasswordDeleteError

        try:
            self._backend.delete_password(SERVICE, vault_id)
        except PasswordDeleteError:
            return
        except KeyringError as error:
            raise self._refused() from error

    def _refused(self) -> EnvironmentFailed:
        return EnvironmentFailed(
            f"{self.name[:1].upper()}{self.name[1:]} did not answer.",
            "Unlock it, or give the passphrase.",
        )


def system_keyring() -> Keyring:
    """Return this computer's keyring.

    Raises ``EnvironmentFailed`` where there is none that keeps its contents encrypted.
    """
    for module, name, words in _BACKENDS:
        backend = getattr(import_module(module), name)
        if backend.viable:
            return SystemKeyring(backend(), words)
    raise EnvironmentFailed(
        "This computer has no keyring that could hold the key.",
        "Give the passphrase at each start; nothing was written.",
    )
