"""How far each word of a page stands from its unmarked place in a picture of it.

The picture is laid over the page as it would be without marks, by what is dark and what is not:
no corners are looked for, and nothing is learned. Then every word is looked for by itself, to a
fraction of a dot, around the place where its neighbours say it is. (Low and Maxemchuk, IEEE JSAC
16(4), 1998: correlation beats centroids once distortions are taken out.)
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from vault.share.codes import Parameters
from vault.trace.letters import Sheet
from vault.trace.pictures import A_POINT, DOTS, rendered, vision
from vault.trace.places import Measured, Table, of_shifts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grey = NDArray[np.float32]
    Numbers = NDArray[np.float64]

_WIDE, _TALL = int(8.5 * DOTS), 11 * DOTS
_ABOVE, _BELOW, _BESIDE = 9.5, 3.5, 1.0
"""Points around a word's baseline and ends that its picture takes."""
_PALE = 0.4
"""Darkness up to which a dot of a copy is its reader's name behind the words, and is left out."""
_CONTEXT = 24.0
"""Points around a word that are looked for with it where it may lie far off."""
_FAR, _NEAR = 12, 3
"""Dots by which a word is looked for to each side, at first and at last."""
_AGREES = 0.35
"""Correlation below which a word was not found."""
_FEWEST, _MANY = 0.2, 60
"""Part of a page's words that have to be found, and words from which on a page may bend much."""
NOTHING: tuple[float, list[Measured]] = (0.0, [])
_FIRST, _LAST = 3, 5
"""Degrees of the polynomials by which a page bends."""


def unmarked(pdf: bytes, sheet: Sheet, table: Table, marks: Parameters) -> "Grey":
    """Return a page of a copy at ``DOTS`` with every word moved back to where it stands unmarked.

    It is drawn so fine that a mark is a whole number of dots: the words are moved and nothing is
    reckoned between dots, so that no trace of this copy's own code is left to be found.
    """
    cv2 = vision()
    step = np.gcd(marks.word, marks.line) or marks.word or marks.line
    fine = 100 / int(step) * max(1, round(0.04 * int(step)))
    page = 1 - rendered(pdf, table.page, fine * 72).astype(np.float32) / 255
    page = np.where(page > _PALE, (page - _PALE) / (1 - _PALE), 0).astype(np.float32)
    found = np.zeros_like(page)
    letters = np.column_stack([sheet.x, sheet.y])
    for x, y, width in zip(table.x, table.y, table.width, strict=True):
        off = letters - (x, y)
        by = off[np.hypot(*off.T).argmin()]
        right, down = (round(float(one) * fine) for one in by)
        left, top = round((x - _BESIDE) * fine), round((y - _ABOVE) * fine)
        end, foot = round((x + width + _BESIDE) * fine), round((y + _BELOW) * fine)
        if top < 2 or left < 2 or foot > page.shape[0] - 3 or end > page.shape[1] - 3:
            continue
        part = page[top + down : foot + down, left + right : end + right]
        found[top:foot, left:end] = np.maximum(found[top:foot, left:end], part)
    small: Grey = cv2.resize(found, (_WIDE, _TALL), interpolation=cv2.INTER_AREA)
    return small


def of_picture(
    number: int, ink: "Grey", page: "Grey", table: Table, marks: Parameters, move: Sequence[float]
) -> tuple[float, list[Measured]]:
    """Return what a picture (level, at ``DOTS``) says of the page it is ``move`` points off from.

    First how well its words agree with the page's, 1 at best: on another page they do not. Nothing
    is said where it cannot be laid over the page.
    """
    laid = _laid_over(ink, page, move)
    if laid is None:
        return NOTHING
    across, down, agrees = _looked_for(laid, page, table, None, _FAR, _CONTEXT)
    if (agrees > _AGREES).sum() < 3 * _FIRST:
        return NOTHING
    expected = [_bent(table, shift, agrees, _FIRST) for shift in (across, down)]
    across, down, agrees = _looked_for(laid, page, table, expected, _NEAR + 3, _CONTEXT / 2)
    if (agrees > _AGREES).sum() < 3 * _LAST:
        return NOTHING
    expected = [_bent(table, shift, agrees, _LAST) for shift in (across, down)]
    across, down, agrees = _looked_for(laid, page, table, expected, _NEAR, 0.0)
    found = agrees > _AGREES
    if found.mean() < _FEWEST:
        return NOTHING
    off = np.where(found, across / A_POINT, np.nan), np.where(found, down / A_POINT, np.nan)
    degree = 4 if found.sum() > _MANY else 2
    seen = agrees[agrees > 0]
    return float(np.median(seen)), of_shifts(number, table, marks, *off, degree=degree)


def _laid_over(ink: "Grey", page: "Grey", move: Sequence[float]) -> "Grey | None":
    """Return the picture brought over the page: turned, stretched and slanted until it fits."""
    cv2 = vision()
    warp = np.eye(3, dtype=np.float32)
    warp[:2, 2] = np.array(move) * A_POINT
    for shrink, soft, motion in ((4, 9, cv2.MOTION_AFFINE), (2, 5, cv2.MOTION_HOMOGRAPHY)):
        found = _fitted(ink, page, warp, shrink, soft, motion)
        if found is None:
            return None
        warp = found
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid: Grey = cv2.warpPerspective(ink, warp, (_WIDE, _TALL), flags=flags)
    return laid


def _fitted(
    ink: "Grey", page: "Grey", warp: "Grey", shrink: int, soft: int, motion: int
) -> "Grey | None":
    """Refine the way from page to picture by correlation of the two, made smaller and softer."""
    cv2 = vision()
    small = [
        cv2.GaussianBlur(
            cv2.resize(one, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA),
            (0, 0),
            soft / shrink,
        )
        for one in (page, ink)
    ]
    scale = np.diag([shrink, shrink, 1.0])
    start = (np.linalg.inv(scale) @ warp @ scale).astype(np.float32)
    ends = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 60, 1e-5)
    try:
        if motion == cv2.MOTION_AFFINE:
            _, part = cv2.findTransformECC(*small, start[:2].copy(), motion, ends, None, 1)
            start[:2] = part
        else:
            _, start = cv2.findTransformECC(*small, start, motion, ends, None, 1)
    except cv2.error:
        return None  # it did not come together: this is not the page
    return (scale @ start @ np.linalg.inv(scale)).astype(np.float32)


def _looked_for(
    laid: "Grey",
    page: "Grey",
    table: Table,
    expected: "Sequence[Numbers] | None",
    far: int,
    context: float,
) -> "tuple[Numbers, Numbers, Numbers]":
    """Return by how many dots each word lies off to the right and down, and how well it agrees."""
    cv2 = vision()
    found = np.zeros((3, len(table.x)))
    for at, (x, y, width) in enumerate(zip(table.x, table.y, table.width, strict=True)):
        left = int((x - _BESIDE - context) * A_POINT)
        top = int((y - _ABOVE - context) * A_POINT)
        end = int((x + width + _BESIDE + context) * A_POINT) + 1
        foot = int((y + _BELOW + context) * A_POINT) + 1
        by = [round(float(one[at])) for one in expected] if expected else [0, 0]
        reach = far + max(map(abs, by))
        left, top = max(left, reach), max(top, reach)
        end, foot = min(end, _WIDE - reach), min(foot, _TALL - reach)
        if end - left < 8 or foot - top < 8:
            continue
        near = laid[top - far + by[1] : foot + far + by[1], left - far + by[0] : end + far + by[0]]
        word = page[top:foot, left:end]
        if near.std() < 1e-3 or word.std() < 1e-3:
            continue
        score = cv2.matchTemplate(near, word, cv2.TM_CCOEFF_NORMED)
        row, column = np.unravel_index(int(score.argmax()), score.shape)
        if 0 < row < score.shape[0] - 1 and 0 < column < score.shape[1] - 1:
            found[0, at] = column - far + by[0] + _top(score[row, column - 1 : column + 2])
            found[1, at] = row - far + by[1] + _top(score[row - 1 : row + 2, column])
            found[2, at] = score[row, column]
    return found[0], found[1], found[2]


def _top(three: Any) -> float:  # noqa: ANN401  # three numbers of a correlation
    """Return where between three neighbours a parabola through them is highest."""
    below, here, above = map(float, three)
    bend = below - 2 * here + above
    return 0.5 * (below - above) / bend if bend < -1e-9 else 0.0


def _bent(table: Table, shift: "Numbers", agrees: "Numbers", degree: int) -> "Numbers":
    """Return how the page bends at each word: a polynomial that few strays do not pull."""
    x, y = (table.x - 306) / 306, (table.y - 396) / 396
    basis = np.column_stack([x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)])
    weight = np.maximum(agrees - _AGREES, 0.0)
    trust = weight.copy()
    fitted = np.zeros(len(shift))
    for _ in range(8):
        root = np.sqrt(trust)
        normal = basis * root[:, None]
        square = normal.T @ normal + 1e-3 * np.eye(basis.shape[1])
        fitted = basis @ np.linalg.solve(square, normal.T @ (shift * root))
        trust = weight / (1 + ((shift - fitted) / 1.0) ** 2)
    return fitted
