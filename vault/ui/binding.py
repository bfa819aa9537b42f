"""Whether this build of Qt for Python can be trusted to keep the program alive."""

import sys

from vault.errors import EnvironmentFailed

CALLS = 64


def check_binding() -> None:
    """Raise ``EnvironmentFailed`` where every call into Qt loses a reference to ``None``.

    The wheels of PySide6 6.12.0 are built for a Python whose ``None`` is never counted (3.12, PEP
    683). Python 3.11 counts it, and aborts some thousand calls later.
    """
    import PySide6
    from PySide6.QtCore import QObject

    probe = QObject()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        probe.setObjectName("probe")
    if before - sys.getrefcount(None) > CALLS // 2:
        python = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise EnvironmentFailed(
            f"PySide6 {PySide6.__version__} does not work with Python {python}: it would end the"
            " program after a while.",
            "Install another: pip install 'PySide6-Essentials!=6.12.0', or use Python 3.12.",
        )
