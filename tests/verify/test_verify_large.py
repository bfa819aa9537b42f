"""A draft larger than any script passes through: only what checks read is ever held."""

from tests.verify.forging import Checker, Scribe, bundle, sparing
from vault.timestamp.authorities import Roots
from vault.verify.several import verify_files

LARGE = 40 << 20
HELD = 12 << 20
"""Bytes that may be held at once: a few pieces of a file, and all that is small."""


def test_a_large_draft_is_never_held(check: Checker, believing: Roots) -> None:
    scribe = Scribe()
    scribe.begin()
    scribe.draft(bytes(LARGE), "pdf")
    scribe.reading()
    files = bundle([scribe.shown([scribe.head()])], scribe.keys, believing)
    path = check.write(files, "large.zip")
    assert path.stat().st_size > LARGE
    for deep in (False, True):
        with sparing(HELD):
            report = verify_files([path], believing, deep=deep)
        assert (report.result("content"), report.result("reading")) == ("pass", "not-checked")
    path.unlink()
