"""Finding drafts by title, name, date or hash, as they are typed into the search field."""

import re
from collections.abc import Sequence
from datetime import tzinfo

from vault.encoding import is_hex
from vault.ui import wording
from vault.ui.drafts import Draft

LEAST_HASH = 4
"""Digits after which a word may be meant as the beginning of a hash."""

_NUMBER = re.compile(r"\d+")
"""A number is looked for as a whole: 2 is the second draft, not every draft of 2026."""


def find(drafts: Sequence[Draft], asked: str, zone: tzinfo | None) -> list[Draft]:
    """Return the drafts that have every word that was typed, in their order; all for no words."""
    words = asked.casefold().split()
    return [draft for draft in drafts if _has(draft, words, zone)] if words else list(drafts)


def _has(draft: Draft, words: Sequence[str], zone: tzinfo | None) -> bool:
    when = draft.at(zone)
    month = wording.MONTHS[when.month - 1]
    said = " ".join(
        (
            draft.script,
            draft.label or "",
            f"draft {draft.number}",
            draft.format_name,
            f"{when:%Y-%m-%d}",
            f"{when.day} {month} {when.year}",
            wording.DAYS[when.weekday()],
        )
    ).casefold()
    numbers = set(_NUMBER.findall(said))
    return all(
        (word in numbers if word.isdecimal() else word in said) or _begins(draft.sha256, word)
        for word in words
    )


def _begins(sha256: str, word: str) -> bool:
    long = len(word) >= LEAST_HASH
    return long and is_hex(word, len(word)) and sha256.startswith(word)
