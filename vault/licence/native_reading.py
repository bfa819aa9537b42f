"""The terms in files that are no PDF: what is named in them, and what people read."""

import re
from collections.abc import Iterator

from vault.errors import Unreadable
from vault.licence import native, web
from vault.licence.native_documents import places_in, tree
from vault.licence.native_found import Found
from vault.licence.native_rtf import MARK, found_in_rtf

LARGEST = 64 * 2**20
TEXTS = frozenset(
    [".fdx", ".fdxt", ".fountain", ".spmd", ".ftn", ".txt", ".text", ".md", ".markdown"]
)
"""The names of files that are read as text."""
PACKAGES = frozenset([".docx", ".docm", ".odt"])
"""The names of files that are read as documents in a ZIP."""
_ZIP = b"PK\x03\x04"
_BINARY = (_ZIP, b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf")
_BLOCK = re.compile(rf"(?<!END-){native.BEGIN}\n")
_ENDS = 1 << 20


def may_hold(suffix: str, head: bytes) -> bool:
    """Tell from a file's name and its first bytes whether there is a reader for it."""
    if head.startswith(_ZIP):
        return suffix.lower() in PACKAGES
    if head.startswith(MARK):
        return suffix.lower() in (".rtf", ".doc")
    return suffix.lower() in TEXTS and not head.startswith(_BINARY) and bool(head.strip())


def found_in(data: bytes) -> list[Found]:
    """Return what a file says of its terms, place by place.

    Raises ``Unreadable`` for a file that is damaged or larger than any script.
    """
    if len(data) > LARGEST:
        raise Unreadable(f"The file is larger than {LARGEST >> 20} MiB.")
    if data.startswith(_ZIP):
        return list(places_in(data))
    if data.startswith(MARK):
        return list(found_in_rtf(data.decode("latin-1")))
    text = text_of(data)
    if "<FinalDraft" in text[:_ENDS]:
        return list(_in_final_draft(text))
    return list(_in_text(text))


def _in_text(text: str) -> Iterator[Found]:
    """Give what stands at the beginning and the end of a text, where copies have it."""
    begins = [found.start() for found in _BLOCK.finditer(text)]
    if begins:
        block = text[begins[-1] :].partition(native.END)[0]
        yield Found("the lines for programs", native.in_lines(block))
        text = text[: begins[-1]]
    ends = text if len(text) <= 2 * _ENDS else f"{text[:_ENDS]}\n{text[-_ENDS:]}"
    yield Found("the words", words=ends)
    yield from web.in_lines(ends)


def _in_final_draft(text: str) -> Iterator[Found]:
    root = tree(text)
    for note in root.iter("ScriptNote"):
        lines = ["".join(run.text or "" for run in row.iter("Text")) for row in note]
        if named := native.in_lines("\n".join(lines)):
            yield Found("a script note", named)
    places = {
        "the title page": root.find("TitlePage/Content"),
        "the footer": root.find("HeaderAndFooter/Footer"),
    }
    for source, place in places.items():
        if place is not None:
            words = (run.text or "" for run in place.iter("Text"))
            yield Found(source, words="\n".join(words))


def text_of(data: bytes) -> str:
    """Return a file's text with plain line ends. What was written for programs is ASCII."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    elif b"\0" in data[:2]:
        text = data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
