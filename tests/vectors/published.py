"""What all makers of bundles share: logs whose signed states stay as they were published.

ML-DSA signatures are randomised. So that making the bundles again gives the same bytes, a state
that was published once is not signed anew.
"""

import io
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tests.verify.forging import FIRST, Files, Scribe, bundle, reseal
from vault.errors import Unreadable
from vault.log import checkpoint as heads
from vault.log.checkpoint import Checkpoint
from vault.prove.bundle import LogShown
from vault.seal.keys import SigningKeys
from vault.timestamp.authorities import roots

Case = tuple[Files | bytes, set[str], dict[str, str]]
"""A bundle, the checks that must fail, and results of others worth fixing."""

WORDS = b"One of the published bundles that come with the specification of the format.\n"
LEFT_OUT = b"The drafts' bytes were left out.\n"
NONE = roots(None, pinned_pem={})
_SIGNED: dict[bytes, list[bytes]] = {}


class Published(Scribe):
    """A log that takes its signed states from the published bundles, where they are."""

    def head(self, size: int | None = None, keys: SigningKeys | None = None) -> Checkpoint:
        made, signer = super().head(size, keys), (keys or self.keys).public
        known = _SIGNED.setdefault(_beginning(made.raw), [])
        for raw in known:
            with suppress(Unreadable):
                head = heads.parse(raw, signer)
                if heads.verify_lasting(head, signer):
                    return head
        known.append(made.raw)
        return made


def remember(folder: Path) -> None:
    """Take over the signed states of the bundles in a folder and below it, good or not."""
    for path in sorted(folder.rglob("*.zip")):
        with suppress(zipfile.BadZipFile, RuntimeError), zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".checkpoint"):
                    raw = archive.read(name)
                    _SIGNED.setdefault(_beginning(raw), []).append(raw)


def small() -> Published:
    """The least that shows something: the keys, one draft, another draft."""
    one = Published()
    one.begin()
    one.draft(b"INT. WELL - NIGHT\n\nWater.\n")
    one.draft(b"INT. WELL - NIGHT\n\nNo water.\n")
    return one


def made(logs: Iterable[LogShown], signer: SigningKeys = FIRST) -> Files:
    """A bundle of these logs, with words that do not change with the program's."""
    files = bundle(list(logs), signer, NONE)
    words = {"READ-ME-FIRST.txt": WORDS}
    if not any(name.startswith("data/") for name in files):
        words["data/NOT-INCLUDED.txt"] = LEFT_OUT
    return reseal({**files, **words}, signer)


def without(files: Files, *names: str, signer: SigningKeys | None = FIRST) -> Files:
    """The same bundle with some files left out, and what lists them made to fit."""
    left = {name: data for name, data in files.items() if name not in names}
    assert len(left) == len(files) - len(names)
    return reseal(left, signer)


def packed(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """What another program's ZIP makes of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as other:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (2026, 11, 20, 9, 30, 0))
            info.compress_type = method
            other.writestr(info, data)
    return out.getvalue()


def _beginning(raw: bytes) -> bytes:
    """All of a checkpoint but the signature that comes out differently each time."""
    return raw.rpartition("\u2014".encode())[0]
