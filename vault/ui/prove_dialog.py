"""Prove: choose drafts and how much of them to show, see what a stranger gets, write the bundle."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLineEdit, QRadioButton, QWidget

from vault.operations.session import Outcome, Session
from vault.ui.desk import Desk
from vault.ui.drafts import Draft
from vault.ui.export_dialog import ExportDialog
from vault.ui.files import documents
from vault.ui.prove_words import RECORD, Choice, Extent, choices, contents, scenes, verdict
from vault.ui.tokens import MEDIUM, TIGHT
from vault.ui.widgets import column, one_of, row, section


class ProveDialog(ExportDialog):
    """Writes the bundle of one draft, of all drafts of its script, or of everything."""

    def __init__(self, desk: Desk, draft: Draft, parent: QWidget) -> None:
        proposed = documents() / f"{draft.title} proof.zip"
        super().__init__(desk, parent, "Prove", "Write the bundle", proposed)
        self._draft = draft
        self._choices = choices(desk.drafts, draft)
        self.radios = [QRadioButton(choice.words) for choice in self._choices]
        self.extents = {extent: QRadioButton(extent.value) for extent in Extent}
        self.scenes = QLineEdit()
        self.scenes.setPlaceholderText("such as 3 or 5-7")
        self.scenes.setAccessibleName("Scenes to show")
        some = row(self.extents[Extent.SCENES], gap=MEDIUM)
        some.addWidget(self.scenes, 1)
        whole, none = self.extents[Extent.WHOLE], self.extents[Extent.EVIDENCE]
        self.options.addLayout(column(section("What is to be proved"), *self.radios, gap=TIGHT))
        self.record = QCheckBox("Also what left the desk: copies, deliveries, licences for a fee")
        shown = column(section("What is shown"), whole, some, none, self.record, gap=TIGHT)
        self.options.addLayout(shown)
        for radios in (self.radios, self.extents.values()):
            one_of(self, radios)
        self.radios[0].setChecked(True)
        whole.setChecked(True)
        for radio in (*self.radios, *self.extents.values()):
            radio.toggled.connect(self._turn)
        self.record.toggled.connect(lambda _checked: self.read())
        self._turn(chosen=True)

    @property
    def chosen(self) -> Choice:
        """What is to be proved."""
        return self._choices[next(at for at, r in enumerate(self.radios) if r.isChecked())]

    @property
    def extent(self) -> Extent:
        """How much of it is to be shown."""
        return next(extent for extent, radio in self.extents.items() if radio.isChecked())

    def contents(self) -> list[str]:
        """Return what a bundle of the chosen drafts holds."""
        held = contents(self.chosen.drafts, self.desk.drafts, self.extent)
        return [*held, RECORD] if self.with_record else held

    @property
    def with_record(self) -> bool:
        """Whether what left the desk is shown too; it does not go without the drafts' words."""
        return self.record.isEnabled() and self.record.isChecked()

    def taken(self) -> list[Path]:
        """Return where the bundle goes."""
        return [self.path]

    def work(self) -> Callable[[Session], Outcome]:
        """Return what writes the bundle; raises ``BadInput`` when no scene is named."""
        chosen, path, replace = self.chosen, self.path, self.replace.isChecked()
        extent, with_record = self.extent, self.with_record
        alone = []
        if extent is Extent.SCENES:
            alone = scenes(self.scenes.text(), self._draft.scenes or 0)

        def write(session: Session) -> Outcome:
            from vault.operations import proving

            return proving.prove(
                session,
                drafts=(chosen.reference,) if chosen.reference else (),
                script=chosen.script,
                all=chosen.reference is None and chosen.script is None,
                output=path,
                with_log=False,
                force=replace,
                evidence_only=extent is Extent.EVIDENCE,
                with_record=with_record,
                scene=alone,
            )

        return write

    def told(self, outcome: Outcome) -> tuple[str, str, str]:
        """Return the verdict of the bundle that was written."""
        return verdict(str(outcome.data["verdict"]), outcome.data["because"])

    def _turn(self, chosen: bool) -> None:
        if not chosen:
            return
        possible = bool(self.chosen.reference and self._draft.scenes)
        self.extents[Extent.SCENES].setEnabled(possible)
        self.record.setEnabled(self.extent is Extent.WHOLE)
        if self.extent is Extent.SCENES and not possible:
            self.extents[Extent.WHOLE].setChecked(True)
            return
        self.scenes.setEnabled(self.extent is Extent.SCENES)
        self.read()


def show(desk: Desk, parent: QWidget) -> None:
    """Ask what is to be proved, beginning with the chosen draft."""
    if desk.chosen is not None:
        ProveDialog(desk, desk.chosen, parent).open()
