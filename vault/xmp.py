"""One XMP packet, written and read (ISO 16684-1).

Written is one spelling of it; read is what other programs make: properties as elements or as
attributes, in one description or in many, lists and structures in every form RDF allows them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from vault.errors import Unreadable

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
META = "adobe:ns:meta/"
XML = "http://www.w3.org/XML/1998/namespace"
DEFAULT_LANGUAGE = "x-default"

MOST_BYTES = 1 << 20
MOST_DEEP = 32

_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_END = '<?xpacket end="r"?>'
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Kind = Literal["Bag", "Seq", "Alt"]


@dataclass(frozen=True, slots=True)
class Items:
    """A list: ``Bag`` has no order, ``Seq`` has one, ``Alt`` offers a choice."""

    kind: Kind
    values: "tuple[Value, ...]"


@dataclass(frozen=True, slots=True)
class Alternative:
    """One text in several languages, as (language, text); ``x-default`` comes first."""

    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """A value made of named fields."""

    fields: "tuple[Property, ...]"


Value = str | bool | Items | Alternative | Structure


@dataclass(frozen=True, slots=True)
class Property:
    """One property: the address of its namespace, its name there, its value.

    ``prefix`` is how it is spelled and means nothing; two properties that differ in it alone are
    equal.
    """

    namespace: str
    prefix: str = field(compare=False)
    name: str
    value: Value


def in_default_language(text: str) -> Alternative:
    """Return ``text`` as a language alternative without a language."""
    return Alternative(((DEFAULT_LANGUAGE, text),))


def bag(values: Iterable[str]) -> Items:
    """Return texts as a list without order."""
    return Items("Bag", tuple(values))


def seq(values: Iterable[str]) -> Items:
    """Return texts as a list in order."""
    return Items("Seq", tuple(values))


def write(properties: Sequence[Property]) -> bytes:
    """Return the packet of these properties, in their order: UTF-8, always the same bytes.

    Characters that XML cannot hold become U+FFFD. Raises ``ValueError`` for a name no XML has, a
    property given twice, and a prefix that stands for two namespaces (or two for one).
    """
    spaces: dict[str, str] = {}
    for prop in _all(properties):
        if not _NAME.fullmatch(prop.name) or not _NAME.fullmatch(prop.prefix):
            raise ValueError(f"{prop.prefix}:{prop.name} is no name in XML")
        if spaces.setdefault(prop.prefix, prop.namespace) != prop.namespace:
            raise ValueError(f"the prefix {prop.prefix} stands for two namespaces")
    if len(set(spaces.values())) != len(spaces):
        raise ValueError("one namespace has two prefixes")
    _each_once(properties)
    declared = "".join(f' xmlns:{p}="{escaped(uri)}"' for p, uri in sorted(spaces.items()))
    rows = [
        _BEGIN,
        f'<x:xmpmeta xmlns:x="{META}">',
        f' <rdf:RDF xmlns:rdf="{RDF}">',
        f'  <rdf:Description rdf:about=""{declared}>',
        *(row for prop in properties for row in _property(prop, "   ")),
        "  </rdf:Description>",
        " </rdf:RDF>",
        "</x:xmpmeta>",
        _END,
    ]
    return "\n".join(rows).encode()


def parse(packet: bytes) -> tuple[Property, ...]:
    """Return the properties of a packet made by anybody, in the order found.

    A bool comes back as the text it was written as. Raises ``Unreadable`` for what is no XMP, a
    document type or an entity, more than 1 MiB, and values nested deeper than 32.
    """
    if len(packet) > MOST_BYTES:
        raise Unreadable("The XMP packet is larger than 1 MiB.")
    root = _tree(_decoded(packet))
    found = _first(root, (RDF, "RDF"))
    if found is None:
        raise Unreadable("The XMP packet holds no RDF.")
    return tuple(
        prop
        for node in found.children
        if node.name == (RDF, "Description")
        for prop in _described(node)
    )


def find(properties: Iterable[Property], namespace: str, name: str) -> Value | None:
    """Return the value of the first property of that name, or None."""
    return next((p.value for p in properties if (p.namespace, p.name) == (namespace, name)), None)


def _all(properties: Iterable[Property]) -> Iterator[Property]:
    for prop in properties:
        yield prop
        yield from _inside(prop.value)


def _inside(value: Value) -> Iterator[Property]:
    if isinstance(value, Structure):
        yield from _all(value.fields)
    elif isinstance(value, Items):
        for item in value.values:
            yield from _inside(item)


def _each_once(properties: Iterable[Property]) -> None:
    names = [(prop.namespace, prop.name) for prop in properties]
    if len(set(names)) != len(names):
        raise ValueError("a property is given twice")


def _property(prop: Property, indent: str) -> list[str]:
    return _element(f"{prop.prefix}:{prop.name}", "", prop.value, indent)


def _element(tag: str, attributes: str, value: Value, indent: str) -> list[str]:
    if isinstance(value, bool | str):
        text = str(value) if isinstance(value, bool) else escaped(value)
        return [f"{indent}<{tag}{attributes}>{text}</{tag}>"]
    if isinstance(value, Structure):
        _each_once(value.fields)
        inner = [row for prop in value.fields for row in _property(prop, indent + " ")]
        return [f'{indent}<{tag} rdf:parseType="Resource">', *inner, f"{indent}</{tag}>"]
    kind, items = _list(value)
    inner = [row for language, item in items for row in _item(language, item, indent + "  ")]
    return [
        f"{indent}<{tag}{attributes}>",
        f"{indent} <rdf:{kind}>",
        *inner,
        f"{indent} </rdf:{kind}>",
        f"{indent}</{tag}>",
    ]


def _list(value: Items | Alternative) -> tuple[Kind, list[tuple[str, Value]]]:
    if isinstance(value, Alternative):
        return "Alt", [(language, text) for language, text in value.texts]
    return value.kind, [("", item) for item in value.values]


def _item(language: str, value: Value, indent: str) -> list[str]:
    attribute = f' xml:lang="{escaped(language)}"' if language else ""
    return _element("rdf:li", attribute, value, indent)


def escaped(text: str) -> str:
    """Return text for an element or an attribute; a parser gives back the same characters."""
    clean = _NOT_XML.sub("\ufffd", text)
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        clean = clean.replace(sign, entity)
    return clean.replace("\r", "&#13;")


# Reading ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Node:
    """An element of XML: its name and those of its attributes as (namespace, name)."""

    name: tuple[str, str]
    prefix: str
    attributes: dict[tuple[str, str], tuple[str, str]]
    """(namespace, name) to (prefix, value)."""
    children: "list[_Node]"
    text: list[str]


def _decoded(packet: bytes) -> str:
    marks = (
        (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"), (b"<\0\0\0", "utf-32-le"),
        (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
    )  # fmt: skip
    encoding = next((name for mark, name in marks if packet.startswith(mark)), "utf-8")
    try:
        return packet.decode(encoding).strip("\ufeff \t\r\n\0")
    except UnicodeDecodeError as error:
        raise Unreadable("The XMP packet is not text.") from error


def _tree(text: str) -> _Node:
    from xml.parsers.expat import ExpatError, ParserCreate

    top = _Node(("", ""), "", {}, [], [])
    open_nodes = [top]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(open_nodes) > MOST_DEEP:
            raise Unreadable("The XMP packet is nested too deeply.")
        named = {_split(name): value for name, value in attributes.items()}
        space, name, prefix = _split(tag)
        found = {(s, n): (p, value) for (s, n, p), value in named.items()}
        node = _Node((space, name), prefix, found, [], [])
        open_nodes[-1].children.append(node)
        open_nodes.append(node)

    def end(_tag: str) -> None:
        open_nodes.pop()

    def characters(data: str) -> None:
        open_nodes[-1].text.append(data)

    def refuse(*_: object) -> None:
        raise Unreadable("The XMP packet declares a document type, which XMP never does.")

    # Characters are given, not bytes: the encoding a packet declares of itself is not asked.
    parser = ParserCreate(encoding="utf-8", namespace_separator=" ")
    parser.namespace_prefixes = True
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text.encode(), True)
    except (ExpatError, UnicodeEncodeError) as error:
        raise Unreadable("The XMP packet is not well formed.") from error
    return top


def _split(name: str) -> tuple[str, str, str]:
    """Return namespace, name and prefix of what expat gives as ``namespace name prefix``."""
    parts = name.split(" ")
    if len(parts) == 1:
        return "", parts[0], ""
    return parts[0], parts[1], parts[2] if len(parts) > 2 else ""


def _first(node: _Node, name: tuple[str, str]) -> _Node | None:
    for child in node.children:
        if child.name == name:
            return child
        found = _first(child, name)
        if found is not None:
            return found
    return None


def _described(node: _Node) -> Iterator[Property]:
    """Give the properties of a description, or of any element used as one."""
    for (space, name), (prefix, value) in node.attributes.items():
        if space not in {"", RDF, XML}:
            yield Property(space, prefix, name, value)
    for child in node.children:
        space, name = child.name
        if space not in {"", RDF}:
            yield Property(space, child.prefix, name, _value(child))


def _value(node: _Node) -> Value:
    """Return the value of a property's element or of a list's item (ISO 16684-1, 7.4 to 7.9)."""
    resource = node.attributes.get((RDF, "resource"))
    if resource is not None:
        return resource[1]
    only = node.children[0] if len(node.children) == 1 else None
    if only is not None and only.name[0] == RDF and only.name[1] in {"Bag", "Seq", "Alt"}:
        return _items(only)
    holder = only if only is not None and only.name == (RDF, "Description") else node
    qualified = _qualified(holder)
    if qualified is not None:
        return qualified
    fields = tuple(_described(holder))
    if fields or holder is not node or (RDF, "parseType") in node.attributes:
        return Structure(fields)
    return "".join(node.text) if not node.children else Structure(())


def _qualified(node: _Node) -> Value | None:
    """Return what stands in ``rdf:value`` where a value has qualifiers, which are left aside."""
    attribute = node.attributes.get((RDF, "value"))
    if attribute is not None:
        return attribute[1]
    child = next((child for child in node.children if child.name == (RDF, "value")), None)
    return _value(child) if child is not None else None


def _items(node: _Node) -> Items | Alternative:
    items = [child for child in node.children if child.name == (RDF, "li")]
    values = [_value(item) for item in items]
    languages = [item.attributes.get((XML, "lang"), ("", ""))[1] for item in items]
    if node.name[1] == "Alt" and any(languages):
        return Alternative(
            tuple(
                (language, value)
                for language, value in zip(languages, values, strict=True)
                if isinstance(value, str)
            )
        )
    kind: Kind = "Seq" if node.name[1] == "Seq" else "Bag" if node.name[1] == "Bag" else "Alt"
    return Items(kind, tuple(values))
