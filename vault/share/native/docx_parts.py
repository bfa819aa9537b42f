"""Word: which parts of a document travel, and what in them (ECMA-376; ISO/IEC 29500, both forms).

A part travels if a relationship of a listed type leads to it; comments, people, data bound to the
document, templates and macros do not. What tracks changes is refused: whether a word that was taken
out belongs to the script is the writer's to say.
"""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from vault.errors import Unreadable
from vault.share.native.places import Edit, Outline, Place, applied, escaped, outline

SPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
"""WordprocessingML, as Word writes it and in its strict form."""
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "[Content_Types].xml"

_SHEETS = frozenset(["headerReference", "footerReference"])
_NAMED = frozenset(["header", "footer", "image", "hyperlink", "font"])
"""Relationships that a part mentions where it uses them; others count by being there."""
_WORDS = frozenset(["header", "footer", "footnotes", "endnotes"])
_KEPT = _WORDS | {
    "styles", "numbering", "settings", "fontTable", "font", "theme", "image", "hyperlink",
}  # fmt: skip
_DROPPED = frozenset((
    "webSettings", "comments", "commentsExtended", "commentsIds", "commentsExtensible", "people",
    "customXml", "customXmlProps", "glossaryDocument", "stylesWithEffects", "vbaProject",
    "keyMapCustomizations", "attachedToolbars", "attachedTemplate", "documenttasks",
    "recipientData", "mailMergeSource", "printerSettings", "transform", "userXmlData",
))  # fmt: skip
_TRACKED = frozenset(["ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"])
_PRIVATE = frozenset((
    "commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef", "proofErr",
    "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tblGridChange",
    "trPrChange", "tcPrChange", "numberingChange", "dataBinding",
))  # fmt: skip
_SETTINGS = frozenset((
    "documentProtection", "mirrorMargins", "gutterAtTop", "displayBackgroundShape",
    "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "evenAndOddHeaders",
    "defaultTabStop", "autoHyphenation", "consecutiveHyphenLimit", "hyphenationZone",
    "doNotHyphenateCaps", "characterSpacingControl", "footnotePr", "endnotePr", "compat",
    "themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator",
))  # fmt: skip
_OFF = frozenset(["0", "false", "off"])


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of a part: its kind is the end of its type."""

    id: str
    type: str
    target: str
    external: bool

    @property
    def kind(self) -> str:
        """What it leads to, in one word."""
        return self.type.rpartition("/")[2]

    def as_xml(self) -> str:
        """Return it as a part's list has it."""
        mode = ' TargetMode="External"' if self.external else ""
        values = (escaped(value).decode() for value in (self.id, self.type, self.target))
        return '<Relationship Id="{}" Type="{}" Target="{}"{}/>'.format(*values, mode)


@dataclass(slots=True)
class Document:
    """What of a document travels: its parts, cleaned, and what leads from each to others."""

    main: str
    offices: str
    parts: dict[str, bytes] = field(default_factory=dict)
    related: dict[str, list[Relationship]] = field(default_factory=dict)


class Names:
    """The names of one part's elements: which of them are WordprocessingML's, and how it is called.

    Raises ``Unreadable`` for a part whose root does not declare it.
    """

    def __init__(self, root: Place) -> None:
        for name, value in root.attributes.items():
            if value in SPACES and (name == "xmlns" or name.startswith("xmlns:")):
                self.space = value
                self.prefix = f"{name[6:]}:" if name != "xmlns" else ""
                return
        raise Unreadable("One of its parts is not written as a Word document writes it.")

    def of(self, place: Place) -> str:
        """Return an element's own name; nothing for one of another vocabulary."""
        name = place.name.removeprefix(self.prefix)
        return name if place.name == self.prefix + name and ":" not in name else ""

    def child(self, place: Place | None, name: str) -> Place | None:
        """Return the first child of this name."""
        return place.child(self.prefix + name) if place is not None else None

    def value(self, place: Place | None) -> str | None:
        """Return what an element's ``val`` says; nothing where there is no such element."""
        return None if place is None else place.attributes.get(f"{self.prefix or 'w:'}val", "")


@dataclass(frozen=True, slots=True)
class _Unseen:
    """What a document has and does not show: styles by id, and kinds of pages that none is of."""

    styles: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()

    @classmethod
    def of(cls, parts: Mapping[str, bytes], main: str) -> "_Unseen":
        """Return what the parts of a document say of it."""
        styles: list[str] = []
        pages = {"first", "even"}
        if _is_on(outline(parts[main]), "titlePg"):
            pages.discard("first")
        for one in relationships(parts, main):
            data = parts.get(part_of(main, one.target))
            if data is None or one.external:
                continue
            if one.kind == "styles":
                styles += _hidden_styles(outline(data).root)
            if one.kind == "settings" and _is_on(outline(data), "evenAndOddHeaders"):
                pages.discard("even")
        return cls(frozenset(styles), frozenset(pages))

    def leaves_out(self, reference: Place) -> bool:
        """Tell whether a header or footer stands on no page."""
        return any(
            name.endswith("type") and value in self.pages
            for name, value in reference.attributes.items()
        )


def _hidden_styles(root: Place) -> Iterator[str]:
    """Give the ids of the styles whose words do not print."""
    names = Names(root)
    for style in root.children:
        vanish = names.value(names.child(names.child(style, "rPr"), "vanish"))
        if vanish is not None and vanish not in _OFF:
            yield style.attributes.get(f"{names.prefix or 'w:'}styleId", "")


def _is_on(found: Outline, name: str) -> bool:
    names = Names(found.root)
    return any(
        names.of(place) == name and names.value(place) not in _OFF for place in found.root.every()
    )


def relationships(parts: Mapping[str, bytes], part: str) -> list[Relationship]:
    """Return what leads from a part, or from the package where ``part`` is empty, to others."""
    folder, _, name = part.rpartition("/")
    data = parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    if data is None:
        return []
    found = []
    for place in outline(data).root.children:
        told = place.attributes
        target = told.get("Target", "")
        found.append(
            Relationship(
                told.get("Id", ""),
                told.get("Type", ""),
                target,
                told.get("TargetMode") == "External",
            )
        )
    return found


def part_of(part: str, target: str) -> str:
    """Return the name of the part that a relationship of another leads to (OPC, 8.3)."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), unquote(target)))[1:]


def travelling(parts: Mapping[str, bytes]) -> Document:
    """Return what of a document travels.

    Raises ``Unreadable`` for a document that is damaged, tracks changes, or holds what is neither
    words nor pictures.
    """
    main = next((r for r in relationships(parts, "") if r.kind == "officeDocument"), None)
    if main is None or part_of("", main.target) not in parts:
        raise Unreadable("It holds no document.")
    found = Document(part_of("", main.target), main.type.rpartition("/")[0])
    _take(parts, found, found.main, "officeDocument", _Unseen.of(parts, found.main))
    return found


def _take(
    parts: Mapping[str, bytes], found: Document, part: str, kind: str, unseen: _Unseen
) -> None:
    """Take a part, and all that it leads to and that travels."""
    data = parts[part]
    if kind in _WORDS or kind == "officeDocument":
        found.parts[part] = applied(data, _private(outline(data), unseen))
    elif kind in ("styles", "numbering"):
        found.parts[part] = applied(data, _private(outline(data), _Unseen()))
    elif kind == "settings":
        found.parts[part] = applied(data, _in_settings(outline(data)))
        return
    else:
        found.parts[part] = data
    found.related[part] = []
    for one in relationships(parts, part):
        if one.kind not in _KEPT | _DROPPED:
            raise Unreadable("It holds something that is neither words nor pictures.")
        target = part_of(part, one.target)
        if one.kind in _NAMED and not _mentions(found.parts[part], one.id):
            continue
        if one.kind in _KEPT and (one.external or target in parts):
            found.related[part].append(one)
            if not one.external and target not in found.parts:
                _take(parts, found, target, one.kind, unseen)


def _mentions(data: bytes, name: str) -> bool:
    """Tell whether a part speaks of a relationship: what nothing speaks of, nobody sees."""
    return any(mark + escaped(name) + mark in data for mark in (b'"', b"'"))


def _private(found: Outline, unseen: _Unseen) -> Iterator[Edit]:
    """Give what takes out all that does not print: comments, hidden words, traces of sessions."""
    yield from found.asides
    names = Names(found.root)
    for place in found.root.every():
        name = names.of(place)
        if name in _TRACKED:
            raise Unreadable("It tracks changes: accept or reject them, and share that draft.")
        for_none = name in _SHEETS and unseen.leaves_out(place)
        if (
            name in _PRIVATE
            or for_none
            or (name == "r" and _is_hidden(names, place, unseen.styles))
        ):
            yield Edit(place.start, place.end)
        elif name == "p" and names.value(_style(names, place, "p")) in unseen.styles:
            yield from (Edit(c.start, c.end) for c in place.children if names.of(c) != "pPr")
        kept = frozenset(key for key in place.attributes if not _is_trace(key))
        yield from found.without_attributes(place, kept)


def _is_trace(attribute: str) -> bool:
    return attribute.rpartition(":")[2].startswith("rsid")


def _style(names: Names, place: Place, kind: str) -> Place | None:
    return names.child(names.child(place, f"{kind}Pr"), f"{kind}Style")


def _is_hidden(names: Names, run: Place, styles: frozenset[str]) -> bool:
    vanish = names.value(names.child(names.child(run, "rPr"), "vanish"))
    if vanish is not None:
        return vanish not in _OFF
    return names.value(_style(names, run, "r")) in styles


def _in_settings(found: Outline) -> Iterator[Edit]:
    yield from found.asides
    names = Names(found.root)
    for place in found.root.children:
        if names.of(place) not in _SETTINGS:
            yield Edit(place.start, place.end)
