"""The memo of one delivery: what went to whom and when, each datum with its class.

It is words for people, to be filed with the correspondence or sent along; the evidence is the entry
it names, which a bundle of the draft shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from vault.encoding import b64
from vault.log.checkpoint import Checkpoint
from vault.paper.document import INK, MUTED, Document
from vault.paper.faces import Face
from vault.prove import certificate_words as words
from vault.prove.certificate_foot import legend
from vault.prove.certificate_page import LEFT, RIGHT, Part, line, row_part
from vault.prove.certificate_rows import Row, key
from vault.prove.certificate_words import Said, code, plain
from vault.prove.titled import Titled, boxed, drawn
from vault.seal.signing import KeySet

LONGEST_NAME = 90
"""Letters of a title in the opening sentence."""

_NOT_SHOWN = """that the recipient read it, agreed to any terms or admits having it; who the people
named are; what the files of evidence say. What the signer declared was not checked. It is a
summary; the entry it names is the record. It is not a registration and gives no statutory right."""

_AUTHORISED = {
    "yes": "the company, or somebody it lets take scripts in its name",
    "no": "not the company, and nobody it lets take scripts in its name",
    "unsaid": "",
}


@dataclass(frozen=True, slots=True)
class Sealed:
    """Bytes that were sealed: what they are called, their SHA-256, the number of their entry."""

    name: str
    sha256: str
    seq: int


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one delivery; texts are empty where nothing was said.

    ``latest``: the independent time of its entry, None where there is none.
    """

    seq: int
    leaf: bytes
    title: str
    number: int
    draft: Sealed
    copy: Sealed | None
    recipient: str
    mail: str
    capacity: str
    authorised: str
    how: str
    when: date
    terms: str
    licence: str
    acknowledged: str
    evidence: Sequence[Sealed]
    amends: int | None
    observed: datetime
    latest: datetime | None
    head: Checkpoint
    signer: KeySet
    writer: Mapping[str, str]
    issued: datetime
    zone: tzinfo


def memo(facts: Facts) -> bytes:
    """Return the memo as a PDF."""
    parts = [row_part(row, 9.6) for row in _rows(facts)]
    if not facts.acknowledged:
        parts.append(_receipt())
    limits: Said = (("This does not show", "bold"), (f" {' '.join(_NOT_SHOWN.split())}", "plain"))
    issued = f"{words.moment(facts.issued)} · {words.local(facts.issued, facts.zone)}"
    paper = Titled(
        title="Delivery memo",
        label=f"DELIVERY  ·  ENTRY {facts.seq}",
        opening=_opening(facts),
        parts=(*parts, boxed([limits, legend()])),
        footer=(f"entry {facts.seq} · leaf {facts.leaf.hex()[:16]}", f"issued {issued}"),
        subject=f"{facts.title}, to {facts.recipient}",
    )
    return drawn(paper, facts.issued)


def _opening(facts: Facts) -> Said:
    name = words.shortened(facts.title, LONGEST_NAME)
    copy = f", copy {facts.copy.name}" if facts.copy else ""
    return (
        (f"“{name}”, draft {facts.number}{copy}", "bold"),
        (", was delivered to ", "plain"),
        (words.shortened(facts.recipient, LONGEST_NAME), "bold"),
        (" on ", "plain"),
        (_day(facts.when), "bold"),
        (f", as the signer declares in entry {facts.seq} of the log named below.", "plain"),
    )


def _rows(facts: Facts) -> list[Row]:
    to = [plain(facts.recipient + (f" <{facts.mail}>" if facts.mail else ""))]
    to += [plain(text) for text in (facts.capacity, _AUTHORISED.get(facts.authorised, "")) if text]
    copy = _sealed(f"copy {facts.copy.name}", facts.copy) if facts.copy else _NO_COPY
    return [
        Row("Delivered to", "D", tuple(to)),
        Row("When and how", "D", (plain(f"{_day(facts.when)}, {facts.how}"),)),
        Row("Terms", "D", _terms(facts)),
        Row("Acknowledged", "D", (plain(facts.acknowledged or "nothing recorded so far"),)),
        Row("Draft", "M", _sealed(f"draft {facts.number}, {facts.draft.name}", facts.draft)),
        Row("Copy", "M", copy),
        *_evidence(facts),
        Row("Recorded", "M", _recorded(facts)),
        Row("Independent time", "T", (plain(_time(facts)),)),
        Row("Key", "M", key(facts.signer)),
        Row("Signer’s name", "D", (plain(_writer(facts)),)),
    ]


_NO_COPY = (plain("none: the draft itself was delivered, without marks"),)


def _terms(facts: Facts) -> tuple[Said, ...]:
    found = [plain(text) for text in (facts.terms,) if text]
    if facts.licence:
        found.append(plain(f"on the copy: {facts.licence}"))
    return tuple(found) or (plain("none stated"),)


def _sealed(name: str, sealed: Sealed) -> tuple[Said, ...]:
    return plain(f"{name}: entry {sealed.seq}, SHA-256"), code(sealed.sha256)


def _evidence(facts: Facts) -> list[Row]:
    """Return a row for each file, so that many of them go on over pages."""
    if not facts.evidence:
        return [Row("Evidence", "M", (plain("no file sealed with it"),))]
    several = len(facts.evidence) > 1
    return [
        Row(f"Evidence {number}" if several else "Evidence", "M", _sealed(_name(one.name), one))
        for number, one in enumerate(facts.evidence, start=1)
    ]


def _recorded(facts: Facts) -> tuple[Said, ...]:
    when = words.moment(facts.observed)
    amends = f"It says entry {facts.amends} anew. " if facts.amends is not None else ""
    place = f"entry {facts.seq} of {facts.head.size} in log {facts.head.log}"
    return (
        plain(f"{amends}{when} by the computer’s own clock, not relied on"),
        plain(place),
        (("root ", "plain"), (b64(facts.head.root), "code")),
    )


def _time(facts: Facts) -> str:
    if facts.latest is None:
        return "none yet for this entry"
    return f"this entry existed no later than {words.bound(facts.latest)}"


def _writer(facts: Facts) -> str:
    name, mail = facts.writer.get("name", ""), facts.writer.get("email", "")
    return f"{name}{f' <{mail}>' if mail else ''}, as typed by the signer" if name else "none given"


def _receipt() -> Part:
    """Return the two lines on which a recipient can say that it came."""

    def draw(document: Document, top: float) -> None:
        document.rule(LEFT, top, RIGHT, top)
        line(document, LEFT, top + 17.0, "Receipt, if the recipient signs one", 9.4, INK)
        for x, end, label in ((LEFT, 232.0, "received on"), (252.0, RIGHT, "name and signature")):
            document.rule(x, top + 50.0, end, top + 50.0, MUTED, 0.5)
            document.text(x, top + 61.0, label, Face.BOOK, 8.6, MUTED)

    return Part(66.0, draw)


def _day(when: date) -> str:
    return f"{when.day} {words.MONTHS[when.month - 1]} {when.year}"


def _name(name: str) -> str:
    """Return a file's name, fit for paper."""
    return words.shortened("".join(c if c.isprintable() else "?" for c in name), 120)
