"""Writing a bundle: a signed bag in a deterministic ZIP (format, section 9), in one pass."""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import BinaryIO, Protocol

from vault import __version__
from vault.container import Source, write
from vault.encoding import canonical, sha256
from vault.errors import Damaged
from vault.log import proofs
from vault.log.checkpoint import Checkpoint
from vault.merkle import Tree
from vault.records import FIELD_NAMES, Fields
from vault.seal import body
from vault.seal.signing import BUNDLE_NAMESPACE, KeySet, allowed_signers
from vault.verify import paths

MOST_LEAVES = 1 << 18
"""Lines of a log up to which their leaves go along, by which earlier files join this one."""


class FileSigner(Protocol):
    """Whoever holds the Ed25519 key in force."""

    public: KeySet

    def sign_file(self, namespace: str, message: bytes) -> bytes:
        """Return an armoured SSH signature."""
        ...


@dataclass(frozen=True, slots=True)
class EntryShown:
    """An entry that the bundle shows: the fields of these names, and only leaves of the others.

    ``content`` gives a draft's bytes, in pieces and as often as it is asked, where they are to be
    in it. ``scenes`` of a reading are shown alone: each place (from 1) with the finished file.
    """

    seq: int
    raw: bytes
    fields: Fields
    salt: bytes
    suffix: str = ""
    content: Callable[[], Iterable[bytes]] | None = None
    names: frozenset[str] = frozenset(FIELD_NAMES)
    scenes: Mapping[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LogShown:
    """What a bundle shows of one log; the last checkpoint is the head everything is proved to."""

    log: str
    tree: Tree
    entries: tuple[EntryShown, ...]
    checkpoints: tuple[Checkpoint, ...]
    tokens: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    key_sets: tuple[KeySet, ...] = ()


def write_bundle(
    out: BinaryIO,
    logs: Iterable[LogShown],
    signer: FileSigner,
    read_me: bytes,
    today: datetime,
    words: Mapping[str, bytes] | None = None,
) -> None:
    """Write the bundle of these logs, signed by the set in force at the head.

    ``words`` are further files for people, by name (format, section 9). Raises ``Damaged`` when a
    draft's bytes are not what its entry sealed, and whatever ``content`` raises.
    """
    shown, more = list(logs), words or {}
    apart = {name: data for name, data in more.items() if name.startswith("data/")}
    tags = {
        **{name: data for name, data in more.items() if name not in apart},
        paths.READ_ME: read_me,
        paths.BAGIT: paths.BAGIT_TEXT,
        paths.BAG_INFO: _bag_info(shown, apart, today),
        paths.ALLOWED_SIGNERS: allowed_signers(signer.public),
    }
    for log in shown:
        tags.update(_log_files(log))
    write(_members(tags, _payload(shown, apart), signer), out)


def _members(
    tags: dict[str, bytes], payload: dict[str, EntryShown | bytes], signer: FileSigner
) -> Iterator[tuple[str, bytes] | Source]:
    """Give the members in the order of their names; manifests are made when they are reached."""
    listed = b""
    for name in sorted([*tags, *payload, *_MADE_LAST]):
        if name in payload:
            digest, source = _source(name, payload[name])
            listed += paths.manifest_line(digest, name)
            yield source
        elif name == paths.MANIFEST:
            tags[name] = listed
            tagged = b"".join(
                paths.manifest_line(sha256(tags[tag]).hex(), tag) for tag in sorted(tags)
            )
            yield name, listed
        elif name == paths.SIGNATURE:
            yield name, signer.sign_file(BUNDLE_NAMESPACE, tagged)
        elif name == paths.TAG_MANIFEST:
            yield name, tagged
        else:
            yield name, tags[name]


_MADE_LAST = (paths.MANIFEST, paths.SIGNATURE, paths.TAG_MANIFEST)


def _payload(logs: list[LogShown], apart: Mapping[str, bytes]) -> dict[str, EntryShown | bytes]:
    """Return what gives the bytes of each file under ``data/``, by its name."""
    drafts = {
        paths.data_name(log.log, entry.seq, entry.suffix): entry
        for log in logs
        for entry in log.entries
        if entry.content is not None
    }
    return {**drafts, **apart}


def _source(name: str, given: EntryShown | bytes) -> tuple[str, Source]:
    """Return the SHA-256 of a file under ``data/``, and the member that is to be written.

    A draft is read twice, since a member's CRC-32 stands before its bytes, and is never held: what
    is written the second time is compared with what was read the first. Raises ``Damaged`` when
    its bytes are others than the entry sealed.
    """
    chunks = (lambda: (given,)) if isinstance(given, bytes) else given.content or tuple
    digest, size, crc = hashlib.sha256(), 0, 0
    for chunk in chunks():
        digest.update(chunk)
        size, crc = size + len(chunk), zlib.crc32(chunk, crc)
    if isinstance(given, EntryShown):
        sealed = given.fields["content"]
        if not isinstance(sealed, dict) or sealed.get("sha256") != digest.hexdigest():
            raise Damaged(
                f"The bytes kept for entry {given.seq} are not those it sealed.",
                "Run check --all, and restore the vault from a backup.",
            )
    return digest.hexdigest(), Source(name, size, crc, chunks)


def _log_files(log: LogShown) -> dict[str, bytes]:
    head = log.checkpoints[-1]
    files: dict[str, bytes] = {}
    for entry in log.entries:
        steps = log.tree.inclusion(entry.seq, head.size)
        parts = {
            "line": entry.raw,
            "json": body.shown(entry.fields, entry.salt, entry.names),
            "tlog-proof": proofs.write_inclusion(entry.seq, steps, head.raw),
        }
        for part, data in parts.items():
            files[paths.entry_name(log.log, entry.seq, part)] = data
        for place, data in entry.scenes.items():
            files[paths.scene_name(log.log, entry.seq, place)] = data
    for checkpoint in log.checkpoints:
        files[paths.checkpoint_name(log.log, checkpoint.size)] = checkpoint.raw
        for token in log.tokens.get(checkpoint.hash, ()):
            files[paths.token_name(checkpoint.hash, sha256(token).hex())] = token
    for old, new in pairwise(log.checkpoints):
        steps = log.tree.consistency(old.size, new.size)
        name = paths.consistency_name(log.log, old.size, new.size)
        files[name] = proofs.write_consistency(old.size, steps, new.raw)
    if head.size <= MOST_LEAVES:
        files[paths.leaves_name(log.log, head.size)] = b"".join(log.tree.leaves(head.size))
    for keys in log.key_sets:
        files[f"trust/{keys.fingerprint}.json"] = canonical(keys.as_json())
    return files


def _bag_info(logs: list[LogShown], apart: Mapping[str, bytes], today: datetime) -> bytes:
    contents = [entry.fields["content"] for log in logs for entry in log.entries if entry.content]
    sizes = [int(str(c["size"])) for c in contents if isinstance(c, dict)]
    sizes += map(len, apart.values())
    rows = [
        f"Bag-Software-Agent: scriptvault {__version__}",
        f"Bagging-Date: {today:%Y-%m-%d}",
        *(f"External-Identifier: scriptvault/log/v1/{log.log}" for log in logs),
        f"Payload-Oxum: {sum(sizes)}.{len(sizes)}",
    ]
    return ("\n".join(rows) + "\n").encode()
