"""The index: a cache of what the entries say, encrypted, thrown away and rebuilt without loss.

Look-up columns are HMACs, payloads AES-256-GCM, both under keys derived from the vault key.
"""

import hmac
import json
import os
import sqlite3
from collections.abc import Iterator
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
        self._db.commit()
        self._db.close()

    def commit(self) -> None:
        """Write what is pending; what is lost here is only read again."""
        self._db.commit()

    def known(self, log: str) -> tuple[int, int, bytes]:
        """Return how many entries of a log are here, where they end, and the last one's leaf."""
        row = self._db.execute(
            "SELECT count, offset, leaf FROM logs WHERE log = ?", (log,)
        ).fetchone()
        return (int(row[0]), int(row[1]), bytes(row[2])) if row else (0, 0, b"")

    def add(self, row: Row, offset: int) -> None:
        """Remember one entry; ``offset`` is where its line ends."""
        about = row.field("details").get("draft") or row.field("details").get("checkpoint")
        payload = {"handle": row.handle, "fields": row.fields}
        place = f"{row.log}/{row.seq}"
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
        self._db.execute(
            "INSERT OR REPLACE INTO logs VALUES (?, ?, ?, ?)",
            (row.log, row.seq + 1, offset, row.leaf),
        )

    def entries(
        self, kind: str | None = None, script: str | None = None, about: str | None = None
    ) -> Iterator[Row]:
        """Give the entries that match all that is asked, by log and place."""
        asked = {"kind": kind, "script": script, "about": about}
        given = {name: value for name, value in asked.items() if value is not None}
        where = " AND ".join(f"{name} = ?" for name in given) or "1"
        cursor = self._db.execute(
            f"SELECT log, seq, leaf, payload FROM entries WHERE {where} ORDER BY log, seq",
            [self._mac(name, value) for name, value in given.items()],
        )
        for log, seq, leaf, payload in cursor:
            said = self._open_payload(f"{log}/{seq}", payload)
            yield Row(log, seq, Leaf(bytes(leaf)), said["handle"], said["fields"])

    def note(self, topic: str, name: str) -> dict[str, Any] | None:
        """Return what was noted under a topic, or None. Notes are only ever shortcuts."""
        row = self._db.execute(
            "SELECT payload FROM notes WHERE topic = ? AND name = ?",
            (self._mac("topic", topic), self._mac(topic, name)),
        ).fetchone()
        return self._open_payload(self._place(topic, name), row[0]) if row else None

    def notes(self, topic: str) -> Iterator[dict[str, Any]]:
        """Give everything noted under a topic; what cannot be read any more is left out."""
        cursor = self._db.execute(
            "SELECT name, payload FROM notes WHERE topic = ?", (self._mac("topic", topic),)
        )
        for name, payload in cursor:
            try:
                yield self._unseal(f"{topic}/{bytes(name).hex()}", payload)
            except InvalidTag:
                continue

    def set_note(self, topic: str, name: str, value: dict[str, Any]) -> None:
        """Note something under a topic."""
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
        for table in ("entries", "logs", "notes"):
            self._db.execute(f"DELETE FROM {table}")
        self._db.commit()

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                return self._connect()
            except sqlite3.DatabaseError:
                self._path.unlink(missing_ok=True)  # a cache: begin again
                return self._connect()
        except (OSError, sqlite3.Error) as error:
            raise EnvironmentFailed(
                "The cache folder cannot be used.",
                f"Check that {self._path.parent} may be written to.",
            ) from error

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=30, check_same_thread=False)
        try:
            db.execute("PRAGMA trusted_schema = OFF")
            db.execute("PRAGMA synchronous = NORMAL")
            version = db.execute("PRAGMA user_version").fetchone()[0]
            probe = self._db_probe(db) if version == SCHEMA else False
            if not probe:
                self._reset(db)
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def _db_probe(self, db: sqlite3.Connection) -> bool:
        """Tell whether this file is of this schema and under this key."""
        row = db.execute(
            "SELECT payload FROM notes WHERE name = ?", (self._mac("index", "key"),)
        ).fetchone()
        try:
            return row is not None and self._unseal(self._place("index", "key"), row[0]) == {
                "v": SCHEMA
            }
        except InvalidTag:
            return False

    def _reset(self, db: sqlite3.Connection) -> None:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            db.execute(f'DROP TABLE "{name}"')
        db.executescript(_TABLES)
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
        return hmac.digest(self._lookup, f"{column}\n{value}".encode(), "sha256")

    def _seal(self, place: str, value: dict[str, Any]) -> bytes:
        nonce = os.urandom(12)  # a cache of this machine's; never part of the record
        plain = json.dumps(value, separators=(",", ":")).encode("utf-8")
        return nonce + self._cipher.encrypt(nonce, plain, place.encode("utf-8", "surrogatepass"))

    def _unseal(self, place: str, sealed: bytes) -> dict[str, Any]:
        bound = place.encode("utf-8", "surrogatepass")
        value: dict[str, Any] = json.loads(self._cipher.decrypt(sealed[:12], sealed[12:], bound))
        return value

    def _open_payload(self, place: str, sealed: bytes) -> dict[str, Any]:
        try:
            return self._unseal(place, sealed)
        except InvalidTag as error:
            raise EnvironmentFailed(
                "The cache of this vault is damaged.",
                f"Delete {self._path}; it is made again.",
            ) from error
