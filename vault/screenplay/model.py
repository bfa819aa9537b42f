"""The records a script is read into: elements in order, and nothing about how they were stored."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an element is on the page, in the words screenwriting programs share."""

    HEADING = "heading"
    ACTION = "action"
    CHARACTER = "character"
    PARENTHETICAL = "parenthetical"
    DIALOGUE = "dialogue"
    LYRIC = "lyric"
    TRANSITION = "transition"
    SHOT = "shot"
    GENERAL = "general"
    CENTERED = "centered"
    CAST_LIST = "cast list"
    NEW_ACT = "new act"
    END_OF_ACT = "end of act"
    COLD_OPENING = "cold opening"
    SHOW_TITLE = "show title"
    PAGE_BREAK = "page break"


@dataclass(frozen=True, slots=True)
class Element:
    """One paragraph as it prints: a heading, a cue, a speech.

    ``text`` keeps its own line breaks as LF and carries no markup; ``scene_number`` is what stands
    in the margin of a heading; ``dual`` is 0, or 1 and 2 for the left and right speech of a pair;
    ``omitted`` marks what a production left out (kept in the file, never printed); ``new_page``
    asks for a fresh page before the element.
    """

    kind: Kind
    text: str
    scene_number: str | None = None
    dual: int = 0
    omitted: bool = False
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """Where a kind of element stands: columns of 1/10 inch wide, lines before it, line pitch."""

    columns: int
    before: int
    pitch: int = 1


@dataclass(frozen=True, slots=True)
class Script:
    """A script that could be read.

    ``format`` is ``fdx``, ``fountain`` or ``text``. ``title_page`` holds (key, value) pairs in
    the order of the file, keys in lower case, lines of a value joined by LF. ``styles`` holds the
    measures the file itself sets, used only to estimate pages. ``flags``, sorted: ``partly-read``
    (the file is damaged; what could be found was kept), ``lossy-decoding`` (some bytes stand for
    no character and became U+FFFD), ``tracked-changes`` (deleted words may be among the text),
    ``template``.
    """

    format: str
    title_page: tuple[tuple[str, str], ...]
    elements: tuple[Element, ...]
    flags: tuple[str, ...] = ()
    styles: tuple[tuple[Kind, Style], ...] = ()


@dataclass(frozen=True, slots=True)
class Opaque:
    """A file whose words cannot be read: its format where that is known, and why, for people.

    ``reason`` is a clause without a capital or a full stop, fit to follow a colon.
    """

    format: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene: its place from 1, the number printed beside it, its heading, its canonical text.

    ``text`` begins with the heading's line and ends with LF.
    """

    place: int
    number: str | None
    heading: str
    text: str
