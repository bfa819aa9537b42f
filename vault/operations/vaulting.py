"""Operations on the vault itself: init, keys, check, doctor."""

from collections.abc import Sequence
from pathlib import Path

from vault.errors import Damaged, Exit, Locked, VaultError
from vault.operations.session import Outcome, Session


def init(
    session: Session,
    *,
    writer: str,
    email: str | None,
    watch: Sequence[Path],
    kit: Path | None,
    time: str,
) -> Outcome:
    """Make a vault with keys and recovery kit."""
    from vault.pipeline.opening import check_watchable, create

    for path in watch:
        check_watchable(path, session.where.vault)
    made = create(
        session.where,
        passphrase=session.passphrase(True),
        writer=writer,
        email=email or "",
        watch=watch,
        time=time == "on",
        kit_path=kit,
        clock=session.clock,
        random=session.random,
    )
    lines = [
        f"A vault was made at {session.where.vault}.",
        f"Fingerprint of its signer: {made.signer}",
        f"The recovery kit is in {made.recovery_kit}. Print it, and delete the file.",
        f"Test it: scriptvault keys test-kit --kit {made.recovery_kit}",
    ]
    data = {
        "vault_id": made.vault_id,
        "signer": made.signer,
        "recovery_kit": str(made.recovery_kit),
    }
    return Outcome(data, lines)


def keys(session: Session) -> Outcome:
    """Say which keys are in force and which slots open the vault; needs no passphrase."""
    from vault.pipeline.history import find_vault_id, slot_files
    from vault.pipeline.opening import first_keys
    from vault.store.folder import Folder

    folder = Folder(session.where.vault)
    vault_id = find_vault_id(folder)
    signer = first_keys(folder, vault_id)
    slots = [slot for slot in ("passphrase", "keyring", "recovery") if slot_files(folder, slot)]
    words = {"recovery": "recovery kit", "keyring": "a computer's keyring"}
    opened_by = " or ".join(words.get(slot, slot) for slot in slots)
    lines = [
        f"Vault {vault_id}",
        f"Fingerprint {signer.fingerprint}",
        f"Opened by: {opened_by}",
    ]
    return Outcome({"vault_id": vault_id, "signer": signer.fingerprint, "slots": slots}, lines)


def test_kit(session: Session) -> Outcome:
    """Try the recovery kit without changing anything."""
    from vault.pipeline import opening

    vault_id, signer = opening.test_kit(session.where, session.read_kit())
    lines = [
        "The recovery kit opens this vault, and holds the keys that will follow the present ones.",
        f"Fingerprint of the present keys: {signer}",
    ]
    return Outcome({"vault_id": vault_id, "signer": signer, "opens": True}, lines)


def check(session: Session, *, all: bool) -> Outcome:  # noqa: A002  # the option's own name
    """Check the vault against its own promises; locked: what can be checked."""
    from vault.pipeline import care
    from vault.pipeline.history import find_vault_id
    from vault.pipeline.opening import open_secrets
    from vault.store.folder import Folder

    folder = Folder(session.where.vault)
    secrets = None
    damaged: list[tuple[str, str]] = []
    try:
        find_vault_id(folder)
    except Damaged as error:
        damaged.append(("logs", error.message))
    try:
        if session.kit is not None:
            secrets = open_secrets(session.where, kit=session.read_kit())
        else:
            secrets = open_secrets(session.where, passphrase=session.passphrase(False))
    except Damaged as error:
        damaged.append(("keys", error.message))
    except Locked:
        secrets = None
    found = care.check(folder, secrets, thorough=all)
    for path, what in damaged:
        found.add(path, what, "fail")
    codes = {"valid": Exit.DONE, "invalid": Exit.FAILED, "incomplete": Exit.INCOMPLETE}
    findings = [
        {"path": finding.path, "what": finding.what, "result": finding.result}
        for finding in found.findings
    ]
    marks = {"pass": "ok", "fail": "FAILED", "pending": "note", "not-checked": "not checked"}
    lines = [f"{marks[f.result]:11}  {f.path}: {f.what}" for f in found.findings]
    return Outcome(
        {"verdict": found.verdict, "findings": findings},
        [*lines, f"The vault is {found.verdict}."],
        codes[found.verdict],
    )


def doctor(session: Session) -> Outcome:
    """Say what this computer lacks, what is watched, leaves it, is synced or was left behind."""
    from vault.operations.examining import lacking, leaving, leftovers, synced_folders
    from vault.pipeline.history import find_vault_id
    from vault.settings import Settings, load, name_for
    from vault.store.folder import Folder

    missing = lacking(session.where)
    settings = Settings()
    try:
        vault_id = find_vault_id(Folder(session.where.vault))
        name = name_for(vault_id, session.where.vault)
        settings = load(session.where.configuration / f"{name}.toml") or Settings()
    except VaultError as error:
        missing.append(str(error))
    gone = [folder for folder in settings.watch if not Path(folder).is_dir()]
    missing += [f"The watched folder {folder} is not there." for folder in gone]
    leaves = leaving(session, time=settings.time)
    watched = [Path(folder) for folder in settings.watch]
    synced = synced_folders([session.where.vault, *watched])
    left = leftovers(session.where, [*watched, Path.home(), Path.cwd()], session.clock().now)
    lines = [
        *(f"Missing: {sentence}" for sentence in missing or ["nothing"]),
        *(f"Watching: {folder}" for folder in settings.watch or ["no folder"]),
        *(f"Leaves this computer: {sentence}" for sentence in leaves),
        *(f"Synced: {sentence}" for sentence in synced or ["no folder, as far as is known"]),
        *(f"Left behind: {sentence}" for sentence in left),
    ]
    data = {
        "missing": missing,
        "watching": list(settings.watch),
        "leaves": leaves,
        "synced": synced,
        "leftovers": left,
    }
    return Outcome(data, lines, Exit.INCOMPLETE if missing else Exit.DONE)
