"""How a certificate spells what it says: times, numbers, hashes, the sentences of its limits."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

Style = Literal["plain", "bold", "italic", "code"]

Said = tuple[tuple[str, Style], ...]
"""One paragraph: words and how they are meant to look."""

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

CLASSES = (
    ("M", "recorded by the writer’s own computer"),
    ("T", "attested by a third party"),
    ("D", "declared by the signer, not checked"),
)
"""The letters that stand beside each datum, and what they mean."""

ROUTES = {
    "watched": "by the watch, as the file was saved",
    "found": "by a scan of the folder; saved while the watch was off",
    "first-scan": "by the first scan of the folder; how old the file was is not known",
    "manual": "by hand, as the file lay there",
    "import": "by import, as found; not witnessed",
}

FLAGS = {
    "incomplete": "the file looked unfinished",
    "clock-set-back": "the computer’s clock had been set back",
    "clock-jump": "the computer’s clock had jumped",
    "after-gap": "the watch had been interrupted before",
}

FORMATS = {"fdx": "Final Draft", "fountain": "Fountain", "text": "plain text"}

_LIMITS = """
These exact bytes existed no later than the time stated. They may be older; this does not say
when they were first made.

A key signed them. It leads to a person only as far as something else shows who holds the key.

To have and to sign a text is not to have made it. Nothing here shows authorship, originality or
any right, and ideas are not covered.

What is marked D was typed by the signer and was not checked.

The computer’s own clock and its file dates are written down and not relied on. The time rests
on the authorities named, and on nothing else.

Between entries of the log their order is proved. What came before the first entry, outside the
watched folders or while the watch was off does not show, and an absence proves nothing.

Someone who copied a file can seal it too. A seal does not notice that.

Saved drafts show versions, not typing. They do not show whether words were composed, pasted,
dictated or generated.

A second vault, a history continued from a backup, or an end of the log that was dropped before
anyone saw it cannot be excluded.

This is not a registration and no substitute for registration or for a contract. It gives no
statutory right.

All of it rests on the strength of the hashes and signatures, on honest authorities, on correct
programs, and on a key that was kept secret.

What was checked was checked by the version and on the day stated. Anyone may repeat it.
"""
LIMITS = tuple(" ".join(limit.split()) for limit in _LIMITS.split("\n\n"))
"""What a certificate does not show, in full."""


def plain(text: str) -> Said:
    """Return a paragraph of plain words."""
    return ((text, "plain"),)


def code(text: str) -> Said:
    """Return a paragraph for machines: a hash, a key."""
    return ((text, "code"),)


def moment(when: datetime, *, precise: bool = False) -> str:
    """Return a time in UTC for people; ``precise`` keeps milliseconds that are not zero."""
    when = when.astimezone(UTC)
    thousandths = f".{when.microsecond // 1000:03d}" if precise and when.microsecond else ""
    return f"{day(when)}, {when:%H:%M:%S}{thousandths} UTC"


def day(when: datetime) -> str:
    """Return a date for people, the month in English on every computer."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def bound(when: datetime) -> str:
    """Return the latest moment: never rounded to an earlier one."""
    return moment(when, precise=True)


def local(when: datetime, zone: tzinfo) -> str:
    """Return the same moment by the clock on the wall, with its distance from UTC."""
    there = when.astimezone(zone)
    minutes = int((there.utcoffset() or timedelta()).total_seconds() // 60)
    sign, minutes = ("−", -minutes) if minutes < 0 else ("+", minutes)
    return f"{there:%H:%M} UTC{sign}{minutes // 60:02d}:{minutes % 60:02d}"


def count(number: int, what: str, several: str = "") -> str:
    """Return a number with its noun: 1 page, 1,200 pages."""
    return f"{number:,} {what if number == 1 else several or what + 's'}"


def groups(digits: str, size: int = 4) -> str:
    """Return hex in groups, capitals, as people read it aloud."""
    text = digits.upper()
    return " ".join(text[i : i + size] for i in range(0, len(text), size))


def key_words(fingerprint: str) -> str:
    """Return twelve English words for a fingerprint: its first 128 bits and a checksum (BIP 39)."""
    from mnemonic import Mnemonic

    return str(Mnemonic("english").to_mnemonic(bytes.fromhex(fingerprint)[:16]))


def certificate_id(leaf: bytes, checkpoint: bytes) -> str:
    """Return the short name of the certificate of one entry under one checkpoint: SV-7F3K-Q2.

    30 bits of a SHA-256 over the leaf and the checkpoint file, under a domain of its own, as six
    of the 32 letters that are not mistaken for one another. It names, and proves nothing.
    """
    digest = hashlib.sha256(b"scriptvault/certificate/v1\n" + leaf + checkpoint).digest()
    number = int.from_bytes(digest[:4], "big") >> 2
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    code = "".join(letters[number >> shift & 31] for shift in range(25, -1, -5))
    return f"SV-{code[:4]}-{code[4:]}"


def listed(parts: Sequence[str]) -> str:
    """Return parts as a list in a sentence."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def shortened(text: str, most: int) -> str:
    """Return a text of at most ``most`` characters; a longer one loses words in its middle."""
    if len(text) <= most:
        return text
    tail = most // 3
    head, end = text[: most - tail - 1], text[-tail:]
    if " " in head[len(head) // 2 :]:
        head = head[: head.rindex(" ") + 1]
    if " " in end[: tail // 2]:
        end = end[end.index(" ") :]
    return f"{head}…{end}"
