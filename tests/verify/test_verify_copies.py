"""A copy: its licence record signed, and the same terms in the document and on every page."""

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.licence.papers import (
    KEYS,
    READER,
    SEALED,
    THIEF,
    WORK,
    copy_of,
    issued,
    metadata,
    packet_of,
    paper,
    signed,
)
from tests.vectors.strange import SAVED, STRANGE, other_terms, saved
from tests.verify.forging import SHARED, changed, failed
from tests.verify.papers import Verifier, results
from vault import xmp
from vault.encoding import canonical, sha256
from vault.errors import BadInput, Exit, VaultError
from vault.licence import rsl
from vault.licence.presets import PRESETS
from vault.licence.record import Recipient, Work
from vault.timestamp.authorities import roots


@pytest.fixture
def verify(tmp_path: Path) -> Verifier:
    return Verifier(tmp_path, roots(pinned_pem={}))


@pytest.mark.parametrize("other", [b"", b" ", rsl.written(issued("no-train")).encode()])
def test_terms_in_rsl_that_are_not_the_records_fail(other: bytes, verify: Verifier) -> None:
    report = verify(copy_of(issued(), **{rsl.FILE: other}))
    assert report.result("terms") == "fail"
    assert rsl.FILE in report.detail("terms")


def test_rsl_beside_terms_that_have_none_fails(verify: Verifier) -> None:
    told = rsl.written(issued("no-train")).encode()
    report = verify(copy_of(issued("reserve-only"), **{rsl.FILE: told}))
    assert report.result("terms") == "fail"


@pytest.mark.parametrize("row", PRESETS, ids=lambda row: row.id)
def test_a_copy_is_valid_and_says_what_it_is(row: Any, verify: Verifier) -> None:
    report = verify(copy_of(issued(row.id)))
    assert (report.verdict, report.because, report.exit_code) == ("valid", [], Exit.DONE)
    assert results(report) == {
        "pdf": "pass", "licence": "pass", "terms": "pass", "signer": "not-checked",
    }  # fmt: skip
    told = report.as_json()
    assert told["kind"] == "copy"
    assert told["drafts"] == []
    assert told["copy"] == {
        "copy_id": "7F3K-Q2",
        "issued": "2026-11-20",
        "recipient": {
            "name": READER.name, "mail": READER.mail, "organisation": READER.organisation,
        },
        "licence": row.id,
        "sentence": row.sentence,
        "status": "requested, not agreed",
        "holder": "unsaid",
        "work": {
            "title": WORK.title, "writer": WORK.writer, "contact": WORK.contact, "year": 2026,
        },
        "draft": {"leaf": SEALED.leaf, "sha256": SEALED.sha256},
        "checkpoint": {"log": SEALED.log, "size": SEALED.size, "root": SEALED.root},
        "signer": KEYS.public.fingerprint,
    }  # fmt: skip


def test_what_it_does_not_show_is_said(verify: Verifier) -> None:
    said = " ".join(verify(copy_of(issued())).not_shown)
    for part in (
        "What its pages show was not checked", "ask for the bundle",
        sha256(copy_of(issued())).hex(), "stand in the log", "no independent time",
        "who holds the key", "Who wrote the text", "agreed", "received it",
    ):  # fmt: skip
        assert part in said, part


def test_the_signer_asked_for(verify: Verifier) -> None:
    data = copy_of(issued())
    spaced = KEYS.public.fingerprint.upper()[:32] + " " + KEYS.public.fingerprint[32:]
    assert results(verify(data, signer=spaced))["signer"] == "pass"
    assert failed(verify(data, signer=THIEF.public.fingerprint)) == {"signer"}


def test_anybody_can_make_a_copy_under_a_key_of_his_own(verify: Verifier) -> None:
    """The fingerprint is what tells the writer's copy from a stranger's."""
    record = issued(keys=THIEF)
    data = copy_of(record, signature=signed(record, THIEF))
    assert verify(data).verdict == "valid"
    assert failed(verify(data, signer=KEYS.public.fingerprint)) == {"signer"}


def test_a_record_with_other_words_is_not_what_was_signed(verify: Verifier) -> None:
    record = issued()
    other = issued(recipient=Recipient("Jean Reader", READER.mail, READER.organisation))
    report = verify(copy_of(other, signature=signed(record)))
    assert failed(report) == {"licence"}
    assert results(report)["terms"] == "not-checked"
    assert report.verdict == "invalid"
    assert report.as_json()["copy"] == {}


@pytest.mark.parametrize(
    "signature",
    [b"", b"x", signed(issued(), THIEF), KEYS.sign_file("scriptvault-bundle-v1", issued().raw),
     signed(issued()) + b"\n", signed(issued()).replace(b"\n", b"\r\n")],
    ids=range(6),
)  # fmt: skip
def test_a_wrong_signature_fails(signature: bytes, verify: Verifier) -> None:
    assert failed(verify(copy_of(issued(), signature=signature))) == {"licence"}


def test_an_unsigned_record_fails(verify: Verifier) -> None:
    record = issued()
    packet = packet_of(record, b"")
    data = paper(1, packet, packet, {"licence.json": record.raw})
    assert failed(verify(data)) == {"licence"}


def test_a_record_in_other_form_fails_though_signed(verify: Verifier) -> None:
    told = json.loads(issued().raw)
    for raw in (
        canonical({**told, "more": 1}),
        canonical({**told, "signer": "ab" * 32}),
        canonical({**told, "keys": THIEF.public.as_json()}),
        json.dumps(told).encode(),
        b"[]",
    ):
        signature = KEYS.sign_file("scriptvault-licence-v1", raw)
        files = {"licence.json": raw, "licence.json.sshsig": signature}
        packet = packet_of(issued(), signature)
        assert failed(verify(paper(1, packet, packet, files))) == {"licence"}


def spoil_document(document: pikepdf.Pdf) -> None:
    del document.Root.Metadata


def spoil_a_page(document: pikepdf.Pdf) -> None:
    del document.pages[1].obj["/Metadata"]


def add_a_page(document: pikepdf.Pdf) -> None:
    document.add_blank_page()


def not_xmp(document: pikepdf.Pdf) -> None:
    document.pages[2].obj.Metadata = metadata(document, b"<rdf")


def another_copys(document: pikepdf.Pdf) -> None:
    record = issued("assist-ok")
    document.pages[0].obj.Metadata = metadata(document, packet_of(record, signed(record)))


def edited(old: bytes, new: bytes, *, page: int | None = None) -> Any:
    def change(document: pikepdf.Pdf) -> None:
        holder = document.Root if page is None else document.pages[page].obj
        packet = bytes(holder.Metadata.read_bytes())
        assert old in packet
        holder.Metadata = metadata(document, packet.replace(old, new))

    return change


ROW = b"<tdm:reservation>1</tdm:reservation>"
SPOILT = {
    "no XMP on the document": (spoil_document, "The document carries no terms."),
    "no XMP on a page": (spoil_a_page, "Page 2 carries no terms."),
    "a page more": (add_a_page, "Page 4 carries no terms."),
    "no XMP at all on a page": (not_xmp, "Page 3: The XMP packet is not well formed."),
    "another copy's terms": (another_copys, "Page 1: "),
    "reservation given up": (edited(ROW, ROW.replace(b"1", b"0")), "tdm:reservation"),
    "reservation taken out": (edited(ROW, b"", page=2), "Page 3: tdm:reservation"),
    "two reservations": (edited(ROW, ROW + ROW, page=0), "tdm:reservation"),
    "another reservation": (
        edited(ROW, ROW + b'<t:reservation xmlns:t="http://www.w3.org/ns/tdmrep#">0</t:reservation>'),
        "t:reservation",
    ),
    "mining allowed": (edited(b"DMI-PROHIBITED", b"DMI-ALLOWED"), "plus:DataMining"),
    "another notice": (edited(b"everywhere", b"nowhere"), "xmpRights:UsageTerms"),
    "another reader": (edited(b"Jane Reader", b"Jean Reader"), "plus:Licensee"),
    "a holder more": (
        edited(ROW, ROW + b"<xmpRights:Owner>Somebody</xmpRights:Owner>"),
        "xmpRights:Owner",
    ),
    "another record": (edited(b"7F3K-Q2&quot;", b"7F3K-Q3&quot;"), "sv:licence"),
    "a vocabulary of ours more": (
        edited(ROW, ROW + b"<sv:more>x</sv:more>", page=1), "Page 2: sv:more",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(SPOILT))
def test_terms_that_are_not_the_records_fail(what: str, verify: Verifier) -> None:
    change, told = SPOILT[what]
    report = verify(copy_of(issued(), change=change))
    assert (report.verdict, failed(report)) == ("invalid", {"terms"})
    assert told in report.detail("terms")
    assert report.detail("terms").isprintable()
    assert results(report)["licence"] == "pass"


def test_a_copy_without_pages_says_nothing_to_anybody(verify: Verifier) -> None:
    assert failed(verify(copy_of(issued(), pages=0))) == {"terms"}


def test_a_property_more_is_named_whatever_it_says(verify: Verifier) -> None:
    more = xmp.Property("http://ns.adobe.com/pdf/1.3/", "pdf", "Producer", "any program")
    description = b"</rdf:Description>"
    row = f'<pdf:{more.name} xmlns:pdf="{more.namespace}">x</pdf:{more.name}>'.encode()
    report = verify(copy_of(issued(), change=edited(description, row + description)))
    assert failed(report) == {"terms"}
    assert "pdf:Producer" in report.detail("terms")


@pytest.mark.parametrize("how", sorted(SAVED))
def test_a_copy_saved_by_another_program_is_not_what_was_sent(how: str, verify: Verifier) -> None:
    report = verify(saved(copy_of(issued("paid-train", "yes")), SAVED[how]))
    assert failed(report) == {"pdf"}
    assert "ask for the file as it was sent" in report.detail("pdf")


def test_plain_is_plain_whoever_wrote_it(verify: Verifier) -> None:
    for words in (("qpdf", "IN", "OUT"), ("qpdf", "--recompress-flate", "IN", "OUT")):
        assert verify(saved(COPY, words)).verdict == "valid"


@pytest.mark.parametrize("what", sorted(STRANGE))
def test_what_could_act_or_show_something_else_is_refused(what: str, verify: Verifier) -> None:
    report = verify(copy_of(issued(), change=STRANGE[what]))
    assert failed(report) == {"pdf"}
    assert report.detail("pdf").isprintable()


@pytest.mark.parametrize("what", sorted(other_terms(issued())))
def test_other_terms_beside_the_records_fail(what: str, verify: Verifier) -> None:
    report = verify(copy_of(issued(), change=other_terms(issued())[what]))
    assert failed(report) == {"terms"}
    assert report.detail("terms").isprintable()


def test_pages_taken_out_are_no_copy_any_more(verify: Verifier, tmp_path: Path) -> None:
    whole, other = tmp_path / "whole.pdf", tmp_path / "other.pdf"
    whole.write_bytes(copy_of(issued()))
    words = ["qpdf", "--empty", "--pages", str(whole), "1", "--", str(other)]
    subprocess.run(words, check=True, timeout=60)
    with pytest.raises(BadInput):
        verify(other.read_bytes())


def test_a_record_longer_than_any_is_not_read(verify: Verifier) -> None:
    files = {"licence.json": b" " * 70_000, "licence.json.sshsig": b"x"}
    assert failed(verify(paper(files=files))) == {"pdf"}


def test_a_name_in_any_letters(verify: Verifier) -> None:
    for name in ("Søren", "小津安二郎", "محمد", "می‌خواهم", "<b>&amp;", "x" * 300):
        record = issued(recipient=Recipient(name), work=Work(name, name, name, 2026))
        assert verify(copy_of(record)).verdict == "valid", name


def test_a_file_that_is_to_be_the_draft(verify: Verifier, tmp_path: Path) -> None:
    path = tmp_path / "draft.fountain"
    path.write_bytes(b"not the draft")
    report = verify(copy_of(issued()), drafts=[path])
    assert failed(report) == {"licence"}
    assert "not the draft" in report.detail("licence")


COPY = copy_of(issued())


def said(data: bytes) -> tuple[object, ...]:
    """All that a copy says to programs, as another one reads it."""
    with pikepdf.open(io.BytesIO(data)) as document:
        files = {n: bytes(f.get_file().read_bytes()) for n, f in document.attachments.items()}
        information = {name: str(text) for name, text in document.trailer.Info.items()}
        packets = [bytes(document.Root.Metadata.read_bytes())]
        packets += [bytes(page.obj.Metadata.read_bytes()) for page in document.pages]
        return files, information, packets


@settings(SHARED, max_examples=300)
@given(data=st.data())
def test_whatever_byte_is_changed_a_valid_copy_says_what_it_said(
    data: st.DataObject, verify: Verifier
) -> None:
    """Nothing signs the whole file: what its pages show may change, and the report says so."""
    at = data.draw(st.integers(0, len(COPY) - 1))
    other = changed(COPY, at, data.draw(st.integers(1, 255)))
    try:
        report = verify(other)
    except VaultError as refused:
        assert refused.message.isprintable()
        return
    assert all(check["detail"].isprintable() for check in report.as_json()["checks"])
    if report.verdict == "valid":
        assert report.about["copy_id"] == "7F3K-Q2"
        assert said(other) == said(COPY)
        assert report.not_shown[0].startswith("What its pages show was not checked")
        assert report.not_shown[0].endswith(f"{sha256(other).hex()}.")


def test_a_page_drawn_over_is_valid_still_and_that_is_said(verify: Verifier) -> None:
    def change(document: pikepdf.Pdf) -> None:
        drawing = document.make_stream(b"0 0 612 792 re f")
        document.pages[0].obj.Contents = drawing

    report = verify(copy_of(issued(), change=change))
    assert report.verdict == "valid"
    assert "could have been changed" in report.not_shown[0]
