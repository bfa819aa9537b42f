"""PDFs for the tests, made with pikepdf: copies as they should be, and what else people have."""

import io
from collections.abc import Callable, Mapping
from datetime import date

import pikepdf

from vault import xmp
from vault.licence import carriers, issuing, presets
from vault.licence.record import Holder, Recipient, Record, Sealed, Work
from vault.seal.keys import SigningKeys
from vault.seal.signing import LICENCE_NAMESPACE

KEYS = SigningKeys(bytes([21]) * 32, bytes([22]) * 32, "ab" * 32)
THIEF = SigningKeys(bytes([66]) * 32, bytes([67]) * 32, "cd" * 32)
WORK = Work("The Well", "Ada Writer", "ada@example.org", 2026)
READER = Recipient("Jane Reader", "jane@example.net", "Tall Tree Pictures")
SEALED = Sealed("1a" * 32, "2b" * 32, "3c" * 16, 7, "4d" * 32)


def issued(
    preset: str = presets.DEFAULT,
    holder: Holder = "unsaid",
    work: Work = WORK,
    recipient: Recipient = READER,
    keys: SigningKeys = KEYS,
) -> Record:
    return issuing.issue(
        presets.preset(preset),
        holder=holder,
        work=work,
        copy_id="7F3K-Q2",
        recipient=recipient,
        issued=date(2026, 11, 20),
        sealed=SEALED,
        keys=keys.public,
    )


def signed(record: Record, keys: SigningKeys = KEYS) -> bytes:
    return keys.sign_file(LICENCE_NAMESPACE, record.raw)


def packet_of(record: Record, signature: bytes) -> bytes:
    return xmp.write(carriers.properties(record, signature))


def copy_of(
    record: Record,
    pages: int = 3,
    signature: bytes | None = None,
    change: Callable[[pikepdf.Pdf], None] = lambda _: None,
    **attached: bytes,
) -> bytes:
    """A copy as it leaves the desk; ``change`` is done to it before it is written."""
    signature = signed(record) if signature is None else signature
    packet = packet_of(record, signature)
    files = {carriers.LICENCE_FILE: record.raw, carriers.SIGNATURE_FILE: signature, **attached}
    return paper(pages, packet, packet, files, change)


def paper(
    pages: int = 1,
    packet: bytes | None = None,
    page_packet: bytes | None = None,
    files: Mapping[str, bytes] | None = None,
    change: Callable[[pikepdf.Pdf], None] = lambda _: None,
    **saving: object,
) -> bytes:
    """A PDF of blank pages with these packets and attachments."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(612, 792))
    if packet is not None:
        document.Root.Metadata = metadata(document, packet)
    if page_packet is not None:
        shared = metadata(document, page_packet)
        for page in document.pages:
            page.obj.Metadata = shared
    for name, data in sorted((files or {}).items()):
        document.attachments[name] = pikepdf.AttachedFileSpec(document, data, filename=name)
    change(document)
    out = io.BytesIO()
    document.save(
        out, deterministic_id="encryption" not in saving, fix_metadata_version=False, **saving
    )
    return out.getvalue()


def metadata(document: pikepdf.Pdf, packet: bytes) -> pikepdf.Object:
    return document.make_stream(packet, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
