"""A short script with places of every kind, and a choice of wording for it."""

from collections.abc import Sequence

from hypothesis import strategies as st

from vault.screenplay.model import Element, Kind, Look, Script, Span
from vault.screenplay.reading import read
from vault.share.remarks import Desk
from vault.share.variants import Place, Site
from vault.share.varying import occurrences

GREEN = """Title: The Green Room
Author: Odile Farrow

INT. GREEN ROOM 214 - NIGHT #7#

MARA waits by the door of room 214. A sign on it says **do not _knock_ twice**, and she knocks.

MARA
(under her breath)
I don't think it opens, but they said nine o'clock.

She counts *four coats* on _one hook_, then the lamp over the mirror goes out at last.

MARA
We're gonna miss the 305 bus, and they won't wait for you or for me or anybody.

PIET ^
They will. Ring 555-0142.

EXT. STREET - DAWN

The bus 305 leaves. Mara runs toward it -- too late. Piet reads the sign of room 214 again.

> Nobody said it was toward the sea. <

CUT TO:

INT. BUS 305 - MORNING

PIET
Okay.

MARA
Okay. Someone has to say that we couldn't have known, couldn't have guessed, and wouldn't have
come in any case, until the very last of them has gone and the lamps are lit along the harbour.
"""


def green() -> Script:
    found = read(GREEN.encode(), "Green Room.fountain")
    assert isinstance(found, Script)
    return found


def wording(script: Script, words: str, *others: str, at: int = 0) -> Site:
    """One place: the ``at``-th at which these words stand."""
    return Site("wording", (occurrences(script, words)[at],), (words, *others))


def fact(script: Script, words: str, *others: str) -> Site:
    """The same fact everywhere."""
    return Site("fact", occurrences(script, words), (words, *others))


def green_sites(script: Script) -> tuple[Site, ...]:
    """Sites in a heading, in bold and underlined words, side by side, centred, at ends of lines."""
    return tuple(
        sorted(
            [
                fact(script, "214", "217", "219", "302"),
                fact(script, "305", "12", "1306"),
                fact(script, "555-0142", "555-0171", "555-0100"),
                wording(script, "do not", "don't"),
                wording(script, "knock", "ring", "tap"),
                wording(script, "don't", "do not"),
                wording(script, "opens, but", "opens but"),
                wording(script, "four coats", "4 coats"),
                wording(script, "at last", "finally"),
                wording(script, "gonna", "going to"),
                wording(script, "They will", "They'll"),
                wording(script, "toward", "towards"),
                wording(script, "toward", "towards", at=1),
                wording(script, "Okay", "OK", "All right"),
                wording(script, "Okay", "OK", at=1),
                wording(script, "couldn't", "could not"),
                wording(script, "until", "till"),
            ],
            key=lambda site: site.places[0],
        )
    )


def at(element: int, start: int, end: int, *texts: str) -> Site:
    return Site("wording", (Place(element, start, end),), texts)


KINDS = st.sampled_from(
    [Kind.HEADING, Kind.ACTION, Kind.DIALOGUE, Kind.PARENTHETICAL, Kind.CENTERED, Kind.TRANSITION,
     Kind.CHARACTER, Kind.LYRIC]
)  # fmt: skip
WORD = st.text(st.sampled_from("abcIé'-ß日ש病"), min_size=1, max_size=9)
LOOKS = st.sampled_from([Look.PLAIN, Look.BOLD, Look.UNDERLINE | Look.ITALIC])


@st.composite
def scripts(draw: st.DrawFn) -> tuple[Script, tuple[Site, ...]]:
    """A small script of any words, and sites at some of them; most can be kept, some cannot."""
    elements, sites = [], []
    for number in range(draw(st.integers(1, 12))):
        words = draw(st.lists(WORD, min_size=1, max_size=30))
        text = " ".join(words)
        dual = draw(st.sampled_from([0, 0, 0, 1, 2]))
        cut = draw(st.integers(0, len(text)))
        spans = (Span(0, cut, draw(LOOKS)),) if cut else ()
        elements.append(Element(draw(KINDS), text, None, dual, spans=spans))
        start = 0
        for word in words:
            if draw(st.integers(0, 5)) == 0:
                others = draw(st.lists(WORD, min_size=1, max_size=3, unique=True))
                texts = tuple(dict.fromkeys([word, *others]))
                sites.append(Site("wording", (Place(number, start, start + len(word)),), texts))
            start += len(word) + 1
    return Script("fountain", (), tuple(elements)), tuple(sites)


def kept(desk: Desk, sites: Sequence[Site]) -> tuple[Site, ...]:
    """The sites of a choice that can be kept."""
    left = list(sites)
    while refused := {one.site for one in desk.remarks(left) if one.refused}:
        left = [site for number, site in enumerate(left) if number not in refused]
    return tuple(left)
