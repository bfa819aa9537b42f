"""What a check's report says to people: titles of checks, verdicts, times, as plain strings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath
from typing import Any

from vault.encoding import parse_time
from vault.ui import wording

Told = Mapping[str, Any]
"""A report as ``verify`` gives it."""

TITLES = {
    "pdf": "The PDF is in order",
    "container": "Wrapped as our format says",
    "bag": "Files are those listed",
    "bag-signature": "Signed as a whole",
    "certificate": "Printed pages are as signed",
    "licence": "The terms are signed",
    "terms": "Every page says the same terms",
    "keys": "Keys follow their own rules",
    "signer": "Who signed",
    "lines": "Entries are signed and unaltered",
    "fields": "What is shown was sealed",
    "content": "Drafts match their seals",
    "checkpoint-ed25519": "The log is signed, Ed25519",
    "checkpoint-mldsa": "The log is signed, ML-DSA-44",
    "inclusion": "Entries are part of the log",
    "history": "One unbroken history",
    "anchors": "Time answers are as received",
    "time": "Independent time",
    "not-before": "Record made no earlier than",
    "scene": "A scene shown alone",
    "reading": "Drafts read again",
    "page-is-release": "Check page inside the bundle",
}
"""What each check of the table is called on the page and in a saved report."""

MISSING = {
    "container": "the wrapping we gave it; the files were packed again by another program",
    "certificate": "the signature file that belongs beside the PDF",
    "content": "the drafts’ own bytes",
    "checkpoint-ed25519": "the Ed25519 signature over the log",
    "checkpoint-mldsa": "the ML-DSA-44 signature over the log",
    "time": "independent time",
    "history": "proof that these files are one history",
}
"""What is not there, or not yet, when a check leaves a report incomplete."""

LATER = "independent time for an entry that is later than the drafts, such as a name"
"""What is missing of independent time where every draft has its own."""

RESULTS = {
    "pass": ("good", "pass"),
    "fail": ("bad", "fail"),
    "pending": ("waiting", "pending"),
    "not-checked": ("muted", "not checked"),
}
"""A check's result: the state that colours it, and its words."""

TOGETHER = {
    "pass": ("good", "These files are one history: the later ones hold what the earlier ones say."),
    "fail": ("bad", "These files are not one history."),
    "not-checked": ("waiting", "Nothing in these files shows whether they are one history."),
}
"""Whether several files are one history: the state that colours it, and its words."""

KINDS = {
    "bundle": "Proof bundle",
    "certificate": "Certificate of Sealing",
    "copy": "Licensed copy",
}
"""What each kind of file is called."""

STATES = {"valid": "good", "incomplete": "waiting", "invalid": "bad"}
ICONS = {"valid": "verify", "incomplete": "incomplete", "invalid": "unverified"}

NOT_ESTABLISHED = "record no earlier than: not established"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict in words: its one line, and the sentence that says what it means."""

    name: str
    heading: str
    meaning: str


def verdict(told: Told) -> Verdict:
    """Return a report's verdict in words, naming the checks that keep it from being valid."""
    name = str(told["verdict"])
    if name == "valid":
        return Verdict(name, f"Valid. {_shown(told)}", "Every check that decides has passed.")
    if name == "incomplete":
        stamped = bool(told["drafts"]) and all(d["not_later_than"] for d in told["drafts"])
        wanting = [
            LATER if check == "time" and stamped else missing(check) for check in told["because"]
        ]
        return Verdict(
            name,
            "Incomplete. Nothing failed, but something is missing.",
            f"Missing: {'; '.join(wanting)}. What is missing did not fail, and it proves nothing.",
        )
    titles = "; ".join(title(check) for check in _broken(told))
    this, here = ("these files", "them") if "files" in told else ("this file", "it")
    return Verdict(
        name,
        f"Invalid. Do not rely on {this}.",
        f"Something in {here} was changed, forged or left out. Did not pass: {titles}.",
    )


def missing(check: str) -> str:
    """Return what is not there, or not yet, when a check leaves a report incomplete."""
    return MISSING.get(check, title(check))


def title(check: str) -> str:
    """Return what a check is called; a name that a later table has stands as it is."""
    return TITLES.get(check, check)


def result(name: str) -> tuple[str, str]:
    """Return the state and the words of a check's result."""
    return RESULTS[name]


def draft(shown: Mapping[str, Any]) -> str:
    """Return how a draft of a report is called."""
    name = script(shown)
    said = f"{name}, draft {shown['number']}" if name else f"Entry {shown['seq']}"
    return f"{said} ({PurePath(shown['file']).name})" if "file" in shown else said


def script(shown: Mapping[str, Any]) -> str:
    """Return the title of a draft's script; empty where it is not told."""
    return PurePosixPath(str(shown["script"] or "")).stem


def digest(shown: Mapping[str, Any]) -> str:
    """Return a draft's hash in words; a file may show scenes of it and not its hash."""
    sha256 = shown["sha256"]
    return f"SHA-256 {wording.groups(sha256, 8)}" if sha256 else "SHA-256 not shown"


def scene(shown: Mapping[str, Any]) -> str:
    """Return how a scene that is shown alone is called: its place, and the number it bears."""
    number = f", numbered {shown['number']}" if shown["number"] else ""
    name = f"{shown['division'].capitalize()} {shown['place']} of {shown['of']}"
    return f"{name} of entry {shown['seq']}{number}"


def latest(shown: Mapping[str, Any]) -> tuple[str, str]:
    """Return the upper bound of a draft's time: the state that colours it, and its words."""
    bound = shown["not_later_than"]
    if bound:
        return "good", f"existed no later than {wording.utc(parse_time(bound))}"
    return "waiting", "no independent time"


def earliest(shown: Mapping[str, Any]) -> str:
    """Return the lower bound of a draft's record in words."""
    bound = shown["not_earlier_than"]
    return f"record no earlier than {wording.utc(parse_time(bound))}" if bound else NOT_ESTABLISHED


def facts(told: Told) -> list[tuple[str, str, str]]:
    """Return what a copy says of itself: name, value and class; none for another file.

    D for what a person typed, M for what the writer's computer recorded.
    """
    about = told.get("copy") or {}
    if not about:
        return []
    reader, work = about["recipient"], about["work"]
    for_whom = ", ".join(part for part in (reader["name"], reader["organisation"]) if part)
    return [
        ("Copy", f"{about['copy_id']}, issued {about['issued']}", "M"),
        ("For", " · ".join(part for part in (for_whom, reader["mail"]) if part), "D"),
        ("Work", f"{work['title']}, {work['writer']}", "D"),
        ("Terms", about["sentence"], "D"),
        ("Status", f"{about['status']} ({about['licence']})", "D"),
        ("SHA-256 of the draft", wording.groups(about["draft"]["sha256"], 8), "M"),
    ]


def files(told: Told) -> list[str]:
    """Return a line for each of several files, and one for each state of a log they hold."""
    lines = [
        f"{PurePath(file['path']).name}: {KINDS[file['kind']]}, {file['verdict']}"
        for file in told["files"]
    ]
    for log in told["logs"]:
        lines += [
            f"Log {log['log']}, {state['size']} entries, root {state['root']}:"
            f" {', '.join(state['files'])}"
            for state in log["states"]
        ]
    return lines


def _shown(told: Told) -> str:
    """Return the sentence that a valid file stands for."""
    about = told.get("copy")
    if about:
        return (
            f"Copy {about['copy_id']} of “{about['work']['title']}” carries the terms that were"
            f" put to {about['recipient']['name']}."
        )
    if "files" in told:
        return f"{wording.count(len(told['files']), 'file')} are one history."
    drafts: Sequence[Mapping[str, Any]] = told["drafts"]
    names = {script(shown) for shown in drafts}
    of = f" of “{min(names)}”" if len(names) == 1 and min(names) else ""
    if len(names) > 1:
        of = f" of {wording.count(len(names), 'script')}"
    below = "time" if len(drafts) == 1 else "times"
    return f"{wording.count(len(drafts), 'draft')}{of} existed no later than the {below} below."


def _broken(told: Told) -> list[str]:
    """Return the checks that make a file invalid, those that failed before all others."""
    results = {check["name"]: check["result"] for check in told["checks"]}
    failed = [check for check in told["because"] if results.get(check) == "fail"]
    return failed or list(told["because"])
