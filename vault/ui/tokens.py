"""The colours, sizes and spaces of the window, as one table; everything drawn takes them here."""

from dataclasses import dataclass

TIGHT, SMALL, MEDIUM, LARGE, WIDE, WIDEST = 4, 8, 12, 16, 24, 32
"""The spaces between things, in pixels at 100 %."""

RADIUS, CARD_RADIUS = 8, 12

SCROLL_BAR = 12
"""The width of a scroll bar, which pages keep free beside what they show."""

BODY, TEXT, LABEL, CAPTION = 13, 14, 12, 11
"""Sizes of the interface face, in pixels at 100 %: controls, reading, section labels, axes."""

SCRIPT, TITLE, VERDICT = 15, 28, 20
"""Script titles in lists, on top of a page, and the one sentence that a page is about."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one scheme, as ``#rrggbb``."""

    paper: str
    surface: str
    side: str
    ink: str
    muted: str
    line: str
    edge: str
    """The outline of fields and buttons, a little stronger than a line between rows."""
    accent: str
    on_accent: str
    pressed: str
    """The accent under the pointer or while it is pressed."""
    selection: str
    good: str
    waiting: str
    bad: str
    added: str
    removed: str


LIGHT = Tokens(
    paper="#FAF8F4",
    surface="#FFFFFF",
    side="#F3EFE8",
    ink="#1E1B18",
    muted="#6B645C",
    line="#E5DFD6",
    edge="#D6CEC2",
    accent="#9B2C2C",
    on_accent="#FFFFFF",
    pressed="#7F2222",
    selection="#F1E6DE",
    good="#2F6B4F",
    waiting="#8A6100",
    bad="#B3261E",
    added="#E4F1E9",
    removed="#F8E4E1",
)

DARK = Tokens(
    paper="#1B1917",
    surface="#242120",
    side="#201E1C",
    ink="#EFEAE3",
    muted="#A79F95",
    line="#3A3532",
    edge="#4A4440",
    accent="#E58A7B",
    on_accent="#1B1917",
    pressed="#F0A597",
    selection="#35292A",
    good="#7CC4A0",
    waiting="#E0B45C",
    bad="#F2857A",
    added="#203A2E",
    removed="#452623",
)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
