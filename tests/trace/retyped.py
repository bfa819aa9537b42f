"""What becomes of a script's words on the way: retyped, wrapped, quoted, misread, edited, shuffled.

And scripts to do it to, in words nobody knows, with places in them whose words differ.
"""

import random
import re
import textwrap
from collections.abc import Callable, Sequence

from tests.benchmarks.material import KNOWN, words
from vault.screenplay.model import Element, Kind, Script
from vault.share.variants import Place, Sheet, Site

DRAFT = "ab" * 32
PAIRS = (
    ("don't", "do not"), ("can't", "cannot"), ("I'm", "I am"), ("gonna", "going to"),
    ("okay", "OK"), ("toward", "towards"), ("that's", "that is"), ("big", "large"),
    ("maybe", "perhaps"), ("we're", "we are"), ("start", "begin"), ("shut", "close"),
)  # fmt: skip
COMMON = ("I", "the", "a", "and", "you", "it", "to", "of", "is", "in", "on", "he", "she")
PEOPLE = ("MIRA", "TOLLAN", "OLD BEK", "THE CLERK", "DR. SORU", "NIBA")
FACTS = (
    tuple(f"Room {n}" for n in range(301, 317)),
    tuple(f"555-01{n:02}" for n in range(40, 56)),
    tuple(f"bus {n}" for n in range(61, 77)),
    tuple(f"plate {a}KL {n}" for n in (417, 528) for a in "BCDFGHJM"),
    tuple(f"Mrs. {n}" for n in (
        "Abara", "Benning", "Cullis", "Dorn", "Ekwe", "Farrow", "Gantz", "Hollis",
        "Imrie", "Jansky", "Kolb", "Lisle", "Marr", "Nagy", "Ortega", "Pruitt",
    )),
    tuple(f"gate {n}" for n in range(21, 37)),
)  # fmt: skip
"""Six of sixteen alternatives each."""


def script(length: int, pairs: int, facts: int = 0, seed: int = 1) -> tuple[Script, Sheet]:
    """Return a script of about so many words, and a sheet of so many pairs and facts in it."""
    chance = random.Random(seed)
    elements: list[Element] = []
    count = 0
    while count < length:
        number = len(elements)
        if number % 24 == 0:
            kind, text = Kind.HEADING, f"INT. {words(chance, 2).upper()} - DAY"
        elif number % 3 == 1:
            kind, text = Kind.CHARACTER, chance.choice(PEOPLE)
        else:
            kind = Kind.DIALOGUE if number % 3 == 2 else Kind.ACTION
            text = _prose(chance, min(60, int(chance.expovariate(1 / 11)) + 2))
        elements.append(Element(kind, text))
        count += len(text.split())
    sites = _placed(elements, pairs, facts, chance)
    return Script("fountain", (), tuple(elements)), Sheet(DRAFT, tuple(sites))


def _prose(chance: random.Random, count: int) -> str:
    found = [
        chance.choice(COMMON) if chance.random() < 0.4 else words(chance, 1) for _ in range(count)
    ]
    found = [word + "," if chance.random() < 0.08 else word for word in found]
    text = " ".join(found).rstrip(",")
    return text[0].upper() + text[1:] + chance.choice(".....!?")


def _placed(elements: list[Element], pairs: int, facts: int, chance: random.Random) -> list[Site]:
    """Put the first alternative of each site between two words of an element, apart from others."""
    likely = [
        at for at, one in enumerate(elements)
        if one.kind in (Kind.DIALOGUE, Kind.ACTION) and one.text.count(" ") > 1
    ]  # fmt: skip
    chosen = sorted(chance.sample(likely, pairs + 3 * facts))
    kinds: list[tuple[int, tuple[str, ...]]] = [(n, chance.choice(PAIRS)) for n in range(pairs)] + [
        (pairs + n, FACTS[n % len(FACTS)]) for n in range(facts) for _ in range(3)
    ]
    chance.shuffle(kinds)
    places: dict[int, list[Place]] = {}
    alternatives: dict[int, tuple[str, ...]] = {}
    for at, (site, told) in zip(chosen, kinds, strict=True):
        found = elements[at].text.split(" ")
        cut = chance.randrange(1, len(found))
        before, behind = " ".join(found[:cut]), " ".join(found[cut:])
        start = len(before) + 1
        elements[at] = Element(elements[at].kind, f"{before} {told[0]} {behind}")
        places.setdefault(site, []).append(Place(at, start, start + len(told[0])))
        alternatives[site] = told
    return [
        Site("wording" if site < pairs else "fact", tuple(places[site]), alternatives[site])
        for site in sorted(places)
    ]


def retyped(text: str) -> str:
    return re.sub(r"[^\w\s]", "", text.lower())


def flowing(text: str) -> str:
    return " ".join(text.split())


def mailed(text: str) -> str:
    """Hard-wrapped and quoted, with quotation marks as a mail program sets them."""
    wrapped = textwrap.wrap(flowing(text).replace("'", "’").replace('"', "”"), 66)
    return "\n".join(f"> > {line}" for line in wrapped)


def hyphenated(text: str) -> str:
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) > 50 and len(word) > 6:
            lines.append(f"{line} {word[:3]}-")
            line = word[3:]
        elif len(line) + len(word) > 60:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def typeset(text: str) -> str:
    return text.replace("fi", "ﬁ").replace("fl", "ﬂ").replace("'", "’").replace("--", "—")


def paged(text: str) -> str:
    """With what pages add between the lines, every few lines."""
    found = []
    for number, line in enumerate(text.splitlines()):
        found.append(line)
        if number % 40 == 39:
            found += ["(MORE)", f"{number // 40 + 2}.", "MIRA (CONT'D)"]
    return "\n".join(found)


def misread(share: float) -> Callable[[str, int], str]:
    """One letter in so many is taken for another, lost, or doubled."""

    def change(text: str, seed: int) -> str:
        chance = random.Random(seed)
        found = []
        for sign in text:
            if not sign.isalnum() or chance.random() >= share:
                found.append(sign)
                continue
            way = chance.random()
            found.append(
                chance.choice("abcdefghijklmnopqrstuvwxyz0123456789") if way < 0.7
                else "" if way < 0.85 else sign + chance.choice("il1rn")
            )  # fmt: skip
        return "".join(found)

    return change


def edited(share: float) -> Callable[[str, int], str]:
    """One word in so many is another, is gone, or has a new one beside it."""

    def change(text: str, seed: int) -> str:
        chance = random.Random(seed)
        found = []
        for line in text.splitlines():
            kept = []
            for word in line.split():
                way = chance.random() / share
                new = chance.choice(KNOWN)
                kept += (
                    [word] if way >= 1 else [new] if way < 0.5 else [] if way < 0.75
                    else [word, new]
                )  # fmt: skip
            found.append(" ".join(kept))
        return "\n".join(found)

    return change


def shuffled(text: str, seed: int) -> str:
    parts = re.split(r"(?<=[.!?])\s+", text)
    random.Random(seed).shuffle(parts)
    return " ".join(parts)


WAYS: dict[str, Callable[[str, int], str]] = {
    "as it is": lambda text, _: text,
    "small, no punctuation": lambda text, _: retyped(text),
    "no line breaks": lambda text, _: flowing(text),
    "mailed and quoted": lambda text, _: mailed(text),
    "hyphens at line ends": lambda text, _: hyphenated(text),
    "ligatures and quotes": lambda text, _: typeset(text),
    "pages between the lines": lambda text, _: paged(text),
    "sentences shuffled": shuffled,
    "2 % of letters misread": misread(0.02),
    "5 % of letters misread": misread(0.05),
    "10 % of words edited": edited(0.1),
    "20 % of words edited": edited(0.2),
}


def chosen_in(sites: Sequence[int], read: dict[int, set[int]]) -> tuple[int, int]:
    """Return how many sites were read as they are, and how many otherwise."""
    right = sum(found == {sites[site]} for site, found in read.items())
    return right, len(read) - right


DAMAGING = [name for name in WAYS if "shuffled" in name or "misread" in name or "edited" in name]
"""The ways on which a site itself may be damaged."""


def with_seams(sites: Sequence[Site]) -> list[Site]:
    """Return the sites, each word of theirs behind a sign of its site that no way touches."""
    return [
        Site(
            one.sort,
            one.places,
            tuple(
                " ".join(f"{chr(_SEAM + at)}{word}" for word in told.split())
                for told in (one.alternatives[0], *one.alternatives)
            ),
        )
        for at, one in enumerate(sites)
    ]


def visible(text: str, sites: Sequence[Site], chosen: Sequence[int]) -> set[int]:
    """Return the sites that stand somewhere in a text with seams as they were."""
    found = set()
    for at, (site, one) in enumerate(zip(sites, chosen, strict=True)):
        seam = chr(_SEAM + at)
        words = (seam + re.escape(word) for word in site.alternatives[one].split())
        if re.search(r"\s+".join(words), text, re.IGNORECASE):
            found.add(at)
    return found


def seamless(text: str) -> str:
    return _SEAMS.sub("", text)


_SEAM = 0xF0000
_SEAMS = re.compile("[\U000f0000-\U000fffff]")


def as_fountain(told: Script) -> str:
    """The script as its writer's file has it."""
    apart = (f"{'' if one.kind is Kind.DIALOGUE else chr(10)}{one.text}" for one in told.elements)
    return "\n".join(apart) + "\n"


def as_fdx(told: Script) -> str:
    kinds = {Kind.HEADING: "Scene Heading", Kind.CHARACTER: "Character", Kind.DIALOGUE: "Dialogue"}
    rows = "".join(
        f'<Paragraph Type="{kinds.get(one.kind, "Action")}"><Text>{one.text}</Text></Paragraph>\n'
        for one in told.elements
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n'
    return (
        f'{head}<FinalDraft DocumentType="Script" Template="No" Version="5">\n<Content>\n{rows}'
        "</Content>\n</FinalDraft>\n"
    )
