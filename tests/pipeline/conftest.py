"""Small vaults: one to read, and copies to spoil."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.authority import TimeAuthority
from tests.pipeline import small as made
from tests.pipeline.small import Small


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    made.cheap_keys(monkeypatch)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A filled vault that nobody changes."""
    with pytest.MonkeyPatch.context() as patch:
        made.cheap_keys(patch)
        return made.fill(made.empty(tmp_path_factory.mktemp("prepared") / "home"))


@pytest.fixture
def small(prepared: Small, tmp_path: Path) -> Small:
    """A copy of the filled vault, to do anything with."""
    return prepared.copy(tmp_path / "home")


@pytest.fixture
def fresh(tmp_path: Path) -> Small:
    """A home without a vault."""
    return made.empty(tmp_path / "home")


@pytest.fixture(scope="session")
def quick_authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeAuthority]:
    """ECDSA, one certificate directly under the root."""
    with TimeAuthority(tmp_path_factory.mktemp("ecdsa"), "ecdsa", False) as authority:
        yield authority


@pytest.fixture(scope="session")
def chained_authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeAuthority]:
    """RSA, with the chain in the token."""
    with TimeAuthority(tmp_path_factory.mktemp("rsa"), "rsa", True) as authority:
        yield authority


@pytest.fixture
def authority(quick_authority: TimeAuthority) -> TimeAuthority:
    quick_authority.mood = "grant"
    quick_authority.received.clear()
    return quick_authority


@pytest.fixture
def trusting(small: Small, authority: TimeAuthority) -> Small:
    """The filled vault, with the authority asked and its root trusted."""
    small.environment = {
        "SCRIPTVAULT_TSA": authority.url,
        "SCRIPTVAULT_TSA_ROOTS": str(authority.root_pem),
    }
    return small
