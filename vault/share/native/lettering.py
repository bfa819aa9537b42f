"""Text files as they are encoded: what is not changed in them keeps its bytes."""

import codecs
from dataclasses import dataclass

from vault.errors import BadInput
from vault.screenplay.decoding import decode

_MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}


@dataclass(frozen=True, slots=True)
class Lettering:
    """A text, how its file writes it, and the byte order mark before it, if any."""

    text: str
    encoding: str
    mark: bytes

    @property
    def line_end(self) -> str:
        """How most lines of the text end."""
        ends = {"\r\n": self.text.count("\r\n")}
        ends["\n"] = self.text.count("\n") - ends["\r\n"]
        ends["\r"] = self.text.count("\r") - ends["\r\n"]
        return max(("\n", "\r\n", "\r"), key=ends.__getitem__)

    def written(self, text: str) -> bytes:
        """Return another text in the same encoding, or in UTF-8 if that cannot hold it."""
        try:
            return self.mark + text.encode(self.encoding)
        except UnicodeEncodeError:
            return text.encode()


def opened(data: bytes, name: str) -> Lettering:
    """Return the text of a file; raises ``BadInput`` for bytes that stand for nothing."""
    decoded = decode(data)
    mark = _MARKS.get(decoded.encoding, b"")
    found = Lettering(decoded.text, decoded.encoding, mark if data.startswith(mark) else b"")
    if decoded.lossy or found.mark + found.text.encode(found.encoding) != data:
        raise BadInput(
            f"Some letters of {name} are damaged, so its copies could not keep the others as they"
            " are.",
            "Share it as PDF.",
        )
    return found
