"""One local authority of each kind for all timestamp tests, since keys are slow to make."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.authority import TimeAuthority, in_a_response, openssl
from vault.timestamp import cms, rfc3161
from vault.timestamp.authorities import Roots, roots

MESSAGE = b"scriptvault/log/v1/example\n7\n"
NONCE = 0x8123456789ABCDEF
SHIPPED = Path(__file__).parents[2] / "resources" / "roots"

SHARED = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""A busy machine is no failure, and the shared authorities do not change between examples."""

Forge = Callable[..., bytes]


@pytest.fixture(scope="session")
def pinned() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in SHIPPED.glob("*.pem")}


@pytest.fixture(scope="session")
def shipped(pinned: dict[str, bytes]) -> Roots:
    return roots(pinned_pem=pinned)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeAuthority]:
    """RSA, with the chain in the token."""
    with TimeAuthority(tmp_path_factory.mktemp("rsa"), "rsa", True) as authority:
        yield authority


@pytest.fixture
def authority(served: TimeAuthority) -> TimeAuthority:
    served.mood = "grant"
    served.received.clear()
    return served


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> TimeAuthority:
    """ECDSA, one certificate directly under the root; not served."""
    return TimeAuthority(tmp_path_factory.mktemp("ecdsa"), "ecdsa", False)


@pytest.fixture(scope="session")
def trusting(served: TimeAuthority, pinned: dict[str, bytes]) -> Roots:
    return roots(served.root_pem.read_bytes(), pinned_pem=pinned)


@pytest.fixture(scope="session")
def granted(served: TimeAuthority, alone: TimeAuthority) -> bytes:
    """A response to MESSAGE and NONCE as openssl wrote it.

    ``alone`` comes first: its certificate, used to sign the same statement again, must not be
    younger than the statement.
    """
    served.mood = "grant"
    return served.stamp(rfc3161.request(MESSAGE, NONCE))


@pytest.fixture(scope="session")
def statement(granted: bytes) -> bytes:
    """The signed TSTInfo of ``granted``."""
    token = cms.response(granted).token
    assert token is not None
    return cms.signed_data(token).content


@pytest.fixture(scope="session")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Forge:
    """Signs any statement with any key: openssl cms writes what openssl ts would refuse to."""

    def sign(info: bytes, authority: TimeAuthority, signer: str = "tsa", *options: str) -> bytes:
        folder = authority.folder
        (folder / "info.der").write_bytes(info)
        between = folder / "between.pem"
        chain = ["-certfile", between.name] if between.exists() else []
        kind = ["-econtent_type", cms.TST_INFO, "-binary", "-nodetach", "-outform", "DER"]
        key = ["-signer", f"{signer}.pem", "-inkey", f"{signer}.key"]
        digest = [] if "-md" in options else ["-md", "sha256"]
        return in_a_response(
            openssl(
                folder, "cms", "-sign", "-in", "info.der", *kind, *key, *digest, *chain, *options
            )
        )

    return sign
