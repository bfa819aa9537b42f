"""Sharing from the window: terms on screen, copies made and checked, stopped, refused, repeated."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from tests.pipeline.small import MAIL, TITLE, WRITER, Small, text
from tests.ui.conftest import Stage
from tests.ui.dropping import drop
from tests.ui.test_ui_pictures import SIZES, clipped, nameless, outside
from vault.licence import wording
from vault.licence.presets import DEFAULT, PRESETS
from vault.operations import drafting, sharing
from vault.operations.session import Outcome, Session
from vault.ui.main_window import MainWindow
from vault.ui.share_draft import DraftChooser
from vault.ui.share_page import SharePage
from vault.ui.share_preview import UNNUMBERED
from vault.verify.file import verify_file

READERS = "Miriam Okafor <m@harrow.example>\nJonas Weil"


@pytest.fixture
def window(stage: Stage, small: Small) -> MainWindow:
    return stage.window(small)


@pytest.fixture
def page(stage: Stage, window: MainWindow) -> SharePage:
    """The Share page with the newest draft of the script that has a name."""
    draft = max((d for d in window.desk.drafts if d.title == TITLE), key=lambda d: d.number)
    window.desk.ask("share", draft)
    page = cast("SharePage", window.page("share"))
    stage.until(lambda: page.form.ready, "the draft to be read")
    return page


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "copies"
    made.mkdir()
    return made


def share(stage: Stage, page: SharePage, folder: Path, readers: str = READERS) -> None:
    assert not readers or page.form.readers.take(readers)
    page.share_to(folder)
    stage.until(lambda: page.idle, "the copies")


def test_the_whole_notice_of_the_chosen_terms_is_on_screen(stage: Stage, page: SharePage) -> None:
    page.form.readers.take("Miriam Okafor")
    for preset in PRESETS:
        choice = page.form.terms.choices[preset.id]
        QTest.mouseClick(choice, Qt.MouseButton.LeftButton)
        assert page.form.terms.chosen == preset
        filled = {
            "title": TITLE,
            "writer": WRITER,
            "contact": MAIL,
            "year": "2026",
            "copy": UNNUMBERED,
            "recipient": "Miriam Okafor",
            "date": wording.in_words(page.form.today),
        }
        assert choice.notice.text() == wording.notice(preset, filled, held=False)
        assert wording.footer(preset, filled) in choice.foot.text()
        others = [c for c in page.form.terms.choices.values() if c is not choice]
        assert all(c.notice.isHidden() and not c.notice.text() for c in others)


def test_nothing_is_claimed_unless_it_is_said(stage: Stage, page: SharePage) -> None:
    notice = page.form.terms.choices[DEFAULT].notice
    assert page.form.holds.said == "unsaid"
    assert "©" not in notice.text()
    page.form.holds.answers["yes"].setChecked(True)
    assert "©" in notice.text()
    page.form.holds.answers["no"].setChecked(True)
    assert "©" not in notice.text()


def test_terms_that_contradict_the_answer_are_said_where_they_are(page: SharePage) -> None:
    form = page.form
    form.readers.take(READERS)
    form.terms.choices["paid-train"].radio.setChecked(True)
    assert form.make.isEnabled()
    form.holds.answers["no"].setChecked(True)
    assert "someone else owns the draft" in form.terms.error.text()
    assert not form.make.isEnabled()
    assert form.preview.sheet.count == 0
    form.terms.choices["reserve-only"].radio.setChecked(True)
    assert form.terms.error.isHidden()
    assert form.make.isEnabled()


def test_every_reader_gets_a_copy_that_can_be_checked(
    stage: Stage, window: MainWindow, page: SharePage, small: Small, folder: Path
) -> None:
    page.form.holds.answers["yes"].setChecked(True)
    share(stage, page, folder)
    done = page.done
    assert done is not None
    assert done.isVisible()
    assert done.ended.isHidden()
    files = sorted(folder.iterdir())
    assert len(files) == 2
    found = {}
    for file in files:
        told = verify_file(file, small.session().roots()).as_json()
        assert told["verdict"] == "valid"
        found[told["copy"]["recipient"]["name"]] = told["copy"]
        shown = [label.text() for label in done.findChildren(QLabel)]
        assert file.name in shown
        assert f"Copy {told['copy']['copy_id']}" in shown
    assert set(found) == {"Miriam Okafor", "Jonas Weil"}
    assert all(c["holder"] == "yes" and c["licence"] == DEFAULT for c in found.values())
    assert page.form.readers.people == []


def test_sharing_again_tells_who_has_a_draft_and_what_was_said(
    stage: Stage, page: SharePage, folder: Path
) -> None:
    page.form.holds.answers["yes"].setChecked(True)
    share(stage, page, folder)
    assert page.done is not None
    again = page.done.again
    again.emit()
    stage.until(lambda: page.form.ready, "the draft")
    assert page.form.holds.said == "yes"
    page.form.readers.take("Jonas Weil")
    said = [label.text() for label in page.form.readers.findChildren(QLabel)]
    assert "has this draft" in said
    older = page.form.draft
    older.number.setCurrentIndex(2)
    older.number.activated.emit(2)
    stage.until(lambda: page.form.ready, "the older draft")
    said = [label.text() for label in page.form.readers.findChildren(QLabel)]
    assert "has draft 3" in said


def test_without_a_reader_no_folder_is_asked_for(stage: Stage, page: SharePage) -> None:
    QTest.mouseClick(page.form.make, Qt.MouseButton.LeftButton)
    assert "No reader is named." in page.form.readers.error.text()
    page.form.readers.field.setText("nobody <nothing>")
    QTest.mouseClick(page.form.make, Qt.MouseButton.LeftButton)
    assert "is not a mail address" in page.form.readers.error.text()
    assert page.idle


def test_a_name_still_in_the_field_is_taken(
    stage: Stage, page: SharePage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vault.ui.share_page.open_folder", lambda *given: given[2](folder))
    QTest.keyClicks(page.form.readers.field, "Miriam Okafor")
    QTest.mouseClick(page.form.make, Qt.MouseButton.LeftButton)
    stage.until(lambda: page.done, "the copy")
    assert len(list(folder.iterdir())) == 1


def test_a_list_may_be_dropped_anywhere_on_the_page(page: SharePage, tmp_path: Path) -> None:
    path = tmp_path / "readers.csv"
    path.write_text("name,organisation\nMiriam Okafor,Harrow Films\n")
    assert drop(page.form, [QUrl.fromLocalFile(str(path))])
    assert [one.name for one in page.form.readers.people] == ["Miriam Okafor"]


def after_copy(monkeypatch: pytest.MonkeyPatch, number: int, happens: Callable[[], object]) -> None:
    """Let something happen, in the worker, when so many copies are recorded."""
    whole = sharing.share_with

    def share_with(session: Session, **named: Any) -> Outcome:
        def step(what: str, done: int, of: int) -> None:
            if (what, done) == ("copies", number):
                happens()
            session.progress(what, done, of)

        return whole(session.beside(progress=step), **named)

    monkeypatch.setattr(sharing, "share_with", share_with)


def test_stopping_leaves_whole_copies_and_says_how_many(
    stage: Stage, page: SharePage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        first.set()
        assert go_on.wait(60)

    after_copy(monkeypatch, 1, wait)
    assert page.form.readers.take(READERS)
    page.share_to(folder)
    stage.until(first.is_set, "the first copy")
    assert not page.form.readers.isEnabled()
    QTest.mouseClick(page.form.stop, Qt.MouseButton.LeftButton)
    go_on.set()
    done = stage.until(lambda: page.done, "the result")
    assert done.head.title == "1 copy was made"
    assert "It was stopped." in done.ended.text()
    assert done.ended.isVisible()
    assert len(list(folder.iterdir())) == 1


def test_stopping_before_the_first_copy_leaves_nothing(
    stage: Stage, page: SharePage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, whole = threading.Event(), threading.Event(), sharing.share_with

    def slow(session: Session, **named: Any) -> Outcome:
        begun.set()
        assert go_on.wait(60)
        session.progress("copies", 0, 2)
        return whole(session, **named)

    monkeypatch.setattr(sharing, "share_with", slow)
    assert page.form.readers.take(READERS)
    page.share_to(folder)
    stage.until(begun.is_set, "the beginning")
    QTest.mouseClick(page.form.stop, Qt.MouseButton.LeftButton)
    go_on.set()
    stage.until(lambda: page.idle, "the end")
    assert page.done is None
    assert "It was stopped." in page.form.error.text()
    assert list(folder.iterdir()) == []
    assert len(page.form.readers.people) == 2


def test_copies_that_are_recorded_and_not_written_are_named_and_get_their_files(
    stage: Stage,
    window: MainWindow,
    page: SharePage,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    gone = folder.with_name("gone")
    after_copy(monkeypatch, 2, lambda: folder.rename(gone))
    share(stage, page, folder)
    assert page.done is not None
    assert page.done.head.title == "2 copies are recorded, and not all files are written"
    assert "There is no folder" in page.done.ended.text()
    assert "not written yet" in page.done.ended.text()
    assert list(gone.iterdir()) == []
    page.write_to(tmp_path / "nowhere")
    stage.until(lambda: "There is no folder" in window.notice.words, "the refusal")
    page.write_to(gone)
    done = page.done
    stage.until(lambda: page.done is not done, "the files")
    assert page.done.head.title == "2 copies were made"
    assert len(list(gone.iterdir())) == 2


def test_a_folder_that_cannot_be_is_said_and_everything_stays(
    stage: Stage, page: SharePage, small: Small, tmp_path: Path
) -> None:
    for place, sentence in (
        (tmp_path / "none", "There is no folder"),
        (small.vault, "lies inside the vault"),
    ):
        share(stage, page, place, "" if page.form.readers.people else READERS)
        assert page.done is None
        assert sentence in page.form.error.text()
        assert page.form.error.isVisible()
        assert len(page.form.readers.people) == 2
        assert page.form.make.isEnabled()


def test_a_draft_that_cannot_be_read_is_said(
    stage: Stage, window: MainWindow, page: SharePage, small: Small
) -> None:
    small.write("Locked away.docx", "PK\x03\x04 no real one")
    stage.until(lambda: any(d.title == "Locked away" for d in window.desk.drafts), "its draft")
    draft = next(d for d in window.desk.drafts if d.title == "Locked away")
    window.desk.ask("share", draft)
    stage.until(page.form.draft_error.text, "the reason")
    assert "No copy can be made of this draft" in page.form.draft_error.text()
    assert not page.form.make.isEnabled()
    assert not any(choice.notice.text() for choice in page.form.terms.choices.values())
    assert page.form.preview.sheet.count == 0
    newest = next(d for d in window.desk.drafts if d.title == TITLE)
    window.desk.ask("share", newest)
    stage.until(lambda: page.form.ready, "the other draft")
    assert page.form.draft_error.isHidden()
    assert page.form.make.isEnabled()


def test_a_new_save_does_not_change_what_is_shared(
    stage: Stage, window: MainWindow, page: SharePage, small: Small
) -> None:
    before = page.form.draft.draft
    count = len(window.desk.drafts)
    small.write(f"{TITLE}.fountain", text(44))
    stage.until(lambda: len(window.desk.drafts) > count, "the new draft")
    assert page.form.draft.draft == before
    assert page.form.draft.number.count() == 4


def test_the_draft_that_was_chosen_elsewhere_is_the_one_to_share(
    stage: Stage, window: MainWindow, page: SharePage
) -> None:
    other = next(d for d in window.desk.drafts if d.title == "Pilot")
    window.show_page("timeline")
    window.desk.choose(other)
    window.show_page("share")
    assert page.form.draft.draft == other
    titles = [page.form.draft.script.itemText(at) for at in range(page.form.draft.script.count())]
    assert "One/Pilot.fountain" in titles
    assert "Two/Pilot.fountain" in titles


def test_the_result_waits_until_it_was_seen(
    stage: Stage, window: MainWindow, page: SharePage, folder: Path
) -> None:
    assert page.form.readers.take(READERS)
    page.share_to(folder)
    window.show_page("timeline")
    done = stage.until(lambda: page.done, "the copies")
    window.show_page("share")
    assert done.isVisible()
    window.show_page("timeline")
    window.show_page("share")
    assert page.done is None
    assert page.form.isVisible()


def test_a_name_given_meanwhile_does_not_change_what_is_shared(
    stage: Stage, window: MainWindow, page: SharePage, small: Small
) -> None:
    page.form.draft.number.setCurrentIndex(2)
    page.form.draft.number.activated.emit(2)
    picked = page.form.draft.draft
    assert picked is not None
    window.show_page("timeline")
    number = window.desk.chosen.number if window.desk.chosen else 0
    reference = f"{TITLE}.fountain#{number}"
    drafting.label(small.session(), draft=reference, name="final, really")
    stage.until(lambda: any(d.label == "final, really" for d in window.desk.drafts), "the name")
    window.show_page("share")
    assert page.form.draft.draft is not None
    assert page.form.draft.draft.key == picked.key


def test_an_empty_vault_says_what_to_do(stage: Stage, fresh: Small) -> None:
    fresh.init()
    window = stage.window(fresh)
    window.show_page("share")
    page = cast("SharePage", window.page("share"))
    assert page.empty.isVisible()
    fresh.write("First.fountain", text(1))
    stage.until(lambda: page.form.isVisible() and page.form.ready, "the first draft")
    assert page.form.head.title == "First"


@pytest.mark.parametrize("size", SIZES, ids=["usual", "least"])
def test_the_result_is_whole_and_named(
    stage: Stage, window: MainWindow, page: SharePage, folder: Path, size: tuple[int, int]
) -> None:
    window.resize(*size)
    assert page.form.readers.take(READERS)
    stage.settle(window)
    assert [clipped(page), outside(page), nameless(page)] == [[], [], []]
    page.share_to(folder)
    stage.until(lambda: page.done, "the copies")
    stage.settle(window)
    assert [clipped(page), outside(page), nameless(page)] == [[], [], []]


def test_a_long_line_of_a_list_ends_in_dots(stage: Stage, window: MainWindow) -> None:
    chooser = DraftChooser()
    chooser.show_drafts(window.desk.drafts, window.desk.drafts[1])
    chooser.resize(200, 40)
    chooser.show()
    stage.until(chooser.number.toolTip, "the whole line as its tooltip")
    assert chooser.number.toolTip() == chooser.number.currentText()
