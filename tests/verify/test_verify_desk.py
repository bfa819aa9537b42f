"""What the program itself writes, verified by both readers: certificates, copies, the draft."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import second_reader_pdf
from tests.pipeline import small as made
from tests.pipeline.small import Small, text
from vault.errors import Exit
from vault.licence.presets import PRESETS
from vault.operations import certifying, licensing, sharing, vaulting, verifying

READER = "Søren Ålund <soren@example.net>"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    with pytest.MonkeyPatch.context() as patch:
        made.cheap_keys(patch)
        small = made.empty(tmp_path_factory.mktemp("desk") / "home", "desk")
        small.init()
        small.seal(small.write("Lighthouse.fountain", text(1)))
        yield small


@pytest.fixture(scope="module")
def certificate(home: Small) -> Path:
    path = home.home / "certificate.pdf"
    certifying.certificate(home.session(), draft="1", output=path, force=False)
    return path


def copy(home: Small, folder: Path, licence: str, holder: Any) -> Path:
    done = sharing.share(
        home.session(), draft="1", to=[READER], to_csv=None, licence=licence, holder=holder,
        output=folder,
    )  # fmt: skip
    return Path(done.data["copies"][0]["path"])


def verify(home: Small, path: Path, **more: Any) -> Any:
    return verifying.verify(home.session(), files=[path], **{"signer": None, **more})


def agreed(told: dict[str, Any], path: Path) -> None:
    """The second reader says the same of the same file."""
    kind, verdict, results = second_reader_pdf.check_pdf(path)
    assert (told["kind"], told["verdict"]) == (kind, verdict)
    later = {"not-before", "scene", "reading"}
    assert {c["name"]: c["result"] for c in told["checks"] if c["name"] not in later} == {
        name: result for name, result in results.items() if name not in later
    }


def test_a_certificate_lacks_time_and_the_draft(home: Small, certificate: Path) -> None:
    outcome = verify(home, certificate)
    assert outcome.data["because"] == ["content", "time"]
    assert outcome.exit_code == Exit.INCOMPLETE
    agreed(outcome.data, certificate)
    with_draft = verify(home, certificate, draft=[home.scripts / "Lighthouse.fountain"])
    assert with_draft.data["because"] == ["time"]


def test_a_certificate_printed_again_by_another_program_fails(
    home: Small, certificate: Path, tmp_path: Path
) -> None:
    other = tmp_path / "certificate.pdf"
    subprocess.run(["qpdf", "--linearize", str(certificate), str(other)], check=True, timeout=60)
    beside = certificate.with_name("certificate.pdf.sshsig").read_bytes()
    other.with_name("certificate.pdf.sshsig").write_bytes(beside)
    outcome = verify(home, other)
    assert outcome.data["verdict"] == "invalid"
    assert "certificate" in outcome.data["because"]
    agreed(outcome.data, other)


@pytest.mark.parametrize("row", PRESETS, ids=lambda row: row.id)
def test_a_copy_of_every_preset_is_valid(row: Any, home: Small, tmp_path: Path) -> None:
    path = copy(home, tmp_path, row.id, "yes")
    signer = vaulting.keys(home.session()).data["signer"]
    told = verify(home, path, signer=signer).data
    assert (told["verdict"], told["because"]) == ("valid", [])
    assert told["copy"]["recipient"]["name"] == "Søren Ålund"
    assert told["copy"]["licence"] == row.id
    assert told["copy"]["signer"] == signer
    draft = home.drafts()[0]
    assert told["copy"]["draft"]["sha256"] == draft["sha256"]
    agreed(verify(home, path).data, path)
    terms = licensing.read(home.session(), file=path).data
    assert terms["conflicts"] == terms["unread"] == []
    assert terms["effective"]["train_generative"] == "prohibited"


def test_a_copy_is_of_its_draft(home: Small, tmp_path: Path) -> None:
    path = copy(home, tmp_path, "no-ai", "unsaid")
    draft = [home.scripts / "Lighthouse.fountain"]
    told = verify(home, path, draft=draft).data
    assert told["verdict"] == "valid"
    detail = {check["name"]: check["detail"] for check in told["checks"]}["licence"]
    assert detail.endswith("The file you gave is the draft that it names.")


def test_the_report_in_words_names_copy_reader_and_terms(home: Small, tmp_path: Path) -> None:
    path = copy(home, tmp_path, "no-ai", "unsaid")
    said = "\n".join(verify(home, path).lines)
    assert "VALID" in said
    assert "for Søren Ålund" in said
    assert "Terms no-ai (requested, not agreed)" in said
    assert "Not shown:" in said


def test_every_page_of_a_copy_carries_the_terms(home: Small, tmp_path: Path) -> None:
    whole = copy(home, tmp_path, "no-ai", "unsaid")
    page = tmp_path / "page.pdf"
    subprocess.run(
        ["qpdf", "--empty", "--pages", str(whole), "2", "--", str(page)], check=True, timeout=60
    )
    terms = licensing.read(home.session(), file=page).data
    assert terms["effective"]["ai_input"] == "prohibited"
    sources = {s["source"] for s in terms["signals"]}
    assert sources == {"page 1", "metadata of page 1", "words on page 1"}
