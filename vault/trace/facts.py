"""Facts that a text repeats in other words: retold, translated, summed up.

A room, a plate, a name outlives the sentence around it. It counts as read where it stands anywhere
in what turned up and no other alternative of its site does. As everything that is read: by the
texts and the sheet alone, and by no copy's code.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from vault.share.variants import Site
from vault.trace.passages import Heap, folded
from vault.trace.spots import Text
from vault.trace.variants import Reading

FEWEST = 4
"""Facts of a sheet from which on they tell the draft, where nothing else does."""
_SHORTEST = 2
_MOST = 1 << 33
"""Letters that are looked through in all: a minute's work at the worst."""


def retold(heap: Heap, text: Text, read: Sequence[Reading], *, told: bool) -> list[Reading]:
    """Return the facts that stand anywhere, of sites that were not ``read`` in their place.

    ``told``: the draft is known to be there by its words. Then a fact has to be there in full, and
    none of its alternatives may stand in the draft outside its places. Else what tells a fact from
    its alternatives is enough, but there have to be ``FEWEST`` of them.
    """
    known = {one.site for one in read}
    wanted = [
        (number, site)
        for number, site in enumerate(text.sites)
        if site.sort == "fact" and number not in known
    ]
    count = sum(len(site.alternatives) for _, site in wanted)
    if not wanted or len(heap.text.codes) * count > _MOST:
        return []
    page = _Page(heap)
    fixed = text.fixed if told else ""
    found: list[Reading] = []
    for number, site in wanted:
        phrases = [folded(one).letters for one in site.alternatives]
        if told and any(phrase in fixed for phrase in phrases):
            continue
        listed = list(page.alone(number, phrases))
        if not listed and not told and not page.any(phrases):
            listed = list(page.alone(number, distinct(site)))
        found += listed
    return found if told or len({one.site for one in found}) >= FEWEST else []


def distinct(site: Site) -> list[str]:
    """Return what tells each alternative from the others: "Room 304" and "Room 309" by number.

    Nothing where that is too little to be looked for.
    """
    words = [one.split() for one in site.alternatives]
    least = min(map(len, words)) - 1
    same = _alike(words, least)
    behind = _alike([part[::-1] for part in words], least - same)
    cut = [folded(" ".join(part[same : len(part) - behind])).letters for part in words]
    return cut if all(len(part) >= _SHORTEST for part in cut) else []


def _alike(words: Sequence[Sequence[str]], most: int) -> int:
    same = takewhile(lambda column: len(set(column)) == 1, zip(*words, strict=False))
    return min(most, len(list(same)))


class _Page:
    """What turned up, to be searched for whole words."""

    def __init__(self, heap: Heap) -> None:
        self._letters = heap.text.letters
        self._edges = heap.text.begins

    def any(self, phrases: Sequence[str]) -> bool:
        """Tell whether any of these stands there."""
        return any(any(True for _ in self._ends(phrase)) for phrase in phrases)

    def alone(self, site: int, phrases: Sequence[str]) -> Iterator[Reading]:
        """Give where a phrase stands, if no other one of these does."""
        there = [(at, end) for at, one in enumerate(phrases) for end in self._ends(one)]
        if len({at for at, _ in there}) == 1:
            yield from (Reading(site, at, end) for at, end in there)

    def _ends(self, phrase: str) -> Iterator[int]:
        at = self._letters.find(phrase) if phrase else -1
        while at >= 0:
            end = at + len(phrase)
            if self._edges[at] and self._edges[end]:
                yield end
            at = self._letters.find(phrase, at + 1)
