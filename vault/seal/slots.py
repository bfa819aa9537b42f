"""Key slots: the secrets, wrapped under what opens them (format, section 7).

A passphrase opens everything, so does a key that the system's keyring holds; the recovery kit opens
for reading.
"""

import unicodedata
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from vault.encoding import Json, b64, canonical, is_hex, parse_canonical, unb64
from vault.errors import BadInput, Unreadable, WrongPassphrase
from vault.seal.keys import RECOVERY_INFO, Random, Secrets, derive

SLOT_DOMAIN = b"scriptvault/slot/v1\n"
KEYRING_INFO = "scriptvault/keyring/v1/vault"
ARGON2ID = {"m": 65_536, "t": 3, "p": 4}
ARGON2ID_MOST = {"m": 1_048_576, "t": 16, "p": 16}
_ALL = ("vault", "ed25519", "ml-dsa-44")


def passphrase_slot(secrets: Secrets, passphrase: str, random: Random) -> bytes:
    """Wrap all secrets under a passphrase; returns the slot file's bytes (format, section 7)."""
    kdf: dict[str, Json] = {"alg": "argon2id", **ARGON2ID, "salt": random(16).hex()}
    return _wrap("passphrase", kdf, _argon2id(passphrase, kdf), _all(secrets), random)


def keyring_slot(secrets: Secrets, key: bytes, random: Random) -> bytes:
    """Wrap all secrets under 32 bytes that the system's keyring keeps; returns the slot file."""
    salt = random(32)
    kdf: dict[str, Json] = {"alg": "hkdf-sha256", "salt": salt.hex()}
    return _wrap("keyring", kdf, derive(key, KEYRING_INFO, salt), _all(secrets), random)


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
    return _complete(opened, "passphrase")


def open_keyring(slot: bytes, key: bytes) -> Secrets:
    """Open a keyring slot. Raises ``WrongPassphrase``, or ``Unreadable`` for a bad slot."""
    opened = _unwrap_derived(slot, "keyring", key, KEYRING_INFO)
    if opened is None:
        raise WrongPassphrase(
            "What this computer's keyring holds does not open the vault.", "Give the passphrase."
        )
    return _complete(opened, "keyring")


def open_recovery(slot: bytes, kit: bytes) -> Secrets:
    """Open the recovery slot with the kit's 32 bytes; reads only. Raises ``WrongPassphrase``."""
    opened = _unwrap_derived(slot, "recovery", kit, RECOVERY_INFO + "vault")
    if opened is None:
        raise WrongPassphrase(
            "This recovery kit does not open this vault.",
            "Check that its vault id is the one in the vault's README.txt.",
        )
    if set(opened) != {"vault"}:
        raise Unreadable("The recovery slot holds other secrets than it should.")
    return Secrets(bytes.fromhex(opened["vault"]))


def _all(secrets: Secrets) -> dict[str, Json]:
    if secrets.ed25519_seed is None or secrets.mldsa_seed is None:
        raise BadInput("Only the complete keys can be put into this slot.", "Give the passphrase.")
    parts = (secrets.vault_key, secrets.ed25519_seed, secrets.mldsa_seed)
    return {name: part.hex() for name, part in zip(_ALL, parts, strict=True)}


def _complete(opened: dict[str, str], slot: str) -> Secrets:
    if set(opened) != set(_ALL):
        raise Unreadable(f"The {slot} slot holds other secrets than it should.")
    return Secrets(*(bytes.fromhex(opened[name]) for name in _ALL))


def _unwrap_derived(slot: bytes, name: str, secret: bytes, info: str) -> dict[str, str] | None:
    members = _parse_slot(slot, name, "hkdf-sha256", set())
    if not is_hex(members["kdf"]["salt"], 64):
        raise Unreadable(f"The {name} slot has no salt.")
    return _unwrap(members, derive(secret, info, bytes.fromhex(members["kdf"]["salt"])))


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
