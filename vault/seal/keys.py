"""The secrets: signing seeds, the vault key, the recovery kit's words.

Nothing here is ever logged or shown; records of secrets print no contents.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from vault.encoding import Json, b64, canonical
from vault.errors import BadInput
from vault.seal.signing import (
    KeySet,
    line_message,
    next_hash,
    sshsig_armour,
    sshsig_message,
)

Random = Callable[[int], bytes]
"""A source of that many unpredictable bytes (``os.urandom`` outside tests)."""

RECOVERY_INFO = "scriptvault/recovery/v1/"
KIT_WORDS = 24


class SigningKeys:
    """The Ed25519 and ML-DSA-44 keys in force: signs lines, checkpoints and bundles."""

    def __init__(self, ed25519_seed: bytes, mldsa_seed: bytes, next_keys: str) -> None:
        self._ed25519 = Ed25519PrivateKey.from_private_bytes(ed25519_seed)
        self._mldsa = MLDSA44PrivateKey.from_seed_bytes(mldsa_seed)
        self.public = KeySet(
            ed25519=self._ed25519.public_key().public_bytes_raw(),
            mldsa44=self._mldsa.public_key().public_bytes_raw(),
            next=next_keys,
        )
        self._short = self.public.short

    def sign(self, message: bytes) -> bytes:
        """Return an Ed25519 signature, 64 bytes; ``message`` begins with its own domain."""
        return self._ed25519.sign(message)

    def sign_mldsa(self, message: bytes) -> bytes:
        """Return an ML-DSA-44 signature with empty context, 2,420 bytes (FIPS 204)."""
        return self._mldsa.sign(message)

    def sign_line(self, members: Mapping[str, Json]) -> bytes:
        """Return the finished line, without newline, for all members but ``key`` and ``sig``."""
        named: dict[str, Json] = {**members, "key": self._short}
        return canonical({**named, "sig": b64(self.sign(line_message(named)))})

    def sign_file(self, namespace: str, message: bytes) -> bytes:
        """Return an armoured SSH signature over ``message`` (OpenSSH PROTOCOL.sshsig)."""
        signature = self.sign(sshsig_message(namespace, message))
        return sshsig_armour(self.public.ed25519, namespace, signature)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a slot opens: the vault key, and the signing seeds unless it came from the kit."""

    vault_key: bytes = field(repr=False)
    ed25519_seed: bytes | None = field(default=None, repr=False)
    mldsa_seed: bytes | None = field(default=None, repr=False)

    def signing(self, next_keys: str) -> SigningKeys | None:
        """Return the signing keys, or None where only reading was opened."""
        if self.ed25519_seed is None or self.mldsa_seed is None:
            return None
        return SigningKeys(self.ed25519_seed, self.mldsa_seed, next_keys)


def derive(secret: bytes, info: str, salt: bytes | None = None) -> bytes:
    """Return 32 bytes by HKDF-SHA-256 (RFC 5869) for one named purpose."""
    return HKDF(SHA256(), 32, salt, info.encode("ascii")).derive(secret)


def next_seeds(kit: bytes) -> tuple[bytes, bytes]:
    """Return the Ed25519 and ML-DSA-44 seeds of the next key set, which only the kit holds."""
    return derive(kit, RECOVERY_INFO + "ed25519"), derive(kit, RECOVERY_INFO + "ml-dsa-44")


def next_commitment(kit: bytes) -> str:
    """Return the hash that today's key set carries of the keys that the kit holds."""
    following = SigningKeys(
        *next_seeds(kit), next_keys=""
    ).public  # their own next is not drawn yet
    return next_hash(following.ed25519, following.mldsa44)


def kit_words(kit: bytes) -> list[str]:
    """Return the kit's 32 bytes as 24 English words with checksum (BIP 39)."""
    from mnemonic import Mnemonic

    return Mnemonic("english").to_mnemonic(kit).split()


def kit_from_words(words: Sequence[str]) -> bytes:
    """Return the kit's 32 bytes from its words.

    Raises ``BadInput`` naming the word that is not in the list, or the failed checksum.
    """
    from mnemonic import Mnemonic

    given = [word.strip().lower() for word in words]
    if len(given) != KIT_WORDS:
        raise BadInput(
            f"A recovery kit has {KIT_WORDS} words, this one has {len(given)}.",
            "Enter them all, in their order.",
        )
    book = Mnemonic("english")
    for place, word in enumerate(given, start=1):
        if word not in book.wordlist:
            raise BadInput(f"Word {place} is not one a recovery kit uses.", "Check its spelling.")
    try:
        return bytes(book.to_entropy(given))
    except ValueError as error:
        raise BadInput(
            "These words do not belong together.", "Check each word and their order."
        ) from error
