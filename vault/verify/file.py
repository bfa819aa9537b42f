"""What kind of file it is, and its report: a bundle, a certificate, a copy (format, section 12).

A PDF is told by what is attached to it, never by its name or its pages.
"""

import time
from collections.abc import Sequence
from pathlib import Path

from vault import digests
from vault.errors import BadInput, Unreadable
from vault.licence import pdf
from vault.licence.attachments import Carried, carried
from vault.licence.carriers import LICENCE_FILE
from vault.timestamp.authorities import Roots
from vault.verify import certificate, copies
from vault.verify.bag import TAKES, NotOurs
from vault.verify.bundle import unreadable, verify_bundle
from vault.verify.report import Report

WANTED = {**certificate.WANTED, **copies.WANTED}
LONGEST_SIGNATURE = 1 << 12


def verify_file(
    path: Path,
    roots: Roots,
    signer: str | None = None,
    drafts: Sequence[Path] = (),
    clock: pdf.Clock = time.monotonic,
) -> Report:
    """Check a bundle, a certificate or a copy; needs no vault and asks nothing of the network.

    ``signer`` is a fingerprint obtained in another way; each of ``drafts`` is a file that is to be
    one of the drafts shown. Raises ``BadInput`` in words for what is none of the three, cannot be
    read, or takes more time (``clock`` in seconds) or memory than it is given.
    """
    return check_file(path, roots, signer, [digests_of(draft) for draft in drafts], clock)


def check_file(
    path: Path,
    roots: Roots,
    signer: str | None,
    at_hand: Sequence[digests.Digests],
    clock: pdf.Clock = time.monotonic,
) -> Report:
    """Check as ``verify_file`` does, with the digests of the files at hand."""
    data = _pdf_bytes(path)
    if data is None:
        return verify_bundle(path, roots, signer, at_hand)
    report, found = _opened(path, data, clock)
    if found is None:
        return report
    if report.kind == "certificate":
        signature = _beside(path)
        certificate.check_certificate(data, signature, found, roots, report, signer, at_hand)
    else:
        copies.check_copy(data, found, report, signer, at_hand)
    return report


def _opened(path: Path, data: bytes, clock: pdf.Clock) -> tuple[Report, Carried | None]:
    """Open a PDF as strictly as it was written (``pdf``); nothing is kept of what fails."""
    try:
        found, trouble = carried(data, WANTED, clock, strict=True), ""
    except Unreadable as error:
        found, trouble = _damaged(path, data, clock, error), error.message
    ours = [name for name in (certificate.EVIDENCE, LICENCE_FILE) if name in found.names]
    if not ours:
        raise NotOurs(
            f"{path.name} is a PDF without evidence or a licence record of Script Vault.", TAKES
        )
    report = Report("certificate" if ours[0] == certificate.EVIDENCE else "copy")
    strange = [trouble, *found.strange] if trouble else list(found.strange)
    if len(ours) > 1:
        strange.append("It cannot be a certificate and a copy at once.")
    else:
        expected = certificate.WANTED if report.kind == "certificate" else copies.WANTED
        others = [pdf.told(name) for name in found.names if name not in expected]
        strange += [
            f"The file {name} is attached, which Script Vault never does." for name in others
        ]
    if strange:
        report.add("pdf", "fail", " ".join(strange[:4]))
        report.stop("The PDF cannot be relied on.")
        report.not_shown.append("Nothing in this file can be relied on.")
        return report, None
    report.add("pdf", "pass")
    return report, found


def _damaged(path: Path, data: bytes, clock: pdf.Clock, error: Unreadable) -> Carried:
    """Look whether a PDF that is not in order was one of ours."""
    try:
        return carried(data, WANTED, clock, strict=False)
    except Unreadable:
        raise BadInput(f"{path.name} cannot be checked. {error.message}", TAKES) from error


def _pdf_bytes(path: Path) -> bytes | None:
    """Return the bytes of a PDF, or None for a file of another format."""
    try:
        with path.open("rb") as file:
            head = file.read(len(pdf.MARK))
            if not head:
                raise NotOurs(f"{path.name} is empty.", TAKES)
            if head != pdf.MARK:
                return None
            return head + pdf.read_whole(file)
    except OSError as error:
        raise unreadable(path, error) from error
    except Unreadable as error:
        raise BadInput(f"{path.name} cannot be checked. {error.message}", TAKES) from error


def _beside(path: Path) -> bytes | None:
    """Return the signature that lies beside a certificate, at most its longest size and one."""
    try:
        with path.with_name(f"{path.name}.sshsig").open("rb") as file:
            return file.read(LONGEST_SIGNATURE + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unreadable(path.with_name(f"{path.name}.sshsig"), error) from error


def digests_of(path: Path) -> digests.Digests:
    """Return the digests of a file at hand; raises ``BadInput`` in words."""
    try:
        with path.open("rb") as file:
            return digests.of_chunks(iter(lambda: file.read(1 << 20), b""))
    except OSError as error:
        raise unreadable(path, error) from error
