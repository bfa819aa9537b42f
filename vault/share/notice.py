"""The leaf that says what a copy is, for whom, on what terms, and how that can be checked."""

from collections.abc import Callable, Iterator, Sequence

from vault.licence.record import AGREED, Record
from vault.licence.wording import in_words, paragraphs
from vault.paper.document import INK, LINE, MUTED, WAX, Colour, Document
from vault.paper.faces import Face
from vault.paper.flow import Span, block

_LEFT, _MEASURE = 90.0, 432.0
_TOP, _BOTTOM = 84.0, 734.0
_FACT = 60.0
"""How far the facts stand behind their names."""
_SIZES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6)
"""A long title or a long name makes everything smaller, step by step, until it fits the leaf."""

_REQUESTED = (
    "These terms are requested, not agreed. They reserve rights, and bind a reader who accepts"
    " them."
)
_AGREED = "The reader named above has accepted these terms."
_CHECK = (
    "Attached to this file are the terms as a record, licence.json, and the signature over it,"
    " licence.json.sshsig. The free program Script Vault checks them without any network:"
    " scriptvault verify FILE. Whose key it is the file cannot say: ask the sender for the"
    " fingerprint by another way, and compare."
)
_NOT_SHOWN = (
    "The mark on each page tells this copy from every other. Neither it nor the signature says who"
    " wrote the text."
)

_Piece = tuple[float, Callable[[Document, float], None]]
"""Something on the leaf: how tall it is, and how to draw it at a height."""


def draw_notice(document: Document, record: Record, pages: int) -> None:
    """Draw the leaf on the page that was begun; ``pages`` is how many the script has."""
    for scale in _SIZES:
        pieces = list(_pieces(record, pages, scale))
        if sum(height for height, _ in pieces) <= _BOTTOM - _TOP:
            break
    y = _TOP
    for height, draw in pieces:
        draw(document, y)
        y += height


def _pieces(record: Record, pages: int, scale: float) -> Iterator[_Piece]:
    work, terms, sealed = record.work, record.terms, record.sealed

    def text(spans: Sequence[Span], size: float, leading: float, colour: Colour) -> _Piece:
        found = block([spans], _MEASURE, size * scale, leading * scale, colour)
        return found.height, lambda document, y: found.draw(document, _LEFT, y)

    def fact(name: str, spans: Sequence[Span]) -> _Piece:
        names = block([[Span(name, Face.BOOK_ITALIC)]], _FACT, 11 * scale, 16 * scale, MUTED)
        found = block([spans], _MEASURE - _FACT, 11 * scale, 16 * scale, INK)

        def draw(document: Document, y: float) -> None:
            names.draw(document, _LEFT, y)
            found.draw(document, _LEFT + _FACT, y)

        return found.height + 3 * scale, draw

    yield _label(f"Copy {record.copy_id}", scale)
    yield text([Span(work.title, Face.SCRIPT_BOLD)], 22, 27, INK)
    yield _gap(4 * scale)
    yield text([Span("from " + work.writer, Face.BOOK_ITALIC)], 13, 18, MUTED)
    yield _gap(16 * scale)
    yield fact("For", [Span(record.recipient.in_words, Face.BOOK)])
    yield fact("Issued", [Span(in_words(record.issued), Face.BOOK)])
    count = "1 page" if pages == 1 else f"{pages} pages"
    yield fact("Draft", [Span(count, Face.BOOK)])
    yield fact("SHA-256", [Span(_grouped(sealed.sha256), Face.SCRIPT, 0.7)])
    yield _rule(scale)
    yield _label("Terms", scale)
    yield text([Span(terms.short, Face.BOOK_BOLD)], 14.5, 19, INK)
    for paragraph in paragraphs(terms.notice):
        yield _gap(6 * scale)
        yield text([Span(paragraph, Face.BOOK)], 10.8, 15.2, INK)
    yield _gap(8 * scale)
    status = _AGREED if record.status == AGREED else _REQUESTED
    yield text([Span(status, Face.BOOK_ITALIC)], 10.8, 15.2, INK)
    yield _rule(scale)
    yield _label("To check", scale)
    yield text([Span(_CHECK, Face.BOOK)], 9.2, 12.8, MUTED)
    yield _gap(5 * scale)
    key = Span(_grouped(record.signer), Face.SCRIPT, 0.82)
    yield text([Span("Signed with key ", Face.BOOK), key], 9.2, 12.8, MUTED)
    yield _gap(5 * scale)
    yield text([Span(_NOT_SHOWN, Face.BOOK)], 9.2, 12.8, MUTED)


def _label(words: str, scale: float) -> _Piece:
    def draw(document: Document, y: float) -> None:
        document.text(
            _LEFT, y + 9 * scale, words.upper(), Face.BOOK_BOLD, 8.5 * scale, WAX, tracking=0.9
        )

    return 20 * scale, draw


def _rule(scale: float) -> _Piece:
    def draw(document: Document, y: float) -> None:
        at = y + 14 * scale
        document.rule(_LEFT, at, _LEFT + _MEASURE, at, LINE, 0.8)

    return 30 * scale, draw


def _gap(points: float) -> _Piece:
    return points, lambda document, y: None  # noqa: ARG005  # space needs no ink


def _grouped(digits: str) -> str:
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))
