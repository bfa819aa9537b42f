"""Where on its pages a draft's copies may have signs without width."""

from collections.abc import Mapping, Sequence

from vault.share.blanks import Site
from vault.share.varying import Typeset, Varying

Signs = Mapping[int, Sequence[tuple[int, str]]]
"""The signs of one page: by line, from 0, behind how many of its letters each stands."""
NO_SIGNS: Signs = {}


class Placed:
    """The sites of a script that was laid out once for all its readers."""

    def __init__(self, typeset: Typeset, sites: Sequence[Site]) -> None:
        """Find the lines; a site that none of them has is left out."""
        self.sites = tuple(sites)
        self._lines: dict[int, list[tuple[int, int, int]]] = {}
        for number, site in enumerate(sites):
            spot = typeset.spot(site.letter)
            if spot is not None:
                self._lines.setdefault(spot.page, []).append((spot.line, spot.end, number))

    def page(
        self,
        number: int,
        signs: Sequence[str],
        varying: Varying | None = None,
        chosen: Sequence[int] | None = None,
    ) -> Signs:
        """Return the signs of a page, counted from 0; ``signs`` are the copy's, one a site.

        ``varying`` and ``chosen`` tell which letters stand before them where copies differ.
        """
        found: dict[int, list[tuple[int, str]]] = {}
        for line, letter, site in self._lines.get(number, ()):
            if signs[site]:
                if varying is not None and chosen is not None:
                    letter = varying.moved(number, line, letter, chosen)
                found.setdefault(line, []).append((letter, signs[site]))
        return found
