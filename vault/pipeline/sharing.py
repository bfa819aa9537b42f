"""Sharing: one marked copy for each reader, recorded in the log before its file is there.

A draft's sealed bytes are read again and laid out; then, for every reader, record, PDF, entry. One
checkpoint covers the entries, and only then the files are written. What can be refused is refused
before the first entry.

A copy's bytes are kept in its object, as a draft's are. They could be drawn again from draft and
record by this build, but not by one with a newer face, library or layout: then the vault would
hold a hash of something that nobody can show, and no scan could be held against the pages as they
left. A copy takes 6 to 8 KB a page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any

from vault.encoding import Json
from vault.errors import BadInput
from vault.licence.issuing import issue
from vault.licence.presets import Preset
from vault.licence.record import Holder, Recipient, Record, Sealed, Work
from vault.pipeline import issued, presenting, readings, tokens
from vault.pipeline.history import History
from vault.pipeline.writer import Writer, content_of
from vault.seal import body
from vault.seal.signing import LICENCE_NAMESPACE
from vault.share.copies import MARKS, copy_id, draw_copy
from vault.share.recipients import file_name
from vault.store import lines
from vault.store.index import Row
from vault.store.outside import free_place, written_whole

FORMAT = "pdf"
MEDIA = "application/pdf"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of every copy; ``holder`` None means as was said for this script before."""

    preset: Preset
    holder: Holder | None
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Made:
    """One copy that is recorded, and where its file is."""

    row: Row
    path: Path

    def as_json(self) -> dict[str, Any]:
        """Return the copy as programs rely on it."""
        return {**issued.told(self.row), "path": str(self.path)}


def share(
    pen: Writer,
    draft: Row,
    people: Sequence[Recipient],
    wish: Wish,
    folder: Path,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> list[Made]:
    """Make a copy of a draft for each of ``people`` and write it into ``folder``.

    Raises ``BadInput``, with nothing issued, for a folder that is not there, a draft whose words
    cannot be read or printed, and terms that do not fit; ``Damaged`` when the draft is lost.
    """
    target = _checked_folder(folder, pen.history)
    readings.make(pen, draft)
    printed = presenting.present(pen.history, draft)
    records = _records(pen, draft, printed.work, people, wish)
    drawn = []
    for number, record in enumerate(records, start=1):
        signature = pen.signing.sign_file(LICENCE_NAMESPACE, record.raw)
        drawn.append(draw_copy(printed.layout, record, signature))
        progress("copies", number, len(records))
    made = [_append(pen, draft, record, pdf) for record, pdf in zip(records, drawn, strict=True)]
    pen.checkpoint()
    return [Made(row, _write(pen.history, row, target)) for row in made]


def again(history: History, number: str, folder: Path) -> Made:
    """Write a copy that was made before into ``folder``, byte for byte.

    Raises ``BadInput`` when there is no copy of that number or its place is taken, ``Damaged`` when
    its bytes are lost.
    """
    target = _checked_folder(folder, history)
    row = issued.find(history, number)
    if row is None:
        raise BadInput(
            "There is no copy of this number.", "Give it as it stands on its pages, like 7F3K-Q2."
        )
    return Made(row, _write(history, row, target))


def _records(
    pen: Writer, draft: Row, work: Work, people: Sequence[Recipient], wish: Wish
) -> list[Record]:
    """Make the record of every copy, so that what one of them cannot say stops them all."""
    pen.checkpoint()
    log = pen.log.log
    head = tokens.checkpoint_of(
        pen.history, log, lines.checkpoint_sizes(pen.history.folder, log)[-1]
    )
    sealed = Sealed(
        leaf=draft.leaf.hex(),
        sha256=str(draft.field("content")["sha256"]),
        log=log,
        size=head.size,
        root=head.root.hex(),
    )
    taken = issued.numbers(pen.history)
    found = []
    for recipient in people:
        number = copy_id(pen.random(4))
        while number in taken:
            number = copy_id(pen.random(4))
        taken.add(number)
        record = issue(
            wish.preset,
            holder=wish.holder or issued.said_before(pen.history, draft),
            work=work,
            copy_id=number,
            recipient=recipient,
            issued=pen.clock().now.astimezone(wish.zone).date(),
            sealed=sealed,
            keys=pen.signing.public,
        )
        found.append(record)
    return found


def _append(pen: Writer, draft: Row, record: Record, data: bytes) -> Row:
    """Record one copy: whose it is, on what terms, and the bytes themselves."""
    content = content_of(data, MEDIA)
    script = draft.field("script")
    recipient = record.recipient
    details: dict[str, Json] = {
        "copy": record.copy_id,
        "draft": draft.leaf.hex(),
        "format": FORMAT,
        "marks": list(MARKS),
    }
    fields = body.blank(
        kind="copy",
        content=content.as_json(),
        names={
            "title": record.work.title,
            "path": file_name(record.work.title, recipient, record.copy_id),
        },
        script={"id": script["id"], "number": script["number"]},
        capture=pen.stamp_of_program(),
        parties={
            "recipient": {
                "name": recipient.name,
                "mail": recipient.mail,
                "organisation": recipient.organisation,
            }
        },
        terms=record.as_json(),
        details=details,
    )
    return pen.append(fields, content=content)


def _checked_folder(folder: Path, history: History) -> Path:
    target = folder.expanduser().absolute()
    if not target.is_dir():
        raise BadInput(f"There is no folder {target}.", "Make it first, or name another.")
    if target.resolve().is_relative_to(history.folder.path.resolve()):
        raise BadInput(f"{target} lies inside the vault.", "Name a folder outside it.")
    return target


def _write(history: History, row: Row, folder: Path) -> Path:
    """Write a recorded copy; the file appears whole or not at all, and replaces nothing."""
    target = free_place(
        folder / str(row.field("names")["path"]),
        replace=False,
        hint="Move it away, or name another folder.",
    )
    what = f"the copy {row.field('details')['copy']}, which is recorded,"
    with written_whole(target, what) as file:
        file.write(history.objects.get(row.handle).content)
    return target
