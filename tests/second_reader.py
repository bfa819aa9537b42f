"""A second reader of Script Vault's format, written from the published text alone.

It shares no code with the program. It reads and checks, and writes nothing. It does not parse
the tokens of time authorities. Everything broken raises `Refused`; inside a bundle that is a
check which fails, and `Blocked` is one that could not run.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import stat
import struct
import sys
import unicodedata
import zlib
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from mnemonic import Mnemonic

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FIELDS = ("kind", "content", "names", "script", "capture", "parties", "terms", "details")
LINE = ("v", "log", "seq", "prev", "commit", "object", "key", "sig")
TABLE = json.loads(
    (Path(__file__).parents[1] / "resources/spec/checks.json").read_text(encoding="utf-8")
)["checks"]
CHECKS = [check for check in TABLE if "bundle" in check["of"]]
LINE_LIMIT = 66_000
CHAIN_LIMIT = 64
WINDOW_LIMIT = 128 << 20


class Refused(ValueError):
    """The text says that a reader refuses this."""


class Blocked(Exception):
    """A check cannot run, because what it stands on is broken."""


def need(holds: object, what: str) -> None:
    if not holds:
        raise Refused(what)


# 1. Notation


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def encode(value: Any) -> bytes:
    """Give the one canonical form of a value."""

    def text(value: Any) -> str:
        if value is None or isinstance(value, bool):
            return {None: "null", True: "true", False: "false"}[value]
        if isinstance(value, int):
            need(0 <= value < 2**53, "a number out of range")
            return str(value)
        if isinstance(value, str):
            return json.dumps(value, ensure_ascii=False)
        if isinstance(value, list):
            return f"[{','.join(map(text, value))}]"
        need(isinstance(value, dict), "not a JSON value")
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return f"{{{','.join(f'{text(name)}:{text(value[name])}' for name in names)}}}"

    return text(value).encode()


def decode(data: bytes) -> Any:
    """Read JSON that is canonical to the byte."""

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        need(len(dict(pairs)) == len(pairs), "a member twice")
        return dict(pairs)

    def other_number(text: str) -> None:
        raise Refused(f"the number {text}")

    try:
        value = json.loads(
            data.decode(),
            object_pairs_hook=members,
            parse_float=other_number,
            parse_constant=other_number,
        )
        need(encode(value) == data, "JSON that is not canonical")
    except (ValueError, RecursionError) as error:
        raise Refused(f"JSON: {error}") from error
    return value


def closed(value: Any, *names: str) -> None:
    need(isinstance(value, dict) and set(value) == set(names), f"members other than {names}")


def unhex(value: Any, size: int) -> bytes:
    shape = f"[0-9a-f]{{{2 * size}}}"
    need(isinstance(value, str) and re.fullmatch(shape, value), f"not hex of {size} bytes")
    return bytes.fromhex(value)


def unb64(value: Any, size: int | None = None) -> bytes:
    try:
        need(isinstance(value, str), "not text")
        data = base64.b64decode(value, validate=True)
    except ValueError as error:
        raise Refused(f"base64: {error}") from error
    need(base64.b64encode(data).decode() == value, "base64 that is not canonical")
    need(size in (None, len(data)), f"not {size} bytes")
    return data


def whole(value: Any) -> int:
    need(type(value) is int and 0 <= value < 2**53, "not a whole number")
    return value


# 5. Keys


def check_key_set(keys: Any) -> None:
    closed(keys, "ed25519", "ml-dsa-44", "next")
    unb64(keys["ed25519"], 32)
    unb64(keys["ml-dsa-44"], 1312)
    unhex(keys["next"], 32)


def fingerprint(keys: dict[str, str]) -> str:
    return sha(b"scriptvault/keyset/v1\n" + encode(keys)).hex()


def announced(keys: dict[str, str]) -> str:
    """Give what the key set before says in `next`."""
    pair = {"ed25519": keys["ed25519"], "ml-dsa-44": keys["ml-dsa-44"]}
    return sha(b"scriptvault/nextkeys/v1\n" + encode(pair)).hex()


def check_ed25519(public: bytes, signature: bytes, message: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature as error:
        raise Refused("an Ed25519 signature that does not fit") from error


def check_sshsig(public: bytes, armour: bytes, message: bytes, namespace: bytes) -> None:
    def string(data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + data

    rest = string(namespace) + string(b"") + string(b"sha512")
    signed = b"SSHSIG" + rest + string(hashlib.sha512(message).digest())
    head = b"SSHSIG" + struct.pack(">I", 1) + string(string(b"ssh-ed25519") + string(public)) + rest
    tail = string(b"ssh-ed25519") + struct.pack(">I", 64)
    lines = armour.decode("ascii", "replace").split("\n")
    blob = unb64("".join(lines[1:-2]))
    signature = blob[-64:]
    need(blob == head + string(tail + signature), "an SSHSIG of another kind or key")
    text = base64.b64encode(blob).decode()
    wrapped = [text[start : start + 70] for start in range(0, len(text), 70)]
    begin, end = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
    need(lines == [begin, *wrapped, end, ""], "an armour written otherwise")
    check_ed25519(public, signature, signed)


# 3. Lines


def read_line(data: bytes) -> dict[str, Any]:
    need(len(data) <= LINE_LIMIT, "a line too long")
    line = decode(data)
    has_event = isinstance(line, dict) and "key_event" in line
    closed(line, *LINE, *(["key_event"] if has_event else []))
    need(whole(line["v"]) == 1, "a line of another version")
    for name, size in (("log", 16), ("object", 16), ("prev", 32), ("commit", 32), ("key", 8)):
        unhex(line[name], size)
    unb64(line["sig"], 64)
    first = whole(line["seq"]) == 0
    need(not first or line["prev"] == "0" * 64, "something before entry 0")
    if has_event:
        check_event_form(line["key_event"], line["seq"])
    need(first == (has_event and line["key_event"]["event"] == "begin"), "`begin` is entry 0")
    return line


def check_event_form(event: Any, seq: int) -> None:
    kind = event.get("event") if isinstance(event, dict) else None
    more = {"begin": ["parent"], "rotate": [], "revoke": ["since"]}
    need(isinstance(kind, str) and kind in more, "an unknown key event")
    closed(event, "event", "set", *more[kind])
    check_key_set(event["set"])
    if kind == "revoke":
        need(whole(event["since"]) <= seq, "revoked since a later line")
    if kind == "begin" and event["parent"] is not None:
        closed(event["parent"], "log", "size", "root")
        unhex(event["parent"]["log"], 16)
        unhex(event["parent"]["root"], 32)
        need(whole(event["parent"]["size"]) >= 1, "a parent of size 0")


def check_line_signature(line: dict[str, Any], keys: dict[str, str]) -> None:
    need(line["key"] == fingerprint(keys)[:16], "another key set named")
    bare = encode({name: line[name] for name in line if name != "sig"})
    message = b"scriptvault/line/v1\n" + bare
    check_ed25519(unb64(keys["ed25519"]), unb64(line["sig"]), message)


def leaf_of(line: bytes) -> bytes:
    return sha(b"\x00" + line)


class Chain:
    """The key sets of one log, from the lines of it that are here."""

    def __init__(self, lines: dict[int, dict[str, Any]]) -> None:
        need(0 in lines, "entry 0 is not here")
        self.events: list[tuple[int, dict[str, Any]]] = []
        for seq in sorted(seq for seq in lines if "key_event" in lines[seq]):
            event = lines[seq]["key_event"]
            need(not seq or announced(event["set"]) == self.events[-1][1]["set"]["next"], "next")
            check_line_signature(lines[seq], event["set"])
            self.events.append((seq, event))

    def after(self, size: int) -> dict[str, str]:
        """Give the set in force after the entry before `size`."""
        return [event["set"] for seq, event in self.events if seq < max(size, 1)][-1]

    def check_signature(self, line: dict[str, Any]) -> None:
        check_line_signature(line, self.after(line["seq"] + 1))

    def check_revoked(self, line: dict[str, Any]) -> None:
        later = [event for place, event in self.events if place > line["seq"]][:1]
        revoked = later and later[0]["event"] == "revoke" and line["seq"] >= later[0]["since"]
        need("key_event" in line or not revoked, "a line of a revoked key set")

    @property
    def parent(self) -> dict[str, Any] | None:
        return self.events[0][1]["parent"]

    def check_parent(self, parent: Chain) -> None:
        """The first set is in force at the fork, or is the successor of the one that is."""
        assert self.parent is not None
        first, there = self.events[0][1]["set"], parent.after(self.parent["size"])
        need(first == there or announced(first) == there["next"], "a set foreign to the parent")


# 3, 8. Trees and proofs


def node(left: bytes, right: bytes) -> bytes:
    return sha(b"\x01" + left + right)


def root_of(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else sha(b"")
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return node(root_of(leaves[:half]), root_of(leaves[half:]))


def climb(place: int, last: int, start: bytes, path: list[bytes]) -> tuple[bytes, bytes]:
    """Walk RFC 9162's proofs: the root of what lies left of the path, and that of all."""
    left = whole_root = start
    for step in path:
        need(last, "a proof too long")
        if place & 1 or place == last:
            left, whole_root = node(step, left), node(step, whole_root)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            whole_root = node(whole_root, step)
        place, last = place >> 1, last >> 1
    need(not last, "a proof too short")
    return left, whole_root


def check_inclusion(index: int, size: int, leaf: bytes, path: list[bytes], root: bytes) -> None:
    need(index < size, "an entry behind the head")
    need(climb(index, size - 1, leaf, path)[1] == root, "not in the tree")


def check_consistency(old: int, new: int, path: list[bytes], roots: tuple[bytes, bytes]) -> None:
    need(0 < old < new and path, "a consistency proof of nothing")
    if old & (old - 1) == 0:
        path = [roots[0], *path]
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    need(climb(place, last, path[0], path[1:]) == roots, "not one history")


def read_proof(data: bytes, *first: str) -> tuple[list[bytes], bytes]:
    """Read the lines of a proof behind its first ones, and the checkpoint it carries."""
    head, _, checkpoint = data.partition(b"\n\n")
    lines = head.decode("ascii", "replace").split("\n")
    need(lines[: len(first)] == list(first), "a proof of something else")
    return [unb64(line, 32) for line in lines[len(first) :]], checkpoint


# 8. Checkpoints


class Checkpoint(NamedTuple):
    log: str
    size: int
    root: bytes
    data: bytes
    ed25519: bytes  # key id, then signature
    mldsa: bytes  # key id, time, signature


def read_checkpoint(data: bytes, log: str, size: int) -> Checkpoint:
    lines = data.decode("utf-8", "replace").split("\n")
    need(len(lines) == 7 and not lines[3] and not lines[6], "not six lines")
    name = f"scriptvault/log/v1/{log}"
    need(lines[:2] == [name, str(size)] and size >= 1, "the checkpoint of another log or size")
    mark = f"— {name} "
    need(lines[4].startswith(mark) and lines[5].startswith(mark), "not signed by the log")
    first, second = unb64(lines[4][len(mark) :], 68), unb64(lines[5][len(mark) :], 4 + 8 + 2420)
    return Checkpoint(log, size, unb64(lines[2], 32), data, first, second)


def check_key_ids(point: Checkpoint, keys: dict[str, str]) -> None:
    """What stands before the two signatures; another id or time is refused as the form is."""
    name = f"scriptvault/log/v1/{point.log}\n".encode()
    first, second = (unb64(keys[kind]) for kind in ("ed25519", "ml-dsa-44"))
    need(point.ed25519[:4] == sha(name + b"\x01" + first)[:4], "another Ed25519 key")
    need(point.mldsa[:12] == sha(name + b"\x06" + second)[:4] + bytes(8), "key or time")


def check_checkpoint_ed25519(point: Checkpoint, keys: dict[str, str]) -> None:
    check_key_ids(point, keys)
    public = unb64(keys["ed25519"])
    check_ed25519(public, point.ed25519[4:], point.data.partition(b"\n\n")[0] + b"\n")


def check_checkpoint_mldsa(point: Checkpoint, keys: dict[str, str]) -> None:
    check_key_ids(point, keys)
    name, public = f"scriptvault/log/v1/{point.log}".encode(), unb64(keys["ml-dsa-44"])
    named = bytes([len(name)]) + name + bytes(8)
    message = b"subtree/v1\n\0" + named + named + struct.pack(">Q", point.size) + point.root
    try:
        MLDSA44PublicKey.from_public_bytes(public).verify(point.mldsa[12:], message)
    except InvalidSignature as error:
        raise Refused("an ML-DSA signature that does not fit") from error


CHECKPOINT_CHECKS = (check_checkpoint_ed25519, check_checkpoint_mldsa)


# 4. Fields


def field_salt(entry_salt: bytes, name: str) -> bytes:
    return hmac.digest(entry_salt, name.encode(), "sha256")


def field_leaf(name: str, salt: bytes, value: Any) -> bytes:
    return sha(b"\x00scriptvault/field/v1\n" + name.encode() + b"\n" + salt + encode(value))


def commit_of(entry_salt: bytes, fields: dict[str, Any]) -> str:
    closed(fields, *FIELDS)
    salted = [(name, field_salt(entry_salt, name), fields[name]) for name in FIELDS]
    return root_of([field_leaf(*field) for field in salted]).hex()


def read_shown(data: bytes) -> tuple[str, dict[str, Any]]:
    """Read a file of shown fields: the commit they give, and the values."""
    document = decode(data)
    closed(document, "fields")
    closed(document["fields"], *FIELDS)
    leaves, values = [], {}
    for name in FIELDS:
        field = document["fields"][name]
        if isinstance(field, dict) and "leaf" in field:
            closed(field, "leaf")
            leaves.append(unhex(field["leaf"], 32))
        else:
            closed(field, "salt", "value")
            leaves.append(field_leaf(name, unhex(field["salt"], 32), field["value"]))
            values[name] = field["value"]
    return root_of(leaves).hex(), values


def check_content(content: Any, data: bytes | None) -> None:
    need(isinstance(content, dict), "bytes where no content is sealed")
    sealed = unhex(content.get("sha256"), 32), unhex(content.get("sha512"), 64)
    whole(content.get("size"))
    if data is not None:
        found = hashlib.sha256(data).digest(), hashlib.sha512(data).digest()
        need(found == sealed and len(data) == content["size"], "other bytes")


# 6, 7. Objects and key slots


def decrypt(key: bytes, nonce: bytes, data: bytes, associated: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, data, associated)
    except (InvalidTag, ValueError) as error:
        raise Refused("it does not open") from error


def unpack(frame: bytes, base: bytes | None) -> bytes:
    """Unpack one zstd frame within the limits."""
    need(len(frame) > 5 and frame[:4] == b"\x28\xb5\x2f\xfd", "not a zstd frame")
    single = frame[4] & 0x20
    exponent, eighths = divmod(frame[5], 8)
    window = 0 if single else (8 + eighths) << (7 + exponent)
    prefix = zstd.ZstdDict(base, is_raw=True).as_prefix if base else None
    options = {zstd.DecompressionParameter.window_log_max: 27}
    try:
        size = zstd.get_frame_info(frame).decompressed_size
        need(size is not None, "a frame without its size")
        need((size if single else window) <= WINDOW_LIMIT, "a window too large")
        reader = zstd.ZstdDecompressor(zstd_dict=prefix, options=options)
        plain = reader.decompress(frame)
    except zstd.ZstdError as error:
        raise Refused(f"zstd: {error}") from error
    need(reader.eof and not reader.unused_data and len(plain) == size, "not one whole frame")
    return plain


def unpack_object(
    key: bytes, handle: str, stored: Callable[[str], bytes], above: tuple[str, ...] = ()
) -> tuple[bytes, bytes]:
    """Give the entry salt and the unpacked bytes of an object, through its bases."""
    need(handle not in above and len(above) < CHAIN_LIMIT, "a cycle, or a chain too long")
    data = stored(handle)
    plain = decrypt(key, data[:12], data[12:], bytes.fromhex(handle))
    base, salt, frame = plain[:16], plain[16:48], plain[48:]
    under = None
    if any(base):
        under = unpack_object(key, base.hex(), stored, (*above, handle))[1]
    return salt, unpack(frame, under)


def open_object(
    key: bytes, handle: str, stored: Callable[[str], bytes]
) -> tuple[bytes, dict[str, Any], bytes]:
    """Give an object's entry salt, its eight fields and its content."""
    salt, plain = unpack_object(key, handle, stored)
    size = 4 + int.from_bytes(plain[:4], "big")
    need(4 <= size <= len(plain), "a body too short")
    fields = decode(plain[4:size])
    closed(fields, *FIELDS)
    content, data = fields["content"], plain[size:]
    if isinstance(content, dict):
        need(not {"sha256", "sha512"} & set(content), "hashes that are to be left out")
        hashes = {name: hashlib.new(name, data).hexdigest() for name in ("sha256", "sha512")}
        fields["content"] = content | hashes
    return salt, fields, data


def hkdf(secret: bytes, salt: bytes | None, info: str) -> bytes:
    return HKDF(SHA256(), 32, salt, f"scriptvault/recovery/v1/{info}".encode()).derive(secret)


def kit_bytes(words: str) -> bytes:
    need(len(words.split()) == 24, "not 24 words")
    try:
        return bytes(Mnemonic("english").to_entropy(words.split()))
    except (ValueError, LookupError) as error:
        raise Refused(f"recovery kit: {error}") from error


def open_slot(data: bytes, secret: str) -> dict[str, bytes]:
    """Open a slot with its passphrase, the keyring's bytes in hex, or the words of the kit."""
    slot = decode(data)
    closed(slot, "v", "slot", "kdf", "nonce", "wrapped")
    need(whole(slot["v"]) == 1, "a slot of another version")
    kdf, names = slot["kdf"], ["vault"]
    if slot["slot"] == "passphrase":
        names += ["ed25519", "ml-dsa-44"]
        closed(kdf, "alg", "m", "t", "p", "salt")
        m, t, p = whole(kdf["m"]), whole(kdf["t"]), whole(kdf["p"])
        need(kdf["alg"] == "argon2id" and m <= 1048576 and t <= 16 and p <= 16, "Argon2")
        try:
            argon = Argon2id(
                salt=unhex(kdf["salt"], 16), length=32, iterations=t, lanes=p, memory_cost=m
            )
        except ValueError as error:
            raise Refused(f"Argon2: {error}") from error
        key = argon.derive(unicodedata.normalize("NFC", secret).encode())
    else:
        need(slot["slot"] in ("keyring", "recovery"), "an unknown slot")
        closed(kdf, "alg", "salt")
        need(kdf["alg"] == "hkdf-sha256", "another derivation")
        salt = unhex(kdf["salt"], 32)
        if slot["slot"] == "keyring":
            names += ["ed25519", "ml-dsa-44"]
            info = b"scriptvault/keyring/v1/vault"
            key = HKDF(SHA256(), 32, salt, info).derive(unhex(secret, 32))
        else:
            key = hkdf(kit_bytes(secret), salt, "vault")
    bare = encode({name: slot[name] for name in slot if name != "wrapped"})
    nonce, wrapped = unhex(slot["nonce"], 12), unb64(slot["wrapped"])
    secrets = decode(decrypt(key, nonce, wrapped, b"scriptvault/slot/v1\n" + bare))
    closed(secrets, *names)
    return {name: unhex(secrets[name], 32) for name in names}


# 2. The vault folder


def files_in(folder: Path, pattern: str) -> list[Path]:
    return [path for path in sorted(folder.glob(pattern)) if not path.name.startswith(".")]


def named_by_hash(paths: list[Path]) -> list[tuple[str, bytes]]:
    """Read files whose names end in the hash of their bytes: what stands before, and the bytes."""
    found = []
    for path in paths:
        before, _, digest = path.name.removesuffix(".tsr").rpartition(".")
        data = path.read_bytes()
        need(digest == sha(data).hex(), f"{path.name} is damaged")
        found.append((before, data))
    return found


def read_log(folder: Path) -> tuple[list[dict[str, Any]], Chain, dict[int, Checkpoint]]:
    lines, leaves, points = [], [], {}
    for place, data in enumerate((folder / "entries.jsonl").read_bytes().split(b"\n")[:-1]):
        line = read_line(data)
        need((line["log"], line["seq"]) == (folder.name, place), "a line of another place")
        need(not place or line["prev"] == leaves[-1].hex(), "a line of another history")
        lines.append(line)
        leaves.append(leaf_of(data))
    chain = Chain(dict(enumerate(lines)))
    for line in lines:
        check_line_signature(line, chain.after(line["seq"] + 1))
        chain.check_revoked(line)
    for path in files_in(folder, "checkpoints/*"):
        need(re.fullmatch("[1-9][0-9]*", path.name), "a checkpoint without a size")
        point = read_checkpoint(path.read_bytes(), folder.name, int(path.name))
        need(point.size <= len(lines), "lines are gone that a checkpoint covers")
        need(root_of(leaves[: point.size]) == point.root, "a checkpoint of another history")
        for check in CHECKPOINT_CHECKS:
            check(point, chain.after(point.size))
        points[point.size] = point
    return lines, chain, points


def read_vault(
    folder: Path, passphrase: str | None = None, kit_words: str | None = None
) -> list[tuple[dict[str, Any], bytes]]:
    """Check a whole vault and give each entry's fields and content, parents' logs first."""
    logs = {path.name: read_log(path) for path in files_in(folder, "logs/*")}
    parents = {log: chain.parent for log, (_, chain, _) in logs.items()}
    need(list(parents.values()).count(None) == 1, "not one log without a parent")
    for log, parent in parents.items():
        if parent is not None:
            need(parent["log"] in logs, "a log whose parent is not here")
            point = logs[parent["log"]][2].get(parent["size"])
            need(point and point.root.hex() == parent["root"], "no such parent checkpoint")
            logs[log][1].check_parent(logs[parent["log"]][1])

    def age(log: str) -> int:
        parent = parents[log]
        return 0 if parent is None else 1 + age(parent["log"])

    points = {sha(point.data).hex() for log in logs for point in logs[log][2].values()}
    named_by_hash(files_in(folder, "anchors/*/*.tsr"))
    need({path.name for path in files_in(folder, "anchors/*")} <= points, "anchor of nothing")

    slots = named_by_hash(files_in(folder, "keys/*"))
    name, secret = ("recovery", kit_words) if kit_words is not None else ("passphrase", passphrase)
    need(secret is not None, "nothing to open it with")
    keys = []
    for data in (data for slot, data in slots if slot == name):
        with suppress(Refused):  # there may be several of one kind
            opened = open_slot(data, str(secret))
            need(decode(data)["slot"] == name, "a slot under another name")
            keys.append(opened["vault"])
    need(keys, f"no {name} slot opens")
    objects = dict(named_by_hash(files_in(folder, "objects/*/*")))

    def stored(handle: str) -> bytes:
        need(handle in objects, f"object {handle} is gone")
        return objects[handle]

    entries = []
    for line in (line for log in sorted(logs, key=age) for line in logs[log][0]):
        salt, fields, content = open_object(keys[0], line["object"], stored)
        need(commit_of(salt, fields) == line["commit"], "other fields than were sealed")
        if content or fields["content"] is not None:
            check_content(fields["content"], content)
        entries.append((fields, content))
    return entries


# 9. The bundle

LOG, PLACE, SIZE = "([0-9a-f]{32})", "(0|[1-9][0-9]{0,15})", "([1-9][0-9]{0,15})"
ENTRY = f"entries/{LOG}/{PLACE}[.](line|json|tlog-proof)"
DATA = f"data/{LOG}/{PLACE}[.][A-Za-z0-9._ -]+"
CHECKPOINT = f"log/{LOG}/{SIZE}[.]checkpoint"
CONSISTENCY = f"log/{LOG}/{SIZE}-{SIZE}[.]consistency"
LEAVES = f"log/{LOG}/{SIZE}[.]leaves"
ANCHOR = "anchors/([0-9a-f]{64})/([0-9a-f]{64})[.]tsr"
SCENE = f"scenes/{LOG}/{PLACE}-{SIZE}[.]json"
TRUST = "trust/([0-9a-f]{64})[.]json"
TAGS = "tagmanifest-sha256.txt"
SIGNATURE = f"signatures/{TAGS}.sshsig"
SIGNERS = "trust/allowed_signers"
NEEDED = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", TAGS}
LONGEST = {"line": LINE_LIMIT, "json": 128 << 10, "tlog-proof": 16 << 10}
FOR_PEOPLE = {"READ-ME-FIRST.txt", "certificate.pdf", "verify.html", "verify.py"}
FOR_PEOPLE |= {"data/NOT-INCLUDED.txt"}
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def zip_of(files: dict[str, bytes]) -> bytes:
    """Write the one ZIP that these files have."""
    body, central = b"", b""
    for name in sorted(files, key=str.encode):
        data, raw, flags = files[name], name.encode(), 0 if name.isascii() else 0x0800
        sizes = zlib.crc32(data), len(data), len(data), len(raw), 0
        common = struct.pack("<5H3I2H", 20, flags, 0, 0, 0x21, *sizes)
        central += b"PK\x01\x02\x14\x00" + common
        central += struct.pack("<3H2I", 0, 0, 0, 0, len(body)) + raw
        body += b"PK\x03\x04" + common + raw + data
    counts = len(files), len(files), len(central), len(body), 0
    return body + central + b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, *counts)


def unzip(data: bytes) -> dict[str, bytes]:
    """Read what section 10 says can be read safely, by the archive's own tables."""
    count, size, start, at = end_record(data)
    files: dict[str, bytes] = {}
    spans, entry = [(start, at)], start
    for _ in range(count):
        need(entry + 46 <= start + size and data[entry : entry + 4] == b"PK\x01\x02", "entry")
        (flags, method, _, crc, packed, full, named, extra, note, _, _, outer, head) = (
            struct.unpack_from("<HHIIIIHHHHHII", data, entry + 8)
        )
        raw = data[entry + 46 : entry + 46 + named]
        entry += 46 + named + extra + note
        name = member_name(raw, flags)
        need(name not in files and full < 0xFFFFFFFF, "a name twice, or ZIP64")
        need(not flags & 0x2061 and method in (0, 8), "encrypted, or packed otherwise")
        need(stat.S_IFMT(outer >> 16) in (0, stat.S_IFREG, stat.S_IFDIR), "a link")
        need(method or packed == full, "stored in two sizes")
        need(not name.endswith("/") or not full, "a folder with bytes")
        need(data[head : head + 4] == b"PK\x03\x04", "no file where it should be")
        widths = struct.unpack_from("<HH", data[head : head + 30].ljust(30, b"\0"), 26)
        begin = head + 30 + sum(widths)
        need(data[head + 30 : head + 30 + widths[0]] == raw, "two names of one file")
        need(begin + packed <= len(data), "cut off")
        spans.append((head, begin + packed))
        files[name] = data[begin : begin + packed] if full <= len(data) * 100 + 2**26 else b""
        files[name] = files[name] if not method else inflate(files[name], full)
        need(len(files[name]) == full and zlib.crc32(files[name]) == crc, "a file damaged")
    need(entry == start + size, "more in the table than it says")
    spans.sort()
    need(all(before[1] <= after[0] for before, after in pairwise(spans)), "one inside another")
    files = {name: content for name, content in files.items() if not name.endswith("/")}
    check_amount(files, len(data))
    return files


def end_record(data: bytes) -> tuple[int, int, int, int]:
    """Give the number of files, the table's size and place, and where the record stands."""
    at = len(data)
    while (at := data.rfind(b"PK\x05\x06", max(0, len(data) - 22 - 0xFFFF), at)) >= 0:
        if at + 22 <= len(data):
            disk, first, here, count, size, start, note = struct.unpack_from("<4H2IH", data, at + 4)
            if at + 22 + note == len(data):
                whole_table = not disk and not first and here == count <= 65_534
                need(whole_table and size <= 16 << 20 and start + size <= at, "no table of files")
                return count, size, start, start + size
        at += 3
    raise Refused("no ZIP that can be read")


def member_name(raw: bytes, flags: int) -> str:
    name = raw.decode("utf-8" if flags & 0x0800 else "cp437")
    need(0 < len(raw) <= 4096 and not set(name) & set("\\:\0"), "a name with a strange character")
    parts = name.removesuffix("/").split("/")
    need(not {"", ".", ".."} & set(parts), "a climbing name")
    return name


def inflate(packed: bytes, size: int) -> bytes:
    reader = zlib.decompressobj(-15)
    try:
        data = reader.decompress(packed, size + 1)
        data += reader.flush() if len(data) <= size else b""
    except zlib.error as error:
        raise Refused(f"ZIP: {error}") from error
    need(reader.eof and not reader.unused_data, "packed bytes that go on")
    return data


def check_amount(files: dict[str, bytes], packed: int) -> None:
    total = sum(map(len, files.values()))
    evidence = sum(len(data) for name, data in files.items() if not name.startswith("data/"))
    need(total <= 4 << 30 and total <= max(64 << 20, 100 * packed), "a bomb")
    need(evidence <= 160 << 20, "more evidence than is looked at")


def outcome(check: Callable[..., str | None], *what: Any) -> str:
    try:
        return check(*what) or "pass"
    except Blocked:
        return "not-checked"
    except ValueError:
        return "fail"


def each(check: Callable[..., str | None], items: Iterable[tuple[Any, ...]]) -> str:
    """Give the worst result of a check over all items."""
    found = {outcome(check, *item) for item in items}
    return next((result for result in ("fail", "not-checked") if result in found), "pass")


class Bundle:
    """The files of a bundle, sorted by what they are, and one method for each check."""

    def __init__(self, files: dict[str, bytes], asked: str | None) -> None:
        self.files, self.asked = files, asked
        self.signer: dict[str, str] | None = None
        self.joined: set[str] = set()
        self.scenes: dict[tuple[str, int], bytes] = {}
        self.parts: dict[tuple[str, int], dict[str, bytes]] = {}
        for name, (log, seq, part) in self.named(ENTRY):
            found = self.parts.setdefault((log, int(seq)), {})
            if len(files[name]) <= LONGEST[part]:
                found[part] = files[name]
        self.data: dict[tuple[str, int], list[bytes]] = {}
        for name, (log, seq) in self.named(DATA):
            self.data.setdefault((log, int(seq)), []).append(files[name])
        points = self.named(CHECKPOINT)
        self.points = {(log, int(size)): files[name] for name, (log, size) in points}
        lines = [log for name, (log, _, part) in self.named(ENTRY) if part == "line"]
        self.logs = sorted(set(lines))
        self.lines: dict[str, dict[int, dict[str, Any]]] = {log: {} for log in self.logs}
        self.chains: dict[str, Chain] = {}
        for (log, seq), parts in self.parts.items():
            if log not in self.logs:
                continue
            with suppress(Refused):
                self.lines[log][seq] = self.line_at(log, seq, parts)
        for log in self.logs:
            with suppress(Refused):
                self.chains[log] = Chain(self.lines[log])

    def named(self, pattern: str) -> list[tuple[str, tuple[str, ...]]]:
        matches = ((name, re.fullmatch(pattern, name)) for name in sorted(self.files))
        return [(name, match.groups()) for name, match in matches if match]

    def line_at(self, log: str, seq: int, parts: dict[str, bytes]) -> dict[str, Any]:
        need("line" in parts, "an entry without its line")
        line = read_line(parts["line"])
        need((line["log"], line["seq"]) == (log, seq), "a line of another place")
        return line

    def chain(self, log: str) -> Chain:
        if log not in self.chains:
            raise Blocked
        return self.chains[log]

    def point(self, log: str, size: int) -> Checkpoint:
        """Give a checkpoint that is good in every way; what rests on another cannot be checked."""
        try:
            point = read_checkpoint(self.points[log, size], log, size)
            for check in CHECKPOINT_CHECKS:
                check(point, self.chain(log).after(size))
        except ValueError as error:
            raise Blocked from error
        return point

    def head(self, log: str) -> Checkpoint:
        """Give the largest checkpoint of a log, if all of it that are here are good."""
        points = [self.point(*place) for place in sorted(self.points) if place[0] == log]
        if not points:
            raise Blocked
        return points[-1]

    def bag(self) -> None:
        kinds = [ENTRY, DATA, CHECKPOINT, CONSISTENCY, LEAVES, ANCHOR, SCENE, TRUST]
        known = {name for kind in kinds for name, _ in self.named(kind)} | NEEDED | FOR_PEOPLE
        known |= {SIGNATURE, SIGNERS}
        need(set(self.files) >= NEEDED and set(self.files) <= known, "a file missing or strange")
        need(self.files["bagit.txt"] == BAGIT, "bagit.txt")
        lined = {(log, seq) for log, lines in self.lines.items() for seq in lines}
        others = {place for place, parts in self.parts.items() if set(parts) - {"line"}}
        need({log for log, _ in self.points} <= set(self.logs), "a checkpoint of no log here")
        need({*others, *self.data} <= lined, "a part of an entry that is not shown")
        payload = sorted(name for name in self.files if name.startswith("data/"))
        tags = sorted(set(self.files) - set(payload) - {TAGS, SIGNATURE})
        for manifest, names in (("manifest-sha256.txt", payload), (TAGS, tags)):
            listed = "".join(f"{sha(self.files[name]).hex()}  {name}\n" for name in names)
            need(self.files[manifest] == listed.encode(), f"{manifest} does not match")

    def bag_signature(self) -> None:
        need({TAGS, SIGNATURE, SIGNERS} <= set(self.files), "not signed")
        signed = self.files[SIGNATURE], self.files[TAGS]
        need(self.logs, "no log")
        if not self.chains:
            raise Blocked
        continued = {chain.parent["log"] for chain in self.chains.values() if chain.parent}
        for log in set(self.chains) - continued:
            keys = self.chains[log].events[-1][1]["set"]
            with suppress(Refused):
                check_sshsig(unb64(keys["ed25519"]), *signed, b"scriptvault-bundle-v1")
                self.signer = keys
        need(self.signer, "not signed by the set in force at the head")
        assert self.signer is not None
        need(self.files[SIGNERS] == signers_of(self.signer), "other keys named as signers")

    def keys(self) -> None:
        need(self.logs, "no log")
        for log in self.logs:
            chain = Chain(self.lines[log])
            for line in self.lines[log].values():
                chain.check_revoked(line)
            if chain.parent and chain.parent["log"] in self.chains:
                chain.check_parent(self.chains[chain.parent["log"]])
            elif chain.parent:
                others = [one for one in self.chains if one != log and not self.is_continued(one)]
                need(not others, "a log that nothing joins to another here")
        trusted = set()
        for name, (named,) in self.named(TRUST):
            keys = decode(self.files[name])
            check_key_set(keys)
            need(fingerprint(keys) == named, "a key set under another name")
            trusted.add(named)
        events = [event for chain in self.chains.values() for _, event in chain.events]
        need(trusted == {fingerprint(event["set"]) for event in events}, "other key sets")

    def is_continued(self, log: str) -> bool:
        """Whether its parent is here, with keys."""
        parent = self.chains[log].parent
        return parent is not None and parent["log"] in self.chains

    def check_signer(self) -> None:
        if self.asked is None or self.signer is None:
            raise Blocked
        need(self.asked == fingerprint(self.signer), "signed by another")

    def check_line(self, log: str, seq: int, parts: dict[str, bytes]) -> None:
        line = self.line_at(log, seq, parts)
        before = self.parts[log, seq - 1]["line"] if seq - 1 in self.lines[log] else None
        need(before is None or line["prev"] == leaf_of(before).hex(), "another line before")
        self.chain(log).check_signature(line)

    def check_fields(self, log: str, seq: int, parts: dict[str, bytes]) -> None:
        need("json" in parts, "an entry without its fields")
        commit, _ = read_shown(parts["json"])
        need(commit == self.lines[log][seq]["commit"], "other fields than were sealed")

    def check_data(self, log: str, seq: int) -> str | None:
        copies, parts = self.data.get((log, seq), []), self.parts.get((log, seq), {})
        need(len(copies) < 2, "bytes twice")
        try:
            self.check_fields(log, seq, parts)
            values = read_shown(parts["json"])[1]
        except Refused as error:
            raise Blocked from error
        if copies or values.get("content") is not None:
            check_content(values.get("content"), copies[0] if copies else None)
        if copies:
            return None
        hidden = values.get("kind") == "draft" and "content" not in values
        return "not-checked" if hidden or values.get("content") is not None else None

    def check_point(self, check: Callable[..., None], log: str, size: int) -> None:
        point = read_checkpoint(self.points[log, size], log, size)
        check(point, self.chain(log).after(size))

    def check_inclusion(self, log: str, seq: int, parts: dict[str, bytes]) -> None:
        head = self.head(log)
        need("tlog-proof" in parts, "an entry without its proof")
        path, carried = read_proof(parts["tlog-proof"], "c2sp.org/tlog-proof@v1", f"index {seq}")
        need(carried == head.data, "a proof in another checkpoint")
        check_inclusion(seq, head.size, leaf_of(parts["line"]), path, head.root)

    def history(self) -> str:
        if not self.logs:
            raise Blocked
        parents = [(chain.parent,) for chain in self.chains.values() if chain.parent]
        begun = [chain for chain in self.chains.values() if not chain.parent]
        alone = {log: outcome(self.one_history, log) for log in self.logs}
        self.joined = {log for log, result in alone.items() if result == "pass"}
        results = [*alone.values(), each(self.check_fork, parents)]
        results.append("fail" if len(begun) > 1 else "pass")
        return max(results, key=("pass", "not-checked", "fail").index)

    def one_history(self, log: str) -> None:
        """One log's own checkpoints, the proofs between them, and its leaves."""
        head = self.head(log)
        found = [(name, at) for name, at in self.named(CONSISTENCY) if at[0] == log]
        steps = {(int(old), int(new)): self.files[name] for name, (_, old, new) in found}
        sizes = sorted(size for owner, size in self.points if owner == log)
        need(set(steps) == set(pairwise(sizes)), "a consistency proof missing or too many")
        for (old, new), data in steps.items():
            self.check_step(log, old, new, data)
        for name, (owner, size) in self.named(LEAVES):
            if owner == log:
                self.check_leaves(name, size, head)

    def check_leaves(self, name: str, size: str, head: Checkpoint) -> None:
        data = self.files[name]
        leaves = [data[at : at + 32] for at in range(0, len(data), 32)]
        need(len(data) == 32 * int(size) and int(size) == head.size, "leaves of another size")
        need(root_of(leaves) == head.root, "leaves of another history")

    def check_step(self, log: str, old: int, new: int, data: bytes) -> None:
        before, after = self.point(log, old), self.point(log, new)
        path, carried = read_proof(data, f"old {old}")
        need(carried == after.data, "a proof to another checkpoint")
        check_consistency(old, new, path, (before.root, after.root))

    def check_fork(self, parent: dict[str, Any]) -> None:
        log, size = parent["log"], parent["size"]
        if log in self.chains:
            need((log, size) in self.points, "a parent here without the state cited")
            try:
                there = self.point(log, size).root.hex()
            except Blocked as error:
                raise Refused("the state cited is not good") from error
            need(there == parent["root"], "two roots at one size")

    def check_anchor(self, name: str, checkpoint: str, token: str) -> None:
        need(sha(self.files[name]).hex() == token, "a token changed")
        hashes = {sha(data).hex() for data in self.points.values()}
        need(checkpoint in hashes, "a token of no checkpoint here")

    def check_scene(self, name: str, log: str, seq: int, place: int) -> None:
        scene = decode(self.files[name])
        closed(scene, "value", "salt", "proof")
        closed(scene["value"], "place", "number", "heading", "text")
        need(whole(scene["value"]["place"]) == place, "a scene under another place")
        need(all(isinstance(scene["value"][name], str) for name in ("heading", "text")), "texts")
        need(isinstance(scene["value"]["number"], str | None), "a number that is none")
        need(seq in self.lines.get(log, {}), "a scene of an entry that is not here")
        parts = self.parts[log, seq]
        self.check_fields(log, seq, parts)
        values = read_shown(parts["json"])[1]
        told = values.get("script")
        need(values.get("kind") == "reading" and isinstance(told, dict), "a scene of no reading")
        leaf = field_leaf(f"scene/{place}", unhex(scene["salt"], 32), scene["value"])
        path = [unhex(step, 32) for step in scene["proof"]]
        root = unhex(told["scene_root"], 32)
        check_inclusion(place - 1, whole(told["scenes"]), leaf, path, root)
        shown = {
            leaf_of(self.parts[log, seq]["line"]).hex(): (log, seq)
            for log, lines in self.lines.items()
            for seq in lines
        }
        need(told["draft"] in shown, "a scene of a draft that is not here")
        draft = self.parts[shown[told["draft"]]]
        self.check_fields(*shown[told["draft"]], draft)
        need(read_shown(draft["json"])[1].get("kind") == "draft", "a scene of no draft")
        text = encode(scene["value"])
        need(self.scenes.setdefault((told["draft"], place), text) == text, "two texts")

    def results(self) -> dict[str, str]:
        every = [(*place, parts) for place, parts in sorted(self.parts.items())]
        shown = [(log, seq) for log in self.logs for seq in self.lines[log]]
        entries = [(*place, self.parts[place]) for place in sorted(shown)]
        anchors = [(name, *hashes) for name, hashes in self.named(ANCHOR)]
        done = {check["name"]: "not-checked" for check in CHECKS}
        done["bag"] = outcome(self.bag)
        done["bag-signature"] = outcome(self.bag_signature)
        done["keys"] = outcome(self.keys)
        done["signer"] = outcome(self.check_signer)
        done["lines"] = each(self.check_line, every) if self.logs else "fail"
        done["fields"] = each(self.check_fields, entries) if shown else "not-checked"
        done["content"] = each(self.check_data, sorted(shown))
        if done["content"] == "pass" and not set(self.data) & set(shown):
            done["content"] = "not-checked"
        for name, check in zip(("ed25519", "mldsa"), CHECKPOINT_CHECKS, strict=True):
            points = [(check, *place) for place in self.points]
            points = [point for point in points if point[1] in self.logs]
            found = each(self.check_point, points)
            done[f"checkpoint-{name}"] = found if points else "not-checked"
        done["inclusion"] = each(self.check_inclusion, entries) if entries else "not-checked"
        done["history"] = outcome(self.history)
        scenes = [(name, log, int(seq), int(at)) for name, (log, seq, at) in self.named(SCENE)]
        done["scene"] = each(self.check_scene, scenes) if scenes else "not-checked"
        done["anchors"] = each(self.check_anchor, anchors)
        waiting = not anchors and self.logs and self.joined == set(self.logs)
        done["time"] = "pending" if waiting else "not-checked"
        return done


def signers_of(keys: dict[str, str]) -> bytes:
    kind, public = b"ssh-ed25519", unb64(keys["ed25519"])
    packed = b"".join(struct.pack(">I", len(part)) + part for part in (kind, public))
    scope = 'namespaces="scriptvault-bundle-v1"'
    blob = base64.b64encode(packed).decode()
    return f"vault-{fingerprint(keys)[:16]} {scope} ssh-ed25519 {blob}\n".encode()


def verdict_of(results: dict[str, str]) -> tuple[str, list[str]]:
    """Give the verdict by the table, and the checks it stands on."""
    for verdict in ("invalid", "incomplete"):
        names = [check["name"] for check in CHECKS]
        means = {check["name"]: check.get(results[check["name"]]) for check in CHECKS}
        because = [name for name in names if means[name] == verdict]
        if because:
            return verdict, because
    return "valid", []


def check_bundle(path: Path, signer: str | None = None) -> tuple[str, dict[str, str]]:
    """Give the verdict on a bundle and the result of each check."""
    data = path.read_bytes()
    try:
        files = unzip(data)
    except ValueError:
        results = {check["name"]: "not-checked" for check in CHECKS} | {"container": "fail"}
    else:
        results = Bundle(files, signer).results()
        results["container"] = "pass" if zip_of(files) == data else "not-checked"
    return verdict_of(results)[0], results
