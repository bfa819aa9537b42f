"""Sharing: one marked copy for each reader, recorded in the log before its file is there.

A draft's sealed bytes are read again and made ready in the form asked for; then, for every reader,
record, bytes, entry. One checkpoint covers the entries, and only then the files are written. What
can be refused is refused before the first entry. What stops it later says which copies are recorded
and have no file, and how they get one; the copies of one action carry one number, so that nobody
needs to list theirs.

A copy's bytes are kept in its object, as a draft's are. They could be drawn again from draft and
record by this build, but not by one with a newer face, library or layout: then the vault would
hold a hash of something that nobody can show, and no scan could be held against the pages as they
left. A copy takes 6 to 8 KB a page.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any

from vault.encoding import Json
from vault.errors import BadInput, EnvironmentFailed, VaultError
from vault.licence.issuing import issue
from vault.licence.presets import Preset
from vault.licence.record import Holder, Recipient, Record, Sealed, Work
from vault.pipeline import issued, readings, tokens, variants
from vault.pipeline.forms import Form, Formed, Marked, Marks, formed
from vault.pipeline.history import History
from vault.pipeline.writer import Writer, content_of
from vault.seal import body
from vault.seal.signing import LICENCE_NAMESPACE
from vault.share import copies
from vault.share.codes import CopyCode, draft_secret
from vault.share.recipients import file_name
from vault.store import lines
from vault.store.index import Row
from vault.store.outside import free_place, written_whole

LAST = "last"
"""In place of numbers: the copies of the last action."""
_NAMED = 12
"""How many copies or readers a sentence names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of every copy; ``holder`` None means as was said for this script before.

    ``wording``: with the variants that were chosen for the draft, where they were. ``blank``: with
    signs without width.
    """

    preset: Preset
    holder: Holder | None
    zone: tzinfo
    marks: Marks = "all"
    form: Form = "pdf"
    wording: bool = True
    blank: bool = False


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
    cannot be read or printed, and terms that do not fit; ``Damaged`` when the draft is lost. What
    stops it after the first entry is raised with the copies named that have no file yet.
    """
    target = _checked_folder(folder, pen.history)
    readings.make(pen, draft)
    chosen = variants.chosen(pen.history, draft) if wish.wording else None
    form = formed(pen.history, draft, wish.form, wish.marks, chosen, blank=wish.blank)
    records = _records(pen, draft, form.work, people, wish)
    secret = draft_secret(pen.history.secrets.vault_key, draft.leaf)
    for record in records:
        form.fits(CopyCode.derived(secret, record.copy_id))
    batch = pen.random(8).hex()
    made: list[Made] = []
    with _unfinished_is_said(pen, records, made, target):
        rows = []
        for number, record in enumerate(records, start=1):
            marked = form.marked(CopyCode.derived(secret, record.copy_id))
            signature = pen.signing.sign_file(LICENCE_NAMESPACE, record.raw)
            data = form.draw(record, signature, marked)
            rows.append(_append(pen, draft, record, data, form, marked, batch))
            progress("copies", number, len(records))
        pen.checkpoint()
        for number, row in enumerate(rows, start=1):
            made.append(Made(row, _write(pen.history, row, target)))
            progress("files", number, len(rows))
    return made


def again(history: History, number: str, folder: Path) -> list[Made]:
    """Write a copy that was made before into ``folder``, byte for byte, or all of the last action.

    A copy that lies there already is left as it is. Raises ``BadInput`` when there is no copy of
    that number or another file has its place, ``Damaged`` when its bytes are lost.
    """
    target = _checked_folder(folder, history)
    if number == LAST:
        rows = issued.last(history)
        if not rows:
            raise BadInput("No copy was made yet.", "Make one with share DRAFT --to NAME.")
        return [Made(row, _write(history, row, target)) for row in rows]
    row = issued.find(history, number)
    if row is None:
        raise BadInput(
            "There is no copy of this number.", "Give it as it stands on its pages, like 7F3K-Q2."
        )
    return [Made(row, _write(history, row, target))]


@contextmanager
def _unfinished_is_said(
    pen: Writer, records: Sequence[Record], made: Sequence[Made], folder: Path
) -> Iterator[None]:
    """Add to what stops the making which copies it leaves without a file, and what to do."""
    try:
        yield
    except KeyboardInterrupt as stopped:
        raise _unfinished(EnvironmentFailed("It was stopped."), pen, records, made, folder) from (
            stopped
        )
    except VaultError as error:
        raise _unfinished(error, pen, records, made, folder) from error


def _unfinished(
    error: VaultError,
    pen: Writer,
    records: Sequence[Record],
    made: Sequence[Made],
    folder: Path,
) -> VaultError:
    pen.history.refresh()  # an entry may be durable of which nobody was told
    written = {str(one.row.field("details")["copy"]) for one in made}
    recorded = issued.numbers(pen.history)
    waiting = [one.copy_id for one in records if one.copy_id in recorded - written]
    without = [one.recipient.name for one in records if one.copy_id not in recorded]
    said, todo = [error.message], [error.hint]
    if waiting:
        said.append(f"Recorded in the vault, but not written yet: {_named(waiting)}.")
        todo.append(f'Then: scriptvault share --again {LAST} -o "{folder}".')
    if without:
        said.append(f"No copy was made for {_named(without)}.")
    return type(error)(" ".join(said), " ".join(filter(None, todo)))


def _named(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


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
        number = copies.copy_id(pen.random(4))
        while number in taken:
            number = copies.copy_id(pen.random(4))
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


def _append(
    pen: Writer,
    draft: Row,
    record: Record,
    data: bytes,
    form: Formed,
    marked: Marked,
    batch: str,
) -> Row:
    """Record one copy: whose it is, on what terms, and the bytes themselves."""
    content = content_of(data, form.media)
    script = draft.field("script")
    recipient = record.recipient
    details: dict[str, Json] = {
        "copy": record.copy_id,
        "draft": draft.leaf.hex(),
        "format": form.format,
        "batch": batch,
        "marks": marked.names(),
        **marked.code(),
    }
    fields = body.blank(
        kind="copy",
        content=content.as_json(),
        names={
            "title": record.work.title,
            "path": file_name(record.work.title, recipient, record.copy_id, form.suffix),
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
    for watched in history.settings.watch:
        if target.resolve().is_relative_to(Path(watched).resolve()):
            raise BadInput(
                f"{target} is watched: copies in it would be sealed as scripts of yours.",
                f"Name a folder outside {watched}.",
            )
    if not os.access(target, os.W_OK):
        raise BadInput(f"Nothing can be written into {target}.", "Name another folder.")
    return target


def _write(history: History, row: Row, folder: Path) -> Path:
    """Write a recorded copy; the file appears whole or not at all, and replaces nothing."""
    hint = "Move it away, or name another folder."
    there = folder / str(row.field("names")["path"])
    if _is_copy(there, row):
        return there
    target = free_place(there, replace=False, hint=hint)
    what = f"the copy {row.field('details')['copy']}, which is recorded,"
    with written_whole(target, what, hint=hint) as file:
        file.writelines(history.objects.chunks(row.handle))
    return target


def _is_copy(path: Path, row: Row) -> bool:
    """Tell whether a file is there already and holds just this copy."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return False
    return found == str(row.field("content")["sha256"])
