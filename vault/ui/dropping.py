"""Files dropped on a page: which they are, or the sentence that says why none is taken."""

from pathlib import Path

from PySide6.QtCore import QMimeData

from vault.errors import BadInput


def holds_files(data: QMimeData) -> bool:
    """Tell whether what is dragged has files at all."""
    return data.hasUrls()


def one_file(data: QMimeData, hint: str) -> Path:
    """Return the one file that was dropped.

    Raises ``BadInput`` for several, and for what does not lie on this computer; ``hint`` says what
    to do then.
    """
    places = data.urls()
    if len(places) != 1:
        raise BadInput(f"{len(places)} files were dropped.", hint)
    if not places[0].isLocalFile():
        raise BadInput("What was dropped is no file on this computer.", hint)
    return Path(places[0].toLocalFile())
