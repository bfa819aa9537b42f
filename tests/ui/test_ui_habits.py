"""What people expect of a program that runs all day: the tray, the login, a quiet end."""

import plistlib
import re
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest

from tests.pipeline.small import Small, text
from tests.ui.conftest import Stage
from vault.errors import EnvironmentFailed
from vault.ui import autostart
from vault.ui.main_window import MainWindow
from vault.ui.settings_page import SettingsPage

WORDS = ["/opt/Script Vault/scriptvault", "--vault", '/home/ada/My "best" $vault 100% \\ `x`']


def exec_line(entry: bytes) -> str:
    [line] = [e for e in entry.decode().splitlines() if e.startswith("Exec=")]
    return line.removeprefix("Exec=")


@given(st.lists(st.text("aZ ü\"'`$\\%;&*~", min_size=1), min_size=1, max_size=4))
def test_the_autostart_entry_means_the_words_it_was_given(words: list[str]) -> None:
    """Read as the specification says: the file's escapes, the field codes, then the quotes."""
    line = exec_line(autostart.desktop_entry(words))
    unescaped = line.replace("\\\\", "\\").replace("%%", "%")
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', unescaped)
    assert [re.sub(r"\\(.)", r"\1", word) for word in quoted] == words


def test_the_autostart_entry_starts_with_the_very_words(tmp_path: Path) -> None:
    """A shell reads double quotes as the Exec key does."""
    told = tmp_path / "told"
    tell = "import sys; open(sys.argv[1], 'w').write('\\n'.join(sys.argv[2:]))"
    words = [sys.executable, "-c", tell, str(told), *WORDS]
    line = exec_line(autostart.desktop_entry(words)).replace("\\\\", "\\").replace("%%", "%")
    subprocess.run(["/bin/sh", "-c", line], check=True, timeout=60)
    assert told.read_text().split("\n") == WORDS


def test_the_launch_agent_is_a_property_list() -> None:
    read = plistlib.loads(autostart.launch_agent(WORDS))
    assert read["ProgramArguments"] == WORDS
    assert read["RunAtLoad"] is True
    assert "KeepAlive" not in read


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, ".config/autostart/scriptvault.desktop"),
        ("linux", {"XDG_CONFIG_HOME": "relative"}, ".config/autostart/scriptvault.desktop"),
        ("linux", {"XDG_CONFIG_HOME": "/cfg"}, "/cfg/autostart/scriptvault.desktop"),
        ("darwin", {"XDG_CONFIG_HOME": "/cfg"}, "Library/LaunchAgents/scriptvault.plist"),
    ],
)
def test_the_entry_lies_where_the_platform_looks(
    platform: str, environment: dict[str, str], expected: str
) -> None:
    home = Path("/home/ada")
    assert autostart.place(platform, home, environment) == home / expected


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_the_entry_comes_and_goes_and_a_strange_one_counts_as_off(
    tmp_path: Path, platform: str
) -> None:
    entry = autostart.entry(Path("/v"), platform, tmp_path, {})
    path = autostart.place(platform, tmp_path, {})
    assert not entry.on
    entry.turn(on=False)
    entry.turn(on=True)
    assert entry.on
    assert not autostart.entry(Path("/other"), platform, tmp_path, {}).on
    path.write_text("of somebody else")
    assert not entry.on
    entry.turn(on=True)
    entry.turn(on=False)
    assert not path.exists()


def test_an_entry_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / ".config").write_text("no folder")
    with pytest.raises(EnvironmentFailed, match="could not be changed") as refused:
        autostart.entry(Path("/v"), "linux", tmp_path, {}).turn(on=True)
    assert str(tmp_path) in refused.value.hint


def test_the_value_for_windows_is_one_command_line(tmp_path: Path) -> None:
    key = QSettings(str(tmp_path / "run.ini"), QSettings.Format.IniFormat)
    words = ["C:\\Program Files\\scriptvault.exe", "--vault", "C:\\My vault\\"]
    entry = autostart.RunEntry(key, words)
    assert not entry.on
    entry.turn(on=True)
    assert entry.on
    assert key.value(autostart.NAME) == subprocess.list2cmdline(words)
    entry.turn(on=False)
    assert not entry.on
    assert key.allKeys() == []


def settings(window: MainWindow) -> SettingsPage:
    window.show_page("settings")
    return cast("SettingsPage", window.page("settings"))


def test_start_at_login_is_off_until_asked_and_shows_what_the_system_has(
    stage: Stage, small: Small, tmp_path: Path
) -> None:
    window = stage.window(small, XDG_CONFIG_HOME=str(tmp_path / "cfg"))
    page = settings(window)
    entry = tmp_path / "cfg" / "autostart" / "scriptvault.desktop"
    assert not page.login.isChecked()
    QTest.keyClick(page.login, Qt.Key.Key_Space)
    assert str(small.vault) in entry.read_text()
    entry.unlink()
    page = settings(window)
    assert not page.login.isChecked()
    entry.parent.rmdir()
    entry.parent.write_text("in the way")
    QTest.keyClick(page.login, Qt.Key.Key_Space)
    assert "could not be changed" in window.notice.words
    assert not page.login.isChecked()


def test_without_a_tray_the_window_cannot_be_hidden(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    page = settings(window)
    assert not page.stay.isEnabled()
    assert page._without_tray.isVisible()
    window.desk.preferences.stays = True
    window.close()
    assert window.desk.closed


def in_a_tray(window: MainWindow) -> None:
    """Let the window believe in a tray, which Xvfb has not."""
    window.tray._there = lambda: True
    window.desk.preferences.stays = True
    window.desk.stays_changed.emit()


def test_a_window_closed_into_the_tray_goes_on_sealing_and_comes_back(
    stage: Stage, small: Small
) -> None:
    window = stage.window(small)
    in_a_tray(window)
    window.close()
    assert not window.isVisible()
    assert not window.desk.closed
    small.write("Behind.fountain", text(1))
    stage.until(lambda: "Behind" in {d.title for d in window.desk.drafts}, "the save")
    stage.until(lambda: "Watching" in window.tray.sentence, "how things stand")
    window.tray.opened.emit()
    assert window.isVisible()


@pytest.mark.parametrize("way", ["menu", "system"])
def test_quitting_is_an_end_even_with_a_tray(stage: Stage, small: Small, way: str) -> None:
    window = stage.window(small)
    in_a_tray(window)
    left: list[bool] = []
    window.left.connect(lambda: left.append(True))
    if way == "menu":
        window.tray.left.emit()
    else:
        window.prepare_to_leave()
        window.close()
    assert window.desk.closed
    assert left == [True]


def test_the_wish_to_stay_is_remembered(stage: Stage, small: Small) -> None:
    window = stage.window(small)
    assert not window.desk.preferences.stays
    page = SettingsPage(window.desk, lambda: True)
    page.arrive()
    assert page.stay.isEnabled()
    page.stay.click()
    window.close()
    again = stage.window(small)
    assert again.desk.preferences.stays


WITHOUT_STREAMS = """
import sys
sys.stdout = sys.stderr = sys.stdin = None
from vault.__main__ import main
sys.argv[1:] = WORDS
code = main()
with open(TOLD, "w") as file:
    file.write(str(code))
"""


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--nonsense"], 2),
        (["drafts"], 2),
        (["drafts", "--json"], 2),
        (["doctor"], 3),
        (["doctor", "--json"], 3),
        ([], 4),
    ],
)
def test_nothing_needs_a_terminal_to_speak_to(tmp_path: Path, words: list[str], code: int) -> None:
    """A program with a window and no console has no streams at all on Windows."""
    told = tmp_path / "told"
    script = WITHOUT_STREAMS.replace("TOLD", repr(str(told))).replace("WORDS", repr(words))
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).resolve().parents[2],
        env={"HOME": str(tmp_path), "SCRIPTVAULT_OFFLINE": "1", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.stdout, done.stderr) == ("", "")
    assert told.read_text() == str(code)
