"""Wording: the places of a draft that differ from copy to copy, chosen by the writer."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vault.errors import BadInput, Exit
from vault.operations.session import Outcome, Session

if TYPE_CHECKING:
    from vault.pipeline.history import History
    from vault.screenplay.model import Script
    from vault.share.remarks import Desk, Remark
    from vault.share.variants import Place, Site
    from vault.store.index import Row

_MOST_BYTES = 8 << 20
_LISTED = 200
"""How many choices are listed on the terminal."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft to choose places in; made once, it needs the vault no more."""

    seq: int
    path: str
    number: int
    script: "Script"
    sites: tuple["Site", ...]
    sealed: int | None
    """The entry with the choice in force."""
    earlier: tuple[tuple[int, int], ...]
    """Entry and number of each earlier draft of the script that has a choice, the latest first."""
    desk: "Desk"

    @property
    def proposals(self) -> tuple["Site", ...]:
        """Return what can be proposed without understanding the script."""
        from vault.share.proposals import proposals

        return proposals(self.script)

    @property
    def paragraphs(self) -> list[dict[str, Any]]:
        """Return the elements that print, each with its number."""
        return [
            {
                "element": number,
                "kind": str(one.kind),
                "text": one.text,
                "dual": one.dual,
                "scene_number": one.scene_number,
            }
            for number, one in enumerate(self.script.elements)
            if not one.omitted
        ]

    def remarks(self, sites: Sequence["Site"]) -> list["Remark"]:
        """Return what is to be said of a choice; quick enough to be asked at every key."""
        return self.desk.remarks(sites)

    def elsewhere(self, words: str) -> tuple["Place", ...]:
        """Return all places at which the same words stand."""
        from vault.share.varying import occurrences

        return occurrences(self.script, words)

    def preview(self, site: "Site", alternative: int) -> str:
        """Return the paragraph of a site's first place as copies with this alternative have it."""
        from vault.share.varying import varied

        script = varied(self.script, [site], [alternative])
        return script.elements[site.places[0].element].text


def opened(session: Session, draft: str) -> Draft:
    """Return a draft to choose places in.

    Raises ``BadInput`` for a draft that is not there or whose words cannot be read.
    """
    from vault.pipeline import timeline

    with session.reading() as history:
        return _opened(history, timeline.find_draft(history, draft))


def look(session: Session, draft: str) -> Outcome:
    """Return a draft's words, the choice in force, what can be proposed, and what is to be said."""
    from vault.share.written import as_json

    found = opened(session, draft)
    data = {
        **_told(found, found.sites),
        "paragraphs": found.paragraphs,
        "proposals": [as_json(found.script, site) for site in found.proposals],
    }
    return Outcome(data, _lines(found, found.sites))


def choose(session: Session, draft: str, sites: Sequence["Site"]) -> Outcome:
    """Seal a choice of places for a draft, or take it back where there are none.

    Where anything is refused, nothing is sealed and the exit code says so.
    """
    from vault.pipeline import timeline, variants

    with session.writing() as pen:
        row = timeline.find_draft(pen.history, draft)
        found = _opened(pen.history, row)
        if any(one.refused for one in found.remarks(sites)):
            said = ["Nothing was sealed: some of it cannot be kept as it is."]
            lines = [*said, *_remarks(found, sites)]
            return Outcome({**_told(found, sites), "seq": None}, lines, Exit.USAGE)
        if not sites and found.sealed is None:
            raise BadInput("No wording is chosen for this draft.", "Nothing was sealed.")
        sealed = variants.seal_sheet(pen, row, sites)
    said = [f"Sealed as entry {sealed.seq}. Copies made from now on differ at {_count(sites)}."]
    if not sites:
        said = [
            f"Sealed as entry {sealed.seq}: copies of this draft have the same words from now on."
        ]
    return Outcome({**_told(found, sites), "seq": sealed.seq}, [*said, *_remarks(found, sites)])


def carry(session: Session, draft: str, other: str) -> tuple[tuple["Site", ...], tuple[str, ...]]:
    """Return the choice of another draft as it stands in this one, and words not found again.

    Seals nothing. Raises ``BadInput`` where the other draft has none.
    """
    from vault.pipeline import timeline, variants

    with session.reading() as history:
        source = timeline.find_draft(history, other)
        sheet = variants.sheet_of(history, source)
        if sheet is None:
            raise BadInput(f"No wording is chosen for draft {other}.", "Name another.")
        new = variants.script_of(history, timeline.find_draft(history, draft))
        found = variants.carried(variants.script_of(history, source), sheet.sites, new)
    return found.sites, found.lost


def wording(
    session: Session,
    *,
    draft: str,
    propose: bool = False,
    output: Path | None = None,
    choice: Path | None = None,
    source: str | None = None,
    remove: bool = False,
    force: bool = False,
) -> Outcome:
    """Show, propose, set, take over or take back where copies of a draft differ in their words."""
    asked = [name for name, given in (
        ("--propose", propose), ("--set", choice), ("--from", source), ("--remove", remove)
    ) if given]  # fmt: skip
    if len(asked) > 1:
        raise BadInput(f"{' and '.join(asked)} do not go together.", "Give one of them.")
    if propose != (output is not None):
        raise BadInput("--propose writes a file.", "Name it as in: --propose -o wording.json")
    if output is not None:
        return _propose(session, draft, output, force=force)
    if choice is not None:
        return _set(session, draft, choice)
    if source is not None:
        return _take_over(session, draft, source)
    if remove:
        return choose(session, draft, ())
    found = opened(session, draft)
    return Outcome(_told(found, found.sites), _lines(found, found.sites))


def _propose(session: Session, draft: str, output: Path, *, force: bool) -> Outcome:
    """Write the choice in force and what else can be proposed to a file the writer edits."""
    from vault.share.proposals import with_proposals
    from vault.share.written import written
    from vault.store.outside import free_place, written_whole

    target = free_place(output, replace=force)
    found = opened(session, draft)
    sites = with_proposals(found.desk, found.sites)
    if not sites:
        raise BadInput(
            "Nothing in this draft can be proposed without understanding it.",
            "Write the file by hand: {“sites”: [ … ]}, or choose places in the window.",
        )
    with written_whole(target, "the proposals", replace=force) as file:
        file.write(written(found.script, sites))
    todo = "Keep what you like, change the alternatives, and add your own; then:"
    lines = [
        f"{_count(sites)} written to {target}. Nothing is sealed yet.",
        f'{todo} scriptvault wording "{draft}" --set "{target}"',
    ]
    return Outcome({**_told(found, sites), "path": str(target)}, lines)


def _set(session: Session, draft: str, path: Path) -> Outcome:
    from vault.share.written import read

    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"The file {path} cannot be read.", "Check the file.") from error
    if len(data) > _MOST_BYTES:
        raise BadInput(f"{path} is larger than any choice of wording.", "Name another file.")
    return choose(session, draft, read(data, opened(session, draft).script))


def _take_over(session: Session, draft: str, source: str) -> Outcome:
    sites, lost = carry(session, draft, source)
    found = opened(session, draft)
    wrong = {one.site for one in found.remarks(sites) if one.refused}
    lost += tuple(site.alternatives[0] for n, site in enumerate(sites) if n in wrong)
    kept = [site for n, site in enumerate(sites) if n not in wrong]
    if not kept:
        raise BadInput(
            f"Nothing of the wording of draft {source} stands in this one.", "Choose anew."
        )
    done = choose(session, draft, kept)
    gone = [f"Not found again, or not as a whole: “{words}”" for words in lost]
    return Outcome({**done.data, "lost": list(lost)}, [*done.lines, *gone], done.exit_code)


def _opened(history: "History", row: "Row") -> Draft:
    from vault.pipeline import variants
    from vault.share.remarks import Desk

    script = variants.script_of(history, row)
    chosen = variants.chosen(history, row)
    return Draft(
        seq=row.seq,
        path=str(row.field("names").get("path", "")),
        number=int(row.field("script")["number"]),
        script=script,
        sites=chosen.sheet.sites if chosen else (),
        sealed=chosen.row.seq if chosen else None,
        earlier=tuple(
            (one.seq, int(one.field("script")["number"])) for one in variants.earlier(history, row)
        ),
        desk=Desk(script),
    )


def _told(found: Draft, sites: Sequence["Site"]) -> dict[str, Any]:
    from vault.share.written import as_json

    return {
        "draft": found.seq,
        "script": found.path,
        "number": found.number,
        "sealed": found.sealed,
        "sites": [as_json(found.script, site) for site in sites],
        "remarks": [one.as_json() for one in found.remarks(sites)],
    }


def _lines(found: Draft, sites: Sequence["Site"]) -> list[str]:
    """Return the choice in force for people: each with its words and its line."""
    from vault.share.written import line_of

    if not sites:
        verb = f"scriptvault wording {found.seq}"
        lines = ["The wording is the same in every copy of this draft."]
        if found.earlier:
            seq, number = found.earlier[0]
            lines.append(f"Draft {number} has a choice: {verb} --from {seq}")
        return [*lines, f"See what can be proposed: {verb} --propose -o wording.json"]
    lines = [f"Copies differ at {_count(sites)}, sealed as entry {found.sealed}."]
    for number, site in enumerate(sites[:_LISTED], start=1):
        words = " | ".join(site.alternatives)
        lines.append(f"{number:4}. {site.sort}{_where(found, site)}: {words}")
        lines.append(f"      {line_of(found.script, site.places[0])}")
    if len(sites) > _LISTED:
        lines.append(f"… and {len(sites) - _LISTED} more: see --json.")
    return [*lines, *_remarks(found, sites)]


def _where(found: Draft, site: "Site") -> str:
    spot = found.desk.typeset.spot(site.places[0])
    page = f", page {found.desk.typeset.pages[spot.page].number}" if spot else ""
    more = f" and {len(site.places) - 1} more places" if len(site.places) > 2 else ""
    return page + (" and 1 more place" if len(site.places) == 2 else more)


def _remarks(found: Draft, sites: Sequence["Site"]) -> list[str]:
    lines = []
    for one in found.remarks(sites):
        where = "" if one.site is None else f"Choice {one.site + 1}: "
        lines.append(f"{'Refused. ' if one.refused else ''}{where}{one.words}")
    return lines


def _count(sites: Sequence["Site"]) -> str:
    places = sum(len(site.places) for site in sites)
    choices = "1 choice" if len(sites) == 1 else f"{len(sites)} choices"
    return choices if places == len(sites) else f"{choices} ({places} places)"
