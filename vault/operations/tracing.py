"""The operation trace: from pages that turned up to the draft, and to the copy they derive from."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vault.errors import BadInput
from vault.operations.passages import in_lines
from vault.operations.session import Outcome, Session

if TYPE_CHECKING:
    from vault.pipeline.tracing import Traced
    from vault.prove.leak_facts import Examined

NOT_A_PERSON = (
    "This names a copy, not a person: a copy can be passed on, lost, or taken from its reader."
)
NOTHING = "Nothing here derives from a copy that this vault has issued."
SEVERAL = "More than one copy is named: pages, or records, of several were put together."
REVEALED = (
    "It shows the keys of the copies it names: whoever has it can read their hidden marks, take"
    " them out of a file, or put them into another. Give it only to those who are to recompute it."
)
"""Said where keys are shown."""

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
_SMALL = 1e-4


@dataclass(frozen=True, slots=True)
class Look:
    """A trace with all that a report on it follows from; kept as long as one may be wanted."""

    outcome: Outcome
    traced: "Traced" = field(repr=False)
    examined: Sequence["Examined"]


def trace(
    session: Session,
    *,
    suspects: Sequence[Path],
    output: Path | None = None,
    reveal: bool = False,
    force: bool = False,
) -> Outcome:
    """Say from which draft, and from which copy, files derive that turned up somewhere.

    ``output``: a report on it is written there, a PDF; with ``reveal`` it shows the keys of the
    copies that are named.
    """
    if output is None:
        if reveal or force:
            raise BadInput("Nothing is written without a report.", "Name it with -o REPORT.pdf.")
        return look(session, suspects).outcome
    place = free(session, output, force=force)
    found = look(session, suspects)
    written = save(session, found, place, reveal=reveal, force=force)
    told = {**found.outcome.data, **written.data}
    return Outcome(told, [*found.outcome.lines, "", *written.lines])


def free(session: Session, output: Path, *, force: bool = False) -> Path:
    """Return where a report is to be written; raises ``BadInput`` before time goes into it."""
    from vault.pipeline.places import paper_place

    with session.reading() as history:
        return paper_place(history, output, replace=force)


def save(
    session: Session, found: Look, output: Path, *, reveal: bool = False, force: bool = False
) -> Outcome:
    """Write the report on a trace."""
    from vault.operations.certifying import zone
    from vault.pipeline import reporting
    from vault.pipeline.places import paper_place

    around = reporting.Around(
        session.roots(),
        session.clock().now,
        zone(session),
        session.random,
        reveal=reveal,
        progress=session.progress,
    )
    with session.reading() as history:
        place = paper_place(history, output, replace=force)
        made = reporting.write(history, found.traced, found.examined, place, around, replace=force)
    lines = [f"The report is in {made.path}.", *([REVEALED] if made.shows else [])]
    told = {"report": str(made.path), "report_sha256": made.sha256, "keys_shown": made.shows}
    return Outcome(told, lines)


def look(session: Session, suspects: Sequence[Path]) -> Look:
    """Trace files, and keep what a report on it needs."""
    from vault.pipeline import reporting, tracing

    if not suspects:
        raise BadInput("No file was named.", "Name a PDF, a picture, or a script.")
    suspects = list(dict.fromkeys(suspects))
    with session.reading() as history:
        found = tracing.trace(history, suspects, session.progress)
        copies = len(list(history.rows("copy")))
    return Look(_outcome(found, copies), found, reporting.examined(suspects, found))


def _outcome(found: "Traced", copies: int) -> Outcome:
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
    if shared is not None and not match["passages"] and _has(match, "fact"):
        lines.append("  no passage of this draft is in the files, but facts that its copies tell")
    elif shared is not None:
        lines.append(f"  {shared:.0%} of what is in the files stands in this draft")
    for mark in match["marks"]:
        if mark["z"] is None:
            lines.append(f"  {mark['layer']}: {_SURE[mark['layer']]}")
        elif "agreeing" in mark:
            lines.append(
                f"  {mark['layer']}: {mark['agreeing']} of {_places(mark['sites'])} as in this"
                f" copy, z {mark['z']:.1f}, chance {_chance(mark['p'])}"
            )
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
    return lines + in_lines(match["passages"])


def _has(match: dict[str, Any], layer: str) -> bool:
    return any(mark["layer"] == layer for mark in match["marks"])


def _places(count: int) -> str:
    return "1 place" if count == 1 else f"{count} places"


def _chance(value: float) -> str:
    """Return a bound on a probability as people write it."""
    if value < _SMALL:
        return f"under 1 in 10^{int(-math.log10(value))}"
    return f"at most {value:.4f}"


def _day(issued: str | None) -> str:
    from vault.licence.wording import in_words

    return in_words(date.fromisoformat(issued)) if issued else "a day that is not known"
