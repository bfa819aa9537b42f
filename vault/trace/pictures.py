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
_DARK = 100
_FEWEST_DOTS = 150
_LARGEST_LEVEL = 24 * DOTS
_PLAINLY = 0.7
"""Where rows are seen both ways, the weaker is tried too if it is nearly as strong."""
_SAME = 0.03
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


def upright(grey: "NDArray[np.uint8]") -> list["Grey"]:
    """Return a picture as pages at ``DOTS`` whose rows are level: every way up it may be meant.

    None where no rows are seen in it.
    """
    if min(grey.shape) < _FEWEST_DOTS:
        return []
    ink = even(grey)
    ways = [_rows(ink), _rows(np.ascontiguousarray(np.rot90(ink)))]
    plain = [max((one.strength for one in way), default=0.0) for way in ways]
    chosen = [
        one
        for way, best in zip(ways, plain, strict=True)
        for one in way
        if best > _PLAINLY * max(plain)
    ]
    pages = [_level(one) for one in chosen]
    return [turned for page in pages if page is not None for turned in (page, page[::-1, ::-1])]


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
    # What is dark over more than letters are wide and tall is no paper: the table it lies on.
    size = max(5, max(small.shape) // 30)
    block = np.ones((size, size), np.uint8)
    dark = cv2.morphologyEx((small < _DARK).astype(np.uint8), cv2.MORPH_OPEN, block)
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

    Two answers where the strongest repetition is not the one that repeats most sharply.

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
    peaks = [int(np.where(allowed, way, -np.inf).argmax()) for way in (power, _comb(power))]
    found = []
    for peak in peaks if abs(peaks[1] - peaks[0]) > _SAME * peaks[0] else peaks[:1]:
        at = _refined(power, peak)
        line = spectrum[round(at)]
        turn = np.sum(line[1:] * np.conj(line[:-1]))
        tilt = float(np.arctan2(-np.angle(turn) / (2 * np.pi) * size / at, strip))
        strength = float(power[round(at)]) / (count * tall**2)
        found.append(_Rows(ink, size / at, tilt, strength))
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
    return at + (float(0.5 * (below - above) / bend) if bend else 0.0)
