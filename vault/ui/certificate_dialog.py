"""The Certificate of Sealing of a draft: a PDF to print, and beside it the signature over it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from vault.operations.session import Outcome, Session
from vault.ui.desk import Desk
from vault.ui.drafts import Draft
from vault.ui.export_dialog import ExportDialog
from vault.ui.files import documents
from vault.ui.widgets import label

PAGES = (
    "What was sealed, when, and with which key, on pages to print. None of the script’s own words"
    " but its title."
)
EVIDENCE = (
    "Attached to it, the evidence that lets a stranger check it. Beside it, in a file of its own,"
    " the signature over the PDF: keep the two together."
)


class CertificateDialog(ExportDialog):
    """Writes the certificate of one draft."""

    def __init__(self, desk: Desk, draft: Draft, parent: QWidget) -> None:
        proposed = documents() / f"{draft.title} (draft {draft.number}) certificate.pdf"
        super().__init__(desk, parent, "Certificate of Sealing", "Write the certificate", proposed)
        self._draft = draft
        name = f"{draft.title}, draft {draft.number}"
        self.options.addWidget(label(name, "strong", wrap=True))
        self.read()

    def contents(self) -> list[str]:
        """Return what a certificate holds."""
        sentences = [PAGES, EVIDENCE]
        if self._draft.not_later_than is None:
            sentences.append(
                "This draft has no independent time yet, and the certificate will say so."
            )
        return sentences

    def taken(self) -> list[Path]:
        """Return where the certificate and its signature go."""
        return [self.path, self.path.with_name(f"{self.path.name}.sshsig")]

    def work(self) -> Callable[[Session], Outcome]:
        """Return what writes the certificate."""
        reference, path, replace = self._draft.reference, self.path, self.replace.isChecked()

        def write(session: Session) -> Outcome:
            from vault.operations import certifying

            return certifying.certificate(session, draft=reference, output=path, force=replace)

        return write

    def told(self, outcome: Outcome) -> tuple[str, str, str]:
        """Return which certificate was written."""
        name = outcome.data["certificate_id"]
        if self._draft.not_later_than is None:
            sentence = "It says that no independent time is established yet."
            return "waiting", f"Certificate {name} is written.", sentence
        return "good", f"Certificate {name} is written.", "Its signature lies beside it."


def show(desk: Desk, parent: QWidget) -> None:
    """Ask where the certificate of the chosen draft goes."""
    if desk.chosen is not None:
        CertificateDialog(desk, desk.chosen, parent).open()
