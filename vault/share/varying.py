"""A script with other words at its sites: as a script, and on the pages that all its copies share.

The pages are laid out once, from the draft. Whatever a copy has at a site, the rest of its line
moves and nothing else does, so that page 47 is page 47 for every reader.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vault.screenplay.layout_blocks import NOWHERE
from vault.screenplay.layout_measures import Measures
from vault.screenplay.layout_page import Line, Page
from vault.screenplay.layout_wrap import cells
from vault.screenplay.model import Align, Element, Kind, Script, Span, Style
from vault.share.variants import Place, Site

OVER = 3
"""How many cells a line may be longer than its column: the right edge is ragged."""
APART = 2
"""How many cells stay free before what stands beside a line: a second speech, a scene number."""
_NEVER = frozenset([Kind.CHARACTER, Kind.PAGE_BREAK])
"""Kinds without sites: the page repeats a cue where it likes."""
_LEAST = 2.5
"""How near a line comes to the left edge of the paper, in cells."""

Change = tuple[int, int, str]
"""Letters from, up to but not including, and what stands there instead."""
Said = tuple[Place, str]
"""A place of a script, and what stands there instead."""


def may_vary(element: Element) -> bool:
    """Tell whether an element prints, and once only."""
    return element.kind not in _NEVER and not element.omitted


def words_at(script: Script, place: Place) -> str:
    """Return what the draft has at a place; nothing where there is no such place."""
    if not 0 <= place.element < len(script.elements):
        return ""
    return script.elements[place.element].text[place.start : place.end]


def as_printed(element: Element, words: str) -> str:
    """Return words as they stand in an element: a heading is in capitals."""
    return words.upper() if element.kind is Kind.HEADING else words


def occurrences(script: Script, words: str) -> tuple[Place, ...]:
    """Return where the same words stand, in the same letters, wherever a site may be.

    Not within longer words; in headings, in capitals or not.
    """
    return tuple(
        Place(number, start, start + len(words))
        for number, element in enumerate(script.elements)
        if may_vary(element)
        for start in standing(*_comparable(element, words))
    )


def _comparable(element: Element, words: str) -> tuple[str, str]:
    """Return the text of an element and words, in capitals both in a heading."""
    printed = as_printed(element, element.text)
    same = len(printed) == len(element.text)  # a letter may have two for its capital
    return (printed, as_printed(element, words)) if same else (element.text, words)


def standing(text: str, words: str) -> list[int]:
    """Return where words begin in a text, not within longer words."""
    if not words.strip():
        return []
    found, at = [], text.find(words)
    while at >= 0:
        before, behind = text[at - 1 : at] if at else "", text[at + len(words) :][:1]
        within = before.isalnum() and words[0].isalnum()
        if not within and not (behind.isalnum() and words[-1].isalnum()):
            found.append(at)
        at = text.find(words, at + 1)
    return found


def varied(script: Script, sites: Sequence[Site], chosen: Sequence[int]) -> Script:
    """Return the script as a copy has it: ``chosen`` is the alternative at each site, from 0.

    The same elements, in number and kind. A site that has the draft's own words is left untouched.
    """
    return said_otherwise(script, changes(script, sites, chosen))


def changes(script: Script, sites: Sequence[Site], chosen: Sequence[int]) -> list[Said]:
    """Return where a copy has other words than the draft, and which."""
    return [
        (place, as_printed(script.elements[place.element], site.alternatives[choice]))
        for site, choice in zip(sites, chosen, strict=True)
        for place in site.places
        if choice
    ]


def said_otherwise(script: Script, said: Iterable[Said]) -> Script:
    """Return a script with other words at places that are apart.

    They look as the first letter of those they replace.
    """
    by_element: dict[int, list[Change]] = {}
    for place, new in said:
        by_element.setdefault(place.element, []).append((place.start, place.end, new))
    if not by_element:
        return script
    elements = list(script.elements)
    for number, found in by_element.items():
        old = elements[number]
        text, spans = exchanged(old.text, old.spans, sorted(found))
        elements[number] = replace(old, text=text, spans=spans)
    return replace(script, elements=tuple(elements))


def exchanged(
    text: str, spans: Sequence[Span], changes: Sequence[Change]
) -> tuple[str, tuple[Span, ...]]:
    """Return a text with its changes made, and how its letters stand out then.

    ``changes`` are in order and apart.
    """
    kept = tuple(spans)
    for start, end, new in reversed(changes):
        text = text[:start] + new + text[end:]
        kept = tuple(_moved(kept, start, end, start + len(new)))
    return text, kept


def _moved(spans: Sequence[Span], start: int, old: int, new: int) -> Iterator[Span]:
    """Give spans after letters up to ``old`` became letters up to ``new``."""

    def at(letter: int) -> int:
        return letter if letter <= start else max(letter, old) - old + new

    for begins, ends, look in spans:
        if at(begins) < at(ends):
            yield Span(at(begins), at(ends), look)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a place stands: page and line of the page from 0, and the letters of that line."""

    page: int
    line: int
    start: int
    end: int


class Typeset:
    """A script's pages, and where the letters of its elements stand on them."""

    def __init__(self, script: Script, pages: Sequence[Page]) -> None:
        self.script, self.pages = script, pages
        self._measures = Measures(script)
        self._lines: dict[int, list[tuple[int, int, int]]] = {}
        for number, page in enumerate(pages):
            for at, line in enumerate(page.lines):
                if line.element != NOWHERE:
                    self._lines.setdefault(line.element, []).append((line.start, number, at))
        for found in self._lines.values():
            found.sort()

    def line(self, spot: Spot) -> Line:
        """Return the line that a place stands on."""
        return self.pages[spot.page].lines[spot.line]

    def prints(self, element: int) -> bool:
        """Tell whether the letters of an element stand on the pages one for one."""
        return element in self._lines

    def spot(self, place: Place) -> Spot | None:
        """Return where a place stands, or None where no line has it whole."""
        lines = self._lines.get(place.element, [])
        found = bisect_right(lines, place.start, key=lambda one: one[0]) - 1
        if found < 0:
            return None
        first, page, at = lines[found]
        spot = Spot(page, at, place.start - first, place.end - first)
        return spot if spot.end <= len(self.line(spot).text) else None

    def has(self, place: Place, words: str) -> bool:
        """Tell whether the draft has these words at a place, in capitals or not in a heading."""
        found = words_at(self.script, place)
        if found == words:
            return True
        return bool(found) and as_printed(self.script.elements[place.element], found) == as_printed(
            self.script.elements[place.element], words
        )

    def room(self, spot: Spot) -> float:
        """Return how many cells a line may fill: its column and a little, clear of what follows."""
        line = self.line(spot)
        style = self.style(line)
        hang = style.hang if line.column < style.left else 0
        beside = [
            other.column - APART - line.column
            for other in self.pages[spot.page].lines
            if other.row == line.row and other.column > line.column
        ]
        return min([float(style.columns + hang + OVER), *beside])

    def style(self, line: Line) -> Style:
        """Return where the element of a line stands."""
        return self._measures.of(self.script.elements[line.element])


@dataclass(frozen=True, slots=True)
class Changed:
    """One page of one copy: the lines that have sites, and their rows, alike in all copies."""

    rows: frozenset[int]
    lines: Mapping[int, Line]


UNCHANGED = Changed(frozenset(), {})
"""A page on which all copies are alike."""

_Stretch = tuple[int, int, int]
"""Letters of a line from and up to, and the number of the site."""


class Varying:
    """The lines of a draft's pages in which its copies differ."""

    def __init__(self, typeset: Typeset, sites: Sequence[Site]) -> None:
        """Find the lines; raises ``ValueError`` for a place that none of them has whole.

        So it does where the draft, as it is read today, has other words than the first alternative.
        """
        self._typeset, self._sites = typeset, sites
        self._lines: dict[int, dict[int, list[_Stretch]]] = {}
        for number, site in enumerate(sites):
            for place in site.places:
                spot = typeset.spot(place)
                if spot is None or not typeset.has(place, site.alternatives[0]):
                    raise ValueError("a place stands on no line of the pages")
                lines = self._lines.setdefault(spot.page, {})
                lines.setdefault(spot.line, []).append((spot.start, spot.end, number))
        for lines in self._lines.values():
            for found in lines.values():
                found.sort()

    def page(self, number: int, chosen: Sequence[int]) -> Changed:
        """Return a page, counted from 0, of the copy that has these alternatives."""
        page, lines = self._typeset.pages[number], self._lines.get(number, {})
        rows = frozenset(page.lines[at].row for at in lines)
        found = {at: self._line(page.lines[at], there, chosen) for at, there in lines.items()}
        return Changed(rows, found)

    def moved(self, page: int, line: int, letter: int, chosen: Sequence[int]) -> int:
        """Return where a letter of a line, behind all places before it, stands in this copy."""
        there = self._lines.get(page, {}).get(line, [])
        before = [one for one in there if one[1] <= letter]
        changed = self._changes(self._typeset.pages[page].lines[line], before, chosen)
        return letter + sum(len(new) - (end - start) for start, end, new in changed)

    def _changes(
        self, line: Line, there: Sequence[_Stretch], chosen: Sequence[int]
    ) -> list[Change]:
        element = self._typeset.script.elements[line.element]
        return [
            (start, end, as_printed(element, self._sites[site].alternatives[chosen[site]]))
            for start, end, site in there
            if chosen[site]
        ]

    def _line(self, line: Line, there: Sequence[_Stretch], chosen: Sequence[int]) -> Line:
        changes = self._changes(line, there, chosen)
        if not changes:
            return line
        text, spans = exchanged(line.text, line.spans, changes)
        longer = cells(text) - cells(line.text)
        aligned = {Align.LEFT: 0.0, Align.CENTER: longer / 2, Align.RIGHT: float(longer)}
        column = line.column - aligned[self._typeset.style(line).align]
        return replace(line, text=text, spans=spans, column=max(min(_LEAST, line.column), column))
