"""Proving: the chosen drafts with all that a stranger needs to check them, as one bundle."""

from collections.abc import Sequence
from datetime import UTC, tzinfo
from pathlib import Path

from vault import assets
from vault.errors import BadInput
from vault.pipeline import certifying, disclosing, readings, showing
from vault.pipeline.writer import Writer
from vault.prove.bundle import write_bundle
from vault.prove.words import NOT_INCLUDED, read_me
from vault.store.index import Row
from vault.store.outside import free_place, written_whole
from vault.timestamp.authorities import Roots
from vault.verify import paths
from vault.verify.bundle import verify_bundle
from vault.verify.report import Report


def prove(
    pen: Writer,
    drafts: Sequence[Row],
    out: Path,
    roots: Roots,
    *,
    replace: bool = False,
    with_log: bool = False,
    evidence: bool = False,
    scenes: Sequence[int] = (),
    page: bool = True,
    expects_time: bool = False,
    zone: tzinfo = UTC,
) -> Report:
    """Write the bundle of these drafts to ``out`` and return what its check says.

    ``evidence``: without the drafts' bytes, and without a word, a title or a name. ``scenes``: of
    one draft, nothing but the scenes at these places, from 1. ``page``: with the page and the
    script that check it. Missing readings are made first.
    ``zone`` is that of the clock on the wall, for the words on paper; ``expects_time`` says that an
    authority is to be asked. The file appears whole or not at all. Raises ``BadInput`` when there
    is nothing to prove, no such scene, or ``out`` is taken, ``Damaged`` when a draft's bytes are
    lost.
    """
    if not drafts:
        raise BadInput("There are no drafts to prove yet.", "Seal one first.")
    if scenes and (len(drafts) != 1 or evidence or with_log):
        raise BadInput("Scenes are shown alone, of one draft.", "Name one draft and its scenes.")
    target = free_place(out, replace=replace)
    for row in drafts:
        if readings.latest(pen.history, row) is None:
            readings.make(pen, row)
    pen.checkpoint()
    shown = showing.logs(pen, drafts, with_log=with_log)
    text = read_me(pen.signing.public, showing.stamped(shown, roots))
    if scenes:
        shown = disclosing.scenes_alone(pen.history, shown, drafts[0], scenes)
    elif evidence:
        shown = disclosing.evidence_only(shown)
    if scenes or evidence:  # a certificate has the title on it
        words = {paths.NOT_INCLUDED: NOT_INCLUDED}
    else:
        words = {
            paths.CERTIFICATE: certifying.for_bundle(
                pen, drafts, shown, roots, zone=zone, expects_time=expects_time
            )
        }
    if page:
        words |= {name: assets.read(f"verify/{name}") for name in (paths.PAGE, paths.SCRIPT)}
    with written_whole(target, "the bundle") as file:
        write_bundle(file, shown, pen.signing, text, pen.clock().now, words)
    return verify_bundle(target, roots)
