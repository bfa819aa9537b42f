"""The certificate as a file: alone with its record attached, or as the pages of a bundle."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from vault.paper.document import About, Document
from vault.prove.certificate import Certificate
from vault.prove.certificate_list import list_sheets
from vault.prove.certificate_page import (
    Sheet,
    draw_sheet,
    first_sheet,
    limits,
    next_sheets,
    record_in_full,
    running_sheets,
)
from vault.seal.signing import CERTIFICATE_NAMESPACE, KeySet, allowed_signers
from vault.verify.certificate import EVIDENCE

SIGNERS = "allowed_signers"


def alone(certificate: Certificate, evidence: bytes, issuer: KeySet, issued: datetime) -> bytes:
    """Return the PDF of one draft's certificate, with the bundle that is its evidence attached.

    The same certificate and evidence give the same bytes.
    """
    document = _drawn(_title(certificate), _whole(certificate), issued)
    document.attach(
        EVIDENCE, evidence, "application/zip", "The record: a bundle of this draft", "Data"
    )
    document.attach(
        SIGNERS,
        allowed_signers(issuer, (CERTIFICATE_NAMESPACE,)),
        "text/plain",
        "The key of this page, as ssh-keygen reads it",
        "Supplement",
    )
    return document.finish()


def in_bundle(
    certificates: Sequence[Certificate], drafts: Sequence[Mapping[str, Any]], issued: datetime
) -> bytes:
    """Return the certificates that lie in a bundle as one PDF, words for people.

    One certificate is shown in full; of several each has its first page, and behind them stand the
    list of all ``drafts`` of the bundle and, once, the limits.
    """
    if len(drafts) == 1:
        [only] = certificates
        return _drawn(_title(only), _whole(only), issued).finish()
    sheets: list[Sheet] = []
    for one in certificates:
        first, left = first_sheet(one)
        sheets += [first, *next_sheets(one, left)]
    _, middle = certificates[0].footer
    sheets += list_sheets(drafts, (f"{len(drafts):,} drafts", middle))
    title = f"Certificates of Sealing: {len(certificates)} of {len(drafts):,} drafts"
    return _drawn(title, sheets, issued).finish()


def _whole(certificate: Certificate) -> list[Sheet]:
    first, left = first_sheet(certificate)
    parts = [*left, *record_in_full(certificate), *limits()]
    return [first, *running_sheets(parts, f"CERTIFICATE {certificate.id}", certificate.footer)]


def _title(certificate: Certificate) -> str:
    return f"Certificate of Sealing {certificate.id}: {certificate.title}"


def _drawn(title: str, sheets: Sequence[Sheet], issued: datetime) -> Document:
    document = Document(About(title, issued, subject="Certificate of Sealing"))
    for number, sheet in enumerate(sheets, start=1):
        document.page()
        if sheet.name:
            document.bookmark(sheet.name)
        draw_sheet(document, sheet, number, len(sheets))
    return document
