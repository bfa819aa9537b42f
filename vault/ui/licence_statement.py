"""The statement of a period: what fell due, came in and is outstanding, on paper and as CSV."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QWidget

from vault.operations.session import Outcome, Session
from vault.pipeline.ledger import Ledger
from vault.ui import checked_field
from vault.ui.checked_field import CheckedField
from vault.ui.desk import Desk
from vault.ui.drafts import scripts
from vault.ui.export_dialog import ExportDialog
from vault.ui.files import documents
from vault.ui.record_dialog import named
from vault.ui.tokens import MEDIUM
from vault.ui.widgets import row

HOLDS = (
    "Each licence with its lines, each line with the entry that holds it, and the sums of each"
    " currency by itself. Beside the PDF, the same lines as a table (CSV)."
)
LIMITS = "It is no invoice and no tax document, and it names people and fees."


class StatementDialog(ExportDialog):
    """Writes a statement. A place that is taken is never written to: the next free one is."""

    checked_here = False

    def __init__(self, desk: Desk, ledger: Ledger, parent: QWidget) -> None:
        from vault.pipeline.stating import first_day

        proposed = documents() / f"Statement of licences {ledger.today}.pdf"
        super().__init__(desk, parent, "Statement", "Write the statement", _free(proposed))
        self.script = QComboBox()
        self.script.setAccessibleName("Licences of which scripts")
        self.script.addItem("All scripts", None)
        known = scripts(desk.drafts)
        titles = [script.title for script in known]
        for script in known:
            alone = titles.count(script.title) == 1
            self.script.addItem(script.title if alone else script.newest.script, script.id)
        first = first_day(ledger.grants, ledger.today)
        self.start = CheckedField(
            "First day", checked_field.day("The first day"), first.isoformat()
        )
        self.until = CheckedField(
            "Last day", checked_field.day("The last day"), ledger.today.isoformat()
        )
        across = row(gap=MEDIUM)
        for field in (self.start, self.until):
            across.addLayout(field.named(), 1)
            field.told.connect(self.read)
        self.options.addLayout(named("Licences of", self.script))
        self.options.addLayout(across)
        self.read()

    def put_at(self, path: Path) -> None:
        """Write it there, or beside what is there already."""
        super().put_at(_free(path if path.suffix else path.with_suffix(".pdf")))

    def read(self) -> None:
        """Show what would be written, or what is wrong in the days."""
        super().read()
        error = self.start.error or self.until.error
        self.do.setEnabled(error is None)
        self.error.setText(str(error or ""))
        self.error.setVisible(error is not None)

    def contents(self) -> list[str]:
        """Return what a statement holds."""
        return [HOLDS, LIMITS]

    def taken(self) -> list[Path]:
        """Return where the paper and the table go."""
        return [self.path, self.path.with_suffix(".csv")]

    def work(self) -> Callable[[Session], Outcome]:
        """Return what writes the statement."""
        script, start, until = self.script.currentData(), self.start.text(), self.until.text()
        path = self.path

        def write(session: Session) -> Outcome:
            from vault.operations import granting

            return granting.state(
                session, script=script, start=start, until=until, output=path, force=False
            )

        return write

    def told(self, outcome: Outcome) -> tuple[str, str, str]:
        """Return the sums; a statement is for reading, and no program checks it."""
        where, *sums = outcome.lines
        return "good", "The statement is written.", "\n".join([*sums, where])


def _free(proposed: Path) -> Path:
    """Return a place near the proposed one where neither paper nor table lies yet."""
    place, number = proposed, 2
    while place.exists() or place.with_suffix(".csv").exists():
        place = proposed.with_stem(f"{proposed.stem} {number}")
        number += 1
    return place
