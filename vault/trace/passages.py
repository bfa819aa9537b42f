"""Which stretches of a text stand in a draft, letter by letter, whatever became of all between.

Of both texts letters and digits alone are taken, small: retyping, wrapping, quoting, hyphens, marks
of punctuation and spaces leave them. Runs of letters that a draft has once lead from one text to
the other; runs in a row, at about the same distance, make a stretch. Sentences may have changed
their order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from unicodedata import normalize

import numpy as np

from vault.trace.matching import small

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.uint32]
    Places = NDArray[np.int64]

RUN = 12
"""Letters of a run: two or three words, of which one in two is whole where one letter in twenty is
misread."""
_DRIFT = 64
"""How much a stretch may grow or shrink from one run to the next."""
_GAP = 400
_LEAST = 32
"""Letters of a stretch that stand in both texts; fewer may be a turn of phrase."""
_AMID = 14
"""The same where much else of the draft is there: a short sentence."""
_MUCH = 200
_BASE = 0x9E3779B97F4A7C15
_KEPT = np.array([chr(code).isalnum() for code in range(128)])
"""Of ASCII, letters and digits; its last sign is none."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without case, and of it the letters and digits: ``codes``, at ``places`` in it."""

    text: str
    codes: "Codes"
    places: "Places"

    @property
    def letters(self) -> str:
        """The letters and digits, nothing between them."""
        return self.codes.tobytes().decode("utf-32-le")

    @property
    def begins(self) -> "NDArray[np.bool_]":
        """For each letter and the end of the text, whether a word, or a part of one, begins."""
        return np.concatenate([[True], np.diff(self.places) > 1, [True]])[: len(self.codes) + 1]

    @property
    def words(self) -> "Places":
        """For each letter the number of its word, from 0; words are apart by line feeds."""
        feeds = np.frombuffer(f"\n{self.text}".encode("utf-32-le", "replace"), np.uint32) == 10
        return np.asarray(np.cumsum(feeds[:-1] & ~feeds[1:])[self.places] - 1, dtype=np.int64)

    def between(self, start: int, end: int) -> str:
        """Return the text from behind the letter before ``start`` up to the letter ``end``."""
        begins = int(self.places[start - 1]) + 1 if start else 0
        return self.text[begins : int(self.places[end]) if end < len(self.places) else None]


def folded(text: str) -> Folded:
    """Return a text as it is compared: compatible signs as one (NFKC), and alike letters."""
    plain = small(normalize("NFKC", text))
    signs = np.frombuffer(plain.encode("utf-32-le", "replace"), dtype=np.uint32)
    kept = _KEPT[np.minimum(signs, len(_KEPT) - 1)]
    if not plain.isascii():
        others = np.unique(signs[signs >= len(_KEPT)]).tolist()
        kept |= np.isin(signs, [code for code in others if chr(code).isalnum()])
    return Folded(plain, signs[kept], np.flatnonzero(kept))


def joined(parts: Iterable[Folded]) -> Folded:
    """Return folded texts as one, in their order."""
    texts, codes, places = [""], [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)]
    length = 0
    for part in parts:
        texts.append(part.text)
        codes.append(part.codes)
        places.append(part.places + length)
        length += len(part.text)
    return Folded("".join(texts), np.concatenate(codes), np.concatenate(places))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Runs that lead from a text to a draft: where each begins in both, in the draft's order."""

    theirs: "Places"
    ours: "Places"

    @property
    def letters(self) -> int:
        """How many letters of the draft its runs cover."""
        return RUN + int(np.minimum(np.diff(self.ours), RUN).sum())

    @property
    def reach(self) -> tuple[int, int]:
        """From where to where it goes in the draft."""
        return int(self.ours[0]), int(self.ours[-1]) + RUN


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs that a draft has at one place only, in order, and where each begins."""

    known: "NDArray[np.uint64]"
    places: "Places"


def runs_of(codes: "Codes", others: Iterable[tuple["Codes", "Places"]] = ()) -> Runs:
    """Return the runs of a draft.

    ``others`` is what else may stand in it, each with the places of its letters in the draft.
    """
    listed = [(codes, np.arange(len(codes))), *others]
    known = np.concatenate([_runs(part) for part, _ in listed])
    places = np.concatenate([where[: max(0, len(where) - RUN + 1)] for _, where in listed])
    if not len(known):
        return Runs(known, places)
    order = np.argsort(known, kind="stable")
    known, places = known[order], places[order]
    first = np.flatnonzero(np.concatenate([[True], known[1:] != known[:-1]]))
    least = np.minimum.reduceat(places, first)
    once = np.maximum.reduceat(places, first) - least < RUN
    return Runs(known[first][once], least[once])


class Heap:
    """All sheets that turned up as one text, ready to be held against one draft after the other."""

    def __init__(self, sheets: Mapping[int, Sequence[str]]) -> None:
        parts = [folded("\n".join([*words, ""])) for words in sheets.values()]
        self.text = joined(parts)
        self._numbers = list(sheets)
        self._starts = np.cumsum([0, *(len(part.codes) for part in parts)])[:-1]
        self._runs = _runs(self.text.codes)

    def sheet(self, letter: int) -> int:
        """Return the number of the sheet that has this letter."""
        return self._numbers[int(np.searchsorted(self._starts, letter, side="right")) - 1]

    def stretches(self, draft: Runs) -> list[Stretch]:
        """Return the stretches of the text that stand in a draft, in the order of the text."""
        if not len(draft.known) or not len(self._runs):
            return []
        at = np.minimum(np.searchsorted(draft.known, self._runs), len(draft.known) - 1)
        theirs = np.flatnonzero(draft.known[at] == self._runs)
        found = list(_in_rows(theirs, draft.places[at[theirs]]))
        sure = sum(one.letters for one in found if one.letters >= _LEAST)
        least = _AMID if sure >= _MUCH else _LEAST
        return [one for one in found if one.letters >= least]


def _in_rows(theirs: "Places", ours: "Places") -> Iterator[Stretch]:
    """Give runs that follow each other at about the same distance."""
    if not len(theirs):
        return
    apart = (np.abs(np.diff(theirs - ours)) > _DRIFT) | (np.diff(theirs) > _GAP)
    cuts = [0, *(np.flatnonzero(apart) + 1).tolist(), len(theirs)]
    for start, end in pairwise(cuts):
        order = start + np.argsort(ours[start:end], kind="stable")
        yield Stretch(theirs[order], ours[order])


def _runs(codes: "Codes") -> "NDArray[np.uint64]":
    """Return one number for each run of letters, a polynomial of them (Karp and Rabin)."""
    if len(codes) < RUN:
        return np.zeros(0, np.uint64)
    four = _doubled(_doubled(codes.astype(np.uint64) + np.uint64(1), 1), 2)
    eight = _doubled(four, 4)
    found = eight[: len(four) - 8] * _power(4) + four[8:]
    return np.asarray(found ^ (found >> np.uint64(29)))


def _doubled(runs: "NDArray[np.uint64]", size: int) -> "NDArray[np.uint64]":
    return np.asarray(runs[:-size] * _power(size) + runs[size:])


def _power(size: int) -> np.uint64:
    return np.uint64(pow(_BASE, size, 1 << 64))
