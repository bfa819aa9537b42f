"""Where each kind of element stands: Final Draft's own template, or what the file itself sets."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from vault.screenplay.model import Align, Element, Kind, Look, Script, Style

LINES = 54
"""Lines of text on a page: nine inches, six to the inch."""

_ACTION = Style()
_STYLES: Mapping[Kind, Style] = {
    Kind.HEADING: Style(before=2),
    Kind.CHARACTER: Style(35.0, 72.5),
    Kind.PARENTHETICAL: Style(30.0, 55.0, before=0, hang=1),
    Kind.DIALOGUE: Style(25.0, 60.0, before=0),
    Kind.LYRIC: Style(25.0, 73.75, before=0, look=Look.ITALIC),
    Kind.TRANSITION: Style(55.0, 71.0, align=Align.RIGHT),
    Kind.GENERAL: Style(before=0),
    Kind.CAST_LIST: Style(before=0),
    Kind.CENTERED: Style(align=Align.CENTER),
    Kind.NEW_ACT: Style(before=0, align=Align.CENTER, look=Look.UNDERLINE),
    Kind.END_OF_ACT: Style(before=2, align=Align.CENTER, look=Look.UNDERLINE),
    Kind.COLD_OPENING: Style(align=Align.CENTER, look=Look.UNDERLINE),
    Kind.SHOW_TITLE: Style(align=Align.CENTER, look=Look.UNDERLINE),
}


@dataclass(frozen=True, slots=True)
class _Side:
    """The edges of one of two speeches side by side, in cells from the paper's left edge."""

    left: float
    right: float
    bracket_left: float
    bracket_right: float


_SIDES = {1: _Side(15.0, 43.0, 17.5, 41.5), 2: _Side(46.0, 74.0, 48.5, 72.5)}


class Measures:
    """The measures of one script, by kind and by side of a pair of speeches."""

    def __init__(self, script: Script) -> None:
        self._single = {**_STYLES, **dict(script.styles)}
        self._dual: dict[tuple[Kind, int], Style] = {}

    def of(self, element: Element) -> Style:
        """Return where this element stands."""
        if not element.dual:
            return self._single.get(element.kind, _ACTION)
        key = (element.kind, element.dual)
        if key not in self._dual:
            self._dual[key] = self._beside(*key)
        return self._dual[key]

    def _beside(self, kind: Kind, number: int) -> Style:
        side, usual = _SIDES[number], self._single.get(kind, _ACTION)
        if kind is Kind.PARENTHETICAL:
            return replace(usual, left=side.bracket_left, right=side.bracket_right)
        align = Align.CENTER if kind is Kind.CHARACTER else usual.align
        return replace(usual, left=side.left, right=side.right, align=align)
