"""Which pages pictures show, and what their marks say: scans, faxes, photos of a screen or a page.

A picture is looked at twice. From far off, for the pages of any draft that lie as it does; then
closely, laid over those few.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vault.licence.pdf import Clock
from vault.share.words import SIZE
from vault.trace import letters, outline, pictures, scan
from vault.trace.finding import Finding, Passage, Progress
from vault.trace.outline import CELL, FINE, Likeness
from vault.trace.places import FEWEST, Measured, Table, tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Picture = Callable[[], NDArray[np.uint8]]
    Grey = NDArray[np.float32]

PATIENCE = 1200.0
"""Seconds that pictures are given in all."""
_AT_ONCE = 48
"""Pictures that are held against all drafts in one go, so that memory does not grow with them."""
_LEAST = 0.3
_NEARLY, _MOST = 0.75, 24
"""Pages are looked at again that are nearly as like as the one most like, so many at most."""
_CLOSELY, _LIKE = 6, 0.4
"""Pages that a picture is laid over at most, and how like they have to be at second sight."""
_SURELY = 0.75
_AS_GOOD = 0.9
"""Agreement word by word: enough to look no further in a draft; as part of the best one's."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A page that a picture may show: of which finding's edition, which way up, how much alike."""

    finding: int
    page: int
    way: int
    like: Likeness


def look(
    sheets: Mapping[int, "Picture"],
    found: Sequence[Finding],
    clock: Clock,
    progress: Progress = lambda *_: None,
) -> tuple[list[Finding], int]:
    """Return the findings with what the pictures say, and how many of these were looked at.

    ``sheets`` gives each picture, grey, by the number of its sheet; it is asked for twice. Raises
    ``EnvironmentFailed`` where pictures cannot be read here.
    """
    ends = clock() + PATIENCE
    added: list[list[_Shown]] = [[] for _ in found]
    close = _Close(found)
    looked, numbers = 0, list(sheets)
    for at in range(0, len(numbers), _AT_ONCE):
        batch = numbers[at : at + _AT_ONCE]
        seen = {number: _outlines(sheets[number]()) for number in batch}
        candidates = _candidates(seen, found, lambda: clock() > ends)
        for number in batch:
            if clock() > ends:
                break
            if candidates[number]:
                ways = pictures.upright(sheets[number]())
                for place, shown in close.shown(number, ways, candidates[number]):
                    added[place].append(shown)
            looked += 1
            progress("pictures", looked, len(numbers))
    return [_with(one, more, len(sheets)) for one, more in zip(found, added, strict=True)], looked


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a picture says of the page it shows, and how well their words agree."""

    passage: Passage
    agrees: float
    measured: list[Measured]


def _with(finding: Finding, more: Sequence[_Shown], pictures: int) -> Finding:
    shown = len({one.passage.sheet for one in more}) / pictures
    return replace(
        finding,
        overlap=max(finding.overlap, shown),
        passages=(*finding.passages, *(one.passage for one in more)),
        measured=(*finding.measured, *(one for each in more for one in each.measured)),
    )


def _outlines(grey: "NDArray[np.uint8]") -> "list[outline.Outline]":
    return [outline.outline(_inked(way.ink, CELL)) for way in pictures.upright(grey)]


def _inked(ink: "Grey", cell: float) -> "outline.Numbers":
    """Return how much ink lies in each cell of a page."""
    cv2 = pictures.vision()
    cells = 1 / (cell * pictures.A_POINT)
    grid = cv2.resize(ink, None, fx=cells, fy=cells, interpolation=cv2.INTER_AREA)
    return np.asarray(grid, dtype=np.float64)


def _candidates(
    seen: Mapping[int, Sequence["outline.Outline"]],
    found: Sequence[Finding],
    over: Callable[[], bool],
) -> dict[int, list[_Candidate]]:
    """Return the pages each picture is most like, best first: of all drafts, until time is over."""
    likely: dict[int, list[_Candidate]] = {number: [] for number in seen}
    for place, finding in enumerate(found):
        if not finding.edition.marks or not any(seen.values()):
            continue
        for page, sheet in enumerate(letters.sheets(finding.edition.pdf()), start=1):
            if over():
                return likely
            script = abs(sheet.size - SIZE) < 0.01
            if script.sum() < FEWEST:
                continue
            ours = outline.of_letters(sheet.x[script], sheet.y[script])
            for number, ways in seen.items():
                for way, theirs in enumerate(ways):
                    like = outline.likeness(theirs, ours)
                    if like.score > _LEAST:
                        likely[number].append(_Candidate(place, page, way, like))
        likely = {number: _best(ones) for number, ones in likely.items()}
    return likely


def _best(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    ranked = sorted(candidates, key=lambda one: -one.like.score)[:_MOST]
    return [one for one in ranked if one.like.score >= _NEARLY * ranked[0].like.score]


class _Close:
    """Lays pictures over pages; the words of a page are read once."""

    def __init__(self, found: Sequence[Finding]) -> None:
        self._found = found
        self._tables: dict[tuple[int, int], Table | None] = {}

    def shown(
        self, number: int, ways: Sequence[pictures.Way], candidates: Sequence[_Candidate]
    ) -> list[tuple[int, _Shown]]:
        """Return what a picture shows, each with its finding: one page of each, the likeliest.

        Drafts often have the same page; then each of them has it here. Where halves of a picture
        show pages, each half shows one, and the whole none.
        """
        best: dict[tuple[int, int], _Shown] = {}
        for one in self._sharper(ways, candidates):
            place = one.finding, ways[one.way].part
            before = best.get(place)
            if before is not None and before.agrees > _SURELY:
                continue
            shown = self._laid(number, ways[one.way].ink, one)
            if shown is not None and (before is None or shown.agrees > before.agrees):
                best[place] = shown
        halves = any(part for _, part in best)
        least = _AS_GOOD * max((shown.agrees for shown in best.values()), default=0.0)
        return [
            (finding, shown)
            for (finding, part), shown in best.items()
            if shown.agrees >= least and (part > 0) == halves
        ]

    def _sharper(
        self, ways: Sequence[pictures.Way], candidates: Sequence[_Candidate]
    ) -> list[_Candidate]:
        """Return the few that are most like at second sight, best first."""
        inked = {way: _inked(ways[way].ink, FINE) for way in {one.way for one in candidates}}
        again = []
        for one in candidates:
            sheet = letters.one_sheet(self._found[one.finding].edition.pdf(), one.page)
            script = abs(sheet.size - SIZE) < 0.01
            page = outline.inked(sheet.x[script], sheet.y[script], FINE)
            like = outline.closely(inked[one.way], page, one.like)
            again.append(replace(one, like=like))
        again.sort(key=lambda one: -one.like.score)
        least = max(_LIKE, _NEARLY * again[0].like.score) if again else _LIKE
        return [one for one in again[:_CLOSELY] if one.like.score >= least]

    def _laid(self, number: int, ink: "Grey", one: _Candidate) -> _Shown | None:
        """Return what a picture says of one page; None where it cannot be laid over it."""
        edition = self._found[one.finding].edition
        place = one.finding, one.page
        if place not in self._tables:
            self._tables[place] = tables(edition.table({one.page})).get(one.page)
        table = self._tables[place]
        if edition.marks is None or table is None or len(table.x) < FEWEST:
            return None
        pdf = edition.pdf()
        page = scan.unmarked(pdf, letters.one_sheet(pdf, one.page), table, edition.marks)
        move = (one.like.right, one.like.down)
        agrees, said = scan.of_picture(number, ink, page, table, edition.marks, move)
        if not said:
            return None
        words = max(int(np.count_nonzero(each.values)) for each in said)
        return _Shown(Passage(number, one.page, words), agrees, said)
