"""The faces that travel with the program, how wide they set a text, and what they lack.

A screenplay stands in Courier Prime, everything else in Gentium Plus. What these lack (Cyrillic and
Greek in a screenplay, Hebrew anywhere) a spare face sets, whole words at a time, in the same
columns. What no face has is never left out: it takes a box with its number in Unicode. One more
face has nothing but signs without width, which take no room and are not seen.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from vault import assets

EM = 1000
"""Units in which widths are given: thousandths of the size."""

UNSEEN = "\u200b\u200c\u200d\u2060\ufeff"
"""Signs without width, for which some faces have shapes all the same; they are set unseen."""
_WORD = re.compile(rf"\s+|[{UNSEEN}]+|[^\s{UNSEEN}]+")


class Face(Enum):
    """One face by what it is for; the value is its file below ``resources/fonts``."""

    SCRIPT = "CourierPrime-Regular.ttf"
    SCRIPT_BOLD = "CourierPrime-Bold.ttf"
    SCRIPT_ITALIC = "CourierPrime-Italic.ttf"
    SCRIPT_BOLD_ITALIC = "CourierPrime-BoldItalic.ttf"
    BOOK = "GentiumPlus-Regular.ttf"
    BOOK_BOLD = "GentiumPlus-Bold.ttf"
    BOOK_ITALIC = "GentiumPlus-Italic.ttf"
    SPARE = "Cousine-Regular.ttf"
    SPARE_BOLD = "Cousine-Bold.ttf"
    SIGNS = "Signs-Regular.ttf"

    @property
    def path(self) -> Path:
        """Where the face's file is."""
        return assets.folder() / "fonts" / self.value

    @property
    def spare(self) -> "Face":
        """The face that sets what this one lacks."""
        return Face.SPARE_BOLD if "Bold" in self.value else Face.SPARE

    @property
    def box(self) -> int:
        """How wide the box for a character without a shape is; in a script it keeps its column."""
        return 860 if self.value.startswith("Gentium") else 600


class Run(NamedTuple):
    """A stretch of text that one face sets; ``face`` None is a single character no face has."""

    face: Face | None
    text: str


def width(text: str, face: Face, size: float) -> float:
    """Return how wide ``text`` is in points, as ``Document.text`` sets it without tracking."""
    return sum(advance(run, face) for run in runs(normal(text), face)) * size / EM


def advance(run: Run, face: Face) -> int:
    """Return how wide a run of ``face`` is, in thousandths of the size."""
    if run.face is None:
        return face.box
    widths = _widths(run.face)
    return sum(widths[character] for character in run.text)


def lacking(text: str, face: Face) -> str:
    """Return the characters of ``text`` that would stand as boxes, each once, in order."""
    found = [run.text for run in runs(normal(text), face) if run.face is None]
    return "".join(dict.fromkeys(found))


def normal(text: str) -> str:
    """Return the form of a text that is set: NFC, in which a letter with its accent is one sign."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def runs(text: str, face: Face) -> list[Run]:
    """Return the runs in which a text in normal form is set, in its own order."""
    if _widths(face).keys() >= set(text):
        return [Run(face, text)] if text else []
    found: list[Run] = []
    for word in _WORD.findall(text):
        for run in _word(word, face):
            last = found[-1] if found else None
            if last is not None and run.face is not None and last.face is run.face:
                found[-1] = Run(run.face, last.text + run.text)
            else:
                found.append(run)
    return found


def _word(word: str, face: Face) -> Iterator[Run]:
    """Give one word in one face if any has all of it, so that no word changes its look midway."""
    if word[0] in UNSEEN:
        yield Run(Face.SIGNS, word)
        return
    for whole in (face, face.spare):
        if _widths(whole).keys() >= set(word):
            yield Run(whole, word)
            return
    for character in word:
        has = [each for each in (face, face.spare) if character in _widths(each)]
        yield Run(has[0] if has else None, character)


@cache
def _widths(face: Face) -> dict[str, int]:
    """Return the advance of every character a face has, rounded as the PDF's own table has it."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(face.path, lazy=True) as font:
        scale = EM / font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        named = font.getBestCmap() or {}
        return {
            chr(code): int(scale * metrics[name][0] + 0.501)
            for code, name in named.items()
            if code >= ord(" ")
        }
