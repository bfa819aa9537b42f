"""The list of all drafts of a bundle, behind the certificates of some of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from vault.encoding import parse_time
from vault.paper.document import INK, MUTED, Document
from vault.paper.faces import Face
from vault.prove.certificate_page import LEFT, RIGHT, Part, Sheet, fitting, heading, limits, line
from vault.prove.certificate_page import running_sheets as sheets
from vault.prove.certificate_words import bound, count

_COLUMNS = (LEFT, 268.0, 300.0, 452.0)
_SIZE = 8.8


def list_sheets(drafts: Sequence[Mapping[str, Any]], footer: tuple[str, str]) -> list[Sheet]:
    """Return pages that name every draft: script, number, latest time, the hash's first digits.

    Behind them stand the limits, once for all.
    """
    name = f"The {count(len(drafts), 'draft')} of this bundle"
    parts = [heading(name), _head(), *map(_draft, drafts), *limits()]
    return sheets(parts, "DRAFTS", footer, name)


def _head() -> Part:
    def draw(document: Document, top: float) -> None:
        labels = ("script", "draft", "existed no later than", "SHA-256 begins")
        for x, label in zip(_COLUMNS, labels, strict=True):
            line(document, x, top + 10.0, label, _SIZE, MUTED)
        document.rule(LEFT, top + 15.0, RIGHT, top + 15.0)

    return Part(17.0, draw)


def _draft(told: Mapping[str, Any]) -> Part:
    latest = told["not_later_than"]
    time = bound(parse_time(latest)) if latest else "not established"

    def draw(document: Document, top: float) -> None:
        name = fitting(str(told["script"]), _COLUMNS[1] - LEFT - 10.0, _SIZE)
        line(document, LEFT, top + 10.0, name, _SIZE, INK)
        line(document, _COLUMNS[1] + 20.0, top + 10.0, str(told["number"]), _SIZE, INK, "right")
        line(document, _COLUMNS[2], top + 10.0, time, _SIZE, INK if latest else MUTED)
        digits = str(told["sha256"])[:16]
        line(document, _COLUMNS[3], top + 10.0, digits, 7.6, INK, face=Face.SCRIPT_BOLD)

    return Part(13.2, draw)
