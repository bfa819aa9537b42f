"""What a trace found, in words: which copy, how strongly, and how likely by chance."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from vault.operations.tracing import NOT_A_PERSON, SEVERAL
from vault.ui import wording

Match = Mapping[str, Any]
Told = Mapping[str, Any]

CLASSES = {
    "exact": ("accent", "Exact"),
    "high": ("accent", "High"),
    "indicative": ("waiting", "Indicative"),
    "none": ("muted", "None"),
}
MEANINGS = {
    "exact": "The file is a copy byte for byte, or carries a copy’s signed record.",
    "high": "The hidden marks name this copy; by chance that hardly happens.",
    "indicative": "Not evidence alone. It says where to look, and for more pages.",
    "none": "Nothing names a copy.",
}
LAYERS = {
    "file": ("The file", "It is this copy, byte for byte."),
    "metadata": (
        "Signed record",
        "The file carries this copy’s signed record. Records can be put into other files.",
    ),
    "word-shift": ("Hidden marks, words", ""),
    "line-shift": ("Hidden marks, lines", ""),
    "wording": ("Wording", ""),
    "fact": ("Facts", ""),
    "zero-width": ("Signs without width", ""),
}
STEPS = {
    "files": "Reading the files",
    "issued drafts": "Comparing them with what was issued",
    "pictures": "Looking at pictures",
}

UNNAMED = "Which copy they derive from cannot be told."
NOTHING = "No copy is named"
NOT_FOUND = "What was given leads to no copy that this vault has issued."
HIDDEN = (
    "Pages that were typed anew, or pictures that are small or blurred, may not show any marks: to"
    " find nothing does not show that no copy was used."
)
_LEAST = 1e-300
_SMALL, _LARGE = 1e-6, 0.1
_POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Place:
    """Pages of a file, the pages of the copy that have their words, and how many words."""

    there: str
    here: str
    words: int


def heading(match: Match) -> str:
    """Return from what the files derive, as firmly as the class of the finding allows."""
    if match["copy_id"] is None:
        return f"Words of {draft(match)} were found"
    verb = "May derive" if match["class"] in {"indicative", "none"} else "Derived"
    return f"{verb} from the copy issued to {match['recipient']} on {_day(match['issued'])}"


def which(match: Match) -> str:
    """Return the draft and the copy."""
    if match["copy_id"] is None:
        return UNNAMED
    return f"{draft(match)}, copy {match['copy_id']}"


def draft(match: Match) -> str:
    """Return a match's draft: its title and number."""
    title = PurePosixPath(match["script"] or "").stem or "a script without a name"
    return f"“{title}”, draft {match['number']}"


def chance(value: float) -> str:
    """Return a bound on a probability as people say it, rounded to the unfavourable side."""
    if value < _SMALL:
        power = int(-math.log10(max(value, _LEAST)))
        return f"under 1 in 10{str(power).translate(_POWERS)}"
    if value >= _LARGE:
        return f"up to {min(100, math.ceil(value * 100))} %"
    among = int(1 / value)
    unit: int = 10 ** max(0, len(str(among)) - 2)
    return f"at most 1 in {among // unit * unit:,}"


def wrongly(match: Match, tried: int) -> tuple[str, str]:
    """Return the chance that a copy is named falsely, and what that counts."""
    value = match["false_positive_probability"]
    if value is None:
        return "Not measured", "No hidden marks were read. The record or the bytes name the copy."
    among = wording.count(tried, "copy").replace("copys", "copies")
    return chance(value).capitalize(), f"That hidden marks name a copy falsely, {among} tried."


def layer(mark: Mapping[str, Any]) -> tuple[str, str]:
    """Return the name of a layer, and what it says."""
    name, words = LAYERS.get(mark["layer"], (str(mark["layer"]), ""))
    if mark["z"] is None:
        return name, words
    z = f"{mark['z']:.1f}".replace("-", wording.MINUS)
    sites = wording.count(mark["sites"], "place")
    read = f"{mark['agreeing']} of {sites} as in this copy; " if "agreeing" in mark else ""
    over = "" if read else f" over {sites}"
    return name, f"{read}z = {z}{over}; by chance {chance(mark['p'])}"


def overlap(match: Match) -> str:
    """Return how much of the files stands in the draft; empty where that is not known."""
    shared = match["overlap"]
    return f"{shared:.0%}".replace("%", " %") if shared is not None else ""


def places(match: Match) -> list[Place]:
    """Return where the words stand, pages that follow one another said together."""
    runs: list[list[Mapping[str, Any]]] = []
    for one in sorted(match["passages"], key=lambda p: (p["suspect"], p["suspect_page"])):
        last = runs[-1][-1] if runs else None
        if last is not None and _follows(last, one):
            runs[-1].append(one)
        else:
            runs.append([one])
    return [
        Place(
            f"{Path(run[0]['suspect']).name}, {_pages([p['suspect_page'] for p in run])}",
            _here(run),
            sum(p["words"] for p in run),
        )
        for run in runs
    ]


def besides(told: Told) -> list[str]:
    """Return what else has to be known of the findings; often nothing."""
    several = sum(match["copy_id"] is not None for match in told["matches"]) > 1
    return [*([SEVERAL] if several else []), *told["notes"]]


def limit(told: Told) -> str:
    """Return what the findings do not show."""
    named = any(match["copy_id"] for match in told["matches"])
    return NOT_A_PERSON if named else HIDDEN


def looked_at(told: Told) -> str:
    """Return what a trace looked at, and against what it was held."""
    if not told["copies"]:
        return "This vault has issued no copies yet: there is nothing to hold it against."
    copies = "1 copy" if told["copies"] == 1 else f"{told['copies']:,} copies"
    return f"{wording.count(told['pages'], 'page')} held against the {copies} of this vault."


def _follows(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    same = one["suspect"] == other["suspect"]
    if not same or one["page"] is None or other["page"] is None:
        return False
    on = other["suspect_page"] - one["suspect_page"]
    return bool(other["page"] - one["page"] == 1 and on in (0, 1))  # a text has no pages of its own


def _here(run: Sequence[Mapping[str, Any]]) -> str:
    """Return where in the copy a run of passages stands: copies without pages have paragraphs."""
    if run[0]["page"] is None:
        return f"paragraph {run[0]['paragraph']}"
    return _pages([one["page"] for one in run])


def _pages(numbers: Sequence[int]) -> str:
    first, last = numbers[0], numbers[-1]
    return f"page {first}" if first == last else f"pages {first}–{last}"


def _day(issued: str | None) -> str:
    return wording.date(datetime.fromisoformat(issued)) if issued else "a day that is not known"
