"""Whether a window can be shown at all, asked before Qt is: it would abort the program."""

import ctypes
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from vault.errors import EnvironmentFailed

_PACKAGES = {
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
"""Library to the package that has it on Debian and Ubuntu."""

_WITHOUT_SCREEN = "Every verb works without one: scriptvault --help."


def platform(environment: Mapping[str, str], plugins: Path) -> str | None:
    """Return the Qt platform to use on Linux, None elsewhere and where the person has chosen one.

    Raises ``EnvironmentFailed`` that names what is missing: a display, a server that answers, or a
    library of the system.
    """
    ours = sys.platform.startswith("linux") and plugins.is_dir()
    if not ours or environment.get("QT_QPA_PLATFORM"):
        return None
    tried: list[EnvironmentFailed] = []
    for name, look in (("wayland", _wayland), ("xcb", _x11)):
        try:
            # Older releases have two plugins for Wayland, with longer names.
            files = sorted(plugins.glob(f"libq{name}*.so"))
            if files and look(environment):
                _check_libraries(files[0])
                return name
        except EnvironmentFailed as error:
            tried.append(error)
    if tried:
        raise tried[-1]
    raise EnvironmentFailed(
        "There is no display to show a window on (DISPLAY and WAYLAND_DISPLAY are not set).",
        _WITHOUT_SCREEN,
    )


def missing_library(error: Exception) -> EnvironmentFailed:
    """Return the sentence for a library that Qt needs and the system does not have."""
    told = str(error.__cause__ or error)  # frozen, what the system said is the cause of the error
    name = told.partition(":")[0].strip()
    package = _PACKAGES.get(name)
    if package is None:
        return EnvironmentFailed(
            f"Qt cannot be loaded here: {told}.", "Install the package that has this library."
        )
    return EnvironmentFailed(
        f"The window needs the system library {name}, which is not installed.",
        f"Install it; on Debian and Ubuntu: sudo apt install {package}.",
    )


def _check_libraries(plugin: Path) -> None:
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        raise missing_library(error) from error


def _wayland(environment: Mapping[str, str]) -> bool:
    """Tell whether a Wayland server answers."""
    name, folder = environment.get("WAYLAND_DISPLAY"), environment.get("XDG_RUNTIME_DIR", "")
    if not name:
        return False
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(os.fspath(Path(folder) / name))
        except OSError as error:
            raise _silent(name) from error
    return True


def _x11(environment: Mapping[str, str]) -> bool:
    """Tell whether an X server answers."""
    name = environment.get("DISPLAY")
    if not name:
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        raise missing_library(error) from error
    xcb.xcb_connect.restype = ctypes.c_void_p
    for function in (xcb.xcb_connection_has_error, xcb.xcb_disconnect):
        function.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(name.encode(), None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if failed:
        raise _silent(name)
    return True


def _silent(name: str) -> EnvironmentFailed:
    return EnvironmentFailed(f"The display {name} does not answer.", _WITHOUT_SCREEN)
