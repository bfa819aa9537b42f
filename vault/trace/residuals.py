"""What is left of the shifts of words once what is not the marks' doing is taken out of them.

Printers, scanners and programs shift words too: all alike, more and more along a line, or slowly
over the page. That is fitted and taken out; marks are what is left, all of one size.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

_ROUNDS = 6
_OFF = 3.0
"""Times a mark's size beyond which a word says nothing of it."""
_CLIP = 1.5
_MOST, _RIGHT = 0.9, 1 / 3
"""Part of the words that are off by the size of a mark where nothing needs to be taken out, and
how nearly: tools round to a tenth of a point."""


def marks_in(shifts: "Numbers", bases: Sequence["Numbers"], size: float) -> "Numbers | None":
    """Return shifts without what a basis explains: the first that leaves nothing but marks.

    Else the one that leaves most of them, and where none does, what the last one leaves. In units
    of ``size``, 0 where nothing was found; None for too few. The choice and the fit know the layout
    and what was found alone, and no copy's code.
    """
    best, most, rest = None, _MOST, None
    for basis in bases:
        rest = _residual(shifts, basis, size)
        if rest is None:
            continue
        exact = _exact(shifts, basis, size, rest)
        share = _marked(exact[exact != 0], size)
        if (best is None and share >= most) or share > most:
            best, most = exact, share
        if share == 1:
            break
    rest = rest if best is None else best
    if rest is None:
        return None
    used = rest != 0
    # As a filter matched to marks in noise weighs: a page read badly counts for little.
    spread = float(rest[used] @ rest[used]) / max(1, int(used.sum()))
    return rest * size / spread if spread > (size / 100) ** 2 else None


def since_set_anew(shifts: "Numbers", along: "Numbers", size: float) -> "Numbers":
    """Return how far behind the last word that a tool set anew each word stands.

    Some set words by their widths, let what they round grow along a line, and set the next word
    where it belongs once they are too far off.
    """
    since, marks = along, np.zeros(len(along))
    used = ~np.isnan(shifts) & (np.abs(shifts) < 2 * _OFF * size)
    for _ in range(_ROUNDS):
        if not used.any():
            break
        [grows] = _fitted(since[used][:, None], (shifts - marks)[used])
        since, begins, before = np.zeros(len(along)), 0.0, np.inf
        for at, (place, shift) in enumerate(zip(along, shifts, strict=True)):
            begins = 0.0 if place <= before else begins
            carried = abs(abs(shift - grows * (place - begins)) - size)
            if carried > size / 12 and abs(abs(shift) - size) < carried / 2:
                begins = place
            since[at], before = place - begins, place
        marks = np.where(shifts - grows * since > 0, size, -size)
    return since


def _marked(rest: "Numbers", size: float) -> float:
    """Return which part of these are marks and next to no noise."""
    return float((np.abs(np.abs(rest) - size) < _RIGHT * size).mean()) if len(rest) else 0.0


def _exact(shifts: "Numbers", basis: "Numbers", size: float, rest: "Numbers") -> "Numbers":
    """Return what is left when the basis is fitted to what marks of one size do not explain.

    Marks themselves pull a fit aside, most of all at a word that stands far from all others, such
    as a page's number. Taken to be to the right or to the left as they first appear, they do not.
    """
    used = rest != 0
    for _ in range(_ROUNDS):
        marks = np.where(used, np.where(rest > 0, size, -size), 0.0)
        rest = shifts - basis @ _fitted(basis[used], shifts[used] - marks[used])
        near = np.abs(np.nan_to_num(rest, nan=np.inf)) < _OFF * size
        same = (near == used).all() and ((rest > 0) == (marks > 0))[used].all()
        used = near
        if same or used.sum() <= 2 * basis.shape[1]:
            break
    return np.where(used, rest, 0.0)


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
