"""The codes behind the hidden marks: for every copy, which of its words and lines stand aside.

At each site of a page a copy has one bit, 1 with a probability that the site has in all copies of
the draft: one of two, never a half, so that readers who lay their copies side by side do not come
out as nobody (Nuida and others, Designs, Codes and Cryptography 52, 2009: two points resist three
to four). Everything follows by HMAC-SHA-256 from a secret of the draft, and that from the vault
key: who has the recovery kit has all codes, and one draft's secret tells nothing of another's.

Form: the text ``marks.md`` beside the format.
"""

import hmac
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from vault.encoding import Json, canonical, is_hex, sha256
from vault.errors import BadInput
from vault.seal.keys import derive

Channel = Literal["word", "line", "variant", "blank"]
"""What a code moves or chooses: places of words and of lines, variants, and signs without width."""

SCALE = 1 << 16
SELDOM, OFTEN = 13849, SCALE - 13849
"""The two thresholds: (1 - 1/sqrt 3) / 2 of the scale, and the rest of it."""

EVERY = 4
"""There is a site for a sign without width behind one of so many words."""

VERSION = 1
_DOMAIN = "scriptvault/marks/v1/"
_BITS_A_BLOCK, _NUMBERS_A_BLOCK = 256, 16


@dataclass(frozen=True, slots=True)
class Parameters:
    """How far marks stand aside, in hundredths of a point; 0 where a channel is not used.

    ``variants`` is the leaf, in hex, of the entry with the sheet of variants that the copy was made
    with, or empty. ``blank`` is of how many words one is a site for signs without width, or 0.
    """

    word: int = 24
    line: int = 24
    variants: str = ""
    blank: int = 0

    def as_json(self) -> dict[str, Json]:
        """Return them as a copy's entry carries them."""
        used: dict[str, Json] = {"variants": self.variants} if self.variants else {}
        if self.blank:
            used["blank"] = self.blank
        return {"v": VERSION, "word": self.word, "line": self.line, **used}

    @classmethod
    def of_entry(cls, code: Mapping[str, Json]) -> "Parameters":
        """Return those that a copy's entry carries; ``BadInput`` if a newer program wrote them."""
        word, line, variants = code.get("word"), code.get("line"), code.get("variants", "")
        blank = code.get("blank", 0)
        known = code.get("v") == VERSION and (variants == "" or is_hex(variants, 64))
        known = known and blank in (0, EVERY)
        if not known or not isinstance(word, int) or not isinstance(line, int):
            raise BadInput(
                "The hidden marks of this copy were made by a newer Script Vault.", "Update it."
            )
        return cls(word, line, str(variants), EVERY if blank else 0)


DEFAULT = Parameters()
"""A three-hundredth of an inch: not seen in print, and found again in a scan of it."""


def draft_secret(vault_key: bytes, draft: bytes) -> bytes:
    """Return the 32 bytes from which all codes of a draft follow; ``draft`` is its line's leaf."""
    return derive(vault_key, _DOMAIN + "draft", draft)


def bias_key(secret: bytes) -> bytes:
    """Return the key of the probabilities, which all copies of a draft share."""
    return hmac.digest(secret, f"{_DOMAIN}bias\n".encode(), "sha256")


def copy_key(secret: bytes, copy_id: str) -> bytes:
    """Return the key of one copy's code; without the secret it tells nothing of another copy's."""
    return hmac.digest(secret, f"{_DOMAIN}copy\n{copy_id}".encode(), "sha256")


@dataclass(frozen=True, slots=True)
class CopyCode:
    """The code of one copy. Who is given these two keys can recompute it, and no other copy's."""

    bias: bytes = field(repr=False)
    copy: bytes = field(repr=False)

    @classmethod
    def derived(cls, secret: bytes, copy_id: str) -> "CopyCode":
        """Return the code of a copy from its draft's secret."""
        return cls(bias_key(secret), copy_key(secret, copy_id))

    def bits(self, channel: Channel, page: int, sites: int) -> list[int]:
        """Return the bits, 0 or 1, of the first ``sites`` sites of a page, counted from 1."""
        return code_bits(self.copy, thresholds(self.bias, channel, page, sites), channel, page)

    def shifts(self, channel: Channel, page: int, sites: int) -> list[int]:
        """Return the same as signs: +1 to the right or down for a 1, -1 for a 0."""
        return [2 * bit - 1 for bit in self.bits(channel, page, sites)]

    def commitment(self, parameters: Parameters) -> str:
        """Return the hash, in hex, that binds a copy's entry to this code and gives none of it."""
        head = f"{_DOMAIN}commitment\n".encode()
        return sha256(head + self.bias + self.copy + canonical(parameters.as_json())).hex()


def thresholds(bias: bytes, channel: Channel, page: int, sites: int) -> list[int]:
    """Return of each site how many of 65,536 numbers give a 1 there; one list for all copies.

    Divided by ``SCALE``, they are the probabilities exactly.
    """
    wanted = -(-sites // _BITS_A_BLOCK)
    stream = int.from_bytes(_blocks(bias, channel, page, wanted))
    bits = f"{stream:0{max(1, wanted) * _BITS_A_BLOCK}b}"
    return [OFTEN if bit == "1" else SELDOM for bit in bits[:sites]]


def code_bits(copy: bytes, least: Sequence[int], channel: Channel, page: int) -> list[int]:
    """Return a copy's bits on a page whose ``thresholds`` are given.

    Any 32 random bytes for ``copy`` give the code of a copy that nobody has.
    """
    numbers = drawn(copy, channel, page, len(least))
    return [int(number < below) for number, below in zip(numbers, least, strict=False)]


def drawn(key: bytes, channel: Channel, page: int, count: int) -> Sequence[int]:
    """Return ``count`` numbers of 16 bits that follow from a copy's key."""
    wanted = -(-count // _NUMBERS_A_BLOCK)
    return struct.unpack(f">{wanted * _NUMBERS_A_BLOCK}H", _blocks(key, channel, page, wanted))


def _blocks(key: bytes, channel: Channel, page: int, count: int) -> bytes:
    return b"".join(
        hmac.digest(key, f"{channel}\n{page}\n{block}".encode(), "sha256") for block in range(count)
    )
