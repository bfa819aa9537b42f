"""Certifying: what is known of a draft, gathered for its certificate, and the two files of it."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from vault.encoding import sha256
from vault.errors import BadInput
from vault.pipeline import readings, showing, timeline, tokens
from vault.pipeline.history import History
from vault.pipeline.writer import Writer
from vault.prove import certificate_file
from vault.prove.bundle import EntryShown, LogShown, write_bundle
from vault.prove.certificate import Certificate, certificate
from vault.prove.certificate_facts import Facts, Stamp
from vault.prove.words import About, not_included, read_me
from vault.seal.signing import CERTIFICATE_NAMESPACE, KeySet, parse_line
from vault.store.folder import disk_errors, sync, sync_folder
from vault.store.index import Row
from vault.store.outside import free_place, part_of, put_in_place
from vault.timestamp.authorities import Roots
from vault.timestamp.rfc3161 import examine
from vault.verify import paths
from vault.verify.bundle import check_bundle
from vault.verify.report import Report

MOST_IN_BUNDLE = 12
"""Drafts of a bundle that get a certificate each; beyond them, the newest of each script."""


def certify(
    pen: Writer, draft: Row, out: Path, roots: Roots, *, zone: tzinfo, expects_time: bool,
    replaces: bool = False,
) -> Certificate:  # fmt: skip
    """Write the certificate of a draft to ``out``, and the signature over it beside it.

    A missing reading is made first. Both files appear, or neither. Raises ``BadInput`` when a place
    is taken and ``replaces`` is not said, ``Damaged`` when the record is lost.
    """
    target = free_place(out, replace=replaces)
    beside = free_place(target.with_name(f"{target.name}.sshsig"), replace=replaces)
    made, pdf = drawn(pen, draft, roots, zone=zone, expects_time=expects_time)
    signature = pen.signing.sign_file(CERTIFICATE_NAMESPACE, pdf)
    _write_both(target, pdf, beside, signature, replaces=replaces)
    return made


def drawn(
    pen: Writer, draft: Row, roots: Roots, *, zone: tzinfo, expects_time: bool
) -> tuple[Certificate, bytes]:
    """Return a draft's certificate and its PDF with the record attached, written nowhere yet.

    A missing reading is made first. Raises ``Damaged`` when the record is lost.
    """
    readings.make(pen, draft)
    pen.checkpoint()
    moment = pen.clock().now
    [told] = timeline.describe(pen.history, [draft], roots, expects_time=expects_time)
    logs = [_without_bytes(log) for log in showing.logs(pen, [draft], with_log=False)]
    evidence = _evidence(pen, draft, logs, roots, moment)
    facts = facts_of(pen.history, draft, told, logs, roots, pen.signing.public, moment, zone)
    made = certificate(replace(facts, checked=_checked(evidence, roots)), "file")
    return made, certificate_file.alone(made, evidence, pen.signing.public, moment)


def for_bundle(
    pen: Writer, drafts: Sequence[Row], logs: Sequence[LogShown], roots: Roots, *,
    zone: tzinfo, expects_time: bool,
) -> bytes:  # fmt: skip
    """Return the PDF for a bundle of these drafts: words for people (format, section 9)."""
    moment = pen.clock().now
    told = timeline.describe(pen.history, drafts, roots, expects_time=expects_time)
    chosen = {(row.log, row.seq) for row in _chosen(drafts)}
    certificates = [
        certificate(
            facts_of(pen.history, row, known, logs, roots, pen.signing.public, moment, zone),
            "bundle",
        )
        for row, known in zip(drafts, told, strict=True)
        if (row.log, row.seq) in chosen
    ]
    return certificate_file.in_bundle(certificates, told, moment)


def facts_of(
    history: History,
    draft: Row,
    told: dict[str, Any],
    logs: Sequence[LogShown],
    roots: Roots,
    issuer: KeySet,
    issued: datetime,
    zone: tzinfo,
) -> Facts:
    """Return what is known of a draft that these logs show; ``told`` as ``timeline`` tells it."""
    log = next(log for log in logs if log.log == draft.log)
    line = parse_line(next(entry.raw for entry in log.entries if entry.seq == draft.seq))
    reading = readings.latest(history, draft)
    first = next(row for row in history.rows("key") if (row.log, row.seq) == (draft.log, 0))
    return Facts(
        told=told,
        fields=draft.fields or {},
        line=line,
        reading=readings.told(reading) if reading else None,
        head=log.checkpoints[-1],
        signer=history.logs[draft.log].succession.at(draft.seq),
        issuer=issuer,
        writer=first.field("parties").get("writer", {}),
        declarations=[
            row.field("details")
            for row in history.rows("declaration", about=draft.leaf.hex())
        ],
        stamps=tuple(_stamps(history, draft, log, roots)),
        issued=issued,
        zone=zone,
    )  # fmt: skip


def _stamps(history: History, draft: Row, log: LogShown, roots: Roots) -> list[Stamp]:
    """Examine the tokens shown that cover the draft, earliest state first."""
    asked = {token.token: token.authority for token in tokens.held(history)}
    found = []
    for head in log.checkpoints:
        for token in log.tokens.get(head.hash, ()) if head.size > draft.seq else ():
            name = sha256(token).hex()
            report = examine(token, head.raw, roots)
            found.append(Stamp(report, name, head.size, asked.get(name, "")))
    return found


def _chosen(drafts: Sequence[Row]) -> Sequence[Row]:
    """Return the drafts that get pages of their own: all of a few, else each script's newest."""
    if len(drafts) <= MOST_IN_BUNDLE:
        return drafts
    newest = {str(row.field("script").get("id")): row for row in drafts}
    return list(newest.values())[-MOST_IN_BUNDLE:]


def _without_bytes(log: LogShown) -> LogShown:
    entries: list[EntryShown] = [replace(entry, content=None) for entry in log.entries]
    return replace(log, entries=tuple(entries))


def _evidence(
    pen: Writer, draft: Row, logs: Sequence[LogShown], roots: Roots, moment: datetime
) -> bytes:
    out = io.BytesIO()
    about = About("record", showing.hashes([draft]), page=False)
    text = read_me(pen.signing.public, showing.stamped(logs, roots), about)
    write_bundle(out, logs, pen.signing, text, moment, {paths.NOT_INCLUDED: not_included(about)})
    return out.getvalue()


def _checked(evidence: bytes, roots: Roots) -> tuple[tuple[str, str], ...]:
    report = Report()
    check_bundle(io.BytesIO(evidence), roots, report)
    return tuple((check.name, report.result(check.name)) for check in report.checks)


def _write_both(
    target: Path, pdf: bytes, beside: Path, signature: bytes, *, replaces: bool
) -> None:
    """Put both files in place; the certificate comes last and never stands without the other."""
    parts = {place: part_of(place) for place in (beside, target)}
    was = beside.read_bytes() if beside.exists() else None
    try:
        with disk_errors("the certificate"):
            for place, data in ((beside, signature), (target, pdf)):
                parts[place].unlink(missing_ok=True)
                with parts[place].open("xb") as file:
                    file.write(data)
                    file.flush()
                    sync(file.fileno())
            put_in_place(parts[beside], beside, replace=replaces)
            try:
                put_in_place(parts[target], target, replace=replaces)
            except (OSError, BadInput):
                if was is None:
                    beside.unlink()
                else:
                    beside.write_bytes(was)
                raise
            sync_folder(target.parent)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
