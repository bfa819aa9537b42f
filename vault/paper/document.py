"""A document of pages drawn at exact places: US Letter, points, the origin at the top left.

What is drawn stands in the file in the order of the calls, so that a mark drawn between two lines
lies between them. The same calls give the same bytes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Literal
from unicodedata import bidirectional

from vault import __version__, xmp
from vault.paper.faces import EM, Face, advance, normal, runs
from vault.paper.shapes import AS_IT_IS, Matrix, Path, lettering

WIDTH = 612.0
HEIGHT = 792.0

PROGRAM = f"Script Vault {__version__}"

Colour = tuple[int, int, int]
"""Red, green, blue, 0 to 255."""

INK: Colour = (30, 27, 24)
MUTED: Colour = (107, 100, 92)
LINE: Colour = (229, 223, 214)
WAX: Colour = (155, 44, 44)
BLACK: Colour = (0, 0, 0)

Relationship = Literal["Source", "Data", "Alternative", "Supplement", "Unspecified"]

_DC = "http://purl.org/dc/elements/1.1/"
_XMP = "http://ns.adobe.com/xap/1.0/"


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself; ``created`` has a time zone and whole seconds count."""

    title: str
    created: datetime
    author: str = ""
    subject: str = ""
    keywords: str = ""
    language: str = "en"


class Document:
    """A PDF 1.7 in the making: ``page``, then what stands on it, then ``finish``."""

    def __init__(self, about: About, packet: bytes | None = None) -> None:
        """Begin a file; ``packet`` is its XMP where ``described(about)`` says too little."""
        from fpdf.prefs import ViewerPreferences

        from vault.paper.sheets import Sheets

        self._sheets = Sheets()
        self._loaded: set[Face] = set()
        self._created = about.created.astimezone(UTC).replace(microsecond=0)
        sheets = self._sheets
        sheets.pdf_version = "1.7"
        sheets.set_title(about.title)
        sheets.set_author(about.author)
        sheets.set_subject(about.subject)
        sheets.set_keywords(about.keywords)
        sheets.set_creator(PROGRAM)
        sheets.set_lang(about.language)
        sheets.set_creation_date(self._created)
        sheets.viewer_preferences = ViewerPreferences(display_doc_title=True)
        sheets.packet = xmp.write(described(about)) if packet is None else packet

    @property
    def pages(self) -> int:
        """How many pages there are so far."""
        return int(self._sheets.pages_count)

    def page(self, packet: bytes | None = None) -> None:
        """Begin a page; ``packet`` is the page's own XMP."""
        self._sheets.add_page()
        if packet is not None:
            self._sheets.page_packets[self.pages] = packet

    def bookmark(self, name: str, level: int = 0) -> None:
        """Name the page in the outline; a level is at most one deeper than the one before."""
        self._sheets.start_section(name, level)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        face: Face,
        size: float,
        colour: Colour = INK,
        tracking: float = 0.0,
    ) -> None:
        """Set one line of text whose baseline begins at (x, y); ``tracking`` spaces its letters.

        Characters that no face has stand as boxes with their number, and copy as themselves. Signs
        without width are not seen.
        """
        sheets = self._sheets
        sheets.set_text_color(*colour)
        sheets.set_char_spacing(tracking)
        for run in runs(visual(normal(text)), face):
            if run.face is None:
                self._box(x, y, run.text, face, size, colour)
                sheets.set_char_spacing(tracking)
            elif run.face is Face.SIGNS:
                self.unseen(x, y, run.text, run.face, size)
            else:
                self._set(run.face, size)
                sheets.text(x, y, run.text)
            x += advance(run, face) * size / EM + tracking * len(run.text)

    @contextmanager
    def apart(self, tag: str) -> Iterator[None]:
        """Mark what is drawn for whoever reads the file's operators (ISO 32000-1, 14.6).

        What is seen and copied is the same with it and without.
        """
        self._sheets.operators(f"/{tag} BMC")
        yield
        self._sheets.operators("EMC")

    def unseen(self, x: float, y: float, text: str, face: Face, size: float) -> None:
        """Set text that is copied and not seen (ISO 32000-1, 9.3.6); ``face`` has all of it."""
        self._set(face, size)
        with self._sheets.unseen(100):
            self._sheets.text(x, y, text)

    def draw(
        self,
        path: Path,
        *,
        at: Matrix = AS_IT_IS,
        fill: Colour | None = None,
        stroke: Colour | None = None,
        line: float = 1.0,
        dash: Sequence[float] = (),
        opacity: float = 1.0,
    ) -> None:
        """Draw a shape moved by ``at``: filled, stroked, or both; opacity 0 to 1."""
        paint = {(True, True): "B", (True, False): "f", (False, True): "S"}.get(
            (fill is not None, stroke is not None)
        )
        if paint is None:
            raise ValueError("a shape is filled, stroked, or both")
        words = [f"1 0 0 -1 0 {HEIGHT:.0f} cm"]
        if at != AS_IT_IS:
            words.append(" ".join(f"{value:.5f}" for value in at) + " cm")
        if fill is not None:
            words.append(_colour(fill) + " rg")
        if stroke is not None:
            words.append(f"{_colour(stroke)} RG {line:.3f} w 1 J 1 j")
            if dash:
                words.append(f"[{' '.join(f'{length:.2f}' for length in dash)}] 0 d")
        operators = f"q {' '.join(words)} {path.operators} {paint} Q"
        if opacity < 1.0:
            with self._sheets.local_context(fill_opacity=opacity, stroke_opacity=opacity):
                self._sheets.operators(operators)
        else:
            self._sheets.operators(operators)

    def picture(
        self, x: float, y: float, width: float, columns: int, rows: int, grey: bytes
    ) -> None:
        """Set a grey picture, a byte for each dot, with its upper left corner at (x, y)."""
        from PIL import Image

        made = Image.frombytes("L", (columns, rows), grey)
        self._sheets.image(made, x=x, y=y, w=width, h=width * rows / columns)

    def rule(
        self, x1: float, y1: float, x2: float, y2: float, colour: Colour = LINE, line: float = 0.6
    ) -> None:
        """Draw a straight line."""
        self.draw(Path().move(x1, y1).line(x2, y2), stroke=colour, line=line)

    def attach(
        self, name: str, data: bytes, media: str, description: str, relationship: Relationship
    ) -> None:
        """Embed a file and associate it with the document (ISO 32000-2, 14.13)."""
        self._sheets.embed_file(
            bytes=data,
            basename=name,
            mime_type=media,
            desc=description,
            associated_file_relationship=relationship,
            modification_date=self._created,
            compress=True,
        )

    def finish(self) -> bytes:
        """Return the file. Nothing can be added afterwards."""
        from vault.paper.sheets import Producer

        # A name tree is sorted by its names (ISO 32000-1, 7.9.6).
        self._sheets.embedded_files.sort(key=lambda file: file.basename())
        return bytes(self._sheets.output(output_producer_class=Producer))

    def _set(self, face: Face, size: float) -> None:
        if face not in self._loaded:
            self._sheets.add_font(face.name, "", face.path)
            self._sheets.drop_table(face.name, "Silt")  # SIL's own: not read, and cannot be cut
            self._loaded.add(face)
        self._sheets.set_font(face.name, "", size)

    def _box(
        self, x: float, y: float, character: str, face: Face, size: float, colour: Colour
    ) -> None:
        """Draw the number of a character in a frame; what is copied is the character itself.

        The number is drawn as a shape. Unseen text of the box's own width stands for the character
        (ISO 32000-1, 14.9.4), so that words of such characters stay words when they are copied.
        """
        wide, tall, top = face.box * size / EM, size * 0.9, y - size * 0.72
        digits = f"{ord(character):04X}"
        rows = [digits[: len(digits) // 2], digits[len(digits) // 2 :]]
        small = min(tall * 0.5, wide * 0.8 / (0.6 * max(map(len, rows))))
        frame = Path().box(x + size * 0.04, top, wide - size * 0.08, tall, size * 0.06)
        self.draw(frame, stroke=colour, line=size * 0.03)
        for row, half in enumerate(rows):
            inset = (wide - 0.6 * small * len(half)) / 2
            at = (1.0, 0.0, 0.0, 1.0, x + inset, top + tall * (0.44 + 0.42 * row))
            self.draw(lettering(half, Face.SPARE, small), at=at, fill=colour)
        meant = character.encode("utf-16-be", "replace").hex().upper()
        self._set(Face.SPARE, size)
        with self._sheets.unseen(100 * wide / (0.6 * size * len(digits))):
            self._sheets.operators(f"/Span <</ActualText <FEFF{meant}>>> BDC")
            self._sheets.text(x, y, digits)
            self._sheets.operators("EMC")


def described(about: About) -> list[xmp.Property]:
    """Return what a file's XMP says in the words every program reads; more may be added to it."""
    found = [
        xmp.Property(_DC, "dc", "format", "application/pdf"),
        xmp.Property(_DC, "dc", "title", xmp.in_default_language(about.title)),
        xmp.Property(_DC, "dc", "language", xmp.bag([about.language])),
        xmp.Property(_XMP, "xmp", "CreateDate", _utc(about.created)),
        xmp.Property(_XMP, "xmp", "CreatorTool", PROGRAM),
    ]
    if about.author:
        found.append(xmp.Property(_DC, "dc", "creator", xmp.seq([about.author])))
    if about.subject:
        subject = xmp.in_default_language(about.subject)
        found.append(xmp.Property(_DC, "dc", "description", subject))
    return found


def visual(text: str) -> str:
    """Return a line in the order in which it stands on paper, for Hebrew and its neighbours.

    Follows the Unicode Bidirectional Algorithm (Unicode Annex 9), the line running to the right.
    """
    if text.isascii() or not any(bidirectional(character) in {"R", "AL"} for character in text):
        return text
    from fpdf.bidi import BidiParagraph
    from fpdf.enums import TextDirection

    # The algorithm drops signs that have no place on a line (class BN); here nothing is dropped.
    stretches = groupby(text, lambda character: bidirectional(character) == "BN")
    return "".join(
        "".join(signs)
        if kept_in_place
        else BidiParagraph("".join(signs), TextDirection.LTR).get_reordered_string()
        for kept_in_place, signs in stretches
    )


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _colour(colour: Colour) -> str:
    return " ".join(f"{part / 255:.3f}" for part in colour)
