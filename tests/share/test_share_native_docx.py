"""Word copies: the words stay, comments and traces of sessions do not travel, the terms stand."""

from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from tests.share.conftest import Desk, record_for
from tests.share.natives import HOSTILE, PROJECTED, copied, packed, parts_of, terms_of
from vault.errors import BadInput
from vault.licence import native_packages

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
BODY_PART, LIST = "word/document.xml", "word/_rels/document.xml.rels"
BODY = """\
<?xml version="1.0" encoding="UTF-8"?>
<w:document xmlns:w="%s" xmlns:r="%s"><!-- hush-1 --><w:body>\
<w:p w:rsidR="00hush2"><w:pPr><w:pPrChange w:author="hush-3"/></w:pPr>\
<w:commentRangeStart w:id="0"/><w:r w:rsidRPr="00hush4"><w:t>Caf\u00e9 &amp; tea.</w:t></w:r>\
<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>\
<w:r><w:rPr><w:vanish/></w:rPr><w:t>hush-5</w:t></w:r>\
<w:r><w:rPr><w:rStyle w:val="Secret"/></w:rPr><w:t>hush-6</w:t></w:r>\
<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Shown.</w:t></w:r></w:p>\
<w:p><w:pPr><w:pStyle w:val="Secret"/></w:pPr><w:r><w:t>hush-7</w:t></w:r></w:p>\
<w:p><w:r><w:drawing r:embed='rId7'/><w:t>The end.</w:t></w:r></w:p>\
<w:sectPr w:rsidSect="00hush8"><w:headerReference w:type="first" r:id="rId8"/>\
<w:headerReference w:type="even" r:id="rId9"/>\
<w:footerReference w:type="default" r:id="rId4"/></w:sectPr></w:body></w:document>""" % (W, R)  # noqa: UP031  # braces are XML's here
STYLES = (
    f'<w:styles xmlns:w="{W}"><w:style w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
    "</w:styles>"
)


def related(rows: Mapping[str, tuple[str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{name}" Type="{kind if ":" in kind else f"{R}/{kind}"}"'
        f' Target="{target}"/>'
        for name, (kind, target) in rows.items()
    )
    return f'<Relationships xmlns="{P}/relationships">{inside}</Relationships>'


PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{P}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{OFFICE}.document.main+xml"/>'
    f'<Override PartName="/word/comments.xml" ContentType="{OFFICE}.comments+xml"/></Types>',
    "_rels/.rels": related({
        "rId1": ("officeDocument", "word/document.xml"),
        "rId2": ("custom-properties", "docProps/custom.xml"),
        "rId3": (f"{P}/relationships/metadata/thumbnail", "docProps/thumbnail.jpeg"),
    }),
    "docProps/custom.xml": "<hush-9/>",
    "docProps/core.xml": "<a>hush-10</a>",
    "docProps/app.xml": "<a>hush-11</a>",
    "docProps/thumbnail.jpeg": "hush-12",
    "word/document.xml": BODY,
    "word/_rels/document.xml.rels": related({
        "rId1": ("styles", "styles.xml"), "rId2": ("comments", "comments.xml"),
        "rId3": ("settings", "settings.xml"), "rId4": ("footer", "footer1.xml"),
        "rId5": ("customXml", "../customXml/item1.xml"), "rId6": ("people", "people.xml"),
        "rId7": ("image", "media/image1.png"), "rId8": ("header", "header1.xml"),
        "rId9": ("header", "header2.xml"), "rId10": ("image", "media/image2.png"),
    }),
    "word/styles.xml": STYLES,
    "word/comments.xml": "<a>hush-13</a>",
    "word/people.xml": "<a>hush-14</a>",
    "word/settings.xml": f'<w:settings xmlns:w="{W}"><w:rsids><w:rsid w:val="hush-15"/></w:rsids>'
    '<w:docVars><w:docVar w:name="hush-16"/></w:docVars><w:defaultTabStop w:val="720"/>'
    "</w:settings>",
    "word/footer1.xml": f'<w:ftr xmlns:w="{W}"><w:p><w:r><w:t>Page 1</w:t></w:r></w:p></w:ftr>',
    "word/header1.xml": f'<w:hdr xmlns:w="{W}"><w:p><w:r><w:t>hush-20</w:t></w:r></w:p></w:hdr>',
    "word/header2.xml": f'<w:hdr xmlns:w="{W}"><w:p><w:r><w:t>hush-21</w:t></w:r></w:p></w:hdr>',
    "word/media/image1.png": "picture",
    "word/media/image2.png": "hush-17",
    "customXml/item1.xml": "<hush-18/>",
    "stray/hush.txt": "hush-19",
}  # fmt: skip


def paragraphs(data: bytes) -> list[str]:
    return [
        "".join(run.text or "" for run in row.iter() if run.tag.endswith("}t"))
        for row in fromstring(data).iter()
        if row.tag.endswith("}p")
    ]


def test_nothing_private_travels_and_the_words_do() -> None:
    parts = parts_of(copied("a.docx", packed(PARTS)))
    for name, data in parts.items():
        assert b"hush" not in data, name
        assert "hush" not in name
    record = record_for()
    rows = paragraphs(parts["word/document.xml"])
    assert rows[0] == "Copy 7F3K-Q2 for Miriam Okafor, Harrow Films"
    assert " ".join(rows[1:5]) == record.terms.notice
    assert rows[5] == "These terms are requested, not agreed."
    assert rows[6:] == ["", "Caf\u00e9 & tea.Shown.", "", "The end."]
    assert paragraphs(parts["word/footer1.xml"]) == ["Page 1", record.terms.footer]
    assert paragraphs(parts["word/licence-footer.xml"]) == [record.terms.footer]
    assert parts["word/media/image1.png"] == b"picture"
    assert b"defaultTabStop" in parts["word/settings.xml"]


def test_every_part_is_listed_and_every_relationship_leads_somewhere() -> None:
    parts = parts_of(copied("a.docx", packed(PARTS)))
    types = fromstring(parts["[Content_Types].xml"])
    endings = {one.get("Extension") for one in types if one.tag.endswith("Default")}
    own = [one.get("PartName") for one in types if one.tag.endswith("Override")]
    assert len(own) == len(set(own))
    assert {str(name)[1:] for name in own} <= set(parts)
    for name in parts:
        assert f"/{name}" in own or name.rpartition(".")[2] in endings | {"xml", "png"}
    for name, data in parts.items():
        if name.endswith(".rels"):
            folder = name.partition("_rels/")[0]
            for one in fromstring(data):
                target = str(one.get("Target"))
                assert (target[1:] if target.startswith("/") else folder + target) in parts, target


def test_headers_of_pages_that_there_are_stay() -> None:
    parts = {
        **PARTS,
        "word/settings.xml": f'<w:settings xmlns:w="{W}"><w:evenAndOddHeaders/></w:settings>',
        BODY_PART: PARTS[BODY_PART].replace("</w:sectPr>", "<w:titlePg/></w:sectPr>"),
    }
    found = parts_of(copied("a.docx", packed(parts)))
    assert paragraphs(found["word/header1.xml"]) == ["hush-20"]
    assert paragraphs(found["word/header2.xml"]) == ["hush-21"]


def properties(data: bytes) -> dict[str, str]:
    root: Element = fromstring(parts_of(data)["docProps/custom.xml"])
    assert [one.get("pid") for one in root] == [str(n + 2) for n in range(len(root))]
    return {str(one.get("name")): "".join(one.itertext()) for one in root}


@pytest.mark.parametrize("licence", sorted(PROJECTED))
def test_each_preset(tmp_path: Path, licence: str) -> None:
    data = copied("a.docx", packed(PARTS), licence=licence, holder="yes")
    mining, usage = PROJECTED[licence]
    assert properties(data) == {
        "tdm-reservation": "1", "Content-Usage": usage, "plus-DataMining": mining,
        "SPDX-License-Identifier": f"LicenseRef-ScriptVault-{licence}-1.2",
    } | {n: v for n, v in properties(data).items() if n == "sv-signature"}  # fmt: skip
    core = parts_of(data)["docProps/core.xml"].decode()
    assert f"tdm-reservation:1; Content-Usage: {usage}</cp:keywords>" in core
    signals = terms_of(tmp_path, "a.docx", data).signals
    assert {s.value for s in signals if s.property in ("licence", "notice")} >= {licence}
    assert [s for s in signals if "Signed with key" in s.says]
    assert [s.source for s in signals if s.property == "notice"] == ["the footer"]


def test_names_that_could_end_what_holds_them(tmp_path: Path) -> None:
    data = copied("a.docx", packed(PARTS), name=HOSTILE, title="T ]]> <x> & --")
    assert paragraphs(parts_of(data)["word/document.xml"])[0].startswith(
        f"Copy 7F3K-Q2 for {HOSTILE}"
    )
    assert [s for s in terms_of(tmp_path, "a.docx", data).signals if f"For {HOSTILE}" in s.says]


def changed(part: str, old: str, new: str) -> bytes:
    assert old in PARTS[part]
    return packed({**PARTS, part: PARTS[part].replace(old, new)})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            changed(BODY_PART, "<w:p><w:r><w:draw", '<w:p><w:ins w:id="1"/><w:r><w:draw'),
            "tracks changes",
        ),
        (
            changed(BODY_PART, "<w:p><w:r><w:draw", '<w:p><w:del w:id="1"/><w:r><w:draw'),
            "tracks changes",
        ),
        (changed(LIST, f"{R}/people", f"{R}/oleObject"), "neither words nor pictures"),
        (changed(BODY_PART, "<w:document", "<!DOCTYPE a [<!ENTITY b 'c'>]><w:document"), "type"),
        (changed(BODY_PART, "</w:body>", ""), "damaged"),
        (changed("_rels/.rels", "word/document.xml", "word/none.xml"), "no document"),
        (packed(PARTS)[:-40], "damaged"),
        (packed(PARTS, ("WORD/document.xml", b"x")), "one name"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_copied_is_said(data: bytes, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        copied("a.docx", data)
    assert words in refused.value.message
    assert refused.value.hint


def test_what_unpacks_to_more_than_any_script_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed(PARTS, ("word/big.bin", bytes(1 << 20)))
    assert len(data) < 20_000
    monkeypatch.setattr(native_packages, "MOST_BYTES", 1 << 20)
    with pytest.raises(BadInput) as refused:
        copied("a.docx", data)
    assert "more than any script" in refused.value.message


@pytest.mark.parametrize("end", ["<w:sectPr/>", "", "<w:sectPr><w:pgSz/></w:sectPr>"])
def test_a_document_without_a_footer_gets_one_for_all_pages(end: str) -> None:
    begin, _, rest = PARTS[BODY_PART].partition("<w:sectPr")
    body = begin + end + rest.partition("</w:sectPr>")[2]
    root = fromstring(parts_of(copied("a.docx", packed({**PARTS, BODY_PART: body})))[BODY_PART])
    section = root.find(f".//{{{W}}}sectPr")
    assert section is not None
    kinds = [one.get(f"{{{W}}}type") for one in section if one.tag.endswith("footerReference")]
    assert kinds == ["default", "first", "even"]
    assert {one.get(f"{{{R}}}id") for one in section if one.tag.endswith("footerReference")} == {
        "svLicenceFooter"
    }


@pytest.mark.parametrize(
    ("told", "kept"), [("0", "540"), ("539", "540"), ("708", "708"), ("9" * 5_000, "9" * 5_000)]
)
def test_a_footer_stands_where_printers_print(told: str, kept: str) -> None:
    begin, _, rest = PARTS[BODY_PART].partition("<w:sectPr")
    section = f'<w:sectPr><w:pgMar w:footer="{told}" w:bottom="1440"/></w:sectPr>'
    body = begin + section + rest.partition("</w:sectPr>")[2]
    copy = parts_of(copied("a.docx", packed({**PARTS, BODY_PART: body})))[BODY_PART]
    margins = fromstring(copy).find(f".//{{{W}}}pgMar")
    assert margins is not None
    assert (margins.get(f"{{{W}}}footer"), margins.get(f"{{{W}}}bottom")) == (kept, "1440")


REAL = [
    "strict", "renamed_document_xml", "soft_line_breaks", "created-in-pages-paragraphs-only",
    "test-docx2python-conversion-google_docs",
]  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_documents_keep_their_words(samples: Path, tmp_path: Path, name: str) -> None:
    data = (samples / f"docx/{name}.docx").read_bytes()
    copy = copied(f"{name}.docx", data)
    old, new = parts_of(data), parts_of(copy)
    main = next(part for part in old if part.endswith(("document.xml", "blah_blah.xml")))
    assert paragraphs(new[main])[7:] == paragraphs(old[main])
    assert all(new[part] == old[part] for part in new if "theme" in part or "media" in part)
    assert b"rsid" not in new[main]
    assert [s for s in terms_of(tmp_path, "a.docx", copy).signals if "Signed with key" in s.says]


def test_it_is_issued_though_its_words_are_not_read(desk: Desk) -> None:
    path = desk.small.scripts / "Draft.docx"
    path.write_bytes(packed(PARTS))
    desk.small.seal(path)
    made = desk.copies("latest:Draft.docx", form="native")[0]
    assert (made["format"], made["marks"]) == ("docx", ["visible", "metadata"])
    assert made["path"].endswith(".docx")
    assert not desk.small.problems()
    with pytest.raises(BadInput):
        desk.copies("latest:Draft.docx")
