"""``python -m vault`` and the command ``scriptvault``."""

import sys


def main() -> int:
    """Run the command line and return its exit code."""
    from vault.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
