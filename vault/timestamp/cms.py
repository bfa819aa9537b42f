"""What stands in a response and its token.

Shapes follow RFC 3161 sections 2.4.1 and 2.4.2 and RFC 5652 sections 5.1 and 5.3, and nothing
may be there that they do not name: the bytes that no signature covers shall leave no choice to a
reader (format, section 10). Nothing here says whether a token is good. Each reader raises
Unreadable where the bytes do not have the shape.
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

RSASSA_PSS = "1.2.840.113549.1.1.10"

_GRANTED = (0, 1)  # the second is grantedWithMods
_NO_PARAMETERS = bytes((der.NULL, 0))
_GENERALIZED = re.compile(rb"(\d{14})(?:\.(\d{0,29}[1-9]))?Z")
_LONGEST_ACCURACY = 86_401
_PER_MILLE = 1000
_PLAIN: tuple[list[bytes], ...] = ([], [_NO_PARAMETERS])
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
    """An answer of an authority: the token, or None and what it said about its refusal."""

    said: str
    token: Element | None


@dataclass(frozen=True, slots=True)
class SignedData:
    """The parts of a token: the signed bytes, certificates (DER) and the one signer info.

    ``digests`` are the identifiers of the hashes that it says it was signed with.
    """

    content: bytes
    certificates: tuple[bytes, ...]
    signer: Element
    digests: frozenset[str]


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
    identifier of each to its one value.
    """

    issuer: bytes
    serial: int
    digest_algorithm: str
    signed: bytes
    attributes: dict[str, Element]
    algorithm: Element
    signature: bytes


def response(data: bytes) -> Response:
    """Read a TimeStampResp: what is refused needs no token, what is granted has one."""
    if len(data) > der.MAX_TOKEN:
        raise Unreadable(f"A token of more than {der.MAX_TOKEN} bytes is not read.")
    parts = der.elements(der.element(data, der.SEQUENCE).content)
    status = _members(der.expect(parts[0], der.SEQUENCE)) if parts else []
    if not status:
        raise Unreadable("The response has no status.")
    if der.integer(status[0]) not in _GRANTED:
        said = [_free_text(part) for part in status[1:] if part.tag == der.SEQUENCE]
        said = said or [_failures(part) for part in status[1:] if part.tag == der.BIT_STRING]
        return Response(", ".join(filter(None, said)), None)
    if len(parts) != 2:
        raise Unreadable("A token should have been granted, but there is none, or more than one.")
    return Response("", der.expect(parts[1], der.SEQUENCE))


def signed_data(token: Element) -> SignedData:
    """Read a TimeStampToken as far as its parts."""
    _, wrapped = der.token_parts(token)
    children = der.elements(der.element(wrapped.content, der.SEQUENCE).content)
    if len(children) < 4:
        raise Unreadable("The token lacks a part of CMS signed data.")
    version, digests, encapsulated, *optional, signers = children
    certificates, _ = der.in_order(optional, der.CONTEXT_0, der.CONTEXT_1)
    infos = _members(der.expect(signers, der.SET))
    if der.integer(version) != 3 or len(infos) != 1:
        raise Unreadable("The token is of another version, or signed by more than one.")
    return SignedData(
        _content(der.expect(encapsulated, der.SEQUENCE)),
        tuple(m.raw for m in _members(certificates) if m.tag == der.SEQUENCE)
        if certificates
        else (),
        infos[0],
        frozenset(map(algorithm_name, _members(der.expect(digests, der.SET)))),
    )


def statement(content: bytes) -> Statement:
    """Read a TSTInfo of version 1, its nonce positive and no extension of it critical."""
    parts = der.elements(der.element(content, der.SEQUENCE).content)
    if len(parts) < 5:
        raise Unreadable("The token's statement is cut off.")
    version, policy, imprint, serial, gen_time, *optional = parts
    tags = (der.SEQUENCE, der.BOOLEAN, der.INTEGER, der.CONTEXT_0, der.CONTEXT_1)
    accuracy, _, nonce, _, extensions = der.in_order(optional, *tags)
    if der.integer(version) != 1 or (nonce is not None and der.integer(nonce) < 1):
        raise Unreadable("The token's statement is of another version, or its nonce is none.")
    for extension in _members(extensions) if extensions else []:
        _pair(extension)
    algorithm, digest = _pair(imprint)
    return Statement(
        der.identifier(policy),
        algorithm_name(algorithm),
        der.expect(digest, der.OCTET_STRING).content,
        der.integer(serial),
        generalized_time(gen_time),
        None if accuracy is None else _accuracy(accuracy),
        None if nonce is None else der.integer(nonce),
    )


def signer(data: SignedData) -> Signer:
    """Read the SignerInfo: it names its certificate by issuer and serial and signs attributes."""
    parts = der.elements(der.expect(data.signer, der.SEQUENCE).content)
    if len(parts) < 6 or parts[3].tag != der.CONTEXT_0:
        raise Unreadable("The token's signature lacks a part.")
    version, name, digest_algorithm, attributes, algorithm, signature, *optional = parts
    der.in_order(optional, der.CONTEXT_1)
    issuer, serial = _pair(name)
    if der.integer(version) != 1 or algorithm_name(digest_algorithm) not in data.digests:
        raise Unreadable("The token's signature is of another version, or by a hash not named.")
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
    """Read the identifier of an AlgorithmIdentifier (RFC 5280 section 4.1.1.2).

    Only RSASSA-PSS may have parameters, which are not read here.
    """
    parts = der.elements(der.expect(algorithm, der.SEQUENCE).content)
    name = der.identifier(parts[0]) if parts else ""
    if not name or (name != RSASSA_PSS and [p.raw for p in parts[1:]] not in _PLAIN):
        raise Unreadable("An algorithm has no name, or parameters that it does not take.")
    return name


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
    units = [
        0 if part is None else der.integer(Element(der.INTEGER, part.content, part.raw))
        for part in der.in_order(_members(found), der.INTEGER, 0x80, 0x81)
    ]
    for unit, limit in zip(units, (_LONGEST_ACCURACY, _PER_MILLE, _PER_MILLE), strict=True):
        if not 0 <= unit < limit:
            raise Unreadable("The accuracy is out of range.")
    seconds, millis, micros = units
    return timedelta(seconds=seconds, milliseconds=millis, microseconds=micros)


def _attributes(found: Element) -> dict[str, Element]:
    """Each attribute once, with one value, in DER order (RFC 5652 section 5.3)."""
    attributes: dict[str, Element] = {}
    raws: list[bytes] = []
    for attribute in _members(found):
        kind, values = _pair(attribute)
        name, several = der.identifier(kind), _members(der.expect(values, der.SET))
        if name in attributes or len(several) != 1:
            raise Unreadable("The token's signature has an attribute twice.")
        attributes[name] = several[0]
        raws.append(attribute.raw)
    if raws != sorted(raws):
        raise Unreadable("The token's signature is over attributes that are not in DER order.")
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
