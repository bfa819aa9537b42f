"""Several files checked together: each with its own verdict, and the states of their log."""

from pathlib import Path

from PySide6.QtWidgets import QLabel, QWidget

from vault.ui import verify_words as words
from vault.ui import wording
from vault.ui.theme import Theme
from vault.ui.tokens import LARGE, MEDIUM, SMALL
from vault.ui.verify_words import Told
from vault.ui.widgets import Card, ElidedLabel, Item, column, label, row, rule, set_state

VERDICT_WIDTH = 98


class FilesTogether(Card):
    """A row for each file, and below them which state of which log each of them holds."""

    def __init__(self, theme: Theme, told: Told) -> None:
        super().__init__(margin=0, gap=0)
        self._theme = theme
        self.verdicts: list[QLabel] = []
        for place, file in enumerate(told["files"]):
            if place:
                self.body.addWidget(rule())
            self.body.addWidget(self._file(file))
        self.joint = label("", "strong", wrap=True, select=True)
        self.detail = label("", "sub", wrap=True, select=True)
        joint = column(self.joint, self.detail, gap=2)
        states = column(joint, *(_log(log) for log in told["logs"]), gap=MEDIUM)
        states.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        below = QWidget()
        below.setLayout(states)
        self.body.addWidget(rule())
        self.body.addWidget(below)
        self.say(told)

    def say(self, told: Told) -> None:
        """Show each file's verdict, and whether they are one history."""
        for place, file in zip(self.verdicts, told["files"], strict=True):
            place.setText(file["verdict"])
            set_state(place, words.STATES[file["verdict"]])
        history = next(check for check in told["checks"] if check["name"] == "history")
        state, sentence = words.TOGETHER[history["result"]]
        self.joint.setText(sentence)
        set_state(self.joint, state)
        self.detail.setText(history["detail"])
        self.detail.setVisible(history["result"] != "pass")

    def _file(self, file: Told) -> QWidget:
        made, verdict = QWidget(), label("", "strong")
        verdict.setFixedWidth(self._theme.faces.px(VERDICT_WIDTH))
        self.verdicts.append(verdict)
        name = ElidedLabel(Path(file["path"]).name, "strong")
        across = row(verdict, gap=LARGE)
        across.addWidget(name, 1)
        across.addWidget(label(words.KINDS[file["kind"]], "sub"))
        across.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        made.setLayout(across)
        made.setAccessibleName(f"{name.text()}: {file['verdict']}")
        return made


def _log(log: Told) -> QWidget:
    """Return the states of one log, the earliest first, with the files that hold each."""
    rows: list[Item] = [label(f"Log {wording.groups(log['log'][:8])} …", "sub")]
    for state in log["states"]:
        size = "1 entry" if state["size"] == 1 else f"{state['size']:,} entries"
        said = f"{size}: {', '.join(state['files'])}"
        root = f"Root {wording.groups(state['root'], 8)}"
        rows.append(
            column(
                label(said, "text", wrap=True, select=True),
                label(root, "muted", wrap=True, select=True),
                gap=2,
            )
        )
    made = QWidget()
    made.setLayout(column(*rows, gap=SMALL))
    return made
