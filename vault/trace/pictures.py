"""Pages as pictures: read from any file, made even, turned upright, brought to one scale.

A script is set in rows of 12 points. How far apart rows lie in a picture, and how they run, gives
its scale and its tilt, for a half page too, and whatever a file says of its own size.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vault.errors import BadInput, EnvironmentFailed
from vault.share.words import ROW
from vault.trace.letters import opened

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grey = NDArray[np.float32]
    """Darkness of each point of a picture: 0 is paper, 1 is ink."""

DOTS = 150
"""Dots an inch at which pages are compared: a mark is half a dot, and read to a tenth of one."""
A_POINT = DOTS / 72
_SCANNED = 200
_LARGEST = 12_000
"""Dots to a side of the largest picture that is looked at."""
_STRIP = 48
_DARK, _NIGHT = 100, 0.25
"""What is darker is no paper, and the part of a picture from which on it may be the paper's own."""
_TOO_WIDE = 1.5
_FEWEST_DOTS = 150
_LARGEST_LEVEL = 24 * DOTS
_PLAINLY = 0.7
"""Where rows are seen both ways, the weaker is tried too if it is nearly as strong."""
_SAME = 0.03
_SEEN, _MOSTLY = 800, 0.2
"""Dots to a side at which a sheet is looked for, and the least part of the picture it is."""
_PAGE, _USUAL = 612.0, 0.12
"""Points across a page, which a picture is most often as wide as, and by how much it may not be."""
_TALLEST = 1000.0
"""Points to a side of a page with what lies around it."""
_SMALLEST, _WIDEST = 9.0, 130.0
"""Dots between rows in the coarsest and finest picture that is read."""


def vision() -> Any:  # noqa: ANN401  # the library itself
    """Return the library that reads pictures; raises ``EnvironmentFailed`` where it is missing."""
    try:
        import cv2
    except ImportError as error:
        raise EnvironmentFailed(
            "Pictures cannot be traced here: the part that reads them is not installed.",
            "Install script-vault[scan], or give a PDF with text.",
        ) from error
    return cv2


def count(path: Path) -> int:
    """Return how many pages a picture file has."""
    cv2 = vision()
    try:
        return max(1, int(cv2.imcount(str(path))))
    except cv2.error:
        return 1


def picture(path: Path, page: int) -> "NDArray[np.uint8]":
    """Return a page of a picture file, grey, pages counted from 1.

    Raises ``BadInput`` for what cannot be read.
    """
    cv2 = vision()
    data = np.frombuffer(path.read_bytes(), dtype=np.uint8)
    try:
        if page == 1:
            found = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
        else:
            _, many = cv2.imdecodemulti(data, cv2.IMREAD_GRAYSCALE, range=(page - 1, page))
            found = many[0] if many else None
    except cv2.error:
        found = None
    if found is None:
        raise BadInput(f"{path.name} is damaged and cannot be read as a picture.", "Check it.")
    if max(found.shape) > _LARGEST:
        raise BadInput(f"{path.name} is larger than pages are.", "Give it at 600 dpi or less.")
    grey: NDArray[np.uint8] = found
    return grey


def rendered(source: Path | bytes, page: int, dots: float = _SCANNED) -> "NDArray[np.uint8]":
    """Return a page of a PDF as a grey picture, pages counted from 1."""
    with opened(source) as document:
        one = document[page - 1]
        try:
            scale = min(dots / 72, _LARGEST / max(one.get_size()))
            grey = one.render(scale=scale, grayscale=True, may_draw_forms=False).to_numpy()
        finally:
            one.close()
    return np.array(grey.reshape(grey.shape[:2]))


@dataclass(frozen=True, slots=True)
class Way:
    """A picture as a page at ``DOTS`` whose rows are level, in one way it may be meant.

    ``part`` is 0 for the whole picture, 1 or 2 for its left or right half as it lies.
    """

    ink: "Grey"
    part: int = 0


def upright(grey: "NDArray[np.uint8]") -> list[Way]:
    """Return a picture in every way it may be meant: each way up, as one page or as two.

    None where no rows are seen in it.
    """
    if min(grey.shape) < _FEWEST_DOTS:
        return []
    chosen = _strongest(even(squared(grey)))
    if (grey < _DARK).mean() > _NIGHT:
        # Light letters on dark, or a page on a dark table: where rows are seen more plainly.
        turned = _strongest(even(squared(255 - grey)))
        chosen = max(chosen, turned, key=lambda ones: max((o.strength for o in ones), default=0.0))
    pages = [_level(one) for one in chosen]
    return [
        Way(np.ascontiguousarray(one.ink[::step, ::step]), one.part)
        for page in pages
        if page is not None
        for one in _parts(page)
        for step in (1, -1)
    ]


def _strongest(ink: "Grey") -> "list[_Rows]":
    """Return the rows of a picture that stands or lies, of both where it cannot be told."""
    ways = [_rows(ink), _rows(np.ascontiguousarray(np.rot90(ink)))]
    plain = [max((one.strength for one in way), default=0.0) for way in ways]
    return [
        one
        for way, best in zip(ways, plain, strict=True)
        for one in way
        if best > _PLAINLY * max(plain)
    ]


def _parts(page: "Grey") -> list[Way]:
    """Return a level page; one that is far too wide also as two side by side, and pressed flat.

    Fax machines send half as many rows as columns to the inch unless they are told to be fine.
    """
    wide = page.shape[1]
    if wide < _TOO_WIDE * _PAGE * A_POINT:
        return [Way(page)]
    cv2 = vision()
    narrow = cv2.resize(page, None, fx=0.5, fy=1, interpolation=cv2.INTER_AREA)
    return [Way(page), Way(narrow), Way(page[:, : wide // 2], 1), Way(page[:, wide // 2 :], 2)]


def squared(grey: "NDArray[np.uint8]") -> "NDArray[np.uint8]":
    """Return the sheet of paper that lies in a picture, seen from straight above.

    A picture without one whole sheet on something darker is returned as it is: a scan is all paper.
    """
    cv2 = vision()
    small = _SEEN / max(grey.shape)
    seen = cv2.resize(grey, None, fx=small, fy=small, interpolation=cv2.INTER_AREA)
    seen = cv2.morphologyEx(seen, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))  # letters go
    _, bright = cv2.threshold(seen, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return grey
    sheet = max(outlines, key=cv2.contourArea)
    corners = cv2.approxPolyDP(sheet, 0.02 * cv2.arcLength(sheet, True), True).reshape(-1, 2)
    if len(corners) != 4 or not cv2.isContourConvex(corners) or _leaves(corners, seen.shape):
        return grey
    if cv2.contourArea(corners) < _MOSTLY * seen.size:
        return grey
    corners = corners.astype(np.float32) / small
    first = int(corners.sum(axis=1).argmin())
    around = np.roll(corners, -first, axis=0)
    (right, down), (aside, below) = around[1] - around[0], around[2] - around[0]
    if right * below < down * aside:
        around = np.roll(around[::-1], 1, axis=0)  # clockwise from the top left
    sides = np.linalg.norm(around - np.roll(around, -1, axis=0), axis=1)
    wide, tall = float(max(sides[0], sides[2])), float(max(sides[1], sides[3]))
    flat = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], dtype=np.float32)
    move = cv2.getPerspectiveTransform(around, flat)
    size = (round(wide), round(tall))
    found: NDArray[np.uint8] = cv2.warpPerspective(grey, move, size, flags=cv2.INTER_LINEAR)
    return found


def _leaves(corners: "NDArray[Any]", shape: tuple[int, ...]) -> bool:
    """Tell whether a corner lies at the very edge of the picture."""
    inner = np.array([shape[1], shape[0]]) - 3
    return bool((corners < 2).any() or (corners > inner).any())


def _level(rows: "_Rows") -> "Grey | None":
    """Return a picture turned and brought to scale by its rows; None where that leads nowhere."""
    cv2 = vision()
    scale = ROW * A_POINT / rows.pitch
    tall, wide = rows.ink.shape
    turn, level = np.cos(rows.tilt), np.sin(rows.tilt)
    matrix = scale * np.array([[turn, level], [-level, turn]])
    corners = np.array([[0, 0], [wide, 0], [0, tall], [wide, tall]]) @ matrix.T
    low, high = corners.min(axis=0), corners.max(axis=0)
    size = tuple(int(one) for one in np.ceil(high - low))
    if max(size) > _LARGEST_LEVEL:
        return None
    soft = cv2.GaussianBlur(rows.ink, (0, 0), 0.4 / scale) if scale < 0.7 else rows.ink
    placed = np.column_stack([matrix, -low])
    found: Grey = cv2.warpAffine(soft, placed, size, flags=cv2.INTER_LINEAR)
    return found


def even(grey: "NDArray[np.uint8]") -> "Grey":
    """Return the darkness of a picture against the paper around it, however it was lit."""
    cv2 = vision()
    small = cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (0, 0), 6)
    paper = cv2.resize(paper, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    found = 1 - grey.astype(np.float32) / np.maximum(paper.astype(np.float32), 1)
    # What is dark over more than strokes are wide is no letter: the table it lies on, a blot.
    size = max(3, max(small.shape) // 90)
    block = np.ones((size, size), np.uint8)
    dark = cv2.morphologyEx((small < _DARK).astype(np.uint8), cv2.MORPH_OPEN, block)
    dark = cv2.dilate(dark, np.ones((3, 3), np.uint8))  # and its soft edge
    found[cv2.resize(dark.astype(np.float32), grey.shape[::-1]) > 0.9] = 0
    whole: Grey = np.clip((found - 0.2) / 0.6, 0, 1)
    return whole


@dataclass(frozen=True, slots=True)
class _Rows:
    ink: "Grey"
    pitch: float
    tilt: float
    strength: float


def _rows(ink: "Grey") -> list[_Rows]:
    """Find how far apart the rows of a picture lie, and by how much they tilt, in radians.

    Several answers where the strongest repetition is not the one that repeats most sharply, or may
    be two rows.

    The picture is cut into narrow strips, so that tilted rows do not run into one another: what
    repeats is the same in all of them, and moves from strip to strip as the rows rise.
    """
    tall, wide = ink.shape
    strip = max(8, wide // _STRIP)
    count = wide // strip
    profile = ink[:, : count * strip].reshape(tall, count, strip).mean(axis=2)
    profile = profile - profile.mean(axis=0)
    size = 1 << int(np.ceil(np.log2(4 * tall)))
    spectrum = np.fft.rfft(profile * np.hanning(tall)[:, None], n=size, axis=0)
    power = (np.abs(spectrum) ** 2).sum(axis=1)
    pitch = size / np.maximum(np.arange(len(power)), 1e-9)
    allowed = (pitch >= _SMALLEST) & (pitch <= min(_WIDEST, tall / 6))
    if not allowed.any() or not power.sum():
        return []
    ways = [(allowed, power), (allowed, _comb(power))]
    for across in (wide, wide / 2)[: 1 + (wide > tall)]:
        usual = allowed & (np.abs(pitch * _PAGE / (ROW * across) - 1) < _USUAL)
        ways.append((usual, power))
    found: list[_Rows] = []
    peaks: list[int] = []
    for peak in (int(np.where(mask, way, -np.inf).argmax()) for mask, way in ways if mask.any()):
        if any(abs(peak - before) <= _SAME * before for before in peaks):
            continue
        peaks.append(peak)
        at = _refined(power, peak)
        line = spectrum[round(at)]
        turn = np.sum(line[1:] * np.conj(line[:-1]))
        tilt = float(np.arctan2(-np.angle(turn) / (2 * np.pi) * size / at, strip))
        strength = float(power[round(at)]) / (count * tall**2)
        found.append(_Rows(ink, size / at, tilt, strength))
        # Where every second row is empty, as in speech that is set double, all repeats at two rows.
        if max(tall, wide) * 2 * ROW * at / size <= _TALLEST:
            found.append(_Rows(ink, size / at / 2, tilt, strength))
    return found


def _comb(power: "NDArray[Any]") -> "NDArray[Any]":
    """Return for each frequency how strong it is together with its double and its triple.

    Rows of letters repeat sharply and have all three; half a row, a paragraph, a shadow have not.
    """
    near = np.max([np.roll(power, by) for by in (-2, -1, 0, 1, 2)], axis=0)
    tops = np.arange(len(power))
    last = len(power) - 1
    strong = np.log(power + 1e-9)
    double, triple = (np.log(near[np.minimum(tops * n, last)] + 1e-9) for n in (2, 3))
    return np.asarray(strong + double + triple / 2)


def _refined(power: "NDArray[Any]", at: int) -> float:
    if not 0 < at < len(power) - 1:
        return float(at)
    below, here, above = power[at - 1 : at + 2]
    bend = below - 2 * here + above
    # Where it is no top, at the edge of what is allowed, the parabola's may lie anywhere.
    return at + float(np.clip(0.5 * (below - above) / bend, -0.5, 0.5) if bend < 0 else 0.0)
