"""Canonical bytes: what is hashed and signed, and how it is read back strictly.

Everything canonical is checked by writing it again (format, section 1).
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from vault.errors import Unreadable

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]
"""What may stand in canonical JSON here: no fractions, integers from 0 to 2**53 - 1."""

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 32

_HEX = re.compile(r"[0-9a-f]*")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")


def sha256(data: bytes) -> bytes:
    """Return SHA-256 of ``data``, 32 bytes."""
    return hashlib.sha256(data).digest()


def canonical(value: Json) -> bytes:
    """Return the JCS bytes of ``value`` (RFC 8785) within the limits of format section 1.

    Raises ``Unreadable`` for numbers, texts or nesting outside those limits.
    """
    import rfc8785

    _within_limits(value, 0)
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise Unreadable("This value has no canonical form.") from error


def parse_canonical(data: bytes) -> Any:  # noqa: ANN401  # any JSON value
    """Read JCS bytes, refusing anything that would be written differently.

    Raises ``Unreadable`` for repeated names, fractions, other spellings and trailing bytes.
    """
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_once_each,
            parse_float=_no_fractions,
            parse_constant=_no_fractions,
        )
    except (ValueError, RecursionError) as error:
        raise Unreadable("This is not the JSON it should be.") from error
    if canonical(value) != data:
        raise Unreadable("This JSON is not in canonical form.")
    return value


def b64(data: bytes) -> str:
    """Return base64 with padding (RFC 4648 section 4)."""
    return base64.b64encode(data).decode("ascii")


def unb64(text: object, size: int | None = None) -> bytes:
    """Read canonical base64; raises ``Unreadable`` for anything else or another size."""
    if not isinstance(text, str):
        raise Unreadable("This is not base64.")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable("This is not base64.") from error
    if b64(data) != text:
        raise Unreadable("This base64 is not in canonical form.")
    if size is not None and len(data) != size:
        raise Unreadable(f"Expected {size} bytes of base64, found {len(data)}.")
    return data


def is_hex(value: object, digits: int) -> bool:
    """Tell whether ``value`` is a string of exactly that many lower-case hex digits."""
    return isinstance(value, str) and len(value) == digits and _HEX.fullmatch(value) is not None


def format_time(moment: datetime) -> str:
    """Return an aware moment as RFC 3339 in UTC with exactly three decimals."""
    moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def parse_time(text: object) -> datetime:
    """Read a time in exactly the form of ``format_time``; raises ``Unreadable`` otherwise."""
    if not isinstance(text, str) or _TIME.fullmatch(text) is None:
        raise Unreadable("This is not a time in UTC with three decimals.")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Unreadable("There is no such time.") from error


def _within_limits(value: object, depth: int) -> None:
    """Refuse what RFC 8785 libraries treat differently: fractions, big or negative integers."""
    if depth > DEEPEST:
        raise Unreadable("This value is nested too deeply.")
    if isinstance(value, str) or value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if not 0 <= value <= LARGEST_INTEGER:
            raise Unreadable("Only integers from 0 to 9007199254740991 can be sealed.")
    elif isinstance(value, Mapping):
        for inner in value.values():
            _within_limits(inner, depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            _within_limits(inner, depth + 1)
    else:
        raise Unreadable(f"A {type(value).__name__} has no canonical form.")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is repeated")
    return found


def _no_fractions(text: str) -> None:
    raise ValueError(f"{text} is not allowed")
