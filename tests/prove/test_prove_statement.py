"""Statements: money without fractions, what falls due when, sums that hold, a table and a page."""

import csv
import io
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.encoding import canonical
from vault.errors import BadInput
from vault.log.checkpoint import Checkpoint, sign
from vault.prove import statement_csv, statement_page
from vault.prove.statement import Falls, Grant, Item, Place, later, statement
from vault.prove.statement_money import DIGITS, MOST, Money, money, of_entry
from vault.prove.statement_page import Facts
from vault.seal.keys import SigningKeys

KEYS = SigningKeys(b"\x01" * 32, b"\x02" * 32, "ab" * 32)
LOG = "ef" * 16
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))

AMOUNTS = st.integers(1, 10**9)


def place(seq: int) -> Place:
    return Place(seq, f"{seq:064x}", LOG)


def granted(**changed: Any) -> Grant:
    known = Grant(
        entry=place(7), licensee="Harrow AI Labs", title="The Tide Clerk", number=3,
        model="Harrow Story 2", purpose="fine-tuning", start=date(2026, 1, 31),
        until=date(2026, 12, 31), fee=Money(300_000, "USD"), falls="quarterly",
        credit="", audit="", removal="",
    )  # fmt: skip
    return replace(known, **changed)


def moved(kind: Any, on: date, minor: int, seq: int, currency: str = "USD") -> Item:
    return Item(kind, on, Money(minor, currency), f"line {seq}", place(seq))


def facts(heads: list[Checkpoint], latest: datetime | None = None, bare: int = 2) -> Facts:
    writer = {"name": "Odile Farrow", "email": "o@farrow.example"}
    return Facts(
        heads, latest, bare, KEYS.public, writer, datetime(2026, 11, 28, 9, 30, tzinfo=UTC), UTC
    )


def head() -> Checkpoint:
    return sign(LOG, 12, b"\x12" * 32, KEYS)


@given(st.integers(1, MOST), st.sampled_from(sorted(DIGITS)), st.booleans())
def test_an_amount_is_read_as_it_is_shown(minor: int, currency: str, before: bool) -> None:
    amount = Money(minor, currency)
    texts = [amount.in_words, f"{amount.figures} {currency.lower()}", f"{currency}{amount.figures}"]
    assert money("The fee", f"{currency} {amount.grouped}" if before else texts[0]) == amount
    assert all(money("The fee", text) == amount for text in texts)
    assert of_entry(amount.as_json()) == amount
    assert Decimal(amount.figures).scaleb(DIGITS[currency]) == minor
    canonical({"amount": amount.as_json()})


@given(st.text(max_size=40))
def test_any_text_is_an_amount_or_gets_a_sentence(text: str) -> None:
    try:
        amount = money("The fee", text)
    except BadInput as error:
        assert error.message.endswith(".")
        assert error.hint
        assert str(error).isprintable()
    else:
        assert amount.minor > 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no amount"),
        ("USD", "no amount"),
        ("3000", "one currency"),
        ("3000 USD EUR", "no amount"),
        ("USD 3000 EUR", "one currency"),
        ("-5 USD", "less than nothing"),
        ("USD -5", "less than"),
        ("−5 USD", "less than"),
        ("0 USD", "nothing"),
        ("0.00 EUR", "nothing"),
        ("5 XYZ", "no currency"),
        ("5.001 USD", "2 digits"),
        ("5.5 JPY", "no digits"),
        ("1,50 EUR", "no amount"),
        ("12,34,567 USD", "no amount"),
        ("1e9 USD", "no amount"),
        ("½ USD", "no amount"),
        ("٣ USD", "no amount"),
        ("999999999999999 USD", "more than"),
        ("a lot", "no amount"),
        ("$5", "no amount"),
        ("\x1b[31m5 USD", "no amount"),
    ],
)
def test_what_is_no_amount_gets_a_sentence(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        money("The fee", text)


@pytest.mark.parametrize("value", [None, 5, {}, {"minor": "5", "currency": "USD"},
                                   {"minor": 5, "currency": "XYZ"}])  # fmt: skip
def test_an_amount_of_no_known_form_is_said_to_be(value: object) -> None:
    with pytest.raises(BadInput, match="no known form"):
        of_entry(value)


def test_a_fee_falls_due_on_the_first_day_of_each_period() -> None:
    days = [item.on for item in granted().movements()]
    assert days == [date(2026, 1, 31), date(2026, 4, 30), date(2026, 7, 31), date(2026, 10, 31)]
    words = [item.what for item in granted().movements()]
    assert words[0] == "fee for 2026-01-31 to 2026-04-29"
    assert words[-1] == "fee for 2026-10-31 to 2026-12-31"
    assert len(granted(falls="yearly").movements()) == 1
    assert len(granted(falls="yearly", until=date(2027, 1, 31)).movements()) == 2
    assert [item.on for item in granted(falls="once").movements()] == [date(2026, 1, 31)]
    assert granted(falls="per-work").movements() == []
    leap = granted(falls="yearly", start=date(2024, 2, 29), until=date(2026, 12, 31))
    assert [item.on for item in leap.movements()] == [
        date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28),
    ]  # fmt: skip


def test_nothing_falls_due_on_the_day_a_grant_ends_or_later() -> None:
    ended = granted(items=(moved("ended", date(2026, 7, 31), 0, 9),))
    assert [item.kind for item in ended.movements()] == ["due", "due", "ended"]
    day_after = granted(items=(moved("ended", date(2026, 8, 1), 0, 9),))
    assert [item.kind for item in day_after.movements()] == ["due", "due", "due", "ended"]
    assert ended.lasts(date(2026, 7, 30))
    assert not ended.lasts(date(2026, 7, 31))


@given(DAYS, st.integers(0, 600))
def test_a_day_some_months_later_is_the_same_day_or_the_months_last(day: date, months: int) -> None:
    found = later(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


GRANTS = st.builds(
    lambda start, days, minor, currency, falls, items: granted(
        start=start, until=start + timedelta(days=days), fee=Money(minor, currency), falls=falls,
        items=tuple(moved(kind, on, n, 20 + place, currency)
                    for place, (kind, on, n) in enumerate(items)),
    ),
    DAYS, st.integers(0, 4000), AMOUNTS, st.sampled_from(["USD", "EUR", "JPY", "KWD"]),
    st.sampled_from(["once", "quarterly", "yearly", "per-work"]),
    st.lists(st.tuples(st.sampled_from(["due", "received"]), DAYS, AMOUNTS), max_size=6),
)  # fmt: skip


@given(st.lists(GRANTS, max_size=5), DAYS, st.integers(0, 2000))
def test_sums_hold_whatever_the_period(grants: list[Grant], start: date, days: int) -> None:
    """What is outstanding is what was before, plus what fell due, less what was received."""
    until = start + timedelta(days=days)
    made = statement(grants, start, until)
    for one in (*made.accounts, *made.sums):
        assert one.outstanding.minor == one.before.minor + one.due.minor - one.received.minor
        assert len({one.before.currency, one.due.currency, one.outstanding.currency}) == 1
    for account in made.accounts:
        assert account.outstanding == account.grant.owed(until)
        assert account.before == account.grant.owed(start - timedelta(days=1))
        assert all(start <= item.on <= until for item in account.lines)
    for grant in set(grants) - {account.grant for account in made.accounts}:
        assert grant.owed(until).minor == 0
    assert len({total.due.currency for total in made.sums}) == len(made.sums)


def test_two_periods_join() -> None:
    grants = [granted(items=(moved("received", date(2026, 6, 1), 250_050, 9),))]
    first = statement(grants, date(2026, 1, 1), date(2026, 6, 30))
    second = statement(grants, date(2026, 7, 1), date(2026, 12, 31))
    whole = statement(grants, date(2026, 1, 1), date(2026, 12, 31))
    assert second.accounts[0].before == first.accounts[0].outstanding
    assert second.accounts[0].outstanding == whole.accounts[0].outstanding
    assert [*first.accounts[0].lines, *second.accounts[0].lines] == [*whole.accounts[0].lines]


def test_the_table_has_the_same_lines_and_no_formulas() -> None:
    evil = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", 'quo"te, and\r\nline', "−5"]
    grants = [
        granted(entry=place(n), licensee=text, model=text, items=(
            moved("received", date(2026, 2, 1), 400_000, 30 + n),
            moved("ended", date(2026, 5, 1), 0, 50 + n),
        ))
        for n, text in enumerate(evil)
    ]  # fmt: skip
    made = statement(grants, date(2026, 1, 1), date(2026, 12, 31))
    data = statement_csv.table(made, [head()])
    assert data.replace(b"\r\n", b"").count(b"\n") == 0
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True))
    assert set(rows[0]) == set(statement_csv.COLUMNS)
    words = [row[name] for row in rows for name in ("licensee", "work", "model", "what")]
    assert not [word for word in words if word.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert [row["licensee"].removeprefix("'") for row in rows if row["line"] == "grant"] == evil
    lines = [row for row in rows if row["line"] in ("due", "received", "ended")]
    items = [item for account in made.accounts for item in account.lines]
    assert [(row["entry"], row["leaf"]) for row in lines] == [
        (str(item.entry.seq), item.entry.leaf) for item in items
    ]
    [total] = [row for row in rows if row["line"] == "sum"]
    for column in ("due", "received"):
        added = sum(Decimal(row[column] or "0") for row in lines)
        assert Decimal(total[column]) == added
    assert total["balance"] == made.sums[0].outstanding.figures
    assert rows[-1]["leaf"] == "12" * 32
    assert (rows[-1]["entry"], rows[-1]["log"]) == ("12", LOG)


def words_of(pdf: bytes, path: Path) -> str:
    path.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, timeout=60, check=True
    )
    return " ".join(done.stdout.decode().split())


def test_the_page_says_what_the_statement_says(tmp_path: Path) -> None:
    grants = [
        granted(credit="by name", audit="each year", removal="weights retired",
                items=(moved("received", date(2026, 2, 1), 250_050, 9),)),
        granted(entry=place(8), licensee="Nordlicht", fee=Money(250_000, "JPY"), falls="once"),
    ]  # fmt: skip
    made = statement(grants, date(2026, 4, 1), date(2026, 9, 30))
    said = words_of(statement_page.page(made, facts([head()])), tmp_path / "statement.pdf")
    for part in (
        "Royalty statement", "Harrow AI Labs", "Harrow Story 2", "by name", "weights retired",
        "3,000.00 USD, due each quarter", "fee for 2026-04-30 to 2026-07-30", "outstanding before",
        "499.50", "6,499.50 USD", "250,000 JPY", "12 entries of log", LOG, "nobody checked",
        "Odile Farrow", "no tax document",
    ):  # fmt: skip
        assert part in said, part
    assert "none yet for 2 entries of those named" in said
    stamped = facts([head()], datetime(2026, 11, 1, 8, 0, 1, tzinfo=UTC))
    later_on = words_of(statement_page.page(made, stamped), tmp_path / "stamped.pdf")
    assert "all entries named existed no later than 1 November 2026, 08:00:01 UTC" in later_on
    empty = statement([], date(2026, 4, 1), date(2026, 9, 30))
    assert "no licence to train AI was in force" in words_of(
        statement_page.page(empty, facts([head()])), tmp_path / "empty.pdf"
    )


def test_long_words_and_many_lines_stay_on_the_paper(tmp_path: Path) -> None:
    long = "m" * 300
    items = [moved("received", date(2026, 2, 1) + timedelta(days=n), 100 * n + 1, n + 9)
             for n in range(70)]  # fmt: skip
    items = [replace(item, what=f"{item.what} {'wire ' * 40}") for item in items]
    falls: Falls = "yearly"
    texts = dict.fromkeys(
        ("licensee", "title", "model", "purpose", "credit", "audit", "removal"), long
    )
    grant = granted(**texts, falls=falls, fee=Money(MOST, "KWD"), items=tuple(items))
    made = statement([grant], date(2026, 1, 1), date(2026, 12, 31))
    path = tmp_path / "long.pdf"
    said = words_of(statement_page.page(made, facts([head()])), path)
    assert said.count("line ") == 70
    boxes = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], capture_output=True, timeout=60, check=True
    ).stdout.decode()
    for word in [line for line in boxes.splitlines() if "<word" in line]:
        left, right, low = (float(word.split(f'{name}="')[1].split('"')[0])
                            for name in ("xMin", "xMax", "yMax"))  # fmt: skip
        assert left >= 60 and right <= 552 and low <= 760, word
