"""One watch on one log: a second one would seal every save twice."""

from collections.abc import Iterator
from contextlib import contextmanager

from vault.errors import AlreadyWatched
from vault.pipeline.writer import Writer


@contextmanager
def watch_lock(pen: Writer) -> Iterator[None]:
    """Hold the one watch on this computer's log; raises ``AlreadyWatched`` if another has it.

    The system lets go of it when the program ends, however it ends.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(pen.history.cache / f"watch-{pen.log.log[:16]}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise AlreadyWatched(
            "Another program is watching for this vault already.",
            "Use that one, or close it first.",
        ) from error
    try:
        yield
    finally:
        lock.release()
