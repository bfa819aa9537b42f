"""The seal at the head of a certificate: a rosette no two drafts share, and words around it.

Its petals are drawn from the draft's hash. It is an ornament: it shows nothing and proves nothing.
"""

from math import cos, pi, sin

from vault.paper.document import MUTED, WAX, Document
from vault.paper.faces import Face, width
from vault.paper.shapes import Path, lettering

RADIUS = 34.0
AROUND = "SCRIPT VAULT · CERTIFICATE OF SEALING · "
_STEPS = 360


def draw_seal(document: Document, x: float, y: float, sha256: str, *, has_time: bool) -> None:
    """Draw the seal around (x, y); without independent time it is grey and its core is empty."""
    ink = WAX if has_time else MUTED
    document.draw(Path().circle(x, y, RADIUS), stroke=ink, line=1.1)
    document.draw(Path().circle(x, y, RADIUS - 9.5), stroke=ink, line=0.5)
    _letters(document, x, y, RADIUS - 7.2, ink)
    for path in _rosette(sha256, RADIUS - 11.0):
        document.draw(path, at=(1, 0, 0, 1, x, y), stroke=ink, line=0.28, opacity=0.75)
    document.draw(
        Path().circle(x, y, 8.2), fill=ink if has_time else (255, 255, 255), stroke=ink, line=0.6
    )
    letters = lettering("SV", Face.SCRIPT_BOLD, 9.0)
    at = (1.0, 0.0, 0.0, 1.0, x - width("SV", Face.SCRIPT_BOLD, 9.0) / 2, y + 2.7)
    document.draw(letters, at=at, fill=(255, 255, 255) if has_time else ink)


def _letters(
    document: Document, x: float, y: float, radius: float, ink: tuple[int, int, int]
) -> None:
    """Set the words around the ring, one letter at a time, the first at the top left."""
    size = 5.0
    free = 2 * pi * radius - width(AROUND, Face.BOOK_BOLD, size)
    angle = -pi
    for letter in AROUND:
        wide = width(letter, Face.BOOK_BOLD, size) + free / len(AROUND)
        middle = angle + wide / 2 / radius
        c, s = cos(middle + pi / 2), sin(middle + pi / 2)
        place = (x + radius * cos(middle), y + radius * sin(middle))
        half = width(letter, Face.BOOK_BOLD, size) / 2
        at = (c, s, -s, c, place[0] - half * c, place[1] - half * s)
        document.draw(lettering(letter, Face.BOOK_BOLD, size), at=at, fill=ink)
        angle += wide / radius


def _rosette(sha256: str, radius: float) -> list[Path]:
    """Return three closed curves whose petals follow the first bytes of the hash."""
    seed = bytes.fromhex(sha256)[:6]
    paths = []
    for ring in range(3):
        petals = 7 + seed[2 * ring] % 9
        depth = 0.16 + seed[2 * ring + 1] / 255 * 0.2
        outer = radius * (1.0 - 0.13 * ring)
        path = Path()
        for turn in range(2):
            for step in range(_STEPS + 1):
                angle = 2 * pi * step / _STEPS
                wave = cos(petals * angle + turn * pi)
                r = outer * (1 - depth / 2 + depth / 2 * wave)
                px, py = r * cos(angle), r * sin(angle)
                path = path.line(px, py) if step else path.move(px, py)
            path.close()
        paths.append(path)
    return paths
