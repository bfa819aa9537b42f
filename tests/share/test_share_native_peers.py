"""What a program of others reads from copies that are no PDF: each preset, each answer.

Values are written by hand, in ``natives`` and here.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from tests.share.conftest import record_for
from tests.share.natives import PROJECTED, copied, packed, terms_of
from tests.share.test_share_native_docx import BODY_PART
from tests.share.test_share_native_docx import PARTS as WORD
from tests.share.test_share_native_odt import PARTS as OPEN
from vault.licence.record import HOLDERS

RICH = r"{\rtf1\ansi\deff0{\fonttbl{\f0 Courier;}}\pard Nobody drinks.\par}"
DRAFTS = {"a.docx": packed(WORD), "a.odt": packed(OPEN), "a.rtf": RICH}
CASES = [
    (licence, holder)
    for licence in sorted(PROJECTED)
    for holder in HOLDERS
    if (licence, holder) != ("paid-train", "no")
]


def exiftool(*paths: Path) -> list[dict[str, str]]:
    """Every tag of each file in lower letters; properties of OpenDocument by their own names."""
    done = subprocess.run(
        ["exiftool", "-X", "-a", *map(str, paths)], capture_output=True, check=True, timeout=100
    )
    return [dict(tags(file)) for file in fromstring(done.stdout)]


def tags(file: Element) -> Iterator[tuple[str, str]]:
    name = ""
    for one in file:
        tag, text = one.tag.rpartition("}")[2].lower(), one.text or ""
        if tag == "user-definedname":
            name = text
        yield (name.lower() if tag == "user-defined" else tag), text


@pytest.mark.parametrize("name", sorted(DRAFTS))
def test_exiftool_reads_every_preset(name: str, tmp_path: Path) -> None:
    paths = []
    for licence, holder in CASES:
        paths.append(tmp_path / f"{licence} {holder}{Path(name).suffix}")
        paths[-1].write_bytes(copied(name, DRAFTS[name], licence=licence, holder=holder))
    for (licence, holder), told in zip(CASES, exiftool(*paths), strict=True):
        mining, usage = PROJECTED[licence]
        held = holder == "yes" and licence != "reserve-only"
        words = told["comments" if name == "a.rtf" else "description"]
        assert told["tdm-reservation"] == "1"
        assert told["content-usage"] == usage
        assert told["plus-datamining"] == mining
        assert told["spdx-license-identifier"] == f"LicenseRef-ScriptVault-{licence}-1.2"
        keywords = told["keyword" if name == "a.odt" else "keywords"]
        assert keywords == f"tdm-reservation:1; Content-Usage: {usage}"
        assert ("©" in words) is held
        assert "Copy 7F3K-Q2 for Miriam Okafor, Harrow Films, 20 November 2026." in words
        if name != "a.docx":  # Word's properties are too short for what is offered
            assert ("odrl-offer" in told) is (held and licence == "paid-train")


def test_a_pdf_that_became_a_document(tmp_path: Path) -> None:
    """As LibreOffice makes one: no footer, its line among the words, keywords taken apart."""
    line = record_for().terms.footer
    foot = f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p><w:sectPr"
    word = {**WORD, BODY_PART: WORD[BODY_PART].replace("<w:sectPr", foot, 1)}
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties"><cp:keywords>tdm-reservation 1</cp:keywords></cp:coreProperties>'
    )
    terms = terms_of(tmp_path, "a.docx", packed({**word, "docProps/core.xml": core}))
    assert [(s.source, s.property) for s in terms.signals] == [
        ("document keywords", "tdm-reservation"),
        ("the words", "notice"),
    ]
    text = f"<t:p>{line}</t:p>"
    content = OPEN["content.xml"].replace("</office:text>", f"{text}</office:text>")
    terms = terms_of(tmp_path, "a.odt", packed({**OPEN, "content.xml": content}))
    assert [(s.source, s.property) for s in terms.signals] == [("the words", "notice")]
