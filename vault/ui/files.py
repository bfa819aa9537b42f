"""Asking for a file or a folder in the platform's own dialog, without stopping the window."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def save_as(parent: QWidget, title: str, proposed: Path, then: Callable[[Path], object]) -> None:
    """Ask where to put a new file; ``then`` is called with the place, or not at all.

    Nothing is overwritten: operations refuse a place that is taken, in words.
    """
    dialog = QFileDialog(parent, title, str(proposed.parent))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setDefaultSuffix(proposed.suffix.lstrip("."))
    dialog.selectFile(proposed.name)
    _ask(dialog, then)


def open_file(parent: QWidget, title: str, then: Callable[[Path], object], kinds: str = "") -> None:
    """Ask for a file that is there; ``kinds`` is a filter such as ``Bundles (*.zip)``."""
    dialog = QFileDialog(parent, title, str(Path.home()), kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    _ask(dialog, then)


def open_files(
    parent: QWidget, title: str, then: Callable[[list[Path]], object], kinds: str = ""
) -> None:
    """Ask for one or more files that are there; ``kinds`` as of ``open_file``."""
    dialog = QFileDialog(parent, title, str(Path.home()), kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def open_folder(
    parent: QWidget, title: str, then: Callable[[Path], object], begin: Path | None = None
) -> None:
    """Ask for a folder that is there."""
    dialog = QFileDialog(parent, title, str(begin or Path.home()))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    # Qt's own dialog may say the folder it stood in as well when another was typed; that is last.
    dialog.filesSelected.connect(lambda names: then(Path(names[-1])))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def documents() -> Path:
    """Return where the platform wants a person's documents to be."""
    from PySide6.QtCore import QStandardPaths

    place = QStandardPaths.StandardLocation.DocumentsLocation
    found = Path(QStandardPaths.writableLocation(place))
    return found if found.is_dir() else Path.home()


def _ask(dialog: QFileDialog, then: Callable[[Path], object]) -> None:
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
