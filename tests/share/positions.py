"""Where words stand in a PDF as poppler sees it, and what that says of hidden marks."""

import html
import re
import statistics
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from tests.paper.pdf import run
from vault.share.printing import Hidden
from vault.share.table import Word

_PAGE = re.compile(r"<page .*?</page>", re.DOTALL)
_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" [^>]*>(.*?)</word>')
_FAR = 20.0
"""What stands further to the right, in points, is set by itself."""


class Seen(NamedTuple):
    text: str
    x: float
    y: float


class Read(NamedTuple):
    """How many sites were read in each channel, and how many of them wrongly."""

    words: int
    lines: int
    wrong_words: int
    wrong_lines: int


def seen(path: Path) -> list[list[Seen]]:
    """The words of each page, left edge and upper edge in points from the top left."""
    pages = _PAGE.findall(run("pdftotext", "-bbox", path, "-").decode())
    return [
        [Seen(html.unescape(text), float(x), float(y)) for x, y, text in _WORD.findall(page)]
        for page in pages
    ]


def read_back(path: Path, table: tuple[Word, ...], hidden: Hidden, pages: list[int]) -> Read:
    """Read the marks of a PDF whose pages are these pages of the copy, bit by bit."""
    found = seen(path)
    assert len(found) == len(pages)
    across: dict[tuple[int, int], tuple[float, float]] = {}
    lines = wrong_lines = 0
    for page, words in zip(pages, found, strict=True):
        unmarked = [word for word in table if word.page == page]
        moved = _moved(words, unmarked)
        for site, far in _along(unmarked).items():
            if site in moved:
                across[page, site] = (far, moved[site][0])
        down = _down(unmarked, moved)
        signs = hidden.code.shifts("line", page, max(down, default=0) + 1)
        lines += len(down)
        wrong_lines += sum((by > 0) != (signs[line] > 0) for line, by in down.items())
    wrong_words = 0
    drift, _ = statistics.linear_regression(*zip(*across.values(), strict=True))
    for (page, site), (far, by) in across.items():
        sign = hidden.code.shifts("word", page, site + 1)[site]
        wrong_words += (by - drift * far > 0) != (sign > 0)
    return Read(len(across), lines, wrong_words, wrong_lines)


def _along(table: list[Word]) -> dict[int, float]:
    """How far behind the first of those set together each word stands.

    A tool that rounds adds a little from word to word.
    """
    along: dict[int, float] = {}
    begins, end, line = 0.0, 0.0, -1
    for word in sorted(table, key=lambda word: (word.line, word.x0)):
        if word.line != line or word.x0 - end > _FAR:
            begins = word.x0
        end, line = word.x0 + word.width, word.line
        along[word.site] = word.x0 - begins
    return along


def _down(table: list[Word], moved: dict[int, tuple[float, float]]) -> dict[int, float]:
    """How far lines stand down, from the middle between the highest and the lowest.

    Where a letter's box begins above its baseline is the tool's affair, so a page whose lines all
    stand alike says nothing.
    """
    lines = defaultdict(list)
    for word in table:
        if word.site in moved:
            lines[word.line].append(moved[word.site][1])
    found = {line: statistics.median(downs) for line, downs in lines.items()}
    highest, lowest = min(found.values(), default=0.0), max(found.values(), default=0.0)
    if lowest - highest < 0.24:
        return {}
    return {line: down - (highest + lowest) / 2 for line, down in found.items()}


def _moved(words: list[Seen], table: list[Word]) -> dict[int, tuple[float, float]]:
    """How far each word of the table was found from its place; what is not there is left out.

    By place alone: a file that went through PostScript may have lost what its letters mean.
    """
    near = {
        word.site: (one.x - word.x0, one.y - word.y0)
        for word in table
        for one in words
        if abs(one.x - word.x0) < 1 and -12 < one.y - word.y0 < 0
    }
    offset = statistics.median([down for _, down in near.values()] or [0.0])
    return {
        site: (across, down - offset)
        for site, (across, down) in near.items()
        if abs(down - offset) < 1
    }
