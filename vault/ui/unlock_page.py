"""The page before the vault: its passphrase, or what to do when the vault is not there."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from vault.errors import VaultError
from vault.seal.keys import Secrets
from vault.ui.desk import Desk
from vault.ui.page import EmptyPage, page
from vault.ui.tokens import LARGE, MEDIUM, SMALL
from vault.ui.widgets import Card, button, label, row, set_state

WIDTH = 400


class UnlockPage(QWidget):
    """Asks for the passphrase as often as it takes; says one sentence when it is wrong."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName("Passphrase")
        self.field.setPlaceholderText("Passphrase")
        self.field.returnPressed.connect(self._try)
        self._show = QCheckBox("Show what I type")
        self._show.setProperty("role", "muted")
        self._show.toggled.connect(self._reveal)
        self._error = label("", "text", wrap=True)
        set_state(self._error, "bad")
        self._error.hide()
        self._button = button("Unlock", "primary")
        self._button.clicked.connect(lambda _checked: self._try())
        place = label(f"The vault in {desk.session.where.vault} is locked.", "sub", wrap=True)
        card = Card(
            label("Script Vault", "heading"),
            place,
            MEDIUM,
            self.field,
            self._show,
            self._error,
            SMALL,
            row(self._button, None),
            margin=32,
        )
        card.setFixedWidth(desk.theme.faces.px(WIDTH) + 64)
        page(self, None, row(None, card, None), None, LARGE)
        # Where the person has let this computer's keyring open the vault, nobody is asked.
        desk.read(lambda session: session.kept(), self._kept)

    @property
    def sentence(self) -> str:
        """What was wrong with the last try, empty when nothing was."""
        return "" if self._error.isHidden() else self._error.text()

    def begin(self) -> None:
        """Put the focus where one begins."""
        self.field.setFocus()

    def unlock(self, passphrase: str) -> None:
        """Try a passphrase."""
        self._button.setEnabled(False)
        self._button.setText("Opening…")
        self._desk.read(
            lambda session: session.beside(passphrase=lambda _: passphrase).unlocked(),
            self._opened,
            self._refused,
        )

    def _try(self) -> None:
        if self._button.isEnabled():
            self.unlock(self.field.text())

    def _kept(self, secrets: Secrets | None) -> None:
        if secrets is not None and not self._desk.unlocked:
            self._opened(secrets)

    def _opened(self, secrets: Secrets) -> None:
        self._ready()
        self._error.hide()
        self.field.clear()
        self._desk.open(secrets)

    def _refused(self, error: VaultError) -> None:
        self._ready()
        self._error.setText(str(error))
        self._error.show()
        self.field.setFocus()
        self.field.selectAll()

    def _ready(self) -> None:
        self._button.setEnabled(True)
        self._button.setText("Unlock")

    def _reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.field.setEchoMode(mode)


class AbsentPage(EmptyPage):
    """Says that the vault is not where it was, or is damaged, and looks again when asked."""

    again = Signal()

    def __init__(self, desk: Desk, heading: str, text: str) -> None:
        super().__init__(desk.theme, "vault", heading, text, "Look again", self._look)

    def _look(self) -> None:
        self.again.emit()
