"""Showing a file where it lies, in the platform's own file manager."""

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def command(path: Path, platform: str) -> tuple[str, list[str]] | None:
    """Return the program that marks a file in its folder, where the platform has one."""
    if platform == "darwin":
        return "open", ["-R", str(path)]
    if platform == "win32":
        return "explorer", [f"/select,{path}"]
    return None


def show_in_folder(path: Path) -> None:
    """Open the folder a file lies in, with the file marked where that is possible."""
    marked = command(path, sys.platform)
    if marked is not None:
        QProcess.startDetached(*marked)
    else:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
