"""DER as X.690 defines it, definite lengths only, and the order of a token's certificates.

Authorities send the certificates of a token leaf first. DER wants the members of a SET in the
order of their bytes (X.690 clause 11.6), and rfc3161-client insists on it. A CMS signature does
not cover the certificates (RFC 5652 sections 5.1 and 5.4), so a copy in memory may be put in
order; everything that is signed is carried over byte for byte.
"""

from dataclasses import dataclass

from vault.errors import Unreadable

MAX_TOKEN = 65536
"""The most bytes a response or token may have; real ones stay under 10,000."""

BOOLEAN = 0x01
INTEGER = 0x02
BIT_STRING = 0x03
OCTET_STRING = 0x04
NULL = 0x05
OBJECT_IDENTIFIER = 0x06
UTF8_STRING = 0x0C
UTC_TIME = 0x17
GENERALIZED_TIME = 0x18
SEQUENCE = 0x30
SET = 0x31
CONTEXT_0 = 0xA0
CONTEXT_1 = 0xA1
CONTEXT_3 = 0xA3

SIGNED_DATA = "1.2.840.113549.1.7.2"

_GRANTED = bytes.fromhex("3003020100")
_MULTI_BYTE_TAG = 0x1F
_LONG_FORM = 0x80
_LENGTH_BYTES = 4
_OID_BYTES = 64


@dataclass(frozen=True, slots=True)
class Element:
    """One tag-length-value: its tag byte, its content, and all its bytes as they came."""

    tag: int
    content: bytes
    raw: bytes


def encode(tag: int, content: bytes) -> bytes:
    """Write one element with the shortest definite length (X.690 clause 10.1)."""
    size = len(content)
    if size < _LONG_FORM:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG_FORM | len(length))) + length + content


def elements(data: bytes) -> list[Element]:
    """Read elements that fill ``data`` exactly; not what is inside them.

    Raises Unreadable for multi-byte tags, indefinite or longer than necessary lengths, and
    lengths that overrun. Time and memory grow with ``len(data)`` only.
    """
    found: list[Element] = []
    start = 0
    while start < len(data):
        body, end = _extent(data, start)
        found.append(Element(data[start], data[body:end], data[start:end]))
        start = end
    return found


def element(data: bytes, tag: int) -> Element:
    """Read the one element that ``data`` is; raise Unreadable unless it carries ``tag``."""
    found = elements(data)
    if len(found) != 1:
        raise Unreadable("One DER element was expected.")
    return expect(found[0], tag)


def expect(found: Element, tag: int) -> Element:
    """Give the element back; raise Unreadable unless it carries ``tag``."""
    if found.tag != tag:
        raise Unreadable(f"A DER element with tag {tag:02x} was expected, not {found.tag:02x}.")
    return found


def in_order(found: list[Element], *tags: int) -> list[Element | None]:
    """Sort optional values of one SEQUENCE to their tags, None where one is absent.

    Raises Unreadable for another tag, a double, or another order (X.690 clause 8.9).
    """
    left = list(found)
    sorted_out = [left.pop(0) if left and left[0].tag == tag else None for tag in tags]
    if left:
        raise Unreadable("A DER sequence has a value that does not belong there.")
    return sorted_out


def integer(found: Element) -> int:
    """Read an INTEGER of either sign; raise Unreadable if it is not in its shortest form."""
    content = expect(found, INTEGER).content
    if not content or (len(content) > 1 and content[0] in {0, 255} and not _needed(content)):
        raise Unreadable("A DER integer is not in its shortest form.")
    return int.from_bytes(content, "big", signed=True)


def encode_integer(value: int) -> bytes:
    """Write an INTEGER of zero or more (X.690 clause 8.3)."""
    return encode(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def identifier(found: Element) -> str:
    """Read an OBJECT IDENTIFIER as dotted numbers (X.690 clause 8.19)."""
    content = expect(found, OBJECT_IDENTIFIER).content
    if not 0 < len(content) <= _OID_BYTES or content[-1] & 0x80:
        raise Unreadable("A DER object identifier is cut off or far too long.")
    numbers: list[int] = []
    number = 0
    for byte in content:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    top = min(numbers[0] // 40, 2)
    return ".".join(map(str, (top, numbers[0] - 40 * top, *numbers[1:])))


def encode_identifier(dotted: str) -> bytes:
    """Write an OBJECT IDENTIFIER given as dotted numbers."""
    top, second, *rest = map(int, dotted.split("."))
    content = bytearray()
    for number in (40 * top + second, *rest):
        shifts = range(7 * (max(number.bit_length() - 1, 0) // 7), -1, -7)
        content += bytes(number >> shift & 0x7F | (0x80 if shift else 0) for shift in shifts)
    return encode(OBJECT_IDENTIFIER, bytes(content))


def sort_certificates(token: Element) -> bytes:
    """Give a granted response with a copy of this token, its certificates in DER order.

    Members of the certificate set that are not plain certificates are left out, and of equal
    members one stays; revocation lists are ordered too. Version, digest algorithms, the signed
    content and the signer infos are copied byte for byte. Doing it twice changes nothing more.
    Raises Unreadable where the bytes are not definite-length DER.
    """
    content_type, wrapped = token_parts(token)
    children = elements(element(wrapped.content, SEQUENCE).content)
    signed = encode(SEQUENCE, b"".join(map(_ordered, children)))
    again = encode(SEQUENCE, content_type.raw + encode(CONTEXT_0, signed))
    return encode(SEQUENCE, _GRANTED + again)


def token_parts(token: Element) -> tuple[Element, Element]:
    """Split a token (RFC 5652 section 3, ContentInfo) into content type and wrapped SignedData."""
    parts = elements(expect(token, SEQUENCE).content)
    if len(parts) != 2 or identifier(parts[0]) != SIGNED_DATA:
        raise Unreadable("The token is not CMS signed data.")
    return parts[0], expect(parts[1], CONTEXT_0)


def _ordered(child: Element) -> bytes:
    if child.tag not in {CONTEXT_0, CONTEXT_1}:
        return child.raw
    members = {member.raw for member in elements(child.content)}
    if child.tag == CONTEXT_0:
        # Attribute certificates and other forms: nobody's chain needs them, the library refuses.
        members = {raw for raw in members if raw[0] == SEQUENCE}
    return encode(child.tag, b"".join(sorted(members)))


def _extent(data: bytes, start: int) -> tuple[int, int]:
    """Where the content of the element at ``start`` begins and ends."""
    header = data[start : start + 2 + _LENGTH_BYTES]
    if len(header) < 2 or header[0] & _MULTI_BYTE_TAG == _MULTI_BYTE_TAG:
        raise Unreadable("A DER element is cut off, or its tag is longer than a byte.")
    size, count = header[1], 0
    if size & _LONG_FORM:
        count = size & ~_LONG_FORM
        digits = header[2 : 2 + count]
        size = int.from_bytes(digits, "big")
        if not 0 < count <= _LENGTH_BYTES or len(digits) < count:
            raise Unreadable("A DER length is indefinite, cut off or far too large.")
        if size < _LONG_FORM or digits[0] == 0:
            raise Unreadable("A DER length is not in its shortest form.")
    body = start + 2 + count
    if body + size > len(data):
        raise Unreadable("A DER length reaches beyond the bytes that are there.")
    return body, body + size


def _needed(content: bytes) -> bool:
    """Whether the first byte of an integer says something its second does not."""
    return (content[0] == 0) == bool(content[1] & 0x80)
