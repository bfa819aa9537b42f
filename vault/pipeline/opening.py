"""Making a vault and opening it: keys, recovery kit, first log."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from vault.encoding import sha256
from vault.errors import BadInput, Damaged, EnvironmentFailed, Unreadable, VaultError
from vault.log.succession import Succession
from vault.pipeline.history import History, find_vault_id, slot_files
from vault.pipeline.writer import Writer
from vault.prove import kit as paper
from vault.records import Clock
from vault.seal import keys, slots
from vault.seal.keys import Random, Secrets
from vault.seal.signing import KeySet
from vault.settings import Places, Settings
from vault.store import lines
from vault.store.folder import Folder, disk_errors, write_new

README = """This folder is a Script Vault. Vault id: {vault}

It holds sealed drafts. Please leave every file as it is: each one is named by its hash, or
covered by a signature, and a change to any of them shows.

To read it you need the program Script Vault, or the published format specification, and the
passphrase or the recovery kit of this vault. Without one of these nobody can read it.
Keep a copy of the whole folder in another place.
"""

MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class Created:
    """A vault just made: its id, the fingerprint of its signer, and where the kit was put."""

    vault_id: str
    signer: str
    recovery_kit: Path


def create(
    where: Places,
    *,
    passphrase: str,
    writer: str,
    email: str,
    watch: Sequence[Path],
    time: bool,
    kit_path: Path | None,
    clock: Callable[[], Clock],
    random: Random,
) -> Created:
    """Make a vault with its keys, its recovery kit and the first entry of its first log.

    Raises ``BadInput`` when there is a vault already, folders lie inside one another, the kit would
    be overwritten or would lie where it must not, or the passphrase is empty.
    """
    folder = Folder(where.vault)
    if folder.exists():
        raise BadInput(f"There is a vault at {where.vault} already.", "Choose another folder.")
    if where.vault.exists() and (not where.vault.is_dir() or any(where.vault.iterdir())):
        raise BadInput(f"{where.vault} is not an empty folder.", "Choose another folder.")
    if not passphrase:
        raise BadInput("The passphrase is empty.", "Choose one that only you know.")
    if not writer.strip() or not writer.isprintable() or len(writer) > MOST_NAME:
        raise BadInput("The writer has no name that can be sealed.", "Give it with --writer.")
    if not email.isprintable() or len(email) > MOST_NAME:
        raise BadInput("This mail address cannot be sealed.", "Correct it after --email.")
    watched = [check_watchable(path, where.vault) for path in watch]
    log = random(16).hex()
    target = _kit_target(kit_path, log, where.vault, watched)

    kit = random(32)
    secrets = Secrets(random(32), random(32), random(32))
    signing = secrets.signing(keys.next_commitment(kit))
    if signing is None:
        raise AssertionError("three seeds always sign")
    signer = signing.public.fingerprint
    remembered = Settings(
        log=log,
        device=random(8).hex(),
        writer=writer.strip(),
        email=email.strip(),
        time=time,
        watch=tuple(map(str, watched)),
    )
    words = tuple(keys.kit_words(kit))
    _write_kit(target, paper.Kit(log, signer, words, clock().now))
    try:
        with disk_errors("the vault"):
            folder.make()
            write_new(folder.readme, README.format(vault=log).encode())
            _write_slot(folder, "recovery", slots.recovery_slot(secrets.vault_key, kit, random))
            _write_slot(folder, "passphrase", slots.passphrase_slot(secrets, passphrase, random))
        lines.start(folder, log)
        with Writer(History(where, secrets, random, log), clock, random, signing) as pen:
            pen.history.save_settings(remembered)
            pen.begin(None)
            pen.checkpoint()
    except VaultError:
        # Half a vault and a kit that opens none would only stand in the way of the next try.
        folder.unmake()
        target.unlink(missing_ok=True)
        raise
    return Created(log, signer, target)


def open_history(
    where: Places,
    random: Random,
    *,
    passphrase: str | None = None,
    kit: bytes | None = None,
    secrets: Secrets | None = None,
) -> History:
    """Open a vault for reading: with its passphrase, its kit, or what these opened before.

    Raises ``WrongPassphrase``, ``BadInput`` when there is no vault, ``Damaged`` when its keys are.
    """
    vault_id = find_vault_id(Folder(where.vault))
    if secrets is None:
        secrets = open_secrets(where, passphrase=passphrase, kit=kit)
    return History(where, secrets, random, vault_id)


def open_secrets(
    where: Places, *, passphrase: str | None = None, kit: bytes | None = None
) -> Secrets:
    """Open a key slot. Errors as ``open_history``."""
    folder = Folder(where.vault)
    slot = "recovery" if kit is not None else "passphrase"
    for path in slot_files(folder, slot):
        data = path.read_bytes()
        if path.name != f"{slot}.{sha256(data).hex()}":
            raise Damaged(
                f"keys/{path.name} has changed since it was written.",
                "Restore this file from a backup, or open the vault with the recovery kit.",
            )
        try:
            if kit is not None:
                return slots.open_recovery(data, kit)
            return slots.open_passphrase(data, passphrase or "")
        except Unreadable as error:
            raise Damaged(f"keys/{path.name}: {error.message}") from error
    raise Damaged(f"The vault's {slot} slot is missing.", "Restore the folder keys from a backup.")


def open_writer(
    where: Places, random: Random, clock: Callable[[], Clock], opened_by: str | Secrets
) -> Writer:
    """Open a vault for sealing, on this computer's own log, by passphrase or what it opened before.

    A computer that has none yet, or whose log has shrunk (a restored backup), begins a new log that
    cites the last checkpoint of the one it continues.
    """
    if isinstance(opened_by, Secrets):
        history = open_history(where, random, secrets=opened_by)
    else:
        history = open_history(where, random, passphrase=opened_by)
    with ExitStack() as stack:
        stack.callback(history.close)
        pen = _own_writer(history, clock, random)
        stack.pop_all()
    return pen


def _own_writer(history: History, clock: Callable[[], Clock], random: Random) -> Writer:
    if not history.folder.readme.exists():
        with disk_errors("the vault's README.txt"):
            write_new(history.folder.readme, README.format(vault=history.id).encode())
    own = history.settings
    state = history.logs.get(own.log)
    if state is not None and state.size == 0:
        state = None  # its first line was never finished
    shrunk = state is not None and (own.log in history.rolled_back or state.size < own.seen)
    parent = own.log if state is not None else history.id
    signing = history.secrets.signing(history.logs[parent].succession.sets[-1].next)
    if signing is None:
        raise AssertionError("the passphrase opens the signing keys")
    if signing.public != history.logs[parent].succession.sets[-1]:
        raise Damaged(
            "The keys under this passphrase are not the ones the log names.",
            "Restore the folder keys from a backup.",
        )
    if state is not None and not shrunk:
        return Writer(history, clock, random, signing)
    fresh = replace(own, log=random(16).hex(), seen=0, device=own.device or random(8).hex())
    history.save_settings(fresh)
    pen = Writer(history, clock, random, signing)
    pen.begin(parent)
    pen.checkpoint()
    return pen


def check_watchable(path: Path, vault: Path) -> Path:
    """Return the absolute folder to watch; raises ``BadInput`` if vault and folder are nested."""
    found = Path(path).expanduser().absolute()
    if not found.is_dir():
        raise BadInput(f"There is no folder {found}.", "Make it first, or name another.")
    real, home = found.resolve(), vault.resolve()
    if home.is_relative_to(real) or real.is_relative_to(home):
        raise BadInput(
            f"The vault and the watched folder {found} lie inside one another.",
            "Keep the vault outside the folder that holds the scripts.",
        )
    return found


def read_kit(data: bytes) -> bytes:
    """Return the kit's 32 bytes from a kit file, text or PDF, or from its words alone.

    Raises ``BadInput``.
    """
    return keys.kit_from_words(paper.words_in(data, keys.KIT_WORDS))


def test_kit(where: Places, kit: bytes) -> tuple[str, str]:
    """Try a recovery kit without changing anything; returns vault id and fingerprint.

    Raises ``WrongPassphrase`` when it opens another vault, ``Damaged`` when it does not hold the
    keys that the present ones have committed to.
    """
    folder = Folder(where.vault)
    vault_id = find_vault_id(folder)
    for path in slot_files(folder, "recovery"):
        slots.open_recovery(path.read_bytes(), kit)
        state = first_keys(folder, vault_id)
        if keys.next_commitment(kit) != state.next:
            raise Damaged(
                "The kit opens the vault but holds other following keys than the log names.",
                "It may be an older kit. Reading works, changing keys will not.",
            )
        return vault_id, state.fingerprint
    raise Damaged("The vault's recovery slot is missing.", "Restore keys from a backup.")


def first_keys(folder: Folder, log: str) -> KeySet:
    """Return the key set in force at the end of a log, from its key events alone."""
    succession = Succession()
    for line, _ in lines.read(folder, log, None, 0):
        if line.key_event is not None:
            succession.take(line)
    return succession.sets[-1]


def _write_slot(folder: Folder, slot: str, data: bytes) -> None:
    write_new(folder.keys / f"{slot}.{sha256(data).hex()}", data)


def _kit_target(given: Path | None, log: str, vault: Path, watched: Sequence[Path]) -> Path:
    target = (given or Path.home() / f"ScriptVault-recovery-kit-{log[:8]}.txt").expanduser()
    target = target.absolute()
    for place in (vault, *watched):
        if target.resolve().is_relative_to(place.resolve()):
            raise BadInput(
                f"The recovery kit must not lie inside {place}.",
                "Name another place with --kit, best on paper or another disk.",
            )
    if target.exists():
        raise BadInput(f"{target} is there already.", "Name another file with --kit.")
    if not target.parent.is_dir():
        raise BadInput(f"There is no folder {target.parent}.", "Name another with --kit.")
    return target


def _write_kit(target: Path, kit: paper.Kit) -> None:
    """Write the kit for its person alone: a page where a PDF is named, else a text."""
    from vault.prove import kit_page

    data = kit_page.page(kit) if target.suffix.lower() == ".pdf" else paper.text(kit)
    try:
        target.touch(mode=0o600, exist_ok=False)
        target.write_bytes(data)
    except OSError as error:
        raise EnvironmentFailed(
            f"The recovery kit could not be written to {target}.", "Name another place with --kit."
        ) from error
