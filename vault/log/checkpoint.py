"""Signed tree heads: a C2SP tlog-checkpoint with an Ed25519 and an ML-DSA-44 signature line."""

import re
import struct
from dataclasses import dataclass
from typing import Protocol

from vault.encoding import LARGEST_INTEGER, b64, sha256, unb64
from vault.errors import Unreadable
from vault.seal.signing import KeySet, verify_ed25519

ED25519_TYPE = 0x01
MLDSA44_TYPE = 0x06
MLDSA44_SIGNATURE = 2420
LARGEST_FILE = 6000
_DASH = "\u2014 "
_ORIGIN = re.compile(r"scriptvault/log/v1/[0-9a-f]{32}")


class Signer(Protocol):
    """Whoever holds the two signing keys."""

    public: KeySet

    def sign(self, message: bytes) -> bytes:
        """Return an Ed25519 signature."""
        ...

    def sign_mldsa(self, message: bytes) -> bytes:
        """Return an ML-DSA-44 signature."""
        ...


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A parsed checkpoint; ``raw`` is the whole file, which is what authorities stamp."""

    raw: bytes
    log: str
    size: int
    root: bytes
    ed25519: bytes
    mldsa: bytes

    @property
    def hash(self) -> str:
        """SHA-256 of the whole file, 64 hex: the imprint of its tokens."""
        return sha256(self.raw).hex()


def origin(log: str) -> str:
    """Return the origin line and the name of both keys of a log."""
    return f"scriptvault/log/v1/{log}"


def sign(log: str, size: int, root: bytes, signer: Signer) -> Checkpoint:
    """Make the checkpoint of a log of ``size`` entries with that root."""
    name = origin(log)
    text = _text(log, size, root)
    plain = signer.sign(text)
    lasting = signer.sign_mldsa(cosigned_message(name, name, size, root))
    return Checkpoint(
        raw=_write(log, size, root, signer.public, plain, lasting),
        log=log,
        size=size,
        root=root,
        ed25519=plain,
        mldsa=lasting,
    )


def parse(raw: bytes, keys: KeySet) -> Checkpoint:
    """Read a checkpoint strictly by writing it again for this key set.

    Raises ``Unreadable`` for any other form, key names or ids included. Checks no signature.
    """
    rows = _rows(raw)
    found = _ORIGIN.fullmatch(rows[0])
    if found is None or not rows[1].isascii() or not rows[1].isdigit() or len(rows[1]) > 16:
        raise Unreadable("This checkpoint does not begin as one of ours.")
    log, size, root = rows[0].rpartition("/")[2], int(rows[1]), unb64(rows[2], 32)
    if not 1 <= size <= LARGEST_INTEGER:
        raise Unreadable("This checkpoint is of a log of no entries.")
    plain = unb64(rows[4].rpartition(" ")[2], 4 + 64)[4:]
    lasting = unb64(rows[5].rpartition(" ")[2], 4 + 8 + MLDSA44_SIGNATURE)[12:]
    if _write(log, size, root, keys, plain, lasting) != raw:
        raise Unreadable("This checkpoint is not written exactly as the format says.")
    return Checkpoint(raw=raw, log=log, size=size, root=root, ed25519=plain, mldsa=lasting)


def peek_size(raw: bytes) -> int:
    """Return the size a checkpoint states, before its keys are known; ``Unreadable`` if none."""
    rows = _rows(raw)
    if not rows[1].isascii() or not rows[1].isdigit() or len(rows[1]) > 16:
        raise Unreadable("This checkpoint states no size.")
    return int(rows[1])


def verify_plain(checkpoint: Checkpoint, keys: KeySet) -> bool:
    """Tell whether the Ed25519 signature over the note's text is good."""
    text = _text(checkpoint.log, checkpoint.size, checkpoint.root)
    return verify_ed25519(keys.ed25519, checkpoint.ed25519, text)


def verify_lasting(checkpoint: Checkpoint, keys: KeySet) -> bool:
    """Tell whether the ML-DSA-44 signature (FIPS 204, empty context) is good."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

    name = origin(checkpoint.log)
    message = cosigned_message(name, name, checkpoint.size, checkpoint.root)
    try:
        MLDSA44PublicKey.from_public_bytes(keys.mldsa44).verify(checkpoint.mldsa, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def cosigned_message(name: str, log_origin: str, size: int, root: bytes, time: int = 0) -> bytes:
    """Return what the ML-DSA-44 line signs: C2SP tlog-cosignature's subtree message from 0."""
    parts = [text.encode("utf-8") for text in (name, log_origin)]
    return (
        b"subtree/v1\n\x00"
        + bytes([len(parts[0])])
        + parts[0]
        + struct.pack(">Q", time)
        + bytes([len(parts[1])])
        + parts[1]
        + struct.pack(">QQ", 0, size)
        + root
    )


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """Return the four bytes by which a note knows a key (C2SP signed-note)."""
    return sha256(name.encode("utf-8") + b"\n" + bytes([kind]) + public)[:4]


def _text(log: str, size: int, root: bytes) -> bytes:
    return f"{origin(log)}\n{size}\n{b64(root)}\n".encode("ascii")


def _rows(raw: bytes) -> list[str]:
    if len(raw) > LARGEST_FILE:
        raise Unreadable("This is too long for a checkpoint.")
    try:
        rows = raw.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise Unreadable("This checkpoint is not text.") from error
    if len(rows) != 7 or rows[3] or rows[6]:
        raise Unreadable("A checkpoint has three lines, an empty one and exactly two signatures.")
    return rows


def _write(log: str, size: int, root: bytes, keys: KeySet, plain: bytes, lasting: bytes) -> bytes:
    name = origin(log)
    first = key_id(name, ED25519_TYPE, keys.ed25519) + plain
    second = key_id(name, MLDSA44_TYPE, keys.mldsa44) + struct.pack(">Q", 0) + lasting
    lines = [f"{_DASH}{name} {b64(blob)}\n" for blob in (first, second)]
    return _text(log, size, root) + b"\n" + "".join(lines).encode("utf-8")
