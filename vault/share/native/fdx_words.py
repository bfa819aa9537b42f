"""Where the letters of a script stand in the Final Draft file it was read from."""

import re
from collections.abc import Callable, Iterable, Iterator

from vault.screenplay.model import Script
from vault.share.native import places as xml
from vault.share.native.wording import Pieces
from vault.share.variants import Place

_LETTER = re.compile(rb"&[^;<&]*;|\r\n|[\x00-\x7f]|[\xc2-\xf4][\x80-\xbf]+")
Prints = Callable[[xml.Place, xml.Place], bool]
"""Tells of an element and one within it whether that stays in a copy."""


def pieces(
    found: xml.Outline, prints: Prints, script: Script, places: Iterable[Place]
) -> dict[Place, Pieces]:
    """Return where in the bytes of a file these places of its script stand, if they are found.

    Final Draft cuts a paragraph into runs wherever it likes, so a place may be several pieces.
    """
    content = found.root.child("Content")
    paragraphs = list(_paragraphs(content, prints)) if content else []
    letters = [
        where for where in (_letters(found.data, one, prints) for one in paragraphs) if where
    ]
    elements = [
        number
        for number, element in enumerate(script.elements)
        if element.text and not element.omitted
    ]
    by_element = dict(zip(elements, letters, strict=False))
    result: dict[Place, Pieces] = {}
    for place in places:
        where = by_element.get(place.element, [])
        if len(where) == len(script.elements[place.element].text):
            result[place] = _joined(where[place.start : place.end])
    return result


def _paragraphs(place: xml.Place, prints: Prints) -> Iterator[xml.Place]:
    """Give the paragraphs that stay, in the order of the file, a pair of speeches in theirs."""
    for child in place.children:
        if prints(place, child):
            if child.name == "Paragraph":
                yield child
            yield from _paragraphs(child, prints)


def _letters(data: bytes, paragraph: xml.Place, prints: Prints) -> list[tuple[int, int]]:
    """Return where each letter of a paragraph stands, a reference to a sign being one."""
    where: list[tuple[int, int]] = []
    for run in paragraph.children:
        if run.name == "Text" and prints(paragraph, run):
            end = run.children[0].start if run.children else run.inner_end
            where += [one.span() for one in _LETTER.finditer(data, run.inner, end)]
    return where


def _joined(letters: list[tuple[int, int]]) -> Pieces:
    """Return letters that stand one after the other as one piece."""
    found: list[tuple[int, int]] = []
    for start, end in letters:
        if found and found[-1][1] == start:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return tuple(found)
