"""Whether bytes look like a whole script: torn, emptied and cut-off files said in words."""

import struct
from collections.abc import Iterable
from pathlib import Path

from vault.watch.rules import suffix_of

HEAD = 64 * 1024
TAIL = 66 * 1024
"""Bytes wanted from each end of a large file; a ZIP's end may be followed by 65,535 of comment."""

_CLOSINGS = {
    ".fdx": b"FinalDraft",
    ".fdxt": b"FinalDraft",
    ".osf": b"document",
    ".fodt": b"office:document",
    ".astx": b"AdobeStory",
}
_TEXT = frozenset({".fountain", ".spmd", ".ftn", ".txt", ".md", ".trelby"})
_BLANK = b"\0 \t\r\n"
_ZIP_END = struct.Struct("<4s4H2IH")
_ZIP64 = 0xFFFFFFFF


def looks_incomplete(head: bytes, tail: bytes, size: int, path: Path) -> str | None:
    """Return why a file of ``size`` bytes looks unfinished, in a sentence, or None.

    ``head`` and ``tail`` are its first and last bytes: at least ``HEAD`` and ``TAIL`` of them, or
    twice the whole file. The kind is taken from the bytes first and from the suffix of ``path``
    second. None does not promise a readable script.
    """
    if size == 0:
        return "The file is empty."
    if head.count(0) == len(head) and tail.count(0) == len(tail):
        return "The file holds nothing but zero bytes."
    if head.startswith(b"PK\3\4"):
        return None if _zip_ends(tail, size) else "The ZIP file has no end."
    suffix = suffix_of(path.name)
    if b"%PDF-" in head[:1024] or suffix == ".pdf":
        return None if b"%%EOF" in tail[-2048:] else "The PDF has no end mark."
    if head.startswith(b"{\\rtf"):
        return None if tail[-TAIL:].rstrip(_BLANK).endswith(b"}") else "The RTF is not closed."
    return _text_incomplete(tail, size, suffix)


def _text_incomplete(tail: bytes, size: int, suffix: str) -> str | None:
    closing = _CLOSINGS.get(suffix)
    if closing is not None:
        # UTF-16 has a zero byte beside each of these characters
        end = tail[-TAIL:].replace(b"\0", b"")
        return None if b"</" + closing in end else f"The closing </{closing.decode()}> is missing."
    if suffix in _TEXT and size >= 1024 and tail.endswith(b"\0" * 512):
        return "The text ends in zero bytes."
    return None


def _zip_ends(tail: bytes, size: int) -> bool:
    """Say whether a ZIP's end record (APPNOTE 4.3.16) is there and its directory lies before it."""
    end = tail[-(_ZIP_END.size + 65_535) :]
    at = end.rfind(b"PK\5\6")
    while at >= 0:
        if len(end) - at >= _ZIP_END.size:
            _, _, _, _, _, length, offset, comment = _ZIP_END.unpack_from(end, at)
            position = size - len(end) + at
            fits = offset + length <= position or _ZIP64 in (offset, length)
            if fits and at + _ZIP_END.size + comment <= len(end):
                return True
        at = end.rfind(b"PK\5\6", 0, at)
    return False


def package_looks_incomplete(names: Iterable[str], path: Path) -> str | None:
    """Return why a package with members of these ``/`` names looks unfinished, or None.

    A Scrivener project has its binder (``.scrivx``, in old ones ``binder.scrivproj``) at the top,
    a TextBundle its ``text.*``, an RTFD its ``TXT.rtf``.
    """
    top = [name.lower() for name in names if "/" not in name]
    wanted = {
        ".scriv": any(name.endswith((".scrivx", ".scrivproj")) for name in top),
        ".textbundle": any(name.startswith("text.") for name in top),
        ".rtfd": "txt.rtf" in top,
    }
    if wanted.get(suffix_of(path.name), True):
        return None
    return "The package lacks its main file."
