"""Where a paper for people may lie: anywhere but where the vault would take it for a script."""

from pathlib import Path

from vault.errors import BadInput
from vault.pipeline.history import History
from vault.store.outside import free_place


def paper_place(history: History, out: Path, *, replace: bool) -> Path:
    """Return where a paper is to be written, absolute.

    Raises ``BadInput`` for a place that is taken and not to be replaced, lies in no folder, inside
    the vault, or in a watched folder, where it would be sealed as a script of the writer's.
    """
    target = free_place(out, replace=replace)
    real = target.parent.resolve()
    if real.is_relative_to(history.folder.path.resolve()):
        raise BadInput(f"{target} lies inside the vault.", "Name a file outside it with -o.")
    for watched in history.settings.watch:
        if real.is_relative_to(Path(watched).resolve()):
            raise BadInput(
                f"{target.parent} is watched: a paper in it would be sealed as a script of yours.",
                "Name a file elsewhere with -o.",
            )
    return target
