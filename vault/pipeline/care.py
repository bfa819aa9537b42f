"""Looking after a vault: does every file keep its promise? Reads everything, writes nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from vault import merkle
from vault.encoding import is_hex, parse_canonical, sha256
from vault.errors import Damaged, Unreadable
from vault.log import checkpoint as heads
from vault.log.succession import Succession
from vault.records import Fields, Finding, Line, Result
from vault.seal import body
from vault.seal.keys import Secrets
from vault.seal.signing import FIRST_PREV, parse_line, verify_line
from vault.store import lines
from vault.store.folder import Folder
from vault.store.objects import Objects

PIECE = 1 << 20


@dataclass(slots=True)
class Checked:
    """What was found; problems one by one, what is well in sums."""

    findings: list[Finding] = field(default_factory=list)

    def add(self, path: str, what: str, result: Result) -> None:
        """Record one finding."""
        self.findings.append(Finding(path, what, result))

    @property
    def verdict(self) -> str:
        """``invalid`` if any file failed, ``incomplete`` if some could not be checked."""
        results = {finding.result for finding in self.findings}
        if "fail" in results:
            return "invalid"
        return "incomplete" if "not-checked" in results else "valid"


def check(folder: Folder, secrets: Secrets | None, *, thorough: bool) -> Checked:
    """Check a vault against its own promises; with ``secrets`` None what can be checked locked.

    ``thorough`` reads every object and compares it with what its line signed.
    """
    found = Checked()
    _check_keys(folder, found)
    named: dict[str, Line] = {}
    hashes: set[str] = set()
    for log in lines.log_ids(folder):
        _check_log(folder, log, found, named, hashes)
    if not lines.log_ids(folder):
        found.add("logs", "There is no log.", "fail")
    for path in _inside(folder.logs):
        if not folder.entries(path.name).is_file() and _inside(folder.checkpoints(path.name)):
            found.add(f"logs/{path.name}/entries.jsonl", "The log's entries are missing.", "fail")
    _check_anchors(folder, found, hashes)
    _check_objects(folder, found, named, thorough=thorough)
    if secrets is not None:
        _check_contents(folder, secrets, found, named, thorough=thorough)
    else:
        found.add(
            "objects", "The vault is locked: what the entries say was not checked.", "not-checked"
        )
    _check_strays(folder, found)
    return found


def _check_keys(folder: Folder, found: Checked) -> None:
    slots = set()
    for path in _inside(folder.keys):
        name = f"keys/{path.name}"
        if path.name.startswith("."):
            continue
        slot, _, digest = path.name.partition(".")
        data = path.read_bytes()
        if not is_hex(digest, 64) or sha256(data).hex() != digest:
            found.add(name, "It has changed since it was written.", "fail")
            continue
        try:
            parse_canonical(data)
        except Unreadable as error:
            found.add(name, error.message, "fail")
            continue
        slots.add(slot)
    for slot in ("passphrase", "recovery"):
        if slot in slots:
            found.add(f"keys/{slot}", "The slot is there and unchanged.", "pass")
        else:
            found.add(f"keys/{slot}", "The slot is missing.", "fail")


def _check_log(
    folder: Folder, log: str, found: Checked, named: dict[str, Line], hashes: set[str]
) -> None:
    name = f"logs/{log}/entries.jsonl"
    succession, leaves, prev = Succession(), list[bytes](), FIRST_PREV
    whole = 0
    for raw, end in lines.raw_lines(folder.entries(log)):
        seq, whole = len(leaves), end
        try:
            line = parse_line(raw)
            if line.key_event is not None or seq == 0:
                succession.take(line)
            if (line.log, line.seq, line.prev) != (log, seq, prev):
                raise Unreadable("It does not follow the entry before it.")
            if not verify_line(line, succession.at(seq)):
                raise Unreadable("Its signature is not good.")
        except Unreadable as error:
            found.add(name, f"Entry {seq}: {error.message}", "fail")
            return
        named[line.object] = line
        leaves.append(line.leaf)
        prev = line.leaf.hex()
    covered = _most_covered(folder, log)
    if covered > len(leaves):
        found.add(name, f"It holds {len(leaves)} of the {covered} entries it once held.", "fail")
    elif folder.entries(log).stat().st_size > whole:
        found.add(
            name, "Behind the last entry lies a torn write, which the next sealing cuts.", "pending"
        )
    found.add(name, f"{len(leaves)} entries are signed and in order.", "pass")
    _check_checkpoints(folder, log, found, leaves, succession, hashes)


def _most_covered(folder: Folder, log: str) -> int:
    """Return for how many entries the log has a checkpoint, 0 without any."""
    if not folder.checkpoints(log).is_dir():
        return 0
    return max(lines.checkpoint_sizes(folder, log), default=0)


def _check_checkpoints(
    folder: Folder,
    log: str,
    found: Checked,
    leaves: list[bytes],
    succession: Succession,
    hashes: set[str],
) -> None:
    tree, good = merkle.Tree(leaves), 0
    if not folder.checkpoints(log).is_dir():
        found.add(f"logs/{log}/checkpoints", "The log's checkpoints are missing.", "fail")
    for path in _inside(folder.checkpoints(log)):
        name = f"logs/{log}/checkpoints/{path.name}"
        if path.name.startswith("."):
            continue
        raw = path.read_bytes()
        hashes.add(sha256(raw).hex())
        try:
            size = heads.peek_size(raw)
            if path.name != str(size) or size > len(leaves) or size < 1:
                raise Unreadable(f"It covers {size} entries, the log has {len(leaves)}.")
            keys = succession.for_checkpoint(size)
            head = heads.parse(raw, keys)
            if head.log != log or head.root != tree.root(size):
                raise Unreadable("It is over another history than the log's.")
            if not heads.verify_plain(head, keys) or not heads.verify_lasting(head, keys):
                raise Unreadable("A signature on it is not good.")
        except Unreadable as error:
            found.add(name, error.message, "fail")
            continue
        good += 1
    found.add(f"logs/{log}/checkpoints", f"{good} checkpoints agree with the log.", "pass")


def _check_anchors(folder: Folder, found: Checked, hashes: set[str]) -> None:
    good = 0
    for path in sorted(folder.anchors.glob("*/*")):
        name = f"anchors/{path.parent.name}/{path.name}"
        if path.name.startswith("."):
            continue
        if path.name != f"{sha256(path.read_bytes()).hex()}.tsr":
            found.add(name, "It has changed since it was received.", "fail")
        elif path.parent.name not in hashes:
            found.add(name, "The checkpoint it is over is not here.", "fail")
        else:
            good += 1
    found.add("anchors", f"{good} tokens are as they were received.", "pass")


def _check_objects(
    folder: Folder, found: Checked, named: dict[str, Line], *, thorough: bool
) -> None:
    present: dict[str, list[Path]] = {}
    for path in sorted(folder.objects.glob("*/*")):
        if not path.name.startswith("."):
            present.setdefault(path.name.partition(".")[0], []).append(path)
    good = 0
    for handle, line in named.items():
        place = f"objects/{handle[:2]}/{handle}"
        if handle not in present:
            found.add(place, f"The object of entry {line.seq} is missing.", "fail")
            continue
        for path in present[handle]:
            if thorough and not _unchanged(path):
                found.add(
                    f"objects/{handle[:2]}/{path.name}",
                    f"The object of entry {line.seq} has changed since it was written.",
                    "fail",
                )
            else:
                good += 1
    what = "are as they were written" if thorough else "are there"
    found.add("objects", f"{good} objects {what}.", "pass")
    for handle in present.keys() - named.keys():
        for path in present[handle]:
            found.add(
                f"objects/{handle[:2]}/{path.name}",
                "No entry names this object: the leftover of an interrupted write.",
                "pending",
            )


def _check_contents(
    folder: Folder, secrets: Secrets, found: Checked, named: dict[str, Line], *, thorough: bool
) -> None:
    """Compare what objects hold with what lines committed to and what anchors were logged."""
    objects = Objects(folder, secrets.vault_key, _no_randomness)
    good = 0
    for handle, line in named.items():
        place = f"objects/{handle[:2]}/{handle}"
        if not thorough:
            break
        try:
            held = objects.get(handle)
        except Damaged as error:
            found.add(place, error.message, "fail")
            continue
        if body.commit(held.fields, held.salt) != line.commit:
            found.add(place, f"It does not hold what entry {line.seq} sealed.", "fail")
            continue
        content = held.fields["content"]
        if isinstance(content, dict) and content.get("size") != held.size:
            found.add(place, f"Its bytes are not the draft entry {line.seq} sealed.", "fail")
            continue
        _check_anchor(folder, held.fields, found)
        good += 1
    if thorough:
        found.add("entries", f"{good} entries hold exactly what was sealed.", "pass")


def _check_anchor(folder: Folder, fields: Fields, found: Checked) -> None:
    details = fields["details"]
    if fields["kind"] != "anchor" or not isinstance(details, dict):
        return
    name = f"anchors/{details.get('checkpoint')}/{details.get('token')}.tsr"
    if not (folder.path / name).is_file():
        found.add(name, "This token was logged and is missing.", "fail")


def _check_strays(folder: Folder, found: Checked) -> None:
    for name in _strays(folder):
        found.add(name, "This file is none of the vault's; it was left alone.", "pending")


def _strays(folder: Folder) -> Iterator[str]:
    known = {"logs", "anchors", "objects", "keys", "README.txt", "vault.lock"}
    for path in _inside(folder.path):
        if path.name not in known:
            yield path.name
    for log in _inside(folder.logs):
        inside = {path.name for path in _inside(log)}
        if not is_hex(log.name, 32) or not inside <= {"entries.jsonl", "checkpoints"}:
            yield f"logs/{log.name}"


def _inside(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _unchanged(path: Path) -> bool:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return path.name.partition(".")[2] == digest.hexdigest()


def _no_randomness(_: int) -> bytes:
    raise AssertionError("a check writes nothing")
