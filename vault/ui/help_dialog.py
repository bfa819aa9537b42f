"""Help that needs no network: what this proves in plain words, and what this program is."""

from PySide6.QtGui import (
    QKeySequence,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QDialog, QMessageBox, QTextBrowser, QWidget

from vault import __version__, assets
from vault.ui.tokens import LARGE, SMALL, TIGHT, WIDE
from vault.ui.widgets import button, column, row

LINE = 130.0
"""The height of a line, in percent of what its letters need."""


class HelpDialog(QDialog):
    """Shows *What does this prove?*; F1 or Escape closes it again."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("What does this prove?")
        self.resize(760, 680)
        self.text = text = QTextBrowser()
        text.setAccessibleName("What does this prove?")
        text.document().setDocumentMargin(WIDE)
        text.setMarkdown(assets.read("help/proves.md").decode("utf-8"))
        _give_room(text.document())
        close = button("Close", "primary")
        close.setShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents))
        close.clicked.connect(lambda _checked: self.accept())
        foot = row(None, close)
        foot.setContentsMargins(WIDE, 0, WIDE, LARGE)
        body = column(gap=LARGE)
        body.addWidget(text, 1)
        body.addLayout(foot)
        self.setLayout(body)


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


def show(parent: QWidget) -> None:
    """Open the help."""
    dialog = HelpDialog(parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def about(parent: QWidget) -> None:
    """Say what this program is."""
    QMessageBox.about(
        parent,
        "About Script Vault",
        f"<h3>Script Vault {__version__}</h3>"
        "<p>Seals every draft you save. Licensed under Apache-2.0.</p>"
        "<p>The window uses Qt under the LGPL, version 3.</p>",
    )
