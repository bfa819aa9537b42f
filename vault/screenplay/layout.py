"""About how many pages a script has: US Letter, 12-point Courier, 54 lines to the page.

The measures are those of Final Draft's own template, or the file's where it sets some. Lines break
greedily after spaces and hyphens; headings and cues stay with what follows; action and speeches
split at the ends of sentences. It is an estimate: expect a page more or less in a hundred.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vault.screenplay.model import Element, Kind, Script, Style

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = 54

_ACTION = Style(61, 1)
_STYLES = {
    Kind.HEADING: Style(61, 2),
    Kind.CHARACTER: Style(37, 1),
    Kind.PARENTHETICAL: Style(26, 0),
    Kind.DIALOGUE: Style(35, 0),
    Kind.LYRIC: Style(48, 0),
    Kind.TRANSITION: Style(16, 1),
    Kind.GENERAL: Style(61, 0),
    Kind.CAST_LIST: Style(61, 0),
    Kind.NEW_ACT: Style(61, 0),
    Kind.END_OF_ACT: Style(61, 2),
}
_SPOKEN = frozenset([Kind.PARENTHETICAL, Kind.DIALOGUE, Kind.LYRIC])
_SPEECH = _SPOKEN | {Kind.CHARACTER}
_SPLIT = frozenset([Kind.ACTION, Kind.DIALOGUE, Kind.LYRIC, Kind.GENERAL])
_DUAL_COLUMNS = 28
_SENTENCE_ENDS = (".", "!", "?", "…", "--", "—", ":")
_CLOSERS = "\"'”’)*_ "


@dataclass(frozen=True, slots=True)
class _Block:
    """What moves from page to page together: a paragraph, or a cue with all its speech.

    ``lines`` holds the wrapped lines of each element with the pitch they are set at.
    """

    before: int
    height: int
    lines: tuple[tuple[Kind, int, list[str]], ...]
    new_page: bool


def pages(script: Script) -> int:
    """Return the estimated number of pages, title page aside; 0 for a script without words."""
    styles = {**_STYLES, **dict(script.styles)}
    blocks = list(_blocks(script, styles))
    page, used = 1, 0
    for place, block in enumerate(blocks):
        if block.new_page and used:
            page, used = page + 1, 0
        before = block.before if used else 0
        room = LINES - used - before
        if block.height + _kept(block, blocks, place) <= room:
            used += before + block.height
            continue
        left = block.height - (_cut(block, room) if room > 1 else 0)
        page += bool(used) + (left - 1) // LINES
        used = (left - 1) % LINES + 1
    return page if any(element.text.strip() for element in script.elements) else 0


def _kept(block: _Block, blocks: list[_Block], place: int) -> int:
    """Return the lines that must follow a heading on its page, so that it never stands last."""
    if block.lines[0][0] is not Kind.HEADING or place + 1 == len(blocks):
        return 0
    after = blocks[place + 1]
    return 0 if after.new_page else after.before + min(after.height, 2)


def _blocks(script: Script, styles: dict[Kind, Style]) -> Iterator[_Block]:
    """Yield what prints in blocks, a pair of speeches side by side as one."""
    group: list[Element] = []
    fresh = fresh_group = False
    for element in script.elements:
        if element.omitted:
            continue
        if element.kind is Kind.PAGE_BREAK:
            fresh = True
            continue
        joins = group and (
            (element.kind in _SPOKEN and group[-1].kind in _SPEECH)
            or (element.dual == 2 and group[0].dual == 1)
        )
        if group and not joins:
            yield _block(group, styles, fresh_page=fresh_group)
            group = []
        if not group:
            fresh_group, fresh = fresh or element.new_page, False
        group.append(element)
    if group:
        yield _block(group, styles, fresh_page=fresh_group)


def _block(group: list[Element], styles: dict[Kind, Style], *, fresh_page: bool) -> _Block:
    """Measure one block; a pair of speeches is as high as the higher of the two."""
    lines = []
    heights = [0, 0, 0]
    for element in group:
        style = styles.get(element.kind, _ACTION)
        columns = min(style.columns, _DUAL_COLUMNS) if element.dual else style.columns
        wrapped = _wrap(element.text, columns)
        lines.append((element.kind, style.pitch, wrapped))
        heights[element.dual] += len(wrapped) * style.pitch
    before = styles.get(group[0].kind, _ACTION).before
    return _Block(before, heights[0] + max(heights[1:]), tuple(lines), fresh_page)


def _wrap(text: str, columns: int) -> list[str]:
    """Break text greedily after spaces and hyphens; spaces at the margin hang over it."""
    if len(text) <= columns and "\n" not in text:
        return [text]
    lines: list[str] = []
    for line in text.rstrip().split("\n"):
        start, length = 0, len(line)
        while length - start > columns:
            cut = line.rfind(" ", start, start + columns + 1)
            cut = max(cut, line.rfind("-", start, start + columns))
            end = cut + 1 if cut > start else start + columns
            lines.append(line[start:end])
            start = end
        lines.append(line[start:])
    return lines


def _cut(block: _Block, room: int) -> int:
    """Return how many lines of a block may stay on a page with ``room``, or 0 to move it whole.

    Two lines at least stay and two at least go; a cut inside a paragraph falls at the end of a
    sentence, one between the parts of a speech never after its cue or a parenthetical.
    """
    best = height = spoken = 0
    total = sum(len(lines) for kind, _, lines in block.lines if kind is not Kind.CHARACTER)
    for kind, pitch, lines in block.lines:
        if kind not in _SPLIT:
            height += len(lines) * pitch
            spoken += len(lines) if kind is Kind.PARENTHETICAL else 0
            continue
        for place, line in enumerate(lines, start=1):
            height += pitch
            spoken += 1
            if height > room:
                return best
            ends = place == len(lines) or line.rstrip(_CLOSERS).endswith(_SENTENCE_ENDS)
            if ends and spoken >= 2 and total - spoken >= 2:
                best = height
    return best
