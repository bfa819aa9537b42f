"""The tables of a trace report: copies that are named, kinds of marks, pages that match."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vault.paper.document import INK, MUTED, Colour, Document
from vault.paper.faces import Face
from vault.prove import certificate_words as words
from vault.prove import leak_words as said
from vault.prove.certificate_page import LEFT, RIGHT, Part, block, heading, line
from vault.prove.certificate_words import plain
from vault.prove.leak_facts import Copy, Place, Score

MOST_PLACES = 40
SIZE = 9.4
_SITES, _Z = 330.0, 400.0


def listed(named: Sequence[Copy]) -> Iterator[Part]:
    """Give the copies that are named, a line each."""
    head = _across("issued to", "copy, class", "by chance alone", ruled=True, colour=MUTED,
                   size=8.6)  # fmt: skip
    lines = [
        _across(
            words.shortened(copy.recipient, 120),
            f"{copy.copy_id}, {copy.known_as}",
            said.chance(copy.score.overall) if copy.score else "not measured",
        )
        for copy in named
    ]
    yield together([heading("Copies named"), head, lines[0]])
    yield from lines[1:]


def layers(score: Score) -> Part:
    """Return a line for each kind of mark, and one for all of them together."""
    lines = [(said.LAYERS.get(one.name, one.name), one.sites, one.z, one.chance)
             for one in score.layers]  # fmt: skip
    whole = ("all together", sum(one.sites for one in score.layers), score.z, score.chance)
    each, head = 15.0, 22.0

    def draw(document: Document, top: float) -> None:
        document.rule(LEFT, top, RIGHT, top)
        y = top + 14.0
        line(document, LEFT, y, "kind of mark", 8.6, MUTED)
        for x, label in ((_SITES, "places"), (_Z, "z")):
            line(document, x, y, label, 8.6, MUTED, "right")
        line(document, RIGHT, y, "by chance, one other copy", 8.6, MUTED, "right")
        for number, (name, sites, z, chance) in enumerate([*lines, whole]):
            y = top + head + each * number + 9.0
            face = Face.BOOK_BOLD if number == len(lines) else Face.BOOK
            line(document, LEFT, y, name, SIZE, INK, face=face)
            line(document, _SITES, y, f"{sites:,}", SIZE, INK, "right", face)
            line(document, _Z, y, _rounded(z), SIZE, INK, "right", face)
            line(document, RIGHT, y, said.chance(chance), SIZE, INK, "right", face)

    return Part(head + each * (len(lines) + 1) + 6.0, draw)


def _rounded(z: str) -> str:
    return f"{float(z):.2f}".replace("-", "−")


def matched(places: Sequence[Place]) -> Iterator[Part]:
    """Give the pages that match, in lines of one height."""
    if not places:
        return
    head = _across("in the files", "in the draft", "words", ruled=True, colour=MUTED, size=8.6)
    lines = [_across(one.there, one.here, f"{one.words:,}") for one in places[:MOST_PLACES]]
    left = len(places) - MOST_PLACES
    if left > 0:
        lines.append(_across(f"and {words.count(left, 'place')} more, in evidence.json", "", ""))
    yield together([head, lines[0]])
    yield from lines[1:]
    yield Part(4.0, lambda *_: None)


def _across(
    there: str, here: str, count: str, *, ruled: bool = False, colour: Colour = INK,
    size: float = SIZE,
) -> Part:  # fmt: skip
    name = block([plain(there)], 290.0, size, size * 1.33)
    place = block([plain(here)], 130.0, size, size * 1.33)
    tall = max(name.height, place.height)
    inked = [replace(flowed, colour=colour) for flowed in (name, place)]

    def draw(document: Document, top: float) -> None:
        if ruled:
            document.rule(LEFT, top, RIGHT, top)
        start = top + (4.0 if ruled else 1.0)
        for flowed, x in zip(inked, (LEFT, LEFT + 300.0), strict=True):
            flowed.draw(document, x, start)
        baseline = start + size * 1.33 / 2 + 0.31 * size
        line(document, RIGHT, baseline, count, size, colour, "right")

    return Part(tall + (6.0 if ruled else 2.5), draw)


def together(parts: Sequence[Part]) -> Part:
    """Return parts that stand on one page."""

    def draw(document: Document, top: float) -> None:
        for part in parts:
            part.draw(document, top)
            top += part.height

    return Part(sum(part.height for part in parts), draw)
