"""A certificate: a PDF with its evidence attached, and beside it a signature over the whole."""

import io
from collections.abc import Sequence

from vault import container, xmp
from vault.digests import Digests
from vault.encoding import sha256
from vault.errors import Unreadable
from vault.licence import carriers
from vault.licence.attachments import Carried
from vault.seal.signing import CERTIFICATE_NAMESPACE, KeySet, allowed_signers, verify_sshsig
from vault.timestamp.authorities import Roots
from vault.verify import paths
from vault.verify.bag import NotOurs
from vault.verify.bundle import check_bundle
from vault.verify.report import Report

EVIDENCE = "evidence.zip"
SIGNERS = "allowed_signers"
WANTED = {EVIDENCE: 16 * 2**20, SIGNERS: 1 << 12}

SUMMARY = (
    "What the pages say beyond the evidence: they are a summary in words, and the evidence listed"
    " here is what was checked."
)


def check_certificate(
    data: bytes,
    signature: bytes | None,
    found: Carried,
    roots: Roots,
    report: Report,
    signer: str | None,
    drafts: Sequence[Digests],
) -> None:
    """Check the attached bundle, and the signature over the PDF (``certificate``).

    ``data`` is the whole file, ``signature`` the one beside it, ``drafts`` are files at hand that
    the certificate is to be about. The evidence is about one draft.
    """
    try:
        evidence = io.BytesIO(found.files[EVIDENCE])
        keys = check_bundle(evidence, roots, report, signer, drafts)
    except NotOurs:
        keys = None
        report.add("container", "fail", "The attached evidence is no bundle.")
    _check_evidence(found, keys, report)
    _check_pages(data, signature, keys, report)
    if not drafts and report.result("content") == "not-checked":
        report.add("content", "not-checked", "Give the draft's file to hold it against this.")
    report.stop("The attached evidence could not be opened.")
    report.about = {
        "sha256": sha256(data).hex(),
        "pages": len(found.pages),
        "signer": keys.fingerprint if keys else None,
    }
    report.not_shown.insert(0, SUMMARY)


def _check_evidence(found: Carried, keys: KeySet | None, report: Report) -> None:
    """Check that the PDF carries what a certificate does, and no more."""
    if len(report.drafts) != 1:
        report.add("certificate", "fail", "The evidence is not about one draft.")
    told = _packed(found.files[EVIDENCE])
    if told:
        report.add("certificate", "fail", told)
    signers = found.files.get(SIGNERS)
    named = allowed_signers(keys, (CERTIFICATE_NAMESPACE,)) if keys else None
    if signers is not None and named is not None and signers != named:
        report.add("certificate", "fail", f"{SIGNERS} names another key than the evidence's.")
    if not _describes_itself(found):
        told = "What the PDF's metadata says is not what its information says."
        report.add("certificate", "fail", told)


def _packed(evidence: bytes) -> str:
    """Return in a sentence what is wrong with the evidence's wrapping, or nothing."""
    try:
        names = [member.name for member in container.members(io.BytesIO(evidence))]
    except Unreadable:
        return "The evidence was packed again by another program."
    if any(name.startswith("data/") and name != paths.NOT_INCLUDED for name in names):
        return "The evidence holds a draft's own bytes."
    return ""


def _describes_itself(found: Carried) -> bool:
    """Tell whether the document's packet is made from its information, and no page has one."""
    try:
        packet = xmp.write(carriers.described(found.information))
    except Unreadable:
        return False
    return found.packet == packet and not any(found.pages)


def _check_pages(data: bytes, signature: bytes | None, keys: KeySet | None, report: Report) -> None:
    if signature is None:
        report.add(
            "certificate",
            "not-checked",
            "The file .pdf.sshsig is not beside the PDF, so that its printed words could have been"
            " changed; the attached evidence is what counts.",
        )
    elif keys is None:
        report.add("certificate", "not-checked", "The key that signed the evidence is not known.")
    elif verify_sshsig(signature, data, CERTIFICATE_NAMESPACE, keys.ed25519):
        report.add("certificate", "pass", f"Signed with key {keys.short}.")
    else:
        report.add(
            "certificate",
            "fail",
            "The signature beside the PDF is not the evidence's signer's over these bytes: the PDF"
            " or the signature was changed.",
        )
