"""``--deep``: the drafts are read again, and what comes of it is held against what was recorded.

A reading's scene root hides behind salts that no bundle shows; its text's hash, and the counts,
say the same of all words.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from vault import container, rezipped
from vault.digests import Digests
from vault.encoding import Json, sha256
from vault.errors import Unreadable
from vault.verify.bundle import unreadable
from vault.verify.fields import Shown
from vault.verify.paths import place_of
from vault.verify.report import Report

LONGEST = 4 << 20
"""Bytes of a draft that are read again; scripts have a tenth of it."""
PATIENCE = 600.0
"""Seconds after which the drafts that remain are left unread, whoever made them."""

Give = Callable[[], bytes]
"""Gives a draft's bytes."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A reading shown, and the draft that it says it is of."""

    log: str
    seq: int
    reading: Mapping[str, Json]
    counted: Mapping[str, Json] | None
    draft: Shown | None


def read_again(
    path: Path,
    report: Report,
    at_hand: Sequence[tuple[Path, Digests]] = (),
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Make the check ``reading`` of a file that ``report`` is of; ``at_hand`` are drafts beside it.

    Drafts are read one after the other, each of 4 MiB at most, for ten minutes at most. Raises
    ``BadInput`` when a file can be read no more.
    """
    recorded = list(_recorded(report))
    report.forget("reading")
    began = clock()
    with _given(path, report, at_hand) as given:
        for one in recorded:
            if clock() - began > PATIENCE:
                report.add("reading", "not-checked", "It took too long: not all were read again.")
                break
            _check(one, given, report)
    if not report.has("reading", "fail") and report.result("reading") == "not-checked":
        report.add("reading", "not-checked", "" if recorded else "No reading of a draft is shown.")


def _recorded(report: Report) -> Iterator[Recorded]:
    drafts = {
        line.leaf.hex(): one.shown.values[seq]
        for one in report.said
        for seq, line in one.lines.items()
        if seq in one.shown.values
    }
    for one in report.said:
        for seq, value in sorted(one.shown.values.items()):
            if value.reading is not None:
                draft = drafts.get(str(value.reading.get("draft")))
                yield Recorded(one.log, seq, value.reading, value.counted, draft)


@contextmanager
def _given(
    path: Path, report: Report, at_hand: Sequence[tuple[Path, Digests]]
) -> Iterator[dict[str, Give]]:
    """Give what reads a draft's bytes, by their SHA-256: from beside the file, or from a bundle."""
    given: dict[str, Give] = {one.sha256: beside.read_bytes for beside, one in at_hand}
    sealed = {
        (one.log, seq): value.sealed[0]
        for one in report.said
        for seq, value in one.shown.values.items()
        if isinstance(value.sealed, tuple)
    }
    try:
        with path.open("rb") as file:
            for member in _members(file) if report.kind == "bundle" else ():
                place = place_of(member.name)
                digest = sealed.get((place.log, place.number)) if place else None
                if place and place.kind == "data" and digest:
                    given[digest] = partial(container.read_member, file, member)
            yield given
    except OSError as error:
        raise unreadable(path, error) from error


def _members(file: BinaryIO) -> list[container.Member]:
    try:
        return container.members(file)
    except Unreadable:
        return rezipped.loose_members(file)


def _check(one: Recorded, given: Mapping[str, Give], report: Report) -> None:
    """Read one draft again, and compare all that its reading tells of it."""
    from vault.screenplay import reading

    draft = one.draft
    name = draft.draft["script"] if draft and draft.draft else None
    if draft is None or not isinstance(draft.sealed, tuple) or not isinstance(name, str):
        report.add("reading", "not-checked", f"The draft that entry {one.seq} read is not shown.")
        return
    digest, _, size = draft.sealed
    told = _of_this_version(one)
    if told:
        report.add("reading", "not-checked", told)
        return
    if size > LONGEST or digest not in given:
        why = "is too long" if size > LONGEST else "is not here"
        report.add("reading", "not-checked", f"The draft that entry {one.seq} read {why}.")
        return
    data = given[digest]()
    if sha256(data).hex() != digest:
        report.add("reading", "not-checked", f"The draft that entry {one.seq} read has changed.")
        return
    found = reading.read(data, name)
    if isinstance(found, reading.Opaque):
        report.add("reading", "fail", f"Entry {one.seq} read a text where there is none now.")
        return
    now: dict[str, Json] = {
        "reader": f"{reading.READER}/{found.format}",
        "scenes": len(reading.divisions(found)[1]),
    }
    if one.counted is not None:
        now["text_sha256"] = reading.text_sha256(found)
        now["words"], now["pages"] = reading.words(found), reading.pages(found)
    then = {**(one.counted or {}), **one.reading}
    other = [part for part, value in now.items() if then.get(part) != value]
    if other:
        words = ", ".join(_PARTS[part] for part in other)
        report.add("reading", "fail", f"Entry {one.seq} says otherwise than the draft: {words}.")
    else:
        compared = ", ".join(_PARTS[part] for part in now)
        report.add("reading", "pass", f"The drafts were read again and compared: {compared}.")


_PARTS = {
    "reader": "the format",
    "scenes": "the number of scenes or paragraphs",
    "text_sha256": "the text",
    "words": "the number of words",
    "pages": "the number of pages",
}


def _of_this_version(one: Recorded) -> str:
    """Return in words why this program cannot make that reading again; empty where it can."""
    from vault.screenplay import reading

    reader, version = str(one.reading.get("reader")).partition("/")[0], one.reading.get("version")
    if reader != reading.READER or one.reading.get("profile") != reading.PROFILE:
        return f"Entry {one.seq} was made by a reader that this program does not have."
    if version != reading.VERSION:
        return (
            f"Entry {one.seq} was made by version {version} of the reader, and this program has"
            f" version {reading.VERSION}: the two cannot be compared."
        )
    return ""
