"""A copy as others see it: its words, its terms, its attachments, the same bytes each time."""

import json
import subprocess
from pathlib import Path

import pikepdf
import pytest

from tests.paper.pdf import kept, run, words_of
from tests.share.conftest import KEYS, LOST, RESOURCES, TIDE, drawn, record_for, script_of
from vault.licence import carriers
from vault.screenplay.model import Element, Kind, Script
from vault.screenplay.reading import compose, title_pages
from vault.seal.signing import LICENCE_NAMESPACE, allowed_signers
from vault.share.copies import ALPHABET, copy_id, lay_out, unprintable
from vault.timestamp.authorities import Roots
from vault.verify.file import verify_file

FOOT = "No AI use of any kind without written consent. Copy 7F3K-Q2 for Miriam Okafor, Harrow Films"


def printed(path: Path, page: int) -> list[str]:
    return run("pdftotext", "-raw", "-f", page, "-l", page, path, "-").decode().split()


def check_pages(script: Script, path: Path) -> None:
    """Every page of the PDF has the words of its page, then the line at its foot."""
    sheets = [*title_pages(script), None, *compose(script)]
    assert len(pikepdf.open(path).pages) == len(sheets)
    for number, sheet in enumerate(sheets, start=1):
        if sheet is not None:
            words = [word for line in sheet.lines for word in line.text.split()]
            assert sorted(printed(path, number)) == sorted([*words, *FOOT.split()]), number


@pytest.mark.parametrize("path", sorted(RESOURCES.iterdir()), ids=lambda path: path.name)
def test_the_words_of_a_copy_are_the_words_of_the_script(path: Path, tmp_path: Path) -> None:
    script = script_of(path)
    check_pages(script, kept(tmp_path, drawn(script, record_for())))


@pytest.mark.parametrize("name", ["fdx/gumshoe.fdx", "fountain/cyrillic.fountain"])
def test_real_scripts_too(samples: Path, name: str, tmp_path: Path) -> None:
    script = script_of(samples / name)
    check_pages(script, kept(tmp_path, drawn(script, record_for())))


def test_words_come_out_in_reading_order(tide: Path) -> None:
    text = words_of(tide, "-raw")
    speech = "INES You've had my name for forty years. You've had my husband's for thirty- nine."
    assert speech in text
    assert "McAVOY She'll have to wait for slack water. MORROW She has been waiting" in text


def test_nothing_on_a_page_lies_over_anything_else(tmp_path: Path) -> None:
    """Not even for a reader whose name takes three lines at the foot, nor under (MORE)."""
    speech = "One two three four five six seven eight nine ten. " * 12
    script = Script("fountain", (), (
        Element(Kind.ACTION, "x\n" * 46 + "x"),
        Element(Kind.CHARACTER, "JO"), Element(Kind.DIALOGUE, speech),
    ))  # fmt: skip
    record = record_for("W" * 60 + " Wide", organisation="M" * 70, licence="paid-train")
    path = kept(tmp_path, drawn(script, record))
    html = run("pdftotext", "-bbox-layout", "-f", 2, "-l", 2, path, "-").decode()
    lines = [line for line in html.splitlines() if "<line " in line]
    boxes = sorted(tuple(float(part.split('"')[1]) for part in line.split()[1:5]) for line in lines)
    assert any(top > 740 for _, top, _, _ in boxes)
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert 0 < left < right < 612
        assert bottom < 780
        for other_left, other_top, other_right, other_bottom in boxes[number + 1 :]:
            across = min(right, other_right) - max(left, other_left)
            down = min(bottom, other_bottom) - max(top, other_top)
            assert across <= 0 or down < 4  # boxes of lines set solid touch by their leading


def test_the_leaf_of_terms(tide: Path) -> None:
    text = " ".join(printed(tide, 2))
    record = record_for()
    for words in (
        "COPY 7F3K-Q2", "Miriam Okafor, Harrow Films", "20 November 2026", record.terms.notice,
        "requested, not agreed", "Signed with key", "Draft 4 pages SHA-256 cdcd cdcd",
    ):  # fmt: skip
        assert words in text
    for never in ("©", "owner", "authentic", "registered", "created on"):
        assert never not in text


@pytest.mark.parametrize("licence", ["no-train", "paid-train", "reserve-only", "assist-ok"])
@pytest.mark.parametrize("holder", ["yes", "unsaid"])
def test_the_leaf_holds_whatever_it_has_to(tmp_path: Path, licence: str, holder: str) -> None:
    record = record_for("M" * 80, licence=licence, holder=holder, organisation="W " * 40,
                        title="The Long " * 22)  # fmt: skip
    script = Script("fountain", (), (Element(Kind.ACTION, "Yes."),))
    path = kept(tmp_path, drawn(script, record))
    squeezed = "".join(printed(path, 1))
    assert record.terms.notice.replace(" ", "") in squeezed
    html = run("pdftotext", "-bbox", "-f", 1, "-l", 1, path, "-").decode()
    words = [line.split('"') for line in html.splitlines() if "<word " in line]
    body = [float(parts[7]) for parts in words if float(parts[3]) < 740]
    assert max(body) < 745


def test_the_same_is_the_same_and_another_reader_has_another(tide: Path) -> None:
    data = tide.read_bytes()
    assert drawn(script_of(TIDE), record_for()) == data
    for other in (
        record_for("Jonas Weil"), record_for(copy="7F3K-Q3"), record_for(organisation=""),
        record_for(licence="no-train"), record_for(title="The Tide"),
    ):  # fmt: skip
        assert drawn(script_of(TIDE), other) != data


def test_record_and_signature_travel_in_the_file(tide: Path, tmp_path: Path) -> None:
    record = record_for()
    run("pdfdetach", "-saveall", "-o", tmp_path, tide)
    raw = (tmp_path / carriers.LICENCE_FILE).read_bytes()
    assert raw == record.raw
    signers = tmp_path / "allowed_signers"
    signers.write_bytes(allowed_signers(KEYS.public, (LICENCE_NAMESPACE,)))
    verify = ["ssh-keygen", "-Y", "verify", "-f", signers, "-I", KEYS.public.principal,
              "-n", LICENCE_NAMESPACE, "-s", tmp_path / carriers.SIGNATURE_FILE]  # fmt: skip
    good = subprocess.run([str(w) for w in verify], input=raw, capture_output=True, check=False)
    assert good.returncode == 0, good.stderr
    bad = subprocess.run(
        [str(w) for w in verify], input=raw + b" ", capture_output=True, check=False
    )
    assert bad.returncode != 0


def test_a_copy_is_valid_and_a_changed_one_is_not(tide: Path, tmp_path: Path) -> None:
    report = verify_file(tide, Roots(()), KEYS.public.fingerprint)
    assert (report.kind, report.verdict) == ("copy", "valid")
    other = tmp_path / "other.pdf"
    with pikepdf.open(tide) as pdf:
        del pdf.pages[3].Metadata
        pdf.save(other)
    assert verify_file(other, Roots(())).verdict == "invalid"


def test_a_page_taken_out_still_carries_the_terms(tide: Path, tmp_path: Path) -> None:
    one = tmp_path / "one.pdf"
    run("qpdf", tide, "--pages", tide, "4", "--", one)
    with pikepdf.open(one) as pdf:
        packet = pdf.pages[0].Metadata.read_bytes().decode()
    assert "DMI-PROHIBITED" in packet
    assert "7F3K-Q2" in packet


def test_the_outline_names_the_scenes(tmp_path: Path) -> None:
    path = kept(tmp_path, drawn(script_of(LOST), record_for()))
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        titles = [str(item.title) for item in outline.root]
    assert titles == [
        "Copy 7F3K-Q2", "INT. LOST PROPERTY OFFICE - NIGHT",
        "EXT. PELHAM JUNCTION - PLATFORM 2 - LATER",
        "EXT. PELHAM JUNCTION - LAST BENCH - CONTINUOUS", "OMITTED",
        "INT. LOST PROPERTY OFFICE - MORNING",
    ]  # fmt: skip


def test_numbers_of_copies() -> None:
    assert copy_id(b"\x00" * 4) == "0000-00"
    assert copy_id(b"\xff" * 4) == "ZZZZ-ZZ"
    assert copy_id(bytes([0b00001_000, 0b10_00011_0, 0b0100_0010, 0b1_00110_00])) == "1234-56"
    assert len(ALPHABET) == 32
    assert not set(ALPHABET) & set("ILOU")


def test_what_paper_cannot_show_is_counted() -> None:
    def of(text: str) -> tuple[str, float]:
        return unprintable(lay_out(Script("fountain", (), (Element(Kind.ACTION, text),))))

    assert of("Plain words, Ж and é.") == ("", 0.0)
    assert of("日本 ab") == ("日本", 0.5)
    assert of("Hello 🎬 world of ours") == ("🎬", 1 / 17)


def test_other_programs_read_the_terms(tide: Path) -> None:
    [told] = json.loads(run("exiftool", "-j", "-G1", tide))
    record = record_for()
    assert told["PDF:Title"] == told["XMP-dc:Title"] == "The Tide Clerk"
    assert ", ".join(told["PDF:Keywords"]) == carriers.keywords(record)
    assert told["XMP-plus:LicenseID"] == "7F3K-Q2"
    assert told["XMP-plus:LicenseeName"] == "Miriam Okafor, Harrow Films"
    assert told["XMP-plus:DataMining"].endswith("DMI-PROHIBITED")
    assert told["XMP-tdm:Reservation"] == 1
    assert told["XMP-sv:Licence"] == record.raw.decode()
    assert "XMP-xmpRights:Owner" not in told  # nobody was named, since nobody said
