"""The formats a copy may have beside PDF: one table, and what holds for each of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from vault.errors import BadInput, Unreadable
from vault.licence import native_packages
from vault.licence.record import Record
from vault.screenplay.reading import Opaque, Script, canonical_text, read
from vault.screenplay.sniffing import FDX_NAMES, FOUNTAIN_NAMES, TEXT_NAMES, extension
from vault.share.blanks import Site as Blank
from vault.share.native import docx, fdx, fountain, odt, plain, rtf
from vault.share.native.lettering import opened
from vault.share.native.unseen import carried
from vault.share.native.wording import Source, Wordable, Worded, check
from vault.share.variants import Site
from vault.share.varying import Said, said_otherwise

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ODT = "application/vnd.oasis.opendocument.text"
_MARKED = frozenset([".md", ".markdown"])


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
    """What all copies of a draft in its own format have; ``worded`` if their words may differ.

    ``blanks`` is where they may have signs without width.
    """

    format: str
    suffix: str
    media: str
    source: Source
    words: str | None
    worded: Worded | None = None
    blanks: tuple[Blank, ...] = ()

    def copy(self, record: Record, signature: bytes, said: Sequence[Said] = ()) -> bytes:
        """Return the file of one copy; what is ``said`` in it otherwise stands at known places.

        Raises ``BadInput`` where it would not read as the draft does with these words.
        """
        source, words, worded = self.source, self.words, self.worded
        if worded is not None and said:
            source = worded.saying(said)
            words = words and canonical_text(said_otherwise(worded.script, said))
        data = source.copy(record, signature)
        if words is not None:
            found = read(data, f"copy{self.suffix}")
            if isinstance(found, Opaque) or canonical_text(found) != words:
                raise BadInput(
                    "A copy in the script's own format would not read as the script does.",
                    "Share it as PDF.",
                )
        return data


def prepared(
    data: bytes, name: str, sites: Sequence[Site] = (), blanks: Sequence[Blank] = ()
) -> Native:
    """Return what a draft's copies need; ``name`` is its file's, ``sites`` those of its variants.

    ``blanks`` is where signs without width are wanted. Raises ``BadInput`` for a format that has no
    row, for a draft of which a copy would not be complete, or would hold more than prints, and for
    a choice that its format cannot hold.
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
    suffix = suffix if suffix in row.suffixes else row.usual
    made = Native(script.format or "", suffix, row.media, source, words)
    if not isinstance(script, Script) or not (sites or blanks):
        return made
    places = [place for site in sites for place in site.places]
    letters = [site.letter for site in blanks]
    worded = Worded(cast("Wordable", source), script, [*places, *letters])
    if sites:
        check(worded, sites, f"copy{suffix}")
    return replace(made, worded=worded, blanks=carried(worded, blanks, f"copy{suffix}"))


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
