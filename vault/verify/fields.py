"""What an entry says of itself: its fields against ``commit``, its bytes against ``content``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from vault.digests import Digests
from vault.encoding import Json, is_hex, parse_time
from vault.errors import Unreadable
from vault.records import Line
from vault.seal import body
from vault.verify.report import Report

QUIET_KINDS = frozenset({"reading", "anchor", "custody"})
"""Kinds that ask for no token (format, section 8); one that is hidden or unknown may need it."""

Sealed = tuple[str, str, int] | Literal["nothing", "hidden", "strange"]
"""SHA-256, SHA-512 and size of an entry's bytes, or why there are none."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the checks and the report keep of an entry's fields.

    ``asks``: it needs a token. ``changes_keys``: its kind says so; None where the kind is hidden.
    ``sealed``: its bytes. ``draft``: what the report tells of a draft, None of any other entry;
    ``reading``: how a reading says that its draft is divided, ``counted``: what it counted there;
    each None where that is not shown.
    """

    asks: bool
    changes_keys: bool | None
    sealed: Sealed
    draft: dict[str, Json] | None
    reading: Mapping[str, Json] | None = None
    counted: Mapping[str, Json] | None = None

    def is_of(self, digests: Digests) -> bool:
        """Tell whether these are the digests of the bytes that were sealed."""
        return self.sealed == (digests.sha256, digests.sha512, digests.size)

    def takes(self, digests: Digests) -> bool:
        """Tell whether a file at hand is held against this entry: by the SHA-256 it sealed."""
        return not isinstance(self.sealed, str) and self.sealed[0] == digests.sha256


def read_fields(data: bytes, line: Line) -> Shown:
    """Read the fields shown of an entry and hold them against its ``commit``.

    Raises ``Unreadable`` when they are not in form or not those that were sealed.
    """
    values, commit = body.read_shown(data)
    if commit != line.commit:
        raise Unreadable("These fields are not those that were sealed.")
    kind, sealed, divided = values.get("kind"), _sealed(values), values.get("script")
    counted = values.get("details") if kind == "reading" else None
    quiet = isinstance(kind, str) and kind in QUIET_KINDS
    return Shown(
        asks=not quiet or sealed not in ("nothing", "hidden"),
        changes_keys=kind == "key" if "kind" in values else None,
        sealed=sealed,
        draft=_draft(line, values) if kind == "draft" else None,
        reading=divided if kind == "reading" and isinstance(divided, Mapping) else None,
        counted=counted if isinstance(counted, Mapping) else None,
    )


def check_content(
    seq: int, shown: Shown, found: Mapping[str, Digests], at_hand: Sequence[Digests], report: Report
) -> None:
    """Check the bytes that belong to an entry (``content``): the bundle's, or files at hand."""
    if len(found) > 1:
        report.add("content", "fail", f"Entry {seq} has its bytes here more than once.")
    for name, digests in found.items():
        if shown.is_of(digests):
            report.add("content", "pass")
        else:
            report.add("content", "fail", f"{name} is not what entry {seq} sealed.")
    given = [digests for digests in at_hand if shown.takes(digests)]
    if shown.sealed == "strange":
        report.add("content", "fail", f"The content of entry {seq} is not described.")
    elif not all(map(shown.is_of, given)):
        report.add("content", "fail", f"A file you gave is not what entry {seq} sealed.")
    elif given:
        report.add("content", "pass", f"A file you gave is what entry {seq} sealed.")
    elif not found and (shown.draft is not None or not isinstance(shown.sealed, str)):
        report.add("content", "not-checked", f"The bytes of entry {seq} are not in the bundle.")


def _sealed(values: Mapping[str, Json]) -> Sealed:
    if "content" not in values:
        return "hidden"
    content = values["content"]
    if content is None:
        return "nothing"
    if not isinstance(content, Mapping):
        return "strange"
    short, long, size = (content.get(name) for name in ("sha256", "sha512", "size"))
    if not isinstance(short, str) or not isinstance(long, str):
        return "strange"
    if not (is_hex(short, 64) and is_hex(long, 128)):
        return "strange"
    if not isinstance(size, int) or isinstance(size, bool):
        return "strange"
    return short, long, size


def _draft(line: Line, values: Mapping[str, Json]) -> dict[str, Json]:
    """Return what the report tells; a value that is not of its type is as good as hidden."""
    flags = _part(values, "capture", "flags")
    return {
        "log": line.log,
        "seq": line.seq,
        "script": _text(_part(values, "names", "path")),
        "script_id": _hex(_part(values, "script", "id"), 32),
        "number": _number(_part(values, "script", "number")),
        "sha256": _hex(_part(values, "content", "sha256"), 64),
        "size": _number(_part(values, "content", "size")),
        "observed_at": _moment(_part(values, "capture", "observed_at")),
        "flags": [flag for flag in flags if isinstance(flag, str)]
        if isinstance(flags, list)
        else None,
    }


def _part(values: Mapping[str, Json], field: str, name: str) -> Json:
    value = values.get(field)
    return value.get(name) if isinstance(value, Mapping) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _hex(value: object, digits: int) -> str | None:
    return value if isinstance(value, str) and is_hex(value, digits) else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _moment(value: object) -> str | None:
    try:
        parse_time(value)
    except Unreadable:
        return None
    return _text(value)
