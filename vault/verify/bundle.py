"""One bundle, every check that can run, one report."""

from datetime import timedelta
from pathlib import Path

from vault.encoding import Json, format_time
from vault.timestamp.authorities import Roots
from vault.verify import bag as bags
from vault.verify.entries import LogShown, check_entries, check_signer
from vault.verify.heads import Heads, check_heads
from vault.verify.report import Report, table

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


def verify_bundle(path: Path, roots: Roots, signer: str | None = None) -> Report:
    """Check one bundle; nothing is unpacked, nothing is asked of the network.

    ``signer`` is a fingerprint obtained in another way. Raises ``NotOurs`` for a file that is no
    bundle, ``BadInput`` for one that cannot be read.
    """
    report = Report()
    bag = bags.open_bag(path, report)
    if bag is None:
        for check in table():
            if check.name != "container":
                report.add(check.name, "not-checked", "The bundle could not be opened.")
        report.not_shown.extend(LIMITS)
        return report
    logs = check_entries(bag, report)
    check_signer(bag, logs, signer, report)
    heads = check_heads(bag, logs, roots, report)
    bags.check_bag(bag, report)
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
    return report


def _absent(bag: bags.Bag, report: Report) -> None:
    """Say of the later parts of a bundle that they are not here, rather than pass in silence."""
    report.add("not-before", "not-checked", "No beacon stands in the record: not established.")
    report.add("scene", "not-checked", "No scene is shown alone.")
    report.add("reading", "not-checked", "The drafts were not read again.")
    there = "verify.html" in bag.hashes
    told = "The page in this bundle was not compared." if there else "No check page is in here."
    report.add("page-is-release", "not-checked", told)
    if not report.has("content", "fail") and report.result("content") == "not-checked":
        report.add("content", "not-checked", "No draft's bytes are in the bundle.")


def _count(shown: LogShown, heads: Heads) -> str:
    head = heads.largest
    if head is None:
        return f"How many entries log {shown.log[:8]} has is not known."
    hidden = head.size - len(heads.included)
    return (
        f"{hidden} of the {head.size} entries of log {shown.log[:8]} are not in this bundle"
        f" (key changes among them would not show)."
        if hidden
        else f"All {head.size} entries of log {shown.log[:8]} up to its head are in this bundle."
    )


def _times(heads: Heads, seq: int) -> dict[str, Json]:
    """Return between which times a draft came to be; without proof of its place, none."""
    latest = heads.no_later_than(seq) if heads.joined and seq in heads.included else None
    # Written in milliseconds, which must not come out earlier than the token says.
    told = format_time(latest + ALMOST_A_MILLISECOND) if latest else None
    return {"not_later_than": told, "not_earlier_than": None}
