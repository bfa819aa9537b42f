"""A page that turned up, as its letters stand: each with its place, to a fraction of a hair.

A PDF says of every letter where the pen was set down, and every program that rewrites, splits,
merges or prints to PDF keeps that. Places are taken as they are, whatever the letters mean: on the
way through PostScript some lose their meaning, and none its place.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vault.errors import Unreadable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

MOST_PAGES = 5_000
MOST_LETTERS = 40_000
"""On one page; more is no page that anybody reads."""
_PASSWORD = 4
_ALIKE = 0.01
_NEXT = 1.6
"""A letter this many times further on than the one before it began the next word."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The letters of one page: points from the top left, ``y`` the baseline, ``size`` as set.

    ``words`` has each word's text and the number of its first letter, in the order of the file.
    ``pictures`` tells that an image lies on the page too.
    """

    x: "Numbers"
    y: "Numbers"
    size: "Numbers"
    words: tuple[tuple[str, int], ...]
    width: float = 612.0
    height: float = 792.0
    pictures: bool = False

    def texts(self, size: float | None = None) -> list[str]:
        """Return the words, on demand only those that are set in a size."""
        return [
            text for text, at in self.words if size is None or abs(self.size[at] - size) < _ALIKE
        ]


EMPTY = Sheet(np.zeros(0), np.zeros(0), np.zeros(0), ())


@dataclass(slots=True)
class _Letters:
    """Letters as they are gathered, and the words they make."""

    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    size: list[float] = field(default_factory=list)
    words: list[tuple[str, int]] = field(default_factory=list)
    begun: str = ""
    at: int = 0
    step: float = 0.0

    def take(self, sign: str, x: float, y: float, size: float) -> None:
        """Take the next letter; one that stands elsewhere begins a word."""
        last = len(self.x) - 1
        if self.begun:
            on = ((x - self.x[last]) ** 2 + (y - self.y[last]) ** 2) ** 0.5
            if self.step and on > _NEXT * self.step:
                self.end()
            else:
                self.step = max(self.step, on)
        if not self.begun:
            self.at, self.step = last + 1, 0.0
        self.begun += sign
        self.x.append(x)
        self.y.append(y)
        self.size.append(size)

    def end(self) -> None:
        """End a word, where one was begun."""
        if self.begun:
            self.words.append((self.begun, self.at))
        self.begun = ""


@contextmanager
def opened(source: Path | bytes) -> Iterator[Any]:
    """Open a PDF by anybody.

    Raises ``Unreadable`` for what is none, is damaged, needs a password or has too many pages.
    """
    from pypdfium2 import PdfDocument, PdfiumError  # type: ignore[import-untyped]

    try:
        document = PdfDocument(source)
    except PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise Unreadable("The PDF opens with a password only.") from error
        raise Unreadable("The PDF is damaged and cannot be read.") from error
    try:
        if len(document) > MOST_PAGES:
            raise Unreadable(f"The PDF has more than {MOST_PAGES} pages.")
        yield document
    finally:
        document.close()


def sheets(source: Path | bytes) -> Iterator[Sheet]:
    """Give the pages of a PDF in order; one that cannot be read is an empty sheet.

    Raises ``Unreadable``, as ``opened`` does.
    """
    with opened(source) as document:
        for number in range(len(document)):
            yield sheet(document, number)


def one_sheet(source: Path | bytes, page: int) -> Sheet:
    """Return one page of a PDF, counted from 1; raises ``Unreadable``, as ``opened`` does."""
    with opened(source) as document:
        return sheet(document, page - 1)


def sheet(document: Any, number: int) -> Sheet:  # noqa: ANN401  # pdfium's own document
    """Return one page of an opened PDF, counted from 0."""
    from pypdfium2 import PdfiumError, raw

    try:
        page = document[number]
    except PdfiumError:
        return EMPTY
    try:
        width, height = page.get_size()
        pictures = next(page.get_objects((raw.FPDF_PAGEOBJ_IMAGE,), max_depth=2), None) is not None
        found = _letters(page)
    except PdfiumError:
        return EMPTY
    finally:
        page.close()
    x, y, size = (np.array(values, dtype=np.float64) for values in (found.x, found.y, found.size))
    return Sheet(x, height - y, size, tuple(found.words), width, height, pictures)


def _letters(page: Any) -> _Letters:  # noqa: ANN401  # pdfium's own page
    from pypdfium2 import raw

    text = page.get_textpage()
    found = _Letters()
    x, y = ctypes.c_double(), ctypes.c_double()
    try:
        for at in range(min(text.count_chars(), MOST_LETTERS)):
            sign = raw.FPDFText_GetUnicode(text, at)
            if raw.FPDFText_IsGenerated(text, at) == 1 or sign in (0x20, 0xA0):
                found.end()
            elif raw.FPDFText_GetCharOrigin(text, at, x, y):
                size = raw.FPDFText_GetFontSize(text, at)
                found.take(chr(sign) if sign < 0x110000 else "\ufffd", x.value, y.value, size)
    finally:
        text.close()
    found.end()
    return found
