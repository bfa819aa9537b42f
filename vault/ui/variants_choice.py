"""What the writer has chosen so far: sites taken, proposals left alone, and the way back."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from vault.share.variants import MOST_SITES, Place, Site


@dataclass(frozen=True, slots=True)
class _State:
    sites: tuple[Site, ...]
    left: frozenset[Place]
    """The first places of the proposals that were left."""


class Choice:
    """The sites of one draft as they are being chosen; every change can be undone.

    Sites stand in the order of the script and never share a letter.
    """

    def __init__(self, sites: Iterable[Site], proposals: Iterable[Site] = ()) -> None:
        self._proposals = _ordered(proposals)
        self._kept = _ordered(sites)
        self._now = _State(self._kept, frozenset())
        self._before: list[_State] = []
        self._after: list[_State] = []
        self._step = ""
        self._read()

    @property
    def sites(self) -> tuple[Site, ...]:
        """What is chosen now."""
        return self._now.sites

    @property
    def changed(self) -> bool:
        """Whether it is another choice than the one that was begun with."""
        return self._now.sites != self._kept

    @property
    def offers(self) -> tuple[Site, ...]:
        """The proposals that were neither taken nor left, and touch nothing that is chosen."""
        return self._offers

    def propose(self, proposals: Iterable[Site]) -> None:
        """Offer these, as far as they touch nothing that is chosen."""
        self._proposals = _ordered(proposals)
        self._read()

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to make again."""
        return bool(self._after)

    def at(self, element: int, letter: int) -> Site | None:
        """Return the chosen site that has this letter of an element, or ends before it."""
        return _at(self._places, element, letter)

    def offered_at(self, element: int, letter: int) -> Site | None:
        """Return the proposal that has this letter of an element, or ends before it."""
        return _at(self._offered, element, letter)

    def clash(self, places: Iterable[Place], besides: Site | None = None) -> Site | None:
        """Return a chosen site, other than ``besides``, that shares letters with these places."""
        for place in places:
            for site in _sharing(self._places, place):
                if site != besides:
                    return site
        return None

    def put(self, site: Site, instead: Site | None = None, step: str = "") -> None:
        """Choose a site, in place of another one; changes of one ``step`` are undone as one.

        It must share no letter with any other: see ``clash``.
        """
        others = [known for known in self.sites if known != instead]
        self._go(replace(self._now, sites=_ordered((*others, site))), step)

    def remove(self, site: Site) -> None:
        """Choose this site no more; its words stand in every copy as in the draft."""
        rest = tuple(known for known in self.sites if known != site)
        self._go(replace(self._now, sites=rest))

    def leave(self, offer: Site) -> None:
        """Offer this proposal no more."""
        self._go(replace(self._now, left=self._now.left | {offer.places[0]}))

    def take_all(self, offers: Iterable[Site]) -> None:
        """Choose these proposals, as far as a sheet has room for them."""
        room = MOST_SITES - len(self.sites)
        self.put_all((*self.sites, *list(offers)[:room]))

    def put_all(self, sites: Iterable[Site]) -> None:
        """Choose just these sites."""
        self._go(replace(self._now, sites=_ordered(sites)))

    def undo(self) -> None:
        """Take the last change back, if there is one."""
        self._swap(self._before, self._after)

    def redo(self) -> None:
        """Make the change again that was taken back last, if there is one."""
        self._swap(self._after, self._before)

    def _go(self, state: _State, step: str = "") -> None:
        if state == self._now:
            return
        if not step or step != self._step:
            self._before.append(self._now)
        self._after.clear()
        self._now, self._step = state, step
        self._read()

    def _swap(self, source: list[_State], target: list[_State]) -> None:
        if source:
            target.append(self._now)
            self._now, self._step = source.pop(), ""
            self._read()

    def _read(self) -> None:
        self._places = _by_place(self.sites)
        free = (offer for offer in self._proposals if offer.places[0] not in self._now.left)
        self._offers = tuple(offer for offer in free if self.clash(offer.places) is None)
        self._offered = _by_place(self._offers)


_ByPlace = list[tuple[Place, Site]]


def _ordered(sites: Iterable[Site]) -> tuple[Site, ...]:
    return tuple(sorted(sites, key=lambda site: site.places))


def _by_place(sites: Iterable[Site]) -> _ByPlace:
    found = [(place, site) for site in sites for place in site.places]
    return sorted(found, key=lambda pair: pair[0])


def _at(places: _ByPlace, element: int, letter: int) -> Site | None:
    """Return the site around a letter; one that ends there only where none begins there."""
    at = bisect_right(places, (element, letter), key=lambda pair: (pair[0].element, pair[0].start))
    if not at:
        return None
    place, site = places[at - 1]
    return site if place.element == element and letter <= place.end else None


def _sharing(places: _ByPlace, wanted: Place) -> Sequence[Site]:
    at = bisect_right(
        places, (wanted.element, wanted.start), key=lambda pair: (pair[0].element, pair[0].end)
    )
    found = []
    for place, site in places[at:]:
        if place.element != wanted.element or place.start >= wanted.end:
            break
        found.append(site)
    return found
