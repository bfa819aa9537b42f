"""The ledger of training licences: sealed entries, what is owed, the statement, what is refused."""

import csv
import io
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.small import TITLE, Small
from vault.errors import BadInput
from vault.operations import drafting, granting
from vault.operations.session import Outcome
from vault.store.index import Row

SCRIPT = f"{TITLE}.fountain"
WIRE = b"%PDF-1.4 the bank's advice\n"


class Desk:
    """A vault whose clock stands late in 2026, and short words for its ledger."""

    def __init__(self, small: Small, out: Path) -> None:
        self.small, self.out = small, out
        small.clock.wall += 14 * 86_400  # 2 December 2026

    def add(self, **given: Any) -> int:
        asked = {"draft": f"{SCRIPT}#3", "to": "Harrow AI Labs <legal@harrow.example>",
                 "model": "Harrow Story 2", "purpose": "fine-tuning, in-house",
                 "start": "2026-01-15", "until": "2027-12-31", "fee": "3,000.00 USD",
                 "falls": "quarterly", **given}  # fmt: skip
        return int(granting.add(self.small.session(), **asked).data["seq"])

    def paid(self, grant: object, when: str, amount: str, **given: Any) -> Outcome:
        return granting.paid(
            self.small.session(), grant=str(grant), when=when, amount=amount, **given
        )

    def due(self, grant: object, when: str, what: str = "a work", **given: Any) -> Outcome:
        return granting.due(self.small.session(), grant=str(grant), when=when, what=what, **given)

    def end(self, grant: object, when: str) -> int:
        done = granting.end(self.small.session(), grant=str(grant), when=when, why="bought out")
        return int(done.data["seq"])

    def strike(self, entry: object) -> Outcome:
        return granting.strike(self.small.session(), entry=str(entry), why="typed wrongly")

    def state(self, **given: Any) -> Outcome:
        asked = {"script": None, "start": None, "until": None, "force": False,
                 "output": self.out / "statement.pdf", **given}  # fmt: skip
        return granting.state(self.small.session(), **asked)

    def owed(self) -> dict[int, int]:
        """What is outstanding on each grant today, in the smallest unit, by its entry."""
        found = granting.grants(self.small.session()).data["grants"]
        return {one["seq"]: one["outstanding"]["minor"] for one in found}

    def entries(self) -> list[Row]:
        with self.small.session().reading() as history:
            return list(history.rows())


@pytest.fixture
def desk(small: Small, tmp_path: Path) -> Iterator[Desk]:
    yield Desk(small, tmp_path)


def test_a_grant_is_a_sealed_entry_with_its_terms_in_whole_units(
    desk: Desk, tmp_path: Path
) -> None:
    agreement = tmp_path / "agreement.pdf"
    agreement.write_bytes(WIRE)
    before = len(desk.entries())
    seq = desk.add(credit="on the model card", audit="yearly", evidence=(agreement,))
    file, grant = desk.entries()[before:]
    assert (file.kind, grant.kind, grant.seq) == ("attachment", "declaration", seq)
    assert grant.field("terms") == {
        "model": "Harrow Story 2", "purpose": "fine-tuning, in-house",
        "from": "2026-01-15", "until": "2027-12-31",
        "fee": {"minor": 300_000, "currency": "USD"}, "falls_due": "quarterly",
        "credit": "on the model card", "audit": "yearly", "removal": None,
    }  # fmt: skip
    assert grant.field("parties")["licensee"]["name"] == "Harrow AI Labs"
    details = grant.field("details")
    assert (details["declaration"], details["evidence"][0]["leaf"]) == ("grant", file.leaf.hex())
    [draft] = [row for row in desk.entries() if row.leaf.hex() == details["work"]]
    assert grant.field("script") == {"id": draft.field("script")["id"], "number": 3}
    assert desk.small.problems() == {}


def test_what_was_paid_is_taken_from_what_fell_due(desk: Desk, tmp_path: Path) -> None:
    advice = tmp_path / "advice.pdf"
    advice.write_bytes(WIRE)
    grant = desk.add()
    assert desk.owed() == {grant: 1_200_000}
    done = desk.paid(grant, "2026-01-20", "3000 USD", what="wire", evidence=(advice,))
    assert done.data["grants"][0]["outstanding"] == {"minor": 900_000, "currency": "USD"}
    desk.paid(grant, "2026-04-20", "USD 2,500.50")
    desk.due(grant, "2026-05-01", "a missed credit", amount="100 USD")
    assert desk.owed() == {grant: 900_000 - 250_050 + 10_000}
    payment = next(row for row in desk.entries() if row.seq == done.data["seq"])
    [declared] = [row for row in desk.entries() if row.seq == grant]
    assert payment.field("details")["grant"] == declared.leaf.hex()
    assert payment.field("details")["amount"] == {"minor": 300_000, "currency": "USD"}
    assert payment.field("details")["evidence"][0]["name"] == "advice.pdf"
    named = desk.paid(declared.leaf.hex()[:10], "2026-11-01", "1 USD")
    assert named.data["grants"][0]["seq"] == grant


def test_a_fee_per_work_falls_due_with_each_work(desk: Desk) -> None:
    grant = desk.add(fee="250000 JPY", falls="per-work")
    assert desk.owed() == {grant: 0}
    desk.due(grant, "2026-03-01", "first work")
    desk.due(grant, "2026-04-01", "second work")
    assert desk.owed() == {grant: 500_000}


def test_after_its_end_a_grant_takes_what_was_owed_and_no_more(desk: Desk) -> None:
    grant = desk.add()
    desk.paid(grant, "2026-01-20", "3000 USD")
    end = desk.end(grant, "2026-06-01")
    assert desk.owed() == {grant: 300_000}
    with pytest.raises(BadInput, match=r"only 3,000\.00 USD is owed"):
        desk.paid(grant, "2026-07-01", "3000.01 USD")
    desk.paid(grant, "2026-07-01", "3000 USD")
    with pytest.raises(BadInput, match="ended on 2026-06-01, and nothing is owed"):
        desk.paid(grant, "2026-08-01", "1 USD")
    with pytest.raises(BadInput, match="nothing falls due"):
        desk.due(grant, "2026-06-01")
    with pytest.raises(BadInput, match=f"strike entry {end}"):
        desk.end(grant, "2026-07-01")


def test_what_is_wrong_is_struck_and_stays_in_the_log(desk: Desk) -> None:
    grant, other = desk.add(), desk.add(to="Nordlicht", fee="1500 EUR", falls="once")
    wrong = desk.paid(grant, "2026-01-20", "30000 USD").data["seq"]
    end = desk.end(grant, "2026-06-01")
    before = desk.entries()
    desk.strike(wrong)
    desk.strike(end)
    assert desk.owed() == {grant: 1_200_000, other: 150_000}
    desk.paid(grant, "2026-01-20", "3000 USD")
    assert desk.owed()[grant] == 900_000
    assert desk.entries()[: len(before)] == before
    for gone in (wrong, end, 3):
        with pytest.raises(BadInput, match=f"no entry of the ledger {gone}"):
            desk.strike(gone)
    desk.strike(grant)
    assert desk.owed() == {other: 150_000}
    with pytest.raises(BadInput, match="no grant"):
        desk.paid(grant, "2026-02-01", "1 USD")


def test_the_statement_of_three_grants_names_the_entry_of_each_line(
    desk: Desk, tmp_path: Path
) -> None:
    first = desk.add()
    second = desk.add(to="Nordlicht GmbH", fee="1500 EUR", falls="once", start="2026-03-01")
    third = desk.add(to="=Kumo", draft="One/Pilot.fountain#1", fee="250000 JPY", falls="per-work")
    paid = desk.paid(first, "2026-04-20", "2500.50 USD").data["seq"]
    work = desk.due(third, "2026-06-01", "series bible").data["seq"]
    desk.end(second, "2026-10-01")
    done = desk.state(start="2026-04-01", until="2026-09-30").data
    assert [one["seq"] for one in done["grants"]] == [first, third, second]
    assert done["statement"]["sums"] == [
        {"currency": "EUR", "before": 150_000, "due": 0, "received": 0, "outstanding": 150_000},
        {"currency": "JPY", "before": 0, "due": 250_000, "received": 0, "outstanding": 250_000},
        {"currency": "USD", "before": 300_000, "due": 600_000, "received": 250_050,
         "outstanding": 649_950},
    ]  # fmt: skip
    table = (tmp_path / "statement.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(table.decode(), newline="")))
    known = {str(row.seq): row.leaf.hex() for row in desk.entries()}
    lines = [row for row in rows if row["line"] in ("grant", "due", "received")]
    assert all(known[row["entry"]] == row["leaf"] for row in lines)
    assert {row["entry"] for row in lines} == {str(n) for n in (first, second, third, paid, work)}
    assert {row["licensee"] for row in rows} >= {"Harrow AI Labs", "Nordlicht GmbH", "'=Kumo"}
    log = desk.small.logs[0]
    states = desk.small.vault / "logs" / log / "checkpoints"
    assert rows[-1]["entry"] in {path.name for path in states.iterdir()}
    said = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "statement.pdf", "-"],
        capture_output=True, timeout=60, check=True,
    ).stdout.decode()  # fmt: skip
    for part in ("6,499.50 USD", "1,500.00 EUR", "250,000 JPY", known[str(paid)][:10], log):
        assert part in said, part
    only = desk.state(script="One/Pilot.fountain", output=tmp_path / "one.pdf").data
    assert [one["seq"] for one in only["grants"]] == [third]
    assert only["statement"]["from"] == "2026-01-15"


def test_a_statement_without_grants_says_so(desk: Desk, tmp_path: Path) -> None:
    done = desk.state()
    assert done.data["grants"] == []
    assert done.data["statement"]["sums"] == []
    assert done.lines[-1] == "No grant was in force."
    assert granting.grants(desk.small.session()).lines == ["Nothing was granted yet."]


def test_a_statement_takes_no_place_that_is_taken(desk: Desk, tmp_path: Path) -> None:
    desk.add()
    desk.state()
    with pytest.raises(BadInput, match="there already"):
        desk.state()
    (tmp_path / "statement.pdf").unlink()
    with pytest.raises(BadInput, match=r"statement\.csv is there already"):
        desk.state()
    assert not (tmp_path / "statement.pdf").exists()
    desk.state(force=True)
    with pytest.raises(BadInput, match="is watched"):
        desk.state(output=desk.small.scripts / "statement.pdf")
    with pytest.raises(BadInput, match="name of the table"):
        desk.state(output=tmp_path / "other.csv")


def test_a_grant_is_no_statement_about_the_draft(desk: Desk) -> None:
    """What was granted for money goes into no certificate and no bundle by itself."""
    desk.add()
    told = drafting.show(desk.small.session(), draft=f"{SCRIPT}#3").data
    assert told["declarations"] == []


BAD_GRANTS: list[tuple[dict[str, Any], str]] = [
    ({"fee": None}, "is for a fee"),
    ({"fee": " "}, "is for a fee"),
    ({"fee": "0 USD"}, "is nothing"),
    ({"fee": "-3000 USD"}, "less than nothing"),
    ({"fee": "3000"}, "one currency"),
    ({"fee": "a share of the profits"}, "no amount"),
    ({"draft": "nothing"}, "No draft is named"),
    ({"to": ""}, "is missing"),
    ({"model": " "}, "model or product is missing"),
    ({"purpose": "a\nb"}, "line break"),
    ({"start": "next January"}, "next January is no date"),
    ({"until": "2026-13-01"}, "no day 2026-13-01"),
    ({"until": "2025-12-31"}, "before it begins"),
    ({"until": "2126-12-31", "start": "2026-01-01"}, ""),
    ({"until": "2127-01-01"}, "100 years at most"),
    ({"start": "9950-01-01", "until": "9999-12-31"}, "100 years at most"),
    ({"evidence": (Path("/nowhere"),)}, "cannot be read"),
]


@pytest.mark.parametrize(("wrong", "said"), BAD_GRANTS, ids=[str(bad) for bad, _ in BAD_GRANTS])
def test_a_grant_that_cannot_be_gets_a_sentence(
    desk: Desk, wrong: dict[str, Any], said: str
) -> None:
    before = len(desk.entries())
    if not said:
        desk.add(**wrong)
        return
    with pytest.raises(BadInput, match=said) as error:
        desk.add(**wrong)
    assert error.value.hint
    assert len(desk.entries()) == before


def test_what_cannot_be_recorded_of_a_grant_gets_a_sentence(desk: Desk) -> None:
    grant = desk.add(until="2026-12-31")
    session, before = desk.small.session, len(desk.entries())
    for call, said in (
        (lambda: desk.paid(99, "2026-02-01", "5 USD"), "no grant 99"),
        (lambda: desk.paid("many", "2026-02-01", "5 USD"), "no grant many"),
        (lambda: desk.paid(grant, "yesterday", "5 USD"), "yesterday is no date"),
        (lambda: desk.paid(grant, "2027-02-01", "5 USD"), "has not come yet"),
        (lambda: desk.paid(grant, "2026-02-01", "5 EUR"), "is in USD"),
        (lambda: desk.paid(grant, "2026-02-01", "-5 USD"), "less than nothing"),
        (lambda: desk.due(grant, "2025-12-01"), "begins on"),
        (lambda: desk.due(grant, "2026-05-01", amount="5 EUR"), "is in USD"),
        (lambda: desk.due(grant, "2026-05-01", " "), "reason is missing"),
        (lambda: desk.end(grant, "2025-12-01"), "Give a day between"),
        (lambda: desk.end(grant, "2027-01-01"), "Give a day between"),
        (lambda: granting.strike(session(), entry=str(grant), why=""), "reason is missing"),
        (lambda: desk.strike("0"), "no entry of the ledger 0"),
        (lambda: desk.state(start="2027-01-01", until="2026-01-01"), "before it begins"),
        (lambda: desk.state(until="now"), "now is no date"),
        (lambda: desk.state(script="nothing"), "No script here"),
    ):
        with pytest.raises(BadInput, match=said) as error:
            call()
        assert error.value.hint
    assert len(desk.entries()) == before


def test_a_statement_begins_with_what_was_paid_before_the_grant(desk: Desk) -> None:
    grant = desk.add()
    desk.paid(grant, "2025-12-01", "100 USD")
    told = desk.state().data["statement"]
    assert told["from"] == "2025-12-01"
    [total] = told["sums"]
    assert (total["before"], total["received"]) == (0, 10_000)
    assert total["outstanding"] == total["due"] - 10_000
