"""What is to be said of a choice of sites: what cannot be made, and what is only worth knowing.

Nothing that is refused is ever sealed, so that no copy fails for its words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from vault.encoding import Json
from vault.paper.faces import Face, lacking
from vault.screenplay.layout import compose
from vault.screenplay.layout_wrap import cells
from vault.screenplay.model import Kind, Script
from vault.share.strength import READERS, sentences
from vault.share.variants import (
    LONGEST,
    MOST_ALTERNATIVES,
    MOST_PLACES,
    MOST_SITES,
    Place,
    Site,
)
from vault.share.varying import (
    Spot,
    Typeset,
    as_printed,
    may_vary,
    occurrences,
    standing,
    words_at,
)

_PHONE = re.compile(r"(?<!\d)(\d{3})[-. \u2011](\d{4})(?!\d)")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence or two; ``refused`` if the choice cannot be kept as it is.

    ``site`` counts the sites from 0, ``place`` the places of that site; None for all of them.
    """

    refused: bool
    words: str
    site: int | None = None
    place: int | None = None

    def as_json(self) -> dict[str, Json]:
        """Return it for programs."""
        return {
            "refused": self.refused,
            "words": self.words,
            "site": self.site,
            "place": self.place,
        }


class Desk:
    """A draft laid out once, before which any number of choices is looked at."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.typeset = Typeset(script, compose(script))
        self._words: dict[str, tuple[frozenset[Place], bool]] = {}

    def remarks(self, sites: Sequence[Site], readers: int = READERS) -> list[Remark]:
        """Return what is to be said: what is refused first, in the order of the sites."""
        found = list(_limits(sites))
        for number, site in enumerate(sites):
            found += self._site(number, site)
        found += self._touching(sites)
        found += self._lines(sites)
        noted = [note for number, site in enumerate(sites) for note in self._noted(number, site)]
        refused = sorted(found, key=lambda one: (one.site is not None, one.site or 0))
        strength = [Remark(False, said) for said in sentences(sites, readers)]
        return [*refused, *noted, *self._crowded(sites), *strength]

    def _site(self, number: int, site: Site) -> Iterator[Remark]:
        for fault in _alternatives(site):
            yield Remark(True, fault, number)
        if not 0 < len(site.places) <= MOST_PLACES:
            yield Remark(True, f"A choice has from 1 to {MOST_PLACES} places.", number)
        for at, place in enumerate(site.places):
            fault = self._place(site, place)
            if fault:
                yield Remark(True, fault, number, at)

    def _place(self, site: Site, place: Place) -> str:
        """Return what is wrong with one place, or nothing."""
        words, said = words_at(self.script, place), _shown(site)
        if not words or place.start < 0:
            return f"The draft has no such place for {said}."
        element = self.script.elements[place.element]
        if not self.typeset.has(place, site.alternatives[0] if site.alternatives else ""):
            return f"The draft has “{words[:_SHOWN]}” there, and not {said}."
        if element.kind is Kind.CHARACTER:
            return f"{said} stands in the name over a speech, which the page repeats."
        if not may_vary(element) or not self.typeset.prints(place.element):
            return f"{said} stands where nothing prints, or not letter by letter."
        alike = {as_printed(element, one) for one in site.alternatives}
        if len(alike) < len(set(site.alternatives)):
            return f"The wordings for {said} are the same in the capitals of a heading."
        if self.typeset.spot(place) is None:
            return f"{said} breaks over two lines of the page: choose words that stand on one."
        return ""

    def _touching(self, sites: Sequence[Site]) -> Iterator[Remark]:
        every = sorted(
            (place, number, at)
            for number, site in enumerate(sites)
            for at, place in enumerate(site.places)
        )
        for (one, _, _), (other, number, at) in pairwise(every):
            if one.element == other.element and one.end >= other.start:
                yield Remark(
                    True,
                    f"{_shown(sites[number])} touches another place: leave a letter between them.",
                    number,
                    at,
                )

    def _lines(self, sites: Sequence[Site]) -> Iterator[Remark]:
        """Give what makes a line too long, when it has the longest wording at each of its sites."""
        lines: dict[tuple[int, int], list[tuple[int, int, int, Spot]]] = {}
        for number, site in enumerate(sites):
            for at, place in enumerate(site.places):
                spot = self.typeset.spot(place) if self._sound(site, place) else None
                if spot is not None:
                    grown = self._grown(site, place)
                    lines.setdefault((spot.page, spot.line), []).append((grown, number, at, spot))
        for there in lines.values():
            spot = there[0][-1]
            longest = cells(self.typeset.line(spot).text) + sum(grown for grown, *_ in there)
            grown, number, at, _ = max(there, key=lambda one: one[0])
            if grown and longest > self.typeset.room(spot):
                which = "the longest wording" if len(there) == 1 else "the longest wordings"
                over = ceil(longest - self.typeset.room(spot))
                letters = "1 letter" if over == 1 else f"{over} letters"
                yield Remark(
                    True,
                    f"With {which} of {_shown(sites[number])} its line is {letters} too long and"
                    " would move the page break: choose a shorter one.",
                    number,
                    at,
                )

    def _sound(self, site: Site, place: Place) -> bool:
        return not any(_alternatives(site)) and not self._place(site, place)

    def _grown(self, site: Site, place: Place) -> int:
        element = self.script.elements[place.element]
        wide = [cells(as_printed(element, one)) for one in site.alternatives]
        return max(wide) - wide[0]

    def _noted(self, number: int, site: Site) -> Iterator[Remark]:
        if site.sort == "fact" and site.alternatives:
            there, elsewhere = self._standing(site.alternatives[0])
            left = len(there - set(site.places))
            if left:
                where = "1 other place" if left == 1 else f"{left} other places"
                said = f"stands at {where} too, where all readers will have the draft's own."
                yield Remark(False, f"{_shown(site)} {said}", number)
            if elsewhere:
                said = "stands on the title page or in a name over a speech too, which never vary."
                yield Remark(False, f"{_shown(site)} {said}", number)
        for words in site.alternatives[1:]:
            phone = _PHONE.search(words)
            if phone and not (phone[1] == "555" and phone[2].startswith("01")):
                said = "may be somebody's number: 555-0100 to 555-0199 are kept free for fiction."
                yield Remark(False, f"“{words[:_SHOWN]}” {said}", number)
                break

    def _standing(self, words: str) -> tuple[frozenset[Place], bool]:
        """Return where words stand that a site may cover, and whether elsewhere too."""
        if words not in self._words:
            cues = [one.text for one in self.script.elements if one.kind is Kind.CHARACTER]
            fixed = " \n".join([*cues, *(value for _, value in self.script.title_page)])
            there = frozenset(occurrences(self.script, words))
            self._words[words] = there, bool(standing(fixed, words))
        return self._words[words]

    def _crowded(self, sites: Sequence[Site]) -> Iterator[Remark]:
        """Give what is lost for the places of words: lines that have a place are set whole."""
        rows: dict[int, set[int]] = {}
        for site in sites:
            for place in site.places:
                spot = self.typeset.spot(place)
                if spot is not None:
                    rows.setdefault(spot.page, set()).add(self.typeset.line(spot).row)
        full = sum(
            2 * len(taken) > len({line.row for line in self.typeset.pages[page].lines})
            for page, taken in rows.items()
        )
        if full:
            pages = "1 page" if full == 1 else f"{full} pages"
            yield Remark(
                False,
                f"On {pages} more than half of the lines have a choice. Their words are not moved"
                " aside, so that a picture of such a page alone names its copy less surely.",
            )


def _limits(sites: Sequence[Site]) -> Iterator[Remark]:
    if len(sites) > MOST_SITES:
        yield Remark(True, f"A draft has at most {MOST_SITES} choices.")


def _alternatives(site: Site) -> Iterator[str]:
    """Give what is wrong with the alternatives of a site by themselves."""
    said, texts = _shown(site), site.alternatives
    if site.sort not in ("wording", "fact"):
        yield f"{said} is neither a wording nor a fact."
    if not 2 <= len(texts) <= MOST_ALTERNATIVES:
        yield f"{said} needs from 2 to {MOST_ALTERNATIVES} wordings, the draft's own first."
    if len(set(texts)) < len(texts):
        yield f"{said} has one wording twice."
    for text in texts:
        if not text or text != text.strip():
            yield f"A wording for {said} is empty, or has blanks before or behind it."
        elif len(text) > LONGEST:
            yield f"A wording for {said} is longer than {LONGEST} letters."
        elif not text.isprintable():
            yield f"A wording for {said} has line breaks or other signs that do not print."
        elif missing := lacking(text, Face.SCRIPT):
            yield f"A wording for {said} has letters that no face on paper has: {missing[:8]}"


def _shown(site: Site) -> str:
    words = site.alternatives[0] if site.alternatives else ""
    return f"“{words if len(words) <= _SHOWN else words[:_SHOWN] + '…'}”"
