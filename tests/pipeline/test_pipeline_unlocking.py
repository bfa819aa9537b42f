"""A computer's keyring may open the vault: only if it encrypts, and never more than was said."""

from pathlib import Path

import pytest

from tests.pipeline.ring import Backend
from tests.pipeline.small import Small, cheap_keys, empty
from vault.errors import EnvironmentFailed, WrongPassphrase
from vault.operations import drafting, unlocking, vaulting
from vault.seal import keyring as rings
from vault.seal.keyring import SystemKeyring


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    cheap_keys(monkeypatch)
    made = empty(tmp_path)
    made.init()
    made.seal(made.write("One.fountain", "INT. A - DAY"))
    return made


def never(_new: bool) -> str:
    raise AssertionError("the passphrase was asked for")


def opened(small: Small, backend: Backend) -> int:
    session = small.session()
    session.keyring = lambda: SystemKeyring(backend, "a keyring")
    session.passphrase = never
    return len(drafting.drafts(session, script=None).data["drafts"])


def unlock(small: Small, backend: Backend) -> None:
    session = small.session()
    session.keyring = lambda: SystemKeyring(backend, "a keyring")
    assert unlocking.unlock(session).data == {"keyring": "a keyring"}


def slots(small: Small) -> list[str]:
    return list(vaulting.keys(small.session()).data["slots"])


def test_it_opens_by_itself_until_it_is_locked(small: Small) -> None:
    backend = Backend()
    unlock(small, backend)
    assert slots(small) == ["passphrase", "keyring", "recovery"]
    assert opened(small, backend) == 1
    session = small.session()
    session.keyring = lambda: SystemKeyring(backend, "a keyring")
    unlocking.lock(session)
    assert slots(small) == ["passphrase", "recovery"]
    assert backend.kept == {}
    assert vaulting.check(small.session(), all=True).data["verdict"] == "valid"


def test_the_keyring_holds_a_key_of_the_slot_and_no_secret_of_the_vault(small: Small) -> None:
    backend = Backend()
    unlock(small, backend)
    [kept] = backend.kept.values()
    session = small.session()
    secrets = session.unlocked()
    for secret in (secrets.vault_key, secrets.ed25519_seed, secrets.mldsa_seed):
        assert secret is not None
        assert secret.hex() not in kept


def test_two_computers_of_one_vault_keep_a_slot_each(small: Small) -> None:
    one, other = Backend(), Backend()
    unlock(small, one)
    unlock(small, other)
    unlock(small, one)
    assert opened(small, one) == opened(small, other) == 1
    assert len(list((small.vault / "keys").glob("keyring.*"))) == 2


@pytest.mark.parametrize("trouble", ["locked", "foreign", "flipped", "empty"])
def test_a_keyring_that_fails_leaves_the_passphrase(small: Small, trouble: str) -> None:
    backend = Backend()
    unlock(small, backend)
    [slot] = (small.vault / "keys").glob("keyring.*")
    if trouble == "locked":
        backend.locked = True
    elif trouble == "foreign":
        backend.kept = dict.fromkeys(backend.kept, "not hex")
    elif trouble == "empty":
        backend.kept = {}
    else:
        slot.write_bytes(slot.read_bytes().replace(b'"v":1', b'"v":2'))
    with pytest.raises(AssertionError, match="passphrase"):
        opened(small, backend)
    session = small.session()
    session.keyring = lambda: SystemKeyring(backend, "a keyring")
    session.passphrase = lambda _: "wrong"
    with pytest.raises(WrongPassphrase):
        drafting.drafts(session, script=None)


def test_a_keyring_that_refuses_leaves_the_vault_as_it_was(small: Small) -> None:
    backend = Backend()
    backend.locked = True
    session = small.session()
    session.keyring = lambda: SystemKeyring(backend, "a keyring")
    with pytest.raises(EnvironmentFailed, match="A keyring did not answer"):
        unlocking.unlock(session)
    assert slots(small) == ["passphrase", "recovery"]


def test_a_keyring_in_plain_text_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment asks the library for, only encrypting backends count."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyrings.alt.file.PlaintextKeyring")
    monkeypatch.setattr(rings, "_BACKENDS", (("keyring.backends.fail", "Keyring", "none"),))
    monkeypatch.setattr("keyring.backends.fail.Keyring.viable", False)
    with pytest.raises(EnvironmentFailed, match="no keyring"):
        rings.system_keyring()
