"""The terms in electronic books: what an EPUB's package document says, and its pages (EPUB 3.3).

TDMRep's properties are meta elements of the package, in EPUB 3 under a prefix that the package
declares and in EPUB 2 by their names (TDMRep, section on EPUB).
"""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from vault.errors import Unreadable
from vault.licence import native, web
from vault.licence.carriers import SPACES, TDM_ELSEWHERE
from vault.licence.native_documents import tree
from vault.licence.native_found import LICENCE, Found

CONTAINER = "META-INF/container.xml"
_OCF = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_TERMS = "http://purl.org/dc/terms/"
_PREFIXES = {"tdm": TDM_ELSEWHERE, "dcterms": _TERMS}
"""What prefixes stand for where a package declares none, as programs that save it again do."""
_SOURCE = "the book's package"
_PAGE_BYTES = 1 << 16
_MOST_PAGES = 2_000


def found_in(parts: Mapping[str, bytes]) -> Iterator[Found]:
    """Give what a book says of its terms; raises ``Unreadable`` for one that is damaged."""
    if CONTAINER not in parts:
        raise Unreadable("The book has no list of its packages.")
    roots = tree(_text(parts[CONTAINER])).iter(f"{_OCF}rootfile")
    packages = parts.keys() & {row.get("full-path", "") for row in roots}
    if not packages:
        raise Unreadable("The book has no package document.")
    for name in sorted(packages):
        text = _text(parts[name])
        yield from _in_package(tree(text))
        yield from web.in_rsl(text, _SOURCE)
    pages = [name for name in parts if name.lower().endswith((".xhtml", ".html", ".htm"))]
    for name in pages[:_MOST_PAGES]:
        yield from web.in_page(_text(parts[name][:_PAGE_BYTES]), "the book's pages")


def _in_package(root: Element) -> Iterator[Found]:
    spaces = {**_PREFIXES, **_declared(root.get("prefix", ""))}
    for meta in root.iter(f"{_OPF}meta"):
        called = meta.get("property", meta.get("name", ""))
        prefix, _, name = called.partition(":")
        value = (meta.get("content") or meta.text or "").strip()
        space = spaces.get(prefix, "")
        if space in (TDM_ELSEWHERE, SPACES["tdm"]) and name in ("reservation", "policy"):
            yield Found(_SOURCE, {native.TDM if name == "reservation" else native.POLICY: value})
        elif space == _TERMS and name in ("rights", "license", "accessRights") and value:
            yield Found(_SOURCE, rights=value)
    for row in root.iter(f"{{{SPACES['dc']}}}rights"):
        if row.text:
            yield Found(_SOURCE, rights=row.text.strip())
    for link in root.iter(f"{_OPF}link"):
        kinds = link.get("rel", "").split()
        if {"license", "dcterms:license", "dcterms:rights", "cc:license"} & set(kinds):
            yield Found(_SOURCE, {LICENCE: link.get("href", "")})


def _declared(prefixes: str) -> dict[str, str]:
    """Return what a package's prefixes stand for (EPUB 3.3, D.1.4)."""
    words = prefixes.split()
    return {name.rstrip(":"): space for name, space in zip(words[::2], words[1::2], strict=False)}


def _text(data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return data.decode("utf-16" if wide else "utf-8-sig", "replace")
