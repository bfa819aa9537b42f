"""The recovery kit on paper: as text, as a page to print, and read back from either."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from vault.errors import BadInput, Unreadable

_TEXT = """SCRIPT VAULT RECOVERY KIT

Vault id     {vault}
Fingerprint  {fingerprint}

{words}

With these {count} words and a copy of the vault folder, every draft can be opened and read
when the passphrase or the computer is lost. They also hold the keys that will follow the present
ones. Whoever has both the words and the folder can read everything: print this page, keep it
where you keep your contracts, and delete the file.

Test it now, nothing is changed by it:   scriptvault keys test-kit --kit THIS-FILE
"""

LARGEST = 1 << 22
"""Bytes of the largest file that is looked at for a kit."""

_MARK = b"%PDF-"
_ROW = re.compile(r"^\s*(\d{1,2})[.)]?\s+([A-Za-z]+)\s*$", re.MULTILINE)
_NUMBERED = re.compile(r"(?<![\w.])(\d{1,2})[.)]?\s+([A-Za-z]{3,8})(?!\w)")
_MOST_PAGES = 3


@dataclass(frozen=True, slots=True)
class Kit:
    """What a recovery kit says: which vault it opens, whose keys it continues, its words."""

    vault_id: str
    fingerprint: str
    words: tuple[str, ...]
    made: datetime


def text(kit: Kit) -> bytes:
    """Return the kit as a text file."""
    rows = [f"{place:2d}. {word}" for place, word in enumerate(kit.words, start=1)]
    return _TEXT.format(
        vault=kit.vault_id,
        fingerprint=kit.fingerprint,
        words="\n".join(rows),
        count=len(kit.words),
    ).encode()


def words_in(data: bytes, count: int) -> list[str]:
    """Return the words of a kit from its file, text or PDF, or from the words alone.

    Raises ``BadInput`` for what cannot be read as text; whether they are a kit is not looked at.
    """
    said = _of_pdf(data) if data.lstrip()[:5] == _MARK else _of_text(data)
    rows = _ROW.findall(said)
    return _in_order(rows, count) or _in_order(_anywhere(said), count) or said.split()


def _in_order(numbered: Iterable[tuple[str, str]], count: int) -> list[str] | None:
    """Return the words by their numbers, if each from 1 to ``count`` has one."""
    found: dict[int, list[str]] = {}
    for number, word in numbered:
        found.setdefault(int(number), []).append(word)
    if all(len(found.get(place, [])) == 1 for place in range(1, count + 1)):
        return [found[place][0] for place in range(1, count + 1)]
    return None


def _anywhere(said: str) -> list[tuple[str, str]]:
    """Return numbers with the words behind them, in whatever columns they stand.

    Only words that a kit may have are looked at, so that “24 words” is not taken for one.
    """
    from mnemonic import Mnemonic

    book = frozenset(Mnemonic("english").wordlist)
    return [pair for pair in _NUMBERED.findall(said) if pair[1].lower() in book]


def _of_text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("The recovery kit is not a text.", "Check the file.") from error


def _of_pdf(data: bytes) -> str:
    from vault.licence.pdf import opened

    try:
        with opened(data, time.monotonic, strict=False) as document:
            return "\n".join(map(document.words, islice(document.pages(), _MOST_PAGES)))
    except Unreadable as error:
        raise BadInput(f"The recovery kit cannot be read. {error}", "Check the file.") from error
