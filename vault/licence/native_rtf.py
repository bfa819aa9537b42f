"""RTF taken to pieces: groups, control words and text, each with its place (RTF 1.9.1)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from vault.errors import Unreadable
from vault.licence import native
from vault.licence.native_found import Found
from vault.licence.signals import keyword_signals

MARK = b"{\\rtf"
FEET = frozenset(["footer", "footerf", "footerl", "footerr"])
"""The destinations of footers: of all pages, the first, left and right ones."""
DEEPEST = 500
MOST_TOKENS = 3_000_000
_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?"
    r"|\\'(?P<hex>[0-9A-Fa-f]{2})"
    r"|\\(?P<sign>[^A-Za-z])"
    r"|(?P<brace>[{}])"
    r"|(?P<text>[^\\{}]+)",
    re.DOTALL,
)
_PROPERTY = re.compile(
    r"\{\\propname ([^{}\\]*)\}\s*\\proptype30\s*\{\\staticval(?:\\uc1)? ((?:\\.|[^\\{}])*)\}",
    re.DOTALL,
)
_LINES = {"par": "\n", "line": "\n", "sect": "\n", "page": "\n", "tab": "\t", "cell": "\t"}
_SIGNS = {"~": "\u00a0", "_": "\u2011", "-": ""}


class Token(NamedTuple):
    """One piece: its kind, what it says, a control word's number, and where it stands."""

    kind: str
    value: str
    number: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    r"""A group in braces: from ``start`` to ``end``; ``name`` is its destination, if it has one.

    ``ignorable``: programs that do not know it leave it aside (``\*``).
    """

    name: str
    ignorable: bool
    start: int
    end: int
    depth: int


def found_in_rtf(text: str) -> Iterator[Found]:
    """Give what an RTF says of its terms: its properties, its information, its footers."""
    footers = []
    for group in groups(text):
        inside = text[group.start : group.end]
        if group.name == "userprops":
            told = {one[1]: words(f"{{{one[2]}}}") for one in _PROPERTY.finditer(inside)}
            named = {name: value for name, value in told.items() if name in native.NAMES}
            yield Found("the document's properties", named)
        elif group.name == "keywords":
            yield Found("the document", told=keyword_signals(words(inside)[:2_000]))
        elif group.name in FEET:
            footers.append(words(inside))
    yield Found("the footer", words="\n".join(footers))


def tokens(text: str) -> Iterator[Token]:
    """Give the pieces of an RTF, one sign for one byte; binary data is left out.

    Raises ``Unreadable`` for more pieces than any script has.
    """
    at = count = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:  # a backslash at the very end
            return
        count += 1
        if count > MOST_TOKENS:
            raise Unreadable("It has more parts than any script.")
        kind = str(found.lastgroup)
        number = int(found["number"]) if found["number"] is not None else None
        kind = "word" if kind == "number" else kind
        yield Token(kind, found[kind], number, at, found.end())
        at = found.end()
        if kind == "word" and found["word"] == "bin":
            at += max(number or 0, 0)


def groups(text: str) -> list[Group]:
    """Return the groups of an RTF in the order in which they begin.

    Raises ``Unreadable`` where braces do not match or nest deeper than in any script.
    """
    found: list[Group | None] = []
    waiting: list[list[int | str | bool]] = []
    ended = False
    for token in tokens(text):
        if token.kind == "brace" and token.value == "{" and not ended:
            if len(waiting) >= DEEPEST:
                raise Unreadable("It has more parts than any script.")
            waiting.append([len(found), "", False, token.start, True])
            found.append(None)
        elif token.kind == "brace" and token.value == "}" and not ended:
            place, name, ignorable, start, _ = waiting.pop()
            found[int(place)] = Group(
                str(name), bool(ignorable), int(start), token.end, len(waiting)
            )
            ended = not waiting
        elif waiting and waiting[-1][4]:
            top = waiting[-1]
            if token.kind == "sign" and token.value == "*":
                top[2] = True
            else:
                top[1] = token.value if token.kind == "word" else ""
                top[4] = False
    if waiting or not found:
        raise Unreadable("The file is damaged: its braces do not match.")
    return [group for group in found if group is not None]


def words(text: str) -> str:
    """Return the words of a piece of RTF, without those of groups that may be left aside."""
    kept: list[str] = []
    aside: list[bool] = []
    skip, after = [1], 0
    for token in tokens(text):
        if token.kind == "brace":
            if token.value == "{":
                aside.append(bool(aside and aside[-1]))
                skip.append(skip[-1])
            elif aside:
                aside.pop()
                skip.pop()
            after = 0
            continue
        if token.kind == "sign" and token.value == "*" and aside:
            aside[-1] = True
        sign, after = _sign(token, skip, after)
        if not (aside and aside[-1]):
            kept.append(sign)
    return "".join(kept).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _sign(token: Token, skip: list[int], after: int) -> tuple[str, int]:
    """Return what a piece prints, and how many signs behind it stand for it in older programs."""
    if token.kind == "word":
        if token.value == "uc":
            skip[-1] = max(token.number or 0, 0)
        if token.value == "u" and token.number is not None:
            return chr(token.number % 0x10000), skip[-1]
        return _LINES.get(token.value, ""), 0
    if token.kind == "text":
        plain = token.value.replace("\r", "").replace("\n", "")
        return plain[after:], max(0, after - len(plain))
    if after:
        return "", after - 1
    if token.kind == "hex":
        return bytes([int(token.value, 16)]).decode("cp1252", "replace"), 0
    return _SIGNS.get(token.value, token.value if token.value in "\\{}" else ""), 0


def written(text: str) -> str:
    r"""Return a text as RTF in ASCII, for a place where one sign stands for one (``\uc1``)."""
    found = []
    for sign in text:
        if sign in "\\{}":
            found.append("\\" + sign)
        elif " " <= sign <= "~":
            found.append(sign)
        else:
            units = sign.encode("utf-16-le", "surrogatepass")
            for place in range(0, len(units), 2):
                unit = int.from_bytes(units[place : place + 2], "little")
                found.append(f"\\u{unit - 0x10000 if unit > 0x7FFF else unit}?")
    return "".join(found)
