"""Which page it is, by where its words lie: for pages whose letters mean nothing, or are pictures.

Seen from far off a page of a script is a pattern of blocks, and hardly two of a draft have the
same. Both are brought to a coarse grid, and one is moved over the other until they agree best.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Outline = NDArray[np.complex64]

CELL, FINE = 6.0, 3.0
"""Points to a side of one cell of the grid, at first and at second sight."""
_AROUND, _LEAST = 3, 20
_COLUMNS, _ROWS = 102, 132
_WIDE, _TALL = 160, 216
"""With room around, so that what is moved out on one side does not come in on the other."""
_LETTER = 7.2
_ASCENT = 8.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """How well a page agrees with a sheet, 1 at best, when moved by points right and down."""

    score: float
    right: float
    down: float


def of_letters(x: "Numbers", y: "Numbers") -> "Outline":
    """Return the outline of letters that stand at these places, in points from the top left."""
    return outline(inked(x, y, CELL))


def inked(x: "Numbers", y: "Numbers", cell: float) -> "Numbers":
    """Return about how much ink letters at these places leave in each cell of a page."""
    rows, columns = round(_ROWS * CELL / cell), round(_COLUMNS * CELL / cell)
    grid = np.zeros((rows, columns))
    for ahead in np.arange(0.5, _LETTER, cell / 2):
        for above in np.arange(0.5, _ASCENT, cell / 2):
            column = ((x + ahead) / cell).astype(int)
            row = ((y - above) / cell).astype(int)
            inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
            np.add.at(grid, (row[inside], column[inside]), 1.0)
    return np.minimum(grid, 2.0)


def outline(ink: "Numbers") -> "Outline":
    """Return ink on the grid (rows of cells from the top) ready to be compared: its spectrum."""
    rows, columns = min(_ROWS, ink.shape[0]), min(_COLUMNS, ink.shape[1])
    whole = np.zeros((_TALL, _WIDE))
    whole[1 : rows + 1, 1 : columns + 1] = ink[:rows, :columns]
    for axis in (0, 1):
        whole = (np.roll(whole, 1, axis) + 2 * whole + np.roll(whole, -1, axis)) / 4
    part = whole[: rows + 2, : columns + 2]
    part -= part.mean()
    size = float(np.linalg.norm(whole))
    return np.fft.rfft2(whole / size if size else whole).astype(np.complex64)


def likeness(sheet: "Outline", page: "Outline") -> Likeness:
    """Return how well two outlines agree where they do so best."""
    found = np.fft.irfft2(sheet * np.conj(page), s=(_TALL, _WIDE))
    row, column = np.unravel_index(int(found.argmax()), found.shape)
    down = int(row) - (_TALL if row > _TALL // 2 else 0)
    right = int(column) - (_WIDE if column > _WIDE // 2 else 0)
    return Likeness(float(found.max()), right * CELL, down * CELL)


def closely(sheet: "Numbers", page: "Numbers", rough: Likeness) -> Likeness:
    """Return the likeness of two pages in ink, in cells of ``FINE`` points, near a rough one.

    Only what lies on both counts, so that half a page is as like as a whole one.
    """
    import cv2

    down, right = round(rough.down / FINE), round(rough.right / FINE)
    top, left = max(0, -down) + _AROUND, max(0, -right) + _AROUND
    foot = min(page.shape[0], sheet.shape[0] - down) - _AROUND
    end = min(page.shape[1], sheet.shape[1] - right) - _AROUND
    if foot - top < _LEAST or end - left < _LEAST:
        return Likeness(0.0, rough.right, rough.down)
    theirs = sheet[top + down : foot + down, left + right : end + right].astype(np.float32)
    ours = page[top - _AROUND : foot + _AROUND, left - _AROUND : end + _AROUND].astype(np.float32)
    score = cv2.matchTemplate(ours, theirs, cv2.TM_CCOEFF_NORMED)
    row, column = np.unravel_index(int(score.argmax()), score.shape)
    return Likeness(
        float(score[row, column]),
        (right + _AROUND - int(column)) * FINE,
        (down + _AROUND - int(row)) * FINE,
    )
