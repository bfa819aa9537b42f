"""A time authority that gives the same token each time, good or with one thing wrong.

Its keys are numbers, its signatures deterministic (RFC 6979), and every part of a token can be
replaced: openssl would refuse to make most of these.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from vault.timestamp import der

SHA256, SHA512 = "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.3"
SHA1 = "1.3.14.3.2.26"
ECDSA_SHA256, ECDSA_SHA1 = "1.2.840.10045.4.3.2", "1.2.840.10045.4.1"
TST_INFO = "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE, DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
SIGNER_V2 = "1.2.840.113549.1.9.16.2.47"
STAMPING = [ExtendedKeyUsageOID.TIME_STAMPING]
SIGN_CERTIFICATES, SIGN_DATA = {"key_cert_sign", "crl_sign"}, {"digital_signature"}
_HASHES = {SHA1: "sha1", SHA256: "sha256", SHA512: "sha512"}


def sequence(*parts: bytes) -> bytes:
    return der.encode(der.SEQUENCE, b"".join(parts))


def algorithm(dotted: str, parameters: bytes = b"") -> bytes:
    return sequence(der.encode_identifier(dotted), parameters)


def attribute(dotted: str, *values: bytes) -> bytes:
    return sequence(der.encode_identifier(dotted), der.encode(der.SET, b"".join(values)))


@dataclass(frozen=True)
class Party:
    """A key and its certificate; without an issuer it signs itself."""

    name: str
    number: int
    issuer: "Party | None" = None
    uses: tuple[x509.ObjectIdentifier, ...] = ()
    critical: bool = True
    may: frozenset[str] = frozenset(SIGN_CERTIFICATES)
    begins: datetime = datetime(2010, 1, 1, tzinfo=UTC)
    ends: datetime = datetime(2046, 1, 1, tzinfo=UTC)
    said_issuer: str = ""

    @cached_property
    def key(self) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(0x5C819 * 1_000_003 + self.number, ec.SECP256R1())

    @cached_property
    def certificate(self) -> x509.Certificate:
        signer = self.issuer or self
        usage = {
            name: name in self.may
            for name in (
                "digital_signature", "content_commitment", "key_encipherment",
                "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
                "encipher_only", "decipher_only",
            )
        }  # fmt: skip
        made = x509.CertificateBuilder(
            _named(self.said_issuer or signer.name), _named(self.name), self.key.public_key(),
            1000 + self.number, self.begins, self.ends,
        ).add_extension(
            x509.BasicConstraints(ca="key_cert_sign" in self.may, path_length=None), critical=True
        ).add_extension(x509.KeyUsage(**usage), critical=True)  # fmt: skip
        if self.uses:
            made = made.add_extension(x509.ExtendedKeyUsage(list(self.uses)), self.critical)
        return made.sign(signer.key, hashes.SHA256(), ecdsa_deterministic=True)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def _named(name: str) -> x509.Name:
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Script Vault examples")
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, name)])


def stamper(number: int, issuer: Party, **changes: object) -> Party:
    """A certificate for time stamps; ``changes`` are members of ``Party``."""
    good = Party(f"Example Time Authority {number}", number, issuer, tuple(STAMPING))
    return replace(good, **{"may": frozenset(SIGN_DATA), **changes})  # type: ignore[arg-type]


ROOT = Party("Example Time Root", 1)
BETWEEN = Party("Example Time Authorities", 2, ROOT)
LEAF = stamper(3, BETWEEN)


@dataclass(frozen=True)
class Token:
    """All that a token is made of; what is not given is as it should be."""

    message: bytes
    leaf: Party = LEAF
    inside: tuple[bytes, ...] | None = None
    at: bytes = b"20261121093000Z"
    imprint: str = SHA256
    accuracy: bytes = bytes.fromhex("3003020101")
    nonce: bytes = bytes.fromhex("020107")
    behind: bytes = b""
    info_version: int = 1
    versions: tuple[int, int] = (3, 1)
    digests: tuple[str, ...] = (SHA256,)
    digest_parameters: bytes = b""
    signed_by: str = ECDSA_SHA256
    number: int | None = None
    named: bool = True
    sorted_attributes: bool = True
    more_attributes: tuple[bytes, ...] = ()
    signers: int = 1
    unsigned: bytes = b""
    status: bytes = bytes.fromhex("3003020100")
    behind_token: bytes = b""
    over: bytes | None = None
    signature: bytes | None = None

    @property
    def info(self) -> bytes:
        digest = hashlib.new(_HASHES[self.imprint], self.message, usedforsecurity=False).digest()
        return sequence(
            der.encode_integer(self.info_version),
            der.encode_identifier("1.3.6.1.4.1.57264.2"),
            sequence(algorithm(self.imprint), der.encode(der.OCTET_STRING, digest)),
            der.encode_integer(77),
            der.encode(der.GENERALIZED_TIME, self.at),
            self.accuracy,
            self.nonce,
            self.behind,
        )

    @property
    def attributes(self) -> bytes:
        known = hashlib.sha256(self.leaf.der).digest()
        digest = hashlib.sha256(self.over or self.info).digest()
        parts = [
            attribute(CONTENT_TYPE, der.encode_identifier(TST_INFO)),
            attribute(DIGEST, der.encode(der.OCTET_STRING, digest)),
            *self.more_attributes,
        ]
        if self.named:
            essential = sequence(sequence(sequence(der.encode(der.OCTET_STRING, known))))
            parts.append(attribute(SIGNER_V2, essential))
        return b"".join(sorted(parts, reverse=not self.sorted_attributes))

    @property
    def signer_info(self) -> bytes:
        one = self.leaf.certificate
        by_sha1 = self.signed_by == ECDSA_SHA1
        scheme = ec.ECDSA(hashes.SHA1() if by_sha1 else hashes.SHA256(), deterministic_signing=True)
        signed = der.encode(der.SET, self.attributes)
        number = one.serial_number if self.number is None else self.number
        return sequence(
            der.encode_integer(self.versions[1]),
            sequence(one.issuer.public_bytes(), der.encode_integer(number)),
            algorithm(SHA256, self.digest_parameters),
            der.encode(der.CONTEXT_0, self.attributes),
            algorithm(self.signed_by),
            der.encode(der.OCTET_STRING, self.signature or self.leaf.key.sign(signed, scheme)),
            self.unsigned,
        )

    @property
    def alone(self) -> bytes:
        inside = (self.leaf.der, BETWEEN.der) if self.inside is None else self.inside
        octets = der.encode(der.OCTET_STRING, self.info)
        data = sequence(
            der.encode_integer(self.versions[0]),
            der.encode(der.SET, b"".join(algorithm(one) for one in self.digests)),
            sequence(der.encode_identifier(TST_INFO), der.encode(der.CONTEXT_0, octets)),
            der.encode(der.CONTEXT_0, b"".join(inside)) if inside else b"",
            der.encode(der.SET, self.signer_info * self.signers),
        )
        return sequence(der.encode_identifier(der.SIGNED_DATA), der.encode(der.CONTEXT_0, data))

    @property
    def response(self) -> bytes:
        return sequence(self.status, self.alone, self.behind_token)
