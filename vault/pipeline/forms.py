"""The two forms of a copy: pages as PDF, or the script in its own format."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from vault.encoding import Json
from vault.errors import BadInput
from vault.licence.record import Record, Work
from vault.pipeline import presenting
from vault.pipeline.history import History
from vault.pipeline.variants import Chosen
from vault.share import blanks, copies
from vault.share.codes import DEFAULT, EVERY, CopyCode, Parameters
from vault.share.native.wording import check_copy
from vault.share.printing import Hidden
from vault.share.variants import Sort
from vault.share.varying import Said, changes
from vault.store.index import Row

Marks = Literal["visible", "hidden", "all"]
"""The marks on the pages; the record in the file tells copies apart in any case."""
Form = Literal["pdf", "native"]
_STILL = Parameters(word=0, line=0)
"""For copies on which nothing stands aside."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The marks one copy carries beside its record; ``sorts`` are those of its variants."""

    hidden: Hidden | None
    visible: bool
    sorts: tuple[Sort, ...] = ()

    def names(self) -> list[Json]:
        """Return them as the entry lists them."""
        shown = copies.VISIBLE if self.visible else ()
        how = self.hidden.parameters if self.hidden else _STILL
        moved = copies.HIDDEN if how.word else ()
        return [*shown, *copies.METADATA, *moved, *self.sorts, *(copies.BLANK if how.blank else ())]

    def code(self) -> dict[str, Json]:
        """Return what binds the entry to the hidden marks and tells none of them."""
        if self.hidden is None:
            return {}
        how = self.hidden.parameters
        return {"code": {**how.as_json(), "commitment": self.hidden.code.commitment(how)}}


@dataclass(frozen=True, slots=True)
class Formed:
    """What all copies of a draft have, and how one of them is made.

    ``format``, ``media`` and ``suffix`` are those of its file. ``marked`` tells the marks of a copy
    from its code, ``draw`` makes its bytes from record, signature and marks. ``fits`` raises
    ``BadInput`` for a copy that could not be drawn, and is asked before anything is recorded.
    """

    format: str
    media: str
    suffix: str
    work: Work
    marked: Callable[[CopyCode], Marked]
    draw: Callable[[Record, bytes, Marked], bytes]
    fits: Callable[[CopyCode], None] = lambda _code: None


def formed(
    history: History,
    draft: Row,
    form: Form,
    marks: Marks,
    variants: Chosen | None = None,
    *,
    blank: bool = False,
) -> Formed:
    """Return the form of a draft's copies, which have these variants, if any.

    ``blank``: with signs without width.
    Raises ``BadInput`` for a draft that cannot be shown in this form, ``Damaged`` when it is lost.
    """
    made = _native if form == "native" else _pages
    return made(history, draft, marks, variants, blank)


def _pages(
    history: History, draft: Row, marks: Marks, variants: Chosen | None, blank: bool
) -> Formed:
    sheet = variants.sheet if variants else None
    printed = presenting.present(history, draft, sheet, blank=blank)
    how = _how(DEFAULT if marks != "visible" else _STILL, variants, blank=blank)

    def draw(record: Record, signature: bytes, marked: Marked) -> bytes:
        return copies.draw_copy(
            printed.layout, record, signature, marked.hidden, visible=marked.visible
        )

    def marked(code: CopyCode) -> Marked:
        return _marked(code, how, variants, visible=marks != "hidden")

    return Formed("pdf", "application/pdf", ".pdf", printed.work, marked, draw)


def _native(
    history: History, draft: Row, marks: Marks, variants: Chosen | None, blank: bool
) -> Formed:
    if marks == "hidden":
        raise BadInput(
            "No words stand aside in a copy in the script's own format: its reader's program sets"
            " them.",
            "Leave --marks out, or share it as PDF.",
        )
    sheet = variants.sheet if variants else None
    source, work = presenting.present_native(history, draft, sheet, blank=blank)
    how = _how(_STILL, variants, blank=blank)

    def draw(record: Record, signature: bytes, marked: Marked) -> bytes:
        said: list[Said] = []
        if source.worded is not None and marked.hidden is not None:
            script, code = source.worded.script, marked.hidden.code
            if sheet is not None:
                said += changes(script, sheet.sites, sheet.chosen(code))
            said += blanks.said(script, source.blanks, blanks.signs(code, source.blanks))
        return source.copy(record, signature, said)

    def marked(code: CopyCode) -> Marked:
        return _marked(code, how, variants, visible=True)

    def fits(code: CopyCode) -> None:
        if source.worded is not None and sheet is not None:
            check_copy(source.worded, sheet.sites, sheet.chosen(code), f"copy{source.suffix}")

    return Formed(source.format, source.media, source.suffix, work, marked, draw, fits)


def _how(how: Parameters, variants: Chosen | None, *, blank: bool) -> Parameters:
    """Return the parameters of copies that have these marks too."""
    leaf = variants.row.leaf.hex() if variants else ""
    return replace(how, variants=leaf, blank=EVERY if blank else 0)


def _marked(code: CopyCode, how: Parameters, variants: Chosen | None, *, visible: bool) -> Marked:
    """Return the marks of one copy; a code that nothing follows from is left out."""
    sorts = variants.sheet.sorts if variants else ()
    return Marked(Hidden(code, how) if how != _STILL else None, visible, sorts)
