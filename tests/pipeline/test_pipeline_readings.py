"""Readings are made once per draft, whoever comes to it first."""

import threading
from collections.abc import Callable

from tests.pipeline.small import Small
from vault.pipeline import readings
from vault.pipeline.watching import Watching
from vault.store.index import Row

SCRIPT = "INT. WELL - NIGHT\n\nWater.\n"


class Until(threading.Event):
    """Stops the watch once ``done()``; gives up after very many turns."""

    def __init__(self, done: Callable[[], bool]) -> None:
        super().__init__()
        self._done, self._turns = done, 0

    def is_set(self) -> bool:
        self._turns += 1
        return self._turns > 500 or self._done()


def test_a_draft_of_the_first_scan_is_read_once(small: Small) -> None:
    for name in ("new a.fountain", "new b.fountain"):
        small.write(name, f"{SCRIPT}{name}\n")
    with small.session().writing() as pen:
        history = pen.history
        roots = [small.scripts]
        watching = Watching(pen, roots, lambda _event: None, None)

        def new_drafts() -> list[Row]:
            rows = history.rows("draft")
            return [row for row in rows if row.field("names")["path"].startswith("new ")]

        def read() -> bool:
            return len(new_drafts()) == 2 and not readings.missing(history) and not watching._unread

        watching.run(Until(read))
        new = new_drafts()
        assert len(new) == 2
        for draft in new:
            assert len(list(history.rows("reading", about=draft.leaf.hex()))) == 1
            readings.make(pen, draft)
            assert len(list(history.rows("reading", about=draft.leaf.hex()))) == 1
