"""The second reader's other half: certificates and copies, from section 12 of the text alone.

It shares no code with the program. ``pikepdf`` opens the PDFs, which the program does not use.
"""

from __future__ import annotations

import base64
import io
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

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
    fingerprint,
    need,
    outcome,
    unb64,
    unhex,
    unzip,
    whole,
    zip_of,
)
from tests.second_reader_plain import check_plain
from tests.second_reader_terms import described, expected, information, packet_of, rsl

FILES = {
    "certificate": {"evidence.zip", "allowed_signers"},
    "copy": {"licence.json", "licence.json.sshsig", "ai-licence.rsl.xml"},
}
USES = (
    "train_generative", "train_other", "data_mining", "ai_input", "ai_index",
    "trained_model_use", "third_party", "search",
)  # fmt: skip
ANSWERS = {"allowed", "unsaid", "limited", "only-if-paid", "reserved", "prohibited"}


# Attachments


def attachments(document: pikepdf.Pdf, names: set[str]) -> dict[str, bytes]:
    """Give the files of the name tree, which are none but these."""
    found: dict[str, bytes] = {}
    for key, spec in leaves(document):
        need({key, str(spec.F), str(spec.UF)} == {key} and key not in found, "two names, or twice")
        found[key] = spec.EF.F.read_bytes()
    need(found.keys() <= names, "a file more")
    return found


def leaves(document: pikepdf.Pdf) -> list[tuple[str, Any]]:
    names = list(document.Root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", []))
    return [(str(names[at]), names[at + 1]) for at in range(0, len(names), 2)]


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


# The two kinds of file


class Paper(NamedTuple):
    """What a plain PDF carries."""

    files: dict[str, bytes]
    info: dict[str, str]
    packet: bytes | None
    pages: list[bytes | None]


def check_pdf(path: Path, signer: str | None = None) -> tuple[str, str, dict[str, str]]:
    """Give kind, verdict and the result of each check of a certificate or a copy."""
    data = path.read_bytes()
    need(data.startswith(b"%PDF-"), "no PDF")
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            kind = kind_of(document)
            try:
                check_plain(data)
                need(not document.get_warnings(), "damaged")
                paper = Paper(
                    attachments(document, FILES[kind]),
                    {k[1:]: str(v) for k, v in document.trailer.get("/Info", {}).items()},
                    metadata(document.Root),
                    [metadata(page.obj) for page in document.pages],
                )
            except (Refused, AttributeError):
                return verdict_of(kind, {"pdf": "fail"})
    except pikepdf.PdfError as error:
        raise Refused(f"PDF: {error}") from error
    if kind == "copy":
        return verdict_of(kind, check_copy(paper, signer))
    beside = path.with_name(path.name + ".sshsig")
    return verdict_of(kind, check_certificate(data, paper, beside, signer))


def kind_of(document: pikepdf.Pdf) -> str:
    try:
        names = set(document.attachments)
    except ValueError as error:
        raise Refused(str(error)) from error
    need({"evidence.zip", "licence.json"} & names, "none of ours")
    return "certificate" if "evidence.zip" in names else "copy"


def metadata(holder: Any) -> bytes | None:
    return holder.Metadata.read_bytes() if "/Metadata" in holder else None


def check_copy(paper: Paper, signer: str | None) -> dict[str, str]:
    raw = paper.files["licence.json"]
    signature = paper.files.get("licence.json.sshsig", b"")
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
        need(paper.pages, "no pages")
        info = information(record, paper.info.get("Creator", ""))
        need(paper.info == info, "the document's information")
        said = expected(record, signature.decode())
        need(paper.files.get("ai-licence.rsl.xml", b"") == rsl(record).encode(), "its RSL")
        first = {name: text for name, text in described(info).items() if name not in said}
        need(paper.packet == packet_of(first | said), "the document's packet")
        need(set(paper.pages) == {packet_of(said)}, "a page's packet")

    def asked() -> None:
        if signer is None:
            raise Blocked
        need(signer == record["signer"], "another signer")

    return done | {"terms": outcome(terms), "signer": outcome(asked)}


def check_certificate(
    data: bytes, paper: Paper, beside: Path, signer: str | None
) -> dict[str, str]:
    evidence = paper.files["evidence.zip"]
    try:
        files = unzip(evidence)
    except ValueError:
        return {"pdf": "pass", "container": "fail", "certificate": "fail"}
    bundle = Bundle(files, signer)
    done = bundle.results() | {"pdf": "pass"}
    done["container"] = "pass" if zip_of(files) == evidence else "not-checked"
    shown = [decode(parts["json"]) for parts in bundle.parts.values() if "json" in parts]
    kinds = [fields["fields"].get("kind", {}).get("value") for fields in shown]

    def pages() -> None:
        need(kinds.count("draft") == 1 and done["container"] == "pass", "not about one draft")
        own = {name for name in files if name.startswith("data/")}
        need(own <= {"data/NOT-INCLUDED.txt"}, "a draft's bytes")
        need(paper.packet == packet_of(described(paper.info)), "the document's packet")
        need(not any(paper.pages), "a page's packet")
        if bundle.signer is None:
            raise Blocked
        public = unb64(bundle.signer["ed25519"])
        if "allowed_signers" in paper.files:
            need(paper.files["allowed_signers"] == signers(bundle.signer), "allowed_signers")
        if not beside.exists():
            raise Blocked
        check_sshsig(public, beside.read_bytes(), data, b"scriptvault-certificate-v1")

    return done | {"certificate": outcome(pages)}


def signers(keys: dict[str, Any]) -> bytes:
    blob = b"".join(
        len(part).to_bytes(4) + part for part in (b"ssh-ed25519", unb64(keys["ed25519"]))
    )
    return (
        f'vault-{fingerprint(keys)[:16]} namespaces="scriptvault-certificate-v1"'
        f" ssh-ed25519 {base64.b64encode(blob).decode()}\n"
    ).encode()


def verdict_of(kind: str, results: dict[str, str]) -> tuple[str, str, dict[str, str]]:
    rows = [row for row in TABLE if kind in row["of"]]
    all_results = {row["name"]: results.get(row["name"], "not-checked") for row in rows}
    means = {row.get(all_results[row["name"]]) for row in rows}
    verdict = next((v for v in ("invalid", "incomplete") if v in means), "valid")
    return kind, verdict, all_results
