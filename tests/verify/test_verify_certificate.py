"""A certificate: its evidence checked as any bundle, and the whole PDF under one signature."""

from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.licence.papers import certificate_of, copy_of, issued, paper
from tests.licence.test_licence_pdf import HIDING, bomb
from tests.vectors.papers import revised
from tests.vectors.strange import STRANGE
from tests.verify.conftest import Good, Stamp
from tests.verify.forging import (
    FIRST,
    SECOND,
    SHARED,
    THIEF,
    Checker,
    Scribe,
    changed,
    failed,
    reseal,
    sparing,
    unpack,
)
from tests.verify.papers import TEXT, Evidence, Verifier, certificate, evidence, results, signature
from vault import container
from vault.errors import BadInput, Exit, VaultError
from vault.seal.signing import BUNDLE_NAMESPACE, CERTIFICATE_NAMESPACE, allowed_signers
from vault.timestamp.authorities import Roots
from vault.verify.bag import TAKES, NotOurs


@pytest.fixture(scope="session")
def held(stamp: Stamp, believing: Roots) -> Evidence:
    return evidence(stamp, believing)


@pytest.fixture
def verify(tmp_path: Path, believing: Roots) -> Verifier:
    return Verifier(tmp_path, believing)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "The Well.fountain"
    path.write_bytes(TEXT)
    return path


def test_it_lacks_nothing_but_the_draft(held: Evidence, verify: Verifier) -> None:
    data = certificate(held)
    report = verify(data, signature(data))
    assert (report.verdict, report.because) == ("incomplete", ["content"])
    assert report.exit_code == Exit.INCOMPLETE
    found = results(report)
    assert found["pdf"] == found["certificate"] == found["time"] == "pass"
    told = report.as_json()
    assert told["kind"] == "certificate"
    assert told["certificate"]["signer"] == FIRST.public.fingerprint
    assert told["certificate"]["pages"] == 1
    assert [d["script"] for d in told["drafts"]] == ["The Well.fountain"]
    assert "summary" in told["not_shown"][0]


def test_with_the_draft_at_hand_it_is_valid(held: Evidence, verify: Verifier, draft: Path) -> None:
    data = certificate(held)
    report = verify(data, signature(data), drafts=[draft], signer=FIRST.public.fingerprint)
    assert (report.verdict, report.because) == ("valid", [])
    assert results(report)["signer"] == "pass"


def test_another_draft_at_hand_is_not_it(held: Evidence, verify: Verifier, draft: Path) -> None:
    draft.write_bytes(TEXT + b" ")
    data = certificate(held)
    assert failed(verify(data, signature(data), drafts=[draft])) == {"content"}


def test_a_draft_at_hand_goes_with_a_bundle_too(
    good: Good, check: Checker, verify: Verifier, draft: Path
) -> None:
    name = good.draft(1)
    without = reseal({n: d for n, d in good.files.items() if n != name}, FIRST)
    packed = container.pack(without)
    assert verify(packed, name="b.zip").because == ["content"]
    draft.write_bytes(good.files[name])
    assert verify(packed, name="b.zip", drafts=[draft]).verdict == "valid"
    draft.write_bytes(b"another")
    assert failed(verify(packed, name="b.zip", drafts=[draft])) == {"content"}
    assert failed(verify(container.pack(good.files), name="b.zip", drafts=[draft])) == {"content"}


def test_its_rows_are_those_of_a_bundle_and_its_own(
    held: Evidence, verify: Verifier, good: Good, check: Checker
) -> None:
    of_bundle = list(results(check(good.files)))
    of_certificate = list(results(verify(certificate(held))))
    assert set(of_certificate) - set(of_bundle) == {"pdf", "certificate"}
    assert set(of_bundle) - set(of_certificate) == {"page-is-release"}


def test_without_the_signature_beside_it_the_words_are_not_vouched_for(
    held: Evidence, verify: Verifier, draft: Path
) -> None:
    report = verify(certificate(held), None, drafts=[draft])
    assert (report.verdict, report.because) == ("incomplete", ["certificate"])
    assert "could have been changed" in report.detail("certificate")
    assert "evidence is what counts" in report.detail("certificate")


WRONG: dict[str, Any] = {
    "by another key": lambda data: signature(data, THIEF),
    "by the next key": lambda data: signature(data, SECOND),
    "for another purpose": lambda data: FIRST.sign_file(BUNDLE_NAMESPACE, data),
    "over other bytes": lambda data: signature(data + b"\n"),
    "empty": lambda _: b"",
    "not armoured": lambda data: signature(data).replace(b"-", b""),
    "with line ends of Windows": lambda data: signature(data).replace(b"\n", b"\r\n"),
    "with a byte behind": lambda data: signature(data) + b" ",
    "endless": lambda data: signature(data) + bytes(100_000),
    "noise": lambda _: b"\xff\xfe" * 300,
}


@pytest.mark.parametrize("how", sorted(WRONG))
def test_a_wrong_signature_fails(how: str, held: Evidence, verify: Verifier, draft: Path) -> None:
    data = certificate(held)
    report = verify(data, WRONG[how](data), drafts=[draft])
    assert (report.verdict, failed(report)) == ("invalid", {"certificate"})


def test_bytes_behind_the_end_break_it(held: Evidence, verify: Verifier) -> None:
    data = certificate(held)
    assert failed(verify(data + b"\n", signature(data))) == {"certificate"}
    for more in (b"% a comment\n", b"PK\x05\x06" + bytes(18), b"\0"):
        assert failed(verify(data + more, signature(data))) == {"pdf"}


def test_a_later_revision_is_not_taken_even_if_signed(held: Evidence, verify: Verifier) -> None:
    data = revised(certificate(held))
    assert failed(verify(data, signature(data))) == {"pdf"}


@pytest.mark.parametrize("what", sorted(STRANGE))
def test_what_could_act_or_show_something_else_is_refused(
    what: str, held: Evidence, verify: Verifier
) -> None:
    data = certificate(held, change=STRANGE[what])
    assert failed(verify(data, signature(data))) == {"pdf"}


def test_it_carries_no_draft_and_no_other_key(
    stamp: Stamp, believing: Roots, held: Evidence, verify: Verifier
) -> None:
    files = unpack(held.data)
    (name,) = (n for n in files if n.endswith("/1.json"))
    files[f"data/{name.split('/')[1]}/1.fountain"] = TEXT
    data = certificate(Evidence(container.pack(reseal(files, FIRST)), FIRST))
    report = verify(data, signature(data))
    assert failed(report) == {"certificate"}
    assert report.detail("certificate") == "The evidence holds a draft's own bytes."
    for keys, fails in ((FIRST, set[str]()), (THIEF, {"certificate"})):
        signers = allowed_signers(keys.public, (CERTIFICATE_NAMESPACE,))
        data = certificate_of({"evidence.zip": held.data, "allowed_signers": signers})
        assert failed(verify(data, signature(data))) == fails


@settings(SHARED, max_examples=40)
@given(data=st.data())
def test_no_changed_byte_is_ever_valid(
    data: st.DataObject, held: Evidence, verify: Verifier, draft: Path
) -> None:
    whole = certificate(held)
    at = data.draw(st.integers(0, len(whole) - 1))
    other = changed(whole, at, data.draw(st.integers(1, 255)))
    try:
        report = verify(other, signature(whole), drafts=[draft])
    except VaultError as refused:
        assert refused.message.endswith(".")
    else:
        assert report.verdict == "invalid"


def test_a_rotated_log_is_signed_by_the_keys_at_its_head(
    stamp: Stamp, believing: Roots, verify: Verifier
) -> None:
    held = evidence(stamp, believing, rotated=SECOND)
    data = certificate(held)
    assert results(verify(data, signature(data, SECOND)))["certificate"] == "pass"
    assert failed(verify(data, signature(data, FIRST))) == {"certificate"}


@pytest.mark.parametrize("drafts", [(), (TEXT, b"INT. WELL - DAY\n")])
def test_evidence_of_none_or_of_two_is_no_certificates(
    drafts: tuple[bytes, ...], stamp: Stamp, believing: Roots, verify: Verifier
) -> None:
    data = certificate(evidence(stamp, believing, drafts=drafts))
    report = verify(data, signature(data))
    assert failed(report) == {"certificate"}
    assert "one draft" in report.detail("certificate")


@pytest.mark.parametrize("inside", [b"", b"hello", b"PK\x03\x04" + bytes(40), bytes(5000)])
def test_evidence_that_is_no_bundle(inside: bytes, verify: Verifier) -> None:
    data = certificate(Evidence(inside, FIRST))
    report = verify(data, signature(data))
    assert report.verdict == "invalid"
    assert "container" in failed(report)
    assert results(report)["lines"] == "not-checked"
    assert results(report)["pdf"] == "pass"


def test_evidence_that_was_changed_is_found_out_under_a_signature_of_ours(
    held: Evidence, verify: Verifier
) -> None:
    """Who holds the key can sign any pages; the evidence is checked all the same."""
    files = unpack(held.data)
    (name,) = (n for n in files if n.endswith("/1.json"))
    files[name] = files[name].replace(b"The Well.fountain", b"The Hell.fountain")
    data = certificate(Evidence(container.pack(reseal(files, FIRST)), FIRST))
    report = verify(data, signature(data))
    assert failed(report) >= {"fields"}
    assert results(report)["certificate"] in ("pass", "fail")
    assert report.verdict == "invalid"


def test_a_strangers_evidence_is_the_strangers(
    stamp: Stamp, believing: Roots, verify: Verifier
) -> None:
    stranger = evidence(stamp, believing, Scribe(keys=THIEF))
    data = certificate(stranger)
    report = verify(data, signature(data, THIEF), signer=FIRST.public.fingerprint)
    assert failed(report) == {"signer"}


@pytest.mark.parametrize("how", sorted(HIDING))
def test_attachments_that_not_everybody_sees_are_refused(
    how: str, held: Evidence, verify: Verifier
) -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.attachments["licence.json"] = pikepdf.AttachedFileSpec(
            document, b"x", filename="licence.json"
        )
        HIDING[how](document)

    del held  # the trick stands in the PDF alone
    data = paper(files={"evidence.zip": b"x"}, change=change)
    report = verify(data, signature(data))
    assert report.verdict == "invalid"
    assert failed(report) == {"pdf"}
    assert {r for n, r in results(report).items() if n != "pdf"} == {"not-checked"}


def test_evidence_that_unpacks_without_end_is_not_unpacked(verify: Verifier) -> None:
    def change(document: pikepdf.Pdf) -> None:
        (spec,) = (document.Root.Names.EmbeddedFiles.Names[1],)
        packed = bomb(128 << 20)
        spec.EF.F.write(packed, filter=pikepdf.Name.FlateDecode, type_check=False)

    data = paper(files={"evidence.zip": b"x"}, change=change)
    with sparing():
        report = verify(data, signature(data))
    assert failed(report) == {"pdf"}
    assert "more than is looked at" in report.detail("pdf")


def test_two_pieces_of_evidence_are_one_too_many(held: Evidence, verify: Verifier) -> None:
    def change(document: pikepdf.Pdf) -> None:
        names = document.Root.Names.EmbeddedFiles.Names
        document.Root.Names.EmbeddedFiles.Names = pikepdf.Array([*names, *names[:1], pikepdf.
            AttachedFileSpec(document, b"other", filename="evidence.zip").obj])  # fmt: skip

    data = certificate(held, change=change)
    assert failed(verify(data, signature(data))) == {"pdf"}


def test_a_certificate_that_is_a_copy_too_is_neither(held: Evidence, verify: Verifier) -> None:
    data = copy_of(issued(), **{"evidence.zip": held.data})
    report = verify(data, signature(data))
    assert failed(report) == {"pdf"}
    assert "at once" in report.detail("pdf")


def test_a_damaged_certificate_is_one_still(held: Evidence, verify: Verifier) -> None:
    """A reader that mends what it can finds what it was; nothing of it is relied on."""
    data = certificate(held).replace(b"startxref\n", b"startxref\n9")
    report = verify(data, signature(data))
    assert (report.kind, failed(report)) == ("certificate", {"pdf"})


def test_the_signature_beside_it_may_be_no_file(held: Evidence, verify: Verifier) -> None:
    (verify.folder / "other.pdf.sshsig").mkdir()
    path = verify.folder / "other.pdf"
    path.write_bytes(certificate(held))
    from vault.verify.file import verify_file

    with pytest.raises(BadInput) as refused:
        verify_file(path, verify.roots)
    assert "other.pdf.sshsig cannot be read" in refused.value.message


NOT_OURS = {
    "photo.pdf": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "empty.pdf": b"",
    "blank.pdf": paper(),
    "other.pdf": paper(files={"notes.txt": b"x"}),
    "cut.pdf": copy_of(issued())[:3000],
    "noise.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 40,
    "locked.pdf": paper(
        files={"evidence.zip": b"x"}, encryption=pikepdf.Encryption(user="a", owner="b")
    ),
    "script.fountain": b"Title: The Well\n",
}


@pytest.mark.parametrize("name", sorted(NOT_OURS))
def test_what_it_does_not_take_is_said_with_what_it_takes(name: str, verify: Verifier) -> None:
    with pytest.raises(BadInput) as refused:
        verify(NOT_OURS[name], name=name)
    assert refused.value.exit_code == Exit.USAGE
    assert refused.value.message.startswith(name)
    assert refused.value.hint == TAKES


def test_a_folder_and_nothing(verify: Verifier, tmp_path: Path) -> None:
    from vault.verify.file import verify_file

    for path in (tmp_path, tmp_path / "nothing.pdf"):
        with pytest.raises(BadInput) as refused:
            verify_file(path, verify.roots)
        assert refused.value.hint == TAKES
    with pytest.raises(NotOurs):
        verify_file(Path("/dev/null"), verify.roots)
