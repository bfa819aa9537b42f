"""Showing a file in the platform's own file manager."""

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from vault.ui import showing

FILE = Path("/home/ada/a proof, and more.zip")


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("darwin", ("open", ["-R", str(FILE)])),
        ("win32", ("explorer", [f"/select,{FILE}"])),
        ("linux", None),
    ],
)
def test_the_file_is_marked_where_that_is_possible(
    platform: str, expected: tuple[str, list[str]] | None
) -> None:
    assert showing.command(FILE, platform) == expected


def test_elsewhere_its_folder_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    monkeypatch.setattr(showing, "command", lambda path, platform: None)
    showing.show_in_folder(FILE)
    assert [url.toLocalFile() for url in opened] == ["/home/ada"]
