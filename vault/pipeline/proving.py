"""Proving: the chosen drafts with all that a stranger needs to check them, as one bundle."""

from collections.abc import Sequence
from datetime import UTC, tzinfo
from pathlib import Path
from typing import BinaryIO

from vault import assets
from vault.errors import BadInput, Damaged
from vault.pipeline import certifying, disclosing, readings, record, showing, tokens
from vault.pipeline.history import History
from vault.pipeline.writer import Writer
from vault.prove.bundle import write_bundle
from vault.prove.words import About, not_included, read_me
from vault.store.index import Row
from vault.store.outside import free_place, written_whole
from vault.timestamp.authorities import Roots
from vault.verify import paths
from vault.verify.bundle import check_bundle
from vault.verify.report import Report


def prove(
    pen: Writer,
    drafts: Sequence[Row],
    out: Path,
    roots: Roots,
    *,
    replace: bool = False,
    with_log: bool = False,
    with_record: bool = False,
    evidence: bool = False,
    scenes: Sequence[int] = (),
    page: bool = True,
    expects_time: bool = False,
    zone: tzinfo = UTC,
) -> Report:
    """Write the bundle of these drafts to ``out`` and return what its check says.

    ``evidence``: without the drafts' bytes, and without a word, a title or a name. ``scenes``: of
    one draft, nothing but the scenes at these places, from 1. ``page``: with the page and the
    script that check it. ``with_record``: with what is recorded of what left the desk: copies and
    deliveries of these drafts, licences of their scripts, all evidence. Missing readings are made
    first.
    ``zone`` is that of the clock on the wall, for the words on paper; ``expects_time`` says that an
    authority is to be asked. The file appears whole and checked, or not at all. Raises ``BadInput``
    when there is nothing to prove, no such scene, or ``out`` is taken, ``Damaged`` when a draft's
    bytes are lost or the bundle would not stand its own check.
    """
    if not drafts:
        raise BadInput("There are no drafts to prove yet.", "Seal one first.")
    if scenes and (len(drafts) != 1 or evidence or with_log):
        raise BadInput("Scenes are shown alone, of one draft.", "Name one draft and its scenes.")
    if with_record and (scenes or evidence):
        raise BadInput(
            "The record names people and what was paid: it does not go without words.",
            "Leave out --with-record, or prove the drafts whole.",
        )
    target = free_place(out, replace=replace)
    for row in drafts:
        if scenes or readings.latest(pen.history, row) is None:
            readings.make(pen, row)
    pen.checkpoint()
    more = record.rows_of(pen.history, drafts) if with_record else []
    shown = showing.logs(pen, drafts, with_log=with_log, more=more)
    about = About(record=_listed(more), page=page)
    if scenes:
        shown, division = disclosing.scenes_alone(pen.history, shown, drafts[0], scenes)
        about = About("scenes", (), tuple(sorted(set(scenes))), division, page)
    elif evidence:
        shown = disclosing.evidence_only(shown)
        about = About("evidence", showing.hashes(drafts), page=page)
    text = read_me(pen.signing.public, showing.stamped(shown, roots), about)
    if scenes or evidence:  # a certificate has the title on it
        words = {paths.NOT_INCLUDED: not_included(about)}
    else:
        words = {
            paths.CERTIFICATE: certifying.for_bundle(
                pen, drafts, shown, roots, zone=zone, expects_time=expects_time
            )
        }
    if page:
        words |= {name: assets.read(f"verify/{name}") for name in (paths.PAGE, paths.SCRIPT)}
    with written_whole(target, "the bundle", replace=replace) as file:
        write_bundle(file, shown, pen.signing, text, pen.clock().now, words)
        return _checked(file, roots)


def without_time(
    history: History, drafts: Sequence[Row], roots: Roots
) -> tuple[list[Row], list[Row]]:
    """Return which of these drafts, and of the declarations about them, have no time that passed.

    What was declared after the last stamp goes into a bundle, and asks for a time of its own.
    """
    times, leaves = tokens.times(history, roots), {row.leaf.hex() for row in drafts}
    said = [r for r in history.rows("declaration") if r.field("details").get("draft") in leaves]
    bare = [[r for r in rows if times.of(r)[1] != "stamped"] for rows in (drafts, said)]
    return bare[0], bare[1]


def _listed(more: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """Return each entry of the record by its place, and what it is."""
    several = len({row.log for row in more}) > 1
    return tuple(
        (f"entry {row.seq}{f' of log {row.log[:8]}' if several else ''}", record.in_words(row))
        for row in more
    )


def _checked(file: BinaryIO, roots: Roots) -> Report:
    """Check what was written, as a stranger will; what fails is never handed out."""
    report = Report()
    file.seek(0)
    check_bundle(file, roots, report)
    if report.verdict == "invalid":
        failed = [name for name in report.because if report.result(name) == "fail"]
        told = " ".join(f"{name}: {report.detail(name)}" for name in failed)
        raise Damaged(
            f"The bundle would be invalid, so it was not written. {told}",
            "Run check --all, and restore the vault from a backup.",
        )
    return report
