"""From the pages that turned up to drafts, their pages, and the copies that left the desk.

Drafts are gone through one at a time, by the words their copies share with the pages. What shares
no words with any, because it is a picture or its letters have lost their meaning, is looked for by
where its words lie.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from vault.share.codes import Parameters
from vault.share.table import Word
from vault.share.words import SIZE
from vault.trace import outline
from vault.trace.evidence import Codes, Verdict, verdicts
from vault.trace.letters import Sheet, sheets
from vault.trace.matching import LEAST, Run, Wanted
from vault.trace.outline import Likeness
from vault.trace.places import FEWEST, Measured, by_place, moved, of_letters, tables

_PAGES_A_SHEET = 8
_ALIKE = 0.5
"""Likeness of outlines from which on a page is tried."""
_TRIED_PAGES = 3

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Edition:
    """Copies of one draft that were drawn alike, so that one stands for all.

    ``pdf`` gives the bytes of one of them as they were issued, ``table`` its words unmarked; both
    raise ``VaultError`` when they are lost. ``marks`` is None for copies without hidden marks.
    """

    draft: str
    codes: Codes
    marks: Parameters | None
    pdf: Callable[[], bytes] = field(repr=False)
    table: Callable[[], tuple[Word, ...]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sheet that has words of a page: how many, as far as they were matched."""

    sheet: int
    page: int
    words: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one edition: the share of all words, where, and what the marks say."""

    edition: Edition
    overlap: float
    passages: tuple[Passage, ...]
    measured: tuple[Measured, ...]
    verdicts: tuple[Verdict, ...] = ()


def find(
    suspects: Mapping[int, Sheet],
    editions: Sequence[Edition],
    progress: Progress = lambda *_: None,
) -> list[Finding]:
    """Return what was found of each edition, in their order, nothing included; yet to be judged.

    Raises ``Damaged`` when a copy that would have to be read is lost.
    """
    wanted = Wanted({number: sheet.texts() for number, sheet in suspects.items()})
    seen = []
    for at, edition in enumerate(editions, start=1):
        seen.append(_seen(edition, wanted) if wanted.any else {})
        progress("issued drafts", at, len(editions))
    found = [
        _by_words(edition, pages, suspects, wanted)
        for edition, pages in zip(editions, seen, strict=True)
    ]
    known = {passage.sheet for one in found for passage in one.passages}
    rest = {n: sheet for n, sheet in suspects.items() if n not in known and len(sheet.x)}
    if rest:
        total = sum(len(sheet.words) for sheet in suspects.values())
        found = [_by_outline(one, rest, total) for one in found]
    return found


def judged(found: Iterable[Finding]) -> list[Finding]:
    """Return the findings that are any, with what their marks say of each copy.

    All copies that they were held against count as tried.
    """
    listed = [one for one in found if one.passages]
    tried = sum(len(one.edition.codes.copies) for one in listed if one.measured)
    return [
        replace(one, verdicts=tuple(verdicts(one.edition.codes, one.measured, tried)))
        for one in listed
    ]


def _seen(edition: Edition, wanted: Wanted) -> dict[int, set[Run]]:
    """Return for each page of a copy which of its runs were wanted; those of the terms are not."""
    found, boilerplate = {}, set[Run]()
    for number, page in enumerate(sheets(edition.pdf()), start=1):
        ours = page.texts(SIZE)
        found[number] = wanted.among(ours)
        if len(ours) < len(page.words):
            others = [t for t, at in page.words if abs(page.size[at] - SIZE) > 0.01]
            boilerplate |= wanted.among(others)
    kept = set().union(*found.values()) if found else set[Run]()
    wanted.drop(boilerplate - kept)
    return {number: runs for number, runs in found.items() if runs}


def _by_words(
    edition: Edition, pages: Mapping[int, set[Run]], suspects: Mapping[int, Sheet], wanted: Wanted
) -> Finding:
    """Hold every sheet against the pages of an edition with which it shares words."""
    candidates: dict[int, list[tuple[int, int]]] = {}
    for page, runs in pages.items():
        for sheet, count in wanted.sheets(runs).items():
            if count >= LEAST:
                candidates.setdefault(sheet, []).append((count, page))
    overlap = wanted.overlap(set().union(*pages.values()) if pages else set())
    passages, measured = [], list[Measured]()
    there = tables(edition.table()) if candidates and edition.marks else {}
    for sheet, counted in sorted(candidates.items()):
        for count, page in sorted(counted, reverse=True)[:_PAGES_A_SHEET]:
            passages.append(Passage(sheet, page, count + 4))
            if edition.marks and page in there:
                measured += of_letters(sheet, suspects[sheet], there[page], edition.marks)
    return Finding(edition, overlap, tuple(passages), tuple(measured))


def _by_outline(found: Finding, rest: Mapping[int, Sheet], total: int) -> Finding:
    """Add what sheets without words say of pages they look like, and lie on word by word."""
    edition = found.edition
    if not edition.marks:
        return found
    outlines = {n: outline.of_letters(sheet.x, sheet.y) for n, sheet in rest.items()}
    passages, measured = list(found.passages), list(found.measured)
    likely = likely_pages(edition, outlines)
    there = tables(edition.table()) if any(likely.values()) else {}
    for number, pages in likely.items():
        for page, like in pages:
            table = there.get(page)
            if table is None or len(table.x) < FEWEST:
                continue
            fit = moved(rest[number], table, like.right, like.down)
            said = (
                by_place(number, rest[number], table, edition.marks, fit) if fit is not None else []
            )
            if said:
                passages.append(Passage(number, page, len(table.x)))
                measured += said
                break
    placed = sum(passage.words for passage in passages) / max(1, total)
    overlap = max(found.overlap, min(1.0, placed)) if passages else found.overlap
    return Finding(edition, overlap, tuple(passages), tuple(measured))


def likely_pages(
    edition: Edition, outlines: Mapping[int, "outline.Outline"]
) -> dict[int, list[tuple[int, Likeness]]]:
    """Return for each outline the few pages of an edition that are most like it, best first."""
    found: dict[int, list[tuple[int, Likeness]]] = {number: [] for number in outlines}
    for page, sheet in enumerate(sheets(edition.pdf()), start=1):
        script = abs(sheet.size - SIZE) < 0.01
        if script.sum() < FEWEST:
            continue
        ours = outline.of_letters(sheet.x[script], sheet.y[script])
        for number, theirs in outlines.items():
            like = outline.likeness(theirs, ours)
            if like.score >= _ALIKE:
                found[number].append((page, like))
    return {
        number: sorted(pages, key=lambda one: -one[1].score)[:_TRIED_PAGES]
        for number, pages in found.items()
    }
