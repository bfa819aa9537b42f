"""Final Draft: a copy in which nothing travels but what prints, and the terms in four places.

Final Draft has no place for data about a document, and drops what it does not know. So the terms
stand on the title page, in the footer, in the watermark and in one script note, all of which it
writes itself. What else may stay is listed below by its name: notes, summaries, alternative lines,
omitted scenes, revisions, outlines, cast and beat cards are not on the list.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from vault.licence import native
from vault.licence.record import Record
from vault.screenplay.fdx_types import kind_of
from vault.screenplay.model import Script
from vault.share import variants
from vault.share.native.fdx_words import pieces
from vault.share.native.lettering import Lettering
from vault.share.native.places import Edit, Outline, Place, applied, escaped, outline
from vault.share.native.wording import Pieces

_SETTINGS = frozenset(["FontSpec", "ParagraphSpec", "Behavior", "Outline"])
_KEPT: dict[str, frozenset[str]] = {
    "FinalDraft": frozenset(
        (
            "Content",
            "HeaderAndFooter",
            "PageLayout",
            "ElementSettings",
            "TitlePage",
            "MoresAndContinueds",
            "LockedPages",
            "SceneNumberOptions",
        )
    ),
    "Content": frozenset(["Paragraph"]),
    "Paragraph": frozenset(["Text", "DualDialogue", "DynamicLabel", "Tabstops"]),
    "Tabstops": frozenset(["Tabstop"]),
    "DualDialogue": frozenset(["Paragraph"]),
    "HeaderAndFooter": frozenset(["Header", "Footer"]),
    "Header": frozenset(["Paragraph"]),
    "Footer": frozenset(["Paragraph"]),
    "PageLayout": frozenset(["PageSize", "AutoCastList"]),
    "ElementSettings": _SETTINGS,
    "TitlePage": frozenset(["HeaderAndFooter", "Content"]),
    "MoresAndContinueds": frozenset(["FontSpec", "DialogueBreaks", "SceneBreaks"]),
    "LockedPages": frozenset(["LockedPage"]),
    "SceneNumberOptions": _SETTINGS,
}
"""By the name of an element, those that may stay within it."""
_RUN = frozenset(["Type", "Style", "Font", "Size", "Color", "Background", "AdornmentStyle"])
_ATTRIBUTES = {
    "Text": _RUN,
    "DynamicLabel": _RUN,
    "Paragraph": frozenset(
        (
            "Type",
            "Number",
            "id",
            "Alignment",
            "FirstIndent",
            "LeftIndent",
            "RightIndent",
            "SpaceBefore",
            "Spacing",
            "Leading",
            "StartsNewPage",
        )
    ),
}
_SMALL = ' Size="9"'
_WATERMARK = '<Watermarking Opacity="70" Position="Diagonal Descending">'
_NOTE = '<ScriptNotes><ScriptNote Color="#FFFFFFFF0000" Name="Licence" Range="0,0">'


@dataclass(frozen=True, slots=True)
class FinalDraft:
    """A Final Draft file, ready to become copies."""

    lettering: Lettering
    found: Outline
    private: tuple[Edit, ...]

    def copy(self, record: Record, signature: bytes) -> bytes:
        """Return the file of one copy."""
        return self._written([*self.private, *_terms(self, record, signature)])

    def at(self, script: Script, places: Iterable[variants.Place]) -> dict[variants.Place, Pieces]:
        """Return where in the file these places of its script stand; not all may be found."""
        silent = _silent_types(self.found.root)
        return pieces(
            self.found, lambda parent, child: _prints(parent, child, silent), script, places
        )

    def saying(self, words: Iterable[tuple[Pieces, str]]) -> "FinalDraft":
        """Return the file with other words at such places."""
        edits = [
            Edit(start, end, b"" if number else escaped(new))
            for there, new in words
            for number, (start, end) in enumerate(there)
        ]
        return replace(self, private=(*self.private, *edits))

    def bare(self) -> bytes:
        """Return the file without what does not print, and without any terms."""
        return self._written(self.private)

    def _written(self, edits: Iterable[Edit]) -> bytes:
        return self.lettering.written(applied(self.found.data, edits).decode())


def prepared(lettering: Lettering) -> FinalDraft:
    """Return what all copies of a script have; raises ``Unreadable`` for XML that is damaged."""
    found = outline(lettering.text.encode())
    return FinalDraft(lettering, found, tuple(_private(found)))


def _private(found: Outline) -> Iterator[Edit]:
    """Give what takes out all that does not print."""
    yield from found.asides
    silent = _silent_types(found.root)
    waiting = [found.root]
    while waiting:
        place = waiting.pop()
        kept = _ATTRIBUTES.get(place.name)
        if kept is not None:
            yield from found.without_attributes(place, kept)
        for child in place.children:
            # Of two, programs read the first; what stands in the second nobody has looked at.
            once = child.name in _KEPT["FinalDraft"] - {"ElementSettings"}
            twice = once and place.child(child.name) is not child
            if twice or not _prints(place, child, silent):
                yield found.without(child)
            else:
                waiting.append(child)


def _prints(parent: Place, child: Place, silent: set[str]) -> bool:
    """Tell whether an element stays: it is on the list, and nothing hides it."""
    if child.name not in _KEPT.get(parent.name, frozenset()):
        return False
    if child.name == "Paragraph":
        name = child.attributes.get("Type")
        return kind_of(name) is not None and name not in silent
    if child.name in ("Header", "Footer"):
        # Who is asked for a footer would show what stood hidden in it.
        usual = "Yes" if child.name == "Header" else "No"
        return parent.attributes.get(f"{child.name}Visible", usual) == "Yes"
    return child.name != "Text" or "Hidden" not in child.attributes.get("Style", "")


def _silent_types(root: Place) -> set[str]:
    """Return the types of paragraphs that the file itself says are hidden."""
    return {
        settings.attributes.get("Type", "")
        for settings in root.children
        if settings.name == "ElementSettings"
        and (font := settings.child("FontSpec")) is not None
        and "HiddenText" in font.attributes.get("Style", "")
    }


def _terms(base: FinalDraft, record: Record, signature: bytes) -> Iterator[Edit]:
    found, end = base.found, base.lettering.line_end
    root, content = found.root, found.root.child("Content")
    behind = (content or root).end if content else root.inner
    mark = _paragraph(f"Copy {record.copy_id} - {record.recipient.name}")
    mark = _element("DynamicContent", mark) + "<Distribution/>"
    new = _rows(end, f"{_WATERMARK}{mark}</Watermarking>")
    footer = _paragraph(record.terms.footer, "Center", _SMALL)
    holder = root.child("HeaderAndFooter")
    if holder is None:
        shown = 'FooterFirstPage="Yes" FooterVisible="Yes" HeaderVisible="No"'
        foot = _element("Header", "") + _element("Footer", footer)
        new += _rows(end, f"<HeaderAndFooter {shown}>{foot}</HeaderAndFooter>")
    else:
        yield from _in_footer(found, holder, footer)
    yield Edit(behind, behind, new.encode())
    notice = [_paragraph(text) for text in ("", *native.notice_lines(record))]
    page = root.child("TitlePage")
    sheet = page.child("Content") if page else None
    if page is not None and sheet is not None:
        yield found.within(sheet, _rows(end, *notice).encode())
        last = ""
    else:
        title = [_paragraph(record.work.title, "Center")]
        last = _element("TitlePage", _element("Content", "".join([*title, *notice])))
        if page is not None:
            yield found.without(page)
    note = "".join(_paragraph(line) for line in native.lines(record, signature))
    last += f"{_NOTE}{note}</ScriptNote></ScriptNotes>"
    yield found.within(root, (_rows(end, last) + end).encode())


def _in_footer(found: Outline, holder: Place, paragraph: str) -> Iterator[Edit]:
    yield found.with_attribute(holder, "FooterFirstPage", "Yes")
    yield found.with_attribute(holder, "FooterVisible", "Yes")
    foot = holder.child("Footer")
    if foot is None or not _prints(holder, foot, set()):
        yield found.within(holder, _element("Footer", paragraph).encode())
        return
    yield found.within(foot, paragraph.encode())


def _paragraph(text: str, alignment: str = "Left", look: str = "") -> str:
    words = escaped(text).decode()
    return f'<Paragraph Alignment="{alignment}"><Text{look}>{words}</Text></Paragraph>'


def _element(name: str, content: str) -> str:
    return f"<{name}>{content}</{name}>"


def _rows(end: str, *rows: str) -> str:
    return "".join(f"{end}  {row}" for row in rows)
