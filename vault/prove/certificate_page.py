"""How a certificate looks: the first page a judge reads, the record in full behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from vault.paper import flow
from vault.paper.document import INK, LINE, MUTED, WAX, Colour, Document
from vault.paper.faces import Face, width
from vault.paper.flow import Span
from vault.paper.qr import qr
from vault.paper.shapes import Path
from vault.prove.certificate import Certificate
from vault.prove.certificate_rows import Row
from vault.prove.certificate_seal import RADIUS, draw_seal
from vault.prove.certificate_words import LIMITS, Said, shortened

LEFT, RIGHT = 63.0, 549.0
VALUES = 178.0
TOP, BOTTOM = 60.0, 730.0
FOOT = 748.0

_FACES = {
    "plain": (Face.BOOK, 1.0),
    "bold": (Face.BOOK_BOLD, 1.0),
    "italic": (Face.BOOK_ITALIC, 1.0),
    "code": (Face.SCRIPT_BOLD, 0.8),
}


@dataclass(frozen=True, slots=True)
class Part:
    """Something of a known height that stands across the page."""

    height: float
    draw: Callable[[Document, float], None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its furniture, the parts with where each begins, its footer, its bookmark."""

    furniture: Callable[[Document], None]
    parts: tuple[tuple[float, Part], ...]
    footer: tuple[str, str]
    name: str = ""


def first_sheet(certificate: Certificate) -> tuple[Sheet, list[Part]]:
    """Return a certificate's first page and the rows that found no room on it."""
    opening = block([certificate.opening], 476.0, 13.0, 19.0)
    interval_top = 128.0 + opening.height + 12.0
    rows_top = interval_top + 54.0
    below = _below(certificate)
    rows = [row_part(row) for row in certificate.rows]
    placed, left = fill(rows, rows_top, BOTTOM - below.height)

    def furniture(document: Document) -> None:
        _head(document, certificate)
        opening.draw(document, LEFT, 128.0)
        _interval(document, certificate, interval_top)
        below.draw(document, BOTTOM - below.height)

    name = f"{certificate.title} · {certificate.id}"
    return Sheet(furniture, tuple(placed), certificate.footer, name), left


def next_sheets(certificate: Certificate, left: Sequence[Part]) -> list[Sheet]:
    """Return the pages for the rows that found no room on a certificate's first page."""
    return running_sheets(left, f"CERTIFICATE {certificate.id}", certificate.footer)


def record_in_full(certificate: Certificate) -> list[Part]:
    """Return every figure of the record, under its heading."""
    return [heading("The record in full"), *(row_part(row, 8.8) for row in certificate.details)]


def running_sheets(
    parts: Sequence[Part], label: str, footer: tuple[str, str], name: str = ""
) -> list[Sheet]:
    """Return pages of parts one below another; the first of them is called ``name``."""

    def furniture(document: Document) -> None:
        document.text(LEFT, 66.0, f"SCRIPT VAULT  ·  {label}", Face.BOOK, 8.4, MUTED, 0.9)

    sheets: list[Sheet] = []
    left = list(parts)
    while left:
        placed, left = fill(left, TOP + 20.0, BOTTOM)
        sheets.append(Sheet(furniture, tuple(placed), footer, "" if sheets else name))
    return sheets


def draw_sheet(document: Document, sheet: Sheet, number: int, of: int) -> None:
    """Draw one page on a page begun for it."""
    sheet.furniture(document)
    for top, part in sheet.parts:
        part.draw(document, top)
    document.rule(LEFT, FOOT - 10, RIGHT, FOOT - 10)
    left, middle = sheet.footer
    line(document, LEFT, FOOT, left, 7.6, MUTED)
    line(document, 306.0, FOOT, middle, 7.6, MUTED, "middle")
    line(document, RIGHT, FOOT, f"{number} of {of}", 7.6, MUTED, "right")


def limits() -> list[Part]:
    """Return the sentences that say what a certificate does not show, under their heading."""
    parts = [heading("What this does not show")]
    for number, limit in enumerate(LIMITS, start=1):
        said = block([((limit, "plain"),)], RIGHT - LEFT - 20.0, 8.6, 11.2)

        def draw(document: Document, top: float, said: flow.Block = said, n: int = number) -> None:
            line(document, LEFT + 11.0, top + 8.3, str(n), 8.6, MUTED, "right")
            said.draw(document, LEFT + 20.0, top)

        parts.append(Part(said.height + 1.8, draw))
    return parts


def _head(document: Document, certificate: Certificate) -> None:
    label = f"SCRIPT VAULT  ·  CERTIFICATE {certificate.id}"
    document.text(LEFT, 66.0, label, Face.BOOK, 8.4, MUTED, 0.9)
    document.text(LEFT - 1.0, 100.0, "Certificate of Sealing", Face.BOOK, 30.0)
    draw_seal(document, RIGHT - RADIUS, 84.0, certificate.sha256, has_time=certificate.has_time)


def _interval(document: Document, certificate: Certificate, top: float) -> None:
    """Draw the time the bytes lie in: a bar that is closed where a bound is established."""
    interval, axis = certificate.interval, top + 23.0
    start, end = VALUES, 404.0
    document.rule(LEFT, axis, start, axis)
    document.rule(end, axis, RIGHT, axis)
    colour = WAX if interval.latest else MUTED
    bar = Path().move(start, axis).line(end, axis)
    if interval.earliest and interval.latest:
        document.draw(bar, stroke=colour, line=5.0)
    elif interval.latest:
        for step in range(60):  # fades towards the side that is open
            tint = _tint(colour, (step + 1) / 60)
            x = start + (end - start) * step / 60
            document.draw(Path().box(x, axis - 2.5, end - x, 5.0), fill=tint)
        document.draw(Path().circle(end, axis, 2.5), fill=colour)
    else:
        document.draw(bar, stroke=colour, line=1.4, dash=(0.1, 4.6))
    line(document, LEFT, axis - 9.0, "record no earlier than", 9.0, MUTED)
    line(document, LEFT, axis + 15.0, interval.earliest or "not established", 9.6, INK)
    line(document, RIGHT, axis - 9.0, "bytes no later than", 9.0, MUTED, "right")
    latest, face = interval.latest or "not established", Face.BOOK_BOLD
    line(document, RIGHT, axis + 15.0, latest, 9.6, INK, "right", face)


def row_part(row: Row, size: float = 10.0) -> Part:
    """Return a row: its name, what it says, its class at the right."""
    leading = size * 1.33
    said = block(row.paragraphs, RIGHT - VALUES - 30.0, size, leading)
    pad = size * 0.36

    def draw(document: Document, top: float) -> None:
        document.rule(LEFT, top, RIGHT, top)
        baseline = top + pad + leading / 2 + 0.31 * size
        line(document, LEFT, baseline, row.label, size * 0.94, MUTED)
        said.draw(document, VALUES, top + pad)
        line(document, RIGHT, baseline, row.datum, size * 0.94, MUTED, "right", Face.BOOK_BOLD)

    return Part(said.height + 2 * pad, draw)


def _tint(colour: Colour, part: float) -> Colour:
    """Return a colour as it looks on white when only a part of it is there."""
    red, green, blue = (round(255 - (255 - value) * part) for value in colour)
    return red, green, blue


def heading(text: str) -> Part:
    """Return a heading between parts."""

    def draw(document: Document, top: float) -> None:
        document.text(LEFT, top + 20.0, text, Face.BOOK, 15.0)

    return Part(32.0, draw)


def _below(certificate: Certificate) -> Part:
    """Return the foot of the first page: what is not shown, the code, how to check."""
    limits_box = block(certificate.not_shown, RIGHT - LEFT - 28.0, 9.2, 12.8)
    steps = block(certificate.steps, RIGHT - LEFT - 104.0, 8.6, 11.6)
    box, side = limits_box.height + 18.0, 88.0

    def draw(document: Document, top: float) -> None:
        frame = Path().box(LEFT, top + 8.0, RIGHT - LEFT, box, 6.0)
        document.draw(frame, stroke=LINE, line=0.8)
        limits_box.draw(document, LEFT + 14.0, top + 17.0)
        foot = top + 8.0 + box + 14.0
        document.draw(qr(certificate.code, side), at=(1, 0, 0, 1, LEFT, foot), fill=INK)
        steps.draw(document, LEFT + 104.0, foot)

    return Part(8.0 + box + 14.0 + max(side, steps.height), draw)


def block(paragraphs: Sequence[Said], measure: float, size: float, leading: float) -> flow.Block:
    """Return paragraphs broken into lines no wider than ``measure``, in the faces of the house."""
    spans = [[Span(text, *_FACES[style]) for text, style in said] for said in paragraphs]
    return flow.block(spans, measure, size, leading)


def fill(
    parts: Sequence[Part], top: float, bottom: float
) -> tuple[list[tuple[float, Part]], list[Part]]:
    """Place parts one below another; returns those and the ones for which no room was left."""
    placed: list[tuple[float, Part]] = []
    for number, part in enumerate(parts):
        if placed and top + part.height > bottom:
            return placed, list(parts[number:])
        placed.append((top, part))
        top += part.height
    return placed, []


def line(
    document: Document,
    x: float,
    y: float,
    text: str,
    size: float,
    colour: Colour,
    hangs: Literal["left", "middle", "right"] = "left",
    face: Face = Face.BOOK,
) -> None:
    """Set one line that begins, is centred or ends at x."""
    shift = {"left": 0.0, "middle": 0.5, "right": 1.0}[hangs]
    document.text(x - shift * width(text, face, size), y, text, face, size, colour)


def fitting(text: str, room: float, size: float) -> str:
    """Return a text for one line, losing words in its middle until it has room."""
    most = len(text)
    while most > 1 and width(shortened(text, most), Face.BOOK, size) > room:
        most = min(most - 1, int(most * 0.9))
    return shortened(text, most)
