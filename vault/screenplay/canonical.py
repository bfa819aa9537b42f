"""The canonical text of a script and what follows from it: hash, scenes, words.

The rules are written out for strangers in ``resources/spec/readings.md``; the two change together,
and a change that alters any text is a new profile.
"""

import hashlib
import unicodedata
from collections.abc import Iterator

from vault.screenplay.model import Element, Kind, Scene, Script

PROFILE = "sv-text-1"

# The margin tells the voices apart, so that the text reads as a script and a heading is known by
# starting in the first column. Kinds the formats disagree about share the margin of action.
_ACTION_MARGIN = "  "
_MARGINS = {
    Kind.HEADING: "",
    Kind.DIALOGUE: "      ",
    Kind.LYRIC: "      ",
    Kind.PARENTHETICAL: "        ",
    Kind.CHARACTER: "          ",
}


def canonical_text(script: Script) -> str:
    """Return the printed words of a script in profile ``sv-text-1``.

    One line per printed line, each ended by LF, in Unicode NFC; empty for a script without words.
    """
    return _composed("".join(map(_printed, _shown(script))))


def text_sha256(script: Script) -> str:
    """Return the SHA-256 of the canonical text in UTF-8, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical_text(script).encode()).hexdigest()


def front(script: Script) -> str:
    """Return the canonical text before the first heading, which belongs to no scene."""
    lines: list[str] = []
    for element in _shown(script):
        printed = _printed(element)
        if element.kind is Kind.HEADING and printed:
            break
        lines.append(printed)
    return _composed("".join(lines))


def scenes(script: Script) -> tuple[Scene, ...]:
    """Return the scenes in order; front matter and their texts joined are the canonical text.

    A scene runs from a heading that prints at least one word to the line before the next.
    """
    found: list[tuple[Element, list[str]]] = []
    for element in _shown(script):
        printed = _printed(element)
        if element.kind is Kind.HEADING and printed:
            found.append((element, [printed]))
        elif found:
            found[-1][1].append(printed)
    return tuple(
        Scene(place, heading.scene_number, _composed(lines[0])[:-1], _composed("".join(lines)))
        for place, (heading, lines) in enumerate(found, start=1)
    )


def words(script: Script) -> int:
    """Return how many words the canonical text has: its strings between white space."""
    return sum(len(element.text.split()) for element in _shown(script))


def printed(script: Script) -> Iterator[tuple[Kind, str]]:
    """Give the kind of each element that is not left out, and its lines before composition."""
    return ((element.kind, _printed(element)) for element in _shown(script))


def _shown(script: Script) -> Iterator[Element]:
    return (element for element in script.elements if not element.omitted)


def _printed(element: Element) -> str:
    """Return the canonical lines of one element before composition, or nothing if it is blank."""
    text = element.text
    kind = element.kind
    if kind is Kind.HEADING:
        # Programs store headings in any case and print them in capitals, on one line.
        line = " ".join(text.split()).upper()
        return f"{line}\n" if line else ""
    margin = _MARGINS.get(kind, _ACTION_MARGIN)
    lines = text.splitlines()
    if len(lines) == 1:
        line = " ".join(text.split())
        return f"{margin}{line}\n" if line else ""
    return "".join(
        f"{margin}{' '.join(line.split())}\n" for line in lines if not line.isspace() and line
    )


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)
