"""Side by side: the page that turned up, and the page of the copy as it was issued."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QImage,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractSlider,
    QDialog,
    QFrame,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from vault.errors import VaultError
from vault.operations.session import Session
from vault.operations.tracing import Look
from vault.ui.desk import Desk
from vault.ui.theme import Theme
from vault.ui.tokens import LARGE, MEDIUM, SMALL, WIDE
from vault.ui.widgets import ElidedLabel, button, column, label, row

if TYPE_CHECKING:
    from vault.pipeline.beside import Side

SIZE = QSize(1120, 720)
SCROLLS = {
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
}
Sides = tuple["Side", "Side"]


class SidesDialog(QDialog):
    """The passages of one match, one pair of pages at a time; the arrow keys go on and back."""

    def __init__(self, desk: Desk, look: Look, match: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Side by side")
        self._desk, self._look, self._match = desk, look, match
        self.count = len(look.outcome.data["matches"][match]["passages"])
        self.passage = -1
        self.shown: Sides | None = None
        self.left, self.right = Page(desk.theme), Page(desk.theme)
        self.left.follow(self.right)
        self.right.follow(self.left)
        self.back, self.on = button("Back"), button("Next")
        self.back.clicked.connect(lambda _checked: self.turn(-1))
        self.on.clicked.connect(lambda _checked: self.turn(1))
        self._place = label("", "sub")
        leave = button("Close", "primary")
        leave.clicked.connect(lambda _checked: self.accept())
        pages = row(gap=WIDE)
        pages.addWidget(self.left, 1)
        pages.addWidget(self.right, 1)
        body = column(gap=LARGE)
        body.addLayout(pages, 1)
        body.addLayout(row(self.back, self._place, self.on, None, leave, gap=MEDIUM))
        body.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        self.setLayout(body)
        self.resize(SIZE)
        self.finished.connect(self.deleteLater)
        self._listen()
        self.turn(1)

    def turn(self, by: int) -> None:
        """Go on to another passage, as far as there are any."""
        passage = max(0, min(self.count - 1, self.passage + by))
        if passage == self.passage:
            return
        self.passage, self.shown = passage, None
        self._place.setText(f"{passage + 1} of {self.count}")
        self.back.setEnabled(passage > 0)
        self.on.setEnabled(passage < self.count - 1)
        for page in (self.left, self.right):
            page.wait()
        self._desk.aside(self._work(passage), self._show, self._refuse)

    def _listen(self) -> None:
        """Let arrow keys turn and scroll, whatever has the focus."""
        for key, by in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Left, -1)):
            QShortcut(QKeySequence(key), self).activated.connect(partial(self.turn, by))
        for key, action in SCROLLS.items():
            bar = self.left.scrolled.verticalScrollBar()
            QShortcut(QKeySequence(key), self).activated.connect(partial(bar.triggerAction, action))

    def _work(self, passage: int) -> Callable[[Session], tuple[int, Sides]]:
        look, match = self._look, self._match

        def work(session: Session) -> tuple[int, Sides]:
            from vault.operations.tracing_sides import sides

            return passage, sides(session, look, match, passage)

        return work

    def _show(self, found: tuple[int, Sides]) -> None:
        passage, sides = found
        if passage != self.passage:
            return  # the person has gone on meanwhile
        self.shown = sides
        for page, side in zip((self.left, self.right), sides, strict=True):
            page.show_side(side)

    def _refuse(self, error: VaultError) -> None:
        for page in (self.left, self.right):
            page.say(str(error))


class Page(QWidget):
    """One side: a title, and below it a page of paper as wide as there is room for, or text."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.title = ElidedLabel("", "strong")
        self.paper = Paper(theme)
        self.scrolled = QScrollArea()
        self.scrolled.setWidget(self.paper)
        self.scrolled.setWidgetResizable(True)
        self.scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scrolled.setFrameShape(QFrame.Shape.NoFrame)
        self.scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.scrolled)
        self._stack.addWidget(self.text)
        body = column(self.title, gap=SMALL)
        body.addWidget(self._stack, 1)
        self.setLayout(body)

    def follow(self, other: "Page") -> None:
        """Scroll as the other side is scrolled."""
        bar = self.scrolled.verticalScrollBar()
        other.scrolled.verticalScrollBar().valueChanged.connect(bar.setValue)

    def wait(self) -> None:
        """Show an empty page until there is one."""
        self.title.setText("One moment …")
        self.paper.show_picture(QImage())
        self._stack.setCurrentWidget(self.scrolled)

    def show_side(self, side: "Side") -> None:
        """Show a page or its words."""
        self.title.setText(side.title)
        if side.grey:
            image = QImage(side.grey, side.width, side.height, side.width,
                           QImage.Format.Format_Grayscale8)  # fmt: skip
            self.paper.show_picture(image.copy())  # copied: Qt does not keep the bytes
            self.paper.setAccessibleName(side.title)
            self._stack.setCurrentWidget(self.scrolled)
            return
        self.say(side.missing or "\n\n".join(side.lines))

    def say(self, words: str) -> None:
        """Show words in the place of a page."""
        self.text.setPlainText(words)
        self.text.setAccessibleName(self.title.text())
        self._stack.setCurrentWidget(self.text)


class Paper(QWidget):
    """A picture of a page, as wide as there is room for."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._image = QImage()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)

    def show_picture(self, image: QImage) -> None:
        """Show a picture; an empty one is blank paper."""
        self._image = image
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's own name
        """Keep the shape of the page."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's own name
        """Paint the page."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        inside = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._image.isNull():
            painter.fillRect(inside, self._theme.colour("surface"))
        else:
            dots = self.devicePixelRatioF()
            wanted = QSize(round(self.width() * dots), round(self.height() * dots))
            scaled = self._image.scaled(
                wanted,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            painter.drawImage(QRectF(self.rect()), scaled)
        painter.setPen(self._theme.colour("edge"))
        painter.drawRect(inside)

    def _fit(self) -> None:
        shape = self._image.height() / self._image.width() if not self._image.isNull() else 11 / 8.5
        self.setFixedHeight(max(1, round(self.width() * shape)))
