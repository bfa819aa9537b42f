"""The few fields of a certificate that the checks here need (RFC 5280 section 4.1).

Certificates inside tokens are read without a library on purpose: some authorities write names
that strict readers refuse, and a token must be judged all the same.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from vault.errors import Unreadable
from vault.timestamp import der
from vault.timestamp.cms import generalized_time
from vault.timestamp.der import Element

Name = tuple[tuple[str, str], ...]
"""A distinguished name: (identifier, text) pairs, folded so that equal names compare equal."""

COMMON_NAME = "2.5.4.3"
KEY_USAGE = "2.5.29.15"
EXTENDED_KEY_USAGE = "2.5.29.37"
TIME_STAMPING = "1.3.6.1.5.5.7.3.8"

_SIGNS = 0xC0  # digitalSignature and nonRepudiation, the first two bits
_CENTURY = 50  # RFC 5280 section 4.1.2.5.1: two-digit years below 50 are 20xx
_TEXTS = {0x14: "latin-1", 0x1C: "utf-32-be", 0x1E: "utf-16-be"}
_LONGEST_NAME = 200
_TRUE = bytes((der.BOOLEAN, 1, 0xFF))


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as far as it is read; ``raw`` are all its bytes, ``key`` its public key (DER).

    ``signed`` are the bytes its issuer signed, ``algorithm`` and ``signature`` how, undecoded, as
    are ``validity`` and ``extensions``: what is not asked for need not be in form. Its properties
    raise Unreadable where it is not.
    """

    raw: bytes
    serial: int
    issuer: bytes
    issuer_name: Name
    subject_name: Name
    common_name: str
    validity: Element
    key: bytes
    extensions: Element | None
    signed: bytes
    algorithm: Element
    signature: bytes

    @property
    def sha256(self) -> str:
        """SHA-256 of the whole certificate, 64 hex digits: what people compare."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def not_before(self) -> datetime:
        """From when on it is valid."""
        return _dates(self.validity)[0]

    @property
    def not_after(self) -> datetime:
        """Until when it is valid."""
        return _dates(self.validity)[1]

    @property
    def for_time_stamps(self) -> bool:
        """Whether RFC 3161 section 2.3 is kept: a critical extended key usage, this one alone.

        A key usage, where it is stated, must allow to sign (RFC 5280 section 4.2.1.3).
        """
        found = _extensions(self.extensions)
        critical, uses = found.get(EXTENDED_KEY_USAGE, (False, b"\x30\x00"))
        named = [
            der.identifier(use) for use in der.elements(der.element(uses, der.SEQUENCE).content)
        ]
        _, key_usage = found.get(KEY_USAGE, (False, bytes((der.BIT_STRING, 2, 0, _SIGNS))))
        bits = der.element(key_usage, der.BIT_STRING).content[1:2]
        return critical and named == [TIME_STAMPING] and any(byte & _SIGNS for byte in bits)

    @property
    def self_issued(self) -> bool:
        """Whether issuer and subject have one name, as in every root."""
        return self.issuer_name == self.subject_name


def certificate(raw: bytes) -> Certificate:
    """Read one DER certificate; raise Unreadable where it has another shape."""
    outer = der.elements(der.element(raw, der.SEQUENCE).content)
    if len(outer) != 3:
        raise Unreadable("A certificate has not three parts.")
    parts = der.elements(der.expect(outer[0], der.SEQUENCE).content)
    if parts and parts[0].tag == der.CONTEXT_0:  # the version, absent in the oldest
        del parts[0]
    if len(parts) < 6:
        raise Unreadable("A certificate is cut off.")
    serial, _, issuer, validity, subject, key, *optional = parts
    names = _name(subject)
    return Certificate(
        raw,
        der.integer(serial),
        issuer.raw,
        _folded(_name(issuer)),
        _folded(names),
        next((text for kind, text in reversed(names) if kind == COMMON_NAME), ""),
        validity,
        der.expect(key, der.SEQUENCE).raw,
        next((part for part in optional if part.tag == der.CONTEXT_3), None),
        outer[0].raw,
        der.expect(outer[1], der.SEQUENCE),
        der.expect(outer[2], der.BIT_STRING).content[1:],  # the first byte counts unused bits
    )


def readable(many: tuple[bytes, ...]) -> tuple[Certificate, ...]:
    """Read those of the certificates that can be read."""
    found: list[Certificate] = []
    for raw in many:
        try:
            found.append(certificate(raw))
        except Unreadable:
            continue
    return tuple(found)


def _name(found: Element) -> Name:
    """Read the pairs of a distinguished name, in order, fit to be shown on one line."""
    pairs: list[tuple[str, str]] = []
    for relative in der.elements(der.expect(found, der.SEQUENCE).content):
        for attribute in der.elements(der.expect(relative, der.SET).content):
            parts = der.elements(der.expect(attribute, der.SEQUENCE).content)
            if len(parts) != 2:
                raise Unreadable("A name in a certificate is not made of pairs.")
            pairs.append((der.identifier(parts[0]), _text(parts[1])))
    return tuple(pairs)


def _text(found: Element) -> str:
    text = found.content.decode(_TEXTS.get(found.tag, "utf-8"), "replace")
    shown = "".join(c if c.isprintable() else "?" for c in " ".join(text.split()))
    return shown[:_LONGEST_NAME]


def _folded(name: Name) -> Name:
    """Names that OpenSSL calls equal are equal here: case and string type do not count."""
    return tuple((kind, text.casefold()) for kind, text in name)


def _dates(validity: Element) -> tuple[datetime, datetime]:
    dates = der.elements(der.expect(validity, der.SEQUENCE).content)
    if len(dates) != 2:
        raise Unreadable("A certificate's validity is not two dates.")
    return _time(dates[0]), _time(dates[1])


def _time(found: Element) -> datetime:
    """Read a UTCTime or GeneralizedTime (RFC 5280 section 4.1.2.5)."""
    if found.tag != der.UTC_TIME:
        return generalized_time(found)
    century = b"20" if found.content[:2] < b"%02d" % _CENTURY else b"19"
    content = century + found.content
    return generalized_time(Element(der.GENERALIZED_TIME, content, found.raw))


def _extensions(outer: Element | None) -> dict[str, tuple[bool, bytes]]:
    """Read extensions: identifier to whether it is critical, and what it holds."""
    found: dict[str, tuple[bool, bytes]] = {}
    listed = der.element(outer.content, der.SEQUENCE).content if outer else b""
    for extension in der.elements(listed):
        name, *optional, value = _three(der.elements(der.expect(extension, der.SEQUENCE).content))
        kind = der.identifier(name)
        if kind in found or any(part.raw != _TRUE for part in optional):
            raise Unreadable("A certificate has an extension twice, or not in form.")
        found[kind] = bool(optional), der.expect(value, der.OCTET_STRING).content
    return found


def _three(parts: list[Element]) -> list[Element]:
    if len(parts) not in (2, 3):
        raise Unreadable("A certificate has an extension that is not in form.")
    return parts
