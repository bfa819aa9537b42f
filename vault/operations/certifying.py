"""The operation certificate, and where on earth it is made."""

from datetime import UTC, tzinfo
from pathlib import Path

from vault.operations.session import Outcome, Session


def certificate(session: Session, *, draft: str, output: Path, force: bool) -> Outcome:
    """Write the Certificate of Sealing of a draft, and the signature over it beside it."""
    from vault.pipeline import certifying, timeline

    with session.writing() as pen:
        row = timeline.find_draft(pen.history, draft)
        made = certifying.certify(
            pen,
            row,
            output,
            session.roots(),
            zone=zone(session),
            expects_time=pen.history.settings.time and bool(session.authorities()),
            replaces=force,
        )
    path = str(output.expanduser().absolute())
    data = {
        "path": path,
        "certificate_id": made.id,
        "signature": f"{path}.sshsig",
    }
    lines = [f"Certificate {made.id} is in {path}, the signature over it in {path}.sshsig."]
    if not made.has_time:
        lines.append("It says that no independent time is established. See scriptvault stamp.")
    return Outcome(data, lines)


def zone(session: Session) -> tzinfo:
    """Return where the clock on the wall stands now, for words on paper."""
    return session.clock().now.astimezone().tzinfo or UTC
