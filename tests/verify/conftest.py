"""One good bundle, one time authority, and a checker that believes its root."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.authority import TimeAuthority
from tests.verify.forging import FIRST, PINNED, Checker, Files, Scribe, bundle
from vault.log.checkpoint import Checkpoint
from vault.timestamp.authorities import Roots, roots
from vault.timestamp.rfc3161 import request

Stamp = Callable[[Checkpoint], bytes]


@dataclass(frozen=True)
class Good:
    """The good bundle: six entries, of which four are shown, with two stamped states."""

    scribe: Scribe
    small: Checkpoint
    large: Checkpoint
    tokens: dict[str, tuple[bytes, ...]]
    files: Files

    def entry(self, seq: int, part: str) -> str:
        return f"entries/{self.scribe.log}/{seq}.{part}"

    def state(self, size: int) -> str:
        return f"log/{self.scribe.log}/{size}.checkpoint"

    @property
    def joint(self) -> str:
        return f"log/{self.scribe.log}/{self.small.size}-{self.large.size}.consistency"

    @property
    def leaves(self) -> str:
        return f"log/{self.scribe.log}/{self.large.size}.leaves"

    def draft(self, seq: int) -> str:
        return f"data/{self.scribe.log}/{seq}.fountain"

    def token(self, head: Checkpoint) -> str:
        (name,) = (n for n in self.files if n.startswith(f"anchors/{head.hash}/"))
        return name


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TimeAuthority:
    return TimeAuthority(tmp_path_factory.mktemp("authority"), "rsa", True)


@pytest.fixture(scope="session")
def pinned() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in PINNED.glob("*.pem")}


@pytest.fixture(scope="session")
def believing(authority: TimeAuthority, pinned: dict[str, bytes]) -> Roots:
    return roots(authority.root_pem.read_bytes(), pinned_pem=pinned)


@pytest.fixture(scope="session")
def stamp(authority: TimeAuthority) -> Stamp:
    return lambda head: authority.stamp(request(head.raw, 0x8123456789ABCDEF))


@pytest.fixture(scope="session")
def good(stamp: Stamp, believing: Roots) -> Good:
    scribe = Scribe()
    scribe.begin()
    scribe.draft(b"INT. WELL - NIGHT\n\nWater.\n")
    scribe.reading()
    scribe.draft(b"Not shown to anyone.\n")
    scribe.draft(b"INT. WELL - NIGHT\n\nNo water.\n")
    scribe.append({"kind": "anchor", "details": {"size": 3}})
    small, large = scribe.head(3), scribe.head()
    tokens = {head.hash: (stamp(head),) for head in (small, large)}
    shown = scribe.shown([small, large], tokens, without={3, 5})
    return Good(scribe, small, large, tokens, bundle([shown], FIRST, believing))


@pytest.fixture(scope="session")
def check(believing: Roots) -> Iterator[Checker]:
    """In memory where the system has such a folder: the checks are many."""
    shared = Path("/dev/shm")
    place = tempfile.mkdtemp(dir=shared if shared.is_dir() else None)
    yield Checker(Path(place), believing)
    shutil.rmtree(place)
