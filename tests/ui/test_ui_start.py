"""Starting the app: where no window can be shown, a second start, the real program."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.pipeline.small import PASSPHRASE, Small, text
from tests.ui.conftest import PATIENCE, Stage
from vault.cli.main import main
from vault.errors import EnvironmentFailed, Exit
from vault.settings import places
from vault.ui import application as starting
from vault.ui import display as screens
from vault.ui.instance import Instance

REPOSITORY = Path(__file__).resolve().parents[2]
PLUGINS = starting.plugins()
DEAD_WAYLAND = {"WAYLAND_DISPLAY": "wayland-none", "XDG_RUNTIME_DIR": "/nowhere"}


def test_without_a_display_there_is_one_sentence() -> None:
    with pytest.raises(EnvironmentFailed) as refused:
        screens.platform({}, PLUGINS)
    assert "There is no display" in str(refused.value)
    assert refused.value.exit_code == Exit.ENVIRONMENT


@pytest.mark.parametrize(
    "environment",
    [{"DISPLAY": ":64999"}, DEAD_WAYLAND, {**DEAD_WAYLAND, "DISPLAY": ":64999"}],
    ids=["x11", "wayland", "both"],
)
def test_a_display_that_does_not_answer_is_said(environment: Mapping[str, str]) -> None:
    with pytest.raises(EnvironmentFailed, match="does not answer"):
        screens.platform(environment, PLUGINS)


def test_a_display_that_answers_is_used(display: str) -> None:
    assert screens.platform({"DISPLAY": display}, PLUGINS) == "xcb"
    assert screens.platform({**DEAD_WAYLAND, "DISPLAY": display}, PLUGINS) == "xcb"


def test_what_the_person_chose_is_left_alone() -> None:
    assert screens.platform({"QT_QPA_PLATFORM": "offscreen"}, PLUGINS) is None


def test_a_missing_library_is_named_with_its_package() -> None:
    refused = screens.missing_library(
        OSError("libxcb-cursor.so.0: cannot open shared object file: No such file or directory")
    )
    assert str(refused) == (
        "The window needs the system library libxcb-cursor.so.0, which is not installed."
        " Install it; on Debian and Ubuntu: sudo apt install libxcb-cursor0."
    )


LOOK = """
import os, sys
from pathlib import Path
from vault.errors import EnvironmentFailed
from vault.ui import display
try:
    display.platform(os.environ, Path(sys.argv[1]))
except EnvironmentFailed as error:
    print(error)
"""


def test_a_plugin_that_cannot_be_loaded_is_found_before_qt_aborts(
    display: str, tmp_path: Path
) -> None:
    """A plugin torn from its folder lacks a library, as on a system without it."""
    shutil.copy(PLUGINS / "libqxcb.so", tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(tmp_path)],
        env=surroundings(DISPLAY=display),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    assert "cannot open shared object file" in done.stdout
    assert "Install" in done.stdout


def test_a_library_that_qt_itself_lacks_is_named(tmp_path: Path) -> None:
    """A package in place of Qt's fails as the real one does on a bare system."""
    made = tmp_path / "PySide6"
    made.mkdir()
    (made / "__init__.py").write_text("")
    (made / "QtCore.py").write_text(
        "raise ImportError('libEGL.so.1: cannot open shared object file', name='PySide6.QtCore')\n"
    )
    process = program(PYTHONPATH=f"{tmp_path}:{REPOSITORY}")
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == Exit.ENVIRONMENT
    assert out == ""
    [sentence] = err.strip().splitlines()
    assert "libEGL.so.1" in sentence
    assert "sudo apt install libegl1" in sentence


def surroundings(**changed: str) -> dict[str, str]:
    """This process's environment without a display, and with what is given."""
    left_out = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**kept, "SCRIPTVAULT_OFFLINE": "1", **changed}


def program(*words: object, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "vault", *map(str, words)],
        env=surroundings(**environment),
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_program_without_a_screen_ends_with_4_and_says_why(small: Small) -> None:
    for environment in ({}, {"DISPLAY": ":64999"}):
        process = program("--vault", small.vault, **environment)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == Exit.ENVIRONMENT
        assert out == ""
        [sentence] = err.strip().splitlines()
        assert "display" in sentence


def test_without_a_verb_the_desktop_is_opened(tmp_path: Path) -> None:
    told: list[tuple[Path | None, str | None]] = []

    def desktop(vault: Path | None, passphrase: str | None) -> int:
        told.append((vault, passphrase))
        return 7

    secret = tmp_path / "secret"
    secret.write_text("marmalade\n")
    assert main([], desktop) == 7
    assert main(["--vault", "/v", "--passphrase-file", str(secret)], desktop) == 7
    assert told == [(None, None), (Path("/v"), "marmalade")]


def until(done: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_program_opens_seals_a_save_answers_a_second_start_and_ends(
    stage: Stage, small: Small, display: str
) -> None:
    places().configuration.mkdir(parents=True)
    shutil.copy(small.settings_path, places().configuration)
    environment = {"DISPLAY": display, "SCRIPTVAULT_PASSPHRASE": PASSPHRASE}
    first = program("--vault", small.vault, **environment)
    until(lambda: not Instance(small.vault).first(claim=False), first)
    small.write("Night Train.fountain", text(1))
    until(lambda: "Night Train.fountain" in {d["script"] for d in small.drafts()}, first)
    second = program("--vault", small.vault, **environment)
    assert second.communicate(timeout=PATIENCE) == ("", "")
    assert second.returncode == 0
    assert first.poll() is None
    first.send_signal(signal.SIGTERM)
    assert first.communicate(timeout=PATIENCE) == ("", "")
    assert first.returncode == 0
    assert Instance(small.vault).first()


def test_a_second_start_raises_the_first_window(stage: Stage, small: Small) -> None:
    one = Instance(small.vault)
    assert one.first()
    called: list[bool] = []
    one.called.connect(lambda: called.append(True))
    assert not Instance(small.vault).first()
    stage.until(lambda: called, "the call")
    other = Instance(small.home / "another vault")
    assert other.first()


def test_a_build_of_qt_that_would_end_the_program_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from vault.ui import binding

    binding.check_binding()
    counts = iter((5000, 5000 - binding.CALLS))
    monkeypatch.setattr(binding.sys, "getrefcount", lambda _: next(counts))
    with pytest.raises(EnvironmentFailed, match="does not work with Python") as refused:
        binding.check_binding()
    assert "pip install" in refused.value.hint
