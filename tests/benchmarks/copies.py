"""Copies for many readers in one action, and what their hidden marks cost."""

import resource
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.copying import SIZE
from tests.benchmarks.entry import timed
from tests.benchmarks.material import PASSPHRASE, fdx, new_vault
from tests.benchmarks.report import Report
from vault.licence.record import Recipient
from vault.operations import drafting, sharing
from vault.operations.session import Session
from vault.pipeline import issued
from vault.share.codes import bias_key, code_bits, copy_key, draft_secret, thresholds

READERS = 20
PAGES, SITES, COPIES = 113, 215, 200


def measure(folder: Path, report: Report) -> None:
    """One copy alone first, so that the action for many is measured against it."""
    where = new_vault(folder)
    script, out = folder / "Feature.fdx", folder / "copies"
    script.write_bytes(fdx(SIZE, 1))
    out.mkdir()
    session = Session(vault=where.vault, passphrase=lambda _: PASSPHRASE)
    session.__dict__["where"] = where
    drafting.seal(session, files=[script])
    _share(session, out, ["First"])  # makes the reading, and loads what has to be loaded
    one = timed(lambda: _share(session, out, ["Alone"]))
    before = _peak()
    many = timed(lambda: _share(session, out, [f"Reader {n}" for n in range(READERS)]))
    report.figure(f"{READERS} copies of a feature script, in one action", many, "s")
    report.figure("each of them / one by itself", many / READERS / one, "x", 1)
    report.figure("memory that many copies take more than one", _peak() - before, "MB", 40)
    report.figure("codes of 200 copies, every word", timed(_codes), "s", 5)
    with session.reading() as history:
        [row, *_] = issued.last(history)
        table = timed(lambda: issued.table_of(history, row))
        path = next(out.glob("*Reader 0*.pdf"))
        read = timed(lambda: subprocess.run(["pdftotext", "-bbox", path, "-"], check=True,
                                            capture_output=True))  # fmt: skip
    report.figure("a copy's unmarked table / pdftotext -bbox", table / read, "x", 15)


def _share(session: Session, out: Path, names: list[str]) -> None:
    sharing.share_with(session, draft="latest:Feature.fdx", people=[Recipient(n) for n in names],
                       licence="no-ai", holder="unsaid", output=out)  # fmt: skip


def _codes() -> None:
    secret = draft_secret(b"v" * 32, b"d" * 32)
    least = [thresholds(bias_key(secret), "word", page, SITES) for page in range(PAGES)]
    for copy in range(COPIES):
        key = copy_key(secret, str(copy))
        for page in range(PAGES):
            code_bits(key, least[page], "word", page)


def _peak() -> float:
    """The most memory this process had so far, in MB."""
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
