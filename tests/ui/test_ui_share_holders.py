"""Who holds what on the Share page: deliveries and acceptances recorded from a reader's row."""

from pathlib import Path
from typing import cast

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
from vault.operations import delivering, sharing
from vault.ui.acceptance_dialog import AcceptanceDialog
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
    dialog.put_at(place)
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
        (lambda: dialog.put_at(tmp_path / "memo.pdf"), ""),
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
    dialog.put_at(tmp_path / "memo.pdf")
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
    assert "no hidden marks" in "".join(one.text() for one in chosen.findChildren(QLabel))
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
