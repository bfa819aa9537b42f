"""Verify: drop bundles, certificates, copies; read what they show. Needs no vault."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QMenu, QStackedWidget, QWidget

from vault.errors import BadInput, VaultError
from vault.operations.session import in_words
from vault.ui import verify_saving as saving
from vault.ui.bench import Bench
from vault.ui.dropping import holds_files, some_files
from vault.ui.files import documents, open_files, save_as
from vault.ui.page import page
from vault.ui.verify_checking import Checking
from vault.ui.verify_entrance import DropZone
from vault.ui.verify_report import ReportView
from vault.ui.verify_words import Told
from vault.ui.widgets import column, row
from vault.verify.bag import TAKES

SOON = 300
"""Milliseconds after which it is said that a check is under way."""

KINDS = "Bundles, certificates and copies (*.zip *.pdf);;All files (*)"
HERE = "Drop files that lie on this computer."

FORMS = (("As a PDF…", ".pdf"), ("As text…", ".txt"), ("As data (JSON)…", ".json"))


class VerifyPage(QWidget):
    """The entrance, or the report over the files that were checked last."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self.files: list[Path] = []
        self.report: ReportView | None = None
        self._signer: str | None = None
        self._draft: Path | None = None
        self._checking: Checking | None = None
        self._told: tuple[str, Told, datetime] | None = None
        self.entrance = DropZone(bench.theme)
        self.entrance.wanted.connect(self._choose)
        self.entrance.stopped.connect(self._stop)
        before = QWidget()
        page(before, None, row(None, self.entrance, None), None)
        self._stack = QStackedWidget()
        self._before = before
        self._stack.addWidget(before)
        self.setLayout(column(self._stack, gap=0))
        self.setAcceptDrops(True)
        self._soon = QTimer(self, interval=SOON, singleShot=True)
        self._soon.timeout.connect(self._say_checking)

    @property
    def idle(self) -> bool:
        """Whether no check is under way."""
        return self._checking is None

    def begin(self) -> None:
        """Put the focus where one begins."""
        (self.entrance.choose if self.report is None else self.report.signer.field).setFocus()

    @property
    def name(self) -> str:
        """What is being checked, or was last: a file by its name, several by their number."""
        return self.files[0].name if len(self.files) == 1 else f"{len(self.files)} files"

    def arrive(self, about: object) -> None:
        """Check the file the page is asked to be about; without one, go on as it was."""
        if isinstance(about, Path):
            self.verify(about)

    def verify(self, *files: Path) -> None:
        """Check files, alone and together; show what they show, or why that cannot be checked."""
        self._close_report()
        self.files, self._signer, self._draft = list(files), None, None
        self._check()

    def compare_signer(self, signer: str) -> None:
        """Check again, whether the key of this fingerprint signed."""
        self._signer = signer
        self._check()

    def compare_draft(self, draft: Path) -> None:
        """Check again, whether this file is one of the drafts."""
        self._draft = draft
        self._check()

    def _check(self) -> None:
        self._forget()
        self._checking = Checking(self._bench, self.files, self._signer, self._draft, self)
        self._checking.done.connect(self._show)
        self._checking.refused.connect(self._refuse)
        self._soon.start()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's own name
        """Take files."""
        if holds_files(event.mimeData()):
            event.acceptProposedAction()
            self.entrance.light(True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:  # noqa: N802  # Qt's own name
        """Go back to how it was."""
        self.entrance.light(False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's own name
        """Check what was dropped."""
        self.entrance.light(False)
        try:
            files = some_files(event.mimeData(), HERE)
        except BadInput as error:
            self._turn_away(error)
            return
        event.acceptProposedAction()
        self.verify(*files)

    def save_to(self, path: Path) -> None:
        """Write the report to a new file, in the form its name ends with."""
        assert self._told is not None
        try:
            saving.save(path, *self._told)
        except VaultError as error:
            self._bench.tell(error)
        except OSError as error:
            self._bench.tell(in_words(error))
        else:
            self._bench.noticed.emit(f"The report is in {path}.")

    def print_on(self, printer: QPrinter) -> None:
        """Print the report."""
        assert self._told is not None
        saving.print_on(printer, *self._told)

    def _show(self, told: Told, at: datetime) -> None:
        self._soon.stop()
        self._checking = None
        self._told = (self.name, told, at)
        if self.report is not None and not self.report.fits(told):
            self._close_report()  # a file has changed since
            self._told = (self.name, told, at)
        if self.report is None:
            self.report = self._make_report(told, at)
        self.report.say(self.name, told, at, compared=self._draft is not None)
        self._stack.setCurrentWidget(self.report)

    def _make_report(self, told: Told, at: datetime) -> ReportView:
        made = ReportView(self._bench, self.name, told, at)
        made.signer_given.connect(self.compare_signer)
        made.draft_given.connect(self.compare_draft)
        made.head.add("Check other files…", self._choose)
        kept = QMenu(made)
        for name, ending in FORMS:
            kept.addAction(name).triggered.connect(
                lambda _checked, ending=ending: self._save(ending)
            )
        made.head.add("Save report", lambda: None).setMenu(kept)
        made.head.add("Print…", self._print)
        self._stack.addWidget(made)
        return made

    def _refuse(self, error: VaultError) -> None:
        self._soon.stop()
        self._forget()
        if self.report is not None and (self._signer or self._draft):
            self._draft = None
            self._bench.tell(error)  # what was to be compared cannot be; the report stands
            return
        self._turn_away(error)

    def _turn_away(self, error: VaultError) -> None:
        self._soon.stop()
        self._forget()
        self._close_report()
        self.files = []
        # The page itself says what it takes.
        self.entrance.wait(error.message if error.hint == TAKES else str(error))
        self._stack.setCurrentWidget(self._before)
        self.entrance.choose.setFocus()

    def _stop(self) -> None:
        self._turn_away(BadInput("The check was stopped."))

    def _say_checking(self) -> None:
        if self.files and self.report is None:
            self.entrance.check(self.name)

    def _forget(self) -> None:
        if self._checking is not None:
            self._checking.forget()
            self._checking = None

    def _close_report(self) -> None:
        self._told = None
        self.entrance.wait("")
        if self.report is not None:
            self._stack.removeWidget(self.report)
            self.report.deleteLater()
            self.report = None

    def _choose(self) -> None:
        open_files(
            self,
            "Check bundles, certificates and copies",
            lambda files: self.verify(*files),
            KINDS,
        )

    def _save(self, ending: str) -> None:
        proposed = documents() / f"{Path(self.name).stem} report{ending}"
        save_as(self, "Save the report", proposed, self.save_to)

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle("Print the report")
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)
