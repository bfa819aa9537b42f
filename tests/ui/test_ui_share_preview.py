"""The preview of a copy, held against the copy itself as another program prints it."""

import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from tests.share.conftest import TIDE, record_for, script_of
from tests.ui.conftest import Stage
from vault.licence.record import Record
from vault.share.copies import Layout, draw_copy, lay_out
from vault.ui.share_preview import Preview, paint_page
from vault.ui.theme import Theme

DENSITY = 2
BLOCK = 8
"""Dots a side of what is compared: enough to see a line out of place, too few for edges."""
FAINT = 45
"""How much darker or lighter, of 255, a block may be: edges of letters are drawn otherwise."""


@pytest.fixture(scope="module")
def record() -> Record:
    return record_for()


@pytest.fixture(scope="module")
def pages() -> Layout:
    return lay_out(script_of(TIDE))


def painted(pages: Layout, record: Record, place: int) -> QImage:
    image = QImage(612 * DENSITY, 792 * DENSITY, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(DENSITY, DENSITY)
    paint_page(painter, pages, record, place)
    painter.end()
    return image


def printed(pages: Layout, record: Record, place: int, folder: Path) -> QImage:
    (folder / "copy.pdf").write_bytes(draw_copy(pages, record, b"no signature"))
    number = str(place + 1)
    subprocess.run(
        ["pdftoppm", "-r", str(72 * DENSITY), "-f", number, "-l", number, "-png", "-singlefile",
         folder / "copy.pdf", folder / "page"],
        check=True,
    )  # fmt: skip
    return QImage(str(folder / "page.png"))


def blocks(image: QImage) -> QImage:
    small = image.scaled(
        image.width() // BLOCK,
        image.height() // BLOCK,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    return small.convertToFormat(QImage.Format.Format_Grayscale8)


def furthest(one: QImage, other: QImage) -> int:
    assert one.size() == other.size()
    return max(
        abs(one.pixelColor(x, y).value() - other.pixelColor(x, y).value())
        for y in range(one.height())
        for x in range(one.width())
    )


@pytest.mark.parametrize("place", [0, 1, 2, 4], ids=["title", "terms", "first", "later"])
@pytest.mark.usefixtures("application")
def test_the_page_on_the_screen_is_the_page_on_paper(
    pages: Layout, record: Record, tmp_path: Path, place: int
) -> None:
    shown, copy = painted(pages, record, place), printed(pages, record, place, tmp_path)
    assert furthest(blocks(shown), blocks(copy)) <= FAINT
    empty = QImage(shown)
    empty.fill(Qt.GlobalColor.white)
    assert furthest(blocks(empty), blocks(copy)) > 2 * FAINT
    other = painted(pages, record, (place + 1) % 4)
    assert furthest(blocks(other), blocks(copy)) > 2 * FAINT


def test_pages_are_turned_by_key_and_by_button(stage: Stage, pages: Layout, record: Record) -> None:
    preview = Preview(Theme(stage.application, "light"))
    preview.resize(400, 700)
    preview.show()
    preview.show_copy(pages, record)
    sheet = preview.sheet
    assert sheet.page == len(pages.title) + 1
    assert preview.heading.text() == "COPY FOR MIRIAM OKAFOR"
    for _ in range(sheet.count):
        QTest.keyClick(sheet, Qt.Key.Key_PageUp)
    assert sheet.page == 0
    assert not preview.back.isEnabled()
    for _ in range(sheet.count + 3):
        QTest.keyClick(sheet, Qt.Key.Key_Right)
    assert sheet.page == sheet.count - 1
    assert not preview.on.isEnabled()
    QTest.mouseClick(preview.back, Qt.MouseButton.LeftButton)
    assert sheet.page == sheet.count - 2
    preview.clear()
    assert sheet.count == 0
    assert not preview.on.isVisible()
