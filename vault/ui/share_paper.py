"""A page of a copy on the screen: what draws it on paper draws it here, with the same calls."""

from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPainterPath, QPen

from vault.paper.faces import Face, advance, normal, runs

if TYPE_CHECKING:
    from vault.paper.document import Colour, Document
    from vault.paper.shapes import Path

FINE = 16
"""Faces are set this much larger and drawn smaller: Qt rounds their sizes to whole pixels."""
EM = 1000.0


class Painted:
    """Takes what a page takes of ``vault.paper.document.Document``, and paints it; in points."""

    def __init__(self, painter: QPainter) -> None:
        self._painter = painter

    def as_document(self) -> "Document":
        """Return this as what draws pages calls it; only pages may be drawn on it."""
        return cast("Document", self)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        face: Face,
        size: float,
        colour: "Colour" = (0, 0, 0),
        tracking: float = 0.0,
    ) -> None:
        """Set one line of text whose baseline begins at (x, y)."""
        self._painter.setPen(QColor(*colour))
        for run in runs(normal(text), face):
            self._set(x, y, run.text, run.face or face, size, tracking)
            x += advance(run, face) * size / EM + tracking * len(run.text)

    def draw(self, path: "Path", *, fill: "Colour") -> None:
        """Fill a shape."""
        self._painter.fillPath(outline(path.operators), QColor(*fill))

    def rule(
        self, x1: float, y1: float, x2: float, y2: float, colour: "Colour", line: float = 0.6
    ) -> None:
        """Draw a straight line."""
        self._painter.setPen(QPen(QColor(*colour), line))
        self._painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))

    def apart(self, _tag: str) -> AbstractContextManager[None]:
        """Draw as always: on the screen nobody reads operators."""
        return nullcontext()

    def _set(self, x: float, y: float, text: str, face: Face, size: float, tracking: float) -> None:
        font = QFont(_font(face))
        font.setPixelSize(round(size * FINE))
        if tracking:
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, tracking * FINE)
        painter = self._painter
        painter.save()
        painter.translate(x, y)
        painter.scale(1 / FINE, 1 / FINE)
        painter.setFont(font)
        painter.drawText(QPointF(0, 0), text)
        painter.restore()


def outline(operators: str) -> QPainterPath:
    """Return a shape from the path construction operators of PDF (ISO 32000-1, 8.5.2)."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    numbers: list[float] = []
    for word in operators.split():
        if word == "m":
            path.moveTo(*numbers)
        elif word == "l":
            path.lineTo(*numbers)
        elif word == "c":
            path.cubicTo(*numbers)
        elif word == "re":
            path.addRect(*numbers)
        elif word == "h":
            path.closeSubpath()
        else:
            numbers.append(float(word))
            continue
        numbers = []
    return path


@cache
def _font(face: Face) -> QFont:
    """Load the very file that is put into the PDF."""
    families = QFontDatabase.applicationFontFamilies(
        QFontDatabase.addApplicationFont(str(face.path))
    )
    font = QFont(families)
    font.setBold("Bold" in face.value)
    font.setItalic("Italic" in face.value)
    font.setKerning(False)
    for joined in ("liga", "clig"):  # paper sets letter by letter
        font.setFeature(QFont.Tag(joined), 0)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
