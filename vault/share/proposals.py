"""Candidates for variants that can be found without understanding: the writer takes or leaves each.

Contractions and spellings whose sense stays the same, and numbers on doors, buses, plates and
phones. Nothing near words of law or credit, nothing that a page repeats, nothing that does not fit.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from vault.screenplay.model import Element, Kind, Script
from vault.share.remarks import Desk
from vault.share.variants import MOST_SITES, Place, Site
from vault.share.varying import may_vary, occurrences

_NEVER = frozenset(
    [Kind.TRANSITION, Kind.CAST_LIST, Kind.SHOW_TITLE, Kind.NEW_ACT, Kind.END_OF_ACT]
)
_GUARDED = re.compile(
    r"©|\b(?:copyright|all rights|regist\w+|wga|trademark|licen[cs]e|agreement|contract|hereby"
    r"|(?:written|story|screenplay|teleplay|directed|produced)\s+by|based on"
    r"|executive producer|title card|super(?:impose)?:)",
    re.IGNORECASE,
)
"""Words of law and of credit; what stands in an element with one of them is left alone."""

_EITHER_WAY = [
    ("don't", "do not"), ("doesn't", "does not"), ("didn't", "did not"), ("can't", "cannot"),
    ("couldn't", "could not"), ("won't", "will not"), ("wouldn't", "would not"),
    ("shouldn't", "should not"), ("isn't", "is not"), ("aren't", "are not"), ("wasn't", "was not"),
    ("weren't", "were not"), ("hadn't", "had not"), ("I'm", "I am"), ("I'll", "I will"),
    ("you'll", "you will"), ("we'll", "we will"), ("they'll", "they will"), ("we're", "we are"),
    ("they're", "they are"), ("okay", "OK"), ("toward", "towards"), ("afterward", "afterwards"),
    ("gray", "grey"), ("mom", "mum"), ("alright", "all right"),
]  # fmt: skip
_ONE_WAY = [
    ("gonna", "going to"), ("wanna", "want to"), ("gotta", "got to"), ("until", "till"),
    ("you're", "you are"), ("I've", "I have"), ("you've", "you have"), ("we've", "we have"),
    ("they've", "they have"), ("haven't", "have not"), ("hasn't", "has not"),
    ("that'll", "that will"), ("it'll", "it will"), ("let's", "let us"),
]  # fmt: skip
"""What may stand for the first, and whose own short form would often be wrong."""
_FORMS = dict([*_EITHER_WAY, *((long, short) for short, long in _EITHER_WAY), *_ONE_WAY])
_FORM = re.compile(
    r"(?<![\w'’-])(?:"
    + "|".join(sorted(map(re.escape, _FORMS), key=len, reverse=True)).replace("'", "['’]")
    + r")(?![\w'’-])",
    re.IGNORECASE,
)
_COUNTS = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
]  # fmt: skip
_COUNT = re.compile(rf"(?<!or )(?<![\w-])(?:{'|'.join(_COUNTS)})(?![\w-])(?! or )")
_COMMA = re.compile(r"\b(\w+), but\b(?!,)")
_DASH = re.compile(r"(?<=\w)(?<!--)--(?=\w)|(?<=\w )--(?= \w)")
_BEFORE_NUMBER = (
    r"room|suite|apartment|apt\.?|flat|locker|bus|flight|platform|gate|unit|cabin|cell|bay|pier"
    r"|route|line|ward|channel|no\.|number"
)
_NUMBERED = re.compile(rf"\b(?:{_BEFORE_NUMBER})\s+(?:#\s?)?(\d{{2,4}})\b", re.IGNORECASE)
_PLATE = re.compile(r"\b(?:[A-Z]{3}[- ]\d{3,4}|\d[A-Z]{3}\d{3})\b")
_PHONE = re.compile(r"(?<!\d)555-01(\d\d)(?!\d)")
_FACTS = 16


def proposals(script: Script) -> tuple[Site, ...]:
    """Return candidates in the order of the script, apart from one another, all of which fit."""
    return with_proposals(Desk(script), ())


def with_proposals(desk: Desk, chosen: Sequence[Site]) -> tuple[Site, ...]:
    """Return a choice with all candidates that go together with it, in the order of the script."""
    taken = list(chosen)
    busy: dict[int, list[Place]] = {}
    for site in chosen:
        _take(site, busy)
    for site in [*_facts(desk.script), *_wordings(desk.script)]:
        if len(taken) < MOST_SITES and _free(site, busy):
            taken.append(site)
            _take(site, busy)
    while refused := {one.site for one in desk.remarks(taken) if one.refused}:
        own = {place.element for n in refused if n is not None and n < len(chosen)
               for place in taken[n].places}  # fmt: skip
        kept = [
            site
            for number, site in enumerate(taken[len(chosen) :], start=len(chosen))
            if number not in refused and own.isdisjoint(place.element for place in site.places)
        ]
        if len(kept) + len(chosen) == len(taken):
            break  # what was chosen is refused by itself
        taken = [*chosen, *kept]
    return tuple(sorted(taken, key=lambda site: site.places[0]))


def _take(site: Site, busy: dict[int, list[Place]]) -> None:
    for place in site.places:
        busy.setdefault(place.element, []).append(place)


def _free(site: Site, busy: dict[int, list[Place]]) -> bool:
    """Tell whether no place of a site touches one that is taken."""
    return all(
        place.end < one.start or one.end < place.start
        for place in site.places
        for one in busy.get(place.element, ())
    )


def _open(script: Script) -> Iterator[tuple[int, Element]]:
    """Give the elements in which something may be proposed."""
    for number, element in enumerate(script.elements):
        if may_vary(element) and element.kind not in _NEVER and not _GUARDED.search(element.text):
            yield number, element


def _wordings(script: Script) -> Iterator[Site]:
    for number, element in _open(script):
        if element.kind is Kind.HEADING:
            continue
        for pattern, other in _RULES:
            for match in pattern.finditer(element.text):
                new = other(match)
                if new and new != match[0] and match[0].isprintable():
                    place = Place(number, *match.span())
                    yield Site("wording", (place,), (match[0], new))


def _form(match: re.Match[str]) -> str | None:
    """Return the other form in the letters of this one: its apostrophe, and its capitals."""
    words = match[0]
    plain = words.replace("’", "'")
    other = _FORMS.get(plain) or _FORMS.get(plain.lower())
    if other is None:
        return None
    if "’" in words:
        other = other.replace("'", "’")
    if match.string.isupper() or (plain.isupper() and len(plain) > 2):
        return other.upper()
    begins = plain[0].isupper() and plain not in _FORMS
    return other[0].upper() + other[1:] if begins else other


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    (_FORM, _form),
    (_COUNT, lambda match: str(_COUNTS.index(match[0]) + 2)),
    (_COMMA, lambda match: f"{match[1]} but"),
    (_DASH, lambda _match: "—"),
)


def _facts(script: Script) -> Iterator[Site]:
    seen: set[str] = set()
    rules: tuple[tuple[re.Pattern[str], Callable[[str], Sequence[str]]], ...] = (
        (_NUMBERED, _numbers),
        (_PLATE, _plates),
        (_PHONE, _phones),
    )
    open_now = dict(_open(script))
    for element in open_now.values():
        for pattern, others in rules:
            for match in pattern.finditer(element.text):
                own = match[1] if pattern is _NUMBERED else match[0]
                if own in seen:
                    continue
                seen.add(own)
                places = occurrences(script, own)
                new = [other for other in others(own) if not occurrences(script, other)]
                new = new[: _FACTS - 1]
                if new and all(one.element in open_now for one in places):
                    yield Site("fact", places, (own, *new))


def _numbers(own: str) -> list[str]:
    """Return other numbers of as many digits, near enough to read alike and far enough apart."""
    low, high = 10 ** (len(own) - 1), 10 ** len(own) - 1
    value, step = int(own), 7 if len(own) > 2 else 3
    near = [low + (value - low + step * n) % (high - low + 1) for n in range(1, 2 * _FACTS)]
    return [str(number) for number in dict.fromkeys(near) if number != value]


def _plates(own: str) -> list[str]:
    """Return plates of the same form whose digits differ."""
    digits = re.search(r"\d{3,4}$", own)
    if digits is None:
        return []
    size = len(digits[0])
    value = int(digits[0])
    near = [(value + 37 * n) % 10**size for n in range(1, 2 * _FACTS)]
    return [own[: digits.start()] + f"{number:0{size}}" for number in near]


def _phones(own: str) -> list[str]:
    """Return other numbers from 555-0100 to 555-0199, which are kept free for fiction."""
    value = int(own[-2:])
    return [f"555-01{(value + 7 * n) % 100:02}" for n in range(1, 2 * _FACTS)]
