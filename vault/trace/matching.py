"""Which pages share their words: runs of five, whatever their case and punctuation.

Five words in a row that stand on two pages are seldom chance; many of them never. Runs that a page
has twice say nothing of a place, and are left out where places are looked for.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

RUN = 5
LEAST = 4
"""Shared runs from which on two pages are held against each other."""

Run = tuple[str, ...]

_ALIKE = str.maketrans("авеԁһіјӏкмнорԛѕтѵԝхуαβεικνορτυχ", "abedhijlkmhopqstvwxyabeikvoptux")
"""Small letters of other scripts that look Latin, small or as capitals: put in, nobody sees them.
They are taken for what they look like in suspects and drafts alike."""


def small(text: str) -> str:
    """Return a text without case, and letters that look alike as one."""
    found = text.casefold()
    return found if found.isascii() else found.translate(_ALIKE)


def plain(word: str) -> str:
    """Return what of a word survives retyping: letters and digits, small."""
    return "".join(sign for sign in small(word) if sign.isalnum())


def runs(words: Iterable[str]) -> list[tuple[Run, tuple[int, ...]]]:
    """Return the runs of a text, each with the numbers of its words; what is no word is passed."""
    kept = [(number, text) for number, word in enumerate(words) if (text := plain(word))]
    return [
        (tuple(text for _, text in part), tuple(number for number, _ in part))
        for part in (kept[at : at + RUN] for at in range(len(kept) - RUN + 1))
    ]


def _bare(words: Iterable[str]) -> Iterator[Run]:
    """Give the runs of a text without their places."""
    kept = [text for word in words if (text := plain(word))]
    return zip(*(kept[at:] for at in range(RUN)), strict=False)


class Wanted:
    """The runs of the pages that turned up, by page, ready to be looked for in drafts."""

    def __init__(self, sheets: Mapping[int, Sequence[str]]) -> None:
        self._where: dict[Run, frozenset[int]] = {}
        self._runs = {sheet: list(_bare(words)) for sheet, words in sheets.items()}
        for sheet, found in self._runs.items():
            alone = frozenset([sheet])  # one for all: a long text has millions of runs
            for run in found:
                there = self._where.get(run, alone)
                self._where[run] = there if sheet in there else there | alone

    @property
    def any(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self._where)

    def among(self, words: Iterable[str]) -> set[Run]:
        """Return the runs of a text that stand on any sheet."""
        return {run for run in _bare(words) if run in self._where}

    def sheets(self, found: Iterable[Run]) -> Counter[int]:
        """Return how many of these runs stand on each sheet."""
        return Counter(sheet for run in found for sheet in self._where[run])

    def drop(self, known: Iterable[Run]) -> None:
        """Leave out runs that are the same on the pages of any draft: those of the terms."""
        gone = {run for run in known if self._where.pop(run, None)}
        if gone:
            self._runs = {
                sheet: [run for run in found if run not in gone]
                for sheet, found in self._runs.items()
            }

    def overlap(self, found: set[Run]) -> float:
        """Return the share of all that turned up that is among these runs, from 0 to 1."""
        total = sum(map(len, self._runs.values()))
        return sum(run in found for one in self._runs.values() for run in one) / max(1, total)


def pairs(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Return which words of two pages are the same ones, by runs that both have only once."""
    ours, theirs = _once(one), _once(other)
    found = {
        pair
        for run, numbers in ours.items()
        if run in theirs
        for pair in zip(numbers, theirs[run], strict=True)
    }
    return sorted(found)


def _once(words: Sequence[str]) -> dict[Run, tuple[int, ...]]:
    counted = Counter(run for run, _ in runs(words))
    return {run: numbers for run, numbers in runs(words) if counted[run] == 1}
