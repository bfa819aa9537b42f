"""What a trace report says of each draft and copy: gathered from the trace, the log, the scores."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import Any

from vault.log.proofs import write_inclusion
from vault.merkle import Tree
from vault.pipeline import issued, tokens
from vault.pipeline.beside import sides
from vault.pipeline.history import History
from vault.pipeline.tracing import BYTES, Match, Traced
from vault.prove import leak_words as words
from vault.prove.leak_facts import (
    Chart,
    Copy,
    Draft,
    Entry,
    Found,
    Layer,
    Picture,
    Place,
    Score,
    printable,
)
from vault.store import lines
from vault.store.index import Row
from vault.trace.finding import Finding
from vault.trace.reported import Decoys, Named, Reported

DOTS = 110
"""Dots an inch of the pages that are shown."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """One trace, and the vault it was made in.

    ``unchanged``: the files that still are as they were traced.
    """

    history: History
    traced: Traced
    times: tokens.Times
    unchanged: AbstractSet[str]

    def found(
        self,
        draft: Row,
        finding: Finding | None,
        matches: Sequence[Match],
        figures: Reported | None,
    ) -> Found:
        """Return what was found of one draft."""
        copies = [self._copy(match, match.copy, figures) for match in matches if match.copy]
        charts = (self._chart(one, figures) for one in figures.decoys) if figures else ()
        return Found(
            draft=Draft(*_called(draft), str(draft.field("content").get("sha256")), draft.seq),
            overlap=finding.overlap if finding else None,
            copies=tuple(copies),
            charts=tuple(charts),
            places=() if copies else self._places(matches[0]),
            issued=sum(1 for _ in self.history.rows("copy", about=draft.leaf.hex())),
        )

    def also(self, shown: AbstractSet[str]) -> list[tuple[str, int]]:
        """Return the other drafts whose copies were tried, in words, and how many copies.

        ``shown``: the leaves, in hex, of drafts that are reported anyway.
        """
        counted: Counter[str] = Counter()
        for one in self.traced.findings:
            if one.measured and one.edition.draft not in shown:
                counted[one.edition.draft] += len(one.edition.codes.copies)
        rows = {row.leaf.hex(): row for row in self.history.rows("draft")}
        return [(words.draft(*_called(rows[leaf])), number) for leaf, number in counted.items()]

    def _copy(self, match: Match, row: Row, figures: Reported | None) -> Copy:
        told = issued.told(row)
        name = str(told["copy_id"])
        named = figures.named.get(name) if figures else None
        return Copy(
            copy_id=name,
            recipient=str(told["recipient"] or "nobody named"),
            mail=str(told["mail"] or ""),
            issued=date.fromisoformat(told["issued"]) if told["issued"] else None,
            known_as=str(match.known_as),
            by=tuple(match.sure),
            score=self._score(named) if named else None,
            places=self._places(match),
            entry=self._entry(row),
            pair=self._pair(match),
        )

    def _score(self, named: Named) -> Score:
        return Score(
            z=named.whole.z,
            chance=named.whole.chance,
            overall=named.overall,
            tries=named.tries,
            layers=tuple(
                Layer(name, one.z, one.chance, one.sites) for name, one in named.layers.items()
            ),
            as_high=named.as_high,
            only=self._only(named.alone),
        )

    def _chart(self, decoys: Decoys, figures: Reported) -> Chart:
        named = [one for one in figures.named.values() if one.alone == decoys.alone]
        return Chart(
            bins=tuple((float(begin), count) for begin, count in decoys.bins),
            width=decoys.width,
            highest=decoys.highest,
            others=tuple(map(float, decoys.others)),
            named=tuple((one.copy_id, float(one.whole.z)) for one in named),
            only=self._only(decoys.alone),
        )

    def _only(self, sheet: int | None) -> str:
        if sheet is None:
            return ""
        suspect = self.traced.suspects[sheet]
        return printable(f"{suspect.path.name}, page {suspect.page}")

    def _entry(self, row: Row) -> Entry:
        log = self.history.logs[row.log]
        latest, token = self._witness(row)
        head = tokens.checkpoint_of(self.history, row.log, token.size if token else self._last(row))
        steps = Tree(log.leaves).inclusion(row.seq, head.size)
        code = row.field("details").get("code") or {}
        return Entry(
            seq=row.seq,
            log=row.log,
            leaf=row.leaf.hex(),
            latest=latest,
            signer=log.succession.at(row.seq),
            head=head,
            proof=write_inclusion(row.seq, steps, head.raw),
            token=tokens.load(self.history, token) if token else None,
            commitment=str(code.get("commitment", "")),
        )

    def _witness(self, row: Row) -> tuple[datetime | None, tokens.Token | None]:
        """Return the earliest time that passed for an entry, and the token that gives it."""
        mine = [token for token in tokens.held(self.history) if token.log == row.log]
        told = zip(mine, self.times.told.get(row.log, []), strict=True)
        passed = [
            (moment, at, token)
            for at, (token, (size, result, moment)) in enumerate(told)
            if size > row.seq and result == "pass" and moment
        ]
        latest, _, token = min(passed, default=(None, 0, None))
        return latest, token

    def _last(self, row: Row) -> int:
        """Return how large the last signed state of an entry's log is."""
        sizes = lines.checkpoint_sizes(self.history.folder, row.log)
        return max(size for size in sizes if size <= self.history.logs[row.log].size)

    def _places(self, match: Match) -> tuple[Place, ...]:
        """Return where words stand, pages that follow one another said together."""
        runs: list[list[dict[str, Any]]] = []
        order = itemgetter("suspect", "suspect_page")
        for one in sorted(self.traced.as_json(match)["passages"], key=order):
            last = runs[-1][-1] if runs else None
            if last is not None and _follows(last, one):
                runs[-1].append(one)
            else:
                runs.append([one])
        return tuple(map(_place, runs))

    def _pair(self, match: Match) -> tuple[Picture, Picture] | None:
        """Return the page with most words beside the copy's own, unless the file is the copy."""
        passages = [
            one
            for one in self.traced.as_json(match)["passages"]
            if one["page"] and one["suspect"] in self.unchanged
        ]
        if not passages or BYTES in match.sure:
            return None
        best = max(passages, key=lambda one: int(one["words"]))
        both = sides(self.history, self.traced, match, best, DOTS)
        if not all(side.grey for side in both):
            return None
        left, right = (
            Picture(printable(side.title), side.width, side.height, side.grey) for side in both
        )
        return left, right


def _follows(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether a passage goes on with the one before: on the next page, or the same."""
    if one["suspect"] != other["suspect"] or one["page"] is None or other["page"] is None:
        return False
    return other["page"] - one["page"] == 1 and other["suspect_page"] - one["suspect_page"] in (
        0,
        1,
    )


def _place(run: Sequence[Mapping[str, Any]]) -> Place:
    name = Path(run[0]["suspect"]).name
    theirs = _pages(run[0]["suspect_page"], run[-1]["suspect_page"])
    ours = f"paragraph {run[0]['paragraph']}"
    if run[0]["page"] is not None:
        ours = _pages(run[0]["page"], run[-1]["page"])
    return Place(printable(f"{name}, {theirs}"), ours, sum(int(one["words"]) for one in run))


def _pages(first: int, last: int) -> str:
    return f"page {first}" if first == last else f"pages {first}–{last}"


def _called(draft: Row) -> tuple[str, int]:
    """Return a draft's title, else its file's name, and its number."""
    names = draft.field("names")
    title = str(names.get("title") or PurePosixPath(str(names.get("path", ""))).stem)
    return title, int(draft.field("script").get("number") or 0)
