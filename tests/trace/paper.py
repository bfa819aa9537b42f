"""What printers, scanners, copiers, fax machines and phones do to a page, nearly enough."""

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pypdfium2

PRINT = 300
"""Dots an inch of the printer, unless another is asked for."""


@dataclass(frozen=True)
class Way:
    """How a page is printed and taken up again."""

    dpi: int = 150
    turn: float = 0.6
    """Degrees at most, to either side."""
    stretch: float = 0.006
    blur: float = 0.6
    noise: float = 6.0
    bilevel: bool = False
    jpeg: int = 80
    generations: int = 1
    curl: float = 0.0
    """Pixels at 300 dpi by which the page bends."""
    part: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    """Left, top, right, bottom of what is there."""
    light: float = 0.0
    """How much darker one side is than the other."""
    border: float = field(default=0.0)
    """Dark table around the page, in parts of its width."""


def printed(path: Path, page: int, dots: int = PRINT) -> np.ndarray:
    """A page as a laser printer puts it on paper: 0 is ink, 255 is none."""
    document = pypdfium2.PdfDocument(path)
    grey = document[page - 1].render(scale=dots / 72, grayscale=True).to_numpy()
    document.close()
    return np.where(grey.reshape(grey.shape[:2]) < 140, 0, 255).astype(np.uint8)


def taken(ink: np.ndarray, way: Way, seed: int, dots: int = PRINT) -> np.ndarray:
    """What a scanner, a copier or a phone makes of it."""
    rng = np.random.default_rng(seed)
    image = ink
    for _ in range(way.generations):
        image = _once(image, way, rng, dots)
    if way.curl:
        image = _curled(image, way.curl * dots / 300, rng)
    tall, wide = image.shape
    left, top, right, bottom = way.part
    image = image[int(top * tall) : int(bottom * tall), int(left * wide) : int(right * wide)]
    if way.border:
        edge = int(way.border * wide)
        image = cv2.copyMakeBorder(image, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=60)
    small = cv2.resize(image, None, fx=way.dpi / dots, fy=way.dpi / dots,
                       interpolation=cv2.INTER_AREA).astype(np.float32)  # fmt: skip
    small *= 1 - way.light * np.linspace(0, 1, small.shape[1], dtype=np.float32)[None, :]
    small = np.clip(small * 0.92 + 8 + rng.normal(0, way.noise, small.shape), 0, 255)
    if way.bilevel:
        small = np.where(small < 150, 0, 255)
    done, data = cv2.imencode(".jpg", small.astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, way.jpeg])
    assert done
    return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)


def _once(image: np.ndarray, way: Way, rng: np.random.Generator, dots: int) -> np.ndarray:
    """One pass over glass and drum: ink spreads, the page lies askew and is fed unevenly."""
    spread = _spread(image, dots) if rng.random() < 0.5 else image
    tall, wide = spread.shape
    angle = np.deg2rad(rng.uniform(-way.turn, way.turn))
    scale = 1 + rng.uniform(-way.stretch, way.stretch, 2)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * scale
    middle = np.array([wide / 2, tall / 2])
    shift = middle - turn @ middle + rng.uniform(-0.01, 0.01, 2) * wide
    moved = cv2.warpAffine(spread, np.column_stack([turn, shift]), (wide, tall),
                           flags=cv2.INTER_LINEAR, borderValue=255)  # fmt: skip
    soft = cv2.GaussianBlur(moved, (0, 0), way.blur * dots / 300)
    return np.where(soft < 128, 0, 255).astype(np.uint8) if way.generations > 1 else soft


def _spread(image: np.ndarray, dots: int) -> np.ndarray:
    """Ink that runs by a six-hundredth of an inch to each side."""
    wide = 3 if dots > 300 else 2
    return cv2.erode(image, np.ones((wide, wide), np.uint8))


def _curled(image: np.ndarray, far: float, rng: np.random.Generator) -> np.ndarray:
    tall, wide = image.shape
    x, y = np.meshgrid(np.linspace(-1, 1, wide, dtype=np.float32),
                       np.linspace(-1, 1, tall, dtype=np.float32))  # fmt: skip
    a, b, c, d = rng.uniform(-1, 1, 4)
    right = far * (a * x * y + b * np.sin(2.2 * x + a) * 0.5)
    down = far * (c * x**2 + d * np.sin(2.0 * y + x) * 0.5)
    at_x = (x + 1) / 2 * (wide - 1) + right
    at_y = (y + 1) / 2 * (tall - 1) + down
    return cv2.remap(image, at_x.astype(np.float32), at_y.astype(np.float32), cv2.INTER_LINEAR,
                     borderValue=255)  # fmt: skip
