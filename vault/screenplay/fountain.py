"""Fountain 1.1, read top to bottom in one pass (fountain.io/syntax).

Boneyard and notes are taken out first; then the text falls into blocks between empty lines, and
each block is a heading, a transition, a speech or action, in the order the syntax decides. What is
unclear is action: no printed word is ever lost.
"""

import re
from dataclasses import dataclass, replace

from vault.screenplay.markup import emphasised, without_boneyard, without_emphasis, without_notes
from vault.screenplay.model import Element, Kind, Script, Span

_HEADING = re.compile(r"(?:INT\.?/EXT|EXT\.?/INT|INT|EXT|EST|I\.?/E|E\.?/I)[. ]", re.IGNORECASE)
_BREAK = re.compile(r"={3,}\s*$")
_SECTION = re.compile(r"#{1,6}\s*[^\s#]")
_FORCED = frozenset("!>~")
_NUMBER = re.compile(r"[\w.\-]+")
_KEY = re.compile(r"([^\W\d_][\w .'-]{0,39})[:：](?!//)")
_KNOWN_KEYS = frozenset(
    {"title", "credit", "author", "authors", "source", "notes", "date", "draft date", "draft"}
    | {"contact", "contact info", "copyright", "revision", "written by", "episode", "series"}
    | {"fmt", "font"}
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Where in its lines a source has what does not print as the script.

    ``title``: each key of the title page, in small letters, with its first line and the one behind
    its last. ``first``: the line behind the title page. ``planning``: sections and synopses.
    """

    title: tuple[tuple[str, int, int], ...]
    first: int
    planning: tuple[int, ...]


def read_fountain(text: str, flags: tuple[str, ...] = ()) -> Script:
    """Return the script that Fountain source ``text`` stands for; any text is a script.

    Time and memory grow with the length of ``text`` and not with what is in it.
    """
    source = "\n".join(text.splitlines())
    # One blank on an otherwise empty line is an accident; two mean "not empty" (Line Breaks).
    for slip in ("\n \n", "\n\t\n"):
        source = source.replace(slip, "\n\n").replace(slip, "\n\n")
    lines = without_notes(without_boneyard(source)).lstrip("\n").split("\n")
    title_page, first = _title_page(lines)
    return Script("fountain", title_page, _elements(lines[first:]), flags)


def plan(lines: list[str]) -> Plan:
    """Return what is where in the lines of a source that has no boneyard and no notes left."""
    pairs, first = _title_page(lines)
    keys = [
        (found[1].strip().lower(), at)
        for at in range(first if pairs else 0)
        if (found := _KEY.match(lines[at])) is not None
    ]
    ends = [*(at for _, at in keys[1:]), first]
    planning: list[int] = []
    at = end = first
    while at < len(lines):
        if not lines[at] or lines[at].isspace():
            at += 1
            continue
        end = max(end, at + 1)
        while end < len(lines) and lines[end]:
            end += 1
        if lines[at][0] in "=#" and _is_aside(lines[at]) and not _BREAK.match(lines[at]):
            planning.append(at)
        at = _piece(lines, at, end, [])
    title = tuple((key, at, end) for (key, at), end in zip(keys, ends, strict=False))
    return Plan(title, first, tuple(planning))


def looks_like_fountain(text: str) -> bool:
    """Tell whether plain text is laid out as a script: headings after empty lines, or a title page.

    Looks at the first 2,000 lines only.
    """
    headings = cues = 0
    blank = True
    previous_cue = False
    for line in text[:200_000].splitlines()[:2000]:
        bare = line.strip()
        if previous_cue and bare:
            cues += 1
        previous_cue = blank and 1 < len(bare) < 40 and _is_cue(bare)
        if blank and _HEADING.match(bare):
            headings += 1
        blank = not bare
    return headings >= 2 or (headings == 1 and (cues > 0 or text[:6].lower() == "title:"))


def _title_page(lines: list[str]) -> tuple[tuple[tuple[str, str], ...], int]:
    """Return the title page's pairs and the index of the first line after it (Title Page)."""
    key = _KEY.match(lines[0])
    if key is None:
        return (), 0
    follow = lines[1] if len(lines) > 1 else ""
    indented = follow.startswith(("\t", "   ")) and bool(follow.strip())
    known = key[1].strip().lower() in _KNOWN_KEYS
    if not (known or indented or (_KEY.match(follow) and not key[1].isupper())):
        return (), 0
    pairs: list[tuple[str, list[str]]] = []
    end = lines.index("") if "" in lines else len(lines)
    for line in lines[:end]:
        if (key := _KEY.match(line)) is not None:
            pairs.append((key[1].strip().lower(), [line[key.end() :].strip()]))
        else:
            pairs[-1][1].append(line.strip())
    values = ((name, "\n".join(filter(None, value))) for name, value in pairs)
    return tuple((name, without_emphasis(value)) for name, value in values), end


def _is_cue(line: str) -> bool:
    """Tell whether a line could name a speaker: capitals, brackets apart (Character)."""
    if line.isupper():
        return True
    if "(" not in line:
        return False
    name, _, rest = line.partition("(")
    _, _, after = rest.rpartition(")")
    return name.isupper() and (not after.strip("^ ") or after.isupper())


def _elements(lines: list[str]) -> tuple[Element, ...]:
    """Read the body: blocks between empty lines, each from its first line on."""
    found: list[Element] = []
    speech = (0, 0)  # where the last speech lies in ``found``, for dual dialogue
    at = end = 0
    count = len(lines)
    while at < count:
        line = lines[at]
        if not line or line.isspace():
            at += 1
            continue
        end = max(end, at + 1)
        while end < count and lines[end]:
            end += 1
        begin = len(found)
        at = _piece(lines, at, end, found)
        if begin < len(found) and found[begin].kind is Kind.CHARACTER:
            if found[begin].dual and speech[1] == begin and not found[speech[0]].dual:
                left = [replace(old, dual=1) for old in found[speech[0] : begin]]
                found[speech[0] : begin] = left
            speech = (begin, len(found))
    return tuple(found)


def _piece(lines: list[str], at: int, end: int, found: list[Element]) -> int:
    """Read what begins at line ``at`` of a block that stops before ``end``; return what is next."""
    line = lines[at]
    if line[0] in "=#" and _is_aside(line):
        if _BREAK.match(line):
            found.append(Element(Kind.PAGE_BREAK, ""))
        return at + 1
    bare = line.strip()
    if bare[0] in _FORCED:
        return _action(lines, at, end, found)
    if (heading := _heading(bare)) is not None:
        found.append(heading)
        return _action(lines, at + 1, end, found)
    last = at + 1 == end or lines[at + 1].isspace()
    if last and line.endswith("TO:") and bare.isupper():
        found.append(Element(Kind.TRANSITION, bare))
        return at + 1
    if (bare[0] == "@" and len(bare) > 1) or (not last and _is_cue(bare)):
        _speech(lines, at, end, found)
        return end
    return _action(lines, at, end, found)


def _is_aside(line: str) -> bool:
    """Tell whether a line is a page break, a section or a synopsis: none of them prints."""
    if line[0] == "=":
        return line[1:2] != "=" or _BREAK.match(line) is not None
    return _SECTION.match(line) is not None


def _heading(bare: str) -> Element | None:
    """Return a scene heading, forced or known by its first word (Scene Headings), else nothing."""
    spans: tuple[Span, ...] = ()
    if bare[0] == "." and bare[1:2].isalnum():
        bare = bare[1:]
    else:
        # Bold headings are common, though the syntax does not speak of them.
        if bare[0] in "*_":
            bare, spans = emphasised(bare)
        if not _HEADING.match(bare):
            return None
    number = None
    if bare[-1] == "#" and (mark := bare.rfind("#", 0, -1)) > 0:
        inside = bare[mark + 1 : -1]
        if _NUMBER.fullmatch(inside):
            number, bare = inside, bare[:mark].rstrip()
    text, inner = emphasised(bare)
    return Element(Kind.HEADING, text, number, spans=spans if text == bare else inner)


def _marked(kind: Kind, text: str, dual: int = 0) -> Element:
    """Return an element whose text may carry marks of emphasis."""
    plain, spans = emphasised(text)
    return Element(kind, plain, None, dual, spans=spans)


def _speech(lines: list[str], at: int, end: int, found: list[Element]) -> None:
    """Read a cue and all that is spoken under it (Character, Dialogue, Dual Dialogue)."""
    cue = lines[at].strip().removeprefix("@").lstrip()
    dual = 0
    if cue.endswith("^"):
        cue, dual = cue[:-1].rstrip(), 2
    found.append(_marked(Kind.CHARACTER, cue, dual))
    spoken: list[str] = []
    kind = Kind.DIALOGUE
    for line in lines[at + 1 : end]:
        bare = line.strip()
        now = Kind.DIALOGUE
        if bare[:1] == "(" and bare[-1] == ")":
            now = Kind.PARENTHETICAL
        elif bare[:1] == "~":
            now, bare = Kind.LYRIC, bare[1:].lstrip()
        if spoken and (now is not kind or now is Kind.PARENTHETICAL):
            found.append(_marked(kind, "\n".join(spoken), dual))
            spoken = []
        kind = now
        spoken.append(bare)
    if spoken:
        found.append(_marked(kind, "\n".join(spoken), dual))


def _action(lines: list[str], at: int, end: int, found: list[Element]) -> int:
    """Read action, line breaks kept, and what may stand forced in it; return what is next."""
    plain: list[str] = []
    while at < end:
        line = lines[at]
        first = line.lstrip()[:1]
        if not first or (line[0] in "=#" and _is_aside(line)):
            break
        at += 1
        if first not in _FORCED:
            plain.append(line)
            continue
        bare = line.strip()[1:]
        if first == "!":
            plain.append(bare)
            continue
        _flush(plain, found)
        if first == "~":
            found.append(_marked(Kind.LYRIC, bare.strip()))
        elif bare.endswith("<"):
            found.append(_marked(Kind.CENTERED, bare[:-1].strip()))
        else:
            found.append(_marked(Kind.TRANSITION, bare.strip()))
    _flush(plain, found)
    return at


def _flush(plain: list[str], found: list[Element]) -> None:
    if plain:
        found.append(_marked(Kind.ACTION, "\n".join(plain).expandtabs(4)))
        plain.clear()
