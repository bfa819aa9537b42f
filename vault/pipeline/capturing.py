"""From a path to a sealed draft: which script it is, what its bytes are, what is recorded."""

import hashlib
import os
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from vault import digests
from vault.encoding import Json, b64, unb64
from vault.errors import EnvironmentFailed
from vault.pipeline.history import History
from vault.pipeline.scripts import place_of
from vault.pipeline.writer import Content, Writer, content_of
from vault.store.index import Row
from vault.watch import rules
from vault.watch.capture import Captured, StillChanging, open_large, read
from vault.watch.rules import Candidate
from vault.watch.scan import Stamp

FILES = "file"
INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was last sealed or found unchanged: which script, in which state."""

    script: str
    sha256: str
    stamp: str


@dataclass(slots=True)
class Files:
    """Where each script was last seen on this computer: a cache that a scan makes again."""

    history: History
    _seen: dict[Path, Seen] = field(default_factory=dict)
    _by_hash: dict[str, list[Path]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for note in self.history.index.notes(FILES):
            if not note["script"]:
                continue  # moved away from here
            path = Path(os.fsdecode(unb64(note["path"])))
            self._put(path, Seen(note["script"], note["sha256"], note["stamp"]))

    def __len__(self) -> int:
        return len(self._seen)

    def __contains__(self, path: Path) -> bool:
        return path in self._seen

    def get(self, path: Path) -> Seen | None:
        """Return how a file was last seen."""
        return self._seen.get(path)

    def put(self, path: Path, seen: Seen) -> None:
        """Remember how a file is now."""
        self._put(path, seen)
        note = {
            "path": b64(os.fsencode(path)),
            "script": seen.script,
            "sha256": seen.sha256,
            "stamp": seen.stamp,
        }
        self._note(path, note)

    def forget(self, path: Path) -> None:
        """Drop a place that its script has left: a new file there is another script."""
        self._seen.pop(path, None)
        note = {"path": b64(os.fsencode(path)), "script": "", "sha256": "", "stamp": ""}
        self._note(path, note)

    def moved_from(self, path: Path, sha256: str) -> Path | None:
        """Return where the script lay that has just these bytes and is not there any more.

        Files that are gone are the candidates; one with the same name comes first.
        """
        there = [p for p in self._by_hash.get(sha256, []) if p != path and p in self._seen]
        gone = [p for p in there if self._seen[p].sha256 == sha256 and not os.path.lexists(p)]
        named = [p for p in gone if p.name == path.name]
        return next(iter(named or gone), None)

    def below(self, folder: Path) -> list[Path]:
        """Return the known files below a folder."""
        return [path for path in self._seen if path.is_relative_to(folder)]

    def holds(self, script: str, other_than: Path) -> bool:
        """Tell whether a script still lies at another place on this computer."""
        return any(
            seen.script == script and path != other_than and os.path.lexists(path)
            for path, seen in self._seen.items()
        )

    def _note(self, path: Path, note: dict[str, str]) -> None:
        """Keep this for the next run; a cache that fails only costs another look at the file."""
        with suppress(EnvironmentFailed):
            self.history.index.set_note(FILES, str(os.fsencode(path)), note)

    def _put(self, path: Path, seen: Seen) -> None:
        self._seen[path] = seen
        known = self._by_hash.setdefault(seen.sha256, [])
        if path not in known:
            known.append(path)


def stamp_text(stamp: Stamp) -> str:
    """Return a file's state in a form to compare with a later one."""
    return repr(stamp)


def capture(
    pen: Writer, files: Files, root: Path, candidate: Candidate, route: str, flags: tuple[str, ...]
) -> tuple[Row | None, str]:
    """Read a script and seal it as its next draft; returns the new entry, if any, and its script.

    None instead of an entry means that these bytes are the script's last draft already. Raises what
    reading and writing raise (``StillChanging``, ``Gone``, ``Refused``, ``DiskFull``).
    """
    return seal_captured(pen, files, root, read(candidate), route, flags)


def seal_captured(
    pen: Writer, files: Files, root: Path, taken: Captured, route: str, flags: tuple[str, ...]
) -> tuple[Row | None, str]:
    """Seal what was read; see ``capture``."""
    path = taken.candidate.path
    content = _content(taken)
    names = names_of(root, path)
    noticed = (*flags, INCOMPLETE) if taken.incomplete else flags
    modified = datetime.fromtimestamp(max(0, taken.stamp.mtime_ns) / 1e9, UTC)
    script, left = "", None

    def script_of() -> str:
        nonlocal script, left
        script, left = _script(pen, files, path, names, content.sha256)
        return script

    row = pen.seal(content, script_of, names, route, noticed, modified)
    files.put(path, Seen(script, content.sha256, stamp_text(taken.stamp)))
    if left is not None:
        files.forget(left)
    return row, script


def names_of(root: Path, path: Path) -> dict[str, Json]:
    """Return the ``names`` field of a file below a watched folder (format, section 4)."""
    shown = rules.shown_path(root, path)
    names: dict[str, Json] = {
        "title": _text(path.stem),
        "path": shown,
        "folder": _text(root.name),
    }
    raw = os.fsencode(path.relative_to(root).as_posix())
    if raw != shown.encode("utf-8"):
        names["path_bytes"] = b64(raw)
    return names


def _script(
    pen: Writer, files: Files, path: Path, names: dict[str, Json], sha256: str
) -> tuple[str, Path | None]:
    """Return the id of the script at a path, and the place it has left if it was moved.

    It is the one known there, known by its names, moved there, or a new one, in this order.
    """
    seen = files.get(path)
    if seen is not None:
        return seen.script, None
    named = pen.scripts.at_place(place_of(dict(names)))
    if named is not None and not files.holds(named, path):
        return named, None
    left = files.moved_from(path, sha256)
    known = files.get(left) if left is not None else None
    return (known.script, left) if known is not None else (pen.random(16).hex(), None)


def _content(taken: Captured) -> Content:
    media = rules.media_type(taken.candidate.path, package=taken.candidate.package)
    if taken.data is not None:
        return content_of(taken.data, media)
    known = digests.of_chunks(open_large(taken))
    return Content(
        sha256=known.sha256,
        sha512=known.sha512,
        size=known.size,
        media=media,
        data=None,
        chunks=lambda: _same_again(taken, known.sha256),
    )


def _same_again(taken: Captured, expected: str) -> Iterator[bytes]:
    """Give a large script's bytes a second time, refusing at the end if they are not the same."""
    digest = hashlib.sha256()
    for chunk in open_large(taken):
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != expected:
        raise StillChanging(f"{taken.candidate.path.name} changed while it was read.")


def _text(name: str) -> str:
    raw = os.fsencode(name).decode("utf-8", "replace")
    return unicodedata.normalize("NFC", raw)
