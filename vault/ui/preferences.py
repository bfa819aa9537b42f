"""What the window remembers for itself: where it stood, light or dark. Nothing about the vault."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from vault.settings import Places
from vault.ui.theme import Wish, valid_wish


class Preferences:
    """One small file in the configuration folder; losing it loses nothing."""

    def __init__(self, where: Places) -> None:
        path = where.configuration / "window.ini"
        self._file = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def theme(self) -> Wish:
        """Light, dark, or as the system has it."""
        return valid_wish(self._file.value("theme"))

    @theme.setter
    def theme(self, wish: Wish) -> None:
        self._file.setValue("theme", wish)
        self._file.sync()

    @property
    def geometry(self) -> QByteArray:
        """Where the window stood when it was closed; empty at first."""
        stored = self._file.value("geometry")
        return stored if isinstance(stored, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, stored: QByteArray) -> None:
        self._file.setValue("geometry", stored)
        self._file.sync()

    @property
    def stays(self) -> bool:
        """Whether a closed window goes on watching from the tray; off until asked for."""
        return self._file.value("stays") in {True, "true"}

    @stays.setter
    def stays(self, wanted: bool) -> None:
        self._file.setValue("stays", wanted)
        self._file.sync()

    @property
    def kit_to_confirm(self) -> Path | None:
        """The recovery kit's file, until the person has shown that it was kept elsewhere."""
        stored = self._file.value("kit")
        return Path(str(stored)) if stored else None

    @kit_to_confirm.setter
    def kit_to_confirm(self, path: Path | None) -> None:
        self._file.setValue("kit", str(path) if path else "")
        self._file.sync()
