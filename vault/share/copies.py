"""One copy: the script's pages for one reader, with the terms in words and in data."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from vault import xmp
from vault.licence import carriers, rsl
from vault.licence.record import Record
from vault.paper.document import About, Document, described
from vault.paper.faces import Face, lacking
from vault.screenplay.model import Kind, Script
from vault.screenplay.reading import Page, compose, title_pages
from vault.share import blanks
from vault.share.blank_places import NO_SIGNS, Placed, Signs
from vault.share.marks import letters
from vault.share.notice import draw_notice
from vault.share.printing import Hidden, draw_footer, footer, print_page
from vault.share.variants import Sheet
from vault.share.varying import Changed, Typeset, Varying

VISIBLE, METADATA, HIDDEN = ("visible",), ("metadata",), ("word-shift", "line-shift")
"""What tells one copy from another: the name on its pages, the record in its file, and for nobody
to see, words and lines that stand a hair aside as the copy's code has it. Variants go by their
sorts: ``wording``, ``fact``."""
BLANK = ("zero-width",)
"""Signs without width among the words."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters that are not taken for one another: no I, L, O or U."""
_LONGEST_BOOKMARK = 80


@dataclass(frozen=True, slots=True)
class Layout:
    """A script laid out once for all its readers."""

    title: tuple[Page, ...]
    pages: tuple[Page, ...]
    sheet: Sheet | None = None
    varying: Varying | None = None
    """The variants, and the lines that have them."""
    placed: Placed | None = None
    """Where signs without width may stand."""


def lay_out(script: Script, sheet: Sheet | None = None, *, blank: bool = False) -> Layout:
    """Return the pages every copy of a script has, and where their words differ.

    ``blank``: with places for signs without width. Raises ``ValueError`` for a sheet with a place
    that no line has whole.
    """
    pages = compose(script)
    typeset = Typeset(script, pages) if sheet or blank else None
    varying = Varying(typeset, sheet.sites) if typeset and sheet else None
    placed = Placed(typeset, blanks.sites(script, sheet)) if typeset and blank else None
    return Layout(title_pages(script), pages, sheet, varying, placed)


def copy_id(drawn: bytes) -> str:
    """Return the number of a copy from 4 random bytes, like 7F3K-Q2: 30 bits, easy to read out."""
    value = int.from_bytes(drawn[:4]) >> 2
    signs = "".join(ALPHABET[value >> shift & 31] for shift in range(25, -1, -5))
    return f"{signs[:4]}-{signs[4:]}"


def unprintable(layout: Layout) -> tuple[str, float]:
    """Return the characters that no face has, and the share of all letters that they make up."""
    text = "".join(line.text for page in (*layout.title, *layout.pages) for line in page.lines)
    letters = [sign for sign in text if not sign.isspace()]
    missing = lacking("".join(dict.fromkeys(text)), Face.SCRIPT)
    count = sum(map("".join(letters).count, missing))
    return missing, count / len(letters) if letters else 0.0


def draw_copy(
    layout: Layout,
    record: Record,
    signature: bytes,
    hidden: Hidden | None = None,
    *,
    visible: bool = True,
) -> bytes:
    """Return the PDF of one copy. The same script, record, signature and marks give the same bytes.

    ``hidden`` are its hidden marks; where they name a sheet of variants, which is then that of the
    layout, its words are its code's, and so are signs without width where they have these.
    ``visible`` puts the reader's name under the words of each page. ``signature`` is the SSH
    signature file over ``record.raw``. Title page, then the terms, then the script; record and
    signature are attached, and stand in the XMP of file and pages.
    """
    about = About(
        title=record.work.title,
        created=datetime.combine(record.issued, time(), UTC),
        author=record.work.writer,
        subject=record.terms.short,
        keywords=carriers.keywords(record),
    )
    terms = carriers.properties(record, signature)
    said = {(one.namespace, one.name) for one in terms}
    others = [one for one in described(about) if (one.namespace, one.name) not in said]
    document = Document(about, xmp.write((*others, *terms)))
    packet = xmp.write(terms)
    foot = footer(record.terms.footer)
    name = record.recipient.name
    chosen = _chosen(layout, hidden)
    unseen = _signs(layout, hidden)

    def draw(page: Page, changed: Changed | None, signs: Signs = NO_SIGNS) -> None:
        document.page(packet)
        mark = letters(name, record.copy_id, document.pages) if visible else ()
        print_page(document, page, mark, foot, hidden, changed, signs)

    for page in layout.title:
        draw(page, None)
    document.page(packet)
    document.bookmark(f"Copy {record.copy_id}")
    draw_notice(document, record, len(layout.pages))
    draw_footer(document, foot)
    for number, page in enumerate(layout.pages):
        changed = layout.varying.page(number, chosen) if layout.varying and chosen else None
        placed = layout.placed
        signs = (
            placed.page(number, unseen, layout.varying, chosen) if placed and unseen else NO_SIGNS
        )
        draw(page, changed, signs)
        for heading in _headings(page, changed):
            document.bookmark(heading)
    _attach(document, record, signature)
    return document.finish()


def _chosen(layout: Layout, hidden: Hidden | None) -> list[int] | None:
    """Return which alternatives a copy has, or None for a copy without variants."""
    wanted = hidden is not None and hidden.parameters.variants
    return layout.sheet.chosen(hidden.code) if layout.sheet and hidden and wanted else None


def _signs(layout: Layout, hidden: Hidden | None) -> list[str]:
    """Return the signs without width that a copy has, one a site, or none for a copy without."""
    if layout.placed is None or hidden is None or not hidden.parameters.blank:
        return []
    return blanks.signs(hidden.code, layout.placed.sites)


def _headings(page: Page, changed: Changed | None) -> list[str]:
    """Return the scene headings that begin on a page, for the outline."""
    found: list[str] = []
    last = -2
    own = changed.lines if changed else {}
    for at, line in enumerate(page.lines):
        if line.kind is Kind.HEADING and not line.furniture:
            if line.row != last + 1:
                found.append(own.get(at, line).text[:_LONGEST_BOOKMARK])
            last = line.row
    return found


def _attach(document: Document, record: Record, signature: bytes) -> None:
    document.attach(
        carriers.LICENCE_FILE,
        record.raw,
        "application/json",
        "The terms of this copy, as a record",
        "Data",
    )
    document.attach(
        carriers.SIGNATURE_FILE,
        signature,
        "text/plain",
        "The SSH signature over licence.json",
        "Supplement",
    )
    if told := rsl.written(record):
        document.attach(rsl.FILE, told.encode(), rsl.MEDIA, "The terms in RSL 1.0", "Supplement")
