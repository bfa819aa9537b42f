"""Who signed: the key's fingerprint, and a field to compare it with one given by another way."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from vault.encoding import is_hex
from vault.ui import wording
from vault.ui.theme import Theme
from vault.ui.tokens import MEDIUM, SMALL
from vault.ui.verify_words import Told
from vault.ui.widgets import Card, StateInWords, button, label, row, set_state

DIGITS = 64

ASKS = (
    "Nothing in this file says who holds the key. If its holder gave you the fingerprint by another"
    " way, such as on paper or by telephone, paste it here to compare."
)
FAULTY = f"A fingerprint has {DIGITS} digits, 0 to 9 and a to f. Copy the whole of it."

SAID = {
    "pass": ("good", "The same key signed this file."),
    "fail": ("bad", "Another key signed this file."),
}


class SignerCard(Card):
    """The fingerprint in groups, and in the twelve words that a certificate prints of it."""

    given = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(gap=SMALL)
        self.fingerprint = label("", "mono", wrap=True, select=True)
        self.in_words = label("", "muted", wrap=True, select=True)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Fingerprint you were given")
        self.field.setAccessibleName("Fingerprint you were given by another way")
        self.field.returnPressed.connect(self._give)
        self.compare = button("Compare")
        self.compare.clicked.connect(lambda _checked: self._give())
        self.answer = StateInWords(theme)
        self.error = label("", "text", wrap=True)
        set_state(self.error, "bad")
        beside = row(gap=MEDIUM)
        beside.addWidget(self.field, 1)
        beside.addWidget(self.compare)
        for item in (self.fingerprint, self.in_words, label(ASKS, "sub", wrap=True)):
            self.body.addWidget(item)
        self.body.addSpacing(SMALL)
        self.body.addLayout(beside)
        self.body.addWidget(self.error)
        self.body.addWidget(self.answer)

    def say(self, told: Told) -> None:
        """Show the key of a report, and what the comparison came to, if one was made."""
        signer = told["signer"]
        self._name(signer)
        self.error.hide()
        result = next(check["result"] for check in told["checks"] if check["name"] == "signer")
        self.answer.setVisible(result in SAID)
        if result in SAID:
            self.answer.say(*SAID[result])

    def _name(self, signer: str | None) -> None:
        if signer is None:
            groups, spoken = "The key that signed could not be established.", ""
        else:
            from vault.prove.certificate_words import key_words

            groups = wording.groups(signer)
            spoken = f"In words, as a certificate prints it: {key_words(signer)}"
        for place, text in ((self.fingerprint, groups), (self.in_words, spoken)):
            place.setText(text)
            place.setAccessibleName(text)
            place.setVisible(bool(text))

    def _give(self) -> None:
        text = "".join(self.field.text().split()).lower()
        if is_hex(text, DIGITS):
            self.error.hide()
            self.given.emit(text)
        else:
            self.answer.hide()
            self.error.setText(FAULTY)
            self.error.show()
            self.field.setFocus()
            self.field.selectAll()
