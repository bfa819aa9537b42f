"""Whether a token's certificates lead to a believed root, and whether they pretend to.

The answer about trust is rfc3161-client's alone: chain at the time in the token, signature,
purpose, imprint. It is asked about one root at a time, so that the report can name the root.
"""

import functools

from vault.errors import Unreadable
from vault.timestamp import der, signature
from vault.timestamp.authorities import Root, Roots
from vault.timestamp.certificates import Certificate
from vault.timestamp.cms import Statement
from vault.timestamp.der import Element


def trusted_root(
    token: Element,
    message: bytes,
    roots: Roots,
    nonce: int | None,
    statement: Statement,
    leaf: Certificate | None,
) -> Root | None:
    """Give the first root that the library verifies the token against, None if there is none.

    ``statement`` is what the reader here understood; the library must have understood the same.
    ``leaf`` is the signer's certificate: one the user added serves where the token has none.
    Raises Unreadable if the library cannot read the token or reads something else.
    """
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    copy = der.sort_certificates(token)
    refusals = _refusals()
    try:
        response = decode_timestamp_response(copy)
        same = (
            response.tst_info.gen_time == statement.gen_time.replace(microsecond=0)
            and response.tst_info.message_imprint.message == statement.imprint
        )
    except refusals as error:
        raise Unreadable("Its form is one the verifying library refuses.") from error
    if not same:
        raise Unreadable("Two readers understand it differently.")
    links = [link.loaded for link in roots.links]
    lent = next((link.loaded for link in roots.links if link.certificate == leaf), None)
    for root in roots.all:
        try:
            # A fresh builder each time: its add_… methods change lists that all builders share.
            verifier = VerifierBuilder(
                roots=[root.loaded], intermediates=links, tsa_certificate=lent, nonce=nonce
            )
            verifier.build().verify_message(response, message)
        except VerificationError:
            continue
        except refusals as error:
            raise Unreadable("Its form is one the verifying library refuses.") from error
        return root
    return None


def impersonated(certificates: tuple[Certificate, ...], roots: tuple[Root, ...]) -> Root | None:
    """Find a root that one of the certificates falsely claims to be, or to be issued by.

    A certificate claims to be a root by carrying its name with another key, and to be issued by
    one by naming it as issuer with a signature that is not the root's.
    """
    for one in certificates:
        same = [root for root in roots if root.certificate.subject_name == one.subject_name]
        if same and all(root.certificate.key != one.key for root in same):
            return same[0]
        issuers = [root for root in roots if root.certificate.subject_name == one.issuer_name]
        if issuers and all(_not_issued_by(one, root) for root in issuers):
            return issuers[0]
    return None


def _not_issued_by(one: Certificate, root: Root) -> bool:
    """Whether ``one`` was certainly not signed with the root's key."""
    key = root.certificate.key
    try:
        # A certificate's algorithm names its hash itself; the third argument goes unused.
        verdict = signature.verdict(key, one.algorithm, "sha256", one.signature, one.signed)
    except Unreadable:
        return False
    return verdict == "broken"


@functools.cache
def _refusals() -> tuple[type[Exception], ...]:
    """Everything the two libraries were seen to raise, or say they raise, for strange bytes."""
    from cryptography.exceptions import InternalError, UnsupportedAlgorithm
    from cryptography.x509 import (
        DuplicateExtension,
        ExtensionNotFound,
        InvalidVersion,
        UnsupportedGeneralNameType,
    )

    return (
        ValueError,
        OverflowError,
        InternalError,
        UnsupportedAlgorithm,
        DuplicateExtension,
        ExtensionNotFound,
        InvalidVersion,
        UnsupportedGeneralNameType,
        UserWarning,  # doubts about a certificate, where the caller makes errors of warnings
    )
