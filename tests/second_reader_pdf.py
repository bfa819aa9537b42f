"""The second reader's other half: certificates and copies, from section 12 of the text alone.

It shares no code with the program. ``pikepdf`` opens the PDFs and ElementTree the XMP, neither of
which the program uses.
"""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf

from tests.second_reader import (
    TABLE,
    Blocked,
    Bundle,
    Refused,
    check_key_set,
    check_sshsig,
    closed,
    decode,
    encode,
    fingerprint,
    need,
    outcome,
    unb64,
    unhex,
    unzip,
    whole,
    zip_of,
)

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DC, RIGHTS = "{http://purl.org/dc/elements/1.1/}", "{http://ns.adobe.com/xap/1.0/rights/}"
PLUS, TDM = "{http://ns.useplus.org/ldf/xmp/1.0/}", "{http://www.w3.org/ns/tdmrep/}"
TDM_TOO = "{http://www.w3.org/ns/tdmrep#}"
IPTC, OURS = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}", "{urn:scriptvault:ns:1.0/}"
CLOSED = (RIGHTS, PLUS, TDM, TDM_TOO, IPTC, OURS)
USES = (
    "train_generative", "train_other", "data_mining", "ai_input", "ai_index",
    "trained_model_use", "third_party", "search",
)  # fmt: skip
ANSWERS = {"allowed", "unsaid", "limited", "only-if-paid", "reserved", "prohibited"}


# Attachments


def attachments(document: pikepdf.Pdf) -> dict[str, bytes]:
    """Give the files of the name tree; anything attached in another way is refused."""
    found: dict[str, bytes] = {}
    listed, folded = set(), set()
    for key, spec in leaves(document.Root.get("/Names", {}).get("/EmbeddedFiles")):
        names = {key, *(str(spec[name]) for name in ("/F", "/UF") if name in spec)}
        need(names == {key} and key.casefold() not in folded, "two names or one twice")
        folded.add(key.casefold())
        contents = {file.objgen: file for file in dict(spec.EF).values()}
        need(len(contents) == 1, "not one content")
        found[key] = next(iter(contents.values())).read_bytes()
        listed.add(spec.objgen)
    for thing in document.objects:
        for part in parts(thing, top=True):
            need("/EF" not in part or part.objgen in listed, "a hidden attachment")
    return found


def leaves(node: Any) -> list[tuple[str, Any]]:
    if node is None:
        return []
    names = list(node.get("/Names", []))
    pairs = [(str(names[at]), names[at + 1]) for at in range(0, len(names), 2)]
    return pairs + [pair for kid in node.get("/Kids", []) for pair in leaves(kid)]


def parts(thing: Any, *, top: bool) -> list[Any]:
    """Give the dictionaries within one object, not those behind a reference."""
    if not isinstance(thing, pikepdf.Object) or (thing.is_indirect and not top):
        return []
    if isinstance(thing, pikepdf.Array):
        return [part for one in thing for part in parts(one, top=False)]
    if isinstance(thing, pikepdf.Stream):
        return parts(thing.stream_dict, top=True)
    if isinstance(thing, pikepdf.Dictionary):
        return [thing, *(part for one in thing.values() for part in parts(one, top=False))]
    return []


# The licence record


def check_record(record: Any) -> None:
    closed(
        record, "v", "status", "holder", "work", "copy", "recipient", "draft", "checkpoint",
        "signer", "keys", "terms",
    )  # fmt: skip
    need(whole(record["v"]) == 1, "another version")
    need(record["status"] in ("requested, not agreed", "agreed"), "status")
    need(record["holder"] in ("yes", "no", "unsaid"), "holder")
    texts(record["work"], "title", "writer", "contact", also=("year",))
    whole(record["work"]["year"])
    texts(record["copy"], "id", "issued")
    issued = record["copy"]["issued"]
    need(date.fromisoformat(issued).isoformat() == issued, "a day")
    texts(record["recipient"], "name", "mail", "organisation")
    closed(record["draft"], "leaf", "sha256")
    closed(record["checkpoint"], "log", "size", "root")
    for value, size in (
        (record["draft"]["leaf"], 32), (record["draft"]["sha256"], 32),
        (record["checkpoint"]["log"], 16), (record["checkpoint"]["root"], 32),
    ):  # fmt: skip
        unhex(value, size)
    whole(record["checkpoint"]["size"])
    check_key_set(record["keys"])
    need(record["signer"] == fingerprint(record["keys"]), "another signer")
    terms = record["terms"]
    words = ("preset", "version", "sentence", "notice", "footer", "short")
    texts(terms, *words, also=("uses", "codes"))
    closed(terms["uses"], *USES)
    need(all(answer in ANSWERS for answer in terms["uses"].values()), "a use")
    codes = ("tdm", "plus", "aipref", "aipref_vocabulary")
    texts(terms["codes"], *codes, also=("names_holder", "offers"))
    need(all(type(terms["codes"][flag]) is bool for flag in ("names_holder", "offers")), "a flag")


def texts(value: Any, *names: str, also: tuple[str, ...] = ()) -> None:
    closed(value, *names, *also)
    need(all(isinstance(value[name], str) for name in names), "not a text")


# The terms in XMP


def expected(record: dict[str, Any], signature: str) -> dict[str, Any]:
    """Give what each packet must hold, as ``properties`` gives what one holds."""
    terms, codes, work = record["terms"], record["terms"]["codes"], record["work"]
    writer, contact, reader = work["writer"], work["contact"], record["recipient"]
    rights = "AI and text-and-data-mining rights reserved."
    named, kind = codes["names_holder"], contact_kind(contact)
    licensee = reader["name"] + (f", {reader['organisation']}" if reader["organisation"] else "")
    found: dict[str, Any] = {
        DC + "title": alt(work["title"]),
        DC + "creator": ("Seq", [writer]),
        DC + "rights": alt(f"© {work['year']} {writer}. {rights}" if named else rights),
        RIGHTS + "Marked": "True",
        RIGHTS + "UsageTerms": alt(terms["notice"]),
        PLUS + "Version": "2.0.1",
        PLUS + "DataMining": "http://ns.useplus.org/ldf/vocab/" + codes["plus"],
        PLUS + "OtherConstraints": alt(terms["short"]),
        PLUS + "Licensee": ("Seq", [{PLUS + "LicenseeName": licensee}]),
        PLUS + "LicenseID": record["copy"]["id"],
        TDM + "reservation": codes["tdm"],
        OURS + "contentUsage": codes["aipref"],
        OURS + "contentUsageVocabulary": codes["aipref_vocabulary"],
        OURS + "licence": encode(record).decode(),
        OURS + "signature": signature,
    }
    if named:
        licensor = {PLUS + "LicensorName": writer}
        if kind == "mail":
            licensor[PLUS + "LicensorEmail"] = contact.removeprefix("mailto:")
        if kind == "web":
            licensor[PLUS + "LicensorURL"] = contact
        found[RIGHTS + "Owner"] = ("Bag", [writer])
        found[PLUS + "CopyrightOwner"] = ("Seq", [{PLUS + "CopyrightOwnerName": writer}])
        found[PLUS + "Licensor"] = ("Seq", [licensor])
    if codes["offers"]:
        inline = {
            IPTC + "EncRightsExpr": encode(offer(record)).decode(),
            IPTC + "RightsExprEncType": "application/ld+json",
            IPTC + "RightsExprLangId": "http://www.w3.org/ns/odrl/2/",
        }
        found[IPTC + "EmbdEncRightsExpr"] = ("Bag", [inline])
        if kind == "web":
            found[TDM + "policy"] = contact
    return found


def offer(record: dict[str, Any]) -> dict[str, Any]:
    contact, kind = record["work"]["contact"], contact_kind(record["work"]["contact"])
    assigner = {
        "vcard:fn": record["work"]["writer"], "uid": f"urn:scriptvault:key:{record['signer']}",
    }  # fmt: skip
    if kind == "mail":
        address = "mailto:" + contact.removeprefix("mailto:")
        assigner |= {"uid": address, "vcard:hasEmail": address}
    if kind == "web":
        assigner |= {"uid": contact, "vcard:hasURL": contact}
    return {
        "@context": ["http://www.w3.org/ns/odrl.jsonld", "http://www.w3.org/ns/tdmrep.jsonld"],
        "@type": "Offer",
        "profile": "http://www.w3.org/ns/tdmrep",
        "uid": f"urn:scriptvault:copy:{record['copy']['id']}",
        "assigner": assigner,
        "permission": [
            {
                "target": f"urn:scriptvault:draft:{record['draft']['leaf']}",
                "action": "tdm:mine",
                "duty": [{"action": "obtainConsent"}, {"action": "compensate"}],
            }
        ],
    }


def contact_kind(contact: str) -> str:
    if " " in contact:
        return ""
    if contact.startswith(("http://", "https://")):
        return "web"
    return "mail" if "@" in contact and "://" not in contact else ""


def alt(text: str) -> tuple[str, list[tuple[str, str]]]:
    return "Alt", [("x-default", text)]


def properties(packet: bytes) -> list[tuple[str, Any]]:
    need(len(packet) <= 1 << 20 and b"<!" not in packet, "a packet too long or with a doctype")
    try:
        root = ET.fromstring(packet)
    except ET.ParseError as error:
        raise Refused(f"XMP: {error}") from error
    found: list[tuple[str, Any]] = []
    for description in root.iter(RDF + "Description"):
        about = {name: text for name, text in description.items() if not name.startswith(RDF)}
        found += [*about.items(), *((child.tag, value_of(child)) for child in description)]
    return found


def value_of(element: ET.Element) -> Any:
    if element.get(RDF + "parseType") == "Resource":
        return {child.tag: value_of(child) for child in element}
    lists = [child for child in element if child.tag in (RDF + "Bag", RDF + "Seq", RDF + "Alt")]
    if not lists:
        return element.text or ""
    kind, items = lists[0].tag.removeprefix(RDF), list(lists[0])
    if kind == "Alt":
        return kind, [(item.get(LANG), item.text or "") for item in items]
    return kind, [value_of(item) for item in items]


def check_packet(packet: bytes | None, wanted: dict[str, Any]) -> None:
    need(packet is not None, "no packet")
    assert packet is not None
    found = properties(packet)
    for name, value in wanted.items():
        need([there for known, there in found if known == name] == [value], name)
    need(all(name in wanted for name, _ in found if name.startswith(CLOSED)), "a property more")


# The two kinds of file


def check_pdf(path: Path, signer: str | None = None) -> tuple[str, str, dict[str, str]]:
    """Give kind, verdict and the result of each check of a certificate or a copy."""
    data = path.read_bytes()
    need(data.startswith(b"%PDF-"), "no PDF")
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            kind = kind_of(document)
            try:
                files = attachments(document)
                both = {"evidence.zip", "licence.json"} <= set(files)
                need(not both and not document.get_warnings(), "both, or damaged")
            except Refused:
                return verdict_of(kind, {"pdf": "fail"})
            packets = [packet_of(document.Root), *map(packet_of, (p.obj for p in document.pages))]
    except pikepdf.PdfError as error:
        raise Refused(f"PDF: {error}") from error
    if kind == "copy":
        return verdict_of(kind, check_copy(files, packets, signer))
    beside = path.with_name(path.name + ".sshsig")
    return verdict_of(kind, check_certificate(data, files["evidence.zip"], beside, signer))


def kind_of(document: pikepdf.Pdf) -> str:
    names = {key for key, _ in leaves(document.Root.get("/Names", {}).get("/EmbeddedFiles"))}
    need({"evidence.zip", "licence.json"} & names, "none of ours")
    return "certificate" if "evidence.zip" in names else "copy"


def packet_of(holder: Any) -> bytes | None:
    return holder.Metadata.read_bytes() if "/Metadata" in holder else None


def check_copy(
    files: dict[str, bytes], packets: list[bytes | None], signer: str | None
) -> dict[str, str]:
    raw, signature = files["licence.json"], files.get("licence.json.sshsig", b"")
    done = {"pdf": "pass"}

    def licence() -> None:
        need(len(raw) <= 65_536, "too long")
        record = decode(raw)
        check_record(record)
        public = unb64(record["keys"]["ed25519"])
        check_sshsig(public, signature, raw, b"scriptvault-licence-v1")

    done["licence"] = outcome(licence)
    if done["licence"] != "pass":
        return done
    record = decode(raw)

    def terms() -> None:
        need(len(packets) > 1, "no pages")
        wanted = expected(record, signature.decode())
        for packet in packets:
            check_packet(packet, wanted)

    def asked() -> None:
        if signer is None:
            raise Blocked
        need(signer == record["signer"], "another signer")

    return done | {"terms": outcome(terms), "signer": outcome(asked)}


def check_certificate(
    data: bytes, evidence: bytes, beside: Path, signer: str | None
) -> dict[str, str]:
    try:
        files = unzip(evidence)
    except ValueError:
        return {"pdf": "pass", "container": "fail", "certificate": "fail"}
    bundle = Bundle(files, signer)
    done = bundle.results() | {"pdf": "pass"}
    done["container"] = "pass" if zip_of(files) == evidence else "not-checked"
    shown = [decode(parts["json"]) for parts in bundle.parts.values() if "json" in parts]
    kinds = [fields["fields"]["kind"].get("value") for fields in shown]

    def pages() -> None:
        need(kinds.count("draft") == 1, "not about one draft")
        if not beside.exists() or bundle.signer is None:
            raise Blocked
        public = unb64(bundle.signer["ed25519"])
        check_sshsig(public, beside.read_bytes(), data, b"scriptvault-certificate-v1")

    return done | {"certificate": outcome(pages)}


def verdict_of(kind: str, results: dict[str, str]) -> tuple[str, str, dict[str, str]]:
    rows = [row for row in TABLE if kind in row["of"]]
    all_results = {row["name"]: results.get(row["name"], "not-checked") for row in rows}
    means = {row.get(all_results[row["name"]]) for row in rows}
    verdict = next((v for v in ("invalid", "incomplete") if v in means), "valid")
    return kind, verdict, all_results
