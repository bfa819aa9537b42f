"""A choice of sites taken over from one draft to another: found again by words and surroundings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from vault.screenplay.model import Script
from vault.share.variants import Place, Site
from vault.share.varying import may_vary, standing, words_at


@dataclass(frozen=True, slots=True)
class Carried:
    """The sites that were found again, and the words of those that were not, in their order."""

    sites: tuple[Site, ...]
    lost: tuple[str, ...]


def carried(old: Script, sites: Sequence[Site], new: Script) -> Carried:
    """Return where the sites of one draft stand in another.

    An element that was not changed keeps its places. In one that was, a place is found again if
    its words still stand there once, or as the one of the same rank among as many. A fact keeps
    those of its places that are left; a site without any is lost.
    """
    elements = _elements(old, new)
    found: list[Site] = []
    lost: list[str] = []
    for site in sites:
        places = [_place(old, place, new, elements) for place in site.places]
        kept = tuple(sorted(place for place in places if place))
        if kept:
            found.append(replace(site, places=kept))
        if len(kept) < len(places):
            lost.append(site.alternatives[0])
    return Carried(tuple(found), tuple(lost))


def _elements(old: Script, new: Script) -> dict[int, int]:
    """Return which element of the new draft goes on which of the old: the same, then the likest."""
    ours, theirs = ([(e.kind, e.text) for e in script.elements] for script in (old, new))
    found: dict[int, int] = {}
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            found |= dict(zip(range(start, end), range(first, last), strict=True))
        elif kind == "replace":
            found |= _likest(old, range(start, end), new, range(first, last))
    return found


def _likest(old: Script, ours: range, new: Script, theirs: range) -> dict[int, int]:
    """Pair the elements of a stretch that was changed: in order, each with one that is like it."""
    found: dict[int, int] = {}
    behind = theirs.start
    for number in ours:
        one = old.elements[number]
        for other in range(behind, min(theirs.stop, behind + 40)):
            two = new.elements[other]
            if two.kind is one.kind and _alike(one.text, two.text):
                found[number], behind = other, other + 1
                break
    return found


def _alike(one: str, other: str) -> bool:
    words, others = one.split(), other.split()
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    return matcher.quick_ratio() >= 0.5 and matcher.ratio() >= 0.5


def _place(old: Script, place: Place, new: Script, elements: dict[int, int]) -> Place | None:
    number = elements.get(place.element)
    words = words_at(old, place)
    if number is None or not words or not may_vary(new.elements[number]):
        return None
    before, text = old.elements[place.element].text, new.elements[number].text
    if before == text:
        return replace(place, element=number)
    ours, theirs = standing(before, words), standing(text, words)
    if len(ours) != len(theirs) or place.start not in ours:
        return None
    start = theirs[ours.index(place.start)]
    return Place(number, start, start + len(words))
