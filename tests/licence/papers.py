"""PDFs for the tests, made with pikepdf: copies as they should be, and what else people have."""

import io
from collections.abc import Callable, Mapping
from datetime import date

import pikepdf

from vault import xmp
from vault.licence import carriers, issuing, presets, rsl
from vault.licence.record import Holder, Recipient, Record, Sealed, Work
from vault.seal.keys import SigningKeys
from vault.seal.signing import LICENCE_NAMESPACE

KEYS = SigningKeys(bytes([21]) * 32, bytes([22]) * 32, "ab" * 32)
THIEF = SigningKeys(bytes([66]) * 32, bytes([67]) * 32, "cd" * 32)
WORK = Work("The Well", "Ada Writer", "ada@example.org", 2026)
READER = Recipient("Jane Reader", "jane@example.net", "Tall Tree Pictures")
PROGRAM = "Script Vault 0.1.0"
CERTIFICATE = {
    "Title": "Certificate of Sealing SV-ABCDE-FG: The Well",
    "Subject": "Certificate of Sealing",
    "Creator": PROGRAM,
    "CreationDate": "D:20261120093000Z",
}
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


def information_of(record: Record) -> dict[str, str]:
    return carriers.information(record, PROGRAM)


def packet_of(record: Record, signature: bytes) -> bytes:
    """The packet of a page."""
    return xmp.write(carriers.properties(record, signature))


def whole_packet(record: Record, signature: bytes) -> bytes:
    """The packet of the document."""
    terms = carriers.properties(record, signature)
    return xmp.write(carriers.of_document(information_of(record), terms))


def copy_of(
    record: Record,
    pages: int = 3,
    signature: bytes | None = None,
    change: Callable[[pikepdf.Pdf], None] = lambda _: None,
    **attached: bytes,
) -> bytes:
    """A copy as it leaves the desk; ``change`` is done to it before it is written."""
    signature = signed(record) if signature is None else signature
    files = {carriers.LICENCE_FILE: record.raw, carriers.SIGNATURE_FILE: signature}
    if rsl.written(record):
        files[rsl.FILE] = rsl.written(record).encode()
    files |= attached
    return paper(
        pages,
        whole_packet(record, signature),
        packet_of(record, signature),
        files,
        change,
        information_of(record),
    )


def certificate_of(
    files: Mapping[str, bytes],
    pages: int = 1,
    change: Callable[[pikepdf.Pdf], None] = lambda _: None,
    **saving: object,
) -> bytes:
    """A certificate with these files attached."""
    packet = xmp.write(carriers.described(CERTIFICATE))
    return paper(pages, packet, None, files, change, CERTIFICATE, **saving)


def paper(
    pages: int = 1,
    packet: bytes | None = None,
    page_packet: bytes | None = None,
    files: Mapping[str, bytes] | None = None,
    change: Callable[[pikepdf.Pdf], None] = lambda _: None,
    information: Mapping[str, str] | None = None,
    **saving: object,
) -> bytes:
    """A plain PDF of blank pages with these packets and attachments."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(612, 792))
    if packet is not None:
        document.Root.Metadata = metadata(document, packet)
    if page_packet is not None:
        shared = metadata(document, page_packet)
        for page in document.pages:
            page.obj.Metadata = shared
    if files:
        attach(document, files)
    if information:
        document.trailer.Info = document.make_indirect(
            pikepdf.Dictionary({f"/{name}": text for name, text in information.items()})
        )
    change(document)
    out = io.BytesIO()
    document.save(
        out, deterministic_id="encryption" not in saving, fix_metadata_version=False, **saving
    )
    return out.getvalue()


def attach(document: pikepdf.Pdf, files: Mapping[str, bytes]) -> None:
    """List these files in the document's name tree."""
    listed: list[pikepdf.Object] = []
    for name, data in sorted(files.items()):
        listed += [pikepdf.String(name), attachment(document, name, data)]
    tree = pikepdf.Dictionary(Names=pikepdf.Array(listed))
    document.Root.Names = pikepdf.Dictionary(EmbeddedFiles=tree)


def attachment(document: pikepdf.Pdf, name: str, data: bytes) -> pikepdf.Object:
    """One file, as a part that the name tree can list."""
    stream = document.make_stream(data, Type=pikepdf.Name.EmbeddedFile)
    return document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Filespec, F=name, UF=name, EF=pikepdf.Dictionary(F=stream)
        )
    )


def metadata(document: pikepdf.Pdf, packet: bytes) -> pikepdf.Object:
    return document.make_stream(packet, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
