"""Where fpdf2 ends: a file whose pages carry metadata of their own, which it does not know of.

fpdf2 lets a program hand in its own ``OutputProducer``; this one adds a metadata stream to each
page (ISO 32000-1, 14.3.2), and writes every XMP packet as it was given.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from fpdf import FPDF
from fpdf.enums import TextMode
from fpdf.fonts import TTFFont
from fpdf.output import OutputProducer, PDFPage, PDFXmpMetadata


class Sheets(FPDF):
    """Pages of US Letter measured in points, with what is to be said of the file and each page."""

    def __init__(self) -> None:
        super().__init__(orientation="portrait", unit="pt", format="letter")
        self.set_margin(0)
        self.set_auto_page_break(False)
        self.packet = b""
        self.page_packets: dict[int, bytes] = {}

    def operators(self, text: str) -> None:
        """Append operators to the page, as they are, behind what was drawn so far."""
        self._out(text)

    @contextmanager
    def unseen(self, stretching: float) -> Iterator[None]:
        """Let text be set without being seen, its letters stretched to so many per cent."""
        with self.local_context(text_mode=TextMode.INVISIBLE, char_spacing=0.0):
            self.set_stretching(stretching)
            yield
            self.set_stretching(100)

    def drop_table(self, family: str, table: str) -> None:
        """Leave a table of a loaded font out of what is embedded."""
        font = self.fonts[family.lower()]
        if isinstance(font, TTFFont) and table in font.ttfont:
            del font.ttfont[table]


class Producer(OutputProducer):
    """Writes the file, with the packets of file and pages."""

    def _add_pages(self, _slice: slice = slice(0, None)) -> list[PDFPage]:
        pages: list[PDFPage] = super()._add_pages(_slice)
        sheets = cast("Sheets", self.fpdf)
        streams: dict[bytes, PDFXmpMetadata] = {}
        for page in pages:
            packet = sheets.page_packets.get(page.index())
            if packet is None:
                continue
            if packet not in streams:
                streams[packet] = PDFXmpMetadata(packet.decode())
                self._add_pdf_obj(streams[packet])
            page.metadata = streams[packet]  # type: ignore[attr-defined]  # written as /Metadata
        return pages

    def _add_xmp_metadata(self) -> PDFXmpMetadata:
        stream = PDFXmpMetadata(cast("Sheets", self.fpdf).packet.decode())
        self._add_pdf_obj(stream)
        return stream
