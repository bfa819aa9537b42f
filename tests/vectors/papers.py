"""Makes the published PDFs, good and tampered: ``python -m tests.vectors.papers FOLDER``.

Certificates and copies with blank pages: what is checked of them stands beside the pages. The
expected results are written by hand below, not taken from any reader.
"""

import io
import json
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pikepdf

from tests.licence.papers import (
    THIEF,
    certificate_of,
    copy_of,
    issued,
    metadata,
    packet_of,
    signed,
    whole_packet,
)
from tests.licence.test_licence_pdf import HIDING
from tests.vectors.strange import SAVED, STRANGE, other_terms, saved
from tests.verify.forging import FIRST, Scribe, bundle
from vault import container
from vault.licence.record import Work
from vault.seal.signing import BUNDLE_NAMESPACE, CERTIFICATE_NAMESPACE, allowed_signers
from vault.timestamp.authorities import roots

Case = tuple[bytes, bytes | None, set[str], dict[str, str]]
"""The PDF, what lies beside it, the checks that must fail, results of others worth fixing."""

WEB = Work("The <Well> & After", "Ada Writer", "https://ada.example/ai", 2026)


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    told = {}
    for name, (data, beside, fails, others) in sorted((copies() | certificates()).items()):
        (out / f"{name}.pdf").write_bytes(data)
        if beside is not None:
            (out / f"{name}.pdf.sshsig").write_bytes(beside)
        kind = "copy" if "copy" in name else "certificate"
        passed = "valid" if kind == "copy" else "incomplete"
        verdict = "invalid" if fails else passed
        told[name] = {"kind": kind, "verdict": verdict, "fail": sorted(fails), "not": others}
    text = json.dumps(told, indent=1)
    (out / "expected.json").write_text(text + "\n", encoding="ascii")


def copies() -> dict[str, Case]:
    record = issued()
    row = b"<tdm:reservation>1</tdm:reservation>"

    def without(document: pikepdf.Pdf) -> None:
        del document.pages[1].obj["/Metadata"]

    def allowed(document: pikepdf.Pdf) -> None:
        packet = whole_packet(record, signed(record)).replace(row, row.replace(b"1", b"0"))
        document.Root.Metadata = metadata(document, packet)

    def another(document: pikepdf.Pdf) -> None:
        more = b'<t:reservation xmlns:t="http://www.w3.org/ns/tdmrep#">0</t:reservation>'
        packet = packet_of(record, signed(record)).replace(row, row + more)
        document.pages[0].obj.Metadata = metadata(document, packet)

    good = {
        "good-copy": copy_of(record, 2),
        "good-copy-of-a-holder": copy_of(issued("no-train", "yes"), 2),
        "good-copy-with-an-offer": copy_of(issued("paid-train", "yes", work=WEB), 2),
        "good-copy-reserving-only": copy_of(issued("reserve-only", "no"), 2),
    }
    thief = signed(record, THIEF)
    found: dict[str, Case] = {name: (data, None, set(), {}) for name, data in good.items()}
    found |= {
        "bad-copy-signed-by-another": (copy_of(record, 2, thief), None, {"licence"}, {}),
        "bad-copy-of-another-reader": (
            copy_of(issued("assist-ok"), 2, signed(record)), None, {"licence"}, {},
        ),
        "bad-copy-page-without-terms": (copy_of(record, 2, change=without), None, {"terms"}, {}),
        "bad-copy-mining-allowed": (copy_of(record, 2, change=allowed), None, {"terms"}, {}),
        "bad-copy-two-reservations": (copy_of(record, 2, change=another), None, {"terms"}, {}),
    }  # fmt: skip
    for how in ("twice in the tree", "in a page", "with two contents"):
        name = f"bad-copy-attached-{how.replace(' ', '-')}"
        data = copy_of(record, 2, change=HIDING[how])
        found[name] = (data, None, {"pdf"}, {"licence": "not-checked"})
    for what, change in STRANGE.items():
        data = copy_of(record, 2, change=change)
        found[f"bad-copy-with-{what}"] = (data, None, {"pdf"}, {"licence": "not-checked"})
    for what, words in SAVED.items():
        data = saved(good["good-copy"], words)
        found[f"bad-copy-saved-{what}"] = (data, None, {"pdf"}, {"licence": "not-checked"})
    for what, change in other_terms(record).items():
        data = copy_of(record, 2, change=change)
        found[f"bad-copy-{what}"] = (data, None, {"terms"}, {"licence": "pass", "pdf": "pass"})
    return found


def evidence(drafts: int, *, bytes_too: bool = False) -> bytes:
    one = Scribe()
    one.begin()
    for number in range(drafts):
        one.draft(b"INT. WELL - NIGHT\n\nWater %d.\n" % number)
    shown = one.shown([one.head()])
    if not bytes_too:
        shown = replace(shown, entries=tuple(replace(e, content=None) for e in shown.entries))
    return container.pack(bundle([shown], FIRST, roots(None, pinned_pem={})))


def certificates() -> dict[str, Case]:
    held = evidence(1)
    good = certificate_of({"evidence.zip": held})

    def signature(data: bytes, namespace: str = CERTIFICATE_NAMESPACE) -> bytes:
        return FIRST.sign_file(namespace, data)

    def signed_one(data: bytes, fails: set[str], others: dict[str, str]) -> Case:
        return data, signature(data), fails, others

    def titled(document: pikepdf.Pdf) -> None:
        document.trailer.Info.Title = pikepdf.String("Certificate of another script")

    waiting = {"time": "pending", "content": "not-checked"}
    two = certificate_of({"evidence.zip": evidence(2)})
    whole = certificate_of({"evidence.zip": evidence(1, bytes_too=True)})
    again = certificate_of({"evidence.zip": packed_again(held)})
    other = certificate_of({"evidence.zip": held}, 2)
    third = certificate_of({"evidence.zip": held, "more.txt": b"more"})
    script = certificate_of({"evidence.zip": held}, change=STRANGE["a-script"])
    title = certificate_of({"evidence.zip": held}, change=titled)
    theirs = allowed_signers(THIEF.public, (CERTIFICATE_NAMESPACE,))
    ours = allowed_signers(FIRST.public, (CERTIFICATE_NAMESPACE,))
    return {
        "good-certificate": signed_one(good, set(), {**waiting, "certificate": "pass"}),
        "good-certificate-with-its-key": signed_one(
            certificate_of({"evidence.zip": held, "allowed_signers": ours}),
            set(), {**waiting, "certificate": "pass"},
        ),
        "good-certificate-alone": (good, None, set(), {**waiting, "certificate": "not-checked"}),
        "bad-certificate-more-pages": (other, signature(good), {"certificate"}, waiting),
        "bad-certificate-revised": (
            revised(good), signature(good), {"pdf"}, {"certificate": "not-checked"},
        ),
        "bad-certificate-by-another": (
            good, THIEF.sign_file(CERTIFICATE_NAMESPACE, good), {"certificate"}, waiting,
        ),
        "bad-certificate-for-another-purpose": (
            good, signature(good, BUNDLE_NAMESPACE), {"certificate"}, waiting,
        ),
        "bad-certificate-of-two-drafts": signed_one(two, {"certificate"}, waiting),
        "bad-certificate-holds-the-draft": signed_one(
            whole, {"certificate"}, {"time": "pending", "content": "pass"}
        ),
        "bad-certificate-evidence-packed-again": signed_one(
            again, {"certificate"}, {**waiting, "container": "not-checked"}
        ),
        "bad-certificate-names-another-key": signed_one(
            certificate_of({"evidence.zip": held, "allowed_signers": theirs}),
            {"certificate"}, waiting,
        ),
        "bad-certificate-with-two-titles": signed_one(title, {"certificate"}, waiting),
        "bad-certificate-with-a-file-more": signed_one(third, {"pdf"}, {}),
        "bad-certificate-with-a-script": signed_one(script, {"pdf"}, {}),
    }  # fmt: skip


def packed_again(evidence: bytes) -> bytes:
    """The same files in a ZIP of another program."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(evidence)) as given, zipfile.ZipFile(out, "w") as made:
        for member in given.infolist():
            made.writestr(member, given.read(member), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def revised(data: bytes) -> bytes:
    """A revision appended behind the end (ISO 32000-2, 7.5.6), as programs do that annotate."""
    before = int(data.rsplit(b"startxref", 1)[1].split()[0])
    number = int(data.rsplit(b"/Size ", 1)[1].split()[0])
    body = b"\n%d 0 obj\n<< /Title (Certificate of something else) >>\nendobj\n" % number
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(data) + 1)
    trailer = b"trailer << /Root 1 0 R /Size %d /Info %d 0 R /Prev %d >>\n" % (
        number + 1, number, before,
    )  # fmt: skip
    end = b"startxref\n%d\n%%%%EOF\n" % (len(data) + len(body))
    return data + body + table + trailer + end


if __name__ == "__main__":
    main()
