"""Where the passphrase comes from: a file, the environment, or the person. Never an argument."""

import getpass
import os
import sys
from pathlib import Path

from vault.errors import BadInput, Locked
from vault.operations.session import read_text

VARIABLE = "SCRIPTVAULT_PASSPHRASE"


def given(file: Path | None) -> str | None:
    """Return the passphrase that was given without asking, or None."""
    if file is not None:
        return read_text(file, "passphrase file").rstrip("\r\n")
    return os.environ.get(VARIABLE)


def passphrase(file: Path | None, *, new: bool) -> str:
    """Return the passphrase; a new one is asked for twice.

    Raises ``Locked`` when nobody is there to ask, ``BadInput`` when the two differ.
    """
    known = given(file)
    if known is not None:
        return known
    if not sys.stdin.isatty():
        raise Locked(
            "The vault is locked and there is no terminal to ask for the passphrase.",
            f"Use --passphrase-file, or set {VARIABLE}.",
        )
    try:
        first = getpass.getpass("New passphrase: " if new else "Passphrase: ")
        if new and getpass.getpass("Once more: ") != first:
            raise BadInput("The two passphrases are not the same.", "Try again.")
    except EOFError as error:
        raise Locked("No passphrase was given.", "Try again.") from error
    return first
