"""The records a script is read into: elements in order, and nothing about how they were stored."""

from dataclasses import dataclass
from enum import IntFlag, StrEnum
from math import ceil
from typing import NamedTuple


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


class Look(IntFlag):
    """How letters stand out from those around them; more than one at once is usual."""

    PLAIN = 0
    BOLD = 1
    ITALIC = 2
    UNDERLINE = 4


class Span(NamedTuple):
    """A stretch of letters that stand out: from ``start`` up to but not including ``end``."""

    start: int
    end: int
    look: Look


class Align(StrEnum):
    """Which edge the lines of an element keep to."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Element:
    """One paragraph as it prints: a heading, a cue, a speech.

    ``text`` keeps its own line breaks as LF and carries no markup; ``scene_number`` is what stands
    in the margin of a heading; ``dual`` is 0, or 1 and 2 for the left and right speech of a pair;
    ``omitted`` marks what a production left out (kept in the file, never printed); ``new_page``
    asks for a fresh page before the element. ``spans``, in order and apart, say which letters of
    ``text`` stand out; they are for the page, and no text or hash depends on them.
    """

    kind: Kind
    text: str
    scene_number: str | None = None
    dual: int = 0
    omitted: bool = False
    new_page: bool = False
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """Where a kind of element stands on the page.

    ``left`` and ``right`` are its edges in cells of 1/10 inch from the paper's left edge;
    ``before`` counts the empty lines ahead of it, ``pitch`` the lines from one of its own to the
    next; an opening bracket stands ``hang`` cells further left.
    """

    left: float = 15.0
    right: float = 75.0
    before: int = 1
    pitch: int = 1
    hang: int = 0
    align: Align = Align.LEFT
    look: Look = Look.PLAIN

    @property
    def columns(self) -> int:
        """How many letters a line holds.

        Final Draft's Courier is a hair narrower than ten to the inch, and the last letter may lean
        over the margin: 3.5, 3.75 and 6 inches hold 35, 38 and 61 letters on its own pages.
        """
        return max(10, ceil((self.right - self.left) * 7.2 / 7.195 - 0.03))


@dataclass(frozen=True, slots=True)
class Continueds:
    """The words a page adds where a speech goes on: below it, above its rest, after a pause.

    ``resumed`` follows the cue of a speaker who goes on after action; empty where a script does
    without, or has the word typed into its cues.
    """

    below: str = "(MORE)"
    above: str = "(CONT'D)"
    resumed: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A script that could be read.

    ``format`` is ``fdx``, ``fountain`` or ``text``. ``title_page`` holds (key, value) pairs in
    the order of the file, keys in lower case, lines of a value joined by LF. ``styles`` holds the
    measures the file itself sets and ``continueds`` its words for speeches that go on, both used
    only to lay out pages. ``flags``, sorted: ``partly-read``
    (the file is damaged; what could be found was kept), ``lossy-decoding`` (some bytes stand for
    no character and became U+FFFD), ``tracked-changes`` (deleted words may be among the text),
    ``template``.
    """

    format: str
    title_page: tuple[tuple[str, str], ...]
    elements: tuple[Element, ...]
    flags: tuple[str, ...] = ()
    styles: tuple[tuple[Kind, Style], ...] = ()
    continueds: Continueds = Continueds()


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
