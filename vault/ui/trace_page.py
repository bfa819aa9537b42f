"""Trace: drop pages that turned up; read from which draft, and from which copy, they derive."""

from datetime import datetime
from pathlib import Path

from vault.errors import BadInput, VaultError
from vault.operations.session import Outcome, Session
from vault.operations.tracing import Look
from vault.ui import trace_words as words
from vault.ui.desk import Desk
from vault.ui.drop_page import DropPage
from vault.ui.drop_zone import Invitation
from vault.ui.looking import Looking
from vault.ui.trace_report import TraceReport
from vault.ui.trace_saving import ReportDialog
from vault.ui.trace_sides import SidesDialog
from vault.ui.trace_words import Told

INVITES = Invitation(
    asks="Drop pages that turned up somewhere",
    takes=(
        "A PDF, a scan, a photo of a page, a script or a text. They are held against every copy"
        " this vault has issued, on this computer; nothing is sent.\n\n"
        "Several files are taken together, as pages of one find."
    ),
    doing="Tracing",
    icon="search",
    title="Trace pages",
    kinds="All files (*);;Pages and pictures (*.pdf *.png *.jpg *.jpeg *.tif *.tiff)",
)


class TracePage(DropPage):
    """The entrance, or what the files that were traced last lead to."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, INVITES)
        self._desk = desk
        self.report: TraceReport | None = None
        self._tracing: Looking | None = None
        self._looks: list[Look] = []
        desk.lost.connect(self._leave)

    @property
    def idle(self) -> bool:
        """Whether nothing is being traced."""
        return self._tracing is None

    def begin(self) -> None:
        """Put the focus where one begins."""
        if self.report is not None:
            self.report.again.setFocus()
        else:
            (self.entrance.choose if self.idle else self.entrance.stop).setFocus()

    def arrive(self, about: object) -> None:
        """Trace the file the page is asked to be about; without one, go on as it was."""
        if isinstance(about, Path):
            self.take([about])

    def take(self, files: list[Path]) -> None:
        """Trace files, their pages taken together."""
        self._close()
        self.files = files
        looks: list[Look] = []
        self._looks = looks

        def work(session: Session) -> Outcome:
            from vault.operations import tracing

            found = tracing.look(session, files)
            looks.append(found)
            return found.outcome

        self._tracing = Looking(self._desk, work, self)
        self._tracing.done.connect(self._show)
        self._tracing.refused.connect(self.turn_away)
        self._tracing.stepped.connect(self._step)
        self._soon.start()

    def stop(self) -> None:
        """End the trace that is under way."""
        self.turn_away(BadInput("The trace was stopped."))

    def turn_away(self, error: VaultError) -> None:
        """Say why nothing was traced."""
        self._close()
        self.show_entrance(str(error))

    def say_begun(self) -> None:
        """Say what is traced, and let it be stopped from the keyboard too."""
        super().say_begun()
        if self.isVisible():
            self.entrance.stop.setFocus()

    def _step(self, what: str, done: int, of: int) -> None:
        if not self._soon.isActive():
            self.entrance.go_on(words.STEPS.get(what, ""), done, of)

    def _show(self, told: Told, at: datetime) -> None:
        self._tracing = None
        self.report = TraceReport(self._desk.theme, self.name, told, at)
        self.report.wanted.connect(self.choose)
        self.report.kept.connect(self.save)
        self.report.beside.connect(self.show_beside)
        self.show_result(self.report)
        if self.isVisible():
            self.begin()

    def save(self) -> None:
        """Ask where a report on what was found goes."""
        if self._looks:
            ReportDialog(self._desk, self._looks[0], self.name, self).open()

    def show_beside(self, match: int) -> None:
        """Show the pages of a match beside those of the copy it names."""
        if self._looks:
            SidesDialog(self._desk, self._looks[0], match, self).open()

    def _leave(self) -> None:
        """Show nothing of a vault that was taken away."""
        self._close()
        self.show_entrance("")

    def _close(self) -> None:
        self._soon.stop()
        if self._tracing is not None:
            self._tracing.forget()
            self._tracing = None
        self._looks = []
        self.entrance.wait("")
        if self.report is not None:
            self.close_result(self.report)
            self.report = None
