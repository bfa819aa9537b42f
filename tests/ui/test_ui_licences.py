"""The Licences page: grants, payments and ends through its dialogs, kept apart and summed."""

import csv
import hashlib
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from tests.paper.pdf import words_of
from tests.pipeline.small import TITLE, Small
from tests.ui.conftest import Stage
from vault.ui import prove_dialog
from vault.ui.licence_grant import GrantDialog
from vault.ui.licence_page import LicencePage
from vault.ui.licence_records import DueDialog, EndDialog, PaymentDialog
from vault.ui.licence_statement import StatementDialog
from vault.ui.main_window import MainWindow
from vault.ui.prove_dialog import ProveDialog
from vault.ui.record_dialog import RecordDialog
from vault.verify.file import verify_file

D = TypeVar("D", bound=QWidget)


@pytest.fixture
def window(stage: Stage, small: Small) -> MainWindow:
    return stage.window(small)


@pytest.fixture
def page(stage: Stage, window: MainWindow) -> LicencePage:
    window.desk.ask("licences")
    page = cast("LicencePage", window.page("licences"))
    stage.until(lambda: page.ledger is not None, "the ledger")
    return page


def opened(stage: Stage, page: QWidget, kind: type[D]) -> D:
    """The dialog of this kind that is on screen."""
    return stage.until(
        lambda: next((one for one in page.findChildren(kind) if one.isVisible()), None),
        f"a {kind.__name__}",
    )


def fill(field: QLineEdit, text: str) -> None:
    """Type a text into a field as a person does who marks what stands there first."""
    field.setFocus()
    field.selectAll()
    if text.isascii():
        QTest.keyClicks(field, text)
    else:
        field.insert(text)  # as pasted: a test's keyboard has no other letters


def record(stage: Stage, dialog: RecordDialog, said: dict[str, str]) -> None:
    """Fill a dialog in and have it recorded."""
    for name, text in said.items():
        fill(getattr(dialog, name), text)
    recorded: list[bool] = []
    dialog.accepted.connect(lambda: recorded.append(True))
    QTest.mouseClick(dialog.do, Qt.MouseButton.LeftButton)
    stage.until(lambda: recorded, "it to be recorded")


def grant(stage: Stage, page: LicencePage, falls: str, **said: str) -> int:
    """Grant a licence through the dialog; returns its entry."""
    known = {one.grant.entry.seq for one in page.licences}
    page.ask_grant()
    dialog = opened(stage, page, GrantDialog)
    dialog.draft.show_drafts(
        page._desk.drafts, next(d for d in page._desk.drafts if d.title == TITLE)
    )
    dialog.falls.setCurrentIndex(dialog.falls.findData(falls))
    record(stage, dialog, {"model": "Harrow Story 2", "purpose": "fine-tuning", **said})
    stage.until(lambda: len(page.licences) > len(known), "the licence in the list")
    [new] = {one.grant.entry.seq for one in page.licences} - known
    return new


def open_licence(stage: Stage, page: LicencePage, seq: int) -> None:
    page._close_detail()
    page._open(next(one for one in page.licences if one.grant.entry.seq == seq))
    stage.until(page.detail.isVisible, "the licence")


def said_of(page: LicencePage, seq: int) -> str:
    return next(one for one in page.licences if one.grant.entry.seq == seq).sentence


def test_an_empty_page_says_the_one_next_action(stage: Stage, page: LicencePage) -> None:
    assert page.empty.isVisible()
    assert page.empty.words.startswith("No licence was granted yet")
    assert page.empty.button is not None
    assert page.empty.button.hasFocus()
    QTest.keyClick(page.empty.button, Qt.Key.Key_Return)
    opened(stage, page, GrantDialog)


def test_three_grants_give_a_statement_whose_sums_and_entries_verify_in_a_bundle(
    stage: Stage, window: MainWindow, page: LicencePage, small: Small, tmp_path: Path
) -> None:
    today = page.ledger.today if page.ledger else date.min
    begun = today - timedelta(days=400)
    period = {"start": begun.isoformat(), "until": (today + timedelta(days=400)).isoformat()}
    harrow = grant(stage, page, "yearly", to="Harrow AI Labs <legal@harrow.example>",
                   fee="3000 USD", **period)  # fmt: skip
    kiro = grant(stage, page, "once", to="Kiro KK", fee="JPY 250000", **period)
    weil = grant(stage, page, "per-work", to="Weil & Söhne", fee="1200.500 KWD", **period)
    assert {one.heading for one in page.licences} == {"Overdue", "Running"}
    advice = tmp_path / "advice.eml"
    advice.write_text("From: bank\n\npaid\n")

    open_licence(stage, page, harrow)
    page.detail.payment.click()
    dialog = opened(stage, page, PaymentDialog)
    assert dialog.amount.text() == "6,000.00 USD"  # both years are proposed
    dialog.add_files([advice])
    record(stage, dialog, {"amount": "4,000.50 USD", "what": "wire"})
    stage.until(lambda: "1,999.50 USD outstanding" in said_of(page, harrow), "the payment")
    assert "Overdue since" in page.detail.state.accessibleName()
    evidence = [known.evidence for known in page.ledger.entries.values()] if page.ledger else []
    assert ("advice.eml",) in evidence

    open_licence(stage, page, weil)
    page.detail.due.click()
    dialog_due = opened(stage, page, DueDialog)
    assert dialog_due.amount.text() == "1,200.500 KWD"
    record(stage, dialog_due, {"what": "one more work"})
    stage.until(lambda: "Due today" in said_of(page, weil), "the amount due")

    open_licence(stage, page, kiro)
    page.detail.end.click()
    record(stage, opened(stage, page, EndDialog), {"why": "bought out"})
    stage.until(lambda: "before its last day" in said_of(page, kiro), "the end")
    assert not page.detail.end.isEnabled()
    page._close_detail()

    page.statement.click()
    paper = opened(stage, page, StatementDialog)
    paper.put_at(tmp_path / "royalties.pdf")
    paper.do.click()
    stage.until(lambda: paper.outcome, "the statement")
    assert paper.check.isHidden()
    assert paper.show_it.isVisible()
    paper.reject()
    expected = {
        "JPY": ("250000", "0", "250000"),
        "KWD": ("1200.500", "0.000", "1200.500"),
        "USD": ("6000.00", "4000.50", "1999.50"),
    }
    with (tmp_path / "royalties.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sums = [row for row in rows if row["line"] == "sum"]
    assert expected == {r["currency"]: (r["due"], r["received"], r["balance"]) for r in sums}
    printed = words_of(tmp_path / "royalties.pdf", "-layout")
    shown = {
        currency: {name: one.grouped for name, one in amounts.items()}
        for currency, amounts in page.sums.lines.items()
    }
    for currency, figures in shown.items():
        assert f"{figures['outstanding']} {currency}" in printed
        assert [figures["due"], figures["received"], figures["outstanding"]] == [
            _grouped(figure) for figure in expected[currency]
        ]

    bundle = tmp_path / "bundle.zip"
    window.desk.choose(next(d for d in window.desk.drafts if d.title == TITLE))
    prove_dialog.show(window.desk, window)
    proof = opened(stage, window, ProveDialog)
    proof.put_at(bundle)
    assert "people and fees" not in proof.said
    proof.record.click()
    assert "It names people and fees." in proof.said
    proof.do.click()
    stage.until(lambda: proof.outcome, "the bundle")
    told = verify_file(bundle, small.session().roots()).as_json()
    assert told["verdict"] == "incomplete"  # no independent time was asked for
    assert [check["name"] for check in told["checks"] if check["result"] == "fail"] == []
    with zipfile.ZipFile(bundle) as archive:
        names = [n for n in archive.namelist() if n.startswith("entries/") and n.endswith(".json")]
        entries = {int(Path(name).stem): json.loads(archive.read(name)) for name in names}
        # RFC 6962 on the bytes in the bundle, without a line of our own code
        leaves = {
            hashlib.sha256(b"\0" + archive.read(name)).hexdigest()
            for name in archive.namelist()
            if name.startswith("entries/")
        }
    cited = {int(row["entry"]) for row in rows if row["line"] in {"grant", "due", "received",
                                                                  "ended"}}  # fmt: skip
    assert {harrow, kiro, weil} < cited <= set(entries)
    assert {row["leaf"] for row in rows if row["leaf"] and row["line"] != "log"} <= leaves
    assert any("advice.eml" in json.dumps(entry) for entry in entries.values())


def _grouped(figure: str) -> str:
    whole, point, part = figure.partition(".")
    return f"{int(whole):,}{point}{part}"
