"""What is said of a mistake of ours: where it happened, never what was in hand when it did."""

import platform
import traceback
from pathlib import PurePath

from vault import __version__


def crash_report(error: BaseException) -> str:
    """Return a report that can be sent to anyone: kinds, files and lines, no values and no paths.

    By allow-list: an error's message may hold a title or a line of a script, so it is left out.
    """
    lines = [
        f"scriptvault {__version__}, Python {platform.python_version()}, {platform.system()}",
    ]
    current: BaseException | None = error
    while current is not None:
        lines.append(f"{type(current).__name__} at")
        for frame in traceback.extract_tb(current.__traceback__):
            place = "/".join(PurePath(frame.filename).parts[-2:])
            lines.append(f"  {place}:{frame.lineno} in {frame.name}")
        current = current.__cause__ or current.__context__
    return "\n".join(lines)
