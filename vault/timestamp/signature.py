"""Whether a token's own signature is right, whoever its signer may be.

That a token is intact says nothing about trust. It tells "signed by an authority we do not know"
from "forged", which a library's single refusal does not.
"""

import hashlib
from typing import TYPE_CHECKING, Literal

from vault.errors import Unreadable
from vault.timestamp import cms, der
from vault.timestamp.certificates import Certificate
from vault.timestamp.der import Element

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import hashes

Verdict = Literal["intact", "broken", "unknown"]
"""``unknown``: an algorithm or a key that this program does not know."""

_SHA1 = "1.3.14.3.2.26"

HASHES = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
"""Hashes a token may use, by identifier: names as hashlib has them."""

WEAK_HASHES = {_SHA1: "SHA-1", "1.2.840.113549.2.5": "MD5", "1.2.840.113549.2.2": "MD2"}
"""Hashes with known collisions, with which nothing is proven."""

_WEAK_SIGNATURES = frozenset(
    {
        "1.2.840.113549.1.1.4",  # md5WithRSAEncryption
        "1.2.840.113549.1.1.5",  # sha1WithRSAEncryption
        "1.3.14.3.2.29",  # sha1WithRSASignature
        "1.2.840.10040.4.3",  # dsa-with-sha1
        "1.2.840.10045.4.1",  # ecdsa-with-SHA1
    }
)
_RSA = {
    "1.2.840.113549.1.1.1": None,  # plain rsaEncryption: the hash is that of the digest
    "1.2.840.113549.1.1.11": "sha256",
    "1.2.840.113549.1.1.12": "sha384",
    "1.2.840.113549.1.1.13": "sha512",
}
_ECDSA = {
    "1.2.840.10045.2.1": None,
    "1.2.840.10045.4.3.2": "sha256",
    "1.2.840.10045.4.3.3": "sha384",
    "1.2.840.10045.4.3.4": "sha512",
}
_SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
_SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"


def weak(signer: cms.Signer) -> bool:
    """Whether the signer used SHA-1 or MD5, with which a signature can be moved to other bytes.

    Raises Unreadable for an algorithm not in form.
    """
    algorithm = cms.algorithm_name(signer.algorithm)
    if algorithm == cms.RSASSA_PSS and _pss_hash(signer.algorithm) in WEAK_HASHES:
        return True
    return signer.digest_algorithm in WEAK_HASHES or algorithm in _WEAK_SIGNATURES


def judge(signer: cms.Signer, content: bytes, certificate: Certificate) -> Verdict:
    """Check digest and signature over ``content`` (RFC 5652 sections 5.4 and 5.6).

    ``certificate`` is the one the signer names. Raises Unreadable for an algorithm not in form.
    """
    digest = HASHES.get(signer.digest_algorithm)
    if digest is None:
        return "unknown"
    if not _covers(signer, hashlib.new(digest, content).digest()):
        return "broken"
    return verdict(certificate.key, signer.algorithm, digest, signer.signature, signer.signed)


def named(signer: cms.Signer) -> list[tuple[str, bytes]]:
    """Name and value of the hashes by which the signed attributes give the signer's certificate.

    They are those of RFC 5816 section 2.2.1; none where nothing is named. Raises Unreadable for
    one not in form or by a hash that this program does not know.
    """
    kinds = {_SIGNING_CERTIFICATE: "sha1", _SIGNING_CERTIFICATE_V2: "sha256"}
    there = [(kind, default) for kind, default in kinds.items() if kind in signer.attributes]
    return [_first_named(signer.attributes[kind], default) for kind, default in there]


def is_named(certificate: bytes, names: list[tuple[str, bytes]]) -> bool:
    """Whether all of these hashes are those of a certificate (DER)."""
    return all(
        hashlib.new(name, certificate, usedforsecurity=False).digest() == value
        for name, value in names
    )


def _covers(signer: cms.Signer, digest: bytes) -> bool:
    """Whether the signed attributes are over this content and call it a timestamp."""
    expected = {
        cms.MESSAGE_DIGEST: der.encode(der.OCTET_STRING, digest),
        cms.CONTENT_TYPE: der.encode_identifier(cms.TST_INFO),
    }
    there = {kind: value.raw for kind, value in signer.attributes.items() if kind in expected}
    return there == expected


def verdict(
    key: bytes, algorithm: Element, digest: str, signature: bytes, signed: bytes
) -> Verdict:
    """Check one signature: RSA with PKCS #1 v1.5 or PSS, or ECDSA, over SHA-256, -384 or -512.

    ``key`` is a SubjectPublicKeyInfo; ``digest`` the hash where ``algorithm`` names none. A
    signature of another kind than the key is broken. Raises Unreadable for an algorithm not in
    form.
    """
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    name = cms.algorithm_name(algorithm)
    chosen = _chosen_hash(name, algorithm, digest)
    if chosen is None:
        return "unknown"
    try:
        public = load_der_public_key(key)
        if isinstance(public, rsa.RSAPublicKey) and name not in _ECDSA:
            plain = padding.PKCS1v15()
            pss = padding.PSS(padding.MGF1(chosen), padding.PSS.AUTO)
            public.verify(signature, signed, pss if name == cms.RSASSA_PSS else plain, chosen)
        elif isinstance(public, ec.EllipticCurvePublicKey) and name in _ECDSA:
            public.verify(signature, signed, ec.ECDSA(chosen))
        else:
            known = isinstance(public, rsa.RSAPublicKey | ec.EllipticCurvePublicKey)
            return "broken" if known else "unknown"
    except InvalidSignature:
        return "broken"
    except (ValueError, UnsupportedAlgorithm):
        return "unknown"
    return "intact"


def _chosen_hash(name: str, algorithm: Element, digest: str) -> "hashes.HashAlgorithm | None":
    """Give the hash a signature is made with; None if algorithm or hash are not known."""
    if name == cms.RSASSA_PSS:
        chosen = HASHES.get(_pss_hash(algorithm)) if _one_hash(algorithm) else None
        return _hash(chosen) if chosen else None
    if name in _RSA or name in _ECDSA:
        return _hash(_RSA.get(name) or _ECDSA.get(name) or digest)
    return None


def _hash(name: str) -> "hashes.HashAlgorithm":
    from cryptography.hazmat.primitives import hashes

    match name:
        case "sha256":
            return hashes.SHA256()
        case "sha384":
            return hashes.SHA384()
        case _:
            return hashes.SHA512()


def _pss_hash(algorithm: Element) -> str:
    """Tell the hash RSASSA-PSS was used with; SHA-1 unless said (RFC 4055 section 3.1)."""
    given = _pss_parameter(algorithm, der.CONTEXT_0)
    return _SHA1 if given is None else cms.algorithm_name(given)


def _one_hash(algorithm: Element) -> bool:
    """Whether the mask of RSASSA-PSS is made with the same hash as the signature."""
    mask = _pss_parameter(algorithm, der.CONTEXT_1)
    parts = der.elements(mask.content) if mask is not None else []
    return len(parts) > 1 and cms.algorithm_name(parts[1]) == _pss_hash(algorithm)


def _pss_parameter(algorithm: Element, tag: int) -> Element | None:
    parts = der.elements(algorithm.content)
    given = der.elements(parts[1].content) if len(parts) > 1 else []
    found = (der.element(part.content, der.SEQUENCE) for part in given if part.tag == tag)
    return next(found, None)


def _first_named(value: Element, default: str) -> tuple[str, bytes]:
    """Hash name and hash of the first certificate in an ESS signing-certificate attribute."""
    lists = der.elements(der.expect(value, der.SEQUENCE).content)
    named = der.elements(der.expect(lists[0], der.SEQUENCE).content) if lists else []
    parts = der.elements(der.expect(named[0], der.SEQUENCE).content) if named else []
    hash_name: str | None = default
    if default != "sha1" and parts and parts[0].tag == der.SEQUENCE:
        hash_name = HASHES.get(cms.algorithm_name(parts.pop(0)))
    if hash_name is None or not parts:
        raise Unreadable("The token names its signer's certificate in an unknown way.")
    return hash_name, der.expect(parts[0], der.OCTET_STRING).content
