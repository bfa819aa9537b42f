"""The certificate as it leaves the vault: two files, the record attached, one history with show."""

import io
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.paper.pdf import run, words_of
from tests.pipeline.small import LABEL, TITLE, Small, text
from tests.prove.conftest import LATER, UNREAD, certify, report, shown
from vault.errors import BadInput, EnvironmentFailed, Exit
from vault.operations import certifying as operations
from vault.operations import drafting, proving
from vault.pipeline import certifying
from vault.prove.certificate_words import LIMITS, groups, moment
from vault.verify import paths


def figures(told: dict[str, Any]) -> list[str]:
    """What show --json says and the certificate must say too, as it stands there."""
    from vault.encoding import parse_time

    entry = told["entry"]
    content, capture = entry["fields"]["content"], entry["fields"]["capture"]
    found = [
        told["sha256"], content["sha512"], told["script"], f"The {told['size']:,} bytes of",
        f"draft {told['number']}, ", f"entry {told['seq']} of ", entry["leaf"], entry["commit"],
        entry["log"], capture["device"], capture["build"], groups(entry["signer"]),
        moment(parse_time(told["sealed_at"])),
    ]  # fmt: skip
    if told["not_later_than"]:
        found.append(f"no later than {moment(parse_time(told['not_later_than']))}")
    if told["text_sha256"]:
        found += [told["text_sha256"], told["readings"][0]["scene_root"]]
    for what in ("pages", "scenes", "words"):
        if told[what] is not None:
            found.append(f"{told[what]:,} {what[:-1] if told[what] == 1 else what}")
    if told["label"]:
        found.append(f"“{told['label']}”")
    return found + [anchor["token"] for anchor in told["anchors"]]


@pytest.mark.parametrize(
    "draft", [LABEL, f"{TITLE}.fountain#3", LATER, UNREAD, "Bundle.textbundle"]
)
def test_every_figure_is_the_one_that_show_tells(small: Small, tmp_path: Path, draft: str) -> None:
    name = draft if draft == LABEL or "#" in draft else f"latest:{draft}"
    certify(small, name, tmp_path / "c.pdf")
    told = shown(small, name)
    said = words_of(tmp_path / "c.pdf", "-raw").replace(" ", "")
    for figure in figures(told):
        assert figure.replace(" ", "") in said, figure


def test_its_record_is_a_bundle_that_passes(small: Small, tmp_path: Path) -> None:
    out = tmp_path / "c.pdf"
    told = certify(small, LABEL, out)
    assert told["path"] == str(out)
    found = report(small, out, signer=shown(small, LABEL)["entry"]["signer"])
    assert (found.verdict, found.because) == ("incomplete", ["content"])
    assert found.result("certificate") == "pass"
    assert found.result("signer") == "pass"
    [draft] = found.drafts
    assert draft["not_later_than"] == shown(small, LABEL)["not_later_than"]
    assert report(small, out, drafts=[_restored(small, tmp_path)]).verdict == "valid"


def _restored(small: Small, folder: Path) -> Path:
    out = folder / "back.fountain"
    drafting.restore(small.session(), draft=LABEL, output=out, force=False)
    return out


def test_the_drafts_bytes_are_not_in_it(small: Small, tmp_path: Path) -> None:
    certify(small, LABEL, tmp_path / "c.pdf")
    run("pdfdetach", "-savefile", "evidence.zip", "-o", tmp_path / "e.zip", tmp_path / "c.pdf")
    with zipfile.ZipFile(tmp_path / "e.zip") as archive:
        data = [name for name in archive.namelist() if name.startswith("data/")]
        everything = b"".join(archive.read(name) for name in archive.namelist())
        size = len(archive.read(paths.NOT_INCLUDED))
        assert f"Payload-Oxum: {size}.1\n" in archive.read("bag-info.txt").decode()
    assert data == [paths.NOT_INCLUDED]
    assert b"Flamingos" not in everything
    assert b"Flamingos" not in (tmp_path / "c.pdf").read_bytes()


def test_ssh_keygen_accepts_the_signature_with_the_attached_key(
    small: Small, tmp_path: Path
) -> None:
    out = tmp_path / "c.pdf"
    certify(small, LABEL, out)
    signers = tmp_path / "allowed_signers"
    run("pdfdetach", "-savefile", "allowed_signers", "-o", signers, out)
    principal = signers.read_text().split()[0]
    words = ["ssh-keygen", "-Y", "verify", "-f", signers, "-I", principal]
    words += ["-n", "scriptvault-certificate-v1", "-s", f"{out}.sshsig"]
    printed = " ".join(words_of(out, "-l", 1, "-raw").split())
    assert f"-I {principal} -n scriptvault-certificate-v1 -s FILE.pdf.sshsig < FILE.pdf" in printed

    def verified(data: bytes) -> bool:
        return subprocess.run(words, input=data, capture_output=True, check=False).returncode == 0

    data = out.read_bytes()
    assert verified(data)
    assert not verified(data[:-1])
    assert not verified(data.replace(b"/Title", b"/Titel", 1))
    assert not verified(data + b"\n")


def test_a_changed_page_is_noticed(small: Small, tmp_path: Path) -> None:
    out = tmp_path / "c.pdf"
    certify(small, LABEL, out)
    signature = Path(f"{out}.sshsig").read_bytes()
    signed = out.read_bytes()
    Path(f"{out}.sshsig").unlink()
    assert report(small, out).result("certificate") == "not-checked"
    Path(f"{out}.sshsig").write_bytes(signature)
    out.write_bytes(signed.replace(b"D:2026", b"D:2016"))
    assert report(small, out).verdict == "invalid"


def test_both_files_are_new_unless_told_otherwise(small: Small, tmp_path: Path) -> None:
    out, beside = tmp_path / "c.pdf", tmp_path / "c.pdf.sshsig"
    for taken in (out, beside):
        taken.write_bytes(b"mine")
        with pytest.raises(BadInput, match="is there already"):
            certify(small, LABEL, out)
        assert taken.read_bytes() == b"mine"
        taken.unlink()
    beside.mkdir()
    with pytest.raises(BadInput, match="is a folder"):
        certify(small, LABEL, out, force=True)
    beside.rmdir()
    with pytest.raises(BadInput, match="no folder"):
        certify(small, LABEL, tmp_path / "nowhere" / "c.pdf")
    out.write_bytes(b"mine")
    certify(small, LABEL, out, force=True)
    assert report(small, out).result("certificate") == "pass"
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [
        "c.pdf",
        "c.pdf.sshsig",
    ]


@pytest.mark.parametrize("fails", ["c.pdf", "c.pdf.sshsig"])
@pytest.mark.parametrize("before", [None, b"as it was"])
def test_both_files_appear_or_neither(
    small: Small,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fails: str,
    before: bytes | None,
) -> None:
    out = tmp_path / "c.pdf"
    place = tmp_path / "out"
    place.mkdir()
    out = place / "c.pdf"
    if before is not None:
        for name in ("c.pdf", "c.pdf.sshsig"):
            (place / name).write_bytes(before)
    put = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if Path(target).name == fails:
            raise PermissionError(13, "in use")
        return put(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(EnvironmentFailed, match="certificate could not be written"):
        certify(small, LABEL, out, force=True)
    left = {path.name: path.read_bytes() for path in place.iterdir()}
    names = ("c.pdf", "c.pdf.sshsig") if before is not None else ()
    assert left == dict.fromkeys(names, before)


def test_a_missing_reading_is_made_first(small: Small, tmp_path: Path) -> None:
    from vault.pipeline import capturing, timeline
    from vault.watch.rules import Candidate

    path = small.write("Fresh.fountain", text(7))
    with small.session().writing() as pen:
        files = capturing.Files(pen.history)
        capturing.capture(pen, files, small.scripts, Candidate(path, package=False), "manual", ())
        row = timeline.find_draft(pen.history, "latest:Fresh.fountain")
        assert list(pen.history.rows("reading", about=row.leaf.hex())) == []
    certify(small, "latest:Fresh.fountain", tmp_path / "c.pdf")
    assert "read as about 1 page, 1 scene" in words_of(tmp_path / "c.pdf")


def test_without_time_the_certificate_says_so_and_the_person_too(
    small: Small, tmp_path: Path
) -> None:
    out = tmp_path / "c.pdf"
    done = operations.certificate(small.session(), draft=f"latest:{LATER}", output=out, force=False)
    assert done.exit_code == Exit.DONE
    assert "no independent time is established" in done.lines[1]
    said = words_of(out)
    assert "No independent time is established for them" in said
    assert "still awaited" not in said, "this vault asks no authority by itself"
    assert report(small, out).result("time") == "pending"
    assert "waiting: time" in said


def test_a_bundle_of_one_draft_holds_its_certificate_in_full(small: Small, tmp_path: Path) -> None:
    bundle = tmp_path / "one.zip"
    proved = _prove(small, bundle, drafts=[LABEL])
    assert proved["verdict"] == "valid"
    page = _certificate_of(bundle, tmp_path)
    said = words_of(page, "-raw")
    for figure in figures(shown(small, LABEL)):
        assert figure.replace(" ", "") in said.replace(" ", ""), figure
    assert "READ-ME-FIRST.txt beside it says" in said
    assert "FILE.pdf" not in said
    assert run("pdfdetach", "-list", page).decode().startswith("0 embedded")
    made = certify(small, LABEL, tmp_path / "c.pdf")
    assert str(made["certificate_id"]) in said, "the same draft under the same checkpoint"


def test_a_bundle_of_several_has_a_page_for_each_and_a_list(small: Small, tmp_path: Path) -> None:
    bundle = tmp_path / "all.zip"
    _prove(small, bundle, all=True)
    drafts = small.drafts()
    page = _certificate_of(bundle, tmp_path)
    said = words_of(page)
    assert len(re.findall(r"Certificate of Sealing", said)) == len(drafts) == 8
    assert f"The {len(drafts)} drafts of this bundle" in said
    assert all(said.count(limit) == 1 for limit in LIMITS if limit in said)
    of = int(re.findall(r"Pages:\s+(\d+)", run("pdfinfo", page).decode())[0])
    rows = words_of(page, "-f", of, "-layout")
    for draft in drafts:
        assert draft["sha256"][:16] in rows
    assert f"{of} of {of}" in rows
    assert report(small, bundle).has("bag", "pass")


def test_a_large_bundle_has_the_newest_of_each_script(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certifying, "MOST_IN_BUNDLE", 4)
    bundle = tmp_path / "all.zip"
    _prove(small, bundle, all=True)
    said = words_of(_certificate_of(bundle, tmp_path))
    assert said.count("Certificate of Sealing") == 4
    assert "The 8 drafts of this bundle" in said
    for name in ("“Waiting Room”, draft 1", "“Locked”, draft 1", "“Bundle”, draft 1"):
        assert name in said
    assert f"“{TITLE}”, draft 2" not in said


def test_a_script_named_alone_shows_all_its_drafts(small: Small, tmp_path: Path) -> None:
    bundle = tmp_path / "script.zip"
    _prove(small, bundle, script=f"{TITLE}.fountain")
    said = words_of(_certificate_of(bundle, tmp_path))
    for number in (1, 2, 3):
        assert f"“{TITLE}”, draft {number}" in said


def test_changed_words_in_a_bundle_are_noticed(small: Small, tmp_path: Path) -> None:
    from vault import container

    bundle = tmp_path / "one.zip"
    _prove(small, bundle, drafts=[LABEL])
    with zipfile.ZipFile(bundle) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["certificate.pdf"] += b"\n"
    with bundle.open("wb") as out:
        container.write(iter(files.items()), out)
    found = report(small, bundle)
    assert (found.verdict, found.result("bag")) == ("invalid", "fail")


def test_the_page_of_a_draft_in_another_computers_log(small: Small, tmp_path: Path) -> None:
    """A restored vault goes on in a new log; the old drafts keep their certificates."""
    other = small.copy(tmp_path / "second")
    other.settings_path.unlink()
    other.seal(other.write("After.fountain", text(9)))
    assert len(other.logs) == 2
    proving.stamp(other.session(), wait=False)
    out = tmp_path / "c.pdf"
    certify(other, LABEL, out)
    assert report(other, out).because == ["content"]
    assert "existed no later than" in words_of(out, "-l", 1)


def _prove(small: Small, out: Path, **chosen: Any) -> dict[str, Any]:
    given = {"drafts": (), "script": None, "all": False, "with_log": False, "force": False}
    found: dict[str, Any] = proving.prove(small.session(), output=out, **{**given, **chosen}).data
    return found


def _certificate_of(bundle: Path, folder: Path) -> Path:
    with zipfile.ZipFile(bundle) as archive:
        data = archive.read("certificate.pdf")
    assert zipfile.is_zipfile(io.BytesIO(data)) is False
    path = folder / "certificate-of-bundle.pdf"
    path.write_bytes(data)
    assert "No syntax" in run("qpdf", "--check", path).decode()
    return path
