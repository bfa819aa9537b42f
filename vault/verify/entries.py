"""The entries shown: key events, lines, fields, and the drafts' bytes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from vault.digests import Digests
from vault.encoding import parse_canonical
from vault.errors import Unreadable
from vault.log.succession import Succession
from vault.records import Line
from vault.seal.signing import (
    BUNDLE_NAMESPACE,
    FIRST_PREV,
    KeySet,
    allowed_signers,
    parse_key_set,
    parse_line,
    verify_line,
    verify_sshsig,
)
from vault.verify import paths
from vault.verify.bag import Bag
from vault.verify.fields import Shown, check_content, read_fields
from vault.verify.report import Report


@dataclass(slots=True)
class LogShown:
    """What a bundle shows of one log."""

    log: str
    lines: dict[int, Line] = field(default_factory=dict)
    values: dict[int, Shown] = field(default_factory=dict)
    signed: set[int] = field(default_factory=set)
    """The entries whose lines are signed by the key in force."""
    succession: Succession = field(default_factory=Succession)
    followed: bool = True
    """Whether its key events could be followed to the end; else no signature can be checked."""


def check_entries(bag: Bag, report: Report, at_hand: Sequence[Digests] = ()) -> dict[str, LogShown]:
    """Check ``lines``, ``keys``, ``fields`` and ``content``; returns what stood the test.

    ``at_hand`` are files beside the bundle, each to be one of the drafts shown.
    """
    logs: dict[str, LogShown] = {}
    _check_missing(bag, report)
    for place, name in bag.of_kind("line"):
        shown = logs.setdefault(place.log, LogShown(place.log))
        try:
            line = parse_line(bag.files.get(name, b""))
        except Unreadable as error:
            report.add("lines", "fail", f"Entry {place.number}: {error.message}")
            continue
        if line.log != place.log or line.seq != place.number:
            report.add("lines", "fail", f"{name} holds another entry than its name says.")
            continue
        shown.lines[line.seq] = line
    if not logs:
        report.add("lines", "fail", "The bundle shows no entries.")
        report.add("keys", "fail", "The bundle does not show the keys of its log.")
    for shown in logs.values():
        _check_keys(shown, report)
        _check_lines(shown, report)
        _check_fields(shown, bag, at_hand, report)
    _check_given(logs, at_hand, report)
    _check_strays(bag, logs, report)
    return logs


def check_signer(
    bag: Bag, logs: dict[str, LogShown], signer: str | None, report: Report
) -> KeySet | None:
    """Check ``bag-signature``, ``signer`` and the key sets in ``trust/``; returns the bag's set."""
    heads = _heads(logs)
    shown_sets = {keys.fingerprint: keys for log in logs.values() for keys in log.succession.sets}
    for place, name in bag.of_kind("keys"):
        try:
            keys = parse_key_set(parse_canonical(bag.files.get(name, b"")))
        except Unreadable as error:
            report.add("keys", "fail", f"{name}: {error.message}")
            continue
        if keys.fingerprint != place.hash or keys.fingerprint not in shown_sets:
            report.add("keys", "fail", f"{name} is not a key set of a log shown here.")
    for fingerprint in shown_sets:
        if f"trust/{fingerprint}.json" not in bag.files:
            report.add("keys", "fail", f"The key set {fingerprint[:16]} is missing from trust/.")
    signed_by = _bag_signature(bag, heads, report)
    _check_fingerprint(signer, signed_by, report)
    return signed_by


def _bag_signature(bag: Bag, heads: list[KeySet], report: Report) -> KeySet | None:
    tagged = bag.files.get(paths.TAG_MANIFEST)
    armour = bag.files.get(paths.SIGNATURE)
    signers = bag.files.get(paths.ALLOWED_SIGNERS)
    if signers is None:
        report.add("bag-signature", "fail", f"{paths.ALLOWED_SIGNERS} is missing.")
    if tagged is None or armour is None:
        report.add("bag-signature", "fail", "The bundle's manifest is not signed.")
        return None
    if not heads:
        report.add("bag-signature", "not-checked", "No keys could be read to check it with.")
        return None
    for keys in heads:
        if verify_sshsig(armour, tagged, BUNDLE_NAMESPACE, keys.ed25519):
            if signers is not None and signers != allowed_signers(keys):
                report.add("bag-signature", "fail", "trust/allowed_signers names other keys.")
            report.add("bag-signature", "pass", f"Signed with key {keys.short}.")
            return keys
    report.add(
        "bag-signature", "fail", "The signature over the manifest is not by the log's present key."
    )
    return None


def _check_fingerprint(signer: str | None, signed_by: KeySet | None, report: Report) -> None:
    if signer is None:
        short = signed_by.short if signed_by else "that was used"
        report.add("signer", "not-checked", f"Nothing here says who holds the key {short}.")
    elif signed_by is None:
        report.add("signer", "not-checked", "The bundle's signature could not be checked.")
    elif "".join(signer.split()).lower() == signed_by.fingerprint:
        report.add("signer", "pass")
    else:
        report.add("signer", "fail", f"The bundle was signed by {signed_by.fingerprint}.")


def _heads(logs: dict[str, LogShown]) -> list[KeySet]:
    """Return the sets in force at the head of each log that none here continues."""
    known = [log for log in logs.values() if log.followed]
    continued = {log.succession.parent[0] for log in known if log.succession.parent}
    heads = [log.succession.sets[-1] for log in known if log.log not in continued]
    return list(dict.fromkeys(heads))


def _check_keys(shown: LogShown, report: Report) -> None:
    """Follow the key events in order; one that does not count spoils what comes after it."""
    name = shown.log[:8]
    if 0 not in shown.lines:
        report.add("keys", "fail", f"Entry 0 of log {name}, which names its keys, is not shown.")
        shown.followed = False
        return
    for seq in sorted(shown.lines):
        line = shown.lines[seq]
        if line.key_event is None and seq != 0:
            continue
        try:
            shown.succession.take(line)
            if not verify_line(line, shown.succession.at(seq)):
                raise Unreadable(f"Entry {seq} changes the keys without their signature.")
        except Unreadable as error:
            report.add("keys", "fail", error.message)
            shown.followed = False
            return
    for line in shown.lines.values():
        if shown.succession.is_revoked(line):
            report.add("keys", "fail", f"Entry {line.seq} is signed by a key that was revoked.")
    report.add("keys", "pass", f"Signed with key {shown.succession.sets[-1].short}.")


def _check_lines(shown: LogShown, report: Report) -> None:
    for seq in sorted(shown.lines):
        line = shown.lines[seq]
        before = shown.lines.get(seq - 1)
        expected = FIRST_PREV if seq == 0 else before.leaf.hex() if before else line.prev
        if line.prev != expected:
            report.add("lines", "fail", f"Entry {seq} does not follow the entry before it.")
        if not shown.followed:
            report.add("lines", "not-checked", "The keys that sign the lines are not known.")
        elif verify_line(line, shown.succession.at(seq)):
            shown.signed.add(seq)
            report.add("lines", "pass")
        else:
            report.add("lines", "fail", f"Entry {seq} is not signed by the key in force there.")


def _check_fields(shown: LogShown, bag: Bag, at_hand: Sequence[Digests], report: Report) -> None:
    there: dict[int, list[str]] = {}
    for place, name in bag.of_kind("data", shown.log):
        there.setdefault(place.number, []).append(name)
    for seq, line in sorted(shown.lines.items()):
        name = paths.entry_name(shown.log, seq, "json")
        if name not in bag.files:
            report.add("fields", "fail", f"The fields of entry {seq} are missing or too long.")
            continue
        try:
            found = read_fields(bag.files[name], line)
        except Unreadable as error:
            report.add("fields", "fail", f"Entry {seq}: {error.message}")
            continue
        report.add("fields", "pass")
        if found.changes_keys not in (None, line.key_event is not None):
            report.add("keys", "fail", f"Entry {seq} is of another kind than its line says.")
        shown.values[seq] = found
        here = {n: bag.data[n] for n in there.get(seq, [])}
        check_content(seq, found, here, at_hand, report)


def _check_missing(bag: Bag, report: Report) -> None:
    """Each entry of which anything is here is shown by its line."""
    for kind in ("fields", "inclusion"):
        for place, _ in bag.of_kind(kind):
            if paths.entry_name(place.log, place.number, "line") not in bag.places:
                report.add("lines", "fail", f"The line of entry {place.number} is missing.")


def _check_given(logs: dict[str, LogShown], at_hand: Sequence[Digests], report: Report) -> None:
    """Each file beside the bundle is some entry's, unless a draft that hides its hash has it."""
    entries = [found for shown in logs.values() for found in shown.values.values()]
    if any(found.draft is not None and found.sealed == "hidden" for found in entries):
        return
    if not all(any(found.takes(file) for found in entries) for file in at_hand):
        report.add("content", "fail", "A file you gave is none of those that the entries sealed.")


def _check_strays(bag: Bag, logs: dict[str, LogShown], report: Report) -> None:
    """Nothing may lie in the bundle that no check has read."""
    for kind in ("fields", "inclusion", "data"):
        for place, name in bag.of_kind(kind):
            shown = logs.get(place.log)
            if shown is None or place.number not in shown.lines:
                report.add("bag", "fail", f"{name} belongs to no entry shown.")
            elif kind == "data" and place.number not in shown.values:
                report.add("content", "not-checked", f"What {name} must be is not known.")
    for kind in ("checkpoint", "consistency", "leaves"):
        for place, name in bag.of_kind(kind):
            if place.log not in logs:
                report.add("bag", "fail", f"{name} belongs to no log shown.")
