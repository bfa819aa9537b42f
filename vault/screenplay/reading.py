"""The one door of this package: bytes and a name in, a script or a plain reason out.

From a script follow its canonical text, its scenes, and its pages as they print.

A reading names the reader and the version that made it. ``VERSION`` grows whenever any file could
be read differently than before, so that readings can be made again; drafts are never touched.
"""

from vault.screenplay.canonical import (
    PROFILE,
    canonical_text,
    front,
    scenes,
    text_sha256,
    words,
)
from vault.screenplay.decoding import Decoded, decode, looks_binary
from vault.screenplay.fdx import read_fdx
from vault.screenplay.fountain import looks_like_fountain, read_fountain
from vault.screenplay.layout import compose, pages
from vault.screenplay.layout_page import Line, Page
from vault.screenplay.layout_title import title_pages
from vault.screenplay.model import Element, Kind, Opaque, Scene, Script
from vault.screenplay.paragraphs import SCENE, divisions
from vault.screenplay.sniffing import (
    FDX_NAMES,
    FOUNTAIN_NAMES,
    OTHER_XML,
    TEXT_NAMES,
    extension,
    opaque_by_bytes,
    opaque_xml,
    root_name,
)

READER = "scriptvault-screenplay"
VERSION = 3

MAX_BYTES = 64 << 20
_MAX_TEXT = 16 << 20
_MAX_LINES = 500_000
_HEAD = 65536

__all__ = [
    "PROFILE",
    "READER",
    "SCENE",
    "VERSION",
    "Line",
    "Opaque",
    "Page",
    "Scene",
    "Script",
    "canonical_text",
    "compose",
    "divisions",
    "front",
    "pages",
    "read",
    "scenes",
    "text_sha256",
    "title_pages",
    "words",
]


def read(data: bytes, name: str) -> Script | Opaque:
    """Return the script in ``data``, or why there is none to be read; never raises.

    ``name`` is the file's name, consulted only where the bytes leave a choice. XML is read up to
    64 MiB, text up to 16 MiB and 500,000 lines.
    """
    if (known := opaque_by_bytes(data)) is not None:
        return Opaque(*known)
    if len(data) > MAX_BYTES:
        return Opaque(None, "it is far larger than any script, so it was left unread")
    decoded = decode(data)
    flags = ("lossy-decoding",) if decoded.lossy else ()
    suffix = extension(name)
    root = root_name(decoded.text)
    if root == "FinalDraft" or (suffix in FDX_NAMES and "<Text" in decoded.text):
        return read_fdx(decoded.text, flags)
    if suffix in FDX_NAMES:
        return Opaque("fdx", "it is named like a Final Draft file, but holds none")
    if root in OTHER_XML or decoded.text[:_HEAD].lstrip().startswith(("<?xml", "<!DOCTYPE")):
        if root is None and "<FinalDraft" in decoded.text[:_HEAD]:
            return read_fdx(decoded.text, flags)
        return Opaque(*opaque_xml(root))
    return _read_text(decoded, suffix, flags)


def _read_text(decoded: Decoded, suffix: str, flags: tuple[str, ...]) -> Script | Opaque:
    """Return the script in plain text: Fountain by name or by look, else paragraphs."""
    named = suffix in FOUNTAIN_NAMES or suffix in TEXT_NAMES
    text = decoded.text
    if looks_binary(text) or not (decoded.certain or named):
        return Opaque(None, "no text could be read in it")
    if len(text) > _MAX_TEXT or text.count("\n") + text.count("\r") > _MAX_LINES:
        return Opaque(None, "it is far longer than any script, so it was left unread")
    if suffix in FOUNTAIN_NAMES or looks_like_fountain(text):
        return read_fountain(text, flags)
    return _read_paragraphs(text, flags)


def _read_paragraphs(text: str, flags: tuple[str, ...]) -> Script:
    """Return prose as a script of action alone: a paragraph ends at an empty line."""
    elements: list[Element] = []
    paragraph: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip():
            paragraph.append(line)
        elif paragraph:
            elements.append(Element(Kind.ACTION, "\n".join(paragraph)))
            paragraph = []
    return Script("text", (), tuple(elements), flags)
