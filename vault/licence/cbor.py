"""CBOR, read within bounds (RFC 8949), as C2PA writes its assertions.

Its deterministic form has every length in front (section 4.2.1): what has none is refused.
"""

import struct
from typing import Any

from vault.errors import Unreadable

DEEPEST = 32
_SIMPLE = {20: False, 21: True, 22: None, 23: None}
_FLOATS = {25: ">e", 26: ">f", 27: ">d"}
_KEYS = (str, int, bool, bytes)


def decoded(data: bytes) -> Any:  # noqa: ANN401  # whatever was encoded
    """Return the one value that bytes hold; of what is tagged, the value itself.

    Raises ``Unreadable`` for bytes that are cut off, go on behind it, nest deeper than 32 levels or
    are in another form.
    """
    value, end = _item(data, 0, 0)
    if end != len(data):
        raise _damaged()
    return value


def _item(data: bytes, at: int, deep: int) -> tuple[Any, int]:
    """Return the value that begins at a place, and where it ends."""
    if deep > DEEPEST or at >= len(data):
        raise _damaged()
    major, info = data[at] >> 5, data[at] & 31
    if major == 7:
        return _simple(data, at + 1, info)
    size, at = _argument(data, at + 1, info)
    if major == 0:
        return size, at
    if major == 1:
        return -1 - size, at
    if major == 6:
        return _item(data, at, deep + 1)
    if size > len(data) - at:  # each element takes a byte at least
        raise _damaged()
    if major in (2, 3):
        return _string(data[at : at + size], text=major == 3), at + size
    if major == 4:
        rows = []
        for _ in range(size):
            row, at = _item(data, at, deep + 1)
            rows.append(row)
        return rows, at
    found = {}
    for _ in range(size):
        key, at = _item(data, at, deep + 1)
        if not isinstance(key, _KEYS) or key in found:
            raise _damaged()
        found[key], at = _item(data, at, deep + 1)
    return found, at


def _argument(data: bytes, at: int, info: int) -> tuple[int, int]:
    """Return the number in a head (section 3): in its five bits, or in the bytes behind them."""
    if info < 24:
        return info, at
    width = {24: 1, 25: 2, 26: 4, 27: 8}.get(info)
    if width is None or at + width > len(data):
        raise _damaged()
    return int.from_bytes(data[at : at + width]), at + width


def _simple(data: bytes, at: int, info: int) -> tuple[Any, int]:
    if info in _SIMPLE:
        return _SIMPLE[info], at
    form = _FLOATS.get(info)
    if form is None or at + struct.calcsize(form) > len(data):
        raise _damaged()
    return struct.unpack_from(form, data, at)[0], at + struct.calcsize(form)


def _string(data: bytes, *, text: bool) -> str | bytes:
    try:
        return data.decode() if text else data
    except UnicodeDecodeError as error:
        raise _damaged() from error


def _damaged() -> Unreadable:
    return Unreadable("Its CBOR is damaged, or not in the form that C2PA asks for.")
