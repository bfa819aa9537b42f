"""The terms in any file: every signal found, where they disagree, and what follows from them."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vault import xmp
from vault.errors import BadInput, Unreadable
from vault.licence import manifests, native, pdf, record, rsl
from vault.licence.attachments import Carried, carried
from vault.licence.carriers import LICENCE_FILE, SIGNATURE_FILE, SPACES
from vault.licence.native_found import RSL, Found
from vault.licence.presets import STRICTNESS, USES, Use
from vault.licence.readers import Reader, reader_for
from vault.licence.record import Record
from vault.licence.signals import Signal, keyword_signals, printed_signals, signal_of
from vault.seal.signing import LICENCE_NAMESPACE, verify_sshsig

MOST_SIGNALS = 5_000
_OPEN = {"allowed": "allowed", "limited": "limited"}
_OURS = "Script Vault"
_GIVE = "Give a PDF, a script, a document, a book (EPUB), a picture, a web page or its headers."


@dataclass(slots=True)
class Terms:
    """What a file says in all; ``unread`` are sentences on what could not be read."""

    signals: list[Signal] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def effective(self) -> dict[str, Use]:
        """For each use the most restrictive of all signals; what no signal names is unsaid."""
        return {
            use: max(
                (signal.uses[use] for signal in self.signals if use in signal.uses),
                key=STRICTNESS.index,
                default="unsaid",
            )
            for use in USES
        }

    @property
    def conflicts(self) -> list[dict[str, Any]]:
        """The uses that one signal leaves open and another does not, with what each says."""
        found = []
        for use in USES:
            said = [s for s in self.signals if s.uses.get(use, "unsaid") != "unsaid"]
            if len({_OPEN.get(signal.uses[use], "closed") for signal in said}) > 1:
                told = [
                    {
                        "source": signal.source,
                        "property": signal.property,
                        "value": signal.uses[use],
                    }
                    for signal in said
                ]
                found.append({"use": use, "signals": told})
        return found


def read_terms(path: Path, clock: pdf.Clock = time.monotonic) -> Terms:
    """Return what a file says about its use.

    Raises ``BadInput`` in words for a file that is not there, is of a format without a reader, or
    cannot be read.
    """
    try:
        data, reader = _opened(path)
        if reader is not None:
            return _terms(reader(data))
        found = carried(data, _WANTED, clock, strict=False)
        return _terms(_in_pdf(found), [*found.unread, *found.strange])
    except Unreadable as error:
        raise BadInput(f"{path.name}: {error.message}", "Check the file.") from error


_WANTED = {
    LICENCE_FILE: record.LONGEST,
    SIGNATURE_FILE: 1 << 12,
    rsl.FILE: rsl.MOST,
    **dict.fromkeys(manifests.ATTACHMENTS, manifests.MOST),
}


def _in_pdf(found: Carried) -> Iterator[Found]:
    """Give what a PDF says, place by place."""
    for source, packet in _packets(found):
        yield Found(source, packet=packet)
    if LICENCE_FILE in found.files:
        source, signature = f"attachment {LICENCE_FILE}", found.files.get(SIGNATURE_FILE)
        yield Found(source, told=[_ours(source, found.files[LICENCE_FILE], signature)])
    if rsl.FILE in found.files:
        text = found.files[rsl.FILE].decode("utf-8", "replace")
        yield Found(f"attachment {rsl.FILE}", {RSL: text})
    for name in manifests.ATTACHMENTS:
        if name in found.files:
            yield from manifests.found_in(found.files[name])
    words = keyword_signals(found.information.get("Keywords", "")[:2000])
    yield Found("the document", told=[*words, *printed_signals(found.words)])


def _terms(places: Iterable[Found], unread: Iterable[str] = ()) -> Terms:
    """Return what the places of a file say in all; what is said twice in one place is told once."""
    terms, known, count = Terms(unread=list(unread)), set[tuple[str, str, str]](), 0
    for place in _before_damage(places, terms):
        for signal in _signals(place, terms.unread):
            key = signal.source, signal.property, signal.value
            count += 1
            if count > MOST_SIGNALS:
                raise Unreadable("The file says more about rights than is looked at.")
            if key not in known:
                known.add(key)
                terms.signals.append(signal)
    return terms


def _before_damage(places: Iterable[Found], terms: Terms) -> Iterator[Found]:
    """Give the places up to where a file is damaged, which is noted if anything was read."""
    try:
        yield from places
    except Unreadable as error:
        if not terms.signals:
            raise
        terms.unread.append(error.message)


def _signals(place: Found, unread: list[str]) -> Iterator[Signal]:
    """Give what a place says; what of it cannot be read is noted."""
    yield from place.signals()
    if place.unread:
        unread.append(f"Not read in {place.source}: {place.unread}")
    try:
        told = native.record_in(place.named)
    except Unreadable as error:
        unread.append(f"The licence record in {place.source}: {error.message}")
        told = None
    if told is not None:
        yield _ours(place.source, *told)
    if place.packet is not None:
        yield from _in_packet(place.source, place.packet, unread)


def _in_packet(source: str, packet: bytes, unread: list[str]) -> Iterator[Signal]:
    try:
        properties = xmp.parse(packet)
    except Unreadable as error:
        unread.append(f"The metadata of {source} is not read: {error.message}")
        return
    yield from (s for p in properties if (s := signal_of(p, source)) is not None)
    embedded = xmp.find(properties, SPACES["sv"], "licence")
    signature = xmp.find(properties, SPACES["sv"], "signature")
    if isinstance(embedded, str):
        told = signature.encode() if isinstance(signature, str) else None
        yield _ours(f"metadata of {source}", embedded.encode(), told)


def _packets(found: Carried) -> Iterator[tuple[str, bytes]]:
    """Give each packet once, with the places where it stands."""
    places: dict[bytes, list[int]] = {}
    for number, packet in enumerate([found.packet, *found.pages]):
        if packet is not None:
            places.setdefault(packet, []).append(number)
    for packet, numbers in places.items():
        pages = [number for number in numbers if number]
        parts = (["the document"] if 0 in numbers else []) + ([_page_names(pages)] if pages else [])
        yield " and ".join(parts), packet


def _page_names(numbers: list[int]) -> str:
    """Return page numbers as people list them: page 3; pages 1-113; pages 1-4 and 9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    parts = ["-".join(map(str, run)) for run in runs[:20]]
    more = " and more" if len(runs) > len(parts) else ""
    return ("page " if len(numbers) == 1 else "pages ") + ", ".join(parts) + more


def _ours(source: str, raw: bytes, signature: bytes | None) -> Signal:
    """Return what a licence record of ours says, and whether its signature holds."""
    try:
        told = record.parse(raw)
    except Unreadable as error:
        return Signal(source, _OURS, "licence", "", error.message)
    terms = told.terms
    uses: dict[str, Use] = {u: s for u in USES for s in STRICTNESS if terms.uses[u] == s}
    says = f"{terms.sentence} For {told.recipient.in_words}; {told.status}. "
    return Signal(
        source, _OURS, "licence", terms.preset, says + _signed(told, raw, signature), uses
    )


def _signed(told: Record, raw: bytes, signature: bytes | None) -> str:
    if signature is None:
        return "The record is not signed."
    if verify_sshsig(signature, raw, LICENCE_NAMESPACE, told.keys.ed25519):
        return f"Signed with key {told.keys.short}."
    return "The signature beside it does not fit."


def _opened(path: Path) -> tuple[bytes, Reader | None]:
    """Return a file's bytes and what reads them, None for a PDF."""
    if path.exists() and not path.is_file():
        raise BadInput(f"{path.name} is no file.", _GIVE)
    try:
        with path.open("rb") as file:
            head = file.read(1024)
            reader = None if pdf.MARK in head else reader_for(path.name, head)
            if reader is None and pdf.MARK not in head:
                raise _no_reader(path, head)
            return head + pdf.read_whole(file), reader
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise BadInput(f"{path.name} cannot be read: {reason}.", "Check the file.") from error


_MAGIC = (
    (b"{\\rtf", "RTF files of another name"),
    (b"PK\x03\x04", "ZIP files of this kind"),
    (b"\xd0\xcf\x11\xe0", "older Word files"),
)


def _no_reader(path: Path, head: bytes) -> BadInput:
    """Return in words that a file has no reader, and which format it is as far as that shows."""
    if not head:
        return BadInput(f"{path.name} is empty.", _GIVE)
    kind = next((name for magic, name in _MAGIC if head.startswith(magic)), "")
    suffix = path.suffix.lower()
    if not kind and suffix.isascii() and suffix.isprintable() and suffix not in {"", ".pdf"}:
        kind = f"{suffix[:12]} files"
    if not kind:
        return BadInput(f"{path.name} is of no kind that is read.", _GIVE)
    return BadInput(f"There is no reader for the terms in {kind} yet.", _GIVE)
