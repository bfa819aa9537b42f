"""What a file says of itself: the signed licence records that it or one of its pages still carries.

A record is told apart from hearsay by its signature alone. It says whose copy the record belongs
to, and not that the pages around it do: whoever has a record can put it into another file.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from vault import xmp
from vault.errors import Unreadable
from vault.licence import native, pdf
from vault.licence.attachments import Carried, carried
from vault.licence.carriers import LICENCE_FILE, SIGNATURE_FILE, SPACES
from vault.licence.native_reading import found_in
from vault.licence.record import LONGEST, Record, parse
from vault.seal.signing import LICENCE_NAMESPACE, verify_sshsig

_WANTED = {LICENCE_FILE: LONGEST, SIGNATURE_FILE: 1 << 12}


@dataclass(frozen=True, slots=True)
class Claim:
    """A record whose signature holds, and the pages that carry it, from 1; 0 is the document."""

    record: Record
    pages: tuple[int, ...]


def claims(data: bytes, clock: pdf.Clock) -> list[Claim]:
    """Return the records in a file; none where its other parts cannot be read.

    Which of them are of one's own vault is for the caller to say.
    """
    try:
        if pdf.MARK in data[:1024]:
            told = list(_signed(carried(data, _WANTED, clock, strict=False, words=False)))
        else:
            told = [(0, *pair) for pair in _in_script(data)]
    except Unreadable:
        return []
    places: dict[bytes, list[int]] = {}
    records: dict[bytes, Record] = {}
    for number, raw, signature in told:
        try:
            record = parse(raw)
        except Unreadable:
            continue
        if verify_sshsig(signature, raw, LICENCE_NAMESPACE, record.keys.ed25519):
            records[raw] = record
            places.setdefault(raw, []).append(number)
    return [Claim(record, tuple(places[raw])) for raw, record in records.items()]


def _signed(found: Carried) -> Iterator[tuple[int, bytes, bytes]]:
    """Give each record with its signature and the number of the page that has it."""
    attached, beside = found.files.get(LICENCE_FILE), found.files.get(SIGNATURE_FILE)
    if attached is not None and beside is not None:
        yield 0, attached, beside
    known: dict[bytes, tuple[bytes, bytes] | None] = {}
    for number, packet in enumerate([found.packet, *found.pages]):
        if packet is None:
            continue
        if packet not in known:
            known[packet] = _in_packet(packet)
        pair = known[packet]
        if pair is not None:
            yield number, *pair


def _in_script(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give each record with its signature in a copy of the script's own format."""
    for place in found_in(data):
        told = native.record_in(place.named)
        if told is not None and told[1] is not None:
            yield told[0], told[1]


def _in_packet(packet: bytes) -> tuple[bytes, bytes] | None:
    try:
        properties = xmp.parse(packet)
    except Unreadable:
        return None
    raw = xmp.find(properties, SPACES["sv"], "licence")
    signature = xmp.find(properties, SPACES["sv"], "signature")
    if isinstance(raw, str) and isinstance(signature, str):
        return raw.encode(), signature.encode()
    return None
