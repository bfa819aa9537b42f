"""Fountain: a copy without boneyard, notes, sections and synopses, and with the terms in front.

The title page has them under keys that other programs know (a key they do not know they take for
words of the one before), and a boneyard at the end has them for programs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from textwrap import wrap

from vault.licence import carriers, native
from vault.licence.record import Record
from vault.screenplay.fountain import Plan, plan
from vault.screenplay.markup import boneyard, cut, notes
from vault.screenplay.model import Script
from vault.share.native.lettering import Lettering
from vault.share.native.text_words import exchanged, pieces
from vault.share.native.wording import Pieces
from vault.share.variants import Place

_CRLF = "\0"
"""Stands for CR LF, one sign for one; no text that is read has it."""
_ENDS = _CRLF + "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_WIDTH, _INDENT = 72, "    "
_OURS = ("watermark", "footer")
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """A Fountain source without what never prints, ready to become copies.

    ``lines`` keep their ends. ``leading`` of them are empty and stand before the title page.
    """

    lettering: Lettering
    lines: tuple[str, ...]
    leading: int
    plan: Plan

    def copy(self, record: Record, signature: bytes) -> bytes:
        """Return the file of one copy."""
        end = self.lettering.line_end
        text = "".join([*self._title_page(record), self._body])
        text += end if text.endswith(("\n", "\r")) else end * 2
        # On a line of its own: a parser of others looks for the end of a boneyard nowhere else.
        text += f"/* {end.join(native.lines(record, signature))}{end}*/{end}"
        return self.lettering.written(text)

    def at(self, script: Script, places: Iterable[Place]) -> dict[Place, Pieces]:
        """Return where in the body these places of its script stand; not all may be found."""
        return pieces(self._body, script, places)

    def saying(self, words: Iterable[tuple[Pieces, str]]) -> "Source":
        """Return the source with other words at such places of the body."""
        literal = [(there, _marks_kept(new)) for there, new in words]
        return replace(self, lines=(*self._head, exchanged(self._body, literal)))

    def bare(self) -> bytes:
        """Return the source without any terms."""
        return self.lettering.written("".join(self.lines))

    @property
    def _head(self) -> tuple[str, ...]:
        return self.lines[: self.leading + self.plan.first]

    @property
    def _body(self) -> str:
        return "".join(self.lines[self.leading + self.plan.first :])

    def _title_page(self, record: Record) -> Iterator[str]:
        """Give the lines of the title page, the writer's own as they are."""
        end, terms = self.lettering.line_end, record.terms
        told = [_INDENT + row for text in native.notice_lines(record) for row in _rows(text)]
        notice = "".join(row + end for row in told)
        if not self.plan.title:
            yield f"Title: {_literal(record.work.title)}{end}"
        keys = [key for key, _, _ in self.plan.title]
        for place, (key, start, stop) in enumerate(self.plan.title):
            if key in _OURS:
                continue
            own = "".join(self.lines[self.leading + start : self.leading + stop])
            yield own if own.endswith(("\n", "\r")) else own + end
            if key == "notes" and "notes" not in keys[place + 1 :]:
                yield notice
        if terms.codes.names_holder and "copyright" not in keys:
            yield f"Copyright: {_literal(carriers.rights(record))}{end}"
        if "notes" not in keys:
            yield f"Notes:{end}{notice}"
        yield f"Watermark: {_literal(f'Copy {record.copy_id} - {record.recipient.name}')}{end}"
        yield f"Footer: {_literal(terms.footer)}{end}"
        if not self.plan.title:
            yield end


def prepared(lettering: Lettering) -> Source:
    """Return what all copies of a script have."""
    kept = lettering.text.replace("\r\n", _CRLF)
    shown = kept.translate({ord(sign): "\n" for sign in _ENDS})
    kept, shown = _without(kept, shown, boneyard(shown))
    if "[[" in shown:
        for slip in ("\n \n", "\n\t\n"):
            kept, shown = _without(kept, shown, _slips(shown, slip))
    kept, shown = _without(kept, shown, notes(shown))
    lines = shown.split("\n")
    leading = next((place for place, line in enumerate(lines) if line), 0)
    found = plan(lines[leading:])
    own = [row.replace(_CRLF, "\r\n") for row in _split(kept, shown)]
    for place in found.planning:
        row = own[leading + place]
        own[leading + place] = row[len(lines[leading + place]) :]
    return Source(lettering, tuple(own), leading, found)


def _without(kept: str, shown: str, spans: list[_Span]) -> tuple[str, str]:
    """Take the same places out of a text and of the same text with plain line ends."""
    return cut(kept, spans), cut(shown, spans)


def _slips(shown: str, slip: str) -> list[_Span]:
    """Return the lone blanks on lines that are otherwise empty, which readers leave aside."""
    found, at = [], 0
    while (at := shown.find(slip, at)) >= 0:
        found.append((at + 1, at + 2))
        at += 2
    return found


def _split(kept: str, shown: str) -> Iterator[str]:
    """Give the lines of ``kept`` with their ends, which stand where ``shown`` has LF."""
    at = 0
    for line in shown.split("\n"):
        yield kept[at : at + len(line) + 1]
        at += len(line) + 1


def _rows(text: str) -> list[str]:
    return wrap(_literal(text), _WIDTH, break_long_words=False, break_on_hyphens=False)


def _literal(text: str) -> str:
    """Return a text that Fountain takes for no mark of its own."""
    return _marks_kept(text).replace("[[", "[ [").replace("]]", "] ]")


def _marks_kept(text: str) -> str:
    """Return a text whose marks of emphasis are signs of its own."""
    for sign in "*_":
        text = text.replace(sign, "\\" + sign)
    return text
