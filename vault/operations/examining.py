"""What doctor looks at: the machine, the network's share, the folders of sync programs."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from vault.operations.session import Session
from vault.settings import Places

LEAST_FREE = 500 * 1024 * 1024


def lacking(where: Places) -> list[str]:
    """Return, in sentences, what keeps this computer from doing its part."""
    missing = []
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

        try:
            MLDSA44PrivateKey.from_seed_bytes(bytes(32))
        except UnsupportedAlgorithm:
            missing.append(
                "The cryptography package here cannot do ML-DSA-44; install its official wheel."
            )
    except ImportError:
        missing.append("The cryptography package is older than 48: pip install -U cryptography.")
    free = shutil.disk_usage(_existing(where.vault)).free
    if free < LEAST_FREE:
        missing.append(f"The vault's disk has only {free // 2**20} MiB left.")
    return missing


def leaving(session: Session, *, time: bool) -> list[str]:
    """Return every kind of thing that leaves this computer, and where it goes."""
    if session.offline:
        return ["Nothing: the network is switched off (SCRIPTVAULT_OFFLINE)."]
    said = [
        f"To {authority.url}: the SHA-256 of a signed checkpoint (32 bytes) and a random number,"
        " never a word, a title or a name."
        for authority in session.authorities()
    ]
    if not time:
        said = [f"Only when you run stamp. {sentence}" for sentence in said]
    return said or ["Nothing: no time authority is set."]


def synced_folders(folders: Sequence[Path]) -> list[str]:
    """Return, in sentences, which of these folders a sync program seems to own."""
    from vault.watch.rules import in_cloud_folder

    return [
        f"{folder} lies in a synced folder. That is safe, but its files are also elsewhere."
        for folder in folders
        if in_cloud_folder(folder)
    ]


def _existing(path: Path) -> Path:
    """Return the nearest folder above a path that is there."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path
