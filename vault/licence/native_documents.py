"""The terms in documents that are ZIP files: Word and OpenDocument, whoever wrote them."""

import fnmatch
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

from vault.errors import Unreadable
from vault.licence import native
from vault.licence.carriers import SPACES
from vault.licence.native_found import Found
from vault.licence.native_packages import opened
from vault.licence.signals import keyword_signals

MOST_TAGS = 1_000_000
_CUSTOM = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_MOST_WORDS = 1 << 20
_MOST_KEYWORDS = 2_000


def places_in(data: bytes) -> Iterator[Found]:
    """Give what a document says of its terms.

    Raises ``Unreadable`` for a file that is damaged, or that is neither of the two.
    """
    parts = opened(data).parts
    if "[Content_Types].xml" in parts:
        return _in_word(dict(parts))
    if "content.xml" in parts:
        return _in_open_document(dict(parts))
    raise Unreadable("It is neither a Word document nor an OpenDocument text.")


def tree(text: str) -> Element:
    """Return the root of XML; raises ``Unreadable`` for damage, entities and too many elements."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Unreadable("It declares a document type, which no script does.")
    if text.count("<") > MOST_TAGS:
        raise Unreadable("It has more parts than any script.")
    try:
        return fromstring(text)
    except ParseError as error:
        raise Unreadable("Its XML breaks off or is not well formed.") from error


def _in_word(parts: dict[str, bytes]) -> Iterator[Found]:
    for name in fnmatch.filter(parts, "customXml/item*.xml"):
        root = _tree(parts[name])
        if root.tag == f"{{{SPACES['sv']}}}licence":
            told = {one.tag.rpartition("}")[2]: one.text or "" for one in root}
            yield Found("the data in the document", _ours(told))
    if "docProps/custom.xml" in parts:
        told = {
            one.get("name", ""): "".join(one.itertext())
            for one in _tree(parts["docProps/custom.xml"]).iter(f"{_CUSTOM}property")
        }
        yield Found("the document's properties", _ours(told))
    if "docProps/core.xml" in parts:
        yield _keywords(
            one.text for one in _tree(parts["docProps/core.xml"]).iter(f"{_CORE}keywords")
        )
    for source, pattern in (("the footer", "*/*footer*.xml"), ("the words", "*/document*.xml")):
        # Where a PDF became a document, the foot of each page stands among the words.
        words = [_words(parts[name], "t") for name in sorted(fnmatch.filter(parts, pattern))]
        yield Found(source, words="\n".join(words))


def _in_open_document(parts: dict[str, bytes]) -> Iterator[Found]:
    if "meta.xml" in parts:
        root = _tree(parts["meta.xml"])
        told = {
            one.get(f"{_META}name", ""): one.text or "" for one in root.iter(f"{_META}user-defined")
        }
        rights = "; ".join(one.text or "" for one in root.iter(f"{{{SPACES['dc']}}}rights"))
        yield Found("the document's properties", _ours(told), rights)
        yield _keywords(one.text for one in root.iter(f"{_META}keyword"))
        found = [one.text or "" for one in root.iter(f"{{{SPACES['tdm']}}}reservation")]
        if found:
            yield Found("the document's metadata", {native.TDM: found[-1]})
    for source, name in (("the footer", "styles.xml"), ("the words", "content.xml")):
        if name in parts:
            yield Found(source, words=_words(parts[name], "p"))


def _keywords(found: Iterable[str | None]) -> Found:
    """Return what stands among the keywords, where a PDF's have gone that became a document."""
    told = ", ".join(text for text in found if text)
    return Found("the document", told=keyword_signals(told[:_MOST_KEYWORDS]))


def _ours(told: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in told.items() if name in native.NAMES}


def _words(data: bytes, name: str) -> str:
    """Return the words in a part's elements of a name."""
    found = (
        "".join(one.itertext()) for one in _tree(data).iter() if str(one.tag).endswith(f"}}{name}")
    )
    return "\n".join(found)[:_MOST_WORDS]


def _tree(data: bytes) -> Element:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return tree(data.decode(encoding, "replace"))
