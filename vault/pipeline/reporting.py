"""Writing the report of a trace: what was found, what binds it, and all that it follows from."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from vault import assets
from vault.encoding import sha256
from vault.errors import BadInput
from vault.pipeline import tokens
from vault.pipeline.history import History
from vault.pipeline.report_evidence import evidence
from vault.pipeline.report_facts import Gathering
from vault.pipeline.tracing import Match, Traced
from vault.prove import leak
from vault.prove.leak_facts import Entry, Examined, Facts, Found, printable
from vault.store.index import Row
from vault.store.outside import written_whole
from vault.timestamp.authorities import Roots
from vault.trace.finding import Finding
from vault.trace.reported import Reported, reported

SEED = 32
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was written: where, the SHA-256 of its bytes in hex, whether it shows keys."""

    path: Path
    sha256: str
    shows: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a report: trust anchors, the moment, chance, whether keys are shown.

    ``random`` gives the seed of the codes that nobody has.
    """

    roots: Roots
    now: datetime
    zone: tzinfo
    random: Callable[[int], bytes]
    reveal: bool
    progress: Progress = lambda *_: None


def write(
    history: History,
    traced: Traced,
    files: Sequence[Examined],
    target: Path,
    around: Around,
    *,
    replace: bool,
) -> Report:
    """Write the report to ``target``, a place that was checked; it is whole, or not there.

    Raises ``BadInput`` where the place was taken meanwhile, ``Damaged`` where an entry is lost.
    """
    pdf, shows = made(history, traced, files, around)
    with written_whole(target, "the report", replace=replace) as file:
        file.write(pdf)
    return Report(target, sha256(pdf).hex(), shows)


def examined(paths: Sequence[Path], traced: Traced) -> list[Examined]:
    """Return what was examined: each file with hash, size and pages; raises ``BadInput``."""
    pages = [one.path for one in traced.suspects.values()]
    found = []
    for path in dict.fromkeys(paths):
        try:
            found.append(Examined(path, *_hashed(path), pages.count(path)))
        except OSError as error:
            raise BadInput(f"{path.name} cannot be read any more.", "Trace it again.") from error
    return found


def made(
    history: History, traced: Traced, files: Sequence[Examined], around: Around
) -> tuple[bytes, bool]:
    """Return the report's bytes, the evidence attached, and whether it shows any copy's keys."""
    gathering = Gathering(history, traced, tokens.times(history, around.roots), _unchanged(files))
    seed = around.random(SEED)
    told: list[tuple[Found, Reported | None, Sequence[Match]]] = []
    groups = _groups(traced)
    for draft, finding, matches in groups:
        figures = _figures(finding, matches, seed, around.progress)
        told.append((gathering.found(draft, finding, matches, figures), figures, matches))
    raw = evidence(history, traced, files, told, around.now, reveal=around.reveal)
    program = assets.read(f"verify/{leak.PROGRAM}")
    facts = Facts(
        examined=files,
        found=[one for one, _, _ in told],
        copies=sum(1 for _ in history.rows("copy")),
        tried=traced.tried,
        also=gathering.also({row.leaf.hex() for row, _, _ in groups}),
        notes=[printable(note) for note in traced.notes],
        revealed=around.reveal,
        made=around.now,
        zone=around.zone,
        attached=(
            (leak.EVIDENCE, raw, "application/json", "What was measured, and the figures"),
            (leak.PROGRAM, program, "text/x-python", "Computes the figures again"),
            *(one for found, _, _ in told for copy in found.copies for one in _times(copy.entry)),
        ),
    )
    bound = any(copy.entry.commitment for found in facts.found for copy in found.copies)
    return leak.report(facts), bound and around.reveal


def _times(entry: Entry) -> Iterator[tuple[str, bytes, str, str]]:
    """Give the files that show when an entry was there: a signed state, the token over it."""
    if entry.token is not None:
        state = f"The log with entry {entry.seq}, signed"
        yield f"{entry.name}.checkpoint", entry.head.raw, "text/plain", state
        when = "When that was there: an authority’s answer (RFC 3161)"
        yield f"{entry.name}.tsr", entry.token, "application/timestamp-reply", when


def _groups(traced: Traced) -> list[tuple[Row, Finding | None, list[Match]]]:
    """Return the matches by draft and finding, the strongest first."""
    groups: list[tuple[Row, Finding | None, list[Match]]] = []
    for match in traced.matches:
        for draft, finding, matches in groups:
            if draft == match.draft and finding is match.finding:
                matches.append(match)
                break
        else:
            groups.append((match.draft, match.finding, [match]))
    return groups


def _figures(
    finding: Finding | None, matches: Sequence[Match], seed: bytes, progress: Progress
) -> Reported | None:
    if finding is None or not finding.measured:
        return None
    names = [match.verdict.copy_id for match in matches if match.verdict and match.copy]
    return reported(finding, names, seed, lambda done, of: progress("decoys", done, of))


def _unchanged(files: Sequence[Examined]) -> set[str]:
    """Return the files whose bytes are still those that were traced."""
    found = set()
    for one in files:
        try:
            if _hashed(one.path)[0] == one.sha256:
                found.add(str(one.path))
        except OSError:
            continue
    return found


def _hashed(path: Path) -> tuple[str, int]:
    """Return the SHA-256 of a file, in hex, and how many bytes it has."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
