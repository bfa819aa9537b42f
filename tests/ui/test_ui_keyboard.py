"""The keyboard alone: Tab comes everywhere in reading order, Return does the next thing."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLineEdit,
    QScrollBar,
    QWidget,
)

from tests.pipeline.small import PASSPHRASE, Small
from tests.ui.conftest import Stage
from tests.ui.test_ui_pictures import entrances, screens
from vault.ui.files import open_folder
from vault.ui.first_run import Step
from vault.ui.main_window import MainWindow
from vault.ui.name_dialog import NameDialog
from vault.ui.rail import Rail
from vault.ui.share_page import SharePage
from vault.ui.unlock_page import UnlockPage
from vault.ui.welcome import Welcome
from vault.ui.welcome_steps import FolderStep, NameStep, TimeStep

ROUND = 80


def to_be_reached(top: QWidget) -> set[QWidget]:
    """Everything the Tab key has to come to; of buttons that exclude one another, the chosen."""
    found = set()
    for widget in top.findChildren(QWidget):
        group = widget.group() if isinstance(widget, QAbstractButton) else None
        exclusive = group is not None and group.exclusive()
        left_out = exclusive and not cast("QAbstractButton", widget).isChecked()
        by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        shown = widget.isVisible() and widget.isEnabled() and widget.window() is top
        if by_tab and shown and not left_out and not isinstance(widget, QScrollBar):
            found.add(widget)
    return found


def tabbed(top: QWidget) -> list[QWidget]:
    """What Tab comes to, once around."""
    found: list[QWidget] = []
    for _ in range(ROUND):
        here = top.focusWidget()
        if here in found[:-1]:
            break
        if here is not None and here not in found:
            found.append(here)  # a text has Tab go from link to link before it goes on
        QTest.keyClick(here or top, Qt.Key.Key_Tab)
    return found


def said(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return f"{type(widget).__name__} {widget.accessibleName() or text}"


def unreached(top: QWidget) -> list[str]:
    return sorted(map(said, to_be_reached(top) - set(tabbed(top))))


def against_reading(top: QWidget) -> list[str]:
    """Buttons and fields that Tab comes to after one that stands below them, in one column."""
    found = []
    walked = [w for w in tabbed(top) if not isinstance(w.parentWidget(), Rail)]
    for before, after in pairwise(walked):
        if before.parentWidget() is not after.parentWidget():
            continue
        one, other = (w.mapTo(top, QPoint()) for w in (before, after))
        if (other.y() + after.height() <= one.y()) and after is not walked[0]:
            found.append(f"{said(after)} after {said(before)}")
    return found


@pytest.mark.parametrize("look", [unreached, against_reading])
def test_tab_comes_to_everything_on_every_screen(
    stage: Stage, small: Small, look: Callable[[QWidget], list[str]]
) -> None:
    window = stage.window(small)
    share = cast("SharePage", window.page("share"))
    share.form.readers.take("Ann; Bob")
    wrong = {name: found for name, top in screens(stage, window) if (found := look(top))}
    assert wrong == {}


@pytest.mark.parametrize("look", [unreached, against_reading])
def test_tab_comes_to_everything_in_every_step(
    stage: Stage, fresh: Small, look: Callable[[QWidget], list[str]]
) -> None:
    window = stage.window(fresh, unlock=False)
    wrong = {name: found for name, top in entrances(stage, window) if (found := look(top))}
    assert wrong == {}


def typed_folder(stage: Stage, parent: QWidget, folder: Path) -> None:
    """Choose a folder as a person does without a mouse: its path typed, and Return."""
    dialog = stage.until(lambda: parent.findChild(QFileDialog), "the dialog")
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    stage.until(field.hasFocus, "the field")
    QTest.keyClicks(field, str(folder))
    QTest.keyClick(QApplication.activePopupWidget() or field, Qt.Key.Key_Return)
    stage.until(lambda: not dialog.isVisible(), "the dialog to close")


@pytest.mark.parametrize("name", ["Scripts", "My Scripts", ".hidden", "Scripts/Deep"])
def test_a_folder_that_is_typed_is_taken_at_return(stage: Stage, tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir(parents=True)
    above = QWidget()
    above.show()
    above.activateWindow()
    stage.until(above.isActiveWindow, "the window")
    taken: list[Path] = []
    open_folder(above, "Choose", taken.append, tmp_path)
    typed_folder(stage, above, folder)
    assert taken == [folder]
    above.close()


def test_of_two_folders_said_the_typed_one_is_taken(stage: Stage, tmp_path: Path) -> None:
    """Qt's own dialog says the folder it stood in too when it has not looked through it yet."""
    above = QWidget()
    taken: list[Path] = []
    open_folder(above, "Choose", taken.append, tmp_path)
    dialog = stage.until(lambda: above.findChild(QFileDialog), "the dialog")
    dialog.filesSelected.emit([str(tmp_path), str(tmp_path / "Scripts")])
    assert taken == [tmp_path / "Scripts"]
    dialog.close()


def test_the_first_run_needs_no_mouse(stage: Stage, fresh: Small) -> None:
    window = stage.window(fresh, unlock=False)
    welcome = cast("Welcome", window.entrance)
    folder = cast("FolderStep", welcome.pages[Step.FOLDER])
    welcome.next.click()
    assert welcome.sentence.startswith("No folder is chosen yet.")
    QTest.keyClick(folder.choose, Qt.Key.Key_Return)
    typed_folder(stage, folder, fresh.scripts)
    window.activateWindow()  # there is no window manager that would do it
    stage.until(window.isActiveWindow, "the window")
    assert welcome.sentence == ""
    assert window.focusWidget() is welcome.next
    QTest.keyClick(welcome.next, Qt.Key.Key_Return)
    name = cast("NameStep", welcome.pages[Step.NAME])
    for field, words in (
        (name.writer, "Ada Marsh"),
        (name.passphrase, PASSPHRASE),
        (name.again, PASSPHRASE),
    ):
        assert window.focusWidget() is field
        QTest.keyClicks(field, words)
        QTest.keyClick(field, Qt.Key.Key_Return)
    stage.until(lambda: welcome.run.step is Step.KIT, "the kit")
    welcome.run.kept = True
    welcome.run.go_on()
    welcome.run.go_on()
    welcome.show_step()
    time = cast("TimeStep", welcome.pages[Step.TIME])
    QTest.keyClick(time.on, Qt.Key.Key_Down)
    assert time.off.isChecked()
    QTest.keyClick(time.off, Qt.Key.Key_Return)
    stage.until(lambda: welcome.run.step is Step.READY, "the last step")
    stage.until(welcome.next.isEnabled, "the look")
    assert window.focusWidget() is welcome.next
    QTest.keyClick(welcome.next, Qt.Key.Key_Return)
    stage.until(lambda: window.entrance is None, "the timeline")


def test_return_in_an_earlier_field_asks_for_the_next_one(stage: Stage, fresh: Small) -> None:
    window = stage.window(fresh, unlock=False)
    welcome = cast("Welcome", window.entrance)
    cast("FolderStep", welcome.pages[Step.FOLDER]).put(fresh.scripts)
    welcome.next.click()
    name = cast("NameStep", welcome.pages[Step.NAME])
    QTest.keyClicks(name.writer, "Ada")
    QTest.keyClick(name.writer, Qt.Key.Key_Return)
    assert welcome.sentence.startswith("There is no passphrase yet.")
    assert name.passphrase.hasFocus()


def test_return_unlocks_once(stage: Stage, small: Small) -> None:
    window = stage.window(small, unlock=False)
    page = cast("UnlockPage", window.entrance)
    QTest.keyClicks(page.field, "wrong")
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    stage.until(lambda: page.sentence, "the refusal")
    assert page.field.hasFocus()


def test_return_presses_the_button_that_has_the_focus(stage: Stage, small: Small) -> None:
    window: MainWindow = stage.window(small)
    draft = window.desk.drafts[0]
    dialog = NameDialog(window.desk, draft, window)
    dialog.open()
    stage.until(dialog.isActiveWindow, "the dialog")
    QTest.keyClicks(dialog.field, "for Perpetua")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    stage.until(lambda: not dialog.isVisible(), "the name")
    stage.until(
        lambda: any(d.label == "for Perpetua" for d in window.desk.drafts), "the name on the draft"
    )
