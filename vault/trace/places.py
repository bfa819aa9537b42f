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
from vault.trace.matching import pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

_ROUNDS = 6
_BENDS = 2
"""Degree of what is taken out of lines, which are few."""
_NEAR = 2.0
"""Points within which a letter is taken for the one that a word begins with; a letter is 7 wide."""
_OFF = 3.0
"""Times a mark's size beyond which a word says nothing of it."""
_CLIP = 1.5
_MOST = 0.9
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

    Nothing where the words do not stand as on that page: they were set anew.
    """
    seeds = pairs([text for text, _ in sheet.words], table.texts)
    if len(seeds) < FEWEST or not len(sheet.x):
        return []
    theirs = np.array([sheet.words[one][1] for one, _ in seeds])
    ours = np.array([other for _, other in seeds])
    off = np.hypot(sheet.x[theirs] - table.x[ours], sheet.y[theirs] - table.y[ours])
    fit = AS_LAID_OUT
    if np.quantile(off, _MOST) > _NEAR / 2:
        fit = _affine(table.x[ours], table.y[ours], sheet.x[theirs], sheet.y[theirs])
    return by_place(number, sheet, table, marks, fit)


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
        values = _values(across, [along[:, :0], along, np.hstack([slow, along])], marks.word / 100)
        if values is not None:
            found.append(_measured("word", number, table.page, table.site, values))
    if marks.line:
        lines, first = np.unique(table.line, return_index=True)
        means = np.array([_mean(down[table.line == line]) for line in lines])
        bend = _slow(table, min(degree, _BENDS))[first]
        values = _values(means, [bend[:, :0], bend], marks.line / 100)
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


def _values(shifts: "Numbers", bases: Sequence["Numbers"], size: float) -> "Numbers | None":
    """Return shifts without what a basis explains: the first that leaves marks, else the last.

    In units of ``size``, 0 where nothing was found; None for too few. The choice and the fit know
    the layout and what was found alone, and no copy's code.
    """
    for basis in bases:
        rest = _residual(shifts, basis, size)
        if rest is None:
            continue
        used = rest != 0
        if basis is bases[-1] or _marked(rest[used], size):
            # As a filter matched to marks in noise weighs: a page read badly counts for little.
            spread = float(rest[used] @ rest[used]) / max(1, int(used.sum()))
            return rest * size / spread if spread > (size / 100) ** 2 else None
    return None


def _marked(rest: "Numbers", size: float) -> bool:
    """Tell whether these are marks and next to no noise."""
    return len(rest) > 0 and float((np.abs(np.abs(rest) - size) < size / 4).mean()) >= _MOST


def _residual(shifts: "Numbers", basis: "Numbers", size: float) -> "Numbers | None":
    """Return what least squares leave, 0 for what was not found or lies far off.

    What lies far off takes no part, what lies off by more than a mark is cut to it, and what the
    basis still explains then is taken out once.
    """
    used = ~np.isnan(shifts)
    rest = np.zeros(len(shifts))
    for _ in range(_ROUNDS):
        if used.sum() <= 2 * basis.shape[1]:
            return None
        rest = shifts - basis @ _fitted(basis[used], shifts[used])
        kept = np.abs(np.nan_to_num(rest, nan=np.inf)) < _OFF * size
        if (kept == used).all():
            break
        used = kept
    values = np.where(used, np.clip(rest, -_CLIP * size, _CLIP * size), 0.0)
    values[used] -= basis[used] @ _fitted(basis[used], values[used])
    return values


def _fitted(basis: "Numbers", values: "Numbers") -> "Numbers":
    return np.asarray(np.linalg.lstsq(basis, values, rcond=None)[0], dtype=np.float64)


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
