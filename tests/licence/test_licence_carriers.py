"""What programs of others read from a copy: each preset, field by field, by exiftool and pikepdf.

The values are written by hand from the standards and from what each preset is to say in them;
none comes from the program.
"""

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.licence.papers import READER, WORK, copy_of, issued, packet_of, signed
from vault import xmp
from vault.errors import Unreadable
from vault.licence import carriers
from vault.licence.record import HOLDERS, Record, Work

PLUS = "http://ns.useplus.org/ldf/vocab/"
EXPECTED: dict[str, dict[str, Any]] = {
    "no-train": {
        "DataMining": "DMI-PROHIBITED-AIMLTRAINING",
        "OtherConstraints": "AI training and data mining rights reserved.",
        "ContentUsage": "train-ai=n",
        "offer": False,
        "holder": True,
    },
    "no-train-no-models": {
        "DataMining": "DMI-PROHIBITED-SEECONSTRAINT",
        "OtherConstraints": "No AI training; no models trained on this work.",
        "ContentUsage": "train-ai=n",
        "offer": False,
        "holder": True,
    },
    "no-ai": {
        "DataMining": "DMI-PROHIBITED",
        "OtherConstraints": "No AI use of any kind without written consent.",
        "ContentUsage": "train-ai=n, ai-use=n",
        "offer": False,
        "holder": True,
    },
    "paid-train": {
        "DataMining": "DMI-PROHIBITED-SEECONSTRAINT",
        "OtherConstraints": "AI training only under a signed, paid licence: ada@example.org.",
        "ContentUsage": "train-ai=n",
        "offer": True,
        "holder": True,
    },
    "assist-ok": {
        "DataMining": "DMI-PROHIBITED-SEECONSTRAINT",
        "OtherConstraints": "No AI training. Closed, non-retaining reading tools only.",
        "ContentUsage": "train-ai=n",
        "offer": False,
        "holder": True,
    },
    "reserve-only": {
        "DataMining": "DMI-PROHIBITED-SEECONSTRAINT",
        "OtherConstraints": (
            "The writer reserves AI-related rights; the copyright may be held by someone else."
        ),
        "ContentUsage": "train-ai=n",
        "offer": False,
        "holder": False,
    },
}
CASES = [
    (name, holder)
    for name in EXPECTED
    for holder in HOLDERS
    if (name, holder) != ("paid-train", "no")
]


def exiftool(path: Path) -> dict[str, Any]:
    """Every XMP tag that exiftool finds, its values as they stand (``-n``)."""
    done = subprocess.run(
        ["exiftool", "-j", "-n", "-struct", "-G1", "-XMP:all", str(path)],
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    (found,) = json.loads(done.stdout)
    return {name: value for name, value in found.items() if name.startswith("XMP-")}


def page_packet(data: bytes, number: int) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as document:
        stream = document.pages[number].obj.Metadata
        assert stream.Type == pikepdf.Name.Metadata
        assert stream.Subtype == pikepdf.Name.XML
        return bytes(stream.read_bytes())


CLOSED = {
    "no-train": "ai-train",
    "no-train-no-models": "ai-train sv:model-use",
    "no-ai": "ai-all sv:model-use",
    "paid-train": "ai-all",
    "assist-ok": "ai-train ai-index",
}
"""What RSL is to prohibit."""


def rights_in_rsl(name: str, *, held: bool) -> str:
    own = ' xmlns:sv="urn:scriptvault:ns:1.0/"' if "sv:" in CLOSED[name] else ""
    rules = f'<prohibits type="usage">{CLOSED[name]}</prohibits>'
    if held and name == "paid-train":
        rules = (
            '<permits type="usage">ai-train</permits>'
            '<prohibits type="usage">ai-input ai-index</prohibits>'
            '<payment type="training"></payment>'
        )
    writer = '<copyright type="person" contactEmail="ada@example.org">Ada Writer</copyright>'
    return (
        f'<rsl xmlns="https://rslstandard.org/rsl"{own}>'
        f'<content url="urn:scriptvault:draft:{"1a" * 32}"><license>{rules}'
        '<legal type="contact">mailto:ada@example.org</legal></license>'
        f"{writer if held else ''}</content></rsl>"
    )


def expected(name: str, record: Record, signature: bytes) -> dict[str, Any]:
    """What exiftool must say, tag by tag; nothing else may be there."""
    row = EXPECTED[name]
    held = row["holder"] and record.holder == "yes"
    rights = "AI and text-and-data-mining rights reserved."
    tags: dict[str, Any] = {
        "XMP-dc:Title": "The Well",
        "XMP-dc:Creator": ["Ada Writer"],
        "XMP-dc:Rights": f"© 2026 Ada Writer. {rights}" if held else rights,
        "XMP-xmpRights:Marked": True,
        "XMP-xmpRights:UsageTerms": record.terms.notice,
        "XMP-plus:PLUSVersion": "2.0.1",
        "XMP-plus:DataMining": PLUS + row["DataMining"],
        "XMP-plus:OtherConstraints": row["OtherConstraints"],
        "XMP-plus:Licensee": [{"LicenseeName": "Jane Reader, Tall Tree Pictures"}],
        "XMP-plus:LicenseID": "7F3K-Q2",
        "XMP-tdm:Reservation": 1,
        "XMP-sv:ContentUsage": row["ContentUsage"],
        "XMP-sv:ContentUsageVocabulary": "draft-ietf-aipref-vocab-08",
        "XMP-sv:Licence": record.raw.decode(),
        "XMP-sv:Signature": signature.decode(),
    }
    if name in CLOSED:
        tags["XMP-sv:Rsl"] = rights_in_rsl(name, held=held)
    if held:
        tags |= {
            "XMP-xmpRights:Owner": ["Ada Writer"],
            "XMP-plus:CopyrightOwner": [{"CopyrightOwnerName": "Ada Writer"}],
            "XMP-plus:Licensor": [
                {"LicensorName": "Ada Writer", "LicensorEmail": "ada@example.org"}
            ],
        }
    if held and row["offer"]:
        tags["XMP-iptcExt:EmbdEncRightsExpr"] = [
            {
                "EncRightsExpr": json.dumps(
                    offer(record), sort_keys=True, separators=(",", ":"), ensure_ascii=False
                ),
                "RightsExprEncType": "application/ld+json",
                "RightsExprLangId": "http://www.w3.org/ns/odrl/2/",
            }
        ]
    return tags


def offer(record: Record) -> dict[str, Any]:
    """The musts of TDMRep's ODRL profile: context, type, profile, assigner, one permission."""
    return {
        "@context": ["http://www.w3.org/ns/odrl.jsonld", "http://www.w3.org/ns/tdmrep.jsonld"],
        "@type": "Offer",
        "profile": "http://www.w3.org/ns/tdmrep",
        "uid": "urn:scriptvault:copy:7F3K-Q2",
        "assigner": {
            "uid": "mailto:ada@example.org",
            "vcard:fn": "Ada Writer",
            "vcard:hasEmail": "mailto:ada@example.org",
        },
        "permission": [
            {
                "target": f"urn:scriptvault:draft:{record.sealed.leaf}",
                "action": "tdm:mine",
                "duty": [{"action": "obtainConsent"}, {"action": "compensate"}],
            }
        ],
    }


def same(found: dict[str, Any], wanted: dict[str, Any]) -> None:
    assert set(found) == set(wanted)
    for tag, value in wanted.items():
        if tag == "XMP-sv:Signature":
            assert str(found[tag]).split() == str(value).split()
        else:
            assert found[tag] == value, tag


def described(row: dict[str, Any]) -> dict[str, Any]:
    """What the document says of itself besides."""
    return {
        "XMP-dc:Format": "application/pdf",
        "XMP-dc:Language": ["en"],
        "XMP-dc:Description": row["OtherConstraints"],
        "XMP-xmp:CreateDate": "2026:11:20 00:00:00Z",
        "XMP-xmp:CreatorTool": "Script Vault 0.1.0",
    }


@pytest.mark.parametrize(("name", "holder"), CASES)
def test_exiftool_reads_the_document(name: str, holder: Any, tmp_path: Path) -> None:
    record = issued(name, holder)
    path = tmp_path / "copy.pdf"
    path.write_bytes(copy_of(record))
    same(exiftool(path), expected(name, record, signed(record)) | described(EXPECTED[name]))


@pytest.mark.parametrize(("name", "holder"), CASES)
def test_exiftool_reads_every_page(name: str, holder: Any, tmp_path: Path) -> None:
    record = issued(name, holder)
    data = copy_of(record)
    for number in range(3):
        path = tmp_path / f"{number}.xmp"
        path.write_bytes(page_packet(data, number))
        same(exiftool(path), expected(name, record, signed(record)))


NAMED = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "tdm": "http://www.w3.org/ns/tdmrep/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}


@pytest.mark.parametrize(("name", "holder"), CASES)
def test_pikepdf_reads_the_same(name: str, holder: Any) -> None:
    record, row = issued(name, holder), EXPECTED[name]
    held = row["holder"] and holder == "yes"
    with pikepdf.open(io.BytesIO(copy_of(record))) as document:
        found = {key: document.open_metadata().get(key) for key in document.open_metadata()}

    def told(prefix: str, local: str) -> Any:
        return found.get(f"{{{NAMED[prefix]}}}{local}")

    assert told("tdm", "reservation") == "1"
    assert told("tdm", "policy") is None
    assert told("plus", "DataMining") == PLUS + row["DataMining"]
    assert told("plus", "OtherConstraints") == row["OtherConstraints"]
    assert told("plus", "LicenseID") == "7F3K-Q2"
    assert told("xmpRights", "Marked") == "True"
    assert told("xmpRights", "UsageTerms") == record.terms.notice
    assert told("xmpRights", "Owner") == ({"Ada Writer"} if held else None)
    assert told("dc", "creator") == ["Ada Writer"]
    assert (told("plus", "CopyrightOwner") is not None) == held
    assert (told("plus", "Licensor") is not None) == held
    assert (told("Iptc4xmpExt", "EmbdEncRightsExpr") is not None) == (held and row["offer"])


def test_a_web_address_is_the_policy_and_the_licensors() -> None:
    work = Work("The Well", "Ada Writer", "https://ada.example/ai", 2026)
    found = carriers.properties(issued("paid-train", "yes", work=work), b"")
    spaces = carriers.SPACES
    assert xmp.find(found, spaces["tdm"], "policy") == "https://ada.example/ai"
    licensor = str(xmp.find(found, spaces["plus"], "Licensor"))
    assert "LicensorURL" in licensor
    assert "LicensorEmail" not in licensor
    for name in set(EXPECTED) - {"paid-train"}:
        others = carriers.properties(issued(name, "yes", work=work), b"")
        assert xmp.find(others, spaces["tdm"], "policy") is None


def test_keywords_say_it_again_for_printing_to_pdf() -> None:
    assert carriers.keywords(issued("no-ai")) == (
        "tdm-reservation:1; Content-Usage: train-ai=n, ai-use=n"
    )


def test_the_same_record_gives_the_same_packet() -> None:
    record = issued("paid-train", "yes")
    assert packet_of(record, signed(record)) == packet_of(record, signed(record))


def test_letters_that_mean_something_in_xml_come_back() -> None:
    work = Work('<Tom & "Jerry">]]>', "O’Neil & Søn", "a&b@example.org", 2026)
    record = issued("no-ai", "yes", work=work)
    expected = carriers.properties(record, signed(record))
    found = xmp.parse(packet_of(record, signed(record)))
    assert carriers.missing(found, expected) == []
    assert xmp.find(found, carriers.SPACES["dc"], "creator") == xmp.seq(["O’Neil & Søn"])


def test_what_differs_is_named() -> None:
    record = issued("paid-train", "yes")
    expected = carriers.properties(record, signed(record))
    for prop in expected:
        without = [p for p in expected if p is not prop]
        assert carriers.missing(without, expected) == [f"{prop.prefix}:{prop.name}"]
        assert carriers.missing([*expected, prop], expected) == [f"{prop.prefix}:{prop.name}"]
        changed = xmp.Property(prop.namespace, prop.prefix, prop.name, "0")
        assert carriers.missing([*without, changed], expected) == [f"{prop.prefix}:{prop.name}"]


def test_another_reservation_beside_ours_is_named() -> None:
    record = issued()
    expected = carriers.properties(record, b"")
    for space, name in (
        ("http://www.w3.org/ns/tdmrep#", "reservation"),
        ("http://www.w3.org/ns/tdmrep/", "policy"),
        ("http://ns.useplus.org/ldf/xmp/1.0/", "CopyrightOwner"),
        ("urn:scriptvault:ns:1.0/", "more"),
    ):
        more = xmp.Property(space, "x", name, "0")
        assert len(carriers.missing([*expected, more], expected)) == 1
    harmless = xmp.Property("http://ns.adobe.com/pdf/1.3/", "pdf", "Producer", "anybody")
    assert carriers.missing([*expected, harmless], expected) == ["pdf:Producer"]


def test_what_is_not_a_time_or_not_ours_describes_nothing() -> None:
    good = carriers.information(issued(), "Script Vault 1.2.3-rc.1+linux")
    assert xmp.find(carriers.described(good), carriers.SPACES["xmp"], "CreateDate") == (
        "2026-11-20T00:00:00Z"
    )
    for name, text in (
        ("Creator", "Script Vaults 1"), ("Creator", "Script Vault 1\n"), ("Creator", ""),
        ("CreationDate", ""), ("CreationDate", "D:20261120000000+01'00'"),
    ):  # fmt: skip
        with pytest.raises(Unreadable):
            carriers.described({**good, name: text})


def test_the_reader_is_the_licensee() -> None:
    assert READER.organisation in str(carriers.properties(issued(), b""))
    assert WORK.contact not in str(
        [p for p in carriers.properties(issued(), b"") if p.namespace == NAMED["plus"]]
    )
