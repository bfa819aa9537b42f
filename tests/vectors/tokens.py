"""Makes ``tokens.json``, and the bundles whose time can be checked against its root.

    python -m tests.vectors.tokens resources/spec/vectors

What each token is worth is written by hand here, after section 10 of the format.
"""

import hashlib
import json
import sys
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.vectors import published
from tests.vectors.alone import younger
from tests.vectors.bundles import write
from tests.vectors.published import Case, Published, made, small
from tests.vectors.stamping import (
    BETWEEN,
    ECDSA_SHA1,
    LEAF,
    ROOT,
    SHA1,
    SHA512,
    Party,
    Token,
    attribute,
    sequence,
    stamper,
)
from tests.verify.forging import FIRST, Files, changed, reseal
from vault.log.checkpoint import Checkpoint
from vault.timestamp import der

STRANGER = Party("A Root That Nobody Knows", 11)
FALSE_ROOT = Party(ROOT.name, 12)
ROOT_PEM = ROOT.certificate.public_bytes(Encoding.PEM)
OLD = stamper(
    21, ROOT, begins=datetime(2014, 1, 1, tzinfo=UTC), ends=datetime(2016, 1, 1, tzinfo=UTC)
)
CRITICAL = sequence(sequence(der.encode_identifier("1.3.6.1.5.5.7.1.3"), b"\1\1\xff", b"\4\0"))
GRANTED = bytes.fromhex("30053003020100")
REFUSED = bytes.fromhex("30053003020102")


def main() -> None:
    out = Path(sys.argv[1])
    published.remember(out)
    head = small().head()
    cases = {
        name: {"result": result, "token": b64encode(token).decode()}
        for result, several in (
            ("pass", good(head.raw)),
            ("fail", forged(head.raw)),
            ("not-checked", unread(head.raw)),
        )
        for name, token in several.items()
    }
    told = {"checkpoint": head.raw.decode(), "root": ROOT_PEM.decode(), "tokens": cases}
    (out / "tokens.json").write_text(json.dumps(told, indent=1) + "\n", encoding="ascii")
    timed = out / "timed"
    timed.mkdir(exist_ok=True)
    (timed / "root.pem").write_bytes(ROOT_PEM)
    write(timed, bundles())


def good(message: bytes) -> dict[str, bytes]:
    token = Token(message)
    return {
        "plain": token.response,
        "granted with modifications": replace(token, status=b"\x30\3\2\1\1").response,
        "certificates in the other order": replace(token, inside=(BETWEEN.der, LEAF.der)).response,
        "the root inside": replace(token, inside=(LEAF.der, BETWEEN.der, ROOT.der)).response,
        "over SHA-512": replace(token, imprint=SHA512).response,
        "a fraction of a second": replace(token, at=b"20261121093000.25Z").response,
        "no accuracy, no nonce": replace(token, accuracy=b"", nonce=b"").response,
        "parameters that are NULL": replace(token, digest_parameters=b"\5\0").response,
        "directly under the root": Token(message, OLD, (OLD.der,), at=b"20150701120000Z").response,
    }


def forged(message: bytes) -> dict[str, bytes]:
    token, other = Token(message), Token(message + b"\n")
    later = {"leaf": OLD, "inside": (OLD.der,)}
    named = {
        "over other bytes": other.response,
        "over SHA-1": replace(token, imprint=SHA1).response,
        "signed with SHA-1": replace(token, signed_by=ECDSA_SHA1).response,
        "refused": REFUSED,
        "refused, with a token": replace(token, status=b"\x30\3\2\1\2").response,
        "signature broken": changed(token.response, -1),
        "signature of no form": replace(token, signature=b"no signature").response,
        "another statement than was signed": replace(
            token, at=b"20251121093000Z", over=token.info
        ).response,
        "after its signer's validity": Token(message, at=b"20170701120000Z", **later).response,  # type: ignore[arg-type]
        "before its signer's validity": Token(message, at=b"20130701120000Z", **later).response,  # type: ignore[arg-type]
        "another certificate inside": replace(token, inside=(stamper(5, BETWEEN).der,)).response,
        "its certificate changed": replace(token, inside=(changed(LEAF.der), BETWEEN.der)).response,
    }
    wrong = {
        "for web servers": stamper(31, BETWEEN, uses=(ExtendedKeyUsageOID.SERVER_AUTH,)),
        "for more than time": stamper(
            32, BETWEEN, uses=(ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.SERVER_AUTH)
        ),
        "for time, not critical": stamper(33, BETWEEN, critical=False),
        "for nothing that is said": stamper(34, BETWEEN, uses=()),
        "a key to sign certificates": stamper(35, BETWEEN, may=frozenset({"key_cert_sign"})),
        "issued in the root's name": stamper(36, STRANGER, said_issuer=ROOT.name),
    }
    for name, leaf in wrong.items():
        named[name] = Token(message, leaf, (leaf.der, BETWEEN.der)).response
    false = stamper(37, FALSE_ROOT)
    named["the root's name with another key"] = Token(
        message, false, (false.der, FALSE_ROOT.der)
    ).response
    return named


def unread(message: bytes) -> dict[str, bytes]:
    token = Token(message)
    foreign = stamper(41, STRANGER)
    twice = attribute("1.2.3.4", b"\5\0", b"\5\0")
    return {
        "of an unknown root": Token(message, foreign, (foreign.der, STRANGER.der)).response,
        "without the certificate between": replace(token, inside=(LEAF.der,)).response,
        "without certificates": replace(token, inside=()).response,
        "a token alone": token.alone,
        "granted without a token": GRANTED,
        "two tokens": replace(token, behind_token=token.alone).response,
        "a byte behind it": token.response + b"\0",
        "cut": token.response[:-1],
        "empty": b"",
        "no status": sequence(sequence(), token.alone),
        "signed data of version 1": replace(token, versions=(1, 1)).response,
        "a signer of version 3": replace(token, versions=(3, 3)).response,
        "a statement of version 2": replace(token, info_version=2).response,
        "two signers": replace(token, signers=2).response,
        "no signer": replace(token, signers=0).response,
        "a hash that is not listed": replace(token, digests=(SHA512,)).response,
        "a hash with parameters": replace(token, digest_parameters=b"\4\0").response,
        "attributes out of order": replace(token, sorted_attributes=False).response,
        "an attribute with two values": replace(token, more_attributes=(twice,)).response,
        "an attribute twice": replace(
            token, more_attributes=(twice[:-6] + b"\x31\2\5\0",) * 2
        ).response,
        "its signer not named": replace(token, named=False).response,
        "another number than its signer's": replace(token, number=1).response,
        "a negative nonce": replace(token, nonce=b"\2\1\xff").response,
        "a nonce of 0": replace(token, nonce=b"\2\1\0").response,
        "a critical extension": replace(
            token, behind=b"\xa1" + bytes([len(CRITICAL) - 2]) + CRITICAL[2:]
        ).response,
        "an unknown value": replace(token, behind=b"\xa5\0").response,
        "an accuracy of two days": replace(
            token, accuracy=sequence(der.encode_integer(172_800))
        ).response,
        "a fraction that ends in 0": replace(token, at=b"20261121093000.250Z").response,
        "a time that is not in Z": replace(token, at=b"20261121093000").response,
        "a long length": _longer(token.response),
    }


def bundles() -> dict[str, Case]:
    """Bundles that a reader checks with the root beside them."""
    one = small()
    large = one.head()
    before, unread_ = {"time": "pending"}, {"time": "not-checked"}
    young = younger(lambda head: Token(head.raw).response)
    whole = stamped(one, large, Token(large.raw).response)
    (token,) = (name for name in whole if name.startswith("anchors/"))
    return {
        "good": (whole, set(), {"time": "pass"}),
        "bad-byte-of-a-token": (
            {**whole, token: changed(whole[token])}, {"bag", "anchors"}, {"time": "pending"},
        ),
        "good-authority-expired-since": (
            stamped(one, large, Token(large.raw, OLD, (OLD.der,), at=b"20150701120000Z").response),
            set(), {"time": "pass"},
        ),
        "last-entry-waits": (
            stamped(one, one.head(2), Token(one.head(2).raw).response, large), set(), before,
        ),
        "scene-younger-than-its-time": (young, set(), {**before, "scene": "pass"}),
        "token-alone": (stamped(one, large, Token(large.raw).alone), set(), unread_),
        "token-without-token": (stamped(one, large, GRANTED), set(), unread_),
        "token-of-an-unknown-root": (
            stamped(one, large, unread(large.raw)["of an unknown root"]), set(), unread_,
        ),
        "bad-token-refused-beside-a-good-one": (
            stamped(one, large, Token(large.raw).response, None, REFUSED), {"time"}, {},
        ),
        **{
            f"bad-token-{name.replace(', ', '-').replace(' ', '-').replace(chr(39), '')}": (
                stamped(one, large, token), {"time"}, {},
            )
            for name, token in forged(large.raw).items()
            if name in ("over other bytes", "over SHA-1", "signature broken", "refused",
                        "the root's name with another key", "after its signer's validity")
        },
        "bad-token-renamed": (_renamed(one, large), {"anchors"}, {}),
        "bad-token-of-no-state": (_of_nothing(one, large), {"anchors"}, {}),
    }  # fmt: skip


def stamped(
    one: Published, head: Checkpoint, token: bytes, later: Checkpoint | None = None, *more: bytes
) -> Files:
    """The small log with tokens over one of its states."""
    states = [head, later] if later else [head]
    files = made([one.shown(states)])
    for data in (token, *more):
        files[f"anchors/{head.hash}/{hashlib.sha256(data).hexdigest()}.tsr"] = data
    return reseal(files, FIRST)


def _renamed(one: Published, head: Checkpoint) -> Files:
    files = made([one.shown([head])])
    return reseal({**files, f"anchors/{head.hash}/{'0' * 64}.tsr": Token(head.raw).response}, FIRST)


def _of_nothing(one: Published, head: Checkpoint) -> Files:
    files = made([one.shown([head])])
    token = Token(head.raw).response
    name = f"anchors/{'0' * 64}/{hashlib.sha256(token).hexdigest()}.tsr"
    return reseal({**files, name: token}, FIRST)


def _longer(response: bytes) -> bytes:
    """The same response, its outermost length in one byte more than it needs."""
    body = der.element(response, der.SEQUENCE).content
    return b"\x30\x83" + len(body).to_bytes(3, "big") + body


if __name__ == "__main__":
    main()
