"""Starting at login, off until asked for: the entry each platform keeps for it, and no other.

What the system has is the truth. An entry that somebody changed, or that starts a program that is
not this one, counts as off; switching it on writes it anew.
"""

import plistlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QSettings

from vault.errors import EnvironmentFailed

NAME = "scriptvault"
RUN_KEY = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Run"
_QUOTED = '"`$\\'
"""What a double-quoted argument escapes (Desktop Entry Specification 1.5, The Exec key)."""


def program(vault: Path) -> list[str]:
    """Return the command that opens the window over a vault."""
    own = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "vault"]
    return [*own, "--vault", str(vault)]


def desktop_entry(words: Sequence[str]) -> bytes:
    """Return the XDG autostart entry (Desktop Application Autostart Specification)."""
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Version=1.5",
        "Name=Script Vault",
        "Comment=Seals every draft you save",
        f"Exec={' '.join(map(_exec, words))}",
        f"Icon={NAME}",
        "Terminal=false",
        "X-GNOME-Autostart-enabled=true",
    ]
    return ("\n".join(lines) + "\n").encode("utf-8", "surrogateescape")


def launch_agent(words: Sequence[str]) -> bytes:
    """Return the property list of a LaunchAgent (launchd.plist(5))."""
    agent = {
        "Label": NAME,
        "ProgramArguments": list(words),
        "RunAtLoad": True,
        "ProcessType": "Interactive",
    }
    return plistlib.dumps(agent)


def place(platform: str, home: Path, environment: Mapping[str, str]) -> Path:
    """Return where a platform that has files for it wants the entry."""
    if platform == "darwin":
        return home / "Library" / "LaunchAgents" / f"{NAME}.plist"
    # A relative path in the variable is to be ignored (XDG Base Directory Specification).
    given = Path(environment.get("XDG_CONFIG_HOME", ""))
    configuration = given if given.is_absolute() else home / ".config"
    return configuration / "autostart" / f"{NAME}.desktop"


class FileEntry:
    """An entry that is a file: Linux and macOS."""

    def __init__(self, path: Path, content: bytes) -> None:
        self._path, self._content = path, content

    @property
    def on(self) -> bool:
        """Whether the system would start this program."""
        try:
            return self._path.read_bytes() == self._content
        except OSError:
            return False

    def turn(self, *, on: bool) -> None:
        """Write the entry, or take it away. Raises ``EnvironmentFailed``."""
        try:
            if on:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._path.write_bytes(self._content)
            else:
                self._path.unlink(missing_ok=True)
        except OSError as error:
            raise EnvironmentFailed(
                "Whether to start at login could not be changed.",
                f"Check that {self._path.parent} may be written to.",
            ) from error


class RunEntry:
    """An entry among the values that Windows runs at login."""

    def __init__(self, key: QSettings, words: Sequence[str]) -> None:
        self._key, self._line = key, subprocess.list2cmdline(words)

    @property
    def on(self) -> bool:
        """Whether the system would start this program."""
        return str(self._key.value(NAME, "")) == self._line

    def turn(self, *, on: bool) -> None:
        """Write the value, or take it away. Raises ``EnvironmentFailed``."""
        if on:
            self._key.setValue(NAME, self._line)
        else:
            self._key.remove(NAME)
        self._key.sync()
        if self._key.status() != QSettings.Status.NoError:
            raise EnvironmentFailed(
                "Whether to start at login could not be changed.",
                "Windows does not let this account change it.",
            )


def entry(
    vault: Path, platform: str, home: Path, environment: Mapping[str, str]
) -> FileEntry | RunEntry:
    """Return the platform's entry for the window over a vault."""
    words = program(vault)
    if platform == "win32":
        return RunEntry(QSettings(RUN_KEY, QSettings.Format.NativeFormat), words)
    content = launch_agent(words) if platform == "darwin" else desktop_entry(words)
    return FileEntry(place(platform, home, environment), content)


def _exec(word: str) -> str:
    """Return one argument as the Exec key quotes it; the file itself doubles each backslash."""
    escaped = "".join(f"\\{sign}" if sign in _QUOTED else sign for sign in word)
    return f'"{escaped}"'.replace("%", "%%").replace("\\", "\\\\")
