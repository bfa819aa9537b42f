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

_VARIED = (
    "The words differ from copy to copy at {} that you chose, so that retyped words can lead back"
    " to their copy."
)
_SIGNS = (
    "Signs without width stand among the words, so that pasted text can lead back to its copy;"
    " retyping ends them, and so does a program that takes such signs out."
)
_LEFT = (
    "Draft {} has a choice of wording, draft {} has none, so these copies have the same words. To"
    " take it over: wording {} --from {}"
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
    no_wording: bool = False,
    zero_width: bool = False,
) -> Outcome:
    """Make one marked copy of a draft for each reader; ``again`` writes recorded ones once more.

    ``holder``: whether the copyright is the writer's; None means as was said for the script before.
    ``no_wording``: the same words in every copy, whatever the writer chose for the draft.
    ``zero_width``: with signs without width among the words.
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
        wording=not no_wording,
        zero_width=zero_width,
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
    wording: bool = True,
    zero_width: bool = False,
) -> Outcome:
    """Make the copies for readers who are known already; see ``share``.

    ``wording``: with the places that the writer chose for the draft, where there are some.
    """
    from vault.licence.presets import preset
    from vault.operations.certifying import zone
    from vault.pipeline import sharing, timeline, variants

    chosen = preset(licence)
    with session.writing() as pen:
        wish = sharing.Wish(chosen, holder, zone(session), marks, form, wording, zero_width)
        row = timeline.find_draft(pen.history, draft)
        sheet = variants.sheet_of(pen.history, row) if wording else None
        left = [] if sheet or not wording else variants.earlier(pen.history, row)
        made = sharing.share(pen, row, people, wish, output, session.progress)
    said = [_NATIVE if form == "native" else _CARRIED[marks]]
    if sheet:
        places = sum(len(site.places) for site in sheet.sites)
        said.append(_VARIED.format(_many(places, "place")))
    elif left:
        before, now = left[0].field("script")["number"], row.field("script")["number"]
        said.append(_LEFT.format(before, now, row.seq, left[0].seq))
    if zero_width:
        said.append(_SIGNS)
    outcome = _outcome(made, "recorded and written", *said)
    outcome.data["wording"] = len(sheet.sites) if sheet else 0
    return outcome


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


def _many(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"


def _listed(path: Path) -> "list[Recipient]":
    """Return the readers in a CSV file."""
    from vault.share.recipients import MOST_BYTES, listed

    try:
        with path.open("rb") as file:
            return listed(file.read(MOST_BYTES + 1), path.name)
    except OSError as error:
        raise BadInput(f"The list {path} cannot be read.", "Check the file.") from error
