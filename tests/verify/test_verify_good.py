"""What is good passes, what is only incomplete is said to be, what is not ours is refused."""

import io
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.verify.conftest import Good
from tests.verify.forging import FIRST, SECOND, Checker, Scribe, bundle, failed, reseal
from vault import container
from vault.errors import BadInput
from vault.timestamp.authorities import Roots, roots
from vault.verify.bag import NotOurs
from vault.verify.bundle import verify_bundle


def test_the_good_bundle_is_valid(good: Good, check: Checker) -> None:
    report = check(good.files)
    assert (report.verdict, report.because) == ("valid", []), report.as_json()
    assert [(d["seq"], d["script"], d["number"]) for d in report.drafts] == [
        (1, "The Well.fountain", 1),
        (4, "The Well.fountain", 3),
    ]
    assert all(draft["not_later_than"] for draft in report.drafts)
    assert report.not_shown[0].startswith("2 of the 6 entries")
    assert failed(report) == set()
    assert report.result("signer") == "not-checked"


def test_the_fingerprint_asked_for_is_compared(good: Good, check: Checker) -> None:
    own = FIRST.public.fingerprint
    spaced = " ".join(own[i : i + 4] for i in range(0, 64, 4)).upper()
    for asked in (own, spaced):
        report = check(good.files, asked)
        assert (report.verdict, report.result("signer")) == ("valid", "pass")
    report = check(good.files, SECOND.public.fingerprint)
    assert (report.verdict, failed(report)) == ("invalid", {"signer"})


def test_without_any_token_only_time_is_lacking(good: Good, check: Checker) -> None:
    shown = good.scribe.shown([good.small, good.large], {}, without={3, 5})
    report = check(bundle([shown], FIRST, check.roots))
    assert (report.verdict, report.because) == ("incomplete", ["time"])
    assert report.result("time") == "pending"
    assert [draft["not_later_than"] for draft in report.drafts] == [None, None]


def test_without_the_root_only_time_is_lacking(good: Good, check: Checker, pinned: dict) -> None:
    report = verify_bundle(check.write(good.files), roots(pinned_pem=pinned))
    assert (report.verdict, report.because) == ("incomplete", ["time"])
    assert report.result("time") == "not-checked"
    assert [draft["not_later_than"] for draft in report.drafts] == [None, None]


def test_a_time_for_some_entries_only_is_not_enough(good: Good, check: Checker) -> None:
    early = {good.small.hash: good.tokens[good.small.hash]}
    shown = good.scribe.shown([good.small, good.large], early, without={3, 5})
    report = check(bundle([shown], FIRST, check.roots))
    assert (report.verdict, report.because) == ("incomplete", ["time"])
    assert [bool(draft["not_later_than"]) for draft in report.drafts] == [True, False]


def test_evidence_without_the_drafts_is_incomplete(good: Good, check: Checker) -> None:
    for gone in ({good.draft(1)}, {good.draft(1), good.draft(4)}):
        files = {name: data for name, data in good.files.items() if name not in gone}
        files["data/NOT-INCLUDED.txt"] = b"The drafts are not in this bundle.\n"
        report = check(reseal(files, FIRST))
        assert (report.verdict, report.because) == ("incomplete", ["content"])
        assert report.result("content") == "not-checked"


def test_an_empty_draft_is_a_draft(check: Checker, believing: Roots) -> None:
    scribe = Scribe()
    scribe.begin()
    scribe.draft(b"", names={"path": "Ça ira.fountain"})
    report = check(bundle([scribe.shown([scribe.head()])], FIRST, believing))
    assert (report.result("content"), report.because) == ("pass", ["time"])
    assert report.drafts[0]["script"] == "Ça ira.fountain"


@pytest.mark.parametrize("how", ["stored", "deflated", "folders", "comment", "zip"])
def test_packed_again_by_another_program_only_the_container_is_lacking(
    good: Good, check: Checker, tmp_path: Path, how: str
) -> None:
    out = io.BytesIO()
    method = zipfile.ZIP_STORED if how == "stored" else zipfile.ZIP_DEFLATED
    if how == "zip":
        for name, data in good.files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(data)
        subprocess.run(["zip", "-qr", "again.zip", "."], cwd=tmp_path, check=True)
        again = (tmp_path / "again.zip").read_bytes()
    else:
        with zipfile.ZipFile(out, "w", method) as archive:
            for name, data in reversed(good.files.items()):
                folder = name.rpartition("/")[0] + "/"
                if how == "folders" and folder not in {"/", *archive.namelist()}:
                    archive.mkdir(folder)
                archive.writestr(name, data)
            if how == "comment":
                archive.comment = b"sent by mail"
        again = out.getvalue()
    report = check(again)
    assert (report.verdict, report.because) == ("incomplete", ["container"])


def test_bytes_before_or_behind_are_noticed(good: Good, check: Checker) -> None:
    whole = container.pack(good.files)
    for other in (b"#!/bin/sh\n" + whole, whole + b"\n", whole + whole):
        report = check(other)
        assert report.verdict != "valid"
        assert report.result("container") != "pass"


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(500), b"PK", b"PK\5\6" + bytes(18), b"%PDF-1.7"],
)
def test_what_is_no_bundle_is_refused_in_words(check: Checker, data: bytes) -> None:
    with pytest.raises(NotOurs) as refused:
        check(data)
    assert refused.value.exit_code == 2
    assert refused.value.hint


def test_another_zip_is_not_ours(check: Checker) -> None:
    with pytest.raises(NotOurs):
        check({"script.fountain": b"INT. ROOM\n", "a/b.txt": b""})


def test_a_folder_and_a_missing_file_are_bad_input(tmp_path: Path, believing: Roots) -> None:
    for path in (tmp_path, tmp_path / "none.zip"):
        with pytest.raises(BadInput):
            verify_bundle(path, believing)


def test_a_bundle_cut_off_is_invalid_not_unknown(good: Good, check: Checker) -> None:
    whole = container.pack(good.files)
    for size in (len(whole) - 1, len(whole) // 2, 3000):
        report = check(whole[:size])
        assert (report.verdict, failed(report)) == ("invalid", {"container"})
        results = {c["result"] for c in report.as_json()["checks"] if c["name"] != "container"}
        assert results == {"not-checked"}
