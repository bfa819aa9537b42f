"""The names of a bundle's files (format, section 9): one table for who writes and who reads."""

import re
from dataclasses import dataclass

TAG_MANIFEST = "tagmanifest-sha256.txt"
MANIFEST = "manifest-sha256.txt"
SIGNATURE = "signatures/tagmanifest-sha256.txt.sshsig"
BAGIT = "bagit.txt"
BAG_INFO = "bag-info.txt"
READ_ME = "READ-ME-FIRST.txt"
ALLOWED_SIGNERS = "trust/allowed_signers"
CERTIFICATE = "certificate.pdf"
NOT_INCLUDED = "data/NOT-INCLUDED.txt"
PAGE = "verify.html"
SCRIPT = "verify.py"
BAGIT_TEXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

WORDS_FOR_PEOPLE = frozenset({READ_ME, CERTIFICATE, "verify.html", "verify.py"})
FIXED = WORDS_FOR_PEOPLE | {
    TAG_MANIFEST,
    MANIFEST,
    SIGNATURE,
    BAGIT,
    BAG_INFO,
    ALLOWED_SIGNERS,
    NOT_INCLUDED,
}

LONGEST_SCENE = 1 << 20

_LOG = r"(?P<log>[0-9a-f]{32})"
_N = r"(?:0|[1-9][0-9]{0,15})"
_PATTERNS = {
    "data": rf"data/{_LOG}/(?P<number>{_N})\.[a-z0-9]{{1,12}}",
    "line": rf"entries/{_LOG}/(?P<number>{_N})\.line",
    "fields": rf"entries/{_LOG}/(?P<number>{_N})\.json",
    "inclusion": rf"entries/{_LOG}/(?P<number>{_N})\.tlog-proof",
    "checkpoint": rf"log/{_LOG}/(?P<number>{_N})\.checkpoint",
    "consistency": rf"log/{_LOG}/(?P<number>{_N})-(?P<second>{_N})\.consistency",
    "leaves": rf"log/{_LOG}/(?P<number>{_N})\.leaves",
    "scene": rf"scenes/{_LOG}/(?P<number>{_N})-(?P<second>{_N})\.json",
    "token": r"anchors/(?P<log>[0-9a-f]{64})/(?P<hash>[0-9a-f]{64})\.tsr",
    "keys": r"trust/(?P<hash>[0-9a-f]{64})\.json",
}
_LONGEST = {
    "line": 66_000,
    "fields": 1 << 17,
    "inclusion": 1 << 14,
    "checkpoint": 6_000,
    "consistency": 1 << 14,
    "leaves": 1 << 25,
    "scene": LONGEST_SCENE,
    "token": 1 << 16,
    "keys": 1 << 12,
}
_LONGEST_FIXED = {
    TAG_MANIFEST: 1 << 24,
    MANIFEST: 1 << 24,
    SIGNATURE: 1 << 12,
    BAGIT: 1 << 12,
    ALLOWED_SIGNERS: 1 << 12,
}
_COMPILED = {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}


@dataclass(frozen=True, slots=True)
class Place:
    """What a name says: which sort of file, of which log (or checkpoint), number or hash."""

    kind: str
    log: str = ""
    number: int = 0
    second: int = 0
    hash: str = ""


def place_of(name: str) -> Place | None:
    """Return what a file of this name must be, or None when a bundle has no such file."""
    if name in FIXED:
        return Place("fixed")
    for kind, pattern in _COMPILED.items():
        found = pattern.fullmatch(name)
        if found:
            parts = found.groupdict()
            return Place(
                kind,
                parts.get("log") or "",
                int(parts.get("number") or 0),
                int(parts.get("second") or 0),
                parts.get("hash") or "",
            )
    return None


def longest(name: str, place: Place) -> int:
    """Return how many bytes of a file a check reads at most; 0 where its hash is all it needs.

    A longer file of that name is none of ours.
    """
    return _LONGEST_FIXED.get(name, 0) if place.kind == "fixed" else _LONGEST.get(place.kind, 0)


def data_name(log: str, seq: int, suffix: str) -> str:
    """Return where a draft's bytes lie; a suffix that is not plain becomes ``bin``."""
    plain = suffix.lower().lstrip(".")
    return f"data/{log}/{seq}.{plain if re.fullmatch('[a-z0-9]{1,12}', plain) else 'bin'}"


def entry_name(log: str, seq: int, part: str) -> str:
    """Return the name of an entry's ``line``, ``json`` or ``tlog-proof``."""
    return f"entries/{log}/{seq}.{part}"


def checkpoint_name(log: str, size: int) -> str:
    """Return the name of a checkpoint."""
    return f"log/{log}/{size}.checkpoint"


def consistency_name(log: str, old: int, new: int) -> str:
    """Return the name of a consistency proof between two checkpoints."""
    return f"log/{log}/{old}-{new}.consistency"


def leaves_name(log: str, size: int) -> str:
    """Return the name of the leaves of a log's first ``size`` lines."""
    return f"log/{log}/{size}.leaves"


def token_name(checkpoint: str, token: str) -> str:
    """Return the name of a token over a checkpoint, both by hash."""
    return f"anchors/{checkpoint}/{token}.tsr"


def scene_name(log: str, seq: int, place: int) -> str:
    """Return the name of one scene of a reading, shown alone."""
    return f"scenes/{log}/{seq}-{place}.json"


def manifest_line(digest: str, name: str) -> bytes:
    """Return one line of a manifest, in the form ``sha256sum -c`` reads."""
    return f"{digest}  {name}\n".encode()


def is_listed_apart(name: str) -> bool:
    """Tell whether the tag manifest leaves a file out: payload, itself, and its own signature."""
    return name.startswith("data/") or name in {TAG_MANIFEST, SIGNATURE}
