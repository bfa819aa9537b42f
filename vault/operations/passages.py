"""Where words of a draft turned up, in lines for a terminal: pages in a row are told as one."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Passage = Mapping[str, Any]

_MOST = 12


def in_lines(passages: Sequence[Passage]) -> list[str]:
    """Return a line for each run of pages, as many as can be read at a glance."""
    runs = _runs(passages)
    lines = [f"  {_suspect(run)}: {_where(run)}, {_words(run)}" for run in runs[:_MOST]]
    more = len(runs) - _MOST
    if more > 0:
        lines.append(f"  and {more} more {'passage' if more == 1 else 'passages'}")
    return lines


def _runs(passages: Sequence[Passage]) -> list[list[Passage]]:
    """Put pages together that follow one another in the draft, as pages or in one text."""
    found: list[list[Passage]] = []
    for one in passages:
        if found and _follows(found[-1], one):
            found[-1].append(one)
        else:
            found.append([one])
    return found


def _follows(run: Sequence[Passage], one: Passage) -> bool:
    last = run[-1]
    if one["suspect"] != last["suspect"] or one["page"] is None or last["page"] is None:
        return False
    step = one["suspect_page"] - last["suspect_page"]
    before = last["suspect_page"] - run[-2]["suspect_page"] if len(run) > 1 else step
    return bool(one["page"] == last["page"] + 1 and step in (0, 1) and step == before)


def _suspect(run: Sequence[Passage]) -> str:
    pages = _pages(run[0]["suspect_page"], run[-1]["suspect_page"])
    return f"{Path(run[0]['suspect']).name}, {pages}"


def _where(run: Sequence[Passage]) -> str:
    """Return where a run stands in the draft: its pages, where its copies have pages."""
    if run[0]["page"] is None:
        return f"paragraph {run[0]['paragraph']}"
    return _pages(run[0]["page"], run[-1]["page"])


def _pages(first: int, last: int) -> str:
    return f"page {first}" if first == last else f"pages {first} to {last}"


def _words(run: Sequence[Passage]) -> str:
    count = sum(one["words"] for one in run)
    return "1 word" if count == 1 else f"{count:,} words"
