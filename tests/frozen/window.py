"""The frozen program's window on a display of its own, used by keyboard as a person would."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from machine import ADDED, PASSPHRASE, Machine, machine

TITLE = "^Script Vault$"
LONGEST = 60.0
LOOK = 0.1


def no_screen(built: Path) -> str:
    """Where there is no display, or one that does not answer, that is what is said."""
    with machine(built) as here:
        _, said = here.said(code=4)
    assert "There is no display" in said and "Traceback" not in said, said
    with machine(built, DISPLAY=":9999") as here:
        _, silent = here.said(code=4)
    assert ":9999 does not answer" in silent and "Traceback" not in silent, silent
    return said.strip()


def first_start(built: Path) -> str:
    """Without a vault the first run's page is shown; Ctrl+Q ends the program."""
    with screen() as display, machine(built, DISPLAY=display) as here:
        before = time.monotonic()
        with running(here) as process:
            window = appeared(display, process)
            shown = time.monotonic() - before
            end_by_keyboard(display, window, process)
    return f"shown after {shown:.1f} s"


def over_a_vault(built: Path) -> str:
    """The vault is unlocked by keyboard; saves are sealed and read while the window is open."""
    with screen() as display, machine(built, DISPLAY=display) as here:
        here.made().save()
        with running(here) as process:
            window = appeared(display, process)
            ask(display, "windowfocus", "--sync", window)
            ask(display, "type", PASSPHRASE)
            ask(display, "key", "Return")
            until(lambda: read_drafts(here) == 1, process, "the draft that was there")
            here.save(ADDED)
            until(lambda: read_drafts(here) == 2, process, "the draft that was saved")
            end_by_keyboard(display, window, process)
    return "2 drafts were sealed and read while it was open"


def read_drafts(here: Machine) -> int:
    """How many drafts the vault has that are read."""
    return sum(bool(draft["pages"]) for draft in here.told("drafts")["drafts"])


@contextmanager
def screen() -> Iterator[str]:
    """Give a display that nobody else uses."""
    ours, theirs = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1280x800x24", "-nolisten", "tcp",
         "-noreset"],  # it would begin anew, and refuse meanwhile, when its last window closes
        pass_fds=[theirs], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(theirs)
    try:
        with os.fdopen(ours) as number:
            told = number.readline().strip()
        assert told, "Xvfb did not start"
        yield f":{told}"
    finally:
        server.terminate()
        server.wait(LONGEST)


@contextmanager
def running(here: Machine) -> Iterator[subprocess.Popen[str]]:
    """Start the desktop app; it is gone at the end whatever happens."""
    process = here.start()
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def ask(display: str, *words: str) -> str:
    """Have xdotool do something on a display; returns what it told."""
    done = subprocess.run(
        ["xdotool", *words], env={**os.environ, "DISPLAY": display},
        capture_output=True, text=True, timeout=LONGEST, check=False,
    )  # fmt: skip
    return done.stdout.strip()


def until(holds: Callable[[], object], process: subprocess.Popen[str], what: str) -> None:
    """Wait for something, as long as the program runs."""
    end = time.monotonic() + LONGEST
    while not holds():
        assert process.poll() is None, f"the window ended: {process.communicate()[1][-2000:]}"
        assert time.monotonic() < end, f"{what} did not come in {LONGEST:.0f} s"
        time.sleep(LOOK)


def appeared(display: str, process: subprocess.Popen[str], title: str = TITLE) -> str:
    """Wait for the window; returns the display's number for it."""
    find = ("search", "--onlyvisible", "--name", title)
    until(lambda: ask(display, *find), process, "the window")
    return ask(display, *find).split()[-1]


def end_by_keyboard(display: str, window: str, process: subprocess.Popen[str]) -> None:
    """End the program as a person does; it has nothing to say and leaves no error."""
    ask(display, "windowfocus", "--sync", window)
    ask(display, "key", "ctrl+q")
    out, err = process.communicate(timeout=LONGEST)
    assert process.returncode == 0, f"it ended with {process.returncode}: {err[-2000:]}"
    assert not out and not err, f"it said on the terminal: {out}{err}"
