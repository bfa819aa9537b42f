"""The recovery kit in the first run: its words to print or save, two of them typed back."""

from pathlib import Path

from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit

from vault.operations.session import Session, read_text
from vault.ui.desk import Desk
from vault.ui.files import documents, save_as
from vault.ui.first_run import CONFIRMED, FirstRun
from vault.ui.tokens import LARGE, SMALL
from vault.ui.welcome_steps import StepPage
from vault.ui.widgets import Card, StateInWords, button, column, label, row

COLUMNS = 4


class KitStep(StepPage):
    """Shows the words, and has them printed or saved."""

    heading = "Keep this recovery kit"

    def __init__(self, desk: Desk, run: FirstRun) -> None:
        super().__init__(desk, run)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(LARGE)
        self._grid.setVerticalSpacing(SMALL)
        card = Card(margin=20)
        card.body.addLayout(self._grid)
        self.print_it = button("Print…")
        self.print_it.clicked.connect(lambda _checked: self._print())
        self.save_it = button("Save a copy…")
        self.save_it.clicked.connect(lambda _checked: self._save())
        self._state = StateInWords(desk.theme)
        self.setLayout(
            column(
                label(
                    "With these words and a copy of the vault's folder, every draft can be opened"
                    " when the passphrase or the computer is lost. Whoever has both can read"
                    " everything. Keep the page where you keep your contracts.",
                    "sub",
                    wrap=True,
                ),
                SMALL,
                card,
                SMALL,
                row(self.print_it, self.save_it, self._state, None),
            )
        )

    def enter(self) -> None:
        """Show the words."""
        self._state.say(
            "good" if self.run.kept else "waiting",
            "Kept." if self.run.kept else "Not kept anywhere yet.",
        )
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        rows = -(-len(self.run.words) // COLUMNS)
        for place, word in enumerate(self.run.words):
            shown = label(f"{place + 1:2d}. {word}", "mono")
            self._grid.addWidget(shown, place % rows, place // rows)

    def begin(self) -> None:
        """Put the focus on printing."""
        self.print_it.setFocus()

    def take(self) -> None:
        """Go on only when the kit is kept."""
        self.run.need_kept()

    def save_to(self, path: Path) -> None:
        """Save a copy of the kit: a page where a PDF is named, else a text."""
        file = self.run.kit_file
        assert file is not None

        def work(session: Session) -> Path:
            from vault.operations.keeping import copy_kit

            return copy_kit(session, kit=file, to=path)

        self.desk.aside(work, self._saved)

    def _saved(self, path: Path) -> None:
        self.run.kept = True
        self._state.say("good", f"Saved as {path.name}.")
        self.answered.emit()

    def _save(self) -> None:
        name = "Script Vault recovery kit.pdf"
        save_as(self, "Save the recovery kit", documents() / name, self.save_to)

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle("Print the recovery kit")
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)

    def print_on(self, printer: QPrinter) -> None:
        """Print the kit's page."""
        assert self.run.kit_file is not None
        page = QTextDocument()
        page.setDefaultFont(self.desk.theme.faces.script(12, bold=False))
        page.setPlainText(read_text(self.run.kit_file, "recovery kit"))
        page.print_(printer)
        self.run.kept = True
        self._state.say("good", "Printed.")
        self.answered.emit()


class ConfirmStep(StepPage):
    """Has two words typed, which shows that the kit can be read where it is kept."""

    heading = "Two words from your kit"

    def __init__(self, desk: Desk, run: FirstRun) -> None:
        super().__init__(desk, run)
        self.fields = [QLineEdit() for _ in range(CONFIRMED)]
        self._names = [label("", "strong") for _ in self.fields]
        self._after = label("", "muted", wrap=True)
        body = column(
            label("Take your copy and type these words from it.", "sub", wrap=True), SMALL
        )
        for name, field in zip(self._names, self.fields, strict=True):
            name.setBuddy(field)
            body.addWidget(name)
            body.addWidget(field)
        body.addSpacing(SMALL)
        body.addWidget(self._after)
        self.setLayout(body)

    def enter(self) -> None:
        """Ask for the words that were drawn."""
        for place, name, field in zip(self.run.asked_words, self._names, self.fields, strict=True):
            name.setText(f"Word {place}")
            field.setAccessibleName(f"Word {place} of the kit")
            field.clear()
        self._after.setText(
            f"Until the end of this set-up the kit also lies in {self.run.kit_file}; then that file"
            " is deleted, since you have your own copy."
        )

    def begin(self) -> None:
        """Put the focus on the first word that is missing."""
        next((f for f in self.fields if not f.text()), self.fields[0]).setFocus()

    def take(self) -> None:
        """Go on when the words are those of the kit."""
        self.run.confirm([field.text() for field in self.fields])
