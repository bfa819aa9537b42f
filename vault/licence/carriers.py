"""How a file carries the terms: the record, placed in the vocabularies that programs read.

TDMRep (W3C, final report of 10 May 2024, PDF), PLUS and IPTC Photo Metadata 2023.1, XMP Rights
Management, Dublin Core, an IETF AI preference, RSL 1.0, and the record itself with its signature.
The same properties stand on the document and on every page: most tools that split a file keep a
page's.
"""

import re
from collections.abc import Iterable, Mapping

from vault import xmp
from vault.encoding import Json, canonical
from vault.errors import Unreadable
from vault.licence import rsl
from vault.licence.record import Record
from vault.xmp import Items, Property, Structure, Value

SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "tdm": "http://www.w3.org/ns/tdmrep/",
    "sv": "urn:scriptvault:ns:1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}
"""Each vocabulary's usual prefix and its namespace."""

PLUS_VALUES = "http://ns.useplus.org/ldf/vocab/"
PLUS_VERSION = "2.0.1"
TDM_ELSEWHERE = "http://www.w3.org/ns/tdmrep#"
"""TDMRep's namespace in EPUB and JSON-LD; some PDFs have it too."""

RESERVED = "AI and text-and-data-mining rights reserved."
LICENCE_FILE = "licence.json"
SIGNATURE_FILE = "licence.json.sshsig"
"""Names under which the record and its signature are attached to a PDF."""

PROGRAM = re.compile(r"Script Vault [0-9A-Za-z.+-]{1,40}")
"""What a file says made it; which version it was is its own affair."""

_ODRL = "http://www.w3.org/ns/odrl/2/"
_WHEN = re.compile(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z")


def properties(record: Record, signature: bytes) -> tuple[Property, ...]:
    """Return the XMP properties of a copy, for the document and for each of its pages.

    ``signature`` is the SSH signature file over ``record.raw``. The list is a function of the two
    alone, so that a reader makes it again and compares.
    """
    terms, codes, work = record.terms, record.terms.codes, record.work
    found: list[tuple[str, Value]] = [
        ("dc:title", xmp.in_default_language(work.title)),
        ("dc:creator", xmp.seq([work.writer])),
        ("dc:rights", xmp.in_default_language(rights(record))),
        ("xmpRights:Marked", True),
        ("xmpRights:UsageTerms", xmp.in_default_language(terms.notice)),
        ("plus:Version", PLUS_VERSION),
        ("plus:DataMining", PLUS_VALUES + codes.plus),
        ("plus:OtherConstraints", xmp.in_default_language(terms.short)),
        ("plus:Licensee", _one(("plus:LicenseeName", record.recipient.in_words))),
        ("plus:LicenseID", record.copy_id),
        ("tdm:reservation", codes.tdm),
        ("sv:contentUsage", codes.aipref),
        ("sv:contentUsageVocabulary", codes.aipref_vocabulary),
        ("sv:licence", record.raw.decode()),
        ("sv:signature", signature.decode("ascii", "replace")),
    ]
    if told := rsl.written(record):
        found.append(("sv:rsl", told))
    if codes.names_holder:
        found += _holder(record)
    if codes.offers:
        found += _offer(record)
    return tuple(_property(name, value) for name, value in found)


def rights(record: Record) -> str:
    """Return the rights in one line, with © only where the writer said that it is theirs."""
    work = record.work
    return (
        f"© {work.year} {work.writer}. {RESERVED}" if record.terms.codes.names_holder else RESERVED
    )


def keywords(record: Record) -> str:
    """Return the keywords for the document's information, which printing to PDF often keeps."""
    codes = record.terms.codes
    return f"tdm-reservation:{codes.tdm}; Content-Usage: {codes.aipref}"


def information(record: Record, program: str) -> dict[str, str]:
    """Return what a copy's document information says (ISO 32000-2, 14.3.3).

    ``program`` made the file, as that says of itself. An empty text is left out.
    """
    told = {
        "Title": record.work.title,
        "Author": record.work.writer,
        "Subject": record.terms.short,
        "Keywords": keywords(record),
        "Creator": program,
        "CreationDate": f"D:{record.issued:%Y%m%d}000000Z",
    }
    return {name: text for name, text in told.items() if text}


def described(information: Mapping[str, str]) -> tuple[Property, ...]:
    """Return the same in the XMP of a document, where other programs look for it today.

    Raises ``Unreadable`` where the information has no time, or is not of a file of ours.
    """
    when = _WHEN.fullmatch(information.get("CreationDate", ""))
    program = information.get("Creator", "")
    if when is None or not PROGRAM.fullmatch(program):
        raise Unreadable("The document's information is not as it is written.")
    year, month, day, *clock = when.groups()
    found: list[tuple[str, Value]] = [
        ("dc:format", "application/pdf"),
        ("dc:title", xmp.in_default_language(information.get("Title", ""))),
        ("dc:language", xmp.bag(["en"])),
        ("xmp:CreateDate", f"{year}-{month}-{day}T{':'.join(clock)}Z"),
        ("xmp:CreatorTool", program),
    ]
    if "Author" in information:
        found.append(("dc:creator", xmp.seq([information["Author"]])))
    if "Subject" in information:
        found.append(("dc:description", xmp.in_default_language(information["Subject"])))
    return tuple(_property(name, value) for name, value in found)


def of_document(information: Mapping[str, str], terms: Iterable[Property]) -> tuple[Property, ...]:
    """Return the properties of a copy's document: what describes it, then the terms."""
    told = tuple(terms)
    said = {_key(prop) for prop in told}
    return (*(prop for prop in described(information) if _key(prop) not in said), *told)


def missing(found: Iterable[Property], expected: Iterable[Property]) -> list[str]:
    """Return the names of properties in ``found`` that are not as expected.

    Named are those that are absent, changed or there twice, and those that are not expected.
    """
    there = tuple(found)
    wanted = {_key(prop): prop for prop in expected}
    wrong = [
        prop
        for key, prop in wanted.items()
        if [_plain(p.value) for p in there if _key(p) == key] != [_plain(prop.value)]
    ]
    wrong += [prop for prop in there if _key(prop) not in wanted]
    return list(dict.fromkeys(_named(prop) for prop in wrong))


def _holder(record: Record) -> list[tuple[str, Value]]:
    """Who holds the copyright and whom to ask: only where the writer said that it is theirs."""
    writer, mail = record.work.writer, record.work.mail
    licensor = [("plus:LicensorName", writer)]
    if mail:
        licensor.append(("plus:LicensorEmail", mail))
    elif record.work.web:
        licensor.append(("plus:LicensorURL", record.work.web))
    return [
        ("xmpRights:Owner", xmp.bag([writer])),
        ("plus:CopyrightOwner", _one(("plus:CopyrightOwnerName", writer))),
        ("plus:Licensor", _one(*licensor)),
    ]


def _offer(record: Record) -> list[tuple[str, Value]]:
    """A licence by consent and payment, as an ODRL offer (TDMRep, section 5; ODRL 2.2)."""
    found: list[tuple[str, Value]] = [
        (
            "Iptc4xmpExt:EmbdEncRightsExpr",
            Items(
                "Bag",
                (
                    _structure(
                        ("Iptc4xmpExt:EncRightsExpr", canonical(offer(record)).decode()),
                        ("Iptc4xmpExt:RightsExprEncType", "application/ld+json"),
                        ("Iptc4xmpExt:RightsExprLangId", _ODRL),
                    ),
                ),
            ),
        )
    ]
    if record.work.web:
        found.append(("tdm:policy", record.work.web))
    return found


def offer(record: Record) -> dict[str, Json]:
    """Return the offer as TDMRep's profile of ODRL writes it: mining after consent and payment."""
    writer, mail, web = record.work.writer, record.work.mail, record.work.web
    assigner: dict[str, Json] = {"uid": f"urn:scriptvault:key:{record.signer}", "vcard:fn": writer}
    if mail:
        assigner |= {"uid": f"mailto:{mail}", "vcard:hasEmail": f"mailto:{mail}"}
    if web:
        assigner |= {"uid": web, "vcard:hasURL": web}
    duties: Json = [{"action": "obtainConsent"}, {"action": "compensate"}]
    return {
        "@context": ["http://www.w3.org/ns/odrl.jsonld", "http://www.w3.org/ns/tdmrep.jsonld"],
        "@type": "Offer",
        "profile": "http://www.w3.org/ns/tdmrep",
        "uid": f"urn:scriptvault:copy:{record.copy_id}",
        "assigner": assigner,
        "permission": [
            {
                "target": f"urn:scriptvault:draft:{record.sealed.leaf}",
                "action": "tdm:mine",
                "duty": duties,
            }
        ],
    }


def _property(name: str, value: Value) -> Property:
    prefix, _, local = name.partition(":")
    return Property(SPACES[prefix], prefix, local, value)


def _structure(*fields: tuple[str, str]) -> Structure:
    return Structure(tuple(_property(name, value) for name, value in fields))


def _one(*fields: tuple[str, str]) -> Items:
    """Return a list of one structure, as PLUS has people."""
    return Items("Seq", (_structure(*fields),))


def _plain(value: Value) -> Value:
    """Return a value as every packet has it: structures without an order, truth as text."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, Items):
        return Items(value.kind, tuple(_plain(item) for item in value.values))
    if isinstance(value, Structure):
        return Structure(tuple(sorted(value.fields, key=_key)))
    return value


def _key(prop: Property) -> tuple[str, str]:
    return prop.namespace, prop.name


def _named(prop: Property) -> str:
    """Return a property's name as people write it, whatever prefix a file has for it."""
    usual = next((p for p, space in SPACES.items() if space == prop.namespace), prop.prefix)
    return f"{usual}:{prop.name}"
