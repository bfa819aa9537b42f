"""What the detail of a draft says: its proof in one sentence, and the facts beneath it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from vault.ui import wording
from vault.ui.drafts import Draft

ROUTES = {
    "watched": "noticed as it was saved",
    "found": "found by a look through the folder, after it was saved",
    "first-scan": "found when the folder was first looked through",
    "manual": "sealed by hand",
    "import": "imported as found, not witnessed",
}
FLAGS = {
    "incomplete": "the file looked incomplete when it was read",
    "clock-set-back": "this computer's clock had been set back",
    "clock-jump": "this computer's clock had jumped",
    "after-gap": "the watch had been interrupted before",
}


def proof(draft: Draft, authorities: Sequence[str]) -> tuple[str, str, str]:
    """Return a draft's proof: its state, the sentence, and what is to be said about it."""
    if draft.not_later_than is not None:
        given = f"The time is signed by {_and(authorities)}. " if authorities else ""
        return (
            "good",
            f"Existed no later than {wording.utc(draft.not_later_than)}.",
            f"{given}The draft may be older; it cannot be younger.",
        )
    if draft.time_status == "waiting":
        return (
            "waiting",
            "Waiting for independent time.",
            (
                "It is sealed on this computer. No authority has answered yet. Nothing is wrong,"
                " and nothing is proved about its time."
            ),
        )
    if draft.time_status == "refused":
        return (
            "bad",
            "The time that was given does not count.",
            "An answer came whose signature or hash does not fit this draft. It is asked again.",
        )
    return (
        "muted",
        "No independent time.",
        "It was never asked for. The draft is sealed and signed, and its place in the log shows.",
    )


Fact = tuple[str, str, str]
"""A name, a value, and the letter of its class."""


def known_facts(draft: Draft) -> list[Fact]:
    """Return the rows below the sentence that the timeline knows without asking."""
    return [
        ("Hash (SHA-256)", wording.groups(draft.sha256, 8), "M"),
        ("Sealed", f"{wording.utc(draft.sealed_at)}, by this computer's clock", "M"),
        ("How", _how(draft.route, draft.flags), "M"),
        ("Number", f"draft {draft.number} of this script", "M"),
        ("File", f"{draft.script}, {wording.size(draft.size)}", "M"),
        ("Text", _text(draft), "M"),
    ]


def facts(draft: Draft, told: Mapping[str, Any], names: Mapping[str, str]) -> list[Fact]:
    """Return all rows below the sentence; ``names`` are the authorities' by their address."""
    entry = told["entry"]
    rows = [
        *known_facts(draft),
        ("Signed with key", wording.groups(entry["signer"], 8), "M"),
        ("Entry", f"{entry['seq']} of log {entry['log'][:16]}", "M"),
    ]
    rows += [_anchor(anchor, names) for anchor in _first_ones(told["anchors"])]
    rows += [("Copy", _copy(copy), "D") for copy in told["copies"]]
    rows += [
        ("Name", f"“{said['label']}”, given by you", "D")
        for said in told["declarations"]
        if said.get("declaration") == "label"
    ][-1:]
    return rows


def names_of(told: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """Return the authorities whose tokens cover a draft, each once."""
    first = _first_ones(told["anchors"])
    return [names.get(anchor["authority"], anchor["authority"]) for anchor in first]


def _first_ones(anchors: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return each authority's first token over a draft: every later one covers it too."""
    first: dict[str, Mapping[str, Any]] = {}
    for anchor in sorted(anchors, key=lambda anchor: int(anchor["size"])):
        first.setdefault(anchor["authority"], anchor)
    return list(first.values())


def _anchor(anchor: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str, str]:
    who = names.get(anchor["authority"], anchor["authority"])
    size = anchor["size"]
    over = f"over the log's first {size:,} entries" if size > 1 else "over the log's first entry"
    return "Time authority", f"{who}, {over}: {wording.groups(anchor['checkpoint'][:16], 8)} …", "T"


def _copy(copy: Mapping[str, Any]) -> str:
    issued = datetime.fromisoformat(copy["issued"])
    return f"{copy['copy_id']} for {copy['recipient']}, {wording.date(issued)}"


def _how(route: str, flags: Sequence[str]) -> str:
    said = [ROUTES.get(route, route)]
    said += [FLAGS.get(flag, flag.replace("-", " ")) for flag in flags]
    return "; ".join(said)


def _text(draft: Draft) -> str:
    if draft.not_read:
        return f"sealed as it is: {draft.not_read}"
    counted = [
        wording.count(number, what)
        for number, what in (
            (draft.pages, "page"),
            (draft.scenes, "scene"),
            (draft.words, "word"),
        )
        if number is not None
    ]
    return "about " + ", ".join(counted) if counted else "not read yet"


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
