"""The terms in any file: every signal found, where they disagree, and what follows from them."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vault import xmp
from vault.errors import BadInput, Unreadable
from vault.licence import native, pdf, record, rsl
from vault.licence.attachments import Carried, carried
from vault.licence.carriers import LICENCE_FILE, SIGNATURE_FILE, SPACES
from vault.licence.native_found import Found
from vault.licence.native_reading import found_in, may_hold
from vault.licence.presets import STRICTNESS, USES, Use
from vault.licence.record import Record
from vault.licence.signals import LONGEST_VALUE, Signal, keyword_signals, printed_signals, signal_of
from vault.seal.signing import LICENCE_NAMESPACE, verify_sshsig

MOST_SIGNALS = 5_000
_OPEN = {"allowed": "allowed", "limited": "limited"}
_OURS = "Script Vault"
_GIVE = "Give a PDF, or a script in Final Draft, Fountain, Word, OpenDocument, RTF or plain text."


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
    is a PDF that cannot be read.
    """
    try:
        data = _bytes(path)
        if pdf.MARK in data[:1024]:
            return _terms(carried(data, _WANTED, clock, strict=False))
        return _native_terms(found_in(data))
    except Unreadable as error:
        raise BadInput(f"{path.name}: {error.message}", "Check the file.") from error


_WANTED = {LICENCE_FILE: record.LONGEST, SIGNATURE_FILE: 1 << 12, rsl.FILE: rsl.MOST}


def _terms(found: Carried) -> Terms:
    terms = Terms(unread=[*found.unread, *found.strange])
    for source, packet in _packets(found):
        try:
            properties = xmp.parse(packet)
        except Unreadable as error:
            terms.unread.append(f"The metadata of {source} is not read: {error.message}")
            continue
        terms.signals += [s for p in properties if (s := signal_of(p, source)) is not None]
        embedded = xmp.find(properties, SPACES["sv"], "licence")
        signature = xmp.find(properties, SPACES["sv"], "signature")
        if isinstance(embedded, str):
            told = signature.encode() if isinstance(signature, str) else None
            terms.signals.append(_ours(f"metadata of {source}", embedded.encode(), told))
        if len(terms.signals) > MOST_SIGNALS:
            raise Unreadable("The PDF says more about rights than is looked at.")
    attached = found.files.get(LICENCE_FILE)
    if attached is not None:
        terms.signals.append(
            _ours(f"attachment {LICENCE_FILE}", attached, found.files.get(SIGNATURE_FILE))
        )
    if rsl.FILE in found.files:
        text = found.files[rsl.FILE].decode("utf-8", "replace")
        says, uses = rsl.said(text)
        source = f"attachment {rsl.FILE}"
        terms.signals.append(Signal(source, "RSL", "rsl", text[:LONGEST_VALUE], says, uses))
    terms.signals += keyword_signals(found.information.get("Keywords", "")[:2000])
    terms.signals += printed_signals(found.words)
    return terms


def _native_terms(places: Iterable[Found]) -> Terms:
    """Return what a file says that is no PDF."""
    terms = Terms()
    for place in places:
        terms.signals += place.signals()
        try:
            told = native.record_in(place.named)
        except Unreadable as error:
            terms.unread.append(f"The licence record in {place.source}: {error.message}")
            continue
        if told is not None:
            terms.signals.append(_ours(place.source, *told))
    return terms


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


def _bytes(path: Path) -> bytes:
    """Return a file's bytes; a format without a reader is told by its name and its first ones."""
    if path.exists() and not path.is_file():
        raise BadInput(f"{path.name} is no file.", _GIVE)
    try:
        with path.open("rb") as file:
            head = file.read(1024)
            if pdf.MARK not in head and not may_hold(path.suffix, head):
                raise _no_reader(path, head)
            return head + pdf.read_whole(file)
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise BadInput(f"{path.name} cannot be read: {reason}.", "Check the file.") from error


_MAGIC = (
    (b"\xff\xd8\xff", "JPEG pictures"),
    (b"\x89PNG", "PNG pictures"),
    (b"GIF8", "GIF pictures"),
    (b"{\\rtf", "RTF files of another name"),
    (b"PK\x03\x04", "EPUB and other ZIP files"),
    (b"\xd0\xcf\x11\xe0", "older Word files"),
)


def _no_reader(path: Path, head: bytes) -> BadInput:
    """Return in words that a file is no PDF, and which format it is as far as that shows."""
    if not head:
        return BadInput(f"{path.name} is empty.", _GIVE)
    kind = next((name for magic, name in _MAGIC if head.startswith(magic)), "")
    suffix = path.suffix.lower()
    if not kind and suffix.isascii() and suffix.isprintable() and suffix not in {"", ".pdf"}:
        kind = f"{suffix[:12]} files"
    if not kind:
        return BadInput(f"{path.name} is no PDF and no script.", _GIVE)
    return BadInput(
        f"There is no reader for the terms in {kind} yet.",
        _GIVE,
    )
