"""The first run on screen, from an empty home to the first sealed draft."""

import stat
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest

from tests.pipeline.small import PASSPHRASE, Small, text
from tests.ui.conftest import Stage
from vault.operations import vaulting
from vault.operations.session import Session
from vault.settings import load
from vault.ui.first_run import Step
from vault.ui.main_window import MainWindow
from vault.ui.unlock_page import UnlockPage
from vault.ui.welcome import Welcome
from vault.ui.welcome_kit import ConfirmStep, KitStep
from vault.ui.welcome_steps import FolderStep, NameStep, ReadyStep, TimeStep


def entrance(window: MainWindow) -> Welcome:
    return cast("Welcome", window.entrance)


def answer(
    stage: Stage, small: Small, welcome: Welcome, until: Step, name: str = "my kit.pdf"
) -> None:
    """Answer the steps up to one, as a person who makes no mistake."""
    folder = cast("FolderStep", welcome.pages[Step.FOLDER])
    folder.put(small.scripts)
    welcome.next.click()
    who = cast("NameStep", welcome.pages[Step.NAME])
    assert who.writer.hasFocus()
    QTest.keyClicks(who.writer, "Ada Marsh")
    QTest.keyClick(who.writer, Qt.Key.Key_Tab)
    assert who.passphrase.hasFocus()
    QTest.keyClicks(who.passphrase, PASSPHRASE)
    QTest.keyClick(who.passphrase, Qt.Key.Key_Tab)
    QTest.keyClicks(who.again, PASSPHRASE)
    QTest.keyClick(who.again, Qt.Key.Key_Return)
    stage.until(lambda: welcome.run.step is Step.KIT, "the kit")
    if until is Step.KIT:
        return
    kit = cast("KitStep", welcome.pages[Step.KIT])
    kit.save_to(small.home / name)
    stage.until(lambda: welcome.run.kept, "the kit to be kept")
    welcome.next.click()
    assert welcome.run.step is Step.CONFIRM
    if until is Step.CONFIRM:
        return
    confirm = cast("ConfirmStep", welcome.pages[Step.CONFIRM])
    for place, field in zip(welcome.run.asked_words, confirm.fields, strict=True):
        QTest.keyClicks(field, welcome.run.words[place - 1])
    QTest.keyClick(confirm.fields[-1], Qt.Key.Key_Return)
    assert welcome.run.step is Step.TIME
    if until is Step.TIME:
        return
    cast("TimeStep", welcome.pages[Step.TIME]).off.click()
    welcome.next.click()
    stage.until(lambda: welcome.run.step is Step.READY, "the last step")


def test_the_first_draft_is_sealed_before_it_closes(stage: Stage, fresh: Small) -> None:
    fresh.write("The Tide Clerk.fountain", text(1))
    window = stage.window(fresh, unlock=False)
    welcome = entrance(window)
    answer(stage, fresh, welcome, Step.READY)
    ready = cast("ReadyStep", welcome.pages[Step.READY])
    stage.until(lambda: window.desk.drafts and welcome.next.isEnabled(), "the first draft")
    assert ready.words == "1 draft is sealed."
    welcome.next.click()
    assert window.entrance is None
    assert [draft.title for draft in window.desk.drafts] == ["The Tide Clerk"]
    settings = load(fresh.settings_path)
    assert settings is not None
    assert settings.watch == (str(fresh.scripts),)
    assert settings.time is False


def test_an_empty_folder_says_what_to_do(stage: Stage, fresh: Small) -> None:
    window = stage.window(fresh, unlock=False)
    welcome = entrance(window)
    answer(stage, fresh, welcome, Step.READY)
    ready = cast("ReadyStep", welcome.pages[Step.READY])
    stage.until(welcome.next.isEnabled, "the look through the folder")
    assert ready.words == "There is no script in the folder yet."
    fresh.write("Late.fountain", text(1))
    stage.until(lambda: ready.words == "1 draft is sealed.", "the save")
    welcome.next.click()
    assert window.page("timeline").isVisible()


@pytest.mark.parametrize("name", ["my kit.txt", "my kit.pdf"])
def test_the_kit_that_was_saved_opens_the_vault(stage: Stage, fresh: Small, name: str) -> None:
    window = stage.window(fresh, unlock=False)
    welcome = entrance(window)
    answer(stage, fresh, welcome, Step.READY, name)
    kept = fresh.home / name
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    session = Session(vault=fresh.vault, kit=kept, environment={})
    session.__dict__["where"] = fresh.where
    assert vaulting.test_kit(session).data["opens"] is True
    assert list(Path.home().glob("ScriptVault-recovery-kit-*")) == []
    assert window.desk.preferences.kit_to_confirm is None


def test_one_cannot_go_on_without_keeping_the_kit(stage: Stage, fresh: Small) -> None:
    window = stage.window(fresh, unlock=False)
    welcome = entrance(window)
    answer(stage, fresh, welcome, Step.KIT)
    welcome.next.click()
    assert welcome.run.step is Step.KIT
    assert welcome.sentence.startswith("The kit is not kept anywhere yet.")
    taken = fresh.home / "taken.txt"
    taken.write_text("mine")
    cast("KitStep", welcome.pages[Step.KIT]).save_to(taken)
    stage.until(lambda: "there already" in window.notice.words, "the refusal")
    assert taken.read_text() == "mine"
    assert not welcome.run.kept


def test_a_printed_kit_counts_as_kept(stage: Stage, fresh: Small, tmp_path: Path) -> None:
    window = stage.window(fresh, unlock=False)
    welcome = entrance(window)
    answer(stage, fresh, welcome, Step.KIT)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "kit.pdf"))
    cast("KitStep", welcome.pages[Step.KIT]).print_on(printer)
    assert welcome.run.kept
    import subprocess

    said = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "kit.pdf"), "-"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert all(f"{n}. {word}" in said for n, word in enumerate(welcome.run.words, start=1))


def test_a_wrong_word_is_said_and_one_may_look_again(stage: Stage, fresh: Small) -> None:
    window = stage.window(fresh, unlock=False)
    welcome = entrance(window)
    answer(stage, fresh, welcome, Step.CONFIRM)
    first = welcome.run.asked_words[0]
    confirm = cast("ConfirmStep", welcome.pages[Step.CONFIRM])
    QTest.keyClicks(confirm.fields[0], "zebra")
    welcome.next.click()
    assert welcome.sentence.startswith(f"Word {first} is not the one on the kit.")
    welcome.back.click()
    assert welcome.run.step is Step.KIT
    welcome.next.click()
    assert welcome.run.step is Step.CONFIRM


def test_a_first_run_that_was_broken_off_goes_on_at_the_kit(stage: Stage, fresh: Small) -> None:
    window = stage.window(fresh, unlock=False)
    answer(stage, fresh, entrance(window), Step.KIT)
    words = list(entrance(window).run.words)
    window.close()
    again = stage.window(fresh, unlock=False)
    assert isinstance(again.entrance, UnlockPage)
    again.unlock(PASSPHRASE)
    stage.until(lambda: isinstance(again.entrance, Welcome), "the kit")
    assert entrance(again).run.step is Step.KIT
    assert list(entrance(again).run.words) == words


def test_folders_that_cannot_be_watched_are_refused(stage: Stage, fresh: Small) -> None:
    window = stage.window(fresh, unlock=False)
    welcome = entrance(window)
    welcome.next.click()
    assert welcome.sentence.startswith("No folder is chosen yet.")
    folder = cast("FolderStep", welcome.pages[Step.FOLDER])
    folder.put(fresh.home)
    welcome.next.click()
    assert "inside one another" in welcome.sentence
    assert welcome.run.step is Step.FOLDER


def test_a_vault_that_cannot_be_made_is_said(stage: Stage, fresh: Small) -> None:
    window = stage.window(fresh, unlock=False)
    welcome = entrance(window)
    fresh.vault.mkdir()
    (fresh.vault / "something").write_text("else")
    cast("FolderStep", welcome.pages[Step.FOLDER]).put(fresh.scripts)
    welcome.next.click()
    name = cast("NameStep", welcome.pages[Step.NAME])
    for field, said in ((name.writer, "Ada"), (name.passphrase, "a"), (name.again, "a")):
        QTest.keyClicks(field, said)
    welcome.next.click()
    stage.until(lambda: welcome.sentence, "the refusal")
    assert "is not an empty folder" in welcome.sentence
    assert welcome.run.step is Step.NAME
    assert list(Path.home().glob("ScriptVault-recovery-kit-*")) == []


def test_what_leaves_the_computer_is_said_exactly(stage: Stage, fresh: Small) -> None:
    from PySide6.QtWidgets import QLabel

    window = stage.window(
        fresh, unlock=False, SCRIPTVAULT_OFFLINE="", SCRIPTVAULT_TSA="http://time.example/tsa"
    )
    page = entrance(window).pages[Step.TIME]
    said = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "To http://time.example/tsa: the SHA-256 of a signed checkpoint (32 bytes)" in said
    assert "never a word, a title or a name" in said


def test_a_kit_that_was_spoilt_meanwhile_bars_nobody(stage: Stage, fresh: Small) -> None:
    window = stage.window(fresh, unlock=False)
    answer(stage, fresh, entrance(window), Step.KIT)
    kit = entrance(window).run.kit_file
    assert kit is not None
    window.close()
    kit.write_text("spoilt")
    again = stage.window(fresh)
    stage.until(lambda: again.entrance is None, "the timeline")
    assert "A recovery kit has 24 words" in again.notice.words


def test_the_kit_does_not_go_where_it_would_be_sealed(stage: Stage, fresh: Small) -> None:
    window = stage.window(fresh, unlock=False)
    welcome = entrance(window)
    answer(stage, fresh, welcome, Step.KIT)
    kit = cast("KitStep", welcome.pages[Step.KIT])
    for place in (fresh.scripts, fresh.vault):
        kit.save_to(place / "kit.txt")
        stage.until(lambda: str(place) in window.notice.words, "the refusal")  # noqa: B023
        assert not (place / "kit.txt").exists()
    assert not welcome.run.kept
