"""What a bundle may show, what it will hold, and what its check came to: plain words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from vault.errors import BadInput
from vault.ui import verify_words, wording
from vault.ui.drafts import Draft

_RANGE = re.compile(r"([0-9]{1,5})(?:\s*[-–]\s*([0-9]{1,5}))?")
_HINT = "Write scenes as they are counted from the first, such as 3 or 5-7."

EVIDENCE = (
    "Hashes, signatures and times. Whoever has a draft’s file can compare it; nobody else learns"
    " what is in it."
)
SCENES = (
    "The words of the scenes you name, and proof that they stand at these places of the sealed"
    " draft. Whoever gets the bundle can read these scenes alone."
)

RECORD = (
    "What is recorded of these drafts’ copies and deliveries and of their scripts’ licences, with"
    " all evidence. It names people and fees."
)


class Extent(Enum):
    """How much of the drafts a bundle shows."""

    WHOLE = "The whole text"
    SCENES = "Some scenes and nothing else"
    EVIDENCE = "Evidence alone, without a word, a title or a name"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which drafts may be proved: in words, and as ``prove`` is told of them."""

    words: str
    drafts: tuple[Draft, ...]
    reference: str | None = None
    script: str | None = None


def choices(drafts: Sequence[Draft], draft: Draft) -> list[Choice]:
    """Return what may be proved from a draft; what comes to the same stands once."""
    own = tuple(other for other in drafts if other.script_id == draft.script_id)
    name = f"“{draft.label}”, draft {draft.number}" if draft.label else f"Draft {draft.number}"
    found = [Choice(f"{name} of {draft.title}", (draft,), reference=draft.reference)]
    if len(own) > 1:
        words = f"All {len(own):,} drafts of {draft.title}"
        found.append(Choice(words, own, script=draft.script_id))
    if len(drafts) > len(own):
        scripts = wording.count(len({other.script_id for other in drafts}), "script")
        words = f"Everything: {len(drafts):,} drafts of {scripts}"
        found.append(Choice(words, tuple(drafts)))
    return found


def scenes(text: str, last: int) -> list[int]:
    """Return the scenes that are named, as in ``3, 5-7``, each once and in order.

    Raises ``BadInput`` for what names none, and for a scene beyond the ``last``.
    """
    found: set[int] = set()
    for part in filter(None, re.split(r"[\s,;]*[,;][\s,;]*|\s{2,}", text.strip())):
        matched = _RANGE.fullmatch(part.strip())
        if matched is None:
            raise BadInput(f"“{part[:40]}” names no scene.", _HINT)
        begin, end = int(matched[1]), int(matched[2] or matched[1])
        if not 1 <= begin <= end <= last:
            raise BadInput(f"The draft has {wording.count(last, 'scene')}.", _HINT)
        found.update(range(begin, end + 1))
    if not found:
        raise BadInput("No scene is named.", _HINT)
    return sorted(found)


def contents(chosen: Sequence[Draft], drafts: Sequence[Draft], extent: Extent) -> list[str]:
    """Return in sentences what a bundle of the chosen drafts holds, and what it does not."""
    one = len(chosen) == 1
    sentences = [*_shown(len(chosen), extent), "A page that checks it in any browser."]
    waiting = sum(draft.not_later_than is None for draft in chosen)
    if waiting and one:
        sentences.append("The draft has no independent time yet; the bundle will say so.")
    elif waiting:
        have = "has" if waiting == 1 else "have"
        sentences.append(f"{waiting:,} of them {have} no independent time yet; the bundle says so.")
    scripts = {draft.script_id for draft in chosen}
    if extent is not Extent.EVIDENCE and len(scripts) < len({d.script_id for d in drafts}):
        sentences.append("Nothing of your other scripts, not even their names.")
    return sentences


def _shown(count: int, extent: Extent) -> list[str]:
    if extent is Extent.EVIDENCE:
        return [EVIDENCE]
    if extent is Extent.SCENES:
        return [SCENES]
    text, them = "The full text of 1 draft", "it"
    if count > 1:
        text, them = f"The full text of {count:,} drafts", "them"
    return [
        f"{text}, byte for byte. Whoever gets the bundle can read {them}.",
        "A certificate to print, the signatures, and your name as the vault has it.",
    ]


def verdict(name: str, because: Sequence[str]) -> tuple[str, str, str]:
    """Return what the check of a written bundle came to: state, line, sentence."""
    if name == "valid":
        return "good", "The bundle is valid.", "It was checked as a stranger would check it."
    if name == "incomplete":
        missing = "; ".join(verify_words.missing(check) for check in because)
        return (
            "waiting",
            "The bundle is written, and incomplete.",
            f"Missing: {missing}. Nothing failed.",
        )
    titles = "; ".join(map(verify_words.title, because))
    return "bad", "The bundle is invalid.", f"Do not pass it on. Did not pass: {titles}."
