"""A plain PDF: written in one piece, and made of listed parts only (format, section 12).

What a program could run, hide, fetch or show in another way is not looked for: whatever the list
``pdf.json`` does not name is refused, wherever it stands. Two rules do it. The file is objects, one
table and one trailer, without a byte between them that belongs to none; and every object is reached
from the trailer as a part that the list names.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from vault import assets
from vault.errors import Unreadable
from vault.licence.pdf import MOST_OBJECTS, told
from vault.licence.syntax import (
    BLANK,
    Name,
    Reference,
    Stream,
    Text,
    Value,
    read_object,
    read_value,
)

_HEAD = re.compile(rb"%PDF-1\.[0-7]\r?\n(%[^\r\n]*\r?\n)?")
_TAIL = re.compile(rb"startxref%b+(\d{1,10})%b+%%%%EOF%b*" % (BLANK, BLANK, BLANK))
_TABLE = re.compile(
    rb"xref%b+0 (\d{1,7})%b+((?:\d{10} \d{5} [nf](?: \r| \n|\r\n))+)trailer" % (BLANK, BLANK)
)
_SPACE = re.compile(BLANK + b"*")
_ENTRY = 20

_AGAIN = "Another program may have saved it: ask for the file as it was sent."


class _List(NamedTuple):
    """The parts: the keys of each and what they hold, which are streams, which there is one of."""

    parts: Mapping[str, Mapping[str, str]]
    streams: frozenset[str]
    once: frozenset[str]


@cache
def _listed() -> _List:
    table = json.loads(assets.read("spec/pdf.json"))
    every = {"Length": "number", "Filter": "/FlateDecode"}
    streams = {name: {**keys, **every} for name, keys in table["streams"].items()}
    return _List({**table["dictionaries"], **streams}, frozenset(streams), frozenset(table["once"]))


def check_plain(data: bytes, tick: Callable[[], None]) -> None:
    """Raise ``Unreadable``, in a sentence, for a PDF that is not plain.

    ``data`` is the whole file; ``tick`` is asked before each object, and raises when time is over.
    """
    trailer, objects = _laid_out(data, tick)
    found = _Parts(objects)
    found.take("trailer", trailer)
    if found.kinds.keys() != objects.keys():
        raise _not_plain("It holds objects that belong to nothing.")
    _whole(found.all)


def _laid_out(data: bytes, tick: Callable[[], None]) -> tuple[Value, dict[int, Value]]:
    """Return the trailer, and the objects by number, if each byte of the file is of one of them."""
    head = _HEAD.match(data)
    mark = data.rfind(b"startxref")
    tail = _TAIL.fullmatch(data, mark) if mark >= 0 else None
    table = _TABLE.match(data, int(tail[1])) if tail else None
    if head is None or tail is None or table is None:
        raise _not_plain("It does not end with one table of its objects.")
    trailer, end = read_value(data, table.end())
    count = int(table[1])
    if not _adjoin(data, end, mark) or len(table[2]) != count * _ENTRY or count > MOST_OBJECTS:
        raise _not_plain("The table of its objects is in another form.")
    entries = [table[2][at : at + 18] for at in range(0, len(table[2]), _ENTRY)]
    if entries[0] != b"0000000000 65535 f" or any(e[10:] != b" 00000 n" for e in entries[1:]):
        raise _not_plain("Some of its objects were taken out or written again.")
    objects, end = {}, head.end()
    for place, number in sorted((int(entry[:10]), n) for n, entry in enumerate(entries[1:], 1)):
        tick()
        if not _adjoin(data, end, place):
            raise _not_plain("There is something between its objects.")
        objects[number], end = read_object(data, place, number)
    if not _adjoin(data, end, table.start()):
        raise _not_plain("There is something behind its objects.")
    return trailer, objects


def _adjoin(data: bytes, end: int, begin: int) -> bool:
    """Tell whether nothing but white space stands between two places."""
    return end <= begin and _SPACE.fullmatch(data, end, begin) is not None


class _Parts:
    """Goes from part to part; ``kinds`` says as what each object was reached, by number."""

    def __init__(self, objects: Mapping[int, Value]) -> None:
        self._objects = objects
        self._list = _listed()
        self._waiting: list[tuple[str, Value]] = []
        self.kinds: dict[int, str] = {}
        self.all: list[tuple[str, Mapping[Name, Value]]] = []
        """Every part with its kind, in the order found."""

    def take(self, kind: str, value: Value) -> None:
        """Take one part and all that it leads to."""
        self._waiting.append((kind, value))
        while self._waiting:
            self._part(*self._waiting.pop())

    def _part(self, kinds: str, value: Value) -> None:
        names = kinds.split("|")
        kind = names[0]
        if isinstance(value, Reference):
            number = value.number
            if number in self.kinds:
                if self.kinds[number] not in names:
                    raise _not_plain(f"One object is used as {self.kinds[number]} and as {kind}.")
                return
            if number not in self._objects:
                raise _not_plain("It refers to an object that is not there.")
            self.kinds[number] = kind
            value = self._objects[number]
        if isinstance(value, Stream) and kind in self._list.streams:
            value = value.dictionary
        elif not isinstance(value, dict) or kind in self._list.streams:
            raise _not_plain(f"Something else stands where its {kind} would.")
        self.all.append((kind, value))
        listed = self._list.parts[kind]
        for key, held in value.items():
            if key not in listed:
                raise _not_plain(
                    f"Its {kind} has {told(f'/{key}')}, which Script Vault never writes."
                )
            self._held(listed[key], held, f"{key} of its {kind}")

    def _held(self, form: str, value: Value, where: str) -> None:
        """Check what a key holds, as the list has it; parts are put aside for their turn."""
        if form.partition("|")[0] in self._list.parts:
            self._waiting.append((form, value))
        elif form[0] == "[" and isinstance(value, list):
            self._waiting += [(form[1:-1], one) for one in value]
        elif form[0] == "{" and isinstance(value, dict):
            self._waiting += [(form[1:-1], one) for one in value.values()]
        elif form == "files" and isinstance(value, list) and len(value) % 2 == 0:
            self._waiting += [("filespec", one) for one in value[1::2]]
            self._held("texts", value[::2], where)
        elif form == "place" and isinstance(value, list) and value:
            self._waiting.append(("page", value[0]))
            if not all(one is None or type(one) in (Name, float) for one in value[1:]):
                raise _another(where)
        elif not _is(form, value):
            raise _another(where)


_ALONE = {"name": Name, "text": Text, "number": float, "flag": bool}
_MANY = {"words": "name", "texts": "text", "numbers": "number"}


def _is(form: str, value: Value) -> bool:
    """Tell whether a value that is no part is of a form."""
    if form[0] == "/":
        return isinstance(value, Name) and value == form[1:]
    if form in _MANY:
        return isinstance(value, list) and all(
            _is(_MANY[form], one)
            or (form == "numbers" and isinstance(one, list) and _is(form, one))
            for one in value
        )
    return form in _ALONE and type(value) is _ALONE[form]


def _whole(parts: Sequence[tuple[str, Mapping[Name, Value]]]) -> None:
    """Check what holds between parts: single ones, files listed, pages counted."""
    kinds = [kind for kind, _ in parts]
    twice = next((kind for kind in sorted(_listed().once) if kinds.count(kind) > 1), None)
    if twice is not None:
        raise _not_plain(f"It has two of what there is one of: {twice}.")
    for kind, part in parts:
        if kind == "pages" and part.get(Name("Count")) != _length(part, "Kids"):
            raise _not_plain("Its pages are not as many as it says.")
    listed = sum(_length(part, "Names") // 2 for kind, part in parts if kind == "tree")
    if kinds.count("filespec") != listed:
        raise _not_plain("A file is attached where the document does not list it.")


def _length(part: Mapping[Name, Value], key: str) -> int:
    held = part.get(Name(key))
    return len(held) if isinstance(held, list) else 0


def _another(where: str) -> Unreadable:
    return _not_plain(f"The {where} is in another form.")


def _not_plain(sentence: str) -> Unreadable:
    return Unreadable(f"{sentence} {_AGAIN}")
