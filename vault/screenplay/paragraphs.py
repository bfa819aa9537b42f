"""Paragraphs: how a text without scene headings is divided, so that a part can be shown alone.

The rule is written out for strangers in ``resources/spec/readings.md``.
"""

import unicodedata

from vault.screenplay.canonical import printed, scenes
from vault.screenplay.model import Kind, Scene, Script

_SPOKEN = frozenset({Kind.PARENTHETICAL, Kind.DIALOGUE, Kind.LYRIC})

SCENE, PARAGRAPH = "scene", "paragraph"


def divisions(script: Script) -> tuple[str, tuple[Scene, ...]]:
    """Return what a script is divided into, and its divisions in order.

    They are its scenes, or its paragraphs where no heading begins one.
    """
    found = scenes(script)
    return (SCENE, found) if found else (PARAGRAPH, paragraphs(script))


def paragraphs(script: Script) -> tuple[Scene, ...]:
    """Return the paragraphs in order; their texts joined are the canonical text.

    One is what an element prints; what is spoken goes with the element before it. They have no
    number and no heading.
    """
    found: list[str] = []
    for kind, lines in printed(script):
        if kind in _SPOKEN and found:
            found[-1] += lines
        elif lines:
            found.append(lines)
    return tuple(
        Scene(place, None, "", unicodedata.normalize("NFC", text))
        for place, text in enumerate(found, start=1)
    )
