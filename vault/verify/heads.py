"""The log's heads: checkpoints, inclusion, one history, tokens and what time they give."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

from vault import merkle
from vault.errors import Unreadable
from vault.log import checkpoint as heads
from vault.log import proofs
from vault.log.checkpoint import Checkpoint
from vault.timestamp.authorities import Roots
from vault.timestamp.rfc3161 import TokenReport, examine
from vault.verify import paths
from vault.verify.bag import Bag
from vault.verify.entries import LogShown
from vault.verify.report import Report

_BOTH = ("checkpoint-ed25519", "checkpoint-mldsa")
_NO_HEAD = "A checkpoint of the log is missing or not good."


@dataclass(slots=True)
class Heads:
    """The checkpoints of one log, and the tokens over each."""

    log: str
    checkpoints: dict[int, Checkpoint] = field(default_factory=dict)
    tokens: dict[int, list[TokenReport]] = field(default_factory=dict)
    included: set[int] = field(default_factory=set)
    leaves: list[bytes] = field(default_factory=list)
    """Those of all lines under the largest checkpoint, where they are here and give its root."""
    good: bool = True
    """Whether every checkpoint here is; what rests on one that is not cannot be checked."""
    joined: bool = True

    @property
    def largest(self) -> Checkpoint | None:
        """The head against which everything is proved."""
        return self.checkpoints[max(self.checkpoints)] if self.checkpoints else None

    def no_later_than(self, seq: int) -> datetime | None:
        """Return the earliest time that a passed token gives for an entry."""
        times = [
            token.gen_time + token.accuracy if token.accuracy else token.gen_time
            for size, tokens in self.tokens.items()
            for token in tokens
            if size > seq and token.result == "pass" and token.gen_time is not None
        ]
        return min(times) if times else None


def check_heads(
    bag: Bag, logs: dict[str, LogShown], roots: Roots, report: Report
) -> dict[str, Heads]:
    """Check the checkpoints, ``inclusion``, ``history``, ``anchors`` and ``time``."""
    found = {log: _checkpoints(bag, shown, report) for log, shown in logs.items()}
    for log, shown in logs.items():
        _check_inclusion(bag, shown, found[log], report)
        _check_history(bag, found[log], report)
    _check_parents(logs, found, report)
    _check_tokens(bag, found, roots, report)
    for log, shown in logs.items():
        divided = {place.number for place, _ in bag.of_kind("scene", log)}
        _check_time(shown, found[log], divided, report)
    return found


def _checkpoints(bag: Bag, shown: LogShown, report: Report) -> Heads:
    found = Heads(shown.log)
    for place, name in bag.of_kind("checkpoint", shown.log):
        raw = bag.files.get(name, b"")
        if not shown.followed:
            found.good = False
            for check in _BOTH:
                report.add(check, "not-checked", "The log's keys are not known.")
            continue
        try:
            keys = shown.succession.for_checkpoint(place.number)
            head = heads.parse(raw, keys)
            if head.log != shown.log or head.size != place.number:
                raise Unreadable("It is a checkpoint of something else.")
        except Unreadable as error:
            found.good = False
            for check in _BOTH:
                report.add(check, "fail", f"{name}: {error.message}")
            continue
        signed = (heads.verify_plain(head, keys), heads.verify_lasting(head, keys))
        for check, good in zip(_BOTH, signed, strict=True):
            report.add(check, "pass" if good else "fail", "" if good else f"{name} is not signed.")
        found.good = found.good and all(signed)
        if all(signed):
            found.checkpoints[head.size] = head
    return found


def _check_inclusion(bag: Bag, shown: LogShown, found: Heads, report: Report) -> None:
    head = found.largest
    if head is None or not found.good:
        report.add("inclusion", "not-checked", _NO_HEAD)
        return
    for seq, line in sorted(shown.lines.items()):
        name = paths.entry_name(shown.log, seq, "tlog-proof")
        try:
            proof = proofs.read_inclusion(bag.files.get(name, b""))
        except Unreadable as error:
            report.add("inclusion", "fail", f"Entry {seq}: {error.message}")
            continue
        if proof.number != seq or proof.checkpoint != head.raw:
            report.add("inclusion", "fail", f"{name} is a proof of something else.")
        elif merkle.verify_inclusion(line.leaf, seq, head.size, proof.steps, head.root):
            found.included.add(seq)
            report.add("inclusion", "pass")
        else:
            report.add("inclusion", "fail", f"Entry {seq} is not in the log that was signed.")


def _check_history(bag: Bag, found: Heads, report: Report) -> None:
    if not found.checkpoints or not found.good:
        report.add("history", "not-checked", _NO_HEAD)
        found.joined = False
        return
    sizes = sorted(found.checkpoints)
    expected = set()
    for old, new in pairwise(sizes):
        name = paths.consistency_name(found.log, old, new)
        expected.add(name)
        if not _joins(bag.files.get(name), found.checkpoints[old], found.checkpoints[new]):
            found.joined = False
            report.add(
                "history",
                "fail",
                f"Nothing proves that the log of {new} entries continues the one of {old}: a fork.",
            )
    _check_leaves(bag, found, report)
    for _, name in bag.of_kind("consistency", found.log):
        if name not in expected:
            found.joined = False
            report.add("history", "fail", f"{name} joins no two checkpoints shown.")
    if found.joined:
        report.add("history", "pass", _one_history(len(sizes)))


def _check_leaves(bag: Bag, found: Heads, report: Report) -> None:
    """Leaves of the whole log, by which any earlier state of it can be joined to this one."""
    head = found.largest
    for place, name in bag.of_kind("leaves", found.log):
        data = bag.files.get(name, b"")
        leaves = [data[at : at + merkle.SIZE] for at in range(0, len(data), merkle.SIZE)]
        whole = len(data) == merkle.SIZE * place.number
        if head and head.size == place.number and whole and merkle.root(leaves) == head.root:
            found.leaves = leaves
        else:
            found.joined = False
            report.add("history", "fail", f"{name} does not give the largest checkpoint's root.")


def _joins(data: bytes | None, old: Checkpoint, new: Checkpoint) -> bool:
    try:
        proof = proofs.read_consistency(data or b"")
    except Unreadable:
        return False
    return (
        proof.number == old.size
        and proof.checkpoint == new.raw
        and merkle.verify_consistency(old.size, new.size, proof.steps, old.root, new.root)
    )


def _check_parents(logs: dict[str, LogShown], found: dict[str, Heads], report: Report) -> None:
    """A log that continues another must cite a state of it, and be of its keys or their heirs."""
    for shown in logs.values():
        if shown.succession.parent is None or not shown.succession.sets:
            continue
        log, size, root = shown.succession.parent
        if log not in logs or not logs[log].followed:
            report.not_shown.append(
                f"Log {shown.log[:8]} says that it continues log {log[:8]}, which is not here, or"
                " without keys that can be followed."
            )
            if any(other is not shown and not _continues(other, logs) for other in logs.values()):
                report.add("keys", "fail", f"Nothing joins log {shown.log[:8]} to the others here.")
            continue
        problem = heir_problem(shown, logs[log], size)
        if problem is not None:
            report.add("keys", "fail", problem)
        cited = found[log].checkpoints.get(size)
        if cited is None or cited.root.hex() != root:
            report.add(
                "history",
                "fail",
                f"Log {shown.log[:8]} continues a state that is not shown: a fork.",
            )
    begun = [s for s in logs.values() if s.succession.sets and s.succession.parent is None]
    if len(begun) > 1:
        report.add("history", "fail", "Two logs here begin on their own: not one vault.")


def heir_problem(child: LogShown, parent: LogShown, size: int) -> str | None:
    """Return why a log may not continue its parent at that size, None if it may (section 5)."""
    before, own = parent.succession, child.succession.sets[0]
    if own != before.for_checkpoint(size) and not own.follows(before.for_checkpoint(size)):
        return f"Log {child.log[:8]} begins with keys of its own."
    if before.is_revoked(replace(child.lines[0], seq=size, key_event=None)):
        # Whoever stole a key could else go on under it in a log of his own.
        return f"Log {child.log[:8]} begins with a key that was revoked."
    return None


def _continues(shown: LogShown, logs: dict[str, LogShown]) -> bool:
    """Tell whether the log that this one says it continues is here, with its keys."""
    parent = shown.succession.parent
    return parent is not None and parent[0] in logs and logs[parent[0]].followed


def _check_tokens(bag: Bag, found: dict[str, Heads], roots: Roots, report: Report) -> None:
    known = {head.hash: head for log in found.values() for head in log.checkpoints.values()}
    raw = {bag.hashes[name] for _, name in bag.of_kind("checkpoint")}
    for place, name in bag.of_kind("token"):
        token = bag.files.get(name, b"")
        if bag.hashes[name] != place.hash or place.log not in raw:
            report.add("anchors", "fail", f"{name} is not the answer it was kept as.")
            continue
        report.add("anchors", "pass")
        head = known.get(place.log)
        if head is None:
            report.add("time", "not-checked", f"{name} is over a checkpoint that failed.")
            continue
        told = examine(token, head.raw, roots)
        found[head.log].tokens.setdefault(head.size, []).append(told)
        if told.result == "fail":
            report.add("time", "fail", f"A token over {head.size} entries: {told.reason}")
    if not report.has("anchors", "fail") and not report.has("anchors", "pass"):
        report.add("anchors", "pass", "The bundle holds no tokens.")


def _check_time(shown: LogShown, found: Heads, divided: set[int], report: Report) -> None:
    """Each asking entry needs one passed token over a checkpoint that covers it.

    A reading asks too when scenes of it are shown (``divided``): it may be younger than its draft.
    """
    if not found.joined:
        report.add("time", "not-checked", "The history the tokens cover could not be checked.")
        return
    for seq in sorted(shown.lines):
        told = shown.values.get(seq)
        if told is not None and not told.asks and seq not in divided:
            continue
        covering = [t for size, tokens in found.tokens.items() if size > seq for t in tokens]
        passed = [token for token in covering if token.result == "pass"]
        unread = [token for token in covering if token.result == "not-checked"]
        if passed:
            report.add("time", "pass", _names(passed))
        elif unread:
            report.add("time", "not-checked", f"Entry {seq}: {unread[0].reason}")
        elif not covering:
            report.add("time", "pending", "No independent authority has given a time for this yet.")


def _names(tokens: list[TokenReport]) -> str:
    told = []
    for token in tokens:
        extra = ", a root you added on this computer" if token.extra_root else ""
        told.append(f"{token.authority}{extra}")
    return "Given by " + "; ".join(sorted(set(told))) + "."


def _one_history(states: int) -> str:
    if states == 1:
        return "One state of the log is shown."
    return f"{states} states of the log are one history."
