"""Verify: drop bundles, certificates, copies; read what they show. Needs no vault."""

from datetime import datetime
from pathlib import Path

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QMenu

from vault.errors import BadInput, VaultError
from vault.operations.session import Outcome, Session, in_words
from vault.ui import verify_saving as saving
from vault.ui.bench import Bench
from vault.ui.drop_page import DropPage
from vault.ui.drop_zone import Invitation
from vault.ui.files import documents, save_as
from vault.ui.looking import Looking
from vault.ui.verify_report import ReportView
from vault.ui.verify_words import Told
from vault.verify.bag import TAKES

INVITES = Invitation(
    asks="Drop a file here to check it",
    takes=(
        "A proof bundle (.zip), a certificate or a licensed copy (.pdf). It is checked on this"
        " computer and nothing is sent. No vault is needed, and no account.\n\n"
        "Drop several, handed out at different times, to see whether they are one history."
    ),
    doing="Checking",
    icon="verify",
    title="Check bundles, certificates and copies",
    kinds="Bundles, certificates and copies (*.zip *.pdf);;All files (*)",
)

FORMS = (("As a PDF…", ".pdf"), ("As text…", ".txt"), ("As data (JSON)…", ".json"))


class VerifyPage(DropPage):
    """The entrance, or the report over the files that were checked last."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench.theme, INVITES)
        self._bench = bench
        self.report: ReportView | None = None
        self._signer: str | None = None
        self._draft: Path | None = None
        self._checking: Looking | None = None
        self._told: tuple[str, Told, datetime] | None = None

    @property
    def idle(self) -> bool:
        """Whether no check is under way."""
        return self._checking is None

    def begin(self) -> None:
        """Put the focus where one begins."""
        (self.entrance.choose if self.report is None else self.report.signer.field).setFocus()

    def take(self, files: list[Path]) -> None:
        """Check what was dropped or chosen."""
        self.verify(*files)

    def stop(self) -> None:
        """End the check that is under way."""
        self.turn_away(BadInput("The check was stopped."))

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
        files, signer, draft = self.files, self._signer, self._draft

        def work(session: Session) -> Outcome:
            from vault.operations import verifying

            return verifying.verify(
                session, files=files, signer=signer, draft=[draft] if draft else []
            )

        self._checking = Looking(self._bench, work, self)
        self._checking.done.connect(self._show)
        self._checking.refused.connect(self._refuse)
        self._soon.start()

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
        self.show_result(self.report)

    def _make_report(self, told: Told, at: datetime) -> ReportView:
        made = ReportView(self._bench, self.name, told, at)
        made.signer_given.connect(self.compare_signer)
        made.draft_given.connect(self.compare_draft)
        made.head.add("Check other files…", self.choose)
        kept = QMenu(made)
        for name, ending in FORMS:
            kept.addAction(name).triggered.connect(
                lambda _checked, ending=ending: self._save(ending)
            )
        made.head.add("Save report", lambda: None).setMenu(kept)
        made.head.add("Print…", self._print)
        return made

    def _refuse(self, error: VaultError) -> None:
        self._soon.stop()
        self._forget()
        if self.report is not None and (self._signer or self._draft):
            self._draft = None
            self._bench.tell(error)  # what was to be compared cannot be; the report stands
            return
        self.turn_away(error)

    def turn_away(self, error: VaultError) -> None:
        """Say why nothing was checked."""
        self._forget()
        self._close_report()
        # The page itself says what it takes.
        self.show_entrance(error.message if error.hint == TAKES else str(error))

    def say_begun(self) -> None:
        """Say it where there is no report that stands meanwhile."""
        if self.report is None:
            super().say_begun()

    def _forget(self) -> None:
        if self._checking is not None:
            self._checking.forget()
            self._checking = None

    def _close_report(self) -> None:
        self._told = None
        self.entrance.wait("")
        if self.report is not None:
            self.close_result(self.report)
            self.report = None

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
