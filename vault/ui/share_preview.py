"""The marked page as it will print, for one reader: any page of the copy, drawn like the copy."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from vault.licence.record import Record
from vault.paper.document import HEIGHT, WIDTH
from vault.share.copies import Layout
from vault.ui.share_paper import Painted
from vault.ui.theme import Theme
from vault.ui.tokens import SMALL, TIGHT
from vault.ui.widgets import ElidedLabel, button, column, label, row

if TYPE_CHECKING:
    from vault.pipeline.forms import Form

SHADOW = 3
UNNUMBERED = "XXXX-XX"
"""Stands where the number of a copy will be, which is drawn when the copy is made."""

DRAWN = "Its number is drawn when the copy is made."
WORDED = "Its number and its wording are drawn when the copy is made."
AS_PAGES = "So it would look as pages. The copy itself is set by its reader’s own program."


class Preview(QWidget):
    """A page, and the way to the others."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._reader = ""
        self.sheet = Sheet(theme)
        self.heading = ElidedLabel("", "section")
        self._place = label("", "muted")
        self.back = _arrow("‹", "Page before")
        self.on = _arrow("›", "Page after")
        self.back.clicked.connect(lambda _checked: self.sheet.turn(-1))
        self.on.clicked.connect(lambda _checked: self.sheet.turn(1))
        self.sheet.turned.connect(self._say)
        self._note = label(DRAWN, "muted", wrap=True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        body = column(self.heading, gap=SMALL)
        body.addWidget(self.sheet, 1)
        body.addLayout(row(None, self.back, self._place, self.on, None, gap=TIGHT))
        body.addWidget(self._note)
        self.setLayout(body)

    def show_copy(
        self, layout: Layout, record: Record, form: "Form" = "pdf", *, worded: bool = False
    ) -> None:
        """Show a reader's copy, at the page that was open; say where its file is no pages.

        ``worded``: with other words than the draft's wherever there are any.
        """
        self._reader = record.recipient.name
        drawn = WORDED if worded else DRAWN
        self._note.setText(drawn if form == "pdf" else AS_PAGES)
        sites = layout.sheet.sites if worded and layout.sheet else ()
        self.sheet.show_copy(layout, record, [len(site.alternatives) - 1 for site in sites])

    def clear(self) -> None:
        """Show an empty sheet: there is nothing to be made."""
        self._reader = ""
        self.sheet.clear()

    def _say(self, number: int, of: int) -> None:
        self.heading.setText(f"Copy for {self._reader}".upper() if of else "")
        self._place.setText(f"Page {number} of {of}" if of else "")
        for part in (self.back, self._place, self.on, self._note):
            part.setVisible(of > 0)
        self.back.setEnabled(number > 1)
        self.on.setEnabled(number < of)


class Sheet(QWidget):
    """One page of paper. The arrow keys and Page Up and Down turn pages."""

    turned = Signal(int, int)
    """Which page of how many is shown, counted from 1."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._layout: Layout | None = None
        self._record: Record | None = None
        self._chosen: Sequence[int] = ()
        self.page = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Preview of the marked page")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def count(self) -> int:
        """How many pages the copy has: title page, terms, script."""
        return len(self._layout.title) + 1 + len(self._layout.pages) if self._layout else 0

    def show_copy(self, layout: Layout, record: Record, chosen: Sequence[int] = ()) -> None:
        """Show a copy, with these alternatives; another script opens at its first page."""
        if layout is not self._layout:
            self.page = len(layout.title) + 1
        self._layout, self._record, self._chosen = layout, record, chosen
        self.turn(0)

    def clear(self) -> None:
        """Show an empty sheet."""
        self._layout = self._record = None
        self.turn(0)

    def turn(self, by: int) -> None:
        """Turn some pages."""
        self.page = max(0, min(self.count - 1, self.page + by))
        self.turned.emit(self.page + 1, self.count)
        self.update()

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's own name
        """Keep the shape of the paper."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  # Qt's own name
        """Return the height of the paper at a width."""
        return round(width * HEIGHT / WIDTH)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's own name
        """Ask for a page of a size that can be read."""
        return QSize(392, self.heightForWidth(392))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's own name
        """Turn pages."""
        on = {Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageDown}
        back = {Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_PageUp}
        key = Qt.Key(event.key())
        if key in on | back:
            self.turn(1 if key in on else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's own name
        """Paint the page, as large as there is room for."""
        room = self.rect().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        scale = min(room.width() / WIDTH, room.height() / HEIGHT)
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
        )
        painter.translate(room.left() + (room.width() - WIDTH * scale) / 2, room.top())
        painter.scale(scale, scale)
        paper = QRectF(0, 0, WIDTH, HEIGHT)
        edge = "accent" if self.hasFocus() else "edge"
        painter.setPen(self._theme.colour(edge))
        # A printed page is white in the dark too; where there is none, nothing shines.
        white = Qt.GlobalColor.white
        painter.setBrush(white if self._record else self._theme.colour("surface"))
        painter.drawRect(paper)
        painter.setClipRect(paper)
        if self._layout is not None and self._record is not None:
            paint_page(painter, self._layout, self._record, self.page, self._chosen)


def paint_page(
    painter: QPainter,
    layout: Layout,
    record: Record,
    place: int,
    chosen: Sequence[int] = (),
) -> None:
    """Paint the page at ``place`` of a copy, counted from 0; the painter is in points.

    ``chosen``: which alternatives the copy has; none: the draft's own words.
    """
    from vault.share.marks import letters
    from vault.share.notice import draw_notice
    from vault.share.printing import draw_footer, footer, print_page

    document = Painted(painter).as_document()
    foot = footer(record.terms.footer)
    if place == len(layout.title):
        draw_notice(document, record, len(layout.pages))
        draw_footer(document, foot)
        return
    pages = [*layout.title, None, *layout.pages]
    page = pages[place]
    assert page is not None
    mark = letters(record.recipient.name, record.copy_id, place + 1)
    number = place - len(layout.title) - 1
    worded = layout.varying if chosen and number >= 0 else None
    changed = worded.page(number, chosen) if worded else None
    print_page(document, page, mark, foot, None, changed)


def _arrow(sign: str, name: str) -> QPushButton:
    made = button(sign, "link")
    made.setAccessibleName(name)
    made.setToolTip(name)
    return made
