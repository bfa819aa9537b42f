"""Plain text and Markdown: the terms before the words, the line of the copy behind them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from textwrap import wrap

from vault.licence import native
from vault.licence.record import Record
from vault.screenplay.model import Script
from vault.share.native.lettering import Lettering
from vault.share.native.text_words import exchanged, pieces
from vault.share.native.wording import Pieces
from vault.share.variants import Place

_WIDTH = 72
_RULE = "-" * _WIDTH
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")


@dataclass(frozen=True, slots=True)
class Text:
    """A text, ready to become copies; ``marked`` if it is Markdown."""

    lettering: Lettering
    words: str
    marked: bool

    def copy(self, record: Record, signature: bytes) -> bytes:
        """Return the file of one copy. The words are those of the draft, byte for byte."""
        end = self.lettering.line_end
        head = [_RULE, ""]
        for text in native.notice_lines(record):
            head += [*self._rows(text), ""]
        told = native.lines(record, signature)
        if self.marked:
            told = ["<!--", *told, "-->"]
        foot = ["", "", _RULE, "", *self._rows(record.terms.footer), "", *told, ""]
        return self.lettering.written(
            end.join([*head, _RULE, "", ""]) + self.words + end.join(foot)
        )

    def at(self, script: Script, places: Iterable[Place]) -> dict[Place, Pieces]:
        """Return where in the text these places of its script stand; not all may be found."""
        return pieces(self.words, script, places)

    def saying(self, words: Iterable[tuple[Pieces, str]]) -> "Text":
        """Return the text with other words at such places."""
        return replace(self, words=exchanged(self.words, words))

    def bare(self) -> bytes:
        """Return the text without any terms."""
        return self.lettering.written(self.words)

    def _rows(self, text: str) -> list[str]:
        plain = _MARKUP.sub(r"\\\1", text) if self.marked else text
        return wrap(plain, _WIDTH, break_long_words=False, break_on_hyphens=False)


def prepared(lettering: Lettering, *, marked: bool) -> Text:
    """Return what all copies of a text have: all of it, or what Markdown shows of it."""
    words = _COMMENT.sub("", lettering.text) if marked else lettering.text
    return Text(lettering, words, marked)
