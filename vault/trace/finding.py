"""From the pages that turned up to drafts, their pages, and the copies that left the desk.

Drafts are gone through one at a time, by the words their copies share with the pages. What shares
no words with any, because it is a picture or its letters have lost their meaning, is looked for by
where its words lie. Copies in a script's own format have no pages: they are found by its words.
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter

from vault.screenplay.model import Script
from vault.share.codes import Parameters
from vault.share.table import Word
from vault.share.words import SIZE
from vault.trace import outline
from vault.trace.evidence import Codes, Verdict, verdicts
from vault.trace.letters import Sheet, sheets
from vault.trace.matching import LEAST, Run, Wanted
from vault.trace.outline import Likeness
from vault.trace.places import FEWEST, Measured, by_place, moved, of_letters, tables
from vault.trace.wording import Wording

_PAGES_A_SHEET = 8
_ALIKE = 0.5
"""Likeness of outlines from which on a page is tried."""
_TRIED_PAGES = 3

Progress = Callable[[str, int, int], None]


def _no_words() -> Script:
    return Script("", (), ())


@dataclass(frozen=True, slots=True)
class Edition:
    """Copies of one draft that were drawn alike, so that one stands for all.

    ``pdf`` gives the bytes of one of them as they were issued, ``table`` the words of those of its
    pages that are asked for, unmarked; both raise ``VaultError`` when they are lost. ``marks`` is
    None for copies without shifts. ``script`` gives the words of the draft, none where they cannot
    be read. Copies in a script's own format have no ``pages``, and neither ``pdf`` nor ``table`` is
    asked for.
    """

    draft: str
    codes: Codes
    marks: Parameters | None
    pdf: Callable[[], bytes] = field(repr=False)
    table: Callable[[Container[int]], tuple[Word, ...]] = field(repr=False)
    script: Callable[[], Script] = field(default=_no_words, repr=False)
    pages: bool = True


@dataclass(frozen=True, slots=True)
class Passage:
    """A sheet that has words of a page: how many, as far as they were matched.

    ``page`` is None where copies have no pages; then ``paragraph`` is the first of them, from 1.
    """

    sheet: int
    page: int | None
    words: int
    paragraph: int | None = None


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
    texts = {number: sheet.texts() for number, sheet in suspects.items()}
    wanted, wording = Wanted(texts), Wording(texts)
    seen = []
    for at, edition in enumerate(editions, start=1):
        seen.append(_seen(edition, wanted) if wanted.any else {})
        progress("issued drafts", at, len(editions))
    found = [
        _held(edition, pages, suspects, wanted, wording)
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
    listed = [one for one in found if one.passages or one.measured]
    tried = sum(len(one.edition.codes.copies) for one in listed if one.measured)
    return [
        replace(one, verdicts=tuple(verdicts(one.edition.codes, one.measured, tried)))
        for one in listed
    ]


def _seen(edition: Edition, wanted: Wanted) -> dict[int, set[Run]]:
    """Return for each page of a copy which of its runs were wanted; those of the terms are not.

    Copies without pages have page 0 alone.
    """
    if not edition.pages:
        told = edition.script().elements
        runs = wanted.among(w for one in told if not one.omitted for w in one.text.split())
        return {0: runs} if runs else {}
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


def _held(
    edition: Edition,
    pages: Mapping[int, set[Run]],
    suspects: Mapping[int, Sheet],
    wanted: Wanted,
    wording: Wording,
) -> Finding:
    """Hold every sheet against an edition: its pages or its words, and the sites of its draft."""
    candidates: dict[int, list[tuple[int, int]]] = {}
    for page, runs in pages.items():
        for sheet, count in wanted.sheets(runs).items():
            if count >= LEAST:
                candidates.setdefault(sheet, []).append((count, page))
    runs = set[Run]().union(*pages.values())
    if pages and edition.codes.sheet:  # whatever stands at its sites, it is of this draft
        for words in wording.varied(edition.draft, edition.script, edition.codes.sheet):
            runs |= wanted.among(words)
    if edition.pages:
        passages, measured = _by_words(edition, candidates, suspects)
    else:
        passages, measured = _by_paragraphs(edition, candidates, wording), []
    measured += wording.measured(edition.draft, edition.script, edition.codes)
    return Finding(edition, wanted.overlap(runs), tuple(passages), tuple(measured))


def _by_words(
    edition: Edition,
    candidates: Mapping[int, Sequence[tuple[int, int]]],
    suspects: Mapping[int, Sheet],
) -> tuple[list[Passage], list[Measured]]:
    """Hold every sheet against the pages with which it shares words: so many, and which."""
    passages, measured = [], list[Measured]()
    placed = {sheet for sheet in candidates if len(suspects[sheet].x)}
    best = {n: sorted(counted, reverse=True)[:_PAGES_A_SHEET] for n, counted in candidates.items()}
    asked = {page for sheet in placed for _, page in best[sheet]}
    there = tables(edition.table(asked)) if asked and edition.marks else {}
    for sheet, counted in sorted(candidates.items()):
        # A text without places may have every page of the draft.
        for count, page in best[sheet] if sheet in placed else sorted(counted, key=itemgetter(1)):
            passages.append(Passage(sheet, page, count + 4))
            if edition.marks and page in there:
                measured += of_letters(sheet, suspects[sheet], there[page], edition.marks)
    return passages, measured


def _by_paragraphs(edition: Edition, candidates: Iterable[int], wording: Wording) -> list[Passage]:
    """Return where sheets that share words with a draft have them, by its paragraphs."""
    sharing = set(candidates)
    found = wording.passages(edition.draft, edition.script) if sharing else ()
    return [
        Passage(one.sheet, None, one.words, one.paragraph) for one in found if one.sheet in sharing
    ]


def _by_outline(found: Finding, rest: Mapping[int, Sheet], total: int) -> Finding:
    """Add what sheets without words say of pages they look like, and lie on word by word."""
    edition = found.edition
    if not edition.marks:
        return found
    outlines = {n: outline.of_letters(sheet.x, sheet.y) for n, sheet in rest.items()}
    passages, measured = list(found.passages), list(found.measured)
    likely = likely_pages(edition, outlines)
    asked = {page for pages in likely.values() for page, _ in pages}
    there = tables(edition.table(asked)) if asked else {}
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
    pages = sheets(edition.pdf()) if edition.pages else ()
    for page, sheet in enumerate(pages, start=1):
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
