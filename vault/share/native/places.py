"""Where the elements of an XML file stand, so that it can be changed without writing it again."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from vault.errors import Unreadable

MOST_TAGS = 1_000_000
DEEPEST = 200

_ATTRIBUTE = re.compile(rb"""\s+([^\s=<>/"']+)\s*=\s*("[^"]*"|'[^']*')""")
_TAG = re.compile(rb"""<[^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*)*>""")


class Edit(NamedTuple):
    """Bytes to be replaced: from, to, and what comes there."""

    start: int
    end: int
    new: bytes = b""


@dataclass(slots=True)
class Place:
    """One element: from ``start`` to ``end``, its content from ``inner`` to ``inner_end``.

    In an empty tag (``<a/>``) both are the end.
    """

    name: str
    attributes: Mapping[str, str]
    start: int
    inner: int
    inner_end: int = 0
    end: int = 0
    children: "list[Place]" = field(default_factory=list)

    def child(self, name: str) -> "Place | None":
        """Return the first child of this name."""
        return next((one for one in self.children if one.name == name), None)

    def every(self) -> "Iterator[Place]":
        """Give this element and all within it, in the order of the file."""
        waiting = [self]
        while waiting:
            yield (one := waiting.pop())
            waiting.extend(reversed(one.children))


@dataclass(frozen=True, slots=True)
class Outline:
    """An XML file: its root, and where comments and instructions to programs stand."""

    data: bytes
    root: Place
    asides: tuple[Edit, ...]

    def without(self, place: Place) -> Edit:
        """Return what takes an element out, and the white space before it."""
        start = place.start
        while start > 0 and self.data[start - 1 : start].isspace():
            start -= 1
        return Edit(start, place.end)

    def without_attributes(self, place: Place, kept: frozenset[str]) -> Iterator[Edit]:
        """Give what takes out the attributes of an element that are not ``kept``."""
        if place.attributes.keys() <= kept:
            return
        for found in _ATTRIBUTE.finditer(self.data, place.start, place.inner):
            if found[1].decode() not in kept:
                yield Edit(*found.span())

    def with_attribute(self, place: Place, name: str, value: str) -> Edit:
        """Return what gives an attribute a value, there or not."""
        for found in _ATTRIBUTE.finditer(self.data, place.start, place.inner):
            if found[1].decode() == name:
                return Edit(*found.span(2), b'"%b"' % escaped(value))
        at = place.start + 1 + len(place.name.encode())
        return Edit(at, at, b' %b="%b"' % (name.encode(), escaped(value)))

    def within(self, place: Place, new: bytes) -> Edit:
        """Return what puts something at the end of an element, which may be an empty tag."""
        if place.inner < place.end:
            return Edit(place.inner_end, place.inner_end, new)
        close = self.data.rindex(b"/", place.start, place.end)
        return Edit(close, place.end, b">" + new + b"</%b>" % place.name.encode())


def outline(data: bytes) -> Outline:
    """Return where everything stands in XML that is UTF-8, whatever encoding it declares.

    Raises ``Unreadable`` for what is not well formed, declares a document type, or has more
    elements, or deeper ones, than any script.
    """
    found = _Finding(data)
    try:
        found.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Unreadable("Its XML is damaged.") from error
    return Outline(data, found.top.children[0], tuple(found.asides))


def applied(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the bytes with all edits made; one that lies within another's bytes is left out."""
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end > one.start, -one.end)):
        if edit.start >= at:
            pieces += [data[at : edit.start], edit.new]
            at = edit.end
    return b"".join([*pieces, data[at:]])


def escaped(text: str) -> bytes:
    """Return a text for any place in any XML: ASCII alone, whatever encoding the file declares."""
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, name)
    return text.encode("ascii", "xmlcharrefreplace")


class _Finding:
    """What the parser tells while it reads."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.top = Place("", {}, 0, 0)
        self.asides: list[Edit] = []
        self._open = [self.top]
        self._tags = 0
        self.parser = parser = expat.ParserCreate(encoding="utf-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CommentHandler = lambda _: self._aside(b"-->")
        parser.ProcessingInstructionHandler = lambda *_: self._aside(b"?>")
        parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._tags += 1
        if self._tags > MOST_TAGS or len(self._open) > DEEPEST:
            raise Unreadable("It has more parts than any script.")
        at = self.parser.CurrentByteIndex
        tag = _TAG.match(self.data, at)
        if tag is None:
            raise Unreadable("Its XML is damaged.")
        place = Place(name, attributes, at, tag.end())
        self._open[-1].children.append(place)
        self._open.append(place)

    def _end(self, _name: str) -> None:
        place = self._open.pop()
        at = self.parser.CurrentByteIndex
        empty = self.data[place.inner - 2 : place.inner] == b"/>"
        place.inner_end = place.inner if empty else at
        place.end = place.inner if empty else self.data.index(b">", at) + 1

    def _aside(self, ending: bytes) -> None:
        at = self.parser.CurrentByteIndex
        self.asides.append(Edit(at, self.data.index(ending, at) + len(ending)))

    def _doctype(self, *_: object) -> None:
        raise Unreadable("It declares a document type.")
