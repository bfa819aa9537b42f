"""Where every word of a copy stands and would stand without its hidden marks, from its own bytes.

The vault keeps the bytes of each copy, so what a scan is held against needs no layout, no face and
no library of the day the copy was made: unmarked is what the file holds minus what its code says.
"""

import io
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vault.errors import Damaged
from vault.paper.document import HEIGHT
from vault.share.printing import Hidden
from vault.share.words import CELL, NEAR, SIZE, WHOLE, right_to_left

_PAIR = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")


@dataclass(frozen=True, slots=True)
class Word:
    """One site of a copy, unmarked: points from the top left, to the hundredth.

    ``page`` counts from 1; ``site`` and ``line`` from 0 on their page: the sites of the channels
    "word" and "line". ``x0`` is where its first letter begins, ``y0`` its baseline.
    """

    page: int
    site: int
    line: int
    x0: float
    y0: float
    text: str
    width: float


@dataclass(slots=True)
class _Run:
    """One piece of text as the file sets it, its place as marked."""

    x: float
    y: float
    text: str
    width: float
    whole: bool = False

    def follows(self, last: "_Run | None") -> bool:
        """Tell whether this goes on with the word that another ends with."""
        return (
            last is not None
            and not last.text[-1:].isspace()
            and not self.text[:1].isspace()
            and self.y == last.y
            and abs(self.x - last.x - last.width) < NEAR
        )


def unmarked_table(
    pdf: bytes, hidden: Hidden, pages: Container[int] | None = None
) -> tuple[Word, ...]:
    """Return the words of a copy that this program wrote, where they would stand unmarked.

    ``pdf`` is the copy's bytes as the vault keeps them, ``hidden`` its own code and parameters,
    ``pages`` those that are wanted, None for all. In the order of drawing, page by page. Raises
    ``Damaged`` for bytes that are no copy of ours.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    found: list[Word] = []
    try:
        for number, page in enumerate(PdfReader(io.BytesIO(pdf), strict=True).pages, start=1):
            if pages is None or number in pages:
                found += _page(number, list(_runs(page)), hidden)
    except (PyPdfError, KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise Damaged("The words of this copy cannot be read.", "It is no copy of ours.") from error
    return tuple(found)


def _page(number: int, runs: Sequence[_Run], hidden: Hidden) -> Iterator[Word]:
    """Give the words of one page: runs put together, and their shifts taken back."""
    kept = {run.y for run in runs if run.whole or right_to_left(run.text)}
    words: list[list[_Run]] = []
    last = None
    for run in runs:
        if run.y not in kept and not run.text.isspace():
            if run.follows(last):
                words[-1].append(run)
            else:
                words.append([run])
        last = run
    lines = _lines(runs)
    code, most = hidden.code, hidden.parameters
    across = code.shifts("word", number, len(words))
    down = code.shifts("line", number, max(lines.values(), default=-1) + 1)
    for site, parts in enumerate(words):
        text = "".join(part.text for part in parts)
        first, last, line = parts[0], parts[-1], lines[parts[0].y]
        x0 = first.x + CELL * (len(first.text) - len(first.text.lstrip()))
        end = last.x + last.width - CELL * (len(last.text) - len(last.text.rstrip()))
        yield Word(
            page=number,
            site=site,
            line=line,
            x0=round(x0 - across[site] * most.word / 100, 2),
            y0=round(first.y - down[line] * most.line / 100, 2),
            text=text.strip(),
            width=round(end - x0, 2),
        )


def _lines(runs: Sequence[_Run]) -> dict[float, int]:
    """Return the number of the line at each height, from the top."""
    found: dict[float, int] = {}
    rank, top = -1, float("-inf")
    for y in sorted({run.y for run in runs}):
        rank += y - top > SIZE / 2
        found[y], top = rank, y
    return found


def _runs(page: Any) -> Iterator[_Run]:  # noqa: ANN401  # pypdf's own page
    """Yield what a page sets in the size of the script, in its own order (ISO 32000-1, 9.4)."""
    from pypdf.generic import ContentStream

    fonts = {name: _Font(font.get_object()) for name, font in _fonts(page).items()}
    font, size, stretched, meant, whole = None, 0.0, 1.0, "", False
    x = y = 0.0
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator == b"Tf":
            font, size = fonts[operands[0]], float(operands[1])
        elif operator == b"Tz":
            stretched = float(operands[0]) / 100
        elif operator == b"BDC":
            meant = str(operands[1].get("/ActualText", ""))
        elif operator == b"BMC":
            whole = operands[0] == f"/{WHOLE}"
        elif operator == b"EMC":  # what is meant by one box stands within a line
            meant, whole = "", whole and bool(meant)
        elif operator == b"Td":
            x, y = float(operands[0]), float(operands[1])
        elif operator == b"Tj" and font is not None and size == SIZE:
            text, units = font.read(operands[0].original_bytes)
            wide = units * size * stretched / 1000
            yield _Run(x, round(HEIGHT - y, 2), meant or text, wide, whole)


def _fonts(page: Any) -> Mapping[str, Any]:  # noqa: ANN401
    found: Mapping[str, Any] = page["/Resources"].get("/Font", {})
    return found


class _Font:
    """What a composite font's codes stand for and how wide they are (ISO 32000-1, 9.7)."""

    def __init__(self, font: Any) -> None:  # noqa: ANN401
        pairs = _PAIR.findall(font["/ToUnicode"].get_data())
        self._texts = {
            bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be")
            for code, text in pairs
        }
        descendant = font["/DescendantFonts"][0].get_object()
        self._usual = float(descendant.get("/DW", 1000))
        self._widths = dict(_widths(descendant.get("/W", [])))

    def read(self, codes: bytes) -> tuple[str, float]:
        """Return the text of two-byte codes, and its width in thousandths of the size."""
        signs = [codes[at : at + 2] for at in range(0, len(codes), 2)]
        wide = sum(self._widths.get(int.from_bytes(sign), self._usual) for sign in signs)
        return "".join(self._texts[sign] for sign in signs), wide


def _widths(table: Sequence[Any]) -> Iterator[tuple[int, float]]:
    """Yield the width of each code from both forms of ``W`` (ISO 32000-1, 9.7.4.3)."""
    place = 0
    while place < len(table):
        first, second = int(table[place]), table[place + 1]
        if isinstance(second, list):
            yield from ((first + n, float(wide)) for n, wide in enumerate(second))
            place += 2
        else:
            yield from ((code, float(table[place + 2])) for code in range(first, int(second) + 1))
            place += 3
