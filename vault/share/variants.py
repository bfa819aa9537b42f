"""Variants: places in a draft that the writer chose, and what may stand there in a reader's copy.

Each copy has at every site one of the alternatives, drawn by its code, and the same one wherever
the site occurs. They last where marks of the page do not: in pasted and retyped text.

Form: the text ``marks.md`` beside the format.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from vault.encoding import Json, canonical, is_hex, parse_canonical
from vault.errors import Unreadable
from vault.share.codes import SCALE, CopyCode, drawn, thresholds

Sort = Literal["wording", "fact"]
"""``wording``: said otherwise, the sense the same. ``fact``: another number, name or street."""

VERSION = 1
MOST_SITES, MOST_ALTERNATIVES, MOST_PLACES, LONGEST = 2_000, 16, 400, 200
TWO_POINT = 150
"""From so many wordings of two alternatives on, their chances are unequal, so that two or three who
compare their copies are found. Fewer have equal chances: they name one reader with the fewest."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a site occurs: letters ``start`` up to but not including ``end`` of an element's text.

    ``element`` counts the elements of the script from 0, as they are read.
    """

    element: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Site:
    """One choice: its places in the order of the script, and its alternatives.

    The first alternative is what the draft has there.
    """

    sort: Sort
    places: tuple[Place, ...]
    alternatives: tuple[str, ...]

    def as_json(self) -> dict[str, Json]:
        """Return the site as it is sealed."""
        return {
            "sort": self.sort,
            "places": [[place.element, place.start, place.end] for place in self.places],
            "alternatives": list(self.alternatives),
        }


@dataclass(frozen=True, slots=True)
class Sheet:
    """All sites of one draft; ``draft`` is its line's leaf, in hex."""

    draft: str
    sites: tuple[Site, ...]

    def as_json(self) -> dict[str, Json]:
        """Return the sheet as it is sealed."""
        return {
            "v": VERSION,
            "draft": self.draft,
            "sites": [site.as_json() for site in self.sites],
        }

    @property
    def sorts(self) -> tuple[Sort, ...]:
        """The sorts of its sites, as a copy's entry names them among its marks."""
        known: tuple[Sort, ...] = ("wording", "fact")
        return tuple(sort for sort in known if any(site.sort == sort for site in self.sites))

    @property
    def raw(self) -> bytes:
        """The sheet in its one spelling (RFC 8785)."""
        return canonical(self.as_json())

    def bounds(self, bias: bytes) -> list[list[int]]:
        """Return of each site where its alternatives end among the 65,536 numbers of a draw.

        The first alternative has the numbers below the first bound; the last bound is ``SCALE``.
        One list for all copies: divided by ``SCALE``, the steps are the chances exactly.
        """
        leaning = thresholds(bias, "variant", 0, len(self.sites))
        unequal = sum(map(_is_pair, self.sites)) >= TWO_POINT
        return [
            [leaning[at], SCALE]
            if unequal and _is_pair(site)
            else [SCALE * part // len(site.alternatives) for part in _upto(site)]
            for at, site in enumerate(self.sites)
        ]

    def chosen(self, code: CopyCode) -> list[int]:
        """Return which alternative a copy has at each site, from 0."""
        numbers = drawn(code.copy, "variant", 0, len(self.sites))
        bounds = self.bounds(code.bias)
        return [bisect_right(ends, n) for n, ends in zip(numbers, bounds, strict=False)]


def _is_pair(site: Site) -> bool:
    return site.sort == "wording" and len(site.alternatives) == 2


def _upto(site: Site) -> range:
    return range(1, len(site.alternatives) + 1)


def parse(raw: bytes) -> Sheet:
    """Return the sheet that these bytes are, in its one spelling; raises ``Unreadable``."""
    try:
        told = parse_canonical(raw)
        found = Sheet(told["draft"], tuple(map(_site, told["sites"])))
        sound = is_hex(found.draft, 64) and 0 < len(found.sites) <= MOST_SITES
        sound = sound and _apart([place for site in found.sites for place in site.places])
        if not sound or found.raw != raw:
            raise ValueError("not in its one spelling")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unreadable("The sheet of variants is damaged, or of a newer Script Vault.") from error
    return found


def _site(told: dict[str, Any]) -> Site:
    """Return a site, its limits kept; raises ``ValueError`` and ``TypeError``."""
    places = tuple(Place(*map(_number, place)) for place in told["places"])
    site = Site(told["sort"], places, tuple(map(str, told["alternatives"])))
    known = site.sort in ("wording", "fact")
    several = 2 <= len(set(site.alternatives)) == len(site.alternatives) <= MOST_ALTERNATIVES
    fit = all(0 < len(text) <= LONGEST and text == text.strip() for text in site.alternatives)
    one_line = all(text.isprintable() for text in site.alternatives)
    if not (known and several and fit and one_line and 0 < len(places) <= MOST_PLACES):
        raise ValueError("a site out of its limits")
    return site


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError("a place is told in whole numbers")
    return value


def _apart(places: list[Place]) -> bool:
    """Tell whether no two places touch the same letters."""
    ordered = sorted(places)
    return all(place.start < place.end for place in ordered) and all(
        one.element != next_.element or one.end <= next_.start for one, next_ in pairwise(ordered)
    )
