"""The files that turned up: PDFs by anybody, pictures, and texts, told apart by what is in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vault.errors import BadInput, Unreadable
from vault.licence import pdf
from vault.licence.native_reading import found_in, may_hold, text_of
from vault.trace import documents, letters, pictures
from vault.trace.letters import EMPTY, Sheet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HEAD = 1024
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_OTHER_PICTURES = (
    (b"ftypheic", "HEIC"), (b"ftypheix", "HEIC"), (b"ftypmif1", "HEIC"), (b"ftypavif", "AVIF"),
    (b"WEBP", "WebP"), (b"GIF8", "GIF"), (b"BM", "BMP"),
)  # fmt: skip
LONGEST_TEXT = 32 * 2**20


@dataclass(frozen=True, slots=True)
class Suspect:
    """One page that turned up: of which file, at which place in it from 1, and its letters.

    ``picture`` tells that the page has to be looked at as a picture.
    """

    path: Path
    page: int
    sheet: Sheet
    picture: bool = False


def read(path: Path) -> Iterator[Suspect]:
    """Give the pages of a file, one at a time.

    Raises ``BadInput`` in words for what is no file, cannot be read or is of another format.
    """
    head = _head(path)
    try:
        if pdf.MARK in head:
            for number, sheet in enumerate(letters.sheets(path), start=1):
                yield Suspect(path, number, sheet, sheet.pictures or not len(sheet.x))
        elif head.startswith(_PICTURES):
            for number in range(1, pictures.count(path) + 1):
                yield Suspect(path, number, EMPTY, picture=True)
        else:
            yield Suspect(path, 1, _text(path, head))
    except Unreadable as error:
        raise BadInput(f"{path.name}: {error.message}", "Check the file.") from error


def picture(suspect: Suspect) -> "NDArray[np.uint8]":
    """Return a page as a grey picture.

    Raises ``BadInput`` for one that cannot be read, ``EnvironmentFailed`` without the library.
    """
    if _head(suspect.path).startswith(_PICTURES):
        return pictures.picture(suspect.path, suspect.page)
    return pictures.rendered(suspect.path, suspect.page)


def whole(path: Path) -> bytes | None:
    """Return a file's bytes; None for a picture and for what is too large to be looked into."""
    head = _head(path)
    if head.startswith(_PICTURES):
        return None
    try:
        with path.open("rb") as file:
            if pdf.MARK in head:
                return pdf.read_whole(file)
            data = file.read(LONGEST_TEXT + 1)
            return data if len(data) <= LONGEST_TEXT else None
    except Unreadable:
        return None
    except OSError as error:
        raise _refused(path, error) from error


def _head(path: Path) -> bytes:
    if path.is_dir():
        raise BadInput(f"{path.name} is a folder.", "Name the files in it.")
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise _refused(path, error) from error
    if not head:
        raise BadInput(f"{path.name} is empty.", "Check the file.")
    return head


def _refused(path: Path, error: OSError) -> BadInput:
    reason = (error.strerror or "it cannot be opened").lower()
    return BadInput(f"{path.name} cannot be read: {reason}.", "Check the file.")


def _text(path: Path, head: bytes) -> Sheet:
    """Return the words of a script or a text, which have no places."""
    for sign, kind in _OTHER_PICTURES:
        if sign in head[:16]:
            raise BadInput(
                f"{path.name} is a picture of a kind that is not read ({kind}).",
                "Save it as PNG, JPEG or TIFF.",
            )
    with path.open("rb") as file:
        data = file.read(LONGEST_TEXT + 1)
    if len(data) > LONGEST_TEXT:
        raise BadInput(f"{path.name} is too large for a script.", "Give the part in question.")
    from vault.screenplay import reading

    if path.suffix.lower() == ".eml":
        return _unplaced(documents.words_of_mail(data))
    script = reading.read(data, path.name)
    if isinstance(script, reading.Opaque) and documents.is_page(data):
        return _unplaced(documents.words_of_page(text_of(data)))
    if isinstance(script, reading.Opaque) and may_hold(path.suffix, head):
        found_in(data)  # refuses what is damaged
        return _unplaced(documents.words(data))
    if isinstance(script, reading.Opaque):
        raise BadInput(
            f"{path.name} cannot be read as pages or as a script.",
            "Give a PDF, a PNG, JPEG or TIFF picture, or a script.",
        )
    return _unplaced(reading.canonical_text(script).split())


def _unplaced(words: Sequence[str]) -> Sheet:
    """Return words of which nothing but their order is known."""
    if not words:
        return EMPTY
    return Sheet(EMPTY.x, EMPTY.y, EMPTY.size, tuple((word, 0) for word in words))
