"""Final Draft (.fdx, .fdxt): the printed paragraphs, and none of the private layers beside them.

A paragraph's words are its own runs joined without a separator: Final Draft cuts runs wherever its
spelling checker or a revision begins. Notes, summaries, alternative lines and the bodies of omitted
scenes hang below paragraphs too, so nothing deeper is ever gathered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vault.screenplay.fdx_title import title_page
from vault.screenplay.fdx_types import KINDS, kind_of, look_of
from vault.screenplay.model import (
    Align,
    Continueds,
    Element,
    Kind,
    Look,
    Opaque,
    Script,
    Span,
    Style,
)
from vault.screenplay.salvage import salvage

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element as Node

_ALIGN = {"Center": Align.CENTER, "Right": Align.RIGHT}
_LONGEST_CONTINUED = 20
_MAX_TAGS = 1_000_000  # a long series fits forty times over; beyond it, a tree eats the machine


@dataclass(frozen=True, slots=True)
class _Rule:
    """How the paragraphs of one type print; no kind means not at all."""

    kind: Kind | None
    capitals: bool
    new_page: bool


def read_fdx(text: str, flags: tuple[str, ...] = ()) -> Script | Opaque:
    """Return the script in the XML ``text`` of a Final Draft file.

    Document types and entities are refused unread; a file that is not well formed is searched for
    its ``Text`` runs and flagged ``partly-read``.
    """
    from xml.etree.ElementTree import ParseError, fromstring

    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return Opaque("fdx", "it declares a document type, which a Final Draft file never does")
    if text.count("<") > _MAX_TAGS:
        return Opaque("fdx", "it has more parts than any script, so it was left unread")
    try:
        # Given characters instead of bytes, the parser ignores the encoding the file declares.
        root = fromstring(text)
    except ParseError:
        return _salvaged(text, flags)
    if root.tag != "FinalDraft":
        return Opaque(None, "it is XML, but not of a kind that can be read yet")
    content = root.find("Content")
    if content is None:
        return Opaque("fdx", "it is a Final Draft file without any script in it")
    rules, styles = _settings(root)
    found = list(flags)
    if root.get("Template") == "Yes":
        found.append("template")
    markup = root.find("WriterMarkup")
    if markup is not None and markup.get("State", "Off") != "Off":
        found.append("tracked-changes")
    elements: list[Element] = []
    for paragraph in content:
        _take(paragraph, rules, elements)
    return Script(
        "fdx", title_page(root), tuple(elements), tuple(sorted(found)), styles, _continueds(root)
    )


def _salvaged(text: str, flags: tuple[str, ...]) -> Script | Opaque:
    elements = salvage(text)
    if not elements:
        return Opaque("fdx", "it is a Final Draft file too damaged to find any words in")
    return Script("fdx", (), tuple(elements), tuple(sorted({*flags, "partly-read"})))


def _settings(root: Node) -> tuple[dict[str | None, _Rule], tuple[tuple[Kind, Style], ...]]:
    """Return what the file says about its types: a rule by name, and a measure by kind."""
    rules: dict[str | None, _Rule] = {}
    styles: dict[Kind, Style] = {}
    for node in root.findall("ElementSettings")[:200]:
        name = node.get("Type")
        font, behavior, spec = (
            node.find("FontSpec"),
            node.find("Behavior"),
            node.find("ParagraphSpec"),
        )
        style = font.get("Style", "") if font is not None else ""
        kind = kind_of(name, behavior.get("PaginateAs") if behavior is not None else None)
        if "HiddenText" in style:
            kind = None
        new_page = spec is not None and spec.get("StartsNewPage") == "Yes"
        rules[name] = _Rule(kind, "AllCaps" in style, new_page)
        if kind is not None and spec is not None and name and KINDS.get(name.lower()) is kind:
            styles[kind] = _style(spec, look_of(style))
    return rules, tuple(styles.items())


def _continueds(root: Node) -> Continueds:
    """Return the words for speeches that go on, as the file sets them."""
    breaks = root.find("MoresAndContinueds/DialogueBreaks")
    if breaks is None:
        return Continueds()
    words = []
    for name, usual in (("DialogueBottom", "(MORE)"), ("DialogueTop", "(CONT'D)")):
        word = " ".join((breaks.get(name) or "").split())
        words.append(word if word.isprintable() and 0 < len(word) <= _LONGEST_CONTINUED else usual)
    resumes = breaks.get("AutomaticCharacterContinueds") == "Yes"
    return Continueds(words[0], words[1], words[1] if resumes else "")


def _style(spec: Node, look: Look) -> Style:
    """Return the measures of a paragraph: inches, points and line pitch to cells and lines."""
    left = _number(spec.get("LeftIndent"), 1.5, 0.25, 7.0)
    right = _number(spec.get("RightIndent"), 7.5, left + 1.0, 8.25)
    first = _number(spec.get("FirstIndent"), 0.0, -1.0, 0.0)
    before = _number(spec.get("SpaceBefore"), 12.0, 0.0, 144.0)
    pitch = _number(spec.get("Spacing"), 1.0, 1.0, 3.0)
    return Style(
        left=round(left * 10, 2),
        right=round(right * 10, 2),
        before=int(before / 12 + 0.5),
        pitch=int(pitch + 0.5),
        hang=round(-first * 10),
        align=_ALIGN.get(spec.get("Alignment", ""), Align.LEFT),
        look=look,
    )


def _number(text: str | None, usual: float, least: float, most: float) -> float:
    try:
        value = float(text) if text else usual
    except ValueError:
        return usual
    return value if least <= value <= most else min(max(usual, least), most)


def _take(
    paragraph: Node,
    rules: dict[str | None, _Rule],
    found: list[Element],
    dual: int = 0,
    omitted: bool = False,
) -> None:
    """Add what one paragraph prints, then the pair of speeches or the omitted scene inside it."""
    if paragraph.tag != "Paragraph":
        return
    name = paragraph.get("Type")
    rule = rules.get(name)
    if rule is None:
        rule = rules[name] = _Rule(kind_of(name), capitals=False, new_page=False)
    if rule.kind is None:
        return
    runs: list[str] = []
    spans: list[Span] = []
    inside: Node | None = None
    length = 0
    for child in paragraph:
        if child.tag == "Text":
            if (words := child.text) and not ((style := child.get("Style")) and "Hidden" in style):
                if rule.capitals or (style and "AllCaps" in style):
                    words = words.upper()
                if style and (look := look_of(style)):
                    spans.append(Span(length, length + len(words), look))
                runs.append(words)
                length += len(words)
        elif child.tag == "DualDialogue" or child.tag == "OmittedScene":
            inside = child
    text = "".join(runs)
    if inside is None or text:
        found.append(_element(paragraph, rule, text, tuple(spans), dual, omitted))
    # A pair may stand in an omitted scene; nothing else nests, so nothing else is followed.
    if inside is not None and not dual:
        _take_inside(inside, rules, found, omitted)


def _element(
    paragraph: Node, rule: _Rule, text: str, spans: tuple[Span, ...], dual: int, omitted: bool
) -> Element:
    kind = rule.kind or Kind.ACTION
    if kind is Kind.ACTION and paragraph.get("Alignment") == "Center":
        kind = Kind.CENTERED
    number = paragraph.get("Number") if kind is Kind.HEADING else None
    page = paragraph.get("StartsNewPage")
    new_page = rule.new_page if page is None else page == "Yes"
    return Element(kind, text, number, dual, omitted, new_page, spans)


def _take_inside(
    inside: Node, rules: dict[str | None, _Rule], found: list[Element], omitted: bool
) -> None:
    if inside.tag == "OmittedScene":
        if not omitted:
            for paragraph in inside:
                _take(paragraph, rules, found, omitted=True)
        return
    side = speakers = 0
    for paragraph in inside:
        speakers += paragraph.get("Type") == "Character"
        side = 2 if speakers > 1 else 1
        _take(paragraph, rules, found, side, omitted)
