"""What moves from page to page together: a paragraph, or a cue with all that is spoken under it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from vault.screenplay.layout_measures import Measures
from vault.screenplay.layout_wrap import Piece, wrap
from vault.screenplay.model import Element, Kind, Script, Span, Style

SPOKEN = frozenset([Kind.PARENTHETICAL, Kind.DIALOGUE, Kind.LYRIC])
_ENDS_SCENE = frozenset([Kind.HEADING, Kind.NEW_ACT, Kind.END_OF_ACT, Kind.COLD_OPENING])
_SPEECH = SPOKEN | {Kind.CHARACTER}

NOWHERE = -1
"""In place of an element: letters that do not stand in it one for one, or in none."""


@dataclass(frozen=True, slots=True)
class Part:
    """One element, or what a page break left of it, broken into lines."""

    kind: Kind
    text: str
    spans: tuple[Span, ...]
    style: Style
    pieces: tuple[Piece, ...]
    number: str | None = None
    dual: int = 0
    resumed: str = ""
    """What a page adds to a cue whose speaker spoke last."""
    element: int = NOWHERE
    start: int = 0
    """Of which element it is, counted from 0, and at which of its letters the text begins."""

    @property
    def height(self) -> int:
        """How many lines of the page it takes."""
        return len(self.pieces) * self.style.pitch


@dataclass(frozen=True, slots=True)
class Block:
    """Parts that stand together; ``speaker`` is the cue of a speech that began a page before."""

    parts: tuple[Part, ...]
    before: int
    new_page: bool = False
    speaker: Part | None = None

    @property
    def height(self) -> int:
        """How many lines it takes: two speeches side by side, as many as the longer."""
        return max((top + part.height for top, part in self.placed()), default=0)

    def placed(self) -> Iterator[tuple[int, Part]]:
        """Yield the parts with the line each begins at, counted from the first of the block."""
        ends = [0, 0, 0]
        for part in self.parts:
            top = ends[part.dual] if part.dual else max(ends)
            yield top, part
            if part.dual:
                ends[part.dual] = top + part.height
            else:
                ends = [top + part.height] * 3

    @property
    def kind(self) -> Kind:
        """The kind of its first part."""
        return self.parts[0].kind


def blocks(script: Script) -> Iterator[Block]:
    """Yield what prints, in order; omitted scenes never do."""
    measures, resumed = Measures(script), script.continueds.resumed
    speaker = ""
    group: list[Part] = []
    fresh = fresh_group = False
    for place, element in enumerate(script.elements):
        if element.omitted:
            continue
        if element.kind is Kind.PAGE_BREAK:
            fresh = True
            continue
        if group and not _joins(element, group):
            yield _block(group, new_page=fresh_group)
            group = []
        if not group:
            fresh_group, fresh = fresh or element.new_page, False
        part = part_of(element, measures.of(element), place)
        if resumed and element.kind in _ENDS_SCENE:
            speaker = ""
        elif resumed and element.kind is Kind.CHARACTER:
            name = element.text.partition("(")[0].strip().upper()
            if name == speaker and "CONT" not in element.text.upper() and not element.dual:
                part = replace(part, resumed=resumed)
            speaker = name
        group.append(part)
    if group:
        yield _block(group, new_page=fresh_group)


def part_of(element: Element, style: Style, place: int = NOWHERE) -> Part:
    """Return an element broken into lines; a heading in capitals, on one line of text.

    ``place`` counts the elements of its script from 0.
    """
    text, spans = element.text, element.spans
    if element.kind is Kind.HEADING:
        plain = " ".join(text.split())
        if plain != text.rstrip():
            spans, place = (), NOWHERE  # its letters have moved
        text = plain.upper()
        if len(text) != len(plain):
            place = NOWHERE
            spans = tuple(
                Span(len(plain[:s].upper()), len(plain[:e].upper()), look) for s, e, look in spans
            )
    pieces = _pieces(text, style)
    number = element.scene_number if element.kind is Kind.HEADING and not element.dual else None
    return Part(element.kind, text, spans, style, pieces, number, element.dual, element=place)


def rest_of(part: Part, start: int) -> Part:
    """Return what follows ``start`` in the text of a part, broken into lines anew."""
    while part.text[start : start + 1] == " ":
        start += 1
    start += part.text[start : start + 1] == "\n"
    text = part.text[start:]
    spans = tuple(
        Span(max(0, s - start), e - start, look) for s, e, look in part.spans if e > start
    )
    return replace(
        part,
        text=text,
        spans=spans,
        pieces=_pieces(text, part.style),
        number=None,
        start=part.start + start,
    )


def start_of(part: Part, end: int) -> Part:
    """Return the lines of a part up to ``end`` in its text."""
    text = part.text[:end]
    return replace(part, text=text, pieces=_pieces(text, part.style))


def _pieces(text: str, style: Style) -> tuple[Piece, ...]:
    hang = style.hang if text.startswith("(") else 0
    return tuple(wrap(text, style.columns, hang))


def _joins(element: Element, group: list[Part]) -> bool:
    """Tell whether an element stands in one block with those before it."""
    if element.kind in SPOKEN and group[-1].kind in _SPEECH:
        return True
    return element.dual == 2 and group[0].dual == 1


def _block(group: list[Part], *, new_page: bool) -> Block:
    return Block(tuple(group), group[0].style.before, new_page)
