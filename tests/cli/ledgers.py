"""One good call of each verb of the ledgers, in the order in which they make sense."""

from pathlib import Path

from tests.pipeline.small import TITLE, Small
from vault.errors import Exit
from vault.operations import granting
from vault.pipeline import issued

DRAFT = f"{TITLE}.fountain#2"
Words = dict[str, tuple[list[object], int]]


class LastGrant:
    """The number of the last grant, read from the vault when the call is made."""

    def __init__(self, small: Small) -> None:
        self.small = small

    def __str__(self) -> str:
        return str(granting.grants(self.small.session()).data["grants"][-1]["seq"])


class LastCopy:
    """The number of the last copy, or of the entry which says that it was accepted."""

    def __init__(self, small: Small, *, accepted: bool = False) -> None:
        self.small, self.accepted = small, accepted

    def __str__(self) -> str:
        with self.small.session().reading() as history:
            if self.accepted:
                return str(max(row.seq for row in issued.accepted(history).values()))
            copy = issued.last(history)[-1]
            return str(copy.field("details")["copy"])


class Today:
    """The day on which the last copy was made."""

    def __init__(self, small: Small) -> None:
        self.small = small

    def __str__(self) -> str:
        with self.small.session().reading() as history:
            return str(issued.told(issued.last(history)[-1])["issued"])


def words_of(small: Small, out: Path) -> Words:
    grant, day = LastGrant(small), ["--when", "2020-06-01"]
    period = ["--from", "2020-01-01", "--until", "2020-12-31"]
    licence = ["--to", "Harrow AI", "--model", "Story 2", "--purpose", "training", *period]
    given = ["--to", "Ann", "--how", "by hand", *day, "-o", out / "memo.pdf"]
    calls: dict[str, list[object]] = {
        "deliver": [DRAFT, *given],
        "holders": [],
        "acceptance page": ["last", "-o", out],
        "acceptance record": [LastCopy(small), "--when", Today(small), "--how", "by mail"],
        "acceptance": [],
        "acceptance strike": [LastCopy(small, accepted=True), "--why", "typed wrongly"],
        "grant add": [DRAFT, *licence, "--fee", "3,000.00 USD", "--due", "quarterly"],
        "grant": [],
        "grant due": [grant, *day, "--for", "one more work"],
        "grant paid": [grant, *day, "--amount", "3000 USD"],
        "grant end": [grant, *day, "--why", "bought out"],
        "grant statement": [*period, "-o", out / "statement.pdf"],
        "grant strike": [grant, "--why", "typed wrongly"],
    }
    return {verb: (words, int(Exit.DONE)) for verb, words in calls.items()}
