"""Which time authorities are asked, and which roots are believed.

Roots are never read from the system or from a web root list at run time: lists drop roots, and a
token must still be checkable when they have.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vault.errors import BadInput, Damaged, Unreadable
from vault.timestamp.certificates import Certificate, certificate

if TYPE_CHECKING:
    from cryptography.x509 import Certificate as LibraryCertificate

_LARGEST_EXTRA = 1 << 18
_MOST_EXTRA = 32


@dataclass(frozen=True, slots=True)
class Authority:
    """A time authority: name for people, where it is asked, and seconds between two requests."""

    name: str
    url: str
    minimum_gap: float


DEFAULTS: tuple[Authority, ...] = (
    Authority("DigiCert", "http://timestamp.digicert.com", 15.0),
    # Sectigo's own page asks scripts to leave fifteen seconds between requests.
    Authority("Sectigo", "https://timestamp.sectigo.com", 15.0),
)
"""Two unrelated authorities; their roots are among the pinned ones."""


@dataclass(frozen=True, slots=True)
class Root:
    """A certificate read twice, here and by the library; ``extra`` if added on this machine."""

    certificate: Certificate
    loaded: "LibraryCertificate"
    extra: bool


@dataclass(frozen=True, slots=True)
class Roots:
    """The roots a chain may end in: shipped with the program, and added by the user.

    ``links`` are added certificates that are no roots. They are believed only as far as they lead
    to one: an authority in between, or a signer whose tokens come without certificates.
    """

    pinned: tuple[Root, ...]
    extra: tuple[Root, ...] = ()
    links: tuple[Root, ...] = ()

    @property
    def all(self) -> tuple[Root, ...]:
        """Every root, the pinned ones first."""
        return self.pinned + self.extra


def roots(extra_pem: bytes | None = None, *, pinned_pem: Mapping[str, bytes]) -> Roots:
    """Read the roots: PEM bytes of the shipped ones by file name, and of those a user added.

    An added root that is shipped too counts as shipped. Raises Damaged if a shipped file cannot
    be read, and BadInput if the added one cannot, holds no certificate, or more than 32.
    """
    pinned: list[Root] = []
    for name, pem in sorted(pinned_pem.items()):
        try:
            pinned += _read(pem, extra=False)
        except (ValueError, Unreadable) as error:
            raise Damaged(
                f"The shipped root certificate {name} cannot be read.", "Install the program again."
            ) from error
    extra = _added(extra_pem) if extra_pem is not None else []
    known = {root.certificate.raw for root in pinned}
    new = [root for root in extra if root.certificate.raw not in known]
    return Roots(
        _once(pinned),
        _once(root for root in new if root.certificate.self_issued),
        _once(root for root in new if not root.certificate.self_issued),
    )


def _added(pem: bytes) -> list[Root]:
    hint = "Give the authority's root certificate as a PEM file."
    if len(pem) > _LARGEST_EXTRA:
        raise BadInput("The file with added roots is far too large.", hint)
    try:
        added = _read(pem, extra=True)
    except (ValueError, Unreadable) as error:
        raise BadInput("The file with added roots cannot be read.", hint) from error
    if len(added) > _MOST_EXTRA:
        raise BadInput(f"More than {_MOST_EXTRA} roots are added.", hint)
    return added


def _read(pem: bytes, *, extra: bool) -> list[Root]:
    """Read PEM certificates; raise ValueError or Unreadable if one is not in form."""
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_pem_x509_certificates

    loaded = load_pem_x509_certificates(pem)
    return [Root(certificate(one.public_bytes(Encoding.DER)), one, extra) for one in loaded]


def _once(many: Iterable[Root]) -> tuple[Root, ...]:
    return tuple({root.certificate.raw: root for root in many}.values())
