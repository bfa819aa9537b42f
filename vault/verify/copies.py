"""A copy: a PDF that carries a signed licence record, and its terms on document and pages."""

from collections.abc import Sequence

from vault import xmp
from vault.digests import Digests
from vault.encoding import Json, parse_canonical, sha256
from vault.errors import Unreadable
from vault.licence import carriers, record, rsl
from vault.licence.attachments import Carried
from vault.licence.carriers import LICENCE_FILE, SIGNATURE_FILE
from vault.licence.pdf import told as shown
from vault.licence.record import AGREED, Record
from vault.seal.signing import LICENCE_NAMESPACE, verify_sshsig
from vault.verify.report import Report

WANTED = {LICENCE_FILE: record.LONGEST, SIGNATURE_FILE: 1 << 12, rsl.FILE: rsl.MOST}

PAGES = (
    "What its pages show was not checked: only the terms are signed, and words and marks on the"
    " pages could have been changed. The vault recorded the SHA-256 of the whole copy as it left"
    " the desk; ask for the bundle that shows it. This file's is {}."
)
LIMITS = (
    (
        "When this was, and that the copy and its draft stand in the log: no entry and no"
        " independent time is in this file."
    ),
    (
        "Who wrote the text, who holds the copyright, and who holds the key: what is said of it is"
        " declared by the signer."
    ),
)
NOT_AGREED = (
    "That the recipient agreed: the terms are requested, not agreed. They reserve rights and bind"
    " as a contract only those who accepted them."
)
NOT_RECEIVED = "That the recipient named is the one who received it."


def check_copy(
    data: bytes, found: Carried, report: Report, signer: str | None, drafts: Sequence[Digests]
) -> None:
    """Check ``licence``, ``terms`` and ``signer``, and say what the record says.

    ``data`` is the whole file, which nothing in it signs. ``drafts`` are files at hand, each to be
    the draft that the record names.
    """
    raw, signature = found.files.get(LICENCE_FILE), found.files.get(SIGNATURE_FILE)
    told = _check_record(raw, signature, report)
    if told is not None and raw is not None and signature is not None:
        _check_terms(told, signature, found, report)
        _check_signer(told, signer, report)
        _check_draft(told, drafts, report)
        report.about = about(told)
        report.signer = told.signer
    else:
        for name in ("terms", "signer"):
            report.add(name, "not-checked", "The licence record is not good.")
    report.not_shown += [PAGES.format(sha256(data).hex()), *LIMITS, NOT_RECEIVED]
    if told is None or told.status != AGREED:
        report.not_shown.append(NOT_AGREED)


def about(told: Record) -> dict[str, Json]:
    """Return what a copy's record says, for the report."""
    value = parse_canonical(told.raw)
    return {
        "copy_id": told.copy_id,
        "issued": value["copy"]["issued"],
        "recipient": value["recipient"],
        "licence": told.terms.preset,
        "sentence": told.terms.sentence,
        "status": told.status,
        "holder": told.holder,
        "work": value["work"],
        "draft": value["draft"],
        "checkpoint": value["checkpoint"],
        "signer": told.signer,
    }


def _check_record(raw: bytes | None, signature: bytes | None, report: Report) -> Record | None:
    """Check ``licence``; a record whose signature fails is not told as anybody's."""
    if raw is None or signature is None:
        report.add("licence", "fail", "The licence record or its signature is missing.")
        return None
    try:
        told = record.parse(raw)
    except Unreadable as error:
        report.add("licence", "fail", error.message)
        return None
    if not verify_sshsig(signature, raw, LICENCE_NAMESPACE, told.keys.ed25519):
        report.add("licence", "fail", "The signature is not by the key that the record names.")
        return None
    report.add("licence", "pass", f"Signed with key {told.keys.short}.")
    return told


def _check_draft(told: Record, drafts: Sequence[Digests], report: Report) -> None:
    if any(draft.sha256 != told.sealed.sha256 for draft in drafts):
        report.add("licence", "fail", "A file you gave is not the draft that the record names.")
    elif drafts:
        report.add("licence", "pass", "The file you gave is the draft that it names.")


def _check_terms(told: Record, signature: bytes, found: Carried, report: Report) -> None:
    """Hold the information and the XMP of the document, and that of every page, to the record."""
    expected = carriers.properties(told, signature)
    information = carriers.information(told, found.information.get("Creator", ""))
    wrong = sorted(
        name
        for name in found.information.keys() | information.keys()
        if found.information.get(name) != information.get(name)
    )
    try:
        whole = carriers.of_document(information, expected)
    except Unreadable as error:
        report.add("terms", "fail", error.message)
        return
    if wrong:
        names = ", ".join(map(shown, wrong))
        report.add(
            "terms", "fail", f"The document's information: {names}: not as the record has it."
        )
    if found.files.get(rsl.FILE, b"") != rsl.written(told).encode():
        report.add("terms", "fail", f"{rsl.FILE}: not as the record has it.")
    if not found.pages:
        report.add("terms", "fail", "The PDF has no pages.")
    _check_packet("The document", found.packet, whole, xmp.write(whole), report)
    packet = xmp.write(expected)
    for number, there in enumerate(found.pages, 1):
        _check_packet(f"Page {number}", there, expected, packet, report)


def _check_packet(
    where: str,
    packet: bytes | None,
    expected: tuple[xmp.Property, ...],
    written: bytes,
    report: Report,
) -> None:
    """Hold one packet to what is written there; ``written`` are its bytes."""
    if packet == written:
        report.add("terms", "pass")
    elif packet is None:
        report.add("terms", "fail", f"{where} carries no terms.")
    else:
        report.add("terms", "fail", f"{where}: {_wrong(packet, expected)}")


def _wrong(packet: bytes, expected: tuple[xmp.Property, ...]) -> str:
    """Say what is wrong with a packet that differs from what is written there."""
    try:
        names = [shown(name) for name in carriers.missing(xmp.parse(packet), expected)]
    except Unreadable as error:
        return error.message
    if not names:
        return "the terms are written in another form, and other programs may find more in it."
    return (
        f"{', '.join(names[:4])}{' and more' if len(names) > 4 else ''}: not as the record has it."
    )


def _check_signer(told: Record, signer: str | None, report: Report) -> None:
    if signer is None:
        detail = f"Nothing here says who holds the key {told.keys.short}."
        report.add("signer", "not-checked", detail)
    elif "".join(signer.split()).lower() == told.signer:
        report.add("signer", "pass")
    else:
        report.add("signer", "fail", f"The terms were signed by {told.signer}.")
