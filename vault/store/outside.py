"""Files for people, outside the vault: a place that is free, a file that is whole or not there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from vault.errors import BadInput
from vault.store.folder import disk_errors, sync, sync_folder


def free_place(
    out: Path, *, replace: bool, hint: str = "Name another file, or add --force."
) -> Path:
    """Return where a file is to be written, absolute.

    Raises ``BadInput`` when it is there already and is not to be replaced, is a folder, or would
    lie in no folder.
    """
    target = out.expanduser().absolute()
    if not target.parent.is_dir():
        raise BadInput(f"There is no folder {target.parent}.", "Make it first.")
    if target.is_dir():
        raise BadInput(f"{target} is a folder.", "Name a file.")
    if (target.exists() or target.is_symlink()) and not replace:
        raise BadInput(f"{target} is there already.", hint)
    return target


@contextmanager
def written_whole(target: Path, what: str) -> Iterator[BinaryIO]:
    """Give a file to write, which takes its place when all went well and is durable.

    ``what`` names it in the words of an error. Raises ``DiskFull`` or ``EnvironmentFailed``.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        with disk_errors(what):
            part.unlink(missing_ok=True)
            with part.open("xb") as file:  # a link that lies there is not written through
                yield file
                file.flush()
                sync(file.fileno())
            part.replace(target)
            sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)
