"""Certificates for the tests: a bundle of one draft without its bytes, attached to a PDF."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.licence.papers import certificate_of
from tests.verify.forging import FIRST, Scribe, bundle
from vault import container
from vault.log.checkpoint import Checkpoint
from vault.seal.keys import SigningKeys
from vault.seal.signing import CERTIFICATE_NAMESPACE
from vault.timestamp.authorities import Roots
from vault.verify.file import verify_file
from vault.verify.report import Report

TEXT = b"INT. WELL - NIGHT\n\nWater.\n"
Stamp = Callable[[Checkpoint], bytes]


@dataclass(frozen=True)
class Evidence:
    """A log in which one draft was sealed, and its bundle."""

    data: bytes
    keys: SigningKeys


def evidence(
    stamp: Stamp,
    roots: Roots,
    scribe: Scribe | None = None,
    drafts: Iterable[bytes] = (TEXT,),
    rotated: SigningKeys | None = None,
) -> Evidence:
    """A bundle with time but without the drafts' bytes, signed by the keys at the head."""
    one = scribe or Scribe()
    one.begin()
    for text in drafts:
        one.draft(text)
    one.reading()
    if rotated is not None:
        one.change(rotated)
    head = one.head()
    shown = one.shown([head], {head.hash: (stamp(head),)})
    shown = replace(shown, entries=tuple(replace(e, content=None) for e in shown.entries))
    return Evidence(container.pack(bundle([shown], one.keys, roots)), one.keys)


def certificate(held: Evidence, **changes: Any) -> bytes:
    return certificate_of({"evidence.zip": held.data}, **changes)


def signature(data: bytes, keys: SigningKeys = FIRST) -> bytes:
    return keys.sign_file(CERTIFICATE_NAMESPACE, data)


@dataclass
class Verifier:
    """Checks a PDF, with what lies beside it."""

    folder: Path
    roots: Roots

    def __call__(
        self, data: bytes, beside: bytes | None = None, name: str = "paper.pdf", **more: Any
    ) -> Report:
        path = self.folder / name
        path.write_bytes(data)
        other = self.folder / f"{name}.sshsig"
        other.unlink(missing_ok=True)
        if beside is not None:
            other.write_bytes(beside)
        return verify_file(path, self.roots, **more)


def results(report: Report) -> dict[str, str]:
    return {check["name"]: check["result"] for check in report.as_json()["checks"]}
