"""Naming a draft: one field, and the reason beside it when the name cannot be."""

from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from vault.errors import VaultError
from vault.operations.session import Outcome, Session
from vault.ui.desk import Desk
from vault.ui.drafts import Draft
from vault.ui.tokens import MEDIUM, WIDE
from vault.ui.widgets import button, column, label, row, set_state

WIDTH = 420


class NameDialog(QDialog):
    """Asks for a draft's name and seals it as a declaration."""

    def __init__(self, desk: Desk, draft: Draft, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Name this draft")
        self._desk, self._draft = desk, draft
        self.field = QLineEdit(draft.label or "")
        self.field.setAccessibleName("Name of the draft")
        self.field.setPlaceholderText("sent to my agent")
        self.field.selectAll()
        self._error = label("", "text", wrap=True)
        set_state(self._error, "bad")
        self._error.hide()
        self._do = button("Name it", "primary")
        self._do.clicked.connect(lambda _checked: self._name())
        leave = button("Cancel")
        leave.clicked.connect(lambda _checked: self.reject())
        body = column(
            label(f"{draft.title}, draft {draft.number}", "strong", wrap=True),
            label(
                "A name is sealed like a draft: it can be changed later, but not undone.",
                "muted",
                wrap=True,
            ),
            self.field,
            self._error,
            row(None, leave, self._do),
            gap=MEDIUM,
        )
        body.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        self.setLayout(body)
        self.field.setFocus()
        self.setMinimumWidth(desk.theme.faces.px(WIDTH))

    @property
    def sentence(self) -> str:
        """Why the name was refused, empty when it was not."""
        return "" if self._error.isHidden() else self._error.text()

    def _name(self) -> None:
        name, draft = self.field.text(), self._draft

        def work(session: Session) -> Outcome:
            from vault.operations import drafting

            return drafting.label(session, draft=draft.reference, name=name)

        self._do.setEnabled(False)
        self._desk.change(work, self._named, self._refused)

    def _named(self, _outcome: Outcome) -> None:
        self.accept()

    def _refused(self, error: VaultError) -> None:
        self._do.setEnabled(True)
        self._error.setText(str(error))
        self._error.show()
        self.field.setFocus()
