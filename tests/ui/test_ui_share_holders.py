"""Who holds what on the Share page: deliveries and acceptances recorded from a reader's row."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from tests.paper.pdf import words_of
from tests.pipeline import small as made
from tests.pipeline.small import TITLE, Small
from tests.ui.conftest import Stage
from tests.ui.test_ui_keyboard import unreached
from tests.ui.test_ui_pictures import SIZES, clipped, nameless, outside
from vault.operations import accepting, delivering, sharing
from vault.operations.session import Outcome, Session
from vault.ui.acceptance_dialog import AcceptanceDialog, StrikeAcceptanceDialog
from vault.ui.amend_dialog import AmendDialog, AnswerDialog
from vault.ui.delivery_dialog import DeliveryDialog
from vault.ui.main_window import MainWindow
from vault.ui.record_dialog import RecordDialog
from vault.ui.share_holders import FIRST, UNDELIVERED, HolderRow
from vault.ui.share_page import SharePage

READERS = ("Ann Lowe <ann@reads.example>", "Bo Adair")


@pytest.fixture(scope="session")
def shared(prepared: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """The filled vault after its script went to two readers."""
    with pytest.MonkeyPatch.context() as patch:
        made.cheap_keys(patch)
        folder = tmp_path_factory.mktemp("ui-shared")
        small = prepared.copy(folder / "home")
        sharing.share(
            small.session(), draft=f"{TITLE}.fountain#3", to=READERS, to_csv=None,
            licence="no-ai", holder=None, output=folder,
        )  # fmt: skip
        return small


@pytest.fixture
def window(stage: Stage, shared: Small, tmp_path: Path) -> MainWindow:
    return stage.window(shared.copy(tmp_path / "home"))


@pytest.fixture
def page(stage: Stage, window: MainWindow) -> SharePage:
    draft = max((d for d in window.desk.drafts if d.title == TITLE), key=lambda d: d.number)
    window.desk.ask("share", draft)
    page = cast("SharePage", window.page("share"))
    stage.until(lambda: page.form.holders.rows, "the readers")
    return page


def row_of(page: SharePage, reader: str) -> HolderRow:
    return next(one for one in page.form.holders.rows if reader in one.accessibleName())


def opened(stage: Stage, page: SharePage, kind: type[RecordDialog]) -> RecordDialog:
    found = stage.until(lambda: page.findChild(kind), "the dialog")
    assert isinstance(found, RecordDialog)
    stage.until(found.isVisible, "the dialog on screen")
    return found


def ask_delivery(stage: Stage, page: SharePage, place: Path) -> DeliveryDialog:
    QTest.mouseClick(row_of(page, "Ann Lowe").deliver, Qt.MouseButton.LeftButton)
    dialog = cast("DeliveryDialog", opened(stage, page, DeliveryDialog))
    dialog.memo.put_at(place)
    return dialog


def test_readers_stand_there_with_their_terms_and_no_delivery(page: SharePage) -> None:
    rows = page.form.holders.rows
    assert len(rows) == len(READERS)
    for one in rows:
        assert one.delivery.text() == UNDELIVERED
        assert one.status.text() == "Requested, not agreed"
        assert "Draft 3, copy " in one.accessibleName()
    assert page.form.holders.more.isHidden() or not page.form.holders.more.isVisible()


def test_a_delivery_is_recorded_in_two_clicks(
    stage: Stage, window: MainWindow, page: SharePage, tmp_path: Path
) -> None:
    memo = tmp_path / "memo.pdf"
    dialog = ask_delivery(stage, page, memo)
    QTest.mouseClick(dialog.do, Qt.MouseButton.LeftButton)
    stage.until(lambda: "by e-mail" in row_of(page, "Ann Lowe").delivery.text(), "the delivery")
    ann = row_of(page, "Ann Lowe")
    assert ann.delivery.text().startswith("Delivered ")
    assert ann.delivery.text().endswith("no answer recorded")
    assert ann.deliver.isHidden()
    assert "Ann Lowe" in words_of(memo)
    assert str(memo) in window.notice.words
    assert row_of(page, "Bo Adair").delivery.text() == UNDELIVERED


def test_what_is_refused_is_said_in_the_dialog_and_nothing_is_recorded(
    stage: Stage, window: MainWindow, page: SharePage, shared: Small, tmp_path: Path
) -> None:
    dialog = ask_delivery(stage, page, tmp_path / "home" / "Scripts" / "memo.pdf")
    for set_wrong, expected in (
        (lambda: None, "is watched"),
        (lambda: dialog.memo.put_at(tmp_path / "memo.pdf"), ""),
    ):
        set_wrong()
        if not expected:
            dialog.day.setText("2999-01-01")
            expected = "has not come yet"
        dialog.do.click()
        stage.until(lambda words=expected: words in dialog.error.text(), expected)
        assert dialog.error.isVisible()
        assert "--" not in dialog.error.text()
        assert " -o" not in dialog.error.text()
        assert dialog.do.isEnabled()
    dialog.day.setText("tomorrow")
    dialog.do.click()
    stage.until(lambda: "Write it as year, month and day" in dialog.error.text(), "the hint")
    dialog.reject()
    stage.settle(window)
    assert row_of(page, "Ann Lowe").delivery.text() == UNDELIVERED
    assert not list(tmp_path.rglob("memo.pdf"))


def test_a_delivery_whose_memo_failed_is_not_recorded_twice(
    stage: Stage,
    window: MainWindow,
    page: SharePage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from vault.errors import DiskFull
    from vault.pipeline import memos

    def full(*_given: object, **_named: object) -> None:
        raise DiskFull("The disk is full.", "Make room.")

    monkeypatch.setattr(memos, "write", full)
    dialog = ask_delivery(stage, page, tmp_path / "memo.pdf")
    dialog.do.click()
    stage.until(lambda: "by e-mail" in row_of(page, "Ann Lowe").delivery.text(), "the delivery")
    assert "its memo was not written" in window.notice.words
    told = delivering.holders(window.desk.session, script=None).data["holders"]
    assert [one["recipient"] for one in told if one["delivered"]] == ["Ann Lowe"]


def test_an_acceptance_makes_the_terms_agreed(
    stage: Stage, page: SharePage, tmp_path: Path
) -> None:
    signed = tmp_path / "signed.pdf"
    signed.write_bytes(b"%PDF-1.7 signed by hand")
    QTest.mouseClick(row_of(page, "Bo Adair").accept, Qt.MouseButton.LeftButton)
    dialog = opened(stage, page, AcceptanceDialog)
    dialog.do.click()
    stage.until(lambda: "Nothing shows" in dialog.error.text(), "the refusal")
    dialog.add_files([signed, signed])
    assert dialog.listed.text() == "signed.pdf"
    dialog.do.click()
    stage.until(lambda: row_of(page, "Bo Adair").status.text() == "Agreed", "the agreement")
    assert row_of(page, "Bo Adair").accept.isHidden()
    assert row_of(page, "Ann Lowe").status.text() == "Requested, not agreed"
    assert row_of(page, "Ann Lowe").strike.isHidden()
    row_of(page, "Bo Adair").strike.click()
    strike = cast("StrikeAcceptanceDialog", opened(stage, page, StrikeAcceptanceDialog))
    strike.why.setText("another copy was meant")
    strike.do.click()
    stage.until(lambda: not row_of(page, "Bo Adair").accept.isHidden(), "the strike")
    assert row_of(page, "Bo Adair").status.text() == "Requested, not agreed"


def test_the_page_to_be_signed_can_be_had_later_too(
    stage: Stage, window: MainWindow, page: SharePage, tmp_path: Path
) -> None:
    row_of(page, "Bo Adair").accept.click()
    dialog = cast("AcceptanceDialog", opened(stage, page, AcceptanceDialog))
    dialog.write_page(tmp_path)
    stage.until(lambda: "The page to be signed is" in window.notice.words, "the page")
    [paper] = tmp_path.glob("*acceptance.pdf")
    assert "Bo Adair" in words_of(paper)
    dialog.write_page(tmp_path)
    stage.until(lambda: "is there already" in dialog.error.text(), "the refusal")


def test_rows_and_dialogs_are_whole_named_and_reached(
    stage: Stage, window: MainWindow, page: SharePage
) -> None:
    def whole(top: QWidget) -> None:
        for look in (clipped, outside, nameless, unreached):
            assert look(top) == [], look.__name__

    for size in SIZES:
        window.resize(*size)
        stage.settle(window)
        whole(window)
    ann = row_of(page, "Ann Lowe")
    for press, kind in ((ann.deliver, DeliveryDialog), (ann.accept, AcceptanceDialog)):
        press.click()
        dialog = opened(stage, page, kind)
        stage.settle(window)
        whole(dialog)
        dialog.reject()


def test_many_readers_are_listed_by_and_by(window: MainWindow, page: SharePage) -> None:
    [one, *_] = delivering.holders(window.desk.session, script=None).data["holders"]
    holders = page.form.holders
    holders.show_holders([one] * (FIRST + 5))
    assert len(holders.rows) == FIRST
    assert holders.more.text() == f"Show 5 more of {FIRST + 5}"
    holders.more.click()
    assert len(holders.rows) == FIRST + 5


def test_deliveries_and_acceptance_pages_of_the_copies_just_made(
    stage: Stage, window: MainWindow, page: SharePage, tmp_path: Path
) -> None:
    folder, pages = tmp_path / "copies", tmp_path / "pages"
    folder.mkdir()
    pages.mkdir()
    stage.until(lambda: page.form.ready, "the draft")
    assert page.form.readers.take("Cy Orme; Di Poole")
    page.share_to(folder)
    stage.until(lambda: page.idle, "the copies")
    assert page.done is not None
    assert page.done.accept.isVisible()
    page.write_pages(pages)
    stage.until(lambda: window.notice.words, "the sentence")
    assert window.notice.words.startswith(f"2 acceptance pages in {pages}, to be signed")
    assert {name for file in pages.iterdir() for name in ("Cy Orme", "Di Poole")
            if name in words_of(file)} == {"Cy Orme", "Di Poole"}  # fmt: skip
    stage.settle(window)
    assert clipped(window) == []
    [first, second] = page.done.links.values()
    first.click()
    dialog = cast("DeliveryDialog", opened(stage, page, DeliveryDialog))
    dialog.memo.put_at(tmp_path / "memo.pdf")
    dialog.do.click()
    stage.until(lambda: first.text() == "Delivery recorded", "the delivery")
    assert not first.isEnabled()
    assert second.isEnabled()
    assert "Cy Orme" in words_of(tmp_path / "memo.pdf")
    page.write_pages(pages)
    stage.until(lambda: "is there already" in window.notice.words, "the refusal")
    page.done.again.emit()
    stage.until(lambda: len(page.form.holders.rows) == 4, "the new readers among the others")
    assert "by e-mail" in row_of(page, "Cy Orme").delivery.text()


def test_copies_in_the_scripts_own_format_are_offered_where_there_are_any(
    stage: Stage, window: MainWindow, page: SharePage, tmp_path: Path
) -> None:
    stage.until(lambda: page.form.ready, "the draft")
    chosen = page.form.format
    assert chosen.isVisibleTo(page.form)
    assert chosen.said == "pdf"
    chosen.own.click()
    assert chosen.own.text() == "Fountain (.fountain)"
    assert "No words stand aside" in "".join(one.text() for one in chosen.findChildren(QLabel))
    assert page.form.readers.take("Cy Orme")
    page.share_to(tmp_path)
    stage.until(lambda: page.idle, "the copy")
    [copy] = tmp_path.glob("*.fountain")
    assert "Cy Orme" in copy.read_text(encoding="utf-8")
    assert page.done is not None
    page.done.again.emit()
    stage.until(lambda: page.form.ready, "the draft")
    chosen.offer("PDF", "")
    assert chosen.said == "pdf"
    assert not chosen.isVisibleTo(page.form)


def delivered(stage: Stage, page: SharePage, folder: Path) -> HolderRow:
    """The row of a reader whose delivery was just recorded."""
    ask_delivery(stage, page, folder / "memo.pdf").do.click()
    stage.until(lambda: "by e-mail" in row_of(page, "Ann Lowe").delivery.text(), "the delivery")
    return row_of(page, "Ann Lowe")


def test_what_a_reader_answered_is_added_to_the_delivery(
    stage: Stage, window: MainWindow, page: SharePage, tmp_path: Path
) -> None:
    ann = delivered(stage, page, tmp_path)
    assert not ann.answer.isHidden()
    assert row_of(page, "Bo Adair").answer.isHidden()
    assert row_of(page, "Bo Adair").amend.isHidden()
    mail = tmp_path / "answer.eml"
    mail.write_text("From: ann@reads.example\n\nReceived, thank you.\n")
    QTest.mouseClick(ann.answer, Qt.MouseButton.LeftButton)
    dialog = cast("AnswerDialog", opened(stage, page, AnswerDialog))
    dialog.do.click()
    assert "answer is missing" in dialog.error.text()
    assert dialog.focusWidget() is dialog.answer
    dialog.answer.setText("by e-mail: “received”")
    assert dialog.error.isHidden()
    dialog.add_files([mail])
    dialog.memo.put_at(tmp_path / "answered.pdf")
    dialog.do.click()
    stage.until(lambda: "received" in row_of(page, "Ann Lowe").delivery.text(), "the answer")
    ann = row_of(page, "Ann Lowe")
    assert ann.delivery.text().endswith("by e-mail; acknowledged: by e-mail: “received”")
    assert ann.answer.isHidden()
    assert "received" in words_of(tmp_path / "answered.pdf")
    [told] = told_of(window, "Ann Lowe")
    assert [file["name"] for file in told["evidence"]] == ["answer.eml"]


def test_a_delivery_is_amended_in_the_parts_that_were_changed(
    stage: Stage, window: MainWindow, page: SharePage, tmp_path: Path
) -> None:
    first = delivered(stage, page, tmp_path).amend
    before = told_of(window, "Ann Lowe")[0]
    first.click()
    dialog = cast("AmendDialog", opened(stage, page, AmendDialog))
    assert dialog.changes() == {}
    dialog.parts["when"].setText("2999-01-01")
    assert "has not come yet" in dialog.error.text()
    dialog.parts["when"].setText(before["delivered"])
    dialog.parts["how"].setText("")
    dialog.do.click()
    assert "how is missing" in dialog.error.text()
    dialog.parts["how"].setText("by courier")
    dialog.parts["capacity"].setText("head of development")
    dialog.authorised.setCurrentIndex(dialog.authorised.findData("yes"))
    dialog.memo.put_at(tmp_path / "amended.pdf")
    dialog.do.click()
    stage.until(lambda: "by courier" in row_of(page, "Ann Lowe").delivery.text(), "the change")
    [now] = told_of(window, "Ann Lowe")
    changed = {name for name in now if now[name] != before[name]}
    assert changed == {"how", "capacity", "authorised", "amends", "seq", "leaf"}
    assert now["amends"] == before["leaf"]
    assert "head of development" in words_of(tmp_path / "amended.pdf")


def test_an_amendment_whose_memo_failed_is_not_recorded_twice(
    stage: Stage,
    window: MainWindow,
    page: SharePage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from vault.errors import DiskFull
    from vault.pipeline import memos

    def full(*_given: object, **_named: object) -> None:
        raise DiskFull("The disk is full.", "Make room.")

    ann = delivered(stage, page, tmp_path)
    monkeypatch.setattr(memos, "write", full)
    ann.answer.click()
    dialog = cast("AnswerDialog", opened(stage, page, AnswerDialog))
    dialog.answer.setText("yes")
    dialog.do.click()
    stage.until(lambda: "acknowledged" in row_of(page, "Ann Lowe").delivery.text(), "the answer")
    assert "its memo was not written" in window.notice.words
    assert len(told_of(window, "Ann Lowe")) == 1


def test_terms_that_ask_no_promise_offer_nothing_to_accept(
    stage: Stage, window: MainWindow, page: SharePage, tmp_path: Path
) -> None:
    folder = tmp_path / "reserved"
    folder.mkdir()
    page.form.readers.take("Cy Doe")
    page.form.terms.choices["reserve-only"].radio.setChecked(True)
    stage.until(page.form.make.isEnabled, "the form")
    page.share_to(folder)
    done = stage.until(lambda: page.done, "the copies")
    assert done.accept.isHidden()
    done.again.emit()
    stage.until(lambda: len(page.form.holders.rows) == len(READERS) + 1, "the reader")
    assert row_of(page, "Cy Doe").accept.isHidden()
    assert not row_of(page, "Cy Doe").deliver.isHidden()
    assert row_of(page, "Cy Doe").status.text() == ""
    assert not row_of(page, "Bo Adair").accept.isHidden()


def test_the_dialogs_about_a_delivery_are_whole_named_and_reached(
    stage: Stage, window: MainWindow, page: SharePage, tmp_path: Path
) -> None:
    ann = delivered(stage, page, tmp_path)
    window.resize(*SIZES[-1])
    stage.settle(window)
    for look in (clipped, outside, nameless, unreached):
        assert look(window) == [], look.__name__
    window.desk.read(lambda s: accept(s, "Ann Lowe"), lambda _: page._list_holders())
    stage.until(lambda: not row_of(page, "Ann Lowe").strike.isHidden(), "the agreement")
    ann = row_of(page, "Ann Lowe")
    row_of(page, "Ann Lowe").strike.click()
    dialog = opened(stage, page, StrikeAcceptanceDialog)
    stage.settle(window)
    for look in (clipped, outside, nameless, unreached):
        assert look(dialog) == [], look.__name__
    dialog.reject()
    for press, kind in ((ann.answer, AnswerDialog), (ann.amend, AmendDialog)):
        press.click()
        dialog = opened(stage, page, kind)
        dialog.fields[0].setText("")
        dialog.do.click()  # with what is wrong said as well
        stage.settle(window)
        for look in (clipped, outside, nameless, unreached):
            assert look(dialog) == [], look.__name__
        dialog.reject()


def accept(session: Session, reader: str) -> Outcome:
    """Record that a reader accepted, without a window."""
    told = delivering.holders(session, script=None).data["holders"]
    [one] = [one for one in told if one["recipient"] == reader]
    return accepting.record(
        session, copy=one["copy_id"], when=one["issued"], how="by mail", evidence=()
    )


def told_of(window: MainWindow, reader: str) -> list[Mapping[str, Any]]:
    told = delivering.holders(window.desk.session, script=None).data["holders"]
    return [one for one in told if one["recipient"] == reader]
