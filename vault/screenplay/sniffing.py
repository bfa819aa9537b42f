"""What a file is, by its first bytes; its name is only asked when they do not say."""

import re

_HEAD = 65536

# Formats told by how they begin: magic, name, why their words stay unread.
_MAGIC = (
    (b"\xfd\xfd\xfd\xfd", "fdr", "an old Final Draft file (.fdr) cannot be read yet"),
    (b"\xd0\xcf\x11\xe0", "doc", "an old Word document cannot be read yet"),
    (b"{\\rtf", "rtf", "a rich text file (RTF) cannot be read yet"),
    (b"SQLite format 3\x00", "database", "a Story Architect or KIT database cannot be read yet"),
    (b"\xef\xbb\xbf#Version ", "trelby", "a Trelby file cannot be read yet"),
    (b"ScreenwriterWinVer", "mmsw", "a Movie Magic file cannot be read yet"),
    (b"Screenwriterwinver", "mmsw", "a Movie Magic file cannot be read yet"),
)
# Formats packed as ZIP: a name found among their members.
_PACKED = (
    (b"word/document.xml", "docx", "a Word document cannot be read yet"),
    (b"application/vnd.oasis.opendocument.text", "odt", "an OpenDocument text cannot be read yet"),
    (b".textbundle/", "highland", "a packed Highland file cannot be read yet"),
    (b"project.rdf", "celtx", "a Celtx file cannot be read yet"),
    (b".scrivx", "scriv", "a packed Scrivener project cannot be read yet"),
    (b"[Content_Types].xml", "docx", "an Office document cannot be read yet"),
    (b"Index/Document.iwa", "pages", "a Pages document cannot be read yet"),
    (b"document.xml", "fadein", "a Fade In file cannot be read yet"),
)
_ROOT = re.compile(
    r"\s*(?:<\?xml[^<>]*\?>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)*<([A-Za-z][\w:.-]*)", re.DOTALL
)
OTHER_XML = {
    "document": ("osf", "an Open Screenplay (Fade In) file cannot be read yet"),
    "AdobeStory": ("astx", "an Adobe Story file cannot be read yet"),
    "office:document": ("fodt", "an OpenDocument text cannot be read yet"),
    "html": ("html", "a web page cannot be read yet"),
}

FOUNTAIN_NAMES = frozenset([".fountain", ".spmd", ".ftn"])
TEXT_NAMES = frozenset([".txt", ".md", ".markdown", ".text"])
FDX_NAMES = frozenset([".fdx", ".fdxt"])


def opaque_by_bytes(data: bytes) -> tuple[str | None, str] | None:
    """Return format and reason for bytes that are known and not read, else nothing.

    Looks at 64 KiB at either end, whatever the size.
    """
    if not data:
        return None, "the file is empty"
    head = data[:_HEAD]
    if not head.strip(b"\x00"):
        return None, "the file holds nothing but zeros, as after a crash while it was written"
    for magic, name, reason in _MAGIC:
        if head.startswith(magic):
            return name, reason
    if head.startswith(b"PK\x03\x04"):
        members = head + data[-_HEAD:]
        for member, name, reason in _PACKED:
            if member in members:
                return name, reason
        return "zip", "this ZIP-based format is not read yet"
    if b"%PDF-" in head[:1024]:
        return "pdf", "a PDF cannot be read yet"
    return None


def root_name(text: str) -> str | None:
    """Return the name of the first element if ``text`` opens like an XML document."""
    root = _ROOT.match(text[:_HEAD])
    return root[1] if root else None


def opaque_xml(name: str | None) -> tuple[str | None, str]:
    """Return format and reason for XML with the root element ``name``."""
    return OTHER_XML.get(name or "", (None, "it is XML, but not of a kind that can be read yet"))


def extension(name: str) -> str:
    """Return the last extension of a file name, lower case with its dot, or nothing."""
    tail = name.replace("\\", "/").rpartition("/")[2]
    stem, dot, last = tail.rpartition(".")
    return f".{last.lower()}" if dot and stem else ""
