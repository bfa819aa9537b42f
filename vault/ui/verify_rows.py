"""The rows of a report: a check with its result in words and its scope, a draft with its times."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from vault.ui import verify_words as words
from vault.ui.theme import Theme
from vault.ui.tokens import LARGE, MEDIUM, TIGHT
from vault.ui.widgets import Card, ElidedLabel, button, column, label, row, rule, set_state

RESULT_WIDTH, TITLE_WIDTH = 98, 248
FIRST, MORE = 6, 100
"""How many drafts are listed at first, and how many come with each press of the button."""

Check = Mapping[str, Any]
Draft = Mapping[str, Any]


class CheckRow(QWidget):
    """One check: its result, what it is called, what it shows, and what was found."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.result = label("", "strong")
        self._title = label("", "strong", wrap=True)
        self._scope = label("", "sub", wrap=True)
        self.detail = label("", "muted", wrap=True, select=True)
        self.result.setFixedWidth(theme.faces.px(RESULT_WIDTH))
        self._title.setFixedWidth(theme.faces.px(TITLE_WIDTH))
        across = row(gap=LARGE)
        for beside in (self.result, self._title):
            across.addWidget(beside, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(column(self._scope, self.detail, None, gap=2), 1)
        across.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        self.setLayout(across)

    def say(self, check: Check) -> None:
        """Show a check."""
        state, result = words.result(check["result"])
        title = words.title(check["name"])
        self.result.setText(result)
        set_state(self.result, "" if state == "muted" else state)
        self._title.setText(title)
        self._scope.setText(check["scope"])
        self.detail.setText(check["detail"])
        self.detail.setAccessibleName(f"{title}: {check['detail']}")
        self.detail.setVisible(bool(check["detail"]))
        self.setAccessibleName(f"{title}: {result}")


class Checks(Card):
    """Every check of a report, in the order of the table."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(margin=0, gap=0)
        self._theme = theme
        self.rows: dict[str, CheckRow] = {}

    def say(self, checks: Sequence[Check]) -> None:
        """Show these checks; those that are there already take on what is new."""
        for check in checks:
            name = check["name"]
            if name not in self.rows:
                if self.rows:
                    self.body.addWidget(rule())
                self.rows[name] = CheckRow(self._theme)
                self.body.addWidget(self.rows[name])
            self.rows[name].say(check)


class Drafts(Card):
    """The drafts a file shows, each with the times between which it is proved to lie."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        super().__init__(margin=0, gap=0)
        self._drafts = drafts
        self.shown = 0
        self.more = button("", "link")
        self.more.clicked.connect(lambda _checked: self.show_more())
        below = row(self.more, None)
        below.setContentsMargins(MEDIUM, TIGHT, MEDIUM, TIGHT)
        self._rows = column(gap=0)
        self.body.addLayout(self._rows)
        self._below = QWidget()
        self._below.setLayout(below)
        self.body.addWidget(self._below)
        self._show(FIRST)

    def show_more(self) -> None:
        """List some more."""
        self._show(MORE)

    def _show(self, count: int) -> None:
        for shown in self._drafts[self.shown : self.shown + count]:
            if self.shown:
                self._rows.addWidget(rule())
            self._rows.addWidget(_draft(shown))
            self.shown += 1
        left = len(self._drafts) - self.shown
        self._below.setVisible(left > 0)
        self.more.setText(f"Show {min(left, MORE)} more of {len(self._drafts):,}")


class Scenes(Card):
    """The scenes a file shows alone, with their words."""

    def __init__(self, scenes: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(gap=MEDIUM)
        for place, shown in enumerate(scenes):
            if place:
                self.body.addWidget(rule())
            self.body.addWidget(label(words.scene(shown), "strong"))
            self.body.addWidget(label(shown["text"].rstrip(), "mono", wrap=True, select=True))


def _draft(shown: Draft) -> QWidget:
    made = QWidget()
    name = ElidedLabel(words.draft(shown), "strong")
    hashed = label(words.digest(shown), "muted", wrap=True, select=True)
    state, latest = words.latest(shown)
    time = label(latest, "text")
    set_state(time, state)
    across = row(gap=LARGE)
    across.addLayout(column(name, hashed, gap=2), 1)
    across.addLayout(column(time, label(words.earliest(shown), "muted"), None, gap=2))
    across.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
    made.setLayout(across)
    made.setAccessibleName(f"{words.draft(shown)}: {latest}, {words.earliest(shown)}")
    return made
