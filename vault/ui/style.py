"""The one style sheet: what Fusion draws, in our colours, spaces and corners."""

from string import Template

from vault.ui import tokens as sizes
from vault.ui.faces import SCREENPLAY, Faces
from vault.ui.tokens import Tokens

_SHEET = Template("""
* { outline: 0; }
QWidget { color: $ink; font-size: ${body}px; }
QMainWindow, QDialog, QMessageBox, QWizard { background: $paper; }
QToolTip { background: $surface; color: $ink; border: 1px solid $edge; padding: 4px 6px; }

QLabel { background: transparent; }
QLabel[role="title"], QLineEdit[role="title"] {
    font-family: "$screenplay"; font-size: ${title}px; font-weight: 700; }
QLabel[role="heading"] { font-size: ${heading}px; font-weight: 600; }
QLabel[role="verdict"] { font-size: ${verdict}px; font-weight: 600; }
QLabel[role="script"] {
    font-family: "$screenplay"; font-size: ${script}px; font-weight: 700; }
QLabel[role="section"] { color: $muted; font-size: ${label}px; font-weight: 600; }
QLabel[role="text"] { font-size: ${text}px; }
QLabel[role="strong"] { font-size: ${text}px; font-weight: 600; }
QLabel[role="sub"] { color: $muted; font-size: ${text}px; }
QLabel[role="muted"], QCheckBox[role="muted"] { color: $muted; }
QLabel[role="mono"] { font-family: "$screenplay"; font-size: ${text}px; }
QLabel[state="good"] { color: $good; }
QLabel[state="waiting"] { color: $waiting; }
QLabel[state="bad"] { color: $bad; }

QFrame[role="card"] {
    background: $surface; border: 1px solid $line; border-radius: ${card_radius}px; }
QFrame[role="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="side"] { background: $side; border: none; border-right: 1px solid $line; }
QFrame[role="beside"] { background: $side; border: none; border-left: 1px solid $line; }
QFrame[role="bar"] { background: $surface; border: none; border-top: 1px solid $line; }
QFrame[role="notice"] {
    background: $selection; border: none; border-bottom: 1px solid $line; }
QWidget[role="page"] { background: $paper; }

QPushButton {
    background: $surface; border: 1px solid $edge; border-radius: ${radius}px;
    padding: 8px 14px; font-weight: 500; min-height: ${control}px; }
QPushButton:hover { border-color: $muted; }
QPushButton:pressed { background: $selection; }
QPushButton:focus { border: 2px solid $accent; padding: 7px 13px; }
QPushButton:disabled { color: $muted; background: $side; border-color: $line; }
QPushButton[role="primary"] {
    background: $accent; border-color: $accent; color: $on_accent; font-weight: 600; }
QPushButton[role="primary"]:hover, QPushButton[role="primary"]:pressed {
    background: $pressed; border-color: $pressed; }
QPushButton[role="primary"]:focus { border: 2px solid $ink; }
QPushButton[role="primary"]:disabled { background: $line; border-color: $line; color: $muted; }
QPushButton[role="link"] {
    background: transparent; border: 2px solid transparent; color: $accent; padding: 4px;
    text-align: left; font-size: ${text}px; min-height: 0; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:disabled { color: $muted; }
QPushButton[role="link"]:focus { border: 2px solid $accent; padding: 4px; border-radius: 6px; }

QToolButton[role="rail"] {
    background: transparent; border: 2px solid transparent; border-radius: 10px; color: $muted;
    font-size: ${caption}px; padding: 4px 0px; }
QToolButton[role="rail"]:hover { color: $ink; }
QToolButton[role="rail"]:checked { background: $selection; color: $accent; }
QToolButton[role="rail"]:focus { border-color: $accent; }
QToolButton[role="rail"]:disabled { color: $edge; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateTimeEdit {
    background: $surface; border: 1px solid $edge; border-radius: ${radius}px; padding: 7px 10px;
    selection-background-color: $accent; selection-color: $on_accent; min-height: ${control}px;
    placeholder-text-color: $muted; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus,
QDateTimeEdit:focus { border: 2px solid $accent; padding: 6px 9px; }
QLineEdit:disabled, QComboBox:disabled { color: $muted; background: $side; }
QLineEdit[state="bad"] { border-color: $bad; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("$down"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $edge;
    selection-background-color: $selection; selection-color: $ink; padding: 4px; }
QTextBrowser { background: $paper; border: none; font-size: ${text}px; padding: 0; }
QTextBrowser:focus { border: none; padding: 0; }
QTextEdit[role="prose"], QTextEdit[role="prose"]:focus { background: $paper; border: none;
    padding: 0; font-family: "$screenplay"; font-size: ${script}px; }

QCheckBox, QRadioButton { spacing: 8px; padding: 4px 4px 4px 0; border: 2px solid transparent; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $accent; border-radius: 6px; }
QRadioButton:disabled, QCheckBox:disabled { color: $muted; }
QRadioButton::indicator, QCheckBox::indicator { width: 16px; height: 16px; }
QCheckBox::indicator { border: 1px solid $muted; border-radius: 4px; background: $surface; }
QRadioButton::indicator { border: 1px solid $muted; border-radius: 9px; background: $surface; }
QCheckBox::indicator:checked { image: url("$tick"); background: $accent; border-color: $accent; }
QRadioButton::indicator:checked { background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5,
    fx: 0.5, fy: 0.5, stop: 0 $accent, stop: 0.5 $accent, stop: 0.6 $surface, stop: 1 $surface);
    border: 1px solid $accent; }

QAbstractItemView { background: $surface; border: none; outline: 0; }
QListView[role="plain"], QTreeView[role="plain"] { background: transparent; }
QTableView { gridline-color: $line; selection-background-color: $selection;
    selection-color: $ink; }
QHeaderView::section { background: $surface; color: $muted; border: none; padding: 6px 10px;
    border-bottom: 1px solid $line; font-size: ${label}px; font-weight: 600; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[role="page"] { background: $paper; }
QScrollBar:vertical { background: transparent; width: ${bar}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${bar}px; margin: 0; }
QScrollBar::handle { background: $edge; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::handle:hover:enabled { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px;
    min-height: 6px; color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QMenuBar { background: $side; border-bottom: 1px solid $line; padding: 2px 8px; }
QMenuBar::item { background: transparent; padding: 5px 10px; border-radius: 6px; }
QMenuBar::item:selected { background: $selection; color: $ink; }
QMenu { background: $surface; border: 1px solid $edge; padding: 6px; }
QMenu::item { padding: 6px 28px 6px 14px; border-radius: 6px; }
QMenu::item:selected { background: $selection; color: $ink; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 6px 8px; }
""")


def sheet(tokens: Tokens, faces: Faces) -> str:
    """Return the style sheet of a scheme."""
    from vault import assets

    colours = {name: getattr(tokens, name) for name in Tokens.__slots__}
    tick = "tick-dark" if tokens.on_accent != "#FFFFFF" else "tick-light"
    down = tick.replace("tick", "down")
    return _SHEET.substitute(
        **colours,
        screenplay=SCREENPLAY,
        down=(assets.folder() / "icons" / f"{down}.svg").as_posix(),
        tick=(assets.folder() / "icons" / f"{tick}.svg").as_posix(),
        body=faces.px(sizes.BODY),
        text=faces.px(sizes.TEXT),
        label=faces.px(sizes.LABEL),
        caption=faces.px(sizes.CAPTION),
        script=faces.px(sizes.SCRIPT),
        title=faces.px(sizes.TITLE),
        heading=faces.px(sizes.TITLE - 4),
        verdict=faces.px(sizes.VERDICT),
        control=faces.px(18),
        bar=sizes.SCROLL_BAR,
        radius=sizes.RADIUS,
        card_radius=sizes.CARD_RADIUS,
    )
