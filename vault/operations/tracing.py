"""The operation trace: from pages that turned up to the draft, and to the copy they derive from."""

import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from vault.errors import BadInput
from vault.operations.session import Outcome, Session

NOT_A_PERSON = (
    "This names a copy, not a person: a copy can be passed on, lost, or taken from its reader."
)
NOTHING = "Nothing here derives from a copy that this vault has issued."
SEVERAL = "More than one copy is named: pages, or records, of several were put together."
_SURE = {
    "file": "the file is this copy, byte for byte",
    "metadata": "the file carries this copy's signed record; records can be put into other files",
}
_CLASSES = {
    "exact": "exact",
    "high": "high",
    "indicative": "indicative: not evidence alone",
    "none": "none",
}
_MOST_PASSAGES = 12
_SMALL = 1e-4


def trace(session: Session, *, suspects: Sequence[Path]) -> Outcome:
    """Say from which draft, and from which copy, files derive that turned up somewhere."""
    from vault.pipeline import tracing

    if not suspects:
        raise BadInput("No file was named.", "Name a PDF, a picture, or a script.")
    with session.reading() as history:
        found = tracing.trace(history, suspects, session.progress)
        copies = len(list(history.rows("copy")))
    matches = [found.as_json(match) for match in found.matches]
    blocks = [_in_lines(match, found.tried) for match in matches]
    if not matches:
        blocks.append([NOTHING])
    elif len(matches) > 1:
        blocks.append([SEVERAL, NOT_A_PERSON])
    elif matches[0]["copy_id"]:
        blocks.append([NOT_A_PERSON])
    if found.notes:
        blocks.append(found.notes)
    lines = [line for block in blocks for line in ["", *block]][1:]
    counted = {"pages": len(found.suspects), "copies": copies, "tried": found.tried}
    return Outcome({"matches": matches, **counted, "notes": found.notes}, lines)


def _in_lines(match: dict[str, Any], tried: int) -> list[str]:
    """Return one match as it is read on a terminal."""
    which = f"{match['script']}#{match['number']} (entry {match['draft']})"
    shared = match["overlap"]
    if match["copy_id"] is None:
        lines = [f"Words of {which} were found; which copy they derive from cannot be told."]
    else:
        whom = f"issued to {match['recipient']} on {_day(match['issued'])}"
        lines = [f"Derived from the copy {match['copy_id']} of {which}, {whom}."]
        lines.append(f"  class {_CLASSES[match['class']]}")
    if shared is not None:
        lines.append(f"  {shared:.0%} of what is in the files stands in this draft")
    for mark in match["marks"]:
        if mark["z"] is None:
            lines.append(f"  {mark['layer']}: {_SURE[mark['layer']]}")
        else:
            lines.append(
                f"  {mark['layer']}: z {mark['z']:.1f} over {mark['sites']} places,"
                f" chance {_chance(mark['p'])}"
            )
    chance = match["false_positive_probability"]
    if match["copy_id"] and chance is not None:
        count = "1 copy" if tried == 1 else f"{tried} copies"
        lines.append(
            f"  chance that hidden marks name a copy falsely, {count} tried: {_chance(chance)}"
        )
    passages = match["passages"]
    lines += [
        f"  {Path(one['suspect']).name}, page {one['suspect_page']}: page {one['page']},"
        f" {one['words']} words"
        for one in passages[:_MOST_PASSAGES]
    ]
    if len(passages) > _MOST_PASSAGES:
        lines.append(f"  and {len(passages) - _MOST_PASSAGES} more pages")
    return lines


def _chance(value: float) -> str:
    """Return a bound on a probability as people write it."""
    if value < _SMALL:
        return f"under 1 in 10^{int(-math.log10(value))}"
    return f"at most {value:.4f}"


def _day(issued: str | None) -> str:
    from vault.licence.wording import in_words

    return in_words(date.fromisoformat(issued)) if issued else "a day that is not known"
