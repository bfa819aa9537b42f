"""Signs without width: behind every fourth word of a copy none, or one of three that nobody sees.

They stand in the text itself, so they travel with what is copied and pasted; retyping ends them,
and so does a program that takes such signs out. Each copy has its own, drawn by its code, evenly:
two readers who lay their copies side by side find them. They are a convenience, and off until they
are asked for.

Form: the text ``marks.md`` beside the format.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import NamedTuple

from vault.screenplay.model import Element, Kind, Script
from vault.share.codes import EVERY, CopyCode, drawn
from vault.share.variants import Place, Sheet
from vault.share.varying import Said
from vault.share.words import right_to_left

SIGNS = ("", "\u200c", "\u200d", "\u2060")
"""What may stand at a site: nothing, zero width non-joiner, zero width joiner, word joiner.

The zero width space is none of them: Chrome leaves it out of what is copied from a PDF."""

_CARRYING = frozenset([Kind.ACTION, Kind.DIALOGUE])
_WORD = re.compile(r"\S+")
_LETTER = re.compile(r"[^\W_]")
_MARKUP = re.compile(r"[*_`~\[\]{}<>#|/\\@=^+]|\d+[.)]$")
"""What may be no word to the programs of a format, but a mark, an address or the head of a list."""
_OURS = re.compile(f"[{''.join(SIGNS)}]")
_SHIFT = 14


class Site(NamedTuple):
    """One place for a sign: behind letter ``end`` of an element's text, where a word ends.

    ``number`` is its place among the drawn numbers, ``word`` that of its word in the canonical
    text, ``element`` that of the element in the script, each from 0.
    """

    number: int
    word: int
    element: int
    end: int

    @property
    def letter(self) -> Place:
        """The last letter of its word."""
        return Place(self.element, self.end - 1, self.end)


def sites(script: Script, sheet: Sheet | None = None) -> tuple[Site, ...]:
    """Return where the copies of a draft may have signs; the same for all that have this sheet.

    Numbers are counted over all words of action and dialogue that have a letter or a digit. Some
    keep theirs and are left out: words that touch a place of the ``sheet`` of variants; that may be
    marks or addresses; in or at whose end letters begin or cease to stand out; and all words of an
    element that has letters which run from right to left, or such signs of its own.
    """
    return tuple(_sites(script, sheet))


def _sites(script: Script, sheet: Sheet | None) -> Iterator[Site]:
    taken = defaultdict[int, list[Place]](list)
    for place in (place for site in (sheet.sites if sheet else ()) for place in site.places):
        taken[place.element].append(place)
    words, carrying = count(), count()
    for at, element in enumerate(script.elements):
        if element.omitted:
            continue
        carries = element.kind in _CARRYING
        closed = carries and (right_to_left(element.text) or bare(element.text) != element.text)
        for found in _WORD.finditer(element.text):
            word, (start, end) = next(words), found.span()
            if not carries or not _LETTER.search(found.group()):
                continue
            number, behind = divmod(next(carrying), EVERY)
            if behind < EVERY - 1 or closed or _MARKUP.search(found.group()):
                continue
            touched = any(one.start < end and one.end > start for one in taken[at])
            if not touched and not _turns(element, start, end):
                yield Site(number, word, at, end)


def _turns(element: Element, start: int, end: int) -> bool:
    """Tell whether letters begin or cease to stand out within a word or at its end."""
    return any(start < edge <= end for span in element.spans for edge in (span.start, span.end))


def signs(code: CopyCode, places: Iterable[Site]) -> list[str]:
    """Return the sign that a copy has at each site, or nothing."""
    listed = list(places)
    numbers = symbols(code.copy, max((site.number + 1 for site in listed), default=0))
    return [SIGNS[numbers[site.number]] for site in listed]


def symbols(copy: bytes, wanted: int) -> list[int]:
    """Return which of the four ``SIGNS`` a copy has at each of the first sites, by its key."""
    return [number >> _SHIFT for number in drawn(copy, "blank", 0, wanted)[:wanted]]


def said(script: Script, places: Sequence[Site], given: Sequence[str]) -> list[Said]:
    """Return the signs of a copy, one for each site, as what it has there otherwise."""
    return [
        (site.letter, script.elements[site.element].text[site.end - 1] + sign)
        for site, sign in zip(places, given, strict=True)
        if sign
    ]


def bare(text: str) -> str:
    """Return a text without any of the signs."""
    return text if text.isascii() else _OURS.sub("", text)
