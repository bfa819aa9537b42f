"""The secrets: signing seeds, the vault key, the slots that wrap them, the recovery kit's words.

Nothing here is ever logged or shown; records of secrets print no contents.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from vault.encoding import Json, b64, canonical, is_hex, parse_canonical, unb64
from vault.errors import BadInput, Unreadable, WrongPassphrase
from vault.seal.signing import (
    KeySet,
    line_message,
    next_hash,
    sshsig_armour,
    sshsig_message,
)

Random = Callable[[int], bytes]
"""A source of that many unpredictable bytes (``os.urandom`` outside tests)."""

SLOT_DOMAIN = b"scriptvault/slot/v1\n"
RECOVERY_INFO = "scriptvault/recovery/v1/"
KIT_WORDS = 24
ARGON2ID = {"m": 65_536, "t": 3, "p": 4}
ARGON2ID_MOST = {"m": 1_048_576, "t": 16, "p": 16}


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


def passphrase_slot(secrets: Secrets, passphrase: str, random: Random) -> bytes:
    """Wrap all secrets under a passphrase; returns the slot file's bytes (format, section 7)."""
    if secrets.ed25519_seed is None or secrets.mldsa_seed is None:
        raise BadInput("Only the complete keys can be put under a passphrase.")
    kdf: dict[str, Json] = {"alg": "argon2id", **ARGON2ID, "salt": random(16).hex()}
    opened: dict[str, Json] = {
        "vault": secrets.vault_key.hex(),
        "ed25519": secrets.ed25519_seed.hex(),
        "ml-dsa-44": secrets.mldsa_seed.hex(),
    }
    return _wrap("passphrase", kdf, _argon2id(passphrase, kdf), opened, random)


def recovery_slot(vault_key: bytes, kit: bytes, random: Random) -> bytes:
    """Wrap the vault key under the recovery kit's 32 bytes; returns the slot file's bytes."""
    salt = random(32)
    kdf: dict[str, Json] = {"alg": "hkdf-sha256", "salt": salt.hex()}
    key = derive(kit, RECOVERY_INFO + "vault", salt)
    return _wrap("recovery", kdf, key, {"vault": vault_key.hex()}, random)


def open_passphrase(slot: bytes, passphrase: str) -> Secrets:
    """Open a passphrase slot. Raises ``WrongPassphrase``, or ``Unreadable`` for a bad slot."""
    members = _parse_slot(slot, "passphrase", "argon2id", {"m", "t", "p"})
    opened = _unwrap(members, _argon2id(passphrase, members["kdf"]))
    if opened is None:
        raise WrongPassphrase("This passphrase does not open the vault.", "Try it again.")
    if set(opened) != {"vault", "ed25519", "ml-dsa-44"}:
        raise Unreadable("The passphrase slot holds other secrets than it should.")
    return Secrets(*(bytes.fromhex(opened[name]) for name in ("vault", "ed25519", "ml-dsa-44")))


def open_recovery(slot: bytes, kit: bytes) -> Secrets:
    """Open the recovery slot with the kit's 32 bytes; reads only. Raises ``WrongPassphrase``."""
    members = _parse_slot(slot, "recovery", "hkdf-sha256", set())
    if not is_hex(members["kdf"]["salt"], 64):
        raise Unreadable("The recovery slot has no salt.")
    salt = bytes.fromhex(members["kdf"]["salt"])
    opened = _unwrap(members, derive(kit, RECOVERY_INFO + "vault", salt))
    if opened is None:
        raise WrongPassphrase(
            "This recovery kit does not open this vault.",
            "Check that its vault id is the one in the vault's README.txt.",
        )
    if set(opened) != {"vault"}:
        raise Unreadable("The recovery slot holds other secrets than it should.")
    return Secrets(bytes.fromhex(opened["vault"]))


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


def _argon2id(passphrase: str, kdf: dict[str, Any]) -> bytes:
    """Derive a slot key (RFC 9106) within limits that a hostile slot cannot exceed."""
    for name, most in ARGON2ID_MOST.items():
        value = kdf[name]
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            raise Unreadable("The passphrase slot asks for an absurd amount of work.")
    if kdf["m"] < 8 * kdf["p"]:  # RFC 9106, section 3.1
        raise Unreadable("The passphrase slot asks for less memory than its lanes need.")
    if not is_hex(kdf["salt"], 32):
        raise Unreadable("The passphrase slot has no salt.")
    try:
        secret = unicodedata.normalize("NFC", passphrase).encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadInput(
            "The passphrase holds bytes that are no text.", "Give it in UTF-8."
        ) from error
    work = Argon2id(
        salt=bytes.fromhex(kdf["salt"]),
        length=32,
        iterations=kdf["t"],
        lanes=kdf["p"],
        memory_cost=kdf["m"],
    )
    return work.derive(secret)


def _wrap(
    slot: str, kdf: dict[str, Json], key: bytes, opened: dict[str, Json], random: Random
) -> bytes:
    nonce = random(12)
    members: dict[str, Json] = {"v": 1, "slot": slot, "kdf": kdf, "nonce": nonce.hex()}
    bound = SLOT_DOMAIN + canonical(members)
    wrapped = AESGCM(key).encrypt(nonce, canonical(opened), bound)
    return canonical({**members, "wrapped": b64(wrapped)})


def _unwrap(members: dict[str, Any], key: bytes) -> dict[str, str] | None:
    bound = SLOT_DOMAIN + canonical({k: v for k, v in members.items() if k != "wrapped"})
    try:
        opened = AESGCM(key).decrypt(
            bytes.fromhex(members["nonce"]), unb64(members["wrapped"]), bound
        )
    except InvalidTag:
        return None
    secrets = parse_canonical(opened)
    if not isinstance(secrets, dict) or not all(is_hex(v, 64) for v in secrets.values()):
        raise Unreadable("This slot holds no keys of ours.")
    return secrets


def _parse_slot(slot: bytes, name: str, alg: str, work: set[str]) -> dict[str, Any]:
    members = parse_canonical(slot)
    if not isinstance(members, dict) or set(members) != {"v", "slot", "kdf", "nonce", "wrapped"}:
        raise Unreadable("This is not a key slot.")
    kdf = members["kdf"]
    version = members["v"] == 1 and not isinstance(members["v"], bool)
    if not version or members["slot"] != name or not is_hex(members["nonce"], 24):
        raise Unreadable(f"This is not a {name} slot of this version.")
    if not isinstance(kdf, dict) or set(kdf) != work | {"alg", "salt"} or kdf["alg"] != alg:
        raise Unreadable(f"This {name} slot has another derivation than it should.")
    return members
