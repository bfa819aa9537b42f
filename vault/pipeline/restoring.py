"""Giving a draft back, byte for byte: a file as a file, a package as a folder."""

import io
import os
import shutil
from pathlib import Path

from vault import container
from vault.encoding import sha256
from vault.errors import BadInput, Damaged, Unreadable
from vault.pipeline.history import History
from vault.store.folder import disk_errors, sync, sync_folder
from vault.store.index import Row
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
    held = history.objects.get(draft.handle)
    content = draft.field("content")
    if sha256(held.content).hex() != content.get("sha256"):
        raise Damaged(
            f"The bytes kept for entry {draft.seq} are not those it sealed.", "Run check --all."
        )
    part = target.with_name(f".{target.name}.part")
    try:
        with disk_errors("the restored draft"):
            if content.get("media") == PACKAGE_MEDIA:
                _unpack(held.content, part)
                _put_in_place(part, target)
            else:
                with part.open("wb") as file:
                    file.write(held.content)
                    file.flush()
                    sync(file.fileno())
                if target.is_dir():
                    raise BadInput(f"{target} is a folder.", "Name a file.")
                part.replace(target)
            sync_folder(target.parent)
    finally:
        if part.is_dir():
            shutil.rmtree(part, ignore_errors=True)
        else:
            part.unlink(missing_ok=True)
    return str(content["sha256"])


def _unpack(data: bytes, folder: Path) -> None:
    """Write a package's members; their names were checked when the ZIP was read."""
    file = io.BytesIO(data)
    try:
        members = container.members(file)
    except Unreadable as error:
        raise Damaged("This package was not sealed as one.", "Run check --all.") from error
    folder.mkdir()
    for member in members:
        place = folder.joinpath(*member.name.split("/"))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(container.read_member(file, member))


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
