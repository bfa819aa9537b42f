"""The formats a copy may have beside PDF: one table, and what holds for each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from vault.errors import BadInput, Unreadable
from vault.licence import native_packages
from vault.licence.record import Record
from vault.screenplay.reading import Opaque, Script, canonical_text, read
from vault.screenplay.sniffing import FDX_NAMES, FOUNTAIN_NAMES, TEXT_NAMES, extension
from vault.share.native import docx, fdx, fountain, odt, plain, rtf
from vault.share.native.lettering import opened

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ODT = "application/vnd.oasis.opendocument.text"
_MARKED = frozenset([".md", ".markdown"])


class Source(Protocol):
    """A draft, ready to become copies in its own format."""

    def copy(self, record: Record, signature: bytes) -> bytes:
        """Return the file of one copy; ``signature`` is the SSH signature file over its record."""


@dataclass(frozen=True, slots=True)
class _Format:
    """One row: the file names a format goes by, the usual first, and how it is prepared."""

    usual: str
    suffixes: frozenset[str]
    media: str
    prepare: Callable[[bytes, str], Source]
    reads_as_before: bool = True
    """Whether our reader must find the words of the draft in a copy, and no others."""


@dataclass(frozen=True, slots=True)
class Native:
    """What all copies of a draft in its own format have."""

    format: str
    suffix: str
    media: str
    source: Source
    words: str | None

    def copy(self, record: Record, signature: bytes) -> bytes:
        """Return the file of one copy. Raises ``BadInput`` where it would not read as the draft."""
        data = self.source.copy(record, signature)
        if self.words is not None:
            found = read(data, f"copy{self.suffix}")
            if isinstance(found, Opaque) or canonical_text(found) != self.words:
                raise BadInput(
                    "A copy in the script's own format would not read as the script does.",
                    "Share it as PDF.",
                )
        return data


def prepared(data: bytes, name: str) -> Native:
    """Return what a draft's copies need; ``name`` is its file's.

    Raises ``BadInput`` for a format that has no row, and for a draft of which a copy would not be
    complete, or would hold more than prints.
    """
    script = read(data, name)
    row = _FORMATS.get(script.format or "")
    if row is None:
        reason = f": {script.reason}" if isinstance(script, Opaque) else ""
        raise BadInput(
            f"There are no copies of {name} in its own format yet{reason}.",
            "Share a draft in Final Draft, Fountain, Word, OpenDocument, RTF or plain text.",
        )
    if isinstance(script, Script):
        _check(script, name)
    try:
        source = row.prepare(data, name)
    except Unreadable as error:
        raise BadInput(f"{name} cannot be copied as it is. {error.message}", _PDF) from error
    suffix = extension(name)
    words = canonical_text(script) if isinstance(script, Script) and row.reads_as_before else None
    return Native(
        script.format or "",
        suffix if suffix in row.suffixes else row.usual,
        row.media,
        source,
        words,
    )


_PDF = "Share it as PDF."


def _check(script: Script, name: str) -> None:
    if "partly-read" in script.flags:
        raise BadInput(f"{name} is damaged, and a copy of it would be so too.", _PDF)
    if "tracked-changes" in script.flags:
        raise BadInput(
            f"{name} tracks changes, and words that were taken out may still stand in it.",
            "Accept or reject them in Final Draft, save, and share that draft.",
        )
    if not canonical_text(script):
        raise BadInput(f"{name} has no words that print.", "Share another draft.")


def _fdx(data: bytes, name: str) -> Source:
    return fdx.prepared(opened(data, name))


def _fountain(data: bytes, name: str) -> Source:
    return fountain.prepared(opened(data, name))


def _text(data: bytes, name: str) -> Source:
    return plain.prepared(opened(data, name), marked=extension(name) in _MARKED)


def _docx(data: bytes, _name: str) -> Source:
    return docx.prepared(native_packages.opened(data))


def _odt(data: bytes, _name: str) -> Source:
    return odt.prepared(native_packages.opened(data))


def _rtf(data: bytes, _name: str) -> Source:
    return rtf.prepared(data)


_FORMATS = {
    "fdx": _Format(".fdx", FDX_NAMES, "application/xml", _fdx),
    "fountain": _Format(".fountain", FOUNTAIN_NAMES | TEXT_NAMES, "text/plain", _fountain),
    "text": _Format(".txt", TEXT_NAMES, "text/plain", _text, reads_as_before=False),
    "docx": _Format(".docx", frozenset([".docx"]), _WORD, _docx, reads_as_before=False),
    "rtf": _Format(".rtf", frozenset([".rtf"]), "application/rtf", _rtf, reads_as_before=False),
    "odt": _Format(".odt", frozenset([".odt"]), _ODT, _odt, reads_as_before=False),
}
"""By what our reader calls them."""
