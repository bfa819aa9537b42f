"""Which reader the terms in a file have, by its name and its first bytes: one table."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath

from vault.licence import books, manifests, native_reading, pictures, web
from vault.licence.native_found import Found
from vault.licence.native_packages import opened

Reader = Callable[[bytes], Iterable[Found]]

_ZIP = b"PK\x03\x04"
_BOOK = b"mimetypeapplication/epub+zip"
_BINARY = (_ZIP, b"\xd0\xcf\x11\xe0", b"{\\rtf", b"%PDF-")


def reader_for(name: str, head: bytes) -> Reader | None:
    """Return what reads the terms in a file that is no PDF, None where nothing does.

    What it gives may raise ``Unreadable`` for a file that is damaged.
    """
    suffix = PurePath(name).suffix.lower()
    if pictures.is_picture(head):
        return pictures.found_in
    if manifests.is_store(head):
        return manifests.found_in
    if head.startswith(_ZIP) and (suffix == ".epub" or head[30:].startswith(_BOOK)):
        return _in_book
    if native_reading.may_hold(suffix, head):
        return _in_document if head.startswith(_ZIP) else _in_script
    if suffix in _TEXTS and head.strip() and not head.startswith(_BINARY):
        return _TEXTS[suffix]
    return None


def _in_book(data: bytes) -> Iterator[Found]:
    parts = opened(data).parts
    yield from books.found_in(parts)
    if manifests.PART in parts:
        yield from manifests.found_in(parts[manifests.PART])


def _in_document(data: bytes) -> Iterator[Found]:
    yield from native_reading.found_in(data)
    parts = opened(data).parts
    if manifests.PART in parts:
        yield from manifests.found_in(parts[manifests.PART])


def _in_script(data: bytes) -> Iterator[Found]:
    yield from native_reading.found_in(data)
    yield from manifests.in_text(native_reading.text_of(data))


def _in_page(data: bytes) -> Iterator[Found]:
    text = native_reading.text_of(data)
    yield from web.in_page(text)
    yield from manifests.in_text(text)


def _in_lines(data: bytes) -> Iterator[Found]:
    return web.in_lines(native_reading.text_of(data))


def _in_list(data: bytes) -> Iterator[Found]:
    return web.in_json(native_reading.text_of(data))


def _in_xml(data: bytes) -> Iterator[Found]:
    yield from pictures.by_marks(data)
    text = native_reading.text_of(data)
    yield from web.in_rsl(text, "the file")
    yield from manifests.in_text(text)


def _in_packet(data: bytes) -> Iterator[Found]:
    yield Found("the file", packet=data)


_TEXTS: dict[str, Reader] = {
    **dict.fromkeys((".html", ".htm", ".xhtml"), _in_page),
    **dict.fromkeys((".json", ".jsonld"), _in_list),
    **dict.fromkeys((".http", ".headers"), _in_lines),
    **dict.fromkeys((".xml", ".rsl", ".svg"), _in_xml),
    ".xmp": _in_packet,
}
