"""The evidence that a trace report carries along: what was measured, the figures, what binds them.

Form: the section "The report" of ``marks.md`` beside the format.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice

from vault.encoding import Json, canonical, format_time, parse_canonical
from vault.errors import Damaged
from vault.paper.document import PROGRAM
from vault.pipeline.history import History
from vault.pipeline.tracing import Match, Traced
from vault.prove.leak_facts import Copy, Examined, Found, Place, printable
from vault.seal import body
from vault.share.codes import CopyCode, draft_secret
from vault.store import lines
from vault.store.index import Row
from vault.trace.reported import Named, Reported, small

FORM = "scriptvault/report/v1"


def evidence(
    history: History,
    traced: Traced,
    examined: Sequence[Examined],
    found: Iterable[tuple[Found, Reported | None, Sequence[Match]]],
    made: datetime,
    *,
    reveal: bool,
) -> bytes:
    """Return ``evidence.json`` in its one spelling; with ``reveal``, keys of the copies named.

    Raises ``Damaged`` where the entry of a copy that is named is lost.
    """
    numbers: dict[object, int] = {}
    for suspect in traced.suspects.values():
        numbers.setdefault(suspect.path, len(numbers))
    return canonical(
        {
            "form": FORM,
            "program": PROGRAM,
            "made": format_time(made),
            "examined": [
                {"name": one.name, "sha256": one.sha256, "size": one.size, "pages": one.pages}
                for one in examined
            ],
            "sheets": [
                {"sheet": number, "file": numbers[suspect.path], "page": suspect.page}
                for number, suspect in sorted(traced.suspects.items())
            ],
            "copies": sum(1 for _ in history.rows("copy")),
            "tried": traced.tried,
            "notes": [printable(note) for note in traced.notes],
            "findings": [
                _finding(history, one, figures, matches, reveal=reveal)
                for one, figures, matches in found
            ],
        }
    )


def _finding(
    history: History,
    found: Found,
    figures: Reported | None,
    matches: Sequence[Match],
    *,
    reveal: bool,
) -> dict[str, Json]:
    draft, rows = found.draft, [match.copy for match in matches if match.copy]
    told: dict[str, Json] = {
        "draft": {
            "title": draft.title,
            "number": draft.number,
            "sha256": draft.sha256,
            "seq": draft.seq,
        },
        "issued": found.issued,
        "places": _places(found.places),
        "sheets": [],
        "measured": [],
        "decoys": [],
    }
    named = figures.named if figures else {}
    return {
        **told,
        **(figures.as_json() if figures else {}),
        "copies": [
            _copy(history, copy, row, named.get(copy.copy_id), reveal=reveal)
            for copy, row in zip(found.copies, rows, strict=True)
        ],
    }


def _copy(
    history: History, copy: Copy, row: Row, named: Named | None, *, reveal: bool
) -> dict[str, Json]:
    code = row.field("details").get("code")
    told: dict[str, Json] = {
        "copy": copy.copy_id,
        "recipient": copy.recipient,
        "issued": copy.issued.isoformat() if copy.issued else None,
        "class": copy.known_as,
        "by": list(copy.by),
        "places": _places(copy.places),
        "code": code,
        "entry": _entry(history, row, copy),
        **_score(named),
    }
    if reveal and code is not None:
        leaf = str(row.field("details")["draft"])
        secret = draft_secret(history.secrets.vault_key, bytes.fromhex(leaf))
        keys = CopyCode.derived(secret, copy.copy_id)
        told["keys"] = {"bias": keys.bias.hex(), "copy": keys.copy.hex()}
    return told


def _places(places: Sequence[Place]) -> list[Json]:
    return [[one.there, one.here, one.words] for one in places]


def _score(named: Named | None) -> Mapping[str, Json]:
    if named is None:
        return {"z": None}
    return {
        "alone": named.alone,
        **named.whole.as_json(),
        "tries": named.tries,
        "overall": small(named.overall),
        "layers": [{"layer": name, **one.as_json()} for name, one in named.layers.items()],
        "decoys_as_high": named.as_high,
    }


def _entry(history: History, row: Row, copy: Copy) -> dict[str, Json]:
    """Return a copy's line, what binds its code, and the way to a signed state of the log."""
    path = history.folder.entries(row.log)
    raw = next(islice((line for line, _ in lines.raw_lines(path)), row.seq, None), b"")
    latest = copy.entry.latest
    return {
        "log": row.log,
        "seq": row.seq,
        "leaf": row.leaf.hex(),
        "line": raw.decode(),
        "fields": _fields(history, row, raw),
        "proof": copy.entry.proof.decode(),
        "not_later_than": format_time(latest) if latest else None,
    }


def _fields(history: History, row: Row, line: bytes) -> Json:
    """Return the field that binds a copy to its code, shown alone; null where its salt is lost."""
    try:
        salt = history.objects.salt(row.handle)
    except Damaged:
        return None
    shown = body.shown(row.fields or {}, salt, frozenset({"details"}))
    _, commit = body.read_shown(shown)
    if parse_canonical(line)["commit"] != commit:
        raise Damaged(f"The entry {row.seq} of the log does not say what it was.", "Run check.")
    found: Json = parse_canonical(shown)["fields"]
    return found
