"""The operation share: marked copies for readers, or one of them once more."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vault.errors import BadInput
from vault.operations.session import Outcome, Session

if TYPE_CHECKING:
    from vault.licence.record import Recipient
    from vault.pipeline.forms import Form, Marks
    from vault.pipeline.sharing import Made

_CARRIED = {
    "visible": "Each page shows its reader's name.",
    "hidden": "Words and lines stand a hair aside, so that a page leads back to its copy.",
    "all": "Each page shows its reader's name; words and lines stand a hair aside, so that a page"
    " leads back to its copy.",
}
"""What the marks are, told to the writer."""
_NATIVE = (
    "Each copy has the terms, its number and its reader's name at its beginning and its end, and as"
    " data. Notes and whatever else does not print were left out of it."
)


def share(
    session: Session,
    *,
    draft: str | None,
    to: Sequence[str],
    to_csv: Path | None,
    licence: str,
    holder: Literal["yes", "no", "unsaid"] | None,
    output: Path,
    form: "Form" = "pdf",
    marks: "Marks" = "all",
    again: Sequence[str] = (),
) -> Outcome:
    """Make one marked copy of a draft for each reader; ``again`` writes recorded ones once more.

    ``holder``: whether the copyright is the writer's; None means as was said for the script before.
    ``again``: numbers of copies, or "last" for all that were made in the last action.
    """
    from vault.share.recipients import everyone, person

    if again:
        if draft is not None or to or to_csv is not None:
            raise BadInput("--again takes the number of a copy alone.", "Leave the others out.")
        return _again(session, again, output)
    if draft is None:
        raise BadInput("Say which draft.", "Name it as in: share latest:SCRIPT --to NAME -o DIR.")
    listed = _listed(to_csv) if to_csv is not None else []
    people = everyone([*map(person, to), *listed])
    return share_with(
        session,
        draft=draft,
        people=people,
        licence=licence,
        holder=holder,
        output=output,
        form=form,
        marks=marks,
    )


def share_with(
    session: Session,
    *,
    draft: str,
    people: Sequence["Recipient"],
    licence: str,
    holder: Literal["yes", "no", "unsaid"] | None,
    output: Path,
    form: "Form" = "pdf",
    marks: "Marks" = "all",
) -> Outcome:
    """Make the copies for readers who are known already; see ``share``."""
    from vault.licence.presets import preset
    from vault.operations.certifying import zone
    from vault.pipeline import sharing, timeline

    chosen = preset(licence)
    with session.writing() as pen:
        wish = sharing.Wish(chosen, holder, zone(session), marks, form)
        row = timeline.find_draft(pen.history, draft)
        made = sharing.share(pen, row, people, wish, output, session.progress)
    return _outcome(made, "recorded and written", _NATIVE if form == "native" else _CARRIED[marks])


def _again(session: Session, numbers: Sequence[str], folder: Path) -> Outcome:
    from vault.pipeline import sharing

    with session.reading() as history:
        made = [one for number in numbers for one in sharing.again(history, number, folder)]
    return _outcome(made, "written again, byte for byte")


def _outcome(made: Sequence["Made"], what: str, *more: str) -> Outcome:
    copies = [one.as_json() for one in made]
    found = [f"{copy['copy_id']}  {copy['recipient']}: {copy['path']}" for copy in copies]
    count = "1 copy is" if len(copies) == 1 else f"{len(copies)} copies are"
    return Outcome({"copies": copies}, [f"{count} {what}.", *more, *found])


def _listed(path: Path) -> "list[Recipient]":
    """Return the readers in a CSV file."""
    from vault.share.recipients import MOST_BYTES, listed

    try:
        with path.open("rb") as file:
            return listed(file.read(MOST_BYTES + 1), path.name)
    except OSError as error:
        raise BadInput(f"The list {path} cannot be read.", "Check the file.") from error
