"""What the Licences page looks like full, by keyboard, and what its dialogs refuse in words."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QToolButton, QWidget

from tests.pipeline.small import TITLE, Small
from tests.ui.conftest import Stage
from tests.ui.dropping import drop
from tests.ui.licences import TODAY, grant, ledger, many, moved, place
from tests.ui.test_ui_keyboard import against_reading, unreached
from tests.ui.test_ui_licences import fill, opened, record
from tests.ui.test_ui_pictures import SIZES, clipped, nameless, outside
from vault.errors import BadInput
from vault.operations import granting
from vault.operations.session import Session
from vault.pipeline.ledger import Struck
from vault.prove.statement import Grant
from vault.prove.statement_money import DIGITS, MOST
from vault.ui.licence_entries import FIRST, MORE
from vault.ui.licence_grant import GrantDialog
from vault.ui.licence_page import LicencePage
from vault.ui.licence_records import DueDialog, EndDialog, PaymentDialog, StrikeDialog
from vault.ui.licence_statement import StatementDialog
from vault.ui.main_window import MainWindow
from vault.ui.record_dialog import RecordDialog

Show = Callable[..., None]
LOOKS = (clipped, outside, nameless, unreached, against_reading)


@pytest.fixture
def window(stage: Stage, small: Small) -> MainWindow:
    return stage.window(small)


@pytest.fixture
def page(stage: Stage, window: MainWindow) -> LicencePage:
    window.desk.ask("licences")
    page = cast("LicencePage", window.page("licences"))
    stage.until(lambda: page.ledger is not None, "the ledger")
    stage.settle(window)
    return page


@pytest.fixture
def granted(small: Small) -> int:
    """A licence for 3,000 USD a year whose second year began a while ago."""
    today = date.today()  # noqa: DTZ011  # the window's own day
    done = granting.add(
        small.session(), draft=f"{TITLE}.fountain#3", to="Harrow AI Labs", model="Story 2",
        purpose="fine-tuning", start=(today - timedelta(400)).isoformat(),
        until=(today + timedelta(100)).isoformat(), fee="3000 USD", falls="yearly",
    )  # fmt: skip
    return int(done.data["seq"])


@pytest.fixture
def show(stage: Stage, page: LicencePage, monkeypatch: pytest.MonkeyPatch) -> Show:
    """Has the page read a ledger that was made by hand, now and whenever it reads again."""

    def shown(*grants: Grant, struck: tuple[Struck, ...] = ()) -> None:
        made = ledger(*grants, struck=struck)
        monkeypatch.setattr(granting, "look", lambda _session: made)
        page.arrive(None)
        stage.until(lambda: page.ledger is made, "the ledger")

    return shown


def whole(top: QWidget) -> None:
    for look in LOOKS:
        assert look(top) == [], look.__name__


def test_forty_licences_in_six_currencies_are_whole_named_and_reached(
    stage: Stage, window: MainWindow, page: LicencePage, show: Show
) -> None:
    gone = Struck(place(900), "grant", place(900).leaf, "typed wrongly", place(901))
    for size in SIZES:
        window.resize(*size)
        show(*many(40), struck=(gone,))
        stage.settle(window)
        assert len(page.sums.lines) == 6
        assert "1 licence recorded wrongly" in page.struck.text()
        whole(window)
        page.list.opened.emit(page.list.current())
        stage.settle(window)
        whole(window)
        page._close_detail()


def test_a_licence_with_everything_is_whole_named_and_reached(
    stage: Stage, window: MainWindow, page: LicencePage, show: Show
) -> None:
    items = [
        moved("due" if n % 2 else "received", TODAY - timedelta(n), MOST - n, 20 + n, "KWD")
        for n in range(FIRST + MORE + 9)
    ]
    end = moved("ended", TODAY, 0, 300, "KWD")
    words = "kept, checked and removed as the annex to the agreement of 3 March 2026 says; " * 4
    known = grant(
        7, *items, end, fee=moved("due", TODAY, 9 * 10**12, 1, "KWD").amount, falls="quarterly",
        licensee="Société des Auteurs et Compositeurs Dramatiques", title="W" * 90,
        model="M" * 120, purpose=words, credit=words, audit=words, removal=words,
    )  # fmt: skip
    gone = Struck(place(400), "grant-payment", known.entry.leaf, words, place(401))
    window.resize(*SIZES[-1])
    show(known, struck=(gone,))
    page._open(page.licences[0])
    entries = page.detail.entries
    for expected in (MORE, len(items) + 5 - FIRST - MORE):
        stage.settle(window)
        assert entries.more.text().startswith(f"Show {min(expected, MORE)} more")
        entries.more.click()
    stage.settle(window)
    assert not entries.more.isVisible()
    for look in (clipped, outside, nameless):
        assert look(window) == [], look.__name__
    assert page.detail.sheet.width() <= page.detail.viewport().width()
    page.detail.strike.click()
    stage.settle(window)
    assert opened(stage, page, StrikeDialog).width() <= SIZES[-1][0]


def test_two_thousand_entries_are_shown_while_one_waits(
    stage: Stage, window: MainWindow, page: LicencePage, show: Show
) -> None:
    grants = [*many(300, payments=5), *[grant(5000, *many(1, payments=200)[0].items)]]
    begun = time.process_time()  # whatever else this machine has to do
    show(*grants)
    page._open(page.licences[-1])
    stage.settle(window)
    assert time.process_time() - begun < 5  # measured: a fifth of a second
    assert sum(1 + len(one.items) for one in grants) > 2000


def test_the_list_needs_no_mouse(
    stage: Stage, window: MainWindow, page: LicencePage, show: Show
) -> None:
    show(*many(12))
    page.begin()
    assert window.focusWidget() is page.list
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    chosen = page.list.current()
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert page.detail.isVisible()
    assert page.detail.licence == chosen
    assert window.focusWidget() is page.detail.back
    QTest.keyClick(page.detail.back, Qt.Key.Key_Escape)
    stage.settle(window)
    assert window.focusWidget() is page.list
    assert page.list.current() == chosen
    QTest.keySequence(window, "Ctrl+F")
    assert window.focusWidget() is page.search
    QTest.keyClicks(page.search, "zebra")
    assert page.nothing.text() == "No licence has “zebra” in it."
    assert page.list.current() is None


def test_a_click_opens_a_licence(
    stage: Stage, window: MainWindow, page: LicencePage, show: Show
) -> None:
    show(*many(3))
    stage.settle(window)
    index = page.list.entries.index_of(page.licences[1].grant.entry.leaf)
    middle = page.list.visualRect(index).center()
    QTest.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert page.detail.licence == page.licences[1]


WRONG = (
    ("to", "", "name"),
    ("to", "<not a mail>", "name"),
    ("fee", "", "is no amount"),
    ("fee", "-5 USD", "cannot be less than nothing"),
    ("fee", "3000", "needs one currency"),
    ("fee", "3000 XYZ", "is no currency of ISO 4217"),
    ("fee", "0 USD", "is nothing"),
    ("fee", "100.50 JPY", "JPY has no digits behind the point"),
    ("fee", "1.2345 KWD", "is no amount"),
    ("fee", "1000000000000000000 USD", "is no amount"),
    ("fee", "900000000000000 USD", "more than a ledger here can hold"),
    ("start", "tomorrow", "Write it as year, month and day"),
    ("until", "2026-02-30", "there is no day"),
    ("until", "1999-01-01", "before it begins"),
    ("until", "2999-01-01", "100 years at most"),
    ("model", "", "model or product is missing"),
    ("purpose", "a\u202eb", "control character"),
    ("credit", "x" * 400, "longer than 300 characters"),
)


def test_what_cannot_be_granted_is_said_as_it_is_typed_and_sealed_nowhere(
    stage: Stage, window: MainWindow, page: LicencePage, small: Small
) -> None:
    page.ask_grant()
    dialog = opened(stage, page, GrantDialog)
    right = {"to": "Ann", "model": "M", "purpose": "p", "fee": "1 USD", "credit": ""}
    right |= {"start": dialog.start.text(), "until": dialog.until.text()}
    for field, text, said in WRONG:
        for name, fitting in right.items():
            getattr(dialog, name).setText(fitting)
        assert dialog.error.isHidden(), (field, text)
        getattr(dialog, field).setText(text)
        assert said in dialog.error.text()
        dialog.do.click()
        assert said in dialog.error.text()
        assert dialog.error.isVisible()
        assert " --" not in dialog.error.text()
        assert dialog.isVisible()
    stage.settle(window)
    for look in (clipped, outside):
        assert look(dialog) == []
    assert granting.grants(small.session()).data["grants"] == []


@pytest.mark.usefixtures("granted")
def test_amounts_of_another_currency_and_impossible_days_are_refused(
    stage: Stage, window: MainWindow, small: Small
) -> None:
    window.desk.ask("licences")
    page = cast("LicencePage", window.page("licences"))
    stage.until(lambda: page.licences, "the licence")
    page._open(page.licences[0])
    for press, kind, field, text, said in (
        (page.detail.payment, PaymentDialog, "amount", "5 EUR", "the fee in USD"),
        (page.detail.payment, PaymentDialog, "amount", "-5 USD", "less than nothing"),
        (page.detail.payment, PaymentDialog, "day", "2999-01-01", "has not come yet"),
        (page.detail.due, DueDialog, "amount", "5 EUR", "the fee in USD"),
        (page.detail.due, DueDialog, "what", "", "reason is missing"),
        (page.detail.due, DueDialog, "day", "1999-01-01", "Give a later day"),
        (page.detail.end, EndDialog, "day", "1999-01-01", "Give a day between"),
        (page.detail.end, EndDialog, "why", "", "reason is missing"),
        (page.detail.strike, StrikeDialog, "why", "", "reason is missing"),
    ):
        press.click()
        dialog = opened(stage, page, kind)
        assert isinstance(dialog, RecordDialog)
        for name in ("what", "why"):
            if hasattr(dialog, name):
                getattr(dialog, name).setText("because")
        getattr(dialog, field).setText(text)
        dialog.do.click()
        stage.until(lambda d=dialog, words=said: words in d.error.text(), said)
        stage.settle(window)
        for look in LOOKS[:-1]:  # the focus stands where it is wrong, not where one begins
            assert look(dialog) == [], look.__name__
        dialog.reject()
    stage.settle(window)
    [one] = granting.look(small.session()).grants
    assert one.items == ()


@pytest.mark.usefixtures("granted")
def test_more_than_is_outstanding_is_said_and_can_be_recorded(
    stage: Stage, window: MainWindow, small: Small, tmp_path: Path
) -> None:
    window.desk.ask("licences")
    page = cast("LicencePage", window.page("licences"))
    stage.until(lambda: page.licences, "the licence")
    page._open(page.licences[0])
    page.detail.payment.click()
    dialog = opened(stage, page, PaymentDialog)
    fill(dialog.day, "1999-01-01")
    assert dialog.day.understood.text() == "before the licence begins"
    fill(dialog.day, dialog.today.isoformat())
    fill(dialog.amount, "7000 USD")
    assert dialog.amount.understood.text() == "1,000.00 USD more than is outstanding"
    dialog.add_files([tmp_path / "absent.eml"])
    dialog.do.click()
    stage.until(lambda: "cannot be read" in dialog.error.text(), "the refusal")
    dialog.files.clear()
    record(stage, dialog, {})
    stage.until(lambda: "Paid 1,000.00 USD ahead" in page.licences[0].sentence, "the payment")

    page.detail.entries.struck.emit(page.licences[0].grant.items[0])
    record(stage, opened(stage, page, StrikeDialog), {"why": "typed wrongly"})
    stage.until(lambda: "6,000.00 USD outstanding" in page.licences[0].sentence, "the strike")
    stage.settle(window)
    page.detail.strike.click()
    record(stage, opened(stage, page, StrikeDialog), {"why": "another script was meant"})
    stage.until(page.empty.isVisible, "the empty page")
    assert page.empty.words.startswith("No licence stands 1 licence recorded wrongly and struck")
    assert small.problems() == {}


@pytest.mark.usefixtures("granted")
def test_a_statement_never_takes_the_place_of_another_file(
    stage: Stage, window: MainWindow, tmp_path: Path
) -> None:
    window.desk.ask("licences")
    page = cast("LicencePage", window.page("licences"))
    stage.until(lambda: page.licences, "the licence")
    (tmp_path / "mine.csv").write_text("mine")
    page.ask_statement()
    dialog = opened(stage, page, StatementDialog)
    dialog.put_at(tmp_path / "mine.pdf")
    assert dialog.path == tmp_path / "mine 2.pdf"
    assert dialog.replace.isHidden()
    dialog.until.setText("never")
    assert "Write it as year, month and day" in dialog.error.text()
    assert not dialog.do.isEnabled()
    dialog.until.setText("1999-01-01")
    dialog.do.click()
    stage.until(lambda: "before it begins" in dialog.error.text(), "the refusal")
    assert dialog.isVisible()
    whole(dialog)
    dialog.until.setText(TODAY.isoformat())
    (tmp_path / "mine 2.pdf").write_text("came meanwhile")
    dialog.do.click()
    stage.until(lambda: "there already" in dialog.error.text(), "the refusal")
    assert (tmp_path / "mine.csv").read_text() == "mine"
    assert (tmp_path / "mine 2.pdf").read_text() == "came meanwhile"
    dialog.reject()


def test_a_ledger_that_cannot_be_read_is_not_called_empty(
    stage: Stage, window: MainWindow, page: LicencePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def newer(_session: Session) -> None:
        raise BadInput("An entry holds an amount of no known form.", "Update the program.")

    monkeypatch.setattr(granting, "look", newer)
    page.arrive(None)
    stage.until(page.barred.isVisible, "the reason")
    assert page.barred.words.endswith("no known form. Update the program.")
    monkeypatch.undo()
    page.arrive(None)
    stage.until(page.empty.isVisible, "the empty page")


def test_a_vault_that_was_taken_away_shows_nothing(
    stage: Stage, window: MainWindow, page: LicencePage, show: Show
) -> None:
    show(*many(3))
    page.arrive(None)  # is still being read when the vault is gone
    window.desk.session.secrets = None
    window.desk.lost.emit()
    stage.settle(window)
    assert page.licences == []
    assert page.list.entries.rowCount() == 0


@pytest.mark.parametrize(
    "ask", [LicencePage.ask_grant, LicencePage.ask_statement], ids=["grant", "statement"]
)
def test_the_large_dialogs_are_whole_named_and_reached(
    stage: Stage,
    window: MainWindow,
    page: LicencePage,
    show: Show,
    ask: Callable[[LicencePage], None],
) -> None:
    show(*many(3))
    ask(page)
    dialog = opened(stage, page, QDialog)
    stage.settle(window)
    whole(dialog)


def test_evidence_is_dropped_and_taken_out_again(
    stage: Stage, window: MainWindow, page: LicencePage, tmp_path: Path
) -> None:
    page.ask_grant()
    dialog = opened(stage, page, GrantDialog)
    file = tmp_path / "agreement.pdf"
    file.write_bytes(b"%PDF-1.7 signed")
    assert drop(dialog, [QUrl.fromLocalFile(str(file))])
    assert dialog.files == [file]
    assert dialog.listed.text() == "agreement.pdf"
    assert not drop(dialog, [QUrl("https://bank.example/advice.pdf")])
    assert "no file on this computer" in dialog.error.text()
    dialog.out.click()
    assert dialog.files == []
    assert dialog.listed.text() == "none"
    assert dialog.out.isHidden()
    assert not dialog.to.acceptDrops()


def test_the_last_day_follows_the_first_until_it_is_typed(stage: Stage, page: LicencePage) -> None:
    page.ask_grant()
    dialog = opened(stage, page, GrantDialog)
    fill(dialog.start, "2028-02-29")
    assert dialog.until.text() == "2029-02-27"
    assert dialog.until.understood.text() == "27 February 2029"
    fill(dialog.until, "2030-12-31")
    fill(dialog.start, "2029-01-01")
    assert dialog.until.text() == "2030-12-31"


def test_thirty_currencies_scroll_by_themselves(
    stage: Stage, window: MainWindow, page: LicencePage, show: Show
) -> None:
    window.resize(*SIZES[-1])
    show(
        *(grant(n, fee=moved("due", TODAY, MOST, 1, code).amount)
          for n, code in enumerate(sorted(DIGITS)[:30])),
    )  # fmt: skip
    stage.settle(window)
    whole(window)
    assert page.list.height() > 150


def test_a_click_on_the_rail_leaves_the_focus_there(stage: Stage, window: MainWindow) -> None:
    button = next(b for b in window.findChildren(QToolButton) if b.text() == "Licences")
    button.setFocus()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    page = cast("LicencePage", window.page("licences"))
    stage.until(page.empty.isVisible, "the empty page")
    stage.settle(window)
    assert window.focusWidget() is button
