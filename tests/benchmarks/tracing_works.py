"""Scripts whose copies are traced: the project's own, one made up, and real ones that are there.

Each has a copy that leaked, one that has no marks, and one with the marks of another vault.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.benchmarks.copying import SIZE
from tests.benchmarks.material import fdx
from tests.conftest import REPOSITORY, SAMPLES
from tests.share.conftest import KEYS, record_for
from vault.screenplay.reading import Script, read
from vault.seal.signing import LICENCE_NAMESPACE
from vault.share.codes import DEFAULT, CopyCode, bias_key, copy_key
from vault.share.copies import Layout, draw_copy, lay_out
from vault.share.printing import Hidden
from vault.share.table import unmarked_table
from vault.trace.evidence import Codes
from vault.trace.finding import Edition
from vault.trace.places import Table, tables

SECRET, STRANGER = b"a draft's own secret, 32 bytes..", b"the secret of some other vault.."
COPIES = [f"{number:04}-00" for number in range(200)]
LEAKED = COPIES[77]


@dataclass(frozen=True)
class Work:
    """A script and its copies; ``tables`` has the unmarked words of each page by its number."""

    name: str
    layout: Layout
    edition: Edition
    tables: dict[int, Table]
    marked: Path
    plain: Path
    strange: Path


@dataclass(frozen=True)
class Leaf:
    """One page of a work, and how many words of it can stand aside."""

    work: Work
    page: int

    @property
    def words(self) -> int:
        return len(self.work.tables[self.page].x)


def works(folder: Path, *, samples: bool) -> list[Work]:
    """All scripts there are; the made one last. ``samples`` takes those of others too."""
    files = sorted((REPOSITORY / "resources" / "samples").iterdir())
    if samples and SAMPLES.is_dir():
        files += [one for kind in ("fdx", "fountain") for one in sorted((SAMPLES / kind).iterdir())]
    read_ones = [(one.name, read(one.read_bytes(), one.name)) for one in files]
    read_ones.append(("a feature, made up", read(fdx(SIZE, 1), "Feature.fdx")))
    return [
        made(folder, f"{number:02}", name, lay_out(script))
        for number, (name, script) in enumerate(read_ones)
        if isinstance(script, Script)
    ]


def made(folder: Path, stem: str, name: str, layout: Layout) -> Work:
    """A layout with its three copies as files."""
    paths = [folder / f"{stem}-{kind}.pdf" for kind in ("marked", "plain", "strange")]
    for path, secret in zip(paths, (SECRET, None, STRANGER), strict=True):
        path.write_bytes(drawn(layout, secret))
    one = edition(name, paths[0].read_bytes())
    return Work(name, layout, one, tables(one.table(range(1, 10_000))), *paths)


def drawn(layout: Layout, secret: bytes | None, copy_id: str = LEAKED) -> bytes:
    """One copy; without a secret it has no marks."""
    record = record_for(copy=copy_id)
    hidden = Hidden(CopyCode.derived(secret, copy_id)) if secret else None
    return draw_copy(layout, record, KEYS.sign_file(LICENCE_NAMESPACE, record.raw), hidden)


def edition(name: str, pdf: bytes, copy_id: str = LEAKED) -> Edition:
    """All copies; this one, a leaked one itself, is the one that stands for all."""
    table = unmarked_table(pdf, Hidden(CopyCode.derived(SECRET, copy_id)))
    keys = [(one, copy_key(SECRET, one)) for one in COPIES]
    return Edition(name, Codes(bias_key(SECRET), keys), DEFAULT, lambda: pdf, lambda _pages: table)


def leaves(found: Sequence[Work]) -> list[Leaf]:
    """Every page that has words, however few."""
    return [Leaf(work, page) for work in found for page in sorted(work.tables)]


def some(those: Sequence[Leaf], count: int, seed: int) -> list[Leaf]:
    """So many of them, each as often as any other, and in the order of their works."""
    rng = np.random.default_rng(seed)
    drawn_ones: list[int] = []
    while len(drawn_ones) < count:
        drawn_ones += list(rng.permutation(len(those)))
    return [those[at] for at in sorted(drawn_ones[:count])]


def batches(those: Sequence[Leaf], most: int) -> Iterator[list[Leaf]]:
    """Pages of one work each, so many at most."""
    batch: list[Leaf] = []
    for one in those:
        if batch and (len(batch) == most or one.work is not batch[0].work):
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch
