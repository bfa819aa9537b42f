"""What is asked of the readers: one of the presets, with the whole of its notice on the page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QRadioButton

from vault.licence.presets import DEFAULT, PRESETS, Preset, preset
from vault.licence.record import Holder, Record
from vault.ui.theme import Theme
from vault.ui.tokens import LARGE, MEDIUM, SMALL, TIGHT
from vault.ui.widgets import Card, column, label, one_of, row, rule, set_state

HOLDS: tuple[tuple[Holder, str, str], ...] = (
    ("unsaid", "Not said", "The copies claim nothing about it."),
    ("yes", "I do", "The copies name you as the holder of the copyright. It is your statement."),
    (
        "no",
        "Someone else does",
        "The copies claim no copyright; the terms keep the rights that are yours.",
    ),
)
"""The answers to the question who owns a draft, and what each comes to."""


BESIDE_RADIO = 5
"""How much lower a line begins beside a radio button, so that both stand on one height."""


class Choice(QFrame):
    """One preset: what it does in a sentence; where it is chosen, all of its words."""

    def __init__(self, theme: Theme, offered: Preset) -> None:
        super().__init__()
        self._theme = theme
        self.radio = QRadioButton()
        self.radio.setAccessibleName(offered.sentence)
        self.radio.toggled.connect(self.update)
        self._sentence = label(offered.sentence, "strong", wrap=True)
        self._sentence.setBuddy(self.radio)
        self.notice = label("", "muted", wrap=True, select=True)
        self.foot = label("", "muted", wrap=True)
        across = row(gap=SMALL)
        across.addWidget(self.radio, 0, Qt.AlignmentFlag.AlignTop)
        words = column(self._sentence, self.notice, self.foot, None, gap=TIGHT)
        words.setContentsMargins(0, BESIDE_RADIO, 0, 0)
        across.addLayout(words, 1)
        across.setContentsMargins(LARGE, SMALL + 2, LARGE, SMALL + 2)
        self.setLayout(across)
        self.unfold("", "")

    def unfold(self, notice: str, foot: str) -> None:
        """Show the words of the notice and of the foot of each page, or fold them away."""
        for place, text in ((self.notice, notice), (self.foot, foot)):
            place.setText(text)
            place.setAccessibleName(text)
            place.setVisible(bool(text))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's own name
        """Paint the ground of the one that is chosen."""
        if self.radio.isChecked():
            QPainter(self).fillRect(self.rect(), self._theme.colour("selection"))

    def mousePressEvent(self, _event: QMouseEvent) -> None:  # noqa: N802  # Qt's own name
        """Choose this one, wherever it is pressed."""
        self.radio.setChecked(True)
        self.radio.setFocus()


class Terms(Card):
    """The presets; the arrow keys move among them."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(margin=0, gap=0)
        self.choices = {offered.id: Choice(theme, offered) for offered in PRESETS}
        for place, choice in enumerate(self.choices.values()):
            if place:
                self.body.addWidget(rule())
            self.body.addWidget(choice)
            choice.radio.toggled.connect(self._toggled)
        self.error = label("", "text", wrap=True)
        set_state(self.error, "bad")
        self.error.setContentsMargins(LARGE, SMALL, LARGE, MEDIUM)
        self.error.hide()
        self.body.addWidget(self.error)
        one_of(self, (choice.radio for choice in self.choices.values()))
        self.choices[DEFAULT].radio.setChecked(True)

    @property
    def chosen(self) -> Preset:
        """The preset that is chosen."""
        for name, choice in self.choices.items():
            if choice.radio.isChecked():
                return preset(name)
        return preset(DEFAULT)

    def show_words(self, record: Record) -> None:
        """Show the chosen preset's words as a record has them."""
        self.refuse("")
        for name, choice in self.choices.items():
            if name == record.terms.preset:
                foot = f"At the foot of each page: {record.terms.footer}"
                choice.unfold(record.terms.notice, foot)
            else:
                choice.unfold("", "")

    def fold(self) -> None:
        """Show no preset's words."""
        self.refuse("")
        for choice in self.choices.values():
            choice.unfold("", "")

    def refuse(self, error: str) -> None:
        """Say why the chosen terms cannot be; nothing for an empty error."""
        self.error.setText(error)
        self.error.setVisible(bool(error))

    def _toggled(self, checked: bool) -> None:
        if checked:
            self.changed.emit()


class Holds(Card):
    """The question who owns the draft; nothing is claimed unless it is said."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(gap=TIGHT)
        self.answers: dict[Holder, QRadioButton] = {}
        self._meaning = label("", "muted", wrap=True)
        across = row(gap=LARGE)
        for value, words, _ in HOLDS:
            radio = QRadioButton(words)
            radio.toggled.connect(self._toggled)
            self.answers[value] = radio
            across.addWidget(radio)
        one_of(self, self.answers.values())
        across.addStretch(1)
        self.body.addLayout(across)
        self.body.addWidget(self._meaning)
        self.say("unsaid")

    @property
    def said(self) -> Holder:
        """The answer that is chosen."""
        for value, radio in self.answers.items():
            if radio.isChecked():
                return value
        return "unsaid"

    def say(self, value: Holder) -> None:
        """Choose an answer."""
        self.answers[value].setChecked(True)

    def _toggled(self, checked: bool) -> None:
        if checked:
            self._meaning.setText(next(m for v, _, m in HOLDS if v == self.said))
            self.changed.emit()
