"""A script to be read: every element where it stands on a page, and the way to it and back."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTableFormat,
)

from vault.screenplay.layout_measures import Measures
from vault.screenplay.model import Align, Element, Kind, Look, Script, Style
from vault.share.variants import Place

LEFT, RIGHT = 15.0, 75.0
"""The edges of the column, in cells from the paper's left edge."""
LINE = 1.12
"""The height of a line, in heights of its letters."""

_ALIGNED = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTER: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
}
_LINE_BREAKS = str.maketrans(dict.fromkeys("\n\v\f\x85\u2028\u2029", "\u2028") | {"\r": " "})
"""What Qt would take as the end of a paragraph is the end of a line in it."""


class ScriptText:
    """The document of a script, and where in it each letter is."""

    def __init__(self, script: Script, font: QFont) -> None:
        self.elements = script.elements
        metrics = QFontMetricsF(font)
        self._cell = metrics.horizontalAdvance("0")
        self._line = metrics.height() * LINE
        self._measures = Measures(script)
        self._starts: dict[int, int] = {}
        self.document = QTextDocument()
        self.document.setUndoRedoEnabled(False)
        self.document.setDefaultFont(font)
        self.document.setDocumentMargin(0)
        self._give_room()
        self._write()
        self._places = sorted((start, element) for element, start in self._starts.items())

    @property
    def width(self) -> float:
        """The width of the column, in pixels at 100 %."""
        return (RIGHT - LEFT) * self._cell + 1

    def shows(self, element: int) -> bool:
        """Whether an element is there to be read: what was omitted is not."""
        return element in self._starts

    def position(self, element: int, letter: int) -> int:
        """Return where in the document a letter of an element is."""
        return self._starts[element] + _units(self.elements[element].text[:letter])

    def letter(self, position: int) -> tuple[int, int] | None:
        """Return the element and the letter at a place of the document; None between elements."""
        at = bisect_right(self._places, position, key=lambda pair: pair[0])
        if not at:
            return None
        start, element = self._places[at - 1]
        text = self.elements[element].text
        if text.isascii():
            letter = position - start
        else:
            raw = text.encode("utf-16-le", "surrogatepass")[: 2 * (position - start)]
            letter = len(raw.decode("utf-16-le", "ignore"))
        return (element, letter) if position - start <= _units(text) else None

    def place(self, start: int, end: int) -> Place | None:
        """Return the words between two places of the document, without the blanks around them.

        None where there are no words, or they are not all in one element.
        """
        first, last = self.letter(start), self.letter(end)
        if first is None or last is None or first[0] != last[0]:
            return None
        words = self.elements[first[0]].text[first[1] : last[1]]
        begins = first[1] + len(words) - len(words.lstrip())
        ends = begins + len(words.strip())
        return Place(first[0], begins, ends) if begins < ends else None

    def _give_room(self) -> None:
        """Have some white above the first line and below the last."""
        root = self.document.rootFrame()
        form = root.frameFormat()
        form.setTopMargin(self._line)
        form.setBottomMargin(3 * self._line)
        root.setFrameFormat(form)

    def _write(self) -> None:
        cursor = QTextCursor(self.document)
        cursor.beginEditBlock()
        shown = [
            (number, element)
            for number, element in enumerate(self.elements)
            if not element.omitted and element.kind is not Kind.PAGE_BREAK
        ]
        fresh = True
        for beside, run in groupby(shown, key=lambda pair: bool(pair[1].dual)):
            if beside:
                for pair in _pairs(list(run)):
                    self._write_pair(cursor, pair)
                    fresh = True
                continue
            for number, element in run:
                if not fresh:
                    cursor.insertBlock()
                self._write_one(cursor, number, element)
                fresh = False
        cursor.endEditBlock()

    def _write_pair(self, cursor: QTextCursor, pair: list[tuple[int, Element]]) -> None:
        """Write two speeches side by side."""
        form = QTextTableFormat()
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
        form.setBorder(0)
        form.setCellPadding(0)
        form.setCellSpacing(0)
        form.setTopMargin(self._line)
        form.setBottomMargin(self._line)  # Qt drops the margin above what follows a table
        form.setWidth(QTextLength(QTextLength.Type.FixedLength, self.width))
        form.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, 50)] * 2)
        table = cursor.insertTable(1, 2, form)
        for side in (1, 2):
            inside = table.cellAt(0, side - 1).firstCursorPosition()
            for at, (number, element) in enumerate(e for e in pair if e[1].dual == side):
                if at:
                    inside.insertBlock()
                self._write_one(inside, number, element)
        cursor.movePosition(QTextCursor.MoveOperation.End)

    def _write_one(self, cursor: QTextCursor, number: int, element: Element) -> None:
        style = self._measures.of(element)
        cursor.setBlockFormat(self._block(element, style))
        self._starts[number] = cursor.position()
        text = element.text.translate(_LINE_BREAKS)
        for start, end, look in _stretches(element, style.look):
            cursor.insertText(text[start:end], _letters(look, element.kind))

    def _block(self, element: Element, style: Style) -> QTextBlockFormat:
        form = QTextBlockFormat()
        half = (RIGHT - LEFT) / 2
        left = LEFT + half if element.dual == 2 else LEFT
        right = LEFT + half if element.dual == 1 else RIGHT
        form.setLeftMargin(max(0.0, style.left - left) * self._cell)
        form.setRightMargin(max(0.0, right - style.right) * self._cell)
        if style.hang and element.text.startswith("("):
            form.setTextIndent(-style.hang * self._cell)
        first = element.dual and element.kind is Kind.CHARACTER
        form.setTopMargin(0 if first else style.before * self._line)
        form.setAlignment(_ALIGNED[style.align])
        return form


def _pairs(run: list[tuple[int, Element]]) -> Iterator[list[tuple[int, Element]]]:
    """Yield the pairs of speeches in a run: the left one begins each."""
    pair: list[tuple[int, Element]] = []
    for number, element in run:
        if pair and element.dual == 1 and pair[-1][1].dual == 2:
            yield pair
            pair = []
        pair.append((number, element))
    if pair:
        yield pair


def _stretches(element: Element, usual: Look) -> Iterator[tuple[int, int, Look]]:
    at = 0
    for span in element.spans:
        if span.start > at:
            yield at, span.start, usual
        yield max(at, span.start), span.end, span.look | usual
        at = span.end
    if at < len(element.text) or not element.text:
        yield at, len(element.text), usual


def _letters(look: Look, kind: Kind) -> QTextCharFormat:
    form = QTextCharFormat()
    if Look.BOLD in look:
        form.setFontWeight(QFont.Weight.Bold)
    form.setFontItalic(Look.ITALIC in look)
    form.setFontUnderline(Look.UNDERLINE in look)
    if kind is Kind.HEADING:
        form.setFontCapitalization(QFont.Capitalization.AllUppercase)
    return form


def _units(text: str) -> int:
    """Return how many places of a document letters take: those beyond U+FFFF two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
