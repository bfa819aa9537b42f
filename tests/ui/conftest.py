"""Real windows on an X display of their own, over real vaults; nothing here waits for a time."""

import gc
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from tests.pipeline import small as made
from tests.pipeline.small import PASSPHRASE, Small
from vault.errors import EnvironmentFailed
from vault.operations.session import Session
from vault.ui.binding import check_binding
from vault.watch import rules

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from vault.seal.keyring import Keyring
    from vault.ui.main_window import MainWindow

W = TypeVar("W")

PATIENCE = 60.0
SCREEN = "2700x1700x24"
LAYOUT_ROUNDS = 4
HARMLESS = ("QStandardPaths: XDG_RUNTIME_DIR not set", "Qt: Session management error")


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """An X server that nobody else has, on a number it found free itself."""
    read, write = os.pipe()
    server = subprocess.Popen(
        # without -noreset it begins anew, and refuses meanwhile, when its last window closes
        ["Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"],
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as said:
        number = said.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait()


@pytest.fixture(scope="session")
def application(display: str) -> Iterator["QApplication"]:
    """The one QApplication of this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", display)
        patch.setenv("QT_QPA_PLATFORM", "xcb")
        check_binding()
        from PySide6.QtWidgets import QApplication

        found = QApplication.instance()
        assert found is None or isinstance(found, QApplication)
        yield found or QApplication([])


@pytest.fixture(autouse=True)
def nothing_goes_wrong_unseen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An exception in a slot, or a complaint of Qt's, fails the test in which it came."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    wrong: list[str] = []

    def hear(kind: QtMsgType, _where: QMessageLogContext, said: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not said.startswith(HARMLESS):
            wrong.append(said)

    def catch(_kind: object, error: BaseException, _trace: object) -> None:
        wrong.append("".join(traceback.format_exception(error)))

    monkeypatch.setattr(sys, "excepthook", catch)
    before = qInstallMessageHandler(hear)
    yield
    qInstallMessageHandler(before)
    assert wrong == []


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    made.cheap_keys(monkeypatch)
    for name in ("QUIET", "SLOW_QUIET"):
        monkeypatch.setattr(rules, name, 0.02)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A filled vault that nobody changes."""
    with pytest.MonkeyPatch.context() as patch:
        made.cheap_keys(patch)
        return made.fill(made.empty(tmp_path_factory.mktemp("prepared") / "home", "ui"))


@pytest.fixture
def small(prepared: Small, tmp_path: Path) -> Small:
    """A copy of the filled vault, to do anything with."""
    return prepared.copy(tmp_path / "home")


@pytest.fixture
def fresh(tmp_path: Path) -> Small:
    """A home with a folder for scripts and no vault yet."""
    return made.empty(tmp_path / "home", "ui-fresh")


def no_keyring() -> "Keyring":
    raise EnvironmentFailed("There is no keyring here.", "Use the passphrase.")


def _go_on(milliseconds: int) -> None:
    """Let events happen for a moment; unlike QTest's waiting, this lets other threads run too."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Stage:
    """Opens windows over vaults, drives them by what is on screen, and closes them again."""

    def __init__(self, application: "QApplication") -> None:
        self.application = application
        self.windows: list[MainWindow] = []

    def window(
        self,
        small: Small,
        *,
        unlock: bool = True,
        theme: str = "light",
        keyring: "Callable[[], Keyring]" = no_keyring,
        **environment: str,
    ) -> "MainWindow":
        """A window over a vault: offline, with the computer's own clock and chance."""
        from vault.ui.desk import Desk
        from vault.ui.main_window import MainWindow
        from vault.ui.preferences import Preferences
        from vault.ui.theme import Theme, valid_wish

        session = Session(
            vault=small.vault,
            environment={"SCRIPTVAULT_OFFLINE": "1", **environment},
            keyring=keyring,
        )
        session.__dict__["where"] = small.where
        preferences = Preferences(small.where)
        theme_made = Theme(self.application, valid_wish(theme))
        window = MainWindow(Desk(session, theme_made, preferences))
        self.windows.append(window)
        window.show()
        window.activateWindow()
        self.until(window.isActiveWindow, "the window to be active")
        if unlock:
            window.unlock(PASSPHRASE)
            self.until(lambda: window.desk.listed, "the drafts")
        return window

    def until(
        self, done: Callable[[], W], what: str = "something", patience: float = PATIENCE
    ) -> W:
        """Let the window go on until ``done`` returns what is true, and return that."""
        deadline = time.monotonic() + patience
        while not (found := done()):
            assert time.monotonic() < deadline, f"waited in vain for {what}"
            _go_on(5)
        return found

    def settle(self, window: "MainWindow") -> None:
        """Wait until nothing is under way and everything that was asked for is painted."""
        from PySide6.QtCore import QCoreApplication

        self.until(lambda: not window.desk.tasks.busy, "all operations")
        for _ in range(LAYOUT_ROUNDS):
            QCoreApplication.sendPostedEvents()  # a layout may ask for another one around it
            _go_on(1)

    def close(self) -> None:
        for window in self.windows:
            window.leave_at_once()
            window.deleteLater()
        self.windows.clear()


@pytest.fixture
def stage(application: "QApplication") -> Iterator[Stage]:
    stage = Stage(application)
    yield stage
    stage.close()
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
