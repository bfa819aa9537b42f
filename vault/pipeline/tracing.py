"""Tracing: the pages that turned up, held against every copy that has left the desk.

Writes nothing. A copy is named by its signed record where a file still carries it, by its bytes
where nothing was changed, by its hidden marks and its wording where only pages or words are left.
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from vault.encoding import canonical
from vault.errors import EnvironmentFailed
from vault.licence import pdf
from vault.pipeline import issued
from vault.pipeline.editions import editions
from vault.pipeline.history import History
from vault.store.index import Row
from vault.trace.claims import claims
from vault.trace.evidence import Verdict
from vault.trace.finding import Finding, find, judged
from vault.trace.letters import EMPTY
from vault.trace.looking import look
from vault.trace.pictures import vision
from vault.trace.scores import Class
from vault.trace.suspects import Suspect, picture, read, whole

Progress = Callable[[str, int, int], None]

BYTES, RECORD = "file", "metadata"
"""Layers beside the hidden ones: the very bytes of a copy, its signed record."""


@dataclass(slots=True)
class Match:
    """One draft, or one copy of it, from which pages derive."""

    draft: Row
    copy: Row | None = None
    finding: Finding | None = None
    verdict: Verdict | None = None
    sure: list[str] = field(default_factory=list)
    """The layers that leave nothing to chance."""

    @property
    def known_as(self) -> Class:
        """The class of what may be said."""
        if self.sure:
            return Class.EXACT
        return self.verdict.known_as if self.verdict else Class.NONE


@dataclass(slots=True)
class Traced:
    """What came of it: matches, the strongest first; the pages by number; what else to say."""

    matches: list[Match]
    suspects: dict[int, Suspect]
    tried: int
    notes: list[str]
    findings: list[Finding] = field(default_factory=list)
    """All that was found of any draft, those included in which no copy is named."""

    def as_json(self, match: Match) -> dict[str, Any]:
        """Return a match as programs rely on it."""
        told = issued.told(match.copy) if match.copy else {}
        finding, verdict = match.finding, match.verdict
        script = match.draft.field("script")
        marks: list[dict[str, Any]] = [
            {"layer": name, "sites": None, "z": None, "p": None} for name in match.sure
        ]
        for name, score in (verdict.layers if verdict else {}).items():
            said = {"layer": name, "sites": score.sites, "z": round(score.z, 2), "p": score.chance}
            read = name in ("wording", "fact")
            marks.append({**said, "agreeing": score.agreeing} if read else said)
        return {
            "draft": match.draft.seq,
            "log": match.draft.log,
            "script": match.draft.field("names").get("path"),
            "number": script.get("number"),
            "copy_id": told.get("copy_id"),
            "recipient": told.get("recipient"),
            "issued": told.get("issued"),
            "class": str(match.known_as),
            "overlap": round(finding.overlap, 4) if finding else None,
            "passages": self._passages(match),
            "marks": marks,
            "z": round(verdict.score.z, 2) if verdict else None,
            "false_positive_probability": verdict.chance if verdict else None,
        }

    def _passages(self, match: Match) -> list[dict[str, Any]]:
        """Return where words of a match were found, without pages that are another copy's."""
        verdicts = [one.verdict for one in self.matches if one.verdict]
        own = set(match.verdict.sheets) if match.verdict else set()
        others = {sheet for verdict in verdicts for sheet in verdict.sheets} - own
        return [
            {
                "suspect": str(self.suspects[one.sheet].path),
                "suspect_page": self.suspects[one.sheet].page,
                "page": one.page,
                "paragraph": one.paragraph,
                "words": one.words,
            }
            for one in (match.finding.passages if match.finding else ())
            if one.sheet not in others
        ]


def trace(
    history: History,
    paths: Sequence[Path],
    progress: Progress = lambda *_: None,
    clock: pdf.Clock = time.monotonic,
) -> Traced:
    """Return from which copies these files derive, all their pages taken together.

    Raises ``BadInput`` in words for a file that cannot be read.
    """
    suspects = dict(enumerate(_pages(paths, progress)))
    drafts = {row.leaf.hex(): row for row in history.rows("draft")}
    notes = [
        f"The words of {one.path.name} are not read: its bytes and its record alone were looked at."
        for one in suspects.values()
        if one.sheet is EMPTY and not one.picture
    ]
    known = editions(history, drafts, notes)
    found = find({n: one.sheet for n, one in suspects.items()}, known, progress)
    found = judged(_looked_at(found, suspects, clock, progress, notes))
    copies = {issued.told(row)["copy_id"]: row for row in history.rows("copy")}
    matches = _sure(paths, copies, drafts, clock, notes)
    for finding in found:
        for verdict in finding.verdicts:
            known_before = matches.get(verdict.copy_id)
            if known_before or verdict.known_as is not Class.NONE:
                row = copies[verdict.copy_id]
                match = matches.setdefault(verdict.copy_id, Match(_draft_of(row, drafts), row))
                match.finding, match.verdict = finding, verdict
        for match in matches.values():
            if match.finding is None and match.draft.leaf.hex() == finding.edition.draft:
                match.finding = finding
    listed = sorted(matches.values(), key=_rank)
    told = [one for one in found if one.passages]
    if not listed and told:
        best = max(told, key=lambda one: one.overlap)
        listed = [Match(drafts[best.edition.draft], finding=best)]
    tried = sum(len(one.edition.codes.copies) for one in found if one.measured)
    return Traced(listed, suspects, tried, list(dict.fromkeys(notes)), found)


def _looked_at(
    found: list[Finding],
    suspects: dict[int, Suspect],
    clock: pdf.Clock,
    progress: Progress,
    notes: list[str],
) -> list[Finding]:
    """Add what pictures say: the pages that are, or have, some, and name no copy by their letters.

    Raises ``EnvironmentFailed`` where nothing but pictures is there and they cannot be read.
    """
    speaking = {
        sheet
        for finding in judged(found)
        for verdict in finding.verdicts
        if verdict.known_as is not Class.NONE
        for sheet in verdict.sheets
    }
    chosen = {n: one for n, one in suspects.items() if one.picture and n not in speaking}
    if not chosen:
        return found
    try:
        vision()
    except EnvironmentFailed as error:
        if len(chosen) == len(suspects):
            raise
        left = (
            "1 page with pictures was"
            if len(chosen) == 1
            else f"{len(chosen)} pages with pictures were"
        )
        notes.append(f"{left} left out. {error}")
        return found
    shown = {number: partial(picture, one) for number, one in chosen.items()}
    found, looked = look(shown, found, clock, progress)
    if looked < len(chosen):
        notes.append(
            f"Only {looked} of {len(chosen)} pictures were looked at: the time for them was over."
            " Give fewer of them."
        )
    return found


def _pages(paths: Sequence[Path], progress: Progress) -> Iterable[Suspect]:
    for at, path in enumerate(paths, start=1):
        yield from read(path)
        progress("files", at, len(paths))


def _sure(
    paths: Sequence[Path],
    copies: dict[str, Row],
    drafts: dict[str, Row],
    clock: pdf.Clock,
    notes: list[str],
) -> dict[str, Match]:
    """Return the copies that files name by themselves: by their bytes, or by a signed record."""
    found: dict[str, Match] = {}

    def name(copy_id: str, layer: str) -> None:
        row = copies[copy_id]
        match = found.setdefault(copy_id, Match(_draft_of(row, drafts), row))
        if layer not in match.sure:
            match.sure.append(layer)

    digests = {str(row.field("content").get("sha256")): one for one, row in copies.items()}
    for path in paths:
        data = whole(path)
        if data is None:
            continue
        same = digests.get(hashlib.sha256(data).hexdigest())
        if same is not None:
            name(same, BYTES)
        for claim in claims(data, clock):
            record = claim.record
            ours = copies.get(record.copy_id)
            if ours is not None and canonical(ours.field("terms")) == record.raw:
                name(record.copy_id, RECORD)
            else:
                notes.append(
                    f"{path.name} carries the record of a copy {record.copy_id}, signed with key"
                    f" {record.keys.short}, that is not in this vault."
                )
    return found


def _draft_of(row: Row, drafts: dict[str, Row]) -> Row:
    return drafts.get(str(row.field("details").get("draft")), row)


def _rank(match: Match) -> tuple[bool, float, str]:
    """Order matches: what is sure first, then by how little of it may be chance."""
    chance = match.verdict.chance if match.verdict else 1.0
    copy_id = str(match.copy.field("details").get("copy")) if match.copy else ""
    return not match.sure, chance, copy_id
