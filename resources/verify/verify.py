#!/usr/bin/env python3
"""Check proof bundles of Script Vault with nothing but Python's standard library.

    python verify.py BUNDLE.zip [--signer FINGERPRINT] [--roots FILE.pem] [--draft FILE]... [--json]
    python verify.py MAY.zip JUNE.zip ...       each of them, and whether they are one history

The ZIP file is what is checked, as it was received; unpacking it first only loses evidence.
Python 3.8 or newer. No network, no other file, nothing written. Exit code: 0 valid, 1 invalid,
2 not a bundle or wrong usage, 3 incomplete, 4 this computer could not do it.

This file was written from the published text "Script Vault format, version 1" alone (CC0) and
shares no code with Script Vault. Its sections have the order of that text, and "§" cites it:

    §1  notation                            §9  the bundle: one ZIP, and the bag inside
    §3  lines, and the trees over them      §10 what a token is worth
    §4  fields and `commit`                 §10 the checks and the verdict
    §5  keys                                §10 several files
    §8  checkpoints and proofs              the report, the command line

Then come, so that nothing has to be installed and every step can be read: A Ed25519 (RFC 8032),
B ML-DSA-44 (FIPS 204), C DER and certificates (RFC 5280), D RSA (RFC 8017) and ECDSA (FIPS 186-5),
E the roots of time authorities. They only verify: no secret is here for timing to give away.
"""

from __future__ import annotations

import argparse
import base64
import bisect
import contextlib
import functools
import hashlib
import itertools
import json
import re
import struct
import sys
import textwrap
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, NoReturn, TextIO

if TYPE_CHECKING:
    Entry = tuple[str, int]  # a log's id and a place in it
    Point = tuple[int, int, int, int]
    Poly = list[int]
    Affine = tuple[int, int] | None  # None is the point at infinity

Json = Any  # what JSON may hold


class Refused(Exception):
    """What was read does not have the form the format asks for; the message says where."""


class Forged(Refused):
    """A time token claims what its own signature or imprint contradicts."""


class Usage(Exception):
    """The question was put wrongly: one sentence on what happened, one on what to do."""


# ==== §1 Notation: H, hex, b64, JCS ==============================================================

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 32  # levels below the outermost


def sha256(*parts: bytes) -> bytes:
    """H of §1 over the parts, joined."""
    return hashlib.sha256(b"".join(parts)).digest()


def is_hex(value: Json, size: int) -> bool:
    """Whether the value is lower-case base 16 of that many bytes."""
    return isinstance(value, str) and re.fullmatch(f"[0-9a-f]{{{2 * size}}}", value) is not None


def is_count(value: Json) -> bool:
    """Whether the value is an integer of §1 (JSON's true is none)."""
    return type(value) is int and 0 <= value <= LARGEST_INTEGER


def from_b64(text: Json, size: int) -> bytes:
    """The bytes of canonical base64, exactly that many."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, AttributeError):
        raise Refused("there is no canonical base64") from None
    if len(raw) != size or to_b64(raw) != text:
        raise Refused("base64 has another length or spelling")
    return raw


def to_b64(raw: bytes) -> str:
    """RFC 4648 §4 base64 with padding."""
    return base64.b64encode(raw).decode("ascii")


def jcs(value: Json, level: int = 0) -> bytes:
    """RFC 8785 over the limits of §1."""
    if level > DEEPEST:
        raise Refused("JSON holds values too deep inside one another")
    if value is None or isinstance(value, (bool, str)):
        return json.dumps(value, ensure_ascii=False).encode()
    if is_count(value):
        return b"%d" % value
    if not isinstance(value, (list, dict)):
        raise Refused("JSON holds something the format does not know")
    if isinstance(value, list):
        return b"[" + b",".join(jcs(item, level + 1) for item in value) + b"]"
    # RFC 8785 §3.2.3 sorts by UTF-16 code units
    ordered = sorted(value.items(), key=lambda member: str(member[0]).encode("utf-16-be"))
    return b"{" + b",".join(jcs(k) + b":" + jcs(v, level + 1) for k, v in ordered) + b"}"


def read_jcs(raw: bytes) -> Json:
    """The value of canonical JSON. Strict by writing it again and comparing the bytes (§1)."""
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_members,
            parse_int=_integer,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
        again = jcs(value)
    except (ValueError, RecursionError):
        raise Refused("there is no JSON of the kind the format asks for") from None
    if again != raw:
        raise Refused("JSON is not in its canonical form")
    return value


def _members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is named twice")
    return members


def _integer(digits: str) -> int:
    if len(digits) > 16:  # before int(), which is slow on long ones
        raise ValueError("a number is out of range")
    return int(digits)


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def read_object(value: Json, *names: str) -> dict[str, Json]:
    """The value, when it is an object with exactly these members (a closed one of §1)."""
    if not isinstance(value, dict) or set(value) != set(names):
        raise Refused("an object has other members than this version knows")
    return value


# ==== §3 Lines, and the trees over them (RFC 6962 §2.1, RFC 9162 §2.1.3.2 and §2.1.4.2) ==========

LONGEST_LINE = 66_000
FIRST_PREV = "0" * 64


class Line(NamedTuple):
    """One entry of a log (§3)."""

    log: str
    seq: int
    prev: str
    commit: str
    key: str
    changes_keys: bool
    key_event: Json  # as it stands there; `keys` reads it
    sig: bytes
    signed: bytes  # what `sig` is over


def read_line(raw: bytes) -> Line:
    """A line of §3, without its newline."""
    if len(raw) > LONGEST_LINE:
        raise Refused("a line is too long")
    value = read_jcs(raw)
    names = ["v", "log", "seq", "prev", "commit", "object", "key", "sig"]
    if isinstance(value, dict) and "key_event" in value:
        names.append("key_event")
    line = read_object(value, *names)
    for name, size in (("log", 16), ("prev", 32), ("commit", 32), ("object", 16), ("key", 8)):
        if not is_hex(line[name], size):
            raise Refused(f"`{name}` is not in hex of the right length")
    if not isinstance(line.get("key_event", {}), dict):
        raise Refused("`key_event` is no object")
    if not is_count(line["v"]) or line["v"] != 1 or not is_count(line["seq"]):
        raise Refused("the line is of another version")
    unsigned = jcs({name: line[name] for name in names if name != "sig"})
    return Line(
        line["log"],
        line["seq"],
        line["prev"],
        line["commit"],
        line["key"],
        "key_event" in line,
        line.get("key_event"),
        from_b64(line["sig"], 64),
        b"scriptvault/line/v1\n" + unsigned,
    )


def leaf_of_line(raw: bytes) -> bytes:
    """The leaf of an entry (§3)."""
    return sha256(b"\x00", raw)


def node(left: bytes, right: bytes) -> bytes:
    """An inner node of RFC 6962 §2.1."""
    return sha256(b"\x01", left, right)


def tree_roots(leaves: Iterable[bytes], sizes: Container[int]) -> dict[int, bytes]:
    """RFC 6962 §2.1: by size, the root over the first so many of the leaf hashes."""
    roots: dict[int, bytes] = {}
    full: list[bytes] = []  # roots of the largest full trees over the leaves so far, left to right
    for size, leaf in enumerate(leaves, 1):
        full.append(leaf)
        pairs = size
        while pairs % 2 == 0:  # the last two trees are of one height
            right = full.pop()
            full[-1] = node(full[-1], right)
            pairs //= 2
        if size in sizes:
            roots[size] = full[-1]
            for left in reversed(full[:-1]):
                roots[size] = node(left, roots[size])
    return roots


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 §2.1.3.2: whether the leaf stands at that index of the tree with that root."""
    if index >= size:
        return False
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node(p, r)
            while not (fn & 1 or fn == 0):
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def is_consistent(
    old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """RFC 9162 §2.1.4.2: whether the tree of `old` leaves is the beginning of that of `new`."""
    if not 0 < old < new or not path:
        return False
    hashes = list(path)
    if old & (old - 1) == 0:
        hashes.insert(0, old_root)
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = hashes[0]
    for c in hashes[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while not (fn & 1 or fn == 0):
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return fr == old_root and sr == new_root and sn == 0


# ==== §4 Fields and `commit` =====================================================================

FIELDS = ("kind", "content", "names", "script", "capture", "parties", "terms", "details")
HIDDEN = object()  # stands for a field that is not shown


def leaf_of_field(name: str, salt: str, value: Json) -> bytes:
    """The leaf of a field (§4), and of a scene, whose name is scene/<place>."""
    label = b"\x00scriptvault/field/v1\n" + name.encode("ascii") + b"\n"
    return sha256(label, bytes.fromhex(salt), jcs(value))


def read_fields(raw: bytes) -> tuple[dict[str, Json], str]:
    """The values an entry's file shows (others are HIDDEN), and the `commit` they give (§4, §9)."""
    fields = read_object(read_object(read_jcs(raw), "fields")["fields"], *FIELDS)
    values, leaves = {}, []
    for name in FIELDS:
        shown = fields[name]
        if isinstance(shown, dict) and set(shown) == {"leaf"} and is_hex(shown["leaf"], 32):
            values[name] = HIDDEN
            leaves.append(bytes.fromhex(shown["leaf"]))
            continue
        shown = read_object(shown, "salt", "value")
        if not is_hex(shown["salt"], 32):
            raise Refused(f"the salt of the field {name} is none")
        values[name] = shown["value"]
        leaves.append(leaf_of_field(name, shown["salt"], shown["value"]))
    return values, tree_roots(leaves, [8])[8].hex()


# ==== §5 Keys ====================================================================================


class KeySet(NamedTuple):
    """One set of signing keys (§5)."""

    ed25519: bytes
    mldsa: bytes
    next: str
    raw: bytes  # JCS, as in trust/
    fingerprint: str


class KeyEvent(NamedTuple):
    """What a line says in clear about keys (§5)."""

    event: str  # begin, rotate or revoke
    keys: KeySet
    parent: dict[str, Json] | None  # of a begin
    since: int  # of a revoke


def read_key_set(value: Json) -> KeySet:
    """A key set of §5 and its fingerprint."""
    members = read_object(value, "ed25519", "ml-dsa-44", "next")
    if not is_hex(members["next"], 32):
        raise Refused("`next` of a key set is no hash")
    raw = jcs(members)
    return KeySet(
        from_b64(members["ed25519"], 32),
        from_b64(members["ml-dsa-44"], 1312),
        members["next"],
        raw,
        sha256(b"scriptvault/keyset/v1\n", raw).hex(),
    )


def follows(keys: KeySet, before: KeySet) -> bool:
    """Whether the set is the successor that the one before named in advance (§5)."""
    pair = jcs({"ed25519": to_b64(keys.ed25519), "ml-dsa-44": to_b64(keys.mldsa)})
    return sha256(b"scriptvault/nextkeys/v1\n", pair).hex() == before.next


def read_key_event(value: Json, seq: int) -> KeyEvent:
    """A key event of §5, closed."""
    event = value.get("event") if isinstance(value, dict) else None
    parent, since = None, 0
    if event == "begin" and seq == 0:
        members = read_object(value, "event", "set", "parent")
        if members["parent"] is not None:
            parent = read_object(members["parent"], "log", "size", "root")
            if not (is_hex(parent["log"], 16) and is_hex(parent["root"], 32)):
                raise Refused("the parent of a log is named in another form")
            if not is_count(parent["size"]) or parent["size"] == 0:
                raise Refused("the parent of a log is named in another form")
    elif event == "rotate" and seq:
        members = read_object(value, "event", "set")
    elif event == "revoke" and seq:
        members = read_object(value, "event", "set", "since")
        since = members["since"]
        if not is_count(since) or since > seq:
            raise Refused("a revocation begins behind itself")
    else:
        raise Refused("a key event is unknown or stands where it may not")
    return KeyEvent(event, read_key_set(members["set"]), parent, since)


class LogKeys:
    """The key sets of one log, each from the place of its event on (§5)."""

    def __init__(self, log: str, lines: list[Line]) -> None:
        if not lines or lines[0].seq != 0:
            raise Refused(f"the beginning of log {log[:8]} is not shown")
        events = [read_key_event(line.key_event, line.seq) for line in lines]
        self.starts = [line.seq for line in lines]
        self.sets = [event.keys for event in events]
        # from where on each set was revoked by the event that ended it
        self.revoked = [e.since if e.event == "revoke" else None for e in events[1:]] + [None]
        for i, line in enumerate(lines):
            where = entry_name((log, line.seq))
            if i and not follows(self.sets[i], self.sets[i - 1]):
                raise Refused(f"{where} changes to keys that were not named in advance")
            if line.key != self.sets[i].fingerprint[:16]:
                raise Refused(f"{where} names another key than it brings")
            if not ed25519_verifies(self.sets[i].ed25519, line.sig, line.signed):
                raise Refused(f"{where} is not signed with the keys it brings")

    def index(self, size: int) -> int:
        """Which set is in force after so many entries."""
        return max(0, bisect.bisect_left(self.starts, size) - 1)

    def after(self, size: int) -> KeySet:
        """The set in force after so many entries."""
        return self.sets[self.index(size)]

    def is_revoked(self, index: int, place: int) -> bool:
        """Whether that set was revoked from that place or an earlier one on."""
        since = self.revoked[index]
        return since is not None and place >= since


# ==== §8 Checkpoints and proofs ==================================================================


class Checkpoint(NamedTuple):
    """A signed tree head: a C2SP tlog-checkpoint with two signatures (§8)."""

    log: str
    size: int
    root: bytes
    ed25519: bytes
    mldsa: bytes
    text: bytes  # the three lines before the signatures


def checkpoint_name(log: str) -> str:
    """Origin and key name of a log's checkpoints."""
    return f"scriptvault/log/v1/{log}"


def key_id(name: str, kind: int, key: bytes) -> bytes:
    """The key id of a C2SP signed note."""
    return sha256(name.encode(), b"\n", bytes([kind]), key)[:4]


def read_checkpoint(raw: bytes, log: str, size: int, keys: KeySet) -> Checkpoint:
    """The checkpoint of that log at that size, in the one spelling that §8 allows these keys."""
    name = checkpoint_name(log)
    lines = raw.decode("utf-8", "replace").split("\n")
    start = f"— {name} "
    if len(lines) != 7 or size < 1:
        raise Refused("a checkpoint has not the six lines of the format")
    root = from_b64(lines[2], 32)
    ed25519 = from_b64(lines[4][len(start) :], 4 + 64)
    mldsa = from_b64(lines[5][len(start) :], 4 + 8 + 2420)
    text = f"{name}\n{size}\n{to_b64(root)}\n"
    again = f"{text}\n{start}{to_b64(ed25519)}\n{start}{to_b64(mldsa)}\n"
    if again.encode() != raw:
        raise Refused("a checkpoint names another log or size, or is spelled otherwise")
    if ed25519[:4] != key_id(name, 1, keys.ed25519) or mldsa[:4] != key_id(name, 6, keys.mldsa):
        raise Refused("a checkpoint names other keys than those of its log")
    if mldsa[4:12] != bytes(8):
        raise Refused("a checkpoint states a time")
    return Checkpoint(log, size, root, ed25519[4:], mldsa[12:], text.encode())


def ed25519_signed(checkpoint: Checkpoint, keys: KeySet) -> bool:
    """The first signature line: type 0x01 over the three text lines."""
    return ed25519_verifies(keys.ed25519, checkpoint.ed25519, checkpoint.text)


def mldsa_signed(checkpoint: Checkpoint, keys: KeySet) -> bool:
    """The second signature line: type 0x06 over the message of C2SP tlog-cosignature."""
    name = checkpoint_name(checkpoint.log).encode()
    named = bytes([len(name)]) + name
    message = b"subtree/v1\n\x00" + named + bytes(8) + named + bytes(8)
    message += struct.pack(">Q", checkpoint.size) + checkpoint.root
    return mldsa44_verifies(keys.mldsa, checkpoint.mldsa, message)


def split_leaves(leaves: bytes) -> Iterator[bytes]:
    """The leaf hashes of a file of leaves, one after the other (§9)."""
    return (leaves[at : at + 32] for at in range(0, len(leaves), 32))


def read_proof(raw: bytes, first_lines: bytes, checkpoint: bytes) -> list[bytes]:
    """The hashes of a proof file: its first lines, one hash a line, an empty line, a checkpoint.

    The same form serves inclusion (C2SP tlog-proof, without `extra`) and consistency (§8).
    """
    ending = b"\n" + checkpoint
    if not raw.startswith(first_lines) or not raw.endswith(ending):
        raise Refused("a proof is for another entry, or carries another checkpoint")
    middle = raw[len(first_lines) : len(raw) - len(ending)]
    hashes = [from_b64(line.decode("latin-1"), 32) for line in middle.split(b"\n")[:-1]]
    if first_lines + b"".join(to_b64(h).encode() + b"\n" for h in hashes) + ending != raw:
        raise Refused("a proof is not in its one spelling")
    return hashes


# ==== §9 The bundle: one ZIP =====================================================================

LOCAL, CENTRAL = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
FIRST_DATE = 0x0021  # 1980-01-01 in the ZIP's own form
UTF8, UNREADABLE = 0x0800, 0x2061  # flags: the latter encrypted or patched
CHUNK = 1 << 20
ZIP64 = 0xFFFFFFFF  # stands where a number is elsewhere
MOST_MEMBERS, LONGEST_DIRECTORY, LONGEST_FILE_NAME = 65_534, 16 << 20, 4096
MOST_APART_FROM_DATA, MOST_UNPACKED = 160 << 20, 4 << 30
SMALL_UNPACKED, MOST_UNPACKED_TIMES = 64 << 20, 100  # over both is a bomb


class Member(NamedTuple):
    """Where a file stands in the ZIP."""

    header_at: int
    data_at: int
    packed: int
    size: int
    crc: int
    method: int


class Digests(NamedTuple):
    """What a file's bytes are known by."""

    size: int
    sha256: str
    sha512: str


class Archive:
    """The files of a ZIP, read from its own tables and nothing else. Refused where it is unsafe."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.length = file.seek(0, 2)
        self.members: dict[str, Member] = {}
        count, directory, self.directory_at = self._end_record()
        at = 0
        for _ in range(count):
            at += self._member(directory[at:])
        if at != len(directory):
            raise Refused("the ZIP's table of files has another length than it says")
        self._no_overlap()
        self._no_bomb()

    def _bytes(self, at: int, length: int) -> bytes:
        self.file.seek(at)
        raw = self.file.read(length)
        if len(raw) != length:
            raise Refused("the ZIP is cut short")
        return raw

    def _end_record(self) -> tuple[int, memoryview, int]:
        start = max(0, self.length - END.size - 0xFFFF)
        tail = self._bytes(start, self.length - start)
        at = tail.rfind(b"PK\x05\x06")
        while at >= 0 and len(tail) - at >= END.size:
            record = END.unpack_from(tail, at)
            if at + END.size + record[7] == len(tail):
                break
            at = tail.rfind(b"PK\x05\x06", 0, at)
        else:
            raise Refused("it is no ZIP that can be read")
        _, disk, first_disk, here, count, size, offset, _ = record
        if disk or first_disk or here != count or offset + size > start + at:
            raise Refused("the ZIP's table of files cannot be found")
        if count > MOST_MEMBERS or size > LONGEST_DIRECTORY:
            raise Refused("the ZIP holds too many files")
        return count, memoryview(self._bytes(offset, size)), offset

    def _member(self, entry: memoryview) -> int:
        if len(entry) < CENTRAL.size:
            raise Refused("the ZIP's table of files is cut short")
        record = CENTRAL.unpack_from(entry)
        signature, _, _, flags, method, _, _, crc, packed, size, named, extra, comment = record[:13]
        header_at, kind = record[16], record[15] >> 28
        length: int = CENTRAL.size + named + extra + comment
        raw_name = bytes(entry[CENTRAL.size : CENTRAL.size + named])
        if signature != b"PK\x01\x02" or len(entry) < length:
            raise Refused("the ZIP's table of files is cut short")
        local = LOCAL.unpack(self._bytes(header_at, LOCAL.size))
        data_at = header_at + LOCAL.size + local[9] + local[10]
        if local[0] != b"PK\x03\x04" or self._bytes(header_at + LOCAL.size, local[9]) != raw_name:
            raise Refused("the ZIP gives a file two names")
        if flags & UNREADABLE or method not in (0, 8) or (method == 0 and packed != size):
            raise Refused("the ZIP holds a file that is encrypted or packed in an unknown way")
        if ZIP64 in (packed, size, header_at):
            raise Refused("the ZIP needs ZIP64")
        if kind not in (0, 4, 8):  # not stated, a folder, a file
            raise Refused("the ZIP holds a link")
        name = member_name(raw_name, flags, size)
        if name in self.members:
            raise Refused(f"the ZIP holds two files of one name: {printable(name)}")
        self.members[name] = Member(header_at, data_at, packed, size, crc, method)
        return length

    def _no_overlap(self) -> None:
        end = 0
        for member in sorted(self.members.values()):
            if member.header_at < end:
                raise Refused("the ZIP's files lie one inside another")
            end = member.data_at + member.packed
        if end > self.directory_at:
            raise Refused("the ZIP's files reach into its table")

    def _no_bomb(self) -> None:
        total = sum(member.size for member in self.members.values())
        apart = sum(m.size for name, m in self.members.items() if not name.startswith("data/"))
        times = MOST_UNPACKED_TIMES * self.length
        if total > min(MOST_UNPACKED, max(SMALL_UNPACKED, times)) or apart > MOST_APART_FROM_DATA:
            raise Refused("the ZIP would unpack to far more than a bundle can hold")

    def names(self) -> list[str]:
        """The files, in the order of the ZIP's table; folders of another ZIP are none."""
        return [name for name in self.members if not name.endswith("/")]

    def chunks(self, name: str) -> Iterator[bytes]:
        """A file's bytes, piece by piece, never more than it is said to have."""
        member, crc, size = self.members[name], 0, 0
        pieces = self._packed(member)
        for piece in inflated(pieces) if member.method else pieces:
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            if size > member.size:
                break
            yield piece
        if size != member.size or crc != member.crc:
            raise Refused(f"the ZIP is damaged in {name}")

    def _packed(self, member: Member) -> Iterator[bytes]:
        end = member.data_at + member.packed
        for at in range(member.data_at, end, CHUNK):
            yield self._bytes(at, min(CHUNK, end - at))

    def read(self, name: str, longest: int) -> bytes:
        """A file's bytes; Refused when there are more than `longest`."""
        if self.members[name].size > longest:
            raise Refused(f"{name} is too long")
        return b"".join(self.chunks(name))

    def digests(self, name: str) -> Digests:
        """Size and both hashes of a file."""
        return digests(self.chunks(name))

    def is_ours(self) -> bool:
        """Whether these are exactly the bytes §9 asks for: every header is written again."""
        names, at = list(self.members), 0
        if names != sorted(names, key=str.encode) or names != self.names():
            return False
        parts = []
        for name, member in self.members.items():
            raw, size = name.encode(), member.size
            flags = 0 if raw.isascii() else UTF8
            same = (20, flags, 0, 0, FIRST_DATE, member.crc, size, size, len(raw), 0)
            header = LOCAL.pack(b"PK\x03\x04", *same) + raw
            if member.header_at != at or self._bytes(at, len(header)) != header:
                return False
            parts.append(CENTRAL.pack(b"PK\x01\x02", 20, *same, 0, 0, 0, 0, at) + raw)
            at += len(header) + size
        table, count = b"".join(parts), len(parts)
        end = END.pack(b"PK\x05\x06", 0, 0, count, count, len(table), at, 0)
        rest = self.length - at
        return rest == len(table + end) and self._bytes(at, rest) == table + end


def member_name(raw: bytes, flags: int, size: int) -> str:
    """The name of a file or folder in a ZIP; Refused where it may lead elsewhere."""
    try:
        name = raw.decode("utf-8" if flags & UTF8 else "cp437")
    except UnicodeDecodeError:
        raise Refused("the ZIP holds a file whose name cannot be read") from None
    parts = (name[:-1] if name.endswith("/") and size == 0 else name).split("/")
    if len(raw) > LONGEST_FILE_NAME or {"", ".", ".."} & set(parts) or set("\\:\0") & set(name):
        raise Refused(f"the ZIP holds a file with an unsafe name: {printable(name[:100])}")
    return name


def inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What a deflated stream holds (RFC 1951), in pieces of bounded size."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in pieces:
            while piece:
                yield stream.decompress(piece, CHUNK)
                piece = stream.unconsumed_tail
        yield stream.flush()
    except zlib.error:
        raise Refused("the ZIP is damaged") from None
    if not stream.eof or stream.unused_data:
        raise Refused("the ZIP is damaged")


def digests(chunks: Iterable[bytes]) -> Digests:
    """Size and both hashes of what comes piece by piece."""
    size, short, long = 0, hashlib.sha256(), hashlib.sha512()
    for chunk in chunks:
        size += len(chunk)
        short.update(chunk)
        long.update(chunk)
    return Digests(size, short.hexdigest(), long.hexdigest())


def file_chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file on disk, piece by piece."""
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            if not chunk:
                return
            yield chunk


# ==== §9 The bundle: the bag inside ==============================================================

MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
SIGNATURE, SIGNERS = "signatures/tagmanifest-sha256.txt.sshsig", "trust/allowed_signers"
NEEDED = ("bagit.txt", "bag-info.txt", MANIFEST, TAG_MANIFEST)  # what only `bag` reads, or first
SIGNED = (SIGNATURE, SIGNERS)
FOR_PEOPLE = (
    "READ-ME-FIRST.txt",
    "certificate.pdf",
    "verify.html",
    "verify.py",
    "data/NOT-INCLUDED.txt",
)
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
# what a reader refuses to read more of
LONGEST_JSON, LONGEST_SCENE = 128 << 10, 1 << 20
LONGEST_PROOF, LONGEST_TOKEN = 16 << 10, 64 << 10
LONGEST_MANIFEST, LONGEST_LEAVES = 16 << 20, 32 << 20
LONGEST_SMALL = 4 << 10  # a checkpoint, a signature, allowed_signers: each has one length
NAMESPACE = b"scriptvault-bundle-v1"

_LOG, _HASH, _NUMBER = "([0-9a-f]{32})", "([0-9a-f]{64})", "(0|[1-9][0-9]{0,15})"
NAMES = {
    "data": re.compile(f"data/{_LOG}/{_NUMBER}\\.[a-z0-9]{{1,12}}"),
    "entry": re.compile(f"entries/{_LOG}/{_NUMBER}\\.(line|json|tlog-proof)"),
    "checkpoint": re.compile(f"log/{_LOG}/{_NUMBER}\\.checkpoint"),
    "consistency": re.compile(f"log/{_LOG}/{_NUMBER}-{_NUMBER}\\.consistency"),
    "leaves": re.compile(f"log/{_LOG}/{_NUMBER}\\.leaves"),
    "token": re.compile(f"anchors/{_HASH}/{_HASH}\\.tsr"),
    "scene": re.compile(f"scenes/{_LOG}/{_NUMBER}-{_NUMBER}\\.json"),
    "key set": re.compile(f"trust/{_HASH}\\.json"),
}


class Contents:
    """The files of a bag, sorted by what §9 says their names mean."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = set(names)
        self.unknown: list[str] = []
        self.entries: dict[Entry, dict[str, str]] = defaultdict(dict)
        self.data: dict[Entry, list[str]] = defaultdict(list)
        self.checkpoints: dict[str, dict[int, str]] = defaultdict(dict)
        self.consistency: dict[str, dict[tuple[int, int], str]] = defaultdict(dict)
        self.leaves: dict[str, dict[int, str]] = defaultdict(dict)
        self.tokens: list[tuple[str, str, str]] = []
        self.scenes: list[tuple[Entry, int, str]] = []
        self.key_sets: dict[str, str] = {}
        for name in sorted(names):
            self._sort(name)

    def _sort(self, name: str) -> None:
        for kind, form in NAMES.items():
            found = form.fullmatch(name)
            if found is not None:
                self._place(kind, found, name)
                return
        if name not in NEEDED + SIGNED + FOR_PEOPLE:
            self.unknown.append(name)

    def _place(self, kind: str, part: re.Match[str], name: str) -> None:
        if kind == "token":
            self.tokens.append((part[1], part[2], name))
        elif kind == "key set":
            self.key_sets[part[1]] = name
        elif kind == "checkpoint":
            self.checkpoints[part[1]][int(part[2])] = name
        elif kind == "consistency":
            self.consistency[part[1]][int(part[2]), int(part[3])] = name
        elif kind == "leaves":
            self.leaves[part[1]][int(part[2])] = name
        elif kind == "scene":
            self.scenes.append(((part[1], int(part[2])), int(part[3]), name))
        elif kind == "entry":
            self.entries[part[1], int(part[2])][part[3]] = name
        else:
            self.data[part[1], int(part[2])].append(name)

    def all_checkpoints(self) -> list[tuple[tuple[str, int], str]]:
        """Log and size of each checkpoint here, and the name of its file."""
        return [((log, n), name) for log, s in self.checkpoints.items() for n, name in s.items()]

    def logs(self) -> list[str]:
        """The ids of the logs here: of those that a line is here from."""
        return sorted({log for (log, _), parts in self.entries.items() if "line" in parts})


def read_manifest(raw: bytes) -> dict[str, str]:
    """The hash of each file a manifest lists: lines `<hex>  <name>`, sorted by name (§9)."""
    listed = {}
    for line in raw.decode("utf-8", "replace").split("\n")[:-1]:
        listed[line[66:]] = line[:64]
        if not is_hex(line[:64], 32):
            raise Refused("a manifest holds a line that lists no file")
    if "".join(f"{listed[name]}  {name}\n" for name in sorted(listed)).encode() != raw:
        raise Refused("a manifest is not in its one spelling")
    return listed


def ssh_string(raw: bytes) -> bytes:
    """A string as SSH packs it (RFC 4251 §5)."""
    return struct.pack(">L", len(raw)) + raw


def ssh_key(key: bytes) -> bytes:
    """An Ed25519 key as SSH packs it (RFC 8709 §4)."""
    return ssh_string(b"ssh-ed25519") + ssh_string(key)


def bag_is_signed(armour: bytes, message: bytes, key: bytes) -> bool:
    """OpenSSH's SSHSIG over the message by that key; the armour is made again and compared (§9)."""
    head, foot = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"
    try:
        blob = base64.b64decode(armour[len(head) : -len(foot)])
    except ValueError:
        return False
    scheme = ssh_string(NAMESPACE) + ssh_string(b"") + ssh_string(b"sha512")
    signature = ssh_string(ssh_string(b"ssh-ed25519") + ssh_string(blob[-64:]))
    again = to_b64(b"SSHSIG" + struct.pack(">L", 1) + ssh_string(ssh_key(key)) + scheme + signature)
    rows = "".join(again[at : at + 70] + "\n" for at in range(0, len(again), 70)).encode()
    signed = b"SSHSIG" + scheme + ssh_string(hashlib.sha512(message).digest())
    return armour == head + rows + foot and ed25519_verifies(key, blob[-64:], signed)


def signers_file(keys: KeySet) -> bytes:
    """What trust/allowed_signers says for that key set (§9)."""
    public = to_b64(ssh_key(keys.ed25519))
    name, scope = f"vault-{keys.fingerprint[:16]}", f'namespaces="{NAMESPACE.decode()}"'
    return f"{name} {scope} ssh-ed25519 {public}\n".encode()


# ==== §10 What a token is worth (RFC 3161, in the CMS of RFC 5652) ===============================

LONGEST_PATH = 6
MOST_CERTIFICATES = 16  # of those a path may use; more of them could cost hours
LONGEST_ACCURACY = 86_400  # seconds

SIGNED_DATA, TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
TST_INFO_DER = bytes.fromhex("060b2a864886f70d0109100104")
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
ESS_CERT_ID, ESS_CERT_ID_V2 = "1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"
BROKEN_HASHES = ("sha1", "md5")
KNOWN_HASHES = ("sha256", "sha384", "sha512")


class Stamp(NamedTuple):
    """The time that a token proves: all it covers existed no later than then."""

    no_later: datetime
    root: Root


class Told(NamedTuple):
    """What the authority signed (RFC 3161 §2.4.2, TSTInfo)."""

    imprint_by: str | None  # None for a hash that is unknown
    imprint: bytes
    at: datetime
    accuracy: timedelta  # zero where it is not stated


class Signer(NamedTuple):
    """The one signer of a token (RFC 5652 §5.3, SignerInfo)."""

    issuer: bytes
    serial: bytes
    hashed_by: str | None  # None for a hash that is unknown
    key_kind: str | None  # None for a signature that is unknown
    signed_by: str | None
    attributes: dict[str, Der]
    signed: bytes
    signature: bytes


class Token(NamedTuple):
    """What stands in a time authority's response."""

    info: bytes  # TSTInfo
    told: Told
    signer: Signer
    certificates: list[bytes]


def version(value: Der, number: int) -> None:
    """Refused where a structure is of another version."""
    if integer(value) != number:
        raise Refused("it is of another version")


def read_told(raw: bytes) -> Told:
    """The TSTInfo inside a token."""
    info = Values(one(raw))
    version(info.take(INTEGER), 1)
    object_id(info.take())  # the authority's policy
    imprint = Values(info.take(SEQUENCE))
    name, digest = HASHES.get(algorithm_of(imprint.take())), imprint.take(OCTET_STRING).body
    imprint.end()
    integer(info.take(INTEGER))  # the token's number
    at, stated, accuracy = moment(info.take(GENERALIZED_TIME)), info.maybe(SEQUENCE), timedelta(0)
    if stated is not None:
        parts = Values(stated)
        units = [parts.maybe(tag) for tag in (INTEGER, 0x80, 0x81)]
        seconds, millis, micros = (0 if unit is None else integer(unit) for unit in units)
        parts.end()
        if not (0 <= seconds <= LONGEST_ACCURACY and 0 <= millis < 1000 and 0 <= micros < 1000):
            raise Refused("its accuracy is none")
        accuracy = timedelta(seconds=seconds, milliseconds=millis, microseconds=micros)
    info.maybe(BOOLEAN)  # ordering
    nonce = info.maybe(INTEGER)
    if nonce is not None and integer(nonce) < 1:
        raise Refused("its nonce is not positive")
    info.maybe(0xA0)  # the authority's name
    extensions = info.maybe(0xA1)
    info.end()
    for item in der_values(extensions.body) if extensions else []:
        if read_extension(item)[1]:
            raise Refused("it has an extension that has to be understood and is not")
    return Told(name, digest, at, accuracy)


def read_attributes(outer: Der) -> dict[str, Der]:
    """The signed attributes of a signer, each once, with one value, in order (RFC 5652 §5.3)."""
    found, raws = {}, []
    for item in der_values(outer.body):
        parts = Values(item)
        name, values = object_id(parts.take()), Values(parts.take(SET), SET)
        parts.end()
        if name in found or len(values.left) != 1:
            raise Refused("a signed attribute stands there twice")
        found[name] = values.take()
        raws.append(item.raw)
    if raws != sorted(raws):
        raise Refused("the signed attributes are not in DER")
    return found


def read_signer(outer: Der, digest_algorithms: Sequence[str]) -> Signer:
    """The SignerInfo of a token."""
    info = Values(outer)
    version(info.take(INTEGER), 1)
    name = Values(info.take(SEQUENCE))
    issuer, serial = name.take(SEQUENCE).raw, name.take(INTEGER)
    name.end()
    integer(serial)
    digest = algorithm_of(info.take(SEQUENCE))
    if digest not in digest_algorithms:
        raise Refused("its digest algorithm is not among those announced")
    attributes = info.take(0xA0)
    algorithm = algorithm_of(info.take(SEQUENCE))
    signature = info.take(OCTET_STRING).body
    info.maybe(0xA1)  # unsigned attributes
    info.end()
    hashed_by = HASHES.get(digest)
    kind, signed_by = SIGNATURES.get(algorithm, (None, None))
    if algorithm == RSA_KEY:  # named without a hash, it is that of the digest
        kind, signed_by = RSA_KEY, hashed_by
    # what is signed is the SET itself, not the tag that stands in for it here (RFC 5652 §5.4)
    signed = bytes([SET]) + attributes.raw[1:]
    found = read_attributes(attributes)
    return Signer(issuer, serial.body, hashed_by, kind, signed_by, found, signed, signature)


def read_token(outer: Der) -> Token:
    """The SignedData over a TSTInfo (RFC 5652 §5.1)."""
    content = Values(outer)
    kind, data = object_id(content.take()), Values(one(content.take(0xA0).body))
    content.end()
    version(data.take(INTEGER), 3)
    digest_algorithms = [algorithm_of(item) for item in Values(data.take(SET), SET).left]
    inside, carried, _ = Values(data.take(SEQUENCE)), data.maybe(0xA0), data.maybe(0xA1)
    signers = Values(data.take(SET), SET)
    data.end()
    inner_kind, info = object_id(inside.take()), one(inside.take(0xA0).body, OCTET_STRING).body
    inside.end()
    if (kind, inner_kind) != (SIGNED_DATA, TST_INFO):
        raise Refused("it is no time token")
    signer = read_signer(signers.take(SEQUENCE), digest_algorithms)
    signers.end()
    held = der_values(carried.body) if carried else []
    certificates = sorted({value.raw for value in held if value.tag == SEQUENCE})
    return Token(info, read_told(info), signer, certificates)


def signer_hashes(attributes: dict[str, Der]) -> list[tuple[str, bytes]]:
    """By which hashes the signed attributes name the signer's certificate (RFC 5035 §3 and §4)."""
    hashes = []
    for attribute, by_default in ((ESS_CERT_ID, "sha1"), (ESS_CERT_ID_V2, "sha256")):
        if attribute in attributes:
            first = Values(Values(Values(attributes[attribute]).take(SEQUENCE)).take(SEQUENCE))
            algorithm = first.maybe(SEQUENCE) if attribute == ESS_CERT_ID_V2 else None
            name = HASHES.get(algorithm_of(algorithm)) if algorithm else by_default
            if name not in (*KNOWN_HASHES, "sha1"):
                raise Refused("its signer is named by an unknown hash")
            hashes.append((name, first.take(OCTET_STRING).body))
    if not hashes:
        raise Refused("it does not name its signer (RFC 3161 §2.4.1)")
    return hashes


def is_signed(token: Token, cert: Certificate) -> bool:
    """Whether content type, message digest and signature are right (RFC 5652 §5.4, §11)."""
    signer, said = token.signer, token.signer.attributes
    if CONTENT_TYPE not in said or MESSAGE_DIGEST not in said:
        return False
    digest = hashlib.new(str(signer.hashed_by), token.info).digest()
    if said[CONTENT_TYPE].raw != TST_INFO_DER or said[MESSAGE_DIGEST].body != digest:
        return False
    kind, name = str(signer.key_kind), str(signer.signed_by)
    return key_verifies(cert.key, kind, name, signer.signature, signer.signed)


def imprints(data: bytes) -> dict[str, bytes]:
    """The hashes of a checkpoint file that a token may be over."""
    return {name: hashlib.new(name, data).digest() for name in KNOWN_HASHES}


def examine_token(raw: bytes, stamped: dict[str, bytes], roots: Sequence[Root]) -> Stamp:
    """What a time authority's response proves about the file with these hashes.

    The steps are those of §10. Forged where it fails; Refused otherwise where it is not-checked.
    """
    # 1. A granted response
    response = Values(one(raw))
    status = integer(Values(response.take(SEQUENCE)).take(INTEGER))
    if status not in (0, 1):  # granted, granted with modifications
        raise Forged("the authority refused to give a time")
    # 2. Its form
    token = read_token(response.take(SEQUENCE))
    response.end()
    told, signer = token.told, token.signer
    # 3. The imprint
    if told.imprint_by in BROKEN_HASHES:
        raise Forged("it is over a hash that is broken, SHA-1 or MD5")
    if told.imprint_by is None:
        raise Refused("it is over a hash of a kind this program does not use")
    if told.imprint != stamped[told.imprint_by]:
        raise Forged("it is over something else than this checkpoint")
    # 4. The algorithms
    if signer.hashed_by in BROKEN_HASHES or signer.signed_by in BROKEN_HASHES:
        raise Forged("it is signed with SHA-1 or MD5")
    if signer.hashed_by is None or signer.signed_by is None:
        raise Refused("its signature is of a kind this program does not use")
    # 5. The signer's certificate
    named = signer_hashes(signer.attributes)
    added = [root.certificate.raw for root in roots if root.is_added]
    fitting = [
        raw
        for raw in token.certificates or added
        if all(hashlib.new(name, raw).digest() == digest for name, digest in named)
    ]
    if not fitting and token.certificates:
        raise Forged("it names another signer than the one it carries")
    if not fitting:
        raise Refused("the certificate of its signer is not inside")
    cert = read_certificate(fitting[0])
    cert.validity(), cert.extensions()
    if (cert.issuer, cert.serial) != (signer.issuer, signer.serial):
        raise Refused("it names its signer in two ways that do not agree")
    # 6. The signature, and what the signer may do
    if not is_signed(token, cert):
        raise Forged("its signature is wrong")
    usage = cert.extension(EXTENDED)
    if usage is None or usage[0] is False or purposes(cert) != [TIME_STAMPING]:
        raise Forged("its signer may not give times (RFC 3161 §2.3)")
    if not may(cert, SIGN_OR_COMMIT) or not cert.is_valid(told.at):
        raise Forged("its signer's certificate was not good for that at that time")
    # 7. The way to a root
    inside, given = (
        [other for other in map(maybe_certificate, raws) if other is not None]
        for raws in (token.certificates, added)
    )
    root = trusted_root(cert, inside + given, roots, told.at)
    if root is None and any(is_impostor(other, roots) for other in inside):
        raise Forged("it falsely claims to come from a root that this program trusts")
    if root is None:
        raise Refused("it leads to no root that this program trusts")
    return Stamp(told.at + told.accuracy, root)


def maybe_certificate(raw: bytes) -> Certificate | None:
    """A certificate, None where it cannot be read."""
    try:
        return read_certificate(raw)
    except Refused:
        return None


BASIC, KEY_USAGE, EXTENDED = "2.5.29.19", "2.5.29.15", "2.5.29.37"
TIME_STAMPING, ANY_PURPOSE = "1.3.6.1.5.5.7.3.8", "2.5.29.37.0"
KEY_CERT_SIGN, SIGN_OR_COMMIT = 0x04, 0xC0  # bits of key usage
UNDERSTOOD = (BASIC, KEY_USAGE, EXTENDED, "2.5.29.32")  # the last: policies, of which any will do


def purposes(cert: Certificate) -> list[str] | None:
    """The extended key usages, None where the certificate does not say."""
    found = cert.extension(EXTENDED)
    return None if found is None else [object_id(p) for p in Values(one(found[1])).left]


def may(cert: Certificate, use: int) -> bool:
    """Whether the key usage of a certificate, where it is stated, has one of these bits."""
    found = cert.extension(KEY_USAGE)
    return found is None or any(byte & use for byte in one(found[1], BIT_STRING).body[1:2])


def may_issue(cert: Certificate, below: int, when: datetime) -> bool:
    """Whether it is an authority's certificate then, and allows so many others below it."""
    try:
        found, used_for = cert.extension(BASIC), purposes(cert) or [ANY_PURPOSE]
        if found is None or not cert.is_understood() or not cert.is_valid(when):
            return False
        parts = Values(one(found[1]))
        authority, longest = parts.maybe(BOOLEAN), parts.maybe(INTEGER)
        if authority is None or not boolean(authority) or not may(cert, KEY_CERT_SIGN):
            return False
        if longest is not None and integer(longest) < below:
            return False
    except Refused:
        return False
    return TIME_STAMPING in used_for or ANY_PURPOSE in used_for


class Root(NamedTuple):
    """A certificate trusted as it is, or one that was added and did not sign itself: a link."""

    name: str
    certificate: Certificate
    is_added: bool = False
    is_link: bool = False


def trusted_root(
    signer: Certificate, others: list[Certificate], roots: Sequence[Root], when: datetime
) -> Root | None:
    """The trusted root that the signer leads to by valid signatures, at that time, or None."""
    if not signer.is_understood() or len(others) > MOST_CERTIFICATES:
        return None
    waiting, seen = [(signer, 0)], {signer.raw}
    while waiting:
        cert, below = waiting.pop(0)
        if SIGNATURES.get(cert.algorithm, ("", "sha1"))[1] in BROKEN_HASHES:
            continue
        for root in roots:
            valid = not root.is_link and root.certificate.is_valid(when)
            if valid and issued(cert, root.certificate):
                return root
        for other in others if below < LONGEST_PATH else []:
            if other.raw not in seen and may_issue(other, below, when) and issued(cert, other):
                seen.add(other.raw)
                waiting.append((other, below + 1))
    return None


def is_impostor(cert: Certificate, roots: Sequence[Root]) -> bool:
    """Whether it has the name of a trusted root and another key, or claims to be issued by one."""
    try:
        folded(cert.subject), folded(cert.issuer)
    except (Refused, ValueError):
        return False  # what it claims cannot be read
    trusted = [root.certificate for root in roots if not root.is_link]
    namesakes = [root for root in trusted if same_name(root.subject, cert.subject)]
    issuers = [root for root in trusted if same_name(root.subject, cert.issuer)]
    has_its_name = bool(namesakes) and all(root.key != cert.key for root in namesakes)
    not_issued = bool(issuers) and all(issued(cert, root) is False for root in issuers)
    return has_its_name or not_issued


def read_pem(text: str) -> list[bytes]:
    """The certificates of a PEM file (RFC 7468), in DER."""
    form = r"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----"
    try:
        return [base64.b64decode("".join(body.split())) for body in re.findall(form, text)]
    except ValueError:
        raise Refused("a certificate is not in base64") from None


def trusted_roots(added: str = "") -> list[Root]:
    """The roots built into this file, then those of a PEM text that were added to them."""
    roots = []
    for name, (fingerprint, pem) in ROOTS.items():
        (raw,) = read_pem(pem)
        if sha256(raw).hex() != fingerprint:
            raise Refused("a root built into this program was changed")
        roots.append(Root(name, read_certificate(raw)))
    for raw in read_pem(added):
        name = f"with SHA-256 {sha256(raw).hex()}, which you added and this program does not know"
        cert = read_certificate(raw)
        roots.append(Root(name, cert, is_added=True, is_link=issued(cert, cert) is not True))
    if added and len(roots) == len(ROOTS):
        raise Refused("there is no certificate in it")
    return roots


# ==== §10 The checks and the verdict. Each row: name, fail, not-checked, pending, scope ==========

PASS, FAIL, NOT_CHECKED, PENDING = "pass", "fail", "not-checked", "pending"
VALID, INVALID, INCOMPLETE = "valid", "invalid", "incomplete"

CHECKS = (
    ("container", INVALID, INCOMPLETE, INCOMPLETE,
     "The bundle is wrapped exactly as our format says, with nothing hidden between its files."),
    ("bag", INVALID, INVALID, INVALID,
     "Every file in the bundle is listed in its manifests and has not changed since."),
    ("bag-signature", INVALID, INVALID, INVALID,
     "The holder of the vault's signing key put this bundle together."),
    ("keys", INVALID, INVALID, INVALID,
     ("The keys used are the ones the log itself names, and every change of keys follows the rule "
      "set beforehand.")),
    ("signer", INVALID, None, None,
     "The fingerprint you were given by another way is the one that signed this file."),
    ("lines", INVALID, INVALID, INVALID,
     "Each entry shown is signed, stands at its own place in the log and has not been altered."),
    ("fields", INVALID, INVALID, INVALID,
     "Each name, time and hash shown is the one that was sealed in its entry."),
    ("content", INVALID, INCOMPLETE, INCOMPLETE,
     ("The drafts in the bundle, or given beside it, match the sealed SHA-256, SHA-512 and size, "
      "byte for byte.")),
    ("checkpoint-ed25519", INVALID, INCOMPLETE, INCOMPLETE,
     "Each state of the log shown was signed with the Ed25519 key."),
    ("checkpoint-mldsa", INVALID, INCOMPLETE, INCOMPLETE,
     ("Each state of the log shown was also signed with the ML-DSA-44 key, which a quantum "
      "computer is not expected to forge.")),
    ("inclusion", INVALID, INVALID, INVALID,
     "Each entry shown is part of the log whose head was signed."),
    ("history", INVALID, INCOMPLETE, INVALID,
     ("All states of the log shown are one growing history: nothing was edited, dropped or "
      "reordered between them.")),
    ("anchors", INVALID, INVALID, INVALID,
     "The time authorities' answers are kept as they were received."),
    ("time", INVALID, INCOMPLETE, INCOMPLETE,
     "Each draft shown existed no later than the time an independent authority signed."),
    ("scene", INVALID, None, None,
     "A scene shown alone is the one that was sealed, at its place among the others."),
    ("not-before", INVALID, None, None,
     "The record of a draft was made no earlier than a public beacon it contains."),
    ("reading", INVALID, None, None,
     "Reading the draft again gives the same text, scenes and words that were recorded."),
    ("page-is-release", None, None, None,
     "The check page inside the bundle is a release this program knows."),
)  # fmt: skip


ASK = "ask for its fingerprint by another way and give it with --signer"
NO_TOKEN_ASKED = ("reading", "anchor", "custody")


def sentence(text: object) -> str:
    """The text as a sentence."""
    said = str(text)
    return said[:1].upper() + said[1:] + "."


def entry_name(entry: Entry) -> str:
    """How an entry is called in a report."""
    return f"entry {entry[1]} of log {entry[0][:8]}"


class Findings:
    """What each check found; the worst thing found is its result, and nothing found is a pass."""

    def __init__(self) -> None:
        self.found: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def add(self, check: str, result: str, *detail: object) -> None:
        """One thing found, in words that make a sentence."""
        said = printable(": ".join(map(str, detail)))
        self.found[check].append((result, sentence(said if len(said) < 400 else said[:400] + "…")))

    def fail(self, check: str, *detail: object) -> None:
        """One thing found that must not be."""
        self.add(check, FAIL, *detail)

    def skip(self, check: str, *detail: object) -> None:
        """One thing that could not be checked."""
        self.add(check, NOT_CHECKED, *detail)

    def result(self, check: str) -> str:
        """The result of a check."""
        results = {result for result, _ in self.found[check]}
        return next((r for r in (FAIL, NOT_CHECKED, PENDING) if r in results), PASS)

    def detail(self, check: str) -> str:
        """The first few sentences behind the result, then how many more there are."""
        worst = self.result(check)
        said = list(dict.fromkeys(text for result, text in self.found[check] if result == worst))
        more = [f"And {len(said) - 3} more."] if len(said) > 3 else []
        return " ".join(said[:3] + more)

    def verdict(self) -> tuple[str, list[str]]:
        """The verdict of §10, and the checks that keep it from being valid."""
        effects = {}
        for name, fail, not_checked, pending, _ in CHECKS:
            effect = {FAIL: fail, NOT_CHECKED: not_checked, PENDING: pending, PASS: None}
            effects[name] = effect[self.result(name)]
        verdict = next((v for v in (INVALID, INCOMPLETE) if v in effects.values()), VALID)
        return verdict, [name for name, effect in effects.items() if effect is not None]


class State(NamedTuple):
    """What a log was at one size, as some file says it."""

    log: str
    size: int
    root: str


class Scene(NamedTuple):
    """One scene shown alone, which is the one that was sealed there."""

    draft: Entry
    place: int
    of: int  # how many scenes its reading found
    division: str  # "scene", or "paragraph" where the draft has no scenes (§4)
    value: dict[str, Json]


class Check:
    """One run of all checks over one bundle. Each method is one check, named as in the table."""

    archive: Archive

    def __init__(self, signer: str | None, roots: Sequence[Root]) -> None:
        self.asked, self.roots = signer, roots
        self.given: list[Digests] = []  # files given beside the bundle
        self.findings, self.stopped = Findings(), False
        self.digests: dict[str, Digests] = {}
        self.files = Contents([])
        self.leaves: dict[Entry, bytes] = {}
        self.lines_read: dict[Entry, Line] = {}
        self.values: dict[Entry, dict[str, Json]] = {}
        self.events: dict[Entry, KeyEvent] = {}
        self.signed: set[Entry] = set()  # the lines whose signature is good
        self.log_keys: dict[str, LogKeys] = {}  # of the logs whose key events can be followed
        self.order: list[str] = []  # the logs, parents first
        self.heads: list[KeySet] = []  # in force at the heads of logs that none here continues
        self.signed_by: KeySet | None = None  # the one of them that signed the bag
        self.raw_checkpoints: dict[tuple[str, int], bytes] = {}
        self.good: dict[tuple[str, int], Checkpoint] = {}
        self.all_leaves: dict[str, bytes] = {}  # of the logs whose file of leaves is right
        self.one_history: set[str] = set()  # the logs whose checkpoints here are joined
        self.stamps: dict[str, list[tuple[int, Stamp]]] = defaultdict(list)
        self.scenes: dict[tuple[Entry, int], Scene] = {}  # by draft and place

    def open(self, archive: Archive) -> None:
        """Read what the checks need; where that is not safe, no other check runs."""
        self.archive = archive
        try:
            self.container()
            self.load()
        except Refused as problem:
            self.stop(problem)

    def run(self, say: Callable[[str], None]) -> None:
        """Every check but `container`, each before what needs it."""
        for check in (
            self.bag, self.keys, self.bag_signature, self.signer, self.lines, self.fields,
            self.content, self.checkpoints, self.inclusion, self.history, self.anchors, self.time,
            self.scene, self.later_parts,
        ):  # fmt: skip
            if not self.stopped:
                say(check.__name__.replace("_", "-"))
                check()

    def stop(self, problem: object) -> None:
        """The ZIP cannot be read safely, so nothing else is looked at."""
        self.stopped = True
        self.findings.fail("container", problem)
        for name, *_ in CHECKS[1:]:
            self.findings.skip(name, "the bundle cannot be read safely")

    def container(self) -> None:
        """The ZIP, and one look at every byte in it."""
        found = {name: self.archive.digests(name) for name in self.archive.members}
        self.digests = {name: found[name] for name in self.archive.names()}
        self.files = Contents(list(self.digests))
        if not self.archive.is_ours():
            self.findings.skip("container", "the files are in another ZIP than ours")

    def load(self) -> None:
        """Read what several checks need, once; what has not its form is noted here."""
        for entry, names in self.files.entries.items():
            try:
                if "line" not in names:
                    raise Refused("its line is missing")
                raw = self.archive.read(names["line"], LONGEST_LINE)
                line = read_line(raw)
                if (line.log, line.seq) != entry:
                    raise Refused("its line is that of another entry")
                self.lines_read[entry], self.leaves[entry] = line, leaf_of_line(raw)
            except Refused as problem:
                self.findings.fail("lines", entry_name(entry), problem)
                continue
            try:
                if "json" not in names:
                    raise Refused("its fields are missing")
                values, commit = read_fields(self.archive.read(names["json"], LONGEST_JSON))
                if line.commit != commit:
                    raise Refused("it shows what was not sealed")
                self.values[entry] = values
            except Refused as problem:
                self.findings.fail("fields", entry_name(entry), problem)
        for where, name in self.files.all_checkpoints():
            if self.digests[name].size <= LONGEST_SMALL:
                self.raw_checkpoints[where] = self.archive.read(name, LONGEST_SMALL)

    def value(self, entry: Entry, field: str) -> Json:
        """The value of a field, HIDDEN where it is not shown."""
        return self.values.get(entry, {}).get(field, HIDDEN)

    # -- bag -------------------------------------------------------------------------------

    def bag(self) -> None:
        """Every file is listed once and matches; nothing else is there, nothing is missing."""
        files, found = self.files, []
        found += [f"{name} has no place in a bundle" for name in files.unknown]
        found += [f"{name} is missing" for name in NEEDED if name not in files.names]
        for entry in sorted({*files.entries, *files.data} - set(self.lines_read)):
            others = {*files.entries[entry].values(), *files.data[entry]}
            others.discard(files.entries[entry].get("line", ""))
            found += [f"{name} belongs to no entry shown" for name in sorted(others)]
        for log in sorted(
            {*files.checkpoints, *files.consistency, *files.leaves} - set(files.logs())
        ):
            found.append(f"log {log[:8]} has states here and no entries")
        if self.digests.get("bagit.txt", digests([BAGIT])) != digests([BAGIT]):
            found.append("bagit.txt is not that of BagIt 1.0")
        payload = {name for name in files.names if name.startswith("data/")}
        found += self.listed(MANIFEST, payload)
        found += self.listed(TAG_MANIFEST, files.names - payload - {TAG_MANIFEST, SIGNATURE})
        for problem in found:
            self.findings.fail("bag", problem)

    def listed(self, manifest: str, names: set[str]) -> list[str]:
        """Part of `bag`: what keeps a manifest from listing exactly these files."""
        if manifest not in self.files.names:
            return []
        try:
            listed = read_manifest(self.archive.read(manifest, LONGEST_MANIFEST))
        except Refused as problem:
            return [f"{manifest}: {problem}"]
        found = [f"{name} is not listed" for name in sorted(names - set(listed))]
        found += [f"{printable(n)} is listed and not here" for n in sorted(set(listed) - names)]
        same = sorted(names & set(listed))
        return found + [f"{n} was changed" for n in same if self.digests[n].sha256 != listed[n]]

    def bag_signature(self) -> None:
        """The tag manifest is signed by the set in force at the head; allowed_signers names it."""
        missing = [name for name in (TAG_MANIFEST, *SIGNED) if name not in self.files.names]
        for name in missing:
            self.findings.fail("bag-signature", f"{name} is missing")
        if not self.heads:
            self.findings.skip("bag-signature", "the signing key is not established")
        if missing or not self.heads:
            return
        armour, manifest, signers = (
            self.archive.read(name, most) if self.digests[name].size <= most else b""
            for name, most in (
                (SIGNATURE, LONGEST_SMALL),
                (TAG_MANIFEST, LONGEST_MANIFEST),
                (SIGNERS, LONGEST_SMALL),
            )
        )
        for head in self.heads:
            if bag_is_signed(armour, manifest, head.ed25519):
                self.signed_by = head
                if signers != signers_file(head):
                    self.findings.fail("bag-signature", f"{SIGNERS} names another key")
                return
        self.findings.fail("bag-signature", "the key of the log did not sign these files")

    # -- keys ------------------------------------------------------------------------------

    def keys(self) -> None:
        """Key events follow §5, key sets match their names, logs are joined by their parents."""
        changes: dict[str, list[Line]] = {log: [] for log in self.files.logs()}
        if not changes:
            self.findings.fail("keys", "no log is here")
        for entry, line in sorted(self.lines_read.items(), key=lambda item: item[0]):
            kind = self.value(entry, "kind")
            if kind is not HIDDEN and (kind == "key") != line.changes_keys:
                self.findings.fail("keys", f"{entry_name(entry)} is not of the kind its line says")
            if line.changes_keys or line.seq == 0:
                changes[entry[0]].append(line)
                try:
                    self.events[entry] = read_key_event(line.key_event, line.seq)
                except Refused:
                    continue  # LogKeys says so
        for log, lines in changes.items():
            try:
                self.log_keys[log] = LogKeys(log, lines)
            except Refused as problem:
                self.findings.fail("keys", problem)
        self.trusted({event.keys.fingerprint: event.keys for event in self.events.values()})
        self.join()
        for (log, seq), line in self.lines_read.items():
            keys = self.log_keys.get(log)
            if keys and not line.changes_keys and keys.is_revoked(keys.index(seq + 1), seq):
                self.findings.fail("keys", f"the key of {entry_name((log, seq))} was revoked")

    def trusted(self, used: dict[str, KeySet]) -> None:
        """Part of `keys`: each set in an event has its file in trust/, and each file its event."""
        for fingerprint in sorted(set(used) ^ set(self.files.key_sets)):
            self.findings.fail("keys", f"key set {fingerprint[:16]} has no file or no event")
        for fingerprint in sorted(set(used) & set(self.files.key_sets)):
            name = self.files.key_sets[fingerprint]
            if self.digests[name] != digests([used[fingerprint].raw]):
                self.findings.fail("keys", f"{name} is another key set than its name says")

    def parent(self, log: str) -> dict[str, Json] | None:
        """The state of another log that this one says it continues."""
        begin = self.events.get((log, 0))
        return begin.parent if begin else None

    def join(self) -> None:
        """Part of `keys`: the logs here grow from one another, as a tree does."""
        logs = self.files.logs()
        before: dict[str, Json] = {log: (self.parent(log) or {}).get("log") for log in logs}
        grown: dict[str, list[str]] = defaultdict(list)
        for log in logs:
            grown[before[log] if before[log] in self.log_keys else ""].append(log)
        for parent, children in grown.items():
            for log in children if parent else []:
                for problem in self.begun_wrongly(log, self.log_keys[parent]):
                    self.findings.fail("keys", problem)
        for log in grown[""] if len(grown[""]) > 1 else []:
            if before[log]:  # one that begins a vault beside another is for `history`
                self.findings.fail("keys", f"log {log[:8]} continues none of the logs here")
        self.order = list(grown[""])
        for log in self.order:
            self.order += grown.get(log, [])
        continued = {before[log] for log in self.log_keys}
        self.heads = [self.log_keys[g].sets[-1] for g in self.log_keys if g not in continued]

    def begun_wrongly(self, log: str, before: LogKeys) -> list[str]:
        """Part of `keys`: why a log may not begin as it does behind these keys (§5, §9)."""
        size, begins, found = (self.parent(log) or {})["size"], self.events[log, 0].keys, []
        last = before.after(size)
        if begins != last and not follows(begins, last):
            found.append(f"log {log[:8]} begins with keys not named in advance")
        if begins in before.sets and before.is_revoked(before.sets.index(begins), size):
            found.append(f"log {log[:8]} begins with revoked keys")
        return found

    def signer(self) -> None:
        """The fingerprint asked for is that of the set which signed the bag."""
        if self.asked is None:
            self.findings.skip("signer", "nothing here says who holds the key", ASK)
        elif self.signed_by is None:
            self.findings.skip("signer", "there is no good signature of the bundle to compare with")
        elif self.asked != self.signed_by.fingerprint:
            detail = f"the bundle was signed with key {self.signed_by.fingerprint}"
            self.findings.fail("signer", detail)

    # -- entries ---------------------------------------------------------------------------

    def lines(self) -> None:
        """Each line stands in its place, behind the line before it, signed by the set in force."""
        if not self.files.logs():
            self.findings.fail("lines", "no entry is shown")
        for (log, seq), line in self.lines_read.items():
            where, followed = entry_name((log, seq)), self.log_keys.get(log)
            before = self.leaves.get((log, seq - 1))
            prev = FIRST_PREV if seq == 0 else before.hex() if before else line.prev
            if line.prev != prev:
                self.findings.fail("lines", f"{where} follows another line")
            if followed is None:
                self.findings.skip("lines", f"the signing keys of log {log[:8]} are not known")
                continue
            keys = followed.after(seq + 1)
            if line.key != keys.fingerprint[:16]:
                self.findings.fail("lines", f"{where} names another key")
            elif not ed25519_verifies(keys.ed25519, line.sig, line.signed):
                self.findings.fail("lines", f"{where} has a wrong signature")
            else:
                self.signed.add((log, seq))

    def fields(self) -> None:
        """Values, salts and leaves give the `commit` of the line; where not, `load` said so."""
        if not self.lines_read:
            self.findings.skip("fields", "no entry is shown")

    def content(self) -> None:
        """The bytes, in the bundle or given beside it, agree with both hashes and the size."""
        agree: list[Digests] = []
        for entry in self.lines_read:
            here = [self.digests[name] for name in self.files.data.get(entry, [])]
            if entry in self.values:
                agree += self.content_of(entry, here)
            elif here:
                self.findings.skip("content", f"what {entry_name(entry)} sealed is not known")
        hides = any(
            self.value(entry, "kind") == "draft" and self.value(entry, "content") is HIDDEN
            for entry in self.values
        )
        for held in self.given:
            if held.sha256 not in self.sealed() and not hides:
                self.findings.fail("content", "a file that was given fits no entry", held.sha256)
        if not agree:
            self.findings.skip("content", "no draft's bytes are here")

    def sealed(self) -> set[str]:
        """The SHA-256 of the bytes of each entry shown, where it is not hidden."""
        return {member(self.value(entry, "content"), "sha256", str) for entry in self.values}

    def content_of(self, entry: Entry, here: list[Digests]) -> list[Digests]:
        """Part of `content`: those of an entry's bytes, here or given, that it sealed."""
        sealed, where = self.value(entry, "content"), entry_name(entry)
        if sealed is None or sealed is HIDDEN:
            if here:
                self.findings.fail("content", f"{where} names no such bytes")
            elif self.value(entry, "kind") == "draft":
                self.findings.skip("content", f"{where} shows no bytes")
            return []
        size, short, long = (
            member(sealed, name, kind)
            for name, kind in (("size", int), ("sha256", str), ("sha512", str))
        )
        if size is None or not is_hex(short, 32) or not is_hex(long, 64):
            self.findings.fail("content", f"{where} does not say what it sealed")
            return []
        if len(here) > 1:
            self.findings.fail("content", f"the bytes of {where} are here twice")
        bytes_of_it = here + [held for held in self.given if held.sha256 == short]
        right = Digests(size, short, long)
        agree = [held for held in bytes_of_it if held == right]
        if len(agree) < len(bytes_of_it):
            self.findings.fail("content", f"{where} sealed other bytes")
        if not bytes_of_it:
            self.findings.skip("content", f"the bytes of {where} are not here")
        return agree

    # -- log -------------------------------------------------------------------------------

    def checkpoints(self) -> None:
        """Each checkpoint here carries both signatures of the set in force after its last entry."""
        both = {"checkpoint-ed25519": ed25519_signed, "checkpoint-mldsa": mldsa_signed}
        logs = self.files.logs()
        found = [(at, name) for at, name in self.files.all_checkpoints() if at[0] in logs]
        for check in both:
            if not found:
                self.findings.skip(check, "no checkpoint is here")
        for (log, size), name in found:
            if log not in self.log_keys:
                for check in both:
                    self.findings.skip(check, f"the signing keys of log {log[:8]} are not known")
                continue
            try:
                raw = self.raw_checkpoints.get((log, size), b"")
                keys = self.log_keys[log].after(size)
                checkpoint = read_checkpoint(raw, log, size, keys)
            except Refused as problem:
                for check in both:
                    self.findings.fail(check, name, problem)
                continue
            bad = [check for check, signed in both.items() if not signed(checkpoint, keys)]
            for check in bad:
                self.findings.fail(check, f"{name} is not signed with the key of its log")
            if not bad:
                self.good[log, size] = checkpoint

    def last(self, log: str) -> Checkpoint | None:
        """The largest checkpoint of a log here, when all of them are good."""
        sizes = self.files.checkpoints.get(log, {})
        good = bool(sizes) and all((log, size) in self.good for size in sizes)
        return self.good[log, max(sizes)] if good else None

    def first_leaves(self, log: str) -> bytes:
        """The leaves of a log's first lines, as far as these are all here and signed."""
        leaves: list[bytes] = []
        while (log, len(leaves)) in self.signed:
            leaves.append(self.leaves[log, len(leaves)])
        return b"".join(leaves)

    def states(self, log: str) -> list[State]:
        """What the good checkpoints of a log here say."""
        sizes = self.files.checkpoints[log]
        return [State(log, n, self.good[log, n].root.hex()) for n in sizes if (log, n) in self.good]

    def inclusion(self) -> None:
        """Every entry shown is in the largest checkpoint of its log."""
        heads = {log: self.last(log) for log in self.files.logs()}
        for log, head in heads.items():
            if head is None:
                self.findings.skip("inclusion", f"log {log[:8]} has no checkpoint, or a bad one")
        if not heads:
            self.findings.skip("inclusion", "no entry is shown")
        for entry, leaf in self.leaves.items():
            last = heads[entry[0]]
            if last is None:
                continue
            first_lines = b"c2sp.org/tlog-proof@v1\nindex %d\n" % entry[1]
            try:
                name = self.files.entries[entry].get("tlog-proof")
                if name is None:
                    raise Refused("its proof is missing")
                raw = self.archive.read(name, LONGEST_PROOF)
                path = read_proof(raw, first_lines, self.raw_checkpoints[entry[0], last.size])
                if not is_included(leaf, entry[1], last.size, path, last.root):
                    raise Refused("its line does not stand there in the log")
            except Refused as problem:
                self.findings.fail("inclusion", entry_name(entry), problem)

    def history(self) -> None:
        """All checkpoints of one log here are joined by consistency proofs."""
        for log in self.files.logs():
            if self.last(log) is None:
                self.findings.skip("history", f"log {log[:8]} has no checkpoint, or a bad one")
            else:
                problems = self.broken_steps(log) + self.wrong_leaves(log)
                for problem in problems:
                    self.findings.fail("history", f"log {log[:8]}: {problem}")
                if not problems:
                    self.one_history.add(log)
        if not self.files.logs():
            self.findings.skip("history", "no log is here")
        for log in self.files.logs():
            cited = self.parent(log)
            if cited is None or cited["log"] not in self.log_keys:
                continue
            state = self.good.get((cited["log"], cited["size"]))
            if state is None or state.root.hex() != cited["root"]:
                self.findings.fail("history", f"log {log[:8]} continues a state not here: a fork")
        if sum(e.event == "begin" and e.parent is None for e in self.events.values()) > 1:
            self.findings.fail("history", "more than one log here begins a vault (§10)")

    def broken_steps(self, log: str) -> list[str]:
        """Part of `history`: what keeps the checkpoints of a log here from being one history."""
        sizes, proofs = sorted(self.files.checkpoints[log]), self.files.consistency.get(log, {})
        steps = {(m, n) for i, m in enumerate(sizes) for n in sizes[i + 1 : i + 2]}
        found = [
            f"the proof from {m} to {n} is missing or out of place"
            for m, n in sorted(steps ^ set(proofs))
        ]
        for m, n in sorted(steps & set(proofs)):
            try:
                raw = self.archive.read(proofs[m, n], LONGEST_PROOF)
                path = read_proof(raw, b"old %d\n" % m, self.raw_checkpoints[log, n])
                old, new = self.good[log, m].root, self.good[log, n].root
                if not is_consistent(m, n, path, old, new):
                    raise Refused("these are two histories (a fork)")
            except Refused as problem:
                found.append(f"from {m} to {n}: {problem}")
        return found

    def wrong_leaves(self, log: str) -> list[str]:
        """Part of `history`: why the file of leaves is not that of the largest checkpoint."""
        last, found = self.good[log, max(self.files.checkpoints[log])], []
        for size, name in self.files.leaves.get(log, {}).items():
            try:
                leaves = self.archive.read(name, LONGEST_LEAVES)
                if size != last.size or len(leaves) != 32 * size:
                    raise Refused("it has not the leaves of the largest checkpoint")
                if tree_roots(split_leaves(leaves), [size])[size] != last.root:
                    raise Refused("its leaves are not those of the log")
                self.all_leaves[log] = leaves
            except Refused as problem:
                found.append(f"{name}: {problem}")
        return found

    # -- time ------------------------------------------------------------------------------

    def anchors(self) -> None:
        """Each token has the hash it is named by, and its checkpoint is here."""
        stamped = {sha256(raw).hex() for raw in self.raw_checkpoints.values()}
        for checkpoint, token, name in self.files.tokens:
            if self.digests[name].sha256 != token:
                self.findings.fail("anchors", f"{name} is not as it was received")
            if checkpoint not in stamped:
                self.findings.fail("anchors", f"the checkpoint of {name} is not here")

    def time(self) -> None:
        """Each entry that asks for a time is under a checkpoint with a token that passed."""
        unread, waiting = self.examine_tokens(), 0
        for stamp in {stamp for stamps in self.stamps.values() for _, stamp in stamps}:
            self.findings.add("time", PASS, f"a time leads to the root {stamp.root.name}")
        for log in sorted(set(self.files.logs()) - self.one_history):
            self.findings.skip("time", f"log {log[:8]} has no one history to give a time to")
        if not self.files.logs():
            self.findings.skip("time", "no log is here")
        of_scenes = {reading for reading, _, _ in self.files.scenes}
        for entry in self.lines_read:
            asks = self.asks(entry) or entry in of_scenes
            if entry[0] not in self.one_history or not asks:
                continue
            size, reason = unread.get(entry[0], (0, ""))
            if self.no_later(entry) is None and size > entry[1]:
                self.findings.skip("time", reason)
            elif self.no_later(entry) is None:
                waiting += 1
        if waiting:
            detail = f"no independent authority has given a time for {waiting} of the entries yet"
            self.findings.add("time", PENDING, detail)

    def asks(self, entry: Entry) -> bool:
        """Part of `time`: whether an entry asks for a token (§8, §10)."""
        quiet = self.value(entry, "kind") in NO_TOKEN_ASKED
        without_bytes = self.value(entry, "content") in (None, HIDDEN)
        return not (quiet and without_bytes)

    def examine_tokens(self) -> dict[str, tuple[int, str]]:
        """Part of `time`: keep what passed; by log, the last that says nothing, and why."""
        stamped = {sha256(raw).hex(): where for where, raw in self.raw_checkpoints.items()}
        unread: dict[str, tuple[int, str]] = {}
        for checkpoint, token, name in self.files.tokens:
            log, size = stamped.get(checkpoint, ("", 0))
            if not log or self.digests[name].sha256 != token:
                continue  # `anchors` said so
            if (log, size) not in self.good:
                self.findings.skip("time", f"token {token[:16]} is over a checkpoint that is bad")
                continue
            if self.digests[name].size > LONGEST_TOKEN:
                self.findings.fail("time", f"token {token[:16]} is too long")
                continue
            try:
                raw = self.archive.read(name, LONGEST_TOKEN)
                stamp = examine_token(raw, imprints(self.raw_checkpoints[log, size]), self.roots)
                self.stamps[log].append((size, stamp))
            except Forged as problem:
                self.findings.fail("time", f"token {token[:16]}", problem)
            except Refused as problem:
                reason = f"token {token[:16]}: {problem}"
                unread[log] = max(unread.get(log, (0, "")), (size, reason))
        for stamps in self.stamps.values():  # by size, each with the earliest from there on
            stamps.sort()
            for i in range(len(stamps) - 2, -1, -1):
                stamps[i] = stamps[i][0], min(stamps[i][1], stamps[i + 1][1])
        return unread

    def no_later(self, entry: Entry) -> Stamp | None:
        """The earliest time that a token of this log proves for an entry shown."""
        stamps = self.stamps.get(entry[0], []) if entry[0] in self.one_history else []
        first = bisect.bisect_left(stamps, (entry[1] + 1,))
        return stamps[first][1] if first < len(stamps) else None

    # -- what else a bundle may hold -------------------------------------------------------

    def scene(self) -> None:
        """Every file under scenes/ is a leaf of the reading it names; one scene at one place."""
        if not self.files.scenes:
            self.findings.skip("scene", "no scene is shown alone")
        drafts = {leaf.hex(): entry for entry, leaf in self.leaves.items()}
        for reading, place, name in self.files.scenes:
            try:
                raw = self.archive.read(name, LONGEST_SCENE)
                scene = self.one_scene(reading, place, raw, drafts)
                first = self.scenes.setdefault((scene.draft, place), scene)
                if scene.value != first.value:
                    raise Refused("another scene stands at the same place of the draft")
            except Refused as problem:
                self.findings.fail("scene", name, problem)

    def one_scene(self, reading: Entry, place: int, raw: bytes, drafts: dict[str, Entry]) -> Scene:
        """Part of `scene`: one file, as §9 has it."""
        shown = read_object(read_jcs(raw), "value", "salt", "proof")
        value, salt, proof = shown["value"], shown["salt"], shown["proof"]
        read_object(value, "place", "number", "heading", "text")
        texts = [value["heading"], value["text"]]
        texts += [] if value["number"] is None else [value["number"]]
        if not all(isinstance(text, str) for text in texts):
            raise Refused("it is no scene")
        if type(value["place"]) is not int or value["place"] != place or place < 1:
            raise Refused("it stands at another place than its name says")
        hashes: list[Json] = proof if isinstance(proof, list) else [None]
        if not all(is_hex(item, 32) for item in [salt, *hashes]):
            raise Refused("its salt or proof is none")
        script = self.value(reading, "script")
        if not isinstance(script, dict) or self.value(reading, "kind") != "reading":
            raise Refused("the reading it belongs to is not shown as one")
        draft = drafts.get(str(script.get("draft")))
        if draft is None or self.value(draft, "kind") != "draft":
            raise Refused("the draft it belongs to is not shown as one")
        root, count = member(script, "scene_root", str), member(script, "scenes", int)
        if not is_hex(root, 32) or count is None:
            raise Refused("its reading has no scenes")
        path = [bytes.fromhex(item) for item in hashes]
        leaf = leaf_of_field(f"scene/{place}", salt, value)
        if not is_included(leaf, place - 1, count, path, bytes.fromhex(root)):
            raise Refused("it is not the scene that was sealed there")
        division = "paragraph" if script.get("division") == "paragraph" else "scene"
        return Scene(draft, place, count, division, value)

    def later_parts(self) -> None:
        """What this version of the program never checks."""
        captures = [self.value(entry, "capture") for entry in self.files.entries]
        beacons = [c for c in captures if isinstance(c, dict) and c.get("beacon") is not None]
        said = "this program checks no beacons" if beacons else "no beacon is recorded"
        self.findings.skip("not-before", said)
        self.findings.skip("reading", "this program does not read scripts")
        self.findings.skip("page-is-release", "this program knows no releases of the check page")


# ==== §10 Several files ==========================================================================


class Together:
    """What several bundles say of each log, laid together: one history, a fork, or a gap."""

    def __init__(self, checks: dict[str, Check]) -> None:
        self.checks = checks  # by the name of the file
        self.findings = Findings()
        self.said_by: dict[State, list[str]] = defaultdict(list)
        self.leaves: dict[tuple[str, str], bytes] = {}  # by file and log, from the first line on
        self.parents: dict[str, str] = {}
        self.groups: dict[str, list[set[State]]] = defaultdict(list)  # of states that are joined
        for name, check in checks.items():
            self.gather(name, check)
        self.two_roots()
        for one, other in itertools.permutations(checks, 2):
            self.two_lines(one, other)
            self.begun_behind(one, other)
        self.join()
        for row in CHECKS:
            for name, check in checks.items():
                result, detail = check.findings.result(row[0]), check.findings.detail(row[0])
                if result != PASS or detail:
                    self.findings.add(row[0], result, f"in {name}: {detail[:-1]}")

    def gather(self, name: str, check: Check) -> None:
        """What one file says of its logs: states, leaves, parents."""
        for log in check.files.logs():
            for state in check.states(log) if check.last(log) else ():
                self.said_by[state].append(name)
            parent = check.parent(log)
            if parent is not None and (log, 0) in check.signed:
                self.said_by[State(**parent)].append(name)
                self.parents[log] = parent["log"]
            self.leaves[name, log] = check.all_leaves.get(log) or check.first_leaves(log)

    def fork(self, said: str) -> None:
        """Two things that one history cannot hold."""
        self.findings.fail("history", "a fork", said)

    def two_entries(self, entry: Entry, both: str) -> None:
        """A fork at one number; entry 0 names the keys, and another one is another vault's."""
        more = ": these are not of one vault" if entry[1] == 0 else ""
        self.fork(f"{entry_name(entry)} is not the same in {both}{more}")

    def two_roots(self) -> None:
        """A fork: two roots at one size."""
        roots: dict[tuple[str, int], State] = {}
        for state, names in sorted(self.said_by.items()):
            other = roots.setdefault((state.log, state.size), state)
            if other != state:
                self.fork(
                    f"log {state.log[:8]} has two roots at {state.size} entries: {other.root} in "
                    f"{listed(self.said_by[other])}, {state.root} in {listed(names)}"
                )

    def leaf_in(self, name: str, entry: Entry) -> bytes | None:
        """The leaf that a file has at a place of a log."""
        at, leaves = 32 * entry[1], self.leaves.get((name, entry[0]), b"")
        check = self.checks[name]
        return leaves[at : at + 32] or (check.leaves[entry] if entry in check.signed else None)

    def two_lines(self, one: str, other: str) -> None:
        """A fork: another line or leaf at one number, or a line that follows another."""
        both, check = listed(sorted([one, other])), self.checks[one]
        for log in check.files.logs():
            ours, theirs = (self.leaves.get((name, log), b"") for name in (one, other))
            places = range(0, min(len(ours), len(theirs)), 32)
            at = next((at for at in places if ours[at : at + 32] != theirs[at : at + 32]), None)
            if at is not None:
                self.two_entries((log, at // 32), both)
        for log, seq in sorted(check.signed):
            there, before = self.leaf_in(other, (log, seq)), self.leaf_in(other, (log, seq - 1))
            if there is not None and there != check.leaves[log, seq]:
                self.two_entries((log, seq), both)
            if seq and before is not None and before.hex() != check.lines_read[log, seq].prev:
                self.fork(
                    f"{entry_name((log, seq))} in {one} follows another line than {other} has"
                )

    def begun_behind(self, one: str, other: str) -> None:
        """A log whose parent another file shows, up to the state cited, is held to its keys."""
        check, there = self.checks[one], self.checks[other]
        for log in check.log_keys:
            cited = check.parent(log)
            head = there.last(cited["log"]) if cited else None
            if cited and head and head.size >= cited["size"]:
                for problem in check.begun_wrongly(log, there.log_keys[head.log]):
                    self.findings.fail("keys", f"in {one}, behind {other}: {problem}")

    def join(self) -> None:
        """Which states of each log are joined, and whether all logs go back to one."""
        for state in sorted(self.said_by):
            self.groups[state.log].append({state})
        for log, groups in self.groups.items():
            for name, check in self.checks.items():
                if log in check.one_history:
                    merge(groups, set(check.states(log)))
                self.join_by_leaves(name, log)
            if len(groups) > 1:
                small, large = sorted(
                    (max(group) for group in groups), key=lambda state: state.size
                )[:2]
                self.findings.skip(
                    "history",
                    f"nothing joins log {log[:8]} at {small.size} entries "
                    f"({listed(self.said_by[small])}) and at {large.size} "
                    f"({listed(self.said_by[large])}); a bundle made at "
                    f"{large.size} entries or later would",
                )
        beginnings = sorted({self.beginning(log)[:8] for log in self.groups})
        if len(beginnings) > 1:
            self.findings.skip("history", f"nothing joins the logs {listed(beginnings)}")

    def join_by_leaves(self, name: str, log: str) -> None:
        """Leaves give the root of each state up to their number; a state with another is a fork."""
        leaves, groups = self.leaves.get((name, log), b""), self.groups[log]
        within = {s for group in groups for s in group if 32 * s.size <= len(leaves)}
        roots = tree_roots(split_leaves(leaves), {state.size for state in within})
        right = {state for state in within if roots[state.size].hex() == state.root}
        for state in sorted(within - right):
            self.fork(
                f"the lines in {name} are not those of log {log[:8]} at {state.size} entries "
                f"in {listed(self.said_by[state])}"
            )
        merge(groups, right)

    def beginning(self, log: str) -> str:
        """The log that a log goes back to."""
        seen = {log}
        while log in self.parents and self.parents[log] not in seen:
            log = self.parents[log]
            seen.add(log)
        return log


def merge(groups: list[set[State]], joined: set[State]) -> None:
    """Make one group of those that have one of these states."""
    touched = [group for group in groups if group & joined]
    if touched:
        groups[:] = [group for group in groups if not group & joined] + [set().union(*touched)]


def listed(names: Sequence[str]) -> str:
    """Names in a row, each once."""
    return ", ".join(dict.fromkeys(names))


# ==== The report =================================================================================

NEVER_SHOWN = (
    "Who wrote the text, whether it is original, and who holds the signing key.",
    "That there is no second vault, no other history from a backup, and no later entry left out.",
    "That every save was caught, or that these are all the variants that were sealed.",
    "When anything was created. Times marked M come from the writer's own clock; only T counts.",
    "Anything a person declared (marked D): nobody has checked it.",
    "This is no substitute for registration with a copyright office or a guild.",
)


def printable(text: str) -> str:
    """The text with whatever could steer a terminal, or turn a line around, written out."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def rfc3339(at: datetime) -> str:
    """A time of §1; parts of a millisecond are rounded up, so that "no later" stays true."""
    at += timedelta(microseconds=-at.microsecond % 1000)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def member(value: Json, name: str, kind: type) -> Json:
    """A member of a value, where it is there and of that type; else null."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if type(found) is kind else None


def member_hex(value: Json, name: str, size: int) -> Json:
    """A member of a value, where it is hex of that many bytes; else null."""
    found = member(value, name, str)
    return found if is_hex(found, size) else None


def member_time(value: Json, name: str) -> Json:
    """A member of a value, where it is a time of §1; else null."""
    found = member(value, name, str) or ""
    try:
        at = datetime.strptime(found, "%Y-%m-%dT%H:%M:%S.%f%z")
    except ValueError:
        return None
    return found if rfc3339(at) == found else None


def drafts_shown(check: Check, verdict: str) -> list[dict[str, Json]]:
    """Each draft here, in the order of the logs; no time is given where the verdict is invalid."""
    place = {log: i for i, log in enumerate(check.order)}
    rows = []
    for entry in sorted(check.values, key=lambda e: (place.get(e[0], 0), e)):
        if check.value(entry, "kind") != "draft":
            continue
        content, names, script, capture = (
            check.value(entry, field) for field in ("content", "names", "script", "capture")
        )
        flags = member(capture, "flags", list)
        stamp = check.no_later(entry) if verdict != INVALID else None
        rows.append({
            "log": entry[0],
            "seq": entry[1],
            "script": member(names, "path", str),
            "script_id": member_hex(script, "id", 16),
            "number": member(script, "number", int),
            "sha256": member_hex(content, "sha256", 32),
            "size": member(content, "size", int),
            "observed_at": member_time(capture, "observed_at"),
            "flags": None if flags is None else [f for f in flags if isinstance(f, str)],
            "not_later_than": rfc3339(stamp.no_later) if stamp else None,
            "not_earlier_than": None,
        })  # fmt: skip
    return rows


def not_shown(check: Check) -> list[str]:
    """What this bundle, and any other, leaves open."""
    said, entries = [], Counter(log for log, _ in check.lines_read)
    for log in check.files.logs():
        last, here = check.last(log), entries[log]
        if last is None:
            said.append(f"How many entries log {log[:8]} has: no good checkpoint says it.")
        elif last.size > here:
            said.append(f"{last.size - here} of the {last.size} entries of log {log[:8]}: they are "
                        "not in this bundle.")  # fmt: skip
        else:
            said.append(f"Entries of log {log[:8]} behind its first {here}, which are all here.")
        parent = check.parent(log)
        if parent is not None and parent["log"] not in check.log_keys:
            said.append(f"Log {parent['log'][:8]}, which log {log[:8]} continues.")
    hidden = sum(HIDDEN in values.values() for values in check.values.values())
    if hidden:
        said.append(f"The hidden fields of {hidden} entries.")
    return said + list(NEVER_SHOWN)


def scenes_shown(check: Check) -> list[dict[str, Json]]:
    """Each scene here that is the one sealed, with the draft it is of."""
    return [
        {"log": scene.draft[0], "seq": scene.draft[1], "division": scene.division,
         "place": scene.place, "of": scene.of,
         "number": scene.value["number"], "heading": scene.value["heading"],
         "text": scene.value["text"]}
        for _, scene in sorted(check.scenes.items())
    ]  # fmt: skip


def checks_made(findings: Findings) -> dict[str, Json]:
    """The verdict, and each check with its sentence of scope."""
    verdict, because = findings.verdict()
    rows = [
        {"name": name, "result": findings.result(name), "scope": scope,
         "detail": findings.detail(name)}
        for name, *_, scope in CHECKS
    ]  # fmt: skip
    return {"verdict": verdict, "because": because, "checks": rows}


def report(check: Check) -> dict[str, Json]:
    """The whole answer about one bundle, in the keys that programs may rely on."""
    made = checks_made(check.findings)
    return {
        "kind": "bundle",
        **made,
        "signer": check.signed_by.fingerprint if check.signed_by else None,
        "drafts": drafts_shown(check, made["verdict"]),
        "scenes": scenes_shown(check),
        "not_shown": not_shown(check),
    }


def report_together(checks: dict[str, Check]) -> dict[str, Json]:
    """The whole answer about several bundles: the worst of each check, and all that they show."""
    together, alone = Together(checks), {name: report(check) for name, check in checks.items()}
    signers = {answer["signer"] for answer in alone.values()}
    return {
        "kind": "several",
        **checks_made(together.findings),
        "signer": signers.pop() if len(signers) == 1 else None,
        "drafts": [{"file": name, **row} for name in alone for row in alone[name]["drafts"]],
        "scenes": [{"file": name, **row} for name in alone for row in alone[name]["scenes"]],
        "not_shown": list(dict.fromkeys(t for a in alone.values() for t in a["not_shown"])),
        "logs": [
            {"log": log, "joined": len(groups) == 1,
             "states": [{"size": state.size, "root": state.root,
                         "files": list(dict.fromkeys(together.said_by[state]))}
                        for state in sorted(set().union(*groups))]}
            for log, groups in together.groups.items()
        ],
        "files": [{"path": name, **answer} for name, answer in alone.items()],
    }  # fmt: skip


IN_WORDS = {
    VALID: "Every check that decides has passed.",
    INCOMPLETE: "Nothing failed, but something that decides is missing: {}.",
    INVALID: "Something was changed, forged or left out: {}.",
}


def wrapped(text: str, margin: str, first: str = "") -> str:
    """A paragraph with a margin."""
    return textwrap.fill(text, 88, initial_indent=first or margin, subsequent_indent=margin)


def verdict_line(answer: dict[str, Json]) -> str:
    """The verdict, and in words what it means."""
    said = IN_WORDS[answer["verdict"]].format(", ".join(answer["because"]))
    return wrapped(f"Verdict: {answer['verdict'].upper()}. {said}", "")


def as_text(answer: dict[str, Json]) -> str:
    """The answer for people to read."""
    lines = [verdict_line(answer)]
    for file in answer.get("files", []):
        because = f" ({', '.join(file['because'])})" if file["because"] else ""
        lines.append(f"  {printable(file['path'])}: {file['verdict']}{because}")
    if answer["signer"]:
        lines.append(f"Signed with key {answer['signer']}")
    lines.append("")
    for row in answer["checks"]:
        lines.append(f"{row['result'].upper():12}{row['name']}")
        shows = "Shows: " if row["result"] == PASS else "Would show: "
        lines.append(wrapped(shows + row["scope"], " " * 12))
        if row["detail"]:
            lines.append(wrapped(printable(row["detail"]), " " * 14, " " * 12 + "> "))
    lines += ["", "Drafts shown (M: recorded by the writer's computer; T: by a third party)"]
    for row in answer["drafts"]:
        lines += draft_lines(row)
    for row in answer["scenes"]:
        lines += scene_lines(row)
    lines += ["", "What this does not show"]
    lines += [wrapped(printable(text), "    ", "  - ") for text in answer["not_shown"]]
    return "\n".join(lines)


def draft_lines(row: dict[str, Json]) -> list[str]:
    """One draft, and from when to when its time is known."""
    number = "hidden" if row["number"] is None else row["number"]
    hashed = row["sha256"] if row["sha256"] is not None else "hidden"
    script, latest = row["script"] or "Name hidden", row["not_later_than"]
    return [
        f"  {printable(script)}, draft {number} (M), {entry_name((row['log'], row['seq']))}",
        f"    SHA-256 {printable(hashed)} (M)",
        f"    observed at {printable(row['observed_at'] or 'a hidden time')} (M)",
        f"    existed no later than {latest} (T)" if latest else "    no independent time is known",
    ]


def scene_lines(row: dict[str, Json]) -> list[str]:
    """One scene shown alone, with all its words."""
    draft = entry_name((row["log"], row["seq"]))
    title = f"{row['division'].title()} {row['place']} of {row['of']}, of the draft in {draft}"
    words = [f"  | {printable(line)}".rstrip() for line in row["text"].rstrip("\n").split("\n")]
    return ["", title, *words]


# ==== The command line ===========================================================================

EXITS = {VALID: 0, INVALID: 1, INCOMPLETE: 3}
BAD_INPUT, ENVIRONMENT = 2, 4
HOW = "Run: python verify.py BUNDLE.zip   (the ZIP file as you received it, not unpacked)"


class Parser(argparse.ArgumentParser):
    """Wrong options end like any other wrong question."""

    def error(self, message: str) -> NoReturn:
        """Say it as this program says it, and leave the exit code to `main`."""
        raise Usage(sentence(message), HOW)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command line."""
    parser = Parser(
        prog="verify.py",
        description="Checks a proof bundle of Script Vault, offline and without Script Vault.",
        epilog="Exit code: 0 valid, 1 invalid, 2 wrong input, 3 incomplete, 4 the computer failed.",
        allow_abbrev=False,
    )
    parser.add_argument("bundle", nargs="*", metavar="BUNDLE.zip")
    option = parser.add_argument
    option("--signer", metavar="FINGERPRINT", help="64 hex digits you were given by another way")
    option("--roots", metavar="FILE.pem", help="authorities' roots to trust besides those built in")
    option("--draft", metavar="FILE", action="append", default=[], help="a draft left out of it")
    option("--json", action="store_true", help="print one JSON document")
    return parser.parse_args(arguments)


def read_fingerprint(text: str | None) -> str | None:
    """A fingerprint as people write it: spaces and colons between the digits, capitals."""
    if text is None:
        return None
    fingerprint = re.sub(r"[\s:]", "", text).lower()
    if not is_hex(fingerprint, 32):
        raise Usage("That is no fingerprint.", "It has 64 digits from 0 to 9 and a to f.")
    return fingerprint


def a_file(name: str) -> Path:
    """The path of a file to read."""
    path = Path(name)
    if path.is_dir():
        raise Usage(f"{path} is a folder.", HOW)
    if not path.exists():
        raise Usage(f"There is no file {path}.", HOW)
    if not path.is_file():  # a pipe may never end
        raise Usage(f"{path} is no ordinary file.", HOW)
    return path


def read_roots(name: str | None) -> list[Root]:
    """The roots to trust: those built in, and those of the file that was named."""
    if name is None:
        return trusted_roots()
    try:
        return trusted_roots(a_file(name).read_text("latin-1"))
    except Refused as problem:
        raise Usage(f"{name} holds no roots: {problem}.", "Give them in PEM.") from None


def bundle_in(file: BinaryIO, name: str, check: Check) -> None:
    """Open a bundle; Usage where it is none, and `container` fails where it cannot be read."""
    try:
        archive = Archive(file)
    except Refused as problem:
        file.seek(0)
        if file.read(2) != b"PK":
            raise Usage(f"{name} is no bundle of Script Vault.", HOW) from None
        check.stop(problem)
        return
    if not set(NEEDED + SIGNED) & set(archive.members):
        raise Usage(f"{name} is a ZIP, but no bundle of Script Vault.", HOW)
    check.open(archive)


def check_bundles(options: argparse.Namespace, say: Callable[[str], None]) -> dict[str, Check]:
    """Open what was asked for and run every check; by the name of each file."""
    if not options.bundle:
        beside = (Path(__file__).resolve().parent / TAG_MANIFEST).exists()
        found = "These are the files of a bundle, unpacked." if beside else "No bundle was named."
        raise Usage(found, HOW)
    signer, roots = read_fingerprint(options.signer), read_roots(options.roots)
    given = [digests(file_chunks(a_file(name))) for name in options.draft]
    checks: dict[str, Check] = {}
    with contextlib.ExitStack() as files:
        for name in options.bundle:
            say("container")
            file = files.enter_context(a_file(name).open("rb"))
            checks[name] = Check(signer, roots)
            bundle_in(file, name, checks[name])
        for held in given:  # against those that sealed it; where none did, against all
            fitting = [check for check in checks.values() if held.sha256 in check.sealed()]
            for check in fitting or checks.values():
                check.given.append(held)
        for check in checks.values():
            check.run(say)
    return checks


def say(stream: TextIO | None, text: str) -> bool:
    """Write to a standard stream, whatever its alphabet; False where nobody can read it."""
    if stream is None:
        return False
    try:
        stream.reconfigure(errors="backslashreplace")  # type: ignore[attr-defined]
        stream.write(text)
        stream.flush()
    except OSError:  # the reader has gone, or the disk is full
        with contextlib.suppress(OSError):
            stream.close()
        return False
    return True


def say_where(check: str) -> None:
    """Show on a terminal which check is running; nothing where nobody looks."""
    if sys.stderr is not None and sys.stderr.isatty():
        say(sys.stderr, f"\r{'checking ' + check if check else '':32}\r")


def answer_to(arguments: Sequence[str], as_json: bool) -> tuple[str, int]:
    """What to print, and the exit code."""
    options = parse(arguments)
    checks = check_bundles(options, say_where)
    say_where("")
    answer = report_together(checks) if len(checks) > 1 else report(*checks.values())
    return json.dumps(answer) if as_json else as_text(answer), EXITS[answer["verdict"]]


def main(arguments: Sequence[str]) -> int:
    """Check, print, and return the exit code."""
    as_json = "--json" in arguments
    try:
        shown, code = answer_to(arguments, as_json)
    except Usage as problem:
        (message, hint), code = problem.args, BAD_INPUT
    except Refused as problem:
        message, hint = f"A file changed while it was read: {problem}.", "Try a copy of it."
        code = ENVIRONMENT
    except OSError as problem:
        message, hint = f"The computer could not read it: {problem.strerror}.", "Try a copy."
        code = ENVIRONMENT
    except MemoryError:
        message, hint, code = "This computer has too little memory.", "Try another.", ENVIRONMENT
    except KeyboardInterrupt:
        message, hint, code = "Stopped; nothing is said about the bundle.", HOW, ENVIRONMENT
    if code in (BAD_INPUT, ENVIRONMENT):
        say(sys.stderr, f"verify.py: {printable(message)} {hint}\n")
        shown = json.dumps({"error": {"message": message, "hint": hint}}) if as_json else ""
    return code if not shown or say(sys.stdout, shown + "\n") else ENVIRONMENT


# ==== Appendix A. Ed25519: RFC 8032 §5.1, in extended coordinates (X, Y, Z, T) ===================

P25519 = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE_D = -121665 * pow(121666, P25519 - 2, P25519) % P25519


def point_add(p: Point, q: Point) -> Point:
    """The sum of two points (RFC 8032 §5.1.4)."""
    m = P25519
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % m, (p[1] + p[0]) * (q[1] + q[0]) % m
    c, d = 2 * p[3] * q[3] * CURVE_D % m, 2 * p[2] * q[2] % m
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % m, g * h % m, f * g % m, e * h % m


def point_from(raw: bytes) -> Point:
    """Decode a point (RFC 8032 §5.1.3); anything but its one spelling is refused."""
    number = int.from_bytes(raw, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if len(raw) != 32 or y >= P25519:
        raise Refused("an Ed25519 key is none")
    x2 = (y * y - 1) * pow(CURVE_D * y * y + 1, P25519 - 2, P25519) % P25519
    x = pow(x2, (P25519 + 3) // 8, P25519)
    if (x * x - x2) % P25519:
        x = x * pow(2, (P25519 - 1) // 4, P25519) % P25519
    if (x * x - x2) % P25519 or (x == 0 and sign):
        raise Refused("an Ed25519 key is none")
    if x & 1 != sign:
        x = P25519 - x
    return x, y, 1, x * y % P25519


def point_bytes(p: Point) -> bytes:
    """Encode a point (RFC 8032 §5.1.2)."""
    inverse = pow(p[2], P25519 - 2, P25519)
    x, y = p[0] * inverse % P25519, p[1] * inverse % P25519
    return (y | (x & 1) << 255).to_bytes(32, "little")


@functools.lru_cache(maxsize=64)
def doublings(raw: bytes) -> tuple[Point, ...]:
    """P, 2P, 4P, 8P … for the point with these bytes; one key signs many lines."""
    powers = [point_from(raw)]
    for _ in range(255):
        powers.append(point_add(powers[-1], powers[-1]))
    return tuple(powers)


BASE_POINT = (4 * pow(5, P25519 - 2, P25519) % P25519).to_bytes(32, "little")


def ed25519_verifies(key: bytes, signature: bytes, message: bytes) -> bool:
    """RFC 8032 §5.1.7, without the cofactor: R is exactly S·B − k·A."""
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % ORDER
    try:
        powers = doublings(key)
    except Refused:
        return False
    total = (0, 1, 1, 0)
    for scalar, table in ((s, doublings(BASE_POINT)), (ORDER * 8 - k, powers)):
        for bit, power in enumerate(table):
            if scalar >> bit & 1:
                total = point_add(total, power)
    return point_bytes(total) == r


# ==== Appendix B. ML-DSA-44: FIPS 204, verification only (algorithms 3, 8 and what they call) ====

Q = 8380417
K = L = 4
TAU, GAMMA1, GAMMA2, BETA, OMEGA = 39, 2**17, (Q - 1) // 88, 78, 80
ZETAS = [pow(1753, int(f"{i:08b}"[::-1], 2), Q) for i in range(256)]


def ntt(poly: Poly) -> Poly:
    """Algorithm 41."""
    w, m, length = list(poly), 0, 128
    while length:
        for start in range(0, 256, 2 * length):
            m += 1
            zeta = ZETAS[m]
            for j in range(start, start + length):
                t = zeta * w[j + length] % Q
                w[j + length] = (w[j] - t) % Q
                w[j] = (w[j] + t) % Q
        length >>= 1
    return w


def ntt_inverse(poly: Poly) -> Poly:
    """Algorithm 42."""
    w, m, length = list(poly), 256, 1
    while length < 256:
        for start in range(0, 256, 2 * length):
            m -= 1
            zeta = Q - ZETAS[m]
            for j in range(start, start + length):
                t = w[j]
                w[j] = (t + w[j + length]) % Q
                w[j + length] = zeta * (t - w[j + length]) % Q
        length <<= 1
    return [x * 8347681 % Q for x in w]  # 256⁻¹ modulo Q


def unpack_bits(raw: bytes, bits: int) -> list[int]:
    """Little-endian integers of that many bits each (algorithms 16 to 19)."""
    number, mask = int.from_bytes(raw, "little"), (1 << bits) - 1
    return [number >> shift & mask for shift in range(0, 8 * len(raw), bits)]


def shake_bytes(xof: Callable[[bytes], Any], seed: bytes, first: int) -> Iterator[int]:
    """The output of SHAKE, byte by byte; hashlib gives it only in one piece of a given length."""
    done, length = 0, first
    while True:
        yield from xof(seed).digest(length)[done:]
        done, length = length, 2 * length


def uniform_poly(seed: bytes) -> Poly:
    """Algorithm 30, RejNTTPoly."""
    stream = shake_bytes(hashlib.shake_128, seed, 840)
    poly: Poly = []
    while len(poly) < 256:
        value = next(stream) | next(stream) << 8 | (next(stream) & 0x7F) << 16
        if value < Q:
            poly.append(value)
    return poly


def sample_in_ball(seed: bytes) -> Poly:
    """Algorithm 29: 39 coefficients are 1 or −1, the others 0."""
    stream, c = shake_bytes(hashlib.shake_256, seed, 136), [0] * 256
    signs = sum(next(stream) << 8 * i for i in range(8))
    for i in range(256 - TAU, 256):
        j = next(stream)
        while j > i:
            j = next(stream)
        c[i] = c[j]
        c[j] = Q - 1 if signs & 1 else 1
        signs >>= 1
    return c


def unpack_hint(raw: bytes) -> list[Poly] | None:
    """Algorithm 21: which coefficients to correct, in the one allowed spelling."""
    hint, index = [[0] * 256 for _ in range(K)], 0
    for i in range(K):
        end = raw[OMEGA + i]
        if end < index or end > OMEGA:
            return None
        places = raw[index:end]
        if list(places) != sorted(set(places)):
            return None
        for place in places:
            hint[i][place] = 1
        index = end
    return None if any(raw[index:OMEGA]) else hint


def use_hint(hint: int, r: int) -> int:
    """Algorithms 36 and 40: the high part of r, corrected."""
    r0 = r % (2 * GAMMA2)
    if r0 > GAMMA2:
        r0 -= 2 * GAMMA2
    r1, r0 = (0, r0 - 1) if r - r0 == Q - 1 else ((r - r0) // (2 * GAMMA2), r0)
    return (r1 + (hint if r0 > 0 else -hint)) % 44


@functools.lru_cache(maxsize=16)
def mldsa_key(key: bytes) -> tuple[list[list[Poly]], list[Poly], bytes]:
    """What a public key stands for: the matrix, t1·2¹³ (both transformed) and its hash tr."""
    rho = key[:32]
    matrix = [[uniform_poly(rho + bytes([s, r])) for s in range(L)] for r in range(K)]
    t1 = [unpack_bits(key[32 + 320 * i : 352 + 320 * i], 10) for i in range(K)]
    return matrix, [ntt([x << 13 for x in poly]) for poly in t1], hashlib.shake_256(key).digest(64)


def mldsa44_verifies(key: bytes, signature: bytes, message: bytes) -> bool:
    """FIPS 204 algorithm 3 with an empty context, then algorithm 8."""
    if len(key) != 1312 or len(signature) != 2420:
        return False
    challenge, packed, hint = signature[:32], signature[32:2336], unpack_hint(signature[2336:])
    if hint is None:
        return False
    z = [[GAMMA1 - x for x in unpack_bits(packed[576 * i : 576 * i + 576], 18)] for i in range(L)]
    if any(abs(x) >= GAMMA1 - BETA for poly in z for x in poly):
        return False
    matrix, t1, tr = mldsa_key(key)
    mu = hashlib.shake_256(tr + b"\x00\x00" + message).digest(64)
    c, z_hat, w1 = ntt(sample_in_ball(challenge)), [ntt(poly) for poly in z], b""
    for i in range(K):
        row = [-c[n] * t1[i][n] for n in range(256)]
        for j in range(L):
            a, s = matrix[i][j], z_hat[j]
            row = [row[n] + a[n] * s[n] for n in range(256)]
        w = ntt_inverse([x % Q for x in row])
        high = [use_hint(hint[i][n], w[n]) for n in range(256)]
        w1 += sum(x << 6 * n for n, x in enumerate(high)).to_bytes(192, "little")
    return hashlib.shake_256(mu + w1).digest(32) == challenge


# ==== Appendix C. DER (X.690) and certificates (RFC 5280 §4.1) ===================================

UTC = timezone.utc  # noqa: UP017 (Python 3.8 has no other name for it)

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OID = 1, 2, 3, 4, 5, 6
UTC_TIME, GENERALIZED_TIME, SEQUENCE, SET = 0x17, 0x18, 0x30, 0x31
LONGEST_OID = 64


class Der(NamedTuple):
    """One value of DER: its tag, what it holds, and all its bytes."""

    tag: int
    body: bytes
    raw: bytes


def der_values(data: bytes) -> list[Der]:
    """The values that fill these bytes exactly; definite and shortest lengths only."""
    values, at = [], 0
    while at < len(data):
        start, tag = at, data[at]
        length = int.from_bytes(data[at + 1 : at + 2], "big")
        at += 2
        if length > 0x80:
            count = length & 0x7F
            length = int.from_bytes(data[at : at + count], "big")
            if count > 3 or length < 0x80 or length >> 8 * (count - 1) == 0:
                raise Refused("it is not in DER")
            at += count
        elif length == 0x80:
            raise Refused("it is not in DER")
        if tag & 0x1F == 0x1F or at + length > len(data):
            raise Refused("it is not in DER")
        values.append(Der(tag, data[at : at + length], data[start : at + length]))
        at += length
    return values


class Values:
    """The values inside a SEQUENCE, SET or explicit tag, taken one after the other."""

    def __init__(self, outer: Der, tag: int = SEQUENCE) -> None:
        if outer.tag != tag:
            raise Refused("another kind of value stands where one was expected")
        self.left = der_values(outer.body)

    def take(self, *tags: int) -> Der:
        """The next value, which has one of the tags (any, when none is given)."""
        if not self.left or (tags and self.left[0].tag not in tags):
            raise Refused("another kind of value stands where one was expected")
        return self.left.pop(0)

    def maybe(self, tag: int) -> Der | None:
        """The next value, when it has the tag."""
        return self.left.pop(0) if self.left and self.left[0].tag == tag else None

    def end(self) -> None:
        """Nothing may follow."""
        if self.left:
            raise Refused("more values stand there than were expected")


def one(data: bytes, tag: int = SEQUENCE) -> Der:
    """The one value that fills these bytes."""
    values = der_values(data)
    if len(values) != 1 or values[0].tag != tag:
        raise Refused("another kind of value stands where one was expected")
    return values[0]


def object_id(value: Der) -> str:
    """An OBJECT IDENTIFIER in dotted form (X.690 §8.19)."""
    body, arcs, arc = value.body, [], 0
    if value.tag != OID or not 0 < len(body) <= LONGEST_OID or body[-1] & 0x80:
        raise Refused("it is not in DER")
    for byte in body:
        if arc == 0 and byte == 0x80:
            raise Refused("it is not in DER")
        arc = arc << 7 | byte & 0x7F
        if byte < 0x80:
            arcs.append(arc)
            arc = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, [first, arcs[0] - 40 * first, *arcs[1:]]))


def integer(value: Der) -> int:
    """An INTEGER in its shortest form."""
    body = value.body
    if not body or (len(body) > 1 and body[0] in (0, 255) and body[0] >> 7 == body[1] >> 7):
        raise Refused("it is not in DER")
    return int.from_bytes(body, "big", signed=True)


def boolean(value: Der) -> bool:
    """A BOOLEAN that says TRUE; DER leaves out what is FALSE by default."""
    if value.body != b"\xff":
        raise Refused("it is not in DER")
    return True


def bits(value: Der) -> bytes:
    """A BIT STRING of whole bytes."""
    if value.tag != BIT_STRING or value.body[:1] != b"\x00":
        raise Refused("it is not in DER")
    return value.body[1:]


def moment(value: Der) -> datetime:
    """UTCTime or GeneralizedTime in Zulu; parts of a second are rounded up."""
    form = {UTC_TIME: rb"(\d{12})()Z", GENERALIZED_TIME: rb"(\d{14})(?:\.(\d*[1-9]))?Z"}
    found = re.fullmatch(form[value.tag], value.body) if value.tag in form else None
    if found is None:
        raise Refused("a time is in another form")
    digits = found[1].decode()
    if value.tag == UTC_TIME:
        digits = ("19" if digits >= "50" else "20") + digits  # RFC 5280 §4.1.2.5.1
    year, month, day, hour, minute, second = (
        int(digits[i:j]) for i, j in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))
    )
    fraction = (found[2] or b"").decode()
    micros = int(fraction[:6].ljust(6, "0")) + (1 if fraction[6:] else 0)
    try:
        at = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        return at + timedelta(microseconds=micros)
    except (ValueError, OverflowError):
        raise Refused("a time is none") from None


HASHES = {
    "1.2.840.113549.2.5": "md5",
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
RSA_KEY, EC_KEY = "1.2.840.113549.1.1.1", "1.2.840.10045.2.1"
RSASSA_PSS = "1.2.840.113549.1.1.10"
SIGNATURES = {
    "1.2.840.113549.1.1.4": (RSA_KEY, "md5"),
    "1.2.840.113549.1.1.5": (RSA_KEY, "sha1"),
    "1.2.840.113549.1.1.11": (RSA_KEY, "sha256"),
    "1.2.840.113549.1.1.12": (RSA_KEY, "sha384"),
    "1.2.840.113549.1.1.13": (RSA_KEY, "sha512"),
    "1.2.840.10045.4.1": (EC_KEY, "sha1"),
    "1.2.840.10045.4.3.2": (EC_KEY, "sha256"),
    "1.2.840.10045.4.3.3": (EC_KEY, "sha384"),
    "1.2.840.10045.4.3.4": (EC_KEY, "sha512"),
}


def algorithm_of(value: Der) -> str:
    """The object identifier of an AlgorithmIdentifier; only RSASSA-PSS has parameters of weight."""
    parts = Values(value)
    name = object_id(parts.take())
    if name != RSASSA_PSS:
        nothing = parts.maybe(NULL)
        parts.end()
        if nothing is not None and nothing.body:
            raise Refused("it is not in DER")
    return name


class Certificate(NamedTuple):
    """An X.509 certificate (RFC 5280 §4.1); its last two values are read when they are needed."""

    raw: bytes
    signed: bytes
    algorithm: str
    signature: bytes
    serial: bytes
    issuer: bytes
    subject: bytes
    key: bytes  # SubjectPublicKeyInfo
    times: Der  # Validity
    extended: Der | None  # Extensions
    is_whole: bool  # nothing else stands there, and what signed it is named twice alike

    def validity(self) -> tuple[datetime, datetime]:
        """From when to when it is valid."""
        times = Values(self.times)
        between = moment(times.take()), moment(times.take())
        times.end()
        return between

    def is_valid(self, when: datetime) -> bool:
        """Whether that time, in whole seconds, lies within its validity."""
        first, last = self.validity()
        return first <= when.replace(microsecond=0) <= last

    def extensions(self) -> dict[str, tuple[bool, bytes]]:
        """By name, whether an extension is critical, and what it holds."""
        items = Values(one(self.extended.body)).left if self.extended else []
        found = {name: (critical, value) for name, critical, value in map(read_extension, items)}
        if len(found) != len(items):
            raise Refused("a certificate has an extension twice")
        return found

    def extension(self, name: str) -> tuple[bool, bytes] | None:
        """One extension, None where it is absent."""
        return self.extensions().get(name)

    def is_understood(self) -> bool:
        """Whether it is whole, and each extension that must be understood is (RFC 5280 §4.2)."""
        critical = {name for name, (is_critical, _) in self.extensions().items() if is_critical}
        return self.is_whole and critical <= set(UNDERSTOOD)


def read_extension(item: Der) -> tuple[str, bool, bytes]:
    """Name, whether it is critical, and value of an extension (RFC 5280 §4.1)."""
    parts = Values(item)
    name, critical = object_id(parts.take()), parts.maybe(BOOLEAN)
    value = parts.take(OCTET_STRING).body
    parts.end()
    return name, critical is not None and boolean(critical), value


def read_certificate(raw: bytes) -> Certificate:
    """One certificate in DER."""
    outer = Values(one(raw))
    signed, algorithm, signature = outer.take(SEQUENCE), outer.take(SEQUENCE), outer.take()
    outer.end()
    tbs = Values(signed)
    tbs.maybe(0xA0)  # version
    serial, inner = tbs.take(INTEGER), tbs.take()
    integer(serial)  # in its one form, or it is no certificate
    issuer, times, subject = tbs.take(SEQUENCE).raw, tbs.take(), tbs.take(SEQUENCE).raw
    key = tbs.take(SEQUENCE).raw
    rest = {value.tag: value for value in tbs.left}  # unique identifiers, extensions
    is_whole = inner.raw == algorithm.raw and set(rest) <= {0x81, 0x82, 0xA3}
    return Certificate(
        raw, signed.raw, algorithm_of(algorithm), bits(signature), serial.body, issuer, subject,
        key, times, rest.get(0xA3), is_whole,
    )  # fmt: skip


def key_verifies(key: bytes, algorithm: str, name: str, signature: bytes, data: bytes) -> bool:
    """Whether the key of a certificate made the signature over the data."""
    parts = Values(one(key))
    kind, point = Values(parts.take(SEQUENCE)), bits(parts.take())
    kind_of_key = object_id(kind.take())
    digest = hashlib.new(name, data).digest()
    if kind_of_key != algorithm:
        return False
    if kind_of_key == RSA_KEY:
        pair = Values(one(point))
        n, e = integer(pair.take(INTEGER)), integer(pair.take(INTEGER))
        if not (2**2047 < n < 2**8192 and n & 1 and 2 < e < 2**32 and e & 1):
            raise Refused("an RSA key has a size this program does not use")
        return rsa_verifies(n, e, signature, name, digest)
    curve = CURVES.get(object_id(kind.take()))
    size = (curve.p.bit_length() + 7) // 8 if curve else 0
    if curve is None or len(point) != 1 + 2 * size or point[0] != 4:
        raise Refused("an elliptic curve or point is of a kind this program does not use")
    x, y = int.from_bytes(point[1 : 1 + size], "big"), int.from_bytes(point[1 + size :], "big")
    if max(x, y) >= curve.p or (y * y - x * x * x + 3 * x - curve.b) % curve.p:
        raise Refused("a point is not on its curve")
    return ecdsa_verifies(curve, (x, y), signature, digest)


def folded(name: bytes) -> list[tuple[int, str]]:
    """A distinguished name as names are compared: case and extra blanks count for nothing."""
    parts: list[tuple[int, str]] = []
    for relative in Values(one(name)).left:
        for item in sorted(value.raw for value in Values(relative, SET).left):
            pair = Values(one(item))
            kind, text = object_id(pair.take()), pair.take()
            pair.end()
            coding = {0x1E: "utf-16-be", 0x1C: "utf-32-be", 0x14: "latin-1"}.get(text.tag, "utf-8")
            words = text.body.decode(coding, "replace").casefold().split()
            parts += [(len(parts), kind), (-1, " ".join(words))]
    return parts


def same_name(one_name: bytes, other: bytes) -> bool:
    """Whether two distinguished names are one (RFC 5280 §7.1)."""
    if one_name == other:
        return True
    try:
        return folded(one_name) == folded(other)
    except (Refused, ValueError):
        return False


@functools.lru_cache(maxsize=4096)
def issued(cert: Certificate, issuer: Certificate) -> bool | None:
    """Whether the issuer it names signed it; None where it names another or nobody can tell."""
    algorithm, name = SIGNATURES.get(cert.algorithm, ("", "md5"))
    if name == "md5" or not same_name(cert.issuer, issuer.subject):
        return None
    try:
        return key_verifies(issuer.key, algorithm, name, cert.signature, cert.signed)
    except Refused:
        return None


# ==== Appendix D. RSA PKCS #1 v1.5 (RFC 8017) and ECDSA (FIPS 186-5) =============================

# what stands before the digest, by its hash (RFC 8017 §9.2, note 1)
DIGEST_INFO = {
    "sha1": bytes.fromhex("3021300906052b0e03021a05000414"),
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}


def rsa_verifies(n: int, e: int, signature: bytes, name: str, digest: bytes) -> bool:
    """RFC 8017 §8.2.2: the padded digest is made again and compared whole."""
    size = (n.bit_length() + 7) // 8
    if len(signature) != size or int.from_bytes(signature, "big") >= n:
        return False
    info = DIGEST_INFO[name] + digest
    padded = b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info
    return pow(int.from_bytes(signature, "big"), e, n) == int.from_bytes(padded, "big")


class Curve(NamedTuple):
    """A NIST curve y² = x³ − 3x + b over p, with base point g of order n (SP 800-186)."""

    p: int
    b: int
    n: int
    g: tuple[int, int]


CURVES = {
    "1.2.840.10045.3.1.7": Curve(
        0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
        (
            0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
            0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
        ),
    ),
    "1.3.132.0.34": Curve(
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
        (
            0xAA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7,
            0x3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F,
        ),
    ),
}  # fmt: skip


def curve_add(c: Curve, a: Affine, b: Affine) -> Affine:
    """The sum of two points of a curve."""
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % c.p == 0:
            return None
        slope = 3 * (a[0] * a[0] - 1) * pow(2 * a[1], -1, c.p)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, c.p)
    x = (slope * slope - a[0] - b[0]) % c.p
    return x, (slope * (a[0] - x) - a[1]) % c.p


def ecdsa_verifies(c: Curve, key: tuple[int, int], signature: bytes, digest: bytes) -> bool:
    """FIPS 186-5 §6.4.2."""
    try:
        pair = Values(one(signature))
        r, s = integer(pair.take(INTEGER)), integer(pair.take(INTEGER))
        pair.end()
    except Refused:
        return False
    if not (0 < r < c.n and 0 < s < c.n):
        return False
    e = int.from_bytes(digest, "big") >> max(0, 8 * len(digest) - c.n.bit_length())
    w = pow(s, -1, c.n)
    u, v, both, total = e * w % c.n, r * w % c.n, curve_add(c, c.g, key), None
    for bit in range(c.n.bit_length() - 1, -1, -1):
        total = curve_add(c, total, total)
        pick = (None, c.g, key, both)[(u >> bit & 1) + 2 * (v >> bit & 1)]
        total = curve_add(c, total, pick)
    return total is not None and total[0] % c.n == r


# ==== Appendix E. Roots of time authorities, with the SHA-256 that each of them publishes ========
# To compare: openssl x509 -in FILE.pem -noout -fingerprint -sha256

ROOTS = {
    "DigiCert Trusted Root G4": (
"552f7bdcf1a7af9e6ce672017f4f12abf77240c78e761ac203d1d9d20ac89988", """
-----BEGIN CERTIFICATE-----
MIIFkDCCA3igAwIBAgIQBZsbV56OITLiOQe9p3d1XDANBgkqhkiG9w0BAQwFADBi
MQswCQYDVQQGEwJVUzEVMBMGA1UEChMMRGlnaUNlcnQgSW5jMRkwFwYDVQQLExB3
d3cuZGlnaWNlcnQuY29tMSEwHwYDVQQDExhEaWdpQ2VydCBUcnVzdGVkIFJvb3Qg
RzQwHhcNMTMwODAxMTIwMDAwWhcNMzgwMTE1MTIwMDAwWjBiMQswCQYDVQQGEwJV
UzEVMBMGA1UEChMMRGlnaUNlcnQgSW5jMRkwFwYDVQQLExB3d3cuZGlnaWNlcnQu
Y29tMSEwHwYDVQQDExhEaWdpQ2VydCBUcnVzdGVkIFJvb3QgRzQwggIiMA0GCSqG
SIb3DQEBAQUAA4ICDwAwggIKAoICAQC/5pBzaN675F1KPDAiMGkz7MKnJS7JIT3y
ithZwuEppz1Yq3aaza57G4QNxDAf8xukOBbrVsaXbR2rsnnyyhHS5F/WBTxSD1If
xp4VpX6+n6lXFllVcq9ok3DCsrp1mWpzMpTREEQQLt+C8weE5nQ7bXHiLQwb7iDV
ySAdYyktzuxeTsiT+CFhmzTrBcZe7FsavOvJz82sNEBfsXpm7nfISKhmV1efVFiO
DCu3T6cw2Vbuyntd463JT17lNecxy9qTXtyOj4DatpGYQJB5w3jHtrHEtWoYOAMQ
jdjUN6QuBX2I9YI+EJFwq1WCQTLX2wRzKm6RAXwhTNS8rhsDdV14Ztk6MUSaM0C/
CNdaSaTC5qmgZ92kJ7yhTzm1EVgX9yRcRo9k98FpiHaYdj1ZXUJ2h4mXaXpI8OCi
EhtmmnTK3kse5w5jrubU75KSOp493ADkRSWJtppEGSt+wJS00mFt6zPZxd9LBADM
fRyVw4/3IbKyEbe7f/LVjHAsQWCqsWMYRJUadmJ+9oCw++hkpjPRiQfhvbfmQ6QY
uKZ3AeEPlAwhHbJUKSWJbOUOUlFHdL4mrLZBdd56rF+NP8m800ERElvlEFDrMcXK
chYiCd98THU/Y+whX8QgUWtvsauGi0/C1kVfnSD8oR7FwI+isX4KJpn15GkvmB0t
9dmpsh3lGwIDAQABo0IwQDAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwIB
hjAdBgNVHQ4EFgQU7NfjgtJxXWRM3y5nP+e6mK4cD08wDQYJKoZIhvcNAQEMBQAD
ggIBALth2X2pbL4XxJEbw6GiAI3jZGgPVs93rnD5/ZpKmbnJeFwMDF/k5hQpVgs2
SV1EY+CtnJYYZhsjDT156W1r1lT40jzBQ0CuHVD1UvyQO7uYmWlrx8GnqGikJ9yd
+SeuMIW59mdNOj6PWTkiU0TryF0Dyu1Qen1iIQqAyHNm0aAFYF/opbSnr6j3bTWc
fFqK1qI4mfN4i/RN0iAL3gTujJtHgXINwBQy7zBZLq7gcfJW5GqXb5JQbZaNaHqa
sjYUegbyJLkJEVDXCLG4iXqEI2FCKeWjzaIgQdfRnGTZ6iahixTXTBmyUEFxPT9N
cCOGDErcgdLMMpSEDQgJlxxPwO5rIHQw0uA5NBCFIRUBCOhVMt5xSdkoF1BN5r5N
0XWs0Mr7QbhDparTwwVETyw2m+L64kW4I1NsBm9nVX9GtUw/bihaeSbSpKhil9Ie
4u1Ki7wb/UdKDd9nZn6yW0HQO+T0O/QEY+nvwlQAUaCKKsnOeMzV6ocEGLPOr0mI
r/OSmbaz5mEP0oUA51Aa5BuVnRmhuZyxm7EAHu/QD09CbMkKvO5D+jpxpchNJqU1
/YldvIViHTLSoCtU7ZpXwdv6EM8Zt4tKG48BtieVU+i2iW1bvGjUI+iLUaJW+fCm
gKDWHrO8Dw9TdSmq6hN35N6MgSGtBxBHEa2HPQfRdbzP82Z+
-----END CERTIFICATE-----
"""),
    "GlobalSign Root CA - R6": (
"2cabeafe37d06ca22aba7391c0033d25982952c453647349763a3ab5ad6ccf69", """
-----BEGIN CERTIFICATE-----
MIIFgzCCA2ugAwIBAgIORea7A4Mzw4VlSOb/RVEwDQYJKoZIhvcNAQEMBQAwTDEg
MB4GA1UECxMXR2xvYmFsU2lnbiBSb290IENBIC0gUjYxEzARBgNVBAoTCkdsb2Jh
bFNpZ24xEzARBgNVBAMTCkdsb2JhbFNpZ24wHhcNMTQxMjEwMDAwMDAwWhcNMzQx
MjEwMDAwMDAwWjBMMSAwHgYDVQQLExdHbG9iYWxTaWduIFJvb3QgQ0EgLSBSNjET
MBEGA1UEChMKR2xvYmFsU2lnbjETMBEGA1UEAxMKR2xvYmFsU2lnbjCCAiIwDQYJ
KoZIhvcNAQEBBQADggIPADCCAgoCggIBAJUH6HPKZvnsFMp7PPcNCPG0RQssgrRI
xutbPK6DuEGSMxSkb3/pKszGsIhrxbaJ0cay/xTOURQh7ErdG1rG1ofuTToVBu1k
ZguSgMpE3nOUTvOniX9PeGMIyBJQbUJmL025eShNUhqKGoC3GYEOfsSKvGRMIRxD
aNc9PIrFsmbVkJq3MQbFvuJtMgamHvm566qjuL++gmNQ0PAYid/kD3n16qIfKtJw
LnvnvJO7bVPiSHyMEAc4/2ayd2F+4OqMPKq0pPbzlUoSB239jLKJz9CgYXfIWHSw
1CM69106yqLbnQneXUQtkPGBzVeS+n68UARjNN9rkxi+azayOeSsJDa38O+2HBNX
k7besvjihbdzorg1qkXy4J02oW9UivFyVm4uiMVRQkQVlO6jxTiWm05OWgtH8wY2
SXcwvHE35absIQh1/OZhFj931dmRl4QKbNQCTXTAFO39OfuD8l4UoQSwC+n+7o/h
bguyCLNhZglqsQY6ZZZZwPA1/cnaKI0aEYdwgQqomnUdnjqGBQCe24DWJfncBZ4n
WUx2OVvq+aWh2IMP0f/fMBH5hc8zSPXKbWQULHpYT9NLCEnFlWQaYw55PfWzjMpY
rZxCRXluDocZXFSxZba/jJvcE+kNb7gu3GduyYsRtYQUigAZcIN5kZeR1Bonvzce
MgfYFGM8KEyvAgMBAAGjYzBhMA4GA1UdDwEB/wQEAwIBBjAPBgNVHRMBAf8EBTAD
AQH/MB0GA1UdDgQWBBSubAWjkxPioufi1xzWx/B/yGdToDAfBgNVHSMEGDAWgBSu
bAWjkxPioufi1xzWx/B/yGdToDANBgkqhkiG9w0BAQwFAAOCAgEAgyXt6NH9lVLN
nsAEoJFp5lzQhN7craJP6Ed41mWYqVuoPId8AorRbrcWc+ZfwFSY1XS+wc3iEZGt
Ixg93eFyRJa0lV7Ae46ZeBZDE1ZXs6KzO7V33EByrKPrmzU+sQghoefEQzd5Mr61
55wsTLxDKZmOMNOsIeDjHfrYBzN2VAAiKrlNIC5waNrlU/yDXNOd8v9EDERm8tLj
vUYAGm0CuiVdjaExUd1URhxN25mW7xocBFymFe944Hn+Xds+qkxV/ZoVqW/hpvvf
cDDpw+5CRu3CkwWJ+n1jez/QcYF8AOiYrg54NMMl+68KnyBr3TsTjxKM4kEaSHpz
oHdpx7Zcf4LIHv5YGygrqGytXm3ABdJ7t+uA/iU3/gKbaKxCXcPu9czc8FB10jZp
nOZ7BN9uBmm23goJSFmH63sUYHpkqmlD75HHTOwY3WzvUy2MmeFe8nI+z1TIvWfs
pA9MRf/TuTAjB0yPEL+GltmZWrSZVxykzLsViVO6LAUP5MSeGbEYNNVMnbrt9x+v
JJUEeKgDu+6B5dpffItKoZB0JaezPkvILFa9x8jvOOJckvB595yEunQtYQEgfn7R
8k8HWV+LLUNS60YMlOH1Zkd5d9VUWx+tJDfLRVpOoERIyNiwmcUVhAn21klJwGW4
5hpxbqCo8YLoRT5s1gLXCmeDBVrJpBA=
-----END CERTIFICATE-----
"""),
    "IdenTrust Commercial Root CA 1": (
"5d56499be4d2e08bcfcad08a3e38723d50503bde706948e42f55603019e528ae", """
-----BEGIN CERTIFICATE-----
MIIFYDCCA0igAwIBAgIQCgFCgAAAAUUjyES1AAAAAjANBgkqhkiG9w0BAQsFADBK
MQswCQYDVQQGEwJVUzESMBAGA1UEChMJSWRlblRydXN0MScwJQYDVQQDEx5JZGVu
VHJ1c3QgQ29tbWVyY2lhbCBSb290IENBIDEwHhcNMTQwMTE2MTgxMjIzWhcNMzQw
MTE2MTgxMjIzWjBKMQswCQYDVQQGEwJVUzESMBAGA1UEChMJSWRlblRydXN0MScw
JQYDVQQDEx5JZGVuVHJ1c3QgQ29tbWVyY2lhbCBSb290IENBIDEwggIiMA0GCSqG
SIb3DQEBAQUAA4ICDwAwggIKAoICAQCnUBneP5k91DNG8W9RYYKyqU+PZ4ldhNlT
3Qwo2dfw/66VQ3KZ+bVdfIrBQuExUHTRgQ18zZshq0PirK1ehm7zCYofWjK9ouuU
+ehcCuz/mNKvcbO0U59Oh++SvL3sTzIwiEsXXlfEU8L2ApeN2WIrvyQfYo3fw7gp
S0l4PJNgiCL8mdo2yMKi1CxUAGc1bnO/AljwpN3lsKImesrgNqUZFvX9t++uP0D1
bVoE/c40yiTcdCMbXTMTEl3EASX2MN0CXZ/g1Ue9tOsbobtJSdifWwLziuQkkORi
T0/Br4sOdBeo0XKIanoBScy0RnnGF7HamB4HWfp1IYVl3ZBWzvurpWCdxJ35UrCL
vYf5jysjCiN2O/cz4ckA82n5S6LgTrx+kzmEB/dEcH7+B1rlsazRGMzyNeVJSQjK
Vsk9+w8YfYs7wRPCTY/JTw436R+hDmrfYi7LNQZReSzIJTj0+kuniVyc0uMNOYZK
dHzVWYfCP04MXFL0PfdSgvHqo6z9STQaKPNBiDoT7uje/5kdX7rL6B7yuVBgwDHT
c+XvvqDtMwt0viAgxGds8AgDelWAf0ZOlqf0Hj7h9tgJ4TNkK2PXMl6f+cB7D3hv
l7yTmvmcEpB4eoCHFddydJxVdHixuuFucAS6T6C6aMN7/zHwcz09lCqxC0EOoP5N
iGVreTO01wIDAQABo0IwQDAOBgNVHQ8BAf8EBAMCAQYwDwYDVR0TAQH/BAUwAwEB
/zAdBgNVHQ4EFgQU7UQZwNPwBovupHu+QucmVMiONnYwDQYJKoZIhvcNAQELBQAD
ggIBAA2ukDL2pkt8RHYZYR4nKM1eVO8lvOMIkPkp165oCOGUAFjvLi5+U1KMtlwH
6oi6mYtQlNeCgN9hCQCTrQ0U5s7B8jeUeLBfnLOic7iPBZM4zY0+sLj7wM+x8uwt
LRvM7Kqas6pgghstO8OEPVeKlh6cdbjTMM1gCIOQ045U8U1mwF10A0Cj7oV+wh93
nAbowacYXVKV7cndJZ5t+qntozo00Fl72u1Q8zW/7esUTTHHYPTa8Yec4kjixsU3
+wYQ+nVZZjFHKdp2mhzpgq7vmrlR94gjmmmVYjzlVYA211QC//G5Xc7UI2/YRYRK
W2XviQzdFKcgyxilJbQN+QHwotL0AMh0jqEqSI5l2xPE4iUXfeu+h1sXIFRRk0pT
AwvsXcoz7WL9RccvW9xYoIA55vrX/hMUpu09lEpCdNTDd1lzzY9GvlU47/rokTLq
l1gEIt44w8y8bckzOmoKaT+gyOpyj4xjhiO9bTyWnpXgSUyqorkqG5w2gXjtw+hG
4iZZRHUe2XWJUc0QhJ1hYMtd+ZciTY6Y5uN/9lu7rs3KSoFrXgvzUeF0K+l+J6fZ
mUlO+KWA2yUPHGNiiskzZ2s8EIPGrd6ozRaOjfAHN3Gf8qv8QfXBi+wAN10J5U6A
7/qxXDgGpRtK4dw4LTzcqx+QGtVKnO7RcGzM7vRX+Bi6hG6H
-----END CERTIFICATE-----
"""),
    "USERTrust RSA Certification Authority": (
"e793c9b02fd8aa13e21c31228accb08119643b749c898964b1746d46c3d4cbd2", """
-----BEGIN CERTIFICATE-----
MIIF3jCCA8agAwIBAgIQAf1tMPyjylGoG7xkDjUDLTANBgkqhkiG9w0BAQwFADCB
iDELMAkGA1UEBhMCVVMxEzARBgNVBAgTCk5ldyBKZXJzZXkxFDASBgNVBAcTC0pl
cnNleSBDaXR5MR4wHAYDVQQKExVUaGUgVVNFUlRSVVNUIE5ldHdvcmsxLjAsBgNV
BAMTJVVTRVJUcnVzdCBSU0EgQ2VydGlmaWNhdGlvbiBBdXRob3JpdHkwHhcNMTAw
MjAxMDAwMDAwWhcNMzgwMTE4MjM1OTU5WjCBiDELMAkGA1UEBhMCVVMxEzARBgNV
BAgTCk5ldyBKZXJzZXkxFDASBgNVBAcTC0plcnNleSBDaXR5MR4wHAYDVQQKExVU
aGUgVVNFUlRSVVNUIE5ldHdvcmsxLjAsBgNVBAMTJVVTRVJUcnVzdCBSU0EgQ2Vy
dGlmaWNhdGlvbiBBdXRob3JpdHkwggIiMA0GCSqGSIb3DQEBAQUAA4ICDwAwggIK
AoICAQCAEmUXNg7D2wiz0KxXDXbtzSfTTK1Qg2HiqiBNCS1kCdzOiZ/MPans9s/B
3PHTsdZ7NygRK0faOca8Ohm0X6a9fZ2jY0K2dvKpOyuR+OJv0OwWIJAJPuLodMkY
tJHUYmTbf6MG8YgYapAiPLz+E/CHFHv25B+O1ORRxhFnRghRy4YUVD+8M/5+bJz/
Fp0YvVGONaanZshyZ9shZrHUm3gDwFA66Mzw3LyeTP6vBZY1H1dat//O+T23LLb2
VN3I5xI6Ta5MirdcmrS3ID3KfyI0rn47aGYBROcBTkZTmzNg95S+UzeQc0PzMsNT
79uq/nROacdrjGCT3sTHDN/hMq7MkztReJVni+49Vv4M0GkPGw/zJSZrM233bkf6
c0Plfg6lZrEpfDKEY1WJxA3Bk1QwGROs0303p+tdOmw1XNtB1xLaqUkL39iAigmT
Yo61Zs8liM2EuLE/pDkP2QKe6xJMlXzzawWpXhaDzLhn4ugTncxbgtNMs+1b/97l
c6wjOy0AvzVVdAlJ2ElYGn+SNuZRkg7zJn0cTRe8yexDJtC/QV9AqURE9JnnV4ee
UB9XVKg+/XRjL7FQZQnmWEIuQxpMtPAlR1n6BB6T1CZGSlCBst6+eLf8ZxXhyVeE
Hg9j1uliutZfVS7qXMYoCAQlObgOK6nyTJccBz8NUvXt7y+CDwIDAQABo0IwQDAd
BgNVHQ4EFgQUU3m/WqorSs9UgOHYm8Cd8rIDZsswDgYDVR0PAQH/BAQDAgEGMA8G
A1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQEMBQADggIBAFzUfA3P9wF9QZllDHPF
Up/L+M+ZBn8b2kMVn54CVVeWFPFSPCeHlCjtHzoBN6J2/FNQwISbxmtOuowhT6KO
VWKR82kV2LyI48SqC/3vqOlLVSoGIG1VeCkZ7l8wXEskEVX/JJpuXior7gtNn3/3
ATiUFJVDBwn7YKnuHKsSjKCaXqeYalltiz8I+8jRRa8YFWSQEg9zKC7F4iRO/Fjs
8PRF/iKz6y+O0tlFYQXBl2+odnKPi4w2r78NBc5xjeambx9spnFixdjQg3IM8WcR
iQycE0xyNN+81XHfqnHd4blsjDwSXWXavVcStkNr/+XeTWYRUc+ZruwXtuhxkYze
Sf7dNXGiFSeUHM9h4ya7b6NnJSFd5t0dCy5oGzuCr+yDZ4XUmFF0sbmZgIn/f3gZ
XHlKYC6SQK5MNyosycdiyA5d9zZbyuAlJQG03RoHnHcAP9Dc1ew91Pq7P8yF1m9/
qS3fuQL39ZeatTXaw2ewh0qpKJ4jjv9cJ2vhsE/zB+4ALtRZh8tSQZXq9EfX7mRB
VXyNWQKV3WKdwrnuWih0hKWbt5DHDAff9Yk2dDLWKMGwsAvgnEzDHNb842m1R0aB
L6KCq9NjRHDEjf8tM7qtj3u1cIiuPhnPQCjY/MiQu12ZIvVS5ljFH4gxQ+6IHdfG
jjxDah2nGN59PRbxYvnKkKj9
-----END CERTIFICATE-----
"""),


}  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
