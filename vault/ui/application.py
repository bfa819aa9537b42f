"""The desktop app: one window a vault, its life from start to end."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from vault.errors import EnvironmentFailed
from vault.operations.session import Session
from vault.ui import display


def start(vault: Path | None, passphrase: str | None) -> int:
    """Open the window over a vault and return when it is closed.

    Raises ``EnvironmentFailed`` where no window can be shown.
    """
    chosen = display.platform(os.environ, plugins())
    # As a word to Qt alone: in the environment, the programs we start would inherit it.
    words = [*sys.argv[:1], *(["-platform", chosen] if chosen is not None else [])]
    try:
        from vault.ui.binding import check_binding
        from vault.ui.running import run

        check_binding()
    except ImportError as error:
        if error.name is None or not error.name.startswith("vault"):
            raise display.missing_library(error) from error
        raise
    return run(Session(vault=vault), words, passphrase)


def plugins() -> Path:
    """Return where Qt's platform plugins lie; finding them loads nothing of Qt."""
    found = find_spec("PySide6")
    if found is None or not found.submodule_search_locations:
        raise EnvironmentFailed(
            "The window needs the package PySide6-Essentials, which is not installed.",
            "Install it with: pip install PySide6-Essentials.",
        )
    return Path(found.submodule_search_locations[0]) / "Qt" / "plugins" / "platforms"
