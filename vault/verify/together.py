"""Are they one history? What several files say of each log, forked, joined or neither."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from vault.encoding import Json
from vault.verify.forks import Named, entries, forks, names, prefix_roots
from vault.verify.heads import heir_problem
from vault.verify.report import Report
from vault.verify.said import State

File = tuple[str, Report]
"""A file by its name in words, and what its own check said."""


@dataclass(slots=True)
class LogTogether:
    """One log in all files: what is said of it, and who says which of its states."""

    log: str
    said: list[Named] = field(default_factory=list)
    states: dict[State, list[str]] = field(default_factory=dict)
    parent: str | None = None

    def add(self, state: State, name: str) -> None:
        """Note that a file says a state."""
        files = self.states.setdefault(state, [])
        if name not in files:
            files.append(name)


def lay_together(files: Sequence[File], report: Report) -> list[Json]:
    """Add to ``report`` whether the files are one history (``history``), and return the logs.

    Each log is told with its states, the names of the files that say each, and whether all are
    joined.
    """
    logs = _gathered(files)
    _check_copies(files, logs, report)
    _check_heirs(logs, report)
    groups = {log: _joined(one) for log, one in logs.items()}
    forked = False
    for log, one in sorted(logs.items()):
        told = list(forks(log, one.said, one.states))
        for sentence in told:
            report.add("history", "fail", sentence)
        forked = forked or bool(told)
        if not told:
            _check_joined(one, groups[log], report)
    _check_one_vault(logs, report)
    if not forked and not report.has("history", "not-checked"):
        largest = [
            max(one.states, key=lambda state: state.size) for one in logs.values() if one.states
        ]
        told_of = ", ".join(f"log {s.log[:8]} up to {entries(s.size)}" for s in sorted(largest))
        report.add("history", "pass", f"{len(files)} files are one history: {told_of}.")
    return [_told(one, groups[log]) for log, one in sorted(logs.items())]


def _gathered(files: Sequence[File]) -> dict[str, LogTogether]:
    logs: dict[str, LogTogether] = {}
    for name, own in files:
        for one in own.said:
            log = logs.setdefault(one.log, LogTogether(one.log))
            log.said.append((name, one))
            for state in one.states:
                log.add(state, name)
            if one.cites is not None:
                log.parent = one.cites.log
                logs.setdefault(one.cites.log, LogTogether(one.cites.log)).add(one.cites, name)
    return logs


def _check_copies(files: Sequence[File], logs: dict[str, LogTogether], report: Report) -> None:
    """Take in what copies say; anybody can sign that, so only the log's own keys count."""
    copies = [
        (name, own.signer, State(str(said["log"]), int(str(said["size"])), str(said["root"])))
        for name, own in files
        if own.kind == "copy" and own.result("licence") == "pass"
        for said in [own.about["checkpoint"]]
        if isinstance(said, dict)
    ]
    for name, signer, state in copies:
        log = logs.setdefault(state.log, LogTogether(state.log))
        keys = {key for _, said in log.said for key in said.signers}
        if not keys:  # no file shows whose log it is: copies count if one key signed them all
            keys = {key for _, key, other in copies if other.log == state.log and key}
            keys = keys if len(keys) == 1 else set()
        if signer in keys:
            log.add(state, name)
        else:
            report.add(
                "history",
                "not-checked",
                f"{name} is signed with a key that no other file shows to be one of log"
                f" {state.log[:8]}: what it says of that log counts for nothing.",
            )


def _check_heirs(logs: dict[str, LogTogether], report: Report) -> None:
    """Hold each log that continues another to the other's keys, wherever that one is shown."""
    for child in logs.values():
        for name, said in child.said:
            above = logs[said.cites.log].said if said.cites else []
            for other, parent in above:
                known = max((state.size for state in parent.states), default=0)
                if other == name or said.cites is None or known < said.cites.size:
                    continue
                problem = heir_problem(said.shown, parent.shown, said.cites.size)
                if problem is not None:
                    report.add("keys", "fail", f"{name}, held against {other}: {problem}")


def _joined(log: LogTogether) -> list[list[State]]:
    """Return the states of a log in groups, each joined within itself; smallest state first."""
    groups = {state: {state} for state in log.states}
    for _, said in log.said:
        roots = prefix_roots(said.leaves, {state.size for state in log.states})
        same = [state for state in log.states if roots.get(state.size) == state.root]
        for together in (same, said.states if said.joined else ()):
            whole = set().union(*(groups[state] for state in together))
            groups.update(dict.fromkeys(whole, whole))
    return sorted(
        sorted(group) for group in {id(group): group for group in groups.values()}.values()
    )


def _check_joined(log: LogTogether, groups: list[list[State]], report: Report) -> None:
    """Name the last state of each group that nothing joins to the largest one."""
    largest = max(log.states, key=lambda state: state.size, default=None)
    apart = [group[-1] for group in groups if largest not in group]
    if largest is None or not apart:
        return
    told = [f"{entries(state.size)} ({names(log.states[state])})" for state in apart]
    report.add(
        "history",
        "not-checked",
        f"Nothing here joins log {log.log[:8]} of {names(told)} to that of"
        f" {entries(largest.size)} ({names(log.states[largest])}). Ask for a bundle or a"
        f" certificate made since, when the log had {entries(largest.size)} or more, and give it"
        " with these.",
    )


def _check_one_vault(logs: dict[str, LogTogether], report: Report) -> None:
    """All logs go back to one; two that do not may be two vaults, or two writers."""
    tops: dict[str, list[str]] = defaultdict(list)
    for log, one in sorted(logs.items()):
        top, seen = log, {log}
        while (above := logs[top].parent) is not None and above not in seen:
            seen.add(above)
            top = above
        tops[top] += [name for files in one.states.values() for name in files]
    if len(tops) > 1:
        told = " and ".join(
            f"{top[:8]} ({names(who) if who else 'no state'})" for top, who in tops.items()
        )
        report.add(
            "history", "not-checked", f"These are different logs, and nothing joins them: {told}."
        )


def _told(log: LogTogether, groups: list[list[State]]) -> Json:
    states: list[Json] = [
        {"size": state.size, "root": state.root, "files": list(names)}
        for state, names in sorted(log.states.items())
    ]
    return {"log": log.log, "joined": len(groups) == 1, "states": states}
