"""The type: the platform's interface face, and the screenplay's own face for script titles."""

from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

from vault import assets
from vault.ui import tokens

SCREENPLAY = "Courier Prime"


@dataclass(frozen=True, slots=True)
class Faces:
    """The faces in use; ``scale`` is how much larger than usual the person has set text to be."""

    body: QFont
    scale: float

    def px(self, size: float) -> int:
        """Return a size of the type table as the person's system wants it, in pixels."""
        return round(size * self.scale)

    def text(self, size: float = tokens.TEXT, *, bold: bool = False) -> QFont:
        """Return the interface face, with digits of one width where it has them."""
        font = QFont(self.body)
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def script(self, size: float = tokens.SCRIPT, *, bold: bool = True) -> QFont:
        """Return the screenplay's face, in which titles of scripts are set."""
        font = QFont(SCREENPLAY)
        font.setStyleHint(QFont.StyleHint.TypeWriter)
        font.setPixelSize(self.px(size))
        font.setBold(bold)
        return font


def load(application: QApplication) -> Faces:
    """Return the faces of this system, with the shipped ones added to them."""
    for path in sorted((assets.folder() / "fonts").glob("*ourier*rime*.ttf")):
        QFontDatabase.addApplicationFont(str(path))
    system = QFontInfo(application.font()).pixelSize()
    # Systems whose usual size is smaller than ours get ours; larger text was asked for.
    scale = max(1.0, system / tokens.BODY)
    body = QFont(application.font())
    body.setPixelSize(round(tokens.BODY * scale))
    return Faces(body, scale)
