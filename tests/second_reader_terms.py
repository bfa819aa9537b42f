"""The second reader's terms: what a copy's information and packets must be, from section 12."""

from __future__ import annotations

import re
from typing import Any

from tests.second_reader import encode, need

SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "tdm": "http://www.w3.org/ns/tdmrep/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "sv": "urn:scriptvault:ns:1.0/",
}


def information(record: dict[str, Any], program: str) -> dict[str, str]:
    codes = record["terms"]["codes"]
    found = {
        "Title": record["work"]["title"],
        "Author": record["work"]["writer"],
        "Subject": record["terms"]["short"],
        "Keywords": f"tdm-reservation:{codes['tdm']}; Content-Usage: {codes['aipref']}",
        "Creator": program,
        "CreationDate": f"D:{record['copy']['issued'].replace('-', '')}000000Z",
    }
    return {name: text for name, text in found.items() if text}


def described(info: dict[str, str]) -> dict[str, Any]:
    when = re.fullmatch(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z", info.get("CreationDate", ""))
    program = info.get("Creator", "")
    need(when is not None, "no time")
    need(re.fullmatch(r"Script Vault [0-9A-Za-z.+-]{1,40}", program), "another program's")
    assert when is not None
    found: dict[str, Any] = {
        "dc:format": "application/pdf",
        "dc:title": alt(info.get("Title", "")),
        "dc:language": ("Bag", ["en"]),
        "xmp:CreateDate": "{}-{}-{}T{}:{}:{}Z".format(*when.groups()),
        "xmp:CreatorTool": program,
    }
    if "Author" in info:
        found["dc:creator"] = ("Seq", [info["Author"]])
    if "Subject" in info:
        found["dc:description"] = alt(info["Subject"])
    return found


def expected(record: dict[str, Any], signature: str) -> dict[str, Any]:
    """Give the properties of the terms in their order."""
    terms, codes, work = record["terms"], record["terms"]["codes"], record["work"]
    writer, contact, reader = work["writer"], work["contact"], record["recipient"]
    rights = "AI and text-and-data-mining rights reserved."
    named, kind = codes["names_holder"], contact_kind(contact)
    licensee = reader["name"] + (f", {reader['organisation']}" if reader["organisation"] else "")
    found: dict[str, Any] = {
        "dc:title": alt(work["title"]),
        "dc:creator": ("Seq", [writer]),
        "dc:rights": alt(f"© {work['year']} {writer}. {rights}" if named else rights),
        "xmpRights:Marked": "True",
        "xmpRights:UsageTerms": alt(terms["notice"]),
        "plus:Version": "2.0.1",
        "plus:DataMining": "http://ns.useplus.org/ldf/vocab/" + codes["plus"],
        "plus:OtherConstraints": alt(terms["short"]),
        "plus:Licensee": ("Seq", [{"plus:LicenseeName": licensee}]),
        "plus:LicenseID": record["copy"]["id"],
        "tdm:reservation": codes["tdm"],
        "sv:contentUsage": codes["aipref"],
        "sv:contentUsageVocabulary": codes["aipref_vocabulary"],
        "sv:licence": encode(record).decode(),
        "sv:signature": signature,
    }
    if rsl(record):
        found["sv:rsl"] = rsl(record)
    if named:
        licensor = {"plus:LicensorName": writer}
        if kind == "mail":
            licensor["plus:LicensorEmail"] = contact.removeprefix("mailto:")
        if kind == "web":
            licensor["plus:LicensorURL"] = contact
        found["xmpRights:Owner"] = ("Bag", [writer])
        found["plus:CopyrightOwner"] = ("Seq", [{"plus:CopyrightOwnerName": writer}])
        found["plus:Licensor"] = ("Seq", [licensor])
    if codes["offers"]:
        inline = {
            "Iptc4xmpExt:EncRightsExpr": encode(offer(record)).decode(),
            "Iptc4xmpExt:RightsExprEncType": "application/ld+json",
            "Iptc4xmpExt:RightsExprLangId": "http://www.w3.org/ns/odrl/2/",
        }
        found["Iptc4xmpExt:EmbdEncRightsExpr"] = ("Bag", [inline])
        if kind == "web":
            found["tdm:policy"] = contact
    return found


def rsl(record: dict[str, Any]) -> str:
    """Write the terms in RSL, as section 12 has them."""
    terms, contact = record["terms"], record["work"]["contact"]
    kind, uses = contact_kind(contact), terms["uses"]
    words = {
        "ai-train": ("train_generative", "train_other"), "ai-input": ("ai_input",),
        "ai-index": ("ai_index",), "search": ("search",), "sv:model-use": ("trained_model_use",),
    }  # fmt: skip
    closed = [
        word
        for word, named in words.items()
        if {uses[use] for use in named} & {"prohibited", "only-if-paid"}
    ]
    if terms["version"] == "1.0" or not closed:
        return ""
    offers = terms["codes"]["offers"]
    if offers:
        closed.remove("ai-train")
    elif {"ai-train", "ai-input", "ai-index"} <= set(closed):
        closed = ["ai-all", *closed[3:]]
    mail = contact.removeprefix("mailto:") if kind == "mail" else ""
    address = "mailto:" + mail if mail else contact if kind == "web" else ""
    own = ' xmlns:sv="urn:scriptvault:ns:1.0/"' if "sv:model-use" in closed else ""
    found = f'<rsl xmlns="https://rslstandard.org/rsl"{own}>'
    found += f'<content url="urn:scriptvault:draft:{record["draft"]["leaf"]}"><license>'
    if offers:
        found += '<permits type="usage">ai-train</permits>'
    if closed:
        found += f'<prohibits type="usage">{" ".join(closed)}</prohibits>'
    if offers:
        custom = f"<custom>{escaped(contact)}</custom>" if kind == "web" else ""
        found += f'<payment type="training">{custom}</payment>'
    if address:
        found += f'<legal type="contact">{escaped(address)}</legal>'
    found += "</license>"
    if terms["codes"]["names_holder"]:
        by = f' contactEmail="{escaped(mail)}"' if mail else ""
        writer = escaped(record["work"]["writer"])
        found += f'<copyright type="person"{by}>{writer}</copyright>'
    return found + "</content></rsl>"


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


def alt(text: str) -> tuple[str, list[str]]:
    return "Alt", [text]


def packet_of(properties: dict[str, Any]) -> bytes:
    """Write a packet, the one way there is."""
    used = sorted({prefix for name in names_in(properties) for prefix in [name.split(":")[0]]})
    spaces = "".join(f' xmlns:{prefix}="{SPACES[prefix]}"' for prefix in used)
    rows = [
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
        ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
        f'  <rdf:Description rdf:about=""{spaces}>',
    ]
    for name, value in properties.items():
        rows += element(name, value, 3)
    rows += ["  </rdf:Description>", " </rdf:RDF>", "</x:xmpmeta>", '<?xpacket end="r"?>']
    return "\n".join(rows).encode()


def names_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(name for held in value.values() for name in names_in(held))]
    return [n for item in value[1] for n in names_in(item)] if isinstance(value, tuple) else []


def element(name: str, value: Any, blanks: int, more: str = "") -> list[str]:
    indent = " " * blanks
    if isinstance(value, str):
        return [f"{indent}<{name}{more}>{escaped(value)}</{name}>"]
    if isinstance(value, dict):
        inner = [row for key, held in value.items() for row in element(key, held, blanks + 1)]
        return [f'{indent}<{name} rdf:parseType="Resource">', *inner, f"{indent}</{name}>"]
    kind, items = value
    lang = ' xml:lang="x-default"' if kind == "Alt" else ""
    inner = [row for item in items for row in element("rdf:li", item, blanks + 2, lang)]
    rows = [f"{indent} <rdf:{kind}>", *inner, f"{indent} </rdf:{kind}>"]
    return [f"{indent}<{name}{more}>", *rows, f"{indent}</{name}>"]


def escaped(text: str) -> str:
    clean = re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        clean = clean.replace(sign, entity)
    return clean.replace("\r", "&#13;")
