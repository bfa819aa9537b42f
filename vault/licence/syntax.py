"""The objects of a PDF as they are written, read without mending (ISO 32000-2, 7.3).

Programs that mend do it each in their way, and then show two files. Here is one way to read, and
what it does not take is refused. Strings stay as they are written: nothing here needs their words.
"""

import re
from typing import NamedTuple

from vault.errors import Unreadable

DEEPEST = 16
BLANK = rb"[\t\n\f\r ]"

_BETWEEN = re.compile(BLANK + b"*")
_REGULAR = rb"[!-$&'*-.0-;=?-Z\\^-z|~]"
_END = rb"(?!" + _REGULAR + rb")"
_TOKEN = re.compile(
    rb"(?P<reference>([1-9]\d{0,9})" + BLANK + rb"+0" + BLANK + rb"+R)" + _END
    + rb"|(?P<number>[+-]?(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12}))" + _END
    + rb"|/(?P<name>" + _REGULAR + rb"{0,200})" + _END
    + rb"|(?P<word>true|false|null)" + _END
    + rb"|(?P<hex><(?:[0-9A-Fa-f]|" + BLANK + rb")*>)"
    + rb"|(?P<open><<|\[|\()"
)  # fmt: skip
_IN_TEXT = re.compile(rb"[^()\\]*(\(|\)|\\[\0-\xff]|$)")
_LINE = re.compile(rb"\r?\n")
_WORDS = {b"true": True, b"false": False, b"null": None}


class Name(str):
    """A name, without its slash."""

    __slots__ = ()


class Text(NamedTuple):
    """A string as it is written."""

    raw: bytes


class Reference(NamedTuple):
    """A reference to an object of generation 0."""

    number: int


class Stream(NamedTuple):
    """A stream: its dictionary. Its bytes are read by others."""

    dictionary: "dict[Name, Value]"


Value = Name | Text | Reference | Stream | float | bool | None | list["Value"] | dict[Name, "Value"]


def read_object(data: bytes, place: int, number: int) -> tuple[Value, int]:
    """Return the object of a number that is written at a place, and the place behind it (7.3.10).

    Raises ``Unreadable`` for anything but exactly that.
    """
    at = _after(data, place, b"%d 0 obj" % number)
    value, at = read_value(data, at)
    if isinstance(value, dict) and data.startswith(b"stream", _gap(data, at)):
        line = _LINE.match(data, _gap(data, at) + len(b"stream"))
        length = value.get(Name("Length"))
        if line is None or not isinstance(length, float) or length < 0:
            raise _not_written()
        at = _after(data, _gap(data, line.end() + int(length)), b"endstream")
        value = Stream(value)
    return value, _after(data, _gap(data, at), b"endobj")


def read_value(data: bytes, place: int, deep: int = 0) -> tuple[Value, int]:
    """Return the value at a place, blanks before it left out, and the place behind it."""
    token = _TOKEN.match(data, _gap(data, place))
    if token is None or deep > DEEPEST:
        raise _not_written()
    kind, at = token.lastgroup, token.end()
    if token["reference"] is not None:
        return Reference(int(token[2])), at
    if kind == "number":
        return float(token["number"]), at
    if kind == "name":
        return _name(token["name"]), at
    if kind == "word":
        return _WORDS[token["word"]], at
    if kind == "hex":
        return Text(token["hex"]), at
    return {b"<<": _dictionary, b"[": _array}.get(token[0], _text)(data, at, deep + 1)


def _dictionary(data: bytes, at: int, deep: int) -> tuple[Value, int]:
    found: dict[Name, Value] = {}
    while not data.startswith(b">>", at := _gap(data, at)):
        key, at = read_value(data, at, deep)
        if not isinstance(key, Name) or key in found:
            raise _not_written()
        found[key], at = read_value(data, at, deep)
    return found, at + 2


def _array(data: bytes, at: int, deep: int) -> tuple[Value, int]:
    found: list[Value] = []
    while not data.startswith(b"]", at := _gap(data, at)):
        value, at = read_value(data, at, deep)
        found.append(value)
    return found, at + 1


def _text(data: bytes, at: int, _deep: int) -> tuple[Value, int]:
    """Return a string in brackets; brackets within it come in pairs or behind a backslash."""
    begin, level = at, 1
    while level:
        part = _IN_TEXT.match(data, at)
        if part is None or not part[1]:
            raise _not_written()
        level += {b"(": 1, b")": -1}.get(part[1], 0)
        at = part.end()
    return Text(data[begin : at - 1]), at


def _name(written: bytes) -> Name:
    """Return a name; signs of other scripts and of the syntax stand as numbers (7.3.5)."""
    if re.search(rb"#(?![0-9A-Fa-f]{2})", written):
        raise _not_written()
    meant = re.sub(rb"#(..)", lambda found: bytes([int(found[1], 16)]), written)
    return Name(meant.decode("latin-1"))


def _gap(data: bytes, at: int) -> int:
    found = _BETWEEN.match(data, at)
    return found.end() if found else at


def _after(data: bytes, at: int, word: bytes) -> int:
    if not data.startswith(word, at):
        raise _not_written()
    return at + len(word)


def _not_written() -> Unreadable:
    return Unreadable("It holds something that is not written as a PDF writes it.")
