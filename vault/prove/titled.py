"""A paper with a title: one opening sentence, parts below it, on as many pages as they take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vault.paper.document import LINE, MUTED, About, Document
from vault.paper.faces import Face
from vault.paper.shapes import Path
from vault.prove.certificate_page import (
    BOTTOM,
    LEFT,
    RIGHT,
    Part,
    Sheet,
    block,
    draw_sheet,
    fill,
    running_sheets,
)
from vault.prove.certificate_words import Said

_OPENING = 122.0


@dataclass(frozen=True, slots=True)
class Titled:
    """What stands on the paper; ``label`` names it at the head of each page."""

    title: str
    label: str
    opening: Said
    parts: tuple[Part, ...]
    footer: tuple[str, str]
    subject: str


def drawn(paper: Titled, made: datetime) -> bytes:
    """Return the paper as a PDF. The same paper and moment give the same bytes."""
    document = Document(About(f"{paper.title}: {paper.subject}", made, subject=paper.title))
    filled(document, paper)
    return document.finish()


def filled(document: Document, paper: Titled) -> None:
    """Draw the paper's pages into a document that is still to be finished."""
    sheets = _sheets(paper)
    for number, sheet in enumerate(sheets, start=1):
        document.page()
        draw_sheet(document, sheet, number, len(sheets))


def pages(paper: Titled) -> int:
    """Return on how many pages a paper stands."""
    return len(_sheets(paper))


def boxed(paragraphs: Sequence[Said]) -> Part:
    """Return small words in a frame: what a paper does not show."""
    said = block(paragraphs, RIGHT - LEFT - 28.0, 9.2, 12.8)

    def draw(document: Document, top: float) -> None:
        frame = Path().box(LEFT, top + 14.0, RIGHT - LEFT, said.height + 18.0, 6.0)
        document.draw(frame, stroke=LINE, line=0.8)
        said.draw(document, LEFT + 14.0, top + 23.0)

    return Part(said.height + 38.0, draw)


def _sheets(paper: Titled) -> list[Sheet]:
    opening = block([paper.opening], 476.0, 13.0, 19.0)
    placed, left = fill(paper.parts, _OPENING + opening.height + 16.0, BOTTOM)

    def furniture(document: Document) -> None:
        document.text(LEFT, 66.0, f"SCRIPT VAULT  ·  {paper.label}", Face.BOOK, 8.4, MUTED, 0.9)
        document.text(LEFT - 1.0, 100.0, paper.title, Face.BOOK, 30.0)
        opening.draw(document, LEFT, _OPENING)

    first = Sheet(furniture, tuple(placed), paper.footer)
    return [first, *running_sheets(left, paper.label, paper.footer)]
