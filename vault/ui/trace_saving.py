"""The report of a trace as a file: what it will hold, and whether it shows the keys of copies."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QWidget

from vault.operations.session import Outcome, Session
from vault.operations.tracing import Look
from vault.ui.desk import Desk
from vault.ui.export_dialog import ExportDialog
from vault.ui.files import documents
from vault.ui.widgets import label

PAGES = (
    "What was examined, and each copy that is named: how strongly, by which marks, on which pages,"
    " one of them beside the page as issued, how its entry binds it, and what all this does not"
    " show."
)
NOTHING = "What was examined, against what it was held, and that nothing was found."
EVIDENCE = (
    "Attached to it: every figure with what was measured, and a program for a bare Python that"
    " computes the figures again."
)
REVEAL = "Reveal the codes of the copies named, so that an expert can recompute it"
REVEALED = (
    "Whoever has the report can then read these copies’ hidden marks, take them out of a file or"
    " put them into another. Of other copies it shows only how probable each mark is."
)
WITHHELD = (
    "The codes stay in the vault. The log binds them, so that they can be shown later and nobody"
    " can show others."
)


class ReportDialog(ExportDialog):
    """Writes the report of one trace."""

    checked_here = False

    def __init__(self, desk: Desk, look: Look, name: str, parent: QWidget) -> None:
        proposed = documents() / f"Trace report {Path(name).stem or name}.pdf"
        super().__init__(desk, parent, "Trace report", "Save the report", proposed)
        self._look = look
        self._names = any(match["copy_id"] for match in look.outcome.data["matches"])
        self.reveal = QCheckBox(REVEAL)
        self._means = label("", "sub", wrap=True)
        self.options.addWidget(label(name, "strong", wrap=True))
        self.options.addWidget(self.reveal)
        self.options.addWidget(self._means)
        for part in (self.reveal, self._means):
            part.setVisible(self._names)
        self.reveal.toggled.connect(lambda _checked: self.read())
        self.read()

    def contents(self) -> list[str]:
        """Return what the report holds, and say what showing keys gives away."""
        self._means.setText(REVEALED if self.reveal.isChecked() else WITHHELD)
        self.reveal.setAccessibleDescription(self._means.text())
        return [PAGES if self._look.outcome.data["matches"] else NOTHING, EVIDENCE]

    def taken(self) -> list[Path]:
        """Return where the report goes."""
        return [self.path]

    def work(self) -> Callable[[Session], Outcome]:
        """Return what writes the report."""
        look, path = self._look, self.path
        reveal, replace = self.reveal.isChecked(), self.replace.isChecked()

        def write(session: Session) -> Outcome:
            from vault.operations import tracing

            return tracing.save(session, look, path, reveal=reveal, force=replace)

        return write

    def told(self, outcome: Outcome) -> tuple[str, str, str]:
        """Return that it was written, and the hash by which it is known again."""
        said = f"SHA-256 {outcome.data['report_sha256']}"
        if outcome.data["keys_shown"]:
            said += "\nGive it only to those who are to recompute it: it shows keys."
        return "good", "The report is saved.", said
