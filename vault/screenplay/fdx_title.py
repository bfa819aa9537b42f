"""Final Draft's title page: some forty paragraphs placed by eye, told apart by what they say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element as Node

_CREDIT = re.compile(
    r"(?:\w+ ){0,3}(?:written|screenplay|story|teleplay|created)? ?by\b.{0,60}$", re.IGNORECASE
)
_COPYRIGHT = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)
_DRAFT = re.compile(r"draft|revis|\bdate\b", re.IGNORECASE)
_MOST = 500  # paragraphs looked at; a title page has about forty


def title_page(root: Node) -> tuple[tuple[str, str], ...]:
    """Return the (key, value) pairs of the title page below ``root``, keys as Fountain names them.

    The first centred line is the title, the next that reads like "written by" the credit, the
    centred line after it the author; below that a line is copyright, draft date or contact.
    """
    content = root.find("TitlePage/Content")
    values: dict[str, list[str]] = {}
    paragraphs = [] if content is None else content.findall("Paragraph")[:_MOST]
    for paragraph in paragraphs:
        words = " ".join("".join(run.text or "" for run in paragraph.findall("Text")).split())
        if words:
            key = _key(words, paragraph.get("Alignment") == "Center", values)
            values.setdefault(key, []).append(words)
    return tuple((key, "\n".join(lines)) for key, lines in values.items())


def _key(words: str, centred: bool, so_far: dict[str, list[str]]) -> str:
    """Return what a line of the page is, given what came before it."""
    if centred:
        if "title" not in so_far:
            return "title"
        if "credit" not in so_far and _CREDIT.match(words[:120]):
            return "credit"
        if "credit" in so_far and "author" not in so_far:
            return "author"
    if _COPYRIGHT.search(words[:200]):
        return "copyright"
    if _DRAFT.search(words[:200]):
        return "draft date"
    if centred and "author" not in so_far:
        return "author"
    return "source" if centred else "contact"
