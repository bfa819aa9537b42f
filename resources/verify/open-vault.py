#!/usr/bin/env python3
"""Read a whole Script Vault without Script Vault: list its drafts and write them to a folder.

    python open-vault.py VAULT-FOLDER -o OUT [--kit FILE]

The passphrase is asked for, or taken from SCRIPTVAULT_PASSPHRASE; with --kit the 24 words of the
recovery kit, in a text file, take its place. OUT is a new or an empty folder. The vault is only
read. What cannot be read is listed, and everything else is written. Exit code: 0 all was read,
2 wrong passphrase, words or folder, 3 something could not be read, 4 this computer could not do it.

Written from "Script Vault format, version 1", sections 1 to 7, alone; "§" cites it. Python's
standard library has no AES-GCM and no Argon2, and no zstd before 3.14, so this needs two packages:

    python -m pip install "cryptography>=44" "backports.zstd>=1.0"

It opens and reads; it checks that every draft is the one its line was made for (`commit`), but no
signatures and no time. For those make a bundle, or use the check of Script Vault itself.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import getpass
import hashlib
import hmac
import json
import os
import re
import struct
import sys
import unicodedata
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TextIO

Json = Any  # what JSON may hold, or a module found only when it runs

FIELDS = ("kind", "content", "names", "script", "capture", "parties", "terms", "details")
LARGEST_INTEGER, DEEPEST = 2**53 - 1, 32
LONGEST_CHAIN, LARGEST_WINDOW, LARGEST_OBJECT = 64, 128 << 20, 4 << 30
KEPT_UNPACKED = 256 << 20  # bytes of drafts kept at hand for those that rest on them
PACKAGE = "application/x-scriptvault-package+zip"
NEEDS = 'python -m pip install "cryptography>=44" "backports.zstd>=1.0"'


class Refused(Exception):
    """Something in the vault is damaged or of another form; the message says what."""


class Stop(Exception):
    """Nothing can be done: a sentence on what happened, one on what to do, the exit code."""


# ==== §1 Notation ================================================================================


def jcs(value: Json, level: int = 0) -> bytes:
    """RFC 8785 over the limits of §1."""
    if value is None or isinstance(value, (bool, str)):
        return json.dumps(value, ensure_ascii=False).encode()
    if type(value) is int and 0 <= value <= LARGEST_INTEGER:
        return b"%d" % value
    if level == DEEPEST or not isinstance(value, (list, dict)):
        raise Refused("JSON holds something the format does not know, or is too deep")
    if isinstance(value, list):
        return b"[" + b",".join(jcs(item, level + 1) for item in value) + b"]"
    # RFC 8785 §3.2.3 sorts by UTF-16 code units
    ordered = sorted(value.items(), key=lambda member: str(member[0]).encode("utf-16-be"))
    return b"{" + b",".join(jcs(k) + b":" + jcs(v, level + 1) for k, v in ordered) + b"}"


def read_jcs(raw: bytes, *names: str) -> dict[str, Json]:
    """A canonical JSON object with exactly these members; strict by writing it again (§1)."""
    try:
        value = json.loads(raw.decode("utf-8"), parse_int=_integer)
        again = jcs(value)
    except (ValueError, RecursionError):
        raise Refused("there is no JSON of the kind the format asks for") from None
    if again != raw or not isinstance(value, dict) or set(value) != set(names):
        raise Refused("JSON is not canonical, or has other members than this version knows")
    return value


def _integer(digits: str) -> int:
    if len(digits) > 16:  # before int(), which is slow on long ones
        raise ValueError("a number is out of range")
    return int(digits)


def is_hex(value: Json, size: int) -> bool:
    """Whether the value is lower-case base 16 of that many bytes."""
    return isinstance(value, str) and re.fullmatch(f"[0-9a-f]{{{2 * size}}}", value) is not None


def member(value: Json, name: str, kind: type) -> Json:
    """A member of a value, where it is there and of that type; else null."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if type(found) is kind else None


# ==== What Python does not bring along ===========================================================


def aes_gcm(key: bytes, nonce: bytes, sealed: bytes, also: bytes) -> bytes | None:
    """AES-256-GCM opened, or None where key, bytes or what they belong to is another."""
    try:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        raise Stop("The package cryptography is missing.", f"Run: {NEEDS}", 4) from None
    if len(nonce) != 12 or len(sealed) < 16:
        return None
    try:
        return AESGCM(key).decrypt(nonce, sealed, also)
    except InvalidTag:
        return None


def argon2id(passphrase: str, kdf: dict[str, Json]) -> bytes:
    """32 bytes of RFC 9106 over the NFC passphrase (§7)."""
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
    except ImportError:
        raise Stop("The package cryptography is missing or too old.", f"Run: {NEEDS}", 4) from None
    salt, nfc = bytes.fromhex(kdf["salt"]), unicodedata.normalize("NFC", passphrase)
    try:
        made = Argon2id(
            salt=salt, length=32, iterations=kdf["t"], lanes=kdf["p"], memory_cost=kdf["m"]
        )
        return made.derive(nfc.encode("utf-8", "surrogateescape"))
    except UnsupportedAlgorithm:
        raise Stop("This cryptography package has no Argon2id.", f"Run: {NEEDS}", 4) from None


def hkdf_sha256(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """32 bytes of RFC 5869 with SHA-256; one block is enough."""
    pseudorandom = hmac.new(salt, secret, hashlib.sha256).digest()
    return hmac.new(pseudorandom, info + b"\x01", hashlib.sha256).digest()


def zstd_module() -> Json:
    """The zstd of Python 3.14, or the same for older ones."""
    try:
        from compression import zstd  # type: ignore[import-not-found]
    except ImportError:
        try:
            from backports import zstd
        except ImportError:
            raise Stop("No zstd is here.", f"Run: {NEEDS}", 4) from None
    return zstd


def content_size(frame: bytes) -> int:
    """The content size a zstd frame states (RFC 8878 §3.1.1.1).

    Refused where it states none, or asks for a window over 128 MiB: libzstd's own limit does not
    hold where the whole frame is at hand.
    """
    if len(frame) < 6 or frame[:4] != b"\x28\xb5\x2f\xfd":
        raise Refused("there is no zstd frame")
    flags, window = frame[4], frame[5]
    single, width = bool(flags & 0x20), (0, 2, 4, 8)[flags >> 6]
    at = 5 + (0 if single else 1) + (0, 1, 2, 4)[flags & 3]
    if single and width == 0:
        width = 1
    if width == 0 or len(frame) < at + width:
        raise Refused("a zstd frame does not state its size")
    size = int.from_bytes(frame[at : at + width], "little") + (256 if width == 2 else 0)
    base = 1 << 10 + (window >> 3)
    if (size if single else base + (base >> 3) * (window & 7)) > LARGEST_WINDOW:
        raise Refused("a zstd frame asks for too large a window")
    return size


def unzstd(frame: bytes, prefix: bytes) -> bytes:
    """One zstd frame, made with that raw prefix (none where it is empty), and nothing behind it."""
    zstd, size = zstd_module(), content_size(frame)
    if size > LARGEST_OBJECT:
        raise Refused("a zstd frame would become too large")
    try:
        held = zstd.ZstdDict(prefix, is_raw=True).as_prefix if prefix else None
        stream = zstd.ZstdDecompressor(zstd_dict=held)
        out: bytes = stream.decompress(frame, size + 1)
    except (zstd.ZstdError, ValueError):
        raise Refused("a zstd frame is damaged") from None
    if not stream.eof or stream.unused_data or len(out) != size:
        raise Refused("a zstd frame is damaged")
    return out


# ==== §7 Key slots and the recovery kit ==========================================================

SLOT = ("v", "slot", "kdf", "nonce", "wrapped")
KDFS = {"argon2id": {"alg", "m", "t", "p", "salt"}, "hkdf-sha256": {"alg", "salt"}}
SECRETS = {"passphrase": ("vault", "ed25519", "ml-dsa-44"), "recovery": ("vault",)}


def read_slots(vault: Path, name: str) -> list[dict[str, Json]]:
    """The good slots of that name; several files may be there, and any that is good counts (§2)."""
    slots = []
    for path in sorted((vault / "keys").glob(f"{name}.*")):
        try:
            raw = path.read_bytes()
            slot = read_jcs(raw, *SLOT)
        except (Refused, OSError):
            continue
        if path.name != f"{name}.{hashlib.sha256(raw).hexdigest()}":
            continue
        kdf = slot["kdf"]
        known = isinstance(kdf, dict) and set(kdf) == KDFS.get(str(kdf.get("alg")))
        if known and slot["v"] == 1 and slot["slot"] == name and is_hex(slot["nonce"], 12):
            slots.append(slot)
    return slots


def open_slot(slot: dict[str, Json], key: bytes) -> bytes | None:
    """The vault key inside a slot, or None where the slot key is another."""
    unwrapped = {name: value for name, value in slot.items() if name != "wrapped"}
    also = b"scriptvault/slot/v1\n" + jcs(unwrapped)
    try:
        wrapped = base64.b64decode(str(slot["wrapped"]), validate=True)
    except ValueError:
        return None
    opened = aes_gcm(key, bytes.fromhex(slot["nonce"]), wrapped, also)
    if opened is None:
        return None
    secret = read_jcs(opened, *SECRETS[slot["slot"]])["vault"]
    return bytes.fromhex(secret) if is_hex(secret, 32) else None


def key_from_passphrase(vault: Path, passphrase: str) -> bytes:
    """The vault key, by the passphrase."""
    slots = read_slots(vault, "passphrase")
    for slot in slots:
        kdf = slot["kdf"]
        bounds = (("m", 1 << 20), ("t", 16), ("p", 16))
        within = all(type(kdf[n]) is int and 1 <= kdf[n] <= most for n, most in bounds)
        if not within or kdf["m"] < 8 * kdf["p"] or not is_hex(kdf["salt"], 16):
            continue
        found = open_slot(slot, argon2id(passphrase, kdf))
        if found is not None:
            return found
    if not slots:
        raise Stop("No good passphrase slot is in keys/.", "Use the recovery kit: --kit FILE", 2)
    raise Stop("The passphrase does not open this vault.", "Try again, or use --kit FILE.", 2)


def key_from_kit(vault: Path, text: str) -> bytes:
    """The vault key, by the 24 words of the recovery kit."""
    secret = read_kit(text)
    slots = read_slots(vault, "recovery")
    for slot in slots:
        if is_hex(slot["kdf"]["salt"], 32):
            salt = bytes.fromhex(slot["kdf"]["salt"])
            found = open_slot(slot, hkdf_sha256(secret, salt, b"scriptvault/recovery/v1/vault"))
            if found is not None:
                return found
    if not slots:
        raise Stop("No good recovery slot is in keys/.", "Use the passphrase.", 2)
    raise Stop("These words belong to another vault.", "Look for the kit of this one.", 2)


def read_kit(text: str) -> bytes:
    """The 32 bytes behind 24 words (BIP 39), numbered one a line or simply one after the other."""
    if text.startswith("%PDF"):
        raise Stop("That kit is a PDF.", "Copy its 24 words into a text file.", 2)
    words = re.findall(r"^\s*\d{1,2}[.):]?\s+([A-Za-z]+)\s*$", text, re.MULTILINE)
    if len(words) != 24:
        words = re.findall(r"[A-Za-z]+", text)
    if len(words) != 24:
        raise Stop(f"There are {len(words)} words, not 24.", "Give a file with the 24 words.", 2)
    number, known = 0, WORDS.split()
    for place, word in enumerate(words, 1):
        if word.lower() not in known:
            raise Stop(f"Word {place}, {word}, is in no kit.", "Compare it with the kit.", 2)
        number = number << 11 | known.index(word.lower())
    secret, check = (number >> 8).to_bytes(32, "big"), number & 0xFF
    if hashlib.sha256(secret).digest()[0] != check:
        raise Stop("The words do not fit together.", "One is wrong or in another place.", 2)
    return secret


# ==== §6 Objects =================================================================================


class Unpacked(NamedTuple):
    """What an object holds."""

    salt: bytes
    plain: bytes  # u32 length of body ‖ body ‖ bytes


class Objects:
    """The objects of a vault, opened with its key."""

    def __init__(self, vault: Path, key: bytes) -> None:
        self.folder, self.key = vault / "objects", key
        self.kept: OrderedDict[str, Unpacked] = OrderedDict()
        self.held = 0

    def open(self, handle: str) -> Unpacked:
        """An object, unpacked on the objects it rests on; Refused where one of them is not good."""
        chain: list[tuple[str, bytes, bytes]] = []
        while handle not in self.kept:
            if any(handle == above for above, _, _ in chain) or len(chain) == LONGEST_CHAIN:
                raise Refused("its objects rest on one another in a circle, or too many times")
            opened = self.decrypt(handle)
            chain.append((handle, opened[16:48], opened[48:]))
            if opened[:16] == bytes(16):
                return self.unpack(chain, b"")
            handle = opened[:16].hex()
        return self.unpack(chain, self.kept[handle].plain) if chain else self.kept[handle]

    def unpack(self, chain: list[tuple[str, bytes, bytes]], plain: bytes) -> Unpacked:
        """The first object of a chain, from the last one upwards."""
        for handle, salt, frame in reversed(chain):
            plain = unzstd(frame, plain)
            found = self.kept[handle] = Unpacked(salt, plain)
            self.held += len(plain)
        while len(self.kept) > 1 and self.held > KEPT_UNPACKED:
            self.held -= len(self.kept.popitem(last=False)[1].plain)
        return found

    def decrypt(self, handle: str) -> bytes:
        """Base ‖ entry salt ‖ frame; of several files of one handle any good one counts (§2)."""
        paths = sorted((self.folder / handle[:2]).glob(f"{handle}.*"))
        if not paths:
            raise Refused(f"object {handle} is not there")
        for path in paths:
            try:
                stored = path.read_bytes()
            except OSError:
                continue
            if path.name != f"{handle}.{hashlib.sha256(stored).hexdigest()}":
                continue
            opened = aes_gcm(self.key, stored[:12], stored[12:], bytes.fromhex(handle))
            if opened is not None and len(opened) >= 48:
                return opened
        raise Refused(f"object {handle} is damaged")


# ==== §3 Lines, §4 Fields ========================================================================


class Entry(NamedTuple):
    """One entry that could be read."""

    log: str
    seq: int
    leaf: str
    fields: dict[str, Json]
    content: bytes | None


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962 §2.1 over leaf hashes, taken as they are."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    left, right = tree_root(leaves[:split]), tree_root(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def commit(fields: dict[str, Json], salt: bytes) -> str:
    """What a line says about its eight fields (§4)."""
    leaves = []
    for name in FIELDS:
        own = hmac.new(salt, name.encode(), hashlib.sha256).digest()
        label = b"\x00scriptvault/field/v1\n" + name.encode() + b"\n"
        leaves.append(hashlib.sha256(label + own + jcs(fields[name])).digest())
    return tree_root(leaves).hex()


def read_fields(unpacked: Unpacked) -> tuple[dict[str, Json], bytes | None]:
    """The eight fields, hashes put back, and the bytes sealed (§6)."""
    plain = unpacked.plain
    length = struct.unpack(">L", plain[:4])[0] if len(plain) >= 4 else len(plain)
    body, content = plain[4 : 4 + length], plain[4 + length :]
    if len(body) != length:
        raise Refused("its object is cut short")
    fields = read_jcs(body, *FIELDS)
    if not isinstance(fields["content"], dict):
        return fields, None
    if {"sha256", "sha512"} & set(fields["content"]):
        raise Refused("its object names its own hashes")
    fields["content"]["sha256"] = hashlib.sha256(content).hexdigest()
    fields["content"]["sha512"] = hashlib.sha512(content).hexdigest()
    return fields, content


def read_entry(raw: bytes, log: str, seq: int, objects: Objects) -> Entry:
    """The entry of a line; Refused where line or object is not good, or belongs elsewhere."""
    names = ["v", "log", "seq", "prev", "commit", "object", "key", "sig"]
    line = read_jcs(raw, *names, *(["key_event"] if b'"key_event":' in raw else []))
    if line["v"] != 1 or (line["log"], line["seq"]) != (log, seq):
        raise Refused("its line is of another version or place")
    if not is_hex(line["object"], 16):
        raise Refused("its line names no object")
    unpacked = objects.open(line["object"])
    fields, content = read_fields(unpacked)
    if commit(fields, unpacked.salt) != line["commit"]:
        raise Refused("its object holds what was not sealed")
    return Entry(log, seq, hashlib.sha256(b"\x00" + raw).hexdigest(), fields, content)


# ==== §2 The vault folder ========================================================================


class Log(NamedTuple):
    """The lines of one log, and what is wrong with its file."""

    name: str
    lines: list[bytes]
    parent: str | None
    troubles: list[str]


def read_log(folder: Path) -> Log:
    """The whole lines of a log; bytes behind the last newline are none (§2)."""
    try:
        lines = (folder / "entries.jsonl").read_bytes().split(b"\n")[:-1]
    except OSError as problem:
        return Log(folder.name, [], None, [f"log {folder.name}: {problem.strerror}"])
    troubles = []
    sizes = [int(p.name) for p in folder.glob("checkpoints/*") if re.fullmatch(r"\d{1,16}", p.name)]
    if max(sizes, default=0) > len(lines):
        troubles.append(f"log {folder.name}: {len(lines)} of {max(sizes)} lines are there")
    try:
        begin = json.loads(lines[0].decode("utf-8")) if lines else None
    except (ValueError, RecursionError):
        begin = None
    event = member(begin, "key_event", dict)
    parent = member(member(event, "parent", dict), "log", str)
    return Log(folder.name, lines, parent, troubles)


def read_logs(vault: Path) -> list[Log]:
    """All logs, parents first."""
    folders = (folder for folder in vault.glob("logs/*") if is_hex(folder.name, 16))
    logs = {folder.name: read_log(folder) for folder in sorted(folders)}
    ordered: dict[str, Log] = {}
    while len(ordered) < len(logs):
        ready = [n for n, log in logs.items() if log.parent not in logs or log.parent in ordered]
        left = [n for n in ready if n not in ordered] or sorted(set(logs) - set(ordered))
        ordered.update((name, logs[name]) for name in left)
    return list(ordered.values())


def read_entries(log: Log, objects: Objects, troubles: list[str]) -> Iterator[Entry]:
    """Every entry that can be read; what cannot is added to the troubles."""
    troubles += log.troubles
    before = "0" * 64
    for seq, raw in enumerate(log.lines):
        try:
            entry = read_entry(raw, log.name, seq, objects)
            if b'"prev":"%s"' % before.encode() not in raw:
                troubles.append(f"entry {seq} of log {log.name}: it follows another line")
            yield entry
        except Refused as problem:
            troubles.append(f"entry {seq} of log {log.name}: {problem}")
        before = hashlib.sha256(b"\x00" + raw).hexdigest()


# ==== Writing what was found =====================================================================

RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LONGEST_NAME = 120  # bytes of UTF-8; every file system takes twice that


def safe_name(text: str, otherwise: str) -> str:
    """A file name that every system takes and that leads nowhere else."""
    kept = (c if c.isprintable() and c not in '<>:"/\\|?*' else "_" for c in text)
    short = unicodedata.normalize("NFC", "".join(kept)).encode()[:LONGEST_NAME]
    name = short.decode("utf-8", "ignore").strip(" .")
    return "_" + name if RESERVED.fullmatch(name) else name or otherwise


class Output:
    """A new folder, in which nothing is ever written over."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken = {"other"}
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Stop(f"{folder} is not empty.", "Name a folder that is not there yet.", 2)
        folder.mkdir(parents=True, exist_ok=True)
        self.scripts: dict[str, str] = {}

    def free(self, name: str, ending: str = "") -> str:
        """The name, or one like it, that no file here has; capitals make no difference."""
        for count in range(1, 1 << 30):
            tried = f"{name}{f' ({count})' if count > 1 else ''}{ending}"
            if tried.casefold() not in self.taken:
                break
        self.taken.add(tried.casefold())
        return tried

    def write(self, entry: Entry) -> str:
        """Write the bytes of an entry; returns where, below the folder."""
        names, script = entry.fields["names"], entry.fields["script"]
        path = member(names, "path", str) or member(names, "title", str) or "unnamed"
        last = path.rpartition("/")[2]
        ending = last.rpartition(".")[2] if "." in last else "bin"
        ending = "." + ending if re.fullmatch("[A-Za-z0-9]{1,16}", ending) else ".bin"
        if member(entry.fields["content"], "media", str) == PACKAGE:
            ending += ".zip"
        if entry.fields["kind"] == "draft":
            known = member(script, "id", str) or f"{entry.log}/{entry.seq}"
            if known not in self.scripts:
                self.scripts[known] = self.free(safe_name(last, "unnamed"))
            number = member(script, "number", int) or 0
            where = self.free(f"{self.scripts[known]}/draft {number:04d}", ending)
        else:
            kind = safe_name(str(entry.fields["kind"]), "unknown")
            where = self.free(f"other/{kind} {entry.log[:8]}-{entry.seq}", ending)
        target = self.folder / where
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(entry.content or b"")
        return where


def described(where: str, entry: Entry) -> str:
    """One row of the list."""
    content, seen = entry.fields["content"], member(entry.fields["capture"], "observed_at", str)
    what = f"{len(entry.content or b'')} bytes, entry {entry.seq} of log {entry.log[:8]}"
    rows = [f"{where}", f"observed {printable(seen or 'at an unknown time')}, {what}"]
    return "\n    ".join([*rows, f"SHA-256 {content['sha256']}"])


def printable(text: str) -> str:
    """The text with whatever could steer a terminal written out."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def read_vault(vault: Path, key: bytes, output: Output) -> tuple[list[str], list[str]]:
    """Write everything; returns the rows of the list, and what could not be read."""
    objects = Objects(vault, key)
    troubles: list[str] = []
    rows: list[str] = []
    where_is: dict[str, int] = {}
    labels: dict[str, list[str]] = defaultdict(list)
    with (output.folder / output.free("everything.jsonl")).open("x", encoding="utf-8") as record:
        logs = read_logs(vault)
        troubles += [] if logs else ["no log is in logs/"]
        for log in logs:
            for entry in read_entries(log, objects, troubles):
                shown: dict[str, Json] = {"log": entry.log, "seq": entry.seq, "leaf": entry.leaf}
                shown["fields"] = entry.fields
                record.write(json.dumps(shown, ensure_ascii=False) + "\n")
                if entry.content is not None:
                    where_is[entry.leaf] = len(rows)
                    rows.append(described(output.write(entry), entry))
                declared = entry.fields["kind"] == "declaration"
                details = entry.fields["details"] if declared else None
                label, draft = member(details, "label", str), member(details, "draft", str)
                if label is not None and draft is not None:
                    labels[draft].append(label)
    for draft, names in labels.items():
        if draft in where_is:
            rows[where_is[draft]] += f"\n    named (D): {printable(', '.join(names))}"
    return rows, troubles


# ==== The command line ===========================================================================

HOW = "Run: python open-vault.py VAULT-FOLDER -o OUT"


class Parser(argparse.ArgumentParser):
    """Wrong options end like any other wrong question."""

    def error(self, message: str) -> NoReturn:
        """Say it as this program says it."""
        raise Stop(message.capitalize() + ".", HOW, 2)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command line."""
    parser = Parser(
        prog="open-vault.py",
        description="Reads a Script Vault without Script Vault; the vault is not changed.",
        epilog=f"It needs: {NEEDS}",
        allow_abbrev=False,
    )
    parser.add_argument("vault", metavar="VAULT-FOLDER", type=Path)
    parser.add_argument("-o", dest="out", metavar="OUT", type=Path, required=True)
    parser.add_argument("--kit", metavar="FILE", type=Path, help="a text file with the 24 words")
    return parser.parse_args(arguments)


def vault_key(options: argparse.Namespace) -> bytes:
    """The vault key, by the kit where one is given, else by the passphrase."""
    if options.kit is not None:
        return key_from_kit(options.vault, options.kit.read_text("utf-8", "replace"))
    passphrase = os.environ.get("SCRIPTVAULT_PASSPHRASE")
    if passphrase is None and (sys.stdin is None or not sys.stdin.isatty()):
        raise Stop(
            "There is no terminal to ask for the passphrase.", "Set SCRIPTVAULT_PASSPHRASE.", 2
        )
    if passphrase is None:
        passphrase = getpass.getpass("Passphrase: ")
    return key_from_passphrase(options.vault, passphrase)


def say(stream: TextIO | None, text: str) -> None:
    """Write to a standard stream, whatever its alphabet, as long as somebody reads it."""
    if stream is None:
        return
    try:
        stream.reconfigure(errors="backslashreplace")  # type: ignore[attr-defined]
        stream.write(text)
        stream.flush()
    except OSError:
        with contextlib.suppress(OSError):
            stream.close()


def open_vault(options: argparse.Namespace) -> int:
    """Open, write, and say what was written and what could not be read."""
    if not (options.vault / "logs").is_dir() or not (options.vault / "keys").is_dir():
        raise Stop(f"{options.vault} is not the folder of a vault.", HOW, 2)
    if options.vault.resolve() in [options.out.resolve(), *options.out.resolve().parents]:
        raise Stop("OUT is inside the vault, which stays as it is.", "Name another folder.", 2)
    zstd_module()
    key = vault_key(options)
    output = Output(options.out)
    rows, troubles = read_vault(options.vault, key, output)
    said = [f"{len(rows)} sealed files were written to {options.out}.", *rows]
    if troubles:
        said += ["", f"{len(troubles)} things could not be read:", *troubles]
    text = "\n".join(said) + "\n"
    (options.out / output.free("list", ".txt")).write_text(text, "utf-8")
    say(sys.stdout, text)  # where nobody can read it, list.txt has it
    return 3 if troubles else 0


def main(arguments: Sequence[str]) -> int:
    """Returns the exit code."""
    try:
        return open_vault(parse(arguments))
    except Stop as problem:
        message, hint, code = problem.args
    except (FileNotFoundError, IsADirectoryError) as problem:
        message, hint, code = f"There is no file {problem.filename}.", HOW, 2
    except OSError as problem:
        message, hint, code = f"It stopped at {problem.filename}: {problem.strerror}.", HOW, 4
    except MemoryError:
        message, hint, code = "This computer has too little memory.", "Try another one.", 4
    except (KeyboardInterrupt, EOFError):
        message, hint, code = "It was stopped.", HOW, 4
    say(sys.stderr, f"open-vault.py: {printable(message)} {hint}\n")
    return int(code)


# ==== The words of the recovery kit: the English list of BIP 39 ==================================

WORDS = """
abandon ability able about above absent absorb abstract absurd abuse access accident account accuse
achieve acid acoustic acquire across act action actor actress actual adapt add addict address
adjust admit adult advance advice aerobic affair afford afraid again age agent agree ahead aim air
airport aisle alarm album alcohol alert alien all alley allow almost alone alpha already also alter
always amateur amazing among amount amused analyst anchor ancient anger angle angry animal ankle
announce annual another answer antenna antique anxiety any apart apology appear apple approve april
arch arctic area arena argue arm armed armor army around arrange arrest arrive arrow art artefact
artist artwork ask aspect assault asset assist assume asthma athlete atom attack attend attitude
attract auction audit august aunt author auto autumn average avocado avoid awake aware away awesome
awful awkward axis baby bachelor bacon badge bag balance balcony ball bamboo banana banner bar
barely bargain barrel base basic basket battle beach bean beauty because become beef before begin
behave behind believe below belt bench benefit best betray better between beyond bicycle bid bike
bind biology bird birth bitter black blade blame blanket blast bleak bless blind blood blossom
blouse blue blur blush board boat body boil bomb bone bonus book boost border boring borrow boss
bottom bounce box boy bracket brain brand brass brave bread breeze brick bridge brief bright bring
brisk broccoli broken bronze broom brother brown brush bubble buddy budget buffalo build bulb bulk
bullet bundle bunker burden burger burst bus business busy butter buyer buzz cabbage cabin cable
cactus cage cake call calm camera camp can canal cancel candy cannon canoe canvas canyon capable
capital captain car carbon card cargo carpet carry cart case cash casino castle casual cat catalog
catch category cattle caught cause caution cave ceiling celery cement census century cereal certain
chair chalk champion change chaos chapter charge chase chat cheap check cheese chef cherry chest
chicken chief child chimney choice choose chronic chuckle chunk churn cigar cinnamon circle citizen
city civil claim clap clarify claw clay clean clerk clever click client cliff climb clinic clip
clock clog close cloth cloud clown club clump cluster clutch coach coast coconut code coffee coil
coin collect color column combine come comfort comic common company concert conduct confirm
congress connect consider control convince cook cool copper copy coral core corn correct cost
cotton couch country couple course cousin cover coyote crack cradle craft cram crane crash crater
crawl crazy cream credit creek crew cricket crime crisp critic crop cross crouch crowd crucial
cruel cruise crumble crunch crush cry crystal cube culture cup cupboard curious current curtain
curve cushion custom cute cycle dad damage damp dance danger daring dash daughter dawn day deal
debate debris decade december decide decline decorate decrease deer defense define defy degree
delay deliver demand demise denial dentist deny depart depend deposit depth deputy derive describe
desert design desk despair destroy detail detect develop device devote diagram dial diamond diary
dice diesel diet differ digital dignity dilemma dinner dinosaur direct dirt disagree discover
disease dish dismiss disorder display distance divert divide divorce dizzy doctor document dog doll
dolphin domain donate donkey donor door dose double dove draft dragon drama drastic draw dream
dress drift drill drink drip drive drop drum dry duck dumb dune during dust dutch duty dwarf
dynamic eager eagle early earn earth easily east easy echo ecology economy edge edit educate effort
egg eight either elbow elder electric elegant element elephant elevator elite else embark embody
embrace emerge emotion employ empower empty enable enact end endless endorse enemy energy enforce
engage engine enhance enjoy enlist enough enrich enroll ensure enter entire entry envelope episode
equal equip era erase erode erosion error erupt escape essay essence estate eternal ethics evidence
evil evoke evolve exact example excess exchange excite exclude excuse execute exercise exhaust
exhibit exile exist exit exotic expand expect expire explain expose express extend extra eye
eyebrow fabric face faculty fade faint faith fall false fame family famous fan fancy fantasy farm
fashion fat fatal father fatigue fault favorite feature february federal fee feed feel female fence
festival fetch fever few fiber fiction field figure file film filter final find fine finger finish
fire firm first fiscal fish fit fitness fix flag flame flash flat flavor flee flight flip float
flock floor flower fluid flush fly foam focus fog foil fold follow food foot force forest forget
fork fortune forum forward fossil foster found fox fragile frame frequent fresh friend fringe frog
front frost frown frozen fruit fuel fun funny furnace fury future gadget gain galaxy gallery game
gap garage garbage garden garlic garment gas gasp gate gather gauge gaze general genius genre
gentle genuine gesture ghost giant gift giggle ginger giraffe girl give glad glance glare glass
glide glimpse globe gloom glory glove glow glue goat goddess gold good goose gorilla gospel gossip
govern gown grab grace grain grant grape grass gravity great green grid grief grit grocery group
grow grunt guard guess guide guilt guitar gun gym habit hair half hammer hamster hand happy harbor
hard harsh harvest hat have hawk hazard head health heart heavy hedgehog height hello helmet help
hen hero hidden high hill hint hip hire history hobby hockey hold hole holiday hollow home honey
hood hope horn horror horse hospital host hotel hour hover hub huge human humble humor hundred
hungry hunt hurdle hurry hurt husband hybrid ice icon idea identify idle ignore ill illegal illness
image imitate immense immune impact impose improve impulse inch include income increase index
indicate indoor industry infant inflict inform inhale inherit initial inject injury inmate inner
innocent input inquiry insane insect inside inspire install intact interest into invest invite
involve iron island isolate issue item ivory jacket jaguar jar jazz jealous jeans jelly jewel job
join joke journey joy judge juice jump jungle junior junk just kangaroo keen keep ketchup key kick
kid kidney kind kingdom kiss kit kitchen kite kitten kiwi knee knife knock know lab label labor
ladder lady lake lamp language laptop large later latin laugh laundry lava law lawn lawsuit layer
lazy leader leaf learn leave lecture left leg legal legend leisure lemon lend length lens leopard
lesson letter level liar liberty library license life lift light like limb limit link lion liquid
list little live lizard load loan lobster local lock logic lonely long loop lottery loud lounge
love loyal lucky luggage lumber lunar lunch luxury lyrics machine mad magic magnet maid mail main
major make mammal man manage mandate mango mansion manual maple marble march margin marine market
marriage mask mass master match material math matrix matter maximum maze meadow mean measure meat
mechanic medal media melody melt member memory mention menu mercy merge merit merry mesh message
metal method middle midnight milk million mimic mind minimum minor minute miracle mirror misery
miss mistake mix mixed mixture mobile model modify mom moment monitor monkey monster month moon
moral more morning mosquito mother motion motor mountain mouse move movie much muffin mule multiply
muscle museum mushroom music must mutual myself mystery myth naive name napkin narrow nasty nation
nature near neck need negative neglect neither nephew nerve nest net network neutral never news
next nice night noble noise nominee noodle normal north nose notable note nothing notice novel now
nuclear number nurse nut oak obey object oblige obscure observe obtain obvious occur ocean october
odor off offer office often oil okay old olive olympic omit once one onion online only open opera
opinion oppose option orange orbit orchard order ordinary organ orient original orphan ostrich
other outdoor outer output outside oval oven over own owner oxygen oyster ozone pact paddle page
pair palace palm panda panel panic panther paper parade parent park parrot party pass patch path
patient patrol pattern pause pave payment peace peanut pear peasant pelican pen penalty pencil
people pepper perfect permit person pet phone photo phrase physical piano picnic picture piece pig
pigeon pill pilot pink pioneer pipe pistol pitch pizza place planet plastic plate play please
pledge pluck plug plunge poem poet point polar pole police pond pony pool popular portion position
possible post potato pottery poverty powder power practice praise predict prefer prepare present
pretty prevent price pride primary print priority prison private prize problem process produce
profit program project promote proof property prosper protect proud provide public pudding pull
pulp pulse pumpkin punch pupil puppy purchase purity purpose purse push put puzzle pyramid quality
quantum quarter question quick quit quiz quote rabbit raccoon race rack radar radio rail rain raise
rally ramp ranch random range rapid rare rate rather raven raw razor ready real reason rebel
rebuild recall receive recipe record recycle reduce reflect reform refuse region regret regular
reject relax release relief rely remain remember remind remove render renew rent reopen repair
repeat replace report require rescue resemble resist resource response result retire retreat return
reunion reveal review reward rhythm rib ribbon rice rich ride ridge rifle right rigid ring riot
ripple risk ritual rival river road roast robot robust rocket romance roof rookie room rose rotate
rough round route royal rubber rude rug rule run runway rural sad saddle sadness safe sail salad
salmon salon salt salute same sample sand satisfy satoshi sauce sausage save say scale scan scare
scatter scene scheme school science scissors scorpion scout scrap screen script scrub sea search
season seat second secret section security seed seek segment select sell seminar senior sense
sentence series service session settle setup seven shadow shaft shallow share shed shell sheriff
shield shift shine ship shiver shock shoe shoot shop short shoulder shove shrimp shrug shuffle shy
sibling sick side siege sight sign silent silk silly silver similar simple since sing siren sister
situate six size skate sketch ski skill skin skirt skull slab slam sleep slender slice slide slight
slim slogan slot slow slush small smart smile smoke smooth snack snake snap sniff snow soap soccer
social sock soda soft solar soldier solid solution solve someone song soon sorry sort soul sound
soup source south space spare spatial spawn speak special speed spell spend sphere spice spider
spike spin spirit split spoil sponsor spoon sport spot spray spread spring spy square squeeze
squirrel stable stadium staff stage stairs stamp stand start state stay steak steel stem step
stereo stick still sting stock stomach stone stool story stove strategy street strike strong
struggle student stuff stumble style subject submit subway success such sudden suffer sugar suggest
suit summer sun sunny sunset super supply supreme sure surface surge surprise surround survey
suspect sustain swallow swamp swap swarm swear sweet swift swim swing switch sword symbol symptom
syrup system table tackle tag tail talent talk tank tape target task taste tattoo taxi teach team
tell ten tenant tennis tent term test text thank that theme then theory there they thing this
thought three thrive throw thumb thunder ticket tide tiger tilt timber time tiny tip tired tissue
title toast tobacco today toddler toe together toilet token tomato tomorrow tone tongue tonight
tool tooth top topic topple torch tornado tortoise toss total tourist toward tower town toy track
trade traffic tragic train transfer trap trash travel tray treat tree trend trial tribe trick
trigger trim trip trophy trouble truck true truly trumpet trust truth try tube tuition tumble tuna
tunnel turkey turn turtle twelve twenty twice twin twist two type typical ugly umbrella unable
unaware uncle uncover under undo unfair unfold unhappy uniform unique unit universe unknown unlock
until unusual unveil update upgrade uphold upon upper upset urban urge usage use used useful
useless usual utility vacant vacuum vague valid valley valve van vanish vapor various vast vault
vehicle velvet vendor venture venue verb verify version very vessel veteran viable vibrant vicious
victory video view village vintage violin virtual virus visa visit visual vital vivid vocal voice
void volcano volume vote voyage wage wagon wait walk wall walnut want warfare warm warrior wash
wasp waste water wave way wealth weapon wear weasel weather web wedding weekend weird welcome west
wet whale what wheat wheel when where whip whisper wide width wife wild will win window wine wing
wink winner winter wire wisdom wise wish witness wolf woman wonder wood wool word work world worry
worth wrap wreck wrestle wrist write wrong yard year yellow you young youth zebra zero zone zoo
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
