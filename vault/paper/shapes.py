"""Shapes made of lines and curves, and letters turned into them."""

from functools import lru_cache
from typing import Self

from vault.paper.faces import Face, normal, runs

Matrix = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f): x' = a·x + c·y + e, y' = b·x + d·y + f, in points from the top left."""

AS_IT_IS: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_ROUND = 0.5522847498
"""How far the handles of a cubic curve stand out to draw a quarter of a circle of radius 1."""


class Path:
    """A shape; x grows to the right and y downwards, in points."""

    def __init__(self) -> None:
        self._steps: list[str] = []

    @property
    def operators(self) -> str:
        """The path construction operators of PDF (ISO 32000-1, 8.5.2)."""
        return " ".join(self._steps)

    def move(self, x: float, y: float) -> Self:
        """Begin a part at a point."""
        self._steps.append(f"{_number(x)} {_number(y)} m")
        return self

    def line(self, x: float, y: float) -> Self:
        """Draw a straight line to a point."""
        self._steps.append(f"{_number(x)} {_number(y)} l")
        return self

    def curve(self, x1: float, y1: float, x2: float, y2: float, x: float, y: float) -> Self:
        """Draw a cubic curve to (x, y) with the two handles before it."""
        points = " ".join(map(_number, (x1, y1, x2, y2, x, y)))
        self._steps.append(f"{points} c")
        return self

    def close(self) -> Self:
        """Close the part."""
        self._steps.append("h")
        return self

    def box(self, x: float, y: float, width: float, height: float, radius: float = 0.0) -> Self:
        """Add a rectangle, its corners rounded by ``radius``."""
        if not radius:
            self._steps.append(" ".join(map(_number, (x, y, width, height))) + " re")
            return self
        r, right, bottom = min(radius, width / 2, height / 2), x + width, y + height
        k = r * (1 - _ROUND)
        self.move(x + r, y).line(right - r, y)
        self.curve(right - k, y, right, y + k, right, y + r).line(right, bottom - r)
        self.curve(right, bottom - k, right - k, bottom, right - r, bottom).line(x + r, bottom)
        self.curve(x + k, bottom, x, bottom - k, x, bottom - r).line(x, y + r)
        return self.curve(x, y + k, x + k, y, x + r, y).close()

    def circle(self, x: float, y: float, radius: float) -> Self:
        """Add a circle around a point."""
        return self.box(x - radius, y - radius, 2 * radius, 2 * radius, radius)


@lru_cache(maxsize=256)
def lettering(text: str, face: Face, size: float) -> Path:
    """Return the outlines of a text whose baseline begins at the origin.

    A character that no face has is an empty frame. The path is shared: do not add to it.
    """
    path, x = Path(), 0.0
    for run in runs(normal(text), face):
        if run.face is None:
            wide = face.box * size / 1000
            path.box(x + wide * 0.1, -size * 0.6, wide * 0.8, size * 0.6)
            x += wide
        else:
            x = _outline(path, run.text, run.face, size, x)
    return path


def _outline(path: Path, text: str, face: Face, size: float, x: float) -> float:
    from fontTools.pens.basePen import BasePen  # type: ignore[import-untyped]
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(face.path, lazy=True) as font:
        glyphs, named = font.getGlyphSet(), font.getBestCmap()
        scale = size / font["head"].unitsPerEm

        class Pen(BasePen):  # type: ignore[misc]  # the library has no types
            def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802  # the library's name
                path.move(x + pt[0] * scale, -pt[1] * scale)

            def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
                path.line(x + pt[0] * scale, -pt[1] * scale)

            def _curveToOne(  # noqa: N802
                self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]
            ) -> None:
                handles = [(x + px * scale, -py * scale) for px, py in (pt1, pt2, pt3)]
                path.curve(*handles[0], *handles[1], *handles[2])

            def _closePath(self) -> None:  # noqa: N802
                path.close()

        for character in text:
            glyph = glyphs[named[ord(character)]]
            glyph.draw(Pen(glyphs))
            x += glyph.width * scale
    return x


def _number(value: float) -> str:
    """Return a number as PDF takes it, to 1/1000 point."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
