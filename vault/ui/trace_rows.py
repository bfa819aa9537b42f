"""A finding on the page: the copy it names, how strongly, by which layers, on which pages."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from vault.ui import trace_words as words
from vault.ui import wording
from vault.ui.striped_card import StripedCard
from vault.ui.theme import Theme
from vault.ui.tokens import LARGE, MEDIUM, SMALL
from vault.ui.trace_words import Match, Place, Told
from vault.ui.widgets import Card, Item, button, column, label, row, rule, section, set_state

NAME_WIDTH = 220
MOST_PLACES = 12
ICON = "search"


class Found(QWidget):
    """One match: its card, and below it what speaks for it."""

    wanted = Signal()
    """The pages are to be seen side by side."""

    def __init__(self, theme: Theme, match: Match, tried: int) -> None:
        super().__init__()
        self.beside = button("See them side by side…")
        self.beside.clicked.connect(lambda _checked: self.wanted.emit())
        self.beside.setAccessibleName(f"See the pages of copy {match['copy_id']} side by side")
        colour, _ = words.CLASSES[match["class"]]
        self.card = StripedCard(theme)
        self.card.show_words(ICON, colour, words.heading(match), words.which(match))
        parts: list[Item] = [self.card]
        lines = list(_evidence(match, tried))
        if lines:
            parts.append(_part("How strongly", _Lines(theme, lines)))
        places = words.places(match)
        if places:
            shown = [row(self.beside, None)] if match["copy_id"] is not None else []
            parts.append(_part("Where the words stand", _Places(places), *shown))
        self.setLayout(column(*parts, gap=LARGE))


class NothingFound(StripedCard):
    """The quiet card that says that no copy is named, and what was looked at."""

    def __init__(self, theme: Theme, told: Told) -> None:
        super().__init__(theme)
        self.show_words(ICON, "muted", words.NOTHING, words.NOT_FOUND, words.looked_at(told))


class _Lines(Card):
    """Names at the left, and what is said of each."""

    def __init__(self, theme: Theme, lines: Iterable[tuple[str, str, str, str]]) -> None:
        super().__init__(margin=0, gap=0)
        for place, (name, state, said, meaning) in enumerate(lines):
            if place:
                self.body.addWidget(rule())
            self.body.addWidget(_line(theme, name, state, said, meaning))


class _Places(Card):
    """Pages of the files beside pages of the copy."""

    def __init__(self, places: list[Place]) -> None:
        super().__init__(margin=0, gap=0)
        self.body.addWidget(_across("In the files", "In the copy", "Words", role="muted"))
        for one in places[:MOST_PLACES]:
            self.body.addWidget(rule())
            self.body.addWidget(_across(one.there, one.here, f"{one.words:,}"))
        left = len(places) - MOST_PLACES
        if left > 0:
            self.body.addWidget(rule())
            self.body.addWidget(_across(f"and {wording.count(left, 'place')} more", "", ""))


def _evidence(match: Match, tried: int) -> Iterable[tuple[str, str, str, str]]:
    """Give the lines about a match: name, state, what is said, what it means."""
    if match["copy_id"] is not None:
        state, named = words.CLASSES[match["class"]]
        yield "Class", state, named, words.MEANINGS[match["class"]]
        yield "Chance of being wrong", "", *words.wrongly(match, tried)
    for mark in match["marks"]:
        name, said = words.layer(mark)
        yield name, "", "", said
    shared = words.overlap(match)
    if shared:
        yield "Words", "", "", f"{shared} of what is in the files stands in this draft."


def _line(theme: Theme, name: str, state: str, said: str, meaning: str) -> QWidget:
    title = label(name, "strong", wrap=True)
    title.setFixedWidth(theme.faces.px(NAME_WIDTH))
    told = [label(said, "strong", wrap=True, select=True)] if said else []
    if told:
        set_state(told[0], state if state == "waiting" else "")
    told.append(label(meaning, "sub", wrap=True, select=True))
    made = QWidget()
    across = row(gap=LARGE)
    across.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
    across.addLayout(column(*told, gap=2), 1)
    across.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
    made.setLayout(across)
    made.setAccessibleName(f"{name}: {said} {meaning}")
    return made


def _across(there: str, here: str, count: str, role: str = "text") -> QWidget:
    made = QWidget()
    right = label(count, role)
    right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    across = row(gap=LARGE)
    across.addWidget(label(there, role, wrap=True), 5)
    across.addWidget(label(here, role), 3)
    across.addWidget(right, 1)
    across.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
    made.setLayout(across)
    return made


def _part(title: str, *items: Item) -> Item:
    return column(section(title), *items, gap=SMALL)
