import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import container
from vault.watch.complete import HEAD, TAIL, looks_incomplete, package_looks_incomplete


def judged(data: bytes, name: str) -> str | None:
    whole = looks_incomplete(data, data, len(data), Path(name))
    assert looks_incomplete(data[:HEAD], data[-TAIL:], len(data), Path(name)) == whole
    return whole


def zipped(comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("document.xml", "<document/>" * 20_000)
        archive.comment = comment
    return out.getvalue()


FDX = "<?xml version='1.0'?><FinalDraft><Content>é</Content></FinalDraft>\n"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (FDX.encode(), "a.fdx"),
        (FDX.encode("utf-16"), "a.fdx"),
        (b"{\\rtf1 text}\r\n\0", "a.rtf"),
        (b"{\\rtf1 text}", "a.doc"),
        (b"%PDF-1.4\nbody\n%%EOF\n", "a.pdf"),
        (zipped(), "a.fadein"),
        (zipped(b"c" * 65_535), "a.docx"),
        (container.pack({"a": b""}), "a.celtx"),
        (b"INT. HOUSE - DAY", "a.fountain"),
        (b"plain text in spite of its name", "a.highland"),
        ("INT. HAUS".encode("utf-16") * 200, "a.txt"),
        (b"<document>\n</document>", "a.osf"),
        (b"\xfd\xfd\xfd\xfd binary", "a.fdr"),
    ],
)
def test_whole_scripts_raise_no_doubt(data, name):
    assert judged(data, name) is None


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.fdx", "empty"),
        (b"\0" * 300_000, "a.fountain", "zero bytes"),
        (FDX.encode()[:-5], "a.fdx", "</FinalDraft>"),
        (FDX.encode("utf-16")[:-20], "a.fdxt", "</FinalDraft>"),
        (zipped()[:-1000], "a.docx", "ZIP"),
        (zipped()[: len(zipped()) // 2], "a.fadein", "ZIP"),
        (zipped()[100_000:][:-22] + b"PK\5\6", "a.fadein", None),
        (b"{\\rtf1 text", "a.rtf", "RTF"),
        (b"%PDF-1.4\nbody", "a.pdf", "PDF"),
        (b"words" * 300 + b"\0" * 4096, "a.md", "ends in zero"),
        (b"<document>", "a.osf", "</document>"),
    ],
)
def test_torn_scripts_are_said_to_look_so(data, name, reason):
    found = judged(data, name)
    assert found is None if reason is None else reason in found


def test_a_zip_without_its_first_part_is_noticed():
    data = zipped()
    short = data[:4] + data[50_000:]
    assert judged(short, "a.docx") == "The ZIP file has no end."


@given(st.binary(max_size=400), st.sampled_from(["a.fdx", "a.rtf", "a.pdf", "a.docx", "a.txt"]))
def test_any_bytes_are_judged(data, name):
    for start in (b"", b"PK\3\4", b"{\\rtf", b"%PDF-"):
        judged(start + data, name)


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.999])
def test_every_real_script_is_whole_and_torn_when_cut(samples: Path, cut: float):
    torn_pdf = "screenreg-fixture-03-corrupted.pdf"
    checked = 0
    for folder, kinds in {
        "fdx": "*.fdx",
        "fadein": "*",
        "celtx": "*",
        "docx": "*",
        "pdf": "*",
    }.items():
        for path in sorted((samples / folder).glob(kinds)):
            data = path.read_bytes()
            assert (judged(data, path.name) is None) == (path.name != torn_pdf), path
            torn = data[: min(int(len(data) * cut), len(data) - 8)]
            assert judged(torn, path.name) is not None, path
            checked += 1
    assert checked >= 15


def test_real_text_formats_raise_no_doubt(samples: Path):
    for folder in ("fountain", "trelby", "screenplain-tests"):
        for path in (samples / folder).iterdir():
            if path.is_file() and path.stat().st_size:
                assert judged(path.read_bytes(), path.name) is None, path


def test_packages_have_their_main_file():
    assert package_looks_incomplete(["B.scrivx", "Files/a.rtf"], Path("B.scriv")) is None
    assert package_looks_incomplete(["Files/B.scrivx"], Path("B.scriv")) is not None
    assert package_looks_incomplete(["text.fountain", "info.json"], Path("N.textbundle")) is None
    assert package_looks_incomplete(["info.json"], Path("N.textbundle")) is not None
    assert package_looks_incomplete(["TXT.rtf"], Path("N.rtfd")) is None
    assert package_looks_incomplete([], Path("N.pages")) is None
