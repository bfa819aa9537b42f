"""A page that turned up beside the page of the copy it derives from, as that was issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vault.errors import VaultError
from vault.pipeline.history import History
from vault.pipeline.tracing import Match, Traced
from vault.trace.pictures import rendered
from vault.trace.suspects import Suspect, picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TALLEST = 11.0
"""Inches of a page: what a picture is brought down to is so many at the dots that are asked for."""
_PARAGRAPHS = 30


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its title, and a grey picture or lines of text, or why there is neither."""

    title: str
    width: int = 0
    height: int = 0
    grey: bytes = field(default=b"", repr=False)
    lines: Sequence[str] = ()
    missing: str = ""


def sides(
    history: History, traced: Traced, match: Match, where: Mapping[str, Any], dots: int
) -> tuple[Side, Side]:
    """Return the page that turned up, and the page of the copy, of one passage of a match.

    ``where`` is a passage as ``Traced.as_json`` has it, ``dots`` how many an inch are enough.
    """
    suspect = next(
        one
        for one in traced.suspects.values()
        if (str(one.path), one.page) == (where["suspect"], where["suspect_page"])
    )
    title = f"{Path(where['suspect']).name}, page {where['suspect_page']}"
    return _turned_up(suspect, title, dots), _issued(history, match, where, dots)


def _turned_up(suspect: Suspect, title: str, dots: int) -> Side:
    sheet = suspect.sheet
    if not suspect.picture and not len(sheet.x):
        return Side(title, lines=(" ".join(text for text, _ in sheet.words),))
    try:
        return _pictured(title, picture(suspect), dots)
    except (VaultError, OSError) as error:
        return Side(title, missing=f"It cannot be shown. {error}")


def _issued(history: History, match: Match, where: Mapping[str, Any], dots: int) -> Side:
    copy = match.copy
    if copy is None or where["page"] is None:
        return _in_words(match, where)
    title = f"Copy {copy.field('details')['copy']} as issued, page {where['page']}"
    try:
        content = history.objects.get(copy.handle).content
        return _pictured(title, rendered(content, where["page"], dots), dots)
    except VaultError as error:
        return Side(title, missing=f"It cannot be shown. {error}")


def _pictured(title: str, grey: "NDArray[np.uint8]", dots: int) -> Side:
    """Return a picture no larger than it is shown: each dot the middle of those it stands for."""
    by = max(1, int(grey.shape[0] / (_TALLEST * dots)))
    tall, wide = grey.shape[0] // by, grey.shape[1] // by
    cut = grey[: tall * by, : wide * by].reshape(tall, by, wide, by)
    small = cut.mean(axis=(1, 3)).round().astype("uint8")
    return Side(title, wide, tall, small.tobytes())


def _in_words(match: Match, where: Mapping[str, Any]) -> Side:
    """Return the words of the draft where there is no page to be shown."""
    first = where.get("paragraph") or 0
    title = f"The draft, paragraph {first}" if first else "The draft"
    script = match.finding.edition.script if match.finding else None
    if script is None:
        return Side(title, missing="There is no page as issued to be shown.")
    begin = max(0, first - 1)
    elements = script().elements[begin : begin + _PARAGRAPHS]
    return Side(title, lines=tuple(element.text for element in elements))
