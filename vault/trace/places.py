"""How far each word and line of a page was found from where it would stand unmarked.

Between the page as it was laid out and as it turned up lie a shift, a scale, a turn and a slant:
fitted over all words found, by least squares without what is far off. Never by the middle one: of
words that all stand to one side or the other, that is always on a side itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vault.share.codes import Channel, Parameters
from vault.share.table import Word
from vault.trace.letters import Sheet
from vault.trace.matching import pairs, plain
from vault.trace.residuals import marks_in, since_set_anew

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

_ROUNDS = 6
_BENDS = 2
"""Degree of what is taken out of lines, which are few."""
_NEAR = 2.0
"""Points within which a letter is taken for the one that a word begins with; a letter is 7 wide."""
AS_LAID_OUT = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
"""The fit of a page that stands where it stood."""
_APART = 20.0
"""Words of one line with more than this between them are not set together."""
_SEARCH = 10.0
FEWEST = 8
"""Words of a page from which on its fit says anything."""


@dataclass(frozen=True, slots=True)
class Table:
    """The words of one page of a copy, unmarked: arrays with one number for each word."""

    page: int
    texts: tuple[str, ...]
    site: "NDArray[np.int64]"
    line: "NDArray[np.int64]"
    x: "Numbers"
    y: "Numbers"
    width: "Numbers"
    along: "Numbers"
    """How far behind the first word that is set together with it each word stands."""


def tables(words: Sequence[Word]) -> dict[int, Table]:
    """Return the words of a copy by page, unmarked; pages without any are left out."""
    pages: dict[int, list[Word]] = {}
    for word in words:
        pages.setdefault(word.page, []).append(word)
    return {page: _table(page, here) for page, here in pages.items()}


def _table(page: int, here: Sequence[Word]) -> Table:
    def column(name: str, kind: type = float) -> "NDArray[Any]":
        return np.array([getattr(word, name) for word in here], dtype=kind)

    return Table(
        page,
        tuple(word.text for word in here),
        column("site", int),
        column("line", int),
        column("x0"),
        column("y0"),
        column("width"),
        _along(here),
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """What one sheet says of one page: for each site of a channel a number, 0 where nothing.

    The unit is the size of the channel's mark, weighed by how well the sheet could be read.
    """

    channel: Channel
    sheet: int
    page: int
    values: "Numbers"


def of_letters(number: int, sheet: Sheet, table: Table, marks: Parameters) -> list[Measured]:
    """Return what the letters of a sheet say of a page that shares words with it.

    Nothing where the words do not stand as on that page: they were set anew. Where all is said
    more than once, the words tell no place, and are taken for where they were.
    """
    if not len(sheet.x):
        return []
    seeds = pairs([text for text, _ in sheet.words], table.texts)
    if len(seeds) < FEWEST:
        still = _stands_there(sheet, table)
        return by_place(number, sheet, table, marks, AS_LAID_OUT) if still else []
    theirs = np.array([sheet.words[one][1] for one, _ in seeds])
    ours = np.array([other for _, other in seeds])
    off = np.hypot(sheet.x[theirs] - table.x[ours], sheet.y[theirs] - table.y[ours])
    fit = AS_LAID_OUT
    if np.median(off) > _NEAR / 2:
        fit = _affine(table.x[ours], table.y[ours], sheet.x[theirs], sheet.y[theirs])
        there = np.column_stack([sheet.x[theirs], sheet.y[theirs]])
        fit = _undisturbed(fit, np.column_stack([table.x[ours], table.y[ours]]), there, marks)
    return by_place(number, sheet, table, marks, fit)


def _stands_there(sheet: Sheet, table: Table) -> bool:
    """Tell whether most words of a page stand on a sheet, the same words at the same places."""
    starts = np.array([at for _, at in sheet.words])
    apart = np.hypot(
        sheet.x[starts][None, :] - table.x[:, None], sheet.y[starts][None, :] - table.y[:, None]
    )
    near = apart.argmin(axis=1)
    same = [
        apart[at, other] < _NEAR and plain(sheet.words[other][0]) == plain(text)
        for at, (text, other) in enumerate(zip(table.texts, near, strict=True))
    ]
    return int(np.count_nonzero(same)) >= max(FEWEST, len(same) / 2)


def by_place(
    number: int, sheet: Sheet, table: Table, marks: Parameters, fit: "Numbers"
) -> list[Measured]:
    """Return the same where the fit (3 by 2, from page to sheet) is known about, by place alone."""
    if abs(np.linalg.det(fit[:2])) < 1e-3:
        return []
    back = np.linalg.inv(fit[:2])
    placed = np.column_stack([sheet.x, sheet.y]) - fit[2]
    letters = placed @ back  # on the page as it was laid out, so that marks have their own size
    apart = np.hypot(letters[None, :, 0] - table.x[:, None], letters[None, :, 1] - table.y[:, None])
    nearest = apart.argmin(axis=1)
    there = apart[np.arange(len(nearest)), nearest] < _NEAR
    if there.sum() < FEWEST:
        return []
    across = letters[nearest, 0] - table.x
    down = letters[nearest, 1] - table.y
    return of_shifts(
        number, table, marks, np.where(there, across, np.nan), np.where(there, down, np.nan)
    )


def moved(sheet: Sheet, table: Table, right: float, down: float) -> "Numbers | None":
    """Return the fit of a sheet whose words lie as on a page, some points right and down of it.

    Both are known to about a cell of the outline; they are refined by the move on which most words
    agree. None where fewer than half of the words do: it is another page.
    """
    starts = np.array([at for _, at in sheet.words], dtype=np.int64)
    across = (sheet.x[starts][None, :] - table.x[:, None] - right).ravel()
    below = (sheet.y[starts][None, :] - table.y[:, None] - down).ravel()
    near = (np.abs(across) < _SEARCH) & (np.abs(below) < _SEARCH)
    across, below = across[near], below[near]
    if not len(across):
        return None
    bins = np.arange(-_SEARCH, _SEARCH + 1)
    counted, *_ = np.histogram2d(across, below, bins=(bins, bins))
    best = np.unravel_index(int(counted.argmax()), counted.shape)
    by_x, by_y = (float(bins[one]) + 0.5 for one in best)
    close = (np.abs(across - by_x) < 1) & (np.abs(below - by_y) < 1)
    if close.sum() < min(len(table.x), len(starts)) / 2:
        return None
    off = (right + float(across[close].mean()), down + float(below[close].mean()))
    still = max(map(abs, off)) < _NEAR / 2
    return AS_LAID_OUT if still else np.vstack([np.eye(2), off])


def of_shifts(
    number: int,
    table: Table,
    marks: Parameters,
    across: "Numbers",
    down: "Numbers",
    degree: int = 1,
) -> list[Measured]:
    """Return what the shifts of words, in points, NaN where none was found, say of both channels.

    What varies slowly over the page (polynomials up to ``degree``) is not the marks' doing and is
    taken out, and what grows along each line, where a tool rounds; but nothing that need not be.
    """
    found = []
    slow = _slow(table, degree)
    along = table.along[:, None] / 100
    if marks.word:
        size = marks.word / 100
        anew = since_set_anew(across, along[:, 0], size)[:, None]
        bases = [along[:, :0], along, anew, np.hstack([slow, along])]
        values = marks_in(across, bases, size)
        if values is not None:
            found.append(_measured("word", number, table.page, table.site, values))
    if marks.line:
        lines, first = np.unique(table.line, return_index=True)
        means = np.array([_mean(down[table.line == line]) for line in lines])
        bend = _slow(table, min(degree, _BENDS))[first]
        values = marks_in(means, [bend[:, :0], bend], marks.line / 100)
        if values is not None:
            found.append(_measured("line", number, table.page, lines, values))
    return found


def _mean(values: "Numbers") -> float:
    there = values[~np.isnan(values)]
    return float(there.mean()) if len(there) else float("nan")


def _measured(
    channel: Channel, sheet: int, page: int, sites: "NDArray[np.int64]", values: "Numbers"
) -> Measured:
    whole = np.zeros(int(sites.max()) + 1)
    whole[sites] = values
    return Measured(channel, sheet, page, whole)


def _slow(table: Table, degree: int) -> "Numbers":
    """Return the polynomials over the page, columns of about the same size."""
    x, y = (table.x - 306) / 306, (table.y - 396) / 396
    parts = [x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)]
    return np.column_stack(parts)


def _along(words: Sequence[Word]) -> "Numbers":
    found = np.zeros(len(words))
    begins, end, line = 0.0, 0.0, -1
    for at in sorted(range(len(words)), key=lambda at: (words[at].line, words[at].x0)):
        word = words[at]
        if word.line != line or word.x0 - end > _APART:
            begins = word.x0
        end, line = word.x0 + word.width, word.line
        found[at] = word.x0 - begins
    return found


def _undisturbed(
    fit: "Numbers", ours: "Numbers", theirs: "Numbers", marks: Parameters
) -> "Numbers":
    """Return the fit of words to where they stand with their marks, whichever way each seems to be.

    Marks pull a fit that does not know of them, by little, but at a word that stands far from all
    others, such as a page's number, by as much as they are.
    """
    sizes = np.array([marks.word, marks.line]) / 100
    for _ in range(_ROUNDS):
        off = (theirs - fit[2]) @ np.linalg.pinv(fit[:2]) - ours
        near = (np.abs(off) < _NEAR / 2).all(axis=1)
        if near.sum() < FEWEST:
            return fit
        marked = ours + np.where(off > 0, sizes, -sizes)
        basis = np.column_stack([marked, np.ones(len(ours))])
        fit, *_ = np.linalg.lstsq(basis[near], theirs[near], rcond=None)
    return fit


def _affine(x: "Numbers", y: "Numbers", u: "Numbers", v: "Numbers") -> "Numbers":
    """Return the 3 by 2 matrix that takes (x, y, 1) to (u, v), without pairs that are far off."""
    basis, target = np.column_stack([x, y, np.ones(len(x))]), np.column_stack([u, v])
    weight = np.ones(len(x))
    fit = np.zeros((3, 2))
    for far in (50.0, 20.0, 8.0, 3.0, 1.5, 1.0):
        root = np.sqrt(weight)[:, None]
        fit, *_ = np.linalg.lstsq(basis * root, target * root, rcond=None)
        off = np.hypot(*(target - basis @ fit).T)
        weight = 1 / (1 + (off / far) ** 2) ** 2
    return fit
