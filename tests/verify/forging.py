"""A whole vault's log in memory, and the tools to take its bundle apart and put it together again.

``Scribe`` keeps a log with real keys. ``reseal`` makes both manifests anew, so that only what is
meant to be wrong is wrong; with keys it also signs, as the writer himself or a thief could.
"""

import io
import tracemalloc
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings

from vault import container, merkle
from vault.encoding import canonical, parse_canonical
from vault.errors import VaultError
from vault.log import checkpoint as heads
from vault.log.checkpoint import Checkpoint
from vault.merkle import Tree
from vault.prove.bundle import EntryShown, LogShown, write_bundle
from vault.prove.words import Stamp, read_me
from vault.seal import body
from vault.seal.keys import SigningKeys
from vault.seal.signing import BUNDLE_NAMESPACE, FIRST_PREV, next_hash, parse_line
from vault.timestamp.authorities import Roots
from vault.timestamp.rfc3161 import examine
from vault.verify.bundle import verify_bundle
from vault.verify.report import Report

Files = dict[str, bytes]

LOG = "0123456789abcdef0123456789abcdef"
OTHER_LOG = "fedcba9876543210fedcba9876543210"
SIGNATURE = "signatures/tagmanifest-sha256.txt.sshsig"
TODAY = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PINNED = Path(__file__).parents[2] / "resources" / "roots"

MOST_MEMORY = 200 * 1024 * 1024
SHARED = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def signing(seed: int, following: "SigningKeys | None" = None) -> SigningKeys:
    """Keys from a number; ``following`` are those they commit themselves to."""
    ours = following.public if following else None
    after = next_hash(ours.ed25519, ours.mldsa44) if ours else "ab" * 32
    return SigningKeys(bytes([seed]) * 32, bytes([seed + 100]) * 32, after)


THIRD = signing(3)
SECOND = signing(2, THIRD)
FIRST = signing(1, SECOND)
THIEF = signing(66)


@dataclass
class Scribe:
    """One log: lines as they were signed, and what each entry hides."""

    keys: SigningKeys = FIRST
    log: str = LOG
    parent: dict[str, Any] | None = None
    raws: list[bytes] = field(default_factory=list)
    entries: list[EntryShown] = field(default_factory=list)
    sets: list[Any] = field(default_factory=list)
    drafts: int = 0

    def append(
        self,
        fields: dict[str, Any],
        event: dict[str, Any] | None = None,
        content: bytes | None = None,
        suffix: str = "",
        **members: Any,
    ) -> int:
        """Seal an entry; ``members`` replace those of its line."""
        seq = len(self.raws)
        salt = sha256(f"{self.log}/{seq}".encode()).digest()
        prev = merkle.leaf_hash(self.raws[-1]).hex() if self.raws else FIRST_PREV
        whole = body.blank(**fields)
        line: dict[str, Any] = {
            "v": 1, "log": self.log, "seq": seq, "prev": prev, "object": f"{seq:032x}",
            "commit": body.commit(whole, salt),
        }  # fmt: skip
        if event is not None:
            line["key_event"] = event
        raw = self.keys.sign_line({**line, **members})
        self.raws.append(raw)
        give = None if content is None else lambda: (content,)
        self.entries.append(EntryShown(seq, raw, whole, salt, suffix, give))
        return seq

    def begin(self, **members: Any) -> int:
        self.sets.append(self.keys.public)
        event = {"event": "begin", "set": self.keys.public.as_json(), "parent": self.parent}
        parties = {"writer": {"name": "Ada Writer", "email": None}}
        fields = {"kind": "key", "parties": parties, "capture": capture()}
        return self.append(fields, {**event, **members})

    def change(self, keys: SigningKeys, since: int | None = None) -> int:
        """Rotate to ``keys``, or revoke the present ones."""
        event: dict[str, Any] = {"event": "rotate", "set": keys.public.as_json()}
        if since is not None:
            event |= {"event": "revoke", "since": since}
        self.keys = keys
        self.sets.append(keys.public)
        return self.append({"kind": "key", "capture": capture()}, event)

    def draft(self, text: bytes, suffix: str = "fountain", **fields: Any) -> int:
        self.drafts += 1
        own = {
            "kind": "draft",
            "content": describe(text),
            "names": {"title": "The Well", "path": "The Well.fountain", "folder": "Scripts"},
            "script": {"id": "77" * 16, "number": self.drafts, "previous": None},
            "capture": capture("watched"),
        }
        return self.append({**own, **fields}, content=text, suffix=suffix)

    def reading(self) -> int:
        return self.append({"kind": "reading", "details": {"words": 3}, "capture": capture()})

    @property
    def tree(self) -> Tree:
        return Tree([merkle.leaf_hash(raw) for raw in self.raws])

    def head(self, size: int | None = None, keys: SigningKeys | None = None) -> Checkpoint:
        size = len(self.raws) if size is None else size
        return heads.sign(self.log, size, self.tree.root(size), keys or self.keys)

    def cited(self, size: int) -> dict[str, Any]:
        """This log as the parent of another."""
        return {"log": self.log, "size": size, "root": self.tree.root(size).hex()}

    def shown(
        self,
        checkpoints: Iterable[Checkpoint],
        tokens: Mapping[str, tuple[bytes, ...]] | None = None,
        without: Iterable[int] = (),
    ) -> LogShown:
        left_out = set(without)
        entries = tuple(entry for entry in self.entries if entry.seq not in left_out)
        sets = tuple(dict.fromkeys(self.sets))
        return LogShown(self.log, self.tree, entries, tuple(checkpoints), dict(tokens or {}), sets)


def capture(route: str = "program") -> dict[str, Any]:
    return {
        "observed_at": "2026-11-20T09:30:00.000Z", "route": route, "device": "0" * 16,
        "build": "test", "flags": [], "file_modified_at": None, "beacon": None,
    }  # fmt: skip


def describe(data: bytes) -> dict[str, Any]:
    hashes = {"sha256": sha256(data).hexdigest(), "sha512": sha512(data).hexdigest()}
    return {**hashes, "size": len(data), "media": "text/plain"}


def bundle(logs: Iterable[LogShown], signer: SigningKeys, roots: Roots) -> Files:
    """What ``write_bundle`` makes of these logs, by name, read with another ZIP reader."""
    shown = list(logs)
    stamped = []
    for log in shown:
        for head in log.checkpoints:
            for token in log.tokens.get(head.hash, ()):
                moment = examine(token, head.raw, roots).gen_time
                seconds = int(moment.timestamp()) if moment else None
                stamped.append(Stamp(head, sha256(token).hexdigest(), seconds))
    out = io.BytesIO()
    write_bundle(out, shown, signer, read_me(signer.public, stamped), TODAY)
    return unpack(out.getvalue())


def unpack(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def reseal(files: Files, keys: SigningKeys | None = None) -> Files:
    """Make the manifests fit the files again, and sign them where keys are given."""
    left_out = {"manifest-sha256.txt", "tagmanifest-sha256.txt", SIGNATURE}
    payload = {name for name in files if name.startswith("data/")}
    made = {**files, "manifest-sha256.txt": manifest(files, payload)}
    tags = {name for name in made if name not in payload | left_out} | {"manifest-sha256.txt"}
    made["tagmanifest-sha256.txt"] = manifest(made, tags)
    if keys is not None:
        made[SIGNATURE] = keys.sign_file(BUNDLE_NAMESPACE, made["tagmanifest-sha256.txt"])
    return made


def manifest(files: Files, names: Iterable[str]) -> bytes:
    rows = (f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(names))
    return "".join(rows).encode()


@dataclass
class Checker:
    """Checks what is given: files by name, or the bytes of an archive."""

    folder: Path
    roots: Roots

    def __call__(self, given: Files | bytes, signer: str | None = None) -> Report:
        return verify_bundle(self.write(given), self.roots, signer)

    def write(self, given: Files | bytes, name: str = "bundle.zip") -> Path:
        path = self.folder / name
        path.write_bytes(given if isinstance(given, bytes) else container.pack(given))
        return path


def failed(report: Report) -> set[str]:
    return {c["name"] for c in report.as_json()["checks"] if c["result"] == "fail"}


def changed(data: bytes, at: int = -1, bit: int = 1) -> bytes:
    other = bytearray(data)
    other[at] ^= bit
    return bytes(other)


def edited(data: bytes, **members: Any) -> bytes:
    """A JSON file with some members of its outermost object replaced."""
    return canonical({**parse_canonical(data), **members})


def members_of(raw: bytes) -> dict[str, Any]:
    """What ``sign_line`` signs again: a line without ``key`` and ``sig``."""
    members = parse_canonical(raw)
    assert parse_line(raw).raw == raw
    return {name: value for name, value in members.items() if name not in {"key", "sig"}}


def verdict(check: Checker, given: Files | bytes) -> str:
    """The verdict, or that it was refused in words; any other error is a bug."""
    try:
        return check(given).verdict
    except VaultError:
        return "refused"


@contextmanager
def sparing(most: int = MOST_MEMORY) -> Iterator[None]:
    """Fail when more bytes are held at any moment."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()
