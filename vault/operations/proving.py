"""Operations that reach strangers: stamp, prove, verify."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vault.errors import BadInput, Exit
from vault.operations.session import Outcome, Session

PATIENCE = 60.0


def stamp(session: Session, *, wait: bool) -> Outcome:
    """Ask the time authorities for whatever is owed."""
    from vault.pipeline import stamping

    with session.writing() as pen:
        done = stamping.stamp(
            pen,
            session.authorities(),
            session.post,
            session.roots(),
            patience=PATIENCE if wait else 0.0,
            sleep=session.sleep,
        )
    data = {
        "sent": done.sent,
        "confirmed": done.confirmed,
        "pending": done.pending,
        "failed": done.failed,
    }
    lines = [f"{done.confirmed} of {done.sent} authorities gave a token."] if done.sent else []
    lines += [f"{f['authority']}: {f['reason']}" for f in done.failed]
    if done.pending:
        lines.append(f"{done.pending} authorities will be asked again. Nothing is lost.")
    elif not done.sent:
        lines.append("No authority is owed anything.")
    return Outcome(data, lines, Exit.INCOMPLETE if done.pending else Exit.DONE)


def prove(
    session: Session,
    *,
    drafts: Sequence[str],
    script: str | None,
    all: bool,  # noqa: A002  # the option's own name
    output: Path,
    with_log: bool,
    force: bool,
    evidence_only: bool = False,
    scene: Sequence[int] = (),
    no_page: bool = False,
) -> Outcome:
    """Write the bundle of the chosen drafts."""
    from vault.operations.certifying import zone
    from vault.pipeline import proving, timeline

    if sum((bool(drafts), script is not None, all)) != 1:
        raise BadInput("Say which drafts.", "Name them, or use --script NAME, or --all.")
    with session.writing() as pen:
        rows = timeline.ordered(pen.history)
        if script is not None:
            rows = timeline.of_script(rows, script)
        elif drafts:
            chosen = {(r.log, r.seq): r for d in drafts
                      for r in [timeline.find_draft(pen.history, d)]}  # fmt: skip
            rows = list(chosen.values())
        report = proving.prove(
            pen,
            rows,
            output,
            session.roots(),
            replace=force,
            with_log=with_log,
            evidence=evidence_only,
            scenes=scene,
            page=not no_page,
            expects_time=pen.history.settings.time and bool(session.authorities()),
            zone=zone(session),
        )
    path = str(output.absolute())
    data = {
        "path": path,
        "drafts": [row.seq for row in rows],
        "verdict": report.verdict,
        "because": report.because,
    }
    count = "1 draft is" if len(rows) == 1 else f"{len(rows)} drafts are"
    lines = [f"{count} in {path}.", _verdict_in_words(report.as_json())]
    return Outcome(data, lines)


def verify_page(session: Session, *, output: Path, force: bool) -> Outcome:  # noqa: ARG001
    """Write the page that checks a bundle in a browser, by itself."""
    from vault import assets
    from vault.digests import of_bytes
    from vault.store.outside import free_place, written_whole
    from vault.verify import paths

    path = free_place(output, replace=force)
    page = assets.read(f"verify/{paths.PAGE}")
    with written_whole(path, "the page") as file:
        file.write(page)
    digest = of_bytes(page).sha256
    lines = [f"The page is in {path}.", f"SHA-256  {digest}", "It needs no network and no install."]
    return Outcome({"path": str(path), "sha256": digest}, lines)


def verify(
    session: Session,
    *,
    files: Sequence[Path],
    signer: str | None,
    draft: Sequence[Path] = (),
) -> Outcome:
    """Check a bundle, a certificate or a copy; needs no vault and no network."""
    from vault.verify.file import verify_file

    if len(files) != 1:
        raise BadInput("This version checks one file at a time.", "Name one file.")
    if signer is not None and len("".join(signer.split())) != 64:
        raise BadInput(
            "A fingerprint has 64 hexadecimal digits.", "Copy the whole of it after --signer."
        )
    report = verify_file(files[0], session.roots(), signer, draft)
    told = report.as_json()
    marks = {"pass": "PASS", "fail": "FAIL", "pending": "pending", "not-checked": "not checked"}
    lines = [_verdict_in_words(told), ""]
    for check in told["checks"]:
        lines.append(f"{marks[check['result']]:11}  {check['name']}")
        lines.append(f"{'':13}{check['scope']}")
        if check["detail"]:
            lines.append(f"{'':13}{check['detail']}")
    lines += ["", *(_draft_in_words(d) for d in told["drafts"]), *_copy_in_words(told.get("copy"))]
    lines += ["", "Not shown:", *(f"- {sentence}" for sentence in told["not_shown"])]
    return Outcome(told, lines, report.exit_code)


_VALID = {
    "bundle": "VALID: every check that decides has passed.",
    "certificate": "VALID: the attached evidence, and the signature over the file. What its pages"
    " say was not compared with the evidence.",
    "copy": "VALID: the record of the terms. What its pages show was not checked.",
}


def _verdict_in_words(told: dict[str, Any]) -> str:
    verdict, because = told["verdict"], ", ".join(told["because"])
    if verdict == "valid":
        return _VALID[told["kind"]]
    if verdict == "incomplete":
        return f"INCOMPLETE: nothing failed, but this is not complete: {because}."
    return f"INVALID: {because}."


def _draft_in_words(draft: dict[str, Any]) -> str:
    name = f"{draft['script']}#{draft['number']}" if draft["script"] else f"entry {draft['seq']}"
    when = draft["not_later_than"]
    time = f"existed no later than {when}" if when else "no independent time"
    return f"{name}  SHA-256 {draft['sha256']}  {time}"


def _copy_in_words(copy: dict[str, Any] | None) -> list[str]:
    if not copy:
        return []
    reader, work = copy["recipient"], copy["work"]
    whom = ", ".join(part for part in (reader["name"], reader["organisation"]) if part)
    return [
        f"Copy {copy['copy_id']} of “{work['title']}” for {whom}, {copy['issued']}",
        f"Terms {copy['licence']} ({copy['status']}): {copy['sentence']}",
        f"Draft with SHA-256 {copy['draft']['sha256']}",
    ]
