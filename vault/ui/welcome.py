"""The first run on screen: four steps, one question each, and the first draft sealed at the end."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from vault.errors import BadInput, VaultError
from vault.operations.session import Session
from vault.seal.keys import Secrets
from vault.ui import welcome_kit, welcome_steps
from vault.ui.desk import Desk
from vault.ui.first_run import STEPS, FirstRun, Step
from vault.ui.page import ScrolledPage
from vault.ui.tokens import LARGE, MEDIUM, SMALL
from vault.ui.welcome_steps import StepPage
from vault.ui.widgets import button, column, label, row, section, set_state

WIDTH = 600


class Welcome(ScrolledPage):
    """Leads through the steps; ``leave`` is called when the last one is done."""

    def __init__(self, desk: Desk, leave: Callable[[], object], kit: Path | None = None) -> None:
        super().__init__()
        self._desk, self._leave = desk, leave
        self.run = FirstRun(desk.session.where.vault)
        self.unfinished = True
        self.pages: dict[Step, StepPage] = {
            Step.FOLDER: welcome_steps.FolderStep(desk, self.run),
            Step.NAME: welcome_steps.NameStep(desk, self.run),
            Step.KIT: welcome_kit.KitStep(desk, self.run),
            Step.CONFIRM: welcome_kit.ConfirmStep(desk, self.run),
            Step.TIME: welcome_steps.TimeStep(desk, self.run),
            Step.READY: welcome_steps.ReadyStep(desk, self.run),
        }
        self._count = section("")
        self._heading = label("", "title", wrap=True)
        self._error = label("", "text", wrap=True)
        set_state(self._error, "bad")
        self.back = button("Back")
        self.back.clicked.connect(lambda _checked: self._go_back())
        self.next = button("Next", "primary")
        self.next.clicked.connect(lambda _checked: self.go_on())
        for made in self.pages.values():
            made.answered.connect(self._answered)
        inner = QWidget()
        inner.setFixedWidth(desk.theme.faces.px(WIDTH))
        inner.setLayout(
            column(
                self._count,
                self._heading,
                SMALL,
                *self.pages.values(),
                self._error,
                MEDIUM,
                row(self.next, self.back, None),
                gap=SMALL,
            )
        )
        self.body.addStretch(1)
        self.body.addLayout(row(None, inner, None))
        self.body.addStretch(2)
        self.body.addSpacing(LARGE)
        self.pages[Step.READY].ready_changed.connect(self._allow)
        if kit is not None:
            self._resume(kit)
        self.show_step()

    @property
    def sentence(self) -> str:
        """Why one cannot go on, empty when one can."""
        return "" if self._error.isHidden() else self._error.text()

    def go_on(self) -> None:
        """Take the answer on screen and go to the next step, or say why not."""
        if not self.next.isEnabled():
            return
        try:
            self.pages[self.run.step].take()
        except BadInput as error:
            self._refuse(error)
            return
        if self.run.step is Step.NAME:
            self._work("Making the vault…")
            self._desk.read(self._make, self._made, self._refuse)
        elif self.run.step is Step.TIME:
            self._work("One moment…")
            self._desk.set_choices(self._chosen, self._refuse, time=self.run.time)
        elif self.run.step is Step.READY:
            self.unfinished = False
            self._leave()
        else:
            self._advance()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's own name
        """Go on at Return, wherever the focus is, unless it is on another button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
        else:
            super().keyPressEvent(event)

    def begin(self) -> None:
        """Put the focus where the answer goes."""
        self.pages[self.run.step].begin()

    def _make(self, session: Session) -> tuple[Path, Secrets, list[str]]:
        """Make the vault; its kit lies in the home folder until the person has kept it."""
        from vault.operations import vaulting
        from vault.operations.keeping import words_of_kit

        run, folder = self.run, self.run.folder
        assert folder is not None
        own = session.beside(passphrase=lambda _: run.passphrase, secrets=None)
        made = vaulting.init(
            own, writer=run.writer, email=None, watch=[folder], kit=None, time="off"
        )
        file = Path(made.data["recovery_kit"])
        return file, own.unlocked(), words_of_kit(own, file)

    def _made(self, made: tuple[Path, Secrets, list[str]]) -> None:
        file, secrets, words = made
        self._desk.preferences.kit_to_confirm = file
        self.run.take_kit(file, words, self._desk.session.random)
        self.run.passphrase = ""
        self._desk.open(secrets)
        self._advance()

    def _chosen(self) -> None:
        self._desk.preferences.kit_to_confirm = None
        self._advance()
        file = self.run.kit_file
        try:
            if file is not None:
                file.unlink(missing_ok=True)
        except OSError:
            self._desk.noticed.emit(f"{file} could not be deleted. Please delete it yourself.")

    def _resume(self, kit: Path) -> None:
        """Go on at the kit: the program was closed before it was confirmed."""
        from vault.operations.keeping import words_of_kit

        words = words_of_kit(self._desk.session, kit)
        self.run.take_kit(kit, words, self._desk.session.random)
        self.run.step = Step.KIT

    def _advance(self) -> None:
        self.run.go_on()
        self.show_step()

    def _go_back(self) -> None:
        self.run.go_back()
        self.show_step()

    def show_step(self) -> None:
        """Put the step the run stands at on screen."""
        step = self.run.step
        shown = self.pages[step]
        self._count.setText(f"STEP {step.number} OF {STEPS}")
        self._heading.setText(shown.heading)
        self._error.hide()
        for page in self.pages.values():
            page.setVisible(page is shown)
        shown.enter()
        self.next.setText(shown.next_word)
        self.back.setVisible(self.run.may_go_back)
        self.back.setEnabled(True)
        self._allow()
        shown.begin()

    def _work(self, word: str) -> None:
        self._error.hide()
        self.next.setText(word)
        self.sheet.setFocus()  # from a button that is disabled it would go to the rail
        self.next.setEnabled(False)
        self.back.setEnabled(False)

    def _answered(self) -> None:
        self._error.hide()
        self.next.setFocus()

    def _allow(self) -> None:
        self.next.setEnabled(self.pages[self.run.step].ready)
        if self.run.step is Step.READY:
            # Nothing is asked any more; until one may go on, the focus waits on the page itself.
            (self.next if self.next.isEnabled() else self.sheet).setFocus()

    def _refuse(self, error: VaultError) -> None:
        self.next.setText(self.pages[self.run.step].next_word)
        self.next.setEnabled(True)
        self.back.setEnabled(True)
        self._error.setText(str(error))
        self._error.show()
        self.pages[self.run.step].begin()
