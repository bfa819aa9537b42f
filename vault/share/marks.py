"""The visible mark: the reader's name across the page, in a tint under the words.

Its letters are shapes and no text. Each stands in the page's content among the lines of the script,
before the first line it lies under, and no two pages have them at the same place, turn, size or
tint: there is no layer to switch off and no sequence that repeats.
"""

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from vault.paper.document import HEIGHT, WAX, WIDTH, Colour, visual
from vault.paper.faces import Face, lacking, width
from vault.paper.shapes import Path, lettering

FACE = Face.BOOK_BOLD
_UNIT = 100.0
_LARGEST, _SMALLEST = 58.0, 26.0
_LONGEST = 560.0
"""How far the name may run along its slant, in points."""
_SLANT = -52.0
_STEP = 2.5
"""About how long the straight lines are that stand for a curve, in points."""
_TINT = 0.085
"""How much of the colour there is in the tint: to be read, and to be read over."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a mark: its shape on the page, its tint, and how high it begins and ends."""

    path: Path
    tint: Colour
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class _Pose:
    """How a mark lies on one page: turn in radians, the middle in points, size and scale."""

    turn: float
    x: float
    y: float
    size: float
    scale: float


def letters(name: str, copy_id: str, page: int) -> tuple[Letter, ...]:
    """Return the mark of one page, letter by letter; the same page always gives the same.

    A name in letters that no face has gives way to the number of the copy, which stands under the
    name otherwise.
    """
    draw = _Chance(f"{copy_id}\n{page}")
    rows = [(copy_id, 1.0)] if lacking(name, FACE) else _rows(name, copy_id)
    longest = max(width(text, FACE, _UNIT) * scale for text, scale in rows)
    size = min(_LARGEST, _LONGEST / longest * _UNIT)
    pose = _Pose(
        turn=math.radians(_SLANT + draw.between(-5, 5)),
        x=WIDTH / 2 + draw.between(-22, 22),
        y=HEIGHT / 2 + draw.between(-60, 40),
        size=size,
        scale=size * draw.between(0.94, 1.06) / _UNIT,
    )
    return tuple(_set(rows, pose, draw))


def among(mark: Sequence[Letter], lines: Sequence[tuple[float, float]]) -> list[list[Letter]]:
    """Return the letters to be drawn before each line, and in the last list those after all.

    ``lines`` are the tops and bottoms of the lines in the order in which they are drawn. A letter
    is drawn before the first line that it lies under; those under none are spread among them all.
    """
    found: list[list[Letter]] = [[] for _ in range(len(lines) + 1)]
    for number, letter in enumerate(mark):
        over = (
            place
            for place, (top, bottom) in enumerate(lines)
            if top < letter.bottom and bottom > letter.top
        )
        anywhere = number * len(found) // len(mark)
        found[next(over, anywhere)].append(letter)
    return found


def _rows(name: str, copy_id: str) -> list[tuple[str, float]]:
    """Return the rows of the mark with their scale; a long name takes two."""
    shown = visual(name)
    middle = min(
        (place for place, sign in enumerate(shown) if sign == " "),
        key=lambda place: abs(place - len(shown) / 2),
        default=-1,
    )
    if width(shown, FACE, _SMALLEST) > _LONGEST and middle > 0:
        return [(shown[:middle], 1.0), (shown[middle + 1 :], 1.0), (copy_id, 0.5)]
    return [(shown, 1.0), (copy_id, 0.42)]


def _set(rows: Sequence[tuple[str, float]], pose: _Pose, draw: "_Chance") -> Iterator[Letter]:
    y = -0.5 * sum(scale for _, scale in rows) * _UNIT
    for text, scale in rows:
        y += scale * _UNIT * 0.9
        x = -width(text, FACE, _UNIT) * scale / 2
        for sign in text:
            if _outlines(sign, 1.0):  # spaces and invisible signs have none
                yield _letter(sign, x, y, scale, pose, draw)
            x += width(sign, FACE, _UNIT) * scale


def _letter(sign: str, x: float, y: float, scale: float, pose: _Pose, draw: "_Chance") -> Letter:
    """Return one letter turned into its place, its points written anew."""
    cos, sin = math.cos(pose.turn) * pose.scale, math.sin(pose.turn) * pose.scale
    path, heights = Path(), []
    for outline in _outlines(sign, round(_STEP * _UNIT / (pose.size * scale), 1)):
        step = path.move
        for px, py in outline:
            across, down = x + px * scale, y + py * scale
            height = pose.y + across * sin + down * cos
            step(round(pose.x + across * cos - down * sin, 1), round(height, 1))
            step = path.line
            heights.append(height)
        path.close()
    share = _TINT * draw.between(0.9, 1.1)
    red, green, blue = (round(255 - (255 - part) * share) for part in WAX)
    return Letter(path, (red, green, blue), min(heights), max(heights))


@lru_cache(maxsize=512)
def _outlines(sign: str, step: float) -> tuple[tuple[Point, ...], ...]:
    """Return the outlines of a letter as polygons whose corners are about ``step`` apart.

    A tint needs no finer edge, and straight lines take a fifth of the room of curves.
    """
    found: list[tuple[Point, ...]] = []
    outline: list[Point] = []
    numbers: list[float] = []
    for word in lettering(sign, FACE, _UNIT).operators.split():
        if word not in "mlch":
            numbers.append(float(word))
            continue
        if word == "h":
            found.append(tuple(outline))
            outline = []
        elif word == "c":
            outline += _chords(outline[-1], numbers, step)
        else:
            outline.append((numbers[0], numbers[1]))
        numbers = []
    return tuple(found)


def _chords(start: Point, curve: Sequence[float], step: float) -> Iterator[Point]:
    """Yield points along a cubic curve (Bernstein form), its end last."""
    points = [start, *zip(curve[::2], curve[1::2], strict=True)]
    count = max(1, round(math.dist(points[0], points[3]) / step))
    for part in range(1, count + 1):
        t = part / count
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        yield (
            sum(w * px for w, (px, _) in zip(weights, points, strict=True)),
            sum(w * py for w, (_, py) in zip(weights, points, strict=True)),
        )


class _Chance:
    """Numbers that look drawn and follow from a text, the same on every machine."""

    def __init__(self, seed: str) -> None:
        self._seed, self._drawn = f"scriptvault/mark/v1\n{seed}", 0

    def between(self, least: float, most: float) -> float:
        """Return the next number between two."""
        self._drawn += 1
        digest = hashlib.sha256(f"{self._seed}\n{self._drawn}".encode()).digest()
        return least + (most - least) * int.from_bytes(digest[:6]) / 2**48
