"""Makes the published PDFs, good and tampered: ``python -m tests.vectors.papers FOLDER``.

Certificates and copies with blank pages: what is checked of them stands beside the pages. The
expected results are written by hand below, not taken from any reader.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf

from tests.licence.papers import THIEF, copy_of, issued, metadata, packet_of, paper, signed
from tests.licence.test_licence_pdf import HIDING
from tests.verify.forging import FIRST, Scribe, bundle
from vault import container
from vault.licence.record import Work
from vault.seal.signing import BUNDLE_NAMESPACE, CERTIFICATE_NAMESPACE
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
        packet = packet_of(record, signed(record)).replace(row, row.replace(b"1", b"0"))
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
    return found


def evidence(drafts: int) -> bytes:
    one = Scribe()
    one.begin()
    for number in range(drafts):
        one.draft(b"INT. WELL - NIGHT\n\nWater %d.\n" % number)
    shown = one.shown([one.head()])
    shown = replace(shown, entries=tuple(replace(e, content=None) for e in shown.entries))
    return container.pack(bundle([shown], FIRST, roots(None, pinned_pem={})))


def certificates() -> dict[str, Case]:
    good, two = (
        paper(files={"evidence.zip": evidence(1)}),
        paper(files={"evidence.zip": evidence(2)}),
    )

    def signature(data: bytes, namespace: str = CERTIFICATE_NAMESPACE) -> bytes:
        return FIRST.sign_file(namespace, data)

    waiting = {"time": "pending", "content": "not-checked"}
    other = paper(2, files={"evidence.zip": evidence(1)})
    return {
        "good-certificate": (good, signature(good), set(), {**waiting, "certificate": "pass"}),
        "good-certificate-alone": (good, None, set(), {**waiting, "certificate": "not-checked"}),
        "bad-certificate-more-pages": (other, signature(good), {"certificate"}, waiting),
        "bad-certificate-revised": (revised(good), signature(good), {"certificate"}, waiting),
        "bad-certificate-by-another": (
            good, THIEF.sign_file(CERTIFICATE_NAMESPACE, good), {"certificate"}, waiting,
        ),
        "bad-certificate-for-another-purpose": (
            good, signature(good, BUNDLE_NAMESPACE), {"certificate"}, waiting,
        ),
        "bad-certificate-of-two-drafts": (two, signature(two), {"certificate"}, waiting),
    }  # fmt: skip


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
