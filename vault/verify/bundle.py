"""One bundle, every check that can run, one report."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from vault import assets
from vault.digests import Digests
from vault.encoding import Json, format_time, sha256
from vault.errors import BadInput
from vault.seal.signing import KeySet
from vault.timestamp.authorities import Roots
from vault.verify import bag as bags
from vault.verify import paths
from vault.verify.bag import TAKES, NotOurs
from vault.verify.entries import LogShown, check_entries, check_signer
from vault.verify.heads import Heads, check_heads
from vault.verify.report import Report
from vault.verify.said import said
from vault.verify.scenes import check_scenes

ALMOST_A_MILLISECOND = timedelta(microseconds=999)

LIMITS = (
    "Who wrote the text, whether it is original, and who holds the key: none of this is shown.",
    (
        "A second vault, a history forked from a backup, or an end of the log that was dropped"
        " before it was shown to anyone cannot be excluded."
    ),
    "Times marked as observed come from the writer's own computer and are not relied on.",
    "That watching was never switched off, and that no other variants were sealed, is not shown.",
)


def verify_bundle(
    path: Path, roots: Roots, signer: str | None = None, drafts: Sequence[Digests] = ()
) -> Report:
    """Check one bundle; nothing is unpacked, nothing is asked of the network.

    ``signer`` is a fingerprint obtained in another way, ``drafts`` are files at hand
    that the bundle may speak of without holding their bytes. Raises ``NotOurs`` for a file that
    is no bundle, ``BadInput`` for one that cannot be read.
    """
    report = Report()
    try:
        with path.open("rb") as file:
            check_bundle(file, roots, report, signer, drafts)
    except NotOurs as error:
        raise NotOurs(f"{path.name} is not a proof bundle.", TAKES) from error
    except OSError as error:
        raise unreadable(path, error) from error
    return report


def check_bundle(
    file: BinaryIO,
    roots: Roots,
    report: Report,
    signer: str | None = None,
    drafts: Sequence[Digests] = (),
) -> KeySet | None:
    """Make every check of a bundle into ``report``; returns the key set that signed it, if known.

    Arguments as ``verify_bundle``. Raises ``NotOurs`` for what is no bundle.
    """
    bag = bags.open_bag(file, report)
    if bag is None:
        report.stop("The bundle could not be opened.")
        report.not_shown.extend(LIMITS)
        return None
    logs = check_entries(bag, report, drafts)
    keys = check_signer(bag, logs, signer, report)
    report.signer = keys.fingerprint if keys else None
    heads = check_heads(bag, logs, roots, report)
    report.said = [said(shown, heads[log]) for log, shown in sorted(logs.items())]
    bags.check_bag(bag, report)
    check_scenes(bag, logs, report)
    _absent(bag, report)
    for log, shown in sorted(logs.items()):
        report.drafts.extend(
            {**values.draft, **_times(heads[log], seq)}
            for seq, values in sorted(shown.values.items())
            if values.draft is not None
        )
        report.not_shown.insert(0, _count(shown, heads[log]))
    if not report.not_shown:
        report.not_shown.append("Nothing of any log is shown.")
    report.not_shown.extend(LIMITS)
    return keys


def unreadable(path: Path, error: OSError) -> BadInput:
    """Return in words that the system gave no such file."""
    reason = (error.strerror or "it cannot be opened").lower()
    return BadInput(f"{path.name} cannot be read: {reason}.", TAKES)


def _absent(bag: bags.Bag, report: Report) -> None:
    """Say of the later parts of a bundle that they are not here, rather than pass in silence."""
    report.add("not-before", "not-checked", "No beacon stands in the record: not established.")
    report.add("reading", "not-checked", "The drafts were not read again.")
    _page(bag, report)
    if not report.has("content", "fail") and not report.has("content", "pass"):
        report.add("content", "not-checked", "No draft's bytes are in the bundle.")


def _page(bag: bags.Bag, report: Report) -> None:
    """Tell whether the page in the bundle is the one that this program brings."""
    there = bag.hashes.get(paths.PAGE)
    if there is None:
        report.add("page-is-release", "not-checked", "No check page is in here.")
    elif there == sha256(assets.read(f"verify/{paths.PAGE}")).hex():
        report.add("page-is-release", "pass")
    else:
        told = "The page in here is none that this program knows: get it from elsewhere."
        report.add("page-is-release", "not-checked", told)


def _count(shown: LogShown, heads: Heads) -> str:
    head = heads.largest
    if head is None:
        return f"How many entries log {shown.log[:8]} has is not known."
    hidden = head.size - len(heads.included)
    if not hidden:
        return f"Entries of log {shown.log[:8]} after its first {head.size}, which are all here."
    return (
        f"{hidden} of the {head.size} entries of log {shown.log[:8]} are not in this bundle"
        f" (key changes among them would not show)."
    )


def _times(heads: Heads, seq: int) -> dict[str, Json]:
    """Return between which times a draft came to be; without proof of its place, none."""
    latest = heads.no_later_than(seq) if heads.joined and seq in heads.included else None
    # Written in milliseconds, which must not come out earlier than the token says.
    told = format_time(latest + ALMOST_A_MILLISECOND) if latest else None
    return {"not_later_than": told, "not_earlier_than": None}
