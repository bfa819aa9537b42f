"""The page on which a reader accepts a copy's terms: a notice asks, a signature promises.

It quotes the terms as the copy's record has them, word for word, and names the record by its hash.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vault.encoding import sha256
from vault.licence.record import Record
from vault.licence.wording import in_words
from vault.paper.document import INK, MUTED, Document
from vault.paper.faces import Face
from vault.prove import certificate_words as words
from vault.prove.certificate_foot import legend
from vault.prove.certificate_page import LEFT, RIGHT, Part, block, heading, line, row_part
from vault.prove.certificate_rows import Row
from vault.prove.certificate_words import Said, code, plain
from vault.prove.titled import Titled, boxed, drawn, pages

_LONGEST = 90
"""Letters of a title or a name in a sentence."""
_SIZES = (10.4, 9.8, 9.2, 8.6, 8.0)
"""What is signed stands on the page that is signed: long terms are set smaller until they do."""

_ALONE = """This is about the copy named here and whatever is made from it, and about nothing else.
It grants no licence, option or right in the script, promises no payment and waives nothing. A
signed contract between the two, and a guild agreement that covers this work, come first; where they
say otherwise, they count."""

_LIMITS = """that whoever signs is the reader named, or may sign for a company; how far a promise
like this binds where the reader lives. It is not legal advice. Marks and metadata show where a copy
came from; they hinder no use of it. Keep the signed page, and record it, so that it is sealed:"""


@dataclass(frozen=True, slots=True)
class Rider:
    """A copy's licence record, and the entry that recorded the copy."""

    record: Record
    seq: int


def rider(facts: Rider, made: datetime) -> bytes:
    """Return the page as a PDF, to be signed on paper or on a screen."""
    for size in _SIZES:
        paper = _paper(facts, made, size)
        if pages(paper) == 1:
            break
    return drawn(paper, made)


def _paper(facts: Rider, made: datetime, size: float) -> Titled:
    record = facts.record
    name = words.shortened(record.recipient.in_words, _LONGEST)
    title = words.shortened(record.work.title, _LONGEST)
    terms = record.terms
    return Titled(
        title="Acceptance of terms",
        label=f"COPY {record.copy_id}",
        opening=_opening(record, title, name),
        parts=(
            _paragraph(_promise(record), size + 0.6, 4.0),
            _paragraph(plain(_flowing(_ALONE)), size + 0.6, 2.0),
            heading("The terms"),
            _paragraph(((terms.sentence, "bold"),), size, 2.0),
            _paragraph(plain(terms.notice), size, 10.0),
            *(row_part(row, 9.2) for row in _rows(facts)),
            _signatures(),
            boxed([_limits(record), legend()]),
        ),
        footer=(f"copy {record.copy_id} · for {name}", f"printed {words.day(made)}"),
        subject=f"{title}, {name}",
    )


def _opening(record: Record, title: str, name: str) -> Said:
    return (
        (f"“{title}”", "bold"),
        (" by ", "plain"),
        (words.shortened(record.work.writer, _LONGEST), "bold"),
        (f", copy {record.copy_id}, was made for ", "plain"),
        (name, "bold"),
        (f" on {in_words(record.issued)}. Its terms are requested; signed here, they are agreed.",
         "plain"),
    )  # fmt: skip


def _promise(record: Record) -> Said:
    writer = words.shortened(record.work.writer, _LONGEST)
    return (
        ("The reader who signs below agrees with ", "plain"),
        (writer, "plain"),
        (" to keep the terms printed here", "bold"),
        (", and to pass them on to everybody who is given the copy or a part of it.", "plain"),
    )


def _rows(facts: Rider) -> list[Row]:
    record = facts.record
    raw = sha256(record.raw).hex()
    return [
        Row("The draft it shows", "M", (code(record.sealed.sha256),)),
        Row(f"Its record, entry {facts.seq}", "M", (code(raw),)),
        Row("Signed with key", "M", (code(record.signer),)),
    ]


def _paragraph(said: Said, size: float, below: float) -> Part:
    found = block([said], RIGHT - LEFT, size, size * 1.4)
    return Part(found.height + below, lambda document, top: found.draw(document, LEFT, top))


def _signatures() -> Part:
    """Return the lines to be filled in: who, for whom, when, and the signature."""

    def draw(document: Document, top: float) -> None:
        document.rule(LEFT, top, RIGHT, top)
        line(document, LEFT, top + 17.0, "The reader", 9.4, INK)
        for down, fields in ((50.0, _NAMES), (88.0, _SIGNED)):
            for x, end, label in fields:
                document.rule(x, top + down, end, top + down, MUTED, 0.5)
                document.text(x, top + down + 11.0, label, Face.BOOK, 8.6, MUTED)

    return Part(106.0, draw)


_NAMES: Sequence[tuple[float, float, str]] = (
    (LEFT, 296.0, "name in print"),
    (316.0, RIGHT, "for which company, and as what, if for one"),
)
_SIGNED: Sequence[tuple[float, float, str]] = (
    (LEFT, 232.0, "date"),
    (252.0, RIGHT, "signature"),
)


def _limits(record: Record) -> Said:
    command = f"scriptvault acceptance record {record.copy_id} --when DATE --evidence FILE"
    return (
        ("This page does not show", "bold"),
        (f" {_flowing(_LIMITS)} ", "plain"),
        (command, "code"),
    )


def _flowing(text: str) -> str:
    return " ".join(text.split())
