"""The second reader's plain PDFs, from section 12 and ``pdf.json`` alone.

What is plain needs no more of a parser than this; whatever it does not take is not plain.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from tests.second_reader import need

SPEC = json.loads((Path(__file__).parents[1] / "resources/spec/pdf.json").read_text("utf-8"))
STREAM = {"Length": "number", "Filter": "/FlateDecode"}
PARTS = {**SPEC["dictionaries"], **{k: v | STREAM for k, v in SPEC["streams"].items()}}

SPACE = re.compile(rb"[\t\n\f\r ]*")
TOKEN = re.compile(
    rb"(?P<ref>\d+[\t\n\f\r ]+\d+[\t\n\f\r ]+R\b)|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+))"
    rb"|(?P<name>/[^\0\t\n\f\r ()<>\[\]{}/%]*)"
    rb"|(?P<word>true|false|null)\b|(?P<open><<|\[)|(?P<hex><[0-9A-Fa-f\t\n\f\r ]*>)|(?P<text>\()"
)


class Name(str):
    __slots__ = ()


class Ref(NamedTuple):
    number: int


class Stream(dict):  # type: ignore[type-arg]
    """The dictionary of a stream; its bytes are read by another program."""


class Text(NamedTuple):
    raw: bytes


class Parser:
    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def skip(self) -> None:
        found = SPACE.match(self.data, self.at)
        assert found is not None
        self.at = found.end()

    def close(self, mark: bytes) -> bool:
        self.skip()
        if self.data.startswith(mark, self.at):
            self.at += len(mark)
            return True
        return False

    def value(self, depth: int = 0) -> Any:
        self.skip()
        token = TOKEN.match(self.data, self.at)
        need(token is not None and depth < 20, "no object")
        assert token is not None
        self.at = token.end()
        kind, raw = str(token.lastgroup), token[0]
        if kind == "ref":
            need(raw.split()[1] == b"0", "another generation")
            return Ref(int(raw.split()[0]))
        if kind == "number":
            return float(raw)
        if kind == "name":
            need(re.fullmatch(rb"[!-~]+", raw), "a name")
            escaped = re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes.fromhex(m[1].decode()), raw[1:])
            return Name(escaped.decode("latin-1"))
        if kind == "word":
            return {b"true": True, b"false": False, b"null": None}[raw]
        if kind == "hex":
            return Text(raw)
        if kind == "text":
            return self.text()
        return self.dictionary(depth) if raw == b"<<" else self.array(depth)

    def text(self) -> Text:
        begin, deep = self.at, 1
        while deep:
            need(self.at < len(self.data), "a text without end")
            sign = self.data[self.at : self.at + 1]
            self.at += 2 if sign == b"\\" else 1
            deep += {b"(": 1, b")": -1}.get(sign, 0)
        return Text(self.data[begin : self.at - 1])

    def array(self, depth: int) -> list[Any]:
        found = []
        while not self.close(b"]"):
            found.append(self.value(depth + 1))
        return found

    def dictionary(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not self.close(b">>"):
            key = self.value(depth + 1)
            need(isinstance(key, Name) and key not in found, "a key twice, or none")
            found[key] = self.value(depth + 1)
        return found

    def object(self, number: int) -> Any:
        """One object, from its number to its end."""
        begin = b"%d 0 obj" % number
        need(self.data.startswith(begin, self.at), "no object there")
        self.at += len(begin)
        found = self.value()
        if isinstance(found, dict) and self.close(b"stream"):
            line = re.compile(rb"\r?\n").match(self.data, self.at)
            need(line is not None and isinstance(found.get("Length"), float), "a stream")
            assert line is not None
            self.at = line.end() + int(found["Length"])
            found = Stream(found)
            need(self.close(b"endstream"), "a stream's end")
        need(self.close(b"endobj"), "an object's end")
        return found


def check_plain(data: bytes) -> None:
    """Raise ``Refused`` for a PDF that is not plain."""
    head = re.match(rb"%PDF-1\.[0-7]\r?\n(%[^\r\n]*\r?\n)?", data)
    tail = re.search(rb"startxref[\t\n\f\r ]+(\d+)[\t\n\f\r ]+%%EOF[\t\n\f\r ]*\Z", data)
    need(head is not None and tail is not None, "head or tail")
    assert head is not None and tail is not None
    start = int(tail[1])
    table = re.compile(rb"xref[\t\n\f\r ]+0 (\d+)[\t\n\f\r ]+").match(data, start)
    need(table is not None, "no table")
    assert table is not None
    count, at = int(table[1]), table.end()
    rows = [data[at + 20 * n : at + 20 * n + 20] for n in range(count)]
    need(rows[0].startswith(b"0000000000 65535 f"), "entry 0")
    need(all(re.fullmatch(rb"\d{10} 00000 n( \r| \n|\r\n)", row) for row in rows[1:]), "entries")
    end = Parser(data, at + 20 * count)
    need(end.close(b"trailer"), "no trailer")
    trailer = end.value()
    end.skip()
    need(end.at == tail.start(), "behind the trailer")
    objects, behind = {}, head.end()
    for place, number in sorted((int(row[:10]), n) for n, row in enumerate(rows[1:], 1)):
        need(place == behind, "between objects")
        parser = Parser(data, place)
        objects[number] = parser.object(number)
        blank = re.compile(rb"[\t\n\f\r ]*").match(data, parser.at)
        assert blank is not None
        behind = blank.end()
    need(behind == start, "before the table")
    check_parts(trailer, objects)


def check_parts(trailer: Any, objects: dict[int, Any]) -> None:
    seen: dict[int, str] = {}
    parts: list[tuple[str, Any]] = []
    waiting = [("trailer", trailer)]
    while waiting:
        kinds, value = waiting.pop()
        kind = kinds.split("|")[0]
        if isinstance(value, Ref):
            if value.number in seen:
                need(seen[value.number] in kinds.split("|"), "used as two parts")
                continue
            need(value.number in objects, "no such object")
            seen[value.number] = kind
            value = objects[value.number]
        need(isinstance(value, dict), kind)
        need(isinstance(value, Stream) == (kind in SPEC["streams"]), kind)
        parts.append((kind, value))
        for key, held in value.items():
            need(key in PARTS[kind], f"{kind} has {key}")
            waiting += inside(PARTS[kind][key], held)
    need(seen.keys() == objects.keys(), "an object that nothing leads to")
    kinds_found = [kind for kind, _ in parts]
    need(all(kinds_found.count(kind) <= 1 for kind in SPEC["once"]), "two of one")
    pages = [part for kind, part in parts if kind == "pages"]
    need(all(part.get("Count") == len(part.get("Kids", [])) for part in pages), "count")
    listed = sum(len(part.get("Names", [])) // 2 for kind, part in parts if kind == "tree")
    need(kinds_found.count("filespec") == listed, "a file that is not listed")


def inside(form: str, held: Any) -> list[tuple[str, Any]]:
    """Check one value, and give the parts within it."""
    if form.split("|")[0] in PARTS:
        return [(form, held)]
    if form[0] == "{":
        need(type(held) is dict, "no dictionary")
        return [(form[1:-1], one) for one in held.values()]
    if form[0] == "[":
        need(isinstance(held, list), "no array")
        return [(form[1:-1], one) for one in held]
    if form == "files":
        need(isinstance(held, list) and len(held) % 2 == 0, "no list of files")
        need(all(isinstance(key, Text) for key in held[::2]), "a file's name")
        return [("filespec", one) for one in held[1::2]]
    if form == "place":
        need(isinstance(held, list) and len(held) > 0, "no place")
        need(all(one is None or type(one) in (Name, float) for one in held[1:]), "a place")
        return [("page", held[0])]
    need(is_simple(form, held), form)
    return []


def is_simple(form: str, held: Any) -> bool:
    if form[0] == "/":
        return isinstance(held, Name) and held == form[1:]
    if form == "numbers":
        return isinstance(held, list) and all(
            type(one) is float or (isinstance(one, list) and is_simple(form, one)) for one in held
        )
    if form in ("texts", "words"):
        one = {"texts": Text, "words": Name}[form]
        return isinstance(held, list) and all(isinstance(item, one) for item in held)
    return type(held) is {"name": Name, "text": Text, "number": float, "flag": bool}[form]
