"""The words of what the readers of scripts leave alone: Word, OpenDocument, RTF, pages, mails.

A script that somebody pasted into a letter is looked for in it like in any other text.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from html import unescape
from xml.etree.ElementTree import Element

from vault.errors import Unreadable
from vault.licence.native_documents import tree
from vault.licence.native_packages import opened
from vault.licence.native_reading import text_of
from vault.licence.native_rtf import FEET, MARK, groups
from vault.licence.native_rtf import words as words_in_rtf

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_BLANKS = {f"{_TEXT}{name}" for name in ("s", "tab", "line-break")} | {
    f"{space}{name}" for space in (_WORD, _STRICT) for name in ("tab", "br", "cr")
}
_PARAGRAPHS = {f"{_WORD}p", f"{_STRICT}p", f"{_TEXT}p", f"{_TEXT}h"}
_SILENT = {f"{_TEXT}tracked-changes"} | {
    f"{space}{name}" for space in (_WORD, _STRICT) for name in ("delText", "instrText")
}
_NOT_PRINTED = FEET | {
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "listtable", "rsidtbl",
    "header", "headerf", "headerl", "headerr",
}  # fmt: skip
_TAG = re.compile(r"<(/?)([A-Za-z]*)[^<>]*>")
_PAGE = re.compile(rb"<(!doctype html|html|head|body)\b", re.IGNORECASE)
_WITHIN = frozenset(["a", "b", "em", "font", "i", "mark", "small", "span", "strong", "u"])
_UNSEEN = frozenset(["head", "script", "style", "template"])
_HEAD = 4096
_ZIP = b"PK\x03\x04"


def is_page(data: bytes) -> bool:
    """Tell whether this is a page of the web (HTML)."""
    return _PAGE.search(data[:_HEAD]) is not None


def words_of_page(text: str) -> list[str]:
    """Return the words that a page of the web shows."""
    kept: list[str] = []
    at, unseen = 0, ""
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if not unseen:
            kept += [text[at : tag.start()], "" if name in _WITHIN else " "]
            unseen = name if name in _UNSEEN and not tag[1] else ""
        elif tag[1] and name == unseen:
            unseen = ""
        at = tag.end()
    return unescape("".join([*kept, "" if unseen else text[at:]])).split()


def words_of_mail(data: bytes) -> list[str]:
    """Return the words of a mail (RFC 5322): of its text, or of its page where it has none.

    Raises ``Unreadable`` for one that nests deeper than any mail.
    """
    try:
        parts = list(message_from_bytes(data).walk())
    except RecursionError as error:
        raise Unreadable("It has more parts than any mail.") from error
    for kind in ("text/plain", "text/html"):
        for part in parts:
            raw = part.get_payload(decode=True) if part.get_content_type() == kind else None
            if isinstance(raw, bytes) and raw.strip():
                text = text_of(raw)
                return words_of_page(text) if kind == "text/html" else text.split()
    return []


def words(data: bytes) -> list[str]:
    """Return the words of a document's text, in its order; none for what is no document.

    Raises ``Unreadable`` for a file that is damaged or larger than any script.
    """
    if data.startswith(MARK):
        return _in_rtf(data.decode("latin-1")).split()
    parts = opened(data).parts if data.startswith(_ZIP) else {}
    for name in ("word/document.xml", "content.xml"):
        if name in parts:
            raw = parts[name]
            encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
            return "".join(_printed(tree(raw.decode(encoding, "replace")))).split()
    return []


def _printed(root: Element) -> Iterator[str]:
    """Give the text of an element and of what is in it, blanks between paragraphs."""
    waiting: list[Element | str] = [root]  # not by recursion: nobody bounds how deep they nest
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif one.tag not in _SILENT:
            yield " " if one.tag in _BLANKS or one.tag in _PARAGRAPHS else ""
            yield one.text or ""
            for child in reversed(one):
                waiting += [child.tail or "", child]


def _in_rtf(text: str) -> str:
    kept, at = [], 0
    for group in groups(text):
        if group.name in _NOT_PRINTED and group.start >= at:
            kept.append(text[at : group.start])
            at = group.end
    return words_in_rtf("".join([*kept, text[at:]]))
