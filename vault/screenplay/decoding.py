"""From bytes to characters, without guessing more than the bytes allow."""

from dataclasses import dataclass

_SAMPLE = 4096
# Controls that do stand in text files: tab, LF, VT, FF, CR, NEL-era separators, DOS end of file.
_ALLOWED = frozenset("\t\n\v\f\r\x1a\x1c\x1d\x1e\x1f\x85")
_CONTROLS = frozenset(map(chr, range(32))) - _ALLOWED | {"\x7f"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, whether its encoding was certain, whether bytes had to be replaced, and which it is."""

    text: str
    certain: bool
    lossy: bool
    encoding: str


def decode(data: bytes) -> Decoded:
    """Return the characters of ``data``: UTF-8, UTF-16, or else Windows-1252.

    A leading byte order mark decides and is dropped; any later U+FEFF stays. Without a mark,
    UTF-16 is recognised by where its zero bytes fall. Bytes that stand for nothing become U+FFFD
    and ``lossy`` says so. Windows-1252 fits almost any bytes, so then ``certain`` is false.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        return _one(data[3:], "utf-8", certain=True)
    if data.startswith(b"\xff\xfe"):
        return _one(data[2:], "utf-16-le", certain=True)
    if data.startswith(b"\xfe\xff"):
        return _one(data[2:], "utf-16-be", certain=True)
    if wide := _zero_pattern(data[:_SAMPLE]):
        return _one(data, wide, certain=True)
    try:
        return Decoded(data.decode("utf-8"), certain=True, lossy=False, encoding="utf-8")
    except UnicodeDecodeError:
        return _one(data, "cp1252", certain=False)


def looks_binary(text: str) -> bool:
    """Tell whether decoded characters hold zeros, or controls in more than one place in fifty.

    A stray control does get into scripts, pasted from a terminal or a damaged disk.
    """
    return "\0" in text or 50 * sum(map(text.count, _CONTROLS)) > len(text)


def _one(data: bytes, encoding: str, *, certain: bool) -> Decoded:
    try:
        return Decoded(data.decode(encoding), certain, False, encoding)
    except UnicodeDecodeError:
        return Decoded(data.decode(encoding, errors="replace"), certain, True, encoding)


def _zero_pattern(sample: bytes) -> str | None:
    """Return the UTF-16 flavour whose high bytes would explain the zeros, if one does."""
    half = len(sample) // 2
    if half < 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    # Western text has a zero in nearly every pair; 40 % leaves room for quotes and accents.
    if odd * 10 >= half * 4 and even * 10 < half:
        return "utf-16-le"
    if even * 10 >= half * 4 and odd * 10 < half:
        return "utf-16-be"
    return None
