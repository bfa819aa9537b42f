"""The tokens a vault holds: which checkpoint each is over, and what time it gives an entry."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from vault.encoding import format_time, parse_time, sha256
from vault.errors import Damaged
from vault.log.checkpoint import Checkpoint
from vault.pipeline.history import History
from vault.store import lines
from vault.store.index import Row
from vault.timestamp.authorities import Roots

EXAMINED = "examined-token"


@dataclass(frozen=True, slots=True)
class Token:
    """A token in the vault: over which state of which log, from whom, and its bytes' hash."""

    log: str
    size: int
    checkpoint: str
    token: str
    authority: str


@dataclass(slots=True)
class Times:
    """For each log, the tokens over its states: how large the state, what they said."""

    told: dict[str, list[tuple[int, str, datetime | None]]] = field(default_factory=dict)

    def of(self, row: Row) -> tuple[datetime | None, str]:
        """Return the earliest time that passed for an entry, and its status in one word."""
        covering = [told for told in self.told.get(row.log, []) if told[0] > row.seq]
        passed = [moment for _, result, moment in covering if result == "pass" and moment]
        if passed:
            return min(passed), "stamped"
        if any(result == "fail" for _, result, _ in covering):
            return None, "refused"
        return None, "waiting" if covering else "none"


def held(history: History) -> list[Token]:
    """Return the tokens that the log has taken in, oldest first."""
    found = []
    for row in history.rows("anchor"):
        told = row.field("details")
        if told.get("anchor") == "rfc3161":
            found.append(
                Token(
                    row.log,
                    int(told["size"]),
                    str(told["checkpoint"]),
                    str(told["token"]),
                    str(told["authority"]),
                )
            )
    return found


def load(history: History, token: Token) -> bytes:
    """Return a token's bytes as received; raises ``Damaged`` naming the file."""
    name = f"anchors/{token.checkpoint}/{token.token}.tsr"
    try:
        data = (history.folder.path / name).read_bytes()
    except OSError as error:
        raise Damaged(f"{name} is missing.", "Restore it from a backup.") from error
    if sha256(data).hex() != token.token:
        raise Damaged(f"{name} has changed since it was received.", "Restore it from a backup.")
    return data


def checkpoint_of(history: History, log: str, size: int) -> Checkpoint:
    """Return a checkpoint of one of the vault's logs; raises ``Damaged``."""
    keys = history.logs[log].succession.for_checkpoint(size)
    return lines.load_checkpoint(history.folder, log, size, keys)


def times(history: History, roots: Roots) -> Times:
    """Examine every token the vault holds, remembering what was found for these roots."""
    trusted = sha256(b"".join(sorted(root.certificate.raw for root in roots.all))).hex()
    found = Times()
    for token in held(history):
        result, moment = _examined(history, token, roots, trusted)
        found.told.setdefault(token.log, []).append((token.size, result, moment))
    return found


def _examined(
    history: History, token: Token, roots: Roots, trusted: str
) -> tuple[str, datetime | None]:
    """Examine one token; the answer is noted, since it depends on bytes and roots alone."""
    from vault.timestamp.rfc3161 import examine

    topic = f"{token.token}/{trusted}"
    noted: dict[str, Any] | None = history.index.note(EXAMINED, topic)
    if noted is None:
        try:
            data = load(history, token)
            report = examine(data, checkpoint_of(history, token.log, token.size).raw, roots)
        except Damaged:
            return "not-checked", None
        moment = report.gen_time
        if moment is not None:
            moment += report.accuracy or timedelta()
        noted = {"result": report.result, "time": format_time(_up(moment)) if moment else None}
        history.index.set_note(EXAMINED, topic, noted)
    return noted["result"], parse_time(noted["time"]) if noted["time"] else None


def _up(moment: datetime) -> datetime:
    """Round up to the milliseconds we write: a bound must not become earlier by rounding."""
    over = moment.microsecond % 1000
    return moment + timedelta(microseconds=1000 - over) if over else moment
