"""The script as prose: read, walked through by keys, words selected; what is chosen underlined."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextLayout,
)
from PySide6.QtWidgets import QTextEdit

from vault.share.variants import Place, Site
from vault.ui.theme import Theme
from vault.ui.tokens import SCROLL_BAR
from vault.ui.variants_text import ScriptText

Look = Literal["chosen", "here", "refused", "offered", "offered here"]

_Line = QTextCharFormat.UnderlineStyle
_LOOKS: dict[Look, tuple[_Line, str, str]] = {
    "chosen": (_Line.SingleUnderline, "accent", "selection"),
    "here": (_Line.SingleUnderline, "accent", "edge"),
    "refused": (_Line.WaveUnderline, "bad", "removed"),
    "offered": (_Line.DotLine, "muted", ""),
    "offered here": (_Line.DotLine, "ink", "edge"),
}
"""Of each look its line, and the tokens of the line's colour and of the ground's."""

_KEYS = {
    Qt.Key.Key_Return: "enter",
    Qt.Key.Key_Enter: "enter",
    Qt.Key.Key_N: "next",
    Qt.Key.Key_P: "previous",
    Qt.Key.Key_T: "take",
    Qt.Key.Key_L: "leave",
    Qt.Key.Key_Delete: "remove",
    Qt.Key.Key_Backspace: "remove",
}
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


@dataclass(frozen=True, slots=True)
class Mark:
    """How the letters of a place look."""

    place: Place
    look: Look


class Prose(QTextEdit):
    """Shows a script; nothing can be typed into it, so that letters are free to be keys."""

    moved = Signal()
    """The caret went elsewhere, or other words are selected."""
    asked = Signal(str)
    """A key asks for something: enter, next, previous, take, leave, remove."""
    menu_asked = Signal(QPoint)
    """What can be done here is asked for: where on the screen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._text: ScriptText | None = None
        self._marks: dict[int, list[Mark]] = {}
        self.setProperty("role", "prose")
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("The script")
        self.cursorPositionChanged.connect(self.moved)
        self.selectionChanged.connect(self.moved)
        theme.changed.connect(self._paint_again)

    def show_text(self, text: ScriptText) -> None:
        """Show a script from its beginning, with nothing marked."""
        self._text, self._marks = text, {}
        self.setLineWrapColumnOrWidth(round(text.width))
        text.document.setParent(self)  # they go together, whichever is forgotten first
        self.setDocument(text.document)
        self._keep_in_the_middle()

    @property
    def here(self) -> tuple[int, int] | None:
        """The element and the letter at the caret."""
        return self._text.letter(self.textCursor().position()) if self._text else None

    @property
    def selects(self) -> bool:
        """Whether anything is selected."""
        return self.textCursor().hasSelection()

    @property
    def selected(self) -> Place | None:
        """The selected words; None where there are none, or they are not in one paragraph."""
        cursor = self.textCursor()
        if self._text is None or not cursor.hasSelection():
            return None
        return self._text.place(cursor.selectionStart(), cursor.selectionEnd())

    def word_here(self) -> Place | None:
        """Return the word at the caret."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        if self._text is None or not cursor.hasSelection():
            return None
        found = self._text.place(cursor.selectionStart(), cursor.selectionEnd())
        if found is None:
            return None
        words = self._text.elements[found.element].text[found.start : found.end]
        return found if any(sign.isalnum() for sign in words) else None

    def go_to(self, place: Place, *, select: bool = False) -> None:
        """Put the caret into a place, and that onto the screen."""
        if self._text is None or not self._text.shows(place.element):
            return
        cursor = self.textCursor()
        end = self._text.position(place.element, place.end)
        start = self._text.position(place.element, place.start)
        cursor.setPosition(end if select else start)
        cursor.setPosition(start, _mode(keep=select))
        self.setTextCursor(cursor)
        self._bring_to_the_middle()

    def mark(self, marks: Iterable[Mark]) -> None:
        """Show just these marks, later ones above earlier ones."""
        fresh: dict[int, list[Mark]] = {}
        for mark in marks:
            if self._text is not None and self._text.shows(mark.place.element):
                fresh.setdefault(mark.place.element, []).append(mark)
        changed = [
            element
            for element in self._marks.keys() | fresh.keys()
            if self._marks.get(element) != fresh.get(element)
        ]
        self._marks = fresh
        self._paint(changed)

    def say_here(self, site: Site | None, *, chosen: bool) -> None:
        """Have it read out what may stand at the caret, and whether that is chosen or proposed."""
        how = "Differs" if chosen else "Proposed"
        said = f"{how}: {', or '.join(site.alternatives)}" if site else ""
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's own name
        """Take the keys that stand for something; the others walk and select."""
        asked = _KEYS.get(Qt.Key(event.key()))
        if asked is not None and event.modifiers() in _PLAIN:
            self.asked.emit(asked)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802  # Qt's own name
        """Ask for what can be done at the place that is pressed, or at the caret."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu_asked.emit(self.viewport().mapToGlobal(self.cursorRect().bottomLeft()))
            return
        pressed = self.cursorForPosition(event.pos())
        cursor = self.textCursor()
        inside = cursor.selectionStart() <= pressed.position() <= cursor.selectionEnd()
        if not (cursor.hasSelection() and inside):
            self.setTextCursor(pressed)
        self.menu_asked.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's own name
        """Keep the column in the middle."""
        super().resizeEvent(event)
        self._keep_in_the_middle()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's own name
        """Say anew where the caret is: it counts again."""
        super().focusInEvent(event)
        self.moved.emit()

    def _keep_in_the_middle(self) -> None:
        if self._text is None:
            return
        room = self.width() - SCROLL_BAR - round(self._text.width)
        self.setViewportMargins(max(0, room // 2), 0, max(0, room - room // 2), 0)

    def _bring_to_the_middle(self) -> None:
        """Scroll as little as is needed to have some lines around the caret on the screen."""
        bar, at, height = self.verticalScrollBar(), self.cursorRect(), self.viewport().height()
        if at.top() < height // 6 or at.bottom() > height * 5 // 6:
            bar.setValue(bar.value() + at.center().y() - height // 3)

    def _paint_again(self) -> None:
        self._paint(list(self._marks))

    def _paint(self, elements: Sequence[int]) -> None:
        """Have elements look as they are marked; all of them are laid out anew in one go."""
        if self._text is None or not elements:
            return
        blocks = [self._paint_one(self._text, element) for element in elements]
        first = min(block.position() for block in blocks)
        last = max(block.position() + block.length() for block in blocks)
        self.document().markContentsDirty(first, last - first)

    def _paint_one(self, text: ScriptText, element: int) -> QTextBlock:
        start = text.position(element, 0)
        block = self.document().findBlock(start)
        ranges = []
        for mark in self._marks.get(element, ()):
            one = QTextLayout.FormatRange()
            one.start = text.position(element, mark.place.start) - start
            one.length = text.position(element, mark.place.end) - start - one.start
            one.format = self._format(mark.look)
            ranges.append(one)
        block.layout().setFormats(ranges)
        return block

    def _format(self, look: Look) -> QTextCharFormat:
        form = QTextCharFormat()
        line, colour, ground = _LOOKS[look]
        form.setUnderlineStyle(line)
        form.setUnderlineColor(self._theme.colour(colour))
        if ground:
            form.setBackground(self._theme.colour(ground))
        return form


def _mode(*, keep: bool) -> QTextCursor.MoveMode:
    return QTextCursor.MoveMode.KeepAnchor if keep else QTextCursor.MoveMode.MoveAnchor
