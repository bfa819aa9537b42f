"""What people see: names for screen readers, nothing clipped, at every size and in both schemes."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QLabel,
    QLineEdit,
    QScrollBar,
    QWidget,
)

from tests.pipeline.small import TITLE, Small
from tests.ui.conftest import Stage
from vault.ui import pages
from vault.ui.crash import CrashDialog
from vault.ui.first_run import Step
from vault.ui.help_dialog import AboutDialog, HelpDialog
from vault.ui.main_window import LEAST_SIZE, MainWindow
from vault.ui.name_dialog import NameDialog
from vault.ui.timeline_page import TimelinePage
from vault.ui.welcome import Welcome
from vault.ui.widgets import ElidedLabel

SIZES = [(1280, 800), LEAST_SIZE]


def screens(stage: Stage, window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Every page and dialog of the window, one after the other on screen."""
    for row in pages.PAGES:
        window.show_page(row.name)
        stage.settle(window)
        yield row.name, window
    window.show_page("timeline")
    timeline = cast("TimelinePage", window.page("timeline"))
    timeline.search.setText("zebra")
    yield "nothing found", window
    timeline.search.setText(TITLE)
    draft = timeline.view.current()
    assert draft is not None
    timeline.view.opened.emit(draft)
    stage.settle(window)
    yield "detail", window
    window.notice.say("Something that takes a whole line, and is said above the page. " * 3)
    yield "notice", window
    for name, dialog in (
        ("name", NameDialog(window.desk, draft, window)),
        ("help", HelpDialog(window)),
        ("about", AboutDialog(window)),
        ("crash", CrashDialog("report", window)),
    ):
        dialog.show()
        stage.settle(window)
        yield name, dialog
        dialog.close()


def entrances(stage: Stage, window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Every step of the first run."""
    welcome = cast("Welcome", window.entrance)
    welcome.run.take_kit(Path("/home/ada/ScriptVault-recovery-kit-12345678.txt"),
                         ["chapter"] * 24, os.urandom)  # fmt: skip
    for step in Step:
        welcome.run.step = step
        welcome.show_step()
        stage.settle(window)
        yield step.value, window


def nameless(top: QWidget) -> list[str]:
    """Widgets one can reach by key that have no name to be read out."""
    from PySide6.QtGui import QAccessible

    found = []
    for widget in top.findChildren(QWidget):
        reached = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible()
        inner = isinstance(widget, QScrollBar) or widget.parent() in (
            view.viewport() for view in top.findChildren(QAbstractScrollArea)
        )
        if not reached or inner or widget.focusProxy() is not None:
            continue
        told = QAccessible.queryAccessibleInterface(widget)
        name = told.text(QAccessible.Text.Name) if told is not None else ""
        if not (name or widget.accessibleName()).strip():
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def clipped(top: QWidget) -> list[str]:
    """Labels and buttons that are given less room than their text needs."""
    found = []
    for widget in top.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, ElidedLabel):
            continue
        size = widget.size()
        if isinstance(widget, QLabel) and widget.text():
            if widget.wordWrap():
                wanted = widget.heightForWidth(size.width())
                if size.height() < wanted:
                    found.append(f"{widget.text()!r}: {size.height()} of {wanted} high")
            elif size.width() < widget.sizeHint().width():
                found.append(f"{widget.text()!r}: {size.width()} of {widget.sizeHint().width()}")
        elif isinstance(widget, QAbstractButton) and widget.text():
            if size.width() < widget.minimumSizeHint().width():
                found.append(f"button {widget.text()!r}: {size.width()} wide")
        elif isinstance(widget, QLineEdit) and widget.placeholderText():
            room = size.width() - 22
            wanted = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
            if room < wanted:
                found.append(f"field {widget.placeholderText()!r}: {room} of {wanted}")
    return found


def outside(top: QWidget) -> list[str]:
    """Widgets that stick out of the one they lie in, where that does not scroll."""
    found = []
    for widget in top.findChildren(QWidget):
        parent = widget.parentWidget()
        if not widget.isVisible() or parent is None or widget.isWindow():
            continue
        scrolls = isinstance(parent.parentWidget(), (QAbstractScrollArea, QAbstractItemView))
        if not scrolls and not parent.rect().contains(widget.geometry()):
            found.append(f"{type(widget).__name__} at {widget.geometry()} in {parent.rect()}")
    return found


@pytest.mark.parametrize("look", [clipped, outside, nameless])
@pytest.mark.parametrize("size", SIZES, ids=["usual", "least"])
def test_every_screen_is_whole_and_named(
    stage: Stage, small: Small, size: tuple[int, int], look: Callable[[QWidget], list[str]]
) -> None:
    window = stage.window(small)
    window.resize(*size)
    wrong = {name: found for name, top in screens(stage, window) if (found := look(top))}
    assert wrong == {}


@pytest.mark.parametrize("look", [clipped, outside, nameless])
@pytest.mark.parametrize("size", SIZES, ids=["usual", "least"])
def test_every_step_of_the_first_run_is_whole_and_named(
    stage: Stage, fresh: Small, size: tuple[int, int], look: Callable[[QWidget], list[str]]
) -> None:
    window = stage.window(fresh, unlock=False)
    window.resize(*size)
    wrong = {name: found for name, top in entrances(stage, window) if (found := look(top))}
    assert wrong == {}


def test_a_clipped_label_would_be_found(stage: Stage) -> None:
    top = QWidget()
    label = QLabel("far more than fits", top)
    label.resize(20, 10)
    QLineEdit(top).move(500, 0)
    top.resize(40, 40)
    top.show()
    stage.until(label.isVisible, "the label")
    assert clipped(top)
    assert outside(top)
    assert nameless(top)
    top.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_is_painted_and_changes_live(stage: Stage, small: Small, theme: str) -> None:
    window = stage.window(small, theme=theme)
    tokens = window.desk.theme.tokens
    picture = window.grab().toImage()
    middle = picture.pixelColor(picture.width() - 8, picture.height() // 2)
    assert middle.name().upper() == tokens.paper
    other = "light" if theme == "dark" else "dark"
    window.desk.theme.wish(other)  # type: ignore[arg-type]  # one of the two
    stage.settle(window)
    picture = window.grab().toImage()
    changed = picture.pixelColor(picture.width() - 8, picture.height() // 2)
    assert changed.name().upper() == window.desk.theme.tokens.paper
    assert changed != middle


SCALED = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from vault.operations.session import Session
from vault.ui.desk import Desk
from vault.ui.main_window import MainWindow
from vault.ui.preferences import Preferences
from vault.ui.theme import Theme
application = QApplication([])
session = Session(vault=Path(sys.argv[1]))
preferences = Preferences(session.where)
window = MainWindow(Desk(session, Theme(application, "light"), preferences))
window.resize(1280, 800)
window.show()
picture = window.grab()
print(picture.width(), picture.height(), picture.devicePixelRatio())
window.close()
"""


def test_at_200_per_cent_everything_is_twice_as_dense(
    small: Small, display: str, tmp_path: Path
) -> None:
    said = subprocess.run(
        [sys.executable, "-c", SCALED, str(small.vault)],
        env={**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "2"},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    ).stdout
    assert said.split() == ["2560", "1600", "2.0"]
