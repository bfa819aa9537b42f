"""Dropping files on a widget as a file manager does."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

COPY = Qt.DropAction.CopyAction
LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


def drop(target: QWidget, urls: Sequence[QUrl]) -> bool:
    """Drag these onto the middle of a widget and let go; returns whether they were taken."""
    data = QMimeData()
    data.setUrls(list(urls))
    middle: QPoint = target.rect().center()
    enter = QDragEnterEvent(middle, COPY, data, LEFT, NO_KEYS)
    QCoreApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        return False
    fallen = QDropEvent(QPointF(middle), COPY, data, LEFT, NO_KEYS)
    QCoreApplication.sendEvent(target, fallen)
    return fallen.isAccepted()
