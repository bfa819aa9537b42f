"""Proofs as files: inclusion as a C2SP tlog-proof, consistency as a tlog-witness request."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vault.encoding import b64, unb64
from vault.errors import Unreadable

HEADER = "c2sp.org/tlog-proof@v1"
MOST_STEPS = 64
_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}")


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof read from a file: the number it names, its hashes, the checkpoint it ends with."""

    number: int
    steps: tuple[bytes, ...]
    checkpoint: bytes


def write_inclusion(index: int, steps: Sequence[bytes], checkpoint: bytes) -> bytes:
    """Return a tlog-proof file: place of the leaf, hashes leaf to root, checkpoint verbatim."""
    return _write([HEADER, f"index {index}"], steps, checkpoint)


def read_inclusion(data: bytes) -> Proof:
    """Read such a file strictly; raises ``Unreadable``."""
    return _read(data, f"{HEADER}\nindex ", write_inclusion)


def write_consistency(old: int, steps: Sequence[bytes], checkpoint: bytes) -> bytes:
    """Return a consistency file: the older size, hashes, the later checkpoint verbatim."""
    return _write([f"old {old}"], steps, checkpoint)


def read_consistency(data: bytes) -> Proof:
    """Read such a file strictly; raises ``Unreadable``."""
    return _read(data, "old ", write_consistency)


def _write(head: list[str], steps: Sequence[bytes], checkpoint: bytes) -> bytes:
    rows = [*head, *(b64(step) for step in steps), "", ""]
    return "\n".join(rows).encode("ascii") + checkpoint


def _read(data: bytes, beginning: str, write: object) -> Proof:
    head, gap, checkpoint = data.partition(b"\n\n")
    try:
        text = head.decode("ascii")
    except UnicodeDecodeError as error:
        raise Unreadable("This proof is not text.") from error
    number, *rows = text.removeprefix(beginning).split("\n")
    if not text.startswith(beginning) or not gap or _NUMBER.fullmatch(number) is None:
        raise Unreadable("This proof does not begin as one.")
    if len(rows) > MOST_STEPS:
        raise Unreadable("This proof has more steps than any tree of ours.")
    proof = Proof(int(number), tuple(unb64(row, 32) for row in rows), checkpoint)
    if not callable(write) or write(proof.number, proof.steps, checkpoint) != data:
        raise Unreadable("This proof is not written exactly as the format says.")
    return proof
