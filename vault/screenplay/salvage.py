"""What can still be read of a Final Draft file that is cut short or no longer well formed."""

import re

from vault.screenplay.fdx_types import kind_of
from vault.screenplay.model import Element, Kind

# Excluding "<" inside a tag keeps the scan linear when a ">" is missing.
_TAG = re.compile(r"<(/?)([A-Za-z]+)([^<>]*)>")
_TYPE = re.compile(r'\bType\s*=\s*"([^"<>]{0,80})"')
_NUMBER = re.compile(r'\bNumber\s*=\s*"([^"<>]{0,40})"')
_REFERENCE = re.compile(r"&(?:#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}

# Layers that hold text of their own; also every part of the file beside the script.
_PRIVATE = frozenset(
    {"ScriptNote", "Summary", "SceneProperties", "SceneArcBeats", "OmittedScene", "Alts"}
    | {"TitlePage", "Watermarking", "HeaderAndFooter", "ScriptNotes", "UnanchoredScriptNotes"}
    | {"ListItems", "AltCollection", "SmartType", "Macros", "Characters", "Outlines"}
    | {"DisplayBoards", "MoresAndContinueds", "DocumentRef"}
)


def salvage(text: str) -> list[Element]:
    """Return the printed paragraphs found in damaged ``text``, in order, in one linear scan.

    Errs on the side of silence: inside a private layer nothing is gathered, even if its end was
    lost. Dual dialogue is read as speech after speech.
    """
    found: list[Element] = []
    private = ""
    kind: Kind | None = Kind.ACTION  # what runs are whose paragraph's own tag was lost
    number: str | None = None
    runs: list[str] = []
    for tag in _TAG.finditer(text):
        closing, name, rest = tag.groups()
        if private:
            if closing and name == private:
                private = ""
        elif name in _PRIVATE:
            if not closing and not rest.endswith("/"):
                private = name
        elif name == "Paragraph":
            _finish(found, kind, number, runs)
            runs = []
            kind, number = (Kind.ACTION, None) if closing else _opening(rest)
        elif name == "Text" and not closing and not rest.endswith("/") and "HiddenText" not in rest:
            end = text.find("<", tag.end())
            runs.append(text[tag.end() : end if end >= 0 else len(text)])
        elif name == "Content" and closing:
            break
    _finish(found, kind, number, runs)
    return found


def _opening(attributes: str) -> tuple[Kind | None, str | None]:
    """Return the kind and the scene number a paragraph's attributes speak of."""
    kind_name = _TYPE.search(attributes)
    number = _NUMBER.search(attributes)
    kind = kind_of(kind_name[1] if kind_name else None)
    return kind, _unescaped(number[1]) if number and kind is Kind.HEADING else None


def _finish(found: list[Element], kind: Kind | None, number: str | None, runs: list[str]) -> None:
    if kind is not None and (words := _unescaped("".join(runs)).strip()):
        found.append(Element(kind, words, number))


def _unescaped(text: str) -> str:
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    printable = 0x20 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF or code in (9, 10, 13)
    return chr(code) if printable else "\ufffd"
