"""Saying a recorded delivery anew: what the reader answered, or what was wrong or left out."""

from abc import abstractmethod
from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from vault.errors import VaultError
from vault.operations.session import Outcome, Session
from vault.ui import checked_field
from vault.ui.checked_field import CheckedField
from vault.ui.delivery_dialog import is_recorded
from vault.ui.desk import Desk
from vault.ui.memo_place import MemoPlace
from vault.ui.record_dialog import RecordDialog, named
from vault.ui.share_holders import Holder, delivery, which, who
from vault.ui.tokens import MEDIUM
from vault.ui.widgets import row

ANSWER = (
    "It is added to the delivery, which is sealed anew as your declaration. A memo of it is written"
    " for your papers."
)
AMEND = (
    "The delivery is said again, whole, by a new entry; the first one stays in the log. A memo of"
    " it is written for your papers."
)
AUTHORISED = {
    "unsaid": "nothing said",
    "yes": "is the company, or takes scripts in its name",
    "no": "is neither",
}


class AgainDialog(RecordDialog):
    """Seals a delivery that amends an earlier one, and writes its memo."""

    def __init__(
        self, desk: Desk, holder: Holder, parent: QWidget, title: str, note: str, width: int
    ) -> None:
        about = f"{which(holder)}, to {who(holder)}\n{delivery(holder)}"
        super().__init__(desk, parent, title, about, note, width=width)
        self.holder = holder
        self.memo = MemoPlace(f"Delivery memo {holder['copy_id'] or holder['seq']} amended.pdf")

    @abstractmethod
    def changes(self) -> Mapping[str, str]:
        """Return what is said now, by the names of the operation's parameters."""

    def work(self) -> Callable[[Session], Outcome]:
        """Seal the delivery anew, and write its memo."""
        leaf, given = str(self.holder["leaf"]), dict(self.changes())
        files, place = tuple(self.files), self.memo.place
        how, when = given.pop("how", None), given.pop("when", None)

        def work(session: Session) -> Outcome:
            from vault.operations import delivering

            try:
                return delivering.deliver(
                    session, copy=None, how=how, when=when, amends=leaf, evidence=files,
                    output=place, **given,  # type: ignore[arg-type]  # texts, one of its choices
                )  # fmt: skip
            except VaultError as error:
                if not is_recorded(session, "amends", leaf):
                    raise
                return Outcome({}, [error.message])  # a second record would amend it twice

        return work


class AnswerDialog(AgainDialog):
    """Records what a reader answered to a delivery."""

    def __init__(self, desk: Desk, holder: Holder, parent: QWidget) -> None:
        super().__init__(desk, holder, parent, "Record an answer", ANSWER, 520)
        check = checked_field.words("answer", needed=True)
        placeholder = f"by e-mail on {self.today.isoformat()}: “received, thank you”"
        self.answer = CheckedField("What they answered, how and when", check, "", placeholder)
        self.ask(self.answer)
        self.ask_files()
        self.asked.addLayout(self.memo.named())
        self.answer.setFocus()

    def changes(self) -> Mapping[str, str]:
        """Return the answer."""
        return {"acknowledged": self.answer.text()}


class AmendDialog(AgainDialog):
    """Asks for every part of a delivery, as it was recorded; what is changed is said anew."""

    def __init__(self, desk: Desk, holder: Holder, parent: QWidget) -> None:
        super().__init__(desk, holder, parent, "Amend a delivery", AMEND, 680)
        when = checked_field.day("The day of the delivery", self.today)
        self.parts = {
            "to": CheckedField("Recipient", person, _person(holder)),
            "organisation": _words("Company or agency", holder, "organisation"),
            "capacity": _words("In what capacity", holder, "capacity"),
            "how": _words("How", holder, "how", needed=True),
            "when": CheckedField("When", when, str(holder["delivered"])),
            "terms": _words("What was said of terms or pay", holder, "terms"),
            "acknowledged": _words("What they answered, how and when", holder, "acknowledged"),
        }
        self._before = {name: field.text() for name, field in self.parts.items()}
        self.authorised = QComboBox()
        self.authorised.setAccessibleName("Whether the recipient stands for the company")
        self.authorised.setMinimumContentsLength(8)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.authorised.setSizeAdjustPolicy(policy)
        self.authorised.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for said, words in AUTHORISED.items():
            self.authorised.addItem(words, said)
        self.authorised.setCurrentIndex(self.authorised.findData(holder["authorised"]))
        parts = self.parts
        self.ask(parts["to"], parts["organisation"])
        across = row(gap=MEDIUM)
        across.addLayout(self.laid(parts["capacity"]), 1)
        across.addLayout(named("The recipient", self.authorised), 1)
        self.asked.addLayout(across)
        self.ask(parts["how"], parts["when"])
        self.ask(parts["terms"])
        self.ask(parts["acknowledged"])
        self.ask_files()
        self.asked.addLayout(self.memo.named())
        parts["to"].setFocus()

    def changes(self) -> Mapping[str, str]:
        """Return the parts that say something else now."""
        found = {
            name: field.text()
            for name, field in self.parts.items()
            if field.text() != self._before[name]
        }
        said = str(self.authorised.currentData())
        return {**found, "authorised": said} if said != self.holder["authorised"] else found


def person(text: str) -> str:
    """Return the mail address that is understood; raises ``BadInput`` where nobody is named."""
    from vault.share.recipients import person as named_person

    return named_person(text).mail


def _person(holder: Holder) -> str:
    mail = f" <{holder['mail']}>" if holder["mail"] else ""
    return f"{holder['recipient']}{mail}"


def _words(name: str, holder: Holder, part: str, *, needed: bool = False) -> CheckedField:
    check = checked_field.words(name[:1].lower() + name[1:], needed=needed)
    return CheckedField(name, check, str(holder[part] or ""))
