"""OpenDocument text: a copy with the terms before the words, in every footer, and as metadata.

OpenDocument 1.2 and later (ISO/IEC 26300): metadata of one's own has a place (part 1, 4.3.3), and
rights and TDMRep's property stand beside it under their own names.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from vault.errors import Unreadable
from vault.licence import carriers, native
from vault.licence.native_packages import Package
from vault.licence.record import Record
from vault.share.native.places import Edit, Outline, Place, applied, escaped, outline

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = {
    "office": f"{_NS}office:1.0",
    "text": f"{_NS}text:1.0",
    "style": f"{_NS}style:1.0",
    "draw": f"{_NS}drawing:1.0",
    "meta": f"{_NS}meta:1.0",
    "manifest": f"{_NS}manifest:1.0",
    "fo": f"{_NS}xsl-fo-compatible:1.0",
}
_DECLARED = " ".join(f'xmlns:{p}="{_SPACES[p]}"' for p in ("office", "text", "style", "fo"))
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_PRIVATE = frozenset((
    "office:annotation", "office:annotation-end", "office:scripts", "office:event-listeners",
    "text:hidden-text", "text:script",
))  # fmt: skip
_FOREIGN = frozenset(
    ["draw:object", "draw:object-ole", "draw:plugin", "draw:applet", "draw:floating-frame"]
)
_WORDS = frozenset(["text:p", "text:h", "text:span"])
_BEFORE = frozenset((
    "office:forms", "text:tracked-changes", "text:variable-decls", "text:sequence-decls",
    "text:user-field-decls", "text:dde-connection-decls", "text:alphabetical-index-auto-mark-file",
    "text:page-sequence",
))  # fmt: skip
_HEADERS = frozenset(["style:header", "style:header-left", "style:header-first"])
_FOOTERS = frozenset(["style:footer", "style:footer-left", "style:footer-first"])
_STYLES = (
    f'<style:style {_DECLARED} style:name="SVLicence" style:family="paragraph">'
    '<style:paragraph-properties fo:margin-bottom="0.1in"/>'
    '<style:text-properties fo:font-size="10pt"/></style:style>'
    f'<style:style {_DECLARED} style:name="SVLicenceEnd" style:family="paragraph">'
    '<style:paragraph-properties fo:break-after="page"/>'
    '<style:text-properties fo:font-size="10pt"/></style:style>'
    f'<style:style {_DECLARED} style:name="SVLicenceFoot" style:family="paragraph">'
    '<style:paragraph-properties fo:text-align="center"/>'
    '<style:text-properties fo:font-size="8pt"/></style:style>'
)


@dataclass(frozen=True, slots=True)
class OpenText:
    """An OpenDocument text without what does not print, ready to become copies."""

    package: Package
    content: bytes
    styles: bytes

    def copy(self, record: Record, signature: bytes) -> bytes:
        """Return the file of one copy."""
        body, styles = outline(self.content), outline(self.styles)
        found = {
            "content.xml": applied(body.data, [*_styled(body), *_notice(body, record)]),
            "styles.xml": applied(styles.data, [*_styled(styles), *_footers(styles, record)]),
            "meta.xml": _meta(record, signature),
        }
        parts = {"mimetype": self.package.parts["mimetype"], **found}
        parts |= {n: d for n, d in self.package.parts.items() if n.startswith("Pictures/")}
        parts["META-INF/manifest.xml"] = _manifest(self.package, list(parts))
        return self.package.written(parts)


def prepared(package: Package) -> OpenText:
    """Return what all copies of a document have.

    Raises ``Unreadable`` for a document that is damaged, tracks changes or holds other documents.
    """
    names = ("mimetype", "content.xml", "styles.xml")
    if not all(name in package.parts for name in names):
        raise Unreadable("It holds no text.")
    content, styles = (package.parts[name] for name in names[1:])
    hidden = _hidden_styles(outline(content)) | _hidden_styles(outline(styles))
    _text(outline(content))
    cleaned = (applied(part, _private(outline(part), hidden)) for part in (content, styles))
    return OpenText(package, *cleaned)


class _Names:
    """The names of a part's elements under their usual prefixes."""

    def __init__(self, root: Place) -> None:
        usual = {space: prefix for prefix, space in _SPACES.items()}
        self._prefixes = {
            name[6:]: usual[value]
            for name, value in root.attributes.items()
            if name.startswith("xmlns:") and value in usual
        }

    def of(self, name: str) -> str:
        """Return a name of an element or an attribute; as it is where its prefix is another's."""
        prefix, _, own = name.partition(":")
        return f"{self._prefixes[prefix]}:{own}" if prefix in self._prefixes else f"?{name}"

    def value(self, place: Place, name: str) -> str:
        """Return an attribute of an element, or nothing."""
        return next((v for n, v in place.attributes.items() if self.of(n) == name), "")


def _private(found: Outline, hidden: frozenset[str]) -> Iterator[Edit]:
    """Give what takes out all that does not print: comments, hidden words, traces of sessions."""
    yield from found.asides
    names = _Names(found.root)
    for place in found.root.every():
        name = names.of(place.name)
        if name == "text:tracked-changes" and place.children:
            raise Unreadable("It tracks changes: accept or reject them, and share that draft.")
        if name == "text:hidden-paragraph" and names.value(place, "text:is-hidden") == "true":
            raise Unreadable("It has hidden words: show them or take them out.")
        if name in _FOREIGN:
            raise Unreadable("It holds something that is neither words nor pictures.")
        unseen = names.value(place, "text:display") in ("none", "condition")
        if (
            name in _PRIVATE
            or (name == "text:section" and unseen)
            or (name in _FOOTERS | _HEADERS and names.value(place, "style:display") == "false")
        ):
            yield Edit(place.start, place.end)
        elif name in _WORDS and names.value(place, "text:style-name") in hidden:
            yield Edit(place.inner, place.inner_end)
        kept = frozenset(key for key in place.attributes if not key.endswith("rsid"))
        yield from found.without_attributes(place, kept)


def _hidden_styles(found: Outline) -> frozenset[str]:
    """Return the names of the styles whose words do not print."""
    names = _Names(found.root)
    return frozenset(
        names.value(place, "style:name")
        for place in found.root.every()
        if names.of(place.name) == "style:style"
        for one in place.children
        if names.value(one, "text:display") in ("none", "condition")
    )


def _text(found: Outline) -> Place:
    """Return the element that holds the words; raises ``Unreadable`` where there is none."""
    names = _Names(found.root)
    for place in found.root.every():
        if names.of(place.name) == "office:text":
            return place
    raise Unreadable("It holds no text.")


def _styled(found: Outline) -> Iterator[Edit]:
    """Give what adds the styles of our paragraphs."""
    names = _Names(found.root)
    for place in found.root.children:
        name = names.of(place.name)
        if name == "office:automatic-styles":
            yield found.within(place, _STYLES.encode())
            return
        if name in ("office:body", "office:master-styles"):
            own = f"<office:automatic-styles {_DECLARED}>{_STYLES}</office:automatic-styles>"
            yield Edit(place.start, place.start, own.encode())
            return


def _notice(found: Outline, record: Record) -> Iterator[Edit]:
    names = _Names(found.root)
    text = _text(found)
    *rows, last = native.notice_lines(record)
    leaf = "".join(_paragraph(row, "SVLicence") for row in rows)
    leaf += _paragraph(last, "SVLicenceEnd")
    words = [c for c in text.children if names.of(c.name) not in _BEFORE]
    if words:
        yield Edit(words[0].start, words[0].start, leaf.encode())
    else:
        yield found.within(text, leaf.encode())


def _footers(found: Outline, record: Record) -> Iterator[Edit]:
    """Give what puts the line of the copy into every footer of every kind of page."""
    names = _Names(found.root)
    line = _paragraph(record.terms.footer, "SVLicenceFoot").encode()
    for page in found.root.every():
        if names.of(page.name) != "style:master-page":
            continue
        feet = [one for one in page.children if names.of(one.name) in _FOOTERS]
        yield from (found.within(one, line) for one in feet)
        if "style:footer" not in {names.of(one.name) for one in feet}:
            foot = f"<style:footer {_DECLARED}>".encode() + line + b"</style:footer>"
            heads = [one.end for one in page.children if names.of(one.name) in _HEADERS]
            at = max(heads, default=page.inner)
            yield found.within(page, foot) if page.inner == page.end else Edit(at, at, foot)


def _paragraph(text: str, style: str) -> str:
    words = escaped(text).decode()
    return f'<text:p {_DECLARED} text:style-name="{style}">{words}</text:p>'


def _meta(record: Record, signature: bytes) -> bytes:
    work = record.work
    told = {
        "dc:title": work.title,
        "dc:creator": work.writer,
        "meta:initial-creator": work.writer,
        "dc:subject": record.terms.short,
        "dc:description": record.terms.notice,
        "meta:keyword": carriers.keywords(record),
        "dc:rights": carriers.rights(record),
        "tdm:reservation": record.terms.codes.tdm,
        "meta:creation-date": f"{record.issued.isoformat()}T00:00:00",
    }
    rows = "".join(f"<{name}>{escaped(text).decode()}</{name}>" for name, text in told.items())
    rows += "".join(
        f'<meta:user-defined meta:name="{name}">{escaped(value).decode()}</meta:user-defined>'
        for name, value in native.named(record, signature).items()
    )
    others = " ".join(f'xmlns:{p}="{carriers.SPACES[p]}"' for p in ("dc", "tdm"))
    spaces = f'xmlns:office="{_SPACES["office"]}" xmlns:meta="{_SPACES["meta"]}" {others}'
    root = "office:document-meta"
    inside = f"<office:meta>{rows}</office:meta>"
    return f'{_HEAD}<{root} {spaces} office:version="1.2">{inside}</{root}>'.encode()


def _manifest(package: Package, parts: list[str]) -> bytes:
    """Return the list of parts (part 3, 4), with the types that the draft's own list gives."""
    known = {"/": package.parts["mimetype"].decode("ascii", "replace").strip()}
    data = package.parts.get("META-INF/manifest.xml")
    for place in outline(data).root.children if data else ():
        told = {name.rpartition(":")[2]: value for name, value in place.attributes.items()}
        known.setdefault(told.get("full-path", ""), told.get("media-type", ""))
    known |= dict.fromkeys(("content.xml", "styles.xml", "meta.xml"), "text/xml")
    rows = "".join(
        f'<manifest:file-entry manifest:full-path="{escaped(name).decode()}"'
        f' manifest:media-type="{escaped(known.get(name, "")).decode()}"/>'
        for name in ("/", *(part for part in parts if part != "mimetype"))
    )
    root, space = "manifest:manifest", f'xmlns:manifest="{_SPACES["manifest"]}"'
    return f'{_HEAD}<{root} {space} manifest:version="1.2">{rows}</{root}>'.encode()
