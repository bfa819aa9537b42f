"""The ledger as it is read: each entry with its time and its evidence, and what was struck."""

from pathlib import Path

import pytest

from tests.pipeline.small import TITLE, Small
from vault.operations import granting, proving
from vault.pipeline.ledger import Entered, Ledger

SCRIPT = f"{TITLE}.fountain"


def grant(small: Small, *evidence: Path) -> int:
    done = granting.add(
        small.session(), draft=f"{SCRIPT}#3", to="Harrow AI Labs", model="Harrow Story 2",
        purpose="fine-tuning", start="2026-01-15", until="2027-12-31", fee="3000 USD",
        falls="quarterly", evidence=evidence,
    )  # fmt: skip
    return int(done.data["seq"])


def entered(ledger: Ledger, seq: int) -> Entered:
    places = [one.entry for one in ledger.grants]
    places += [item.entry for one in ledger.grants for item in one.items]
    [leaf] = {place.leaf for place in places if place.seq == seq}
    return ledger.entries[leaf]


def test_each_entry_has_its_own_time_and_evidence(trusting: Small, tmp_path: Path) -> None:
    agreement = tmp_path / "agreement.pdf"
    agreement.write_bytes(b"%PDF-1.7 signed")
    first = grant(trusting, agreement)
    assert entered(granting.look(trusting.session()), first).status in {"none", "waiting"}
    proving.stamp(trusting.session(), wait=False)
    paid = granting.paid(trusting.session(), grant=str(first), when="2026-01-20", amount="5 USD")
    ledger = granting.look(trusting.session())
    known = entered(ledger, first)
    assert known.status == "stamped"
    assert known.latest is not None
    assert known.evidence == ("agreement.pdf",)
    later = entered(ledger, paid.data["seq"])
    assert later.status in {"none", "waiting"}
    assert later.latest is None
    assert later.sealed > known.sealed
    assert later.evidence == ()
    assert ledger.logs == 1


def test_what_was_struck_is_told_with_its_reason(small: Small) -> None:
    kept, wrong = grant(small), grant(small)
    paid = granting.paid(small.session(), grant=str(kept), when="2026-01-20", amount="5 USD")
    granting.strike(small.session(), entry=str(paid.data["seq"]), why="typed wrongly")
    granting.strike(small.session(), entry=str(wrong), why="another script was meant")
    ledger = granting.look(small.session())
    [left] = ledger.grants
    assert left.entry.seq == kept
    assert left.items == ()
    told = {(one.entry.seq, one.sort, one.why) for one in ledger.struck}
    assert told == {
        (paid.data["seq"], "grant-payment", "typed wrongly"),
        (wrong, "grant", "another script was meant"),
    }
    [payment] = [one for one in ledger.struck if one.sort == "grant-payment"]
    assert payment.grant == left.entry.leaf
    assert payment.by.seq > payment.entry.seq


@pytest.mark.parametrize("paid", ["3000 USD", "12000 USD"])
def test_since_when_something_is_overdue_is_told_to_programs_too(small: Small, paid: str) -> None:
    small.clock.wall += 14 * 86_400  # 2 December 2026
    seq = grant(small)
    done = granting.paid(small.session(), grant=str(seq), when="2026-01-20", amount=paid)
    [one] = done.data["grants"]
    assert one["overdue_since"] == ("2026-04-15" if paid == "3000 USD" else None)
    [line] = granting.grants(small.session()).lines
    assert ("overdue since 2026-04-15" in line) == (paid == "3000 USD")


def test_an_empty_ledger_is_empty(small: Small) -> None:
    ledger = granting.look(small.session())
    assert (ledger.grants, dict(ledger.entries), ledger.struck, ledger.logs) == ((), {}, (), 0)
