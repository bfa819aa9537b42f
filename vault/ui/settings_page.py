"""Settings: few, and each in force at once."""

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QPushButton, QRadioButton, QSystemTrayIcon, QWidget

from vault.errors import VaultError
from vault.operations import outgoing
from vault.operations.choosing import Choices, choices
from vault.operations.examining import leaving
from vault.ui import autostart, wording
from vault.ui.desk import Desk
from vault.ui.files import documents, open_folder
from vault.ui.page import Head, ScrolledPage
from vault.ui.theme import WISHES, Wish
from vault.ui.tokens import LARGE, SMALL, TIGHT
from vault.ui.widgets import (
    Card,
    ElidedLabel,
    button,
    column,
    label,
    one_of,
    row,
    section,
    tab_before,
)

LISTED = 12
"""How many of the last requests are listed."""

THEMES: dict[Wish, str] = {"system": "As the system has it", "light": "Light", "dark": "Dark"}


class SettingsPage(ScrolledPage):
    """What is watched, what leaves, how it looks, where the vault is."""

    def __init__(
        self, desk: Desk, tray: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable
    ) -> None:
        super().__init__()
        self._desk, self._tray = desk, tray
        self._choices = Choices((), time=False, writer="")
        self.head = Head("Settings", "heading")
        self.head.say("Settings", "In force as soon as you change them.")
        self.body.addWidget(self.head)
        self.body.addSpacing(SMALL)
        self._folders = Card(gap=SMALL)
        self.add_folder = button("Add a folder…")
        self.add_folder.clicked.connect(lambda _checked: self._ask_folder())
        self._folder_rows: list[QWidget] = []
        self._folders.body.addLayout(row(self.add_folder, None))
        self._part("Watched folders", self._folders)
        self.time = QCheckBox("Ask independent authorities to sign the time of my drafts")
        self.time.clicked.connect(lambda wanted: self._set(time=wanted))
        self._sent = Card(self.time, gap=TIGHT)
        self._part("Independent time, and what leaves this computer", self._sent)
        for sentence in leaving(desk.session, time=True):
            self._sent.body.addWidget(label(sentence, "muted", wrap=True))
        self._sent.body.addSpacing(SMALL)
        self._list = label("", "text", wrap=True, select=True)
        self._sent.body.addWidget(self._list)
        self._part("This computer", self._habits())
        self._part("Appearance", self._themes())
        self._part("The vault", self._vault())
        self.body.addStretch(1)
        desk.opened.connect(self._read)
        self._read()

    def arrive(self, _about: object = None) -> None:
        """Read again what may have changed since."""
        self._read()

    def begin(self) -> None:
        """Put the focus where one begins."""
        self.add_folder.setFocus()

    @property
    def sent(self) -> str:
        """The list of what left this computer, as it stands."""
        return self._list.text()

    def watch(self, folder: Path) -> None:
        """Watch one more folder."""
        self._set(watch=[*map(Path, self._choices.watch), folder])

    def _part(self, title: str, card: Card) -> None:
        self.body.addLayout(column(section(title), card, gap=SMALL))

    def _themes(self) -> Card:
        choices = [QRadioButton(THEMES[wish]) for wish in WISHES]
        for wish, choice in zip(WISHES, choices, strict=True):
            choice.setChecked(wish == self._desk.theme.wished())
            choice.clicked.connect(lambda _checked, wish=wish: self._wish(wish))
        one_of(self, choices)
        return Card(*choices, gap=TIGHT)

    def _habits(self) -> Card:
        session = self._desk.session
        self._login = autostart.entry(
            session.where.vault, sys.platform, Path.home(), session.environment
        )
        self.login = QCheckBox("Start Script Vault when I log in")
        self.login.clicked.connect(self._start_at_login)
        self.stay = QCheckBox("Go on watching when the window is closed")
        self.stay.setChecked(self._desk.preferences.stays)
        self.stay.clicked.connect(self._stay)
        self._without_tray = label(
            "This computer shows no tray to find the window in again, so closing it ends the"
            " program.",
            "muted",
            wrap=True,
        )
        return Card(self.login, self.stay, self._without_tray, gap=TIGHT)

    def _start_at_login(self, wanted: bool) -> None:
        try:
            self._login.turn(on=wanted)
        except VaultError as error:
            self._refused(error)

    def _stay(self, wanted: bool) -> None:
        self._desk.preferences.stays = wanted
        self._desk.stays_changed.emit()

    def _read_habits(self) -> None:
        self.login.setChecked(self._login.on)
        found = self._tray()
        self.stay.setEnabled(found)
        self._without_tray.setVisible(not found)

    def _vault(self) -> Card:
        place = self._desk.session.where.vault
        show = button("Open the folder")
        show.clicked.connect(
            lambda _checked: QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))
        )
        line = row(gap=LARGE)
        line.addWidget(ElidedLabel(str(place)), 1)
        line.addWidget(show)
        self.keyring = QCheckBox("Let this computer open the vault without the passphrase")
        self.keyring.clicked.connect(self._keep)
        card = Card()
        card.body.addLayout(line)
        card.body.addWidget(
            label(
                "Keep a copy of this folder on another disk. It is encrypted: without the"
                " passphrase or the recovery kit nobody can read it.",
                "muted",
                wrap=True,
            )
        )
        card.body.addWidget(self.keyring)
        card.body.addWidget(
            label(
                "The system's own keyring then holds a key. Whoever is logged in here as you can"
                " read the vault.",
                "muted",
                wrap=True,
            )
        )
        return card

    def _keep(self, wanted: bool) -> None:
        from vault.operations import unlocking

        self._desk.read(
            unlocking.unlock if wanted else unlocking.lock,
            lambda outcome: self._desk.noticed.emit(outcome.lines[0]),
            self._refused,
        )

    def _read(self) -> None:
        from vault.pipeline import unlocking

        self._say_sent()
        self._read_habits()
        self.keyring.setChecked(unlocking.is_kept(self._desk.session.where))
        if self._desk.unlocked:
            self._desk.read(choices, self._show)

    def _show(self, chosen: Choices) -> None:
        self._choices = chosen
        self.time.setChecked(chosen.time)
        for old in self._folder_rows:
            self._folders.body.removeWidget(old)
            old.deleteLater()
        self._folder_rows = [self._folder(name) for name in chosen.watch]
        if not chosen.watch:
            self._folder_rows = [label("No folder is watched.", "muted")]
        for place, made in enumerate(self._folder_rows):
            self._folders.body.insertWidget(place, made)
        leave = [one for made in self._folder_rows for one in made.findChildren(QPushButton)]
        tab_before(self.add_folder, leave)

    def _folder(self, name: str) -> QWidget:
        """Return the row of a watched folder."""
        made = QWidget()
        leave = button("Stop watching", "link")
        leave.setAccessibleName(f"Stop watching {name}")
        others = [Path(other) for other in self._choices.watch if other != name]
        leave.clicked.connect(lambda _checked: self._set(watch=others))
        line = row(gap=LARGE)
        line.addWidget(ElidedLabel(name), 1)
        line.addWidget(leave)
        made.setLayout(line)
        return made

    def _wish(self, wish: Wish) -> None:
        self._desk.preferences.theme = wish
        self._desk.theme.wish(wish)

    def _set(self, *, watch: list[Path] | None = None, time: bool | None = None) -> None:
        self._desk.set_choices(self._read, self._refused, watch=watch, time=time)

    def _refused(self, error: VaultError) -> None:
        self._desk.tell(error)
        self._read()

    def _ask_folder(self) -> None:
        open_folder(self, "Choose a folder to watch", self.watch, documents())

    def _say_sent(self) -> None:
        """List what left, the last first."""
        now = self._desk.session.clock().now
        sent = outgoing.since(self._desk.session.where, now - timedelta(days=30))
        if not sent:
            self._list.setText("In the last 30 days nothing left this computer.")
            return
        lines = [f"In the last 30 days: {wording.count(len(sent), 'request')}. The last ones:"]
        lines += [
            f"{wording.utc(one.at)}  {one.to}  {wording.count(one.size, 'byte')}"
            for one in reversed(sent[-LISTED:])
        ]
        self._list.setText("\n".join(lines))
