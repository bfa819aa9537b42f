"""The report of a trace, for an attorney and an expert: what was found, how firmly, what binds it.

Words for people; what counts is the evidence attached, from which anybody can compute the figures.
"""

from collections.abc import Iterator

from vault.encoding import b64
from vault.paper.document import MUTED, About, Document
from vault.prove import certificate_words as words
from vault.prove import leak_words as said
from vault.prove.certificate_foot import legend
from vault.prove.certificate_page import (
    LEFT,
    RIGHT,
    Part,
    block,
    fitting,
    heading,
    line,
    row_part,
)
from vault.prove.certificate_rows import Row, key
from vault.prove.certificate_words import Said, code, plain
from vault.prove.leak_chart import chart
from vault.prove.leak_facts import Copy, Draft, Entry, Examined, Facts, Found, Score
from vault.prove.leak_pictures import pair
from vault.prove.leak_tables import SIZE, layers, listed, matched, together
from vault.prove.titled import Titled, filled

TITLE = "Trace report"
EVIDENCE, PROGRAM = "evidence.json", "recompute.py"
MOST_FILES = 60


def report(facts: Facts) -> bytes:
    """Return the report as a PDF with what is ``attached``. The same facts give the same bytes."""
    paper = Titled(
        title=TITLE,
        label="PAGES THAT TURNED UP",
        opening=said.opening(facts),
        parts=tuple(_parts(facts)),
        footer=(_footer(facts), f"made {words.moment(facts.made)}"),
        subject=words.shortened(", ".join(one.name for one in facts.examined), 120),
    )
    document = Document(About(f"{paper.title}: {paper.subject}", facts.made, subject=paper.title))
    filled(document, paper)
    for name, data, media, description in facts.attached:
        document.attach(name, data, media, description, "Data")
    return document.finish()


def _footer(facts: Facts) -> str:
    if len(facts.examined) == 1:
        return f"SHA-256 of the file {facts.examined[0].sha256[:16]}"
    return words.count(len(facts.examined), "file")


def _parts(facts: Facts) -> Iterator[Part]:
    yield from (row_part(row, SIZE) for row in _examined(facts))
    named = [copy for found in facts.found for copy in found.copies]
    if len(named) > 1:
        yield from listed(named)
    for found in facts.found:
        for copy in found.copies:
            yield from _copy(facts, found, copy)
        if not found.copies:
            yield from _no_copy(found)
        if found.charts:
            first, *more = map(chart, found.charts)
            yield together([heading("What chance does"), first])
            yield from more
    yield _headed("What this does not show", _numbered(1, said.LIMITS[0]))
    yield from (_numbered(n, text) for n, text in enumerate(said.LIMITS[1:], start=2))
    start, *steps = map(_paragraph, said.steps(facts))
    yield _headed("How to recompute it", start)
    yield from steps
    yield _paragraph(_foot(facts))
    yield _paragraph(legend())


def _foot(facts: Facts) -> Said:
    tokens = any(copy.entry.token for found in facts.found for copy in found.copies)
    more = "Of each time, the signed state and the token over it." if tokens else ""
    made = words.local(facts.made, facts.zone)
    text = f"""{EVIDENCE}, the figures with what was measured; {PROGRAM}, which computes them
    again. {more} These pages are words for people. Made {made} by the clock of the writer’s own
    computer."""
    return (("Attached to this file: ", "bold"), (said.flowing(text), "plain"))


def _examined(facts: Facts) -> list[Row]:
    rows = []
    several = len(facts.examined) > 1
    for number, one in enumerate(facts.examined[:MOST_FILES], start=1):
        label = f"Examined {number}" if several else "Examined"
        rows.append(Row(label, "M", _file(one)))
    left = len(facts.examined) - MOST_FILES
    if left > 0:
        rows.append(Row("", "M", (plain(f"and {left:,} more files, named in {EVIDENCE}"),)))
    when = f"{words.moment(facts.made)}, on the writer’s own computer, without the network"
    rows += [
        Row("Traced", "M", (plain(when),)),
        Row("Held against", "M", (plain(said.tried(facts)),)),
    ]
    if facts.also:
        rows.append(Row("Tried besides", "M", (plain(said.besides(facts)),)))
    rows += [Row("To be known", "M", (plain(note),)) for note in facts.notes]
    return rows


def _file(one: Examined) -> tuple[Said, ...]:
    name = words.shortened(one.name, 200)
    extent = f"{words.count(one.size, 'byte')}, {words.count(one.pages, 'page')}"
    return plain(f"{name}: {extent}"), code(one.sha256)


def _copy(facts: Facts, found: Found, copy: Copy) -> Iterator[Part]:
    rows = [row_part(row, SIZE) for row in _about(facts, found, copy)]
    yield together([heading(f"Copy {copy.copy_id}"), *rows[:2]])
    yield from rows[2:]
    if copy.score is not None:
        yield layers(copy.score)
    yield from matched(copy.places)
    yield from (row_part(row, SIZE) for row in _binding(copy.entry))
    if copy.pair is not None:
        yield pair(copy.pair)


def _about(facts: Facts, found: Found, copy: Copy) -> Iterator[Row]:
    mail = f" <{copy.mail}>" if copy.mail else ""
    yield Row("Class", "M", (((copy.known_as.capitalize(), "bold"),
                              (f". {said.MEANINGS[copy.known_as]}", "plain")),))  # fmt: skip
    yield Row("Issued to", "D", (plain(f"{copy.recipient}{mail}"), plain(said.day(copy.issued))))
    yield Row("Draft", "M", _draft(found.draft))
    for layer in copy.by:
        name = {"file": "The file", "metadata": "Its record"}.get(layer, layer)
        yield Row(name, "M", (plain(said.BY.get(layer, "")),))
    if copy.score is None:
        yield Row("By chance alone", "M", (plain(_UNMARKED),))
    else:
        yield Row("By chance alone", "M", _chance(copy.score, facts.tried))


_UNMARKED = "not measured: no hidden marks were read"


def _draft(draft: Draft) -> tuple[Said, ...]:
    name = words.shortened(draft.title, 120)
    return plain(f"“{name}”, draft {draft.number}: entry {draft.seq}, SHA-256"), code(draft.sha256)


def _chance(score: Score, tried: int) -> tuple[Said, ...]:
    """Return the chance of naming a copy falsely, and what was counted for it."""
    copies = words.count(tried, "copy", "copies")
    alone = f" It rests on {score.only} alone." if score.only else ""
    first: Said = (
        (said.chance(score.overall), "bold"),
        (f" that hidden marks name any copy so strongly, {copies} tried.{alone}", "plain"),
    )
    high = "none scores" if not score.as_high else f"{score.as_high:,} score"
    second = f"Of the codes that nobody has {high} as high."
    return first, plain(second)


def _binding(entry: Entry) -> list[Row]:
    """Return by what the copy's code was fixed before the copy existed."""
    place = f"entry {entry.seq} of {entry.head.size} in log {entry.log}"
    latest = "none yet for this entry"
    if entry.latest is not None:
        when = words.bound(entry.latest)
        latest = f"the copy’s entry existed no later than {when}; the token is {entry.name}.tsr"
    sealed: Said = (("leaf ", "plain"), (entry.leaf, "code"))
    root: Said = (("root ", "plain"), (b64(entry.head.root), "code"))
    rows = [Row("Recorded as", "M", (plain(place), sealed, root))]
    if entry.commitment:
        rows.append(Row("Bound to its code", "M", (code(entry.commitment),)))
    rows += [
        Row("Independent time", "T", (plain(latest),)),
        Row("Signed with key", "M", key(entry.signer)),
    ]
    return rows


def _no_copy(found: Found) -> Iterator[Part]:
    none = _UNTRIED
    if found.charts:
        none = _TRIED.format(words.count(len(found.charts[0].others), "copy", "copies"))
    rows = [Row("Class", "M", (plain(none),)), Row("Draft", "M", _draft(found.draft))]
    if found.overlap is not None:
        share = f"{found.overlap:.0%}".replace("%", " %")
        rows.append(Row("Words", "M", (plain(f"{share} of what is in the files stands in it"),)))
    first, *others = [row_part(row, SIZE) for row in rows]
    title = fitting(said.titled(found), RIGHT - LEFT, 15.0)
    yield together([heading(title), first])
    yield from others
    yield from matched(found.places)


_TRIED = "None. The code of every copy of this draft was tried ({}); none stands out from chance."
_UNTRIED = "None. Words of the draft are there; hidden marks that tell copies apart were not read."


def _headed(text: str, part: Part) -> Part:
    return together([heading(text), part])


def _paragraph(words_: Said) -> Part:
    flowed = block([words_], RIGHT - LEFT, SIZE, 13.0)
    return Part(flowed.height + 3.0, lambda document, top: flowed.draw(document, LEFT, top))


def _numbered(number: int, text: str) -> Part:
    flowed = block([plain(text)], RIGHT - LEFT - 20.0, SIZE, 12.6)

    def draw(document: Document, top: float) -> None:
        line(document, LEFT + 11.0, top + 9.2, str(number), SIZE, MUTED, "right")
        flowed.draw(document, LEFT + 20.0, top)

    return Part(flowed.height + 2.4, draw)
