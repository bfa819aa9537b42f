"""Bundles with one fault each, signed by the writer himself: which check has to see it."""

from typing import Any

from tests.vectors.published import Case, Published, made, small, without
from tests.verify.forging import (
    FIRST,
    LOG,
    OTHER_LOG,
    SECOND,
    SIGNATURE,
    THIEF,
    Files,
    changed,
    describe,
    reseal,
)
from vault.encoding import b64, canonical, parse_canonical, unb64
from vault.seal import body

BOTH = {"checkpoint-ed25519", "checkpoint-mldsa"}
BYTES = {
    "a-line": (f"entries/{LOG}/1.line", {"bag", "lines"}),
    "fields": (f"entries/{LOG}/1.json", {"bag", "fields"}),
    "an-inclusion-proof": (f"entries/{LOG}/1.tlog-proof", {"bag", "inclusion"}),
    "a-checkpoint": (f"log/{LOG}/2.checkpoint", {"bag", "checkpoint-mldsa"}),
    "a-consistency-proof": (f"log/{LOG}/2-3.consistency", {"bag", "history"}),
    "the-leaves": (f"log/{LOG}/3.leaves", {"bag", "history"}),
    "a-key-set": (f"trust/{FIRST.public.fingerprint}.json", {"bag", "keys"}),
    "allowed-signers": ("trust/allowed_signers", {"bag", "bag-signature"}),
    "bagit": ("bagit.txt", {"bag"}),
    "bag-info": ("bag-info.txt", {"bag"}),
    "the-manifest": ("manifest-sha256.txt", {"bag"}),
    "the-tag-manifest": ("tagmanifest-sha256.txt", {"bag", "bag-signature"}),
    "the-signature": (SIGNATURE, {"bag-signature"}),
    "the-read-me": ("READ-ME-FIRST.txt", {"bag"}),
}
"""One byte in the middle of each sort of file, by someone who only has the bundle."""


def cases() -> dict[str, Case]:
    one = small()
    good = made([one.shown([one.head(2), one.head()])])
    return {
        "good-small": (good, set(), {"time": "pending", "history": "pass"}),
        **{
            f"bad-byte-of-{name}": ({**good, path: _middle(good[path])}, fails, {})
            for name, (path, fails) in BYTES.items()
        },
        **missing(good),
        **states(one, good),
        **contents(),
        **keys(),
    }


def missing(good: Files) -> dict[str, Case]:
    unknown = {"bag-signature": "not-checked", "inclusion": "not-checked"}
    return {
        "good-without-leaves": (without(good, f"log/{LOG}/3.leaves"), set(), {"history": "pass"}),
        "bad-line-missing": (without(good, f"entries/{LOG}/2.line"), {"lines", "bag"}, {}),
        "bad-first-line-missing": (
            without(good, f"entries/{LOG}/0.line"), {"lines", "keys", "bag"}, unknown,
        ),
        "bad-fields-missing": (without(good, f"entries/{LOG}/2.json"), {"fields"}, {}),
        "bad-proof-missing": (without(good, f"entries/{LOG}/2.tlog-proof"), {"inclusion"}, {}),
        "bad-key-set-missing": (
            without(good, f"trust/{FIRST.public.fingerprint}.json"), {"keys"}, {},
        ),
        "bad-no-signature": (without(good, SIGNATURE, signer=None), {"bag-signature"}, {}),
        "bad-no-allowed-signers": (without(good, "trust/allowed_signers"), {"bag-signature"}, {}),
    }  # fmt: skip


def states(one: Published, good: Files) -> dict[str, Case]:
    """Checkpoints and the proofs between them."""
    joint, small_, large = (
        f"log/{LOG}/{n}" for n in ("2-3.consistency", "2.checkpoint", "3.checkpoint")
    )
    open_ = {"time": "not-checked"}
    blocked = {"inclusion": "not-checked", "history": "not-checked", **open_}
    cut = Published()
    cut.begin()
    shorter = made([one.shown([one.head(2)], without={2})])
    return {
        "good-cut-at-an-older-state": (shorter, set(), {"time": "pending"}),
        "bad-log-cut-short": (
            reseal({**shorter, **_entry(good, 2)}, FIRST), {"inclusion"}, {"history": "pass"},
        ),
        "bad-consistency-missing": (without(good, joint), {"history"}, open_),
        "bad-state-missing-but-its-proof": (without(good, small_), {"history"}, open_),
        "bad-head-missing-but-its-proof": (without(good, large), {"history", "inclusion"}, open_),
        "bad-no-state": (
            without(good, small_, large, joint, f"log/{LOG}/3.leaves"),
            set(), {**blocked, "checkpoint-ed25519": "not-checked"},
        ),
        "bad-state-rolled-back": (reseal({**good, large: good[small_]}, FIRST), BOTH, blocked),
        "bad-key-id": (_blob(good, small_, 4, 0), BOTH, blocked),
        "bad-time-in-a-signature": (_blob(good, small_, 5, 11), BOTH, blocked),
        "bad-base64": (_spare_bits(good, small_), BOTH, blocked),
        "bad-leaves-in-another-order": (
            reseal({**good, f"log/{LOG}/3.leaves": _turned(good[f"log/{LOG}/3.leaves"])}, FIRST),
            {"history"}, open_,
        ),
    }  # fmt: skip


def contents() -> dict[str, Case]:
    """What entries say they sealed."""
    long = Published()
    long.begin()
    long.append({"kind": "declaration", "details": {"label": "x" * (1 << 17)}})
    hidden = small()
    shown = made([hidden.shown([hidden.head()], without={2})])
    copy = Published()
    copy.begin()
    copy.append({"kind": "copy", "content": describe(b"%PDF of a copy")})
    strange = Published()
    strange.begin()
    strange.append({"kind": "draft", "content": {"sha256": "ab", "sha512": "cd", "size": 5}})
    data = f"data/{LOG}/1.fountain"
    other = reseal({**shown, f"data/{LOG}/1.txt": shown[data]}, FIRST)
    return {
        "bad-fields-too-long": (made([long.shown([long.head()])]), {"fields"}, {}),
        "bad-bytes-of-a-hidden-content": (hide(shown, 1, "content"), {"content"}, {}),
        "content-hidden": (
            hide(without(shown, data), 1, "content"), set(), {"content": "not-checked"},
        ),
        "copy-without-its-bytes": (
            made([copy.shown([copy.head()])]), set(), {"content": "not-checked"},
        ),
        "bad-bytes-twice": (other, {"content"}, {}),
        "bad-content-of-no-form": (made([strange.shown([strange.head()])]), {"content"}, {}),
        "bad-bytes-of-no-entry": (
            reseal({**shown, f"data/{LOG}/9.txt": b"?"}, FIRST), {"bag"}, {},
        ),
    }  # fmt: skip


def keys() -> dict[str, Case]:
    """Keys that were revoked, logs that are not joined."""
    revoked = small()
    revoked.change(SECOND, since=2)
    one, two = small(), Published(log=OTHER_LOG)
    two.begin()
    cited = one.cited(2) | {"root": "ab" * 32}
    forked = Published(log=OTHER_LOG, parent=cited)
    forked.begin()
    stolen = Published(keys=THIEF, log=OTHER_LOG, parent=one.cited(3))
    stolen.begin()
    orphan = Published(log=OTHER_LOG, parent=one.cited(3))
    orphan.begin()
    states = [one.head(2), one.head()]
    return {
        "bad-revoked-key": (made([revoked.shown([revoked.head()])], SECOND), {"keys"}, {}),
        "good-revoked-later": (
            made([revoked.shown([revoked.head()], without={2})], SECOND), set(), {"keys": "pass"},
        ),
        "bad-two-beginnings": (
            made([one.shown(states), two.shown([two.head()])]), {"history"}, {},
        ),
        "bad-parent-of-another-root": (
            made([one.shown(states), forked.shown([forked.head()])]), {"history"}, {},
        ),
        "bad-continued-by-a-thief": (
            made([one.shown([one.head()]), stolen.shown([stolen.head()])], THIEF), {"keys"}, {},
        ),
        "good-parent-elsewhere": (
            made([orphan.shown([orphan.head()])]), set(), {"keys": "pass", "history": "pass"},
        ),
        "bad-parent-without-keys": (
            _without_keys(made([one.shown([one.head()]), _child(one)])),
            {"lines", "keys", "bag"}, {"history": "not-checked"},
        ),
    }  # fmt: skip


def _child(one: Published) -> Any:
    child = Published(log=OTHER_LOG, parent=one.cited(3))
    child.begin()
    return child.shown([child.head()])


def _without_keys(files: Files) -> Files:
    return without(files, f"entries/{LOG}/0.line")


def _entry(files: Files, seq: int) -> Files:
    return {
        name: data
        for name, data in files.items()
        if name.startswith((f"entries/{LOG}/{seq}.", f"data/{LOG}/{seq}."))
    }


def _middle(data: bytes) -> bytes:
    return changed(data, len(data) // 2)


def _turned(leaves: bytes) -> bytes:
    return leaves[32:] + leaves[:32]


def _blob(files: Files, name: str, row: int, at: int) -> Files:
    """Change a byte in what stands before a signature in its line."""
    rows = files[name].decode().split("\n")
    lead, _, blob = rows[row].rpartition(" ")
    size = 4 + 64 if row == 4 else 4 + 8 + 2420
    rows[row] = f"{lead} {b64(changed(unb64(blob, size), at))}"
    return reseal({**files, name: "\n".join(rows).encode()}, FIRST)


def _spare_bits(files: Files, name: str) -> Files:
    """The root once more, its last base64 digit with a bit that says nothing."""
    rows = files[name].decode().split("\n")
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    rows[2] = rows[2][:-2] + digits[digits.index(rows[2][-2]) + 1] + "="
    return reseal({**files, name: "\n".join(rows).encode()}, FIRST)


def hide(files: Files, seq: int, field: str) -> Files:
    """The same bundle with one field of an entry hidden."""
    name = f"entries/{LOG}/{seq}.json"
    fields = parse_canonical(files[name])["fields"]
    salt, value = bytes.fromhex(fields[field]["salt"]), fields[field]["value"]
    hidden = {"leaf": body.field_leaf(field, salt, value).hex()}
    return reseal({**files, name: canonical({"fields": {**fields, field: hidden}})}, FIRST)
