"""What a PDF carries beside its pages: XMP packets, information, attached files.

Attached files are those of the document's name tree (ISO 32000-2, 7.7.4 and 7.11.4). A file
attached twice or under two names can be seen in one program and not in another: that is strange,
and who verifies refuses it, as any other PDF that is not plain.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from vault import xmp
from vault.errors import Unreadable
from vault.licence.pdf import (
    MOST_OBJECTS,
    Clock,
    Document,
    Object,
    ending,
    opened,
    resolved,
    text_of,
    told,
)
from vault.licence.plain import check_plain

MOST_METADATA = 16 * 2**20
_LOOKED_AT = 2


@dataclass(slots=True)
class Carried:
    """What was found. ``strange`` and ``unread`` are sentences.

    ``packet`` and ``pages``: the XMP of the document and of each page, None where there is none.
    ``information``: the texts that stand in the document's own, by name.
    ``words``: what is printed on the first pages and the last, by number, where it was looked at.
    ``files``: the attachments asked for, by name; ``names``: of all of them. ``strange``: what
    keeps them from being relied on. ``unread``: what was left aside.
    """

    packet: bytes | None = None
    pages: list[bytes | None] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    information: dict[str, str] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def carried(
    data: bytes, wanted: Mapping[str, int], clock: Clock, *, strict: bool, words: bool = True
) -> Carried:
    """Return what a PDF carries; ``wanted`` names attachments and the most bytes of each.

    ``strict`` refuses what is not plain (``plain``); without it as much is read as can be, with
    ``words`` those on a few pages included. Raises ``Unreadable``.
    """
    if strict:
        # Before anything else looks at it: what is plain holds no traps for other parsers.
        check_plain(data, ending(clock))
    with opened(data, clock, strict=strict) as document:
        found = Carried(information=document.information)
        pages = list(document.pages())
        _metadata(document, pages, found)
        if words and not strict:
            numbers = {*range(1, min(_LOOKED_AT, len(pages)) + 1), len(pages)} - {0}
            found.words = {n: document.words(pages[n - 1]) for n in sorted(numbers)}
        _take(document, _listed(document), wanted, found)
        found.unread = document.unread
    return found


def _metadata(document: Document, pages: list[Object], found: Carried) -> None:
    """Read the packets; a stream that many pages share is read once."""
    known: dict[int, bytes | None] = {}
    sizes = 0
    places = [(document.catalog, "The document's metadata")]
    places += [(page, f"The metadata of page {n}") for n, page in enumerate(pages, 1)]
    packets = []
    for holder, what in places:
        stream = resolved(holder.get("/Metadata"))
        if stream is not None and id(stream) not in known:
            packet = document.unpacked(stream, xmp.MOST_BYTES, what)
            known[id(stream)] = packet
            sizes += len(packet or b"")
            if sizes > MOST_METADATA:
                raise Unreadable("The PDF holds more metadata than is looked at.")
        packets.append(None if stream is None else known[id(stream)])
    found.packet, *found.pages = packets


def _listed(document: Document) -> Iterator[tuple[str, Object]]:
    """Give key and file specification of each file in the document's name tree."""
    names = resolved(document.catalog.get("/Names"))
    top = names.get("/EmbeddedFiles") if isinstance(names, dict) else None
    waiting, seen, count = [top] if resolved(top) is not None else [], set[int](), 0
    while waiting:
        document.tick()
        node = resolved(waiting.pop())
        if not isinstance(node, dict) or id(node) in seen:
            document.trouble("The list of attachments is damaged.")
            continue
        seen.add(id(node))
        pairs = resolved(node.get("/Names")) or []
        for key, spec in zip(pairs[::2], pairs[1::2], strict=False):
            count += 1
            if count > MOST_OBJECTS:
                raise Unreadable("The PDF has more attachments than are looked at.")
            yield text_of(resolved(key)), resolved(spec)
        waiting.extend(reversed(resolved(node.get("/Kids")) or []))


def _take(
    document: Document,
    listed: Iterable[tuple[str, Object]],
    wanted: Mapping[str, int],
    found: Carried,
) -> None:
    holders: dict[str, int] = {}
    for key, spec in listed:
        if not isinstance(spec, dict):
            document.trouble("An attachment is not there.")
            continue
        names = {key, *(text_of(resolved(spec[n])) for n in ("/F", "/UF") if n in spec)}
        if len(names) > 1:
            found.strange.append(f"The attachment {told(key)} has another name too.")
        for name in {name.casefold() for name in names}:
            if name in holders:
                found.strange.append(f"Two attachments go by the name {told(name)}.")
            holders[name] = id(spec)
        found.names.append(key)
        if key in wanted and key not in found.files:
            data = _content(document, key, spec, wanted[key], found)
            if data is not None:
                found.files[key] = data


def _content(document: Document, key: str, spec: Object, most: int, found: Carried) -> bytes | None:
    """Return an attachment's bytes; a specification may have several, for several systems."""
    streams = list({id(s): s for s in map(resolved, (resolved(spec.get("/EF")) or {}).values())}
                   .values())  # fmt: skip
    if len(streams) != 1:
        found.strange.append(f"The attachment {told(key)} does not have one content.")
        return None
    return document.unpacked(streams[0], most, f"The attachment {told(key)}")
