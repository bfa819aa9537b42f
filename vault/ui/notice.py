"""A sentence for the person above the page, until it is read or the next one comes."""

from PySide6.QtWidgets import QFrame

from vault.ui.bench import Bench
from vault.ui.tokens import SMALL, WIDE
from vault.ui.widgets import button, label, row


class Notice(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        self._words = label("", "text", wrap=True)
        self._close = button("Close", "link")
        self._close.setAccessibleName("Close this message")
        self._close.clicked.connect(lambda _checked: self.hide())
        body = row(gap=WIDE)
        body.addWidget(self._words, 1)
        body.addWidget(self._close)
        body.setContentsMargins(WIDE + SMALL, SMALL, WIDE, SMALL)
        self.setLayout(body)
        self.hide()
        bench.noticed.connect(self.say)
        bench.asked.connect(lambda *_: self.hide())

    @property
    def words(self) -> str:
        """What is said, empty when nothing is."""
        return "" if self.isHidden() else self._words.text()

    def say(self, sentence: str) -> None:
        """Say something."""
        self._words.setText(sentence)
        self.show()
