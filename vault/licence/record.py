"""The licence record of one copy: what was asked of whom, for which draft (format, section 12).

It holds the terms in full, so that a later version of the presets changes nothing that an earlier
copy says. Everything a file carries of the terms is made from the record alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal

from vault.encoding import Json, canonical, is_hex, parse_canonical
from vault.errors import Unreadable
from vault.licence.presets import STRICTNESS, USES
from vault.seal.signing import KeySet, parse_key_set

REQUESTED = "requested, not agreed"
"""A notice asks; a promise needs someone who agreed to it."""
AGREED = "agreed"

Holder = Literal["yes", "no", "unsaid"]
"""What the writer said when asked whether the copyright is theirs."""
HOLDERS: tuple[Holder, ...] = ("yes", "no", "unsaid")

LONGEST = 1 << 16
"""Bytes of the longest record that is read."""

Part = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Recipient:
    """For whom a copy is made, as declared; what is not known is empty."""

    name: str
    mail: str = ""
    organisation: str = ""

    @property
    def in_words(self) -> str:
        """The name, and the organisation where there is one."""
        return f"{self.name}, {self.organisation}" if self.organisation else self.name


@dataclass(frozen=True, slots=True)
class Codes:
    """The terms in the codes of other people's vocabularies, and what may stand beside them.

    ``tdm``: TDMRep's reservation. ``plus``: a PLUS DataMining value without its vocabulary's
    address. ``aipref`` and ``aipref_vocabulary``: an IETF usage preference and the draft it
    follows. ``names_holder``: the writer stands as holder of the copyright. ``offers``: a licence
    can be had by consent and payment.
    """

    tdm: str
    plus: str
    aipref: str
    aipref_vocabulary: str
    names_holder: bool
    offers: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked: in words with every blank filled, use by use, and in codes."""

    preset: str
    version: str
    sentence: str
    notice: str
    footer: str
    short: str
    uses: Mapping[str, str]
    codes: Codes


@dataclass(frozen=True, slots=True)
class Work:
    """The script as the writer presents it; ``contact`` is a mail or web address, or empty."""

    title: str
    writer: str
    contact: str
    year: int

    @property
    def mail(self) -> str:
        """The contact if it is a mail address, else nothing."""
        found = self.contact.removeprefix("mailto:")
        return found if "@" in found and "://" not in found and " " not in found else ""

    @property
    def web(self) -> str:
        """The contact if it is a web address, else nothing."""
        found = self.contact
        return found if found.startswith(("https://", "http://")) and " " not in found else ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Which draft a copy shows (leaf and SHA-256), and the latest signed state of its log."""

    leaf: str
    sha256: str
    log: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Record:
    """One licence record; ``raw`` is what is signed."""

    terms: Terms
    status: str
    holder: Holder
    work: Work
    copy_id: str
    issued: date
    recipient: Recipient
    sealed: Sealed
    keys: KeySet

    @property
    def signer(self) -> str:
        """The fingerprint of the key set that signs the record."""
        return self.keys.fingerprint

    @property
    def raw(self) -> bytes:
        """The record's canonical bytes."""
        return canonical(self.as_json())

    def as_json(self) -> Part:
        """Return the record as it is attached to a copy and sealed in its entry."""
        sealed = self.sealed
        return {
            "v": 1,
            "terms": _members(self.terms, codes=_members(self.terms.codes)),
            "status": self.status,
            "holder": self.holder,
            "work": _members(self.work),
            "copy": {"id": self.copy_id, "issued": self.issued.isoformat()},
            "recipient": _members(self.recipient),
            "draft": {"leaf": sealed.leaf, "sha256": sealed.sha256},
            "checkpoint": {"log": sealed.log, "size": sealed.size, "root": sealed.root},
            "signer": self.signer,
            "keys": self.keys.as_json(),
        }


def parse(raw: bytes) -> Record:
    """Read a record strictly: parse, write again, compare. Checks no signature.

    Raises ``Unreadable`` for another version, a member missing, unknown or of another type, a
    fingerprint that is not that of the keys, and bytes written otherwise.
    """
    if len(raw) > LONGEST:
        raise Unreadable("The licence record is longer than any of ours.")
    value = parse_canonical(raw)
    if not isinstance(value, dict) or value.get("v") != 1 or value["v"] is True:
        raise Unreadable("The licence record is of a version this program does not know.")
    try:
        record = _record(value)
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable("The licence record lacks a part or has one of another form.") from error
    if record.raw != raw:
        raise Unreadable("The licence record is not written as ours are.")
    return record


def _members(part: Terms | Codes | Work | Recipient, **others: Json) -> Part:
    """Return a dataclass's fields as JSON members; those that are not plain come as ``others``."""
    found = {one.name: getattr(part, one.name) for one in fields(part)} | others
    return {n: dict(v) if isinstance(v, Mapping) else v for n, v in found.items()}


def _record(value: Mapping[str, Any]) -> Record:
    """Take the parts out; what is left over shows when the record is written again."""
    terms, draft, head = dict(value["terms"]), value["draft"], value["checkpoint"]
    codes = Codes(**terms.pop("codes"))
    found = Record(
        terms=Terms(**terms, codes=codes),
        status=value["status"],
        holder=value["holder"],
        work=Work(**value["work"]),
        copy_id=value["copy"]["id"],
        issued=date.fromisoformat(value["copy"]["issued"]),
        recipient=Recipient(**value["recipient"]),
        sealed=Sealed(draft["leaf"], draft["sha256"], head["log"], head["size"], head["root"]),
        keys=parse_key_set(value["keys"]),
    )
    _check_types(found)
    return found


def _check_types(record: Record) -> None:
    """Raise ``ValueError`` where a member is not of its type; JSON itself keeps no types."""
    terms, codes, work, sealed = record.terms, record.terms.codes, record.work, record.sealed
    texts = [
        record.status, record.copy_id, terms.preset, terms.version, terms.sentence, terms.notice,
        terms.footer, terms.short, codes.tdm, codes.plus, codes.aipref, codes.aipref_vocabulary,
        work.title, work.writer, work.contact, record.recipient.name, record.recipient.mail,
        record.recipient.organisation,
    ]  # fmt: skip
    flags = [codes.names_holder, codes.offers]
    counts = [work.year, sealed.size]
    hexes = [(sealed.leaf, 64), (sealed.sha256, 64), (sealed.log, 32), (sealed.root, 64)]
    known = isinstance(terms.uses, Mapping) and set(terms.uses) == set(USES)
    if not (
        all(isinstance(text, str) for text in texts)
        and all(isinstance(flag, bool) for flag in flags)
        and all(isinstance(n, int) and not isinstance(n, bool) for n in counts)
        and all(is_hex(value, digits) for value, digits in hexes)
        and known
        and all(use in STRICTNESS for use in terms.uses.values())
        and record.holder in HOLDERS
        and record.status in (REQUESTED, AGREED)
    ):
        raise ValueError("a member of another type")
