"""Final Draft's names for the types of paragraphs, in one table both of its readers use."""

from vault.screenplay.model import Kind, Look

KINDS = {
    "scene heading": Kind.HEADING,
    "action": Kind.ACTION,
    "character": Kind.CHARACTER,
    "parenthetical": Kind.PARENTHETICAL,
    "dialogue": Kind.DIALOGUE,
    "lyric": Kind.LYRIC,
    "lyrics": Kind.LYRIC,
    "transition": Kind.TRANSITION,
    "shot": Kind.SHOT,
    "general": Kind.GENERAL,
    "sequence": Kind.GENERAL,
    "cast list": Kind.CAST_LIST,
    "new act": Kind.NEW_ACT,
    "end of act": Kind.END_OF_ACT,
    "cold opening": Kind.COLD_OPENING,
    "show/ep. title": Kind.SHOW_TITLE,
}

_LOOKS = {"Bold": Look.BOLD, "Italic": Look.ITALIC, "Underline": Look.UNDERLINE}

# The planning layer: typed between the scenes, shown on screen, never printed.
_PRIVATE = frozenset(["note", "summary", "outline", "outline body"])


def kind_of(name: str | None, paginate_as: str | None = None) -> Kind | None:
    """Return the kind for a paragraph's ``Type``, or nothing if that type never prints.

    A type Final Draft does not know of itself is what its settings paginate it as, else action.
    """
    known = (name or "action").strip().lower()
    if known in _PRIVATE or known.startswith("outline "):
        return None
    if (kind := KINDS.get(known)) is not None:
        return kind
    return KINDS.get((paginate_as or "").strip().lower(), Kind.ACTION)


def look_of(style: str) -> Look:
    """Return how letters stand out under a ``Style``; its capitals are text, not look."""
    if not style:
        return Look.PLAIN
    look = Look.PLAIN
    for name, one in _LOOKS.items():
        if name in style:
            look |= one
    return look
