"""What stands in a response and its token, read leniently enough for every authority met so far.

Shapes follow RFC 3161 sections 2.4.1 and 2.4.2 and RFC 5652 sections 5.1 and 5.3. Nothing here
says whether a token is good. Each reader raises Unreadable where the bytes do not have the shape.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vault.errors import Unreadable
from vault.timestamp import der
from vault.timestamp.der import Element

TST_INFO = "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"

GRANTED = 0
GRANTED_WITH_MODS = 1

_GENERALIZED = re.compile(rb"(\d{14})(?:\.(\d{1,30}))?Z")
_LONGEST_ACCURACY = 10**9
_PER_MILLE = 1000
_FAILURES = {  # PKIFailureInfo, RFC 3161 section 2.4.2: bit number and what it says
    0: "unknown algorithm",
    2: "request not permitted",
    5: "request in a wrong form",
    14: "its clock is not available",
    15: "unknown policy",
    16: "unknown extension",
    17: "additional information not available",
    25: "a failure of its own",
}


@dataclass(frozen=True, slots=True)
class Response:
    """An answer of an authority: PKIStatus, what it said about a refusal, and the token if any."""

    status: int
    said: str
    token: Element | None


@dataclass(frozen=True, slots=True)
class SignedData:
    """The parts of a token: the bytes that are signed, certificates (DER), signer infos."""

    content: bytes
    certificates: tuple[bytes, ...]
    signers: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a token says (TSTInfo): over which hash, when, under which number and policy."""

    policy: str
    imprint_algorithm: str
    imprint: bytes
    serial: int
    gen_time: datetime
    accuracy: timedelta | None
    nonce: int | None


@dataclass(frozen=True, slots=True)
class Signer:
    """One SignerInfo: whose certificate (DER of issuer and serial), over what, and how.

    ``signed`` are the signed attributes as the SET they are signed as; ``attributes`` maps the
    identifier of each to its values.
    """

    issuer: bytes
    serial: int
    digest_algorithm: str
    signed: bytes
    attributes: dict[str, tuple[Element, ...]]
    algorithm: Element
    signature: bytes


def response(data: bytes) -> Response:
    """Read a TimeStampResp, or a bare token as if it came in a granted one."""
    status, token = der.response_parts(der.as_response(data))
    parts = _members(status)
    if not parts:
        raise Unreadable("The response has no status.")
    said = [_free_text(part) for part in parts[1:] if part.tag == der.SEQUENCE]
    said = said or [_failures(part) for part in parts[1:] if part.tag == der.BIT_STRING]
    return Response(der.integer(parts[0]), ", ".join(filter(None, said)), token)


def signed_data(token: Element) -> SignedData:
    """Read a TimeStampToken as far as its parts."""
    _, wrapped = der.token_parts(token)
    children = der.elements(der.element(wrapped.content, der.SEQUENCE).content)
    if len(children) < 4 or children[-1].tag != der.SET:
        raise Unreadable("The token lacks a part of CMS signed data.")
    _, _, encapsulated, *optional, signers = children
    certificates = [m for part in optional if part.tag == der.CONTEXT_0 for m in _members(part)]
    return SignedData(
        _content(der.expect(encapsulated, der.SEQUENCE)),
        tuple(member.raw for member in certificates if member.tag == der.SEQUENCE),
        tuple(_members(signers)),
    )


def statement(content: bytes) -> Statement:
    """Read a TSTInfo; what follows its nonce is not looked at."""
    parts = der.elements(der.element(content, der.SEQUENCE).content)
    if len(parts) < 5:
        raise Unreadable("The token's statement is cut off.")
    _, policy, imprint, serial, gen_time, *optional = parts
    by_tag = {part.tag: part for part in reversed(optional)}
    algorithm, digest = _pair(imprint)
    accuracy = by_tag.get(der.SEQUENCE)
    nonce = by_tag.get(der.INTEGER)
    return Statement(
        der.identifier(policy),
        algorithm_name(algorithm),
        der.expect(digest, der.OCTET_STRING).content,
        der.integer(serial),
        generalized_time(gen_time),
        None if accuracy is None else _accuracy(accuracy),
        None if nonce is None else der.integer(nonce),
    )


def signer(info: Element) -> Signer:
    """Read a SignerInfo that names its certificate by issuer and serial and signs attributes."""
    parts = der.elements(der.expect(info, der.SEQUENCE).content)
    if len(parts) < 6 or parts[3].tag != der.CONTEXT_0:
        raise Unreadable("The token's signature lacks a part.")
    _, name, digest_algorithm, attributes, algorithm, signature = parts[:6]
    issuer, serial = _pair(name)
    return Signer(
        der.expect(issuer, der.SEQUENCE).raw,
        der.integer(serial),
        algorithm_name(digest_algorithm),
        der.encode(der.SET, attributes.content),
        _attributes(attributes),
        der.expect(algorithm, der.SEQUENCE),
        der.expect(signature, der.OCTET_STRING).content,
    )


def algorithm_name(algorithm: Element) -> str:
    """Read the identifier of an AlgorithmIdentifier (RFC 5280 section 4.1.1.2)."""
    parts = der.elements(der.expect(algorithm, der.SEQUENCE).content)
    if not parts:
        raise Unreadable("An algorithm has no name.")
    return der.identifier(parts[0])


def generalized_time(found: Element) -> datetime:
    """Read a GeneralizedTime in UTC, to the microsecond (RFC 3161 section 2.4.2)."""
    match = _GENERALIZED.fullmatch(der.expect(found, der.GENERALIZED_TIME).content)
    if match is None:
        raise Unreadable("A time is not written as the standard wants it.")
    micros = int((match[2] or b"0").ljust(6, b"0")[:6])
    try:
        digits = match[1]
        year, *rest = int(digits[:4]), *(int(digits[at : at + 2]) for at in range(4, 14, 2))
        month, day, hour, minute, second = rest
        return datetime(year, month, day, hour, minute, second, micros, tzinfo=UTC)
    except ValueError as error:
        raise Unreadable("A time is not on the calendar.") from error


def _content(encapsulated: Element) -> bytes:
    kind, wrapped = _pair(encapsulated)
    if der.identifier(kind) != TST_INFO:
        raise Unreadable("The signed data is not a timestamp.")
    return der.element(der.expect(wrapped, der.CONTEXT_0).content, der.OCTET_STRING).content


def _accuracy(found: Element) -> timedelta:
    """Seconds, milliseconds and microseconds; those not given count as zero."""
    units = {der.INTEGER: 0, 0x80: 0, 0x81: 0}
    for part in der.elements(found.content):
        if part.tag not in units:
            raise Unreadable("The accuracy has a part that nobody knows.")
        largest = _LONGEST_ACCURACY if part.tag == der.INTEGER else _PER_MILLE
        units[part.tag] = der.integer(Element(der.INTEGER, part.content, part.raw))
        if not 0 <= units[part.tag] < largest:
            raise Unreadable("The accuracy is out of range.")
    seconds, millis, micros = units.values()
    return timedelta(seconds=seconds, milliseconds=millis, microseconds=micros)


def _attributes(found: Element) -> dict[str, tuple[Element, ...]]:
    """Each attribute once, as RFC 5652 section 5.3 wants it."""
    attributes: dict[str, tuple[Element, ...]] = {}
    for attribute in _members(found):
        kind, values = _pair(attribute)
        name = der.identifier(kind)
        if name in attributes:
            raise Unreadable("The token's signature has an attribute twice.")
        attributes[name] = tuple(_members(der.expect(values, der.SET)))
    return attributes


def _members(found: Element) -> list[Element]:
    return der.elements(found.content)


def _pair(found: Element) -> tuple[Element, Element]:
    parts = _members(der.expect(found, der.SEQUENCE))
    if len(parts) != 2:
        raise Unreadable("A pair in the token has not two parts.")
    return parts[0], parts[1]


def _free_text(found: Element) -> str:
    """Give what the authority says in its own words, fit to be shown on one line."""
    words = " ".join(part.content.decode("utf-8", "replace") for part in _members(found)).split()
    return "".join(c if c.isprintable() else "?" for c in " ".join(words))[:200]


def _failures(found: Element) -> str:
    bits = found.content[1:5]
    named = (text for bit, text in _FAILURES.items() if _is_set(bits, bit))
    return ", ".join(named)


def _is_set(bits: bytes, number: int) -> bool:
    return number // 8 < len(bits) and bool(bits[number // 8] & 0x80 >> number % 8)
