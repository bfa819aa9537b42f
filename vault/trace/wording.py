"""The words of all that turned up, held against drafts: passages, and what stands at sites."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vault.screenplay.model import Script
from vault.share.variants import Sheet
from vault.trace import blanks
from vault.trace.evidence import Codes
from vault.trace.facts import retold
from vault.trace.passages import Heap, Stretch
from vault.trace.places import Measured
from vault.trace.spots import Text, text_of
from vault.trace.variants import measured, readings

_AROUND = 100
_NEXT = 200
"""Letters between two stretches of one passage."""


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """A passage of a draft without pages: its sheet, its first paragraph from 1, how many words."""

    sheet: int
    paragraph: int
    words: int


class Wording:
    """Texts that turned up, ready to be held against one draft after the other.

    ``sheets`` has the words of each by its number. What is found of one draft is kept until the
    next one is asked for: it may have copies in several forms.
    """

    def __init__(self, sheets: Mapping[int, Sequence[str]]) -> None:
        self._heap = Heap(sheets)
        self._last = ""
        self._known: dict[Sheet | None, tuple[Text, list[Stretch]]] = {}

    def varied(
        self, draft: str, script: Callable[[], Script], sheet: Sheet | None
    ) -> Iterator[list[str]]:
        """Give the words around each place of a sheet, with each alternative in it."""
        text, _ = self._draft(draft, script, sheet)
        whole = text.whole.text
        for spot in text.spots:
            before = whole[max(0, spot.begins - _AROUND) : spot.begins]
            behind = whole[spot.ends : spot.ends + _AROUND]
            for alternative in text.sites[spot.site].alternatives:
                yield f"{before}{alternative}{behind}".split()[1:-1]

    def passages(self, draft: str, script: Callable[[], Script]) -> list[Paragraphs]:
        """Return which passages of a draft there are, in the order in which they turned up."""
        text, stretches = self._draft(draft, script, None)
        number = text.whole.words
        found = []
        for theirs, start, end in _passages(stretches):
            words = int(number[end - 1]) - int(number[start]) + 1
            paragraph = int(text.paragraphs[start])
            found.append(Paragraphs(self._heap.sheet(theirs), paragraph, words))
        return found

    def measured(self, draft: str, script: Callable[[], Script], codes: Codes) -> list[Measured]:
        """Return what stands at the sites of a draft; nothing for copies without any."""
        if not (codes.sheet or codes.blank) or not len(self._heap.text.codes):
            return []
        text, stretches = self._draft(draft, script, codes.sheet)
        found = self._variants(text, stretches, codes) if codes.sheet else []
        if codes.blank:
            signs = blanks.read(self._heap, text, stretches, script(), codes.sheet)
            found += blanks.measured(signs, self._heap)
        return found

    def _variants(self, text: Text, stretches: Sequence[Stretch], codes: Codes) -> list[Measured]:
        found = readings(self._heap, text, stretches)
        found += retold(self._heap, text, found, told=bool(stretches))
        cells = codes.cells("variant", 0, sum(len(one.alternatives) for one in text.sites))
        return measured(self._heap, cells, text.sites, found)

    def _draft(
        self, draft: str, script: Callable[[], Script], sheet: Sheet | None
    ) -> tuple[Text, list[Stretch]]:
        if draft != self._last:
            self._known.clear()
            self._last = draft
        if sheet not in self._known:
            text = text_of(script(), sheet)
            self._known[sheet] = text, self._heap.stretches(text.runs)
        return self._known[sheet]


def _passages(stretches: Sequence[Stretch]) -> Iterator[tuple[int, int, int]]:
    """Give where passages begin in what turned up, and from where to where they go in the draft.

    They are stretches that follow one another in both.
    """
    last: tuple[int, int, int] | None = None
    for one in stretches:
        start, end = one.reach
        theirs = int(one.theirs.min())
        if last is not None and 0 <= start - last[2] <= _NEXT:
            last = last[0], last[1], end
            continue
        if last is not None:
            yield last
        last = theirs, start, end
    if last is not None:
        yield last
