"""What doctor looks at: the machine, the network's share, synced folders, what was left behind."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from vault.operations.session import Session
from vault.settings import Places

LEAST_FREE = 500 * 1024 * 1024
LEFT_AFTER = 3600.0
"""Seconds after which a file that is still being written is held to be left behind."""


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


def leftovers(where: Places, folders: Sequence[Path], now: datetime) -> list[str]:
    """Return, in sentences, the unfinished files of writes that were killed.

    Looked for in the vault, and in these folders themselves: where else somebody had files written
    is not remembered.
    """
    latest = now.timestamp() - LEFT_AFTER
    parts = [*_parts(where.vault, "**/.*.part", latest)]
    for folder in folders:
        parts += _parts(folder, ".*.part", latest)
    return [
        f"{part} was left by a write that did not finish. It holds nothing of worth; delete it."
        for part in dict.fromkeys(parts)
    ]


def _parts(folder: Path, pattern: str, latest: float) -> Iterator[Path]:
    """Give what was last touched before ``latest``; what cannot be read has nothing to tell."""
    try:
        for part in sorted(folder.glob(pattern)):
            if part.lstat().st_mtime < latest:
                yield part
    except OSError:
        return


def _existing(path: Path) -> Path:
    """Return the nearest folder above a path that is there."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path
