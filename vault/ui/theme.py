"""Light and dark from one table: palette, style sheet and icons, following the system live."""

from functools import cache
from typing import Literal

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from vault import assets
from vault.ui import faces, style
from vault.ui.tokens import DARK, LIGHT, Tokens

Wish = Literal["system", "light", "dark"]
WISHES: tuple[Wish, ...] = ("system", "light", "dark")

_ROLES: tuple[tuple[QPalette.ColorRole, str], ...] = (
    (QPalette.ColorRole.Window, "paper"),
    (QPalette.ColorRole.WindowText, "ink"),
    (QPalette.ColorRole.Base, "surface"),
    (QPalette.ColorRole.AlternateBase, "side"),
    (QPalette.ColorRole.Text, "ink"),
    (QPalette.ColorRole.Button, "surface"),
    (QPalette.ColorRole.ButtonText, "ink"),
    (QPalette.ColorRole.Highlight, "accent"),
    (QPalette.ColorRole.HighlightedText, "on_accent"),
    (QPalette.ColorRole.ToolTipBase, "surface"),
    (QPalette.ColorRole.ToolTipText, "ink"),
    (QPalette.ColorRole.PlaceholderText, "muted"),
    (QPalette.ColorRole.Link, "accent"),
    (QPalette.ColorRole.LinkVisited, "accent"),
    (QPalette.ColorRole.Accent, "accent"),
    (QPalette.ColorRole.BrightText, "bad"),
    (QPalette.ColorRole.Mid, "line"),
    (QPalette.ColorRole.Midlight, "line"),
    (QPalette.ColorRole.Light, "surface"),
    (QPalette.ColorRole.Dark, "edge"),
    (QPalette.ColorRole.Shadow, "edge"),
)


class Theme(QObject):
    """The scheme in force; ``changed`` is said after everything has its new colours.

    Widgets that paint themselves read ``tokens`` while they paint, and need no signal.
    """

    changed = Signal()

    def __init__(self, application: QApplication, wish: Wish = "system") -> None:
        super().__init__(application)
        self._application = application
        self._wish: Wish = wish
        self.tokens = LIGHT
        self.faces = faces.load(application)
        application.setStyle("Fusion")
        application.setFont(self.faces.body)
        application.styleHints().colorSchemeChanged.connect(self._follow)
        self.wish(wish)

    @property
    def dark(self) -> bool:
        """Whether the dark scheme is in force."""
        return self.tokens is DARK

    def wished(self) -> Wish:
        """Return what the person asked for."""
        return self._wish

    def wish(self, wish: Wish) -> None:
        """Take on what the person asks for: the system's scheme, or one of the two."""
        self._wish = wish
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        # So that the platform's own dialogs go along, where the platform has them.
        self._application.styleHints().setColorScheme(schemes.get(wish, Qt.ColorScheme.Unknown))
        self._follow()

    def icon(self, name: str, colour: str = "muted", chosen: str = "") -> QIcon:
        """Return a line icon of ``resources/icons`` in the colours of these tokens.

        ``chosen`` is the token for its checked or selected state, where it has one.
        """
        icon = QIcon(_pixmap(name, getattr(self.tokens, colour)))
        if chosen:
            lit = _pixmap(name, getattr(self.tokens, chosen))
            icon.addPixmap(lit, QIcon.Mode.Normal, QIcon.State.On)
        return icon

    def colour(self, token: str) -> QColor:
        """Return a token's colour for painting."""
        return QColor(getattr(self.tokens, token))

    def _follow(self) -> None:
        system = self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        dark = self._wish == "dark" or (self._wish == "system" and system)
        self.tokens = DARK if dark else LIGHT
        self._application.setPalette(palette(self.tokens))
        self._application.setStyleSheet(style.sheet(self.tokens, self.faces))
        self.changed.emit()


def palette(tokens: Tokens) -> QPalette:
    """Return the palette of a scheme, with greyed text for what is disabled."""
    made = QPalette()
    for role, token in _ROLES:
        made.setColor(role, QColor(getattr(tokens, token)))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.muted))
    return made


@cache
def _pixmap(name: str, colour: str, side: int = 24, density: int = 3) -> QPixmap:
    """Draw an icon once per colour, dense enough for any screen."""
    svg = assets.read(f"icons/{name}.svg").replace(b"currentColor", colour.encode("ascii"))
    renderer = QSvgRenderer(QByteArray(svg))
    pixmap = QPixmap(QSize(side, side) * density)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    return pixmap


def valid_wish(text: object) -> Wish:
    """Return a stored wish, or ``system`` for anything else."""
    return next((wish for wish in WISHES if wish == text), "system")
