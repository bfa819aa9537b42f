"""A choice of sites as a file that a writer edits: words beside their line, in JSON.

Whatever does not fit the draft, or is not known, is said and never guessed at.
"""

import json
from collections.abc import Sequence
from typing import Any

from vault.encoding import Json
from vault.errors import BadInput
from vault.screenplay.model import Script
from vault.share.variants import MOST_SITES, Place, Site
from vault.share.varying import occurrences

_KEYS = {"sort", "words", "alternatives", "text", "places"}
_NEEDED = ("sort", "words", "alternatives")
_ROUND = 50
"""Letters of its line that are shown on each side of a place."""
_MORE = "…"


def written(script: Script, sites: Sequence[Site]) -> bytes:
    """Return sites as JSON for people: each with the line that has it, indented."""
    told = {"sites": [as_json(script, site) for site in sites]}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def as_json(script: Script, site: Site) -> dict[str, Json]:
    """Return one site with its words and the line around its first place."""
    return {
        "sort": site.sort,
        "text": line_of(script, site.places[0]) if site.places else "",
        "words": site.alternatives[0] if site.alternatives else "",
        "alternatives": list(site.alternatives),
        "places": [[place.element, place.start, place.end] for place in site.places],
    }


def line_of(script: Script, place: Place) -> str:
    """Return the line of an element that a place stands on, cut at both ends if it is long."""
    if not 0 <= place.element < len(script.elements):
        return ""
    text = script.elements[place.element].text
    first = text.rfind("\n", 0, place.start) + 1
    last = text.find("\n", place.end)
    last = len(text) if last < 0 else last
    start, end = max(first, place.start - _ROUND), min(last, place.end + _ROUND)
    if start > first:
        start = max(start, text.find(" ", start, place.start))
    if end < last and " " in text[place.end : end]:
        end = text.rfind(" ", place.end, end)
    before, behind = _MORE if start > first else "", _MORE if end < last else ""
    return before + text[start:end].strip() + behind


def read(data: bytes, script: Script) -> tuple[Site, ...]:
    """Return the sites that a file of this form names in a script.

    ``places`` may be left out: they are then where the words stand in the ``text``, or everywhere
    for a fact. Raises ``BadInput`` with the number of a choice that is wrong, and why.
    """
    try:
        told = json.loads(
            data.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_once
        )
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"This is no JSON: {_where(error)}.",
            "Mend it there, or write a new file with --propose.",
        ) from error
    rows = told.get("sites") if isinstance(told, dict) and set(told) == {"sites"} else None
    if not isinstance(rows, list) or not rows:
        raise BadInput(
            "A file of wordings is {“sites”: [ … ]} with one choice at least.",
            "Write one with --propose and edit it; wording DRAFT --remove takes a choice back.",
        )
    if len(rows) > MOST_SITES:
        raise _wrong(MOST_SITES, f"a draft has at most {MOST_SITES} choices")
    return tuple(_site(number, row, script) for number, row in enumerate(rows))


def _site(number: int, row: object, script: Script) -> Site:
    if not isinstance(row, dict) or not set(row) <= _KEYS or not set(_NEEDED) <= set(row):
        raise _wrong(number, f"it has the keys {', '.join(sorted(_KEYS))} and no others")
    sort, words, texts = (row[key] for key in _NEEDED)
    if sort not in ("wording", "fact"):
        raise _wrong(number, "its sort is “wording” or “fact”")
    if not isinstance(words, str) or not _is_list_of(texts, str):
        raise _wrong(number, "words are a text, and alternatives a list of texts")
    if not texts or texts[0] != words:
        raise _wrong(number, "the first of its alternatives is what the draft has there, its words")
    if not all(one.isprintable() for one in texts):
        raise _wrong(number, "an alternative has a line break or another sign that does not print")
    text = row.get("text", "")
    if not isinstance(text, str):
        raise _wrong(number, "its text is the line that has the words")
    if "places" in row:
        return Site(sort, _told(number, row["places"], text, script), tuple(texts))
    return Site(sort, _found(number, sort, words, text, script), tuple(texts))


def _told(number: int, told: Any, text: str, script: Script) -> tuple[Place, ...]:  # noqa: ANN401
    if not isinstance(told, list) or not told or not all(map(_is_place, told)):
        raise _wrong(number, "a place is [element, start, end], and there is one at least")
    places = tuple(sorted(Place(*one) for one in told))
    line = text.removeprefix(_MORE).removesuffix(_MORE).strip()
    if not any(line in line_of(script, place) for place in places):
        raise _wrong(number, "its text is not what this draft has at its places")
    return places


def _found(number: int, sort: str, words: str, text: str, script: Script) -> tuple[Place, ...]:
    places = occurrences(script, words)
    line = text.removeprefix(_MORE).removesuffix(_MORE).strip()
    if sort == "wording" or line:
        places = tuple(
            place
            for place in places
            if line
            and line in script.elements[place.element].text
            and line in line_of(script, place)
        )
    if sort == "wording" and len(places) > 1:
        raise _wrong(number, "its words stand there more than once: give a longer text, or places")
    if not places:
        raise _wrong(number, "its words do not stand so in this draft")
    return places


def _is_list_of(value: object, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(one, kind) for one in value)


def _is_place(value: object) -> bool:
    numbers = value if isinstance(value, list) and len(value) == 3 else [None]
    return all(isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in numbers)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key stands there twice")
    return dict(pairs)


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no number")


def _where(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}"
    return "it is not text in UTF-8, nested too deep, or has a key twice"


def _wrong(number: int, why: str) -> BadInput:
    return BadInput(f"Choice {number + 1} in the file: {why}.", "Nothing was sealed.")
