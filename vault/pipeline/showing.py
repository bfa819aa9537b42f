"""What a bundle shows: entries, proofs and tokens of the logs that the chosen drafts stand in."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from vault.encoding import sha256
from vault.log.checkpoint import Checkpoint
from vault.merkle import Tree
from vault.pipeline import readings, tokens
from vault.pipeline.history import LogState
from vault.pipeline.tokens import Token
from vault.pipeline.writer import Writer
from vault.prove.bundle import EntryShown, LogShown
from vault.prove.words import Stamp
from vault.records import ASKING_KINDS
from vault.seal import body
from vault.seal.signing import parse_line
from vault.store import lines
from vault.store.index import Row
from vault.timestamp.authorities import Roots
from vault.timestamp.rfc3161 import examine


def logs(
    pen: Writer, drafts: Sequence[Row], *, with_log: bool, more: Sequence[Row] = ()
) -> list[LogShown]:
    """Return every log concerned: those of the drafts, and those they continue, oldest first.

    ``more``: further entries that are shown with all they say.
    """
    history = pen.history
    wanted = {row.log for row in (*drafts, *more)} | {history.settings.log}
    cited: dict[str, set[int]] = {}
    for log in list(wanted):
        parent = history.logs[log].succession.parent
        while parent is not None and parent[0] in history.logs:
            cited.setdefault(parent[0], set()).add(parent[1])
            wanted.add(parent[0])
            parent = history.logs[parent[0]].succession.parent
    return [
        _log(
            pen,
            history.logs[log],
            _rows(pen, history.logs[log], [r for r in drafts if r.log == log], more),
            cited.get(log, set()),
            with_log=with_log,
        )
        for log in sorted(wanted)
    ]


def stamped(shown: Sequence[LogShown], roots: Roots) -> list[Stamp]:
    """Return every token in the bundle with its time and root, for the printed openssl commands."""
    named = {root.certificate.sha256: root.certificate.common_name for root in roots.all}
    found = []
    for log in shown:
        for head in log.checkpoints:
            for token in log.tokens.get(head.hash, ()):
                told, name = examine(token, head.raw, roots), sha256(token).hex()
                seconds = int(told.gen_time.timestamp()) if told.gen_time else None
                root = named.get(told.root, "")
                found.append(Stamp(head, name, seconds, told.authority, root, told.root))
    return found


def hashes(drafts: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """Return each draft's entry in words, and the SHA-256 of its bytes."""
    several = len({row.log for row in drafts}) > 1
    return tuple(
        (
            f"entry {row.seq} of log {row.log[:8]}" if several else f"entry {row.seq}",
            str(row.field("content")["sha256"]),
        )
        for row in drafts
    )


def _log(
    pen: Writer, state: LogState, rows: dict[int, Row], cited: set[int], *, with_log: bool
) -> LogShown:
    history = pen.history
    others = _others(pen, state, rows) if with_log else {}
    raw = {}
    for seq, (line, _) in enumerate(lines.raw_lines(history.folder.entries(state.log))):
        if seq in rows or seq in others:
            raw[seq] = line
    shown = [_entry(pen, rows[seq], raw[seq]) for seq in rows]
    shown += [_closed(_entry(pen, others[seq], raw[seq]), others[seq]) for seq in others]
    entries = tuple(sorted(shown, key=lambda entry: entry.seq))
    held = [token for token in tokens.held(history) if token.log == state.log]
    heads = _checkpoints(pen, state, [*rows.values(), *others.values()], held, cited)
    hashes = {head.hash for head in heads}
    found: dict[str, tuple[bytes, ...]] = {}
    for token in held:
        if token.checkpoint in hashes:
            data = tokens.load(history, token)
            found[token.checkpoint] = (*found.get(token.checkpoint, ()), data)
    return LogShown(
        log=state.log,
        tree=Tree(state.leaves),
        entries=entries,
        checkpoints=heads,
        tokens=found,
        key_sets=tuple(state.succession.sets),
    )


def _rows(
    pen: Writer, state: LogState, drafts: Sequence[Row], more: Sequence[Row]
) -> dict[int, Row]:
    """Return the entries shown: drafts, their newest readings, their declarations, key events."""
    history = pen.history
    rows = {row.seq: row for row in (*history.rows("key"), *more) if row.log == state.log}
    leaves = {row.leaf.hex() for row in drafts}
    for row in drafts:
        rows[row.seq] = row
        reading = readings.latest(history, row)
        if reading is not None and reading.log == state.log:
            rows[reading.seq] = reading
    for row in history.rows("declaration"):
        if row.log == state.log and row.field("details").get("draft") in leaves:
            rows[row.seq] = row
    return rows


def _others(pen: Writer, state: LogState, rows: dict[int, Row]) -> dict[int, Row]:
    return {
        row.seq: row for row in pen.history.rows() if row.log == state.log and row.seq not in rows
    }


def _closed(entry: EntryShown, row: Row) -> EntryShown:
    """Return an entry that is there for the log's sake: its line, and nothing it says.

    The other scripts and readers are nobody's business here. That it asks for no time is told
    where it is so; an entry of which not even the kind is shown is held to have asked.
    """
    names = frozenset() if row.kind in ASKING_KINDS else frozenset({"kind"})
    return replace(entry, names=names, content=None)


def _entry(pen: Writer, row: Row, raw: bytes) -> EntryShown:
    """Return an entry with what it says; its bytes are read when they are written, not before."""
    objects = pen.history.objects
    fields, salt = row.fields or {}, objects.salt(row.handle)
    if body.commit(fields, salt) != parse_line(raw).commit:
        told = objects.get(row.handle)  # which says what is wrong with the file, if it is
        fields, salt = told.fields, told.salt
    content = partial(objects.chunks, row.handle) if fields["content"] is not None else None
    return EntryShown(row.seq, raw, fields, salt, _suffix(row), content)


def _suffix(row: Row) -> str:
    if str(row.field("content").get("media", "")).endswith("package+zip"):
        return "zip"
    return Path(str(row.field("names").get("path", ""))).suffix


def _checkpoints(
    pen: Writer, state: LogState, rows: Sequence[Row], held: Sequence[Token], cited: set[int]
) -> tuple[Checkpoint, ...]:
    """Return the head, the states a child log cites, and each authority's first over each entry."""
    states: dict[str, list[int]] = {}
    for token in sorted(held, key=lambda token: token.size):
        states.setdefault(token.authority, []).append(token.size)
    sizes = set(cited)
    for row in rows:
        if row.kind in ASKING_KINDS or row.kind == "reading":  # a scene's time is its reading's
            for covered in states.values():
                sizes.update([size for size in covered if size > row.seq][:1])
    present = lines.checkpoint_sizes(pen.history.folder, state.log)
    sizes.add(max(size for size in present if size <= state.size))
    return tuple(tokens.checkpoint_of(pen.history, state.log, size) for size in sorted(sizes))
