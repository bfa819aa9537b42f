"""PDFs made by anybody, opened within bounds: pages, metadata, objects (ISO 32000-2).

``pypdf`` does the parsing. Its objects have no types worth naming, and a damaged file makes it
stumble in many ways; both end here.
"""

import io
import logging
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from vault.errors import Unreadable

Object = Any
"""An object of the parser: a dict, a list, a stream, a text, a number, or a reference to one."""

Clock = Callable[[], float]
"""Gives seconds that only grow."""

MARK = b"%PDF-"
LARGEST = 128 * 2**20
"""Bytes of the largest PDF that is opened."""
MOST_PAGES = 20_000
MOST_OBJECTS = 400_000
MOST_UNPACKED = 64 * 2**20
_MOST_WORDS = _PIECE = 2**20
_DEEPEST_PAGE = 32
PATIENCE = 30.0
"""Seconds after which a file that is still being read is given up."""


class _Timed(io.BytesIO):
    """A file in memory that gives no more bytes when the time is over: the parser's loops end."""

    def __init__(self, data: bytes, tick: Callable[[], None]) -> None:
        super().__init__(data)
        self._tick = tick

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as any file does, while there is time."""
        self._tick()
        return super().read(size)


class Document:
    """One PDF while it is read. ``strict`` refuses what else would be mended or left aside."""

    def __init__(self, data: bytes, clock: Clock, *, strict: bool) -> None:
        from pypdf import PdfReader

        self.strict = strict
        self.unread: list[str] = []
        """In sentences, what could not be read and was left aside."""
        self.tick = ending(clock)
        self._reader = PdfReader(
            _Timed(data, self.tick), strict=strict, root_object_recovery_limit=0 if strict else 100
        )
        if self._reader.is_encrypted and not self._reader.decrypt(""):
            raise Unreadable("The PDF is encrypted and opens with a password only.")

    @property
    def catalog(self) -> Object:
        """The dictionary that everything hangs on (7.7.2)."""
        return self._reader.root_object

    @property
    def information(self) -> dict[str, str]:
        """The texts of the document's information (14.3.3), by name."""
        info = resolved(self._reader.trailer.get("/Info"))
        if not isinstance(info, dict):
            return {}
        return {str(name)[1:]: text_of(resolved(info.get(name))) for name in info}

    def pages(self) -> Iterator[Object]:
        """Give the pages in order (7.7.3); a tree that comes back to itself is damaged."""
        waiting, seen, count = [self.catalog.get("/Pages")], set[int](), 0
        while waiting:
            self.tick()
            node = resolved(waiting.pop())
            kids = resolved(node.get("/Kids")) if isinstance(node, dict) else None
            if not isinstance(node, dict):
                self.trouble("A page is not there.")
            elif not isinstance(kids, list):
                count += 1
                if count > MOST_PAGES:
                    raise Unreadable(f"The PDF has more than {MOST_PAGES} pages.")
                yield node
            elif id(node) in seen:
                raise Unreadable("The pages of the PDF run in a circle.")
            else:
                seen.add(id(node))
                waiting.extend(reversed(kids))

    def words(self, page: Object) -> str:
        """Return the words of a page as far as they are easily had; nothing where they are not."""
        from pypdf import PageObject

        shown, holder = PageObject(self._reader), page
        shown.update(page)
        for _ in range(_DEEPEST_PAGE):
            if "/Resources" in shown or not isinstance(holder, dict):
                break
            shown.update({n: v for n, v in dict.items(holder) if n == "/Resources"})
            holder = resolved(holder.get("/Parent"))
        try:
            with guarded(_MOST_WORDS):
                return str(shown.extract_text())
        except Unreadable:
            return ""

    def unpacked(self, stream: Object, most: int, what: str) -> bytes | None:
        """Return a stream's bytes, ``most`` at most; None, and a note, where that is tolerated."""
        self.tick()
        try:
            with guarded(most):
                data = bytes(stream.get_data())
                if len(data) > most:
                    raise Unreadable("It is larger than is looked at.")
                return data
        except Unreadable as error:
            if self.strict:
                raise
            self.unread.append(f"{what} cannot be read: {error.message}")
            return None

    def trouble(self, sentence: str) -> None:
        """Note what could not be read, or give up where nothing is mended."""
        if self.strict:
            raise Unreadable(sentence)
        self.unread.append(sentence)


def ending(clock: Clock) -> Callable[[], None]:
    """Return what gives up, by ``Unreadable``, when the time that a PDF is given is over."""
    ends = clock() + PATIENCE

    def tick() -> None:
        if clock() > ends:
            raise Unreadable("The PDF takes longer to read than it is given.")

    return tick


def read_whole(file: BinaryIO) -> bytes:
    """Return the rest of a file, piece by piece: a large limit must not cost a large buffer.

    Raises ``Unreadable`` for more than ``LARGEST`` bytes.
    """
    pieces, size = [], 0
    while piece := file.read(_PIECE):
        size += len(piece)
        if size > LARGEST:
            raise Unreadable(f"The file is larger than {LARGEST >> 20} MiB.")
        pieces.append(piece)
    return b"".join(pieces)


@contextmanager
def opened(data: bytes, clock: Clock, *, strict: bool) -> Iterator[Document]:
    """Open a PDF for as long as it is read.

    Raises ``Unreadable`` for what is no PDF, is damaged, needs a password, or asks for more time
    or memory than it is given.
    """
    if not data.startswith(MARK) and (strict or MARK not in data[:1024]):
        raise Unreadable("The file is no PDF.")
    if len(data) > LARGEST:
        raise Unreadable(f"The PDF is larger than {LARGEST >> 20} MiB.")
    mended = _Mended()
    logger = logging.getLogger("pypdf")
    logger.addHandler(mended)
    try:
        with guarded(MOST_UNPACKED):
            yield Document(data, clock, strict=strict)
    finally:
        logger.removeHandler(mended)
    if strict and mended.any:
        raise Unreadable("The PDF is damaged and would have to be mended to be read.")


class _Mended(logging.Handler):
    """Hears what the parser says of damage it mends, in the thread that reads.

    Two programs mend in two ways and see two files. Nobody else is told: these are warnings to a
    programmer. A table of objects that begins above 0 is none: revisions and linear files have it.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.any = False
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Note that something was mended."""
        harmless = str(record.msg).startswith("Xref table not zero-indexed")
        self.any = self.any or (record.thread == self._thread and not harmless)


@contextmanager
def guarded(most: int) -> Iterator[None]:
    """Bound what the parser unpacks, and say in a sentence that it could not go on."""
    from pypdf import Configuration, apply_configuration
    from pypdf.errors import DependencyError, DeprecationError, LimitReachedError, PyPdfError

    limits = Configuration(
        maximum_declared_stream_length=LARGEST,
        zlib_maximum_output_length=most,
        lzw_maximum_output_length=most,
        run_length_maximum_output_length=most,
        zlib_maximum_recovery_input_length=100_000,
        stream_parsing_work_maximum_count=100_000,
        xform_maximum_invocations_per_extraction=50,
        jbig2dec_binary=None,
        disable_legacy_handling=True,
    )
    try:
        with apply_configuration(limits):
            yield
    except LimitReachedError as error:
        raise Unreadable("The PDF unpacks to more than is looked at.") from error
    except (
        # Whatever a damaged file makes a parser of untyped objects stumble over.
        PyPdfError, DependencyError, DeprecationError, ValueError, TypeError, LookupError,
        AttributeError, AssertionError, RuntimeError, ArithmeticError, EOFError, MemoryError,
        struct.error, zlib.error,
    ) as error:  # fmt: skip
        raise Unreadable("The PDF is damaged and cannot be read.") from error


def resolved(value: Object) -> Object:
    """Return the object that a reference stands for; None for null and for nothing."""
    from pypdf.generic import NullObject, PdfObject

    found = value.get_object() if isinstance(value, PdfObject) else value
    return None if isinstance(found, NullObject) else found


def text_of(value: Object) -> str:
    """Return a text of the parser's as one of ours; anything else as nothing."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return str(value) if isinstance(value, str) else ""


def told(name: str) -> str:
    """Return a name that anybody may have chosen, fit to stand in a sentence."""
    short = name if len(name) <= 80 else name[:80] + "…"
    return short if short.isprintable() else ascii(short)
