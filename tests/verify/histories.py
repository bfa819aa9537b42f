"""Bundles of one log at different times, for the question whether they are one history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.licence.papers import READER, WORK, copy_of, signed
from tests.verify.forging import LOG, Scribe, bundle, members_of, reseal
from vault import container, merkle
from vault.licence import issuing, presets
from vault.licence.record import Sealed
from vault.prove.bundle import LogShown
from vault.seal.keys import SigningKeys
from vault.timestamp.authorities import Roots
from vault.verify.several import verify_files


def story(takes: Sequence[int], log: str = LOG, **more: Any) -> Scribe:
    """A log with a draft for each number, after its entry 0; one number always gives one draft."""
    scribe = Scribe(log=log, **more)
    scribe.begin()
    for take in takes:
        scribe.draft(f"INT. WELL - TAKE {take}\n".encode())
    return scribe


def resealed(scribe: Scribe, order: Iterable[int]) -> Scribe:
    """The same entries in another order, each signed again for its new place, as a writer could."""
    other = Scribe(scribe.keys, scribe.log)
    for seq, old in enumerate(order):
        prev = merkle.leaf_hash(other.raws[-1]).hex() if other.raws else "0" * 64
        members = {**members_of(scribe.raws[old]), "seq": seq, "prev": prev}
        other.raws.append(scribe.keys.sign_line(members))
        one = scribe.entries[old]
        other.entries.append(type(one)(seq, other.raws[-1], one.fields, one.salt, one.suffix))
    other.sets = scribe.sets
    return other


@dataclass
class Shelf:
    """A folder of bundles and copies, and the question."""

    folder: Path
    roots: Roots

    def bundle(
        self,
        name: str,
        scribe: Scribe,
        size: int,
        shows: Iterable[int] = (),
        *,
        leaves: bool,
        beside: Sequence[LogShown] = (),
    ) -> Path:
        """What was made when the log had ``size`` entries; entry 0 is shown, and ``shows``."""
        hidden = set(range(len(scribe.raws))) - {0, *shows}
        shown = scribe.shown([scribe.head(size)], without=hidden)
        files = bundle([*beside, shown], scribe.keys, self.roots)
        place = f"log/{scribe.log}/{size}.leaves"
        files[place] = b"".join(map(merkle.leaf_hash, scribe.raws[:size]))
        if not leaves:
            del files[place]
        path = self.folder / name
        path.write_bytes(container.pack(reseal(files, scribe.keys)))
        return path

    def copy(self, name: str, scribe: Scribe, size: int, keys: SigningKeys | None = None) -> Path:
        """A copy that names the state of the log at ``size``."""
        told = scribe.cited(size)
        sealed = Sealed("1a" * 32, "2b" * 32, told["log"], size, told["root"])
        signer = keys or scribe.keys
        record = issuing.issue(
            presets.preset(presets.DEFAULT), holder="unsaid", work=WORK, copy_id="7F3K-Q2",
            recipient=READER, issued=date(2026, 11, 20), sealed=sealed, keys=signer.public,
        )  # fmt: skip
        path = self.folder / name
        path.write_bytes(copy_of(record, signature=signed(record, signer)))
        return path

    def ask(self, *paths: Path, **more: Any) -> dict[str, Any]:
        """The report over these files."""
        return verify_files(paths, self.roots, **more).as_json()

    def history(self, *paths: Path) -> tuple[str, str]:
        """The result and the words of ``history`` over these files."""
        found = {check["name"]: check for check in self.ask(*paths)["checks"]}["history"]
        return found["result"], found["detail"]
