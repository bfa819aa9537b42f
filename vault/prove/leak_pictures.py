"""Two pages beside one another on paper: as it turned up, and as the copy was issued."""

from vault.paper.document import LINE, MUTED, Document
from vault.paper.shapes import Path
from vault.prove.certificate_page import LEFT, RIGHT, Part, fitting, line
from vault.prove.leak_facts import Picture

_GAP, _HEAD, _BELOW = 18.0, 24.0, 10.0
_TALLEST = 420.0
_SIZE = 8.6


def pair(both: tuple[Picture, Picture]) -> Part:
    """Return the two pictures side by side, each as wide as half the page and no taller."""
    wide = (RIGHT - LEFT - _GAP) / 2
    tallest = max(_tall(one, wide) for one in both)

    def draw(document: Document, top: float) -> None:
        document.rule(LEFT, top, RIGHT, top)
        for one, x in zip(both, (LEFT, LEFT + wide + _GAP), strict=True):
            line(document, x, top + 15.0, fitting(one.title, wide, _SIZE), _SIZE, MUTED)
            tall = _tall(one, wide)
            across = tall * one.width / one.height
            document.picture(x, top + _HEAD, across, one.width, one.height, one.grey)
            frame = Path().box(x, top + _HEAD, across, tall)
            document.draw(frame, stroke=LINE, line=0.8)

    return Part(_HEAD + tallest + _BELOW, draw)


def _tall(one: Picture, wide: float) -> float:
    """Return how tall a picture stands."""
    return min(_TALLEST, wide * one.height / one.width)
