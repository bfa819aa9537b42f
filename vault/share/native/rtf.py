"""RTF: a copy with the terms before the words, in every footer, and as properties.

Word's own list of destinations that may be left aside is long, and most of them hold what does not
print: comments, their authors, variables, traces of sessions. Those that may stay are listed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vault.errors import Unreadable
from vault.licence import carriers, native
from vault.licence.native_rtf import FEET, Group, groups, tokens, words, written
from vault.licence.record import Record

_KEPT = frozenset((
    "cs", "ts", "listtable", "listoverridetable", "listpicture", "fldinst", "bkmkstart", "bkmkend",
    "shppict", "shpinst", "panose", "falt", "defchp", "defpap", "expandedcolortbl", "generator",
    "latentstyles", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "themedata", "colorschememapping",
    "ud", "nesttableprops", "picprop", "blipuid", "pn", "pnseclvl", "hyphen", "levelmarker",
))  # fmt: skip
_PRIVATE = frozenset(["info", "atnid", "atnauthor", "annotation", "comment", "template"])
_FOREIGN = frozenset(["object", "objdata"])
_TRACKED = frozenset(["revised", "deleted", "mvf", "mvt", "crauth", "pnrauth"])
_HEAD = frozenset((
    "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "generator",
    "expandedcolortbl", "latentstyles", "defchp", "defpap", "filetbl", "info", "userprops",
    "themedata", "colorschememapping", "rsidtbl", "revtbl", "mmathPr", "pgptbl",
))  # fmt: skip
_HEADERS = frozenset(["header", "headerf", "headerl", "headerr"])
_PAGES = {"f": "titlepg", "l": "facingp", "r": "facingp"}
"""By its last letter, what a header or footer needs to stand on any page."""
_TRACE = re.compile(r"[a-z]*rsid(root)?")
_Cut = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class RichText:
    """An RTF without what does not print, ready to become copies; one sign for one byte."""

    text: str

    def copy(self, record: Record, signature: bytes) -> bytes:
        """Return the file of one copy."""
        found = groups(self.text)
        line = r"\uc1\pard\plain\qc\fs16 " + written(record.terms.footer)
        feet = [group for group in found if group.name in FEET]
        cuts: list[_Cut] = [(g.end - 1, g.end - 1, rf"{{\par{line}}}") for g in feet]
        there = {group.name for group in feet}
        new = "".join(rf"{{\{name}{line}\par}}" for name in _wanted(self.text) if name not in there)
        at = _begin(self.text, found)
        cuts.append((at, at, _data(record, signature) + new + _leaf(record)))
        return _applied(self.text, cuts).encode("latin-1")


def prepared(data: bytes) -> RichText:
    """Return what all copies of a text have.

    Raises ``Unreadable`` for a file that is damaged, tracks changes, hides words or holds what is
    neither words nor pictures.
    """
    text = data.decode("latin-1")
    found = groups(text)
    text = _applied(text[: found[0].end], _private(text, found))
    if not words(text[_begin(text, groups(text)) :]).strip():
        raise Unreadable("It has no words that print.")
    return RichText(text)


def _private(text: str, found: list[Group]) -> Iterator[_Cut]:
    """Give what takes out all that does not print."""
    styles = [(g.start, g.end) for g in found if g.name == "stylesheet"]
    said = _said(text)
    for group in found:
        if group.name in _FOREIGN:
            raise Unreadable("It holds something that is neither words nor pictures.")
        on_none = _PAGES.get(group.name[6:], "") not in said and group.name in FEET | _HEADERS
        if group.name in _PRIVATE or on_none or (group.ignorable and group.name not in _KEPT):
            yield group.start, group.end, ""
    for token in tokens(text[: found[0].end]):
        if token.kind != "word":
            continue
        if token.value in _TRACKED and token.number != 0:
            raise Unreadable("It tracks changes: accept or reject them, and share that draft.")
        if token.value == "v" and token.number != 0 and not _within(token.start, styles):
            raise Unreadable("It has hidden words: show them or take them out.")
        if _TRACE.fullmatch(token.value):
            # An empty group: what stands before may need an end, and what follows no blank.
            yield token.start, token.end, "{}"


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _said(text: str) -> set[str]:
    """Return the control words that a text has; nothing is among them."""
    return {token.value for token in tokens(text) if token.kind == "word"} | {""}


def _wanted(text: str) -> list[str]:
    """Return which footers the pages of a document have."""
    said = _said(text)
    first = ["footerf"] if "titlepg" in said else []
    return [*(["footerl", "footerr"] if "facingp" in said else ["footer"]), *first]


def _begin(text: str, found: list[Group]) -> int:
    """Return where the document's own words begin: behind its tables, footers and sections.

    Raises ``Unreadable`` where that cannot be told.
    """
    first = [group for group in found if group.depth == 1]
    aside = _HEAD | FEET | _HEADERS
    passed = [g for g in first if g.ignorable or g.name in aside]
    others = (g.start for g in first if not (g.ignorable or g.name in aside))
    body = min(others, default=len(text))
    ends, behind = {g.start: g.end for g in passed}, 0
    for token in tokens(text):
        if token.start >= body:
            break
        behind = max(behind, ends.get(token.start, 0))
        if token.start < behind or token.kind == "brace":
            continue
        printed = token.kind in ("text", "hex") and token.value.strip()
        if printed or (token.kind == "word" and token.value in ("pard", "par", "trowd", "u")):
            return token.start
    if body == len(text):
        raise Unreadable("It has no words that print.")
    return body


def _leaf(record: Record) -> str:
    rows = r"\par ".join(map(written, native.notice_lines(record)))
    return rf"{{\uc1\pard\plain\sa160\fs20 {rows}\par\page}}"


def _data(record: Record, signature: bytes) -> str:
    """Return information and properties (RTF 1.9.1, Information Group and User Properties)."""
    told = {
        "title": record.work.title,
        "author": record.work.writer,
        "subject": record.terms.short,
        "keywords": carriers.keywords(record),
        "doccomm": record.terms.notice,
    }
    info = "".join(rf"{{\{name}\uc1 {written(value)}}}" for name, value in told.items())
    named = "".join(
        rf"{{\propname {name}}}\proptype30{{\staticval\uc1 {written(value)}}}"
        for name, value in native.named(record, signature).items()
    )
    return rf"{{\info{info}}}{{\*\userprops{named}}}"


def _applied(text: str, cuts: Iterator[_Cut] | list[_Cut]) -> str:
    """Return a text with these places replaced; what lies within another place is left out."""
    pieces, at = [], 0
    for start, end, new in sorted(cuts, key=lambda cut: (cut[0], -cut[1])):
        if start >= at:
            pieces += [text[at:start], new]
            at = end
    return "".join([*pieces, text[at:]])
