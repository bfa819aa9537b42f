"""Where the files that travel with the program are: frozen, installed, or in the repository."""

import sys
from functools import cache
from pathlib import Path

from vault.errors import EnvironmentFailed


@cache
def folder() -> Path:
    """Return the ``resources`` folder of this installation.

    Raises ``EnvironmentFailed`` when the installation is incomplete.
    """
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    places = [package / "resources", package.parent / "resources"]
    if frozen is not None:
        places.insert(0, Path(frozen) / "vault" / "resources")
    for place in places:
        if (place / "spec" / "checks.json").is_file():
            return place
    raise EnvironmentFailed("The program's own files are missing.", "Install Script Vault again.")


def read(name: str) -> bytes:
    """Return the bytes of one resource, named below ``resources`` with ``/``."""
    return (folder() / name).read_bytes()


def pinned_roots() -> dict[str, bytes]:
    """Return the shipped trust anchors of time authorities: file name to PEM bytes."""
    return {path.name: path.read_bytes() for path in sorted((folder() / "roots").glob("*.pem"))}
