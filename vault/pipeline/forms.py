"""The two forms of a copy: pages as PDF, or the script in its own format."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from vault.encoding import Json
from vault.errors import BadInput
from vault.licence.record import Record, Work
from vault.pipeline import presenting
from vault.pipeline.history import History
from vault.share import copies
from vault.share.codes import CopyCode
from vault.share.printing import Hidden
from vault.store.index import Row

Marks = Literal["visible", "hidden", "all"]
"""The marks on the pages; the record in the file tells copies apart in any case."""
Form = Literal["pdf", "native"]


@dataclass(frozen=True, slots=True)
class Marked:
    """The marks one copy carries beside its record."""

    hidden: Hidden | None
    visible: bool

    def names(self) -> list[Json]:
        """Return them as the entry lists them."""
        shown = copies.VISIBLE if self.visible else ()
        return [*shown, *copies.METADATA, *(copies.HIDDEN if self.hidden else ())]

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
    from its code, ``draw`` makes its bytes from record, signature and marks.
    """

    format: str
    media: str
    suffix: str
    work: Work
    marked: Callable[[CopyCode], Marked]
    draw: Callable[[Record, bytes, Marked], bytes]


def formed(history: History, draft: Row, form: Form, marks: Marks) -> Formed:
    """Return the form of a draft's copies.

    Raises ``BadInput`` for a draft that cannot be shown in this form, ``Damaged`` when it is lost.
    """
    return _native(history, draft, marks) if form == "native" else _pages(history, draft, marks)


def _pages(history: History, draft: Row, marks: Marks) -> Formed:
    printed = presenting.present(history, draft)

    def draw(record: Record, signature: bytes, marked: Marked) -> bytes:
        return copies.draw_copy(
            printed.layout, record, signature, marked.hidden, visible=marked.visible
        )

    def marked(code: CopyCode) -> Marked:
        return Marked(Hidden(code) if marks != "visible" else None, marks != "hidden")

    return Formed("pdf", "application/pdf", ".pdf", printed.work, marked, draw)


def _native(history: History, draft: Row, marks: Marks) -> Formed:
    if marks == "hidden":
        raise BadInput(
            "A copy in the script's own format has no hidden marks: its reader's program sets the"
            " words.",
            "Leave --marks out, or share it as PDF.",
        )
    source, work = presenting.present_native(history, draft)
    return Formed(
        source.format,
        source.media,
        source.suffix,
        work,
        lambda _code: Marked(None, visible=True),
        lambda record, signature, _marked: source.copy(record, signature),
    )
