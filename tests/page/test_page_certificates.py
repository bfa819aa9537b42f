"""Certificates on the page: every kind of key, chains in any order, and what a link must be."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.page.browsers import Browser
from tests.page.reading import call

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
YEAR = timedelta(days=365)
STAMPING = [ExtendedKeyUsageOID.TIME_STAMPING]
PSS = padding.PSS(padding.MGF1(hashes.SHA384()), 48)

FIND = """
  const [when, root, leaf, ...inside] = given;
  const found = await findRoot(readCertificate(leaf), inside.map(readCertificate),
    [readCertificate(root)], when);
  return found === null ? null : found.subject.text;
"""


@dataclass(frozen=True)
class Party:
    """A certificate and the key that belongs to it."""

    certificate: x509.Certificate
    key: Any

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def party(
    text: str,
    key: Any,
    issuer: Party | None = None,
    *,
    ca: bool = True,
    digest: Any = None,
    pss: bool = False,
    begins: datetime = NOW - YEAR,
    ends: datetime = NOW + YEAR,
    usages: list[Any] | None = None,
    extra: x509.ExtensionType | None = None,
    from_name: str | None = None,
) -> Party:
    """A certificate for ``key``, signed by ``issuer`` or by itself."""
    above = name(from_name) if from_name else (issuer.certificate.subject if issuer else name(text))
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(text))
        .issuer_name(above)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca, None), True)
    )
    if usages is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), True)
    if extra is not None:
        builder = builder.add_extension(extra, True)
    secret = issuer.key if issuer else key
    how = {"rsa_padding": PSS} if pss else {}
    return Party(builder.sign(secret, digest or hashes.SHA256(), **how), key)


def curve(kind: Any = ec.SECP256R1) -> Any:
    return ec.generate_private_key(kind())


@pytest.fixture(scope="module")
def rsa_key() -> Any:
    return rsa.generate_private_key(65537, 2048)


def test_every_kind_of_signature(browser: Browser, rsa_key: Any) -> None:
    kinds: dict[str, tuple[Any, Any, bool]] = {
        "rsa sha256": (rsa_key, hashes.SHA256(), False),
        "rsa sha384": (rsa_key, hashes.SHA384(), False),
        "rsa sha512": (rsa_key, hashes.SHA512(), False),
        "rsa pss": (rsa_key, hashes.SHA384(), True),
        "p256": (curve(), hashes.SHA256(), False),
        "p256 sha512": (curve(), hashes.SHA512(), False),
        "p384": (curve(ec.SECP384R1), hashes.SHA384(), False),
        "p521": (curve(ec.SECP521R1), hashes.SHA512(), False),
    }
    body = """
      const [root, leaf, other] = given.map((bytes) => readCertificate(bytes));
      const good = await isIssuedBy(leaf, root);
      const byAnother = await isIssuedBy(leaf, { ...root, key: other.key });
      const flips = [];
      for (let n = 0; n < 12; n += 1) {
        const signature = leaf.signature.slice();
        signature[Math.floor((signature.length * n) / 12)] ^= 1;
        flips.push(await issuedOrNot({ ...leaf, signature }, root));
      }
      const signed = leaf.signed.slice();
      signed[60] ^= 1;
      return [good, byAnother, await isIssuedBy({ ...leaf, signed }, root), flips.includes(true)];
    """
    for kind, (key, digest, pss) in kinds.items():
        root = party("Root", key, digest=digest, pss=pss)
        leaf = party("Leaf", curve(), root, digest=digest, pss=pss)
        # Another key of the same kind: a wrong answer, not an error.
        twin = rsa.generate_private_key(65537, 2048) if key is rsa_key else curve(type(key.curve))
        other = party("Other", twin)
        assert call(browser, body, root.der, leaf.der, other.der) == [True, False, False, False], (
            kind
        )


def test_certificates_inside_stand_in_any_order(chromium: Browser) -> None:
    root = party("Root", curve())
    between = [root]
    for n in range(4):
        between.append(party(f"Between {n}", curve(), between[-1]))
    leaf = party("Leaf", curve(), between[-1], ca=False, usages=STAMPING)
    stranger = party("Stranger", curve())
    inside = [one.der for one in between[1:]] + [stranger.der, leaf.der]
    when = NOW.timestamp() * 1000
    for order in (inside, inside[::-1], inside[2:] + inside[:2]):
        assert call(chromium, FIND, when, root.der, leaf.der, *order) == "Root"
    assert call(chromium, FIND, when, root.der, leaf.der, *inside[1:]) is None
    assert call(chromium, FIND, when, stranger.der, leaf.der, *inside) is None
    # A root that travels inside is no root.
    assert call(chromium, FIND, when, stranger.der, leaf.der, *inside, root.der) is None


def test_a_circle_of_authorities_ends(chromium: Browser) -> None:
    """Each signed by the other, and many of the same name: no way out, and no endless search."""
    one_key, other_key = curve(), curve()
    one = party("One", one_key)
    other = party("Other", other_key, one)
    back = party("One", one_key, other)
    leaf = party("Leaf", curve(), other, ca=False, usages=STAMPING)
    many = [party("Other", other_key, back).der for _ in range(12)]
    root = party("Root", curve())
    when = NOW.timestamp() * 1000
    assert call(chromium, FIND, when, root.der, leaf.der, other.der, back.der, *many) is None


def test_what_a_link_must_be(chromium: Browser) -> None:
    root = party("Root", curve())
    when = NOW.timestamp() * 1000

    def leads(**how: Any) -> bool:
        between = party("Between", curve(), root, **how)
        leaf = party("Leaf", curve(), between, ca=False, usages=STAMPING)
        return bool(call(chromium, FIND, when, root.der, leaf.der, between.der) == "Root")

    usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    signing = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    limits = x509.NameConstraints([x509.DNSName("example.org")], None)
    assert leads()
    assert leads(usages=STAMPING)
    assert leads(extra=signing)
    assert not leads(ca=False)
    assert not leads(usages=[ExtendedKeyUsageOID.SERVER_AUTH])
    assert not leads(extra=usage)
    assert not leads(extra=limits)
    assert not leads(ends=NOW - timedelta(days=1))
    assert not leads(begins=NOW + timedelta(days=1))


def test_a_stamper_says_that_it_is_one(chromium: Browser) -> None:
    root = party("Root", curve())
    body = "return given.map((bytes) => isStamper(readCertificate(bytes)));"
    both = [*STAMPING, ExtendedKeyUsageOID.SERVER_AUTH]
    ways = [
        party("Leaf", curve(), root, ca=False, usages=STAMPING),
        party("Leaf", curve(), root, ca=False),
        party("Leaf", curve(), root, ca=False, usages=[ExtendedKeyUsageOID.SERVER_AUTH]),
        party("Leaf", curve(), root, ca=False, usages=both),
    ]
    assert call(chromium, body, *(one.der for one in ways)) == [True, False, False, False]
    noncritical = (
        x509.CertificateBuilder()
        .subject_name(name("Leaf"))
        .issuer_name(name("Root"))
        .public_key(curve().public_key())
        .serial_number(7)
        .not_valid_before(NOW)
        .not_valid_after(NOW + YEAR)
        .add_extension(x509.ExtendedKeyUsage(STAMPING), False)
        .sign(root.key, hashes.SHA256())
    )
    assert call(chromium, body, noncritical.public_bytes(Encoding.DER)) == [False]


def test_names_differ_in_more_than_spelling(chromium: Browser) -> None:
    """A forger's certificate in a root's name, in other capitals, is still a false claim."""
    root = party("The Root", curve())
    body = """
      const [root, ...inside] = given;
      return falseClaim(inside.map(readClaim), [readCertificate(root)]);
    """
    forged = party("the  ROOT", curve())
    below = party("Leaf", curve(), forged, ca=False, from_name="THE root")
    honest = party("Leaf", curve(), root, ca=False)
    assert call(chromium, body, root.der, forged.der) == "The Root"
    assert call(chromium, body, root.der, below.der) == "The Root"
    assert call(chromium, body, root.der, honest.der, root.der) is None


def test_no_changed_certificate_is_an_error(browser: Browser) -> None:
    """Every byte of a certificate changed in turn: read or refused, never anything else."""
    data = party("Leaf", curve(), party("Root", curve()), ca=False, usages=STAMPING).der
    body = """
      const [bytes] = given;
      const ends = new Set();
      for (let at = 0; at < bytes.length; at += 1) {
        for (const bit of [1, 8, 128]) {
          bytes[at] ^= bit;
          try {
            const one = readCertificate(bytes);
            ends.add(typeof (isAuthorityOrNot(one) || one.from));
          } catch (error) {
            ends.add(error instanceof Refused ? "refused" : String(error.stack));
          }
          bytes[at] ^= bit;
        }
      }
      return [...ends];
    """
    assert set(call(browser, body, data)) == {"number", "refused"}
