"""From a script to its pages: US Letter, 12-point Courier, 54 lines to the page.

The measures are those of Final Draft's own template, or the file's where it sets some. Headings
and cues stay with what follows, a transition with what precedes it.
"""

from collections.abc import Sequence
from dataclasses import replace

from vault.screenplay.layout_blocks import Block, blocks
from vault.screenplay.layout_breaks import cut
from vault.screenplay.layout_measures import LINES
from vault.screenplay.layout_page import Line, Page, block_lines, continued, more, page_number
from vault.screenplay.model import Continueds, Kind, Script

_ENDLESS = 4 * LINES
"""A block this high is no paragraph of a script: it is poured from page to page as it comes."""


def compose(script: Script) -> tuple[Page, ...]:
    """Return the pages of a script, its title page aside; none for a script without words."""
    return _composed(script).pages() if _prints(script) else ()


def pages(script: Script) -> int:
    """Return the number of pages, title page aside; 0 for a script without words."""
    return _composed(script).count if _prints(script) else 0


def _prints(script: Script) -> bool:
    return any(element.text.strip() and not element.omitted for element in script.elements)


def _composed(script: Script) -> "_Composer":
    composer = _Composer(script.continueds)
    waiting = list(blocks(script))
    for place in range(len(waiting)):
        composer.add(waiting, place)
    return composer


class _Composer:
    """Pages filled from the top down."""

    def __init__(self, words: Continueds) -> None:
        self._words = words
        self._placed: list[tuple[int, int, Block | Line]] = []
        """Page, row, and what stands there."""
        self._page = self._used = 0

    @property
    def count(self) -> int:
        """How many pages there are."""
        return self._page + 1

    def pages(self) -> tuple[Page, ...]:
        """Return what was composed, each page with its number."""
        lines: list[list[Line]] = [list(page_number(number + 1)) for number in range(self.count)]
        for page, row, what in self._placed:
            if isinstance(what, Line):
                lines[page].append(what)
                continue
            for line in block_lines(what, row):
                turned, at = divmod(line.row, LINES)
                lines[page + turned].append(replace(line, row=at) if turned else line)
        return tuple(Page(number, tuple(found)) for number, found in enumerate(lines, start=1))

    def add(self, waiting: Sequence[Block], place: int) -> None:
        """Set the block at ``place`` on this page, or what may stand here and the rest overleaf."""
        block = waiting[place]
        if block.new_page and self._used:
            self._turn()
        while not self._fits(block, waiting, place):
            room = LINES - self._used - self._before(block)
            pieces = cut(block, room) if block.height <= _ENDLESS else None
            if pieces is not None:
                head, block = pieces
                self._set(head)
                self._continue(head, block)
            elif self._used and block.height <= _ENDLESS:
                self._turn()
            else:
                break
        self._set(block)

    def _fits(self, block: Block, waiting: Sequence[Block], place: int) -> bool:
        room = LINES - self._used - self._before(block) - block.height
        return room >= 0 and _stays(waiting, place, room)

    def _before(self, block: Block) -> int:
        return block.before if self._used else 0

    def _continue(self, head: Block, rest: Block) -> None:
        """Turn the page inside a block, and say so where it is a speech."""
        if rest.speaker is None:
            self._turn()
            return
        below = more(head, self._used, self._words.below)
        self._placed.append((self._page, below.row, below))
        self._turn()
        above = continued(rest.speaker, self._words.above)
        self._placed.append((self._page, above.row, above))

    def _turn(self) -> None:
        self._page += 1
        self._used = 0

    def _set(self, block: Block) -> None:
        """Set a block here, running on over the ends of pages where it is higher than they are."""
        start = self._used + self._before(block)
        if start >= LINES:
            self._turn()
            start = 0
        self._placed.append((self._page, start, block))
        turned, last = divmod(start + block.height - 1, LINES)
        self._page += turned
        self._used = last + 1


def _stays(waiting: Sequence[Block], place: int, room: int) -> bool:
    """Tell whether what must not part from a block still fits under it, in ``room`` lines.

    Under headings something of what follows them; under anything else, a transition that ends it.
    """
    heading = waiting[place].kind is Kind.HEADING
    for number in range(place + 1, len(waiting)):
        after = waiting[number]
        room -= after.before
        if after.new_page or (not heading and after.kind is not Kind.TRANSITION):
            return True
        if room <= 0:
            return False
        if after.kind is not Kind.HEADING:
            return room >= after.height or (heading and cut(after, room) is not None)
        room -= after.height
    return True
