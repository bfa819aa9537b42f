"""What a trace report says, as plain records: what was examined, what was found, what binds it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from pathlib import Path

from vault.log.checkpoint import Checkpoint
from vault.seal.signing import KeySet


def printable(text: str) -> str:
    """Return a file's name, or what has it, fit for paper and for JSON."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that turned up: where it lay, the SHA-256 of its bytes in hex, bytes, pages.

    Only its name is told.
    """

    path: Path
    sha256: str
    size: int
    pages: int

    @property
    def name(self) -> str:
        """The file's name, each letter that is none a question mark."""
        return printable(self.path.name)


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft that copies show: its title and number, its bytes, its entry."""

    title: str
    number: int
    sha256: str
    seq: int


@dataclass(frozen=True, slots=True)
class Layer:
    """What one kind of mark says of a copy: ``chance`` bounds that of one innocent copy."""

    name: str
    z: str
    chance: float
    sites: int


@dataclass(frozen=True, slots=True)
class Score:
    """What all marks together say; ``overall`` bounds the chance of naming any copy falsely.

    ``as_high`` counts the codes that nobody has which score as high, ``of`` is how many were drawn.
    ``only``: the page that alone is counted, in words; empty where all are.
    """

    z: str
    chance: float
    overall: float
    tries: int
    layers: tuple[Layer, ...]
    as_high: int
    only: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """How a copy was recorded: its place, its leaf in hex, its key, what binds it to a code.

    ``latest``: the independent time before which the entry existed, None where there is none;
    ``token`` is the authority's response that says so, over ``head``. ``proof`` leads from the leaf
    to ``head``.
    """

    seq: int
    log: str
    leaf: str
    latest: datetime | None
    signer: KeySet
    head: Checkpoint
    proof: bytes = field(repr=False)
    token: bytes | None = field(repr=False)
    commitment: str = ""

    @property
    def name(self) -> str:
        """What files about the entry are called that travel inside the report."""
        return f"entry-{self.log[:8]}-{self.seq}"


@dataclass(frozen=True, slots=True)
class Place:
    """Pages of a file and where in the draft their words stand, in words; how many words."""

    there: str
    here: str
    words: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A grey picture of a page, a byte for each dot, and what it shows."""

    title: str
    width: int
    height: int
    grey: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that is named: to whom and when it was issued, how firmly, by what.

    ``known_as`` is ``exact``, ``high`` or ``indicative``; ``by`` has what leaves nothing to chance:
    ``file``, ``metadata``.
    """

    copy_id: str
    recipient: str
    mail: str
    issued: date | None
    known_as: str
    by: tuple[str, ...]
    score: Score | None
    places: tuple[Place, ...]
    entry: Entry
    pair: tuple[Picture, Picture] | None = None
    """A page that turned up, and the copy’s own as it was issued."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Scores of codes that nobody has: where each bin begins, how many; all are ``width`` wide.

    ``others`` are the scores of copies that are not named, ``named`` those that are, by copy.
    """

    bins: tuple[tuple[float, int], ...]
    width: float
    highest: str
    others: tuple[float, ...]
    named: tuple[tuple[str, float], ...]
    only: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one draft; ``overlap`` is the share of the files' words, None unknown.

    ``issued`` counts the copies of the draft that were held against the pages: all of them.
    """

    draft: Draft
    overlap: float | None
    copies: tuple[Copy, ...]
    charts: tuple[Chart, ...]
    places: tuple[Place, ...]
    issued: int


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a report says; ``revealed`` tells that it shows the keys of the copies it names."""

    examined: Sequence[Examined]
    found: Sequence[Found]
    copies: int
    tried: int
    also: Sequence[tuple[str, int]]
    """Other drafts whose copies were tried, and none is named: in words, how many copies."""
    notes: Sequence[str]
    revealed: bool
    made: datetime
    zone: tzinfo
    attached: Sequence[tuple[str, bytes, str, str]] = field(default=(), repr=False)
    """Name, bytes, media type and description of what travels inside the file."""
