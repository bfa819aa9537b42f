"""Operations that reach strangers: stamp, prove, the page that checks."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vault.errors import BadInput, Exit
from vault.operations.session import Outcome, Session

if TYPE_CHECKING:
    from vault.store.index import Row

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
    with_record: bool = False,
    scene: Sequence[int] = (),
    no_page: bool = False,
) -> Outcome:
    """Write the bundle of the chosen drafts."""
    from vault.operations.certifying import zone
    from vault.operations.verifying import in_words
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
            with_record=with_record,
            evidence=evidence_only,
            scenes=scene,
            page=not no_page,
            expects_time=pen.history.settings.time and bool(session.authorities()),
            zone=zone(session),
        )
        advice = []
        if "time" in report.because and session.authorities():
            advice = [_stamp_first(*proving.without_time(pen.history, rows, session.roots()))]
    path = str(output.absolute())
    data = {
        "path": path,
        "drafts": [row.seq for row in rows],
        "verdict": report.verdict,
        "because": report.because,
    }
    count = "1 draft is" if len(rows) == 1 else f"{len(rows)} drafts are"
    lines = [f"{count} in {path}.", in_words(report.as_json()), *advice]
    return Outcome(data, lines)


def _stamp_first(drafts: Sequence["Row"], said: Sequence["Row"]) -> str:
    """Return what would give a bundle its time, by what in it has none."""
    then = "run stamp, then prove again."
    if drafts:
        which = "1 draft has" if len(drafts) == 1 else f"{len(drafts)} drafts have"
        return f"{which} no independent time yet: {then}"
    labels = [row.field("details").get("label") for row in said]
    if len(labels) == 1 and labels[0]:
        return f"The label {labels[0]} was given after the last stamp: {then}"
    if labels:
        return f"{len(labels)} labels were given after the last stamp: {then}"
    return f"Something in it was sealed after the last stamp: {then}"


def verify_page(session: Session, *, output: Path, force: bool) -> Outcome:  # noqa: ARG001
    """Write the page that checks a bundle in a browser, by itself."""
    from vault import assets
    from vault.digests import of_bytes
    from vault.store.outside import free_place, written_whole
    from vault.verify import paths

    path = free_place(output, replace=force)
    page = assets.read(f"verify/{paths.PAGE}")
    with written_whole(path, "the page", replace=force) as file:
        file.write(page)
    digest = of_bytes(page).sha256
    lines = [f"The page is in {path}.", f"SHA-256  {digest}", "It needs no network and no install."]
    return Outcome({"path": str(path), "sha256": digest}, lines)
