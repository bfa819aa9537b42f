"""The window over a vault: unlocking, following saves, keys, what it remembers."""

import re
import threading
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from tests.pipeline.small import LABEL, PASSPHRASE, TITLE, Small, text
from tests.ui.conftest import Stage
from vault import assets
from vault.errors import VaultError
from vault.licence.presets import DEFAULT
from vault.operations import sharing
from vault.operations.session import Session
from vault.pipeline import watching
from vault.seal import slots
from vault.settings import load
from vault.ui import draft_actions, menus
from vault.ui.crash import Crash
from vault.ui.drafts import scripts
from vault.ui.help_dialog import HelpDialog
from vault.ui.main_window import MainWindow
from vault.ui.name_dialog import NameDialog
from vault.ui.tasks import Cancelled
from vault.ui.timeline_page import TimelinePage
from vault.ui.unlock_page import AbsentPage, UnlockPage


def timeline(window: MainWindow) -> TimelinePage:
    return cast("TimelinePage", window.page("timeline"))


def test_a_wrong_passphrase_is_one_sentence_and_can_be_tried_again(
    stage: Stage, small: Small
) -> None:
    window = stage.window(small, unlock=False)
    page = cast("UnlockPage", window.entrance)
    for typed in ("wrong", "wrong again", ""):
        page.field.clear()
        QTest.keyClicks(page.field, typed)
        QTest.keyClick(page.field, Qt.Key.Key_Return)
        stage.until(lambda: not window.desk.tasks.busy and page.sentence, "the refusal")
        assert page.sentence == "This passphrase does not open the vault. Try it again."
        assert page.field.hasFocus()
        assert page.field.selectedText() == page.field.text()
    page.field.clear()
    QTest.keyClicks(page.field, PASSPHRASE)
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    stage.until(lambda: window.desk.listed, "the drafts")
    assert window.entrance is None
    assert len(window.desk.drafts) == 6


def test_the_passphrase_is_worked_on_once(
    stage: Stage, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked = []
    derive = slots._argon2id
    monkeypatch.setattr(slots, "_argon2id", lambda *a: worked.append(1) or derive(*a))
    window = stage.window(small)
    page = timeline(window)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    stage.until(page.detail.isVisible, "the detail")
    stage.settle(window)
    assert len(worked) == 1


def test_a_save_appears_by_itself(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    stage.until(lambda: window.desk.watcher.begun, "the watch")
    before = len(window.desk.drafts)
    page = timeline(window)
    page.search.setText(TITLE)
    small.write(f"{TITLE}.fountain", text(4))
    stage.until(lambda: len(window.desk.drafts) == before + 1, "the new draft")
    stage.until(lambda: page.view.current() and page.view.current().number == 4, "its row")
    assert page.head.title == TITLE
    stage.until(lambda: window.desk.chosen and window.desk.chosen.pages, "its pages")


def test_a_new_script_appears_by_itself(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    small.write("Night Train.fountain", text(1))
    stage.until(lambda: any(d.title == "Night Train" for d in window.desk.drafts), "the script")
    assert scripts(window.desk.drafts)[0].title == "Night Train"


def test_arrow_keys_move_and_enter_opens_the_draft(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    page = timeline(window)
    page.search.setText(TITLE)
    page.view.setFocus()
    newest = page.view.current()
    assert newest is not None
    assert newest.number == 3
    QTest.keyClick(page.view, Qt.Key.Key_Down)
    chosen = window.desk.chosen
    assert chosen is not None
    assert (chosen.number, chosen.label) == (2, LABEL)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert page.detail.isVisible()
    assert page.detail.head.title == f"“{LABEL}”"
    stage.settle(window)
    facts = page.detail.facts.values()
    assert facts["Hash (SHA-256)"].replace(" ", "") == chosen.sha256
    assert facts["Number"] == "draft 2 of this script"
    assert facts["Name"] == f"“{LABEL}”, given by you"
    QTest.keyClick(page.detail.back, Qt.Key.Key_Escape)
    assert page.view.isVisible()
    assert page.view.hasFocus()


def test_the_detail_names_the_copies_that_were_made(
    stage: Stage, small: Small, tmp_path: Path
) -> None:
    sharing.share(
        small.session(),
        draft=f"{TITLE}.fountain#3",
        to=("Miriam Okafor <miriam@harrow.example>",),
        to_csv=None,
        licence=DEFAULT,
        holder="unsaid",
        output=tmp_path,
    )
    window = stage.window(small)
    page = timeline(window)
    page.search.setText(TITLE)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    stage.settle(window)
    assert " for Miriam Okafor, " in page.detail.facts.values()["Copy"]


def test_unfolding_shows_the_autosaves(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    page = timeline(window)
    page.search.setText(TITLE)
    rows = page.view.entries.rowCount()
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_Down)
    QTest.keyClick(page.view, Qt.Key.Key_Right)
    assert page.view.entries.rowCount() == rows + 1
    QTest.keyClick(page.view, Qt.Key.Key_Down)
    unfolded = page.view.current()
    assert unfolded is not None
    assert unfolded.number == 1
    QTest.keyClick(page.view, Qt.Key.Key_Up)
    QTest.keyClick(page.view, Qt.Key.Key_Left)
    assert page.view.entries.rowCount() == rows


def test_search_finds_and_says_when_there_is_nothing(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    page = timeline(window)
    QTest.keySequence(window, "Ctrl+F")
    assert page.search.hasFocus()
    QTest.keyClicks(page.search, "perpetua")
    found = page.scripts.current()
    assert found is not None
    assert [draft.label for draft in found.drafts] == [LABEL]
    QTest.keyClicks(page.search, " zebra")
    assert page.nothing.isVisible()
    page.search.clear()
    assert page.view.isVisible()


def test_a_draft_is_named_from_its_detail(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    page = timeline(window)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    stage.settle(window)
    page.detail.name.click()
    dialog = page.detail.findChild(NameDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.field, "x" * 300)
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    stage.until(lambda: dialog.sentence, "the refusal")
    assert dialog.sentence.startswith("This is no name for a draft.")
    dialog.field.clear()
    QTest.keyClicks(dialog.field, "for the table read")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    stage.until(lambda: page.detail.head.title == "“for the table read”", "the name")
    stage.until(lambda: page.detail.findChild(NameDialog) is None, "the dialog to go")


def test_a_draft_is_restored_and_nothing_is_overwritten(
    stage: Stage, small: Small, tmp_path: Path
) -> None:
    window = stage.window(small)
    page = timeline(window)
    page.search.setText(TITLE)
    target = tmp_path / "back.fountain"
    chosen = window.desk.chosen
    assert chosen is not None
    draft_actions.restore_to(window.desk, chosen.reference, target)
    stage.until(target.exists, "the file")
    assert target.read_bytes() == text(3).encode()
    stage.settle(window)
    target.write_text("mine")
    draft_actions.restore_to(window.desk, chosen.reference, target)
    stage.until(lambda: "already" in window.notice.words, "the refusal")
    assert target.read_text() == "mine"


def test_the_health_line_tells_of_trouble_and_of_its_end(
    stage: Stage, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LIVENESS", 0.2)
    window = stage.window(small)
    line = window.health_line
    stage.until(lambda: line.sentence.startswith("Watching 4 scripts. Last draft sealed"), "health")
    away = small.scripts.with_name("Scripts away")
    small.scripts.rename(away)
    stage.until(lambda: window.desk.health.state == "degraded", "the trouble")
    assert str(small.scripts) in line.sentence
    away.rename(small.scripts)
    stage.until(lambda: window.desk.health.state == "ok", "the end of it")


def test_a_vault_that_is_gone_is_said_and_looked_for_again(stage: Stage, small: Small) -> None:
    away = small.vault.with_name("away")
    small.vault.rename(away)
    window = stage.window(small, unlock=False)
    page = cast("AbsentPage", window.entrance)
    assert "not where it was" in page.words
    assert page.button is not None
    away.rename(small.vault)
    page.button.click()
    assert isinstance(window.entrance, UnlockPage)


def test_a_vault_taken_away_while_it_is_open_is_closed_and_opened_again(
    stage: Stage, small: Small
) -> None:
    window = stage.window(small)
    count = len(window.desk.drafts)
    away = small.vault.with_name("away")
    small.vault.rename(away)
    page = cast("AbsentPage", stage.until(lambda: window.entrance, "the entrance"))
    assert "not where it was" in page.words
    assert not window.desk.unlocked
    assert window.health_line.sentence.startswith("No vault is open.")
    away.rename(small.vault)
    assert page.button is not None
    page.button.click()
    window.unlock(PASSPHRASE)
    stage.until(lambda: len(window.desk.drafts) == count, "the drafts")
    assert window.entrance is None


def test_a_damaged_vault_is_said(stage: Stage, small: Small) -> None:
    for path in (small.vault / "logs").iterdir():
        (path / "entries.jsonl").write_bytes(b"{}\n")
    window = stage.window(small, unlock=False)
    assert "damaged" in cast("AbsentPage", window.entrance).words


def test_a_vault_whose_log_breaks_off_is_said_after_unlocking(stage: Stage, small: Small) -> None:
    [log] = (small.vault / "logs").iterdir()
    lines = (log / "entries.jsonl").read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace(b'"seq":3', b'"seq":9')
    (log / "entries.jsonl").write_bytes(b"".join(lines))
    window = stage.window(small, unlock=False)
    window.unlock(PASSPHRASE)
    stage.until(lambda: isinstance(window.entrance, AbsentPage), "the sentence")
    assert "entries.jsonl" in cast("AbsentPage", window.entrance).words
    assert not window.desk.unlocked


def test_geometry_and_theme_are_remembered(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    window.resize(1111, 703)
    stage.settle(window)
    window.close()
    again = stage.window(small)
    assert (again.width(), again.height()) == (1111, 703)


def test_pages_are_reached_by_key(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    QTest.keySequence(window, "Ctrl+,")
    assert window.page_name == "settings"
    QTest.keySequence(window, "Ctrl+1")
    assert window.page_name == "timeline"
    assert timeline(window).isVisible()


def test_verify_needs_no_vault(stage: Stage, fresh: Small) -> None:
    window = stage.window(fresh, unlock=False)
    QTest.keySequence(window, "Ctrl+5")
    assert window.page_name == "verify"
    assert window.page("verify").isVisible()
    QTest.keySequence(window, "Ctrl+1")
    assert window.entrance is not None
    assert window.entrance.isVisible()
    assert window.health_line.sentence == "No vault is open. Verifying needs none."


def test_a_mistake_of_ours_is_shown_and_sent_nowhere(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    crash = Crash(window.desk)

    def mistake(_session: object) -> None:
        raise ZeroDivisionError(f"the secret of {TITLE}")

    window.desk.read(mistake, lambda _: None)
    stage.until(lambda: crash.shown and crash.shown.isVisible(), "the report")
    assert crash.shown is not None
    assert "ZeroDivisionError" in crash.shown.report
    assert TITLE not in crash.shown.report
    crash.shown.accept()


def test_the_watch_goes_on_after_settings_change(
    stage: Stage, small: Small, tmp_path: Path
) -> None:
    window = stage.window(small)
    stage.until(lambda: window.desk.watcher.begun, "the watch")
    other = tmp_path / "Other"
    other.mkdir()
    done: list[bool] = []
    window.desk.set_choices(lambda: done.append(True), watch=[small.scripts, other], time=True)
    stage.until(lambda: done, "the change")
    (other / "Elsewhere.fountain").write_text(text(1))
    stage.until(lambda: any(d.title == "Elsewhere" for d in window.desk.drafts), "the draft")
    window.close()
    settings = load(small.settings_path)
    assert settings is not None
    assert settings.watch == (str(small.scripts), str(other))
    assert settings.time is True


def test_a_folder_that_cannot_be_watched_is_refused_in_words(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    said: list[str] = []
    window.desk.set_choices(
        refused=lambda error: said.append(str(error)), watch=[small.scripts, small.vault]
    )
    stage.until(lambda: said, "the refusal")
    assert "inside one another" in said[0]
    stage.until(lambda: window.desk.watcher.begun, "the watch to go on")


def test_scripts_from_anywhere_are_sealed_and_what_cannot_be_is_said(
    stage: Stage, small: Small, tmp_path: Path
) -> None:
    window = stage.window(small)
    script = tmp_path / "Elsewhere.fountain"
    script.write_text(text(1))
    menus.seal_files(window, [script, tmp_path])
    stage.until(lambda: window.notice.words, "the notice")
    assert window.notice.words == f"1 draft sealed. {tmp_path} is a folder."
    stage.until(lambda: any(d.title == "Elsewhere" for d in window.desk.drafts), "the draft")


def test_the_menu_offers_what_can_be_done_with_the_chosen_draft(stage: Stage, small: Small) -> None:
    window = stage.window(small, unlock=False)
    offered = {a.text(): a for a in window.menuBar().findChildren(QMenu)[1].actions()}
    assert set(offered) == {row.text for row in draft_actions.ACTIONS}
    assert not any(action.isEnabled() for action in offered.values())
    window.unlock(PASSPHRASE)
    stage.until(lambda: window.desk.chosen, "the drafts")
    assert all(action.isEnabled() for action in offered.values())
    QTest.keySequence(window, "F2")
    dialog = stage.until(lambda: window.findChild(NameDialog), "the dialog")
    assert dialog.focusWidget() is dialog.field
    dialog.reject()


def test_what_takes_long_is_shown_and_can_be_stopped(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    stage.settle(window)
    go = threading.Event()
    refused: list[VaultError] = []

    def work(session: Session) -> None:
        session.progress("drafts", 1, 2)
        go.wait()
        session.progress("drafts", 2, 2)

    task = window.desk.change(work, refused=refused.append)
    window.desk.follow(task, "Sealing")
    stage.until(window.progress.isVisible, "the strip")
    window.progress.stop.click()
    go.set()
    stage.until(lambda: refused, "the end")
    assert isinstance(refused[0], Cancelled)
    stage.until(lambda: not window.progress.isVisible(), "the strip to go")


def test_a_click_on_the_curve_chooses_the_nearest_draft(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    page = timeline(window)
    page.search.setText(TITLE)
    stage.settle(window)
    middle = page.curve.height() // 2
    QTest.mouseClick(
        page.curve, Qt.MouseButton.LeftButton, pos=QPoint(page.curve.width() - 14, middle)
    )
    assert window.desk.chosen is not None
    assert window.desk.chosen.number == 3


def test_a_click_unfolds_and_opens(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    page = timeline(window)
    page.search.setText(TITLE)
    stage.settle(window)
    view = page.view
    folding = view.entries.index(2)
    place, rows = view.visualRect(folding), view.entries.rowCount()
    row = view.entries.row_at(folding)
    assert row is not None
    assert row.shown.folded
    words = QFontMetrics(window.desk.theme.faces.text(14, bold=True)).horizontalAdvance(
        row.draft.name
    )
    x = place.left() + 14 + 50 + 8 + words + 16
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, place.center().y()))
    assert view.entries.rowCount() == rows + 1
    QTest.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=QPoint(place.right() - 16, place.center().y()),
    )
    assert page.detail.isVisible()


def test_help_is_one_key_away_on_every_page(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    for name, expected in {
        "timeline": "existed no later than",
        "share": "Who holds what",
        "licences": "Grant a licence…",
        "trace": "It names a copy, not a person.",
        "verify": "existed no later than",
        "settings": "existed no later than",
    }.items():
        window.show_page(name)
        QTest.keySequence(window, "F1")
        dialog = stage.until(lambda: window.findChild(HelpDialog), "the help")
        assert expected in dialog.text.toPlainText()
        dialog.accept()
        stage.until(lambda: window.findChild(HelpDialog) is None, "it to be gone")


@pytest.mark.parametrize("name", ["proves", "share", "licences", "trace"])
def test_the_help_keeps_to_our_words(name: str) -> None:
    from tests.test_words import NEVER, said

    plain = said(assets.read(f"help/{name}.md").decode("utf-8"))
    plain = plain.replace("substitute for registration", "")
    assert [word for word, pattern in NEVER.items() if re.search(pattern, plain)] == []
