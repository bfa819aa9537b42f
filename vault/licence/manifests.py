"""What a C2PA manifest says of training and mining (CAWG 1.1; C2PA before version 2).

A manifest store is boxes in boxes (JUMBF, ISO/IEC 19566-5): store, manifests, their assertions.
Of all of it the one assertion is read. Who signed a manifest is not looked at: a reservation counts
whoever makes it, and what allows a use counts less than anything that forbids it.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from vault.errors import Unreadable
from vault.licence import cbor
from vault.licence.native_found import OF_INGREDIENT, Found

PART = "META-INF/content_credential.c2pa"
"""Where documents that are ZIP files have their store (C2PA 2.4, appendix A)."""
ATTACHMENTS = ("Content Credentials", "content_credential.c2pa", "manifest.c2pa")
"""Under these names programs attach it to a PDF."""
STORE = b"jumb\0\0\0\x1ejumdc2pa\0\x11\0\x10\x80\0\0\xaa\08\x9bq\x03c2pa\0"
"""How a store begins behind its length: a box of this type and name (C2PA 2.4, 11.1.4)."""
MOST = 16 * 2**20

_WRITTEN = re.compile(
    r"(?:<c2pa:manifest\b[^<>]{0,400}>|data:application/c2pa;base64,)\s{0,40}"
    r"([A-Za-z0-9+/\s]{100,}={0,2})"
)
"""A store in SVG, and in the comment of a structured text (C2PA 2.4, A.9)."""
_DEEPEST = 16
_MOST_BOXES = 20_000
_LABEL = re.compile(r"(c2pa|cawg)\.training-mining(\.v\d{1,3})?(__\d{1,6})?")


class _Box(NamedTuple):
    kind: bytes
    content: bytes


def is_store(head: bytes) -> bool:
    """Tell from its first bytes whether a file is a manifest store by itself."""
    return head[4:8] == b"jumb" and head[12:16] == b"jumd"


def found_in(store: bytes) -> Iterator[Found]:
    """Give the assertions on training and mining of all manifests, those of ingredients too.

    The last manifest is that of the file itself. A store that is damaged gives a place that says
    so: what else a file says still counts.
    """
    try:
        yield from _in_store(store)
    except Unreadable as error:
        yield Found("the C2PA manifest", unread=error.message)


def in_text(text: str) -> Iterator[Found]:
    """Give what the stores say that stand as letters in a text."""
    for written in _WRITTEN.finditer(text):
        try:
            store = base64.b64decode("".join(written[1].split()))
        except binascii.Error:
            store = b""
        yield from found_in(store)


def _in_store(store: bytes) -> Iterator[Found]:
    top = next(_boxes(store), None)
    if top is None or top.kind != b"jumb" or len(store) > MOST:
        raise Unreadable("The store is damaged, or larger than is looked at.")
    manifests = [box for box in _boxes(top.content) if box.kind == b"jumb"]
    count = [0]
    for number, manifest in enumerate(manifests, 1):
        own = number == len(manifests)
        source = "the C2PA manifest" if own else f"C2PA manifest {number}"
        for label, entries in _assertions(manifest, 0, count):
            name = label if own else f"{label}{OF_INGREDIENT}"
            yield Found(source, {name: json.dumps(entries, ensure_ascii=False, default=str)})


def _assertions(box: _Box, deep: int, count: list[int]) -> Iterator[tuple[str, object]]:
    """Give name and content of the assertions in a box that are about training and mining."""
    inside = list(_boxes(box.content))
    count[0] += len(inside)
    if deep > _DEEPEST or count[0] > _MOST_BOXES:
        raise Unreadable("The store has more parts than are looked at.")
    named = _LABEL.fullmatch(_label(inside))
    for one in inside:
        if one.kind == b"jumb":
            yield from _assertions(one, deep + 1, count)
        elif named and one.kind == b"cbor":
            yield f"{named[1]}.training-mining", cbor.decoded(one.content)
        elif named and one.kind == b"json":
            yield f"{named[1]}.training-mining", _json(one.content)


def _label(inside: list[_Box]) -> str:
    """Return how a box calls itself: behind its type and its switches, up to a zero."""
    head = inside[0].content if inside and inside[0].kind == b"jumd" else b""
    if len(head) < 18 or not head[16] & 2:
        return ""
    return head[17:].partition(b"\0")[0].decode("utf-8", "replace")


def _boxes(data: bytes) -> Iterator[_Box]:
    """Give the boxes that follow each other (ISO/IEC 19566-5, annex A)."""
    at = 0
    while at < len(data):
        size, kind, begin = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8], at + 8
        if size == 1:
            size, begin = int.from_bytes(data[at + 8 : at + 16]), at + 16
        end = at + size if size else len(data)
        if not begin <= end <= len(data):
            raise Unreadable("The store is damaged.")
        yield _Box(kind, data[begin:end])
        at = end


def _json(data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unreadable("The store is damaged.") from error
