"""Files dropped on a page: which they are, or the sentence that says why they are not taken."""

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
    if len(data.urls()) != 1:
        raise BadInput(f"{len(data.urls())} files were dropped.", hint)
    return some_files(data, hint)[0]


def some_files(data: QMimeData, hint: str) -> list[Path]:
    """Return the files that were dropped, in the order of their names; errors as ``one_file``."""
    places = data.urls()
    if not places or not all(place.isLocalFile() for place in places):
        raise BadInput("What was dropped is no file on this computer.", hint)
    return sorted(Path(place.toLocalFile()) for place in places)
