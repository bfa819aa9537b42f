"""Several files: each checked alone, then what they say laid together (format, section 10)."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from vault.digests import Digests
from vault.encoding import Json
from vault.records import Result
from vault.timestamp.authorities import Roots
from vault.verify.file import check_file, digests_of
from vault.verify.forks import names as listed
from vault.verify.readings import read_again
from vault.verify.report import Report, table
from vault.verify.together import File, lay_together


def verify_files(
    paths: Sequence[Path],
    roots: Roots,
    signer: str | None = None,
    drafts: Sequence[Path] = (),
    *,
    deep: bool = False,
) -> Report:
    """Check one or more bundles, certificates and copies, and whether they are one history.

    Arguments and errors as ``verify_file``, of which one file gets the report; ``deep``: read the
    drafts again too. Of several, the report has each check's worst result, and each file's own
    report under ``files``. A file beside goes to those that show an entry of its SHA-256; one that
    fits none goes to all.
    """
    at_hand = [digests_of(draft) for draft in drafts]
    reports = [check_file(path, roots, signer, at_hand) for path in paths]
    held = [_held(report) for report in reports]
    for place, path in enumerate(paths):
        own = [one for one in at_hand if _concerns(one, held[place], held)]
        if own != at_hand:
            reports[place] = check_file(path, roots, signer, own)
        if deep and reports[place].said:
            read_again(path, reports[place], list(zip(drafts, at_hand, strict=True)))
    return reports[0] if len(paths) == 1 else _joint(paths, reports)


def _held(report: Report) -> set[str]:
    """Return the SHA-256 of all bytes that the entries a file shows have sealed, or it names."""
    sealed = [value.sealed for one in report.said for value in one.shown.values.values()]
    found = {of[0] for of in sealed if isinstance(of, tuple)}
    named = report.about.get("draft")
    return found | ({str(named["sha256"])} if isinstance(named, dict) else set())


def _concerns(file: Digests, own: set[str], held: Sequence[set[str]]) -> bool:
    return file.sha256 in own or not any(file.sha256 in other for other in held)


def _joint(paths: Sequence[Path], reports: Sequence[Report]) -> Report:
    """Return the report over all files: the worst of each check, and their one history."""
    names, joint = _names(paths), Report("several")
    for check in table():
        _worst(check.name, list(zip(names, reports, strict=True)), joint)
    logs = lay_together(list(zip(names, reports, strict=True)), joint)
    signers = {report.signer for report in reports}
    joint.signer = signers.pop() if len(signers) == 1 else None
    for path, report in zip(paths, reports, strict=True):
        joint.drafts += [{**draft, "file": str(path)} for draft in report.drafts]
        joint.scenes += [{**scene, "file": str(path)} for scene in report.scenes]
    joint.not_shown = _not_shown(names, reports)
    files: list[Json] = [
        {"path": str(path), **report.as_json()} for path, report in zip(paths, reports, strict=True)
    ]
    joint.about = {"logs": logs, "files": files}
    return joint


def _worst(check: str, files: Sequence[File], joint: Report) -> None:
    """Add what each file came to in one check; what all say alike is said once."""
    concerned = [(n, report) for n, report in files if check in {c.name for c in report.checks}]
    said: dict[tuple[Result, str], list[str]] = {}
    for name, report in concerned:
        said.setdefault((report.result(check), report.detail(check)), []).append(name)
    for (result, detail), who in said.items():
        silent = not detail or (check == "history" and result == "pass")
        detail = detail if len(said) == 1 and len(who) > 1 else f"{listed(who)}: {detail}"
        joint.add(check, result, "" if silent else detail)


def _names(paths: Sequence[Path]) -> list[str]:
    """Return how each file is called in a sentence: its name, or the path where two have one."""
    named = Counter(path.name for path in set(paths))
    return [path.name if named[path.name] == 1 else str(path) for path in paths]


def _not_shown(names: Sequence[str], reports: Sequence[Report]) -> list[str]:
    """Return what single files do not show, by name, then what no file of a kind shows."""
    kinds = Counter(report.kind for report in reports)
    said = Counter(
        (report.kind, one) for report in reports for one in dict.fromkeys(report.not_shown)
    )
    common = [one for (kind, one), files in said.items() if files == kinds[kind] > 1]
    own = [
        f"{name}: {sentence}"
        for name, report in zip(names, reports, strict=True)
        for sentence in report.not_shown
        if sentence not in common
    ]
    return [*dict.fromkeys(own), *dict.fromkeys(common)]
