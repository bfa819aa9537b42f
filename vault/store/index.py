"""The index: a cache of what the entries say, encrypted, thrown away and rebuilt without loss.

Look-up columns are HMACs, payloads AES-256-GCM, both under keys derived from the vault key.
"""

import hmac
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.errors import EnvironmentFailed
from vault.records import Fields, Leaf
from vault.seal.keys import derive

SCHEMA = 1
_TABLES = """
CREATE TABLE entries (log TEXT, seq INTEGER, leaf BLOB, kind BLOB, script BLOB, about BLOB,
                      payload BLOB, PRIMARY KEY (log, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX by_kind ON entries (kind);
CREATE INDEX by_script ON entries (script);
CREATE INDEX by_about ON entries (about);
CREATE TABLE logs (log TEXT PRIMARY KEY, count INTEGER, offset INTEGER, leaf BLOB) STRICT;
CREATE TABLE notes (topic BLOB, name BLOB, payload BLOB, PRIMARY KEY (topic, name))
    STRICT, WITHOUT ROWID;
"""

_MACHINE = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
    "SQLITE_PERM",
    "SQLITE_NOMEM",
)
_NEXT = """
INSERT INTO logs SELECT ?, ?, ?, ? WHERE ? = 0 OR EXISTS (SELECT 1 FROM logs WHERE log = ?)
ON CONFLICT (log) DO UPDATE SET count = excluded.count, offset = excluded.offset,
    leaf = excluded.leaf WHERE logs.count = excluded.count - 1
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as the index knows it: where it stands, its object, and what it says."""

    log: str
    seq: int
    leaf: Leaf
    handle: str
    fields: Fields | None
    """None when the object is lost: the line stays, what it said is not known any more."""

    def field(self, name: str) -> dict[str, Any]:
        """Return an object-valued field, empty when absent."""
        value = (self.fields or {}).get(name)
        return value if isinstance(value, dict) else {}

    @property
    def kind(self) -> str:
        """The entry's kind, ``lost`` when its object is gone."""
        return str(self.fields["kind"]) if self.fields else "lost"


class Index:
    """One SQLite file in the cache folder."""

    def __init__(self, path: Path, vault_key: bytes) -> None:
        self._lookup = derive(vault_key, "scriptvault/index/v1/lookup")
        self._cipher = AESGCM(derive(vault_key, "scriptvault/index/v1/payload"))
        self._path = path
        self._db = self._open()

    def close(self) -> None:
        """Write what is pending and let go of the file."""
        with suppress(sqlite3.Error):
            self._db.commit()
        self._db.close()

    def commit(self) -> None:
        """Write what is pending; what is lost here is only read again."""
        with self._in_words():
            self._db.commit()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make many changes in one transaction. Alone, each change is one, and blocks nobody."""
        with self._in_words():
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.commit()

    def known(self, log: str) -> tuple[int, int, bytes]:
        """Return how many entries of a log are here, where they end, and the last one's leaf."""
        with self._in_words():
            row = self._db.execute(
                "SELECT count, offset, leaf FROM logs WHERE log = ?", (log,)
            ).fetchone()
        return (int(row[0]), int(row[1]), bytes(row[2])) if row else (0, 0, b"")

    def logs(self) -> set[str]:
        """Return the logs of which anything is known."""
        with self._in_words():
            return {str(log) for (log,) in self._db.execute("SELECT log FROM logs")}

    def add(self, row: Row, offset: int) -> None:
        """Remember one entry; ``offset`` is where its line ends.

        How far a log is known moves only from one entry to the next, so that one which could not
        be remembered is read again at the next opening.
        """
        said = {**row.field("script"), **row.field("details")}
        about = said.get("draft") or said.get("checkpoint")
        payload = {"handle": row.handle, "fields": row.fields}
        place = f"{row.log}/{row.seq}"
        with self._in_words():
            self._db.execute(
                "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    row.log,
                    row.seq,
                    row.leaf,
                    self._mac("kind", row.kind),
                    self._mac("script", str(row.field("script").get("id"))),
                    self._mac("about", str(about)),
                    self._seal(place, payload),
                ),
            )
            self._db.execute(_NEXT, (row.log, row.seq + 1, offset, row.leaf, row.seq, row.log))

    def entries(
        self, kind: str | None = None, script: str | None = None, about: str | None = None
    ) -> Iterator[Row]:
        """Give the entries that match all that is asked, by log and place."""
        asked = {"kind": kind, "script": script, "about": about}
        given = {name: value for name, value in asked.items() if value is not None}
        where = " AND ".join(f"{name} = ?" for name in given) or "1"
        with self._in_words():
            cursor = self._db.execute(
                f"SELECT log, seq, leaf, payload FROM entries WHERE {where} ORDER BY log, seq",
                [self._mac(name, value) for name, value in given.items()],
            )
            for log, seq, leaf, payload in cursor:
                said = self._unseal(f"{log}/{seq}", payload)
                yield Row(log, seq, Leaf(bytes(leaf)), said["handle"], said["fields"])

    def places(self, log: str, kind: str) -> list[int]:
        """Return where in a log the entries of a kind stand, without opening what they say."""
        with self._in_words():
            cursor = self._db.execute(
                "SELECT seq FROM entries WHERE log = ? AND kind = ? ORDER BY seq",
                (log, self._mac("kind", kind)),
            )
            return [int(seq) for (seq,) in cursor]

    def note(self, topic: str, name: str) -> dict[str, Any] | None:
        """Return what was noted under a topic, or None. Notes are only ever shortcuts."""
        with self._in_words():
            row = self._db.execute(
                "SELECT payload FROM notes WHERE topic = ? AND name = ?",
                (self._mac("topic", topic), self._mac(topic, name)),
            ).fetchone()
            return self._unseal(self._place(topic, name), row[0]) if row else None

    def notes(self, topic: str) -> Iterator[dict[str, Any]]:
        """Give everything noted under a topic."""
        with self._in_words():
            cursor = self._db.execute(
                "SELECT name, payload FROM notes WHERE topic = ?", (self._mac("topic", topic),)
            )
            for name, payload in cursor:
                yield self._unseal(f"{topic}/{bytes(name).hex()}", payload)

    def set_note(self, topic: str, name: str, value: dict[str, Any]) -> None:
        """Note something under a topic."""
        with self._in_words():
            self._db.execute(
                "INSERT OR REPLACE INTO notes VALUES (?, ?, ?)",
                (
                    self._mac("topic", topic),
                    self._mac(topic, name),
                    self._seal(self._place(topic, name), value),
                ),
            )

    def clear(self) -> None:
        """Forget everything, so that it is read again from the vault."""
        with self._in_words():
            self._reset(self._db)

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                return self._connect()
            except sqlite3.DatabaseError as error:
                if _is_the_machine(error):
                    raise
                self._discard()  # a cache: begin again
                return self._connect()
        except (OSError, sqlite3.Error) as error:
            raise EnvironmentFailed(
                "The cache folder cannot be used.",
                f"Check that {self._path.parent} may be written to.",
            ) from error

    def _connect(self) -> sqlite3.Connection:
        # No implicit transactions: one left open for minutes would lock out every other program.
        db = sqlite3.connect(self._path, timeout=0, check_same_thread=False, isolation_level=None)
        try:
            db.execute("PRAGMA trusted_schema = OFF")
            with suppress(sqlite3.OperationalError):
                # Refused while another program is at work in the old mode, which serves as well.
                db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA busy_timeout = 30000")
            db.execute("PRAGMA synchronous = NORMAL")
            if not self._fits(db):
                self._reset(db, unless_it_fits=True)
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def _discard(self) -> None:
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """Throw a damaged cache away, so that the next opening makes it again."""
        try:
            yield
        except (sqlite3.Error, InvalidTag) as error:
            if isinstance(error, sqlite3.ProgrammingError) or _is_the_machine(error):
                raise EnvironmentFailed(
                    "The cache of this vault cannot be used.",
                    f"Check that there is room and permission for {self._path}, or delete it.",
                ) from error
            self._db.close()
            with suppress(OSError):
                self._discard()
            raise EnvironmentFailed(
                "The cache of this vault was damaged; nothing in the vault is lost.",
                f"Try again: it is made again. If this comes back, delete {self._path}.",
            ) from error

    def _fits(self, db: sqlite3.Connection) -> bool:
        """Tell whether this file is of this schema and under this key."""
        if db.execute("PRAGMA user_version").fetchone()[0] != SCHEMA:
            return False
        row = db.execute(
            "SELECT payload FROM notes WHERE name = ?", (self._mac("index", "key"),)
        ).fetchone()
        try:
            return row is not None and self._unseal(self._place("index", "key"), row[0]) == {
                "v": SCHEMA
            }
        except InvalidTag:
            return False

    def _reset(self, db: sqlite3.Connection, *, unless_it_fits: bool = False) -> None:
        db.execute("BEGIN IMMEDIATE")
        if unless_it_fits and self._fits(db):
            db.commit()  # another program was here first, and its work must not be undone
            return
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in tables:
            db.execute(f'DROP TABLE "{name}"')
        for statement in _TABLES.split(";")[:-1]:
            db.execute(statement)
        db.execute(
            "INSERT INTO notes VALUES (?, ?, ?)",
            (
                self._mac("topic", "index"),
                self._mac("index", "key"),
                self._seal(self._place("index", "key"), {"v": SCHEMA}),
            ),
        )
        db.execute(f"PRAGMA user_version = {SCHEMA}")
        db.commit()
        if os.name != "nt":
            self._path.chmod(0o600)

    def _place(self, topic: str, name: str) -> str:
        """Return what a note's ciphertext is bound to: its topic and its look-up name."""
        return f"{topic}/{self._mac(topic, name).hex()}"

    def _mac(self, column: str, value: str) -> bytes:
        named = f"{column}\n{value}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._lookup, named, "sha256")

    def _seal(self, place: str, value: dict[str, Any]) -> bytes:
        nonce = os.urandom(12)  # a cache of this machine's; never part of the record
        plain = json.dumps(value, separators=(",", ":")).encode("utf-8")
        return nonce + self._cipher.encrypt(nonce, plain, place.encode("utf-8", "surrogatepass"))

    def _unseal(self, place: str, sealed: bytes) -> dict[str, Any]:
        bound = place.encode("utf-8", "surrogatepass")
        value: dict[str, Any] = json.loads(self._cipher.decrypt(sealed[:12], sealed[12:], bound))
        return value


def _is_the_machine(error: Exception) -> bool:
    """Tell what the machine refused from what is wrong with the file itself."""
    return str(getattr(error, "sqlite_errorname", "")).startswith(_MACHINE)
