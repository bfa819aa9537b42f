"""Freeze the program twice and use it as a stranger would, on a machine without Python.

    .venv/bin/python tests/frozen           needs the extra "build"; on Linux also Xvfb and xdotool

Prints what was done and found; ends with 1 at the first thing that is not as it should be.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import folder
import machine
import verifier
import window

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PEERS = {"objdump": "binutils", "Xvfb": "xvfb", "xdotool": "xdotool"}
STEPS: tuple[tuple[str, Callable[[Path], str]], ...] = (
    ("all of the program is in it, and nothing that it does not need", folder.parts),
    ("a system has what it asks of it", folder.asks_of_the_system),
    ("it names nothing of the machine that built it", folder.traces),
    ("every piece has its licence", folder.licences),
    ("first run, a save, certificate, copy, bundle, check", machine.main_job),
    ("the demo", machine.demo),
    ("no screen is said in words", window.no_screen),
    ("the window before the first run", window.first_start),
    ("the window over a vault: a save appears, and it ends in order", window.over_a_vault),
    ("the attorney's folder has nothing of a vault", verifier.parts),
    ("the attorney's program checks good files and bad ones", verifier.checks),
    ("the attorney's window", verifier.shown),
)


def main() -> int:
    """Build, then take one step after the other."""
    missing = [package for tool, package in PEERS.items() if shutil.which(tool) is None]
    if missing:
        print(f"needs programs of others (on Debian: apt-get install {' '.join(missing)})")
        return 1
    with tempfile.TemporaryDirectory(prefix="frozen-") as temporary:
        away = Path(temporary)
        try:
            sources = folder.copied(REPOSITORY, away / "sources")
            copy = folder.copied(sources, away / "elsewhere" / "the-same-sources")
            built = timed("built", lambda: folder.build(sources, away / "one"))
            print(f"     {folder.figures(built)}")
            again = timed(
                "built again from another place", lambda: folder.build(copy, away / "two")
            )
            folder.same(built, again)
            folder.same(verifier.beside(built), verifier.beside(again))
            print("     and is the same, byte for byte")
            for said, step in STEPS:
                print(f"     {timed(said, lambda step=step: step(built))}")
        except AssertionError as error:
            print(f"FAIL {error}")
            return 1
        except subprocess.TimeoutExpired as error:
            print(f"FAIL {error.cmd} did not end in {error.timeout:.0f} s")
            return 1
    return 0


T = TypeVar("T")


def timed(said: str, work: Callable[[], T]) -> T:
    """Do something, and say that it was done and how long it took."""
    before = time.monotonic()
    result = work()
    print(f"ok   {said} ({time.monotonic() - before:.1f} s)", flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main())
