"""Files for people, outside the vault: a place that is free, a file that is whole or not there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from vault.errors import BadInput
from vault.store.folder import disk_errors, sync, sync_folder

TAKEN = "Name another file, or add --force."


def free_place(out: Path, *, replace: bool, hint: str = TAKEN) -> Path:
    """Return where a file is to be written, absolute.

    Raises ``BadInput`` when it is there already and is not to be replaced, is a folder, or would
    lie in no folder.
    """
    target = out.expanduser().absolute()
    if not target.parent.is_dir():
        raise BadInput(f"There is no folder {target.parent}.", "Make it first.")
    if target.is_dir():
        raise BadInput(f"{target} is a folder.", "Name a file.")
    if os.path.lexists(target) and not replace:
        raise BadInput(f"{target} is there already.", hint)
    return target


@contextmanager
def written_whole(
    target: Path, what: str, *, replace: bool = False, hint: str = TAKEN
) -> Iterator[BinaryIO]:
    """Give a file to write and read, which takes its place when all went well and is durable.

    ``what`` names it in the words of an error. Unless ``replace``, not even a file that appears at
    its place meanwhile is overwritten. Raises ``BadInput`` for one that did, ``DiskFull`` or
    ``EnvironmentFailed``.
    """
    part = part_of(target)
    try:
        with disk_errors(what):
            part.unlink(missing_ok=True)
            with part.open("x+b") as file:  # a link that lies there is not written through
                yield file
                file.flush()
                sync(file.fileno())
            put_in_place(part, target, replace=replace, hint=hint)
            sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def part_of(target: Path) -> Path:
    """Return where a file lies while it is written; what is left there after a crash is nothing."""
    return target.with_name(f".{target.name}.part")


def put_in_place(part: Path, target: Path, *, replace: bool, hint: str = TAKEN) -> None:
    """Give a finished file its name; unless ``replace``, nobody may have taken it meanwhile.

    Raises ``BadInput`` where somebody did, else ``OSError``.
    """
    try:
        if replace:
            part.replace(target)
        elif os.name == "nt":
            part.rename(target)  # refuses there what a rename elsewhere overwrites
        elif not _linked(part, target):
            target.touch(exist_ok=False)  # a disk without links: the name is taken, then filled
            part.replace(target)
    except FileExistsError as error:
        raise BadInput(f"{target} is there already.", hint) from error


def _linked(part: Path, target: Path) -> bool:
    """Give a file its name by a link, which replaces nothing; False where a disk knows no links."""
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:
        return False
    part.unlink()
    return True
