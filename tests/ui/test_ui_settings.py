"""Settings are in force at once, and what cannot be is said."""

from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QPushButton, QRadioButton

from tests.pipeline.small import Small, text
from tests.ui.conftest import Stage
from vault.operations.choosing import choices
from vault.ui.main_window import MainWindow
from vault.ui.settings_page import SettingsPage
from vault.ui.tokens import DARK, LIGHT


def settings(stage: Stage, window: MainWindow) -> SettingsPage:
    window.show_page("settings")
    stage.settle(window)
    return cast("SettingsPage", window.page("settings"))


def named(page: SettingsPage, name: str) -> QPushButton:
    found = [b for b in page.findChildren(QPushButton) if b.accessibleName() == name]
    assert found, name
    return found[0]


def test_a_folder_is_added_and_watched_at_once(stage: Stage, small: Small, tmp_path: Path) -> None:
    window = stage.window(small)
    page = settings(stage, window)
    other = tmp_path / "Other"
    other.mkdir()
    page.watch(other)
    stage.until(lambda: choices(small.session()).watch == (str(small.scripts), str(other)), "it")
    (other / "New.fountain").write_text(text(1))
    stage.until(lambda: any(d.title == "New" for d in window.desk.drafts), "the draft")
    stage.settle(window)
    named(page, f"Stop watching {other}").click()
    stage.until(lambda: choices(small.session()).watch == (str(small.scripts),), "the change")


def test_watching_nothing_is_said_in_red(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    page = settings(stage, window)
    named(page, f"Stop watching {small.scripts}").click()
    stage.until(lambda: window.desk.health.state == "stopped", "the health line")
    assert window.health_line.sentence.startswith("No folder is watched.")


def test_a_folder_around_the_vault_is_refused(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    page = settings(stage, window)
    page.watch(small.home)
    stage.until(lambda: "inside one another" in window.notice.words, "the refusal")
    assert choices(small.session()).watch == (str(small.scripts),)


def test_independent_time_is_switched_on_and_off(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    page = settings(stage, window)
    for wanted in (True, False):
        page.time.click()
        stage.until(lambda: choices(small.session()).time is wanted, "the choice")  # noqa: B023
        stage.settle(window)
        assert page.time.isChecked() is wanted


def test_the_appearance_is_taken_and_remembered(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    page = settings(stage, window)
    choice = {b.text(): b for b in page.findChildren(QRadioButton)}
    choice["Dark"].click()
    assert window.desk.theme.tokens is DARK
    assert window.desk.preferences.theme == "dark"
    choice["Light"].click()
    assert window.desk.theme.tokens is LIGHT
    choice["As the system has it"].click()
    assert window.desk.preferences.theme == "system"


def test_a_computer_without_a_keyring_says_so(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    page = settings(stage, window)
    page.keyring.click()
    stage.until(lambda: "There is no keyring here." in window.notice.words, "the refusal")
    stage.settle(window)
    assert not page.keyring.isChecked()


def test_a_keyring_opens_the_vault_the_next_time(stage: Stage, small: Small) -> None:
    class Kept:
        """A keyring in memory, in place of the system's."""

        name = "the keyring of this test"

        def __init__(self) -> None:
            self.keys: dict[str, bytes] = {}

        def get(self, vault_id: str) -> bytes | None:
            return self.keys.get(vault_id)

        def put(self, vault_id: str, key: bytes) -> None:
            self.keys[vault_id] = key

        def drop(self, vault_id: str) -> None:
            self.keys.pop(vault_id, None)

    kept = Kept()
    window = stage.window(small, keyring=lambda: kept)
    page = settings(stage, window)
    page.keyring.click()
    stage.until(lambda: kept.keys, "the key")
    stage.settle(window)
    window.close()
    again = stage.window(small, unlock=False, keyring=lambda: kept)
    stage.until(lambda: again.entrance is None and again.desk.listed, "the vault to open itself")
    page = settings(stage, again)
    assert page.keyring.isChecked()
    page.keyring.click()
    stage.until(lambda: not kept.keys, "the key to be forgotten")
