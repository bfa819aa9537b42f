"""Operations on what opens the vault on this computer: unlock, lock."""

from vault.errors import EnvironmentFailed
from vault.operations.session import Outcome, Session


def unlock(session: Session) -> Outcome:
    """Let this computer's keyring open the vault from now on, without the passphrase."""
    from vault.pipeline import unlocking

    keyring = session.keyring()
    unlocking.keep(session.where, session.unlocked(), keyring, session.random)
    lines = [
        f"{keyring.name[:1].upper()}{keyring.name[1:]} now opens this vault on this computer.",
        "Whoever is logged in here as you can read and seal. Take it back: scriptvault lock",
    ]
    return Outcome({"keyring": keyring.name}, lines)


def lock(session: Session) -> Outcome:
    """Let only the passphrase and the recovery kit open the vault; needs no passphrase."""
    from vault.pipeline import unlocking

    try:
        keyring = session.keyring()
    except EnvironmentFailed:
        keyring = None  # a computer without one has nothing to forget but the slot
    unlocking.forget(session.where, keyring)
    return Outcome(
        {"keyring": None}, ["Only the passphrase and the recovery kit open this vault now."]
    )
