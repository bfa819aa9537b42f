"""``python -m vault`` and the command ``scriptvault``."""

import sys
from pathlib import Path


def main() -> int:
    """Run a verb of the command line, or without one the desktop app; return its exit code."""
    from vault.cli.main import main as run

    return run(desktop=_desktop)


def _desktop(vault: Path | None, passphrase: str | None) -> int:
    from vault.ui.application import start

    return start(vault, passphrase)


if __name__ == "__main__":
    sys.exit(main())
