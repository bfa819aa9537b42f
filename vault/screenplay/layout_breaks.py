"""Where a block may be cut by the end of a page, as Final Draft does it.

Action and speech are cut at the ends of sentences, a speech also between its parts. Two lines at
least stay and two at least go on; a cue or a bracket is never left alone at the foot of a page.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from vault.screenplay.layout_blocks import Block, Part, rest_of, start_of
from vault.screenplay.model import Kind

_LEAST = 2
"""Lines that must stand on either side of a cut, the cue not counted."""
_WHOLE = 3
"""A part with fewer lines than this stays in one piece."""
_SENTENCE = re.compile(r"[.!?…][.!?…'\"”’)\]*_]*(?=\s)|(?<=\S)(?=\n)")
_TEXT = frozenset([Kind.ACTION, Kind.GENERAL, Kind.DIALOGUE, Kind.LYRIC])


def cut(block: Block, room: int) -> tuple[Block, Block] | None:
    """Return what of a block stays in ``room`` lines and what goes on, or nothing if it may not.

    Of the places where it may be cut, the lowest on the page is taken.
    """
    speaker = block.parts[0] if block.kind is Kind.CHARACTER else block.speaker
    for _, letters, place in sorted(_places(block, room), reverse=True):
        rest = block.parts[place:]
        if letters:
            rest = (rest_of(rest[0], letters), *rest[1:])
        if _lines(rest) < _LEAST:
            continue
        stays = block.parts[:place]
        if letters:
            stays = (*stays, start_of(block.parts[place], letters))
        return replace(block, parts=stays), Block(rest, 0, speaker=speaker)
    return None


def _places(block: Block, room: int) -> Iterator[tuple[int, int, int]]:
    """Yield where a cut would leave enough above it: height there, letters, whole parts before."""
    if any(part.dual for part in block.parts):
        return
    height = above = 0
    for place, part in enumerate(block.parts):
        if part.kind in _TEXT and len(part.pieces) >= _WHOLE:
            for letters, lines in _sentences(part):
                if height + lines * part.style.pitch > room:
                    return
                if above + lines >= _LEAST:
                    yield height + lines * part.style.pitch, letters, place
        height += part.height
        above += _lines((part,))
        if height > room or place + 1 == len(block.parts):
            return
        if part.kind in _TEXT and above >= _LEAST:
            yield height, 0, place + 1


def _sentences(part: Part) -> Iterator[tuple[int, int]]:
    """Yield where sentences of a part end, and how many of its lines that takes."""
    ends = [end for _, end in part.pieces]
    whole = len(part.text.rstrip())
    for end in _SENTENCE.finditer(part.text):
        if end.end() >= whole:
            return
        yield end.end(), bisect_left(ends, end.end()) + 1


def _lines(parts: tuple[Part, ...]) -> int:
    return sum(len(part.pieces) for part in parts if part.kind is not Kind.CHARACTER)
