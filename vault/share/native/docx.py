"""Word: a copy with the terms on a leaf of its own, at the foot of every page, and as data.

Properties that people see in the program (ISO/IEC 29500-1, 22.3) hold the codes; they are cut at
255 letters by some programs, so record and signature stand in a part for other vocabularies.
"""

import posixpath
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from vault.errors import Unreadable
from vault.licence import carriers, native
from vault.licence.native_packages import Package
from vault.licence.record import Record
from vault.share.native.docx_parts import (
    RELATIONSHIPS,
    TYPES,
    Document,
    Names,
    Relationship,
    part_of,
    travelling,
)
from vault.share.native.places import Edit, Outline, Place, applied, escaped, outline

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PROPERTIES = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
)
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_CORE = (
    '<cp:coreProperties xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
_DATA = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_PACKAGE = "application/vnd.openxmlformats-package"
_OURS = {
    "docProps/core.xml": f"{_PACKAGE}.core-properties+xml",
    "docProps/custom.xml": f"{_OFFICE}.custom-properties+xml",
    "customXml/item1.xml": "application/xml",
    "customXml/itemProps1.xml": f"{_OFFICE}.customXmlProperties+xml",
}
_FOOTER = f"{_OFFICE}.wordprocessingml.footer+xml"
_SHORT = 255
_FOOT = 540
"""Twentieths of a point between a footer and the edge of the paper, at least."""


@dataclass(frozen=True, slots=True)
class Word:
    """A Word document, ready to become copies."""

    package: Package
    document: Document

    def copy(self, record: Record, signature: bytes) -> bytes:
        """Return the file of one copy."""
        document, parts = self.document, dict(self.document.parts)
        related = {part: list(found) for part, found in document.related.items()}
        foot = posixpath.join(posixpath.dirname(document.main), "licence-footer.xml")
        for one in related[document.main]:
            name = part_of(document.main, one.target)
            if one.kind == "footer" and name in parts:
                parts[name] = _with_line(parts[name], record)
        body = outline(parts[document.main])
        parts[document.main] = applied(body.data, _in_body(body, record, document.offices))
        parts[foot] = _footer(Names(body.root).space, record)
        offices = document.offices
        related[document.main] += [
            Relationship("svLicenceFooter", f"{offices}/footer", f"/{foot}", external=False),
            Relationship(
                "svLicence", f"{offices}/customXml", "/customXml/item1.xml", external=False
            ),
        ]
        parts |= _data(record, signature)
        related["customXml/item1.xml"] = [
            Relationship("rId1", f"{offices}/customXmlProps", "itemProps1.xml", external=False)
        ]
        related[""] = [
            Relationship("rId1", f"{offices}/officeDocument", document.main, external=False),
            Relationship(
                "rId2", f"{RELATIONSHIPS}/metadata/core-properties", "docProps/core.xml",
                external=False,
            ),
            Relationship(
                "rId3", f"{offices}/{_custom(offices)}", "docProps/custom.xml", external=False
            ),
        ]  # fmt: skip
        for part, found in related.items():
            if found:
                parts[_list_of(part)] = _xml("Relationships", RELATIONSHIPS, found)
        types = _types(self.package.parts[TYPES], set(parts), foot)
        whole = {TYPES: types, **{name: parts[name] for name in self._order(parts)}}
        return self.package.written(whole)

    def _order(self, parts: dict[str, bytes]) -> list[str]:
        """Return the parts in the order of the draft's file, ours behind them."""
        old = [name for name in self.package.parts if name in parts]
        return [*old, *(name for name in parts if name not in self.package.parts)]


def prepared(package: Package) -> Word:
    """Return what all copies of a document have; raises ``Unreadable`` as ``travelling`` does."""
    document = travelling(package.parts)
    found = outline(document.parts[document.main])
    if TYPES not in package.parts or Names(found.root).child(found.root, "body") is None:
        raise Unreadable("It holds no document.")
    outline(package.parts[TYPES])
    return Word(package, document)


def _custom(offices: str) -> str:
    """Return what the strict form and the other call the properties that people add."""
    return "customProperties" if "purl.oclc.org" in offices else "custom-properties"


def _in_body(found: Outline, record: Record, offices: str) -> Iterator[Edit]:
    names = Names(found.root)
    body = names.child(found.root, "body")
    if body is None:
        return
    leaf = "".join(_paragraph(names.space, text) for text in native.notice_lines(record))
    leaf += f'<w:p xmlns:w="{names.space}"><w:r><w:br w:type="page"/></w:r></w:p>'
    yield Edit(body.inner, body.inner, leaf.encode())
    sections = [place for place in body.every() if names.of(place) == "sectPr"]
    yield from _off_the_edge(found, names, sections)
    spaces = f'xmlns:w="{names.space}" xmlns:r="{offices}"'
    there = _footers(names, sections[0]) if sections else set()
    rows = "".join(
        f'<w:footerReference {spaces} w:type="{kind}" r:id="svLicenceFooter"/>'
        for kind in ("default", "first", "even")
        if kind not in there
    )
    if not sections:
        last = f'<w:sectPr xmlns:w="{names.space}">{rows}</w:sectPr>'
        yield found.within(body, last.encode())
    elif sections[0].inner == sections[0].end:
        yield found.within(sections[0], rows.encode())
    else:
        yield Edit(sections[0].inner, sections[0].inner, rows.encode())


def _off_the_edge(found: Outline, names: Names, sections: list[Place]) -> Iterator[Edit]:
    """Give what keeps footers where printers print: some programs put those they lack at 0."""
    for section in sections:
        margins, name = names.child(section, "pgMar"), f"{names.prefix or 'w:'}footer"
        told = margins.attributes.get(name, "") if margins else ""
        if margins and len(told) < 4 and told.isdecimal() and int(told) < _FOOT:
            yield found.with_attribute(margins, name, str(_FOOT))


def _footers(names: Names, section: Place) -> set[str]:
    """Return for which pages a section has a footer of its own."""
    return {
        value
        for place in section.children
        if names.of(place) == "footerReference"
        for name, value in place.attributes.items()
        if name.endswith("type")
    }


def _with_line(data: bytes, record: Record) -> bytes:
    """Return a footer of the writer's with the line of the copy under it."""
    found = outline(data)
    line = _paragraph(Names(found.root).space, record.terms.footer, centred=True)
    return applied(data, [found.within(found.root, line.encode())])


def _footer(space: str, record: Record) -> bytes:
    line = _paragraph(space, record.terms.footer, centred=True)
    return f'{_HEAD}<w:ftr xmlns:w="{space}">{line}</w:ftr>'.encode()


def _paragraph(space: str, text: str, *, centred: bool = False) -> str:
    words = escaped(text).decode()
    place = '<w:jc w:val="center"/>' if centred else '<w:spacing w:after="160"/>'
    size = f'<w:rPr><w:sz w:val="{16 if centred else 20}"/></w:rPr>'
    run = f'<w:r>{size}<w:t xml:space="preserve">{words}</w:t></w:r>'
    return f'<w:p xmlns:w="{space}"><w:pPr>{place}</w:pPr>{run}</w:p>'


def _data(record: Record, signature: bytes) -> dict[str, bytes]:
    """Return the parts that hold the terms for programs."""
    told = native.named(record, signature)
    item = "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:scriptvault:copy:{record.copy_id}")) + "}"
    rows = "".join(
        f'<property fmtid="{_FORMAT_ID}" pid="{number}" name="{name}">'
        f"<vt:lpwstr>{escaped(value).decode()}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(
            ((name, value) for name, value in told.items() if len(value) <= _SHORT), start=2
        )
    )
    terms = "".join(f"<{n}>{escaped(value).decode()}</{n}>" for n, value in told.items())
    space = carriers.SPACES["sv"]
    found = {
        "docProps/core.xml": _core(record),
        "docProps/custom.xml": f"{_PROPERTIES}{rows}</Properties>",
        "customXml/item1.xml": f'<licence xmlns="{space}">{terms}</licence>',
        "customXml/itemProps1.xml": f'<ds:datastoreItem ds:itemID="{item.upper()}"'
        f' xmlns:ds="{_DATA}"><ds:schemaRefs><ds:schemaRef ds:uri="{space}"/></ds:schemaRefs>'
        "</ds:datastoreItem>",
    }
    return {name: (_HEAD + text).encode() for name, text in found.items()}


def _core(record: Record) -> str:
    """Return the properties that every program shows (OPC, 11); it has none for rights."""
    work = record.work
    told = {
        "dc:title": work.title,
        "dc:creator": work.writer,
        "dc:subject": record.terms.short,
        "dc:description": record.terms.notice,
        "dc:identifier": f"urn:scriptvault:copy:{record.copy_id}",
        "cp:keywords": carriers.keywords(record),
    }
    rows = "".join(f"<{name}>{escaped(text).decode()}</{name}>" for name, text in told.items())
    when = f"{record.issued.isoformat()}T00:00:00Z"
    rows += f'<dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created>'
    return f"{_CORE}{rows}</cp:coreProperties>"


def _types(data: bytes, parts: set[str], foot: str) -> bytes:
    """Return the list of content types, for the parts that are there."""
    ours = {**_OURS, foot: _FOOTER}
    rows = {"xml": "application/xml"}
    found = []
    for place in outline(data).root.children:
        told = place.attributes
        kind = escaped(told.get("ContentType", "")).decode()
        if place.name.endswith("Default"):
            rows[told.get("Extension", "").lower()] = kind
        elif (name := told.get("PartName", "").lstrip("/")) in parts - ours.keys():
            found.append(f'<Override PartName="/{escaped(name).decode()}" ContentType="{kind}"/>')
    rows["rels"] = f"{_PACKAGE}.relationships+xml"
    usual = [f'<Default Extension="{e}" ContentType="{kind}"/>' for e, kind in rows.items()]
    own = [f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in ours.items()]
    inside = "".join([*usual, *found, *own])
    return f'{_HEAD}<Types xmlns="{_CONTENT_TYPES}">{inside}</Types>'.encode()


def _list_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _xml(name: str, space: str, found: list[Relationship]) -> bytes:
    rows = "".join(one.as_xml() for one in found)
    return f'{_HEAD}<{name} xmlns="{space}">{rows}</{name}>'.encode()
