"""Requests for timestamps, and what a received token is worth (RFC 3161, RFC 5816)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from vault.errors import Unreadable
from vault.timestamp import certificates, chain, cms, der, signature
from vault.timestamp.authorities import Root, Roots
from vault.timestamp.certificates import Certificate
from vault.timestamp.der import MAX_TOKEN, Element

__all__ = ["MAX_TOKEN", "SHA256", "TokenReport", "examine", "request"]

SHA256 = "2.16.840.1.101.3.4.2.1"

_NO_REASON = "it gave no reason"
_NONCES = range(1, 1 << 64)
_TRUE = bytes((der.BOOLEAN, 1, 0xFF))
_VERSION = bytes((der.INTEGER, 1, 1))
_NO_PARAMETERS = bytes((der.NULL, 0))

Result = Literal["pass", "fail", "not-checked"]
_Judgement = tuple[Result, str]
_Known = tuple[Certificate | None, _Judgement | None]


@dataclass(frozen=True, slots=True)
class TokenReport:
    """What a token says and what that is worth.

    ``pass``: it is over these bytes and its chain leads to a believed root, checked at its own
    time. ``fail``: forged, weak, refused, or over something else. ``not-checked``: intact as far
    as can be seen, but this program cannot read it or does not know its root. ``reason`` is one
    sentence. ``gen_time`` (UTC), ``accuracy``, ``serial`` (hexadecimal), ``policy`` and
    ``authority`` (common name) are what the token says, to be believed on ``pass`` only.
    ``root`` is the SHA-256 of the root in hexadecimal, empty unless passed; ``extra_root`` tells
    that the root was added on this machine.
    """

    result: Result
    reason: str
    gen_time: datetime | None = None
    accuracy: timedelta | None = None
    authority: str = ""
    serial: str = ""
    policy: str = ""
    root: str = ""
    extra_root: bool = False


def request(message: bytes, nonce: int) -> bytes:
    """Write a TimeStampReq (RFC 3161 section 2.4.1) over SHA-256 of ``message``, in DER.

    It asks for certificates and names no policy. ``nonce`` is from 1 to 2**64 - 1, since readers
    refuse negative ones; anything else raises ValueError.
    """
    if nonce not in _NONCES:
        raise ValueError("A nonce is a positive number of at most 64 bits.")
    algorithm = der.encode(der.SEQUENCE, der.encode_identifier(SHA256) + _NO_PARAMETERS)
    digest = der.encode(der.OCTET_STRING, hashlib.sha256(message).digest())
    imprint = der.encode(der.SEQUENCE, algorithm + digest)
    return der.encode(der.SEQUENCE, _VERSION + imprint + der.encode_integer(nonce) + _TRUE)


def examine(token: bytes, message: bytes, roots: Roots, nonce: int | None = None) -> TokenReport:
    """Say what a whole response is worth as a timestamp over ``message`` (format, section 10).

    With ``nonce`` the token must carry it. Never raises, whatever the bytes; the time it takes
    is bounded by MAX_TOKEN. The token is checked at the time it states, not now.
    """
    try:
        response = cms.response(token)
        if response.token is None:
            return TokenReport("fail", f"The authority refused: {response.said or _NO_REASON}.")
    except Unreadable as error:
        return TokenReport("not-checked", f"These bytes cannot be read as a token: {_why(error)}")
    try:
        parts = cms.signed_data(response.token)
        said, signer = cms.statement(parts.content), cms.signer(parts)
    except Unreadable as error:
        return TokenReport("not-checked", _unverifiable(error))
    leaf, unnamed = _signer(parts, signer, roots)
    root: Root | None = None
    wrong = _wrong(said, message, nonce, signer) or unnamed
    if wrong is None and leaf is not None:
        wrong = _wrong_signature(parts, said, signer, leaf)
    if wrong is None:
        root, why = _root(response.token, message, roots, nonce, said, leaf)
        wrong = _impostor(parts, roots) or ("not-checked", why)
    result, reason = _passed(said, leaf, root) if root else wrong
    return TokenReport(
        result,
        reason,
        said.gen_time,
        said.accuracy,
        authority=leaf.common_name if leaf else "",
        serial=f"0x{said.serial:X}",
        policy=said.policy,
        root=root.certificate.sha256 if root else "",
        extra_root=root is not None and root.extra,
    )


def _wrong(
    said: cms.Statement, message: bytes, nonce: int | None, signer: cms.Signer
) -> _Judgement | None:
    """Compare what the token is over with what it should be over (RFC 3161 section 2.2)."""
    if nonce is not None and said.nonce != nonce:
        return "fail", "The token answers another request: its nonce is not the one sent."
    weak = signature.WEAK_HASHES.get(said.imprint_algorithm)
    if weak is not None:
        return "fail", f"The token is over a {weak} hash, which proves nothing any more."
    name = signature.HASHES.get(said.imprint_algorithm)
    if name is None:
        return "not-checked", "The token is over a kind of hash that this program does not know."
    if hashlib.new(name, message).digest() != said.imprint:
        return "fail", "The token is over other bytes than these."
    try:
        if signature.weak(signer):
            return "fail", "The token is signed with SHA-1 or MD5, which proves nothing any more."
    except Unreadable as error:
        return "not-checked", _unverifiable(error)
    return None


def _unverifiable(error: Unreadable) -> str:
    return f"This program cannot read the token, though openssl may: {_why(error)}"


def _why(error: Unreadable) -> str:
    return error.message[:1].lower() + error.message[1:]


def _signer(parts: cms.SignedData, signer: cms.Signer, roots: Roots) -> _Known:
    """Find the certificate of the signer by the hash that is signed with the time.

    It stands in the token, or, if there are none, among those the user added.
    """
    try:
        names = signature.named(signer)
        if not names:
            return None, ("not-checked", "The token does not name its signer's certificate.")
        lent = tuple(link.certificate.raw for link in roots.links)
        fitting = [raw for raw in parts.certificates or lent if signature.is_named(raw, names)]
        if not fitting and parts.certificates:
            return None, ("fail", "The token was signed for another certificate than it contains.")
        if not fitting:
            return None, ("not-checked", "The token does not contain its signer's certificate.")
        leaf = certificates.certificate(fitting[0])
    except Unreadable as error:
        return None, ("not-checked", _unverifiable(error))
    if (leaf.issuer, leaf.serial) != (signer.issuer, signer.serial):
        return leaf, ("not-checked", "The token names two certificates as its signer's.")
    return leaf, None


def _wrong_signature(
    parts: cms.SignedData, said: cms.Statement, signer: cms.Signer, leaf: Certificate
) -> _Judgement | None:
    """Check the token's signature under the certificate it names, trusted or not."""
    when = said.gen_time.replace(microsecond=0)
    try:
        verdict = signature.judge(signer, parts.content, leaf)
        if verdict == "broken":
            return "fail", "The token's signature is broken: it was forged or changed."
        if verdict == "unknown":
            return "not-checked", "The token is signed in a way this program does not know."
        if not leaf.for_time_stamps:
            return "fail", "The certificate that signed the token is not one for timestamps alone."
        if not leaf.not_before <= when <= leaf.not_after:
            return (
                "fail",
                "The token states a time at which its signer's certificate was not valid.",
            )
    except Unreadable as error:
        return "not-checked", _unverifiable(error)
    return None


def _root(
    token: Element,
    message: bytes,
    roots: Roots,
    nonce: int | None,
    said: cms.Statement,
    leaf: Certificate | None,
) -> tuple[Root | None, str]:
    """Give the root that the token leads to, or why there is none."""
    try:
        root = chain.trusted_root(token, message, roots, nonce, said, leaf)
    except Unreadable as error:
        return None, _unverifiable(error)
    return root, "The token is intact, but this program finds no way from it to a root it knows."


def _passed(said: cms.Statement, leaf: Certificate | None, root: Root) -> _Judgement:
    who = (leaf.common_name if leaf else "") or "An authority"
    origin = "added on this machine" if root.extra else "shipped with this program"
    when = f"{said.gen_time:%Y-%m-%d %H:%M:%S} UTC"
    root_name = root.certificate.common_name or "an unnamed root"
    reason = f"{who} had seen these bytes by {when}; it is vouched for by {root_name}, {origin}."
    return "pass", reason


def _impostor(parts: cms.SignedData, roots: Roots) -> _Judgement | None:
    """Tell a token of an unknown authority from one that pretends to be of a known one."""
    claimed = chain.impersonated(certificates.readable(parts.certificates), roots.all)
    if claimed is None:
        return None
    name = claimed.certificate.common_name or "a trusted root"
    return "fail", f"A certificate in the token falsely claims to be, or come from, {name}."
