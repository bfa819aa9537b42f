"""OpenDocument copies: the words stay, comments and hidden words do not travel, the terms stand."""

from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from tests.share.conftest import Desk, record_for
from tests.share.natives import HOSTILE, PROJECTED, copied, packed, parts_of, terms_of
from vault.errors import BadInput

NS = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = (
    f'xmlns:office="{NS}office:1.0" xmlns:t="{NS}text:1.0" xmlns:style="{NS}style:1.0"'
    f' xmlns:draw="{NS}drawing:1.0"'
)
MIME = "application/vnd.oasis.opendocument.text"
CONTENT = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<office:document-content {SPACES} office:version="1.3"><!-- hush-1 --><office:scripts>hush-2\
</office:scripts><office:automatic-styles><style:style style:name="T1" style:family="text">\
<style:text-properties t:display="none"/></style:style></office:automatic-styles><office:body>\
<office:text><t:tracked-changes/><t:sequence-decls/>\
<t:p xml:id="rsid"><office:annotation><t:p>hush-3</t:p></office:annotation>Caf\u00e9 &amp; tea.\
<office:annotation-end/><t:span t:style-name="T1">hush-4</t:span></t:p>\
<t:section t:display="none"><t:p>hush-5</t:p></t:section>\
<t:p officerid="1">The<t:s/>end.</t:p></office:text></office:body></office:document-content>
"""
STYLES = f"""\
<office:document-styles {SPACES}><office:master-styles>\
<style:master-page style:name="Standard"><style:header><t:p>Mine</t:p></style:header>\
<style:footer style:display="false"><t:p>hush-6</t:p></style:footer></style:master-page>\
<style:master-page style:name="First"><style:footer><t:p>Page 1</t:p></style:footer>\
<style:footer-left><t:p>Page 2</t:p></style:footer-left></style:master-page>\
<style:master-page style:name="Bare"/></office:master-styles></office:document-styles>
"""
PARTS = {
    "mimetype": MIME,
    "content.xml": CONTENT,
    "styles.xml": STYLES,
    "meta.xml": "<a>hush-7</a>",
    "settings.xml": "<a>hush-8</a>",
    "Thumbnails/thumbnail.png": "hush-9",
    "Pictures/a.png": "picture",
    "META-INF/manifest.xml": f'<m:manifest xmlns:m="{NS}manifest:1.0"><m:file-entry'
    ' m:full-path="Pictures/a.png" m:media-type="image/png"/></m:manifest>',
}


def words(data: bytes, path: str) -> list[str]:
    return ["".join(one.itertext()) for one in fromstring(data).iterfind(path)]


TEXT, FOOT = f".//{{{NS}text:1.0}}p", f".//{{{NS}style:1.0}}"


def test_nothing_private_travels_and_the_words_do() -> None:
    parts = parts_of(copied("a.odt", packed(PARTS)))
    assert next(iter(parts)) == "mimetype"
    assert set(parts) == {
        "mimetype", "content.xml", "styles.xml", "meta.xml", "Pictures/a.png",
        "META-INF/manifest.xml",
    }  # fmt: skip
    for name, data in parts.items():
        assert b"hush" not in data, name
    record = record_for()
    rows = words(parts["content.xml"], TEXT)
    assert rows[0] == "Copy 7F3K-Q2 for Miriam Okafor, Harrow Films"
    assert " ".join(rows[1:5]) == record.terms.notice
    assert rows[5:] == ["These terms are requested, not agreed.", "Caf\u00e9 & tea.", "Theend."]
    line = record.terms.footer
    assert words(parts["styles.xml"], f"{FOOT}footer") == [line, f"Page 1{line}", line]
    assert words(parts["styles.xml"], f"{FOOT}footer-left") == [f"Page 2{line}"]
    assert words(parts["styles.xml"], f"{FOOT}header") == ["Mine"]
    assert parts["Pictures/a.png"] == b"picture"
    listed = {one.get(f"{{{NS}manifest:1.0}}full-path") for one in fromstring(
        parts["META-INF/manifest.xml"])}  # fmt: skip
    assert listed == {"/", *set(parts) - {"mimetype", "META-INF/manifest.xml"}}


def meta(data: bytes) -> Element:
    return fromstring(parts_of(data)["meta.xml"])


@pytest.mark.parametrize("licence", sorted(PROJECTED))
def test_each_preset(tmp_path: Path, licence: str) -> None:
    data = copied("a.odt", packed(PARTS), licence=licence, holder="yes")
    mining, usage = PROJECTED[licence]
    told = {
        one.get(f"{{{NS}meta:1.0}}name"): one.text
        for one in meta(data).iter(f"{{{NS}meta:1.0}}user-defined")
    }
    assert (told["tdm-reservation"], told["Content-Usage"]) == ("1", usage)
    assert told["plus-DataMining"] == mining
    [rights] = [one.text for one in meta(data).iter("{http://purl.org/dc/elements/1.1/}rights")]
    assert str(rights).startswith("©") is (licence != "reserve-only")
    assert [one.text for one in meta(data).iter("{http://www.w3.org/ns/tdmrep/}reservation")] == [
        "1"
    ]
    signals = terms_of(tmp_path, "a.odt", data).signals
    assert [s.value for s in signals if s.property == "licence"] == [licence]
    assert [s for s in signals if "Signed with key" in s.says]
    assert [s.source for s in signals if s.property == "notice"] == ["the footer"]


def test_names_that_could_end_what_holds_them(tmp_path: Path) -> None:
    data = copied("a.odt", packed(PARTS), name=HOSTILE, title="T ]]> <x> & --")
    assert words(parts_of(data)["content.xml"], TEXT)[0].startswith(f"Copy 7F3K-Q2 for {HOSTILE}")
    assert [s for s in terms_of(tmp_path, "a.odt", data).signals if f"For {HOSTILE}" in s.says]


def changed(part: str, old: str, new: str) -> Mapping[str, str]:
    assert old in PARTS[part]
    return {**PARTS, part: PARTS[part].replace(old, new)}


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (changed("content.xml", "<t:tracked-changes/>",
                 "<t:tracked-changes><t:changed-region/></t:tracked-changes>"), "tracks changes"),
        (changed("content.xml", "The<t:s/>", "<draw:object/>"), "neither words nor pictures"),
        (changed("content.xml", "The<t:s/>", "<t:hidden-paragraph t:is-hidden='true'/>The"),
         "hidden words"),
        (changed("content.xml", "</office:body>", ""), "damaged"),
        (changed("content.xml", "<office:document", "<!DOCTYPE a><office:document"), "type"),
        (changed("content.xml", "office:text>", "office:sheet>"), "no text"),
        ({n: d for n, d in PARTS.items() if n != "styles.xml"}, "no text"),
    ],
)  # fmt: skip
def test_what_cannot_be_copied_is_said(parts: Mapping[str, str], said: str) -> None:
    with pytest.raises(BadInput) as refused:
        copied("a.odt", packed(parts))
    assert said in refused.value.message
    assert refused.value.hint


def test_terms_in_a_document_that_is_none(tmp_path: Path) -> None:
    for name, data in (
        ("a.odt", packed({"x": "y"})),
        ("a.odt", packed(PARTS)[:-30]),
        ("a.odt", packed({**PARTS, "meta.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"})),
        ("a.docx", packed({"[Content_Types].xml": "", "customXml/item1.xml": "<a>"})),
    ):
        with pytest.raises(BadInput) as refused:
            terms_of(tmp_path, name, data)
        assert refused.value.message.startswith(f"{name}: ")


def test_it_is_issued_though_its_words_are_not_read(desk: Desk) -> None:
    path = desk.small.scripts / "Draft.odt"
    path.write_bytes(packed(PARTS))
    desk.small.seal(path)
    made = desk.copies("latest:Draft.odt", form="native")[0]
    assert (made["format"], made["marks"]) == ("odt", ["visible", "metadata"])
    assert made["path"].endswith(".odt")
