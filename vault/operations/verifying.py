"""The operation that needs no vault: verify."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vault.errors import BadInput
from vault.operations.session import Outcome, Session

Told = dict[str, Any]
"""A report as other programs get it."""


def verify(
    session: Session,
    *,
    files: Sequence[Path],
    signer: str | None,
    draft: Sequence[Path] = (),
    deep: bool = False,
) -> Outcome:
    """Check bundles, certificates and copies, and if they are one history; needs no vault."""
    from vault.verify.several import verify_files

    if not files:
        raise BadInput("No file was named.", "Name a bundle, a certificate or a copy.")
    if signer is not None and len("".join(signer.split())) != 64:
        raise BadInput(
            "A fingerprint has 64 hexadecimal digits.", "Copy the whole of it after --signer."
        )
    report = verify_files(files, session.roots(), signer, draft, deep=deep)
    told = report.as_json()
    return Outcome(told, in_lines(told), report.exit_code)


def in_lines(told: Told) -> list[str]:
    """Return a report as it is read on a terminal: verdict, checks, what is shown and what not."""
    own = told.get("files", [])
    lines = [in_words(told), *(f"{Path(one['path']).name}: {in_words(one)}" for one in own), ""]
    for check in told["checks"]:
        lines.append(f"{_MARKS[check['result']]:11}  {check['name']}")
        lines += [f"{'':13}{text}" for text in (check["scope"], check["detail"]) if text]
    lines.append("")
    for log in told.get("logs", []):
        lines += _log_in_lines(log)
    lines += [_draft_in_words(draft) for draft in told["drafts"]]
    for one in own or [told]:
        lines += _copy_in_words(one.get("copy"))
    for scene in told["scenes"]:
        lines += ["", *_scene_in_lines(scene)]
    return [*lines, "", "Not shown:", *(f"- {sentence}" for sentence in told["not_shown"])]


_MARKS = {"pass": "PASS", "fail": "FAIL", "pending": "pending", "not-checked": "not checked"}

_VALID = {
    "bundle": "VALID: every check that decides has passed.",
    "certificate": "VALID: the attached evidence, and the signature over the file. What its pages"
    " say was not compared with the evidence.",
    "copy": "VALID: the record of the terms. What its pages show was not checked.",
    "several": "VALID: each file, and all of them are one history.",
}


def in_words(told: Told) -> str:
    """Return a report's verdict as one sentence."""
    verdict, because = told["verdict"], ", ".join(told["because"])
    if verdict == "valid":
        return _VALID[told["kind"]]
    if verdict == "incomplete":
        return f"INCOMPLETE: nothing failed, but this is not complete: {because}."
    return f"INVALID: {because}."


def _log_in_lines(log: Told) -> list[str]:
    """Return what the files say of one log, its states from the earliest on."""
    states = [
        f"  {state['size']:>6} entries  root {state['root'][:16]}…  {', '.join(state['files'])}"
        for state in log["states"]
    ]
    return [f"Log {log['log']}, as these files have it:", *states, ""]


def _draft_in_words(draft: Told) -> str:
    name = f"{draft['script']}#{draft['number']}" if draft["script"] else f"entry {draft['seq']}"
    name = f"{Path(draft['file']).name}: {name}" if "file" in draft else name
    when = draft["not_later_than"]
    time = f"existed no later than {when}" if when else "no independent time"
    return f"{name}  SHA-256 {draft['sha256'] or 'not shown'}  {time}"


def _scene_in_lines(scene: Told) -> list[str]:
    """Return a scene or paragraph shown alone: its place, and its words as they were sealed."""
    printed = f", numbered {scene['number']}" if scene["number"] else ""
    place = f"{scene['division'].capitalize()} {scene['place']} of {scene['of']}"
    head = f"{place} of entry {scene['seq']}{printed}:"
    return [head, *(f"  {line}" for line in scene["text"].splitlines())]


def _copy_in_words(copy: Told | None) -> list[str]:
    if not copy:
        return []
    reader, work = copy["recipient"], copy["work"]
    whom = ", ".join(part for part in (reader["name"], reader["organisation"]) if part)
    return [
        f"Copy {copy['copy_id']} of “{work['title']}” for {whom}, {copy['issued']}",
        f"Terms {copy['licence']} ({copy['status']}): {copy['sentence']}",
        f"Draft with SHA-256 {copy['draft']['sha256']}",
    ]
