"""Giving a draft back, byte for byte: a file as a file, a package as a folder."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from vault import container
from vault.errors import BadInput, Damaged, Unreadable
from vault.pipeline.history import History
from vault.store.folder import disk_errors, sync_folder
from vault.store.index import Row
from vault.store.outside import part_of, written_whole
from vault.watch.rules import PACKAGE_MEDIA


def restore(history: History, draft: Row, output: Path, *, replace: bool) -> str:
    """Write a draft to ``output`` and return the SHA-256 of its sealed bytes, hex.

    Nothing is overwritten unless ``replace``; what appears is whole. Raises ``BadInput`` when the
    place is taken, ``Damaged`` when the bytes are lost or not those that were sealed.
    """
    target = output.expanduser().absolute()
    if os.path.lexists(target) and not replace:
        raise BadInput(f"{target} is there already.", "Name another place, or add --force.")
    if not target.parent.is_dir():
        raise BadInput(f"There is no folder {target.parent}.", "Make it first.")
    if draft.field("content").get("media") == PACKAGE_MEDIA:
        return _restore_package(history, draft, target)
    if target.is_dir():
        raise BadInput(f"{target} is a folder.", "Name a file.")
    with written_whole(target, "the restored draft", replace=replace) as file:
        return _write(history, draft, file)


def _write(history: History, draft: Row, file: BinaryIO) -> str:
    """Write a draft's bytes, never held at once; raises ``Damaged`` if others were sealed."""
    digest = hashlib.sha256()
    for chunk in history.objects.chunks(draft.handle):
        digest.update(chunk)
        file.write(chunk)
    if digest.hexdigest() != draft.field("content").get("sha256"):
        raise Damaged(
            f"The bytes kept for entry {draft.seq} are not those it sealed.", "Run check --all."
        )
    return digest.hexdigest()


def _restore_package(history: History, draft: Row, target: Path) -> str:
    """Write a package's members below ``target``, by way of the archive they were sealed in."""
    part = part_of(target)
    try:
        with disk_errors("the restored draft"), tempfile.TemporaryFile(dir=target.parent) as file:
            sha256 = _write(history, draft, file)
            shutil.rmtree(part, ignore_errors=True)  # of a restore that was killed
            _unpack(file, part)
            _put_in_place(part, target)
            sync_folder(target.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return sha256


def _unpack(file: BinaryIO, folder: Path) -> None:
    """Write a package's members; their names were checked when the ZIP was read."""
    try:
        members = container.members(file)
    except Unreadable as error:
        raise Damaged("This package was not sealed as one.", "Run check --all.") from error
    folder.mkdir()
    for member in members:
        place = folder.joinpath(*member.name.split("/"))
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as out:
            out.writelines(container.member_chunks(file, member))


def _put_in_place(part: Path, target: Path) -> None:
    """Move a finished folder into place; one that is replaced stays whole until then."""
    if not os.path.lexists(target):
        part.rename(target)
        return
    aside = target.with_name(f".{target.name}.old")
    target.rename(aside)
    part.rename(target)
    if aside.is_dir() and not aside.is_symlink():
        shutil.rmtree(aside)
    else:
        aside.unlink()
