"""Help that needs no network: what a page is for, what this proves, what this is made of."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QKeySequence,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QDialog, QTextBrowser, QWidget

from vault import __version__, assets
from vault.ui.tokens import LARGE, SMALL, TIGHT, WIDE
from vault.ui.widgets import button, column, row

LINE = 130.0
"""The height of a line, in percent of what its letters need."""


PROVES = "proves"
"""The text that says what this proves, and what it does not."""

THIRD_PARTY = "licences/third-party"

ABOUT = f"""# Script Vault {__version__}

Seals every draft you save. It is not a registration and no substitute for one.

Script Vault is under the Apache License 2.0. Its window uses Qt under the GNU Lesser General \
Public License, version 3. The format of its files is described under CC0 1.0, for anyone to read.

"""


class ReadingDialog(QDialog):
    """A text to be read, as a page of a book; Escape closes it."""

    def __init__(self, parent: QWidget, title: str, markdown: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(760, 680)
        self.text = text = QTextBrowser()
        text.setAccessibleName(title)
        text.document().setDocumentMargin(WIDE)
        text.setOpenExternalLinks(True)
        text.setMarkdown(markdown)
        _give_room(text.document())
        self.leave = button("Close", "primary")
        self.leave.clicked.connect(lambda _checked: self.accept())
        self.foot = row(None, self.leave)
        self.foot.setContentsMargins(WIDE, 0, WIDE, LARGE)
        body = column(gap=LARGE)
        body.addWidget(text, 1)
        body.addLayout(self.foot)
        self.setLayout(body)


class HelpDialog(ReadingDialog):
    """Shows a text of ``resources/help``, under its own first heading; F1 closes it again too."""

    def __init__(self, parent: QWidget, name: str = PROVES) -> None:
        words = assets.read(f"help/{name}.md").decode("utf-8")
        super().__init__(parent, words.partition("\n")[0].removeprefix("# "), words)
        self.leave.setShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents))


class AboutDialog(ReadingDialog):
    """Says what this program is, and on what terms it and everything in it comes."""

    def __init__(self, parent: QWidget) -> None:
        notice = assets.read(f"{THIRD_PARTY}/NOTICE.md").decode("utf-8")
        super().__init__(parent, "About Script Vault", ABOUT + notice.replace("# ", "## ", 1))
        texts = button("Open the licence texts")
        texts.clicked.connect(lambda _checked: _open_texts())
        self.foot.insertWidget(0, texts)


def _give_room(document: QTextDocument) -> None:
    """Set headings, paragraphs and lines apart as in a book; Markdown says nothing of that."""
    block = document.begin()
    while block.isValid():
        form, cursor = block.blockFormat(), QTextCursor(block)
        level = form.headingLevel()
        in_table = cursor.currentTable() is not None
        if level:
            form.setTopMargin(0 if level == 1 else WIDE)
            form.setBottomMargin(SMALL)
        elif not in_table:
            form.setBottomMargin(TIGHT if block.textList() else SMALL)
        form.setLineHeight(LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(form)
        block = block.next()


def show(parent: QWidget, name: str = PROVES) -> None:
    """Open a text of the help."""
    dialog = HelpDialog(parent, name)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def about(parent: QWidget) -> None:
    """Say what this program is."""
    dialog = AboutDialog(parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _open_texts() -> None:
    place = assets.folder() / THIRD_PARTY
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))
