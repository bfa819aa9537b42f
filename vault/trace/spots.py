"""A draft as its letters, and where in them the places are that the writer chose."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from vault.screenplay.model import Script
from vault.share.variants import Place, Sheet, Site
from vault.trace.passages import RUN, Folded, Runs, folded, joined, runs_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.uint32]
    Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a site: its letters in the folded draft, and where it stands in its text."""

    site: int
    start: int
    end: int
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a draft, folded, with the places of a sheet in them.

    ``paragraphs`` has for each letter the number of its paragraph, from 1, as the script has them.
    """

    whole: Folded
    runs: Runs = field(repr=False)
    paragraphs: "Places" = field(repr=False)
    sites: tuple[Site, ...] = ()
    spots: tuple[Spot, ...] = ()

    @property
    def fixed(self) -> str:
        """The letters that all copies have, a blank in place of every spot."""
        letters = list(self.whole.letters)
        for spot in self.spots:
            letters[spot.start : spot.end] = [" "] * (spot.end - spot.start)
        return "".join(letters)


def text_of(script: Script, sheet: Sheet | None = None) -> Text:
    """Return a draft's words, and the places of its sheet as far as they are as the sheet says."""
    sites = sheet.sites if sheet else ()
    there: dict[int, list[tuple[Place, int]]] = {}
    for number, site in enumerate(sites):
        for place in site.places:
            there.setdefault(place.element, []).append((place, number))
    parts: list[Folded] = []
    paragraphs, spots = [np.zeros(0, np.int64)], list[Spot]()
    letters = length = shown = 0

    def add(text: str) -> None:
        nonlocal letters, length
        part = folded(_lined(text))
        parts.append(part)
        paragraphs.append(np.full(len(part.codes), shown))
        letters += len(part.codes)
        length += len(part.text)

    for at, element in enumerate(script.elements):
        if element.omitted:
            continue
        shown += 1
        done = 0
        for place, number in sorted(there.get(at, ())):
            add(element.text[done : place.start])
            before = letters, length
            words = element.text[place.start : place.end]
            add(words)
            done = place.end
            if words.casefold() == sites[number].alternatives[0].casefold():
                spots.append(Spot(number, before[0], letters, before[1], length))
        add(element.text[done:] + "\n")
    whole = joined(parts)
    runs = runs_of(whole.codes, _as_varied(whole, sites, spots))
    return Text(whole, runs, np.concatenate(paragraphs), sites, tuple(spots))


def _as_varied(
    whole: Folded, sites: Sequence[Site], spots: Sequence[Spot]
) -> Iterator[tuple["Codes", "Places"]]:
    """Give what stands around each place with every other alternative in it."""
    for spot in spots:
        low, high = max(0, spot.start - RUN + 1), spot.end + RUN - 1
        behind = np.arange(spot.end, min(high, len(whole.codes)))
        for alternative in sites[spot.site].alternatives[1:]:
            codes = folded(alternative).codes
            inside = max(spot.start, spot.end - 1)
            there = np.minimum(spot.start + np.arange(len(codes)), inside)
            yield (
                np.concatenate([whole.codes[low : spot.start], codes, whole.codes[behind]]),
                np.concatenate([np.arange(low, spot.start), there, behind]),
            )


def _lined(text: str) -> str:
    """Return a text with a line feed for every blank, so that its words can be counted."""
    return "".join("\n" if sign.isspace() else sign for sign in text)
