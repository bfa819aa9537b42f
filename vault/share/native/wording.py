"""Other words in a script's own format, at the same places of its own source.

What a source cannot hold is said before any copy is made: every wording is put in once, and what
the source then reads as is held against the script that it should be.
"""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Protocol, Self

from vault.errors import BadInput
from vault.licence.record import Record
from vault.screenplay.canonical import printed
from vault.screenplay.model import Kind, Opaque, Script
from vault.screenplay.reading import read
from vault.share.variants import Place, Site
from vault.share.varying import Said, changes, said_otherwise

_Lines = tuple[Kind, str]
"""What prints of one element."""
Pieces = tuple[tuple[int, int], ...]
"""Where a place stands in a source, from and up to, cut where other things stand between."""


class Source(Protocol):
    """A draft, ready to become copies in its own format."""

    def copy(self, record: Record, signature: bytes) -> bytes:
        """Return the file of one copy; ``signature`` is the SSH signature file over its record."""


class Wordable(Source, Protocol):
    """A source whose words can be exchanged."""

    def at(self, script: Script, places: Iterable[Place]) -> dict[Place, Pieces]:
        """Return where in the source these places of its script stand; not all may be found."""

    def saying(self, words: Iterable[tuple[Pieces, str]]) -> Self:
        """Return the source with other words at such places."""

    def bare(self) -> bytes:
        """Return the source as it is, without any terms."""


class Worded:
    """A source and its script, with the places where copies may have other words."""

    def __init__(self, source: Wordable, script: Script, places: Iterable[Place]) -> None:
        """Find the places in the source."""
        self.script = script
        self._source = source
        self._pieces = source.at(script, places)
        self._usual: dict[str, tuple[list[_Lines], dict[int, int]]] = {}

    def has(self, place: Place) -> bool:
        """Tell whether a place was found in the source."""
        return place in self._pieces

    def saying(self, said: Iterable[Said]) -> Wordable:
        """Return the source with other words at places that were found."""
        return self._source.saying((self._pieces[place], new) for place, new in said)

    def misread(self, said: Sequence[Said], name: str) -> int | None:
        """Return the first element that does not read as it should with these words, if any.

        ``name`` is a file name by which the source reads as it does.
        """
        if name not in self._usual:
            ours, usual = _lines(self.script), _read(self._source.bare(), name)
            self._usual[name] = usual, _pairs(list(ours), list(ours.values()), usual)
        usual, known = self._usual[name]
        wanted = _lines(said_otherwise(self.script, said))
        found = _read(self.saying(said).bare(), name)
        for at, lines in enumerate(usual):
            number = known.get(at)
            if found[at : at + 1] != [lines if number is None else wanted.get(number, lines)]:
                return number if number is not None else len(self.script.elements)
        return None if len(found) == len(usual) else len(self.script.elements)


def check(worded: Worded, sites: Sequence[Site], name: str) -> None:
    """Put every wording in once and read it back.

    Raises ``BadInput`` with the number of a choice that the source cannot hold.
    """
    for number, site in enumerate(sites):
        if not all(map(worded.has, site.places)):
            raise _unfit(sites, number)
    for choice in range(1, max(len(site.alternatives) for site in sites)):
        check_copy(worded, sites, [min(choice, len(one.alternatives) - 1) for one in sites], name)


def check_copy(worded: Worded, sites: Sequence[Site], chosen: Sequence[int], name: str) -> None:
    """Read back what one copy has; raises ``BadInput`` with the number of a choice to blame.

    Words that can stand in a source each by itself may together make it another line of a script.
    """
    wrong = worded.misread(changes(worded.script, sites, chosen), name)
    if wrong is not None:
        raise _unfit(sites, _site_near(sites, wrong))


def _lines(script: Script) -> dict[int, _Lines]:
    """Return what prints of each element, by its number."""
    shown = [number for number, element in enumerate(script.elements) if not element.omitted]
    return {number: found for number, found in zip(shown, printed(script), strict=True) if found[1]}


def _read(data: bytes, name: str) -> list[_Lines]:
    found = read(data, name)
    return [] if isinstance(found, Opaque) else list(_lines(found).values())


def _pairs(numbers: list[int], ours: list[_Lines], usual: list[_Lines]) -> dict[int, int]:
    """Return the number of the element that each line of a source has.

    A source may lack what a script has: comments in Markdown are words to the reader of a draft.
    """
    if ours == usual:
        return dict(enumerate(numbers))
    blocks = SequenceMatcher(None, ours, usual, autojunk=False).get_matching_blocks()
    return {b + n: numbers[a + n] for a, b, size in blocks for n in range(size)}


def _site_near(sites: Sequence[Site], element: int) -> int:
    """Return the site to which it is due that an element reads otherwise."""
    every = [(place, n) for n, site in enumerate(sites) for place in site.places]
    return min(every, key=lambda one: abs(one[0].element - element))[1]


def _unfit(sites: Sequence[Site], number: int) -> BadInput:
    words = sites[number].alternatives[0]
    return BadInput(
        f"Choice {number + 1} of the wording, “{words}”, cannot stand in the script's own format.",
        "Change it (in capitals where the script has them), share the draft as PDF, or leave the"
        " wording out with --no-wording.",
    )
