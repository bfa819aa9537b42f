"""The attorney's program: checks what a vault gave away, and has nothing that makes a vault.

    scriptvault-verify                 opens the window
    scriptvault-verify verify FILE …   and the other verbs that need no vault

Frozen it is a folder of its own (``build.spec``), without the watch, the store and the keys. The
verbs and the page are those of Script Vault, by the same code.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

from vault.cli.parsing import Program
from vault.commands import COMMANDS, Command

NAME = "Script Vault Verify"
VERBS = ("verify", "verify-page", "licences", "licences show", "licences read")


def commands() -> tuple[Command, ...]:
    """Return the verbs that need no vault, in the order of the table."""
    return tuple(
        replace(row, operation="vault.operations.page_alone:verify_page")
        if row.verb == "verify-page"
        else row
        for row in COMMANDS
        if row.verb in VERBS
    )


def program() -> Program:
    """Return what the command line is called and takes."""
    return Program(
        "scriptvault-verify",
        "Checks what a vault of Script Vault gave away; needs no vault and no network.",
        commands(),
        vault=False,
    )


def main() -> int:
    """Run a verb, or without one open the window; return the exit code."""
    from vault.cli.main import main as run

    return run(desktop=_window, program=program())


def _window(_vault: Path | None, _passphrase: str | None) -> int:
    from vault.ui import display
    from vault.ui.application import plugins

    chosen = display.platform(os.environ, plugins())
    words = [*sys.argv[:1], *(["-platform", chosen] if chosen is not None else [])]
    try:
        from vault.ui.binding import check_binding
        from vault.ui.verify_window import run

        check_binding()
    except ImportError as error:
        if error.name is None or not error.name.startswith("vault"):
            raise display.missing_library(error) from error
        raise
    return run(NAME, words)


if __name__ == "__main__":
    sys.exit(main())
