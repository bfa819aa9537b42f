"""The steps of the first run but the kit's: folder, name and passphrase, time, first draft."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QRadioButton, QWidget

from vault.operations.examining import leaving
from vault.ui.desk import Desk
from vault.ui.drafts import scripts
from vault.ui.files import documents, open_folder
from vault.ui.first_run import FirstRun
from vault.ui.tokens import LARGE, MEDIUM, SMALL, TIGHT
from vault.ui.widgets import Card, ElidedLabel, StateInWords, button, column, label, one_of, row

SHOWN = 4
"""How many of the first drafts are named."""


class StepPage(QWidget):
    """One question. ``take`` hands the answer on, or raises ``BadInput`` in words."""

    heading = ""
    next_word = "Next"
    answered = Signal()
    """What was missing is there now; what remains is to go on."""
    ready_changed = Signal()

    def __init__(self, desk: Desk, run: FirstRun) -> None:
        super().__init__()
        self.desk, self.run = desk, run

    @property
    def ready(self) -> bool:
        """Whether one may go on from here."""
        return True

    def enter(self) -> None:
        """The step comes on screen."""

    def begin(self) -> None:
        """Put the focus where the answer goes."""

    def take(self) -> None:
        """Hand the answer on."""


class FolderStep(StepPage):
    """Which folder is watched."""

    heading = "Where do you keep your scripts?"

    def __init__(self, desk: Desk, run: FirstRun) -> None:
        super().__init__(desk, run)
        self._place = ElidedLabel("No folder is chosen yet.", "strong")
        self.choose = button("Choose a folder…")
        self.choose.clicked.connect(lambda _checked: self._ask())
        card_row = row(gap=LARGE)
        card_row.addWidget(self._place, 1)
        card_row.addWidget(self.choose)
        card = Card()
        card.body.addLayout(card_row)
        self.setLayout(
            column(
                label(
                    "Script Vault watches this folder and all folders in it. Whenever you save a"
                    " script there, it seals that draft. It never changes your files.",
                    "sub",
                    wrap=True,
                ),
                SMALL,
                card,
                SMALL,
                label(f"The vault itself will be kept in {run.vault}.", "muted", wrap=True),
            )
        )

    def put(self, folder: Path) -> None:
        """Show a folder as the chosen one."""
        self.run.folder = folder
        self._place.setText(str(folder))
        self.answered.emit()

    def begin(self) -> None:
        """Put the focus on the button that asks."""
        self.choose.setFocus()

    def take(self) -> None:
        """Hand the folder on, if it can be watched."""
        from vault.pipeline.opening import check_watchable

        self.run.take_folder(self.run.folder)
        if self.run.folder is not None:
            self.run.folder = check_watchable(self.run.folder, self.run.vault)

    def _ask(self) -> None:
        open_folder(self, "Choose the folder you keep your scripts in", self.put, documents())


class NameStep(StepPage):
    """The writer's name, and a passphrase that only they know."""

    heading = "Who seals the drafts?"
    next_word = "Make the vault"

    def __init__(self, desk: Desk, run: FirstRun) -> None:
        super().__init__(desk, run)
        self.writer = _field("Your name, as you sign your work")
        self.passphrase = _field("A passphrase that only you know", secret=True)
        self.again = _field("The passphrase once more", secret=True)
        show = QCheckBox("Show what I type")
        show.setProperty("role", "muted")
        show.toggled.connect(self._reveal)
        self.setLayout(
            column(
                label(
                    "The name is sealed into the vault as you declare it. The passphrase locks the"
                    " vault on this computer. Nobody can reset it for you; the recovery kit in the"
                    " next step is the only other way in.",
                    "sub",
                    wrap=True,
                ),
                SMALL,
                *_named("Name", self.writer),
                *_named("Passphrase", self.passphrase),
                self.again,
                show,
            )
        )

    def begin(self) -> None:
        """Put the focus on the first field that is empty."""
        fields = (self.writer, self.passphrase, self.again)
        next((field for field in fields if not field.text()), self.passphrase).setFocus()

    def take(self) -> None:
        """Hand name and passphrase on."""
        self.run.take_name(self.writer.text(), self.passphrase.text(), self.again.text())

    def _reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for field in (self.passphrase, self.again):
            field.setEchoMode(mode)


class TimeStep(StepPage):
    """Independent time on or off, and exactly what leaves the computer."""

    heading = "May independent authorities sign the time?"

    def __init__(self, desk: Desk, run: FirstRun) -> None:
        super().__init__(desk, run)
        self.on = QRadioButton("Yes. Each draft can be shown to have existed by a certain time")
        self.off = QRadioButton("No. Nothing leaves this computer")
        self.on.setChecked(True)
        one_of(self, (self.on, self.off))
        sentences = [
            label(f"· {sentence}", "muted", wrap=True)
            for sentence in leaving(desk.session, time=True)
        ]
        self.setLayout(
            column(
                label(
                    "Without it the vault still shows what you sealed and in which order, but no"
                    " moment that a stranger has to believe.",
                    "sub",
                    wrap=True,
                ),
                SMALL,
                Card(self.on, self.off, gap=TIGHT),
                SMALL,
                label("If yes, this is all that leaves your computer:", "strong"),
                *sentences,
                label("You can change this at any time in Settings.", "muted"),
            )
        )

    def begin(self) -> None:
        """Put the focus on the answer that is chosen."""
        (self.on if self.on.isChecked() else self.off).setFocus()

    def take(self) -> None:
        """Hand the answer on."""
        self.run.time = self.on.isChecked()


class ReadyStep(StepPage):
    """The first draft, sealed; or what to do so that there is one."""

    heading = "Your drafts are being sealed"
    next_word = "Open the timeline"

    def __init__(self, desk: Desk, run: FirstRun) -> None:
        super().__init__(desk, run)
        self._looked = False
        self._state = StateInWords(desk.theme, "strong")
        self._list = label("", "script", wrap=True)
        self._more = label("", "sub", wrap=True)
        self.setLayout(
            column(Card(self._state, self._list, margin=20, gap=MEDIUM), SMALL, self._more)
        )
        desk.drafts_changed.connect(self._read)
        desk.health_changed.connect(self._after_look)

    @property
    def ready(self) -> bool:
        """Whether a draft is sealed, or the folder is known to hold none."""
        return bool(self.desk.drafts) or self._looked

    @property
    def words(self) -> str:
        """What is said about the first drafts."""
        return self._state.accessibleName()

    def enter(self) -> None:
        """Say how things stand."""
        self._read()

    def _after_look(self) -> None:
        self._looked = True
        self._read()

    def _read(self) -> None:
        found = scripts(self.desk.drafts)
        names = [script.title for script in found]
        self._list.setText("\n".join(names[:SHOWN]))
        self._list.setVisible(bool(names))
        more = f"and {len(names) - SHOWN} more. " if len(names) > SHOWN else ""
        if names:
            count = len(self.desk.drafts)
            self._state.say("good", "1 draft is sealed." if count == 1 else f"{count} are sealed.")
            self._more.setText(f"{more}From now on every save is sealed by itself.")
        elif self._looked:
            self._state.say("waiting", "There is no script in the folder yet.")
            self._more.setText(
                f"Save one in {self._folders()}, from any program you write in. It is sealed by"
                " itself and appears on the timeline."
            )
        else:
            self._state.say("muted", "Looking through the folder…")
            self._more.setText("")
        self.ready_changed.emit()

    def _folders(self) -> str:
        return str(self.run.folder) if self.run.folder is not None else "the watched folder"


def _field(says: str, *, secret: bool = False) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(says)
    made.setPlaceholderText(says)
    if secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


def _named(name: str, field: QLineEdit) -> tuple[QWidget, QWidget]:
    over = label(name, "strong")
    over.setBuddy(field)
    over.setAlignment(Qt.AlignmentFlag.AlignBottom)
    return over, field
