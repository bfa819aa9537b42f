"""What a person may choose for a vault on this computer: watched folders, independent time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vault.operations.session import Session


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen now."""

    watch: tuple[str, ...]
    time: bool
    writer: str


def choices(session: Session) -> Choices:
    """Return what is chosen for this vault."""
    with session.reading() as history:
        own = history.settings
        return Choices(own.watch, own.time, own.writer)


def choose(
    session: Session, *, watch: Sequence[Path] | None = None, time: bool | None = None
) -> Choices:
    """Change what is chosen; what is None stays.

    No watch may be running in this program meanwhile: it would write its own settings back. Raises
    ``BadInput`` when a folder is not there, or lies inside the vault or around it.
    """
    from vault.pipeline.opening import check_watchable

    with session.reading() as history:
        own = history.settings
        if watch is not None:
            known = set(own.watch)
            # A folder that was watched before may be away for the moment.
            checked = [
                path if str(path) in known else check_watchable(path, session.where.vault)
                for path in watch
            ]
            own = replace(own, watch=tuple(dict.fromkeys(map(str, checked))))
        if time is not None:
            own = replace(own, time=time)
        history.save_settings(own)
    return Choices(own.watch, own.time, own.writer)
