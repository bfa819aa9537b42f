"""The drafts of a vault in order, each with its reading and its time; and how one is named."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from vault.encoding import format_time, is_hex
from vault.errors import BadInput
from vault.pipeline import readings, tokens
from vault.pipeline.history import History
from vault.store.index import Row
from vault.timestamp.authorities import Roots

_PREFIX = re.compile(r"[0-9a-f]{8,64}")
_NUMBERED = re.compile(r"(.*)#([0-9]{1,15})", re.DOTALL)
_DIGITS = re.compile(r"[0-9]{1,15}")
MOST_CANDIDATES = 12


def ordered(history: History) -> list[Row]:
    """Return all drafts, oldest first.

    Within a log its own order counts, whatever its clock said; logs of several computers are
    merged by the latest time each had observed so far.
    """
    latest: dict[str, str] = {}
    placed: list[tuple[str, str, int, Row]] = []
    for row in history.rows("draft"):
        observed = str(row.field("capture")["observed_at"])
        latest[row.log] = max(observed, latest.get(row.log, ""))
        placed.append((latest[row.log], row.log, row.seq, row))
    return [row for *_, row in sorted(placed, key=lambda place: place[:3])]


def labels(history: History) -> dict[str, str]:
    """Return the label of each labelled draft by its leaf; the latest declaration counts."""
    found: dict[str, str] = {}
    for row in history.rows("declaration"):
        details = row.field("details")
        if details.get("declaration") == "label":
            found[str(details["draft"])] = str(details["label"])
    return found


def describe(
    history: History, rows: Iterable[Row], roots: Roots, *, expects_time: bool
) -> list[dict[str, Any]]:
    """Return drafts with the keys that other programs rely on; unknown things are null."""
    named = labels(history)
    times = tokens.times(history, roots)
    return [_describe(history, row, named, times, expects_time) for row in rows]


def of_script(drafts: list[Row], name: str) -> list[Row]:
    """Return the drafts of the script that ``name`` means: its path, a tail of it, or its id.

    Raises ``BadInput`` with the candidates when it is unknown or ambiguous.
    """
    latest = _latest(drafts)
    chosen = _scripts_named(drafts, name)
    if not chosen:
        known = sorted({_path(row) for row in latest.values()})
        raise BadInput(f"No script here is named {_show(name)}.", _candidates("Known", known))
    if len(chosen) > 1:
        which = sorted(f"{_path(latest[script])} ({script})" for script in chosen)
        raise BadInput(
            f"{len(chosen)} scripts are named {_show(name)}.",
            _candidates("Name one by more of its path or its id", which),
        )
    return [row for row in drafts if row.field("script")["id"] in chosen]


def _latest(drafts: list[Row]) -> dict[str, Row]:
    return {str(row.field("script")["id"]): row for row in drafts}


def _scripts_named(drafts: list[Row], name: str) -> set[str]:
    """Return the ids of the scripts whose id or whole path this is, else those it is a tail of."""
    latest = _latest(drafts)
    if is_hex(name, 32) and name in latest:
        return {name}
    wanted = _plain(name)
    paths = {script: _plain(_path(row)) for script, row in latest.items()}
    return {script for script, path in paths.items() if path == wanted} or {
        script for script, path in paths.items() if path.endswith("/" + wanted)
    }


def find_draft(history: History, name: str) -> Row:
    """Return the one draft that ``name`` means.

    In this order: ``latest:SCRIPT``, ``SCRIPT#number``, a sequence number in this computer's log,
    a label, a prefix of a SHA-256 of 8 hex or more: the first that there is. Raises ``BadInput``,
    with candidates.
    """
    drafts = ordered(history)
    if name.startswith("latest:"):
        return max(of_script(drafts, name[7:]), key=_number)
    named = labels(history)
    labelled = [row for row in drafts if named.get(row.leaf.hex()) == name]
    found = _NUMBERED.fullmatch(name)
    if found and (not labelled or _scripts_named(drafts, found[1])):
        numbered = of_script(drafts, found[1])
        return _one([r for r in numbered if _number(r) == int(found[2])], name)
    if _DIGITS.fullmatch(name):
        own = history.settings.log or history.id
        rows = [r for r in drafts if r.log == own and r.seq == int(name)]
        if rows or not (labelled or _PREFIX.fullmatch(name)):
            return _one(rows, name)
    if labelled:
        return _one(labelled, name)
    if _PREFIX.fullmatch(name):
        return _one([r for r in drafts if str(r.field("content")["sha256"]).startswith(name)], name)
    raise BadInput(
        f"No draft is named {_show(name)}.",
        "Name it by its number, latest:SCRIPT, SCRIPT#number, a label, or 8 hex of its hash.",
    )


def _one(rows: list[Row], name: str) -> Row:
    if len(rows) == 1:
        return rows[0]
    if not rows:
        raise BadInput(f"There is no draft {_show(name)}.", "See scriptvault drafts.")
    which = [f"{_path(row)}#{_number(row)} (entry {row.seq})" for row in rows]
    raise BadInput(f"{len(rows)} drafts are named {_show(name)}.", _candidates("They are", which))


def _describe(
    history: History,
    row: Row,
    named: dict[str, str],
    times: tokens.Times,
    expects_time: bool,
) -> dict[str, Any]:
    reading = readings.latest(history, row)
    told = readings.told(reading) if reading else {}
    latest, status = times.of(row)
    if status == "none" and expects_time:
        status = "waiting"
    return {
        "seq": row.seq,
        "log": row.log,
        "script": _path(row),
        "script_id": row.field("script")["id"],
        "number": _number(row),
        "label": named.get(row.leaf.hex()),
        "sealed_at": row.field("capture")["observed_at"],
        "route": row.field("capture")["route"],
        "flags": row.field("capture").get("flags", []),
        "sha256": row.field("content")["sha256"],
        "size": row.field("content")["size"],
        "text_sha256": told.get("text_sha256"),
        "format": _format(told, row),
        "pages": told.get("pages"),
        "scenes": readings.scenes_in(told),
        "words": told.get("words"),
        "not_read": readings.opaque_reason(history, row),
        "not_later_than": format_time(latest) if latest else None,
        "not_earlier_than": None,
        "time_status": status,
    }


def _format(told: dict[str, Any], row: Row) -> str | None:
    """Return the format as it was read, or as the file's name says where it was not."""
    reader = told.get("reader")
    if reader:
        return str(reader).rpartition("/")[2]
    return PurePosixPath(_path(row)).suffix.lower().lstrip(".") or None


def _path(row: Row) -> str:
    return str(row.field("names").get("path", ""))


def _number(row: Row) -> int:
    return int(row.field("script")["number"])


def _plain(name: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", name).replace("\\", "/").strip("/")


def _show(name: str) -> str:
    return name if name.isprintable() and len(name) <= 80 else ascii(name[:80])


def _candidates(lead: str, names: list[str]) -> str:
    listed = "; ".join(names[:MOST_CANDIDATES]) or "none yet"
    more = f"; and {len(names) - MOST_CANDIDATES} more" if len(names) > MOST_CANDIDATES else ""
    return f"{lead}: {listed}{more}."
